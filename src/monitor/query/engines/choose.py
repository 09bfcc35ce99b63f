"""The setting names an engine."""

from __future__ import annotations

from monitor.query.engines.embedded import EmbeddedEngine
from monitor.query.engines.engine import Engine
from monitor.settings import EMBEDDED


def engine_of(setting: str) -> Engine:
    """An engine without tables, as MONITOR_ENGINE names it.

    Raises:
        ClusterError: the cluster can't be used.
    """
    if setting == EMBEDDED:
        return EmbeddedEngine()
    from monitor.query.engines.cluster import ClusterEngine  # its imports take a second

    return ClusterEngine(setting)
