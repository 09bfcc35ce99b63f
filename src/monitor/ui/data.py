"""The data that pages ask: the newest snapshot, the names in it, and answers that are asked only once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar, cast

import streamlit as st

from monitor.annotate.dictionary import Dictionary
from monitor.charts.calendar import good_bucket
from monitor.charts.series import Span
from monitor.filters import Bucket, Filters
from monitor.opening import ask, called, days_shown, first_filters, known, open_version, scattered
from monitor.query.choices import Choice, Choices, choices
from monitor.query.desk import Desk
from monitor.settings import Settings
from monitor.ui.languages import LANGUAGES
from monitor.ui.words import Names
from monitor.view.link import Known

R = TypeVar("R")


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
        return ask(self.desk, question, *arguments, **named)

    @property
    def dictionary(self) -> Dictionary:
        """The entries behind the names."""
        return called(self.settings).dictionary

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
        return first_filters(self.desk)

    def scattered(self) -> tuple[date, int] | None:
        """The day on which the data begins in earnest, and how many articles lie scattered before it.

        One article with a wrong year would otherwise press all others to the edge of every chart.
        """
        return scattered(self.desk)

    def span(self, filters: Filters, bucket: Bucket | None) -> Span | None:
        """The calendar of a chart: the period, within the days that the data has; None without any day.

        Without a first day, scattered early articles are left out (see :meth:`scattered`).
        The data's last day counts as complete unless it is today: today is still being collected.
        """
        shown, last = days_shown(self.desk, filters), self.choices.last_day
        if shown is None or last is None:
            return None
        today = datetime.now(UTC).date()
        complete_to = last if last < today else today - timedelta(days=1)
        return Span(*shown, complete_to, bucket or good_bucket(*shown))


def open_data(settings: Settings, pages: frozenset[str], version: int | None = None) -> Data:
    """Open a snapshot of the store, by default the newest; the newest too where the version is not kept.

    Raises:
        StoreError: there is no store; DictionaryError: a mistake in the actors or countries file.
    """
    desk, found = open_version(settings.store, version), called(settings)
    names = Names(found.actors, found.countries, LANGUAGES)
    return Data(settings, desk, names, ask(desk, choices), known(desk, found, pages))


def values(found: Sequence[Choice]) -> list[str]:
    """The ids of a list of choices, in its order."""
    return [choice.value for choice in found]


def the_data() -> Data:
    """The data that the frame opened for this run."""
    return cast(Data, st.session_state["data"])
