"""The period in which the files are that some articles can be in."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc


def span(days: pa.ChunkedArray, margin: timedelta = timedelta(0)) -> tuple[date, date] | None:
    """The first and the last of some days and a margin around them; None where an article has no day."""
    if days.null_count or not len(days):
        return None
    ends = pc.min_max(days).as_py()
    return ends["min"] - margin, ends["max"] + margin
