"""Lines across a shape on the globe: what no colour can say."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor
from typing import Any

STEP = 2.5
"""Degrees of longitude between two lines."""

Line = tuple[float, float, float]
"""A longitude, and the two latitudes between which the line runs."""


def hatching(shape: dict[str, Any]) -> list[Line]:
    """Lines along meridians inside a GeoJSON ``Polygon`` or ``MultiPolygon``.

    The meridians are the same for all shapes, so that neighbours look like one ground; a part too narrow for
    any of them gets one through its middle. Along a meridian the shortest way stays inside the shape, whatever
    the projection.
    """
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [line for rings in polygons for line in _across(rings)]


def _across(rings: Sequence[Sequence[Sequence[float]]]) -> list[Line]:
    west, east = (end(point[0] for point in rings[0]) for end in (min, max))
    steps = range(ceil(west / STEP), floor(east / STEP) + 1)
    inside = [step * STEP for step in steps if west < step * STEP < east]
    return [line for meridian in inside or [(west + east) / 2] for line in _along(meridian, rings)]


def _along(meridian: float, rings: Sequence[Sequence[Sequence[float]]]) -> list[Line]:
    """Where the meridian is inside: between each odd crossing of an edge, from the south, and the next."""
    crossings = sorted(
        y0 + (meridian - x0) / (x1 - x0) * (y1 - y0)
        for ring in rings
        for (x0, y0), (x1, y1) in pairwise(point[:2] for point in ring)
        if (x0 <= meridian) != (x1 <= meridian)
    )
    return [(meridian, south, north) for south, north in zip(crossings[::2], crossings[1::2], strict=True)]
