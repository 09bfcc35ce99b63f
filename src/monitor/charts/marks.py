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


def mark(cell: Cell, ask: int | None = None) -> str:
    """The cell as text, for the first column of ``customdata``; empty for a mark that counts nothing.

    ``ask`` is the number of the filters that the mark was counted with, where marks of one chart differ in
    them (see :func:`read_ask`).
    """
    said: dict[str, Any] = {} if ask is None else {_ASK: ask}
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
        ask = said.pop(_ASK, None)
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
    # Among marks with filters of their own, one that narrows nothing counts all that these let through.
    return cell if whole and (cell != Cell() or ask is not None) else None


def read_ask(data: object) -> int | None:
    """The number of the filters that a clicked mark was counted with; None where it names none."""
    try:
        ask = json.loads(data[0])[_ASK]  # type: ignore[index]  # whatever a browser sends
    except (TypeError, ValueError, LookupError):
        return None
    return ask if type(ask) is int and ask >= 0 else None


_ASK = "ask"


def label(text: object, width: int | None = None) -> str:
    """A name as Plotly may print it: its small HTML switched off, cut with an ellipsis after ``width``."""
    plain = " ".join(str(text).split())
    if width is not None and len(plain) > width:
        plain = plain[: width - 1].rstrip() + "…"
    return escape(plain, quote=False)


def wrapped(name: str, lines: int, letters: int) -> list[str]:
    """A name in at most so many lines of so many letters, cut with an ellipsis; not yet fit for Plotly."""
    return textwrap.wrap(" ".join(name.split()), letters, max_lines=lines, placeholder="…") or [name]


def columns(cells: Sequence[Cell], *more: Sequence[Any], ask: int | None = None) -> list[list[Any]]:
    """The ``customdata`` of a trace: each cell (counted with the filters ``ask``), and its tooltip's values."""
    return [[mark(cell, ask), *values] for cell, *values in zip(cells, *more, strict=True)]
