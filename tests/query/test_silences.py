"""Planted silences are found with their days; what nobody published is nobody's silence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from monitor.filters import Cell, Filters
from monitor.query.coverage import outages, silences
from monitor.query.evidence import evidence

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=i) for i in range(120)]


def rows(source: str, days: list[date], **more: Any) -> list[dict[str, Any]]:
    return [{"article_id": f"{source}{day:%m%d}", "source": source, "day": day, **more} for day in days]


def without(first: date, last: date, days: list[date] = DAYS) -> list[date]:
    return [day for day in days if not first <= day <= last]


STEADY = rows("steady.example", DAYS)
BROKEN = rows("broken.example", without(date(2026, 3, 3), date(2026, 3, 19)))
STOPPED = rows("stopped.example", [day for day in DAYS if day < date(2026, 4, 10)])
WEEKLY = rows("weekly.example", [day for day in DAYS if day.weekday() == 0 and day != date(2026, 3, 9)])
RARE = rows("rare.example", DAYS[:3])
ALL = [*STEADY, *BROKEN, *STOPPED, *WEEKLY, *RARE]


@pytest.fixture(scope="module")
def desk(desk_of: Any) -> Any:
    return desk_of(ALL)


def test_planted_silences_come_with_their_days_the_most_surprising_first(desk: Any) -> None:
    found = silences(desk, Filters())
    told = found.rows[["source", "first_day", "last_day", "days", "until_now", "usual_days"]]
    assert [tuple(row) for row in told.values.tolist()] == [
        ("stopped.example", date(2026, 4, 10), DAYS[-1], 21, True, 1.0),
        ("broken.example", date(2026, 3, 3), date(2026, 3, 19), 17, False, 1.0),
    ]
    assert (found.judged, found.sources) == (4, 5)


def test_a_silence_carries_the_articles_of_its_source(desk: Any) -> None:
    for row in silences(desk, Filters()).rows.itertuples():
        assert (
            evidence(desk, Filters(measure="articles"), Cell(source=row.source), limit=0).total == row.articles
        )


def test_a_missing_issue_of_a_weekly_is_no_alarm(desk: Any) -> None:
    assert "weekly.example" not in set(silences(desk, Filters()).rows["source"])


def test_where_nothing_was_collected_nobody_was_silent(desk_of: Any) -> None:
    down = without(date(2026, 2, 10), date(2026, 2, 28))
    desk = desk_of([*rows("a.example", down), *rows("b.example", down)])
    assert silences(desk, Filters()).rows.empty
    assert outages(desk, Filters()).values.tolist() == [[date(2026, 2, 10), date(2026, 2, 28), 19]]


def test_one_chosen_source_is_still_measured_against_the_days_of_all(desk: Any) -> None:
    found = silences(desk, Filters(sources=("broken.example",), search="nothing AND so", actors=("nobody",)))
    assert found.rows["days"].tolist() == [17]
    assert (found.judged, found.sources) == (1, 1)


def test_the_period_decides_where_a_silence_ends(desk: Any) -> None:
    found = silences(desk, Filters(end=date(2026, 3, 15))).rows
    assert [tuple(row) for row in found[["source", "last_day", "until_now"]].values.tolist()] == [
        ("broken.example", date(2026, 3, 15), True)
    ]


def test_an_empty_store_is_silent_about_silence(desk_of: Any) -> None:
    found = silences(desk_of([]), Filters())
    assert (found.judged, found.sources, len(found.rows)) == (0, 0, 0)
    assert outages(desk_of([]), Filters()).empty
