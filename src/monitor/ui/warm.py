"""What the first reader would wait for is done while the server starts and the browser loads the page."""

from __future__ import annotations

import gc
import importlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

from monitor.errors import MonitorError
from monitor.settings import load_settings

logger = logging.getLogger(__name__)

_FIRST_DRAWN = ("monitor.ui.frame", "monitor.ui.overview", "plotly.graph_objects")
_LATER_ASKED = ("monitor.api.serve",)
"""What no page needs, but the first program that asks this server would wait for."""


@asynccontextmanager
async def warming(_: object) -> AsyncIterator[None]:
    """The life of a server: it answers at once, and gets ready beside that."""
    gc.disable()  # until all is there, next to nothing is garbage: looking for it took a quarter of the start
    Thread(target=warm_up, name="warm-up", daemon=True).start()
    yield


def warm_up() -> None:
    """Import what pages import, read the dictionary, open the newest data and ask what every page asks.

    All of that stays as long as the server, so it is taken out of the search for garbage: Streamlit begins one
    after each run of a page, which would hold up all readers for a fifth of a second.

    Where that fails nothing is lost: the first page meets the same problem, and says so to its reader.
    """
    try:
        _import(_FIRST_DRAWN)
        _open()
        _import(_LATER_ASKED)
    except MonitorError as error:
        logger.info("Not warmed up: %s", error)
    finally:
        gc.freeze()
        gc.enable()


def _import(modules: tuple[str, ...]) -> None:
    for module in modules:
        importlib.import_module(module)


def _open() -> None:
    # Imported here, in the thread: the door imports this module, and must open at once.
    from monitor.query.totals import summary
    from monitor.ui.data import open_data
    from monitor.ui.site import by_name

    data = open_data(load_settings(), frozenset(by_name()))
    data.ask(summary, data.default_filters())
