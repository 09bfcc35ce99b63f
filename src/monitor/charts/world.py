"""The world by share, count or tone, on outlines that come with the project: no request leaves the machine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
import plotly.graph_objects as go

from monitor.charts.layout import UNSELECTED, quiet
from monitor.charts.marks import columns, label
from monitor.charts.palette import COUNT, GRID, LAND, faded
from monitor.filters import Cell, Scale

STEPS = (1.0, 2.0, 5.0)
"""Class limits are 1, 2 and 5 times a power of ten: the reader can name each class."""
CLASSES = 6


_NO_LAYERS = {
    f"show{layer}": False
    for layer in ("land", "lakes", "ocean", "rivers", "coastlines", "countries", "subunits", "frame")
}
"""Each one named, because a theme may switch it on: a browser fetches these layers from the internet."""


def world(
    frame: pd.DataFrame,
    outlines: Path,
    *,
    names: Mapping[str, str],
    scale: Scale,
    measure: str,
    address: str | None = None,
) -> go.Figure:
    """Draw an answer split by country (columns ``country, count, total, share``).

    ``outlines`` is the file with the shapes and points; with an ``address``, the figure names it as the place
    from which the browser loads the shapes, and stays small.

    Countries too small to click are points beside the outlines. Grey is a country that was not counted once.
    """
    shapes, points = read_outlines(str(outlines))
    rows = frame[frame["count"] > 0].copy()
    rows["country"] = rows["country"].astype(str)
    values = [100 * float(v) if scale == "share" else float(v) for v in rows[scale]]
    limits = class_limits(values)
    rows["level"] = [sum(value >= limit for limit in limits) for value in values]
    figure = go.Figure()
    drawn = [feature["id"] for feature in shapes["features"]]
    source = address or shapes
    figure.add_trace(_land(source, [iso for iso in drawn if iso not in set(rows["country"])]))
    hover = "<b>%{customdata[1]}</b><br>%{customdata[2]:,d} of %{customdata[4]:,d} " + measure
    hover += ", %{customdata[3]:.2f} %<extra></extra>"
    colours = {"colorscale": _scale(len(limits)), "zmin": -0.5, "zmax": len(limits) + 0.5}
    on_land = rows[rows["country"].isin(set(drawn))]
    figure.add_trace(
        go.Choropleth(
            geojson=source, featureidkey="id", locationmode="geojson-id", locations=list(on_land["country"]),
            z=list(on_land["level"]), customdata=_data(on_land, names), hovertemplate=hover, **colours,
            colorbar=_legend(limits, scale, measure), showscale=bool(limits), unselected=UNSELECTED,
            marker={"line": {"color": GRID, "width": 0.5}},
        )
    )  # fmt: skip
    small = rows[rows["country"].isin(set(points))]
    figure.add_trace(
        go.Scattergeo(
            lon=[points[iso][0] for iso in small["country"]], lat=[points[iso][1] for iso in small["country"]],
            mode="markers", customdata=_data(small, names), hovertemplate=hover, unselected=UNSELECTED,
            marker={
                "size": 9, "color": list(small["level"]), "colorscale": _scale(len(limits)), "cmin": -0.5,
                "cmax": len(limits) + 0.5, "line": {"color": COUNT, "width": 1},
            },
        )
    )  # fmt: skip
    quiet(figure, 400, left=0, right=0, top=0)
    figure.update_layout(margin={"b": 0})
    figure.update_geos(
        visible=False, **_NO_LAYERS, projection_type="natural earth", bgcolor="rgba(0,0,0,0)",
        lataxis_range=[-58, 84], lonaxis_range=[-180, 180],
    )  # fmt: skip
    return figure


def class_limits(values: list[float]) -> list[float]:
    """Up to five limits out of 1, 2, 5, 10, 20, …, the highest below the largest value.

    Attention is skewed: an even scale would paint one country dark and all others alike.
    """
    largest = max(values, default=0.0)
    if largest <= 0:
        return []
    ladder = [step * 10.0**power for power in range(-3, 9) for step in STEPS]
    below = [limit for limit in ladder if min(values) < limit <= largest]
    return below[-(CLASSES - 1) :]


@cache
def read_outlines(path: str) -> tuple[dict[str, Any], dict[str, list[float]]]:
    """The outlines as GeoJSON without the points, and the points of small countries by ISO code."""
    collection = orjson.loads(Path(path).read_bytes())
    shapes = [feature for feature in collection["features"] if feature["geometry"]["type"] != "Point"]
    points = {f["id"]: f["properties"]["point"] for f in collection["features"] if "point" in f["properties"]}
    return {"type": "FeatureCollection", "features": shapes}, points


def _land(shapes: dict[str, Any] | str, countries: list[str]) -> go.Choropleth:
    return go.Choropleth(
        geojson=shapes, featureidkey="id", locationmode="geojson-id", locations=countries,
        z=[0] * len(countries), colorscale=[[0, LAND], [1, LAND]], showscale=False, hoverinfo="skip",
        marker={"line": {"color": GRID, "width": 0.5}},
    )  # fmt: skip


def _data(rows: pd.DataFrame, names: Mapping[str, str]) -> list[list[Any]]:
    return columns(
        [Cell(country=iso) for iso in rows["country"]],
        [label(names.get(iso, iso)) for iso in rows["country"]],
        rows["count"],
        [100 * share for share in rows["share"]],
        rows["total"],
    )


def _scale(limits: int) -> list[list[Any]]:
    """One flat colour for each class, from pale to full."""
    classes = limits + 1
    colours = [faded(COUNT, 0.22 + 0.78 * i / limits if limits else 1) for i in range(classes)]
    return [[edge, colours[i]] for i in range(classes) for edge in (i / classes, (i + 1) / classes)]


def _legend(limits: list[float], scale: Scale, measure: str) -> dict[str, Any]:
    unit = " %" if scale == "share" else ""
    return {
        "title": {"text": f"% of {measure}" if scale == "share" else measure, "side": "top"},
        "orientation": "h", "x": 0.5, "xanchor": "center", "y": 0, "yanchor": "top",
        "thickness": 10, "len": 0.7, "tickmode": "array", "tickvals": [i + 0.5 for i in range(len(limits))],
        "ticktext": [f"{limit:g}{unit}" for limit in limits], "outlinewidth": 0,
    }  # fmt: skip
