"""Silences are judged against the rhythm of the source: steady sources must not raise an alarm."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.trends.silence import silence_chance


def test_the_same_silence_surprises_more_in_a_source_that_publishes_more() -> None:
    daily, weekly = silence_chance([80, 12], [100, 100], [17, 17])
    assert daily < 1e-9
    assert weekly > 0.5


def test_a_longer_silence_surprises_more() -> None:
    chances = silence_chance([50] * 6, [100] * 6, [1, 2, 4, 8, 16, 32])
    assert (np.diff(chances) < 0).all()
    assert chances[0] == pytest.approx(1.0, abs=1e-6)


def test_a_chance_is_one() -> None:
    found = silence_chance([10, 10, 1, 365], [10, 1000, 1, 365], [0, 990, 0, 0])
    assert ((found > 0) & (found <= 1)).all()


@pytest.mark.parametrize("p", [0.15, 0.4, 0.8])
@pytest.mark.parametrize(("chance", "at_most"), [(0.05, 0.1), (0.01, 0.025)])
def test_steady_sources_rarely_show_what_is_called_rare(p: float, chance: float, at_most: float) -> None:
    """The longest silence of 2,000 simulated years, each judged as if it were real."""
    dice = np.random.default_rng(3)
    alarms = 0
    for _ in range(2_000):
        days = np.flatnonzero(dice.random(365) < p)
        longest = np.diff(days).max() - 1
        alarms += silence_chance([len(days)], [days[-1] - days[0] + 1], [longest])[0] < chance
    assert alarms / 2_000 <= at_most


def test_a_silent_fortnight_of_a_daily_source_is_found() -> None:
    assert silence_chance([250], [365], [14])[0] < 0.01
