"""The way in to the addresses for machines: it opens at once, and imports what lies behind when asked."""

from __future__ import annotations

from functools import cache

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from monitor.api import ROOT


class Door:
    """All addresses behind :data:`ROOT`, as one that a server can be started with."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as :data:`monitor.api.serve.ROUTES` do."""
        behind = await run_in_threadpool(_behind)
        await behind({**scope, "path_params": {}}, receive, send)


@cache
def _behind() -> Router:
    # Imported by the first request, or by the thread that warms up: engines and frames take a second of
    # processor time, and a server that waits for them keeps the first reader's browser waiting, too.
    from monitor.api import serve

    return Router(serve.ROUTES)


ROUTES = (Route(f"{ROOT}/{{rest:path}}", Door()),)
"""It takes every address behind the root: put routes of this server before it."""
