"""Sentences have exact places and end where a newspaper's reader ends them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.annotate.sentences import split_sentences


def split(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister met Lt Gen Nadeem Anjum and Lt. Gen. Ana Example in the capital.",
        "The U.S. Senate and the U.N. Security Council disagree.",
        "She lives at No. 10 Bridge Street.",
        "Mr. Example and Ms. Sample met Dr. Test and Prof. Case.",
        "J. R. Example and Ana B. Sample signed it.",
        "He comes from Lebanon, Pa. and went to Mason City, Iowa.",
        "The river rose 3.5 metres in Jan. 2021, e.g. near the old bridge.",
        "“Why now?” he asked.",
        "“Where is the bridge?” Ana Example asked.",
        "“We will rebuild!” the minister said on Monday.",
        "The talks begin at 5 p.m. Monday in the capital.",
        "At 5 a.m. Mrs Example left the capital.",
        "Acme Inc. and Sample & Co. announced it.",
        "It was ... well, a flood.",
        "Sen. Ana Example, D-Calif., was first.",
        "He works for Yahoo! and others.",
        "1. The bridges",
        "The bridges fell – all of them! – in one night.",
    ],
)
def test_one_sentence(sentence: str) -> None:
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    "sentences",
    [
        ["The river rose.", "It fell again."],
        ["He lives in the U.S.", "The river is far."],
        ["They met at 5 p.m.", "Police closed the road."],
        ["The firm is Acme Inc.", "It builds bridges."],
        ["“We lost everything.”", "She wept."],
        ["“We lost everything.", "We will rebuild,” she said."],
        ["Who pays?", "Nobody knows!", "The fund is empty…", "Talks go on."],
        ["It began in 2019.", "2020 was worse."],
        ["(The fund is empty.)", "Talks go on."],
        ["The law is from 1998.[4][5]", "It was never changed."],
        ["You and I.", "The others stay."],
    ],
)
def test_several_sentences(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_headlines_and_paragraphs_end_sentences() -> None:
    assert split("Rivers fall after a week\n\nPakistan\nThe water is gone.") == [
        "Rivers fall after a week",
        "Pakistan",
        "The water is gone.",
    ]


def test_numbered_points_in_one_line_are_sentences() -> None:
    points = ["• 9. Close the bridge", "• 10. Open the ferry"]
    assert split(" ".join(points)) == points
    assert split("The fund • 3 million crowns • is empty.") == ["The fund • 3 million crowns • is empty."]


def test_a_full_stop_in_a_line_of_its_own_ends_the_line_before() -> None:
    assert split("See the pages of the town\n.\n\nMore news") == ["See the pages of the town\n.", "More news"]
    assert split("“We will rebuild\n”\nThe fund is empty.") == ["“We will rebuild\n”", "The fund is empty."]
    assert split("We will rebuild\n\n”") == ["We will rebuild", "”"]


def test_a_wrapped_line_goes_on() -> None:
    assert split("The ministers agreed on\na fund.") == ["The ministers agreed on\na fund."]
    assert split("The ministers agreed on\n\na fund.") == ["The ministers agreed on", "a fund."]


@pytest.mark.parametrize(
    ("glued", "sentences"),
    [
        ("The water is gone.The roads are open.", ["The water is gone.", "The roads are open."]),
        ("“The water is gone.”The roads are open.", ["“The water is gone.”", "The roads are open."]),
        ("Write to ana.Example@valdoria.example today.", ["Write to ana.Example@valdoria.example today."]),
    ],
)
def test_lost_white_space(glued: str, sentences: list[str]) -> None:
    assert split(glued) == sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de", ["Der Fluss stieg am 3. Mai.", "Dann fiel er."]),
        ("fr", ["Le pont est fermé.", "Il rouvrira en mai."]),
        ("es", ["¿Quién paga?", "Nadie lo sabe."]),
    ],
)
def test_other_languages(language: str, sentences: list[str]) -> None:
    assert split(" ".join(sentences), language) == sentences


@pytest.mark.parametrize("text", ["", " \n\n ", ".", "...", "“", "1."])
def test_next_to_nothing(text: str) -> None:
    assert "".join(split(text)) == text.strip()


PIECES = st.sampled_from(
    (
        "Gen.",
        "U.S.",
        "The",
        "river",
        "“",
        "”",
        '"',
        "?",
        "!",
        ".",
        "…",
        ". . .",
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "No.",
        "10",
        "a.m.",
        "I.",
        "(",
        ")",
        "[3]",
        "•",
        "1.",
        "x",
        "said",
        "\u2028",
        "\u00a0",
        "é",
        "中。",
        "\x1c",
        "\x85",
    )
)
TEXTS = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=30).map("".join))


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, language=st.sampled_from(["en", "und", "de", "zh", "ur"]))
def test_spans_are_ordered_disjoint_bare_and_cover_everything(text: str, language: str) -> None:
    spans = split_sentences(text, language)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert not any("\n\n" in text[start:end] for start, end in spans)
