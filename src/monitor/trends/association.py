"""Who is named together more often than by chance: expected numbers, ratios, and an order of likeness."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from monitor.trends.intervals import FEW, LEVEL, Floats

_HALVINGS = 60  # beyond double precision
_CORRECTION = 0.2
"""Stories. Without any correction for whole numbers an interval holds the truth too seldom where few are
expected, with the usual half a story too often everywhere (in 98 % of simulated news)."""


def expected(first: npt.ArrayLike, second: npt.ArrayLike, total: npt.ArrayLike) -> Floats:
    """How many of ``total`` stories would name both if those naming either were spread by chance."""
    one, two, everything = (np.asarray(values, dtype=np.float64) for values in (first, second, total))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(everything > 0, one * two / everything, np.nan)


def ratio_interval(
    together: npt.ArrayLike,
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    total: npt.ArrayLike,
    *,
    level: float = LEVEL,
) -> tuple[Floats, Floats]:
    """The interval of each ratio of stories naming both to their expected number.

    Of ``total`` stories, ``first`` name the one, ``second`` the other, ``together`` both. The ends are the
    ratios that a score test would just accept: the number in common is held against the one that the ratio
    gives, with the spread that it would then have, the chance in all three numbers included. Both are NaN
    where nothing is expected.

    Source: the principle is that of E. B. Wilson (1927), Journal of the American Statistical Association 22
    (158), 209–212; the spread comes from the delta method, as in A. W. van der Vaart (1998), Asymptotic
    Statistics, ch. 3.
    """
    found, one, two, everything = np.broadcast_arrays(
        *(np.asarray(values, dtype=np.float64) for values in (together, first, second, total))
    )
    z = NormalDist().inv_cdf((1 + level) / 2)
    least, most = np.maximum(0.0, one + two - everything), np.minimum(one, two)

    def refused(common: Floats) -> npt.NDArray[np.bool_]:
        """True where a test says that ``common`` is not the number to expect."""
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = common / chance
            variance = common * (1 - (ratio * (one + two - 2 * common) + common) / everything)
            away = np.maximum(np.abs(found - common) - _CORRECTION, 0.0)
            return np.asarray(away**2 > z**2 * np.maximum(variance, 0.0))

    chance = expected(one, two, everything)
    with np.errstate(invalid="ignore", divide="ignore"):
        low = np.where(found <= least, least, _border(found, least, refused)) / chance
        high = np.where(found >= most, most, _border(found, most, refused)) / chance
    nothing = ~(chance > 0)
    return np.where(nothing, np.nan, low), np.where(nothing, np.nan, high)


def _border(inside: Floats, outside: Floats, refused: Callable[[Floats], npt.NDArray[np.bool_]]) -> Floats:
    """Where a test changes its mind between a number that it accepts and one that it refuses."""
    near, far = inside.astype(np.float64).copy(), outside.astype(np.float64).copy()
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        out = refused(middle)
        far, near = np.where(out, middle, far), np.where(out, near, middle)
    return (near + far) / 2


def for_all(comparisons: int, level: float = LEVEL) -> float:
    """The level of each of several intervals that together hold with ``level`` (Bonferroni)."""
    return 1 - (1 - level) / max(1, comparisons)


def too_few(together: npt.ArrayLike, chance: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Pairs that are not judged: fewer than ten stories were found, and fewer than ten expected."""
    return np.asarray((np.asarray(together) < FEW) & ~(np.asarray(chance, dtype=np.float64) >= FEW))


def alike_together(likeness: npt.ArrayLike) -> list[int]:
    """An order of things in which those that are alike lie together.

    Args:
        likeness: a symmetric square of numbers, larger for pairs that are more alike; the diagonal is not read.

    Returns:
        Each row number once. Groups are joined, the most alike on average first, and each is turned so that its
        most alike ends meet; equal likeness is settled by the row number, so the order is always the same.

    Source: G. Gruvaeus and H. Wainer (1972), British Journal of Mathematical and Statistical Psychology 25 (2),
    200–206.
    """
    square = np.asarray(likeness, dtype=np.float64)
    groups = [[number] for number in range(len(square))]
    while len(groups) > 1:
        pairs = [(i, j) for i in range(len(groups)) for j in range(i + 1, len(groups))]
        i, j = max(pairs, key=lambda pair: square[np.ix_(groups[pair[0]], groups[pair[1]])].mean())
        second, first = groups.pop(j), groups.pop(i)
        groups.insert(i, _turned(first, second, square))
    return groups[0] if groups else []


def _turned(first: list[int], second: list[int], likeness: Floats) -> list[int]:
    """Two groups side by side, the ends that are most alike in the middle."""
    ways = [(one, two) for one in (first, first[::-1]) for two in (second, second[::-1])]
    one, two = max(ways, key=lambda way: likeness[way[0][-1], way[1][0]])
    return one + two
