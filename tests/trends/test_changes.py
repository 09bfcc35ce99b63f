"""A change is told where there is one, and only about as often by mistake as is promised."""

from fractions import Fraction
from math import comb, isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.trends.changes import discoveries, mean_difference, share_chance, share_difference
from monitor.trends.intervals import FEW, t_chance, t_quantile


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, 873–890, table II, method 10, columns (a) to (h).
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_interval_of_a_difference_is_the_published_one(now, before, low, high):
    assert share_difference(*now, *before) == pytest.approx((low, high), abs=5e-5)
    assert share_difference(*before, *now) == pytest.approx((-high, -low), abs=5e-5)


def test_a_difference_from_nothing_has_no_interval():
    low, high = share_difference([3, 3], [10, 10], [0, 2], [0, 10])
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, False]
    assert isnan(share_chance(3, 10, 0, 0)[0])


def exact_mid_p(count: int, total: int, count_before: int, total_before: int) -> float:
    """As the definition says it: over all tables with the same margins, in whole numbers."""
    both = count + count_before
    ways = {k: comb(total, k) * comb(total_before, both - k) for k in range(both + 1)}
    rarer = sum(Fraction(n) for n in ways.values() if n < ways[count])
    alike = sum(Fraction(n, 2) for n in ways.values() if n == ways[count])
    return float((rarer + alike) / sum(ways.values()))


@given(st.data())
def test_the_chance_is_the_exact_one(data):
    total, total_before = (data.draw(st.integers(1, 60)) for _ in range(2))
    count, count_before = data.draw(st.integers(0, total)), data.draw(st.integers(0, total_before))
    if count + count_before in (0, total + total_before):
        assert share_chance(count, total, count_before, total_before) == 1.0
        return
    assert share_chance(count, total, count_before, total_before)[0] == pytest.approx(
        exact_mid_p(count, total, count_before, total_before), rel=1e-6
    )


def test_the_chance_holds_for_a_million_stories():
    near = share_chance(100_000, 1_000_000, 100_600, 1_000_000)[0]
    z = 600 / np.sqrt(2_000_000 * 0.1003 * 0.8997)
    assert near == pytest.approx(t_chance(z, 10**8), rel=0.01)
    assert share_chance(100_000, 1_000_000, 200_000, 1_000_000)[0] < 1e-12


@pytest.mark.parametrize("freedom", [1, 2, 7, 30, 200, 201, 5000])
@pytest.mark.parametrize("level", [0.5, 0.95, 0.99])
def test_the_chance_of_a_quantile_is_what_its_level_leaves(freedom, level):
    assert t_chance(t_quantile(freedom, level), freedom) == pytest.approx(1 - level, rel=1e-3)
    assert t_chance(-t_quantile(freedom, level), freedom) == pytest.approx(1 - level, rel=1e-3)


def test_no_freedom_has_no_chance():
    with pytest.raises(ValueError, match="at least 1"):
        t_chance(1.0, 0)


def test_a_difference_of_means_by_hand():
    """Errors 0.04 and 0.03 make 0.05; 22.98 degrees of freedom count as 22, whose t is 2.0739."""
    low, high, chance = mean_difference(0.10, 0.16, 16, -0.05, 0.09, 9)
    assert (low[0], high[0]) == pytest.approx((0.15 - 2.0739 * 0.05, 0.15 + 2.0739 * 0.05), abs=1e-5)
    assert chance[0] == pytest.approx(t_chance(3.0, 22))


@pytest.mark.parametrize(
    "numbers", [(0.1, nan, 1, 0.2, 0.1, 20), (0.1, 0.1, 20, 0.2, nan, 0), (0.5, 0.0, 9, 0.5, 1e-17, 9)]
)
def test_what_says_nothing_of_its_spread_has_no_difference(numbers):
    assert np.isnan(mean_difference(*numbers)).all()


def test_no_means_no_differences():
    assert [len(values) for values in mean_difference([], [], [], [], [], [])] == [0, 0, 0]
    assert len(share_chance([], [], [], [])) == 0


@pytest.mark.parametrize(("n", "n_before", "ratio"), [(10, 10, 1), (12, 60, 4), (40, 15, 0.3)])
def test_the_interval_of_means_covers_what_it_promises(n, n_before, ratio):
    rng = np.random.default_rng(n)
    now = rng.normal(0.1, 0.2, (4_000, n))
    before = rng.normal(0.3, 0.2 * ratio, (4_000, n_before))
    numbers = [
        f(axis=1) for side in (now, before) for f in (side.mean, lambda axis, s=side: s.std(axis=axis, ddof=1))
    ]
    low, high, chance = mean_difference(numbers[0], numbers[1], n, numbers[2], numbers[3], n_before)
    assert 0.94 <= ((low <= -0.2) & (high >= -0.2)).mean() <= 0.965
    assert ((chance < 0.05) == ((low > 0) | (high < 0))).all()


def test_discoveries_are_those_of_the_published_example():
    """Benjamini and Hochberg (1995), section 3.2: fifteen comparisons, four of them found at 5 %."""
    chances = [
        *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
        *(0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
    ]
    assert discoveries(chances, 0.05).tolist() == [True] * 4 + [False] * 11
    assert discoveries([*reversed(chances), nan], 0.05).tolist() == [False] * 11 + [True] * 4 + [False]


@pytest.mark.parametrize("chances", [[], [nan, nan], [0.9, 0.5]])
def test_nothing_is_discovered_where_nothing_is(chances):
    assert not discoveries(chances).any()


def corpus(rng, total, total_before, still, moved):
    """Counts of many actors in two periods: most keep their share, the last ``moved`` more than double it."""
    share = np.exp(rng.normal(np.log(0.02), 1.1, still + moved)).clip(0.001, 0.5)
    now = np.where(np.arange(still + moved) < still, share, np.minimum(2.5 * share, 0.95))
    return rng.binomial(total, now), rng.binomial(total_before, share)


@pytest.mark.parametrize(
    ("total", "total_before", "moved"), [(470, 405, 0), (470, 405, 30), (120, 470, 30), (2000, 2000, 30)]
)
def test_of_the_changes_that_are_told_one_in_ten_is_chance_at_most(total, total_before, moved):
    rng, still, worlds = np.random.default_rng(total + moved), 300 - moved, 40
    wrong, mistaken, found_of_moved = [], [], []
    for _ in range(worlds):
        now, before = corpus(rng, total, total_before, still, moved)
        enough = now + before >= FEW
        low, high = share_difference(now, total, before, total_before)
        alone = enough & ((low > 0) | (high < 0))
        chances = np.where(enough, share_chance(now, total, before, total_before), np.nan)
        told = alone & discoveries(chances)
        wrong.append(told[:still].sum() / max(1, told.sum()))
        mistaken.append(alone[:still].sum())
        found_of_moved.append(told[still:].mean() if moved else 1.0)
    # An average over 40 worlds strays; with nothing to find, each world is all right or all wrong.
    assert np.mean(wrong) <= (0.1 + 2 * 0.3 / np.sqrt(worlds) if not moved else 0.12)
    assert np.mean(mistaken) > 4, "intervals alone would have told several changes that are none"
    assert np.mean(found_of_moved) > 0.15
