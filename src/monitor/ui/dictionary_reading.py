"""History is read again behind the pages: how far it is, how it ended, and what is still to be read."""

from __future__ import annotations

import streamlit as st

from monitor.errors import MonitorError
from monitor.pipeline.background import Reading, is_current, reading, start
from monitor.query.desk import open_desk
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.panel import quiet_text

LOOK_EVERY = 1.5
"""Seconds between two looks at a reading that is under way."""
_SEEN = "reading_seen"


def reading_line(data: Data) -> None:
    """On every page: how far a reading is, while there is one; then the page is drawn with the new numbers."""
    if reading(data.settings.store).status == "running":
        st.session_state[_SEEN] = True
        st.fragment(_progress, run_every=LOOK_EVERY)(data)
    elif st.session_state.pop(_SEEN, False):
        st.toast("The articles are read with the new dictionary.", icon=":material/check:")


def reading_banner(data: Data) -> None:
    """On the page of the dictionary: whether the numbers are those of the dictionary, and the way there."""
    now = reading(data.settings.store)
    if now.status == "running":
        st.info(
            "The articles are being read with the new dictionary. Until that is done, all pages show the "
            "numbers of the old one.",
            icon=":material/sync:",
        )
        return
    if is_current(open_desk(data.settings.store).snapshot, data.dictionary.version):
        if now.status == "done" and now.articles:
            quiet_text(
                f"The numbers are up to date; {words.counted(now.articles, 'articles')} were read again last."
            )
        return
    with st.container(border=True, key="dictionary_behind"):
        if now.status in ("failed", "stopped"):
            st.text(f"The articles could not be read again: {_why(now)}")
        st.text(
            "The dictionary is newer than the data: articles that were loaded before still count as the "
            "dictionary was then."
        )
        if data.settings.edit and st.button("Read them again", type="primary", key="dictionary_read_again"):
            begin_reading(data)
            st.rerun()


def begin_reading(data: Data) -> None:
    """Start to read the history again; says so where that is impossible."""
    try:
        start(data.settings)
    except (MonitorError, OSError) as error:
        st.text(f"The articles can't be read again: {error}")
        return
    st.session_state[_SEEN] = True


def _progress(data: Data) -> None:
    now = reading(data.settings.store)
    if now.status != "running":
        st.rerun(scope="app")
    st.progress(_part_of(now), text=_doing(now))


def _part_of(now: Reading) -> float:
    """Looking through texts is quick, reading is most of the work."""
    part = min(now.done / now.total, 1.0) if now.total else 0.0
    begin, end = {"looking": (0.03, 0.2), "reading": (0.2, 0.9), "writing": (0.9, 0.97)}.get(
        now.stage, (0.97, 0.97) if now.stage == "tidying" else (0.01, 0.01)
    )
    return begin + (end - begin) * part


def _doing(now: Reading) -> str:
    said = {
        "looking": "New dictionary: looking for articles that it touches",
        "reading": f"New dictionary: {now.done:,} of {words.counted(now.total, 'articles')} read again",
        "writing": "New dictionary: storing what changed",
        "tidying": "New dictionary: tidying up",
    }
    return said.get(now.stage, "New dictionary: starting")


def _why(now: Reading) -> str:
    return now.problem or "it was stopped. The store is as it was before."
