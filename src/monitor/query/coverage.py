"""How much was collected, per source and day, and where it has gaps."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd

from monitor.filters import Filters
from monitor.query.desk import Desk
from monitor.query.passing import in_period, passing


def coverage(desk: Desk, filters: Filters) -> pd.DataFrame:
    """Articles per day and source.

    Returns:
        ``day``, ``source``, ``articles`` (1 or more), by day and source. Undated articles are left out.

    Raises:
        FilterError: the search can't be understood.
    """
    return desk.frame(_days(desk, filters).order_by("day", "source"))


def _days(desk: Desk, filters: Filters) -> ir.Table:
    """The daily table knows sources and languages; for other filters the articles have to be asked."""
    if filters.actors or filters.countries or filters.search.strip():
        articles = passing(desk, filters)
        days = articles.group_by("day", "source").agg(articles=articles.count())
    else:
        daily = in_period(desk.daily, filters)
        daily = daily.filter(daily.kind == "")
        if filters.sources:
            daily = daily.filter(daily.source.isin(filters.sources))
        if filters.languages:
            daily = daily.filter(daily.language.isin(filters.languages))
        days = daily.group_by("day", "source").agg(articles=daily.articles.sum())
    return days.filter(days.day.notnull(), days.articles > 0)


def sources(desk: Desk, filters: Filters) -> pd.DataFrame:
    """Every source that passes, with its span and its longest silence.

    Returns:
        ``source``; ``source_country`` (null where unknown); ``articles``; ``title_only`` and ``undated`` (of
        them); ``first_day`` and ``last_day``; ``days_with`` (days with an article); ``longest_gap_days`` (the
        longest run of days without one between the two; 0 without a gap) and ``gap_start`` (its first day);
        ``silent_days`` (from the source's last day to the last day that any source has). Most articles first,
        then by name. Days are null for a source with undated articles only.

    Raises:
        FilterError: the search can't be understood.
    """
    articles = passing(desk, filters, "title_only")
    sums = articles.group_by("source").agg(
        source_country=articles.source_country.max(),
        articles=articles.count(),
        title_only=articles.title_only.sum(),
        undated=articles.day.isnull().sum(),
        first_day=articles.day.min(),
        last_day=articles.day.max(),
        days_with=articles.day.nunique(),
    )
    gaps = _longest_gaps(articles)
    rows = sums.left_join(gaps, "source")
    latest = rows.last_day.max().over(ibis.window())
    rows = rows.select(
        *sums.columns,
        longest_gap_days=rows.longest_gap_days.fill_null(0),
        gap_start=rows.gap_start,
        silent_days=latest.delta(rows.last_day, unit="day"),
    )
    return desk.frame(rows.order_by(ibis.desc("articles"), "source"))


def _longest_gaps(articles: ir.Table) -> ir.Table:
    """Per source with a gap: its longest, the earliest of equals."""
    days = articles.filter(articles.day.notnull()).select("source", "day").distinct()
    before = days.day.lag().over(ibis.window(group_by="source", order_by="day"))
    steps = days.mutate(before=before, gap=days.day.delta(before, unit="day") - 1)
    gaps = steps.filter(steps.gap > 0)
    first_longest = ibis.window(group_by="source", order_by=[ibis.desc(gaps.gap), gaps.day])
    ranked = gaps.mutate(rank=ibis.row_number().over(first_longest))
    longest = ranked.filter(ranked["rank"] == 0)
    return longest.select(
        "source",
        longest_gap_days=longest.gap,
        gap_start=(longest.before + ibis.interval(days=1)).cast("date"),
    )
