"""Questions with blanks in the place of their values, as in a prepared statement.

Putting a question into the engine's words takes ten times as long as many an answer. A reader's clicks change
the values of a question and seldom its shape, so each shape is put into words once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from monitor.filters import Cell, Filters
from monitor.query.desk import LAID_BY_DAY, Desk, blank


class _BlankDay(date):
    """Stands in the place of a day; its text is a blank."""

    blank: str

    def isoformat(self) -> str:
        return self.blank


def blank_day(name: str) -> date:
    """What stands in the place of a day."""
    day = _BlankDay(1, 1, 1)
    day.blank = blank(name)
    return day


class _BlankNumber(float):
    """Stands in the place of a number; its text is a blank."""

    blank: str

    def __repr__(self) -> str:
        return self.blank


def _blank_number(name: str) -> float:
    number = _BlankNumber()
    number.blank = blank(name)
    return number


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question's ``filters`` and ``cell`` with blanks, and what stands in them.

    The tables of ``desk`` are blanks too, for those of them that hold all of the period; in ``whole`` they are
    as they are, and so are the filters in ``told``.

    What relations are made of is asked for through :meth:`arrow`, :meth:`frame` and :meth:`row`; they call
    ``question`` for a shape that is new. ``what`` tells questions apart that have the same filters.
    """

    whole: Desk
    desk: Desk
    filters: Filters
    cell: Cell
    values: Mapping[str, tuple[str, ...]]
    held: Mapping[str, ibis.Schema]
    told: Filters
    side: str = ""
    others: tuple[Hashable, ...] = ()

    @classmethod
    def of(
        cls,
        desk: Desk,
        filters: Filters,
        cell: Cell | None = None,
        *,
        side: str = "",
        **lists: Sequence[str],
    ) -> Prepared:
        """Put blanks into the filters and the cell; ``lists`` are more values, for ``[blank(name)]``.

        A question with several filters has a ``side`` for each, a name of its own, and is asked of one side
        :meth:`beside` the others.

        Raises:
            FilterError: the search can't be understood.
        """
        whole, values = cell or Cell(), {name: tuple(told) for name, told in lists.items()}
        kept = replace(filters, **_blanked(filters, side, values))
        asked = replace(whole, **_blanked(whole, f"{side}cell_", values))
        if filters.country_role == "about":  # each is looked for by itself
            numbered = {f"{side}country_{n}": (country,) for n, country in enumerate(filters.countries)}
            kept, values = replace(kept, countries=tuple(map(blank, numbered))), values | numbered
        period = (filters.start, filters.end)
        found = desk.found(filters.search, *period) if filters.search.strip() else None
        if found is not None:
            values[f"{side}found"] = (found.get_name(),)
            kept = replace(kept, search=" ".join(found.columns))  # by which its words differ
        near = {f"{side}{name}": (desk.near(name, *period),) for name in LAID_BY_DAY}
        return cls(desk, desk.with_blanks(side, found), kept, asked, {**values, **near}, {}, filters, side)

    def arrow(self, what: Hashable, question: Callable[[], ir.Table]) -> pa.Table:
        """The rows of a relation.

        Raises:
            FilterError: a value holds a character that no stored text can hold.
            StoreBrokenError: a file of the snapshot is missing or can't be read.
        """
        return self.whole.shaped(self._shape(what), question, self.values)

    def frame(self, what: Hashable, question: Callable[[], ir.Table]) -> pd.DataFrame:
        """The rows of a relation, as :meth:`monitor.query.desk.Desk.frame` gives them; errors as there."""
        return self.arrow(what, question).to_pandas(date_as_object=True)

    def row(self, what: Hashable, question: Callable[[], ir.Table]) -> dict[str, Any]:
        """The only row of a relation; errors as in :meth:`arrow`."""
        (row,) = self.arrow(what, question).to_pylist()
        return dict(row)

    def holding(self, name: str, what: Hashable, question: Callable[[], ir.Table]) -> Prepared:
        """With the rows of a relation held in memory, for the many that start from them; errors as in
        :meth:`arrow`."""
        table, schema = self.whole.hold(self._shape((name, what)), question, self.values)
        return replace(self, values={**self.values, name: (table,)}, held={**self.held, name: schema})

    def with_names(self) -> Prepared:
        """With whom the articles name that a search finds, in memory, for a question about everyone.

        Raises:
            FilterError: the search can't be understood.
        """
        if not self.told.search.strip():
            return self
        names = self.whole.names_found(self.told.search, self.told.start, self.told.end)
        if names is None:
            return self
        return replace(
            self,
            desk=self.desk.with_names(names, self.side),
            filters=replace(self.filters, search=f"{self.filters.search}, names"),
            values={**self.values, f"{self.side}names": (names.get_name(),)},
        )

    def beside(self, *others: Prepared) -> Prepared:
        """With other sides of the same question, whose filters may stand in its relations too."""
        values = {name: told for one in (self, *others) for name, told in one.values.items()}
        return replace(self, values=values, others=tuple(one._shape(()) for one in others))

    def naming(self, **lists: Sequence[str]) -> Prepared:
        """With more values, for ``[blank(name)]``."""
        return replace(self, values={**self.values, **{name: tuple(told) for name, told in lists.items()}})

    def rows(self, name: str) -> ir.Table:
        """The relation that is held under a name."""
        return ibis.table(self.held[name], name=blank(name))

    def _shape(self, what: Hashable) -> Hashable:
        return (what, self.whole.is_tallied, self.side, self.filters, self.cell, *self.others)


_WORDS = frozenset({"country_role", "search", "measure", "bucket"})
"""What is no value, but decides how the question looks."""
_ENTITIES = frozenset({"actors", "countries"})
"""A question about one of them looks different from one about several, whatever their number."""


def _blanked(told: Filters | Cell, prefix: str, values: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """The fields that hold values, with blanks; the values go into the mapping."""
    blanks: dict[str, Any] = {}
    for field in fields(told):
        value, name = getattr(told, field.name), f"{prefix}{field.name}"
        if field.name in _WORDS or not value:
            continue
        if isinstance(value, date):
            values[name], blanks[field.name] = (value.isoformat(),), blank_day(name)
        elif isinstance(value, str):
            values[name], blanks[field.name] = (value,), blank(name)
        elif isinstance(value[0], str):
            several = field.name in _ENTITIES and len(value) > 1
            kept = {name: value[:1], f"{name}_more": value[1:]} if several else {name: value}
            values.update(kept)
            blanks[field.name] = tuple(map(blank, kept))
        else:
            numbered = {f"{name}_{n}": (repr(number),) for n, number in enumerate(value)}
            values.update(numbered)
            blanks[field.name] = tuple(map(_blank_number, numbered))
    return blanks
