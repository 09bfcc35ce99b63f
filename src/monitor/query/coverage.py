"""How much was collected, per source and day, and where it has gaps."""

from __future__ import annotations

from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from monitor.filters import Filters
from monitor.query.desk import Desk
from monitor.query.passing import in_period, passing
from monitor.query.prepared import Prepared
from monitor.query.tallied import articles_by_day, tallied
from monitor.query.totals import collected_by
from monitor.trends.silence import silence_chance

FEW_DAYS = 10
"""A source with fewer days with articles has no rhythm to be judged by."""
UNUSUAL = 0.01
"""A silence is told where a source's own rhythm would show it with a smaller chance than this."""


def coverage(desk: Desk, filters: Filters) -> pd.DataFrame:
    """Articles per day and source.

    Returns:
        ``day``, ``source``, ``articles`` (1 or more), by day and source. Undated articles are left out.

    Raises:
        FilterError: the search can't be understood.
    """
    quick = articles_by_day(desk, filters, "source")
    if quick is not None:
        return quick.sort_values(["day", "source"], ignore_index=True)
    return desk.frame(_days(desk, filters).order_by("day", "source"))


def _days(desk: Desk, filters: Filters) -> ir.Table:
    rows = _collected(desk, filters)
    rows = rows.filter(rows.day.notnull())
    return rows.group_by("day", "source").agg(articles=rows.articles.sum())


def _collected(desk: Desk, filters: Filters) -> ir.Table:
    """Per day, source and its country, where there is one: ``articles`` and, of them, ``title_only``.

    The daily table knows sources, their countries and languages; for other filters the articles are asked.
    """
    keys = ("day", "source", "source_country")
    if filters.actors or filters.search.strip() or (filters.countries and filters.country_role != "published"):
        articles = passing(desk, filters, "title_only")
        return articles.group_by(*keys).agg(articles=articles.count(), title_only=articles.title_only.sum())
    daily = in_period(desk.daily, filters)
    daily = daily.filter(daily.kind == "")
    if filters.sources:
        daily = daily.filter(daily.source.isin(filters.sources))
    if filters.languages:
        daily = daily.filter(daily.language.isin(filters.languages))
    if filters.countries:
        daily = daily.filter(daily.source_country.isin(filters.countries))
    days = daily.group_by(*keys).agg(articles=daily.articles.sum(), title_only=daily.title_only.sum())
    return days.filter(days.articles > 0)


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
    asked = Prepared.of(desk, filters)
    return asked.frame("sources", lambda: _sources(_collected(asked.desk, asked.filters)))


def _sources(days: ir.Table) -> ir.Table:
    sums = days.group_by("source").agg(
        source_country=days.source_country.max(),
        articles=days.articles.sum(),
        title_only=days.title_only.sum(),
        undated=days.articles.sum(where=days.day.isnull()).fill_null(0),
        first_day=days.day.min(),
        last_day=days.day.max(),
        days_with=days.day.nunique(),
    )
    gaps = _longest_gaps(days)
    rows = sums.left_join(gaps, "source")
    latest = rows.last_day.max().over(ibis.window())
    rows = rows.select(
        *sums.columns,
        longest_gap_days=rows.longest_gap_days.fill_null(0),
        gap_start=rows.gap_start,
        silent_days=latest.delta(rows.last_day, unit="day"),
    )
    return rows.order_by(ibis.desc("articles"), "source")


def _longest_gaps(rows: ir.Table) -> ir.Table:
    """Per source with a gap: its longest, the earliest of equals."""
    days = rows.filter(rows.day.notnull()).select("source", "day").distinct()
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


@dataclass(frozen=True, eq=False)
class Silences:
    """The silences that the rhythm of a source does not explain, the most surprising first.

    ``judged`` of ``sources`` have enough days with articles to have a rhythm. ``rows``: ``source``;
    ``first_day``, ``last_day`` and ``days`` of the silence, and ``others_days``, those of them on which another
    source had articles; ``until_now`` (it lasts to the end of what was
    collected); ``usual_days`` (the median from one day with articles to the next; 1 is daily); ``chance`` (of
    one silence so long in the period, by the source's own rhythm); ``days_with`` and ``articles`` of the source
    in the period.
    """

    judged: int
    sources: int
    rows: pd.DataFrame


def silences(desk: Desk, filters: Filters) -> Silences:
    """Where single sources were silent for longer than they usually are.

    Of the filters only period, sources and languages count. Days on which nothing at all was collected are
    nobody's silence: they are left out of every source's calendar (see :func:`outages`).
    """
    asked = collected_by(filters)
    clock = _collected_days(desk, asked)
    days = coverage(desk, asked)
    rows, known = pd.factorize(days["day"])  # few days, each with many sources
    days = days.assign(at=np.searchsorted(clock, known.to_numpy("datetime64[D]"))[rows])
    days = days.sort_values(["source", "at"], ignore_index=True)
    by_source = days.groupby("source")
    days["next"] = by_source["at"].shift(-1).fillna(len(clock)).astype("int64")
    days["days_with"] = by_source["at"].transform("size")
    days["could"] = len(clock) - by_source["at"].transform("min")
    days["all_articles"] = by_source["articles"].transform("sum")
    days["wait"] = days["next"] - days["at"]
    between = days["wait"].where(days["next"] < len(clock))
    days["usual_days"] = between.groupby(days["source"]).transform("median")
    days["chance"] = silence_chance(days["days_with"], days["could"], days["wait"] - 1)
    enough = days["days_with"] >= FEW_DAYS
    told = days[enough & (days["wait"] > 1) & (days["chance"] < UNUSUAL)]
    told = told.sort_values(["chance", "wait", "source"], ascending=[True, False, True], ignore_index=True)
    first, last = clock[told["at"].to_numpy() + 1], clock[told["next"].to_numpy() - 1]
    rows = pd.DataFrame(
        {
            "source": told["source"],
            "first_day": first.astype(object),
            "last_day": last.astype(object),
            "days": (last - first).astype("int64") + 1,
            "others_days": told["wait"] - 1,
            "until_now": told["next"] == len(clock),
            "usual_days": told["usual_days"],
            "chance": told["chance"],
            "days_with": told["days_with"],
            "articles": told["all_articles"],
        }
    )
    return Silences(int(days.loc[enough, "source"].nunique()), int(days["source"].nunique()), rows)


def outages(desk: Desk, filters: Filters) -> pd.DataFrame:
    """The runs of days on which nothing at all was collected, from any source, within the period.

    Returns:
        ``first_day``, ``last_day``, ``days``; the longest first. What lies before the first and after the last
        article is no outage.
    """
    clock = _collected_days(desk, filters)
    steps = np.diff(clock).astype("int64")
    holes = np.flatnonzero(steps > 1)
    rows = pd.DataFrame(
        {
            "first_day": (clock[holes] + 1).astype(object),
            "last_day": (clock[holes + 1] - 1).astype(object),
            "days": steps[holes] - 1,
        }
    )
    return rows.sort_values(["days", "first_day"], ascending=[False, True], ignore_index=True)


def _collected_days(desk: Desk, filters: Filters) -> np.ndarray:
    """The days on which any source had an article, ascending."""
    asked = replace(collected_by(filters), sources=(), languages=())
    days = tallied(desk, asked, ("day",), ("articles",))
    days = coverage(desk, asked) if days is None else days[days["articles"] > 0]
    return np.unique(days["day"].to_numpy("datetime64[D]"))
