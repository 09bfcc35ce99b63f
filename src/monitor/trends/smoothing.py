"""A centred moving average that stays honest at edges and holes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def moving_ratio(top: npt.ArrayLike, bottom: npt.ArrayLike, usable: npt.ArrayLike, window: int) -> Floats:
    """Sum of ``top`` over sum of ``bottom`` in the window around each value.

    A share is smoothed by its counts and totals: the mean of shares would weigh a day with two stories like one
    with two hundred. The same holds for means and the numbers behind them (``top`` is then mean times number).

    Args:
        top: what is counted; missing values count as 0.
        bottom: what it is a share of; missing values count as 0.
        usable: false where nothing was collected, or where a bucket is not complete.
        window: how many values, an odd number; the value stands in the middle of them.

    Returns:
        NaN where the window reaches beyond an end or holds an unusable value, and where its bottom is 0: what
        is called smoothed over seven weeks holds seven whole weeks.

    Raises:
        ValueError: the window is even or below 1, or the lengths differ.

    Source: the centred moving average of odd order, R. J. Hyndman and G. Athanasopoulos (2021), Forecasting:
    Principles and Practice, 3rd edition, section 3.3, https://otexts.com/fpp3/moving-averages.html
    """
    sums = _window_sums(top, usable, window)
    whole = _window_sums(bottom, usable, window)
    found: Floats = np.divide(sums, whole, out=np.full(len(sums), np.nan), where=whole > 0)
    return found


def moving_mean(values: npt.ArrayLike, usable: npt.ArrayLike, window: int) -> Floats:
    """The mean of the window around each value; otherwise like :func:`moving_ratio`."""
    return _window_sums(values, usable, window) / window


def _window_sums(values: npt.ArrayLike, usable: npt.ArrayLike, window: int) -> Floats:
    """The sum of the window around each value; NaN where it is not whole."""
    if window < 1 or window % 2 == 0:
        raise ValueError(f"A centred window has an odd number of values, not {window}.")
    numbers = np.nan_to_num(np.asarray(values, dtype=np.float64))
    good = np.asarray(usable, dtype=bool)
    if numbers.shape != good.shape:
        raise ValueError(f"There are {len(numbers)} values and {len(good)} marks of use. Give one for each.")
    found = np.full(len(numbers), np.nan)
    if len(numbers) >= window:
        half = window // 2
        whole = np.lib.stride_tricks.sliding_window_view(good, window).all(axis=1)
        sums = np.lib.stride_tricks.sliding_window_view(numbers, window).sum(axis=1)
        found[half : len(numbers) - half] = np.where(whole, sums, np.nan)
    return found
