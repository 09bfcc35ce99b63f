"""Two selections beside each other, story by story: what each counts, and what they have in common."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import ibis
import ibis.expr.types as ir
import pandas as pd

from monitor.filters import Bucket, Cell, Dimension, Filters, Sound
from monitor.query.counts import stories
from monitor.query.desk import Desk
from monitor.query.passing import counted, first_day, in_period, passing
from monitor.query.tallied import tallied


@dataclass(frozen=True, slots=True)
class Side:
    """One of two selections.

    ``filters`` let through what is counted; ``whole`` what the share is a share of, with all its choices.
    ``cell`` may name the one actor or country whose sentences sound, and which the filters have chosen alone.
    """

    filters: Filters
    whole: Filters
    cell: Cell = field(default_factory=Cell)


@dataclass(frozen=True, slots=True)
class Attention:
    """Stories of two sides.

    ``left`` and ``right`` are counted, out of ``left_total`` and ``right_total``. Of the ``shared`` stories
    that are in both totals, ``left_shared`` are counted on the left, ``right_shared`` on the right, and
    ``both`` on either side.
    """

    left: int
    left_total: int
    right: int
    right_total: int
    both: int
    left_shared: int
    right_shared: int
    shared: int


@dataclass(frozen=True, slots=True)
class Sounds:
    """Tone or stance of two sides, over their stories: mean, sample standard deviation, number.

    ``pairs`` stories sound on both sides, with the ``correlation`` of their two values. What can't be known is
    NaN.
    """

    left: float
    left_sd: float
    left_n: int
    right: float
    right_sd: float
    right_n: int
    pairs: int
    correlation: float


def attention(desk: Desk, left: Side, right: Side) -> Attention:
    """Count the stories of two sides and those that they have in common.

    Raises:
        FilterError: a search can't be understood.
    """
    one, two = _named(desk, left), _named(desk, right)
    if left.whole == right.whole:
        met = _met(one, two)
        numbers = desk.row(
            met.agg(left=met.left.sum(), right=met.right.sum(), both=(met.left & met.right).sum())
        )
        total = _number(desk, _whole(desk, left))
        found = {name: int(number or 0) for name, number in numbers.items()}
        return Attention(
            found["left"], total, found["right"], total, found["both"], found["left"], found["right"], total
        )
    one_whole, two_whole = _whole(desk, left), _whole(desk, right)
    shared = one_whole.semi_join(two_whole, "story_id")
    met = _met(one.semi_join(shared, "story_id"), two.semi_join(shared, "story_id"))
    numbers = desk.row(met.agg(left=met.left.sum(), right=met.right.sum(), both=(met.left & met.right).sum()))
    return Attention(
        left=_number(desk, one),
        left_total=_number(desk, one_whole),
        right=_number(desk, two),
        right_total=_number(desk, two_whole),
        both=int(numbers["both"] or 0),
        left_shared=int(numbers["left"] or 0),
        right_shared=int(numbers["right"] or 0),
        shared=_number(desk, shared),
    )


def sounds(desk: Desk, left: Side, right: Side, sound: Sound) -> Sounds:
    """How the stories of two sides sound: means over stories, as :func:`monitor.query.counts.counts` has them.

    Raises:
        FilterError: a search can't be understood.
    """
    one, two = _toned(desk, left, sound), _toned(desk, right, sound)
    met = one.outer_join(two, "story_id", rname="{name}_right").select(left=one.tone, right="tone_right")
    pair = met.left.notnull() & met.right.notnull()
    numbers = desk.row(
        met.agg(
            left=met.left.mean(),
            left_sd=met.left.std(how="sample"),
            left_n=met.left.count(),
            right=met.right.mean(),
            right_sd=met.right.std(how="sample"),
            right_n=met.right.count(),
            pairs=pair.sum().fill_null(0),
            correlation=met.left.corr(met.right, where=pair, how="pop"),
        )
    )
    known = {name: float("nan") if value is None else float(value) for name, value in numbers.items()}
    left_n, right_n, pairs = (int(known.pop(name)) for name in ("left_n", "right_n", "pairs"))
    return Sounds(left_n=left_n, right_n=right_n, pairs=pairs, **known)


def apart(desk: Desk, left: Side, right: Side, by: Dimension) -> pd.DataFrame:
    """What the stories of two sides have besides: in how many of each is an actor, a country, a source.

    Args:
        desk: the open snapshot.
        left, right: the sides; what is counted on them is the whole here.
        by: ``with_actor``, ``with_country`` or ``source``.

    Returns:
        One row for each value of ``by`` (column ``key``), by falling number: ``left`` and ``right`` stories
        with it, and of the stories on both sides ``left_shared``, ``right_shared`` and ``both``, with it on
        the left, on the right, on either side.

    Raises:
        FilterError: a search can't be understood.
    """
    one, two = _split(desk, left, by), _split(desk, right, by)
    shared = _named(desk, left).semi_join(_named(desk, right), "story_id").mutate(shared=True)
    met = one.mutate(left=True, right=False).union(two.mutate(left=False, right=True))
    met = met.group_by("story_id", "key").agg(left=met.left.any(), right=met.right.any())
    met = met.left_join(shared, "story_id", rname="{name}_shared")
    on_both = met.shared.fill_null(False)
    found = met.group_by("key").agg(
        left=met.left.sum(),
        right=met.right.sum(),
        left_shared=(met.left & on_both).sum(),
        right_shared=(met.right & on_both).sum(),
        both=(met.left & met.right).sum(),
    )
    return desk.frame(found.order_by(ibis.desc(found.left + found.right), found.key))


def frequent(desk: Desk, filters: Filters, by: Dimension, limit: int) -> tuple[str, ...]:
    """The actors, countries (mentioned), sources or publishers of the most stories, the most frequent first.

    Raises:
        FilterError: the search can't be understood.
    """
    asked = replace(filters, country_role="mentioned") if by == "country" and not filters.countries else filters
    free = not (filters.actors or filters.countries)
    quick = tallied(desk, asked, (by,), ("stories",)) if free else None
    if quick is not None:
        told = quick[quick["stories"] > 0].sort_values(["stories", by], ascending=[False, True])
        return tuple(told[by].head(limit))
    articles = passing(desk, filters)
    if by in ("actor", "country"):
        rows = _split(desk, Side(filters, filters), by)
    else:
        column = {"source": articles.source, "publisher": articles.source_country}[by]
        rows = articles.select("story_id", key=column).distinct().filter(lambda row: row.key.notnull())
    sums = rows.group_by("key").agg(number=rows.count())
    ranked = desk.arrow(sums.order_by(ibis.desc("number"), "key").limit(limit))
    return tuple(ranked.column("key").to_pylist())


def sources_at_home(desk: Desk, publishers: tuple[str, ...], limit: int) -> tuple[str, ...]:
    """The sources at home in some countries, those with the most articles first, at most ``limit``."""
    daily = desk.daily
    whole = daily.filter(daily.kind == "", daily.source_country.isin(publishers))
    sums = whole.group_by("source").agg(articles=whole.articles.sum())
    ranked = desk.arrow(sums.order_by(ibis.desc("articles"), "source").limit(limit))
    return tuple(ranked.column("source").to_pylist())


def sizes(desk: Desk, filters: Filters, bucket: Bucket) -> pd.DataFrame:
    """How many stories pass in each bucket, each in that of its earliest passing article.

    Unlike the totals of :func:`monitor.query.counts.totals`, all choices of the filters hold.

    Returns:
        ``start`` (first ``date`` of the bucket, ascending), ``total``.

    Raises:
        FilterError: the search can't be understood.
    """
    quick = tallied(desk, filters, (bucket,), ("stories",))
    if quick is not None:
        told = quick[quick["stories"] > 0].sort_values(bucket, ignore_index=True)
        return told.rename(columns={bucket: "start", "stories": "total"})
    articles = passing(desk, filters)
    dated = articles.filter(articles.day.notnull())
    begun = dated.group_by("story_id").agg(day=dated.day.min())
    begun = begun.mutate(start=first_day(begun.day, bucket))
    return desk.frame(begun.group_by("start").agg(total=begun.count()).order_by("start"))


def _named(desk: Desk, side: Side) -> ir.Table:
    """The stories that a side counts: a cell that its filters imply narrows them no further."""
    return passing(desk, side.filters).select("story_id").distinct()


def _whole(desk: Desk, side: Side) -> ir.Table:
    return passing(desk, side.whole).select("story_id").distinct()


def _toned(desk: Desk, side: Side, sound: Sound) -> ir.Table:
    split = side.cell.dimensions()
    rows = counted(desk, side.filters, split, mentions=False, sound=sound)
    for dimension in split:
        rows = rows.filter(rows[dimension] == getattr(side.cell, dimension))
    return stories(rows, ()).select("story_id", "tone")


def _split(desk: Desk, side: Side, by: Dimension) -> ir.Table:
    """Each story of a side with each value that one of its counted articles has."""
    articles = passing(desk, side.filters)
    if by == "source":
        return articles.select("story_id", key=articles.source).distinct()
    mentions = in_period(desk.mentions.select("article_id", "day", "kind", "entity"), side.filters)
    named = mentions.filter(mentions.kind == by.removeprefix("with_"))
    named = named.select("article_id", key=named.entity).distinct()
    return (
        articles.select("article_id", "story_id")
        .inner_join(named, "article_id")
        .select("story_id", "key")
        .distinct()
    )


def _met(one: ir.Table, two: ir.Table) -> ir.Table:
    """Two sets of stories side by side: on which side each one is."""
    met = one.outer_join(two, "story_id", rname="{name}_right")
    return met.select(left=met.story_id.notnull(), right=met.story_id_right.notnull())


def _number(desk: Desk, rows: ir.Table) -> int:
    return int(desk.row(rows.agg(number=rows.count()))["number"])
