"""What a mark in a chart stands for: each bar, point and country carries the cell that it counts."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from html import escape
from typing import Any

from monitor.filters import BUCKETS, Cell

WIDTH = 1
"""The first column of every mark's ``customdata``; what follows is for the tooltip."""


def mark(cell: Cell) -> str:
    """The cell as text, for the first column of ``customdata``; empty for a mark that counts nothing."""
    said: dict[str, Any] = {}
    for field in fields(cell):
        value = getattr(cell, field.name)
        if value is not None:
            said[field.name] = value.isoformat() if isinstance(value, date) else value
    return json.dumps(said, separators=(",", ":")) if said else ""


def read_mark(data: object) -> Cell | None:
    """The cell of a clicked mark; None for a mark that counts nothing, and for anything a browser made up."""
    if not isinstance(data, Sequence) or isinstance(data, str) or len(data) < WIDTH:
        return None
    try:
        said = json.loads(data[0])
        start = said.pop("start", None)
        tone = said.pop("tone", None)
        plain = all(isinstance(value, str) and value for value in said.values())
        cell = Cell(
            **said,
            start=date.fromisoformat(start) if start else None,
            tone=None if tone is None else (float(tone[0]), float(tone[1])),
        )
    except (TypeError, ValueError, AttributeError, LookupError):
        return None
    has_bucket = cell.bucket is None or cell.bucket in BUCKETS
    whole = plain and has_bucket and (cell.bucket is None) == (cell.start is None)
    return cell if whole and cell != Cell() else None


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
    return [[mark(cell), *values] for cell, *values in zip(cells, *more, strict=True)]
