"""Readings of speed are compared as they are written, and told in the same weather."""

from __future__ import annotations

import itertools

import pytest

from benchmarks.speed.reading import Reading, percentile, ratio, turns
from monitor.errors import MonitorError


def reading(value: float, budget: str) -> Reading:
    return Reading("key", "annotate", "words", value, "×", value, value, budget)


@pytest.mark.parametrize(
    ("value", "budget", "met"),
    [(10.0, "≥ 10", True), (9.9, "≥ 10", False), (1.9, "≤ 2", True), (1_001, "≤ 1,000", False), (3, "", None)],
)
def test_a_budget_is_met_or_missed(value: float, budget: str, met: bool | None) -> None:
    assert reading(value, budget).within() is met


def test_a_budget_that_says_nothing_is_refused() -> None:
    with pytest.raises(MonitorError, match=r"fast.*Write ≥ or ≤"):
        reading(1, "fast").within()


def test_the_sides_take_turns_and_nobody_is_always_first() -> None:
    ticks = itertools.count()
    order: list[str] = []
    took = turns([lambda: order.append("a"), lambda: order.append("b")], 3, clock=lambda: next(ticks))
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert took == [[1, 1, 1], [1, 1, 1]]


def test_a_ratio_has_its_spread() -> None:
    assert ratio([2.0, 9.0, 4.0], [1.0, 3.0, 2.0]) == (2.0, 2.0, 3.0)


@pytest.mark.parametrize(("share", "expected"), [(0.5, 5), (0.95, 10), (0.05, 1), (1.0, 10)])
def test_percentiles_are_values_that_came(share: float, expected: int) -> None:
    assert percentile(list(range(10, 0, -1)), share) == expected
