"""Which days stand out: more stories than the weeks before make likely, though news comes in waves anyway."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monitor.trends.intervals import Floats

WINDOW = 28
"""Days from which the usual is learned."""
FEWEST_DAYS = 14
"""With fewer days before it, a day is not judged."""
FEWEST = 3
"""A day with fewer stories never stands out."""
ALARM = 1 / 400
"""How likely chance may be: with 300 actors watched, less than one false alarm a day."""

_UNEVEN, _UNEVEN_WHEN_RARE = 0.1, 0.8
"""How uneven news is from day to day beyond chance: the variance of the rate over its squared mean for those
who are often named, and what is added to it, divided by their stories a day, for the others. Near to what half
a year of front pages showed, for actors and countries alike."""
_BELIEVED = 56
"""Days of one's own that weigh as much as what holds for all."""
_FAR = 3.0
"""Standard deviations above which a day teaches no more: a burst must not become the usual at once."""
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Bursts:
    """For each day and entity, arrays of the shape of the counts.

    ``expected`` is the usual number, ``chance`` how likely so many or more are without a burst, both NaN where
    nothing can be judged; ``found`` is True where a day stands out.
    """

    expected: Floats
    chance: Floats
    found: npt.NDArray[np.bool_]


def find_bursts(counts: npt.ArrayLike, totals: npt.ArrayLike, usable: npt.ArrayLike) -> Bursts:
    """Compare each day with the weeks before it.

    What is usual is a share of all stories of the day, so that a quiet Sunday or a new source surprises nobody.
    The number of a day then follows a negative binomial distribution: chance, on top of a rate that itself goes
    up and down. How much it does is learned for each entity, leaning on what holds for all while its days are
    few. A day's numbers are independent only if they are stories.

    Args:
        counts: stories, days in order × entities.
        totals: all stories, for each day; or for each day and entity.
        usable: which days are whole and were collected; others are not judged, and teach nothing.

    Source: A. Noufaily et al. (2013), Statistics in Medicine 32 (7), 1206–1222 (quasi-Poisson detection with
    down-weighted past outbreaks); the distribution is the negative binomial of M. Höhle and M. Paul (2008),
    Computational Statistics & Data Analysis 52 (9), 4357–4368.
    """
    numbers = np.asarray(counts, dtype=np.float64)
    wholes = np.asarray(totals, dtype=np.float64)
    wholes = np.broadcast_to(wholes[:, None] if wholes.ndim < numbers.ndim else wholes, numbers.shape)
    judged = np.flatnonzero(np.asarray(usable, dtype=np.bool_))
    expected, chance = np.full(numbers.shape, np.nan), np.full(numbers.shape, np.nan)
    taught = numbers.copy()
    for place, day in enumerate(judged):
        days = judged[max(0, place - WINDOW) : place]
        days = days[day - days <= 2 * WINDOW]
        if len(days) < FEWEST_DAYS:
            continue
        mean, uneven = _usual(taught[days], wholes[days], wholes[day])
        expected[day] = mean
        chance[day] = [_tail(*row) for row in zip(numbers[day], mean, uneven, strict=True)]
        far = mean + _FAR * np.sqrt(mean + uneven * mean**2)
        taught[day] = np.minimum(numbers[day], np.maximum(far, FEWEST))
    with np.errstate(invalid="ignore"):
        found = (chance <= ALARM) & (numbers >= FEWEST)
    return Bursts(expected, chance, found)


def _usual(before: Floats, wholes_before: Floats, whole: Floats) -> tuple[Floats, Floats]:
    """The expected number of each entity, and how uneven its rate is, unsure knowledge of it included."""
    stories, everything = before.sum(0), np.maximum(wholes_before.sum(0), _LEAST)
    rate = (stories + 0.5) / (everything + 1)  # half a story: never seen is not impossible
    likely = rate * wholes_before
    for_all = _UNEVEN + _UNEVEN_WHEN_RARE / np.maximum(likely.mean(0), 0.1)
    beyond_chance = ((before - likely) ** 2 - likely).sum(0) / np.maximum((likely**2).sum(0), _LEAST)
    days = len(before)
    own = np.clip(beyond_chance, 0.0, 4.0)
    uneven = (days * own + _BELIEVED * for_all) / (days + _BELIEVED)
    unsure = 1 / (stories + 0.5) + uneven / days
    return rate * whole, uneven + unsure


def _tail(number: float, mean: float, uneven: float) -> float:
    """The chance of ``number`` or more in a negative binomial of this mean, variance mean + uneven·mean²."""
    if not mean > 0 or not np.isfinite(number):
        return float("nan")
    size = 1 / max(uneven, _LEAST)
    below = np.arange(int(number) - 1 if number >= 1 else 0)
    steps = np.log((below + size) / (below + 1)) + np.log(mean / (mean + size))
    logs = size * np.log(size / (size + mean)) + np.concatenate([[0.0], np.cumsum(steps)])
    return 1.0 if number < 1 else float(np.clip(1 - np.exp(logs).sum(), 0.0, 1.0))
