"""What a mark in a chart stands for: each bar, point and country carries the cell that it counts."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any, cast

from monitor.filters import BUCKETS, Bucket, Cell

WIDTH = 6
"""The first columns of every mark's ``customdata``; what follows is for the tooltip."""


def mark(cell: Cell) -> list[str]:
    """The cell as the first ``WIDTH`` columns of ``customdata``; an empty string means: not split by this."""
    start = cell.start.isoformat() if cell.start else ""
    return [
        cell.actor or "",
        cell.country or "",
        cell.source or "",
        cell.language or "",
        cell.bucket or "",
        start,
    ]


def read_mark(data: object) -> Cell | None:
    """The cell of a clicked mark; None for a mark that counts nothing, and for anything a browser made up."""
    if not isinstance(data, Sequence) or isinstance(data, str) or len(data) < WIDTH:
        return None
    parts = list(data[:WIDTH])
    if not all(isinstance(part, str) for part in parts) or not any(parts):
        return None
    actor, country, source, language, bucket, start = parts
    try:
        day = date.fromisoformat(start) if start else None
    except ValueError:
        return None
    if bool(bucket) != bool(day) or (bucket and bucket not in BUCKETS):
        return None
    return Cell(
        actor or None, country or None, source or None, language or None, cast(Bucket, bucket) or None, day
    )


def label(text: object, width: int | None = None) -> str:
    """A name as Plotly may print it: its small HTML switched off, cut with an ellipsis after ``width``."""
    plain = " ".join(str(text).split())
    if width is not None and len(plain) > width:
        plain = plain[: width - 1].rstrip() + "…"
    return escape(plain, quote=False)


def wrapped(name: str, lines: int, letters: int) -> list[str]:
    """A name in at most so many lines of so many letters, cut with an ellipsis; not yet fit for Plotly."""
    return textwrap.wrap(" ".join(name.split()), letters, max_lines=lines, placeholder="…") or [name]


def columns(cells: Sequence[Cell], *more: Sequence[Any]) -> list[list[Any]]:
    """The ``customdata`` of a trace: each cell, followed by its tooltip's values."""
    return [[*mark(cell), *values] for cell, *values in zip(cells, *more, strict=True)]
