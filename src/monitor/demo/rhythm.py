"""When the demo's news happens: the week's rhythm, the outlets' days, the bursts and the turns of tone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from monitor.article import EntityKind
from monitor.demo.truth import Mood
from monitor.demo.world import Outlet
from monitor.errors import InputError

_WEEKDAYS = (1.0, 1.06, 1.08, 1.04, 0.96, 0.55, 0.45)
_SHORTEST_WITH_EVENTS = 90
"""Days. A shorter demo has no room for late sources, silent weeks, bursts and turns of tone."""


@dataclass(frozen=True, slots=True)
class Period:
    """The demo's days, both inclusive."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def at(self, share: float) -> date:
        """The day after this share of the period."""
        return self.start + timedelta(days=round(self.days * share))


@dataclass(frozen=True, slots=True)
class Service:
    """The days on which an outlet publishes: from ``first`` to ``last``, except a silent week."""

    first: date
    last: date
    silent: tuple[date, date] | None

    def open_on(self, day: date) -> bool:
        """Whether the outlet can publish on this day."""
        silent = self.silent is not None and self.silent[0] <= day <= self.silent[1]
        return self.first <= day <= self.last and not silent


@dataclass(frozen=True, slots=True)
class PlannedBurst:
    """Between two days, ``extra`` more stories than usual (a share of all) are about one entity."""

    entity: str
    kind: EntityKind
    topic: str
    start: date
    end: date
    extra: float


@dataclass(frozen=True, slots=True)
class PlannedTurn:
    """An institution is written about in one mood before a day and in the other from then on."""

    actor: str
    day: date
    before: Mood
    after: Mood


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The whole plan of one demo's time."""

    period: Period
    services: dict[str, Service]
    bursts: tuple[PlannedBurst, ...]
    turns: dict[str, PlannedTurn]

    def burst_on(self, day: date) -> PlannedBurst | None:
        """The burst of this day; no two overlap."""
        return next((burst for burst in self.bursts if burst.start <= day <= burst.end), None)


def choose_period(start: date | None, days: int, end: date | None) -> Period:
    """The demo's days: to the end, from the start, or up to yesterday (UTC).

    Raises:
        InputError: no day at all, or a start after the end.
    """
    if days < 1:
        raise InputError(f"A demo of {days} days was asked for. Ask for at least one day.")
    if start is not None and end is not None:
        if start > end:
            raise InputError(f"The demo starts on {start} and ends before, on {end}. Swap the two days.")
        return Period(start, end)
    if start is not None:
        return Period(start, start + timedelta(days=days - 1))
    last = end or datetime.now(UTC).date() - timedelta(days=1)
    return Period(last - timedelta(days=days - 1), last)


def plan_rhythm(period: Period, outlets: Sequence[Outlet]) -> Rhythm:
    """Lay the planted events into the period; a short one has none."""
    eventful = period.days >= _SHORTEST_WITH_EVENTS
    return Rhythm(
        period=period,
        services={outlet.domain: _service(period, outlet.plan if eventful else "") for outlet in outlets},
        bursts=_bursts(period) if eventful else (),
        turns=_turns(period) if eventful else {},
    )


def _service(period: Period, plan: str) -> Service:
    silence = period.at(0.55)
    return Service(
        first=period.at(5 / 12) if plan == "late" else period.start,
        last=period.at(8 / 12) if plan == "stops" else period.end,
        silent=(silence, silence + timedelta(days=6)) if plan == "silent" else None,
    )


def _bursts(period: Period) -> tuple[PlannedBurst, ...]:
    planned: tuple[tuple[str, EntityKind, str, float, int, float], ...] = (
        ("NPL", "country", "floods", 0.22, 5, 0.5),
        ("who", "actor", "vaccination", 0.47, 6, 0.5),
        ("PRT", "country", "fire", 0.71, 4, 0.4),
        ("imf", "actor", "rates", 0.9, 5, 0.45),
    )
    return tuple(
        PlannedBurst(entity, kind, topic, period.at(share), period.at(share) + timedelta(days=days - 1), extra)
        for entity, kind, topic, share, days, extra in planned
    )


def _turns(period: Period) -> dict[str, PlannedTurn]:
    turns = (
        PlannedTurn("world-bank", period.at(0.5), "bad", "good"),
        PlannedTurn("un", period.at(0.6), "good", "bad"),
    )
    return {turn.actor: turn for turn in turns}


def articles_per_day(rhythm: Rhythm, size: int, random: Callable[[], float]) -> list[int]:
    """Share ``size`` articles out over the days: fewer at weekends, more in a burst, never quite even."""
    weights = []
    for offset in range(rhythm.period.days):
        day = rhythm.period.start + timedelta(days=offset)
        burst = rhythm.burst_on(day)
        weights.append(_WEEKDAYS[day.weekday()] * (0.85 + 0.3 * random()) * (1 + (burst.extra if burst else 0)))
    total = sum(weights)
    counts, reached, given = [], 0.0, 0
    for weight in weights:
        reached += weight
        upto = round(size * reached / total)
        counts.append(upto - given)
        given = upto
    return counts
