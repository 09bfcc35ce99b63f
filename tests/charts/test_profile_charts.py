"""The charts of a profile: every mark carries its cell and its number, and what can't be judged looks so."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.bars import bars
from monitor.charts.distribution import distribution, step_words
from monitor.charts.marks import read_mark
from monitor.charts.pairs import pairs
from monitor.charts.palette import MUTED, NEGATIVE, POSITIVE
from monitor.filters import Cell

STEPS = [(-1.0, -0.8), (-0.2, 0.0), (0.0, 1e-9), (1e-9, 0.2), (0.8, 1.01)]
HOSTILE = "<b>Herald</b> & sons"


def marks(figure: go.Figure) -> list[tuple[Cell, list]]:
    """Every mark that can be clicked with what its tooltip knows."""
    found = []
    for trace in figure.data:
        for data in trace.customdata if trace.customdata is not None else ():
            cell = read_mark(list(data))
            assert cell is not None
            found.append((cell, list(data)))
    return found


def histogram() -> go.Figure:
    rows = pd.DataFrame(STEPS, columns=["low", "high"]).assign(count=[1, 4, 3, 2, 0])
    cells = [Cell(actor="ttp", tone=step) for step in STEPS]
    return distribution(rows, cells, -0.1)


def test_each_step_carries_its_tones_and_its_number() -> None:
    found = marks(histogram())
    assert [cell.tone for cell, _ in found] == STEPS
    assert [data[2] for _, data in found] == [1, 4, 3, 2, 0]


def test_exactly_zero_stands_hatched_under_what_is_above_it() -> None:
    (trace,) = histogram().data
    assert list(trace.marker.pattern.shape) == ["", "", "/", "", ""]
    assert list(trace.marker.color) == [NEGATIVE, NEGATIVE, MUTED, POSITIVE, POSITIVE]
    assert list(trace.base) == [0, 0, 0, 3, 0]
    assert trace.x[2] == trace.x[3]


def test_the_median_is_marked_where_there_is_one() -> None:
    assert "median −0.1" in [note.text for note in histogram().layout.annotations]
    empty = distribution(pd.DataFrame(columns=["low", "high", "count"]), [], float("nan"))
    assert not empty.layout.annotations
    assert not empty.layout.shapes


def test_steps_are_named() -> None:
    assert [step_words(*step)[:9] for step in STEPS] == [
        "−1 to bel",
        "−0.2 to b",
        "exactly 0",
        "above 0, ",
        "+0.8 to +",
    ]


def bar_rows() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [HOSTILE, "Post", "Tiny"], "length": [0.5, 0.25, 1.0], "low": [0.4, 0.2, 0.3],
            "high": [0.6, 0.3, 1.0], "written": ["50 %", "25 %", "100 %"], "says": ["a", "b", "c"],
            "count": [50, 25, 1], "few": [False, False, True],
        }
    )  # fmt: skip


def test_bars_keep_their_order_and_carry_cells_and_counts() -> None:
    cells = [Cell(actor="ttp", source=name) for name in ("herald", "post", "tiny")]
    figure = bars(bar_rows(), cells)
    assert [(cell, data[3]) for cell, data in marks(figure)] == list(zip(cells, (50, 25, 1), strict=True))
    assert "&lt;b&gt;Herald" in figure.layout.yaxis.ticktext[0]
    assert "<b>Herald" not in str(figure.to_json())


def test_a_bar_that_can_not_be_judged_is_hatched_and_has_no_whisker() -> None:
    trace = bars(bar_rows(), [Cell(source=name) for name in "abc"]).data[0]
    assert list(trace.marker.pattern.shape) == ["", "", "/"]
    assert pd.isna(trace.error_x.array[2])
    assert list(trace.error_x.array[:2]) == [0.6 - 0.5, 0.3 - 0.25]


def test_an_expected_number_is_a_tick_that_can_not_be_clicked() -> None:
    rows = bar_rows().drop(columns=["low", "high"]).assign(expected=[0.1, 0.9, 0.2])
    bar, tick, text = bars(rows, [Cell(source=name) for name in "abc"]).data
    assert bar.error_x.array is None
    assert (list(tick.x), tick.hoverinfo, tick.customdata) == ([0.1, 0.9, 0.2], "skip", None)
    assert list(text.x) == [0.5, 0.9, 1.0]


def test_bars_of_nothing_are_empty() -> None:
    assert not marks(bars(bar_rows().head(0), []))


def pair_rows() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": ["Headlines", HOSTILE], "count": [40, 7], "tone": [-0.2, 0.5], "tone_low": [-0.3, 0.1],
            "tone_high": [-0.1, 0.9], "tone_n": [38, 5], "stance": [0.1, float("nan")],
            "stance_low": [0.0, float("nan")], "stance_high": [0.2, float("nan")], "stance_n": [38, 0],
        }
    )  # fmt: skip


def test_each_sound_of_each_row_is_a_mark_with_its_interval() -> None:
    cells = [Cell(actor="ttp", place="title"), Cell(actor="ttp", place="text")]
    figure = pairs(pair_rows(), cells, ("tone", "stance"))
    found = [(cell, data[7], data[5], data[6]) for cell, data in marks(figure)]
    assert found == [(cells[0], "tone", 38, 40), (cells[1], "tone", 5, 7), (cells[0], "stance", 38, 40)]
    judged = figure.data[0]
    assert judged.error_x.array[0] == -0.1 - -0.2
    assert judged.error_x.arrayminus[0] == -0.2 - -0.3


def test_a_mean_of_few_is_open_without_interval_and_says_so() -> None:
    figure = pairs(pair_rows(), [Cell(place="title"), Cell(place="text")], ("tone",))
    few = figure.data[1]
    assert few.marker.symbol.endswith("-open")
    assert few.error_x.array is None
    assert "too few to judge" in few.hovertemplate
    assert "<b>Herald" not in str(figure.to_json())


def test_zero_stays_in_sight_with_room_on_both_sides() -> None:
    low, high = pairs(pair_rows(), [Cell(place="title"), Cell(place="text")], ("tone",)).layout.xaxis.range
    assert low <= -0.5
    assert high >= 0.5
