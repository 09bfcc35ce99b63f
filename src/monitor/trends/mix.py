"""How far a composition changed: one number for two lists of parts, and what chance alone would make of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_DRAWS, _SEED = 1_000, 20_260_101
_MANY = 50
"""A part that is expected so often on either side varies as the normal distribution does, to less than a
thousand pairs can tell; and normal numbers are drawn many times as fast."""
LEVEL = 0.95

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MixChange:
    """The change between two compositions.

    ``distance`` is the part of the second that lies elsewhere than in the first, from 0 (the same mix) to 1
    (nothing in common); ``by_chance`` what 95 % of two samples of one and the same mix stay below.
    """

    distance: float
    by_chance: float

    @property
    def is_real(self) -> bool:
        """True where the mix changed by more than chance makes of it."""
        return self.distance > self.by_chance


def mix_change(before: npt.ArrayLike, after: npt.ArrayLike) -> MixChange | None:
    """The total variation distance of two compositions, half the sum of all differences of shares.

    Small samples differ by themselves: ``by_chance`` is the 95 % quantile over a thousand pairs that were drawn
    from the mix of both together (the same in every run); where every part is expected often, from the normal
    distribution that such pairs have. None where either side counts nothing.

    Source: D. A. Levin, Y. Peres and E. L. Wilmer (2009), Markov Chains and Mixing Times, 4.1, for the
    distance; B. Efron and R. J. Tibshirani (1993), An Introduction to the Bootstrap, 16, for the comparison.

    Args:
        before: how often each part was counted at first.
        after: the same parts, in the same order, later.
    """
    first, last = np.asarray(before, dtype=np.int64), np.asarray(after, dtype=np.int64)
    numbers = int(first.sum()), int(last.sum())
    if not all(numbers):
        return None
    pooled = (first + last) / sum(numbers)
    pooled = pooled[pooled > 0]
    are_many = pooled.min() * min(numbers) >= _MANY
    differing = np.abs(_normal(pooled, numbers) if are_many else _counted(pooled, numbers)).sum(axis=1) / 2
    distance = float(np.abs(first / numbers[0] - last / numbers[1]).sum() / 2)
    return MixChange(distance, float(np.quantile(differing, LEVEL)))


def _counted(mix: Floats, numbers: tuple[int, int]) -> Floats:
    """The differences of the shares in two samples of a mix, a row for each pair."""
    dice = np.random.default_rng(_SEED)
    one, other = (dice.multinomial(number, mix, size=_DRAWS) / number for number in numbers)
    drawn: Floats = one - other
    return drawn


def _normal(mix: Floats, numbers: tuple[int, int]) -> Floats:
    """The same by the normal distribution with the covariance of these differences."""
    drawn = np.random.default_rng(_SEED).standard_normal((_DRAWS, len(mix))) * np.sqrt(mix)
    drawn -= drawn.sum(axis=1, keepdims=True) * mix
    scaled: Floats = drawn * np.sqrt(sum(1 / number for number in numbers))
    return scaled
