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

Kind = Literal["text", "number", "decimal", "percent", "bar", "tone", "day"]

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
    row that counts nothing), opened with ``filters``; where rows and marks were counted with filters of their
    own, ``asks`` are those, and ``asked`` the place in it of each row's (see :meth:`filters_of`). ``said`` is
    the sentence under it: what the numbers are of, and remarks; ``hint`` says what a reader can do here, and
    stays on the page. ``figure`` is drawn over the table, which is then folded; ``alt`` says what it shows.
    ``parts`` are the same picture in pieces, laid side by side where there is room; ``figure`` is then what is
    printed. Where ``rows`` are one page of a list, ``whole`` gives all of its pages to a download.
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
    hint: str = ""
    asks: Sequence[Filters] = ()
    asked: Sequence[int] = ()
    parts: Sequence[go.Figure] = ()
    whole: Callable[[], pd.DataFrame] | None = None

    def all_rows(self) -> pd.DataFrame:
        """What a download carries: the rows; where they are one page of a list, all of its pages."""
        return self.whole() if self.whole else self.rows

    def filters_of(self, row: int) -> Filters:
        """The filters with which a row was counted."""
        return self.asks[self.asked[row]] if self.asked else self.filters


def begin_page() -> None:
    """Forget what the run before has drawn."""
    st.session_state[_DRAWN] = []


def drawn() -> list[Panel]:
    """The panels of this run, in their order; the list grows while the page is drawn."""
    found: list[Panel] = st.session_state.setdefault(_DRAWN, [])
    return found


def draw(panel: Panel, show: Callable[[Panel], None] | None = None) -> None:
    """Draw a panel, and remember it for the report of the page; ``show`` draws the rows its way."""
    _remember(panel)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(panel.title, anchor=False, help=panel.help, width="content")
        downloads(panel)
    if panel.figure is None:
        (show or show_table)(panel)
        quiet_text(panel.said)
        return
    if panel.parts:
        _draw_parts(panel)
    else:
        chart(panel.figure, panel.name, panel.alt, panel.page, panel.filters, panel.asks)
    quiet_text(panel.said)
    folded = st.expander("Numbers", key=f"numbers_{panel.name}", on_change="rerun")
    if folded.open:
        with folded:
            show_table(panel)


def _remember(panel: Panel) -> None:
    """A part of the page that runs again by itself draws its panel anew, in its place."""
    found = drawn()
    place = next((i for i, other in enumerate(found) if other.name == panel.name), len(found))
    found[place : place + 1] = [panel]


def _draw_parts(panel: Panel) -> None:
    """Two or three side by side; on a phone they stand under each other."""
    wide = len(panel.parts) if len(panel.parts) < 3 else 2 if len(panel.parts) == 4 else 3
    with st.container(key=f"parts_{panel.name}", gap=None):
        for first in range(0, len(panel.parts), wide):
            places = st.columns(wide, gap="small")
            for number, place in zip(range(first, len(panel.parts)), places, strict=False):
                with place:
                    chart(
                        panel.parts[number],
                        f"{panel.name}_{number}",
                        f"{panel.alt}; chart {number + 1} of {len(panel.parts)}",
                        panel.page,
                        panel.filters,
                        panel.asks,
                    )


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
        [panel.filters_of(row) for row in range(len(panel.rows))] if panel.asked else panel.filters,
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
        "decimal": partial(makes.NumberColumn, format="%.2f"),
        "percent": partial(makes.NumberColumn, format="%.1f %%"),
        "bar": partial(makes.ProgressColumn, format="%.1f %%", min_value=0.0, max_value=max(top, 0.01)),
        "tone": partial(makes.NumberColumn, format="%+.2f"),
        "day": partial(makes.DateColumn, format="YYYY-MM-DD"),
    }
    width = column.width or (NAME_WIDTH if column.kind == "text" else "small")
    return made[column.kind](width=width, help=column.help)
