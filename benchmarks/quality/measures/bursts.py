"""Do bursts stand out, and only bursts? Invented news that comes in waves, with bursts planted in it.

How uneven the days are is set as measured on half a year of front pages: the rate of an actor named six times
a day varies by nearly a half from day to day, that of one named once a day by about its mean, and a busy day
is likely to follow a busy day. Ordinary days outnumber bursts by far, so the false alarms are told for a
newsroom that watches 300 actors.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.quality.figure import Figure
from monitor.trends.bursts import FEWEST_DAYS, WINDOW, find_bursts

ACTORS, DAYS, WORLDS = 300, 400, 4
_WEEK = (1.0, 1.06, 1.08, 1.04, 0.96, 0.55, 0.45)
_DAY_AFTER = 0.4
"""How much of a day's surplus is left on the next."""
TIMES, LASTING, OFTEN = 4.0, 3, 3.0
"""A surge to so many times the usual, over so many days, of actors usually named so often a day or more."""

Floats = npt.NDArray[np.float64]
Generator = np.random.Generator


def bursts(corpora: Path) -> Iterator[Figure]:
    """False alarms a day, and the surges that are found."""
    del corpora  # the worlds are invented
    yield planted(np.random.default_rng(7), WORLDS)


def planted(random: Generator, worlds: int) -> Figure:
    """One figure over some invented years."""
    alarms = plain_alarms = days = 0
    found, first_day, plain_found = [], [], []
    for _ in range(worlds):
        wholes, rates = _world(random)
        quiet = random.poisson(rates)
        judged = np.arange(DAYS) >= max(WINDOW, FEWEST_DAYS)
        alarms += int(find_bursts(quiet, wholes, np.ones(DAYS, bool)).found[judged].sum())
        plain_alarms += int(_two_deviations(quiet)[judged].sum())
        days += int(judged.sum())
        surging, begins = _with_surges(random, rates)
        numbers = random.poisson(surging)
        by_us, by_plain = find_bursts(numbers, wholes, np.ones(DAYS, bool)).found, _two_deviations(numbers)
        for actor, begin in begins:
            found.append(by_us[begin : begin + LASTING, actor].any())
            first_day.append(by_us[begin, actor])
            plain_found.append(by_plain[begin : begin + LASTING, actor].any())
    return Figure(
        key="bursts",
        what=f"Surges to {TIMES:g} times the usual, and ordinary days of {ACTORS} actors",
        labelled="invented news with planted surges, as uneven as front pages",
        n=len(found),
        unit="surges",
        scores={
            "found": float(np.mean(found)),
            "found on the first day": float(np.mean(first_day)),
            "left in peace": 1 - alarms / days / ACTORS,
        },
        plain={"found": float(np.mean(plain_found)), "left in peace": 1 - plain_alarms / days / ACTORS},
        plain_method="mean and two standard deviations",
        remark=f"A surge lasts {LASTING} days, of an actor in {OFTEN:g} stories a day or more. False alarms: "
        f"{alarms / days:.2f} a day at {ACTORS} actors, {plain_alarms / days:.0f} by the plain method.",
    )


def _world(random: Generator) -> tuple[Floats, Floats]:
    """All stories of each day, and the rate of each day and actor."""
    usual = 40 / np.arange(1, ACTORS + 1) ** 0.8
    spread = np.sqrt(np.log1p(np.clip(0.1 + 0.8 / usual, 0.02, 1.2)))
    waves = np.empty((DAYS, ACTORS))
    waves[0] = random.normal(size=ACTORS)
    for day in range(1, DAYS):
        fresh = random.normal(size=ACTORS)
        waves[day] = _DAY_AFTER * waves[day - 1] + np.sqrt(1 - _DAY_AFTER**2) * fresh
    wholes = 300 * np.resize(_WEEK, DAYS) * np.exp(random.normal(0, 0.08, DAYS))
    rates = usual * np.exp(spread * waves - spread**2 / 2) * (wholes / wholes.mean())[:, None]
    return wholes, rates


def _with_surges(random: Generator, rates: Floats) -> tuple[Floats, list[tuple[int, int]]]:
    """The rates with a surge here and there, and (actor, first day) of each."""
    surging, begins = rates.copy(), []
    usual = rates.mean(0)
    for actor in np.flatnonzero(usual >= OFTEN):
        for begin in range(2 * WINDOW, DAYS - WINDOW, 2 * WINDOW):
            begins.append((int(actor), begin + int(random.integers(0, WINDOW // 2))))
            surging[begins[-1][1] : begins[-1][1] + LASTING, actor] *= TIMES
    return surging, begins


def _two_deviations(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """What a spreadsheet does: above the mean and two standard deviations of the weeks before."""
    found = np.zeros(numbers.shape, np.bool_)
    for day in range(FEWEST_DAYS, len(numbers)):
        before = numbers[max(0, day - WINDOW) : day]
        found[day] = numbers[day] > before.mean(0) + 2 * before.std(0)
    return found
