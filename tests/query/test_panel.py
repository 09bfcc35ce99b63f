"""The constant panel: who was there in every whole bucket, and why the others were not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.filters import Cell, Filters
from monitor.query.evidence import evidence
from monitor.query.panel import constant_panel

MONDAY = date(2026, 3, 2)


def rows(source: str, days: list[date]) -> list[dict[str, Any]]:
    return [{"article_id": f"{source}{i}", "source": source, "day": day} for i, day in enumerate(days)]


def weekly(*weeks: int) -> list[date]:
    return [MONDAY + timedelta(days=7 * week + 2) for week in weeks]


SUNDAY = MONDAY + timedelta(days=34)
FIVE = Filters(start=MONDAY, end=SUNDAY)


@pytest.fixture(scope="module")
def desk(desk_of: Any) -> Any:
    return desk_of(
        [
            *rows("steady.example", weekly(0, 1, 2, 3, 4)),
            *rows("busy.example", [*weekly(0, 1, 2, 3, 4), *weekly(0, 1)]),
            *rows("hole.example", [*weekly(0, 1, 3, 4), *weekly(0, 1, 3, 4)]),
            *rows("late.example", weekly(2, 3, 4)),
            *rows("end.example", [SUNDAY]),
        ]
    )


def test_the_panel_keeps_who_was_there_in_every_week(desk: Any) -> None:
    found = constant_panel(desk, FIVE)
    assert (found.bucket, found.required) == ("week", 5)
    assert found.kept == ("busy.example", "steady.example")
    assert found.dropped[["source", "articles", "active"]].values.tolist() == [
        ["hole.example", 8, 4],
        ["late.example", 3, 3],
        ["end.example", 1, 1],
    ]
    assert (found.articles_kept, found.articles) == (12, 24)


def test_a_week_that_the_data_has_not_reached_the_end_of_is_not_asked_of_anybody(desk: Any) -> None:
    later = Filters(start=MONDAY, end=SUNDAY + timedelta(days=30))
    assert constant_panel(desk, later).kept == ("busy.example", "steady.example")
    assert constant_panel(desk, Filters(start=MONDAY, end=SUNDAY - timedelta(days=1))).required == 4


def test_the_panel_does_not_depend_on_who_is_in_the_news(desk: Any) -> None:
    narrow = Filters(
        start=FIVE.start, end=FIVE.end, actors=("nato",), search="flood", sources=("late.example",)
    )
    assert constant_panel(desk, narrow).kept == constant_panel(desk, FIVE).kept


def test_weeks_that_the_period_cuts_are_not_asked_of_anybody(desk: Any) -> None:
    cut = Filters(start=MONDAY + timedelta(days=15), end=FIVE.end)
    found = constant_panel(desk, cut)
    assert (found.bucket, found.required) == ("day", 4)  # twenty days: those on which anybody published
    longer = Filters(start=MONDAY - timedelta(days=3), end=MONDAY + timedelta(days=31))
    assert constant_panel(desk, longer).required == 4


def test_a_week_without_anything_is_not_asked_of_anybody(desk_of: Any) -> None:
    desk = desk_of([*rows("a.example", [*weekly(0, 1, 3, 4), SUNDAY]), *rows("b.example", weekly(0, 1, 3))])
    found = constant_panel(desk, FIVE)
    assert (found.required, found.kept) == (4, ("a.example",))


def test_a_long_period_asks_for_months(desk_of: Any) -> None:
    every = [date(2026, month, 3) for month in range(1, 9)]
    desk = desk_of([*rows("a.example", [*every, date(2026, 8, 31)]), *rows("b.example", every[1:])])
    found = constant_panel(desk, Filters(start=date(2026, 1, 1), end=date(2026, 8, 31)))
    assert (found.bucket, found.required, found.kept) == ("month", 8, ("a.example",))


def test_no_more_are_kept_than_asked_for_and_the_others_are_told(desk: Any) -> None:
    found = constant_panel(desk, FIVE, most=1)
    assert found.kept == ("busy.example",)
    beyond = found.dropped[found.dropped["active"] == found.dropped["required"]]
    assert beyond["source"].tolist() == ["steady.example"]


def test_an_empty_store_has_no_panel(desk_of: Any) -> None:
    found = constant_panel(desk_of([]), Filters())
    assert (found.kept, found.articles, len(found.dropped)) == ((), 0, 0)


corpora = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", "d"]), st.integers(0, 60)), min_size=1, max_size=60, unique=True
)


@given(corpora)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_kept_and_dropped_are_everybody_and_the_panel_is_in_every_week(
    desk_of: Any, corpus: list[tuple[str, int]]
) -> None:
    days = {source: [MONDAY + timedelta(days=n) for s, n in corpus if s == source] for source, _ in corpus}
    desk = desk_of([row for source, found in days.items() for row in rows(source, found)])
    end = MONDAY + timedelta(days=62)
    found = constant_panel(desk, Filters(start=MONDAY, end=end))
    last = max(day for source in days.values() for day in source)
    weeks = {
        monday
        for monday in (MONDAY + timedelta(days=7 * i) for i in range(9))
        if monday + timedelta(days=6) <= last
        and any(monday <= day < monday + timedelta(days=7) for source in days.values() for day in source)
    }
    if (last - MONDAY).days + 1 > 21:
        steady = {
            source
            for source, own in days.items()
            if weeks and all(any(m <= day < m + timedelta(days=7) for day in own) for m in weeks)
        }
        assert set(found.kept) == steady
    assert set(found.kept) | set(found.dropped["source"]) == set(days)
    assert not set(found.kept) & set(found.dropped["source"])
    assert found.articles == len(corpus)
    for row in found.dropped.itertuples():
        asked = Filters(start=MONDAY, end=end, measure="articles")
        assert evidence(desk, asked, Cell(source=row.source), limit=0).total == row.articles
