"""What all charts share: quiet axes, no chrome, room for direct labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from monitor.charts.palette import AXIS, GRID, MUTED
from monitor.charts.series import Span
from monitor.filters import next_start

CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "showAxisDragHandles": False}
"""How the browser shows a chart: no tool bar, no zoom by accident while scrolling a page."""

LABEL_SIZE = 12
BELOW = 36
"""Pixels under the plot: a tick, and two lines for days and years."""
UNSELECTED = {"marker": {"opacity": 1}}
"""A click opens the evidence; it does not dim the rest of the chart."""


def quiet(figure: go.Figure, height: int, *, right: int = 12, left: int = 44, top: int = 12) -> go.Figure:
    """Give the figure our layout; ``height`` and the margins are pixels."""
    figure.update_layout(
        height=height,
        margin={"l": left, "r": right, "t": top, "b": BELOW},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        hovermode="closest",
        dragmode=False,
        clickmode="event+select",
        bargap=0.12,
        barmode="overlay",
        uirevision="same",
    )
    figure.update_xaxes(
        showgrid=False, zeroline=False, linecolor=AXIS, showline=True, fixedrange=True, title=None
    )
    figure.update_yaxes(gridcolor=GRID, zeroline=False, fixedrange=True, title=None, rangemode="tozero")
    return figure


def time_axis(figure: go.Figure, span: Span) -> go.Figure:
    """Show all buckets of the span, with days before months as the rest of the page writes them."""
    starts = span.starts()
    end = next_start(starts[-1], span.bucket)
    figure.update_xaxes(
        type="date",
        range=[starts[0], end],
        tickformatstops=[
            {"dtickrange": [None, 86_400_000 * 20], "value": "%-d %b\n%Y"},
            {"dtickrange": [86_400_000 * 20, "M11"], "value": "%b\n%Y"},
            {"dtickrange": ["M12", None], "value": "%Y"},
        ],
        tickangle=0,
        # A month is named under its mark; a year is named where it begins.
        ticklabelmode="period" if span.bucket == "month" and len(starts) <= 18 else "instant",
        **_whole_days((end - starts[0]).days),
    )
    return figure


def _whole_days(number: int) -> dict[str, int]:
    """Over few days the marks would stand for half days, and each day would be written twice."""
    if number <= 7:
        return {"dtick": 86_400_000}
    return {"nticks": number // 2} if number <= 14 else {}


def note(text: str, **place: Any) -> dict[str, Any]:
    """A small grey remark inside the plot."""
    return {"text": text, "showarrow": False, "font": {"size": 11, "color": MUTED}, **place}


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move label positions (pixels) at least ``gap`` apart, in their order, within ``low`` and ``high``."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed: list[float] = []
    for i in order:
        placed.append(max(wanted[i], placed[-1] + gap) if placed else max(wanted[i], low))
    over = (placed[-1] - high) if placed else 0
    if over > 0:
        placed[-1] = high
        for i in range(len(placed) - 2, -1, -1):
            placed[i] = min(placed[i], placed[i + 1] - gap)
    result = [0.0] * len(wanted)
    for i, position in zip(order, placed, strict=True):
        result[i] = position
    return result
