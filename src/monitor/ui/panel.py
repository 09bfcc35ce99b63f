"""One answer on a page: heading, chart, the sentence under it, its numbers, its downloads, its evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from monitor.filters import Cell, Filters
from monitor.ui import words
from monitor.ui.downloads import downloads
from monitor.ui.evidence import chart, table

Kind = Literal["text", "number", "percent", "bar", "tone", "day"]

NAME_WIDTH = 210
"""Pixels of a column of names: most stand there whole, and a phone still has room for a number."""

_DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Column:
    """How a column of an answer is called and written in front of readers.

    ``percent`` and ``bar`` (drawn as one) are shares from 0 to 1, ``tone`` lies between −1 and 1.
    """

    title: str
    kind: Kind = "text"
    help: str | None = None
    width: int | Literal["small", "medium", "large"] | None = None


@dataclass(frozen=True, eq=False)
class Panel:
    """What is shown, once for the chart, the table, the downloads and the report.

    ``name`` is a key, unique on the page. ``rows`` are exactly what is shown, ``columns`` those of them that a
    table shows, in order; downloads carry all of them. ``cells`` are the rows' doors to their articles (None: a
    row that counts nothing), opened with ``filters``. ``said`` is the sentence under it: what the numbers are
    of, and remarks. ``figure`` is drawn over the table, which is then folded; ``alt`` says what it shows.
    """

    name: str
    title: str
    page: str
    rows: pd.DataFrame
    columns: Mapping[str, Column]
    cells: Sequence[Cell | None]
    said: str
    filters: Filters
    figure: go.Figure | None = None
    alt: str = ""
    help: str | None = None
    notes: tuple[str, ...] = field(default=())


def begin_page() -> None:
    """Forget what the run before has drawn."""
    st.session_state[_DRAWN] = []


def drawn() -> list[Panel]:
    """The panels of this run, in their order; the list grows while the page is drawn."""
    found: list[Panel] = st.session_state.setdefault(_DRAWN, [])
    return found


def draw(panel: Panel) -> None:
    """Draw a panel, and remember it for the report of the page."""
    drawn().append(panel)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(panel.title, anchor=False, help=panel.help, width="content")
        downloads(panel.name, panel.title, panel.rows, panel.said, panel.filters, panel.figure is not None)
    if panel.figure is None:
        show_table(panel)
        quiet_text(panel.said)
        return
    chart(panel.figure, panel.name, panel.alt, panel.page, panel.filters)
    quiet_text(panel.said)
    folded = st.expander("Numbers", key=f"numbers_{panel.name}", on_change="rerun")
    if folded.open:
        with folded:
            show_table(panel)


def show_table(panel: Panel) -> None:
    """The rows as a table whose rows open their articles."""
    shown = pd.DataFrame(
        {column.title: _readable(panel.rows[name], column.kind) for name, column in panel.columns.items()}
    )
    table(
        shown,
        panel.cells,
        panel.name,
        panel.alt or panel.title,
        panel.page,
        panel.filters,
        column_config={column.title: _config(column, shown[column.title]) for column in panel.columns.values()},
        placeholder="–",
    )


def quiet_text(text: str) -> None:
    """A small grey sentence that may hold a stranger's words: shown as text, never read as Markdown."""
    st.caption(words.as_text(text))


def _readable(column: pd.Series, kind: Kind) -> Any:
    return 100 * column.astype(float) if kind in ("percent", "bar") else list(column)


def _config(column: Column, values: pd.Series) -> Any:
    makes = st.column_config
    top = float(values.max()) if column.kind == "bar" and len(values) else 1.0
    made: dict[Kind, Callable[..., Any]] = {
        "text": makes.TextColumn,
        "number": partial(makes.NumberColumn, format="localized"),
        "percent": partial(makes.NumberColumn, format="%.1f %%"),
        "bar": partial(makes.ProgressColumn, format="%.1f %%", min_value=0.0, max_value=max(top, 0.01)),
        "tone": partial(makes.NumberColumn, format="%+.2f"),
        "day": partial(makes.DateColumn, format="YYYY-MM-DD"),
    }
    width = column.width or (NAME_WIDTH if column.kind == "text" else "small")
    return made[column.kind](width=width, help=column.help)
