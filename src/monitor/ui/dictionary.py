"""The dictionary in front of its analysts: found, changed with a preview, kept in versions."""

from __future__ import annotations

from monitor.ui.controls import switch
from monitor.ui.data import Data
from monitor.ui.dictionary_browse import actors_part, countries_part
from monitor.ui.dictionary_form import drafts_notice, entry_part, is_adding
from monitor.ui.dictionary_reading import reading_banner
from monitor.ui.dictionary_suggest import suggestions_part
from monitor.ui.dictionary_versions import versions_part
from monitor.ui.panel import quiet_text
from monitor.view.view import View

PARTS = {
    "actors": "Actors",
    "countries": "Countries",
    "suggestions": "Suggestions",
    "versions": "Versions",
}


def dictionary_page(data: Data, view: View) -> None:
    """Draw the page: one entry, or one of its parts."""
    reading_banner(data)
    if not data.settings.edit:
        quiet_text("This dictionary can be read here; changing it is switched off on this server.")
    if is_adding() or view.option("entry"):
        entry_part(data, view.option("entry").removeprefix("actor:"))
        return
    part = switch("part", "Show", PARTS)
    drafts_notice(data)
    draws = {
        "actors": actors_part,
        "countries": countries_part,
        "suggestions": suggestions_part,
        "versions": versions_part,
    }
    draws[part](data)
