"""Behind a number stand articles: exactly those that a cell of an answer counted."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from monitor.errors import FilterError
from monitor.filters import BUCKET_LENGTHS, Cell, Dimension, Filters, Measure, Order
from monitor.query.copied import Copied, most_copied, of_many
from monitor.query.daywise import Days, begun_before, blanks_of, calendar_of, narrowed
from monitor.query.desk import Desk, blank
from monitor.query.passing import counted, day_value, in_period, in_tones, number_value
from monitor.query.prepared import Prepared
from monitor.query.storydays import blanks_of as blanks_of_days
from monitor.query.storydays import days_of, on_days
from monitor.query.tallied import tallied
from monitor.query.titles import titled
from monitor.store.schema import ARTICLES

SORTS: dict[Order, Callable[[ir.Table], ir.Value]] = {
    "newest": lambda row: ibis.desc(row.published_at, nulls_first=False),
    "oldest": lambda row: ibis.asc(row.published_at, nulls_first=False),
    "most mentions": lambda row: ibis.desc(row.mentions),
    "most copies": lambda row: ibis.desc(row.copies),
    "most positive": lambda row: ibis.desc(row.tone, nulls_first=False),
    "most negative": lambda row: ibis.asc(row.tone, nulls_first=False),
}
"""The orders of a list; what is undated or has no tone comes last."""

_LISTED = ("story_id", "published_at", "day", "copies", "mentions", "tone")

COLUMNS = (
    "article_id",
    "story_id",
    "published_at",
    "day",
    "source",
    "source_country",
    "language",
    "title",
    "url",
    "title_only",
    "copies",
    "mentions",
    "tone",
)


_ROWS = pa.schema(
    [
        *(ARTICLES.field(name) for name in COLUMNS if name in ARTICLES.names),
        *(("copies", pa.int64()), ("mentions", pa.int64()), ("tone", pa.float64())),
    ]
)


@dataclass(frozen=True, eq=False)
class Listing:
    """One page of a list of articles.

    ``total`` is the number that the chart shows for this cell, in the filters' measure. ``row_count`` is the
    length of the whole list, ``rows`` the page: one row per story (its earliest counted article) in the measure
    *stories*, else one per article. Columns: those of ``articles`` that a list needs; ``copies``, the counted
    articles of the story; ``mentions``, the counted occurrences in the row; ``tone``, the mean over its counted
    sentences (−1…1, NaN without one).
    """

    total: int
    row_count: int
    rows: pd.DataFrame


def evidence(
    desk: Desk,
    filters: Filters,
    cell: Cell | None = None,
    *,
    sort: Order = "newest",
    offset: int = 0,
    limit: int = 50,
) -> Listing:
    """The articles that :func:`monitor.query.counts.counts` counted in one cell, or in all when None.

    Args:
        desk: the open snapshot.
        filters: the question that the answer belongs to.
        cell: the row of the answer. What is None in it was not split by.
        sort: one of ``SORTS``.
        offset: rows to leave out before the page.
        limit: rows on the page; 0 asks for the numbers alone, which costs less than half.

    Raises:
        FilterError: an unknown sort, a negative offset or limit, a cell with a bucket but no first day or the
            other way round, or a search that can't be understood.
    """
    if sort not in SORTS:
        raise FilterError(f"The order {sort!r} is unknown. Choose one of: {', '.join(SORTS)}.")
    if offset < 0 or limit < 0:
        raise FilterError(f"The page begins at {offset} and has {limit} rows. Neither can be below 0.")
    if filters.measure != "mentions" and sort in _BY_ARTICLES:
        return _by_articles(desk, filters, cell or Cell(), sort, offset, limit)
    asked = prepared(desk, filters, cell)
    if limit and filters.measure == "stories" and sort in _BY_TONE and _is_whole(asked.cell):
        loudest = _loudest(asked, filters, sort, offset, limit)
        if loudest is not None:
            length = list_length(asked, filters)
            return Listing(length, length, loudest)
    found = partial(listed, asked.desk, asked.filters, asked.cell)
    rows = asked.frame(("page", sort, offset, limit), lambda: _page(found(), sort, offset, limit))
    # A page behind the last row says nothing of the rows before it.
    sums = asked.row("sums", lambda: _sums(found())) if rows.empty else dict(rows.iloc[0])
    total = sums["total_mentions"] if filters.measure == "mentions" else sums["row_count"]
    return Listing(int(total), int(sums["row_count"]), _titled(asked, rows))


_BY_ARTICLES: frozenset[Order] = frozenset({"newest", "oldest", "most copies"})
"""Orders that are known without looking at a mention or a sentence."""


def _by_articles(desk: Desk, filters: Filters, cell: Cell, sort: Order, offset: int, limit: int) -> Listing:
    """The page of an order that asks for no mention and no sentence: those of the rows on it are looked up."""
    calendar = calendar_of(desk, filters, cell, sort)
    days = calendar.page(offset, limit) if calendar else None
    if days is not None and not limit:
        return _without_rows(days.length)
    if days is not None:
        chosen = _ranked_in_days(desk, days, sort, limit)
        start, end = narrowed(desk, days, chosen["story_id"].to_pylist())
        rows = _shown(desk, replace(filters, start=start, end=end), cell, chosen, sort)
        return Listing(days.length, days.length, rows)
    asked = prepared(desk, filters, cell)
    length = list_length(asked, filters)
    if not limit:
        return _without_rows(length)
    copied = _most_copied(asked, sort, offset + limit)
    if copied is not None and copied.stories is not None:
        return Listing(length, length, _page_of_few(asked, filters, copied.stories, sort, offset, limit))
    if copied is not None:
        many = copied.many
        chosen = many.arrow(
            ("ranked of many", offset, limit),
            lambda: _ranked(as_stories(of_many(partial(_counted_bare, many)), ()), sort, offset, limit),
        )
    else:
        chosen = asked.arrow(
            ("ranked", sort, offset, limit), lambda: _ranked(_bare(asked), sort, offset, limit)
        )
    return Listing(length, length, _shown(desk, filters, cell, chosen, sort))


def _without_rows(length: int) -> Listing:
    """The numbers of a list of which nobody wants to see a row."""
    return Listing(length, length, _ROWS.empty_table().to_pandas(date_as_object=True))


def _most_copied(asked: Prepared, sort: Order, number: int) -> Copied | None:
    """Where the most copied stories of a list are found; None where others may be on it, or are in order."""
    if sort != "most copies" or asked.filters.measure != "stories" or not _is_whole(asked.cell):
        return None
    return most_copied(asked, "list", partial(_counted_bare, asked), number)


def _is_whole(cell: Cell) -> bool:
    """Whether all stories with an article in the cell are in the list, whatever their day and their tone."""
    return cell.bucket is None and cell.tone is None


def _counted_bare(asked: Prepared, *, copies: bool) -> ir.Table:
    return _in_dimensions(asked.desk, asked.filters, asked.cell, (), bare=True, copies=copies)


def _page_of_few(
    asked: Prepared, filters: Filters, stories: pa.Table, sort: Order, offset: int, limit: int
) -> pd.DataFrame:
    """The page of a list that lies among these stories."""
    ids = stories["story_id"].to_pylist()
    days = days_of(asked.whole, filters, ids, stories["day"].to_pylist())
    few = asked.naming(stories=ids, **blanks_of_days(days))

    def question() -> ir.Table:
        found = listed(few.desk, few.filters, few.cell, stories=[blank("stories")], days=len(days))
        return _page(found, sort, offset, limit)

    return _titled(asked, few.frame(("page of few", sort, offset, limit, len(days)), question))


_BY_TONE: frozenset[Order] = frozenset({"most positive", "most negative"})
_LOUD_ARTICLES = (2, 16)
"""Times as many articles as rows are looked at, one after the other: some are copies, or have louder ones."""
_MOST_LOUD = 1_000
"""No more articles are looked at: the pages far behind are found by putting the whole list in order."""
_CLOSE = 1e-9
"""Means that are nearer to each other may differ by the order in which they were added up."""


def _loudest(asked: Prepared, filters: Filters, sort: Order, offset: int, limit: int) -> pd.DataFrame | None:
    """The page of the loudest stories, found among those of the loudest articles; None where it may lack one.

    A story's tone is a mean over that of its articles, so it is never louder than the loudest of them.
    """
    for times in _LOUD_ARTICLES:
        number = times * (offset + limit)
        if number > _MOST_LOUD:
            return None
        articles = asked.arrow(("loud articles", sort, number), partial(_loud_articles, asked, sort, number))
        stories = articles.group_by("story_id").aggregate([("day", "min")]).rename_columns(["story_id", "day"])
        page = _page_of_few(asked, filters, stories, sort, offset, limit)
        is_full = len(page) == limit and page["tone"].notna().all()
        are_all = len(articles) < number
        if is_full and (are_all or _is_louder(page["tone"].iloc[-1], articles["tone"][-1].as_py(), sort)):
            return page
        if are_all:  # what has no tone is on the page, too
            return None
    return None


def _is_louder(one: float, other: float, sort: Order) -> bool:
    return (one - other if sort == "most positive" else other - one) > _CLOSE


def _loud_articles(asked: Prepared, sort: Order, number: int) -> ir.Table:
    """The loudest of the counted articles, the loudest first: ``story_id, day, tone``."""
    rows = _in_dimensions(asked.desk, asked.filters, asked.cell, (), mentions=False)
    rows = rows.mutate(tone=rows.tone_sum / rows.tone_n.nullif(0)).filter(lambda row: row.tone.notnull())
    return rows.order_by(SORTS[sort](rows)).select("story_id", "day", "tone").limit(number)


def _ranked_in_days(desk: Desk, days: Days, sort: Order, limit: int) -> pa.Table:
    """The ids of the page's articles and stories, found in the days in which it lies."""
    asked = _in_days(desk, days)
    return asked.arrow(
        ("ranked in days", sort, days.skipped, limit, _shape_of(days)),
        lambda: _ranked(_begun_in(asked, days), sort, days.skipped, limit),
    )


def _in_days(desk: Desk, days: Days) -> Prepared:
    near = replace(days.filters, start=days.first, end=days.last)
    return Prepared.of(desk, near).naming(**blanks_of(days))


def _shape_of(days: Days) -> Hashable:
    return days.part.grain, days.part.within, days.filters.start is None


def _begun_in(asked: Prepared, days: Days) -> ir.Table:
    """The rows of a list whose day is one of these."""
    rows = listed(asked.desk, asked.filters, Cell(), bare=True)
    if days.filters.measure != "stories":
        return rows
    return rows.anti_join(begun_before(asked.whole, days), "story_id")


def list_length(asked: Prepared, filters: Filters) -> int:
    """How long the list of a question of :func:`prepared` is, from the tallies where they can tell.

    Raises:
        FilterError: as :func:`evidence`.
    """
    is_tallied = asked.cell == Cell() and filters.measure != "mentions"
    quick = tallied(asked.whole, filters, (), (filters.measure,)) if is_tallied else None
    return row_count(asked) if quick is None else int(quick.iloc[0, 0])


def row_count(asked: Prepared) -> int:
    """The same, counted from the rows."""
    found = asked.row("row count", lambda: (rows := _bare(asked)).agg(rows=rows.count()))
    return int(found["rows"])


def _bare(asked: Prepared) -> ir.Table:
    return listed(asked.desk, asked.filters, asked.cell, bare=True)


def _ranked(order: ir.Table, sort: Order, offset: int, limit: int) -> ir.Table:
    ranked = order.order_by(SORTS[sort](order), order.article_id).limit(limit, offset=offset)
    return ranked.select("article_id", "story_id", "day")


def _shown(desk: Desk, filters: Filters, cell: Cell, chosen: pa.Table, sort: Order) -> pd.DataFrame:
    """The rows of a page whose ids are known."""
    stories = list(dict.fromkeys(chosen["story_id"].to_pylist()))
    days = days_of(desk, filters, stories, chosen["day"].to_pylist())
    lists = {"stories": stories, "ids": chosen["article_id"].to_pylist(), **blanks_of_days(days)}
    asked = prepared(desk, filters, cell, **lists)

    def question() -> ir.Table:
        found = listed(asked.desk, asked.filters, asked.cell, stories=[blank("stories")], days=len(days))
        found = found.filter(found.article_id.isin([blank("ids")]))
        return _page(found, sort, 0, None)

    return _titled(asked, asked.frame(("shown", sort, len(days)), question))


def prepared(desk: Desk, filters: Filters, cell: Cell | None, **lists: Sequence[str]) -> Prepared:
    """The question of a list with blanks, for :func:`listed`.

    Raises:
        FilterError: a cell with a bucket but no first day or the other way round, or a search that can't be
            understood.
    """
    if cell is not None and (cell.bucket is None) != (cell.start is None):
        raise FilterError(
            f"The cell has the bucket {cell.bucket} and the first day {cell.start}. Give both or neither."
        )
    return Prepared.of(desk, filters, cell).naming(**lists)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands in a list: its ``number`` from 1 ``of`` all, and the ids of its neighbours.

    ``row`` is the id of the list's row: another one where a copy of its story is open.
    """

    row: str
    number: int
    of: int
    before: str | None
    after: str | None


def place(
    desk: Desk, filters: Filters, cell: Cell | None, article_id: str, *, sort: Order = "newest"
) -> Place | None:
    """The place of an article in the list of :func:`evidence`; of its story, where the rows are stories.

    None for an article that the list does not hold.

    Raises:
        FilterError: as :func:`evidence`.
    """
    asked = prepared(desk, filters, cell)
    own = _own_row(asked, article_id)
    if own is None:
        return None
    calendar = calendar_of(desk, filters, cell or Cell(), sort)
    near = calendar.around(own["day"]) if calendar and own["day"] else None
    if near:
        return _place_in_days(desk, *near, sort, own["article_id"])
    of_row = asked.naming(row=[own["article_id"]])
    found = of_row.row(("place", sort), lambda: _place(listed(asked.desk, asked.filters, asked.cell), sort))
    return Place(row=own["article_id"], of=row_count(asked), **found)


def _place_in_days(desk: Desk, earlier: int, days: Days, sort: Order, row: str) -> Place:
    """The place of a row, found in its day and the days beside it."""
    asked = _in_days(desk, days).naming(row=[row])
    shape = ("place in days", sort, _shape_of(days))
    found = asked.row(shape, lambda: _place(_begun_in(asked, days), sort))
    number = earlier + found.pop("number")
    return Place(row=row, number=number, of=days.length, **found)


def _own_row(asked: Prepared, article_id: str) -> dict[str, Any] | None:
    """The row of a list (``article_id``, ``day``) that an article is in; None if it is in none.

    A copy that does not pass is in the row of its story.
    """
    told = asked.naming(article=[article_id])
    stories = told.arrow("story of an article", lambda: _story_of(told))["story_id"].to_pylist()
    of_story = told.naming(own=stories)
    rows = of_story.arrow("own row", lambda: _own_rows(of_story)).to_pylist()
    return dict(rows[0]) if rows else None


def _story_of(asked: Prepared) -> ir.Table:
    articles = asked.whole.articles
    return articles.filter(articles.article_id == blank("article")).select("story_id")


def _own_rows(asked: Prepared) -> ir.Table:
    rows = listed(asked.desk, asked.filters, asked.cell, stories=[blank("own")])
    if asked.filters.measure != "stories":
        rows = rows.filter(rows.article_id == blank("article"))
    return rows.select("article_id", "day")


def _place(rows: ir.Table, sort: Order) -> ir.Table:
    """The place among some rows of the one whose id stands in the blank."""
    order = ibis.window(order_by=[SORTS[sort](rows), rows.article_id])
    placed = rows.select(
        "article_id",
        number=ibis.row_number().over(order) + 1,
        before=rows.article_id.lag().over(order),
        after=rows.article_id.lead().over(order),
    )
    return placed.filter(placed.article_id == blank("row")).drop("article_id")


def copies(desk: Desk, filters: Filters, cell: Cell | None, story_id: str) -> pd.DataFrame:
    """The counted articles of one story: as many as its row in :func:`evidence` says.

    Returns:
        ``article_id``, ``source``, ``language``, ``title``, ``url``, ``published_at``, ``day``; the oldest
        first.

    Raises:
        FilterError: as :func:`evidence`.
    """
    asked = prepared(desk, filters, cell, copied=[story_id])
    return asked.frame("copies", lambda: _copies(asked))


def _copies(asked: Prepared) -> ir.Table:
    """The counted articles of the story whose id stands in the blank."""
    counted_here = _in_dimensions(asked.desk, asked.filters, asked.cell, (), bare=True)
    own = counted_here.filter(counted_here.story_id == blank("copied")).select("article_id")
    shown = ("article_id", "source", "language", "title", "url", "published_at", "day")
    rows = in_period(asked.desk.articles, asked.filters).select(*shown).semi_join(own, "article_id")
    return rows.order_by(ibis.asc("published_at", nulls_first=False), "article_id")


def listed(
    desk: Desk,
    filters: Filters,
    cell: Cell,
    by: Sequence[Dimension] = (),
    *,
    bare: bool = False,
    mentions: bool = True,
    stories: Sequence[str] | None = None,
    days: int = 0,
) -> ir.Table:
    """One row per story or article of the cell, and per value of further dimensions.

    Args:
        desk: the open snapshot.
        filters: the question.
        cell: what its list is narrowed to.
        by: dimensions other than time; a row of a value is what the list would hold, narrowed to that value.
        bare: True saves looking up mentions and sentences that do not decide what is in the list; their
            columns then say nothing.
        mentions: False saves it for mentions alone.
        stories: ids; with them, only their part of the list is looked at.
        days: on how many days they lie, for :func:`monitor.query.storydays.on_days`.

    Returns:
        ``by``, ``story_id``, ``article_id``, ``published_at``, ``day``, ``copies``, ``mentions``, ``tone``.
    """
    rows = _in_dimensions(desk, filters, cell, by, bare=bare, mentions=mentions, stories=stories, days=days)
    rows = as_stories(rows, by) if filters.measure == "stories" else _as_articles(rows, filters.measure, by)
    if cell.tone is not None:
        low, high = map(number_value, cell.tone)
        rows = rows.filter(in_tones(rows.tone, low, high))
    if cell.bucket is None or cell.start is None:
        return rows
    first = day_value(cell.start)
    after = (first + ibis.interval(**BUCKET_LENGTHS[cell.bucket])).cast("date")
    return rows.filter(rows.day >= first, rows.day < after)


def _in_dimensions(
    desk: Desk,
    filters: Filters,
    cell: Cell,
    by: Sequence[Dimension],
    *,
    bare: bool = False,
    mentions: bool = True,
    stories: Sequence[str] | None = None,
    days: int = 0,
    copies: bool = False,
) -> ir.Table:
    """The articles that are counted in the cell, whatever its days and its tone."""
    mentions = (mentions and not bare) or filters.measure == "mentions"
    tone = not bare or cell.tone is not None
    among = partial(on_days, number=days)
    asked = (*_split(cell), *by)
    rows = counted(
        desk, filters, asked, mentions=mentions, tone=tone, stories=stories, among=among, copies=copies
    )
    for dimension in cell.dimensions():
        rows = rows.filter(rows[dimension] == getattr(cell, dimension))
    return rows.filter(rows.story_id == cell.story) if cell.story else rows


def _sums(listed: ir.Table) -> ir.Table:
    return listed.agg(row_count=listed.count(), total_mentions=listed.mentions.sum().fill_null(0))


def _split(cell: Cell) -> tuple[Dimension, ...]:
    """The dimensions of the answer that a cell belongs to."""
    return (*cell.dimensions(), cell.bucket) if cell.bucket else cell.dimensions()


_NO_DATE = datetime(9999, 12, 31, tzinfo=UTC)


def as_stories(rows: ir.Table, by: Sequence[Dimension], **more: ir.Value) -> ir.Table:
    """The earliest article of each story, with what all its counted articles add up to, and ``more`` sums."""
    at = rows.published_at.fill_null(ibis.literal(_NO_DATE, "timestamp('UTC', 6)"))
    stories = rows.group_by(*by, "story_id").agg(
        earliest=ibis.struct({"at": at, "article_id": rows.article_id}).min(),
        published_at=rows.published_at.min(),
        day=rows.day.min(),
        copies=rows.count(),
        mentions=rows.mentions.sum(),
        tone=rows.tone_sum.sum() / rows.tone_n.sum().nullif(0),
        **more,
    )
    return stories.select(*by, *_LISTED, *more, article_id=stories.earliest["article_id"])


def _as_articles(rows: ir.Table, measure: Measure, by: Sequence[Dimension]) -> ir.Table:
    copies = rows.group_by(*by, "story_id").agg(copies=rows.count())
    articles = rows.inner_join(copies, [*by, "story_id"])
    articles = articles.select(
        *by,
        "article_id",
        *(name for name in _LISTED if name != "tone"),
        tone=rows.tone_sum / rows.tone_n.nullif(0),
    )
    return articles.filter(articles.mentions > 0) if measure == "mentions" else articles


def _page(listed: ir.Table, sort: Order, offset: int, limit: int | None) -> ir.Table:
    """The rows of a page, each with what the whole list comes to."""
    page = listed.order_by(SORTS[sort](listed), listed.article_id).limit(limit, offset=offset)
    page = page.select("article_id", *_LISTED).cross_join(_sums(listed))
    return page.order_by(SORTS[sort](page), page.article_id)  # the join keeps no order


_TITLED = tuple(name for name in COLUMNS if name not in ("article_id", *_LISTED))


def _titled(asked: Prepared, page: pd.DataFrame) -> pd.DataFrame:
    return titled(asked, page, _TITLED)[list(COLUMNS)]
