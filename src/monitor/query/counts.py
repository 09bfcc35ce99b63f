"""How much, and in what tone: the measures, split by any dimensions."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import pandas as pd

from monitor.filters import BUCKETS, ENTITY_DIMENSIONS, Dimension, Filters, Measure, Sound
from monitor.query.desk import Desk
from monitor.query.passing import asks_everyone, available, counted, counting, first_day
from monitor.query.prepared import Prepared
from monitor.query.tallied import MOMENTS, tallied, with_tones
from monitor.trends.intervals import mean_interval

VALUES = ("count", "total", "share", "tone", "tone_low", "tone_high", "tone_n")


def counts(desk: Desk, filters: Filters, by: Sequence[Dimension], *, sound: Sound = "tone") -> pd.DataFrame:
    """Count what passes the filters, in the filters' measure, split by the dimensions.

    *articles*: distinct articles of the row. *stories*: distinct stories with at least one article of the row;
    for each combination of actor, country, source and language a story counts once, in the time bucket of its
    earliest article that passes the filters and belongs to the combination. *mentions*: occurrences of what the
    row names: of its actor; else of its country (mentioned, or in the articles about it); in a row that names
    neither, of the chosen actors and countries; with none chosen, of all actors and countries. Countries that
    publish are not occurrences in a text and name nothing to count.

    *total* is the same measure over everything that passes without the choice of actors and countries, in the
    same source, language and bucket; for mentions, all mentions of the kinds (actors, countries) that were
    counted. A story's earliest article may lie in an earlier bucket than its earliest article with the actor,
    so that a row's total may be smaller than its count, even 0.

    *tone* is the mean over stories of the mean over the distinct sentences that hold what mentions would count
    (all sentences where the row names nothing); a story's mean belongs to the bucket in which the story counts,
    whatever the measure. Sentences without a score are left out. The interval is Student's, 95 %, over stories.

    Undated articles count where there is neither a period nor a dimension of time.

    Args:
        desk: the open snapshot.
        filters: which articles pass, and the measure.
        by: the dimensions, each at most once; none gives one row.
        sound: ``stance`` puts the stance towards what is counted into the columns of the tone.

    Returns:
        The dimensions in the order asked (those of time as the first ``date`` of the bucket; weeks begin on
        Monday), then ``count``, ``total`` (whole numbers), ``share`` (count / total; NaN where total is 0),
        ``tone``, ``tone_low``, ``tone_high`` (−1…1; NaN where unknown, the interval also with a single story),
        ``tone_n`` (stories with a tone). Rows with a count above 0 only, by time, then by falling count, then
        by name.

    Raises:
        FilterError: the search can't be understood.
    """
    answer = measured(desk, filters, by, sound)
    return _finished(answer, totals(desk, filters, by), by)


def totals(desk: Desk, filters: Filters, by: Sequence[Dimension]) -> pd.DataFrame:
    """What the shares of :func:`counts` are shares of, also where nothing was counted.

    Returns:
        The dimensions that divide what is available (not actors, countries and occurrences), and ``total``.

    Raises:
        FilterError: the search can't be understood.
    """
    found = _total(desk, filters, by).rename(columns={"count": "total"})
    return found.assign(total=found["total"].fillna(0).astype("int64"))


def _total(desk: Desk, filters: Filters, by: Sequence[Dimension]) -> pd.DataFrame:
    kept, measure = _without_entities(by), filters.measure
    names = ("mentions", "actor_mentions") if measure == "mentions" else (measure,)
    quick = tallied(desk, filters.without_entities(), kept, names)
    if quick is None:
        asked = Prepared.of(desk, filters)
        return asked.frame(
            ("total", tuple(by)), lambda: _summed(available(asked.desk, asked.filters, by), kept, measure)
        )
    kinds = counting(filters, by).kinds
    count = quick[measure]
    if measure == "mentions" and len(kinds) == 1:
        count = quick["actor_mentions"] if "actor" in kinds else count - quick["actor_mentions"]
    return quick[kept].assign(count=count)


def stories(rows: ir.Table, by: Sequence[Dimension]) -> ir.Table:
    """Articles grouped into stories within each combination of the dimensions other than time.

    Args:
        rows: as :func:`monitor.query.passing.counted` gives them.
        by: the dimensions; those of time don't divide a story.

    Returns:
        The dimensions other than time, ``story_id``, ``day`` (of its earliest article; null when all are
        undated), ``articles``, ``mentions``, ``tone_sum`` and ``tone_n`` (added up) and ``tone`` (the mean over
        its sentences; null without one).
    """
    keys = [*_without_time(by), "story_id"]
    grouped = rows.group_by(*keys).agg(
        day=rows.day.min(),
        articles=rows.count(),
        mentions=rows.mentions.sum(),
        tone_sum=rows.tone_sum.sum(),
        tone_n=rows.tone_n.sum(),
    )
    return grouped.mutate(tone=grouped.tone_sum / grouped.tone_n.nullif(0))


def measured(desk: Desk, filters: Filters, by: Sequence[Dimension], sound: Sound = "tone") -> pd.DataFrame:
    """Per row of the answer: count, and the tone by its mean, spread and number."""
    quick = tallied(desk, filters, by, (filters.measure, *MOMENTS), sound)
    if quick is not None:
        found = with_tones(quick)
        return found.assign(count=found[filters.measure])[[*by, "count", "tone", "tone_sd", "tone_n"]]
    asked = Prepared.of(desk, filters)
    if asks_everyone(desk, filters, by):
        asked = asked.with_names()
    # Without time, a story's articles are all in the row of the story; with it, each is in its own bucket.
    if filters.measure == "stories" or _without_time(by) == list(by):
        return asked.frame(("toned", tuple(by), sound), lambda: _toned(_counted(asked, by, sound), by, filters))
    both = asked.frame(
        ("toned, summed", tuple(by), sound), lambda: _toned_and_summed(_counted(asked, by, sound), by, filters)
    )
    is_toned = both["tone_n"].notna()
    summed = both.loc[~is_toned, [*by, "count"]]
    return _joined(summed, both[is_toned].drop(columns="count").astype({"tone_n": "int64"}), by)


def _counted(asked: Prepared, by: Sequence[Dimension], sound: Sound) -> ir.Table:
    mentions = asked.filters.measure == "mentions"
    return counted(asked.desk, asked.filters, by, mentions=mentions, sound=sound)


def _toned(rows: ir.Table, by: Sequence[Dimension], filters: Filters) -> ir.Table:
    grouped = _in_buckets(stories(rows, by), by)
    return grouped.aggregate(
        by=list(by),
        count={
            "stories": grouped.count(),
            "articles": grouped.articles.sum(),
            "mentions": grouped.mentions.sum(),
        }[filters.measure],
        tone=grouped.tone.mean(),
        tone_sd=grouped.tone.std(how="sample"),
        tone_n=grouped.tone.count(),
    )


def _toned_and_summed(rows: ir.Table, by: Sequence[Dimension], filters: Filters) -> ir.Table:
    """The rows of both: found articles are joined once. Those of the measure alone have no ``tone_n``."""
    toned = _toned(rows, by, filters)
    none = {name: ibis.null(toned[name].type()) for name in ("tone", "tone_sd", "tone_n")}
    return toned.union(_summed(rows, by, filters.measure).mutate(**none))


def _summed(rows: ir.Table, by: Sequence[Dimension], measure: Measure) -> ir.Table:
    """The measure alone, per combination of all dimensions, as ``count``."""
    if measure == "stories":
        rows = rows.group_by(*_without_time(by), "story_id").agg(day=rows.day.min())
    rows = _in_buckets(rows, by)
    return rows.aggregate(by=list(by), count=rows.mentions.sum() if measure == "mentions" else rows.count())


def _in_buckets(rows: ir.Table, by: Sequence[Dimension]) -> ir.Table:
    """Name the buckets that are asked for; what is undated lies in none."""
    buckets = [dimension for dimension in by if dimension in BUCKETS]
    if not buckets:
        return rows
    dated = rows.filter(rows.day.notnull())
    return dated.mutate(**{bucket: first_day(dated.day, bucket) for bucket in buckets})


def _without_time(by: Sequence[Dimension]) -> list[Dimension]:
    return [dimension for dimension in by if dimension not in BUCKETS]


def _without_entities(by: Sequence[Dimension]) -> list[Dimension]:
    return [dimension for dimension in by if dimension not in ENTITY_DIMENSIONS]


def _finished(answer: pd.DataFrame, totals: pd.DataFrame, by: Sequence[Dimension]) -> pd.DataFrame:
    answer = answer[answer["count"] > 0]
    answer = _joined(answer, totals, _without_entities(by))
    for whole in ("count", "total", "tone_n"):
        answer[whole] = answer[whole].fillna(0).astype("int64")
    answer["share"] = answer["count"] / answer["total"].where(answer["total"] > 0)
    answer["tone_low"], answer["tone_high"] = mean_interval(answer["tone"], answer["tone_sd"], answer["tone_n"])
    return _sorted(answer, by)[[*by, *VALUES]]


def _joined(left: pd.DataFrame, right: pd.DataFrame, on: Sequence[str]) -> pd.DataFrame:
    """Bring the right columns to the left rows; without common columns, the only right row to all of them."""
    return left.merge(right, how="left", on=list(on)) if on else left.merge(right, how="cross")


def _sorted(answer: pd.DataFrame, by: Sequence[Dimension]) -> pd.DataFrame:
    time = [dimension for dimension in by if dimension in BUCKETS]
    order = [*time, "count", *_without_time(by)]
    rising = [column != "count" for column in order]
    return answer.sort_values(order, ascending=rising, kind="stable", ignore_index=True)
