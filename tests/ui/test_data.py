"""The period on which the first page opens, and the calendar of the charts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.filters import Filters
from monitor.opening import ENOUGH
from monitor.pipeline import ingest
from monitor.settings import load_settings
from monitor.ui.data import Data, open_data

LAST = date(2024, 6, 30)
Days = list[date]


@pytest.fixture
def data_of(tmp_path: Path) -> Callable[[Days], Data]:
    """Opens a store with one short article for each day given."""

    def build(days: Days) -> Data:
        lines = [
            {"url": f"https://town.example/{i}", "title": f"Note {i}", "text": f"Kenya opened school {i}.",
             "published": day.isoformat()}
            for i, day in enumerate(days)
        ]  # fmt: skip
        path = tmp_path / "articles.jsonl"
        path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
        settings = load_settings(store=tmp_path / "store")
        ingest([path], settings)
        return open_data(settings, frozenset())

    return build


def every(step: int, number: int, last: date = LAST) -> Days:
    return [last - timedelta(days=step * i) for i in range(number)]


@pytest.mark.parametrize(
    ("days", "start"),
    [
        (every(1, 100), LAST - timedelta(days=89)),
        (every(5, 2 * ENOUGH), LAST - timedelta(days=364)),
        (every(30, 2 * ENOUGH), None),
        ([*every(1, 2 * ENOUGH, date(2019, 1, 1)), LAST], None),
    ],
    ids=["dense", "a year is needed", "thin", "one stray late article"],
)
def test_the_first_page_opens_on_a_period_that_holds_something(
    data_of: Callable[[Days], Data], days: Days, start: date | None
) -> None:
    filters = data_of(days).default_filters()
    assert (filters.start, filters.end) == (start, LAST if start else None)


def test_one_wrong_year_does_not_press_all_others_to_the_edge(data_of: Callable[[Days], Data]) -> None:
    data = data_of([date(1999, 5, 3), *every(1, 200)])
    span = data.span(Filters(), None)
    assert span is not None
    assert span.first == date(2023, 12, 1)
    assert data.scattered() == (date(2023, 12, 1), 1)
    asked = data.span(Filters(start=date(1999, 1, 1)), None)
    assert asked is not None
    assert asked.first == date(1999, 5, 3), "a first day that was chosen stands"


def test_data_without_stray_articles_is_drawn_from_its_first_day(data_of: Callable[[Days], Data]) -> None:
    data = data_of(every(1, 60))
    span = data.span(Filters(), None)
    assert span is not None
    assert data.scattered() is None
    assert span.first == LAST - timedelta(days=59)
