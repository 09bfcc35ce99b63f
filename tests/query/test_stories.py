"""The most copied stories, each with its first article and exactly its copies."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.filters import MEASURES, Cell, Filters
from monitor.query.evidence import evidence
from monitor.query.stories import COLUMNS, top_stories

FLOOD, TRADE, CUP, LONE, UNDATED = "flood", "trade", "cup", "lone", "undated"
ARTICLES = [
    ("f1", FLOOD, 3, "wire.example", "Flood reaches the valley"),
    ("f2", FLOOD, 4, "dawn.example", "Flood"),
    ("f3", FLOOD, 5, "dawn.example", "Flood again"),
    ("t1", TRADE, 6, "herald.example", "=cmd() Trade talks"),
    ("t2", TRADE, 6, "wire.example", "Trade"),
    ("t3", TRADE, 7, "dawn.example", "Trade"),
    ("c1", CUP, 9, "wire.example", "Cup"),
    ("c2", CUP, 10, "wire.example", "Cup, again"),
    ("l1", LONE, 12, "dawn.example", "Only here"),
    ("u1", UNDATED, None, "dawn.example", ""),
]


@pytest.fixture(scope="module")
def desk(desk_of):
    rows = [
        {
            "article_id": article,
            "story_id": story,
            "day": day and date(2026, 3, day),
            "source": source,
            "title": title,
            "title_tone": 0.25 if story == FLOOD else None,
        }
        for article, story, day, source, title in ARTICLES
    ]
    return desk_of(
        rows, [{"article_id": article, "entity": "un", "tone": -0.5} for article in ("t2", "t3", "l1")]
    )


def test_more_copies_then_more_sources_then_the_newest_come_first(desk):
    top = top_stories(desk, Filters())
    assert list(top.columns) == list(COLUMNS)
    assert top[["story_id", "article_id", "source", "copies", "sources"]].values.tolist() == [
        [TRADE, "t1", "herald.example", 3, 3],
        [FLOOD, "f1", "wire.example", 3, 2],
        [CUP, "c1", "wire.example", 2, 1],
        [LONE, "l1", "dawn.example", 1, 1],
        [UNDATED, "u1", "dawn.example", 1, 1],
    ]
    assert top["title"].tolist()[:2] == ["=cmd() Trade talks", "Flood reaches the valley"]
    assert top["day"].tolist()[:2] == [date(2026, 3, 6), date(2026, 3, 3)]
    assert top["tone"].tolist()[1] == 0.25
    assert top["tone"].isna().tolist() == [True, False, True, True, True]


def test_only_copies_that_pass_count_and_the_first_of_them_is_shown(desk):
    top = top_stories(desk, Filters(actors=("un",)))
    assert top[["story_id", "article_id", "copies", "sources", "tone"]].values.tolist() == [
        [TRADE, "t2", 2, 2, -0.5],
        [LONE, "l1", 1, 1, -0.5],
    ]


@pytest.mark.parametrize("filters", [Filters(), Filters(sources=("dawn.example",)), Filters(actors=("un",))])
@pytest.mark.parametrize("measure", MEASURES)
def test_a_row_opens_exactly_its_copies(desk, filters, measure):
    for row in top_stories(desk, replace(filters, measure=measure)).to_dict("records"):
        listing = evidence(desk, replace(filters, measure="articles"), Cell(story=row["story_id"]), limit=100)
        assert listing.total == len(listing.rows) == row["copies"]
        assert set(listing.rows["story_id"]) == {row["story_id"]}
        assert listing.rows["source"].nunique() == row["sources"]
        assert evidence(desk, replace(filters, measure="stories"), Cell(story=row["story_id"])).total == 1


def test_so_many_and_no_more(desk):
    assert top_stories(desk, Filters(), 2)["story_id"].tolist() == [TRADE, FLOOD]
    assert top_stories(desk, Filters(start=date(2030, 1, 1))).empty
    assert evidence(desk, Filters(), Cell(story="nobody's")).total == 0
