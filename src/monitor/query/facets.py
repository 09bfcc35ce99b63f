"""What a list of articles consists of, and how to narrow it: values with the length of the list behind each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from monitor.filters import WITH_DIMENSIONS, Cell, Dimension, Filters
from monitor.query.desk import Desk
from monitor.query.evidence import list_length, listed, prepared
from monitor.query.passing import first_day, in_tones
from monitor.query.prepared import Prepared
from monitor.query.tallied import tallied
from monitor.store.schema import LOUD

MOST = 8
"""So many values of a facet are offered: the most frequent."""

TONES: Mapping[str, tuple[float, float]] = {
    "negative": (-1.0, -LOUD),
    "neutral": (-LOUD, LOUD),
    "positive": (LOUD, 1.01),
}
"""Classes of mean tone, the first bound included; the limits are those of VADER's authors."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet, and how long the list is when narrowed to it."""

    value: str
    rows: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow a list.

    ``name`` is a key of ``FACETS``; ``values`` are the most frequent, ``others`` how many more there are.
    ``together``: its actor or country is one more beside those that are chosen already.
    """

    name: str
    values: tuple[Value, ...]
    others: int
    together: bool = False


def facets(desk: Desk, filters: Filters, cell: Cell | None = None) -> tuple[Facet, ...]:
    """The facets of the list of :func:`monitor.query.evidence.evidence`.

    The rows of each value are exactly the length of the list after :func:`narrow`. A facet without a value that
    would make the list shorter is left out, and so is one to which the list is narrowed already.

    Raises:
        FilterError: the search can't be understood.
    """
    whole = cell or Cell()
    asked_of = prepared(desk, filters, whole)
    length = list_length(asked_of, filters)
    found = []
    for name, asked in FACETS.items():
        dimension = asked(filters, whole)
        if dimension is None:
            continue
        values = _ordered(_values(asked_of, filters, whole, dimension), dimension)
        kept = [value for value in values if value.value not in _chosen(filters, whole, dimension)]
        if any(value.rows < length for value in kept):
            shown = tuple(kept[:MOST])
            found.append(Facet(name, shown, len(kept) - len(shown), dimension in WITH_DIMENSIONS))
    return tuple(found)


def narrow(filters: Filters, cell: Cell | None, name: str, value: str) -> tuple[Filters, Cell | None]:
    """The question and the cell of the list narrowed to one value of a facet.

    What has a filter goes into the filters, so that other pages follow; the rest goes into the cell.

    Raises:
        ValueError: no such facet, one that is narrowed already, or no such value of it.
    """
    whole = cell or Cell()
    dimension = FACETS[name](filters, whole) if name in FACETS else None
    if dimension is None:
        raise ValueError(
            f"The list can't be narrowed by {name!r} here. Choose one of the facets that it shows."
        )
    if dimension == "tone":
        if value not in TONES:
            raise ValueError(f"The tone {value!r} is unknown. Choose one of: {', '.join(TONES)}.")
        return filters, replace(whole, tone=TONES[value])
    if dimension == "month":
        return filters, replace(whole, bucket="month", start=date.fromisoformat(value))
    if dimension in _FILTERS:
        return replace(filters, **{_FILTERS[dimension]: (value,)}), cell  # type: ignore[arg-type]  # all tuples
    return filters, replace(whole, **{dimension: value})  # type: ignore[arg-type]  # all that are left are ids


_FILTERS: dict[str, str] = {
    "source": "sources",
    "language": "languages",
    "actor": "actors",
    "country": "countries",
}
"""Dimension → the filter that does the same."""


def _source(_: Filters, cell: Cell) -> str | None:
    return None if cell.source else "source"


def _language(_: Filters, cell: Cell) -> str | None:
    return None if cell.language else "language"


def _publisher(_: Filters, cell: Cell) -> str | None:
    return None if cell.publisher else "publisher"


def _actor(filters: Filters, cell: Cell) -> str | None:
    if not (filters.actors or cell.actor) and _only_narrows(filters, cell):
        return "actor"
    return None if cell.with_actor else "with_actor"


def _country(filters: Filters, cell: Cell) -> str | None:
    chosen = filters.countries or cell.country
    if not chosen and filters.country_role != "published" and _only_narrows(filters, cell):
        return "country"
    return None if cell.with_country else "with_country"


def _month(_: Filters, cell: Cell) -> str | None:
    return None if cell.bucket else "month"


def _tone(_: Filters, cell: Cell) -> str | None:
    return None if cell.tone else "tone"


def _only_narrows(filters: Filters, cell: Cell) -> bool:
    """True where choosing an actor or a country takes rows away and does not change those that stay.

    Mentions, tones and occurrences are those of what is chosen: with another choice they are others.
    """
    told_apart = (cell.tone, cell.alias, cell.evidence, cell.voice, cell.spoken, cell.place)
    return filters.measure != "mentions" and not any(part is not None for part in told_apart)


FACETS: dict[str, Callable[[Filters, Cell], str | None]] = {
    "source": _source,
    "publisher": _publisher,
    "language": _language,
    "actor": _actor,
    "country": _country,
    "month": _month,
    "tone": _tone,
}
"""Facet → what the list would be split by; None where it is narrowed already."""


def _chosen(filters: Filters, cell: Cell, dimension: str) -> set[str | None]:
    """Values that every row has anyway."""
    filtered = {"with_actor": filters.actors, "with_country": filters.countries}.get(dimension, ())
    celled = {"with_actor": cell.actor, "with_country": cell.country}.get(dimension)
    return {celled, *(filtered if len(filtered) == 1 else ())}


def _values(asked: Prepared, filters: Filters, cell: Cell, dimension: str) -> list[Value]:
    """All values, in any order."""
    if dimension == "tone" and filters.measure == "stories" and cell == Cell():
        toned = tallied(asked.whole, filters, (), ("negative", "positive", "toned"))
        if toned is not None:
            return _tones(*(int(number) for number in toned.iloc[0]))
    quick = _tallied(asked.whole, filters, cell, (dimension,)) if dimension in _TALLIED else None
    if quick is not None:
        told = quick[quick[filters.measure] > 0]
        return [Value(str(value), int(rows)) for value, rows in told.itertuples(index=False)]
    sums = asked.arrow(("values", dimension), lambda: _sums(_split(asked, dimension)))
    return [Value(**row) for row in sums.to_pylist() if row["value"] is not None]


def _tones(negative: int, positive: int, toned: int) -> list[Value]:
    counted = {"negative": negative, "neutral": toned - negative - positive, "positive": positive}
    return [Value(name, rows) for name, rows in counted.items() if rows]


_TALLIED = ("source", "language", "publisher", "actor", "country", "month")


def _tallied(desk: Desk, filters: Filters, cell: Cell, by: Sequence[str]) -> pd.DataFrame | None:
    """The rows of the whole list from the tallies, where they can tell."""
    if cell != Cell() or filters.measure == "mentions":
        return None
    return tallied(desk, filters, by, (filters.measure,))  # type: ignore[arg-type]  # all are dimensions


def _ordered(values: list[Value], dimension: str) -> list[Value]:
    """The most frequent first; months and tones in their own order."""
    order: dict[str, Callable[[Value], Any]] = {
        "month": lambda value: value.value,
        "tone": lambda value: list(TONES).index(value.value),
    }
    ordered = sorted(values, key=order.get(dimension, lambda value: (-value.rows, value.value)))
    return ordered[::-1] if dimension == "month" else ordered


def _sums(rows: ir.Table) -> ir.Table:
    return rows.group_by("value").agg(rows=rows.count())


def _split(asked: Prepared, dimension: str) -> ir.Table:
    """The rows of the list with their ``value``; a row of several values is there several times."""
    if dimension == "tone":
        rows = listed(asked.desk, asked.filters, asked.cell)
        classes = [(in_tones(rows.tone, low, high), name) for name, (low, high) in TONES.items()]
        return rows.mutate(value=ibis.cases(*classes))
    if dimension == "month":
        rows = _rows(asked)
        return rows.mutate(value=first_day(rows.day, "month").strftime("%Y-%m-%d"))
    rows = _rows(asked, dimension)  # type: ignore[arg-type]  # what is left are dimensions
    return rows.mutate(value=rows[dimension])


def _rows(asked: Prepared, *by: Dimension) -> ir.Table:
    return listed(asked.desk, asked.filters, asked.cell, by, bare=True)
