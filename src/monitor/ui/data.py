"""The data that pages ask: the newest snapshot, the names in it, and answers that are asked only once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from monitor.annotate.dictionary import load_dictionary
from monitor.charts.calendar import good_bucket
from monitor.charts.series import Span, as_days
from monitor.errors import StoreError
from monitor.filters import Bucket, Filters
from monitor.query.choices import Choice, Choices, choices
from monitor.query.desk import Desk, open_desk
from monitor.query.totals import buckets, summary
from monitor.settings import Settings
from monitor.ui.languages import LANGUAGES
from monitor.ui.words import Names
from monitor.view.link import Known

R = TypeVar("R")

PERIODS = (90, 365)
ENOUGH = 50
"""The first page opens on the shortest period, counted back from the last day, that holds so many articles."""
SCATTERED = 0.01
"""A beginning that holds less than this part of the articles, but a fifth of the days, is not drawn."""


@dataclass(frozen=True, slots=True)
class Data:
    """One snapshot with what its ids are called. Two readers of the same snapshot share the answers."""

    settings: Settings
    desk: Desk
    names: Names
    choices: Choices
    known: Known

    def ask(self, question: Callable[..., R], *arguments: Any, **named: Any) -> R:
        """The answer of a query function to this snapshot; kept, so don't change what comes back."""
        answer: R = _answer(self.desk, question, arguments, tuple(named.items()))
        return answer

    @property
    def version(self) -> int:
        """The number of the snapshot: what a link pins."""
        return self.desk.snapshot.number

    @property
    def is_demo(self) -> bool:
        """True when the store holds invented articles."""
        return bool(self.desk.snapshot.detail.get("demo"))

    def default_filters(self) -> Filters:
        """The last 90 days of the data, a year where they hold little; all of it where that does too."""
        last = self.choices.last_day
        if last is None:
            return Filters()
        for days in PERIODS:
            filters = Filters(start=last - timedelta(days=days - 1), end=last)
            if self.ask(summary, filters).articles >= ENOUGH:
                return filters
        return Filters()

    def scattered(self) -> tuple[date, int] | None:
        """The day on which the data begins in earnest, and how many articles lie scattered before it.

        One article with a wrong year would otherwise press all others to the edge of every chart.
        """
        months = self.ask(buckets, Filters(), "month")
        first, last = self.choices.first_day, self.choices.last_day
        if first is None or last is None:
            return None
        starts, before = as_days(months["bucket"]), months["articles"].cumsum()
        early = int((before < SCATTERED * before.iloc[-1]).sum())
        if not early or (starts[early] - first) / (last - first) < 0.2:
            return None
        return starts[early], int(before.iloc[early - 1])

    def span(self, filters: Filters, bucket: Bucket | None) -> Span | None:
        """The calendar of a chart: the period, within the days that the data has; None without any day.

        Without a first day, scattered early articles are left out (see :meth:`scattered`).
        The data's last day counts as complete unless it is today: today is still being collected.
        """
        first, last = self.choices.first_day, self.choices.last_day
        if first is None or last is None:
            return None
        scattered = self.scattered()
        if filters.start is None and scattered and (filters.end is None or filters.end >= scattered[0]):
            first = scattered[0]
        begin, end = max(first, filters.start or first), min(last, filters.end or last)
        if begin > end:
            begin, end = filters.start or begin, filters.end or end
        today = datetime.now(UTC).date()
        complete_to = last if last < today else today - timedelta(days=1)
        return Span(begin, max(begin, end), complete_to, bucket or good_bucket(begin, max(begin, end)))


def open_data(settings: Settings, pages: frozenset[str], version: int | None = None) -> Data:
    """Open a snapshot of the store, by default the newest; the newest too where the version is not kept.

    Raises:
        StoreError: there is no store; DictionaryError: a mistake in the actors or countries file.
    """
    desk = _desk(settings.store, version)
    names = _names(_stamp(settings.actors), _stamp(settings.countries))
    found = _answer(desk, choices, (), ())
    return Data(settings, desk, names, found, _known(names, found, pages, desk))


@lru_cache(maxsize=512)
def _answer(
    desk: Desk, question: Callable[..., R], arguments: tuple[Any, ...], named: tuple[tuple[str, Any], ...]
) -> R:
    """A desk is one unchanging snapshot, so an answer stays true as long as it is kept."""
    answer: R = question(desk, *arguments, **dict(named))
    return answer


def _desk(store: Path, version: int | None) -> Desk:
    if version is not None:
        try:
            return open_desk(store, version)
        except StoreError:
            pass  # the banner says so: what was opened has another number than what the link asks for
    return open_desk(store)


def values(found: Sequence[Choice]) -> list[str]:
    """The ids of a list of choices, in its order."""
    return [choice.value for choice in found]


def _stamp(path: Path) -> tuple[Path, int]:
    """A file and when it changed: an edited dictionary is read again."""
    return path, path.stat().st_mtime_ns if path.exists() else 0


@lru_cache(maxsize=4)
def _names(actors: tuple[Path, int], countries: tuple[Path, int]) -> Names:
    dictionary = load_dictionary(actors[0], countries[0])
    return Names(
        {key: actor.name for key, actor in dictionary.actors.items()},
        {key: country.name for key, country in dictionary.countries.items()},
        LANGUAGES,
    )


def _known(names: Names, found: Choices, pages: frozenset[str], desk: Desk) -> Known:
    """An actor of the file is known although nobody writes about it: its honest answer is zero."""
    return Known(
        actors={*names.actors, *values(found.actors)},
        countries={*names.countries, *values(found.countries), *values(found.publishing_countries)},
        sources=frozenset(values(found.sources)),
        languages=frozenset(values(found.languages)),
        pages=pages,
        publishers=frozenset(values(found.publishing_countries)),
        version=desk.snapshot.number,
        dictionary=desk.snapshot.dictionary,
    )
