"""The whole trip of an article, on one screen: ingest → annotate → store."""

from __future__ import annotations

from monitor.pipeline.retag import retag
from monitor.pipeline.run import Progress, Summary, build_demo, ingest

__all__ = ["Progress", "Summary", "build_demo", "ingest", "retag"]
