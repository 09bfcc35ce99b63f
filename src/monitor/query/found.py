"""What searches find in one snapshot, in memory with what questions ask of it, as far as there is room."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monitor.query.engines.engine import Engine
from monitor.store.schema import OF_NAMES, OF_WHOLE, WHOLE
from monitor.store.search import HITS

Search = Callable[[str], pa.Table]
"""Gives the texts (``HITS``) that a search matches; some may belong to other snapshots."""
Months = tuple[date, date]
"""The first day of a month and the last of the same or a later one."""

_HITS_SCHEMA = ibis.Schema.from_pyarrow(HITS)
_BARE = ibis.schema({"article_id": "string", "day": "date"})
_FEW = 50_000
"""So few articles are kept with all their days, whatever period is asked about."""
_LARGEST = 500_000
_ROOM = 1_000_000
"""Articles that are kept in all; some 300 bytes each."""
_BARE_WEIGHT, _NAMES_WEIGHT = 0.25, 2
"""What an article without its columns takes of the room, and all the names in one."""
_IN_USE = 60.0
"""A relation that was asked for within so many seconds may belong to a question that is on its way."""


@dataclass(frozen=True, slots=True)
class _Hits:
    """The articles of a search (``article_id``, ``day``), and the days of the dated ones, ascending."""

    rows: ir.Table
    number: int
    days: npt.NDArray[np.datetime64]

    def within(self, months: Months | None) -> int:
        """How many lie in some months, the undated among them."""
        if months is None:
            return self.number
        first, last = map(np.datetime64, months)
        dated = np.searchsorted(self.days, last, "right") - np.searchsorted(self.days, first)
        return int(dated) + self.number - len(self.days)


@dataclass(slots=True)
class _Kept:
    weight: float
    used: float
    hits: _Hits | None = None


class Searches:
    """The articles that searches match; for one thread at a time.

    Args:
        engine: holds the tables.
        search: finds texts.
        articles: those of the snapshot.
        occurrences: those of some months, at least, or of all days; None where they are laid out only when they
            are asked for.
        clock: seconds.
    """

    def __init__(
        self,
        engine: Engine,
        search: Search,
        articles: ir.Table,
        occurrences: Callable[[Months | None], ir.Table] | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._search = search
        self._articles = articles
        self._occurrences = occurrences
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def found(self, name: str, text: str, months: Months | None) -> ir.Table:
        """The articles that match: ``article_id`` and ``day``; or ``OF_WHOLE`` of those in some months and the
        undated, where there is room.

        Args:
            name: the search's own.
            text: what is looked for.
            months: those of a question's period; None: all.

        Raises:
            FilterError: the search can't be understood.
        """
        hits = self._hits(name, text)
        months = None if hits.number <= _FEW else months
        number = hits.within(months)
        if self._occurrences is None or number > _LARGEST:
            return hits.rows
        within = self._occurrences

        def whole() -> ir.Table:
            rows = _in(within(months), months)
            return rows.filter(rows.kind == WHOLE).select(*OF_WHOLE).semi_join(hits.rows, "article_id")

        kept = self._keep(f"{name}_whole{_called(months)}", number, whole)
        return hits.rows if kept is None else kept

    def names(self, name: str, text: str, months: Months | None) -> ir.Table | None:
        """Whom these articles name, each once in each article, with ``OF_NAMES``; None where there is no room.

        Args:
            name, text, months: as in :meth:`found`.
        """
        articles = self.found(name, text, months)
        if self._occurrences is None or set(articles.columns) != set(OF_WHOLE):
            return None
        hits = self._hits(name, text)
        months = None if hits.number <= _FEW else months
        within = self._occurrences

        def names() -> ir.Table:
            rows = _in(within(months), months)
            rows = rows.filter(rows.kind != WHOLE, rows.leads)
            return rows.select(*OF_NAMES).semi_join(articles, "article_id")

        return self._keep(f"{name}_names{_called(months)}", _NAMES_WEIGHT * hits.within(months), names)

    def _hits(self, name: str, text: str) -> _Hits:
        kept = self._kept.get(name)
        if kept is not None and kept.hits is not None:
            self._touch(name)
            return kept.hits
        self._engine.bring(f"{name}_hits", self._search(text))
        texts = self._articles.select("article_id", "day", "revision", "cleaner", "removed").mutate(
            cleaner=lambda row: row.cleaner.fill_null(""),
            cut=lambda row: row.removed.map(lambda piece: piece.text.length()).sums().fill_null(0),
        )
        hit = texts.semi_join(ibis.table(_HITS_SCHEMA, name=f"{name}_hits"), HITS.names)
        try:
            rows = self._engine.arrow(self._engine.compile(hit.select(*_BARE.names)))
        finally:  # a search that failed, for a moment maybe, can be tried again
            self._engine.drop(f"{name}_hits")
        weight = _BARE_WEIGHT * len(rows)
        self._make_room(weight)  # without any, it is kept all the same: it must be
        self._engine.bring(name, rows)
        days = np.sort(rows["day"].drop_null().to_numpy())
        hits = _Hits(ibis.table(_BARE, name=name), len(rows), days)
        self._kept[name] = _Kept(weight, self._clock(), hits)
        return hits

    def _keep(self, name: str, weight: float, question: Callable[[], ir.Table]) -> ir.Table | None:
        """A relation that is kept, or is now where there is room."""
        relation = question()
        if name in self._kept:
            self._touch(name)
        elif self._make_room(weight):
            self._engine.keep(name, self._engine.compile(relation))
            self._kept[name] = _Kept(weight, self._clock())
        else:
            return None
        return ibis.table(relation.schema(), name=name)

    def _touch(self, name: str) -> None:
        self._kept[name].used = self._clock()
        self._kept.move_to_end(name)

    def _make_room(self, weight: float) -> bool:
        """Let go of what was asked for longest ago, until there is room; never of what may be in use."""
        taken = sum(kept.weight for kept in self._kept.values())
        for name, kept in [*self._kept.items()]:
            if taken + weight <= _ROOM or self._clock() - kept.used < _IN_USE:
                break
            self._engine.drop(name)
            del self._kept[name]
            taken -= kept.weight
        return taken + weight <= _ROOM


def _in(rows: ir.Table, months: Months | None) -> ir.Table:
    return rows if months is None else rows.filter(rows.day.isnull() | rows.day.between(*months))


def _called(months: Months | None) -> str:
    return "" if months is None else "_{:%Y%m}_{:%Y%m}".format(*months)
