"""What there is to choose from: the values of every filter, the most frequent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from monitor.filters import Dimension, Filters
from monitor.query.desk import Desk
from monitor.query.tallied import articles_by_day, tallied


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, and how many articles have it."""

    value: str
    articles: int


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of each filter over the whole snapshot; the days are None where nothing is dated."""

    actors: tuple[Choice, ...]
    countries: tuple[Choice, ...]
    publishing_countries: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    first_day: date | None
    last_day: date | None


def choices(desk: Desk) -> Choices:
    """Read the choices from the tallies, so that ten million articles cost what a thousand do.

    Without tallies, which older stores lack, the daily table knows them too.
    """
    if desk.is_tallied:
        return _tallied(desk)
    daily = desk.daily
    whole = daily.filter(daily.kind == "")
    collected = whole.group_by("day").agg(articles=whole.articles.sum())
    collected = collected.filter(collected.articles > 0)
    span = desk.row(collected.agg(first_day=collected.day.min(), last_day=collected.day.max()))
    return Choices(
        actors=_ranked(desk, daily.filter(daily.kind == "actor"), "entity"),
        countries=_ranked(desk, daily.filter(daily.kind == "country"), "entity"),
        publishing_countries=_ranked(desk, whole, "source_country"),
        sources=_ranked(desk, whole, "source"),
        languages=_ranked(desk, whole, "language"),
        **span,
    )


def _tallied(desk: Desk) -> Choices:
    days = articles_by_day(desk, Filters(), "language")
    return Choices(
        actors=_most(desk, "actor"),
        countries=_most(desk, "country"),
        publishing_countries=_most(desk, "publisher"),
        sources=_most(desk, "source"),
        languages=_most(desk, "language"),
        first_day=None if days is None or days.empty else days["day"].min(),
        last_day=None if days is None or days.empty else days["day"].max(),
    )


def _most(desk: Desk, by: Dimension) -> tuple[Choice, ...]:
    found = tallied(desk, Filters(), (by,), ("articles",))
    assert found is not None, "nothing is chosen, so the tallies tell"
    ranked = found[found["articles"] > 0].sort_values(["articles", by], ascending=[False, True])
    return tuple(Choice(*row) for row in zip(ranked[by], ranked["articles"].tolist(), strict=True))


def _ranked(desk: Desk, rows: ir.Table, column: str) -> tuple[Choice, ...]:
    sums = rows.group_by(value=rows[column]).agg(articles=rows.articles.sum())
    sums = sums.filter(sums.value.notnull(), sums.articles > 0)
    ranked = desk.arrow(sums.order_by(ibis.desc("articles"), "value"))
    return tuple(Choice(**row) for row in ranked.to_pylist())


def missing(desk: Desk, filters: Filters) -> tuple[tuple[str, str], ...]:
    """The chosen values that no article of the snapshot has, whatever the other filters: slips of the pen.

    Returns:
        Pairs of what was chosen (``actor``, ``country``, ``source`` or ``language``) and its value. A country
        is looked for where it publishes or, in the other roles, where it is mentioned.
    """
    if not (filters.actors or filters.countries or filters.sources or filters.languages):
        return ()
    known = choices(desk)
    published = filters.country_role == "published"
    asked = (
        ("actor", filters.actors, known.actors),
        ("country", filters.countries, known.publishing_countries if published else known.countries),
        ("source", filters.sources, known.sources),
        ("language", filters.languages, known.languages),
    )
    return tuple(
        (kind, value)
        for kind, chosen, found in asked
        for value in chosen
        if value not in {choice.value for choice in found}
    )
