"""Filters become relations: which articles pass, and what is counted in each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import ibis
import ibis.expr.types as ir

from monitor.article import EntityKind
from monitor.filters import (
    BUCKETS,
    ENTITY_DIMENSIONS,
    OCCURRENCE_DIMENSIONS,
    OUTLET,
    QUOTED,
    WITH_DIMENSIONS,
    Bucket,
    Dimension,
    Filters,
    Sound,
)
from monitor.query.desk import Desk
from monitor.store.schema import COPY, OF_WHOLE, WHOLE

KINDS: tuple[EntityKind, ...] = ("actor", "country")

_COLUMNS = ("article_id", "story_id", "published_at", "day", "source", "source_country", "language", "about")
NAMED: dict[EntityKind, str] = {"actor": "actors", "country": "countries"}
"""In which column of ``occurrences`` stands whom an article names."""


def passing(desk: Desk, filters: Filters, *columns: str, copies: bool = False) -> ir.Table:
    """The articles that pass all filters, one row each.

    Args:
        desk: the open snapshot.
        filters: all of them hold.
        columns: of ``articles``, to be had beside the ones that filters and dimensions need: ``article_id``,
            ``story_id``, ``published_at``, ``day``, ``source``, ``source_country``, ``language``, ``about``.
            Where the articles :func:`name_others`: ``actors`` and ``countries``.
        copies: True where those after which their story is named may be left out.

    Raises:
        FilterError: the search can't be understood.
    """
    kind = chosen_kind(filters)
    # Every column that an expression carries along costs time to compile, whether it is read or not.
    if name_others(desk, filters) and set(columns) <= set(OF_WHOLE):
        if kind is not None:
            return _leading(desk, filters, kind, *_COLUMNS, *columns)
        return _whole(desk, filters, copies=copies).select(*_COLUMNS, *columns)
    return narrowed(desk, desk.articles.select(*_COLUMNS, *columns), filters)


def name_others(desk: Desk, filters: Filters) -> bool:
    """True where the articles that pass can tell whom they name, without a look at mentions."""
    # Occurrences that are laid out only when they are asked for are no way to look at all.
    return chosen_kind(filters) is not None or desk.is_tallied


def chosen_kind(filters: Filters) -> EntityKind | None:
    """A kind of which the filters name some that an article must mention; None where they name none."""
    if filters.actors:
        return "actor"
    return "country" if filters.countries and filters.country_role == "mentioned" else None


def occurring(desk: Desk, filters: Filters, kind: EntityKind) -> ir.Table:
    """The occurrences of the chosen ones of a kind in the articles that pass all filters: rows of
    ``occurrences``.

    Raises:
        FilterError: the search can't be understood.
    """
    return _occurring(desk, filters, kind)


def _occurring(desk: Desk, filters: Filters, kind: EntityKind, *, leading: bool = False) -> ir.Table:
    """The same, or the first of each in each article alone."""
    rows = desk.occurrences
    chosen = filters.actors if kind == "actor" else filters.countries
    rows = rows.filter(rows.kind == kind, rows.entity.isin(chosen))
    rows = rows.filter(rows.leads) if leading else rows
    return narrowed(desk, rows, filters, but=kind, leading=leading)


def _whole(desk: Desk, filters: Filters, *, copies: bool = False) -> ir.Table:
    """The articles that pass all filters, with ``OF_WHOLE``; of a desk that is tallied. ``copies``: as in
    :func:`passing`."""
    if filters.search.strip():
        found = desk.found(filters.search, filters.start, filters.end)
        if set(OF_WHOLE) <= set(found.columns):
            return narrowed(desk, found, replace(filters, search=""), leading=True)
    rows = desk.occurrences
    rows = rows.filter(rows.kind == WHOLE, *([rows.entity == COPY] if copies else []))
    return narrowed(desk, rows, filters, leading=True)


def everyone(desk: Desk, filters: Filters, kind: EntityKind) -> ir.Table:
    """Whom of a kind the articles name that pass all filters, each once in each article: rows of
    ``occurrences``, with the columns that tell of the article or of all its occurrences.

    Raises:
        FilterError: the search can't be understood.
    """
    names = _names_found(desk, filters)
    if names is not None:
        articles = _whole(desk, filters).select(*_COLUMNS, *NAMED.values())
        return names.filter(names.kind == kind).inner_join(articles, "article_id")
    rows = desk.occurrences
    return narrowed(desk, rows.filter(rows.kind == kind, rows.leads), filters, leading=True)


def _names_found(desk: Desk, filters: Filters) -> ir.Table | None:
    if not filters.search.strip():
        return None
    return desk.names_found(filters.search, filters.start, filters.end)


def asks_everyone(desk: Desk, filters: Filters, by: Sequence[Dimension]) -> bool:
    """True where a question asks how everybody sounds whom some articles name: what :func:`everyone` gives."""
    kind = _summed_kind(desk, filters, by, counting(filters, by))
    if kind is None or kind == WHOLE:
        return False
    return not (filters.actors if kind == "actor" else filters.countries)


def _leading(desk: Desk, filters: Filters, kind: EntityKind, *columns: str) -> ir.Table:
    """The articles that pass, by the first occurrence in each of a chosen one of a kind."""
    rows = _occurring(desk, filters, kind, leading=True).select(*columns)
    one = len(filters.actors if kind == "actor" else filters.countries) == 1
    return rows if one else rows.distinct(on="article_id", keep="first")


def narrowed(
    desk: Desk, rows: ir.Table, filters: Filters, *, but: EntityKind | None = None, leading: bool = False
) -> ir.Table:
    """The rows whose article passes the filters; the choice of the kind ``but`` holds already.

    Args:
        desk: the open snapshot.
        rows: with the columns of their article that filters are about.
        filters: all of them hold.
        but: a kind.
        leading: the rows are leading occurrences, which tell themselves whom their article names.

    Raises:
        FilterError: the search can't be understood.
    """
    rows = in_period(rows, filters)
    if filters.sources:
        rows = rows.filter(rows.source.isin(filters.sources))
    if filters.languages:
        rows = rows.filter(rows.language.isin(filters.languages))
    if filters.search.strip():
        rows = rows.semi_join(desk.found(filters.search, filters.start, filters.end), "article_id")
    if filters.actors and but != "actor":
        rows = _naming(desk, rows, filters, "actor", leading)
    if filters.countries and but != "country":
        rows = _of_countries(desk, rows, filters, leading)
    return rows


def _naming(desk: Desk, rows: ir.Table, filters: Filters, kind: EntityKind, leading: bool) -> ir.Table:
    """The rows whose article names one of the chosen ones of a kind."""
    chosen = filters.actors if kind == "actor" else filters.countries
    if not leading:
        return rows.semi_join(_mentions(desk, filters, kind, chosen), "article_id")
    named = rows[NAMED[kind]]
    if len(chosen) == 1:
        return rows.filter(named.contains(chosen[0]))
    return rows.filter(named.filter(lambda entity: entity.isin(chosen)).length() > 0)


def _of_countries(desk: Desk, rows: ir.Table, filters: Filters, leading: bool) -> ir.Table:
    chosen = filters.countries
    if filters.country_role == "published":
        return rows.filter(rows.source_country.isin(chosen))
    if filters.country_role == "about":
        return rows.filter(ibis.or_(*(rows.about.contains(country) for country in chosen)))
    return _naming(desk, rows, filters, "country", leading)


def _mentions(desk: Desk, filters: Filters, kind: EntityKind, chosen: Sequence[str] = ()) -> ir.Table:
    """Occurrences of one kind in the period, of the chosen entities or of all."""
    mentions = _occurrences(desk, filters, of_chosen=bool(chosen))
    mentions = mentions.filter(mentions.kind == kind)
    return mentions.filter(mentions.entity.isin(chosen)) if chosen else mentions


def _occurrences(desk: Desk, filters: Filters, *more: str, of_chosen: bool) -> ir.Table:
    """Mentions in the period, from where few must be read: those of an entity lie together in one table, those
    of a day in the other."""
    columns = ("article_id", "day", "kind", "entity", "sentence", "tone", *more)
    table = desk.occurrences if of_chosen else desk.mentions
    return in_period(table.select(*columns), filters)


def in_period(table: ir.Table, filters: Filters) -> ir.Table:
    """The rows in the filters' period; mentions carry the day of their article, so they are narrowed too."""
    if filters.start:
        table = table.filter(table.day >= day_value(filters.start))
    if filters.end:
        table = table.filter(table.day <= day_value(filters.end))
    return table


def as_rows(values: Sequence[str], column: str) -> ir.Table:
    """Values, which may be blanks, as a relation: joined with it, a column is read in half the time that it
    takes to compare it with each of some twenty strings."""
    return ibis.array(list(values)).unnest().name(column).as_table()


def day_value(day: date) -> ir.DateValue:
    """A day in a question: its text, which may be a blank."""
    return ibis.literal(day.isoformat()).cast("date")


def number_value(number: float) -> ir.FloatingValue:
    """A number in a question: its text, which may be a blank."""
    return ibis.literal(repr(number)).cast("float64")


@dataclass(frozen=True, slots=True)
class Counting:
    """Which mentions a question counts.

    ``kinds``: of actors, of countries, or of both. ``everything``: the question names no actor and no country
    in a way that could be pointed at in a text, so all mentions and all sentences of an article are counted.
    """

    kinds: tuple[EntityKind, ...]
    everything: bool


def counting(filters: Filters, by: Sequence[Dimension]) -> Counting:
    """What is counted is what the answer is split by: actors before countries; else what the filters name.

    A country that publishes is not an occurrence in a text, so in that role it names nothing to count.
    """
    countries_are_in_texts = filters.country_role != "published"
    if "actor" in by:
        return Counting(("actor",), everything=False)
    if "country" in by and countries_are_in_texts:
        return Counting(("country",), everything=False)
    apart = any(dimension in OCCURRENCE_DIMENSIONS for dimension in by)
    named: list[EntityKind] = []
    if filters.actors:
        named.append("actor")
    if filters.countries and countries_are_in_texts:
        named.append("country")
    return Counting(tuple(named) or KINDS, everything=not named and not apart)


def counted(
    desk: Desk,
    filters: Filters,
    by: Sequence[Dimension],
    *,
    mentions: bool = True,
    tone: bool = True,
    sound: Sound = "tone",
    stories: Sequence[str] | None = None,
    among: Callable[[ir.Table], ir.Table] = lambda articles: articles,
    copies: bool = False,
) -> ir.Table:
    """What a question counts, before it is summed up: one row per article and combination of dimensions.

    Every number shown, and every list of the articles behind it, comes from this one relation.

    Args:
        desk: the open snapshot.
        filters: which articles pass; an article belongs to a combination when it has its actor, its country
            (in the filters' role), its source and its language.
        by: the dimensions; those of time are left to the reader of the relation, who needs ``day``.
        mentions: False saves looking them up where the question leaves a choice; the column is then 0.
        tone: False saves reading sentences where the question leaves a choice; both columns are then 0.
        sound: ``stance`` puts the stance towards what is counted in place of the tone; a question that names
            nothing has none.
        stories: ids; with them, only what belongs to these stories is looked at.
        among: leaves out articles that belong to none of these stories, where that is known.
        copies: True where articles after which their story is named may be left out.

    Returns:
        The dimensions other than time, ``article_id``, ``story_id``, ``published_at``, ``day``, ``mentions``
        (occurrences counted in this article), ``tone_sum`` and ``tone_n`` (over the distinct sentences that
        hold them, the title being one; unscored ones left out).

    Raises:
        FilterError: the search can't be understood.
    """
    what = counting(filters, by)
    kind = _summed_kind(desk, filters, by, what)
    if kind is None:
        sounds = ("sentences", "title_tone") if what.everything and tone else ()
        passed = passing(desk, filters, *sounds, *_beside(desk, filters, by), copies=copies)
    else:
        passed = _summed(desk, filters, by, kind, sound, alone=not (mentions or tone), copies=copies)
    if stories is not None:
        passed = among(passed.semi_join(as_rows(stories, "story_id"), "story_id"))
    articles = _with_country(desk, passed, filters, by)
    articles = _with_others(desk, _with_publisher(articles, by), filters, by)
    if kind is not None:
        rows = articles
    elif what.everything:
        heard = tone and sound == "tone"
        rows = _with_everything(desk, articles, filters, mentions=mentions, tone=heard, few=stories is not None)
    else:
        rows = _with_occurrences(desk, articles, filters, by, what, sound)
    asked = [dimension for dimension in by if dimension not in BUCKETS]
    return rows.select(
        *asked, "article_id", "story_id", "published_at", "day", "mentions", "tone_sum", "tone_n"
    )


def _summed_kind(
    desk: Desk, filters: Filters, by: Sequence[Dimension], what: Counting
) -> EntityKind | Literal[""] | None:
    """The kind of which the leading occurrences tell all that a question counts in an article; None where more
    must be looked at."""
    if what.everything:
        return WHOLE if desk.is_tallied else None
    if len(what.kinds) > 1 or any(dimension in OCCURRENCE_DIMENSIONS for dimension in by):
        return None
    (kind,) = what.kinds
    if kind == "country" and filters.country_role == "about":
        return None  # an article can be about a country that no mention names
    chosen = filters.actors if kind == "actor" else filters.countries
    if _entity_key(filters, by) is None and len(chosen) != 1:
        return None  # a sentence that names two counts once
    return kind if chosen or desk.is_tallied else None


def _summed(
    desk: Desk,
    filters: Filters,
    by: Sequence[Dimension],
    kind: EntityKind | Literal[""],
    sound: Sound,
    *,
    alone: bool,
    copies: bool,
) -> ir.Table:
    """The articles that pass, one row for each of a kind that they name, with what is counted of it; where the
    names alone are asked for, without that."""
    if kind == WHOLE:
        rows = _whole(desk, filters, copies=copies)
    elif filters.actors if kind == "actor" else filters.countries:
        rows = _occurring(desk, filters, kind, leading=True)
    elif alone:
        return _named(desk, filters, kind, copies=copies)
    else:
        rows = everyone(desk, filters, kind)
    key = None if kind == WHOLE else _entity_key(filters, by)
    return rows.select(
        *_COLUMNS, *NAMED.values(), **({key: rows.entity} if key else {}), **_sums_of(rows, kind, sound)
    )


def _sums_of(rows: ir.Table, kind: EntityKind | Literal[""], sound: Sound) -> dict[str, ir.Value]:
    """What leading occurrences of a kind tell of all in their article."""
    total, number = rows[f"article_{sound}_sum"], rows[f"article_{sound}_n"]
    if kind != WHOLE:  # of a single occurrence the sums are what it says itself
        of_one = rows.tone if sound == "tone" else rows.sentence_stance.coalesce(rows.stance)
        several = rows.article_mentions > 1
        total = several.ifelse(total, of_one)
        number = several.ifelse(number, of_one.notnull().cast("int32"))
    return {
        "mentions": rows.article_mentions.cast("int64"),
        "tone_sum": total.fill_null(0.0),
        "tone_n": number.fill_null(0).cast("int64"),
    }


def _named(desk: Desk, filters: Filters, kind: EntityKind, *, copies: bool) -> ir.Table:
    """The articles that pass, one row for each of a kind that they name, as they tell it themselves."""
    articles = passing(desk, filters, *NAMED.values(), copies=copies)
    named = articles.mutate(**{kind: articles[NAMED[kind]].unnest()})
    none = ibis.literal(0, "int64")
    return named.mutate(mentions=none, tone_sum=ibis.literal(0.0), tone_n=none)


def _with_country(desk: Desk, articles: ir.Table, filters: Filters, by: Sequence[Dimension]) -> ir.Table:
    """One row per article and country, where the answer is split by a country that is not counted itself."""
    if "country" not in by:
        return articles
    if filters.country_role == "published":
        return articles.mutate(country=articles.source_country).filter(lambda row: row.country.notnull())
    if filters.country_role == "about":
        about = articles.mutate(country=articles.about.unnest())
        return about.filter(about.country.isin(filters.countries)) if filters.countries else about
    if "actor" not in by:
        return articles  # its mentions bring the country along
    named = _mentions(desk, filters, "country", filters.countries)
    pairs = named.select("article_id", country=named.entity).distinct()
    return articles.inner_join(pairs, "article_id")


def _beside(desk: Desk, filters: Filters, by: Sequence[Dimension]) -> list[str]:
    """The columns that say whom an article names as well, where they can be had without looking at mentions."""
    if not name_others(desk, filters):
        return []
    return [NAMED[WITH[name]] for name in by if name in WITH_DIMENSIONS]


def _with_others(desk: Desk, articles: ir.Table, filters: Filters, by: Sequence[Dimension]) -> ir.Table:
    """One row per article and each actor or country that it names as well."""
    for dimension in by:
        if dimension in WITH_DIMENSIONS:
            articles = naming(desk, articles, filters, WITH[dimension], dimension)
    return articles


WITH: dict[Dimension, EntityKind] = {"with_actor": "actor", "with_country": "country"}


def naming(desk: Desk, articles: ir.Table, filters: Filters, kind: EntityKind, name: str) -> ir.Table:
    """One row per article and each one of a kind that it names, in the column ``name``.

    Articles that came with the column ``actors`` or ``countries`` tell it themselves.
    """
    if NAMED[kind] in articles.columns:
        return articles.mutate(**{name: articles[NAMED[kind]].unnest()})
    if desk.is_tallied:
        named = in_period(desk.occurrences, filters)
        named = named.filter(named.kind == kind, named.leads).select("article_id", **{name: named.entity})
    else:
        named = _mentions(desk, filters, kind)
        named = named.select("article_id", **{name: named.entity}).distinct()
    return articles.inner_join(named, "article_id")


def _with_publisher(articles: ir.Table, by: Sequence[Dimension]) -> ir.Table:
    """The country in which the source is at home, where the answer is split by it."""
    if "publisher" not in by:
        return articles
    return articles.mutate(publisher=articles.source_country).filter(lambda row: row.publisher.notnull())


def _with_occurrences(
    desk: Desk, articles: ir.Table, filters: Filters, by: Sequence[Dimension], what: Counting, sound: Sound
) -> ir.Table:
    key = _entity_key(filters, by)
    apart = [dimension for dimension in by if dimension in OCCURRENCE_DIMENSIONS]
    about = filters.country_role == "about" and "country" in what.kinds
    if about and key == "country" and not apart and desk.is_tallied:
        rows = everyone(desk, filters, "country")
        rows = rows.filter(rows.entity.isin(filters.countries)) if filters.countries else rows
        found = rows.select("article_id", country=rows.entity, **_sums_of(rows, "country", sound))
        return _named_or_not(articles, found, ["article_id", "country"])
    chosen = {"actor": filters.actors, "country": filters.countries}
    occurrences = _sounding(desk, filters, apart, sound, of_chosen=all(chosen[kind] for kind in what.kinds))
    occurrences = occurrences.filter(_is_asked(occurrences, filters, what))
    if _is_narrow(filters):
        occurrences = occurrences.semi_join(articles, "article_id")
    if about and key is None:
        occurrences = _of_their_subject(occurrences, articles)
    if key is not None:
        occurrences = occurrences.mutate(**{key: occurrences.entity})
    keys = ["article_id", *apart] if key is None else ["article_id", key, *apart]
    found = _by_sentence(occurrences, keys, sound)
    if about and not apart:
        return _named_or_not(articles, found, keys)
    shared = [name for name in keys if name in articles.columns]
    return articles.inner_join(found, shared)


def _named_or_not(articles: ir.Table, found: ir.Table, keys: Sequence[str]) -> ir.Table:
    """The articles with what was found in them: one can be about a country that no mention names."""
    joined = articles.left_join(found, keys, rname="found_{name}")
    return joined.mutate(
        mentions=joined.mentions.fill_null(0),
        tone_sum=joined.tone_sum.fill_null(0.0),
        tone_n=joined.tone_n.fill_null(0),
    )


def _sounding(
    desk: Desk, filters: Filters, apart: Sequence[Dimension], sound: Sound, *, of_chosen: bool
) -> ir.Table:
    """Occurrences with what tells them apart, and the asked sound under the name of the tone."""
    columns = {"place": "in_title", "spoken": "voice"}
    more = dict.fromkeys(columns.get(dimension, dimension) for dimension in apart)
    rows = _occurrences(desk, filters, *more, *(["stance"] if sound == "stance" else []), of_chosen=of_chosen)
    if sound == "stance":
        rows = rows.mutate(tone=rows.stance)
    if "place" in apart:
        rows = rows.mutate(place=rows.in_title.ifelse("title", "text"))
    if "spoken" in apart:
        rows = rows.mutate(spoken=rows.voice.isnull().ifelse(OUTLET, QUOTED))
    if "voice" in apart:
        rows = rows.mutate(voice=rows.voice.fill_null(OUTLET))
    return rows


def _entity_key(filters: Filters, by: Sequence[Dimension]) -> Dimension | None:
    """The dimension whose entity is counted; None where an answer is not split by what it counts."""
    if "actor" in by:
        return "actor"
    return "country" if "country" in by and filters.country_role != "published" else None


def _is_asked(mentions: ir.Table, filters: Filters, what: Counting) -> ir.BooleanValue:
    chosen = {"actor": filters.actors, "country": filters.countries}
    return ibis.or_(
        *(
            ibis.and_(mentions.kind == kind, mentions.entity.isin(chosen[kind]) if chosen[kind] else True)
            for kind in what.kinds
        )
    )


def _is_narrow(filters: Filters) -> bool:
    """True when few articles may pass, for another reason than the period."""
    chosen = (filters.sources, filters.languages, filters.actors, filters.countries)
    return any(chosen) or bool(filters.search.strip())


def _of_their_subject(occurrences: ir.Table, articles: ir.Table) -> ir.Table:
    """Actors as they are; of the countries only those that their article is about."""
    subjects = articles.select("article_id", entity=articles.about.unnest())
    countries = occurrences.filter(occurrences.kind == "country").semi_join(subjects, ["article_id", "entity"])
    return occurrences.filter(occurrences.kind == "actor").union(countries)


def _by_sentence(occurrences: ir.Table, keys: Sequence[str], sound: Sound) -> ir.Table:
    """Per key: how many occurrences, and the tone of the sentences that hold them, each sentence once.

    All occurrences in a sentence share its tone; each has a stance of its own, and their mean counts.
    """
    heard = occurrences.tone.cast("float64")
    sentences = occurrences.group_by(*keys, "sentence").agg(
        mentions=occurrences.count(), tone=heard.max() if sound == "tone" else heard.mean()
    )
    return sentences.group_by(*keys).agg(
        mentions=sentences.mentions.sum(),
        tone_sum=sentences.tone.sum().fill_null(0.0),
        tone_n=sentences.tone.count(),
    )


def _with_everything(
    desk: Desk, articles: ir.Table, filters: Filters, *, mentions: bool, tone: bool, few: bool
) -> ir.Table:
    rows = articles.mutate(mentions=ibis.literal(0, "int64"))
    if mentions:
        rows = _with_all_mentions(desk, articles, filters, KINDS, few=few)
    if not tone:
        return rows.mutate(tone_sum=ibis.literal(0.0), tone_n=ibis.literal(0, "int64"))
    tones = rows.sentences.map(lambda sentence: sentence.tone.cast("float64"))
    scored = tones.filter(lambda value: value.notnull()).length()
    return rows.mutate(
        tone_sum=tones.sums().fill_null(0.0) + rows.title_tone.cast("float64").fill_null(0.0),
        tone_n=scored.fill_null(0) + rows.title_tone.notnull().cast("int64"),
    )


def _with_all_mentions(
    desk: Desk, articles: ir.Table, filters: Filters, kinds: Sequence[EntityKind], *, few: bool = False
) -> ir.Table:
    occurrences = _occurrences(desk, filters, of_chosen=False)
    if len(kinds) < len(KINDS):
        occurrences = occurrences.filter(occurrences.kind.isin(kinds))
    if few or _is_narrow(filters):
        occurrences = occurrences.semi_join(articles, "article_id")
    found = occurrences.group_by("article_id").agg(mentions=occurrences.count())
    joined = articles.left_join(found, "article_id", rname="found_{name}")
    return joined.mutate(mentions=joined.mentions.fill_null(0))


def available(desk: Desk, filters: Filters, by: Sequence[Dimension]) -> ir.Table:
    """What a share is a share of: the articles that pass without the choice of actors and countries.

    Args:
        desk: the open snapshot.
        filters: as asked, with the measure; the choice of actors and countries is left out here.
        by: as asked; actor and country are left out here.

    Returns:
        The dimensions that are neither time, actor nor country; ``article_id``, ``story_id``, ``published_at``,
        ``day``, and ``mentions``: in the measure *mentions* all mentions of the kinds that the question counts,
        else 0. One row per article.
    """
    whole, kinds = filters.without_entities(), counting(filters, by).kinds
    if filters.measure != "mentions":
        articles = passing(desk, whole).mutate(mentions=ibis.literal(0, "int64"))
    elif kinds == KINDS and desk.is_tallied:
        articles = passing(desk, whole, "article_mentions").rename(mentions="article_mentions")
    else:
        articles = _with_all_mentions(desk, passing(desk, whole), whole, kinds)
    articles = _with_publisher(articles, by)
    asked = [dimension for dimension in by if dimension not in (*BUCKETS, *ENTITY_DIMENSIONS)]
    return articles.select(*asked, "article_id", "story_id", "published_at", "day", "mentions")


def first_day(day: ir.DateValue, bucket: Bucket) -> ir.DateValue:
    """The first day of the bucket that a day lies in; weeks begin on Monday."""
    units: dict[Bucket, Literal["D", "W", "M"]] = {"day": "D", "week": "W", "month": "M"}
    return day.truncate(units[bucket]).cast("date")


def in_tones(
    tone: ir.NumericValue, low: float | ir.FloatingValue, high: float | ir.FloatingValue
) -> ir.BooleanValue:
    """Whether a mean tone lies from ``low`` to below ``high``.

    Sums differ in their last digit with the order of the rows; a tone at a limit must not fall to either side.
    """
    settled = tone.round(9)
    return ibis.and_(settled >= low, settled < high)
