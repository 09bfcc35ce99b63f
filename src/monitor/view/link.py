"""A view as an address that can be shared, and an address as a view.

An address carries ids and absolute days, never labels or "the last 30 days". Nothing in it is trusted, and
nothing is dropped in silence: what can't be used is named, and the rest of the view stands.
"""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode

from monitor.errors import FilterError
from monitor.filters import BUCKETS, COUNTRY_ROLES, MEASURES, ORDERS, OUTLET, QUOTED, SCALES, Cell, Filters
from monitor.view.options import OPTIONS, Option
from monitor.view.view import Chosen, View

MAX_VALUES = 100
MAX_SEARCH = 500
MAX_NOTE = 80
LONGEST_LIST = 100_000
LATEST_VERSION = 999_999_999
LONGEST = 2_000
"""Characters of a shared link: what every browser, chat and mail program keeps whole."""
_LARGEST_UNPACKED = 64 * 1024
FIRST_YEAR, LAST_YEAR = 1800, 2200

Params = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Known:
    """What means something in this store; an address that names anything else says so in a banner.

    ``version`` and ``dictionary`` are those of the data that was opened for the address.
    """

    actors: Collection[str] = frozenset()
    countries: Collection[str] = frozenset()
    sources: Collection[str] = frozenset()
    languages: Collection[str] = frozenset()
    pages: Collection[str] = frozenset()
    publishers: Collection[str] = frozenset()
    version: int | None = None
    dictionary: str = ""


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
        **{f"in_{name}": [str(getattr(cell, name))] for name in cell.dimensions()},
        "in_story": _unless(cell.story or "", ""),
        "in_tone": [f"{cell.tone[0]:g}..{cell.tone[1]:g}"] if cell.tone else [],
        "sort": _unless(view.sort, "newest"),
        "page": _unless(str(view.number), "1"),
        "article": _unless(view.article or "", ""),
        "back": _unless(view.back or "", ""),
        **{name: list(values) for name, values in view.options},
        "data": [str(view.version)] if view.version else [],
        "dictionary": _unless(view.dictionary, ""),
    }
    if cell.bucket and cell.start:
        params[f"in_{cell.bucket}"] = [cell.start.isoformat()]
    return {name: values for name, values in params.items() if values}


def decode(params: Params, known: Known) -> tuple[View, list[str]]:
    """Read query parameters; the second value names in one sentence each thing that could not be used."""
    reading = _Reading(_unpacked(params))
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
        sort=reading.choice("sort", ORDERS, "newest"),
        number=reading.number("page"),
        article=reading.word("article"),
        back=reading.one_of("back", known.pages),
        options=_read_options(reading, known),
        **_read_version(reading, known),
    )
    reading.refuse_the_rest()
    return view, reading.problems


def packed(params: Params) -> dict[str, list[str]]:
    """The parameters of a large view in one, squeezed; :func:`decode` reads it like the others."""
    squeezed = zlib.compress(_query(params).encode("utf-8"), 9)
    return {"packed": [urlsafe_b64encode(squeezed).decode("ascii").rstrip("=")]}


def _unpacked(params: Params) -> Params:
    """The parameters as they were before they were packed; what is no packing stays, and is named later."""
    text = next(iter(params.get("packed") or []), "")
    try:
        squeezed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        opened = zlib.decompressobj().decompress(squeezed, _LARGEST_UNPACKED) if text else b""
        found = parse_qs(opened.decode("utf-8"), max_num_fields=2_000)
    except (zlib.error, NotBase64, ValueError):
        return params
    return (
        {**{name: values for name, values in params.items() if name != "packed"}, **found} if found else params
    )


def version_of(params: Params) -> int | None:
    """The snapshot that an address asks for, before anything else in it can be read; None for the newest."""
    value = next(iter(_unpacked(params).get("data") or []), "")
    return _read_version_number(value)


def share_address(base: str, page: str, view: View) -> str:
    """The absolute address of a view, to be sent to others.

    Args:
        base: the address of the app, as ``https://monitor.example.org``.
        page: the name of the page.
        view: what it shows; freeze it first (``version``).

    Raises:
        FilterError: the view has too many choices for an address of 2,000 characters.
    """
    link = base.rstrip("/") + address(page, view)
    if len(link) >= LONGEST:
        link = f"{base.rstrip('/')}/{page}?{_query(packed(encode(view)))}"
    if len(link) >= LONGEST:
        raise FilterError(
            f"This view needs a link of {len(link):,} characters; programs for mail and chat cut them at "
            f"{LONGEST:,}. Choose fewer actors, sources or series, or a shorter search."
        )
    return link


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
        country=reading.one_of("in_country", {*known.countries, *known.publishers}),
        source=reading.one_of("in_source", known.sources),
        language=reading.one_of("in_language", known.languages),
        publisher=reading.one_of("in_publisher", known.publishers),
        with_actor=reading.one_of("in_with_actor", known.actors),
        with_country=reading.one_of("in_with_country", known.countries),
        alias=reading.short("in_alias"),
        evidence=reading.short("in_evidence"),
        voice=reading.short("in_voice"),
        spoken=reading.choice("in_spoken", (OUTLET, QUOTED), None),
        place=reading.choice("in_place", ("title", "text"), None),
        tone=reading.parsed("in_tone", _read_tones, "two numbers from −1 to 1 such as -0.2..0"),
        story=reading.word("in_story"),
        bucket=bucket,
        start=start,
    )
    return None if cell == Cell() else cell


def _read_options(reading: _Reading, known: Known) -> Chosen:
    found = {option.name: reading.option(option, known) for option in OPTIONS.values()}
    return tuple(
        sorted((name, values) for name, values in found.items() if values and values != OPTIONS[name].default)
    )


def _read_version(reading: _Reading, known: Known) -> dict[str, Any]:
    """The version that was asked for, where it is the one that is open."""
    version = reading.parsed("data", _read_version_number, "the number of a data version")
    dictionary = reading.parsed("dictionary", _read_word, "a dictionary version of letters and digits") or ""
    if version and version != known.version:
        reading.refuse(
            f"The link shows version {version} of the data, which is not available here; this is version "
            f"{known.version}, the newest, and its numbers may differ."
        )
        version = None
    if dictionary and dictionary != known.dictionary:
        reading.refuse(
            f"The link was made with the dictionary {_shown(dictionary)}; these numbers were made with "
            f"{known.dictionary or 'another one'}."
        )
        dictionary = ""
    return {"version": version, "dictionary": dictionary if version else ""}


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

    def short(self, name: str) -> str | None:
        return self.parsed(name, lambda v: v if 0 < len(v) <= 200 and v.isprintable() else None, "a short text")

    def option(self, option: Option, known: Known) -> tuple[str, ...]:
        """The values of a page's option that can be used."""
        given = list(dict.fromkeys(self.params.get(option.name) or []))
        self.asked.add(option.name)
        if option.allowed:
            good = [value for value in given if value in option.allowed]
            expected = f"one of {', '.join(option.allowed)}"
        else:
            good = [value for value in given if _is_thing(value, option.kinds, known)]
            expected = " or ".join(f"{kind}:…" for kind in option.kinds) + ", known in this data"
        for value in [value for value in given if value not in good][:5]:
            self.refuse(
                f"The link says {option.name} is {_shown(value)}; expected {expected}. It was left out."
            )
        if len(good) > option.many:
            self.refuse(
                f"The link gives {option.name!r} {len(good)} values; the first {option.many} were used."
            )
        return tuple(good[: option.many])

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


def _is_thing(value: str, kinds: Sequence[str], known: Known) -> bool:
    """True for ``kind:id`` of an allowed kind, with an id that means something."""
    kind, _, rest = value.partition(":")
    ids: dict[str, Collection[str]] = {
        "actor": known.actors,
        "country": known.countries,
        "source": known.sources,
        "publisher": known.publishers,
        "language": known.languages,
        "page": known.pages,
    }
    if kind not in kinds:
        return False
    if kind == "search":
        return 0 < len(rest.strip()) <= MAX_SEARCH and rest.isprintable()
    if kind == "period":
        first, _, last = rest.partition("..")
        begin, end = _read_day(first), _read_day(last)
        return begin is not None and end is not None and begin <= end
    if kind == "note":
        day, _, words = rest.partition(":")
        return _read_day(day) is not None and 0 < len(words) <= MAX_NOTE and words.isprintable()
    return rest in ids[kind]


def _read_tones(text: str) -> tuple[float, float] | None:
    low, _, high = text.partition("..")
    try:
        tones = float(low), float(high)
    except ValueError:
        return None
    return tones if -1 <= tones[0] < tones[1] <= 1.01 and f"{tones[0]:g}..{tones[1]:g}" == text else None


def _read_version_number(text: str) -> int | None:
    plain = text.isascii() and text.isdigit() and len(text) <= len(str(LATEST_VERSION))
    return int(text) if plain and int(text) > 0 and str(int(text)) == text else None


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
    query = _query(encode(view))
    return f"/{page}?{query}" if query else f"/{page}"


def _query(params: Params) -> str:
    return urlencode([(name, value) for name, values in params.items() for value in values])
