"""Files from the browser go into the store, with the same summary as on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from monitor.errors import MonitorError
from monitor.settings import Settings
from monitor.ui.first_start import show
from monitor.ui.words import summary_words

if TYPE_CHECKING:
    from monitor.pipeline import Summary

KINDS_OF_FILES = (
    "JSON lines, JSON, CSV, TSV, Parquet, plain text, HTML, WARC, and zip or gzip of these. The exports of "
    "Media Cloud, GDELT, NewsAPI, Event Registry and the common scrapers are recognised by their fields."
)


@st.dialog("Load your own files", width="medium", on_dismiss="rerun")
def upload_dialog(settings: Settings) -> None:
    """Ask for files and load them."""
    upload_form(settings)


def upload_form(settings: Settings) -> None:
    """The choice of files, the button, and what came of it."""
    st.caption(KINDS_OF_FILES)
    files = st.file_uploader(
        "Files", accept_multiple_files=True, label_visibility="collapsed", key="upload_files"
    )
    if st.button("Load", type="primary", disabled=not files, key="upload_load"):
        load(files, settings)


def load(files: Sequence[UploadedFile], settings: Settings) -> None:
    """Load uploaded files and show the summary, or the sentence of what went wrong."""
    # Imported here: every page imports this module, and readers of files are a second's work to import.
    from monitor.pipeline import ingest

    bar = st.progress(0.0, text="Reading …")
    try:
        with TemporaryDirectory() as folder:
            root = Path(folder)
            paths = [keep(file.name, file.getvalue(), root / str(i)) for i, file in enumerate(files, 1)]
            summary = ingest(paths, settings, on_progress=lambda progress: show(bar, progress), under=root)
    except MonitorError as error:
        bar.empty()
        st.text(str(error))
        return
    bar.empty()
    show_summary(summary)


def keep(name: str, content: bytes, folder: Path) -> Path:
    """Write an upload under its own name, whose ending tells the format, and never outside of ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = name.replace("\\", "/").rsplit("/", 1)[-1].replace("\0", "").strip(". ")
    path = folder / (plain[-120:] or "upload")
    path.write_bytes(content)
    return path


def show_summary(summary: Summary) -> None:
    """Say what was loaded, and why something was not."""
    st.text(summary_words(summary))
    for reason, number in list(summary.reasons.items())[:10]:
        st.text(f"• {number:,} × {reason}")
    if summary.quarantined:
        st.caption("What could not be read is kept on the Sources page, with its file and line.")
