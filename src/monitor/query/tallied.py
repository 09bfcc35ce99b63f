"""Answers from the daily tallies: the same numbers as from the articles, whatever the size of the store.

The tallies answer what counts one kind of thing by itself (everything, sources, languages, publishers, actors,
countries), over any period, of all languages or of one. What narrows it otherwise, as a search does, is counted
from the articles; :func:`tallied` then gives None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from monitor.filters import BUCKETS, Dimension, Filters, Sound
from monitor.query.desk import Desk, blank
from monitor.query.passing import first_day
from monitor.store.schema import LOUD, OPEN_END
from monitor.store.tallies import BILLIONTHS, HALF

SUMS = ("stories", "negative", "positive", "articles", "mentions", "actor_mentions", "title_only")
MOMENTS = ("toned", "tone_sum", "tone_high", "tone_low")


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of the tallies that a question is about, as in their schema; ``keys`` None: all of the grain."""

    grain: str
    keys: tuple[str, ...] | None = None
    within: str = ""


def tallied(
    desk: Desk, filters: Filters, by: Sequence[Dimension], names: Sequence[str], sound: Sound = "tone"
) -> pd.DataFrame | None:
    """What passes the filters, split by the dimensions, added up from the tallies; None where they can't tell.

    Args:
        desk: the open snapshot.
        filters: which articles pass.
        by: the dimensions.
        names: which sums: of ``SUMS`` and ``MOMENTS``.
        sound: whose moments are wanted.

    Returns:
        The dimensions and the sums: articles, mentions and headlines in the buckets of the articles, stories
        (those of negative and positive tone too) and moments (see ``TALLIES``) in those of the stories. Rows of
        what is no longer there have zeros.
    """
    part = part_of(filters, by) if desk.is_tallied else None
    if part is None:
        return None
    held = {"start": filters.start is not None, "end": filters.end is not None, "keys": part.keys is not None}
    shape = ("tallied", part.grain, part.within, tuple(held.values()), tuple(by), tuple(names), sound)
    values = {
        "start": (str(filters.start),),
        "end": (str(filters.end or date(OPEN_END.year, 12, 30)),),
        "keys": part.keys or (),
    }
    # A grain is held in memory: read from its files, it would cost more than all that is done with it.
    grain = desk.resident((part.grain, part.within), lambda: _of_part(desk.tallies, part))
    found = desk.shaped(shape, lambda: _question(desk, grain, part, held, by, names, sound), values)
    return found.to_pandas(date_as_object=True)


def _question(
    desk: Desk,
    grain: ir.Table,
    part: Part,
    held: Mapping[str, bool],
    by: Sequence[Dimension],
    names: Sequence[str],
    sound: Sound,
) -> ir.Table:
    """The question with blanks in the place of the period and of the keys."""
    rows = _whole(grain, held, sound)
    if held["start"] or held["end"]:
        rows = rows.union(_cut(desk, part, held, sound))
    buckets = [dimension for dimension in by if dimension in BUCKETS]
    if buckets:
        rows = rows.filter(rows.day.notnull())
        rows = rows.mutate(**{bucket: first_day(rows.day, bucket) for bucket in buckets})
    rows = rows.rename({dimension: "key" for dimension in by if dimension not in BUCKETS})
    return rows.aggregate(by=list(by), **{name: rows[name].sum().fill_null(0) for name in names})


def articles_by_day(desk: Desk, filters: Filters, by: Dimension) -> pd.DataFrame | None:
    """Dated articles per day and value of a dimension: ``day``, ``by``, ``articles`` (1 or more)."""
    found = tallied(desk, filters, ("day", by), ("articles",))
    return None if found is None else found[found["articles"] > 0]


def with_tones(found: pd.DataFrame) -> pd.DataFrame:
    """The sums of :func:`tallied` with ``tone``, ``tone_sd`` (of a sample), ``tone_n``; NaN if unknown."""
    number = found["toned"].fillna(0).astype("int64")
    several = number > 1
    deviations = np.full(len(found), np.nan)
    # Whole numbers of any length: in floats, the squares of many like tones would leave a spread of their own.
    columns = (found.loc[several, name].astype("int64").astype(object) for name in MOMENTS)
    n, total, high, low = (column.to_numpy() for column in columns)
    if several.any():
        spread = (n * (high * HALF + low) - total * total) / (n * (n - 1))
        deviations[several.to_numpy()] = np.sqrt(spread.astype("float64")) / BILLIONTHS
    mean = found["tone_sum"].astype("float64") / number.where(number > 0) / BILLIONTHS
    return found.assign(tone=mean, tone_sd=deviations, tone_n=number)


def part_of(filters: Filters, by: Sequence[Dimension] = ()) -> Part | None:
    """Which rows of the tallies answer; None where none do."""
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


def _within(filters: Filters, grain: str, keys: tuple[str, ...] | None) -> Part | None:
    """The part narrowed to chosen sources and languages, where it can be."""
    if filters.sources:
        if grain == "" and len(filters.sources) == 1:
            grain = "source"
        if grain != "source":
            return None
        keys = filters.sources
    if not filters.languages:
        return Part(grain, keys)
    if grain == "language":
        return Part(grain, filters.languages)
    return Part(grain, keys, filters.languages[0]) if len(filters.languages) == 1 else None


def spread_of(desk: Desk, part: Part) -> ir.Table:
    """The rows of ``spread`` of a part, with a blank named ``keys`` if it has keys."""
    return _with_keys(_of_part(desk.spread, part), {"keys": part.keys is not None})


def _of_part(rows: ir.Table, part: Part) -> ir.Table:
    return rows.filter(rows.within == part.within, rows.grain == part.grain).drop("within", "grain")


def _with_keys(rows: ir.Table, held: Mapping[str, bool]) -> ir.Table:
    return rows.filter(rows.key.isin([blank("keys")])) if held["keys"] else rows


def _day(name: str) -> ir.DateValue:
    return ibis.literal(blank(name)).cast("date")


def _whole(grain: ir.Table, held: Mapping[str, bool], sound: Sound) -> ir.Table:
    """Stories that begin and end in the period, and the articles of all."""
    rows = _with_keys(grain, held)
    if held["start"]:
        rows = rows.filter(rows.day >= _day("start"))
    if held["start"] or held["end"]:
        # The day as well, though it is never after the last one: by it, rows are skipped.
        rows = rows.filter(rows["last"] <= _day("end"), rows.day <= _day("end"))
    heard = {f"tone_{name}": rows[f"{sound}_{name}"] for name in ("sum", "high", "low")}
    return rows.select("key", "day", *SUMS, toned=rows[f"{sound}_stories"], **heard)


def _cut(desk: Desk, part: Part, held: Mapping[str, bool], sound: Sound) -> ir.Table:
    """The stories that begin before the period or end after it, by what of them lies in it.

    Undated articles lie in no period, so stories with some are cut by any.
    """
    rows = _with_keys(_of_part(desk.spread, part), held)
    rows = rows.filter(rows.day <= _day("end"))
    outside = rows["last"] > _day("end")
    if held["start"]:
        rows = rows.filter(rows.day >= _day("start"))
        outside = (rows["last"] > _day("end")) | (rows["first"] < _day("start"))
    rows = rows.filter(outside)
    days = rows.group_by("key", "story_id", "day").agg(
        articles=rows.articles.sum(), total=rows[f"{sound}_sum"].sum(), number=rows[f"{sound}_n"].sum()
    )
    days = days.filter(days.articles > 0)  # the others were taken back
    stories = days.group_by("key", "story_id").agg(
        day=days.day.min(), total=days.total.sum(), number=days.number.sum()
    )
    stories = stories.mutate(mean=(stories.total / stories.number.nullif(0)).round().cast("int64"))
    mean, none, loud = stories["mean"], ibis.literal(0, "int64"), round(LOUD * BILLIONTHS)
    told = {
        **dict.fromkeys(SUMS, none),
        "stories": ibis.literal(1, "int64"),
        "negative": (mean < -loud).cast("int64").fill_null(0),
        "positive": (mean >= loud).cast("int64").fill_null(0),
    }
    return stories.select(
        "key",
        "day",
        **told,
        toned=mean.notnull().cast("int64"),
        tone_sum=mean.fill_null(0),
        tone_high=(mean * mean // HALF).cast("int64").fill_null(0),
        tone_low=(mean * mean % HALF).cast("int64").fill_null(0),
    )
