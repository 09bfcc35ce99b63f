"""Two sides and how they differ: estimates with their intervals, and what sets the sides apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.layout import LABEL_SIZE, UNSELECTED, quiet
from monitor.charts.marks import columns, label, wrapped
from monitor.charts.palette import AXIS, COUNT, GLYPHS, GRID, MUTED, SERIES, SYMBOLS
from monitor.filters import Cell
from monitor.trends.intervals import FEW

Estimated = Literal["share", "tone", "stance"]

SIDES = ("left", "right")
"""The sides in the order in which marks name the filters that they were counted with."""
HEIGHT = 214
ROW = 34
"""Pixels of one line of what sets the sides apart: as much as two lines of a name need."""
NAME_LETTERS = 20
_DIFFERENCE_ROOM = 0.34
"""The part of the picture, at its bottom, in which the difference is drawn."""


def side_glyph(side: str) -> str:
    """The mark that stands for a side wherever it is named."""
    return GLYPHS[SIDES.index(side)]


def estimates(rows: pd.DataFrame, cells: Sequence[Cell | None], what: Estimated) -> go.Figure:
    """Draw both sides on one scale, and their difference under them on a scale of its own around zero.

    Args:
        rows: the sides and the difference, in this order: ``side``, ``value``, ``low``, ``high`` and ``n``, the
            stories behind the value; shares lie between 0 and 1.
        cells: what the first two count, with the filters of their side; None where nothing is counted.
        what: whether the values are shares, which have a zero to start from, or tones around theirs.

    What rests on fewer than ten stories is an open grey mark without an interval: too few to judge.
    """
    figure, unit = go.Figure(), 100 if what == "share" else 1
    for place, row in enumerate(rows.to_dict("records")):
        difference = row["side"] == "difference"
        if row["value"] == row["value"]:
            cell = None if difference else cells[place]
            figure.add_trace(_estimate(row, place, cell, what, unit))
    quiet(figure, HEIGHT, left=8, right=18, top=4)
    names = [f"{glyph} {_name(name, 15)}" for glyph, name in zip(GLYPHS, rows["name"].head(2), strict=False)]
    figure.update_yaxes(showgrid=False, ticks="", tickmode="array", rangemode="normal", automargin=True)
    figure.update_layout(
        yaxis={
            "domain": [_DIFFERENCE_ROOM + 0.16, 1], "range": [1.7, -0.7], "tickvals": [0, 1],
            "ticktext": names,
        },
        yaxis2={
            "domain": [0, _DIFFERENCE_ROOM - 0.08], "range": [2.7, 1.3], "tickvals": [2], "showgrid": False,
            "ticktext": ["left − right"], "ticks": "", "fixedrange": True, "anchor": "x2", "automargin": True,
        },
        xaxis={**_scale(rows.iloc[:2], what, unit), "anchor": "y"},
        xaxis2={**_scale(rows.iloc[2:], what, unit, around_zero=True), "anchor": "y2"},
    )  # fmt: skip
    return figure


def _estimate(row: Mapping[str, Any], place: int, cell: Cell | None, what: Estimated, unit: int) -> go.Scatter:
    judged = row["n"] >= FEW
    side = row["side"] if row["side"] in SIDES else None
    colour = MUTED if not judged else SERIES[SIDES.index(side)] if side else MUTED
    symbol = SYMBOLS[SIDES.index(side)] if side else SYMBOLS[2]
    value, low, high = (unit * float(row[name]) for name in ("value", "low", "high"))
    trace = go.Scatter(
        x=[value],
        y=[place],
        mode="markers",
        marker={"size": 13, "color": colour, "symbol": symbol if judged else f"{symbol}-open"},
        customdata=columns(
            [cell or Cell()],
            [label(row["name"])],
            [_interval_words(low, high, what)],
            [int(row["n"])],
            ask=SIDES.index(side) if side and cell is not None else None,
        ),
        hovertemplate=_hover(what, judged=judged, difference=side is None),
        unselected=UNSELECTED,
        cliponaxis=False,
        xaxis="x" if side else "x2",
        yaxis="y" if side else "y2",
    )
    if judged and low == low:
        trace.error_x = {
            "type": "data", "symmetric": False, "array": [high - value], "arrayminus": [value - low],
            "color": colour, "thickness": 2.5, "width": 7,
        }  # fmt: skip
    return trace


def _hover(what: Estimated, *, judged: bool, difference: bool) -> str:
    if not judged:
        return "<b>%{customdata[1]}</b><br>n = %{customdata[3]:,d}: too few to judge<extra></extra>"
    value = {"share": "%{x:+.2f} points" if difference else "%{x:.2f} %"}.get(what, what + " %{x:+.3f}")
    n = "smaller n" if difference else "n"
    return (
        f"<b>%{{customdata[1]}}</b><br>{value}, 95 % interval %{{customdata[2]}}<br>"
        f"{n} = %{{customdata[3]:,d}} stories<extra></extra>"
    )


def _interval_words(low: float, high: float, what: Estimated) -> str:
    if low != low or high != high:
        return "unknown"
    return f"{low:.2f} to {high:.2f}" if what == "share" else f"{low:+.3f} to {high:+.3f}"


def _scale(rows: pd.DataFrame, what: Estimated, unit: int, *, around_zero: bool = False) -> dict[str, Any]:
    """An axis that holds its marks and their intervals, with zero in it where zero means something."""
    judged = rows[rows["n"] >= FEW]
    ends = pd.concat([judged["low"], judged["high"], rows["value"]]).dropna() * unit
    low, high = (float(ends.min()), float(ends.max())) if len(ends) else (0.0, 1.0)
    if around_zero or what == "share":
        low, high = min(low, 0.0), max(high, 0.0)
    room = 0.08 * ((high - low) or 1.0)
    return {
        "range": [low - room if low < 0 or what != "share" else 0.0, high + room],
        "ticksuffix": "" if what != "share" else " pt" if around_zero else " %",
        "tickformat": "+~f" if around_zero or what != "share" else "~f",
        "nticks": 5, "gridcolor": GRID, "showgrid": True, "showline": False, "fixedrange": True,
        "zeroline": low < 0 < high or around_zero, "zerolinecolor": AXIS, "zerolinewidth": 2,
    }  # fmt: skip


def gaps_of_both(frame: pd.DataFrame) -> pd.DataFrame:
    """Two sides laid out over time, so that the ground is grey only where neither was collected.

    Where one of them was, the line of the other has a hole.
    """
    empty = frame["state"] == "nothing collected"
    neither = empty.groupby(frame["start"]).transform("all")
    return frame.assign(state=frame["state"].mask(empty & ~neither, "complete"))


def in_colour_of(figure: go.Figure, side: str) -> go.Figure:
    """Bars of one side in its colour; those that are not judged stay grey."""
    for bars in figure.select_traces({"type": "bar"}):
        colours = [SERIES[SIDES.index(side)] if colour == COUNT else colour for colour in bars.marker.color]
        bars.update(marker_color=colours)
    return figure


def forest(rows: pd.DataFrame, *, by: str, names: Mapping[str, str]) -> go.Figure:
    """Draw what sets the sides apart: differences of shares with their intervals, one under the other.

    Args:
        rows: in the order of the picture: ``key``, ``side`` (the one that has more), ``difference``, ``low``,
            ``high`` (shares, left minus right), ``left``, ``right``, ``left_share``, ``right_share`` and
            ``sure``: whether the interval leaves zero out.
        by: the dimension of the keys: ``with_actor``, ``with_country`` or ``source``.
        names: of the keys.

    A mark is the door to the stories of the side that has more.
    """
    figure, places = go.Figure(), list(range(len(rows)))
    for number, side in enumerate(SIDES):
        for sure in (True, False):
            chosen = (rows["side"] == side) & (rows["sure"] == sure)
            part = rows[chosen]
            if part.empty:
                continue
            colour, symbol = SERIES[number] if sure else MUTED, SYMBOLS[number]
            value, low, high = (100 * part[name] for name in ("difference", "low", "high"))
            figure.add_trace(
                go.Scatter(
                    x=list(value),
                    y=[place for place, is_it in zip(places, chosen, strict=True) if is_it],
                    mode="markers",
                    marker={"size": 10, "color": colour, "symbol": symbol if sure else f"{symbol}-open"},
                    error_x={
                        "type": "data", "symmetric": False, "array": list(high - value),
                        "arrayminus": list(value - low), "color": colour, "thickness": 2, "width": 4,
                    },
                    customdata=columns(
                        [Cell(**{by: str(key)}) for key in part["key"]],  # type: ignore[arg-type]
                        [label(names.get(str(key), key)) for key in part["key"]],
                        list(100 * part["left_share"]),
                        list(part["left"]),
                        list(100 * part["right_share"]),
                        list(part["right"]),
                        list(low),
                        list(high),
                        ask=number,
                    ),
                    hovertemplate=_APART,
                    unselected=UNSELECTED,
                    cliponaxis=False,
                )
            )  # fmt: skip
    quiet(figure, 52 + ROW * max(1, len(rows)), left=8, right=18, top=24)
    figure.update_yaxes(
        showgrid=False, automargin=True, ticks="", range=[len(rows) - 0.5, -0.6], rangemode="normal",
        tickmode="array", tickvals=places,
        ticktext=[_name(names.get(str(key), str(key))) for key in rows["key"]],
    )  # fmt: skip
    figure.update_xaxes(
        showgrid=True, gridcolor=GRID, zeroline=True, zerolinecolor=AXIS, zerolinewidth=2, showline=False,
        ticksuffix=" pt", tickformat="+~f", nticks=7,
    )  # fmt: skip
    for number, text, place, anchor in (
        (1, "more on the right", 0, "left"),
        (0, "more on the left", 1, "right"),
    ):
        figure.add_annotation(
            x=place, xref="paper", y=1, yref="paper", yanchor="bottom", xanchor=anchor, showarrow=False,
            font={"size": LABEL_SIZE},
            text=f'<span style="color:{SERIES[number]}">{GLYPHS[number]}</span> {text}',
        )  # fmt: skip
    return figure


def _name(name: str, letters: int = NAME_LETTERS) -> str:
    """The name in one or two lines."""
    return "<br>".join(label(line) + " " for line in wrapped(name, 2, letters))


_APART = (
    "<b>%{customdata[1]}</b><br>left %{customdata[2]:.1f} % (%{customdata[3]:,d} stories), "
    "right %{customdata[4]:.1f} % (%{customdata[5]:,d})<br>difference %{x:+.1f} points, "
    "interval %{customdata[6]:.1f} to %{customdata[7]:.1f}<extra></extra>"
)
