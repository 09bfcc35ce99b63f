"""Counts become series on an even calendar: zero is zero, and where nothing was collected there is a gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from monitor.charts.calendar import bucket_end, bucket_start, starts_between
from monitor.filters import Bucket
from monitor.trends.intervals import FEW as FEW
from monitor.trends.intervals import share_interval
from monitor.trends.smoothing import moving_mean, moving_ratio

State = Literal["complete", "unfinished", "nothing collected"]


@dataclass(frozen=True, slots=True)
class Span:
    """The buckets of a chart: the days looked at, ``first`` to ``last``; up to ``complete_to`` all is in."""

    first: date
    last: date
    complete_to: date
    bucket: Bucket

    def starts(self) -> list[date]:
        """The first day of each bucket."""
        return starts_between(self.first, self.last, self.bucket)

    def is_whole(self, start: date) -> bool:
        """False where the bucket is cut by the period, or still collecting."""
        return start >= self.first and bucket_end(start, self.bucket) <= min(self.last, self.complete_to)


def lay_out(
    counts: pd.DataFrame,
    collected: pd.DataFrame,
    keys: Sequence[str],
    by: str,
    span: Span,
    totals: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Put counts on the calendar of ``span``, one row for each key and bucket.

    ``counts`` is an answer split by ``by`` and ``span.bucket``; ``collected`` has the columns ``bucket`` (first
    day) and ``articles``; ``totals`` (``span.bucket`` and ``total``) says what shares are shares of where
    nothing was counted. Out come ``key, start, count, total, share, tone, tone_low, tone_high, tone_n``,
    ``state``, and the 95 % interval ``share_low, share_high`` (fit for stories alone). The numbers are missing
    where nothing was collected, and zero where something was but not this.
    """
    known = {
        start: int(n) for start, n in zip(as_days(collected["bucket"]), collected["articles"], strict=True)
    }
    grid = pd.MultiIndex.from_product([list(keys), span.starts()], names=["key", "start"])
    found = counts.assign(key=counts[by].astype(str), start=as_days(counts[span.bucket]))
    frame = found.set_index(["key", "start"])[_NUMBERS].reindex(grid).reset_index()
    frame["state"] = [_state(start, known.get(start, 0), span) for start in frame["start"]]
    silent = (frame["state"] != "nothing collected") & frame["count"].isna()
    frame.loc[silent, ["count", "share", "tone_n"]] = 0
    if totals is not None and silent.any():
        whole = dict(zip(as_days(totals[span.bucket]), totals["total"], strict=True))
        frame["total"] = frame["total"].where(~silent, [float(whole.get(day, 0)) for day in frame["start"]])
        frame["share"] = frame["share"].mask(silent & (frame["total"] == 0))
    frame["share_low"], frame["share_high"] = share_interval(frame["count"], frame["total"])
    return frame


_NUMBERS = ["count", "total", "share", "tone", "tone_low", "tone_high", "tone_n"]


def smoothed(frame: pd.DataFrame, window: int) -> pd.DataFrame:
    """The frame with ``smoothed_count``, ``smoothed_share`` and ``smoothed_tone`` over so many buckets.

    ``frame`` is laid out with its totals; each key is smoothed for itself, over complete buckets alone.
    """
    parts = [_smoothed(rows, window) for _, rows in frame.groupby("key", sort=False)]
    return pd.concat(parts) if parts else frame.assign(**dict.fromkeys(SMOOTHED, 0.0))


SMOOTHED = ("smoothed_count", "smoothed_share", "smoothed_tone")


def _smoothed(rows: pd.DataFrame, window: int) -> pd.DataFrame:
    usable = (rows["state"] == "complete").to_numpy()
    tones = rows["tone"] * rows["tone_n"]
    return rows.assign(
        smoothed_count=moving_mean(rows["count"], usable, window),
        smoothed_share=moving_ratio(rows["count"], rows["total"], usable, window),
        smoothed_tone=moving_ratio(tones, rows["tone_n"], usable, window),
    )


def as_days(column: pd.Series) -> list[date]:
    """A column of days, whatever type the engine gave them, as dates."""
    return list(pd.to_datetime(column).dt.date)


def starts_of(column: pd.Series, bucket: Bucket) -> list[date]:
    """The first day of the bucket of each day in a column; it has many rows, and few days."""
    places, days = pd.factorize(pd.to_datetime(column))
    starts = [bucket_start(day.date(), bucket) for day in days]
    return [starts[place] for place in places]


def _state(start: date, articles: int, span: Span) -> State:
    if not articles:
        return "nothing collected"
    return "complete" if span.is_whole(start) else "unfinished"


def gaps(frame: pd.DataFrame, span: Span) -> list[tuple[date, date]]:
    """The runs of buckets in which nothing was collected, as first and last day."""
    empty = sorted(set(frame.loc[frame["state"] == "nothing collected", "start"]))
    runs: list[tuple[date, date]] = []
    for start in empty:
        end = bucket_end(start, span.bucket)
        if runs and (start - runs[-1][1]).days == 1:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs
