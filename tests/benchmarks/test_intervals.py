"""Each interval holds its planted truth as often as it promises, in invented news of many sizes."""

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.quality.figure import Figure
from benchmarks.quality.measures.intervals import (
    differences,
    false_discoveries,
    paired_differences,
    ratios,
    shares,
    tones,
)

WORLDS = 1_500


@pytest.mark.parametrize("measured", [shares, tones, differences, paired_differences, ratios])
def test_intervals_hold_the_truth_as_often_as_they_promise(
    measured: Callable[[np.random.Generator, int], Figure],
) -> None:
    figure = measured(np.random.default_rng(20), WORLDS)
    assert 0.93 <= figure.scores["all"] <= 0.97
    assert all(0.92 <= score <= 0.985 for name, score in figure.scores.items() if name.endswith("stories"))


def test_copies_counted_one_by_one_would_be_too_sure() -> None:
    assert shares(np.random.default_rng(21), 300).plain["all"] < 0.8
    assert tones(np.random.default_rng(21), 300).plain["all"] < 0.8


def test_reported_changes_are_seldom_chance() -> None:
    figure = false_discoveries(np.random.default_rng(22), 60)
    # 60 worlds tell a part of 0.90 from 0.80, not from 0.85.
    assert all(score >= 0.82 for score in figure.scores.values())
    assert figure.plain["share, nobody changed"] < 0.2
