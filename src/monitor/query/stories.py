"""The stories that were copied most, each with its first article."""

from __future__ import annotations

from dataclasses import replace

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from monitor.filters import Cell, Filters
from monitor.query.copied import among_many, of_many
from monitor.query.desk import Desk, blank
from monitor.query.evidence import listed
from monitor.query.passing import in_period, passing
from monitor.query.prepared import Prepared
from monitor.query.storydays import blanks_of, days_of, on_days

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
    top = _top(asked, limit)
    ids = top["story_id"].to_pylist()
    # How they sound, and what they are called, is looked up for these alone.
    days = days_of(desk, filters, ids, top["day"].to_pylist())
    shown = asked.naming(top=ids, **blanks_of(days))
    found = shown.frame(("top stories", len(days)), lambda: _shown(shown, len(days)))
    sources = dict(zip(ids, top["sources"].to_pylist(), strict=True))
    found = found.assign(sources=found["story_id"].map(sources).astype("int64"))
    in_order = found.sort_values(
        ["copies", "sources", "published_at", "story_id"],
        ascending=[False, False, False, True],
        na_position="last",
        ignore_index=True,
    )
    return in_order[list(COLUMNS)]


def _shown(asked: Prepared, days: int) -> ir.Table:
    """The stories whose ids stand in the blank, with their first articles."""
    found = listed(asked.desk, asked.filters, Cell(), mentions=False, stories=[blank("top")], days=days)
    articles = on_days(in_period(asked.desk.articles, asked.filters), days)
    joined = found.inner_join(articles.select("article_id", "source", "title", "language"), "article_id")
    return joined.select(*(name for name in COLUMNS if name != "sources"))


def _top(asked: Prepared, limit: int) -> pa.Table:
    """The ids of the most copied stories with the day of their first article and the number of their sources,
    in any order."""
    many = among_many(asked, "top", lambda: _articles(asked), limit)
    if many is None:
        return asked.arrow(("most copied", limit), lambda: _most_copied(_articles(asked), limit))
    return many.arrow(("most copied of many", limit), lambda: _most_copied(of_many(_articles(many)), limit))


def _articles(asked: Prepared) -> ir.Table:
    return passing(asked.desk, asked.filters).select("article_id", "story_id", "source", "published_at", "day")


def _most_copied(articles: ir.Table, limit: int) -> ir.Table:
    stories = articles.group_by("story_id").agg(
        copies=articles.count(),
        sources=articles.source.nunique(),
        published_at=articles.published_at.min(),
        day=articles.day.min(),
    )
    return stories.order_by(_order(stories)).limit(limit).select("story_id", "day", "sources")


def _order(stories: ir.Table) -> list[ir.Value]:
    newest = ibis.desc(stories.published_at, nulls_first=False)
    return [ibis.desc(stories.copies), ibis.desc(stories.sources), newest, stories.story_id.asc()]
