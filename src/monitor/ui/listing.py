"""The list of articles behind a number: sorted, paged, each row a door to its text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import streamlit as st

from monitor.filters import ORDERS
from monitor.query.evidence import evidence
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.evidence import way_back
from monitor.ui.panel import quiet_text
from monitor.ui.panels import head, nothing
from monitor.ui.rows import list_data
from monitor.ui.site import by_name, go_to
from monitor.ui.state import change, current, face
from monitor.view.view import View

ROWS = 50

_HERE = Path(__file__).parent
_draw = st.components.v2.component(
    "monitor_list",
    html='<div class="list"><table><thead></thead><tbody></tbody></table></div>',
    css=(_HERE / "list.css").read_text("utf-8"),
    js=(_HERE / "list.js").read_text("utf-8"),
)


def listing(data: Data, view: View) -> None:
    """Draw the list of the view: its cell if one was clicked, else all that passes."""
    head(by_name()["articles"])
    found = data.ask(
        evidence, view.filters, view.cell, sort=view.sort, offset=(view.number - 1) * ROWS, limit=ROWS
    )
    _what_is_counted(data, view, found.total, found.row_count)
    if not found.row_count:
        nothing(data, view.filters)
        return
    pages = -(-found.row_count // ROWS)
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.selectbox(
            "Order",
            ORDERS,
            format_func=str.capitalize,
            key=face("list_sort", view.sort),
            on_change=_sorted,
            width=200,
        )
        if pages > 1:
            st.pagination(pages, key=face("list_page", min(view.number, pages)), on_change=_turned)
    if found.rows.empty:
        quiet_text(f"The list has {pages} pages; this would be page {view.number}.")
        return
    _rows(data, view, found.rows)
    first = (view.number - 1) * ROWS + 1
    quiet_text(
        f"Rows {first:,} to {first + len(found.rows) - 1:,} of {found.row_count:,}. Choose one to read it."
    )


def _what_is_counted(data: Data, view: View, total: int, rows: int) -> None:
    sentence = words.listing_words(total, view.filters.measure, rows, view.cell, data.names)
    chosen = words.entities(view.filters, data.names)
    where = ", ".join(part for part in (chosen, words.period(view.filters)) if part)
    with st.container(border=view.cell is not None, key="counted_here"):
        st.text(f"{sentence} ({where})" if where else sentence)
        if view.cell is None:
            return
        with st.container(horizontal=True):
            if view.back and st.button(
                f"Back to {by_name()[view.back].title}", icon=":material/arrow_back:", key="list_back"
            ):
                go_to(view.back, way_back(view))
            st.button("Show all articles", on_click=_widen, key="list_widen", type="tertiary")


def _rows(data: Data, view: View, rows: pd.DataFrame) -> None:
    chosen = _draw(data=list_data(rows, data.names), key="list_rows", on_opened_change=lambda: None).opened
    if chosen in set(rows["article_id"]):
        go_to("articles", replace(view, article=chosen))


def _sorted() -> None:
    change(replace(current(), sort=st.session_state["list_sort"], number=1))


def _turned() -> None:
    change(replace(current(), number=st.session_state["list_page"]))


def _widen() -> None:
    change(replace(current(), cell=None, back=None, number=1))
