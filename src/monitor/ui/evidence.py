"""From a number to what it counts: a clicked mark or row opens exactly its articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from monitor.charts.layout import CONFIG
from monitor.charts.marks import read_ask, read_mark
from monitor.filters import Cell, Filters
from monitor.ui.outlines import FOLDER
from monitor.ui.site import go_to
from monitor.ui.state import current
from monitor.view.view import View, for_page

INKS = {"light": "#4a5561", "dark": "#b9c3ce"}
"""Letters in charts, at least 7 : 1 on the ground; the framework's own are fainter."""
CLICKS, LEFT = "evidence_clicks", "evidence_left"


def chart(
    figure: go.Figure,
    name: str,
    alt: str,
    page: str,
    filters: Filters | None = None,
    asks: Sequence[Filters] = (),
) -> None:
    """Draw a chart whose marks open their evidence.

    ``page`` is where the way back leads; ``filters`` are those that the marks were counted with, if they are
    not the reader's own; ``asks`` those of marks that name them by number.
    """
    ink = INKS.get(st.context.theme.type or "")
    if ink:
        figure.update_layout(font_color=ink, hoverlabel_font_color=ink).update_xaxes(
            tickfont_color=ink
        ).update_yaxes(tickfont_color=ink)
    event = st.plotly_chart(
        figure,
        key=chart_key(name),
        on_select="rerun",
        selection_mode="points",
        config={**CONFIG, "topojsonURL": FOLDER},
        alt=alt,
        # A map takes the shape that app.css gives it: of the width's proportions on a phone.
        height="stretch" if any(trace.type == "choropleth" for trace in figure.data) else "content",
    )
    cell, ask = clicked(event), clicked_ask(event)
    if cell is not None:
        open_evidence(cell, page, asks[ask] if ask is not None and ask < len(asks) else filters)


def chart_key(name: str) -> str:
    """The key of a drawn chart; after each click it is another one, so that a mark can be clicked again."""
    return f"chart_{name}_{st.session_state.get(CLICKS, 0)}"


def table(
    frame: pd.DataFrame,
    cells: Sequence[Cell | None],
    name: str,
    alt: str,
    page: str,
    filters: Filters | Sequence[Filters] | None = None,
    **options: Any,
) -> None:
    """Draw a table whose rows open their evidence; ``cells`` are those of the rows, in order.

    Where no row counts anything there is nothing to choose.

    ``filters`` are those that the rows were counted with, one for all or one for each.

    The key carries the rows' cells, so that a row number that a browser remembers from an earlier table is
    never read as a row of this one.
    """
    if not any(cells):
        st.dataframe(frame, key=f"table_{name}", hide_index=True, alt=alt, **options)
        return
    key = f"table_{name}_{hash(tuple(cells))}_{st.session_state.get(CLICKS, 0)}"
    event = st.dataframe(
        frame, key=key, on_select="rerun", selection_mode="single-row", hide_index=True, alt=alt, **options
    )
    rows = event["selection"]["rows"]
    cell = cells[rows[0]] if rows and rows[0] < len(cells) else None
    if cell is not None:
        own = filters if filters is None or isinstance(filters, Filters) else filters[rows[0]]
        open_evidence(cell, page, own)


def clicked(event: Any) -> Cell | None:
    """The cell of the first clicked mark that counts something."""
    points = event["selection"]["points"] if event else []
    found = (read_mark(point.get("customdata")) for point in points)
    return next((cell for cell in found if cell is not None), None)


def clicked_ask(event: Any) -> int | None:
    """The number of the filters of the first clicked mark that counts something."""
    points = event["selection"]["points"] if event else []
    found = (point.get("customdata") for point in points)
    return next((read_ask(data) for data in found if read_mark(data) is not None), None)


def open_evidence(cell: Cell | None, page: str, filters: Filters | None = None) -> None:
    """Go to the articles that the cell counts; without a cell, to all that pass."""
    view, state = current(), st.session_state
    state[CLICKS] = state.get(CLICKS, 0) + 1
    state[LEFT] = (page, view)
    list_of = for_page(view, "articles")
    go_to("articles", replace(list_of, filters=filters or view.filters, cell=cell, back=page))


def open_article(article: str, cell: Cell, page: str, filters: Filters) -> None:
    """Go to an article in the reader; from there it is one step to the list of the cell, and one more back."""
    view, state = current(), st.session_state
    state[LEFT] = (page, view)
    list_of = for_page(view, "articles")
    go_to("articles", replace(list_of, filters=filters, cell=cell, back=page, article=article))


def way_back(view: View) -> View:
    """The view of the page on which the cell was clicked; read from the link where it came from elsewhere."""
    page, left = st.session_state.get(LEFT, (None, None))
    if page == view.back and isinstance(left, View):
        return left
    return for_page(view, view.back or "")
