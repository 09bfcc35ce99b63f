"""Two selections beside each other, story by story: what each counts, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import ibis
import ibis.expr.types as ir
import pandas as pd

from monitor.article import EntityKind
from monitor.filters import Bucket, Cell, Dimension, Filters, Sound
from monitor.query.counts import stories
from monitor.query.desk import Desk, blank
from monitor.query.passing import NAMED, WITH, counted, first_day, name_others, naming, passing
from monitor.query.prepared import Prepared
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
    one, two = (_asked(desk, side, name) for side, name in ((left, "left"), (right, "right")))
    left_total, right_total = _total(desk, left), _total(desk, right)
    if left.whole == right.whole:
        met = one.beside(two).row("met", lambda: _meeting(_stories(one), _stories(two)))
        numbers = {name: int(number or 0) for name, number in met.items()}
        return Attention(
            **numbers, left_total=left_total, right_total=right_total,
            left_shared=numbers["left"], right_shared=numbers["right"], shared=left_total,
        )  # fmt: skip
    wholes = [
        Prepared.of(desk, side.whole, side=name)
        for side, name in ((left, "left_whole_"), (right, "right_whole_"))
    ]
    everything = one.beside(two, *wholes)

    def shared() -> ir.Table:
        return _stories(wholes[0]).semi_join(_stories(wholes[1]), "story_id")

    def meeting() -> ir.Table:
        return _meeting(*(_stories(side).semi_join(shared(), "story_id") for side in (one, two)))

    met = everything.row("met in shared", meeting)
    return Attention(
        left=_number(one, lambda: _stories(one)),
        left_total=left_total,
        right=_number(two, lambda: _stories(two)),
        right_total=right_total,
        both=int(met["both"] or 0),
        left_shared=int(met["left"] or 0),
        right_shared=int(met["right"] or 0),
        shared=_number(wholes[0].beside(wholes[1]), shared),
    )


def sounds(desk: Desk, left: Side, right: Side, sound: Sound) -> Sounds:
    """How the stories of two sides sound: means over stories, as :func:`monitor.query.counts.counts` has them.

    Raises:
        FilterError: a search can't be understood.
    """
    one, two = (_asked(desk, side, name) for side, name in ((left, "left"), (right, "right")))
    numbers = one.beside(two).row(("sounds", sound), lambda: _sounding(_toned(one, sound), _toned(two, sound)))
    known = {name: float("nan") if value is None else float(value) for name, value in numbers.items()}
    left_n, right_n, pairs = (int(known.pop(name)) for name in ("left_n", "right_n", "pairs"))
    return Sounds(left_n=left_n, right_n=right_n, pairs=pairs, **known)


def _sounding(one: ir.Table, two: ir.Table) -> ir.Table:
    met = one.outer_join(two, "story_id", rname="{name}_right").select(left=one.tone, right="tone_right")
    pair = met.left.notnull() & met.right.notnull()
    return met.agg(
        left=met.left.mean(),
        left_sd=met.left.std(how="sample"),
        left_n=met.left.count(),
        right=met.right.mean(),
        right_sd=met.right.std(how="sample"),
        right_n=met.right.count(),
        pairs=pair.sum().fill_null(0),
        correlation=met.left.corr(met.right, where=pair, how="pop"),
    )


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
    one, two = (_asked(desk, side, name) for side, name in ((left, "left"), (right, "right")))
    return one.beside(two).frame(("apart", by), lambda: _apart(one, two, by))


def _apart(left: Prepared, right: Prepared, by: Dimension) -> ir.Table:
    shared = _stories(left).semi_join(_stories(right), "story_id").mutate(shared=True)
    one, two = (
        rows.left_join(shared, "story_id", rname="{name}_shared").mutate(
            shared=lambda row: row.shared.fill_null(False)
        )
        for rows in (_split(left, by), _split(right, by))
    )
    # Only what is in a story of both sides can be on either side: few stories are looked at twice.
    both = one.filter(one.shared).semi_join(two.filter(two.shared), ["story_id", "key"])
    counted = [(one, "left", "left_shared"), (two, "right", "right_shared"), (both, "both", None)]
    found = ibis.union(*(_numbers(rows, whole, part) for rows, whole, part in counted))
    found = found.group_by("key").agg(**{name: found[name].sum() for name in _NUMBERS})
    return found.order_by(ibis.desc(found.left + found.right), found.key)


_NUMBERS = ("left", "right", "left_shared", "right_shared", "both")


def _numbers(rows: ir.Table, whole: str, part: str | None) -> ir.Table:
    """How many rows each key has, under the name ``whole``, and how many are in ``shared`` stories; else 0."""
    counts = {name: ibis.literal(0, "int64") for name in _NUMBERS}
    counts[whole] = rows.count()
    if part:
        counts[part] = rows.shared.sum()
    return rows.group_by("key").agg(counts)


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
    found = Prepared.of(desk, filters)
    ranked = found.arrow(("frequent", by, limit), lambda: _most_told(_split(found, by), limit))
    return tuple(ranked.column("key").to_pylist())


def _most_told(rows: ir.Table, limit: int) -> ir.Table:
    rows = rows.filter(rows.key.notnull())
    sums = rows.group_by("key").agg(number=rows.count())
    return sums.order_by(ibis.desc("number"), "key").limit(limit)


def sources_at_home(desk: Desk, publishers: tuple[str, ...], limit: int) -> tuple[str, ...]:
    """The sources at home in some countries, those with the most articles first, at most ``limit``."""

    def question() -> ir.Table:
        daily = desk.daily
        whole = daily.filter(daily.kind == "", daily.source_country.isin([blank("publishers")]))
        sums = whole.group_by("source").agg(articles=whole.articles.sum())
        return sums.order_by(ibis.desc("articles"), "source").limit(limit)

    ranked = desk.shaped(("sources at home", limit), question, {"publishers": publishers})
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
    found = Prepared.of(desk, filters)
    return found.frame(("sizes", bucket), lambda: _begun(found, bucket))


def _begun(asked: Prepared, bucket: Bucket) -> ir.Table:
    articles = passing(asked.desk, asked.filters)
    dated = articles.filter(articles.day.notnull())
    begun = dated.group_by("story_id").agg(day=dated.day.min())
    begun = begun.mutate(start=first_day(begun.day, bucket))
    return begun.group_by("start").agg(total=begun.count()).order_by("start")


def _asked(desk: Desk, side: Side, name: str) -> Prepared:
    return Prepared.of(desk, side.filters, side.cell, side=f"{name}_")


def _stories(asked: Prepared) -> ir.Table:
    """The stories that pass: a cell that the filters imply narrows them no further."""
    return passing(asked.desk, asked.filters).select("story_id").distinct()


def _total(desk: Desk, side: Side) -> int:
    quick = tallied(desk, side.whole, (), ("stories",))
    if quick is not None:
        return int(quick.iloc[0, 0])
    asked = Prepared.of(desk, side.whole)
    return _number(asked, lambda: _stories(asked))


def _toned(asked: Prepared, sound: Sound) -> ir.Table:
    split = asked.cell.dimensions()
    rows = counted(asked.desk, asked.filters, split, mentions=False, sound=sound)
    for dimension in split:
        rows = rows.filter(rows[dimension] == getattr(asked.cell, dimension))
    return stories(rows, ()).select("story_id", "tone")


def _split(asked: Prepared, by: Dimension) -> ir.Table:
    """Each story with each value (``key``) that one of its articles that pass has."""
    if by in _COLUMNS:
        articles = passing(asked.desk, asked.filters)
        return articles.select("story_id", key=articles[_COLUMNS[by]]).distinct()
    kind = _KINDS[by]
    beside = [NAMED[kind]] if name_others(asked.desk, asked.filters) else []
    articles = passing(asked.desk, asked.filters, *beside).select("article_id", "story_id", *beside)
    return naming(asked.desk, articles, asked.filters, kind, "key").select("story_id", "key").distinct()


_KINDS: dict[Dimension, EntityKind] = {"actor": "actor", "country": "country", **WITH}
_COLUMNS: dict[Dimension, str] = {"source": "source", "publisher": "source_country"}


def _meeting(one: ir.Table, two: ir.Table) -> ir.Table:
    """How many stories are in either set, and in both."""
    met = one.outer_join(two, "story_id", rname="{name}_right")
    met = met.select(left=met.story_id.notnull(), right=met.story_id_right.notnull())
    return met.agg(left=met.left.sum(), right=met.right.sum(), both=(met.left & met.right).sum())


def _number(asked: Prepared, rows: Callable[[], ir.Table]) -> int:
    found = asked.row("number of stories", lambda: (told := rows()).agg(number=told.count()))
    return int(found["number"])
