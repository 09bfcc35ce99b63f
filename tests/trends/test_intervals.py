"""An interval must hold what it promises."""

from math import nan

import numpy as np
import pytest

from monitor.trends.intervals import mean_interval, t_quantile


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    # Printed in every table of Student's t, two-sided 5 %.
    [
        *[(1, 12.7062), (2, 4.3027), (3, 3.1824), (4, 2.7764), (9, 2.2622), (10, 2.2281), (29, 2.0452)],
        *[(30, 2.0423), (60, 2.0003), (120, 1.9799), (200, 1.9719), (201, 1.9718), (1000, 1.9623)],
        (10**7, 1.9600),
    ],
)
def test_quantiles_are_those_of_the_tables(freedom, quantile):
    assert t_quantile(freedom) == pytest.approx(quantile, abs=6e-5)


def test_other_levels():
    assert t_quantile(10, 0.99) == pytest.approx(3.1693, abs=1e-4)
    assert t_quantile(5, 0.5) == pytest.approx(0.7267, abs=1e-4)


def test_the_two_ways_of_computing_meet():
    steps = np.diff([t_quantile(freedom) for freedom in range(190, 215)])
    assert (steps < 0).all()
    assert (np.diff(steps) > 0).all()


def test_no_freedom_has_no_quantile():
    with pytest.raises(ValueError, match="at least 1"):
        t_quantile(0)


def test_an_interval_by_hand():
    low, high = mean_interval([0.1], [0.2], [4])
    assert (low[0], high[0]) == pytest.approx((0.1 - 0.31824, 0.1 + 0.31824), abs=1e-4)


@pytest.mark.parametrize(("sd", "n"), [(nan, 1), (0.0, 0), (nan, nan)])
def test_one_story_says_nothing_about_its_spread(sd, n):
    low, high = mean_interval([0.5], [sd], [n])
    assert np.isnan([low[0], high[0]]).all()


def test_an_interval_stays_where_tone_can_be():
    low, high = mean_interval([0.9, -0.9], [0.5, 0.5], [2, 2])
    assert high[0] == 1
    assert low[1] == -1


def test_no_means_no_intervals():
    low, high = mean_interval([], [], [])
    assert len(low) == len(high) == 0


@pytest.mark.parametrize("stories", [5, 12, 40])
def test_the_interval_over_stories_covers_what_it_promises(stories):
    """Copies share their story's tone: an interval over articles would be far too sure of itself."""
    rng = np.random.default_rng(stories)
    true, worlds = 0.1, 4_000
    story_tone = true + rng.normal(0, 0.25, (worlds, stories))
    sentences = rng.integers(1, 6, (worlds, stories))
    means = story_tone + rng.normal(0, 0.2, (worlds, stories)) / np.sqrt(sentences)
    low, high = mean_interval(means.mean(axis=1), means.std(axis=1, ddof=1), np.full(worlds, stories))
    assert 0.93 <= ((low <= true) & (true <= high)).mean() <= 0.97
