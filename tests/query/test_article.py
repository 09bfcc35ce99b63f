"""One article with everything that belongs to it."""

from datetime import UTC, date, datetime

import pytest

from monitor.article import Mention, Removed, Sentence
from monitor.query.article import read_article

ARTICLES = [
    {
        "article_id": "a1",
        "story_id": "s1",
        "day": date(2024, 3, 2),
        "title": "Nato talks",
        "text": "Nato met. Pakistan waited.",
        "removed": [{"text": "Advertisement", "reason": "advertisement"}],
        "sentences": [{"start": 0, "end": 9, "tone": 0.25}, {"start": 10, "end": 26, "tone": None}],
        "title_tone": 0.5,
        "about": ["PAK"],
        "extra": '{"tone": "-3.1"}',
        "date_from": "page",
        "published_raw": "2 March 2024",
        "credit": "with AP",
    },
    {"article_id": "a2", "story_id": "s1", "day": None, "source": "late.example"},
    {"article_id": "a3", "story_id": "s1", "day": date(2024, 3, 1), "source": "first.example"},
    {"article_id": "a4", "story_id": "s2", "day": date(2024, 3, 1), "removed": None, "extra": None},
]
MENTIONS = [
    {
        "article_id": "a1",
        "entity": "PAK",
        "kind": "country",
        "start": 10,
        "end": 18,
        "sentence": 1,
        "alias": "Pakistan",
    },
    {"article_id": "a1", "entity": "nato", "start": 0, "end": 4, "sentence": 0, "alias": "Nato", "tone": 0.25},
    {"article_id": "a1", "entity": "nato", "start": 0, "end": 4, "sentence": -1, "alias": "Nato", "tone": 0.5},
    {"article_id": "a3", "entity": "nato"},
]
REVISIONS = [
    {"article_id": "a1", "revision": number, "title": f"Draft {number}", "text": "", "updated_at": None}
    for number in (2, 1)
]


@pytest.fixture(scope="module")
def view(desk_of):
    return read_article(desk_of(ARTICLES, MENTIONS, revisions=REVISIONS), "a1")


def test_the_text_and_what_was_read_in_it(view):
    assert view.text[view.sentences[1].start : view.sentences[1].end] == "Pakistan waited."
    assert view.sentences == (Sentence(0, 9, 0.25), Sentence(10, 26, None))
    assert view.title_tone == 0.5
    assert view.about == ("PAK",)
    assert view.removed == (Removed("Advertisement", "advertisement"),)
    assert view.extra == {"tone": "-3.1"}
    assert view.credit == "with AP"


def test_mentions_come_in_reading_order_with_the_title_first(view):
    assert [(m.entity, m.sentence, m.in_title) for m in view.mentions] == [
        ("nato", -1, True),
        ("nato", 0, False),
        ("PAK", 1, False),
    ]
    assert view.mentions[2] == Mention("PAK", "country", 10, 18, 1, "Pakistan")


def test_dates_say_where_they_come_from(view):
    assert view.published_at == datetime(2024, 3, 2, 12, tzinfo=UTC)
    assert (view.day, view.date_from, view.published_raw) == (date(2024, 3, 2), "page", "2 March 2024")


def test_copies_and_revisions_come_the_oldest_first(view):
    assert [(copy.article_id, copy.source) for copy in view.copies] == [
        ("a3", "first.example"),
        ("a2", "late.example"),
    ]
    assert [revision.title for revision in view.revisions] == ["Draft 1", "Draft 2"]


def test_an_article_alone_with_nothing_in_it(desk_of):
    view = read_article(desk_of(ARTICLES, MENTIONS), "a4")
    assert view.copies == view.revisions == view.mentions == view.removed == view.sentences == ()
    assert view.extra == {}


def test_an_unknown_article_is_none(desk_of):
    assert read_article(desk_of(ARTICLES), "'; --") is None
