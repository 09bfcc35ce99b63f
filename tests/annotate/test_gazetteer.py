"""Names in texts: case, boundaries, punctuation, accents, and offsets into the text as it stands."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.annotate.dictionary import Actor, Country, Dictionary
from monitor.annotate.folding import fold, fold_text, fold_words
from monitor.annotate.gazetteer import Gazetteer, Kind
from monitor.annotate.short_names import family_names, short_names
from monitor.annotate.spans import longest
from monitor.annotate.titles import canonical_title, title_variants


def test_a_dash_in_a_name_is_no_word_of_it() -> None:
    assert family_names(Actor("x", "Ana – Example", "person", None, ("Ana – Example",))) == ("Example",)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Sample Motors Corp.", ("Sample Motors",)),
        ("Probe Industries, Inc.", ("Probe",)),
        ("The Sample Depot", ("Sample Depot",)),
        ("The Sun", ()),
        ("Group", ()),
        ("League of Samples", ()),
    ],
)
def test_a_company_is_called_again_without_its_legal_form(name: str, short: tuple[str, ...]) -> None:
    assert short_names(Actor("x", name, "company", None, (name,))) == short


def actor(id_: str, *aliases: str, kind: str = "organisation", country: str | None = None) -> Actor:
    return Actor(id_, aliases[0], kind, country, aliases)


GAZETTEER = Gazetteer(
    Dictionary(
        {
            one.id: one
            for one in (
                actor("ttp", "Tehreek-i-Taliban", "TTP"),
                actor("who", "World Health Organization", "WHO"),
                actor("apple", "Apple", kind="company"),
                actor("erdogan", "Recep Tayyip Erdoğan", kind="person"),
                actor("tokyo-paper", "東京新聞"),
                actor("sun", "The Sun", kind="company"),
                actor("att", "AT&T", kind="company"),
            )
        },
        {
            "CIV": Country("CIV", "Côte d'Ivoire", ("Côte d'Ivoire", "Ivory Coast")),
            "USA": Country("USA", "United States", ("United States", "US", "U.S.")),
            "TUR": Country("TUR", "Turkey", ("Turkey", "Türkiye")),
            "PAK": Country("PAK", "Pakistan", ("Pakistan",), capitals=("Islamabad",)),
        },
        "test",
    )
)

FOUND = [
    ("The Tehreek-i-Taliban said", "Tehreek-i-Taliban"),
    ("The Tehreek i Taliban said", "Tehreek i Taliban"),
    ("TEHREEK-I-TALIBAN CLAIMS ATTACK", "TEHREEK-I-TALIBAN"),
    ("the tehreek‑i‑taliban", "tehreek‑i‑taliban"),
    ("The Tehreek-i-\nTaliban", None),
    ("Tehreek\ni\nTaliban", "Tehreek\ni\nTaliban"),
    ("Tehreek, i Taliban", None),
    ("Tehreek/i/Taliban", None),
    ("TTP’s men", "TTP"),
    ("TTP's men", "TTP"),
    ("TTP-led", "TTP"),
    ("the ttp protocol", None),
    ("TTPs", None),
    ("xTTP", None),
    ("“TTP”", "TTP"),
    ("who is it?", None),
    ("Who is it?", None),
    ("the WHO said", "WHO"),
    ("an apple a day", None),
    ("Apple rose", "Apple"),
    ("APPLE PROFITS UP IN ASIA", "APPLE"),
    ("APPLE rose", None),
    ("Recep Tayyip Erdogan spoke", "Recep Tayyip Erdogan"),
    ("RECEP TAYYİP ERDOĞAN", "RECEP TAYYİP ERDOĞAN"),
    ("Recep Tayyip Erdog\u0306an spoke", "Recep Tayyip Erdog\u0306an"),
    ("Recep  Tayyip   Erdoğan", "Recep  Tayyip   Erdoğan"),
    ("昨日の東京新聞によると", "東京新聞"),
    ("AT&T said", "AT&T"),
    ("as the Sun wrote", "the Sun"),
    ("as the sun rose", None),
    ("Cote d’Ivoire won", "Cote d’Ivoire"),
    ("ivory-coast", "ivory-coast"),
    ("the U.S. army", "U.S."),
    ("in the U.S.", "U.S."),
    ("U.S.-led", "U.S."),
    ("let us go", None),
    ("the US army", "US"),
    ("virus", None),
    ("ISLAMABAD (Web Desk) - the", "ISLAMABAD"),
    ("a turkey dinner", None),
    ("Turkiye said", "Turkiye"),
    ("Paki\u00adstan", "Paki\u00adstan"),
]


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[ascii(text) for text, _ in FOUND])
def test_a_name_is_found_where_it_stands(text: str, expected: str | None) -> None:
    hits = [hit for hit in longest(GAZETTEER.find(text)) if any(s.kind != Kind.FAMILY for s in hit.senses)]
    assert [text[hit.start : hit.end] for hit in hits] == ([expected] if expected else [])


@given(st.text(max_size=60), st.text(max_size=60))
def test_offsets_fall_on_the_name_whatever_surrounds_it(before: str, after: str) -> None:
    text = f"{before} United States {after}"
    spans = {text[hit.start : hit.end] for hit in GAZETTEER.find(text)}
    assert any(fold(span).strip() == "united states" for span in spans)


@given(st.text(max_size=80))
def test_folding_keeps_the_way_back(text: str) -> None:
    folded = fold_text(text)
    assert folded.text[0] == folded.text[-1] == " "
    starts = [folded.span(place, place + 1)[0] for place in range(1, len(folded.text) - 1)]
    assert starts == sorted(starts)
    assert all(0 <= start < len(text) for start in starts)


PRINTED = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("aÉßǢ’“—\u00a0\u00ad \n")), max_size=80)


@given(PRINTED)
def test_a_text_is_folded_as_its_characters_are(text: str) -> None:
    one_blank = re.sub(r"\s\s+", lambda gap: gap[0] if gap[0].count("\n") > 1 else " ", text)
    assert fold_text(text).text == f" {fold(one_blank)} "


@given(PRINTED)
def test_the_words_of_a_text_are_those_of_its_folded_text(text: str) -> None:
    assert fold_words(text) == f" {' '.join(fold_text(text).text.split())} "


def test_the_same_text_gives_the_same_hits() -> None:
    words = ["Pakistan", "TTP", "US", "Ivory", "Coast", "Apple", "and", "the", "U.S."] * 30
    random.Random(4).shuffle(words)
    text = " ".join(words)
    assert GAZETTEER.find(text) == GAZETTEER.find(text)


def test_an_empty_dictionary_finds_nothing() -> None:
    assert Gazetteer(Dictionary({}, {}, "")).find("Pakistan") == []


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (actor("a", "Khawaja Asif", kind="person"), {"Asif"}),
        (actor("a", "Ursula von der Leyen", kind="person"), {"von der Leyen", "Leyen"}),
        (actor("a", "Xi Jinping", kind="person", country="CHN"), {"Xi"}),
        (actor("a", "Kim Jong Un", kind="person", country="PRK"), {"Kim"}),
        (actor("a", "Bashar al-Assad", kind="person"), {"al-Assad", "Assad"}),
        (actor("a", "Robert Kennedy Jr.", kind="person"), {"Kennedy"}),
        (actor("a", "Plato", kind="person"), set()),
    ],
    ids=lambda value: value.name if isinstance(value, Actor) else "",
)
def test_family_names(person: Actor, expected: set[str]) -> None:
    assert set(family_names(person)) == expected


@pytest.mark.parametrize(
    "spelling", ["Defence Minister", "defense minister", "Minister of Defense", "Minister for Defence"]
)
def test_spellings_of_an_office_are_one(spelling: str) -> None:
    assert canonical_title(spelling) == "defence minister"
    assert "minister of defense" in title_variants(spelling)


def test_the_prime_minister_has_one_spelling() -> None:
    assert title_variants("Prime Minister") == ("prime minister",)
