"""The stories that were copied most, each with its first article."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from monitor.filters import Filters
from monitor.query.copied import most_copied, of_many
from monitor.query.desk import Desk, blank
from monitor.query.evidence import as_stories
from monitor.query.passing import counted, passing
from monitor.query.prepared import Prepared
from monitor.query.storydays import blanks_of, days_of, on_days
from monitor.query.titles import titled

COLUMNS = (
    "story_id", "article_id", "title", "source", "day", "published_at", "language", "copies", "sources", "tone",
)  # fmt: skip


def top_stories(desk: Desk, filters: Filters, limit: int = 10) -> pd.DataFrame:
    """The stories that pass, most copied first; then those in more sources, then the newest.

    Args:
        desk: the open snapshot.
        filters: which articles pass; a copy that does not pass is not counted.
        limit: so many stories at most.

    Returns:
        ``story_id``; of its earliest article ``article_id, title, source, day, published_at, language``;
        ``copies`` (its articles, the first one among them), ``sources`` (that published them) and ``tone`` (the
        mean over the sentences that are counted, −1…1, NaN without one). Titles were written by strangers.

    Raises:
        FilterError: the search can't be understood.
    """
    asked = Prepared.of(desk, replace(filters, measure="stories"))
    likely = _likely(asked, limit)
    ids = likely["story_id"].to_pylist()
    # How they sound is looked up for these alone, and what they are called for the first of them.
    days = days_of(desk, filters, ids, likely["day"].to_pylist())
    among = asked.naming(likely=ids, **blanks_of(days))
    top = among.frame(("top stories", limit, len(days)), lambda: _top(among, limit, len(days)))
    return titled(asked, top, ["source", "title", "language"])[list(COLUMNS)]


def _likely(asked: Prepared, limit: int) -> pa.Table:
    """Stories among which the most copied are: ``story_id`` and the ``day`` of an article; in any order."""
    copied = most_copied(asked, "top", partial(_articles, asked), limit)
    if copied is None:
        return asked.arrow(("most copied", limit), lambda: _most_copied(_articles(asked, copies=False), limit))
    if copied.stories is not None:
        return copied.stories
    many = copied.many
    return many.arrow(
        ("most copied of many", limit), lambda: _most_copied(of_many(partial(_articles, many)), limit)
    )


def _top(asked: Prepared, limit: int, days: int) -> ir.Table:
    """The most copied of the stories whose ids stand in the blank, in their order."""
    among = partial(on_days, number=days)
    rows = counted(
        asked.desk, asked.filters, ("source",), mentions=False, stories=[blank("likely")], among=among
    )
    stories = as_stories(rows, (), sources=rows.source.nunique())
    return stories.order_by(_order(stories)).limit(limit)


def _articles(asked: Prepared, *, copies: bool) -> ir.Table:
    articles = passing(asked.desk, asked.filters, copies=copies)
    return articles.select("article_id", "story_id", "source", "published_at", "day")


def _most_copied(articles: ir.Table, limit: int) -> ir.Table:
    stories = articles.group_by("story_id").agg(
        copies=articles.count(),
        sources=articles.source.nunique(),
        published_at=articles.published_at.min(),
        day=articles.day.min(),
    )
    return stories.order_by(_order(stories)).limit(limit).select("story_id", "day")


def _order(stories: ir.Table) -> list[ir.Value]:
    newest = ibis.desc(stories.published_at, nulls_first=False)
    return [ibis.desc(stories.copies), ibis.desc(stories.sources), newest, stories.story_id.asc()]
