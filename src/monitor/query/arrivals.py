"""Stories with how far they spread and when they came in: what is new since somebody looked last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import ibis
import ibis.expr.types as ir
import pandas as pd

from monitor.errors import FilterError
from monitor.filters import ORDERS, Cell, Filters, Order
from monitor.query.desk import Desk
from monitor.query.evidence import COLUMNS, SORTS, listed, prepared, row_count
from monitor.query.prepared import Prepared

Arrival = Literal["last in"]
STORY_ORDERS: tuple[Order | Arrival, ...] = (*ORDERS, *get_args(Arrival))
STORY_COLUMNS = (*COLUMNS, "sources", "arrived_at")


@dataclass(frozen=True, eq=False)
class Stories:
    """One page of a list of stories.

    ``row_count`` is the length of the whole list: the number of stories that ``counts`` gives. ``rows`` are
    those of :func:`monitor.query.evidence.evidence`, one per story (its earliest counted article), with
    ``sources``, how many printed a counted article of it, and ``arrived_at``, the instant in which the first
    of these was loaded (where that is not known: when it was published).
    """

    row_count: int
    rows: pd.DataFrame


def story_list(
    desk: Desk,
    filters: Filters,
    cell: Cell | None = None,
    *,
    sort: Order | Arrival = "newest",
    offset: int = 0,
    limit: int = 50,
) -> Stories:
    """The stories that pass, or those counted in a cell, whatever the measure of the filters.

    Args:
        desk: the open snapshot.
        filters: which articles pass.
        cell: what the list is narrowed to.
        sort: an order of :func:`monitor.query.evidence.evidence`, or ``last in``: the last loaded come first.
        offset: rows to leave out before the page.
        limit: rows on the page.

    Raises:
        FilterError: an unknown sort, or a search or cell that can't be understood.
    """
    if sort not in STORY_ORDERS:
        raise FilterError(f"The order {sort!r} is unknown. Choose one of: {', '.join(STORY_ORDERS)}.")
    asked = prepared(desk, replace(filters, measure="stories"), cell)
    page = asked.frame(("arrivals", sort, offset, limit), lambda: _page(asked, sort, offset, limit))
    return Stories(row_count(asked), page)


def _page(asked: Prepared, sort: Order | Arrival, offset: int, limit: int) -> ir.Table:
    stories = listed(asked.desk, asked.filters, asked.cell)
    if sort != "last in":  # then only what stands on the page has to be looked up
        stories = _ordered(stories, sort).limit(limit, offset=offset)
    joined = stories.inner_join(_spread(asked), "story_id")
    joined = joined.mutate(arrived_at=ibis.coalesce(joined.arrived_at, joined.published_at))
    if sort == "last in":
        joined = _ordered(joined, sort).limit(limit, offset=offset)
    shown = asked.desk.articles.select(
        "article_id", "source", "source_country", "language", "title", "url", "title_only"
    )
    return _ordered(joined.inner_join(shown, "article_id").select(*STORY_COLUMNS), sort)


def _spread(asked: Prepared) -> ir.Table:
    """Per story: the sources of its counted articles, and when the first of them was loaded."""
    desk = asked.desk
    # Days and tones choose stories, not copies.
    anywhere = replace(asked.cell, bucket=None, start=None, tone=None)
    members = listed(desk, replace(asked.filters, measure="articles"), anywhere, bare=True)
    loaded = desk.articles.select("article_id", "source", "ingested_at")
    copies = members.select("article_id", "story_id").inner_join(loaded, "article_id")
    return copies.group_by("story_id").agg(sources=copies.source.nunique(), arrived_at=copies.ingested_at.min())


def _ordered(stories: ir.Table, sort: Order | Arrival) -> ir.Table:
    """The join keeps no order, so a page is sorted again after it."""
    if sort != "last in":
        return stories.order_by(SORTS[sort](stories), stories.article_id)
    # All of one load came in together.
    arrival = ibis.desc(stories.arrived_at, nulls_first=False)
    return stories.order_by(arrival, SORTS["newest"](stories), stories.article_id)
