"""Did it change? Differences of two shares and of two means, with intervals, and many of them at once."""

from __future__ import annotations

from math import floor

import numpy as np
import numpy.typing as npt

from monitor.trends.intervals import LEVEL, Floats, share_interval, t_chance, t_quantile

FALSE_DISCOVERIES = 0.10
"""Of the changes that are reported, at most this part may be chance, on average."""

_STILL = 1e-20  # a variance that is only rounding
_FAR = 12.0  # standard deviations: what lies beyond has a chance below 1e-30


def share_difference(
    count: npt.ArrayLike,
    total: npt.ArrayLike,
    count_before: npt.ArrayLike,
    total_before: npt.ArrayLike,
    *,
    correlation: npt.ArrayLike = 0.0,
    level: float = LEVEL,
) -> tuple[Floats, Floats]:
    """The interval (by default of 95 %) of each difference ``count / total − count_before / total_before``.

    The counted things must be independent of each other: stories, not articles or mentions. ``correlation``
    says how much the two shares hang together (see :func:`monitor.trends.compare.difference_of_shares`). Both
    ends are NaN where a total is 0.

    Source: R. G. Newcombe (1998), Statistics in Medicine 17 (8), 873–890, method 10: the hybrid score interval,
    put together from Wilson's intervals of the two shares.
    """
    share, low, high = _with_interval(count, total, level)
    before, low_before, high_before = _with_interval(count_before, total_before, level)
    difference, both = share - before, np.asarray(correlation, dtype=np.float64)

    def apart(one: Floats, two: Floats) -> Floats:
        return np.sqrt(np.maximum(one**2 - 2 * both * one * two + two**2, 0.0))

    return (
        difference - apart(share - low, high_before - before),
        difference + apart(high - share, before - low_before),
    )


def share_chance(
    count: npt.ArrayLike, total: npt.ArrayLike, count_before: npt.ArrayLike, total_before: npt.ArrayLike
) -> Floats:
    """How likely two equal shares differ at least so much by chance: Fisher's exact test, two-sided, mid-p.

    The score test is too sure of itself where few things were counted in periods of unequal size. NaN where a
    total is 0.

    Source: S. Lydersen, M. W. Fagerland and P. Laake (2009), Statistics in Medicine 28 (7), 1159–1175.
    """
    numbers = (np.asarray(values, dtype=np.float64) for values in (count, total, count_before, total_before))
    return np.array([_mid_p(*row) for row in np.broadcast(*numbers)], dtype=np.float64)


def mean_difference(
    mean: npt.ArrayLike,
    sd: npt.ArrayLike,
    n: npt.ArrayLike,
    mean_before: npt.ArrayLike,
    sd_before: npt.ArrayLike,
    n_before: npt.ArrayLike,
) -> tuple[Floats, Floats, Floats]:
    """The 95 % interval of each difference ``mean − mean_before``, and how likely chance alone gives it.

    Neither the spreads nor the numbers need be equal, but the values behind a mean must be independent of each
    other: pass one value per story. The degrees of freedom are rounded down, which widens the interval a
    little. All three are NaN where an ``n`` is below 2 or nothing varies.

    Source: B. L. Welch (1947), Biometrika 34 (1–2), 28–35.
    """
    values = (mean, sd, n, mean_before, sd_before, n_before)
    rows = np.broadcast(*(np.asarray(value, dtype=np.float64) for value in values))
    found = np.array([_welch(*row) for row in rows], dtype=np.float64).reshape(-1, 3)
    return found[:, 0], found[:, 1], found[:, 2]


def discoveries(chances: npt.ArrayLike, rate: float = FALSE_DISCOVERIES) -> npt.NDArray[np.bool_]:
    """Which of many findings to believe, so that at most ``rate`` of the believed ones are false on average.

    ``chances`` are p-values; NaN was not tested and is never believed.

    Source: Y. Benjamini and Y. Hochberg (1995), Journal of the Royal Statistical Society B 57 (1), 289–300.
    """
    p = np.asarray(chances, dtype=np.float64)
    tested = np.sort(p[~np.isnan(p)])
    passed = tested[tested <= rate * np.arange(1, len(tested) + 1) / max(1, len(tested))]
    return np.asarray(p <= passed[-1]) if len(passed) else np.zeros(p.shape, dtype=np.bool_)


def _with_interval(count: npt.ArrayLike, total: npt.ArrayLike, level: float) -> tuple[Floats, Floats, Floats]:
    counts, totals = np.asarray(count, dtype=np.float64), np.asarray(total, dtype=np.float64)
    return np.minimum(counts / np.where(totals > 0, totals, np.nan), 1.0), *share_interval(
        counts, totals, level=level
    )


def _mid_p(count: float, total: float, count_before: float, total_before: float) -> float:
    """The chance of a table less likely than this one, and half the chance of those just as likely."""
    if not (total > 0 and total_before > 0):
        return float("nan")
    count, count_before = min(count, total), min(count_before, total_before)
    both, everything = count + count_before, total + total_before
    if both in (0, everything):
        return 1.0
    mean = both * total / everything
    sd = np.sqrt(mean * (1 - total / everything) * (1 - both / everything))
    low = max(0.0, both - total_before, np.floor(mean - _FAR * sd - 10))
    high = min(both, total, np.ceil(mean + _FAR * sd + 10))
    if not low <= count <= high:
        return 0.0
    k = np.arange(low, high)  # each step from k to k + 1 multiplies the chance by a simple fraction
    steps = np.log((both - k) * (total - k)) - np.log((k + 1) * (total_before - both + k + 1))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    here = chances[int(count - low)]
    alike = np.isclose(chances, here, rtol=1e-9, atol=0.0)
    return float(chances[(chances < here) & ~alike].sum() + chances[alike].sum() / 2)


def _welch(
    mean: float, sd: float, n: float, mean_before: float, sd_before: float, n_before: float
) -> tuple[float, float, float]:
    nothing = (float("nan"),) * 3
    if not (n >= 2 and n_before >= 2):
        return nothing
    parts = sd**2 / n, sd_before**2 / n_before
    if not sum(parts) > _STILL:
        return nothing
    freedom = max(1, floor(sum(parts) ** 2 / (parts[0] ** 2 / (n - 1) + parts[1] ** 2 / (n_before - 1))))
    difference, error = mean - mean_before, float(np.sqrt(sum(parts)))
    half = t_quantile(freedom) * error
    return difference - half, difference + half, t_chance(abs(difference) / error, freedom)
