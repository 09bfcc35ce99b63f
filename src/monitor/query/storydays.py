"""The days on which the articles of a few stories lie: what is looked up for these stories is looked up there.

Most stories lie in the day of their first article; of the others ``spread`` knows every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import ibis.expr.types as ir

from monitor.filters import Filters
from monitor.query.desk import Desk, blank
from monitor.query.passing import day_value, in_period
from monitor.query.prepared import Prepared, blank_day
from monitor.query.tallied import Part, spread_of
from monitor.store.schema import OPEN_END

_SIZES = (2, 8, 32, 64)
"""So many days stand in a question; fewer are filled up, for each number is a question of its own."""
MOST = _SIZES[-1:]


def days_of(
    desk: Desk, filters: Filters, stories: Sequence[str], first: Iterable[date | None]
) -> tuple[date, ...]:
    """The days of all articles of some stories that pass.

    Args:
        desk: the open snapshot.
        filters: of them, only the period counts.
        stories: their ids.
        first: the day of an article of each.

    Returns:
        The days as :func:`padded`; none where they can't be told, where undated articles pass, or where they
        are many.
    """
    known = set(first)
    dated = {day for day in known if day is not None}
    if not (desk.is_tallied and dated):
        return ()
    asked = Prepared.of(desk, Filters(start=filters.start, end=filters.end), stories=stories)
    found = asked.frame("days of stories", lambda: _days(asked))
    is_open = filters.start is None and filters.end is None
    if is_open and (len(dated) < len(known) or (found["last"] == OPEN_END).any()):
        return ()
    return padded(dated | set(found["day"]))


def padded(days: Iterable[date], sizes: Sequence[int] = _SIZES) -> tuple[date, ...]:
    """Days for :func:`on_days`, the last of them several times; none where they are many."""
    told = sorted(set(days))
    size = next((size for size in sizes if size >= len(told)), None)
    return () if size is None else (*told, *told[-1:] * (size - len(told)))


def _days(asked: Prepared) -> ir.Table:
    rows = in_period(spread_of(asked.desk, Part("")), asked.filters)
    return rows.filter(rows.story_id.isin([blank("stories")])).select("day", "last").distinct()


def blanks_of(days: Sequence[date]) -> dict[str, list[str]]:
    """What stands in the blanks of :func:`on_days`."""
    return {f"day_{at}": [day.isoformat()] for at, day in enumerate(days)}


def on_days(rows: ir.Table, number: int) -> ir.Table:
    """The rows of so many days, whose blanks are filled by :func:`blanks_of`; all rows where there are none."""
    if not number:
        return rows
    return rows.filter(rows.day.isin([day_value(blank_day(f"day_{at}")) for at in range(number)]))
