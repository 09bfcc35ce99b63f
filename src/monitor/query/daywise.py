"""A page of a list in the order of days, looked for in the few days in which it must lie.

The tallies say how many rows of a list each day has, so the days of a page are known before an article is read.
A story belongs to the day of its earliest article that passes; those that began before are told by ``spread``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import ibis.expr.types as ir
import pandas as pd

from monitor.filters import BUCKET_LENGTHS, Cell, Filters, Order
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


def days_of(desk: Desk, filters: Filters, cell: Cell, sort: Order, offset: int, limit: int) -> Days | None:
    """The days of a page; None where the tallies can't tell, or where it holds undated articles."""
    whole = _folded(filters, cell)
    if sort not in ORDERS or whole is None or filters.measure == "mentions":
        return None
    measure, part = filters.measure, part_of(whole)
    found = tallied(desk, whole, ("day",), (measure,))
    if part is None or found is None:
        return None
    rows = _in_bucket(found[found[measure] > 0], cell).sort_values("day", ascending=sort == "oldest")
    numbers = rows[measure].astype("int64")
    dated = length = int(numbers.sum())
    if whole.start is None and whole.end is None and cell.bucket is None:
        everything = tallied(desk, whole, (), (measure,))
        length = dated if everything is None else int(everything.iloc[0, 0])
    if not dated or offset >= dated or (offset + limit > dated and length > dated):
        return None
    before = numbers.cumsum() - numbers
    chosen = rows[(before < offset + max(limit, 1)) & (before + numbers > offset)]
    skipped = offset - int(before[chosen.index[0]])
    return Days(whole, part, min(chosen["day"]), max(chosen["day"]), skipped, length)


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
    after = (pd.Timestamp(cell.start) + pd.DateOffset(**BUCKET_LENGTHS[cell.bucket])).date()
    return rows[(rows["day"] >= cell.start) & (rows["day"] < after)]
