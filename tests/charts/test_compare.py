"""Both sides and their difference, drawn so that what is sure looks sure."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from monitor.charts.compare import estimates, forest, gaps_of_both
from monitor.charts.marks import read_ask, read_mark
from monitor.filters import Cell

NAN = float("nan")


def rows(n: tuple[int, int] = (50, 40)) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "side": ["left", "right", "difference"],
            "name": ["UN <b>", "WTO", "left − right"],
            "value": [0.3, 0.2, 0.1],
            "low": [0.2, 0.12, 0.02],
            "high": [0.42, 0.31, 0.19],
            "n": [*n, min(n)],
        }
    )


CELLS = [Cell(actor="un"), Cell(), None]


@pytest.mark.parametrize("what", ["share", "tone"])
def test_each_side_is_a_door_and_the_difference_is_none(what: Any) -> None:
    left, right, difference = estimates(rows(), CELLS, what).data
    assert (read_mark(left.customdata[0]), read_ask(left.customdata[0])) == (Cell(actor="un"), 0)
    assert (read_mark(right.customdata[0]), read_ask(right.customdata[0])) == (Cell(), 1)
    assert read_mark(difference.customdata[0]) is None
    assert (left.xaxis, difference.xaxis) == ("x", "x2")
    assert left.marker.symbol != right.marker.symbol != difference.marker.symbol


def test_intervals_are_drawn_to_scale() -> None:
    left, _, difference = estimates(rows(), CELLS, "share").data
    assert left.x[0] == pytest.approx(30)
    assert (left.error_x.arrayminus[0], left.error_x.array[0]) == pytest.approx((10, 12))
    assert difference.error_x.array[0] == pytest.approx(9)


def test_shares_stand_on_zero_and_differences_have_it_in_sight() -> None:
    layout = estimates(rows(), CELLS, "share").layout
    assert layout.xaxis.range[0] == 0
    assert layout.xaxis2.range[0] <= 0 < layout.xaxis2.range[1]


def test_too_few_are_open_and_have_no_interval() -> None:
    left, right, difference = estimates(rows((50, 9)), CELLS, "tone").data
    assert left.error_x.array is not None
    for mark in (right, difference):
        assert mark.marker.symbol.endswith("-open")
        assert mark.error_x.array is None
        assert "too few to judge" in mark.hovertemplate


def test_what_is_unknown_is_not_drawn() -> None:
    frame = rows().assign(value=[0.3, NAN, NAN], low=NAN, high=NAN)
    assert len(estimates(frame, [Cell(actor="un"), None, None], "tone").data) == 1


def test_a_line_opens_the_side_that_has_more() -> None:
    frame = pd.DataFrame(
        {
            "key": ["wto", "who", "fao"],
            "side": ["left", "right", "right"],
            "difference": [0.2, -0.05, -0.3],
            "low": [0.1, -0.2, -0.4],
            "high": [0.3, 0.1, -0.2],
            "left": [30, 5, 1],
            "right": [3, 8, 40],
            "left_share": [0.3, 0.05, 0.01],
            "right_share": [0.1, 0.1, 0.31],
            "sure": [True, False, True],
        }
    )
    figure = forest(frame, by="with_actor", names={"wto": "World Trade Organization"})
    found = {read_mark(d).with_actor: (read_ask(d), trace) for trace in figure.data for d in trace.customdata}
    assert {key: ask for key, (ask, _) in found.items()} == {"wto": 0, "who": 1, "fao": 1}
    assert found["who"][1].marker.symbol.endswith("-open")
    assert not found["fao"][1].marker.symbol.endswith("-open")
    assert {trace.y[0]: trace.x[0] for trace in figure.data} == pytest.approx({0: 20, 1: -5, 2: -30})


def test_the_ground_is_grey_only_where_neither_side_was_collected() -> None:
    frame = pd.DataFrame(
        {
            "key": ["l", "l", "r", "r"],
            "start": [1, 2, 1, 2],
            "state": ["nothing collected", "nothing collected", "nothing collected", "unfinished"],
        }
    )
    assert list(gaps_of_both(frame)["state"]) == [
        "nothing collected", "complete", "nothing collected", "unfinished",
    ]  # fmt: skip
