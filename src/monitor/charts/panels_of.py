"""Small charts of one make and one scale, a series in each: what would tangle in one chart can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.layout import BELOW, LABEL_SIZE, quiet, time_axis
from monitor.charts.marks import label
from monitor.charts.notes import add_note_lines
from monitor.charts.palette import GLYPHS, GRID, MAX_SERIES, MUTED, SERIES
from monitor.charts.series import Span
from monitor.charts.strokes import Drawing, Overlay, Quantity, Trace, ghosts_of, line_of, reach, shade_gaps

PANEL, HEAD = 84, 24
"""Pixels of one panel in a column, and of the name above it."""
ALONE = 220
PART = 110
"""Pixels of the plot of a small chart that stands for itself."""
LEFT = 44
FEW_GHOSTS = 6
"""Up to so many series the others stand grey behind each; more would hide what they stand behind."""
_BETWEEN = 0.09
"""The part of the width that two columns leave between them."""


def panels_of(
    frame: pd.DataFrame,
    span: Span,
    *,
    by: str,
    names: Mapping[str, str],
    quantity: Quantity,
    overlay: Overlay | None = None,
    columns: int = 1,
) -> go.Figure:
    """Draw each series of a laid-out frame, at most twelve, in a panel of its own, all on one scale.

    Bands that lie over each other can't be told apart; panels with one common scale can be compared.
    """
    keys = list(dict.fromkeys(frame["key"]))[:MAX_SERIES]
    drawn = _with_values(frame, keys, quantity)
    height = ALONE if len(drawn) <= 1 else PANEL
    return _drawn(frame, keys, drawn, span, by, names, quantity, overlay or Overlay(), columns, height)


def parts_of(
    frame: pd.DataFrame,
    span: Span,
    *,
    by: str,
    names: Mapping[str, str],
    quantity: Quantity,
    overlay: Overlay | None = None,
) -> list[go.Figure]:
    """The same panels as charts for themselves, to be laid side by side; the others are grey behind each."""
    keys = list(dict.fromkeys(frame["key"]))[:MAX_SERIES]
    over = overlay or Overlay()
    drawn = _with_values(frame, keys, quantity)
    return [_drawn(frame, keys, [key], span, by, names, quantity, over, 1, PART) for key in drawn]


def _with_values(frame: pd.DataFrame, keys: Sequence[str], quantity: Quantity) -> list[str]:
    """The keys that have something to draw: a country has no stance, and needs no empty panel."""
    there = set(frame.loc[frame[quantity.column].notna(), "key"])
    return [key for key in keys if key in there]


def _drawn(
    frame: pd.DataFrame,
    keys: Sequence[str],
    wanted: Sequence[str],
    span: Span,
    by: str,
    names: Mapping[str, str],
    quantity: Quantity,
    overlay: Overlay,
    columns: int,
    height: int,
) -> go.Figure:
    """Panels for the wanted keys; colours and scale are those of all keys."""
    figure, columns = go.Figure(), max(1, min(columns, len(wanted)))
    rows = max(1, -(-len(wanted) // columns))
    room = rows * (height + HEAD)
    quiet(figure, room + BELOW, top=0, left=LEFT)
    among = frame[frame["key"].isin(keys)]
    low, high = reach_with(among, quantity, overlay, bands=True)
    drawing = Drawing(by, span, quantity, overlay.smooth, bands=True, small=True, top=high)
    traces: list[Trace] = []
    for place, key in enumerate(wanted):
        row, column = divmod(place, columns)
        axes = _axis("x", column), _axis("y", place)
        top = 1 - (row * (height + HEAD) + HEAD) / room
        number = keys.index(key)
        left = column * (1 + _BETWEEN) / columns
        figure.update_layout(
            {
                axes[0].replace("x", "xaxis"): {
                    "domain": [left, left + (1 - _BETWEEN * (columns - 1)) / columns],
                    "anchor": axes[1],
                },
                axes[1].replace("y", "yaxis"): {
                    **_value_axis(quantity, low, high),
                    "domain": [max(0.0, top - height / room), top],
                    "anchor": axes[0],
                },
            }
        )
        if len(wanted) < len(keys) <= FEW_GHOSTS:
            traces.append(ghosts_of(among[among["key"] != key], drawing, axes))
        if overlay.before is not None:
            past = overlay.before.frame
            name = names.get(key, key)
            traces += line_of(past[past["key"] == key], number, name, drawing.of_before(overlay.before), axes)
        traces += line_of(frame[frame["key"] == key], number, names.get(key, key), drawing, axes)
        figure.add_annotation(
            x=left, xref="paper", y=top, yref="paper", xanchor="left", yanchor="bottom", showarrow=False,
            text=direct_label(number, [_cut(names.get(key, key))]), font={"size": LABEL_SIZE},
            hovertext=label(names.get(key, key)),
        )  # fmt: skip
    figure.add_traces(traces)
    for column in range(columns):
        shade_gaps(figure, frame, span, says=False, x=_axis("x", column))
        add_note_lines(figure, overlay.notes, span, _axis("x", column))
    if columns == 1:
        figure.update_xaxes(anchor=_axis("y", len(wanted) - 1) if wanted else "y")
    return time_axis(figure, span)


def direct_label(number: int, lines: Sequence[str]) -> str:
    """The name in the colour of the text, readable in small letters; the mark before it in that of the line."""
    glyph = GLYPHS[number % len(GLYPHS)]
    return f'<span style="color:{SERIES[number]}">{glyph}</span> ' + "<br>".join(label(line) for line in lines)


def value_axis(quantity: Quantity, low: float, high: float) -> dict[str, Any]:
    """The upward axis of a single chart."""
    if quantity.is_sound:
        return _value_axis(quantity, low, high)
    return {"range": [low, high], "tickformat": quantity.format}


def _value_axis(quantity: Quantity, low: float, high: float) -> dict[str, Any]:
    """One panel's axis: few round values; for tone zero in the middle, and one value on both sides of it."""
    if not quantity.is_sound:
        return {
            "range": [low, high], "tickformat": quantity.format, "nticks": 4, "fixedrange": True,
            "gridcolor": GRID, "zeroline": False,
        }  # fmt: skip
    step = next((step for step in (0.8, 0.6, 0.4, 0.3, 0.2, 0.1) if step <= high), 0.05)
    return {
        "range": [low, high], "rangemode": "normal", "fixedrange": True,
        "tickmode": "array", "tickvals": [-step, 0, step], "ticktext": [f"−{step:g}", "0", f"+{step:g}"],
        "gridcolor": GRID, "zeroline": True, "zerolinecolor": MUTED, "zerolinewidth": 1,
    }  # fmt: skip


def reach_with(
    frame: pd.DataFrame, quantity: Quantity, overlay: Overlay, *, bands: bool
) -> tuple[float, float]:
    """The ends of one scale for the series and for the period before."""
    low, high = reach(frame, quantity, bands=bands)
    if overlay.before is not None:
        before = overlay.before.frame
        low_before, high_before = reach(before[before["key"].isin(set(frame["key"]))], quantity, bands=False)
        if before[quantity.column].notna().any():
            return min(low, low_before), max(high, high_before)
    return low, high


def _axis(letter: str, number: int) -> str:
    return f"{letter}{number + 1}" if number else letter


def _cut(name: str) -> str:
    """What fits over a small chart; the tooltip has all of it."""
    return name if len(name) <= 38 else f"{name[:37].rstrip()}…"
