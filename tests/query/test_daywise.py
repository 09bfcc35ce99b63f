"""A page found in a few days is the page of the whole list."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.filters import Cell, Filters
from monitor.query.desk import Desk
from monitor.query.evidence import evidence, place

DeskOf = Callable[..., Desk]

FIRST = date(2026, 3, 1)
SOURCES = {"dawn.example": "PAK", "tide.example": "PRT", "quay.example": None}


def corpus(seed: int, number: int = 60) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Articles of two weeks, many of them copies on other days, some undated, with whom they name."""
    rng = random.Random(seed)
    articles, mentions = [], []
    for n in range(number):
        source = rng.choice(list(SOURCES))
        day = FIRST + timedelta(days=rng.randrange(14)) if rng.random() > 0.1 else None
        about = rng.sample(["AFG", "PAK"], rng.randrange(2))
        articles.append(
            {
                "article_id": f"a{n}",
                "story_id": f"s{rng.randrange(number // 2)}",
                "day": day,
                "published_at": day and datetime(day.year, day.month, day.day, rng.randrange(24), tzinfo=UTC),
                "source": source,
                "source_country": SOURCES[source],
                "language": rng.choice(["en", "de"]),
                "about": about,
                "title": f"Title {n}",
            }
        )
        for entity, kind in (("ttp", "actor"), ("khan", "actor"), ("AFG", "country")):
            row = {"article_id": f"a{n}", "entity": entity, "kind": kind, "tone": 0.1}
            mentions += [{**row, "sentence": rng.randrange(3)} for _ in range(rng.randrange(2))]
    return articles, mentions


@contextmanager
def untallied(desk: Desk):
    """The same desk, made to look at the articles themselves."""
    desk.is_tallied = False
    try:
        yield
    finally:
        desk.is_tallied = True


days = st.none() | st.integers(0, 13).map(lambda number: FIRST + timedelta(days=number))
asked = st.builds(
    lambda start, end, **told: Filters(*(sorted((start, end)) if start and end else (start, end)), **told),
    days,
    days,
    actors=st.sampled_from([(), (), ("ttp",), ("ttp", "khan")]),
    countries=st.sampled_from([(), (), ("AFG",)]),
    country_role=st.sampled_from(["mentioned", "about", "published"]),
    sources=st.sampled_from([(), (), ("dawn.example",)]),
    languages=st.sampled_from([(), ("en",), ("de",)]),
    measure=st.sampled_from(["stories", "articles"]),
)
buckets = st.sampled_from(
    [(None, None), (None, None), ("day", date(2026, 3, 4)), ("week", date(2026, 3, 2)), ("month", FIRST)]
)
cells = st.builds(
    lambda bucket, **told: Cell(bucket=bucket[0], start=bucket[1], **told),
    buckets,
    actor=st.sampled_from([None, None, "ttp"]),
    source=st.sampled_from([None, None, "tide.example"]),
    publisher=st.sampled_from([None, None, "PAK"]),
    country=st.sampled_from([None, None, "AFG"]),
)


@pytest.fixture(scope="module")
def desks(tallied_desk_of: DeskOf) -> list[Desk]:
    return [tallied_desk_of(*corpus(seed)) for seed in range(4)]


@settings(deadline=None, max_examples=100)
@given(
    seed=st.integers(0, 3),
    filters=asked,
    cell=st.none() | cells,
    sort=st.sampled_from(["newest", "oldest"]),
    offset=st.integers(0, 40),
    limit=st.integers(0, 12),
)
def test_it_is_the_page_of_the_whole_list(
    desks: list[Desk], seed: int, filters: Filters, cell: Cell | None, sort: Any, offset: int, limit: int
) -> None:
    desk = desks[seed]
    found = evidence(desk, filters, cell, sort=sort, offset=offset, limit=limit)
    with untallied(desk):
        wanted = evidence(desk, filters, cell, sort=sort, offset=offset, limit=limit)
    assert (found.total, found.row_count) == (wanted.total, wanted.row_count)
    pd.testing.assert_frame_equal(found.rows, wanted.rows)


@settings(deadline=None, max_examples=100)
@given(
    seed=st.integers(0, 3),
    filters=asked,
    cell=st.none() | cells,
    sort=st.sampled_from(["newest", "oldest"]),
    number=st.integers(0, 59),
)
def test_a_place_is_that_in_the_whole_list(
    desks: list[Desk], seed: int, filters: Filters, cell: Cell | None, sort: Any, number: int
) -> None:
    desk = desks[seed]
    found = place(desk, filters, cell, f"a{number}", sort=sort)
    with untallied(desk):
        assert found == place(desk, filters, cell, f"a{number}", sort=sort)


def days_looked_into(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by the length of the period of each question about articles."""
    looked: list[int] = []
    near = desk.near

    def spy(table: str, first: date | None, last: date | None) -> str:
        if table == "articles" and first and last:
            looked.append((last - first).days)
        return near(table, first, last)

    monkeypatch.setattr(desk, "near", spy)
    return looked


def test_a_place_is_looked_for_in_its_days(desks: list[Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desks[1]
    period = Filters(start=FIRST, end=FIRST + timedelta(days=13), measure="articles")
    ids = list(evidence(desk, period, limit=100).rows["article_id"])
    looked = days_looked_into(desk, monkeypatch)
    places = [place(desk, period, None, name) for name in ids]
    assert [found and found.number for found in places] == list(range(1, len(ids) + 1))
    assert sum(days <= 4 for days in looked) >= len(places), "each is looked for in its day and those beside it"


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_other_days_are_not_looked_into(desks: list[Desk], monkeypatch: pytest.MonkeyPatch, sort: Any) -> None:
    desk = desks[1]
    looked = days_looked_into(desk, monkeypatch)
    period = Filters(start=FIRST, end=FIRST + timedelta(days=13), measure="articles")
    seen = [evidence(desk, period, sort=sort, offset=offset, limit=2) for offset in range(0, 20, 2)]
    ids = [name for page in seen for name in page.rows["article_id"]]
    assert len(set(ids)) == len(ids) == 20
    assert sum(days <= 2 for days in looked) >= len(seen), "each page is looked for in a day or two"
