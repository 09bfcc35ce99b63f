"""The names that were planted come back with their stories; what is known, or no name, does not."""

from __future__ import annotations

import pyarrow as pa
import pytest

from monitor.annotate.dictionary import Actor, Country, Dictionary
from monitor.pipeline.suggest import Suggestions, suggest

DICTIONARY = Dictionary(
    {
        "board": Actor(
            "board", "River Board", "organisation", None, ("River Board",), exclude=("River Board Inn",)
        ),
        "lund": Actor("lund", "Ana Maria Lund", "person", None, ("Ana Maria Lund",), weak=("AML",)),
    },
    {"NOR": Country("NOR", "Norway", ("Norway",), ("Norwegian",), ("Oslo",), ("Port Bergen",), ("Viken",))},
    "d",
)
FILLER = "the ferry left late and nobody minded."


def batch(texts: list[str], language: str = "en", stories: list[str] | None = None) -> pa.RecordBatch:
    rows = [
        {
            "article_id": f"a{number}",
            "story_id": stories[number] if stories else f"s{number}",
            "language": language,
            "title": "Not Read Here",
            "text": text,
        }
        for number, text in enumerate(texts)
    ]
    return pa.RecordBatch.from_pylist(rows)


def found(texts: list[str], **options: object) -> dict[str, int]:
    answer: Suggestions = suggest([batch(texts, **options)], DICTIONARY)  # type: ignore[arg-type]
    return {one.name: one.stories for one in answer.names}


def test_planted_names_come_with_their_stories() -> None:
    texts = [f"{FILLER} We met Bo Ekdal and Ekdal again of Harbour Trust in rain {n}." for n in range(5)]
    texts += [f"On deck the Harbour Trust of old said {FILLER}" for _ in range(2)]
    texts += [f"{FILLER} They saw Isle of Smoke from afar."] * 3
    assert found(texts) == {"Harbour Trust": 7, "Bo Ekdal": 5, "Isle of Smoke": 3}


@pytest.mark.parametrize(
    "sentence",
    [
        "they met the River Board today.",
        "they met at the River Board Inn today.",
        "they met the Upper River Board Office today.",
        "they met Maria Lund and Lund today.",
        "they met AML in Oslo, Norway, at Port Bergen and in Viken.",
        "they met a Norwegian on Tuesday, in March and on Saturdays, in Sept. too.",
        "they met Mr Lund today.",
        "they said I've and I’ll and R-Ohio in the Lund-era.",
        "Ferries sail. “Boats sail.” Gates open.\nDoors close. – Rain falls.",
        "they met Bo and Ann today.",
    ],
)
def test_what_is_known_or_no_name_is_not_suggested(sentence: str) -> None:
    found_here = found([f"{FILLER} {sentence}"] * 6)
    assert {name for name in found_here if name not in ("Bo",)} == set()


def test_a_name_that_also_opens_sentences_counts_there_too() -> None:
    texts = [f"Harbour Trust won. {FILLER}"] * 3 + [f"{FILLER} It was Harbour Trust."] * 2
    assert found(texts) == {"Harbour Trust": 5}
    assert found([f"Harbour Trust won. {FILLER}"] * 5) == {}, "only ever at the beginning"


def test_copies_of_a_story_count_once() -> None:
    texts = [f"{FILLER} It was Harbour Trust."] * 6
    assert found(texts, stories=["s1", "s1", "s1", "s2", "s2", "s3"]) == {"Harbour Trust": 3}


def test_languages_with_capital_nouns_are_left_out() -> None:
    assert found([f"{FILLER} It was Harbour Trust."] * 6, language="de") == {}


def test_capitals_beyond_ascii_and_small_letters() -> None:
    texts = [f"{FILLER} la école de Éva Łukasz près de Mar del Plata."] * 4
    assert found(texts) == {"Mar del Plata": 4, "Éva Łukasz": 4}


@pytest.mark.parametrize(
    ("sentence", "name", "kind"),
    [
        ("They met Prime Minister Bo Ekdal.", "Bo Ekdal", "person"),
        ("They met Peter Ekdal.", "Peter Ekdal", "person"),
        ("They met the Harbour Workers Party.", "Harbour Workers Party", "party"),
        ("They met the Ekdal Shipping Company.", "Ekdal Shipping Company", "company"),
        ("They met the Ministry of Ferries.", "Ministry of Ferries", "government"),
        ("They met the Ferry Institute.", "Ferry Institute", "organisation"),
        ("They met the Ekdal Brigades.", "Ekdal Brigades", "armed group"),
    ],
)
def test_the_kind_is_guessed_and_a_sentence_shown(sentence: str, name: str, kind: str) -> None:
    answer = suggest([batch([f"{FILLER} {sentence} So it goes."] * 4)], DICTIONARY)
    (one,) = answer.names
    assert (one.name, one.kind) == (name, kind)
    assert one.example == sentence
    assert one.example[one.start : one.end] == name
    assert (answer.articles, answer.stories) == (4, 4)


def test_the_most_frequent_come_first_and_no_more_than_asked() -> None:
    names = ["Harbour Trust", "Ferry Institute", "Isle Forum"]
    texts = [f"{FILLER} It was the {name}." for place, name in enumerate(names) for _ in range(6 - place)]
    answer = suggest([batch(texts)], DICTIONARY, most=2)
    assert [one.name for one in answer.names] == names[:2]
