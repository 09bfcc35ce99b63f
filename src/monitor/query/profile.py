"""Everything about one actor or country: where, with whom, as what, in whose words, in which sentences.

A profile asks many questions about the same occurrences, so these are read once and held in memory. Each answer
is the one that :func:`monitor.query.counts.counts` gives, split likewise, and its lists are those of
:func:`monitor.query.evidence.evidence`.

In all questions the filters name exactly one actor, or exactly one country, as the kind ``of`` says: the one
that is profiled.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Literal

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from monitor.errors import FilterError
from monitor.filters import OCCURRENCE_DIMENSIONS, OUTLET, QUOTED, Dimension, Filters, Sound
from monitor.query.counts import totals
from monitor.query.desk import Desk, blank
from monitor.query.passing import (
    NAMED,
    chosen_kind,
    counted,
    everyone,
    in_period,
    in_tones,
    name_others,
    naming,
    occurring,
    passing,
)
from monitor.query.prepared import Prepared
from monitor.query.storydays import blanks_of, on_days, padded
from monitor.query.tallied import tallied
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
    asked = _prepared(desk, filters, of)
    found = asked.frame(("split", of, tuple(by), limit), lambda: _split(_stories(asked, of, by), by, limit))
    return _finished(found, totals(desk, filters, (of, *by)), by, filters)


def _split(rows: ir.Table, by: Sequence[Dimension], limit: int | None) -> ir.Table:
    sounds = {name: value for sound in SOUNDS for name, value in _spread(sound, rows[sound]).items()}
    answer = rows.aggregate(by=list(by), count=rows["count"].sum(), **sounds)
    answer = answer.filter(answer["count"] > 0).order_by(ibis.desc("count"), *by)
    return answer.limit(limit) if limit else answer


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
    asked, steps = _prepared(desk, filters, of), tone_steps()
    found = asked.row(("distribution", of), lambda: _in_steps(_stories(asked, of, ())))
    frame = pd.DataFrame(steps, columns=["low", "high"])
    frame["count"] = [int(found[f"step_{i}"]) for i in range(len(steps))]
    median = float("nan") if found["median"] is None else float(found["median"])
    return Distribution(frame, median, int(found["n"]), int(found["stories"]) - int(found["n"]))


def _in_steps(rows: ir.Table) -> ir.Table:
    return rows.agg(
        median=rows.tone.median(),
        n=rows.tone.count(),
        stories=rows.count(),
        **{f"step_{i}": in_tones(rows.tone, *step).sum().fill_null(0) for i, step in enumerate(tone_steps())},
    )


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
    asked = _beside(desk, filters, of)
    both = asked.frame(("both", of, other, limit), lambda: _both(asked, of, other, limit))
    own = _number(asked, ("own", of), lambda: asked.rows("named_it"))
    named, everything = _named(desk, _without_profiled(filters, of), other)
    both = both.merge(named, how="left", on="entity").rename(columns={"entity": other})
    both["expected"] = expected(own, both["named"], everything)
    both["ratio"] = both["count"] / both["expected"].where(both["expected"] > 0)
    low, high = ratio_interval(both["count"], own, both["named"], everything)
    # Both can be named in a story and in no article of it: fewer than the margins of stories allow.
    both["ratio_low"], both["ratio_high"] = np.fmin(low, both["ratio"]), high
    return both


def _both(asked: Prepared, of: Profiled, other: Profiled, limit: int) -> ir.Table:
    """The stories that name each other one beside the profiled one."""
    pairs = naming(asked.desk, asked.rows("named_it"), asked.filters, other, "entity")
    if of == other:
        pairs = pairs.filter(pairs.entity != profiled(asked.filters, of))
    pairs = pairs.group_by("entity").agg(count=pairs.story_id.nunique())
    return pairs.order_by(ibis.desc("count"), "entity").limit(limit)


def _named(desk: Desk, filters: Filters, kind: Profiled) -> tuple[pd.DataFrame, int]:
    """How many stories name each one (``entity``, ``named``), and how many there are."""
    asked = Prepared.of(desk, filters)
    everything = tallied(desk, filters, (), ("stories",))
    number = _number(asked, "all", lambda: _passing(asked)) if everything is None else everything.iloc[0, 0]
    quick = None
    if not (filters.actors or filters.countries):  # tallies tell nothing of those named beside chosen ones
        quick = tallied(desk, replace(filters, country_role="mentioned"), (kind,), ("stories",))
    if quick is None:
        return asked.frame(("named", kind), lambda: _stories_naming(asked, kind)), int(number)
    named = quick[quick["stories"] > 0].rename(columns={kind: "entity", "stories": "named"})
    return named[["entity", "named"]], int(number)


def _passing(asked: Prepared, *beside: Profiled) -> ir.Table:
    """``article_id`` and ``story_id`` of the articles that pass, one row each; whom of some kinds they name,
    where that is known."""
    named = [NAMED[kind] for kind in beside] if name_others(asked.desk, asked.filters) else []
    return passing(asked.desk, asked.filters, *named).select("article_id", "story_id", *named)


def _stories_naming(asked: Prepared, kind: Profiled) -> ir.Table:
    is_narrow = chosen_kind(asked.filters) is not None or asked.filters.search.strip()
    if asked.desk.is_tallied and not is_narrow:
        pairs = everyone(asked.desk, asked.filters, kind)
    else:
        pairs = naming(asked.desk, _passing(asked, kind), asked.filters, kind, "entity")
    return pairs.group_by("entity").agg(named=pairs.story_id.nunique())


def _number(asked: Prepared, what: Hashable, articles: Callable[[], ir.Table]) -> int:
    """Of their stories."""
    found = asked.row(("stories", what), lambda: (rows := articles()).agg(stories=rows.story_id.nunique()))
    return int(found["stories"])


def wordings(desk: Desk, filters: Filters, of: Profiled) -> pd.DataFrame:
    """By which words it was recognised.

    Returns:
        ``alias`` (the text that matched), ``evidence`` (how a country was recognised; empty for an actor),
        ``count`` in the filters' measure; largest first. A story with two wordings counts in both.

    Raises:
        FilterError: the search can't be understood.
    """
    profiled(filters, of)
    _require_named(filters, of)
    asked = Prepared.of(desk, filters)
    return asked.frame(("wordings", of), lambda: _wordings(asked, of))


def _wordings(asked: Prepared, of: Profiled) -> ir.Table:
    rows = _occurrences(asked, of, "alias", "evidence", opening=False)
    rows = rows.filter(rows.sentence.notnull(), rows["alias"].notnull())
    rows = rows.filter(rows.evidence.notnull()) if of == "country" else rows.mutate(evidence=ibis.literal(""))
    count = {
        "stories": rows.story_id.nunique(),
        "articles": rows.article_id.nunique(),
        "mentions": rows.count(),
    }[asked.filters.measure]
    return rows.group_by("alias", "evidence").agg(count=count).order_by(ibis.desc("count"), "alias", "evidence")


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
    _require_named(filters, of)
    asked = _prepared(desk, filters, of)
    tried = 2 * limit
    while True:
        found = asked.frame(("sharpest", of, sound, tried), partial(_ends, asked, sound, tried))
        chosen = _quotable(asked, found, longest)
        parts = [chosen[chosen["sound"] == sign].head(limit) for sign in SIGNS]
        read = found["sound"].value_counts()
        short = [len(part) < limit and read.get(sign) == tried for sign, part in zip(SIGNS, parts, strict=True)]
        if not any(short):
            return pd.concat(parts, ignore_index=True)[list(SENTENCE_COLUMNS)]
        tried *= 4


def _ends(asked: Prepared, sound: Sound, limit: int) -> ir.Table:
    """The strongest sentences of both signs."""
    sentences = asked.rows("sentences")
    sentences = sentences.filter(sentences.sentence.notnull())
    positive, negative = (_strongest(sentences, sound, sign, limit) for sign in SIGNS)
    return positive.union(negative)


def _quotable(asked: Prepared, found: pd.DataFrame, longest: int) -> pd.DataFrame:
    """Candidates with their text, the strongest first, without what is too long or stands there already."""
    if found.empty:
        return pd.DataFrame(columns=list(SENTENCE_COLUMNS))
    days = () if found["day"].isna().any() else padded(found["day"])
    of_them = asked.naming(candidates=sorted(set(found["article_id"])), **blanks_of(days))
    texts = of_them.frame(("texts", len(days)), lambda: _texts(of_them, len(days)))
    rows = found.merge(texts, on=["article_id", "number"])
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


def _texts(asked: Prepared, days: int) -> ir.Table:
    """The text of the sentences of the articles whose ids stand in the blank, cut out of them by the engine; on
    how many days they lie, for :func:`monitor.query.storydays.on_days`."""
    articles = on_days(asked.desk.articles, days).select("article_id", "title", "text", "sentences")
    articles = articles.filter(articles.article_id.isin([blank("candidates")]))
    sentences = asked.rows("sentences").select("article_id", number="sentence")
    numbers = sentences.filter(sentences.article_id.isin([blank("candidates")]), sentences.number.notnull())
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


def _require_named(filters: Filters, of: Profiled) -> None:
    if not is_named(filters, of):
        raise FilterError("A country that publishes is not named there. Choose mentioned or about.")


def _prepared(desk: Desk, filters: Filters, of: Profiled) -> Prepared:
    """The question about the profiled one, with what most answers are made of held in memory: ``sentences``, or
    ``published`` for a country that publishes."""
    profiled(filters, of)
    asked = Prepared.of(desk, filters)
    if not is_named(filters, of):
        return asked.holding("published", of, partial(_published, asked))
    return asked.holding("sentences", of, partial(_sentences, asked, of))


def _beside(desk: Desk, filters: Filters, of: Profiled) -> Prepared:
    """The question about the profiled one, with the articles that name it held in memory:
    ``named_it``."""
    profiled(filters, of)
    asked = Prepared.of(desk, filters)
    return asked.holding("named_it", of, partial(_articles, asked, of))


def _sentences(asked: Prepared, of: Profiled) -> ir.Table:
    """Each sentence that holds the profiled one, once, with its sounds.

    All occurrences in a sentence share its tone, and their stances are averaged. Where one stands in somebody's
    words and another in the outlet's ("Ana said that Ana was ill"), the sentence counts as quoted.
    """
    rows = _occurrences(asked, of, "in_title", "voice", "stance", "sentence_stance", "sentence_voice")
    several = rows.sentence_mentions > 1
    return rows.select(
        *_OF_ARTICLE,
        "sentence",
        "in_title",
        "tone",
        mentions=rows.sentence_mentions.fill_null(0).cast("int64"),
        voice=several.ifelse(rows.sentence_voice, rows.voice),
        stance=several.ifelse(rows.sentence_stance, rows.stance),
    )


_OF_ARTICLE = ("article_id", "story_id", "day", "source", "language", "publisher")


def _occurrences(asked: Prepared, of: Profiled, *columns: str, opening: bool = True) -> ir.Table:
    """The occurrences of the profiled one with their article: the first of each sentence, or all.

    An article about a country that does not name it has one row without a ``sentence``.
    """
    of_article = [name if name != "publisher" else "source_country" for name in _OF_ARTICLE]
    of_mention = ("sentence", "tone", "sentence_mentions", *columns)
    if not _is_about(asked.filters, of):
        rows = occurring(asked.desk, asked.filters, of)
        rows = rows.filter(rows.opens) if opening else rows
        return rows.select(*of_article, *of_mention).rename(publisher="source_country")
    articles = passing(asked.desk, asked.filters).select(*of_article).rename(publisher="source_country")
    found = in_period(asked.desk.occurrences, asked.filters)
    found = found.filter(found.kind == of, found.entity == profiled(asked.filters, of))
    found = found.filter(found.opens) if opening else found
    found = found.select("article_id", *of_mention)
    return articles.left_join(found, "article_id", rname="found_{name}").drop("found_article_id")


def _is_about(filters: Filters, of: Profiled) -> bool:
    """True for a country whose articles need not name it."""
    return of == "country" and filters.country_role == "about"


def _articles(asked: Prepared, of: Profiled) -> ir.Table:
    """``article_id`` and ``story_id`` of what is profiled, one row each, and whom it names if that is known."""
    return _passing(asked, *NAMED) if is_named(asked.filters, of) else _passing(asked)


def _published(asked: Prepared) -> ir.Table:
    """The articles that a country publishes, with the tone of all their sentences."""
    rows = counted(asked.desk, asked.filters, ("country",), mentions=asked.filters.measure == "mentions")
    homes = asked.desk.articles.select("article_id", "source", "language", publisher="source_country")
    return rows.inner_join(homes, "article_id").drop("country", "published_at")


def _stories(asked: Prepared, of: Profiled, by: Sequence[Dimension]) -> ir.Table:
    """Per combination of the dimensions and story: how much, and its two sounds, each a mean over sentences.

    Where occurrences are told apart, they alone count; else also the articles about a country that do not
    name it.
    """
    apart = [dimension for dimension in by if dimension in OCCURRENCE_DIMENSIONS]
    if apart:
        _require_named(asked.filters, of)
    elif not is_named(asked.filters, of):
        rows = _there(asked.rows("published"), by)
        tone = rows.tone_sum.sum() / rows.tone_n.sum().nullif(0)
        return _grouped(rows, by, asked.filters, tone, ibis.null("float64"))
    rows = asked.rows("sentences")
    if "alias" in by or "evidence" in by:  # a sentence can have several
        rows = _occurrences(asked, of, "stance", "alias", "evidence", opening=False)
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
    return _grouped(rows, by, asked.filters, rows.tone.mean(), rows.stance.mean())


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
