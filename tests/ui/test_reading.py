"""A text is cut into runs, and no character of it is lost or read as anything but text."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from monitor.article import Mention, Sentence
from monitor.ui.reading import paragraphs, scored_sentences, title_runs
from monitor.ui.words import Names

NAMES = Names({"army": "Hill Army"}, {"PAK": "Pakistan"}, {})
TEXT = "The Hill Army of Pakistan won a great victory.\n\nNobody was hurt. <b>All</b> went home."


def sentence(text: str, part: str, tone: float | None) -> Sentence:
    return Sentence(text.index(part), text.index(part) + len(part), tone)


SENTENCES = (
    sentence(TEXT, "The Hill Army of Pakistan won a great victory.", 0.84),
    sentence(TEXT, "Nobody was hurt.", -0.53),
    sentence(TEXT, "<b>All</b> went home.", 0.0),
)
MENTIONS = (
    Mention("army", "actor", 4, 13, 0, "Hill Army"),
    Mention("PAK", "country", 17, 25, 0, "Pakistan", evidence="name"),
    Mention("PAK", "country", 0, 9, -1, "Islamabad", evidence="capital", in_title=True),
)


def all_text(blocks: list[list[dict[str, Any]]]) -> list[str]:
    return ["".join(run["text"] for piece in block for run in piece["runs"]) for block in blocks]


def test_paragraphs_keep_every_character() -> None:
    assert all_text(paragraphs(TEXT, SENTENCES, MENTIONS, NAMES)) == TEXT.split("\n\n")


def test_names_and_scored_words_are_marked_where_they_stand() -> None:
    first = paragraphs(TEXT, SENTENCES, MENTIONS, NAMES)[0][0]
    assert first["tone"] == "+0.84"
    marked = [(run["text"], run["kind"], run["says"]) for run in first["runs"] if run["kind"]]
    assert marked[:2] == [("Hill Army", "actor", "Hill Army"), ("Pakistan", "country", "Pakistan")]
    assert [(text, kind) for text, kind, _ in marked[2:]] == [("won", "word"), ("great", "word")]


def test_a_sentence_without_a_tone_shows_none() -> None:
    unscored = (Sentence(0, len("Nada."), None),)
    assert paragraphs("Nada.", unscored, (), NAMES)[0][0]["tone"] == ""


def test_the_title_says_how_a_country_was_recognised() -> None:
    assert title_runs("Islamabad said", MENTIONS, NAMES)[0] == {
        "text": "Islamabad", "kind": "country", "says": "Pakistan (capital)",
    }  # fmt: skip


def test_a_masked_name_is_no_word_of_tone() -> None:
    text = "Hope Defence Party met."
    mention = Mention("army", "actor", 0, 18, 0, "Hope Defence Party")
    assert scored_sentences(text, (Sentence(0, len(text), 0.0),), (mention,))[0].words == ()


@given(
    st.text(max_size=120), st.lists(st.tuples(st.integers(0, 120), st.integers(0, 40)), max_size=8), st.data()
)
def test_any_text_with_any_names_is_shown_whole(
    text: str, places: list[tuple[int, int]], data: st.DataObject
) -> None:
    spans = [(a, min(a + n, len(text))) for a, n in places if a < min(a + n, len(text))]
    mentions = [Mention("army", "actor", a, b, 0, text[a:b]) for a, b in spans]
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    sentences = [Sentence(a, b, None) for a, b in pairwise(cuts)]
    shown = "".join(all_text(paragraphs(text, sentences, mentions, NAMES)))
    assert "".join(shown.split()) == "".join(text.split())
