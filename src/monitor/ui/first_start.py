"""The first start: an empty store is filled with invented news, so that there is something to look at."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import streamlit as st

from monitor.errors import MonitorError
from monitor.query.desk import is_empty
from monitor.settings import Settings

if TYPE_CHECKING:
    from monitor.pipeline import Progress

_building = Lock()


def build_first_store(settings: Settings) -> None:
    """Build the demo with a progress bar, and run the page again; a second reader waits for the first."""
    # Imported here: every page imports this module, and few servers ever start with an empty store.
    from monitor.pipeline import build_demo

    st.title("Media Monitor")
    st.markdown(
        "The store is empty, so a small world of **invented news** is being made for you to look around."
    )
    bar = st.progress(0.0, text="Making invented news …")
    try:
        with _building:
            if is_empty(settings.store):
                build_demo(settings, on_progress=lambda progress: show(bar, progress))
    except MonitorError as error:
        bar.empty()
        st.text(str(error))
        st.stop()
    st.rerun()


def show(bar: st.delta_generator.DeltaGenerator, progress: Progress) -> None:
    """Show how far a load is, by the bytes of its input.

    Reading runs ahead of storing, so that a bar of bytes alone would stand full while all the work is to come.
    """
    done = progress.bytes_done / progress.bytes_total if progress.bytes_total else 0.0
    if not progress.read:
        bar.progress(0.3 * min(1.0, done), text="Reading, and looking for names, tones and copies …")
        return
    bar.progress(0.95 * min(1.0, done), text=f"{progress.read:,} articles read, {progress.stored:,} stored")
