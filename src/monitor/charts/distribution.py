"""How the tones of stories are spread: a histogram between −1 and 1 with its median."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.layout import UNSELECTED, note, quiet
from monitor.charts.marks import columns
from monitor.charts.palette import AXIS, MUTED, NEGATIVE, POSITIVE
from monitor.filters import Cell

HEIGHT = 230
_HOVER = "%{customdata[1]}<br>%{customdata[2]:,d} stories, %{customdata[3]:.1f} %<extra></extra>"


def distribution(rows: pd.DataFrame, cells: Sequence[Cell], median: float) -> go.Figure:
    """Draw steps of tones (columns ``low, high, count``); the width of a step may be almost 0: just that tone.

    Such a narrow step stands at the foot of the bar to its right, hatched, so that stories without a word that
    scores are seen but not taken for good news.
    """
    figure, total = go.Figure(), int(rows["count"].sum())
    widths = [_drawn_width(row.low, row.high) for row in rows.itertuples()]
    narrow = [row.high - row.low < 0.01 for row in rows.itertuples()]
    bases = [0, *(count if thin else 0 for count, thin in zip(rows["count"], narrow, strict=True))][:-1]
    figure.add_trace(
        go.Bar(
            x=[low + width / 2 for low, width in zip(_lefts(rows), widths, strict=True)],
            y=list(rows["count"]),
            base=bases,
            width=[0.9 * width for width in widths],
            customdata=columns(
                cells,
                [step_words(row.low, row.high) for row in rows.itertuples()],
                rows["count"],
                [100 * count / total if total else 0.0 for count in rows["count"]],
            ),
            hovertemplate=_HOVER,
            marker={
                "color": [_colour(row.low, row.high) for row in rows.itertuples()],
                "line": {"width": 0},
                "pattern": {"shape": ["/" if thin else "" for thin in narrow], "size": 5},
            },
            unselected=UNSELECTED,
        )
    )
    quiet(figure, HEIGHT, top=26)
    figure.update_xaxes(
        range=[-1, 1], tickmode="array", tickvals=[-1, -0.6, -0.2, 0.2, 0.6, 1],
        ticktext=["−1", "−0.6", "−0.2", "+0.2", "+0.6", "+1"],
    )  # fmt: skip
    figure.update_yaxes(nticks=4, tickformat=",.3~f")
    if median == median:
        figure.add_vline(x=median, line={"color": AXIS, "width": 1.5, "dash": "dot"})
        figure.add_annotation(
            note(f"median {_signed(median)}", x=median, y=1, yref="paper", yanchor="bottom", xanchor="center")
        )
    return figure


def step_words(low: float, high: float) -> str:
    """``−0.4 to below −0.2``, ``exactly 0``, ``+0.8 to +1``."""
    if high - low < 0.01:
        return "exactly 0: no word that scores, or they cancel out"
    if high > 1:
        return f"{_signed(low)} to +1"
    return f"above 0, below {_signed(high)}" if 0 < low < 0.01 else f"{_signed(low)} to below {_signed(high)}"


def _signed(value: float) -> str:
    text = f"{abs(value):.2g}"
    return "0" if float(text) == 0 else f"−{text}" if value < 0 else f"+{text}"


def _lefts(rows: pd.DataFrame) -> list[float]:
    """Where each bar begins: a step of almost no width shares the ground of the one behind it."""
    return [round(float(low), 6) for low in rows["low"]]


def _drawn_width(low: float, high: float) -> float:
    return 0.2 if high - low < 0.01 else round(min(high, 1.0) - low, 6)


def _colour(low: float, high: float) -> str:
    if high - low < 0.01:
        return MUTED
    return NEGATIVE if high <= 0 else POSITIVE
