"""The list of articles behind a number: narrowed, sorted, paged, each row a door to its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

import pandas as pd
import streamlit as st

from monitor.filters import ORDERS, Order
from monitor.query.evidence import Listing, copies, evidence
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.downloads import downloads
from monitor.ui.evidence import way_back
from monitor.ui.facets import chips, chips_row, facets_column
from monitor.ui.panel import Column, Panel, quiet_text
from monitor.ui.panels import head, nothing
from monitor.ui.rows import COLUMNS, copies_data, list_data
from monitor.ui.site import by_name, go_to
from monitor.ui.state import change, choose, current, face
from monitor.view.options import OPTIONS
from monitor.view.view import View

MOST_ROWS = 10_000
"""So many rows of a list a file carries."""
READ, UNFOLDED, PAGE = "list_read", "list_unfolded", "list_page"

_HERE = Path(__file__).parent
_draw = st.components.v2.component(
    "monitor_list",
    html='<div class="list"><table role="table"><thead role="rowgroup"></thead><tbody role="rowgroup"></tbody>'
    '</table><p class="keys"><kbd>j</kbd> <kbd>k</kbd> move · <kbd>Enter</kbd> opens · '
    "<kbd>Esc</kbd> leads back</p></div>",
    css=(_HERE / "list.css").read_text("utf-8"),
    js=(_HERE / "list.js").read_text("utf-8"),
)


def listing(data: Data, view: View) -> None:
    """Draw the list of the view: its cell if one was clicked, else all that passes."""
    head(by_name()["articles"])
    rows = rows_per_page(view)
    first = (view.number - 1) * rows
    found = data.ask(evidence, view.filters, view.cell, sort=view.sort, offset=first, limit=rows)
    _what_is_counted(data, view, found)
    if not found.row_count:
        nothing(data, view.filters)
        return
    narrower, wide = st.columns([1, 3.5], gap="medium")
    with wide:
        _controls(data, view, found)
        _page(data, view, found)
    with narrower:
        facets_column(data, view, found.row_count)


def rows_per_page(view: View) -> int:
    """The rows that one page of the list holds."""
    return int(view.option("rows"))


def remember_read(view: View, row: str) -> None:
    """Note which row of the list was read, for the way back to it."""
    st.session_state[READ] = (replace(view, article=None), row)


def _what_is_counted(data: Data, view: View, found: Listing) -> None:
    with st.container(border=view.cell is not None, key="counted_here"):
        st.text(_counted(data, view, found))
        if not (view.cell or chips(view, data.names)):
            return
        with st.container(horizontal=True, gap="small"):
            if view.back and st.button(
                f"Back to {by_name()[view.back].title}", icon=":material/arrow_back:", key="list_back"
            ):
                go_to(view.back, way_back(view))
            chips_row(view, data.names)
            if view.cell is not None:
                st.button("Show all articles", on_click=_widen, key="list_widen", type="tertiary")


def _counted(data: Data, view: View, found: Listing) -> str:
    sentence = words.listing_words(found.total, view.filters.measure, found.row_count, view.cell, data.names)
    chosen = words.entities(view.filters, data.names)
    where = ", ".join(part for part in (chosen, words.period(view.filters)) if part)
    return f"{sentence} ({where})" if where else sentence


def _controls(data: Data, view: View, found: Listing) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="list_controls"):
        st.selectbox(
            "Order",
            ORDERS,
            format_func=str.capitalize,
            key=face("list_sort", view.sort),
            on_change=_sorted,
            width=170,
        )
        with st.popover("Columns", icon=":material/view_column:", width="content"):
            _columns_chosen(data, view, found)
        downloads(_list_panel(data, view, found))


def _columns_chosen(data: Data, view: View, found: Listing) -> None:
    st.pills(
        "Columns",
        list(COLUMNS),
        selection_mode="multi",
        format_func=lambda name: COLUMNS[name].title,
        key=face("list_columns", list(shown_columns(data, view, found.rows))),
        on_change=lambda: choose(columns=_in_order(st.session_state["list_columns"])),
        help="What is chosen stands in the link. None: those that say something here.",
    )
    st.segmented_control(
        "Rows on a page",
        sorted(OPTIONS["rows"].allowed, key=int),
        key=face("list_length", view.option("rows")),
        on_change=_resized,
        required=True,
    )


def shown_columns(data: Data, view: View, rows: pd.DataFrame) -> tuple[str, ...]:
    """The columns that stand beside the title: the chosen ones, else those that say something."""
    drawn = list_data(rows, data.names, columns=_chosen(view))["columns"]
    return tuple(str(column["name"]) for column in drawn)


def _chosen(view: View) -> tuple[str, ...]:
    return tuple(name for name in view.several("columns") if name in COLUMNS)


def _in_order(chosen: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in COLUMNS if name in chosen)


def _list_panel(data: Data, view: View, found: Listing) -> Panel:
    """The list as something to take away: all of its pages, without the texts."""
    number = min(found.row_count, MOST_ROWS)
    carried = "all" if number == found.row_count else f"the first {number:,}"
    return Panel(
        name="list",
        title=by_name()["articles"].title,
        page="articles",
        rows=found.rows,
        columns={"title": Column("Title"), "source": Column("Source"), "day": Column("Day", "day")},
        cells=[None] * len(found.rows),
        said=f"{_counted(data, view, found)}, {view.sort} first. "
        f"Carried: {carried} of {words.counted(found.row_count, 'rows')}, without the texts.",
        filters=view.filters,
        whole=partial(_all_rows, data, view),
    )


def _all_rows(data: Data, view: View) -> pd.DataFrame:
    return evidence(data.desk, view.filters, view.cell, sort=view.sort, limit=MOST_ROWS).rows


def _page(data: Data, view: View, found: Listing) -> None:
    per_page = rows_per_page(view)
    pages = -(-found.row_count // per_page)
    if found.rows.empty:
        quiet_text(f"The list has {pages} pages; this would be page {view.number}.")
    else:
        _rows(data, view, found.rows)
        first = (view.number - 1) * per_page + 1
        quiet_text(
            f"Rows {first:,} to {first + len(found.rows) - 1:,} of {found.row_count:,}. Choose one to read it. "
        )
    if pages > 1:
        number = min(view.number, pages)
        st.pagination(pages, default=number, key=f"{PAGE}_{number}", on_change=_turned, args=(number,))


def _rows(data: Data, view: View, rows: pd.DataFrame) -> None:
    drawn = list_data(rows, data.names, columns=_chosen(view), search=view.filters.search)
    unfolded = _unfolded(data, view, rows)
    left_at, read = st.session_state.get(READ, (None, None))
    acted = _draw(
        data={
            **drawn,
            "sort": view.sort,
            "stories": view.filters.measure == "stories",
            "unfolded": unfolded,
            "read": read if left_at == view else None,
        },
        key="list_rows",
        on_opened_change=lambda: None,
        on_left_change=lambda: None,
        on_sorted_change=_sorted_by_head,
        on_unfolded_change=_unfold,
    )
    ids = {row["id"] for row in drawn["rows"]} | {copy["id"] for found in unfolded.values() for copy in found}
    if acted.opened in ids:
        go_to("articles", replace(view, article=acted.opened))
    if acted.left and view.back:
        go_to(view.back, way_back(view))


def _unfolded(data: Data, view: View, rows: pd.DataFrame) -> dict[str, list[dict[str, str]]]:
    """The copies of the stories on this page that are open; nothing is asked for those that are not."""
    opened = st.session_state.get(UNFOLDED, frozenset())
    return {
        row.story_id: copies_data(data.ask(copies, view.filters, view.cell, row.story_id), row.title)
        for row in rows.itertuples()
        if view.filters.measure == "stories" and row.copies > 1 and row.story_id in opened
    }


def _unfold() -> None:
    story = str(st.session_state["list_rows"].unfolded)
    st.session_state[UNFOLDED] = frozenset(st.session_state.get(UNFOLDED, frozenset()) ^ {story})


def _sorted() -> None:
    change(replace(current(), sort=st.session_state["list_sort"], number=1))


def _sorted_by_head() -> None:
    order = st.session_state["list_rows"].sorted
    if order in ORDERS:
        change(replace(current(), sort=cast(Order, order), number=1))


def _resized() -> None:
    """The page that holds the first row of the one before."""
    view = current()
    first = (view.number - 1) * rows_per_page(view)
    longer = view.choose(rows=str(st.session_state["list_length"]))
    change(replace(longer, number=first // rows_per_page(longer) + 1))


def _turned(before: int) -> None:
    change(replace(current(), number=st.session_state[f"{PAGE}_{before}"]))


def _widen() -> None:
    change(replace(current(), cell=None, back=None, number=1))
