"""Differences of shares and of means cover the truth as often as they promise, whatever both sides share."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.trends.changes import share_difference
from monitor.trends.compare import Difference, Sound, difference_of_means, difference_of_shares, judge
from monitor.trends.intervals import mean_interval

ROUNDS = 6000
PROMISED, ALLOWED = 0.95, 0.015


def covered(low: np.ndarray, high: np.ndarray, truth: float) -> float:
    return float(((low <= truth) & (truth <= high)).mean())


def test_groups_apart_have_newcombes_published_interval() -> None:
    """His example: 56 of 70 against 48 of 80."""
    difference, low, high = difference_of_shares(56, 70, 48, 80)
    assert float(difference) == pytest.approx(0.2)
    assert (float(low), float(high)) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def plain_paired(a: int, b: int, c: int, d: int) -> tuple[float, float]:
    """Newcombe's score method for pairs, written out: a both, b left alone, c right alone, d neither."""
    n, z = a + b + c + d, 1.959963984540054

    def wilson(count: int) -> tuple[float, float, float]:
        centre, half = 2 * count + z * z, z * sqrt(z * z + 4 * count * (1 - count / n))
        return count / n, (centre - half) / (2 * (n + z * z)), (centre + half) / (2 * (n + z * z))

    one, l1, u1 = wilson(a + b)
    two, l2, u2 = wilson(a + c)
    product = (a + b) * (c + d) * (a + c) * (b + d)
    top = a * d - b * c
    phi = top / sqrt(product) if product else 0.0
    below = (one - l1) ** 2 - 2 * phi * (one - l1) * (u2 - two) + (u2 - two) ** 2
    above = (u1 - one) ** 2 - 2 * phi * (u1 - one) * (two - l2) + (two - l2) ** 2
    return one - two - sqrt(max(below, 0)), one - two + sqrt(max(above, 0))


@given(*[st.integers(0, 60)] * 4)
def test_the_same_stories_on_both_sides_have_the_paired_interval(a: int, b: int, c: int, d: int) -> None:
    n = a + b + c + d
    if not n:
        return
    found = difference_of_shares(a + b, n, a + c, n, both=a, left_shared=a + b, right_shared=a + c, shared=n)
    assert [float(end) for end in found[1:]] == pytest.approx(plain_paired(a, b, c, d), abs=1e-9)


@given(*[st.integers(0, 40)] * 4)
def test_swapping_the_sides_turns_the_interval_round(a: int, b: int, c: int, d: int) -> None:
    n = a + b + c + d
    shared = {"both": a, "shared": n}
    one = difference_of_shares(a + b, n + 9, a + c, n + 4, left_shared=a + b, right_shared=a + c, **shared)
    two = difference_of_shares(a + c, n + 4, a + b, n + 9, left_shared=a + c, right_shared=a + b, **shared)
    assert [float(v) for v in one] == pytest.approx([-float(two[0]), -float(two[2]), -float(two[1])])


def test_nothing_is_known_where_a_side_has_no_stories() -> None:
    assert all(isnan(float(end)) for end in difference_of_shares(0, 0, 3, 9))


def shares_of(
    rng: np.random.Generator, alone: tuple[int, int], shared: int, chances: tuple[float, float], alike: float
) -> dict[str, np.ndarray]:
    """Rounds of two groups with common stories; ``alike`` of these decide once for both sides."""
    left_alone = rng.binomial(alone[0], chances[0], ROUNDS)
    right_alone = rng.binomial(alone[1], chances[1], ROUNDS)
    draw, other = rng.random((ROUNDS, shared)), rng.random((ROUNDS, shared))
    again = np.where(rng.random((ROUNDS, shared)) < alike, draw, other)
    left, right = draw < chances[0], again < chances[1]
    return {
        "left": left_alone + left.sum(1),
        "left_total": np.full(ROUNDS, alone[0] + shared),
        "right": right_alone + right.sum(1),
        "right_total": np.full(ROUNDS, alone[1] + shared),
        "both": (left & right).sum(1),
        "left_shared": left.sum(1),
        "right_shared": right.sum(1),
        "shared": np.full(ROUNDS, shared),
    }


@pytest.mark.parametrize("alike", [0.0, 0.8])
@pytest.mark.parametrize(
    ("alone", "shared", "chances"),
    [((60, 90), 0, (0.3, 0.2)), ((0, 0), 120, (0.25, 0.15)), ((40, 70), 60, (0.35, 0.25)),
     ((0, 0), 400, (0.06, 0.04))],
    ids=["apart", "the same stories", "some in common", "rare"],
)  # fmt: skip
def test_shares_cover_the_truth(
    alone: tuple[int, int], shared: int, chances: tuple[float, float], alike: float
) -> None:
    rounds = shares_of(np.random.default_rng(7), alone, shared, chances, alike)
    _, low, high = difference_of_shares(**rounds)
    assert covered(low, high, chances[0] - chances[1]) == pytest.approx(PROMISED, abs=ALLOWED)


def test_common_stories_are_not_counted_as_if_they_were_apart() -> None:
    """The test above can fail: without the correlation the interval covers far too much."""
    rounds = shares_of(np.random.default_rng(7), (0, 0), 120, (0.25, 0.15), 0.8)
    low, high = share_difference(*(rounds[name] for name in ("left", "left_total", "right", "right_total")))
    assert covered(low, high, 0.1) > PROMISED + ALLOWED


@pytest.mark.parametrize("together", [0.0, 0.7, -0.6])
@pytest.mark.parametrize(
    ("alone", "pairs"), [((14, 30), 0), ((0, 0), 16), ((9, 25), 12)], ids=["apart", "pairs", "some in common"]
)
def test_means_cover_the_truth(alone: tuple[int, int], pairs: int, together: float) -> None:
    rng = np.random.default_rng(11)
    spread, truth, inside = (0.3, 0.5), 0.1, []
    for _ in range(ROUNDS // 2):
        mixed = rng.standard_normal((2, pairs))
        second = together * mixed[0] + sqrt(1 - together**2) * mixed[1]
        left = np.concatenate([rng.standard_normal(alone[0]), mixed[0]]) * spread[0] + truth
        right = np.concatenate([rng.standard_normal(alone[1]), second]) * spread[1]
        correlation = float(np.corrcoef(left[-pairs:], right[-pairs:])[0, 1]) if pairs else float("nan")
        found = difference_of_means(summed(left), summed(right), pairs, correlation)
        inside.append(found.low <= truth <= found.high)
    assert float(np.mean(inside)) == pytest.approx(PROMISED, abs=ALLOWED)


def summed(values: np.ndarray) -> Sound:
    return Sound(float(values.mean()), float(values.std(ddof=1)), len(values))


def test_pairs_alone_have_students_interval_of_their_differences() -> None:
    rng = np.random.default_rng(3)
    left, right = rng.standard_normal((2, 25))
    right += 0.5 * left
    found = difference_of_means(summed(left), summed(right), 25, float(np.corrcoef(left, right)[0, 1]))
    differences = left - right
    low, high = mean_interval([differences.mean()], [differences.std(ddof=1)], [25], low=-9, high=9)
    assert (found.low, found.high) == pytest.approx((float(low[0]), float(high[0])))


def test_one_story_on_a_side_says_nothing_of_a_mean() -> None:
    assert isnan(difference_of_means(Sound(0.1, float("nan"), 1), Sound(0.2, 0.1, 40)).low)


def test_two_sides_that_are_the_same_do_not_differ() -> None:
    same = Sound(0.1, 0.3, 50)
    found = difference_of_means(same, same, 50, 1.0)
    assert (found.value, found.low, found.high) == pytest.approx((0, 0, 0), abs=1e-12)
    assert judge(found, 50, 0.05) == "alike"


@pytest.mark.parametrize(
    ("ends", "few", "judged"),
    [
        ((0.03, 0.01, 0.05), 40, "more"),
        ((-0.03, -0.05, -0.01), 40, "less"),
        ((0.001, -0.004, 0.006), 4000, "alike"),
        ((0.03, -0.04, 0.1), 40, "unsure"),
        ((0.3, 0.2, 0.4), 9, "too few"),
        ((float("nan"),) * 3, 40, "too few"),
    ],
)
def test_a_difference_is_judged_by_its_interval(
    ends: tuple[float, float, float], few: int, judged: str
) -> None:
    assert judge(Difference(*ends), few, 0.01) == judged
