"""Matrix and network: the same pairs, each mark the door to its stories."""

from __future__ import annotations

from itertools import pairwise
from math import hypot
from typing import Any

import pandas as pd
import pytest

from monitor.charts.marks import read_mark
from monitor.charts.matrix import ON_LESS, ON_MORE, colour_of, matrix
from monitor.charts.network import MOST_LINES, drawn_pairs, network, ring
from monitor.charts.palette import COUNT, DARK_BACKGROUND, LIGHT_BACKGROUND, NEGATIVE
from monitor.filters import Cell

INK = {"light": "#4a5561", "dark": "#b9c3ce"}
GROUND = {"light": LIGHT_BACKGROUND, "dark": DARK_BACKGROUND}
NAMES = {"actor:un": "United Nations <b>", "actor:wto": "WTO", "country:KEN": "Kenya"}


def row(first: str, second: str, observed: int, ratio: float = 1.0, **more: Any) -> dict[str, Any]:
    plain = {"first_count": 50, "second_count": 40, "expected": 12.0, "low": 0.8 * ratio, "high": 1.3 * ratio}
    return {"first": first, "second": second, "observed": observed, "ratio": ratio, "few": False,
            "sure": False, **plain, **more}  # fmt: skip


ROWS = pd.DataFrame(
    [
        row("actor:un", "actor:un", 50),
        row("actor:wto", "actor:wto", 40),
        row("country:KEN", "country:KEN", 9),
        row("actor:un", "actor:wto", 60, 5.0, sure=True),
        row("actor:un", "country:KEN", 0, 0.0),
        row("actor:wto", "country:KEN", 2, 0.4, few=True),
    ]
)
CELLS = [
    Cell(actor="un"), Cell(actor="wto"), Cell(country="KEN"), Cell(actor="un", with_actor="wto"),
    Cell(actor="un", with_country="KEN"), Cell(actor="wto", with_country="KEN"),
]  # fmt: skip


@pytest.fixture
def bars() -> Any:
    (found,) = matrix(ROWS, CELLS, NAMES, INK["light"]).data
    return found


def test_a_matrix_has_every_pair_on_both_sides_of_its_diagonal(bars: Any) -> None:
    places = list(zip(bars.x, [base + 0.5 for base in bars.base], strict=True))
    assert sorted(places) == [(x, y) for x in range(3) for y in range(3)]
    doors = dict(zip(places, [read_mark(data) for data in bars.customdata], strict=True))
    assert doors[0, 1] == doors[1, 0] == Cell(actor="un", with_actor="wto")
    assert doors[2, 2] == Cell(country="KEN")
    assert doors[0, 2] is doors[2, 0] is None


def test_a_cell_says_its_number_and_how_sure_it_is(bars: Any) -> None:
    said = {read_mark(data): (text, data) for data, text in zip(bars.customdata, bars.text, strict=True)}
    assert said[Cell(actor="un", with_actor="wto")][0] == "60"
    assert "5.00 times" in said[Cell(actor="un", with_actor="wto")][1][3]
    assert "12.0 expected" in said[Cell(actor="un", with_actor="wto")][1][3]
    assert "too few to judge" in said[Cell(actor="wto", with_country="KEN")][1][3]
    assert "50 stories name it" in said[Cell(actor="un")][1][3]
    assert "<b>" not in said[Cell(actor="un")][1][1]


def test_what_is_too_few_is_hatched(bars: Any) -> None:
    hatched = {read_mark(d) for d, s in zip(bars.customdata, bars.marker.pattern.shape, strict=True) if s}
    assert hatched == {Cell(actor="wto", with_country="KEN")}


def test_colour_tells_more_from_less_and_strong_from_weak() -> None:
    assert (colour_of(4.0), colour_of(0.2), colour_of(0.0)) == (COUNT, NEGATIVE, NEGATIVE)
    strength = [float(colour_of(ratio).rstrip(")").rpartition(",")[2]) for ratio in (1.1, 1.6, 2.5, 3.9)]
    assert strength == sorted(strength)
    assert colour_of(1 / 3)[: len("rgba(210")] == "rgba(210"


def blended(colour: str, ground: str) -> list[float]:
    under = [int(ground[i : i + 2], 16) for i in (1, 3, 5)]
    if colour.startswith("#"):
        return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    *over, opacity = (float(part) for part in colour.removeprefix("rgba(").rstrip(")").split(","))
    return [opacity * a + (1 - opacity) * b for a, b in zip(over, under, strict=True)]


def contrast(one: list[float], other: list[float]) -> float:
    def light(colour: list[float]) -> float:
        parts = [v / 255 / 12.92 if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05

    lights = sorted((light(one), light(other)))
    return lights[1] / lights[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ratio", [0.0, 0.26, 0.5, 0.9, 1.0, 1.5, 2.0, 3.9, 4.0, 9.0])
def test_numbers_can_be_read_on_every_cell(theme: str, ratio: float) -> None:
    full = ratio >= 4 or ratio <= 0.25
    letters = INK[theme] if not full else ON_MORE if ratio > 1 else ON_LESS
    assert contrast(blended(letters, GROUND[theme]), blended(colour_of(ratio), GROUND[theme])) >= 4.5


def test_a_network_joins_sure_pairs_alone() -> None:
    figure = network(ROWS, CELLS, NAMES)
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    doors = [read_mark(data) for trace in figure.data if trace.mode == "markers" for data in trace.customdata]
    assert len(lines) == 1
    assert doors == [
        Cell(actor="un", with_actor="wto"),
        Cell(actor="un"),
        Cell(actor="wto"),
        Cell(country="KEN"),
    ]


def test_a_network_is_the_same_each_time() -> None:
    assert network(ROWS, CELLS, NAMES).to_json() == network(ROWS, CELLS, NAMES).to_json()


def crowded(number: int) -> pd.DataFrame:
    members = [f"actor:a{i}" for i in range(number)]
    alone = [row(member, member, 20 + i) for i, member in enumerate(members)]
    pairs = [row(a, b, 15, 2.0 + i / 50, sure=True) for i, a in enumerate(members) for b in members[i + 1 :]]
    return pd.DataFrame([*alone, *pairs])


def test_a_crowded_network_draws_the_surest_and_keeps_its_names_apart() -> None:
    rows = crowded(20)
    figure = network(rows, [Cell(actor="x")] * len(rows), {})
    assert sum(trace.mode == "lines" for trace in figure.data) == MOST_LINES == len(drawn_pairs(rows))
    assert drawn_pairs(rows)["low"].min() >= rows[rows["sure"]]["low"].nlargest(MOST_LINES).min()
    for side in ("left", "right"):
        heights = [
            (label.y + 1.1) / 2.2 * 540 + label.yshift
            for label in figure.layout.annotations
            if label.xanchor == side
        ]
        ordered = sorted(heights)
        assert min(b - a for a, b in pairwise(ordered)) >= 15


def test_marks_on_lines_lie_apart_where_lines_cross_in_the_middle() -> None:
    members = [f"actor:a{i}" for i in range(8)]
    across = [row(members[i], members[i + 4], 20, 2.0, sure=True) for i in range(4)]
    rows = pd.DataFrame([*(row(member, member, 20) for member in members), *across])
    figure = network(rows, [Cell(actor="x")] * len(rows), {})
    marks = next(trace for trace in figure.data if trace.mode == "markers" and len(trace.x) == 4)
    points = list(zip(marks.x, marks.y, strict=True))
    assert min(hypot(a - c, b - d) for a, b in points for c, d in points if (a, b) != (c, d)) > 0.1
    assert len(set(points)) == 4


@pytest.mark.parametrize("number", [1, 2, 12, 20])
def test_members_stand_on_a_ring(number: int) -> None:
    assert all(hypot(x, y) == pytest.approx(1) for x, y in ring(number))
    assert len({(round(x, 9), round(y, 9)) for x, y in ring(number)}) == number
