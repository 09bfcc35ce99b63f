"""The world by share, number or tone, on outlines that come with the project: no request leaves the machine."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import orjson
import pandas as pd
import plotly.graph_objects as go

from monitor.charts.changes import signed
from monitor.charts.hatching import hatching
from monitor.charts.layout import UNSELECTED, quiet
from monitor.charts.marks import columns, label
from monitor.charts.palette import AXIS, COUNT, GRID, LAND, MUTED, NEGATIVE, POSITIVE, faded
from monitor.charts.series import FEW
from monitor.filters import Cell
from monitor.trends.intervals import share_interval

Paint = Literal["share", "count", "tone"]
"""What the colour of a country says."""

HEIGHT = 460
"""Pixels on a wide page; a narrow one makes it lower (see ``app.css``), so that no empty room is left."""
STEPS = (1.0, 2.0, 5.0)
"""Class limits are 1, 2 and 5 times a power of ten: the reader can name each class."""
CLASSES = 6
TONE_LIMITS = (-0.2, -0.1, -0.05, 0.05, 0.1, 0.2)
"""The same on every map of tone, so that two of them can be compared; between the middle two it is neutral."""

_NO_LAYERS = {
    f"show{layer}": False
    for layer in ("land", "lakes", "ocean", "rivers", "coastlines", "countries", "subunits", "frame")
}
"""Each one named, because a theme may switch it on: a browser fetches these layers from the internet."""
_CLEAR = "rgba(0,0,0,0)"


def world(
    frame: pd.DataFrame,
    outlines: Path,
    *,
    names: Mapping[str, str],
    paint: Paint,
    measure: str,
    address: str | None = None,
    silent: Collection[str] = (),
) -> go.Figure:
    """Draw an answer split by country (columns as ``counts`` gives them).

    A country is coloured by its class. Pale grey was not counted once, where that is a zero; ``silent`` ones,
    about which nothing can be said, have no ground at all. A tone of fewer than 10 stories is not judged: its
    country is hatched. Countries too small to click are points beside the outlines.

    ``outlines`` is the file with the shapes and points; with an ``address``, the figure names it as the place
    from which the browser loads the shapes, and stays small.
    """
    shapes, points = read_outlines(str(outlines))
    rows = _classified(frame, paint)
    limits = rows.attrs["limits"]
    land = {feature["id"]: feature["geometry"] for feature in shapes["features"]}
    source = address or shapes
    colours = class_colours(len(limits), paint)
    figure = go.Figure()
    counted = set(rows["country"])
    uncounted = [iso for iso in land if iso not in counted]
    zero = [iso for iso in uncounted if iso not in silent and paint != "tone"]
    figure.add_trace(_ground(source, zero, LAND, names, "not counted once"))
    judged, few = rows[rows["level"] >= 0], rows[rows["level"] < 0]
    hover = "<b>%{customdata[1]}</b><br>%{customdata[2]}<extra></extra>"
    on_land = judged[judged["country"].isin(land)]
    figure.add_trace(
        go.Choropleth(
            geojson=source, featureidkey="id", locationmode="geojson-id", locations=list(on_land["country"]),
            z=list(on_land["level"]), customdata=_data(on_land, names, measure), hovertemplate=hover,
            colorscale=_steps(colours), zmin=-0.5, zmax=len(colours) - 0.5,
            colorbar=_legend(limits, paint, measure), showscale=bool(limits), unselected=UNSELECTED,
            marker={"line": {"color": GRID, "width": 0.5}},
        )
    )  # fmt: skip
    small = rows[rows["country"].isin(points)]
    unjudged = (small["level"] < 0).to_numpy()
    figure.add_trace(
        go.Scattergeo(
            lon=[points[iso][0] for iso in small["country"]], lat=[points[iso][1] for iso in small["country"]],
            mode="markers", customdata=_data(small, names, measure), hovertemplate=hover, unselected=UNSELECTED,
            marker={
                "size": 8, "symbol": ["circle-x-open" if open_ else "circle" for open_ in unjudged],
                "color": [MUTED if level < 0 else colours[level] for level in small["level"]],
                "line": {"color": [MUTED if open_ else AXIS for open_ in unjudged], "width": 1},
            },
        )
    )  # fmt: skip
    nowhere = [iso for iso in uncounted if iso not in zero]
    if nowhere:
        why = "no story with a tone" if paint == "tone" else "no source there, so no number"
        figure.add_trace(_ground(source, nowhere, _CLEAR, names, why))
    hatched = few[few["country"].isin(land)]
    if len(hatched):
        _hatch(figure, source, hatched, land, _data(hatched, names, measure), hover)
    quiet(figure, HEIGHT, left=0, right=0, top=0)
    # On a phone a point would otherwise be hit from far within its large neighbours.
    figure.update_layout(margin={"b": 0}, hoverdistance=8)
    figure.update_geos(
        visible=False, **_NO_LAYERS, projection_type="natural earth", bgcolor=_CLEAR,
        lataxis_range=[-58, 84], lonaxis_range=[-180, 180],
    )  # fmt: skip
    return figure


def _classified(frame: pd.DataFrame, paint: Paint) -> pd.DataFrame:
    """Counted countries with the number of their class, ``level``: −1 where the tone can't be judged."""
    rows = frame[frame["count"] > 0].copy()
    rows["country"] = rows["country"].astype(str)
    values = [(100 if paint == "share" else 1) * float(value) for value in rows[paint]]
    limits = list(TONE_LIMITS) if paint == "tone" else class_limits(values)
    rows["level"] = [sum(value >= limit for limit in limits) for value in values]
    if paint == "tone":
        rows["level"] = rows["level"].where(rows["tone_n"] >= FEW, -1)
    rows.attrs["limits"] = limits
    return rows


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


def class_colours(limits: int, paint: Paint) -> list[str]:
    """One colour for each class: from pale to full; of tone from orange over grey to teal."""
    if paint != "tone":
        return [faded(COUNT, 0.22 + 0.78 * i / limits if limits else 1) for i in range(limits + 1)]
    strengths = [0.35, 0.65, 1.0]
    below = [faded(NEGATIVE, strength) for strength in reversed(strengths)]
    return [*below, faded(MUTED, 0.3), *(faded(POSITIVE, strength) for strength in strengths)]


def _ground(
    shapes: dict[str, Any] | str, countries: list[str], colour: str, names: Mapping[str, str], why: str
) -> go.Choropleth:
    """Countries without a number, with the reason in their tooltip."""
    return go.Choropleth(
        geojson=shapes, featureidkey="id", locationmode="geojson-id", locations=countries,
        z=[0] * len(countries), colorscale=[[0, colour], [1, colour]], showscale=False, unselected=UNSELECTED,
        text=[label(names.get(iso, iso)) for iso in countries],
        hovertemplate=f"<b>%{{text}}</b><br>{why}<extra></extra>",
        marker={"line": {"color": GRID, "width": 0.5}},
    )  # fmt: skip


def _hatch(
    figure: go.Figure,
    shapes: dict[str, Any] | str,
    rows: pd.DataFrame,
    land: Mapping[str, dict[str, Any]],
    data: list[list[Any]],
    hover: str,
) -> None:
    """Countries that were counted too seldom to judge: clear, with lines across."""
    figure.add_trace(
        go.Choropleth(
            geojson=shapes, featureidkey="id", locationmode="geojson-id", locations=list(rows["country"]),
            z=[0] * len(rows), colorscale=[[0, _CLEAR], [1, _CLEAR]], showscale=False, unselected=UNSELECTED,
            customdata=data, hovertemplate=hover, marker={"line": {"color": faded(MUTED, 0.6), "width": 0.7}},
        )
    )  # fmt: skip
    lon: list[float | None] = []
    lat: list[float | None] = []
    for iso in rows["country"]:
        for meridian, south, north in hatching(land[iso]):
            lon += [meridian, meridian, None]
            lat += [round(south, 2), round(north, 2), None]
    figure.add_trace(
        go.Scattergeo(
            lon=lon, lat=lat, mode="lines", line={"color": faded(MUTED, 0.7), "width": 0.8}, hoverinfo="skip"
        )
    )  # fmt: skip


def _data(rows: pd.DataFrame, names: Mapping[str, str], measure: str) -> list[list[Any]]:
    return columns(
        [Cell(country=iso) for iso in rows["country"]],
        [label(names.get(iso, iso)) for iso in rows["country"]],
        _tooltips(rows, measure),
    )


def _tooltips(rows: pd.DataFrame, measure: str) -> list[str]:
    """How much of what, how sure, and in what tone."""
    lows, highs = share_interval(rows["count"], rows["total"])
    said = []
    for row, low, high in zip(rows.to_dict("records"), lows, highs, strict=True):
        text = f"{row['count']:,} of {row['total']:,} {measure}, {100 * row['share']:.2f} %"
        if measure == "stories":
            text += f"<br>95 % interval {100 * low:.1f} to {100 * high:.1f} %"
        said.append(f"{text}<br>{_spoken_tone(row)}")
    return said


def _spoken_tone(row: Mapping[Any, Any]) -> str:
    number = int(row.get("tone_n", 0))
    if number < FEW:
        return f"tone: n = {number}, too few to judge"
    return (
        f"tone {signed(row['tone'])} ({signed(row['tone_low'])} to {signed(row['tone_high'])}), n = {number:,}"
    )


def _steps(colours: list[str]) -> list[list[Any]]:
    """Flat colours side by side, as Plotly writes a scale."""
    number = len(colours)
    return [[edge, colours[i]] for i in range(number) for edge in (i / number, (i + 1) / number)]


def _legend(limits: list[float], paint: Paint, measure: str) -> dict[str, Any]:
    titles = {"share": f"% of {measure}", "count": measure, "tone": "tone, −1 to +1"}
    unit = " %" if paint == "share" else ""
    written = [f"{'+' if limit > 0 else '−'}{abs(limit):g}" for limit in limits]
    return {
        "title": {"text": titles[paint], "side": "top"},
        "orientation": "h", "x": 0.5, "xanchor": "center", "y": 0, "yanchor": "top",
        "thickness": 10, "len": 0.8, "tickmode": "array", "tickvals": [i + 0.5 for i in range(len(limits))],
        "ticktext": written if paint == "tone" else [f"{limit:g}{unit}" for limit in limits], "outlinewidth": 0,
    }  # fmt: skip
