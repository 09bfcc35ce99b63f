"""What is shown, to take away: the table as CSV and JSON, what it means, and the chart as a picture."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from monitor.report.columns import described
from monitor.report.provenance import Provenance, citation, file_name, filter_values, json_with, metadata
from monitor.sheets import to_csv
from monitor.ui.data import the_data
from monitor.ui.evidence import chart_key
from monitor.ui.origin import counted_of, named_title, provenance

if TYPE_CHECKING:
    from monitor.ui.panel import Panel

METADATA_HELP = "Filters, columns, data version, link and citation."

_HERE = Path(__file__).parent
STYLE = _HERE / "downloads.css"
_pictures = st.components.v2.component(
    "monitor_pictures",
    html='<div class="pictures"><button data-kind="png">PNG</button><button data-kind="svg">SVG</button>'
    '<p role="status"></p></div>',
    css=(_HERE / "buttons.css").read_text("utf-8"),
    js=(_HERE / "downloads.js").read_text("utf-8"),
)


@dataclass(frozen=True, eq=False)
class Taken:
    """A panel on its way out of the app, with where it comes from; a later click finds the same."""

    panel: Panel
    title: str
    denominator: str
    source: Provenance

    @property
    def file(self) -> str:
        """The name of its files, without an ending."""
        return file_name(self.panel.page, self.panel.name, self.panel.filters)

    def csv(self) -> str:
        """All columns of what is shown, under their names in commands and the API."""
        return to_csv(self.panel.all_rows())

    def json(self) -> str:
        """The same rows, with the metadata beside them."""
        return json_with(self.panel.all_rows(), self.about())

    def about(self) -> dict[str, Any]:
        """The metadata."""
        panel = self.panel
        about = metadata(
            panel.title,
            panel.said,
            self.denominator,
            panel.filters,
            self.source,
            datetime.now(UTC),
            columns=described(panel.rows.columns, panel.columns, panel.filters.measure),
            notes=[note for note in (panel.help, *panel.notes) if note],
            cite_as=self.title,
        )
        return {**about, "file": self.file, "asked": [filter_values(filters) for filters in panel.asks]}

    def metadata_file(self) -> str:
        """The metadata as a file of its own."""
        return json.dumps(self.about(), ensure_ascii=False, indent=2) + "\n"

    def picture(self, charts: list[str]) -> dict[str, Any]:
        """What the browser needs to make a picture of charts that it has drawn; ``charts`` are their keys."""
        cited = citation(self.title, self.denominator, self.source, datetime.now(UTC))
        return {"charts": charts, "title": self.title, "lines": [self.panel.said, cited], "file": self.file}


@st.fragment
def downloads(panel: Panel) -> None:
    """Draw the menu of a panel's downloads; nothing is made before it is asked for."""
    name = panel.name
    with st.container(key=f"download_{name}", horizontal=True, horizontal_alignment="right"):
        menu = st.popover(
            "Download",
            icon=":material/download:",
            type="tertiary",
            width="content",
            key=f"menu_{name}",
            on_change="rerun",
        )
    if menu.open:
        with menu:
            _choices(panel)


def _choices(panel: Panel) -> None:
    data = the_data()
    source = provenance(data, panel.page)
    title = named_title(panel.title, panel.filters, source.view, data.names)
    taken = Taken(panel, title, counted_of(data, panel.filters), source)
    for label, made, ending, kind, help_text in (
        ("CSV", taken.csv, ".csv", "text/csv", "The table, for spreadsheets."),
        ("JSON", taken.json, ".json", "application/json", "The table with its metadata."),
        ("Metadata", taken.metadata_file, "_metadata.json", "application/json", METADATA_HELP),
    ):
        st.download_button(
            label,
            made,
            f"{taken.file}{ending}",
            kind,
            key=f"{label}_{panel.name}",
            on_click="ignore",
            width="stretch",
            help=help_text,
        )
    if panel.figure is not None:
        parts = [f"{panel.name}_{number}" for number in range(len(panel.parts))] or [panel.name]
        _pictures(data=taken.picture([chart_key(part) for part in parts]), key=f"pictures_{panel.name}")
