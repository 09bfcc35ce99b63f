"""The door: ``streamlit run app.py`` opens the monitor.

The pages are drawn by the frame, which lies outside of this folder on purpose: a main script with a folder
``pages/`` beside it would run a deep link's page alone, without filters, on the first visit.
"""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from monitor import __version__
from monitor.api import ROOT, door
from monitor.ui.ahead import LoadAhead
from monitor.ui.outlines import ROUTES
from monitor.ui.warm import warming


async def health(_: Request) -> JSONResponse:
    """Tell a supervisor that the server answers, and which version it is."""
    return JSONResponse({"status": "ok", "version": __version__})


app = st.App(
    Path(__file__).parent / "src" / "monitor" / "ui" / "frame.py",
    lifespan=warming,
    routes=[Route(f"{ROOT}/health", health), *ROUTES, *door.ROUTES],
    middleware=[Middleware(LoadAhead)],
)
