"""How much two groups of stories differ that may have stories in common: shares, and means."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, sqrt
from typing import Literal

import numpy as np
import numpy.typing as npt

from monitor.trends.changes import share_difference
from monitor.trends.intervals import FEW, LEVEL, Floats, t_quantile

FEWEST_PAIRS = 3
"""With fewer pairs, their correlation says nothing."""

Verdict = Literal["too few", "more", "less", "alike", "unsure"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Left minus right with its 95 % interval; NaN where it can't be known."""

    value: float
    low: float
    high: float


UNKNOWN = Difference(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True, slots=True)
class Sound:
    """Tones of stories: their mean, sample standard deviation and number."""

    mean: float
    sd: float
    n: int


def difference_of_shares(
    left: npt.ArrayLike,
    left_total: npt.ArrayLike,
    right: npt.ArrayLike,
    right_total: npt.ArrayLike,
    *,
    both: npt.ArrayLike = 0,
    left_shared: npt.ArrayLike = 0,
    right_shared: npt.ArrayLike = 0,
    shared: npt.ArrayLike = 0,
    level: float = LEVEL,
) -> tuple[Floats, Floats, Floats]:
    """The difference ``left / left_total − right / right_total`` of each row, and the ends of its interval.

    Of ``left_total`` stories on the left, ``left`` have the feature. ``shared`` stories are among those of both
    sides; of these, ``left_shared`` have the feature on the left, ``right_shared`` on the right and ``both`` on
    either side. Groups without a common story leave these at 0; where both sides look at the same stories,
    ``shared`` equals both totals. Everything is NaN where a total is 0.

    Source: Wilson's intervals of the two shares, put together with the correlation of the two shares (MOVER:
    G. Y. Zou and A. Donner (2008), Statistics in Medicine 27 (10), 1693–1702). For groups apart this is method
    10 of R. G. Newcombe (1998), Statistics in Medicine 17 (8), 873–890; for the same stories, the score method
    of his paper on paired data, Statistics in Medicine 17 (22), 2635–2650, without the continuity correction of
    its correlation, which makes intervals wider than they promise where two shares hang closely together.
    """
    numbers = [
        np.asarray(values, dtype=np.float64)
        for values in (left, left_total, right, right_total, both, left_shared, right_shared, shared)
    ]
    one, n_one, two, n_two, a, one_shared, two_shared, n = np.broadcast_arrays(*numbers)
    correlation = _correlation(one, n_one, two, n_two, a, one_shared, two_shared, n)
    low, high = share_difference(one, n_one, two, n_two, correlation=correlation, level=level)
    with np.errstate(invalid="ignore", divide="ignore"):
        difference = np.where((n_one > 0) & (n_two > 0), one / n_one - two / n_two, np.nan)
    return difference, low, high


def _correlation(
    left: Floats,
    left_total: Floats,
    right: Floats,
    right_total: Floats,
    both: Floats,
    left_shared: Floats,
    right_shared: Floats,
    shared: Floats,
) -> Floats:
    """How the two estimated shares hang together through the stories that both sides have."""
    products = both * (shared - left_shared - right_shared + both)
    products = products - (left_shared - both) * (right_shared - both)  # of the two-by-two table
    spread = left * (left_total - left) * right * (right_total - right)
    with np.errstate(invalid="ignore", divide="ignore"):
        # With the same stories on both sides this is the table's phi; with fewer in common it fades to 0.
        found = products / shared * np.sqrt(left_total * right_total) / np.sqrt(spread)
    return np.clip(np.where((shared > 0) & (spread > 0), found, 0.0), -1.0, 1.0)


def difference_of_means(left: Sound, right: Sound, pairs: int = 0, correlation: float = 0.0) -> Difference:
    """The difference of two mean tones over stories, of which ``pairs`` have a tone on both sides.

    Without common stories this is Welch's interval, with the same stories on both sides that of paired
    differences, and what lies between moves from one to the other. ``correlation`` is that of the tones of the
    pairs; it is not asked for where there are fewer than three. The degrees of freedom are rounded down.

    Source: B. Derrick, B. Russ, D. Toher and P. White (2017), Journal of Modern Applied Statistical Methods
    16 (1), 137–157, https://doi.org/10.22237/jmasm/1493597280, statistic T new2.
    """
    if left.n < 2 or right.n < 2:
        return UNKNOWN
    if pairs < FEWEST_PAIRS or correlation != correlation:
        pairs, correlation = 0, 0.0
    one, two = left.sd**2 / left.n, right.sd**2 / right.n
    common = 2 * correlation * left.sd * right.sd * pairs / (left.n * right.n)
    variance = max(one + two - common, 0.0)
    value = left.mean - right.mean
    if one + two <= 0:
        return UNKNOWN
    half = t_quantile(_freedom(left.n, right.n, pairs, one, two)) * sqrt(variance)
    return Difference(value, value - half, value + half)


def _freedom(left: int, right: int, pairs: int, one: float, two: float) -> int:
    """Degrees of freedom between those of the pairs alone and those of Welch."""
    welch = (one + two) ** 2 / (one**2 / (left - 1) + two**2 / (right - 1))
    alone = left + right - 2 * pairs
    return max(1, floor(pairs - 1 + (welch - pairs + 1) / (left + right) * alone))


def judge(difference: Difference, few: int, small: float) -> Verdict:
    """What can be said of a difference, where the smaller side has ``few`` stories.

    ``alike`` needs the whole interval within ``small`` on both sides of 0.
    """
    if few < FEW or difference.value != difference.value or difference.low != difference.low:
        return "too few"
    if difference.low > 0:
        return "more"
    if difference.high < 0:
        return "less"
    return "alike" if max(-difference.low, difference.high) <= small else "unsure"
