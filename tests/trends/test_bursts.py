"""A day stands out when chance and the waves of news don't explain it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.trends.bursts import FEWEST, FEWEST_DAYS, find_bursts

DAYS = 60


def flat(usual: int, **planted: int) -> np.ndarray:
    """One entity, ``usual`` stories a day, with other numbers on the planted days (``day_40=30``)."""
    counts = np.full((DAYS, 1), usual)
    for day, number in planted.items():
        counts[int(day.removeprefix("day_"))] = number
    return counts


def found_days(
    counts: np.ndarray, totals: np.ndarray | None = None, usable: np.ndarray | None = None
) -> list[int]:
    totals = np.full(len(counts), 200) if totals is None else totals
    usable = np.ones(len(counts), bool) if usable is None else usable
    return np.flatnonzero(find_bursts(counts, totals, usable).found[:, 0]).tolist()


def test_a_surge_stands_out_and_ordinary_days_do_not() -> None:
    assert found_days(flat(6, day_40=40)) == [40]


def test_what_is_expected_is_the_share_of_the_weeks_before() -> None:
    bursts = find_bursts(flat(6, day_40=40), np.full(DAYS, 200), np.ones(DAYS, bool))
    assert bursts.expected[40, 0] == pytest.approx(6, rel=0.02)
    assert bursts.chance[40, 0] < 0.001 < bursts.chance[39, 0]


def test_a_day_on_which_everything_is_more_surprises_nobody() -> None:
    totals = np.full(DAYS, 200)
    totals[40] = 1_400
    assert found_days(flat(6, day_40=42), totals) == []


def test_a_burst_does_not_hide_the_next_one() -> None:
    assert found_days(flat(6, day_35=60, day_50=60)) == [35, 50]


def test_a_new_level_is_usual_after_some_weeks() -> None:
    counts = np.concatenate([flat(4)[:30], np.full((90, 1), 30)])
    found = found_days(counts, np.full(120, 200))
    assert 30 in found
    assert max(found) < 80


def test_hardly_any_stories_never_stand_out() -> None:
    assert found_days(flat(0, day_40=FEWEST - 1)) == []
    assert found_days(flat(0, day_40=12)) == [40]


def test_first_days_and_days_without_data_are_not_judged() -> None:
    usable = np.ones(DAYS, bool)
    usable[40] = False
    assert found_days(flat(6, day_5=60, day_40=60), usable=usable) == []
    bursts = find_bursts(flat(6), np.full(DAYS, 200), usable)
    assert np.isnan(bursts.chance[:FEWEST_DAYS]).all()
    assert np.isnan(bursts.expected[40, 0])


def test_uneven_news_needs_more_to_stand_out() -> None:
    waves = np.where(np.arange(DAYS) % 4 == 0, 20, 2)[:, None].copy()
    waves[41] = 24
    assert found_days(waves) == []
    assert found_days(flat(6, day_41=24)) == [41]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=20, max_size=45),
    st.integers(0, 29),
)
def test_more_stories_are_never_likelier(counts: list[int], more: int) -> None:
    one, other = np.array(counts)[:, None], np.array(counts)[:, None]
    other[-1] += more
    totals, usable = np.full(len(counts), 100), np.ones(len(counts), bool)
    before, after = (find_bursts(numbers, totals, usable).chance[-1, 0] for numbers in (one, other))
    assert 0 <= after <= before <= 1
