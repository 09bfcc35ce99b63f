"""Series colours can be told apart, on both grounds, by readers who see fewer colours."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from monitor.charts.palette import (
    DARK_BACKGROUND,
    LIGHT_BACKGROUND,
    NEGATIVE,
    POSITIVE,
    SERIES,
    faded,
)

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
SIGHT = {
    "all colours": np.eye(3),
    "no red cones": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no green cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}


def linear(colour: str) -> np.ndarray:
    values = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    lights = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) + 0.05 for c in (one, other))
    return lights[1] / lights[0]


def lab(colour: str, sight: np.ndarray) -> np.ndarray:
    seen = np.clip(sight @ linear(colour), 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ seen
    x, y, z = np.cbrt(xyz / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("ground", [LIGHT_BACKGROUND, DARK_BACKGROUND])
@pytest.mark.parametrize("colour", SERIES)
def test_a_line_stands_out_on_both_grounds(colour: str, ground: str) -> None:
    assert contrast(colour, ground) >= 3


@pytest.mark.parametrize("sight", SIGHT)
def test_the_five_lines_of_a_fresh_chart_look_different(sight: str) -> None:
    for one, other in itertools.combinations(SERIES[:5], 2):
        assert np.linalg.norm(lab(one, SIGHT[sight]) - lab(other, SIGHT[sight])) > 18, (one, other)


@pytest.mark.parametrize("sight", SIGHT)
def test_neighbours_in_the_order_look_different(sight: str) -> None:
    for one, other in itertools.pairwise(SERIES):
        assert np.linalg.norm(lab(one, SIGHT[sight]) - lab(other, SIGHT[sight])) > 15, (one, other)


def test_good_and_bad_tone_differ_without_red_and_green() -> None:
    for sight in SIGHT.values():
        assert np.linalg.norm(lab(POSITIVE, sight) - lab(NEGATIVE, sight)) > 25


def test_faded() -> None:
    assert faded("#1e78c3", 0.25) == "rgba(30,120,195,0.25)"
