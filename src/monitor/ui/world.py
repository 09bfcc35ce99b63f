"""The map page: its choices, the map, and what to say where there is nothing to draw."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import streamlit as st

from monitor.charts.world import Paint
from monitor.filters import COUNTRY_ROLES, Filters
from monitor.ui.controls import switch
from monitor.ui.data import Data
from monitor.ui.panel import quiet_text
from monitor.ui.panels import map_panel, nothing, ranked, ranked_panel
from monitor.ui.state import change, current, face
from monitor.ui.words import ROLE_SHORT
from monitor.view.view import with_filters

PAINTS = {"share": "Share", "count": "Number", "tone": "Tone"}


def world_controls() -> Paint:
    """What the colours say, and in which role countries are counted: the same choice as beside the filters."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", width="content"):
        paint = switch(
            "paint",
            "Colour by",
            PAINTS,
            "**Share**: of all that pass the other filters. **Tone**: how the sentences that mention the "
            "country sound on average; orange below zero, teal above.",
        )
        st.segmented_control(
            "Countries are",
            COUNTRY_ROLES,
            format_func=lambda role: ROLE_SHORT[role],
            key=face("map_role", current().filters.country_role),
            on_change=_role_changed,
            required=True,
            help="**Mentioned**: named in the text. **About**: what the article is about. **Published**: where "
            "its source is at home.",
        )
    return cast(Paint, paint)


def world_page(data: Data, filters: Filters, paint: Paint) -> None:
    """The map, and all its countries as a table."""
    if not ranked(data, filters, "country").empty:
        map_panel(data, filters, "map", paint)
        ranked_panel(data, filters, "country", "map")
    elif filters.country_role == "published" and not data.choices.publishing_countries:
        quiet_text(
            "No source in this data says in which country it is at home, so nothing can be drawn by the place "
            "of publication. Load records with a field source_country, or choose another role."
        )
    else:
        nothing(data, filters)


def _role_changed() -> None:
    view = current()
    change(with_filters(view, replace(view.filters, country_role=st.session_state["map_role"])))
