"""Answers from the daily tallies: the same numbers as from the articles, whatever the size of the store.

The tallies answer what counts one kind of thing by itself (everything, sources, languages, publishers, actors,
countries), over any period, of all languages or of one. What narrows it otherwise, as a search does, is counted
from the articles; :func:`tallied` then gives None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from monitor.filters import BUCKETS, Dimension, Filters, Sound
from monitor.query.desk import Desk
from monitor.query.passing import first_day, in_period
from monitor.store.schema import OPEN_END
from monitor.store.tallies import BILLIONTHS, HALF

SUMS = ("stories", "articles", "mentions", "actor_mentions", "title_only")


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows of the tallies that a question is about; ``keys`` None: all of the grain."""

    grain: str
    keys: tuple[str, ...] | None = None
    within: str = ""


def tallied(desk: Desk, filters: Filters, by: Sequence[Dimension], sound: Sound = "tone") -> ir.Table | None:
    """What passes the filters, split by the dimensions, added up from the tallies; None where they can't tell.

    Args:
        desk: the open snapshot.
        filters: which articles pass.
        by: the dimensions.
        sound: whose sums are wanted.

    Returns:
        The dimensions, ``SUMS`` (articles, mentions and headlines in the buckets of the articles, stories in
        those of the stories) and ``toned``, ``tone_sum``, ``tone_high``, ``tone_low``: see ``TALLIES``. Rows of
        what is no longer there have zeros.
    """
    part = _part(filters, by) if desk.is_tallied else None
    if part is None:
        return None
    names = (*SUMS, *_MOMENTS)
    rows = _whole(desk, filters, part, sound)
    if filters.start or filters.end:
        rows = rows.union(_cut(desk, filters, part, sound))
    buckets = [dimension for dimension in by if dimension in BUCKETS]
    if buckets:
        rows = rows.filter(rows.day.notnull())
        rows = rows.mutate(**{bucket: first_day(rows.day, bucket) for bucket in buckets})
    rows = rows.rename({dimension: "key" for dimension in by if dimension not in BUCKETS})
    return rows.aggregate(by=list(by), **{name: rows[name].sum().fill_null(0) for name in names})


def articles_by_day(desk: Desk, filters: Filters, by: Dimension) -> ir.Table | None:
    """Dated articles per day and value of a dimension: ``day``, ``key``, ``articles`` (0: all are gone)."""
    part = _part(filters, (by,)) if desk.is_tallied else None
    if part is None:
        return None
    rows = in_period(_of_part(desk.tallies, part), filters)
    return rows.filter(rows.day.notnull()).group_by("day", "key").agg(articles=rows.articles.sum())


def with_tones(found: pd.DataFrame) -> pd.DataFrame:
    """The sums of :func:`tallied` with ``tone``, ``tone_sd`` (of a sample), ``tone_n``; NaN if unknown."""
    number = found["toned"].fillna(0).astype("int64")
    several = number > 1
    deviations = np.full(len(found), np.nan)
    # Whole numbers of any length: in floats, the squares of many like tones would leave a spread of their own.
    columns = (found.loc[several, name].astype("int64").astype(object) for name in _MOMENTS)
    n, total, high, low = (column.to_numpy() for column in columns)
    if several.any():
        spread = (n * (high * HALF + low) - total * total) / (n * (n - 1))
        deviations[several.to_numpy()] = np.sqrt(spread.astype("float64")) / BILLIONTHS
    mean = found["tone_sum"].astype("float64") / number.where(number > 0) / BILLIONTHS
    return found.assign(tone=mean, tone_sd=deviations, tone_n=number)


_MOMENTS = ("toned", "tone_sum", "tone_high", "tone_low")


def _part(filters: Filters, by: Sequence[Dimension]) -> _Part | None:
    """Which rows answer; None where none do."""
    split = [dimension for dimension in by if dimension not in BUCKETS]
    if filters.search.strip() or len(split) > 1:
        return None
    countries = {"mentioned": "country", "about": "about", "published": "publisher"}[filters.country_role]
    chosen = {"actor": filters.actors, countries: filters.countries}
    grains = {"actor": "actor", "country": countries, "source": "source", "language": "language",
              "publisher": "publisher", "": ""}  # fmt: skip
    grain = grains.get(split[0] if split else "")
    named = {kind: values for kind, values in chosen.items() if values}
    if grain is None:
        return None
    if not split and len(named) == 1:
        ((grain, values),) = named.items()
        if len(values) > 1:
            return None  # a story of two of them counts once
    if named.keys() - {grain}:
        return None
    return _within(filters, grain, named.get(grain))


def _within(filters: Filters, grain: str, keys: tuple[str, ...] | None) -> _Part | None:
    """The part narrowed to chosen sources and languages, where it can be."""
    if filters.sources:
        if grain == "" and len(filters.sources) == 1:
            grain = "source"
        if grain != "source":
            return None
        keys = filters.sources
    if not filters.languages:
        return _Part(grain, keys)
    if grain == "language":
        return _Part(grain, filters.languages)
    return _Part(grain, keys, filters.languages[0]) if len(filters.languages) == 1 else None


def _of_part(rows: ir.Table, part: _Part) -> ir.Table:
    rows = rows.filter(rows.within == part.within, rows.grain == part.grain)
    return rows if part.keys is None else rows.filter(rows.key.isin(part.keys))


def _whole(desk: Desk, filters: Filters, part: _Part, sound: Sound) -> ir.Table:
    """Stories that begin and end in the period, and the articles of all."""
    rows = _of_part(desk.tallies, part)
    if filters.start:
        rows = rows.filter(rows.day >= ibis.literal(filters.start))
    if filters.start or filters.end:
        # The day as well, though it is never after the last one: by it, files are left out.
        rows = rows.filter(rows["last"] <= _end(filters), rows.day <= _end(filters))
    heard = {f"tone_{name}": rows[f"{sound}_{name}"] for name in ("sum", "high", "low")}
    return rows.select("key", "day", *SUMS, toned=rows[f"{sound}_stories"], **heard)


def _end(filters: Filters) -> ir.DateValue:
    """The last day of the period; undated articles lie in no period, so stories with some are cut by any."""
    return ibis.literal(filters.end or date(OPEN_END.year, 12, 30))


def _cut(desk: Desk, filters: Filters, part: _Part, sound: Sound) -> ir.Table:
    """The stories that begin before the period or end after it, by what of them lies in it."""
    rows = _of_part(desk.spread, part).filter(lambda row: row.day <= _end(filters))
    outside = rows["last"] > _end(filters)
    if filters.start:
        start = ibis.literal(filters.start)
        rows = rows.filter(rows.day >= start)
        outside = outside | (rows["first"] < start)
    days = rows.filter(outside).group_by("key", "story_id", "day")
    days = days.agg(
        articles=rows.articles.sum(), total=rows[f"{sound}_sum"].sum(), number=rows[f"{sound}_n"].sum()
    )
    days = days.filter(days.articles > 0)  # the others were taken back
    stories = days.group_by("key", "story_id").agg(
        day=days.day.min(), total=days.total.sum(), number=days.number.sum()
    )
    stories = stories.mutate(mean=(stories.total / stories.number.nullif(0)).round().cast("int64"))
    mean, none = stories["mean"], ibis.literal(0, "int64")
    return stories.select(
        "key",
        "day",
        **{name: ibis.literal(1, "int64") if name == "stories" else none for name in SUMS},
        toned=mean.notnull().cast("int64"),
        tone_sum=mean.fill_null(0),
        tone_high=(mean * mean // HALF).cast("int64").fill_null(0),
        tone_low=(mean * mean % HALF).cast("int64").fill_null(0),
    )
