"""From then to now: one line for each that changed, an arrow from the old number to the new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.layout import BELOW, LABEL_SIZE, UNSELECTED, quiet
from monitor.charts.marks import columns, label
from monitor.charts.palette import AXIS, COUNT, GRID, MUTED, faded
from monitor.filters import ANY_TONE, Cell

Changed = Literal["share", "tone"]

ROW = 46
"""Pixels of one line: the name and the change above, the arrow below."""
NAME_LETTERS = 24
NOW, BEFORE = 0, 1
"""The numbers under which marks name the filters that they were counted with."""

_COLUMNS = {
    "share": ("share_before", "share", "change", "change_low", "change_high"),
    "tone": ("tone_before", "tone", "tone_change", "tone_change_low", "tone_change_high"),
}


def arrows(frame: pd.DataFrame, *, by: str, names: Mapping[str, str], what: Changed) -> go.Figure:
    """Draw rows of :func:`monitor.query.changes.changes` in their order, one under the other.

    A ring is the period before, an arrowhead the period now. The pale bar is the 95 % interval of the change,
    laid at the ring: where it does not reach the ring, the change is more than chance. The marks of now were
    counted with the filters 0, those of before with the filters 1.
    """
    rows = frame.reset_index(drop=True)
    unit = 100 if what == "share" else 1
    then, now, change, low, high = ([unit * float(v) for v in rows[name]] for name in _COLUMNS[what])
    ends = [[max(0.0, old + d) if what == "share" else old + d for old, d in zip(then, side, strict=True)]
            for side in (low, high)]  # fmt: skip
    figure = go.Figure([
        _lines(ends[0], ends[1], faded(COUNT, 0.22), 9),
        _lines(then, now, COUNT, 2),
        _marks(rows, then, by, names, what, BEFORE),
        _marks(rows, now, by, names, what, NOW),
    ])  # fmt: skip
    quiet(figure, BELOW + ROW * max(1, len(rows)) + 8, left=8, right=14, top=6)
    for place, key in enumerate(rows[by]):
        above = {"y": place, "yshift": 17, "xref": "paper", "showarrow": False, "font": {"size": LABEL_SIZE}}
        name = label(names.get(str(key), key), NAME_LETTERS)
        glyph = "▲" if change[place] > 0 else "▼"
        said = f"{glyph} {_spoken(change[place], low[place], high[place], what)}"
        figure.add_annotation(text=f"<b>{name}</b>", x=0, xanchor="left", **above)
        figure.add_annotation(text=said, x=1, xanchor="right", **above)
    figure.update_yaxes(visible=False, range=[len(rows) - 0.5, -0.75], rangemode="normal")
    figure.update_xaxes(showgrid=True, gridcolor=GRID, nticks=6)
    if what == "share":
        figure.update_xaxes(rangemode="tozero", ticksuffix=" %")
    else:
        figure.update_xaxes(zeroline=True, zerolinecolor=AXIS, tickformat="+.2f")
    return figure


def cell_of(by: str, key: str, what: Changed) -> Cell:
    """What a mark counts: all stories of its name, or those with a tone."""
    return Cell(**{by: key}, tone=ANY_TONE if what == "tone" else None)  # type: ignore[arg-type]  # by is a field


def _lines(start: list[float], end: list[float], colour: str, width: int) -> go.Scatter:
    """One short line in each row."""
    x: list[float | None] = []
    y: list[float | None] = []
    for place, ends in enumerate(zip(start, end, strict=True)):
        x += [*ends, None]
        y += [place, place, None]
    return go.Scatter(
        x=x, y=y, mode="lines", line={"color": colour, "width": width}, hoverinfo="skip", cliponaxis=False
    )


def _marks(
    rows: pd.DataFrame, at: list[float], by: str, names: Mapping[str, str], what: Changed, asked: int
) -> go.Scatter:
    """The ends of the arrows on one side, each the door to what it counts; where nothing was counted, none."""
    side, when = ("_before", "the period before") if asked == BEFORE else ("", "this period")
    unit = 100 if what == "share" else 1
    _, _, change, low, high = _COLUMNS[what]
    rising = [value > 0 for value in rows[change]]
    data = columns(
        [cell_of(by, str(key), what) for key in rows[by]],
        [label(names.get(str(key), key)) for key in rows[by]],
        rows["count" + side] if what == "share" else rows["tone_n" + side],
        rows["total" + side],
        [
            _spoken(unit * row[change], unit * row[low], unit * row[high], what)
            for row in rows.to_dict("records")
        ],
        ask=asked,
    )
    for number, said in zip(rows["count" + side], data, strict=True):
        said[0] = said[0] if number else ""
    return go.Scatter(
        x=at,
        y=list(range(len(rows))),
        mode="markers",
        marker=_RING if asked == BEFORE else _HEAD | {"symbol": [_POINTING[up] for up in rising]},
        customdata=data,
        hovertemplate=f"<b>%{{customdata[1]}}</b>, {when}<br>{_HOVER[what]}<br>"
        "change %{customdata[4]}<extra></extra>",
        unselected=UNSELECTED,
        cliponaxis=False,
    )


_RING = {"symbol": "circle", "size": 10, "color": faded(MUTED, 0.25), "line": {"color": MUTED, "width": 2}}
_HEAD = {"size": 13, "color": COUNT, "line": {"width": 0}}
_POINTING = {True: "triangle-right", False: "triangle-left"}
_HOVER = {
    "share": "%{customdata[2]:,d} of %{customdata[3]:,d} stories, %{x:.2f} %",
    "tone": "tone %{x:+.2f}, n = %{customdata[2]:,d} stories",
}


def _spoken(change: float, low: float, high: float, what: Changed) -> str:
    """``+4.3 points (+2.2 to +6.5)``, or in tone ``−0.17 (−0.28 to −0.06)``."""
    digits, unit = (1, " points") if what == "share" else (2, "")
    return f"{signed(change, digits)}{unit} ({signed(low, digits)} to {signed(high, digits)})"


def signed(value: float, digits: int = 2) -> str:
    """``+0.12``, ``−0.05`` or ``0.00``."""
    text = f"{abs(value):.{digits}f}"
    return text if float(text) == 0 else f"{'−' if value < 0 else '+'}{text}"
