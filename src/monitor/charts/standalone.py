"""A figure that leaves the app: in dark ink for paper, of fixed width, with nothing left to fetch."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

INK = "#3c4650"
"""Letters on paper, 9.6 : 1."""
FONT = '"Source Sans 3", "Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, sans-serif'
ROOM = 1.15
"""Names beside lines get so much more room: another machine's letters may be wider than the app's."""
OUTLINES = "outlines"
"""What a map says instead of an address: the page that shows it puts the shapes of the world there."""


@cache
def library() -> str:
    """Plotly's own program, as the package brings it."""
    return str(get_plotlyjs())


def standalone(figure: go.Figure, width: int) -> dict[str, Any]:
    """The figure as plain JSON values, ``width`` pixels wide; the figure itself stays as it is."""
    plain: dict[str, Any] = orjson.loads(figure.to_json())
    layout = plain.setdefault("layout", {})
    layout.pop("template", None)
    layout |= {"width": width, "autosize": False, "paper_bgcolor": "#ffffff"}
    margin = layout.setdefault("margin", {})
    margin["r"] = round(ROOM * margin.get("r", 0))
    layout["font"] = {"size": 11, **layout.get("font", {}), "color": INK, "family": FONT}
    for name, axis in layout.items():
        if name.startswith(("xaxis", "yaxis")) and isinstance(axis, dict):
            axis["tickfont"] = {**axis.get("tickfont", {}), "color": INK}
    for trace in plain.get("data", []):
        if isinstance(trace.get("geojson"), str):
            trace["geojson"] = OUTLINES
    return plain


def needs_outlines(plain: dict[str, Any]) -> bool:
    """True for a map whose shapes stand outside of it."""
    return any(trace.get("geojson") == OUTLINES for trace in plain.get("data", []))
