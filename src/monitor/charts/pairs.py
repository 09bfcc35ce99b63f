"""Means with their intervals, one under the other: do two things sound alike, and how surely?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.layout import LABEL_SIZE, UNSELECTED, quiet
from monitor.charts.marks import columns, label, wrapped
from monitor.charts.palette import GLYPHS, GRID, MUTED, SERIES, SYMBOLS, faded
from monitor.charts.series import FEW
from monitor.filters import Cell, Sound

ROW, HEAD, FOOT = 34, 22, 34
NAME_LETTERS = 20
_STYLE: dict[Sound, int] = {"tone": 0, "stance": 2}
"""The place of each sound in the lists of colours and shapes."""

_JUDGED = (
    "<b>%{customdata[1]}</b><br>%{customdata[7]} %{customdata[2]:+.2f}, 95 % interval %{customdata[3]:+.2f} to "
    "%{customdata[4]:+.2f}<br>n = %{customdata[5]:,d} stories with a %{customdata[7]}, of %{customdata[6]:,d}"
    "<extra></extra>"
)
_TOO_FEW = (
    "<b>%{customdata[1]}</b><br>n = %{customdata[5]:,d} stories with a %{customdata[7]}, of "
    "%{customdata[6]:,d}: too few to judge<extra></extra>"
)


def pairs(rows: pd.DataFrame, cells: Sequence[Cell], sounds: Sequence[Sound]) -> go.Figure:
    """Draw one line for each row: a mark for each sound, with its 95 % interval.

    Columns: ``name`` (a stranger's text), ``count``, and for each sound ``tone, tone_low, tone_high, tone_n``.
    Below ten stories a mark is open and grey, without an interval: too few to judge.
    """
    figure, height = go.Figure(), HEAD + ROW * max(1, len(rows)) + FOOT
    for number, sound in enumerate(sounds):
        offset = 0.0 if len(sounds) == 1 else (number - 0.5) * 0.34
        for judged in (True, False):
            _add_marks(figure, rows, cells, sound, offset, judged=judged)
    quiet(figure, height, left=8, right=8, top=HEAD)
    figure.update_layout(margin={"b": FOOT})
    reach = _reach(rows, sounds)
    step = next((step for step in (0.8, 0.6, 0.4, 0.2, 0.1) if step <= reach), 0.05)
    figure.update_xaxes(
        range=[-reach, reach * 1.35], showline=False, showgrid=True, gridcolor=GRID, zeroline=True,
        zerolinecolor=MUTED, zerolinewidth=1, tickmode="array", tickvals=[-step, 0, step],
        ticktext=[f"−{step:g}", "0", f"+{step:g}"],
    )  # fmt: skip
    figure.update_yaxes(
        showgrid=False, automargin=True, ticks="", range=[len(rows) - 0.5, -0.5], rangemode="normal",
        tickmode="array", tickvals=list(range(len(rows))), ticktext=[_two_lines(name) for name in rows["name"]],
    )  # fmt: skip
    for place, count in enumerate(rows[f"{sounds[0]}_n"] if sounds else ()):
        figure.add_annotation(
            x=1, xref="paper", y=place, xanchor="right", yanchor="middle", showarrow=False,
            text=f"n = {count:,}", font={"size": LABEL_SIZE - 1, "color": MUTED},
        )  # fmt: skip
    if len(sounds) > 1:
        figure.add_annotation(
            x=0, xref="paper", y=1, yref="paper", xanchor="left", yanchor="bottom", showarrow=False,
            text="   ".join(_key(sound) for sound in sounds), font={"size": LABEL_SIZE},
        )  # fmt: skip
    return figure


def _add_marks(
    figure: go.Figure, rows: pd.DataFrame, cells: Sequence[Cell], sound: Sound, offset: float, *, judged: bool
) -> None:
    number = _STYLE[sound]
    colour, symbol = SERIES[number], SYMBOLS[number]
    chosen = [
        place
        for place, (value, n) in enumerate(zip(rows[sound], rows[f"{sound}_n"], strict=True))
        if value == value and (n >= FEW) is judged
    ]
    shown = rows.iloc[chosen]
    figure.add_trace(
        go.Scatter(
            x=list(shown[sound]),
            y=[place + offset for place in chosen],
            mode="markers",
            cliponaxis=False,
            customdata=columns(
                [cells[place] for place in chosen],
                [label(name) for name in shown["name"]],
                shown[sound],
                shown[f"{sound}_low"],
                shown[f"{sound}_high"],
                shown[f"{sound}_n"],
                shown["count"],
                [sound] * len(chosen),
            ),
            hovertemplate=_JUDGED if judged else _TOO_FEW,
            error_x={
                "type": "data", "symmetric": False, "color": colour, "thickness": 2, "width": 4,
                "array": list(shown[f"{sound}_high"] - shown[sound]),
                "arrayminus": list(shown[sound] - shown[f"{sound}_low"]),
            } if judged else None,
            marker={
                "color": colour if judged else faded(MUTED, 0.8),
                "size": 10 if judged else 7,
                "symbol": symbol if judged else f"{symbol}-open",
            },
            unselected=UNSELECTED,
        )
    )  # fmt: skip


def _reach(rows: pd.DataFrame, sounds: Sequence[Sound]) -> float:
    """How far the axis goes on both sides of zero: all intervals that are judged, and all marks."""
    edges = [0.1]
    for sound in sounds:
        judged = rows[rows[f"{sound}_n"] >= FEW]
        edges += [*judged[f"{sound}_low"].abs(), *judged[f"{sound}_high"].abs(), *rows[sound].abs()]
    return min(1.0, 1.1 * max(edge for edge in edges if edge == edge))


def _key(sound: Sound) -> str:
    number = _STYLE[sound]
    return f'<span style="color:{SERIES[number]}">{GLYPHS[number]}</span> {sound}'


def _two_lines(name: str) -> str:
    return "<br>".join(label(line) + " " for line in wrapped(name, 2, NAME_LETTERS))
