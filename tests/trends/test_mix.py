"""The change of a mix: a planted change is found in its size, and sampling alone is not taken for one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.trends.mix import mix_change

counts = st.lists(st.integers(0, 60), min_size=1, max_size=8)


def test_a_planted_change_has_its_size() -> None:
    found = mix_change([500, 300, 200], [300, 300, 400])
    assert found is not None
    assert found.distance == pytest.approx(0.2)
    assert found.is_real


def test_the_same_mix_in_other_numbers_did_not_change() -> None:
    found = mix_change([50, 30, 20], [500, 300, 200])
    assert found is not None
    assert found.distance == pytest.approx(0.0)
    assert not found.is_real


def test_nothing_in_common_is_all_of_it() -> None:
    found = mix_change([40, 0], [0, 40])
    assert found is not None
    assert (found.distance, found.is_real) == (1.0, True)


@pytest.mark.parametrize(("before", "after"), [([0, 0], [1, 2]), ([3], [0])])
def test_a_side_without_anything_has_no_mix(before: list[int], after: list[int]) -> None:
    assert mix_change(before, after) is None


def test_samples_of_one_mix_rarely_pass_for_a_change() -> None:
    dice = np.random.default_rng(8)
    mix = dice.dirichlet(np.ones(12))
    found = [mix_change(dice.multinomial(80, mix), dice.multinomial(120, mix)) for _ in range(200)]
    assert sum(change is not None and change.is_real for change in found) <= 22


@pytest.mark.parametrize(("parts", "each"), [(2, 60), (9, 120), (60, 120), (60, 5_000)])
def test_large_samples_vary_by_chance_as_counted_ones_do(
    monkeypatch: pytest.MonkeyPatch, parts: int, each: int
) -> None:
    mix = np.random.default_rng(parts).uniform(1, 3, parts)
    samples = [np.rint(each * size * mix) for size in (1, 1.7)]
    quick = mix_change(*samples)
    monkeypatch.setattr("monitor.trends.mix._MANY", np.inf)
    counted = mix_change(*samples)
    assert quick is not None
    assert counted is not None
    assert quick != counted, "drawn in another way"
    assert quick.by_chance == pytest.approx(counted.by_chance, rel=0.06)


@given(counts, st.data())
def test_the_distance_lies_between_none_and_all_and_has_no_direction(
    before: list[int], data: st.DataObject
) -> None:
    after = data.draw(st.lists(st.integers(0, 60), min_size=len(before), max_size=len(before)))
    found, back = mix_change(before, after), mix_change(after, before)
    assert (found is None) == (back is None) == (not sum(before) or not sum(after))
    if found and back:
        assert found.distance == pytest.approx(back.distance)
        assert 0 <= found.distance <= 1 + 1e-12
