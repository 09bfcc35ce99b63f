"""Everything about one actor or country: where, with whom, as what, in whose words, in which sentences.

A profile asks many questions about the same occurrences, so these are read once and held in memory. Each answer
is the one that :func:`monitor.query.counts.counts` gives, split likewise, and its lists are those of
:func:`monitor.query.evidence.evidence`.

In all questions the filters name exactly one actor, or exactly one country, as the kind ``of`` says: the one
that is profiled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from monitor.errors import FilterError
from monitor.filters import OCCURRENCE_DIMENSIONS, OUTLET, QUOTED, Dimension, Filters, Sound
from monitor.query.counts import totals
from monitor.query.desk import Desk
from monitor.query.passing import counted, in_period, in_tones, passing
from monitor.trends.association import expected, ratio_interval
from monitor.trends.intervals import mean_interval, share_interval

Profiled = Literal["actor", "country"]

SOUNDS: tuple[Sound, ...] = ("tone", "stance")
SPLIT_COLUMNS = (
    *("count", "total", "share", "share_low", "share_high"),
    *(f"{sound}{end}" for sound in SOUNDS for end in ("", "_sd", "_low", "_high", "_n")),
)
EDGES = tuple(round(-1 + 0.2 * step, 1) for step in range(11))
TINY = 1e-9
"""The smallest tone that is not 0: stories without a word that scores stand apart in a distribution."""


def split(
    desk: Desk, filters: Filters, of: Profiled, by: Sequence[Dimension] = (), *, limit: int | None = None
) -> pd.DataFrame:
    """Count the profiled one, split by the dimensions, with tone and stance side by side.

    Args:
        desk: the open snapshot.
        filters: which articles pass, the profiled one among them.
        of: its kind.
        by: ``source``, ``publisher`` or ``language``; or ``alias``, ``evidence``, ``voice``, ``spoken``,
            ``place``, which a country that publishes doesn't have.
        limit: the largest so many rows.

    Returns:
        The dimensions; ``count``, ``total``, ``share`` as in ``counts`` split by ``of`` and them, ``share_low``
        and ``share_high`` (Wilson's 95 % interval, fit for stories and articles; NaN for mentions); ``tone``,
        ``tone_sd``, ``tone_low``, ``tone_high``, ``tone_n`` and the same five of ``stance``. Largest first.

    Raises:
        FilterError: the search can't be understood, or a dimension is none of these.
    """
    rows = _stories(desk, filters, of, by)
    sounds = {name: value for sound in SOUNDS for name, value in _spread(sound, rows[sound]).items()}
    answer = rows.aggregate(by=list(by), count=rows["count"].sum(), **sounds)
    answer = answer.filter(answer["count"] > 0).order_by(ibis.desc("count"), *by)
    found = desk.frame(answer.limit(limit) if limit else answer)
    return _finished(found, totals(desk, filters, (of, *by)), by, filters)


@dataclass(frozen=True, eq=False)
class Distribution:
    """How the tones of stories lie between −1 and 1.

    ``rows``: ``low``, ``high`` (a story lies from ``low`` to below ``high``), ``count``; steps of 0.2, the step
    from 0 split into exactly 0 and the rest, the last one with 1 inside. ``median`` is NaN without a story;
    ``n`` are those with a tone, ``unscored`` those without.
    """

    rows: pd.DataFrame
    median: float
    n: int
    unscored: int


def distribution(desk: Desk, filters: Filters, of: Profiled) -> Distribution:
    """The mean tones of the stories, whatever the filters' measure, in steps.

    Raises:
        FilterError: the search can't be understood.
    """
    rows = _stories(desk, filters, of, ())
    steps = tone_steps()
    found = desk.row(
        rows.agg(
            median=rows.tone.median(),
            n=rows.tone.count(),
            stories=rows.count(),
            **{f"step_{i}": in_tones(rows.tone, *step).sum().fill_null(0) for i, step in enumerate(steps)},
        )
    )
    frame = pd.DataFrame(steps, columns=["low", "high"])
    frame["count"] = [int(found[f"step_{i}"]) for i in range(len(steps))]
    median = float("nan") if found["median"] is None else float(found["median"])
    return Distribution(frame, median, int(found["n"]), int(found["stories"]) - int(found["n"]))


def tone_steps() -> list[tuple[float, float]]:
    """The steps of a distribution: 0.2 wide, with exactly 0 by itself, and the last one up to and with 1."""
    steps = list(pairwise(EDGES))
    middle = EDGES.index(0.0)
    return [*steps[:middle], (0.0, TINY), (TINY, EDGES[middle + 1]), *steps[middle + 1 : -1], (EDGES[-2], 1.01)]


def together(desk: Desk, filters: Filters, of: Profiled, other: Profiled, *, limit: int = 50) -> pd.DataFrame:
    """Who is named in the same articles, in stories, and how many that would be by chance.

    By chance means: if the naming of the one said nothing about the naming of the other, given how many of the
    stories that pass without the profiled choice name each.

    Returns:
        The other's id under its kind (``actor`` or ``country``); ``count`` (stories that name both in one
        article); ``named`` (stories that name the other at all), ``expected``, ``ratio`` (count / expected),
        ``ratio_low``, ``ratio_high`` (its 95 % interval); NaN where nothing is expected. Most often named
        first; the profiled one itself is left out.

    Raises:
        FilterError: the search can't be understood.
    """
    articles = _articles(desk, filters, of)
    mentions = _named_by(desk, filters, other)
    if of == other:
        mentions = mentions.filter(mentions.entity != profiled(filters, of))
    pairs = mentions.inner_join(articles, "article_id")
    pairs = pairs.group_by("entity").agg(count=pairs.story_id.nunique())
    both = desk.frame(pairs.order_by(ibis.desc("count"), "entity").limit(limit))
    own = _number_of_stories(desk, articles)
    named, everything = _named(desk, _without_profiled(filters, of), other)
    both = both.merge(named, how="left", on="entity").rename(columns={"entity": other})
    both["expected"] = expected(own, both["named"], everything)
    both["ratio"] = both["count"] / both["expected"].where(both["expected"] > 0)
    low, high = ratio_interval(both["count"], own, both["named"], everything)
    # Both can be named in a story and in no article of it: fewer than the margins of stories allow.
    both["ratio_low"], both["ratio_high"] = np.fmin(low, both["ratio"]), high
    return both


def _named_by(desk: Desk, filters: Filters, kind: Profiled) -> ir.Table:
    """Which article of the period names whom, once."""
    mentions = in_period(desk.mentions.select("article_id", "day", "kind", "entity"), filters)
    return mentions.filter(mentions.kind == kind).select("article_id", "entity").distinct()


def _named(desk: Desk, filters: Filters, kind: Profiled) -> tuple[pd.DataFrame, int]:
    """How many stories name each one (``entity``, ``named``), and how many there are."""
    articles = passing(desk, filters).select("article_id", "story_id")
    pairs = _named_by(desk, filters, kind).inner_join(articles, "article_id")
    named = desk.frame(pairs.group_by("entity").agg(named=pairs.story_id.nunique()))
    return named, _number_of_stories(desk, articles)


def _number_of_stories(desk: Desk, articles: ir.Table) -> int:
    return int(desk.row(articles.agg(stories=articles.story_id.nunique()))["stories"])


def wordings(desk: Desk, filters: Filters, of: Profiled) -> pd.DataFrame:
    """By which words it was recognised.

    Returns:
        ``alias`` (the text that matched), ``evidence`` (how a country was recognised; empty for an actor),
        ``count`` in the filters' measure; largest first. A story with two wordings counts in both.

    Raises:
        FilterError: the search can't be understood.
    """
    named = of == "country"
    rows = _stories(desk, filters, of, ("alias", "evidence") if named else ("alias",))
    rows = rows if named else rows.mutate(evidence=ibis.literal(""))
    answer = rows.aggregate(by=["alias", "evidence"], count=rows["count"].sum())
    return desk.frame(answer.order_by(ibis.desc("count"), "alias", "evidence"))


SIGNS = ("positive", "negative")
SENTENCE_COLUMNS = (
    "sound", "sentence", "tone", "stance", "voice", "article_id", "story_id", "source", "day", "title",
    "in_title",
)  # fmt: skip


def sharpest(
    desk: Desk, filters: Filters, of: Profiled, sound: Sound, *, limit: int = 5, longest: int = 400
) -> pd.DataFrame:
    """The sentences that are the most positive and the most negative about the profiled one.

    Only candidates are read, not the texts around them. One of each story, and no sentence twice, so that a
    reprint is not quoted twice; of the same strength, the latest.

    Args:
        desk: the open snapshot.
        filters: which articles pass, the profiled one among them.
        of: its kind.
        sound: what is strong: the tone, or the stance towards it.
        limit: so many of either sign; fewer where not so many are above or below 0.
        longest: characters of a sentence; what is longer is a list or a table that has no full stops.

    Returns:
        Columns ``SENTENCE_COLUMNS``: ``sound`` (``positive`` or ``negative``), the text of the sentence or the
        title, its tone, its stance (the mean of those of its occurrences), its voice, and its article. The
        strongest first, positive ones before negative ones.

    Raises:
        FilterError: the search can't be understood, or a country publishes and is not named.
    """
    sentences = _sentences(desk, filters, of)
    sentences = sentences.filter(sentences.sentence.notnull())
    tried = 3 * limit
    while True:
        ends = [_strongest(sentences, sound, sign, tried) for sign in SIGNS]
        found = desk.frame(ends[0].union(ends[1]))
        chosen = _quotable(desk, sentences, found, longest)
        parts = [chosen[chosen["sound"] == sign].head(limit) for sign in SIGNS]
        read = found["sound"].value_counts()
        short = [len(part) < limit and read.get(sign) == tried for sign, part in zip(SIGNS, parts, strict=True)]
        if not any(short):
            return pd.concat(parts, ignore_index=True)[list(SENTENCE_COLUMNS)]
        tried *= 4


def _quotable(desk: Desk, sentences: ir.Table, found: pd.DataFrame, longest: int) -> pd.DataFrame:
    """Candidates with their text, the strongest first, without what is too long or stands there already."""
    if found.empty:
        return pd.DataFrame(columns=list(SENTENCE_COLUMNS))
    pairs = [(str(row.article_id), int(row.number)) for row in found.itertuples()]
    rows = found.merge(desk.frame(_texts(desk, pairs, sentences)), on=["article_id", "number"])
    order = ["strength", "day", "article_id"]
    rows = rows.sort_values(order, ascending=[False, False, True], na_position="last", kind="stable")
    return rows[rows["sentence"].str.len() <= longest].drop_duplicates(["sound", "sentence"])


def _strongest(sentences: ir.Table, sound: Sound, sign: str, limit: int) -> ir.Table:
    """The strongest sentence of each story of one sign, and of these the strongest."""
    strength = sentences[sound] if sign == "positive" else -sentences[sound]
    rows = sentences.mutate(strength=strength).filter(lambda row: row.strength > 0)
    order = [
        ibis.desc("strength"),
        ibis.desc("day", nulls_first=False),
        ibis.asc("article_id"),
        ibis.asc("sentence"),
    ]
    rows = rows.mutate(place=ibis.row_number().over(group_by="story_id", order_by=order))
    chosen = rows.filter(rows.place == 0).order_by(*order).limit(limit)
    return chosen.select(
        "article_id", "story_id", "day", "source", "tone", "stance", "voice",
        "strength", sound=ibis.literal(sign), number=chosen.sentence,
    )  # fmt: skip


def _texts(desk: Desk, pairs: Sequence[tuple[str, int]], sentences: ir.Table) -> ir.Table:
    """The text of single sentences (article and number), cut out of their articles by the engine."""
    articles = desk.articles.select("article_id", "title", "text", "sentences")
    articles = articles.filter(articles.article_id.isin(sorted({article for article, _ in pairs})))
    chosen = [ibis.and_(sentences.article_id == article, sentences.sentence == n) for article, n in pairs]
    numbers = sentences.filter(ibis.or_(*chosen)).select("article_id", number="sentence")
    wanted = articles.inner_join(numbers, "article_id")
    at, in_title = wanted.sentences[wanted.number], wanted.number < 0
    text = wanted.text.substr(at.start, at.end - at.start)
    return wanted.select(
        "article_id", "number", "title", in_title=in_title, sentence=in_title.ifelse(wanted.title, text)
    )


def profiled(filters: Filters, of: Profiled) -> str:
    """The id of the one that is profiled.

    Raises:
        FilterError: the filters name none, or several.
    """
    chosen = filters.actors if of == "actor" else filters.countries
    if len(chosen) != 1:
        raise FilterError(f"A profile is of one {of}; the filters name {len(chosen)}. Choose one.")
    return chosen[0]


def is_named(filters: Filters, of: Profiled) -> bool:
    """False for a country that publishes: its articles are profiled, not what they say of it."""
    return of == "actor" or filters.country_role != "published"


def _without_profiled(filters: Filters, of: Profiled) -> Filters:
    return replace(filters, actors=()) if of == "actor" else replace(filters, countries=())


def _occurrences(desk: Desk, filters: Filters, of: Profiled) -> ir.Table:
    """Each occurrence of the profiled one with its article, held in memory.

    An article about a country that does not name it has one row without a ``sentence``.
    """
    key = profiled(filters, of)
    if not is_named(filters, of):
        raise FilterError("A country that publishes is not named there. Choose mentioned or about.")
    articles = passing(desk, filters)
    articles = articles.select(
        "article_id", "story_id", "day", "source", "language", publisher=articles.source_country
    )
    columns = ("article_id", "day", "kind", "entity", "sentence", "in_title", "alias", "evidence", "voice")
    found = in_period(desk.mentions.select(*columns, "tone", "stance"), filters)
    found = found.filter(found.kind == of, found.entity == key).drop("kind", "entity", "day")
    about = of == "country" and filters.country_role == "about"
    joined = (articles.left_join if about else articles.inner_join)(found, "article_id", rname="found_{name}")
    return desk.kept(joined.drop("found_article_id") if about else joined)


def _articles(desk: Desk, filters: Filters, of: Profiled) -> ir.Table:
    """``article_id`` and ``story_id`` of what is profiled, one row each."""
    rows = _occurrences(desk, filters, of) if is_named(filters, of) else passing(desk, filters)
    return rows.select("article_id", "story_id").distinct()


def _published(desk: Desk, filters: Filters) -> ir.Table:
    """The articles that a country publishes, with the tone of all their sentences, held in memory."""
    rows = counted(desk, filters, ("country",), mentions=filters.measure == "mentions")
    homes = desk.articles.select("article_id", "source", "language", publisher="source_country")
    joined = rows.inner_join(homes, "article_id")
    return desk.kept(joined.drop("country", "published_at"))


def _sentences(desk: Desk, filters: Filters, of: Profiled) -> ir.Table:
    """Each sentence that holds the profiled one, once, with its sounds, held in memory.

    All occurrences in a sentence share its tone, and their stances are averaged. Where one stands in somebody's
    words and another in the outlet's ("Ana said that Ana was ill"), the sentence counts as quoted.
    """
    rows = _occurrences(desk, filters, of)
    kept = ("story_id", "day", "source", "language", "publisher", "in_title", "voice")
    return desk.kept(
        rows.group_by("article_id", "sentence").agg(
            **{name: rows[name].max() for name in kept},
            mentions=rows.sentence.count(),
            tone=rows.tone.max(),
            stance=rows.stance.mean(),
        )
    )


def _stories(desk: Desk, filters: Filters, of: Profiled, by: Sequence[Dimension]) -> ir.Table:
    """Per combination of the dimensions and story: how much, and its two sounds, each a mean over sentences.

    Where occurrences are told apart, they alone count; else also the articles about a country that do not
    name it.
    """
    apart = [dimension for dimension in by if dimension in OCCURRENCE_DIMENSIONS]
    if not is_named(filters, of) and not apart:
        rows = _there(_published(desk, filters), by)
        tone = rows.tone_sum.sum() / rows.tone_n.sum().nullif(0)
        return _grouped(rows, by, filters, tone, ibis.null("float64"))
    rows = _sentences(desk, filters, of)
    if "alias" in by or "evidence" in by:  # a sentence can have several
        rows = _occurrences(desk, filters, of)
        rows = rows.group_by(*by, "story_id", "article_id", "sentence").agg(
            mentions=rows.sentence.count(), tone=rows.tone.max(), stance=rows.stance.mean()
        )
    elif apart:
        rows = rows.mutate(
            place=rows.in_title.ifelse("title", "text"),
            spoken=rows.voice.isnull().ifelse(OUTLET, QUOTED),
            voice=rows.voice.fill_null(OUTLET),
        )
    rows = _there(rows.filter(rows.sentence.notnull()) if apart else rows, by)
    return _grouped(rows, by, filters, rows.tone.mean(), rows.stance.mean())


def _grouped(
    rows: ir.Table, by: Sequence[Dimension], filters: Filters, tone: ir.Value, stance: ir.Value
) -> ir.Table:
    """Per combination and story: ``count`` in the filters' measure, and the sounds."""
    count = {
        "stories": ibis.literal(1, "int64"),
        "articles": rows.article_id.nunique(),
        "mentions": rows.mentions.sum(),
    }[filters.measure]
    return rows.group_by(*by, "story_id").agg(count=count, tone=tone, stance=stance)


def _there(rows: ir.Table, by: Sequence[Dimension]) -> ir.Table:
    """The rows that have a value in every dimension."""
    return rows.filter(*(rows[dimension].notnull() for dimension in by)) if by else rows


def _spread(sound: Sound, of_stories: ir.FloatingColumn) -> dict[str, ir.Value]:
    return {
        sound: of_stories.mean(),
        f"{sound}_sd": of_stories.std(how="sample"),
        f"{sound}_n": of_stories.count(),
    }


def _finished(
    frame: pd.DataFrame, whole: pd.DataFrame, by: Sequence[Dimension], filters: Filters
) -> pd.DataFrame:
    shared = [dimension for dimension in by if dimension in whole.columns]
    answer = frame.merge(whole, how="left", on=shared) if shared else frame.merge(whole, how="cross")
    for column in ("count", "total", "tone_n", "stance_n"):
        answer[column] = answer[column].fillna(0).astype("int64")
    answer["share"] = answer["count"] / answer["total"].where(answer["total"] > 0)
    low, high = share_interval(answer["count"], answer["total"])
    several = filters.measure == "mentions"
    answer["share_low"], answer["share_high"] = (float("nan"), float("nan")) if several else (low, high)
    for sound in SOUNDS:
        spread = (answer[sound], answer[f"{sound}_sd"], answer[f"{sound}_n"])
        answer[f"{sound}_low"], answer[f"{sound}_high"] = mean_interval(*spread)
    return answer[[*by, *SPLIT_COLUMNS]]
