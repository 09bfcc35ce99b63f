"""A page of a list in the order of days, looked for in the few days in which it must lie.

The tallies say how many rows of a list each day has, so the days of a page are known before an article is read.
A story belongs to the day of its earliest article that passes; those that began before are told by ``spread``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

import ibis.expr.types as ir
import pandas as pd

from monitor.filters import Cell, Filters, Order, next_start
from monitor.query.desk import Desk, blank
from monitor.query.passing import day_value, in_period
from monitor.query.prepared import Prepared, blank_day
from monitor.query.tallied import Part, part_of, spread_of, tallied
from monitor.store.schema import OPEN_END

ORDERS: frozenset[Order] = frozenset({"newest", "oldest"})


@dataclass(frozen=True, slots=True)
class Days:
    """Where a page lies: in the rows of the days ``first`` to ``last``, after ``skipped`` of these.

    ``length`` is that of the whole list. ``filters`` are those of the list with its cell in them, ``part`` the
    rows of the tallies that tell of it.
    """

    filters: Filters
    part: Part
    first: date
    last: date
    skipped: int
    length: int


@dataclass(frozen=True, eq=False)
class Calendar:
    """How many rows of a list each day has.

    ``days`` and their ``numbers`` are in the order of the list, without the days that have none. ``length`` is
    that of the whole list, with its undated rows, which come last; the rest as in :class:`Days`.
    """

    filters: Filters
    part: Part
    days: list[date]
    numbers: list[int]
    length: int

    def page(self, offset: int, limit: int) -> Days | None:
        """The days of a page; None where it holds undated articles."""
        ends = list(accumulate(self.numbers))
        dated = ends[-1] if ends else 0
        if offset >= dated or (offset + limit > dated and self.length > dated):
            return None
        first = bisect_right(ends, offset)
        last = min(bisect_left(ends, offset + max(limit, 1)), len(ends) - 1)
        before = ends[first - 1] if first else 0
        return self._between(first, last, offset - before)

    def around(self, day: date) -> tuple[int, Days] | None:
        """A day with its neighbours in the list, and how many rows are before them; None beside undated rows.

        Raises:
            ValueError: no row has that day.
        """
        at = self.days.index(day)
        if at == len(self.days) - 1 and self.length > sum(self.numbers):
            return None
        first, last = max(at - 1, 0), min(at + 1, len(self.days) - 1)
        return sum(self.numbers[:first]), self._between(first, last, 0)

    def _between(self, first: int, last: int, skipped: int) -> Days:
        ends = self.days[first], self.days[last]
        return Days(self.filters, self.part, min(ends), max(ends), skipped, self.length)


def calendar_of(desk: Desk, filters: Filters, cell: Cell, sort: Order) -> Calendar | None:
    """How many rows of a list each day has; None where the tallies can't tell, or days are not its order."""
    whole = _folded(filters, cell)
    if sort not in ORDERS or whole is None or filters.measure == "mentions":
        return None
    measure, part = filters.measure, part_of(whole)
    found = tallied(desk, whole, ("day",), (measure,))
    if part is None or found is None:
        return None
    rows = _in_bucket(found[found[measure] > 0], cell).sort_values("day", ascending=sort == "oldest")
    numbers = [int(number) for number in rows[measure]]
    length = sum(numbers)
    if whole.start is None and whole.end is None and cell.bucket is None:
        everything = tallied(desk, whole, (), (measure,))
        length = length if everything is None else int(everything.iloc[0, 0])
    return Calendar(whole, part, list(rows["day"]), numbers, length)


def begun_before(desk: Desk, days: Days) -> ir.Table:
    """The ``story_id`` of stories with an article that passes before the days of the page, with the blanks of
    :func:`blanks_of`."""
    rows = spread_of(desk, days.part)
    first = day_value(blank_day("first"))
    rows = rows.filter(rows["last"] >= first, rows.day < first)
    if days.filters.start:
        rows = rows.filter(rows.day >= day_value(blank_day("period_start")))
    there = rows.group_by("story_id", "day").agg(articles=rows.articles.sum())
    return there.filter(there.articles > 0).select("story_id").distinct()


def narrowed(desk: Desk, days: Days, stories: list[str]) -> tuple[date | None, date | None]:
    """The period in which all that passes of the stories of a page lies, inside the one of its filters."""
    filters, part = days.filters, days.part
    # Stories begin in the days of the page; of articles, the copies may lie before them.
    start = days.first if filters.measure == "stories" else filters.start
    asked = Prepared.of(desk, Filters(start=start, end=filters.end), stories=stories).naming(**blanks_of(days))
    shape = ("days of stories", part.grain, part.within, part.keys is None)
    found = asked.row(shape, lambda: _days_of_stories(asked, part))
    if filters.start is None and filters.end is None and found["last"] == OPEN_END:
        return None, None  # some of their articles are undated
    return min(found["least"] or days.first, days.first), max(found["most"] or days.last, days.last)


def _days_of_stories(asked: Prepared, part: Part) -> ir.Table:
    rows = in_period(spread_of(asked.desk, part), asked.filters)
    rows = rows.filter(rows.story_id.isin([blank("stories")]))
    return rows.agg(least=rows.day.min(), most=rows.day.max(), last=rows["last"].max())


def blanks_of(days: Days) -> dict[str, list[str]]:
    """What stands in the blanks of this module's questions."""
    told = {"first": days.first, "period_start": days.filters.start}
    blanks = {name: [day.isoformat()] for name, day in told.items() if day is not None}
    return {**blanks, "keys": list(days.part.keys or ())}


def _folded(filters: Filters, cell: Cell) -> Filters | None:
    """The filters that choose what the cell keeps, but for its days; None where no filters do."""
    if cell.tone is not None or cell.story is not None:
        return None
    if cell.publisher is not None and (cell.country is not None or filters.countries):
        return None
    for dimension in cell.dimensions():
        name, value = _FILTERS.get(dimension), getattr(cell, dimension)
        if name is None or getattr(filters, name) not in ((), (value,)):
            return None
        if dimension == "publisher":
            filters = replace(filters, country_role="published")
        filters = replace(filters, **{name: (value,)})  # type: ignore[arg-type]  # all tuples
    return filters


_FILTERS = {
    "actor": "actors",
    "country": "countries",
    "publisher": "countries",
    "source": "sources",
    "language": "languages",
}


def _in_bucket(rows: pd.DataFrame, cell: Cell) -> pd.DataFrame:
    """The days in the cell's bucket, if it has one; those without a day are in none."""
    rows = rows[rows["day"].notna()]
    if cell.bucket is None or cell.start is None:
        return rows
    return rows[(rows["day"] >= cell.start) & (rows["day"] < next_start(cell.start, cell.bucket))]
