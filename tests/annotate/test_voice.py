"""Who speaks: the outlet, a known person, or somebody known only by the words printed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.annotate.sentences import split_sentences
from monitor.annotate.voice import find_voices

PEOPLE = {
    "ana": r"(?:Defence Minister )?Ana Example|Mrs Example|[Tt]he defence minister",
    "ben": r"Ben Sample|(?<!Ben )Sample",
    "league": r"River League",
}


def voices(text: str) -> list[str | None]:
    people = [
        (found.start(), found.end(), who) for who, name in PEOPLE.items() for found in re.finditer(name, text)
    ]
    return find_voices(text, split_sentences(text), people)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ana Example said the river was still rising.",
        "VALDORIA (News Desk) – Defence Minister Ana Example said the river was still rising.",
        "In an interview on Monday, Mrs Example said the river was rising.",
        "The defence minister says the League is also to blame.",
        "Ana Example, the defence minister of the republic, also warned that the river was rising.",
        "Ana Example (River Party) has repeatedly denied it.",
        "“The river is rising,” Ana Example said.",
        "“The river is rising,” said Ana Example.",
        '"The river is rising," said defence minister Ana Example on Monday.',
        "The river is rising, said Ana Example.",
        "According to Ana Example, the river is rising.",
        "The river is rising, according to Ana Example.",
        "“The river,” Ana Example was quoted as saying, “is rising.”",
    ],
)
def test_the_known_speaker(sentence: str) -> None:
    assert voices(sentence) == ["ana"]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("A spokesman for the town said the river was rising.", "A spokesman"),
        ("Police said the road was closed.", "Police"),
        ("Local officials said the road was closed.", "Local officials"),
        ("Carla Caseworth told reporters that the road was closed.", "Carla Caseworth"),
        ("“The road is closed,” said Carla Caseworth.", "Carla Caseworth"),
    ],
)
def test_a_speaker_who_is_not_in_the_dictionary_is_named_as_printed(sentence: str, speaker: str) -> None:
    found = voices(sentence)[0]
    assert found is not None
    assert found.startswith(speaker)


@pytest.mark.parametrize(
    "sentence",
    [
        "The river rose and the bridges fell.",
        "Ana Example travelled to the river on Monday.",
        "Ana Example was told about the flood.",
        "The minister’s statement comes as the river falls.",
        "The United States and the towns by the river met.",
        "The town calls its fund a “river chest” for all.",
    ],
)
def test_the_outlet_itself(sentence: str) -> None:
    assert voices(sentence) == [None]


def test_he_said_is_whoever_was_named_last() -> None:
    text = "Ana Example said the river rose. Ben Sample disagreed.\n\nHe said it was falling. He added a map."
    assert voices(text) == ["ana", None, "ben", "ben"]


def test_she_said_is_the_last_speaker_through_paragraphs() -> None:
    text = "Ana Example said the river rose.\n\nThe flood began in May.\n\nShe said the League had helped."
    assert voices(text) == ["ana", None, "ana"]


def test_sentences_of_one_quotation_share_their_speaker() -> None:
    text = "“The river is rising. We need boats. We need them now,” Ana Example said. The flood began in May."
    assert voices(text) == ["ana", "ana", "ana", None]


def test_a_quotation_after_its_introduction() -> None:
    text = "Ana Example said: “The river is rising. We need boats.”\n\n“It is late,” Ben Sample replied."
    assert voices(text) == ["ana", "ana", "ben"]


def test_a_quotation_that_goes_on_in_the_next_paragraph() -> None:
    text = "“The river is rising,” Ana Example said.\n\n“We need boats. We need them now.”"
    assert voices(text) == ["ana", "ana", "ana"]


def test_words_inside_a_quotation_do_not_change_the_speaker() -> None:
    assert voices("“Ben Sample said it would never happen,” Ana Example said.") == ["ana"]


def test_the_nearest_name_is_not_always_the_speaker() -> None:
    assert voices("Ana Example, an ally of the River League, said the river was rising.") == ["ana"]


def test_nothing_to_read() -> None:
    assert find_voices("", [], []) == []


PIECES = st.sampled_from(
    (
        "Ana Example",
        "Ben Sample",
        "he",
        "said",
        "according to",
        "“",
        "”",
        '"',
        "''",
        ",",
        ".",
        "\n\n",
        "the river",
        "A",
        "was told",
        "The town",
        "who",
        "(",
        ")",
        "?",
        "added",
        "We",
        "x" * 50,
    )
)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.lists(PIECES, max_size=30).map(" ".join), st.text(max_size=120)))
def test_one_answer_for_each_sentence_and_no_speaker_is_empty(text: str) -> None:
    found = voices(text)
    assert len(found) == len(split_sentences(text))
    assert "" not in found
