"""Colours named by what they mean, in one place.

One palette serves the light and the dark theme: every line colour has a contrast of at least 3 : 1 on both
backgrounds, so that a reader who switches the theme sees the same chart at once. Fills are made from the
same colours with transparency. No meaning rests on colour alone: lines carry their names, symbols and dashes,
unfinished buckets are hatched, tone has its sign.
"""

from __future__ import annotations

SERIES: tuple[str, ...] = (
    "#1e78c3",
    "#d26900",
    "#875aff",
    "#8f8170",
    "#d20f3c",
    "#12908e",
    "#b04a21",
    "#e169b4",
    "#d02cc4",
    "#965a69",
    "#1e96ff",
    "#696987",
)
"""Series colours, in this order; chosen for distance under protanopia, deuteranopia and tritanopia."""

SYMBOLS: tuple[str, ...] = ("circle", "square", "diamond", "triangle-up", "cross", "star")
"""Marker shapes, in turn: two series that a reader's eyes merge still differ in shape."""

GLYPHS: tuple[str, ...] = ("●", "■", "◆", "▲", "✚", "★")
"""The same shapes as letters, for the names beside the lines."""

MAX_SERIES = len(SERIES)

COUNT = "#1e78c3"
POSITIVE = "#12908e"
NEGATIVE = "#d26900"
MUTED = "#808894"
LIGHT_BACKGROUND = "#ffffff"
DARK_BACKGROUND = "#12161c"


def faded(colour: str, opacity: float) -> str:
    """The colour with an opacity between 0 and 1, as Plotly writes it."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


LAND = faded(MUTED, 0.16)
"""A country about which nothing can be said."""
NOTHING_COLLECTED = faded(MUTED, 0.2)
GRID = faded(MUTED, 0.25)
AXIS = faded(MUTED, 0.7)
SILENT = faded(NEGATIVE, 0.35)
"""A day on which a source that speaks before and after was silent."""
