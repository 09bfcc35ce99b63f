"""The stories that were copied most, each with its first article."""

from __future__ import annotations

from dataclasses import replace

import ibis
import ibis.expr.types as ir
import pandas as pd

from monitor.filters import Cell, Filters
from monitor.query.desk import Desk, blank
from monitor.query.evidence import listed
from monitor.query.passing import counted, in_period
from monitor.query.prepared import Prepared

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
    top = asked.arrow(("most copied", limit), lambda: _most_copied(asked, limit))["story_id"].to_pylist()
    # How they sound, and what they are called, is looked up for these alone.
    shown = Prepared.of(desk, replace(filters, measure="stories"), top=top)
    return shown.frame("top stories", lambda: _shown(shown))


def _shown(asked: Prepared) -> ir.Table:
    """The stories whose ids stand in the blank."""
    stories = listed(asked.desk, asked.filters, Cell(), stories=[blank("top")])
    published = counted(
        asked.desk, asked.filters, ("source",), mentions=False, tone=False, stories=[blank("top")]
    )
    sources = published.group_by("story_id").agg(sources=published.source.nunique())
    found = stories.inner_join(sources, "story_id")
    articles = in_period(asked.desk.articles, asked.filters)
    joined = found.inner_join(articles.select("article_id", "source", "title", "language"), "article_id")
    return joined.order_by(_order(joined)).select(*COLUMNS)


def _most_copied(asked: Prepared, limit: int) -> ir.Table:
    articles = counted(asked.desk, asked.filters, ("source",), mentions=False, tone=False)
    # Sources are counted of those alone that have as many copies as the last one of the answer.
    copied = articles.group_by("story_id").agg(copies=articles.count())
    least = copied.order_by(ibis.desc(copied.copies)).limit(limit).agg(least=lambda top: top.copies.min())
    often = copied.cross_join(least)
    articles = articles.semi_join(often.filter(often.copies >= often.least), "story_id")
    stories = articles.group_by("story_id").agg(
        copies=articles.count(),
        sources=articles.source.nunique(),
        published_at=articles.published_at.min(),
    )
    return stories.order_by(_order(stories)).limit(limit).select("story_id")


def _order(stories: ir.Table) -> list[ir.Value]:
    newest = ibis.desc(stories.published_at, nulls_first=False)
    return [ibis.desc(stories.copies), ibis.desc(stories.sources), newest, stories.story_id.asc()]
