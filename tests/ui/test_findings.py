"""The sentences of the first page say what the numbers say, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from monitor.filters import ANY_TONE, Cell, Filters
from monitor.ui.findings import MOST, Finding, Numbers, findings, sentences
from monitor.ui.words import Names

NAMES = Names({"nato": "NATO", "un": "*United* Nations"}, {"KEN": "Kenya", "PAK": "Pakistan"}, {})
NOW = Filters(start=date(2026, 2, 1), end=date(2026, 2, 28))
BEFORE = Filters(start=date(2026, 1, 4), end=date(2026, 1, 31))
LEVELS = pd.DataFrame({"count": [50, 20], "total": [200, 200], "share": [0.25, 0.1]})
STORY = pd.DataFrame(
    [("s1", "a1", "**Flood** <b>here</b>", "wire.example", date(2026, 2, 3), 23, 14)],
    columns=["story_id", "article_id", "title", "source", "day", "copies", "sources"],
)


def shift(by: str, key: str, **told: object) -> dict[str, object]:
    """A row of changes in which nothing changed, but for what is told."""
    still = {
        by: key, "count": 20, "share": 0.1, "count_before": 20, "share_before": 0.1, "change": 0.0,
        "change_low": -0.02, "change_high": 0.02, "change_judged": True, "changed": False, "tone": 0.0,
        "tone_n": 20, "tone_before": 0.0, "tone_n_before": 20, "tone_change": 0.0, "tone_change_low": -0.1,
        "tone_change_high": 0.1, "tone_judged": True, "tone_changed": False,
    }  # fmt: skip
    return {**still, **told}


RISE = {
    "changed": True, "count": 64, "share": 0.064, "count_before": 21, "share_before": 0.021,
    "change": 0.043, "change_low": 0.022, "change_high": 0.065,
}  # fmt: skip
VANISHED = {
    "changed": True, "count": 0, "share": 0.0, "count_before": 30, "share_before": 0.03,
    "change": -0.03, "change_low": -0.04, "change_high": -0.02,
}  # fmt: skip
SOUR = {
    "tone_changed": True, "tone": -0.12, "tone_n": 38, "tone_before": 0.05, "tone_n_before": 41,
    "tone_change": -0.17, "tone_change_low": -0.28, "tone_change_high": -0.06,
}  # fmt: skip


def told(
    actors: list[dict], countries: list[dict] = (), *, stories: pd.DataFrame = STORY, **more
) -> list[Finding]:
    shifts = {
        "actor": pd.DataFrame(actors or [shift("actor", "un")]),
        "country": pd.DataFrame(countries or [shift("country", "PAK")]),
    }
    numbers = {
        "filters": NOW,
        "before": BEFORE,
        "shifts": shifts,
        "levels": {
            "actor": LEVELS.assign(actor=["nato", "un"]),
            "country": LEVELS.assign(country=["KEN", "PAK"]),
        },
        "stories": stories,
    }
    return findings(Numbers(**{**numbers, **more}), NAMES)


def test_a_rise_says_from_what_to_what_and_how_surely() -> None:
    first = told([shift("actor", "nato", **RISE)])[0]
    assert first.sentence == (
        "NATO rose from 2.1 % to 6.4 % of stories (+4.3 points, 95 % interval +2.2 to +6.5)."
    )
    assert (first.sign, first.cell, first.filters, first.number) == ("rise", Cell(actor="nato"), NOW, 64)


def test_what_has_vanished_opens_the_stories_of_the_period_before() -> None:
    first = told([shift("actor", "nato", **VANISHED)])[0]
    assert "fell from 3.0 % to 0.0 %" in first.sentence
    assert (first.sign, first.filters, first.number) == ("fall", BEFORE, 30)


def test_a_shift_of_tone_has_both_numbers_of_stories() -> None:
    first = told([], [shift("country", "KEN", **SOUR)])[0]
    assert first.sentence == (
        "The tone about Kenya fell from +0.05 to −0.12 (n = 41 and 38; −0.17, 95 % interval −0.28 to −0.06)."
    )
    assert (first.cell, first.number) == (Cell(country="KEN", tone=ANY_TONE), 38)


@pytest.mark.parametrize(
    ("role", "share", "tone"),
    [
        ("mentioned", "Kenya rose", "The tone about Kenya fell"),
        ("about", "Stories about Kenya rose", "The tone about Kenya fell"),
        ("published", "Stories published in Kenya rose", "The tone of the press of Kenya fell"),
    ],
)
def test_the_role_of_a_country_stands_in_its_sentence(role: str, share: str, tone: str) -> None:
    found = told([], [shift("country", "KEN", **RISE, **SOUR)], filters=replace(NOW, country_role=role))
    assert found[0].sentence.startswith(share)
    assert found[1].sentence.startswith(tone)


def test_nothing_stands_out_is_said_with_how_many_were_judged() -> None:
    first, *rest = told([shift("actor", "nato"), shift("actor", "un", change_judged=False)])
    assert first.sentence == (
        "Nothing stands out against 4 Jan – 31 Jan 2026: of 1 actor and 1 country with enough stories, "
        "none changed more than chance would explain."
    )
    assert first.cell is None
    assert [one.sign for one in rest] == ["level", "level", "level", "story"]


def test_without_a_period_before_the_largest_are_told_and_that_no_change_can_be() -> None:
    first, *rest = told([], before=None, shifts=None)
    assert "can't be told" in first.sentence
    assert rest[0].sentence == "The actor most in the news is NATO, in 25.0 % of stories (50 of 200)."
    assert rest[1].sentence == "The country most in the news is Kenya, in 25.0 % of stories (50 of 200)."
    assert (rest[0].cell, rest[0].number) == (Cell(actor="nato"), 50)


def test_the_most_copied_story_names_its_first_publisher_and_its_day() -> None:
    last = told([])[-1]
    assert last.sentence == (
        "The most copied story: “**Flood** <b>here</b>” (23 articles in 14 sources, first by wire.example on "
        "3 February 2026)."
    )
    assert (last.cell, last.filters, last.number) == (Cell(story="s1"), replace(NOW, measure="articles"), 23)


def test_a_story_without_copies_is_no_finding() -> None:
    assert "story" not in {one.sign for one in told([], stories=STORY.assign(copies=1))}
    assert "story" not in {one.sign for one in told([], stories=STORY.head(0))}


def test_the_surest_come_first_and_there_are_never_more_than_seven() -> None:
    many = [
        shift("actor", f"a{i}", **RISE | {"change_low": 0.01 * i} | SOUR | {"tone_change_high": -0.01 * i})
        for i in range(1, 9)
    ]
    found = told(many, [shift("country", "KEN", **VANISHED)])
    assert len(found) == MOST
    assert [one.subject for one in found[:4]] == ["a8", "a7", "a6", "Kenya"], "not all of one kind"
    assert [one.subject for one in found[4:6]] == ["a8", "a7"]


def test_the_measure_does_not_change_a_finding() -> None:
    found = told([shift("actor", "nato", **RISE)], filters=replace(NOW, measure="mentions"))
    assert found[0].filters == NOW


def test_findings_leave_the_page_as_rows() -> None:
    rows = sentences(told([shift("actor", "nato", **RISE)]))
    assert list(rows.columns) == ["finding", "count"]
    assert rows["count"].iloc[0] == 64
