"""The frame around every page: menu, shared filters, banners, the first start, and errors as sentences."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import streamlit as st

from monitor.charts.calendar import spoken_day
from monitor.errors import ClusterError, FilterError, MonitorError, StoreError
from monitor.query.desk import is_empty
from monitor.settings import load_settings
from monitor.ui.ahead import load_ahead
from monitor.ui.data import Data, open_data
from monitor.ui.dictionary_reading import reading_line
from monitor.ui.filters import clear, filter_panel
from monitor.ui.first_start import build_first_store
from monitor.ui.panel import begin_page
from monitor.ui.site import by_name, navigation, page_of
from monitor.ui.state import begin, change, current, problems
from monitor.ui.upload import upload_dialog
from monitor.view.view import View


def banners(data: Data) -> None:
    """Say what a reader must know before believing a number."""
    if data.is_demo:
        with st.container(key="demo_banner"):
            says, loads = st.columns([4, 1], vertical_alignment="center")
            says.info(
                "This is invented news: outlets, events and quotes are made up, to show what the monitor does. "
                "Your own articles take its place.",
                icon=":material/theater_comedy:",
            )
            if loads.button(
                "Load your own files",
                icon=":material/upload:",
                key="demo_upload",
                type="primary",
                width="stretch",
            ):
                upload_dialog(data.settings)
    _pinned(data)
    if found := problems():
        with st.container(border=True, key="link_banner"):
            st.text("This link could not be followed to the letter; the numbers below are without:")
            for problem in found[:8]:
                st.text(f"• {problem}")
            if len(found) > 8:
                st.text(f"• … and {len(found) - 8} more")


def _pinned(data: Data) -> None:
    """Say that an older version is shown, and lead to the newest."""
    if current().version is None:
        return
    at = data.desk.snapshot.at
    with st.container(border=True, key="version_banner", horizontal=True, vertical_alignment="center"):
        st.text(
            f"This link shows the data as it was on {spoken_day(at.date())}, {at:%H:%M} UTC (version "
            f"{data.version}). What was collected or read again since then is left out."
        )
        st.button("Show the latest", key="version_latest", on_click=_show_latest, icon=":material/update:")


def _show_latest() -> None:
    change(replace(current(), version=None, dictionary=""))


def refuse(error: MonitorError, data: Data) -> None:
    """Show an error as its sentence, with a way on."""
    with st.container(border=True, key="error_banner"):
        st.text(str(error))
        st.button(
            "Clear filters",
            on_click=clear,
            args=(data.default_filters(),),
            type="primary",
            key="error_clear",
            help="Back to the last days of the data, without other filters.",
        )


def show() -> None:
    """Draw the whole app around the page that is open."""
    # A picture of our own: for an emoji or a symbol the browser would ask a font server on the internet.
    st.set_page_config(
        page_icon=Path(__file__).with_name("icon.svg"),
        layout="wide",
        initial_sidebar_state=330,  # pixels: three words side by side on a switch
    )
    st.logo(Path(__file__).with_name("logo.svg"), icon_image=Path(__file__).with_name("icon.svg"), size="large")
    st.html(Path(__file__).with_name("app.css"))
    load_ahead()
    opened = navigation()
    try:
        settings = load_settings()
        if is_empty(settings.store):
            build_first_store(settings)
        data = begin(page_of(opened).name, partial(open_data, settings, frozenset(by_name())))
    except MonitorError as error:
        st.title("The data can't be opened")
        st.text(str(error))
        st.stop()
    before = st.session_state.get("data")
    st.session_state["data"] = data
    if before is not None and before.is_demo and not data.is_demo:
        # Filters from an invented world fit nothing in the real one.
        change(View(filters=data.default_filters()))
        st.rerun()
    begin_page()
    with st.sidebar:
        reading_line(data)
        filter_panel(data)
    banners(data)
    page = st.container(key="page")
    try:
        # It stands below the page, for what is still to come, and only where that takes a moment.
        with st.skeleton(240), page:
            opened.run()
    except FilterError as error:
        refuse(error, data)
    except (ClusterError, StoreError) as error:
        page.text(str(error))


# A pool's workers import the main script again, under another name: only the server draws.
if __name__ == "__main__":
    show()
