"""Pairs: what is expected by chance, how sure a ratio is, and who lies beside whom."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.trends.association import alike_together, expected, for_all, ratio_interval, too_few

margins = st.tuples(st.integers(1, 300), st.integers(0, 300), st.integers(0, 300), st.integers(0, 300)).map(
    lambda cells: (cells[0], cells[0] + cells[1], cells[0] + cells[2], sum(cells))
)
"""Both, first, second and total of a table in which each is named."""


@given(margins)
def test_a_ratio_lies_in_its_interval_whichever_is_named_first(table: tuple[int, int, int, int]) -> None:
    both, first, second, total = table
    ratio = both / float(expected(first, second, total))
    low, high = (float(end) for end in ratio_interval(both, first, second, total))
    assert low - 1e-9 <= ratio <= high + 1e-9
    assert (low, high) == pytest.approx([float(end) for end in ratio_interval(both, second, first, total)])
    wider = [float(end) for end in ratio_interval(both, first, second, total, level=for_all(66))]
    assert wider[0] <= low + 1e-9
    assert high <= wider[1] + 1e-9


@given(margins)
def test_an_interval_stays_within_what_the_numbers_of_each_allow(table: tuple[int, int, int, int]) -> None:
    both, first, second, total = table
    chance = first * second / total
    low, high = (float(end) for end in ratio_interval(both, first, second, total))
    assert max(0, first + second - total) / chance - 1e-6 <= low
    assert high <= min(first, second) / chance + 1e-6


def test_the_ends_are_where_a_score_test_changes_its_mind() -> None:
    """The spread of what a story adds to the number in common, counted out over the four kinds of stories."""
    both, first, second, total = 40, 200, 150, 1000
    one, two = first / total, second / total
    z = 1.959963984540054
    for end, sign in zip(ratio_interval(both, first, second, total), (1, -1), strict=True):
        ratio = float(end)
        joint = ratio * one * two
        kinds = [(joint, 1, 1), (one - joint, 1, 0), (two - joint, 0, 1), (1 - one - two + joint, 0, 0)]
        added = [a * b - ratio * (one * b + two * a) for _, a, b in kinds]
        mean = sum(chance * value for (chance, _, _), value in zip(kinds, added, strict=True))
        variance = sum(chance * (value - mean) ** 2 for (chance, _, _), value in zip(kinds, added, strict=True))
        away = (both - ratio * 30) * sign - 0.2
        assert away**2 / (total * variance) == pytest.approx(z**2)


def test_nobody_named_together_has_an_upper_end_alone() -> None:
    low, high = ratio_interval(0, 100, 100, 1000)
    assert float(low) == 0
    assert 0 < float(high) < 1


def test_who_is_never_named_has_no_ratio() -> None:
    assert all(np.isnan(float(end)) for end in ratio_interval(0, 0, 5, 100))


def drawn(rng: np.random.Generator, rounds: int, total: int, cells: tuple[float, float, float]) -> tuple:
    both, one, two = cells
    found = rng.multinomial(total, [both, one - both, two - both, 1 - one - two + both], rounds)
    return found[:, 0], found[:, 0] + found[:, 1], found[:, 0] + found[:, 2]


@pytest.mark.parametrize(
    ("both", "one", "two"), [(0.02, 0.1, 0.2), (0.06, 0.1, 0.2), (0.01, 0.1, 0.2), (0.2, 0.4, 0.5)]
)
def test_intervals_cover_the_truth(both: float, one: float, two: float) -> None:
    tables = drawn(np.random.default_rng(5), 4000, 800, (both, one, two))
    low, high = ratio_interval(*tables, 800)
    truth = both / (one * two)
    assert 0.93 <= float(((low <= truth) & (truth <= high)).mean()) <= 0.97


def test_chance_alone_joins_hardly_anybody() -> None:
    """In no more than one of twenty worlds is any of 66 pairs called sure."""
    rng, members, stories, worlds = np.random.default_rng(2), 12, 1500, 300
    alarms = 0
    for _ in range(worlds):
        named = rng.random((members, stories)) < rng.uniform(0.02, 0.3, (members, 1))
        pairs = np.array([(i, j) for i, j in combinations(range(members), 2)])
        both = (named[pairs[:, 0]] & named[pairs[:, 1]]).sum(1)
        alone = named.sum(1)
        first, second = alone[pairs[:, 0]], alone[pairs[:, 1]]
        low, _ = ratio_interval(both, first, second, stories, level=for_all(len(pairs)))
        alarms += bool(((low > 1) & ~too_few(both, expected(first, second, stories))).any())
    assert alarms / worlds <= 0.05


@pytest.mark.parametrize(("both", "chance", "few"), [(9, 9.9, True), (10, 2.0, False), (0, 10.0, False)])
def test_few_found_and_few_expected_are_not_judged(both: int, chance: float, few: bool) -> None:
    assert bool(too_few(both, chance)) is few


@given(st.permutations(range(9)))
def test_groups_lie_together_in_whatever_order_they_come(order: list[int]) -> None:
    group = [number // 3 for number in order]
    likeness = np.array([[2.0 if a == b else -1.0 for a in group] for b in group])
    found = [group[number] for number in alike_together(likeness)]
    assert sorted(found) == sorted(group)
    assert sum(a != b for a, b in pairwise(found)) == 2


def test_a_chain_lies_in_its_order() -> None:
    """Each is most like its neighbours; joined groups are turned so that like ends meet."""
    likeness = np.array([[-abs(a - b) - (0.1 if min(a, b) % 2 else 0) for a in range(8)] for b in range(8)])
    assert alike_together(likeness) in (list(range(8)), list(range(7, -1, -1)))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_few_members_have_an_order_too(number: int) -> None:
    assert sorted(alike_together(np.zeros((number, number)))) == list(range(number))
