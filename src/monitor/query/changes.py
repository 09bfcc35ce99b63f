"""What changed from one period to another: shares and tones with the intervals of their differences."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from monitor.filters import Filters
from monitor.query.counts import measured, totals
from monitor.query.desk import Desk
from monitor.query.passing import counted
from monitor.query.tallied import tallied
from monitor.query.totals import collected_by
from monitor.trends.changes import discoveries, mean_difference, share_chance, share_difference
from monitor.trends.intervals import FEW

COLUMNS = (
    "count", "total", "share", "count_before", "total_before", "share_before",
    "change", "change_low", "change_high", "change_judged", "changed",
    "tone", "tone_n", "tone_before", "tone_n_before",
    "tone_change", "tone_change_low", "tone_change_high", "tone_judged", "tone_changed",
)  # fmt: skip


def changes(desk: Desk, filters: Filters, before: Filters, by: Literal["actor", "country"]) -> pd.DataFrame:
    """How the share and the tone of each actor or country differ between two questions.

    Everything is counted in stories, whatever the measure: copies are not independent of each other, and an
    interval over them would be too sure of itself. A difference counts as a *change* where its 95 % interval
    leaves out 0 and it is among the discoveries of Benjamini and Hochberg's procedure at 10 %, which runs over
    all that are judged: with hundreds of actors, one in twenty intervals leaves out 0 by chance alone. Leaving
    out those with few stories in both periods together favours neither rises nor falls.

    Args:
        desk: the open snapshot.
        filters: the period that is looked at.
        before: what it is compared with.
        by: whose share and tone.

    Returns:
        One row for each that either of the two counts: ``by``, then ``count``, ``total``, ``share`` and the
        same ``…_before``; ``change`` (share − share_before) with its interval ``change_low, change_high``;
        ``change_judged`` (enough stories to judge) and ``changed``; ``tone`` (mean over stories), ``tone_n``,
        the same ``…_before``, and the ``tone_change…`` likewise. NaN where there is nothing to divide by or no
        tone. Ordered by the end of the interval that lies nearer to 0, surest rise first, surest fall last.

    Raises:
        FilterError: the search can't be understood.
    """
    now, then = (measured(desk, replace(asked, measure="stories"), (by,)) for asked in (filters, before))
    both = now[now["count"] > 0].merge(then[then["count"] > 0], how="outer", on=by, suffixes=("", "_before"))
    for suffix, asked in (("", filters), ("_before", before)):
        whole = ["count" + suffix, "tone_n" + suffix]
        both[whole] = both[whole].fillna(0).astype("int64")
        both["total" + suffix] = _total(desk, asked)
        both["share" + suffix] = both["count" + suffix] / both["total" + suffix].where(
            both["total" + suffix] > 0
        )
    found = _tones(_shares(both))
    surest = np.where(found["change"] > 0, found["change_low"], found["change_high"])
    ordered = found.assign(surest=surest).sort_values(
        ["surest", "change", by], ascending=[False, False, True], ignore_index=True
    )
    return ordered[[by, *COLUMNS]]


def one_sided(desk: Desk, filters: Filters, before: Filters) -> tuple[int, int]:
    """How many sources had articles collected in only one of two periods, and how many in either.

    Where they are many, a change may be one of the collection and not of the news.
    """
    now, then = (_sources(desk, asked) for asked in (filters, before))
    return len(now ^ then), len(now | then)


def _total(desk: Desk, filters: Filters) -> int:
    """All stories that pass without the choice of actors and countries."""
    return int(totals(desk, replace(filters, measure="stories"), ())["total"].sum())


def _shares(both: pd.DataFrame) -> pd.DataFrame:
    numbers = (both["count"], both["total"], both["count_before"], both["total_before"])
    low, high = share_difference(*numbers)
    there = (both["total"] > 0) & (both["total_before"] > 0)
    judged = there & (both["count"] + both["count_before"] >= FEW)
    chances = np.full(len(both), np.nan)
    chances[judged] = share_chance(*(column[judged] for column in numbers))
    return both.assign(
        change=both["share"] - both["share_before"],
        change_low=low,
        change_high=high,
        change_judged=judged,
        changed=discoveries(chances) & ((low > 0) | (high < 0)),
    )


def _tones(both: pd.DataFrame) -> pd.DataFrame:
    judged = (both["tone_n"] >= FEW) & (both["tone_n_before"] >= FEW)
    low, high, chances = (np.full(len(both), np.nan) for _ in range(3))
    low[judged], high[judged], chances[judged] = mean_difference(
        *(both.loc[judged, name + side] for side in ("", "_before") for name in ("tone", "tone_sd", "tone_n"))
    )
    return both.assign(
        tone_change=(both["tone"] - both["tone_before"]).where(judged),
        tone_change_low=low,
        tone_change_high=high,
        tone_judged=judged,
        tone_changed=discoveries(chances) & ((low > 0) | (high < 0)),
    )


def _sources(desk: Desk, filters: Filters) -> set[str]:
    quick = tallied(desk, collected_by(filters), ("source",), ("articles",))
    if quick is not None:
        return set(quick["source"][quick["articles"] > 0])
    rows = counted(
        desk, replace(collected_by(filters), measure="articles"), ("source",), mentions=False, tone=False
    )
    return set(desk.frame(rows.select("source").distinct())["source"])
