"""What passes the filters, in a few numbers, and what was collected to begin with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import ibis.expr.types as ir
import pandas as pd

from monitor.filters import Bucket, Filters
from monitor.query.desk import Desk
from monitor.query.passing import counted, first_day, passing
from monitor.query.prepared import Prepared
from monitor.query.tallied import tallied


@dataclass(frozen=True, slots=True)
class Summary:
    """What passes the filters; the days are None where nothing dated passes."""

    stories: int
    articles: int
    mentions: int
    sources: int
    undated: int
    title_only: int
    first_day: date | None
    last_day: date | None


def summary(desk: Desk, filters: Filters) -> Summary:
    """The numbers of all that passes; stories, articles and mentions as ``counts`` without a dimension.

    Raises:
        FilterError: the search can't be understood.
    """
    quick = _from_tallies(desk, filters)
    if quick is not None:
        return quick
    asked = Prepared.of(desk, filters)
    numbers = asked.row("summary", lambda: _summed(passing(asked.desk, asked.filters, "title_only")))
    mentions = asked.row("mentions", lambda: _mentioned(counted(asked.desk, asked.filters, (), tone=False)))
    return Summary(**numbers, **mentions)


def _summed(articles: ir.Table) -> ir.Table:
    return articles.agg(
        stories=articles.story_id.nunique(),
        articles=articles.count(),
        sources=articles.source.nunique(),
        undated=articles.day.isnull().sum().fill_null(0),
        title_only=articles.title_only.sum().fill_null(0),
        first_day=articles.day.min(),
        last_day=articles.day.max(),
    )


def _mentioned(occurrences: ir.Table) -> ir.Table:
    return occurrences.agg(mentions=occurrences.mentions.sum().fill_null(0))


def _from_tallies(desk: Desk, filters: Filters) -> Summary | None:
    """The summary where nobody is chosen: whoever is, is not tallied by source."""
    names = ("stories", "articles", "mentions", "title_only")
    whole, by_day = tallied(desk, filters, (), names), tallied(desk, filters, ("day",), ("articles",))
    by_source = tallied(desk, filters, ("source",), ("articles",))
    if whole is None or by_day is None or by_source is None:
        return None
    sums, days = whole.iloc[0], by_day[by_day["articles"] > 0]
    return Summary(
        **{name: int(sums[name]) for name in names},
        undated=int(sums["articles"]) - int(days["articles"].sum()),
        sources=int((by_source["articles"] > 0).sum()),
        first_day=None if days.empty else days["day"].min(),
        last_day=None if days.empty else days["day"].max(),
    )


def buckets(desk: Desk, filters: Filters, bucket: Bucket) -> pd.DataFrame:
    """What was collected per day, week or month: a bucket that is missing had no article at all.

    Of the filters only period, sources and languages count here: a bucket in which nothing matched the search,
    the actors or the countries is a zero, not a hole.

    Returns:
        ``bucket`` (its first ``date``, ascending), ``stories`` (each in the bucket of its earliest article),
        ``articles``, ``sources``.
    """
    asked = collected_by(filters)
    found = tallied(desk, asked, (bucket,), ("stories", "articles"))
    by_source = tallied(desk, asked, (bucket, "source"), ("articles",))
    if found is not None and by_source is not None:
        return _bucketed(found, by_source, bucket)
    collected = passing(desk, asked)
    dated = collected.filter(collected.day.notnull())
    dated = dated.mutate(bucket=first_day(dated.day, bucket))
    rows = dated.group_by("bucket").agg(articles=dated.count(), sources=dated.source.nunique())
    begun = dated.group_by("story_id").agg(bucket=dated.bucket.min())
    begun = begun.group_by("bucket").agg(stories=begun.count())
    joined = rows.left_join(begun, "bucket")
    joined = joined.select("bucket", "articles", "sources", stories=joined.stories.fill_null(0))
    return desk.frame(joined.order_by("bucket").select("bucket", "stories", "articles", "sources"))


def _bucketed(found: pd.DataFrame, by_source: pd.DataFrame, bucket: Bucket) -> pd.DataFrame:
    sources = by_source[by_source["articles"] > 0].groupby(bucket).size()
    rows = found[found["articles"] > 0].sort_values(bucket, ignore_index=True)
    rows = rows.rename(columns={bucket: "bucket"})
    rows["sources"] = rows["bucket"].map(sources).astype("int64")
    return rows[["bucket", "stories", "articles", "sources"]]


def annotators(desk: Desk) -> tuple[str, ...]:
    """The versions of the annotator, with the stance model in them, that read the articles of the snapshot."""
    read = desk.articles.filter(desk.articles.annotator.notnull())
    found = desk.frame(read.select("annotator").distinct().order_by("annotator"))
    return tuple(str(version) for version in found["annotator"])


def collected_by(filters: Filters) -> Filters:
    """The filters that choose what to look at, without those that choose what to look for."""
    return replace(filters.without_entities(), search="")


def previous(filters: Filters) -> Filters | None:
    """The same filters for the period of equal length that ends the day before; None without both ends."""
    if filters.start is None or filters.end is None:
        return None
    length = filters.end - filters.start
    end = filters.start - timedelta(days=1)
    return replace(filters, start=end - length, end=end)
