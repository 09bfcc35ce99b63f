"""What draws charts and tables is loaded by the browser while the server still makes the first page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

_DRAW = ("PlotlyChart", "DataFrame")
"""The beginnings of the names of scripts that nearly every page needs, and that are asked for last: Streamlit
loads a script when the first element of its kind arrives. Plotly's is the largest by far."""


def load_ahead() -> None:
    """Have the browser run these scripts, which it has (see :class:`LoadAhead`), while it waits for the page.

    Plotly's alone takes a browser half a second to get ready, and charts would wait for it.
    """
    with st.container(key="ahead"):  # app.css takes it out of the page
        st.html(_running(), unsafe_allow_javascript=True)


@cache
def _running() -> str:
    wanted = "".join(f"import({script!r});" for script in scripts(Path(file_util.get_static_dir())))
    return f"<script>{wanted}</script>"


def scripts(static: Path) -> list[str]:
    """The addresses of these scripts relative to a page; none where Streamlit calls them otherwise."""
    return [
        f"./static/js/{file.name}" for name in _DRAW for file in sorted(static.glob(f"static/js/{name}.*.js"))
    ]


class LoadAhead:
    """Tells the browser with each page, in its ``Link`` header, what to load beside the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        found = scripts(Path(file_util.get_static_dir()))
        self._links = ", ".join(f"<{script}>; rel=modulepreload; fetchpriority=low" for script in found)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and name the scripts where a page comes back."""

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start" and self._links:
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("link", self._links)
            await send(message)

        await self._app(scope, receive, named if scope["type"] == "http" else send)
