"""What is notable in series over time, in at most three sentences made from the numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from monitor.charts.calendar import spoken_bucket, spoken_day
from monitor.charts.changes import signed
from monitor.charts.series import FEW
from monitor.charts.strokes import Before, Quantity, judged
from monitor.filters import Bucket, Measure
from monitor.trends.bursts import find_bursts
from monitor.trends.intervals import share_interval

MOST = 3
_PREPOSITION: Mapping[Bucket, str] = {"day": "on", "week": "in the", "month": "in"}


def findings(
    frame: pd.DataFrame,
    quantity: Quantity,
    bucket: Bucket,
    names: Mapping[str, str],
    measure: Measure,
    before: Before | None = None,
) -> list[str]:
    """Sentences on laid-out series: the peak, the day that stands out, the clearest change against the period
    before and within this one.

    Only complete buckets with ten stories or more are spoken of, and only changes that are more than chance.
    """
    rows = frame[judged(frame, quantity) & (frame["state"] == "complete")]
    if quantity.is_sound:
        return _extremes(rows, quantity.noun, bucket, names)[:MOST]
    found = [_peak(rows, quantity, bucket, names, measure)]
    if measure == "stories":
        found.append(_burst(frame, names) if bucket == "day" else "")
        found.append(_against_before(frame, before, names) if before is not None else "")
        found.append(_halves(rows, names))
    return [sentence for sentence in found if sentence][:MOST]


def in_bucket(start: object, bucket: Bucket) -> str:
    """``in the week of 2 March 2026``, ``in March 2026``, ``on 3 March 2026``."""
    return f"{_PREPOSITION[bucket]} {spoken_bucket(start, bucket)}"  # type: ignore[arg-type]  # a day of the frame


def _peak(
    rows: pd.DataFrame, quantity: Quantity, bucket: Bucket, names: Mapping[str, str], measure: Measure
) -> str:
    """Where the highest value stands."""
    rows = rows[rows["count"] >= FEW]
    if rows.empty:
        return ""
    top = rows.loc[rows[quantity.column].idxmax()]
    of = f"{top['count']:,.0f} of {top['total']:,.0f} {measure}" if top["total"] > 0 else ""
    value = f"{100 * top['share']:.1f} %" if quantity.column == "share" else f"{top['count']:,.0f} {measure}"
    beside = of if quantity.column == "share" else f"{100 * top['share']:.1f} % of {top['total']:,.0f}"
    more = f" ({beside})" if of else ""
    return f"{names.get(top['key'], top['key'])} peaked {in_bucket(top['start'], bucket)} with {value}{more}."


def _burst(frame: pd.DataFrame, names: Mapping[str, str]) -> str:
    """The day that stands out most from the weeks before it."""
    most: tuple[float, str, pd.Series, float] | None = None
    for key, rows in frame.sort_values("start").groupby("key", sort=False):
        bursts = find_bursts(rows[["count"]], rows["total"], rows["state"] == "complete")
        for place in np.flatnonzero(bursts.found[:, 0]):
            chance = float(bursts.chance[place, 0])
            if most is None or chance < most[0]:
                most = chance, str(key), rows.iloc[place], float(bursts.expected[place, 0])
    if most is None:
        return ""
    _, key, row, expected = most
    return (
        f"{names.get(key, key)} stood out {in_bucket(row['start'], 'day')}: {row['count']:,.0f} stories, where "
        f"about {expected:,.1f} were usual in the weeks before."
    )


def _halves(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """The series whose share in the second half of the buckets lies farthest from that in the first."""
    starts = sorted(set(rows["start"]))
    if len(starts) < 4:
        return ""
    middle = starts[(len(starts) + 1) // 2]
    pairs = {
        key: (_sums(part[part["start"] < middle]), _sums(part[part["start"] >= middle]))
        for key, part in rows.groupby("key", sort=False)
    }
    found = _clearest(pairs)
    if found is None:
        return ""
    key, old, new = found
    verb = "rose" if new > old else "fell"
    day = spoken_day(middle)
    return (
        f"{names.get(key, key)} {verb} from {100 * old:.1f} % before {day} to {100 * new:.1f} % from then on."
    )


def _against_before(frame: pd.DataFrame, before: Before, names: Mapping[str, str]) -> str:
    """The series whose share of the whole period lies farthest from that of the period before."""
    now, past = (
        {key: _sums(part) for key, part in rows.groupby("key", sort=False)} for rows in (frame, before.frame)
    )
    pairs = {key: (past[key], now[key]) for key in now if key in past}
    if not any(min(old[1], new[1]) >= FEW for old, new in pairs.values()):
        return "The period before holds too few stories to compare with."
    found = _clearest(pairs)
    if found is None:
        return "No series differs clearly from the period before."
    key, old, new = found
    verb = "more" if new > old else "less"
    (old_count, old_total), (count, total) = pairs[key]
    return (
        f"{names.get(key, key)} had {verb} attention than in the period before: {100 * new:.1f} % "
        f"({count:,.0f} of {total:,.0f} stories) against {100 * old:.1f} % "
        f"({old_count:,.0f} of {old_total:,.0f})."
    )


Sums = tuple[float, float]


def _sums(rows: pd.DataFrame) -> Sums:
    there = rows.dropna(subset=["count", "total"])
    return float(there["count"].sum()), float(there["total"].sum())


def _clearest(pairs: Mapping[str, tuple[Sums, Sums]]) -> tuple[str, float, float] | None:
    """The largest change whose two 95 % intervals lie apart: its key, the share before and the share now."""
    judged = {key: pair for key, pair in pairs.items() if min(pair[0][1], pair[1][1]) >= FEW}
    if not judged:
        return None
    old, new = (np.array([pair[side] for pair in judged.values()]) for side in (0, 1))
    old_low, old_high = share_interval(old[:, 0], old[:, 1])
    new_low, new_high = share_interval(new[:, 0], new[:, 1])
    apart = (new_low > old_high) | (new_high < old_low)
    was, now = old[:, 0] / old[:, 1], new[:, 0] / new[:, 1]
    size = np.where(apart, np.abs(now - was), -1.0)
    best = int(size.argmax())
    return (list(judged)[best], float(was[best]), float(now[best])) if apart[best] else None


def _extremes(rows: pd.DataFrame, noun: str, bucket: Bucket, names: Mapping[str, str]) -> list[str]:
    """The lowest and the highest judged value."""
    if len(rows) < 2:
        return []
    ends = (("Lowest", rows.loc[rows["tone"].idxmin()]), ("Highest", rows.loc[rows["tone"].idxmax()]))
    return [
        f"{word} {noun}: {names.get(row['key'], row['key'])} {in_bucket(row['start'], bucket)}, "
        f"{signed(row['tone'])} (95 % interval {signed(row['tone_low'])} to {signed(row['tone_high'])}, "
        f"n = {row['tone_n']:,.0f} stories)."
        for word, row in ends
    ]
