"""Series over time: who is in the news, how much, since when, in what tone."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.layout import BELOW, LABEL_SIZE, note, quiet, spread, time_axis
from monitor.charts.marks import columns, label, wrapped
from monitor.charts.notes import add_notes, room_for_notes
from monitor.charts.palette import MAX_SERIES, MUTED
from monitor.charts.panels_of import direct_label, panels_of, reach_with, value_axis
from monitor.charts.series import Span
from monitor.charts.strokes import (
    Drawing,
    Overlay,
    Quantity,
    Trace,
    attention,
    bars_of,
    bars_with,
    judged,
    line_of,
    shade_gaps,
    sound,
    spoken,
)
from monitor.filters import Cell, Scale

HEIGHT = 340
LABEL_ROOM = 118
"""Pixels at the right for the names of the lines; still leaves two thirds of a phone to the lines."""
LABEL_LETTERS = 17
TWO_LINES = 7
"""Up to so many lines there is room for names of two lines."""
FEW_BANDS = 3
"""Up to so many intervals can lie over each other and still be told apart."""
_ABOVE = 12


def timeline(
    frame: pd.DataFrame,
    span: Span,
    *,
    by: str,
    names: Mapping[str, str],
    scale: Scale,
    measure: str,
    overlay: Overlay | None = None,
) -> go.Figure:
    """Draw series that were laid out by :func:`monitor.charts.series.lay_out`, at most twelve.

    One series becomes bars, several become lines with their names at the end. Grey ground means that nothing
    was collected; a hatched bar or a dotted line with an open mark is a bucket that is not complete. Shares of
    stories carry their 95 % interval while there are at most three. An optional column ``ask`` of the frame is
    the number of the filters that its row was counted with.
    """
    quantity = attention(scale, measure)
    return one_chart(frame, span, by=by, names=names, quantity=quantity, overlay=overlay)


def one_chart(
    frame: pd.DataFrame,
    span: Span,
    *,
    by: str,
    names: Mapping[str, str],
    quantity: Quantity,
    overlay: Overlay | None = None,
) -> go.Figure:
    """Draw series in one chart; see :func:`timeline`. Tone is always a line around its zero."""
    figure, keys = go.Figure(), list(dict.fromkeys(frame["key"]))[:MAX_SERIES]
    frame = frame[frame["key"].isin(keys)]
    drawn = frame.loc[frame[quantity.column].notna(), "key"].nunique()
    over, bands = overlay or Overlay(), drawn <= FEW_BANDS
    low, high = reach_with(frame, quantity, over, bands=bands)
    drawing = Drawing(by, span, quantity, over.smooth, bands=bands, top=high)
    single = len(keys) == 1 and not quantity.is_sound
    shade_gaps(figure, frame, span)
    traces: list[Trace] = []
    for number, key in enumerate(keys):
        name, rows = names.get(key, key), frame[frame["key"] == key]
        traces += bars_with(rows, name, drawing) if single else line_of(rows, number, name, drawing)
        if over.before is not None:
            past = over.before.frame
            traces += line_of(past[past["key"] == key], number, name, drawing.of_before(over.before))
    figure.add_traces(traces)
    more = room_for_notes(over.notes, span)
    several = len(keys) > 1
    quiet(figure, HEIGHT + more, right=LABEL_ROOM if several else 12, top=_ABOVE + more)
    figure.update_yaxes(**value_axis(quantity, low, high))
    if several:
        _label_ends(figure, frame, keys, names, quantity, (low, high))
    add_notes(figure, over.notes, span)
    if over.smooth:
        text = f"thick: smoothed over {over.smooth} {span.bucket}s"
        figure.add_annotation(note(text, x=0, xref="paper", y=1, yref="paper", xanchor="left", yanchor="top"))
    return time_axis(figure, span)


def tone_line(frame: pd.DataFrame, span: Span, *, by: str, names: Mapping[str, str]) -> go.Figure:
    """Draw the tone of each series with its 95 % interval as a band, each in a panel of its own.

    Buckets with fewer than ten stories are open grey marks outside the line: too few to judge.
    """
    return panels_of(frame, span, by=by, names=names, quantity=sound("tone"))


def strip(collected: pd.DataFrame, span: Span) -> go.Figure:
    """Draw what was collected in each bucket; ``collected`` has ``start, articles, sources, state``."""
    figure = go.Figure()
    shade_gaps(figure, collected, span)
    rows = collected[collected["state"] != "nothing collected"]
    data = columns(
        [Cell(bucket=span.bucket, start=start) for start in rows["start"]],
        [spoken(row.start, row.state, span.bucket) for row in rows.itertuples()],
        rows["articles"],
        rows["sources"],
    )
    figure.add_trace(bars_of(rows, rows["articles"], data, _STRIP_HOVER, MUTED, span.bucket))
    quiet(figure, 130)
    figure.update_yaxes(nticks=3, tickformat=",.3~f")
    return time_axis(figure, span)


_STRIP_HOVER = (
    "%{customdata[1]}<br>%{customdata[2]:,d} articles from %{customdata[3]:,d} sources<extra></extra>"
)


def _label_ends(
    figure: go.Figure,
    frame: pd.DataFrame,
    keys: list[str],
    names: Mapping[str, str],
    quantity: Quantity,
    ends_of_axis: tuple[float, float],
) -> None:
    """Write each line's name beside its last judged value, moved apart where lines end close together."""
    (low, high), ends = ends_of_axis, []
    for number, key in enumerate(keys):
        rows = frame[frame["key"] == key].dropna(subset=[quantity.column])
        good = judged(rows, quantity)
        rows = rows[good] if good.any() else rows
        if len(rows):
            ends.append((number, key, min(high, max(low, float(rows[quantity.column].iloc[-1])))))
    room, lines = HEIGHT - 12 - BELOW, 2 if len(ends) <= TWO_LINES else 1
    wanted = [(value - low) / (high - low) * room for *_, value in ends]
    placed_at = spread(wanted, lines * 1.3 * LABEL_SIZE + 3, 6, room - 6)
    for (number, key, value), pixel, placed in zip(ends, wanted, placed_at, strict=True):
        figure.add_annotation(
            x=1, xref="paper", y=value, xanchor="left", yanchor="middle", xshift=8, showarrow=False,
            yshift=placed - pixel, align="left",
            text=direct_label(number, wrapped(names.get(key, key), lines, LABEL_LETTERS)),
            font={"size": LABEL_SIZE}, hovertext=label(names.get(key, key)),
        )  # fmt: skip
