"""Who speaks: the outlet, a known person, or somebody known only by the words printed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.annotate.sentences import split_sentences
from monitor.annotate.voice import Voices, find_quotations, sentence_voices

PEOPLE = {
    "ana": r"(?:Defence Minister )?Ana Example|Mrs Example|[Tt]he defence minister",
    "ben": r"Ben Sample|(?<!Ben )Sample",
    "league": r"River League",
}


def people(text: str) -> list[tuple[int, int, str]]:
    return [
        (found.start(), found.end(), who) for who, name in PEOPLE.items() for found in re.finditer(name, text)
    ]


def voices(text: str) -> list[str | None]:
    sentences = split_sentences(text)
    return sentence_voices(sentences, find_quotations(text, sentences, people(text)))


def spans(text: str) -> list[tuple[str, str, str, str]]:
    """Each quotation: what is said, by which word, the words for the speaker, who it is."""
    return [
        (
            " … ".join(text[start:end] for start, end in one.content),
            text[slice(*one.cue)],
            text[slice(*one.source)],
            one.speaker,
        )
        for one in find_quotations(text, split_sentences(text), people(text))
    ]


def voice_of(word: str, text: str) -> str | None:
    """Whose words the first occurrence of a word stands in."""
    start = text.index(word)
    return Voices(find_quotations(text, split_sentences(text), people(text))).at(start, start + len(word))


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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Ana Example said that the river was rising.",
            ("the river was rising", "said", "Ana Example", "ana"),
        ),
        (
            "“The river is rising,” said Ana Example on Monday.",
            ("“The river is rising,”", "said", "Ana Example", "ana"),
        ),
        (
            "The river is rising, according to Ana Example.",
            ("The river is rising", "according to", "Ana Example", "ana"),
        ),
        (
            "The river, Ana Example said on Monday, is rising again.",
            ("The river … is rising again", "said", "Ana Example", "ana"),
        ),
        (
            "Ana Example told reporters on Monday that the river was rising.",
            ("the river was rising", "told", "Ana Example", "ana"),
        ),
    ],
)
def test_what_is_said_by_which_word_and_by_whom(text: str, said: tuple[str, str, str, str]) -> None:
    assert spans(text) == [said]


@pytest.mark.parametrize(
    "sentence",
    [
        "River League blames the towns for the flood, Ana Example says.",
        "Ana Example: River League still uses the dam",
        "Ana Example left the hall on Monday, saying that the river was rising and the bridges would fall.",
        "Ana Example, who once led the town, has also warned that the river was rising.",
        "Ana Example was quoted as saying that the river was rising.",
    ],
)
def test_more_ways_to_name_the_speaker(sentence: str) -> None:
    assert voices(sentence) == ["ana"]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Farmers say the river is rising.", "Farmers"),
        ("The ministry said the river was rising.", "The ministry"),
        ("“The road is closed,” said town engineer Carla Caseworth.", "town engineer Carla Caseworth"),
    ],
)
def test_speakers_without_a_name_and_with_a_title(sentence: str, speaker: str) -> None:
    assert voices(sentence) == [speaker]


@pytest.mark.parametrize(
    "sentence",
    [
        "The state-run League met in the hall by the river.",
        "The river holds more water than the report on the claim of the town.",
        "Ana Example was asked about the flood.",
    ],
)
def test_such_a_word_is_not_always_one_of_saying(sentence: str) -> None:
    assert voices(sentence) == [None]


def test_a_mention_has_the_voice_of_the_words_in_which_it_stands() -> None:
    text = "Ana Example said the River League was a threat to the towns."
    assert voice_of("River League", text) == "ana"
    assert voice_of("Ana Example", text) is None


def test_the_narrowest_words_decide() -> None:
    text = "Ana Example said the town was calm, but Ben Sample said the River League was a threat."
    assert voice_of("the town", text) == "ana"
    assert voice_of("River League", text) == "ben"


def test_who_is_accused_of_it_does_not_stand_in_his_own_words() -> None:
    assert (
        voice_of("River League", "The River League met on Monday. Ana Example said the river was rising.")
        is None
    )


def test_long_quotations_are_one() -> None:
    text = "“The river is rising. We need boats. We need tents. We need them now,” Ana Example said."
    assert voices(text) == ["ana"] * 4
    assert len(spans(text)) == 1


def test_the_minister_is_the_one_who_spoke_before() -> None:
    text = (
        "Interior Minister Carla Caseworth said the road was closed.\n\n"
        "The minister said the bridge was closed too.\n\nMs Caseworth said boats were on their way."
    )
    assert voices(text) == ["Carla Caseworth"] * 3 or set(voices(text)) == {"Interior Minister Carla Caseworth"}


ACCUSED_AT_LENGTH = [
    ("ana", "Ana Example says River League still using hill camps against Valdoria\n\n"),
    (
        "ana",
        "PORT VALE (Web Desk) – Defence Minister Ana Example said the fighters of the banned River League were "
        "still using the camps in the hills to attack the towns of Valdoria. ",
    ),
    (None, "The statement comes as the country saw more attacks in the spring.\n\n"),
    (None, "In March, a delegation led by Ana Example visited the hill towns for talks on trade.\n\n"),
    (
        "ana",
        "In an interview with a foreign channel, Mrs Example said the capital had good ties with the hill "
        "towns but “we are worried about the River League as it still uses their camps”.\n\n",
    ),
    ("ana", "The defence minister said several ways had been tried to raise it with the hill towns.\n\n"),
    (
        "ana",
        "She said that the last government had let the fighters settle in the country, saying Ben Sample was "
        "their supporter at heart.\n\n",
    ),
    (
        "ana",
        "“From this point of view, the two groups are brothers. They will not fight each other,” she said.\n\n",
    ),
    ("The ministry", "The ministry said fighters had crossed the border twice this week.\n\n"),
    ("ana", "Mrs Example said the League had new weapons, adding that a neighbour paid for them.\n"),
]
"""A minister accuses an armed group: each sentence with who speaks it."""


def test_a_minister_accuses_an_armed_group_at_length() -> None:
    text = "".join(sentence for _, sentence in ACCUSED_AT_LENGTH)
    expected = [who for who, piece in ACCUSED_AT_LENGTH for _ in split_sentences(piece)]
    assert voices(text) == expected


def test_her_words_about_the_group_are_hers_and_the_news_about_her_is_the_outlets() -> None:
    text = "".join(sentence for _, sentence in ACCUSED_AT_LENGTH)
    said = Voices(find_quotations(text, split_sentences(text), people(text)))
    heard = {
        name: [said.at(found.start(), found.end()) for found in re.finditer(name, text)]
        for name in ("River League", "Ana Example")
    }
    assert heard == {"River League": ["ana", "ana", "ana"], "Ana Example": [None, None, None]}


def test_nothing_to_read() -> None:
    assert find_quotations("", [], []) == []
    assert sentence_voices([], []) == []


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
    for one in find_quotations(text, split_sentences(text), people(text)):
        assert all(0 <= start < end <= len(text) for start, end in (*one.content, one.cue, one.source))
