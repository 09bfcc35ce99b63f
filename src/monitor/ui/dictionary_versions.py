"""Every version of the dictionary: when, what changed, to download, to bring back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from monitor.errors import MonitorError
from monitor.pipeline.edit import restore
from monitor.pipeline.versions import Version, Versions, keep_current
from monitor.ui.data import Data
from monitor.ui.dictionary_reading import begin_reading
from monitor.ui.panel import Column, Panel, draw, quiet_text

_AT_ONCE = 20
_SHOWN = "versions_shown"


def versions_part(data: Data) -> None:
    """Draw the versions, newest first."""
    try:
        keep_current(data.settings)
    except MonitorError as error:
        st.text(str(error))
    kept = Versions(data.settings.store).listed()[::-1]
    if not kept:
        st.text("No version is kept yet.")
        return
    rows = pd.DataFrame(
        [
            {
                "number": version.number,
                "at": version.at.strftime("%Y-%m-%d %H:%M UTC"),
                "changes": "; ".join(version.changes),
                "note": version.note,
                "version": version.version,
            }
            for version in kept
        ]
    )
    draw(
        Panel(
            name="dictionary_versions",
            title="Versions",
            page="dictionary",
            rows=rows,
            columns={
                "number": Column("Version", "number"),
                "at": Column("Since"),
                "changes": Column("What changed", width="large"),
                "note": Column("Note", width="medium"),
            },
            cells=[None] * len(rows),
            said="Each is kept in the store, also those that somebody changed in the file. Bringing one back "
            "saves it as a new version, and reads the articles again.",
            filters=data.default_filters(),
        ),
        lambda _: _list(data, kept),
    )


def _list(data: Data, kept: list[Version]) -> None:
    shown = st.session_state.get(_SHOWN, _AT_ONCE)
    for place, version in enumerate(kept[:shown]):
        with st.container(border=True, key=f"version_{version.number}"):
            says, downloads, restores = st.columns([6, 1.4, 1.4], vertical_alignment="center")
            with says:
                st.text(
                    f"{version.number} · {version.at:%Y-%m-%d %H:%M} UTC · {_changes(version, place, kept)}"
                )
                if version.note:
                    quiet_text(version.note)
            with downloads:
                _download(data, version)
            with restores:
                if data.settings.edit and place:
                    _restore(data, version)
                elif not place:
                    quiet_text("In use")
    if len(kept) > shown:
        st.button("Show older ones", key="versions_older", on_click=_show_more, args=(shown,))


def _changes(version: Version, place: int, kept: list[Version]) -> str:
    if version.changes:
        return "; ".join(version.changes[:8]) + (
            f"; {len(version.changes) - 8} more" if len(version.changes) > 8 else ""
        )
    return "first version kept" if place == len(kept) - 1 else "only comments or layout"


def _download(data: Data, version: Version) -> None:
    store = Versions(data.settings.store)

    def text() -> str:
        return store.text(version.actors)

    st.download_button(
        "Download",
        text,
        file_name=f"actors-{version.number}.yaml",
        mime="application/yaml",
        key=f"version_take_{version.number}",
        on_click="ignore",
        width="stretch",
    )


def _restore(data: Data, version: Version) -> None:
    if not st.button("Bring back", key=f"version_restore_{version.number}", width="stretch"):
        return
    try:
        restore(data.settings, version.number)
    except MonitorError as error:
        st.text(str(error))
        return
    begin_reading(data)
    st.toast(f"Version {version.number} is in use again.", icon=":material/history:")
    st.rerun()


def _show_more(shown: int) -> None:
    st.session_state[_SHOWN] = shown + _AT_ONCE
