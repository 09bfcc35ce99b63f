"""Where an address meets the data: the snapshot that it opens, what its ids mean there, what it shows first.

Pages, the addresses for machines and the command open the same view with what stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit
from weakref import WeakValueDictionary

from monitor.annotate.dictionary import Dictionary, load_dictionary
from monitor.charts.calendar import good_bucket
from monitor.charts.series import as_days
from monitor.errors import FilterError, StoreError
from monitor.filters import Bucket, Filters
from monitor.query.choices import Choice, choices
from monitor.query.desk import Desk, open_desk
from monitor.query.totals import buckets, summary
from monitor.settings import PAGES, Settings
from monitor.view.link import Known, decode, version_of
from monitor.view.view import View

R = TypeVar("R")

PERIODS = (90, 365)
ENOUGH = 50
"""The first page opens on the shortest period, counted back from the last day, that holds so many articles."""
SCATTERED = 0.01
"""A beginning that holds less than this part of the articles, but a fifth of the days, is not drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class Called:
    """What the dictionary calls its ids, and its entries. ``stamp`` tells the states of its files apart."""

    actors: Mapping[str, str]
    countries: Mapping[str, str]
    stamp: tuple[int, int]
    dictionary: Dictionary


def ask(desk: Desk, question: Callable[..., R], *arguments: Any, **named: Any) -> R:
    """The answer of a query function to a snapshot; kept, so don't change what comes back.

    A desk is one unchanging snapshot, so an answer stays true as long as it is kept. Who asks what is just
    being answered to another reader waits for that answer, and has nothing worked out twice.
    """
    asked = (desk, question, arguments, tuple(named.items()))
    with _turn(asked):
        return _answer(*asked)  # type: ignore[no-any-return]


_turns: WeakValueDictionary[Hashable, Lock] = WeakValueDictionary()
_turns_lock = Lock()


def _turn(asked: Hashable) -> Lock:
    """The lock of a question; it lives as long as somebody holds it or waits for it."""
    with _turns_lock:
        return _turns.setdefault(asked, Lock())


@lru_cache(maxsize=512)
def _answer(
    desk: Desk, question: Callable[..., Any], arguments: tuple[Any, ...], named: tuple[tuple[str, Any], ...]
) -> Any:
    return question(desk, *arguments, **dict(named))


def open_version(store: Path, version: int | None) -> Desk:
    """The snapshot that an address asks for; the newest where it names none, or one that is not kept.

    Reading the address tells the difference: what was opened has another number than what was asked for.

    Raises:
        StoreError: there is no store.
    """
    if version is not None:
        try:
            return open_desk(store, version)
        except StoreError:
            pass  # the newest, then; without a store, it says so
    return open_desk(store)


def called(settings: Settings) -> Called:
    """The names in the dictionary; an edited file is read again.

    Raises:
        DictionaryError: a mistake in the actors or countries file.
    """
    files = settings.actors, settings.countries
    with _reading:
        return _called(files, (_changed(files[0]), _changed(files[1])))


_reading = Lock()
"""Who comes while the files are being read waits, and does not read them again."""


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


@lru_cache(maxsize=4)
def _called(files: tuple[Path, Path], stamp: tuple[int, int]) -> Called:
    dictionary = load_dictionary(*files)
    return Called(
        {key: actor.name for key, actor in dictionary.actors.items()},
        {key: country.name for key, country in dictionary.countries.items()},
        stamp,
        dictionary,
    )


def known(desk: Desk, names: Called, pages: frozenset[str]) -> Known:
    """What an address can name; ``pages`` are those of the app, see :func:`page_names`.

    An actor of the file is known although nobody writes about it: its honest answer is zero.
    """
    return ask(desk, _known, names, pages)


def _known(desk: Desk, names: Called, pages: frozenset[str]) -> Known:
    found = ask(desk, choices)
    publishers = _ids(found.publishing_countries)
    return Known(
        actors=_ids(found.actors) | names.actors.keys(),
        countries=_ids(found.countries) | publishers | names.countries.keys(),
        sources=_ids(found.sources),
        languages=_ids(found.languages),
        pages=pages,
        publishers=publishers,
        version=desk.snapshot.number,
        dictionary=desk.snapshot.dictionary,
    )


def _ids(found: Sequence[Choice]) -> frozenset[str]:
    return frozenset(choice.value for choice in found)


def page_names() -> frozenset[str]:
    """The names of the pages: those of their scripts."""
    return frozenset(script.stem for script in PAGES.glob("*.py"))


def first_filters(desk: Desk) -> Filters:
    """What an empty address shows: the last 90 days of the data, a year where they hold little; else all."""
    last = ask(desk, choices).last_day
    if last is None:
        return Filters()
    for days in PERIODS:
        filters = Filters(start=last - timedelta(days=days - 1), end=last)
        if ask(desk, summary, filters).articles >= ENOUGH:
            return filters
    return Filters()


def scattered(desk: Desk) -> tuple[date, int] | None:
    """The day on which the data begins in earnest, and how many articles lie scattered before it.

    One article with a wrong year would otherwise press all others to the edge of every chart.
    """
    months, found = ask(desk, buckets, Filters(), "month"), ask(desk, choices)
    first, last = found.first_day, found.last_day
    if first is None or last is None:
        return None
    starts, before = as_days(months["bucket"]), months["articles"].cumsum()
    early = int((before < SCATTERED * before.iloc[-1]).sum())
    if not early or (starts[early] - first) / (last - first) < 0.2:
        return None
    return starts[early], int(before.iloc[early - 1])


def days_shown(desk: Desk, filters: Filters) -> tuple[date, date] | None:
    """The days of a chart: the period, within the days that the data has; None without any dated article.

    Without a first day, scattered early articles are left out (see :func:`scattered`).
    """
    found = ask(desk, choices)
    first, last = found.first_day, found.last_day
    if first is None or last is None:
        return None
    stray = scattered(desk)
    if filters.start is None and stray and (filters.end is None or filters.end >= stray[0]):
        first = stray[0]
    begin, end = max(first, filters.start or first), min(last, filters.end or last)
    if begin > end:
        begin, end = filters.start or begin, filters.end or end
    return begin, max(begin, end)


FIRST_PAGE = "overview"
MOST_PARAMETERS = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """A link, as the page at its end would read it. ``problems`` are what the page would say in its banner."""

    desk: Desk
    page: str
    view: View
    problems: tuple[str, ...]


def follow(settings: Settings, link: str) -> Followed:
    """Read a link, absolute or relative.

    Raises:
        FilterError: this is no address; StoreError: there is no store; DictionaryError: a mistake in its files.
    """
    try:
        parts = urlsplit(link)
        params = parse_qs(parts.query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError as error:
        raise FilterError(
            f"{link[:80]!r} is no address ({error}). Copy it from the browser, such as "
            "https://monitor.example.org/actors?from=2026-03-01."
        ) from error
    desk, pages = open_version(settings.store, version_of(params)), page_names()
    page = parts.path.rstrip("/").rpartition("/")[2] or FIRST_PAGE
    problems = []
    if page not in pages:
        if page != "home":
            problems.append(f"The link leads to {page[:80]!r}, which is no page; the first one was used.")
        page = FIRST_PAGE
    if not params:
        return Followed(desk, page, View(filters=first_filters(desk)), tuple(problems))
    view, found = decode(params, known(desk, called(settings), pages))
    return Followed(desk, page, view, (*problems, *found))


def main_bucket(desk: Desk, view: View) -> Bucket:
    """The bucket of a chart: the chosen one, else the one that suits the days it shows."""
    shown = days_shown(desk, view.filters)
    return view.bucket or (good_bucket(*shown) if shown else "day")
