"""The outlines of the world as addresses of this server: a browser loads them once, and from nowhere else."""

from __future__ import annotations

from functools import cache

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.settings import DATA

FILE = DATA / "outlines.geojson"
FOLDER = "outlines/"
"""Relative to a page, so that it also holds behind a proxy that serves the app under a path."""
GEOJSON = f"{FOLDER}countries.geojson"
KEEP = {"Cache-Control": "public, max-age=86400"}
NO_LAYERS = b'{"type":"Topology","objects":{},"arcs":[]}'
"""Plotly always asks for its own base map, drawn or not; without an answer it draws nothing at all."""


async def countries(_: Request) -> Response:
    """The shapes of all countries as GeoJSON."""
    return Response(shapes(), media_type="application/geo+json", headers=KEEP)


async def base_map(_: Request) -> Response:
    """An empty base map in place of the one on the internet."""
    return Response(NO_LAYERS, media_type="application/json", headers=KEEP)


@cache
def shapes() -> bytes:
    """The shapes of all countries as GeoJSON."""
    # Imported here: the door imports this module, and must open at once.
    from monitor.charts.world import read_outlines

    return orjson.dumps(read_outlines(str(FILE))[0])


ROUTES = (Route(f"/{GEOJSON}", countries), Route(f"/{FOLDER}{{name:path}}", base_map))
