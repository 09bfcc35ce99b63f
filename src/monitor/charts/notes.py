"""Notes on days: a thin line where something happened, and a few words that don't run into each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import plotly.graph_objects as go

from monitor.charts.layout import LABEL_SIZE
from monitor.charts.marks import label
from monitor.charts.palette import MUTED
from monitor.charts.series import Span
from monitor.filters import next_start

LEVEL = 15
"""Pixels of one row of labels above the plot."""
LETTERS = 24
"""The rest of a note stands in its tooltip and in the list under the chart."""
_NARROW = 190
"""Pixels that a phone leaves to the days: labels that don't touch there touch nowhere."""
_LETTER = 6.3
_NOON = timedelta(hours=12)

Note = tuple[date, str]


def drawn_notes(notes: Sequence[Note], span: Span) -> list[Note]:
    """The notes that lie on the chart, in the order of their days."""
    first, behind = _ends(span)
    return sorted(item for item in notes if first <= _instant(item[0]) < behind)


def room_for_notes(notes: Sequence[Note], span: Span) -> int:
    """Pixels above the plot that the labels need."""
    return LEVEL * (1 + max(levels(drawn_notes(notes, span), span), default=-1))


def levels(notes: Sequence[Note], span: Span) -> list[int]:
    """The row of each label, 0 the lowest: labels in one row don't touch, even on a phone."""
    taken: list[list[tuple[float, float]]] = []
    rows = []
    for day, text in notes:
        begin, end = _stretch(day, text, span)
        row = next(
            (i for i, row in enumerate(taken) if all(end <= a or begin >= b for a, b in row)), len(taken)
        )
        if row == len(taken):
            taken.append([])
        taken[row].append((begin, end))
        rows.append(row)
    return rows


def add_notes(figure: go.Figure, notes: Sequence[Note], span: Span) -> None:
    """Draw notes with their labels above the plot; the lines end below them, so that none crosses a label."""
    shown = drawn_notes(notes, span)
    for (day, text), level in zip(shown, levels(shown, span), strict=True):
        _add_line(figure, day)
        figure.add_annotation(
            x=_instant(day), y=1, yref="paper", yshift=level * LEVEL + 3, yanchor="bottom", showarrow=False,
            xanchor=_side(day, span), text=label(text, LETTERS), hovertext=label(f"{day}: {text}"),
            font={"size": LABEL_SIZE - 1},
        )  # fmt: skip


def add_note_lines(figure: go.Figure, notes: Sequence[Note], span: Span, x: str = "x") -> None:
    """Draw notes as lines alone, for charts that are too small for words."""
    for day, _ in drawn_notes(notes, span):
        _add_line(figure, day, x)


def _add_line(figure: go.Figure, day: date, x: str = "x") -> None:
    figure.add_shape(
        type="line", x0=_instant(day), x1=_instant(day), y0=0, y1=1, xref=x, yref="paper", layer="below",
        line={"color": MUTED, "width": 1},
    )  # fmt: skip


def _instant(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time()) + _NOON


def _ends(span: Span) -> tuple[datetime, datetime]:
    starts = span.starts()
    ends = starts[0], next_start(starts[-1], span.bucket)
    return tuple(datetime.combine(day, datetime.min.time()) for day in ends)  # type: ignore[return-value]


def _place(day: date, span: Span) -> float:
    """Where a day lies on the chart, from 0 to 1."""
    first, behind = _ends(span)
    return (_instant(day) - first) / (behind - first)


def _side(day: date, span: Span) -> str:
    """Labels on the right half end at their line, so that none leaves the chart."""
    return "left" if _place(day, span) <= 0.5 else "right"


def _stretch(day: date, text: str, span: Span) -> tuple[float, float]:
    """The pixels that a label covers on the narrowest chart."""
    wide = _LETTER * min(len(text), LETTERS) + 8
    place = _place(day, span) * _NARROW
    return (place, place + wide) if _side(day, span) == "left" else (place - wide, place)
