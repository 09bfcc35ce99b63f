"""The constant panel: the sources that were there all the time, so that a trend is not a change of sources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from monitor.filters import Bucket, Filters
from monitor.query.coverage import coverage
from monitor.query.desk import Desk
from monitor.query.totals import collected_by

WEEKS, DAYS = 26 * 7, 21
"""Up to so many days a source must have articles in every week, up to so few on every day; else every month."""


@dataclass(frozen=True, eq=False)
class ConstantPanel:
    """Which sources are active in the whole period.

    ``required`` is how many whole days, weeks or months (``bucket``) of the period a source must have articles
    in: those in which any source had. ``kept`` are the ids of the sources that do, ``dropped`` the others
    (``source, articles, active, required, first_day, last_day``), both with most articles first.
    ``articles_kept`` of ``articles`` are those of the panel.
    """

    bucket: Bucket
    required: int
    kept: tuple[str, ...]
    dropped: pd.DataFrame
    articles_kept: int
    articles: int


def constant_panel(desk: Desk, filters: Filters, most: int = 100) -> ConstantPanel:
    """The sources with articles in every whole bucket of the period.

    Of the filters only the period and the languages count: who is in the panel must not depend on who is in
    the news. Without a first or last day the period is that of the data.

    Args:
        desk: the open snapshot.
        filters: the question.
        most: no more sources are kept, those with most articles; the others are dropped although they are
            active all the time (``active`` equals ``required``).
    """
    days = coverage(desk, collected_by(replace(filters, sources=())))
    if days.empty:
        return ConstantPanel("day", 0, (), _table(days, 0), 0, 0)
    first, last = filters.start or min(days["day"]), min(filters.end or max(days["day"]), max(days["day"]))
    bucket = _bucket((last - first).days + 1)
    starts = {day: _start(day, bucket) for day in days["day"].unique()}
    days = days.assign(bucket=days["day"].map(starts))
    inside = {start for start in starts.values() if start >= first and _end(start, bucket) <= last}
    whole = days[days["bucket"].isin(inside)]
    required = int(whole["bucket"].nunique())
    # The days are in their order.
    sources = days.groupby("source", as_index=False).agg(
        articles=("articles", "sum"), first_day=("day", "first"), last_day=("day", "last")
    )
    active = whole.groupby("source")["bucket"].nunique()
    sources["active"] = sources["source"].map(active).fillna(0).astype("int64")
    sources = sources.sort_values(["articles", "source"], ascending=[False, True], ignore_index=True)
    steady = sources["active"].eq(required) & bool(required)
    in_panel = steady & (steady.cumsum() <= most)
    return ConstantPanel(
        bucket,
        required,
        tuple(sources.loc[in_panel, "source"]),
        _table(sources[~in_panel], required),
        int(sources.loc[in_panel, "articles"].sum()),
        int(sources["articles"].sum()),
    )


def _table(sources: pd.DataFrame, required: int) -> pd.DataFrame:
    columns = ["source", "articles", "active", "required", "first_day", "last_day"]
    return sources.assign(required=required).reindex(columns=columns).reset_index(drop=True)


def _bucket(days: int) -> Bucket:
    if days <= DAYS:
        return "day"
    return "week" if days <= WEEKS else "month"


def _start(day: date, bucket: Bucket) -> date:
    if bucket == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if bucket == "month" else day


def _end(start: date, bucket: Bucket) -> date:
    if bucket == "month":
        return (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return start + timedelta(days=6 if bucket == "week" else 0)
