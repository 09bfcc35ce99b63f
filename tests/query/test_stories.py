"""The most copied stories, each with its first article and exactly its copies."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from monitor.filters import MEASURES, Cell, Filters
from monitor.query import evidence as evidence_module
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


def copied(dice):
    """Twenty stories of one to six articles."""
    rows = []
    for story in range(20):
        for copy in range(dice.randrange(1, 7)):
            at = datetime(2026, 3, 1 + dice.randrange(9), dice.randrange(24), tzinfo=UTC)
            # A story is named after its first article, which may not pass.
            named = {"article_id": f"a{story:02}{'-x' * copy}", "story_id": f"a{story:02}"}
            source = f"s{dice.randrange(4)}.example"
            rows.append({**named, "published_at": at, "day": at.date(), "source": source})
    return rows


@pytest.fixture(params=[1, 4, 40])
def looked_at(request, monkeypatch):
    """Whether those that may be among the most copied are few, to be looked at by their ids, or many."""
    monkeypatch.setattr("monitor.query.copied._FEW", request.param)


@pytest.mark.usefixtures("looked_at")
@pytest.mark.parametrize("limit", [1, 3, 8, 30])
@pytest.mark.parametrize("sources", [(), ("s1.example",), ("s1.example", "s2.example")])
def test_the_most_copied_of_many_are_those_of_all(desk_of, limit, sources):
    rows = copied(random.Random(limit))
    passed = {}
    for row in rows:
        if not sources or row["source"] in sources:
            passed.setdefault(row["story_id"], []).append(row)

    def rank(story):
        told = passed[story]
        newest = min(row["published_at"] for row in told)
        return (-len(told), -len({row["source"] for row in told}), -newest.timestamp(), story)

    found = top_stories(desk_of(rows), Filters(sources=sources), limit)
    assert found["story_id"].tolist() == sorted(passed, key=rank)[:limit]
    assert found["copies"].tolist() == [len(passed[story]) for story in found["story_id"]]


@pytest.mark.usefixtures("looked_at")
@pytest.mark.parametrize("cell", [None, Cell(source="s1.example"), Cell(bucket="week", start=date(2026, 3, 2))])
@pytest.mark.parametrize(("offset", "limit"), [(0, 3), (2, 5), (6, 4), (15, 5), (0, 0)])
def test_a_page_of_the_most_copied_is_that_of_the_whole_list(desk_of, cell, offset, limit):
    desk = desk_of(copied(random.Random(offset)))
    whole = evidence(desk, Filters(), cell, sort="most copies", limit=500)
    page = evidence(desk, Filters(), cell, sort="most copies", offset=offset, limit=limit)
    assert page.row_count == whole.row_count
    kept = ["article_id", "copies"]
    assert page.rows[kept].values.tolist() == whole.rows[kept][offset : offset + limit].values.tolist()


@pytest.mark.parametrize("looked_at", [(1,), (2,), (1, 3), (40,)])
@pytest.mark.parametrize("sort", ["most negative", "most positive"])
@pytest.mark.parametrize(
    ("filters", "cell"),
    [
        (Filters(), None),
        (Filters(sources=("s1.example", "s2.example")), None),
        (Filters(actors=("un",)), Cell(actor="un")),
        (Filters(), Cell(source="s1.example")),
        (Filters(), Cell(bucket="week", start=date(2026, 3, 2))),
        (Filters(), Cell(tone=(-1.1, 0.05))),
    ],
)
def test_a_page_of_the_loudest_is_that_of_the_whole_list(
    desk_of, tallied_desk_of, monkeypatch, sort, filters, cell, looked_at
):
    dice = random.Random(sum(looked_at))
    tones = [-0.75, -0.5, -0.1, 0.0, 0.3, 0.6, None]
    rows = [{**row, "title_tone": dice.choice(tones)} for row in copied(dice)]
    named = [{"article_id": row["article_id"], "entity": "un", "tone": dice.choice(tones)} for row in rows[::2]]
    desks = [make(rows, named) for make in (desk_of, tallied_desk_of)]
    monkeypatch.setattr("monitor.query.evidence._LOUD_ARTICLES", looked_at)
    for offset, limit in [(0, 3), (2, 5), (6, 4), (15, 5)]:
        pages = [evidence(desk, filters, cell, sort=sort, offset=offset, limit=limit) for desk in desks]
        with monkeypatch.context() as patch:
            patch.setattr("monitor.query.evidence._loudest", lambda *_: None)
            slow = evidence(desks[0], filters, cell, sort=sort, offset=offset, limit=limit)
        kept = ["article_id", "copies", "mentions", "tone"]
        for page in pages:
            assert (page.total, page.row_count) == (slow.total, slow.row_count)
            pd.testing.assert_frame_equal(page.rows[kept], slow.rows[kept])


def test_few_articles_are_looked_at_for_the_loudest(desk_of, monkeypatch):
    """The quick way is taken: the list is not put in order as a whole."""
    rows = [{**row, "title_tone": -0.01 * at} for at, row in enumerate(copied(random.Random(5)))]
    pages: list[object] = []
    real = evidence_module._loudest
    monkeypatch.setattr(evidence_module, "_loudest", lambda *asked: pages.append(real(*asked)) or pages[-1])
    page = evidence(desk_of(rows), Filters(), sort="most negative", limit=4)
    assert pages[0] is page.rows
    monkeypatch.setattr(evidence_module, "_MOST_LOUD", 7)
    whole = evidence(desk_of(rows), Filters(), sort="most negative", limit=4)
    assert pages[1] is None
    pd.testing.assert_frame_equal(whole.rows, page.rows)
