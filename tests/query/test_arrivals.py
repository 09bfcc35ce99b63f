"""Stories as they came in, and how far they spread."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import FilterError
from monitor.filters import Cell, Filters
from monitor.query.arrivals import STORY_COLUMNS, STORY_ORDERS, story_list
from monitor.query.counts import counts

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)

article = st.fixed_dictionaries(
    {
        "story_id": st.sampled_from(["s1", "s2", "s3", "s4"]),
        "source": st.sampled_from(["a.example", "b.example", "c.example"]),
        "day": st.none() | st.dates(date(2026, 3, 1), date(2026, 3, 9)),
        "ingested_at": st.none() | st.integers(0, 5).map(lambda hours: NOON + timedelta(hours=hours)),
    }
)
articles = st.lists(article, max_size=12).map(
    lambda rows: [{**row, "article_id": f"a{n:02d}"} for n, row in enumerate(rows)]
)
filters = st.builds(
    Filters,
    start=st.none() | st.just(date(2026, 3, 4)),
    sources=st.sampled_from([(), ("a.example",), ("a.example", "b.example")]),
    measure=st.sampled_from(["stories", "articles", "mentions"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=articles, asked=filters)
def test_it_says_what_a_slow_reader_finds(desk_of, rows, asked: Filters) -> None:
    desk = desk_of(rows)
    passing = [
        row
        for row in rows
        if (not asked.start or (row["day"] and row["day"] >= asked.start))
        and (not asked.sources or row["source"] in asked.sources)
    ]
    found = story_list(desk, asked, sort="last in", limit=100)
    assert list(found.rows.columns) == list(STORY_COLUMNS)
    stories = {row["story_id"] for row in passing}
    assert found.row_count == len(found.rows) == len(stories)
    arrivals = []
    for row in found.rows.to_dict("records"):
        copies = [one for one in passing if one["story_id"] == row["story_id"]]
        assert row["copies"] == len(copies)
        assert row["sources"] == len({one["source"] for one in copies})
        loaded = [one["ingested_at"] for one in copies if one["ingested_at"]]
        days = [one["day"] for one in copies if one["day"]]
        expected = min(loaded) if loaded else None
        if expected is None and days:
            expected = datetime.combine(min(days), datetime.min.time(), UTC) + timedelta(hours=12)
        assert (None if row["arrived_at"] != row["arrived_at"] else row["arrived_at"]) == expected
        arrivals.append(expected or datetime.min.replace(tzinfo=UTC))
    assert arrivals == sorted(arrivals, reverse=True)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=articles, order=st.sampled_from(STORY_ORDERS), limit=st.integers(1, 5))
def test_pages_hold_every_story_once_in_any_order(desk_of, rows, order, limit: int) -> None:
    desk = desk_of(rows)
    whole = story_list(desk, Filters(), sort=order, limit=100)
    pages = [
        story_list(desk, Filters(), sort=order, offset=first, limit=limit)
        for first in range(0, whole.row_count, limit)
    ]
    ids = [key for page in pages for key in page.rows["story_id"]]
    assert ids == list(whole.rows["story_id"])
    counted = counts(desk, Filters(), ())["count"]
    assert len(ids) == (int(counted[0]) if len(counted) else 0)
    assert all(page.row_count == whole.row_count for page in pages)


def test_a_mark_narrows_the_list_and_not_the_copies(desk_of) -> None:
    desk = desk_of(
        [
            {"article_id": "a", "story_id": "s", "day": date(2026, 3, 2), "source": "a.example"},
            {"article_id": "b", "story_id": "s", "day": date(2026, 3, 5), "source": "b.example"},
            {"article_id": "c", "day": date(2026, 3, 5)},
        ]
    )
    monday = story_list(desk, Filters(), Cell(bucket="day", start=date(2026, 3, 2)))
    assert monday.rows[["story_id", "copies", "sources"]].values.tolist() == [["s", 2, 2]]
    later = story_list(desk, Filters(), Cell(bucket="day", start=date(2026, 3, 5)))
    assert list(later.rows["story_id"]) == ["c"], "a story lies where its earliest article does"


def test_an_unknown_order_is_named(desk_of) -> None:
    with pytest.raises(FilterError, match="'loudest'"):
        story_list(desk_of([]), Filters(), sort="loudest")
