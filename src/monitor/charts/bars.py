"""Things beside each other as horizontal bars, each with its number, its interval, and what was expected."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.layout import UNSELECTED, quiet
from monitor.charts.marks import columns, label, wrapped
from monitor.charts.palette import COUNT, MUTED, faded
from monitor.filters import Cell

ROW = 30
"""Pixels for one bar: as much as two lines of a name need."""
NAME_LETTERS = 22


def bars(rows: pd.DataFrame, cells: Sequence[Cell]) -> go.Figure:
    """Draw one bar for each row, in their order, the first on top.

    Columns: ``name`` (a stranger's text), ``length``, ``written`` (stands behind the bar), ``says`` (the
    tooltip under the name) and ``count`` (what the bar's cell counts). Optional: ``low`` and ``high``, a
    whisker; ``expected``, a tick across the bar; ``few``, True where the number is too small to judge: such a
    bar is grey and hatched.
    """
    places = list(range(len(rows)))
    few = list(rows["few"]) if "few" in rows else [False] * len(rows)
    data = columns(cells, [label(name) for name in rows["name"]], rows["says"], rows["count"])
    hover = "<b>%{customdata[1]}</b><br>%{customdata[2]}<extra></extra>"
    # A paler bar where something is drawn over it.
    ground = faded(COUNT, 0.6) if "expected" in rows or "low" in rows else COUNT
    figure = go.Figure(
        go.Bar(
            x=list(rows["length"]),
            y=places,
            orientation="h",
            customdata=data,
            hovertemplate=hover,
            marker={
                "color": [faded(MUTED, 0.45) if grey else ground for grey in few],
                "line": {"width": 0},
                "pattern": {"shape": ["/" if grey else "" for grey in few], "size": 5},
            },
            error_x=_whiskers(rows, few),
            unselected=UNSELECTED,
        )
    )
    if "expected" in rows:
        figure.add_trace(
            go.Scatter(
                x=list(rows["expected"]), y=places, mode="markers", hoverinfo="skip", cliponaxis=False,
                marker={"symbol": "line-ns", "size": 17, "line": {"width": 2.5, "color": MUTED}},
            )
        )  # fmt: skip
    reach = rows[[name for name in ("length", "high", "expected") if name in rows]].max(axis=1)
    figure.add_trace(
        go.Scatter(
            x=list(reach), y=places, mode="text", text=[f"  {label(text)}" for text in rows["written"]],
            textposition="middle right", hoverinfo="skip", cliponaxis=False,
        )
    )  # fmt: skip
    quiet(figure, 24 + ROW * max(1, len(rows)), left=8, right=8, top=4)
    figure.update_layout(margin={"b": 8})
    widest = float(reach.max()) if len(rows) else 1.0
    longest = max((len(text) for text in rows["written"]), default=0)
    figure.update_xaxes(visible=False, range=[0, (widest or 1.0) * (1.1 + 0.028 * longest)])
    figure.update_yaxes(
        showgrid=False, automargin=True, ticks="", range=[len(rows) - 0.4, -0.6], rangemode="normal",
        tickmode="array", tickvals=places, ticktext=[_two_lines(name) for name in rows["name"]],
    )  # fmt: skip
    return figure


def _whiskers(rows: pd.DataFrame, few: Sequence[bool]) -> dict[str, object] | None:
    if "low" not in rows or rows["low"].isna().all():
        return None
    judged = [not grey for grey in few]
    return {
        "type": "data", "symmetric": False, "color": MUTED, "thickness": 1.5, "width": 3,
        "array": list((rows["high"] - rows["length"]).where(judged)),
        "arrayminus": list((rows["length"] - rows["low"]).where(judged)),
    }  # fmt: skip


def _two_lines(name: str) -> str:
    return "<br>".join(label(line) + " " for line in wrapped(name, 2, NAME_LETTERS))
