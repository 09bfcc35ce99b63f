"""Tone is VADER's compound to the last digit, and names are silent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from monitor.annotate.tone import score, scores, tone_supported, words

LIBRARY = SentimentIntensityAnalyzer()


def vader(text: str) -> float:
    return float(LIBRARY.polarity_scores(text)["compound"])


def masked(sentence: str, *names: str) -> float:
    return score(sentence, [(sentence.index(name), sentence.index(name) + len(name)) for name in names])


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "   ",
        "The river rose.",
        "A good, honest deal!",
        "A good, honest deal!!!!!!",
        "Is this a good deal??",
        "Is this a good deal?????",
        "A GOOD deal for the river towns",
        "A GOOD DEAL",
        "VERY good and EXTREMELY bad",
        "a VERY good deal but a terrible price",
        "good but good but good and good",
        "bad good but good bad",
        "kind of good",
        "the deal is kind of good",
        "they were kind of sad here",
        "sort of a bad deal",
        "just enough good food was there",
        "it is the shit now",
        "that was a kiss of death for them",
        "they would die to die for it",
        "a to die for good cake",
        "the bomb was bad",
        "yeah right they win",
        "no good",
        "no good deal",
        "no bad or good deal",
        "there is no doubt it is good",
        "no no no",
        "no",
        "never so good",
        "never was this good",
        "never this bad a deal",
        "they never said this was so good",
        "without doubt a good deal",
        "without a doubt good",
        "without good roads",
        "not good",
        "not a good deal",
        "not such a good deal",
        "isn't good",
        "isn’t good",
        "didn't really love it",
        "despite a good deal",
        "the least good",
        "at least good",
        "very least good",
        "least good",
        "least",
        "it is the least bad of all",
        "Catch 😀 and 💔 now",
        "so sad😢really",
        "great ™ deal ©",
        "‼ great",
        "bad ⁉ news",
        ":) and :D and :-( !",
        "(great)",
        "“great” news",
        "great—really great",
        "*great*",
        "lol",
        "uh-uh good",
        "can't stand it",
        "UGLY 5 DEAD",
        "5 GOOD",
        "hardly GOOD at all",
        "HARDLY good at all",
        "HARDLY bad at all",
        "\u00a0good\u2003bad\x1cgood",
    ],
)
def test_equal_to_the_library(sentence: str) -> None:
    assert score(sentence) == vader(sentence)


RULED = "no nor or but so this least at very doubt without never kind of"
CHARGED = "good bad great war killed peace crisis love hate good! (bad) great, Good BAD"
OTHERS = "river the minister 5 😀 💔 :) :( ! ?? — n't VERY NOT BUT"
VOCABULARY = sorted(
    {word for phrase in (*BOOSTER_DICT, *SPECIAL_CASES, RULED, CHARGED, OTHERS) for word in phrase.split()}
    | set(NEGATE[:30])
)
SENTENCES = st.lists(st.sampled_from(VOCABULARY), max_size=14).map(" ".join)


@settings(max_examples=1500, deadline=None)
@given(sentence=SENTENCES)
def test_equal_to_the_library_on_words_that_have_rules(sentence: str) -> None:
    assert score(sentence) == vader(sentence)


EMOJI = st.sampled_from([char for char in LIBRARY.emojis if len(char) == 1])
PHRASES = [
    *SPECIAL_CASES,
    *(phrase for phrase in BOOSTER_DICT if " " in phrase),
    "at least",
    "never so",
    "no one",
]
PIECES = st.one_of(
    st.sampled_from([*VOCABULARY, *PHRASES]),
    st.sampled_from(sorted(LIBRARY.lexicon)),  # emoticons and slang, too
    EMOJI,
    st.text(alphabet="!?.,;:'’\"“”()-—*_#\u00a0\u200d\ufe0f\n\t 5aA", max_size=4),
)
CASES = st.sampled_from([str, str, str.upper, str.capitalize])
JOINTS = st.sampled_from([" ", " ", " ", "  ", "", ", ", "! ", "?? ", " but ", " BUT ", " — ", "\n"])


@st.composite
def printed(draw: st.DrawFn) -> str:
    """Words with rules beside emoji, marks and capitals, joined well and badly."""
    pieces = draw(st.lists(st.tuples(PIECES, CASES, JOINTS), max_size=12))
    return "".join(case(piece) + joint for piece, case, joint in pieces)


@settings(max_examples=1000, deadline=None)
@given(sentence=printed())
def test_equal_to_the_library_on_whatever_is_printed(sentence: str) -> None:
    assert score(sentence) == vader(sentence)


@settings(max_examples=300, deadline=None)
@given(
    values=st.lists(
        st.sampled_from(["good", "bad", "great", "war", "GREAT", "very good", "river"]), max_size=60
    ),
    place=st.integers(0, 60),
)
def test_equal_values_around_but_are_changed_in_the_library_s_order(values: list[str], place: int) -> None:
    sentence = " ".join([*values[:place], "but", *values[place:], "river"])
    assert score(sentence) == vader(sentence)


def test_but_in_a_text_without_an_end_is_still_the_library_s() -> None:
    words_of_war = ["good", "bad", "great", "war", "killed"] * 500
    sentence = " ".join([*words_of_war[:700], "but", *words_of_war[700:]])
    assert score(sentence) == vader(sentence)


@settings(max_examples=300, deadline=None)
@given(sentences=st.lists(printed(), max_size=5), data=st.data())
def test_the_sentences_of_a_text_score_as_they_do_alone(sentences: list[str], data: st.DataObject) -> None:
    text = " ".join(sentences)
    spans, masks, start = [], [], 0
    for sentence in sentences:
        end = start + len(sentence)
        spans.append((start, end))
        cuts = sorted(data.draw(st.lists(st.integers(start, end), max_size=4)))
        masks.append(
            [(first, last) for first, last in zip(cuts[::2], cuts[1::2], strict=False) if first < last]
        )
        start = end + 1
    alone = [
        score(sentence, [(first - start, last - start) for first, last in inside])
        for sentence, (start, _), inside in zip(sentences, spans, masks, strict=True)
    ]
    assert scores(text, spans, [mask for inside in masks for mask in inside]) == alone


@settings(max_examples=300, deadline=None)
@given(sentence=st.text(max_size=60))
def test_equal_to_the_library_on_any_text(sentence: str) -> None:
    assert score(sentence) == vader(sentence)


@settings(max_examples=300, deadline=None)
@given(sentence=SENTENCES)
def test_words_are_where_they_say_and_explain_the_score(sentence: str) -> None:
    found = words(sentence)
    assert all(sentence[word.start : word.end] == word.text for word in found)
    assert [word.start for word in found] == sorted(word.start for word in found)
    if score(sentence):
        total = sum(word.valence for word in found)
        assert total * score(sentence) > 0 or abs(total) < 0.02


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Fighters of Islamic State of Hope left the town.", "Islamic State of Hope"),
        ("The Freedom Party lost.", "Freedom Party"),
        ("The Peace Corps left!", "Peace Corps"),
        ("Yahoo! left the town.", "Yahoo!"),
        ("Victory, the newspaper, was sold.", "Victory"),
    ],
)
def test_a_name_has_no_tone(sentence: str, name: str) -> None:
    plain = sentence.replace(name, "Name")
    assert masked(sentence, name) == score(plain) == vader(plain)


def test_without_its_mask_the_name_does_score() -> None:
    assert score("The Freedom Party met.") != 0.0
    assert masked("The Freedom Party met.", "Freedom Party") == 0.0


@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        ("NATO praised the good deal.", "Name praised the good deal."),
        ("NATO made a GOOD deal.", "Name made a GOOD deal."),
        ("NATO SIGNS GOOD DEAL", "NAME SIGNS GOOD DEAL"),
        ("They did not call NATO good.", "They did not call Name good."),
        ("The anti-NATO, not good.", "The anti-Name, not good."),
    ],
)
def test_a_name_leaves_capitals_and_distances_as_they_are(sentence: str, plain: str) -> None:
    assert masked(sentence, "NATO") == vader(plain)


def test_a_masked_headline_in_capitals_shouts_no_louder() -> None:
    assert masked("NATO SIGNS GOOD DEAL", "NATO") == score("SIGNS GOOD DEAL")


def test_masks_may_overlap_and_come_in_any_order() -> None:
    sentence = "The Freedom Party and the Victory League are bad."
    parts = [(22, 41), (4, 17), (4, 11), (12, 17)]
    assert score(sentence, parts) == vader("The Name and Name are bad.")


def test_words_around_a_mask_keep_their_places() -> None:
    sentence = "The Freedom Party praised the terrible war."
    found = words(sentence, [(4, 17)])
    assert [word.text for word in found] == ["praised", "terrible", "war"]
    assert [word.valence > 0 for word in found] == [True, False, False]
    assert all(sentence[word.start : word.end] == word.text for word in found)


def test_emoji_are_pointed_at_themselves() -> None:
    assert [word.text for word in words("A sad 😢 day 😀!")] == ["sad", "😢", "😀"]


@settings(max_examples=300, deadline=None)
@given(sentence=SENTENCES, data=st.data())
def test_masked_words_never_count(sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence)))
    end = data.draw(st.integers(start, len(sentence)))
    found = words(sentence, [(start, end)])
    assert all(word.end <= start or word.start >= end for word in found)
    assert -1 <= score(sentence, [(start, end)]) <= 1


@pytest.mark.parametrize(("language", "supported"), [("en", True), ("de", False), ("und", False), ("", False)])
def test_only_english_has_a_tone(language: str, supported: bool) -> None:
    assert tone_supported(language) is supported
