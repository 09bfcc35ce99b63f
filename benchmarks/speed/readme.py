"""The readings that a reader of the README should see: a table and a picture, made from ``docs/speed.json``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from monitor.errors import MonitorError

BEGIN, END = "<!-- speed: begin -->", "<!-- speed: end -->"
TOLD = re.compile(
    r"annotate (off|fast)$|retag\.[a-z-]+\.\d+$|load\.((rate|memory|bytes)\.\d+|real\.(rate|memory))$"
    r"|within \d+$|p95 \d+$|pages (overview|trends|articles|cold start|viewers p95|viewers memory)$"
    r"|cluster\.\w+\.scaling$"
)
"""Keys of the readings in the table; all others stand in the JSON file."""

Row = Mapping[str, Any]


def with_table(readme: str, readings: Sequence[Row]) -> str:
    """The README with its table of readings replaced.

    Raises:
        MonitorError: the marks between which the table stands are gone.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise MonitorError(f"The README has no table of readings: put {BEGIN} and {END} where it should stand.")
    return "\n".join([f"{before}{BEGIN}", *_table(readings), f"{END}{after}"])


def _table(readings: Sequence[Row]) -> Iterator[str]:
    yield "| what | reached | least – most | budget |"
    yield "|---|---|---|---|"
    for row in readings:
        if TOLD.search(row["key"]):
            what = row["what"] + (f" ({row['remark']})" if row["remark"] else "")
            value = f"{number(row['value'])} {row['unit']}"
            yield f"| {what} | {value} | {number(row['low'])} – {number(row['high'])} | {row['budget']} |"


def number(value: float) -> str:
    """Three digits where they say something."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def write_table(file: Path, readings: Sequence[Row]) -> None:
    """Replace the table in a README."""
    file.write_text(with_table(file.read_text("utf-8"), readings), "utf-8")
