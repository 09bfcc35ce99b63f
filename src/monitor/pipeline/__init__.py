"""The whole trip of an article, on one screen: ingest → annotate → store."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitor.pipeline.reread import catch_up, retag
    from monitor.pipeline.run import Progress, Summary, build_demo, ingest

__all__ = ["Progress", "Summary", "build_demo", "catch_up", "ingest", "retag"]


def __getattr__(name: str) -> Any:
    # Imported when asked for: the processes that annotate come through here too, and would carry engines and
    # readers that they never use, a third of their memory.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "reread" if name in ("catch_up", "retag") else "run"
    return getattr(import_module(f"{__name__}.{home}"), name)
