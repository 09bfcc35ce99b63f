"""Sentences say what is counted, and a stranger's words stay words."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.filters import Cell, Filters
from monitor.ui import words
from monitor.ui.words import Names

NAMES = Names({"nato": "NATO", "un": "United Nations"}, {"PAK": "Pakistan"}, {"en": "English"})
SPRING = Filters(date(2026, 3, 1), date(2026, 5, 31))


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (1204, "stories", "1,204 stories"),
        (1, "stories", "1 story"),
        (1, "articles", "1 article"),
        (0, "days", "0 days"),
    ],
)
def test_counted(number: int, noun: str, said: str) -> None:
    assert words.counted(number, noun) == said


def test_the_denominator_is_spelled_out() -> None:
    filters = Filters(date(2026, 3, 1), date(2026, 5, 31), languages=("en",))
    assert words.denominator(filters, 1204, 14, NAMES) == (
        "of 1,204 stories from 14 sources, English, 1 Mar – 31 May 2026"
    )


def test_the_denominator_names_the_search() -> None:
    assert "found by “flood OR rain”" in words.denominator(Filters(search="flood OR rain"), 3, 1, NAMES)


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(), ""),
        (Filters(actors=("nato", "un")), "NATO or United Nations"),
        (Filters(countries=("PAK",), country_role="about"), "Pakistan (about)"),
        (Filters(actors=("gone",), countries=("PAK",)), "gone; Pakistan (mentioned)"),
    ],
)
def test_entities(filters: Filters, said: str) -> None:
    assert words.entities(filters, NAMES) == said


def test_the_list_says_which_mark_was_clicked() -> None:
    cell = Cell(actor="nato", bucket="week", start=date(2026, 3, 2))
    assert words.listing_words(14, "stories", 14, cell, NAMES) == (
        "14 stories counted in: NATO, week of 2 March 2026"
    )


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        ("/srv/in/news.jsonl, line 7", "news.jsonl, line 7"),
        ("news.csv", "news.csv"),
        ("C:\\in\\a.json", "a.json"),
        ("", ""),
    ],
)
def test_readers_see_files_without_their_folders(origin: str, shown: str) -> None:
    assert words.file_name(origin) == shown


def test_mentions_are_listed_by_their_articles() -> None:
    assert words.listing_words(31, "mentions", 12, None, NAMES) == "31 mentions, in 12 articles"


@pytest.mark.parametrize(
    ("tone", "low", "high", "n", "said"),
    [
        (0.123, 0.05, 0.19, 40, "+0.05 to +0.19"),
        (-0.051, -0.2, 0.1, 10, "−0.20 to +0.10"),
        (0.9, 0.8, 1.0, 9, "too few to judge"),
        (float("nan"), float("nan"), float("nan"), 0, ""),
        (0.001, float("nan"), float("nan"), 12, ""),
    ],
)
def test_an_interval_is_told_from_ten_stories_on(
    tone: float, low: float, high: float, n: int, said: str
) -> None:
    assert words.interval_words(tone, low, high, n) == said


@pytest.mark.parametrize(("now", "before", "said"), [(120, 100, "+20 %"), (50, 100, "−50 %"), (7, 0, None)])
def test_change(now: int, before: int, said: str | None) -> None:
    assert words.change(now, before) == said


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>", "[x](javascript:alert(1))", "![](http://evil.example/p.png)", "$x^2$",
        "**bold**", "`code`", "# head", ":red[hi]", ":smile:", ":material/home:", "a -> b", "| a | b |",
        "http://evil.example", "www.evil.example", "1. one", "- one", "> quote", "&lt;b&gt;", "line\nbreak",
        "~~gone~~", "x@evil.example",
    ],
)  # fmt: skip
def test_every_mark_of_markdown_is_escaped(hostile: str) -> None:
    escaped = words.as_text(hostile)
    bare = escaped.replace("\\\\", "").replace("⁠", "")
    position = 0
    while position < len(bare):
        letter = bare[position]
        if letter == "\\":
            position += 2
            continue
        assert letter.isalnum() or letter.isspace(), (letter, escaped)
        position += 1
    assert escaped.replace("\\", "").replace("⁠", "") == " ".join(hostile.split())
