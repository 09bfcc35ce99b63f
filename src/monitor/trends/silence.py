"""How surprising a silence is: against the rhythm of the one who is silent, not against that of others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_LEAST = 1e-12
"""Smaller chances say no more than "never"."""


def silence_chance(days_with: npt.ArrayLike, days: npt.ArrayLike, silence: npt.ArrayLike) -> Floats:
    """The chance that a steady source shows at least one silence so long by itself.

    A source that publishes on each day with chance ``p``, independently, has about ``n · (1 − p)^g`` silences
    of at least ``g`` days after its ``n`` days with articles; their number is nearly Poisson, so the chance of
    one or more is ``1 − exp(−n · (1 − p)^g)``. ``p`` is read from the days outside of the silence, so that a
    long silence does not excuse itself; in return, the longest silence of a year falls below a chance of 1 in
    100 in up to 2.5 of 100 steady sources. One that publishes in bunches has more long silences than this.

    Source: W. Feller (1968), An Introduction to Probability Theory and Its Applications I, 3rd ed., XIII.7
    (success runs), in the Poisson form.

    Args:
        days_with: days with an article.
        days: days that the source could have published on, the silence among them.
        silence: days of the silence.

    Returns:
        Chances from 1e-12 to 1.
    """
    n, whole, g = (np.asarray(values, dtype=np.float64) for values in (days_with, days, silence))
    p = np.clip(n / np.maximum(whole - g, n + 0.5), 0.0, 1.0)
    return np.maximum(-np.expm1(-n * (1.0 - p) ** g), _LEAST)
