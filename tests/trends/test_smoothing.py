"""A moving average holds whole windows or nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.trends.smoothing import moving_mean, moving_ratio

buckets = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 200), st.booleans()), max_size=30
)  # count, total, usable


def slowly(rows: list[tuple[int, int, bool]], place: int, window: int) -> float:
    """The ratio in plain words: the window lies inside, all of it is usable, and its bottom is not 0."""
    around = range(place - window // 2, place + window // 2 + 1)
    if any(i < 0 or i >= len(rows) or not rows[i][2] for i in around):
        return math.nan
    total = sum(rows[i][1] for i in around)
    return sum(rows[i][0] for i in around) / total if total else math.nan


@given(buckets, st.sampled_from([1, 3, 7]))
def test_each_value_is_that_of_its_own_window(rows: list[tuple[int, int, bool]], window: int) -> None:
    count, total, usable = ([row[i] for row in rows] for i in range(3))
    found = moving_ratio(count, total, usable, window)
    assert found == pytest.approx([slowly(rows, i, window) for i in range(len(rows))], nan_ok=True)


def test_a_share_is_smoothed_by_its_counts_and_totals() -> None:
    found = moving_ratio([1, 0, 10], [2, 100, 20], [True] * 3, 3)
    assert found[1] == pytest.approx(11 / 122), "the mean of the three shares would be 1/3"


def test_nothing_is_smoothed_across_a_hole_or_an_unfinished_end() -> None:
    usable = [True] * 4 + [False] + [True] * 3 + [False]
    found = moving_mean(np.ones(9), usable, 3)
    assert [i for i, value in enumerate(found) if value == value] == [1, 2, 6]


def test_missing_values_count_as_nothing() -> None:
    assert moving_ratio([math.nan, 3, 0], [math.nan, 6, 6], [True] * 3, 3)[1] == pytest.approx(0.25)


@pytest.mark.parametrize("window", [0, -3, 2, 4])
def test_a_window_has_a_middle(window: int) -> None:
    with pytest.raises(ValueError, match="odd"):
        moving_mean([1, 2, 3], [True] * 3, window)


def test_each_value_says_whether_it_is_usable() -> None:
    with pytest.raises(ValueError, match="one for each"):
        moving_mean([1, 2, 3], [True], 3)
