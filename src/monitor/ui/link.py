"""What a reader looks at, as one value, and the same value as an address that can be shared.

An address carries ids and absolute days, never labels or "the last 30 days". Nothing in it is trusted, and
nothing is dropped in silence: what can't be used is named, and the rest of the view stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar, get_args
from urllib.parse import urlencode

from monitor.charts.series import Scale
from monitor.filters import BUCKETS, COUNTRY_ROLES, MEASURES, Bucket, Cell, Filters
from monitor.query.evidence import SORTS as ORDERS

SORTS: tuple[str, ...] = tuple(ORDERS)
SCALES: tuple[Scale, ...] = get_args(Scale)

MAX_VALUES = 100
MAX_SEARCH = 500
LONGEST_LIST = 100_000
FIRST_YEAR, LAST_YEAR = 1800, 2200

Params = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class View:
    """One view of the data: the filters shared by all pages, and the choices of single pages.

    ``cell`` narrows a list of articles to those counted in one mark, ``back`` is the page on which it was
    clicked. ``bucket`` None means: the one that suits the span. ``number`` is the page of a list, from 1.
    """

    filters: Filters = field(default_factory=Filters)
    cell: Cell | None = None
    bucket: Bucket | None = None
    scale: Scale = "share"
    sort: str = "newest"
    number: int = 1
    article: str | None = None
    back: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that mean something in this store; an address that names others says so in a banner."""

    actors: Collection[str] = frozenset()
    countries: Collection[str] = frozenset()
    sources: Collection[str] = frozenset()
    languages: Collection[str] = frozenset()
    pages: Collection[str] = frozenset()


def encode(view: View) -> dict[str, list[str]]:
    """The query parameters of a view; what stands at its neutral default is left out.

    Days are absolute, so a link shows the same period tomorrow.
    """
    filters, cell = view.filters, view.cell or Cell()
    params = {
        "from": [filters.start.isoformat()] if filters.start else [],
        "to": [filters.end.isoformat()] if filters.end else [],
        "actor": list(filters.actors),
        "country": list(filters.countries),
        "role": _unless(filters.country_role, "mentioned"),
        "source": list(filters.sources),
        "language": list(filters.languages),
        "search": _unless(filters.search, ""),
        "measure": _unless(filters.measure, "stories"),
        "bucket": _unless(view.bucket or "", ""),
        "scale": _unless(view.scale, "share"),
        "in_actor": _unless(cell.actor or "", ""),
        "in_country": _unless(cell.country or "", ""),
        "in_source": _unless(cell.source or "", ""),
        "in_language": _unless(cell.language or "", ""),
        "sort": _unless(view.sort, "newest"),
        "page": _unless(str(view.number), "1"),
        "article": _unless(view.article or "", ""),
        "back": _unless(view.back or "", ""),
    }
    if cell.bucket and cell.start:
        params[f"in_{cell.bucket}"] = [cell.start.isoformat()]
    return {name: values for name, values in params.items() if values}


def decode(params: Params, known: Known) -> tuple[View, list[str]]:
    """Read query parameters; the second value names in one sentence each thing that could not be used."""
    reading = _Reading(params)
    start, end = reading.day("from"), reading.day("to")
    if start and end and start > end:
        reading.refuse(f"The period starts on {start} and ends before, on {end}; it was left out.")
        start = end = None
    filters = Filters(
        start=start,
        end=end,
        actors=reading.ids("actor", known.actors),
        countries=reading.ids("country", known.countries),
        country_role=reading.choice("role", COUNTRY_ROLES, "mentioned"),
        sources=reading.ids("source", known.sources),
        languages=reading.ids("language", known.languages),
        search=reading.text("search", MAX_SEARCH),
        measure=reading.choice("measure", MEASURES, "stories"),
    )
    view = View(
        filters=filters,
        cell=_read_cell(reading, known),
        bucket=reading.choice("bucket", BUCKETS, None),
        scale=reading.choice("scale", SCALES, "share"),
        sort=reading.choice("sort", SORTS, "newest"),
        number=reading.number("page"),
        article=reading.word("article"),
        back=reading.one_of("back", known.pages),
    )
    reading.refuse_the_rest()
    return view, reading.problems


def forget_choices(view: View) -> View:
    """The view for another page: the filters and series choices stay, the cell and the place in a list go."""
    return View(filters=view.filters, bucket=view.bucket, scale=view.scale)


def with_filters(view: View, filters: Filters) -> View:
    """The view after a filter changed: a list starts again from its first page."""
    return replace(view, filters=filters, number=1)


def _unless(value: str, neutral: str) -> list[str]:
    return [] if value == neutral else [value]


def _read_cell(reading: _Reading, known: Known) -> Cell | None:
    days = [(bucket, reading.day(f"in_{bucket}")) for bucket in BUCKETS]
    given = [(bucket, start) for bucket, start in days if start]
    if len(given) > 1:
        reading.refuse("The link narrows to a day, a week and a month at once; the first one was used.")
    bucket, start = given[0] if given else (None, None)
    cell = Cell(
        actor=reading.one_of("in_actor", known.actors),
        country=reading.one_of("in_country", known.countries),
        source=reading.one_of("in_source", known.sources),
        language=reading.one_of("in_language", known.languages),
        bucket=bucket,
        start=start,
    )
    return None if cell == Cell() else cell


T = TypeVar("T")
Name = TypeVar("Name", bound=str)
Default = TypeVar("Default")


@dataclass(slots=True)
class _Reading:
    """Parameters as they are read; collects what can't be used."""

    params: Params
    problems: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def refuse(self, problem: str) -> None:
        self.problems.append(problem)

    def refuse_the_rest(self) -> None:
        for name in self.params:
            if name not in self.asked:
                self.refuse(f"The link carries {_shown(name)}, which means nothing here; it was left out.")

    def first(self, name: str) -> str | None:
        self.asked.add(name)
        values = self.params.get(name) or []
        if len(values) > 1:
            self.refuse(f"The link gives {name!r} {len(values)} times; the first was used.")
        return values[0] if values else None

    def parsed(self, name: str, parse: Callable[[str], T | None], expected: str) -> T | None:
        value = self.first(name)
        found = None if value is None else parse(value)
        if value is not None and found is None:
            self.refuse(f"The link says {name} is {_shown(value)}; expected {expected}. It was left out.")
        return found

    def day(self, name: str) -> date | None:
        return self.parsed(name, _read_day, "a day such as 2026-03-31")

    def number(self, name: str) -> int:
        return self.parsed(name, _read_number, "a whole number from 1") or 1

    def word(self, name: str) -> str | None:
        return self.parsed(name, _read_word, "an id of letters and digits")

    def choice(self, name: str, allowed: Sequence[Name], default: Default) -> Name | Default:
        by_name = {str(value): value for value in allowed}
        found = self.parsed(name, by_name.get, f"one of {', '.join(allowed)}")
        return default if found is None else found

    def one_of(self, name: str, allowed: Collection[str]) -> str | None:
        return self.parsed(name, lambda value: value if value in allowed else None, "an id known in this data")

    def text(self, name: str, longest: int) -> str:
        return self.parsed(name, lambda v: v if len(v) <= longest else None, f"at most {longest} letters") or ""

    def ids(self, name: str, allowed: Collection[str]) -> tuple[str, ...]:
        self.asked.add(name)
        values = list(dict.fromkeys(self.params.get(name) or []))
        if len(values) > MAX_VALUES:
            self.refuse(f"The link gives {name!r} {len(values)} values; the first {MAX_VALUES} were used.")
            values = values[:MAX_VALUES]
        unknown = [value for value in values if value not in allowed]
        if unknown:
            shown = ", ".join(_shown(value) for value in unknown[:5]) + (", …" if len(unknown) > 5 else "")
            self.refuse(f"The link asks for {name} {shown}, not known in this data; it was left out.")
        return tuple(value for value in values if value in allowed)


def _shown(value: str) -> str:
    """A stranger's text inside a sentence: quoted, without control characters, at most 60 letters."""
    plain = "".join(letter if letter.isprintable() else "�" for letter in value)
    return f"“{plain[:60]}…”" if len(plain) > 60 else f"“{plain}”"


def _read_day(text: str) -> date | None:
    if len(text) != len("2026-03-31"):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR and day.isoformat() == text else None


def _read_number(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        return None
    return int(text) if 1 <= int(text) <= LONGEST_LIST else None


def _read_word(text: str) -> str | None:
    return text if text.isascii() and text.isalnum() and len(text) <= 40 else None


def address(page: str, view: View) -> str:
    """The relative address of a page with its view, as it stands in the browser."""
    query = [(name, value) for name, values in encode(view).items() for value in values]
    return f"/{page}?{urlencode(query)}" if query else f"/{page}"
