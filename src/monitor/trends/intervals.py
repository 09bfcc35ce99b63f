"""How sure a mean is: Student's t interval, from as little as mean, spread and number."""

from __future__ import annotations

from functools import lru_cache
from math import atan, cos, pi, sin, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

LEVEL = 0.95
FEW = 10
"""Below this number of stories nothing is judged."""
_SERIES_UP_TO = 200  # degrees of freedom; beyond, the expansion is exact to ten digits and much cheaper

Floats = npt.NDArray[np.float64]


def mean_interval(
    mean: npt.ArrayLike, sd: npt.ArrayLike, n: npt.ArrayLike, *, low: float = -1.0, high: float = 1.0
) -> tuple[Floats, Floats]:
    """The 95 % interval of each mean: ``mean ± t(0.975, n − 1) · sd / √n``, cut at ``low`` and ``high``.

    The ``n`` values behind a mean must be independent of each other: where articles copy each other, pass
    one value per story (a cluster-robust interval in its simplest form). ``sd`` is the sample standard
    deviation. Both ends are NaN where ``n`` is below 2: one value says nothing about its own spread.
    """
    means, sds, ns = (np.asarray(values, dtype=np.float64) for values in (mean, sd, n))
    enough = np.nan_to_num(ns) >= 2
    quantiles = np.array([t_quantile(int(k) - 1) if ok else np.nan for k, ok in zip(ns, enough, strict=True)])
    half = quantiles * sds / np.sqrt(np.where(enough, ns, np.nan))
    return np.clip(means - half, low, high), np.clip(means + half, low, high)


def share_interval(
    count: npt.ArrayLike, total: npt.ArrayLike, *, level: float = LEVEL
) -> tuple[Floats, Floats]:
    """The interval (by default the 95 % one) of each share ``count / total``, by Wilson's score method.

    The counted things must be independent of each other: stories, not articles or mentions. Both ends are NaN
    where ``total`` is 0; a count above its total is read as the total.

    Source: E. B. Wilson (1927), Journal of the American Statistical Association 22 (158), 209–212; recommended
    by Brown, Cai and DasGupta (2001), Statistical Science 16 (2), 101–133, https://doi.org/10.1214/ss/1009213286
    """
    counts, totals = np.asarray(count, dtype=np.float64), np.asarray(total, dtype=np.float64)
    n = np.where(totals > 0, totals, np.nan)
    p = np.minimum(counts / n, 1.0)
    z = NormalDist().inv_cdf((1 + level) / 2)
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return np.clip(centre - half, 0.0, 1.0), np.clip(centre + half, 0.0, 1.0)


@lru_cache(maxsize=4096)
def t_quantile(freedom: int, level: float = LEVEL) -> float:
    """The t that a Student variable of ``freedom`` ≥ 1 degrees stays within, on both sides, with ``level``.

    Up to 200 degrees the closed form of the distribution is inverted (Abramowitz & Stegun 26.7.3–4); above,
    the quantile is expanded around the normal one (26.7.5).

    Raises:
        ValueError: ``freedom`` below 1.
    """
    if freedom < 1:
        raise ValueError(f"Student's t needs at least 1 degree of freedom, not {freedom}.")
    normal = NormalDist().inv_cdf((1 + level) / 2)
    return _expanded(normal, freedom) if freedom > _SERIES_UP_TO else _inverted(level, freedom)


def t_chance(t: float, freedom: int) -> float:
    """How likely a Student variable of ``freedom`` ≥ 1 degrees lies farther from 0 than ``t``, on either side.

    Above 200 degrees ``t`` is brought to a normal variable (Abramowitz & Stegun 26.7.8).

    Raises:
        ValueError: ``freedom`` below 1.
    """
    if freedom < 1:
        raise ValueError(f"Student's t needs at least 1 degree of freedom, not {freedom}.")
    if freedom <= _SERIES_UP_TO:
        return max(0.0, 1 - _within(atan(abs(t) / sqrt(freedom)), freedom))
    z = abs(t) * (1 - 1 / (4 * freedom)) / sqrt(1 + t * t / (2 * freedom))
    return 2 * NormalDist().cdf(-z)


def _inverted(level: float, freedom: int) -> float:
    """Halve the angle's range until the two ends meet: 60 halvings are beyond double precision."""
    low, high = 0.0, pi / 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < level else (low, middle)
    return sqrt(freedom) * sin(low) / cos(low)


def _within(angle: float, freedom: int) -> float:
    """The chance of |T| < √freedom · tan(angle), for a whole number of degrees of freedom."""
    even = freedom % 2 == 0
    term = 1.0 if even else cos(angle)
    total = term if freedom > 1 else 0.0
    for k in range(1 if even else 2, freedom - 2, 2):
        term *= k / (k + 1) * cos(angle) ** 2
        total += term
    return sin(angle) * total if even else 2 / pi * (angle + sin(angle) * total)


def _expanded(z: float, freedom: int) -> float:
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * freedom**4)
    )
