"""The choices that belong to single pages: one table, from which links, widgets and tests are made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a page, as it stands in an address.

    ``name`` is its parameter, unique over all pages; ``pages`` are those that have it. Either its values are
    among ``allowed``, the first of which is the default and stays out of the address; or they are things of
    certain ``kinds``, written ``kind:id`` (``actor:nato``, ``search:flood*``, ``note:2026-03-01:Ceasefire``,
    ``period:2026-01-01..2026-01-31``), and nothing is chosen by default. ``many`` is how many values it may
    have.
    """

    name: str
    pages: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    many: int = 1

    @property
    def default(self) -> tuple[str, ...]:
        """What holds where the address says nothing."""
        return self.allowed[:1]


KINDS = ("actor", "country", "source", "publisher", "language", "search", "period", "note", "page")
"""What a value of an option can name."""

_TABLE = (
    Option("series", ("trends",), kinds=("actor", "country", "search"), many=12),
    Option("show", ("trends",), ("attention", "tone", "stance")),
    Option("panels", ("trends",), ("one", "each")),
    Option("smooth", ("trends",), ("no", "3", "7")),
    Option("before", ("trends",), ("no", "yes")),
    Option("note", ("trends",), kinds=("note",), many=10),
    Option("profile", ("actors", "countries"), kinds=("actor", "country")),
    Option("paint", ("map",), ("share", "count", "tone")),
    Option("left", ("compare",), kinds=("actor", "country", "source", "publisher", "period"), many=40),
    Option("right", ("compare",), kinds=("actor", "country", "source", "publisher", "period"), many=40),
    Option("versus", ("compare",), ("actors", "countries", "sources", "publishers", "periods")),
    Option("subject", ("compare",), kinds=("actor", "country"), many=10),
    Option("besides", ("compare",), ("actors", "countries", "sources")),
    Option("members", ("together",), kinds=("actor", "country"), many=20),
    Option("among", ("together",), ("actors", "countries", "both")),
    Option("drawn", ("together",), ("matrix", "network")),
    Option(
        "columns",
        ("articles",),
        ("usual", "source", "day", "tone", "mentions", "copies", "country", "language", "text", "url"),
        many=10,
    ),
    Option("rows", ("articles",), ("50", "25", "100")),
    Option("panel", ("sources",), ("all", "constant")),
    Option("entry", ("dictionary",), kinds=("actor",)),
    Option("part", ("dictionary",), ("actors", "countries", "suggestions", "versions")),
    Option(
        "sort_of",
        ("dictionary",),
        ("any", "person", "organisation", "armed-group", "party", "government", "company"),
    ),
    Option("find", ("dictionary",), kinds=("search",)),
)

OPTIONS: dict[str, Option] = {option.name: option for option in _TABLE}
"""Every option by its name. A new choice of a page is one line in the table above."""


def options_of(page: str) -> tuple[Option, ...]:
    """The options of a page."""
    return tuple(option for option in _TABLE if page in option.pages)
