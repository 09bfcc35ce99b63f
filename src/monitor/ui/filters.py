"""The shared filters: widgets that show the one view, and change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

import streamlit as st

from monitor.filters import COUNTRY_ROLES, MEASURES, CountryRole, Filters, Measure
from monitor.query.choices import Choices
from monitor.ui.data import Data, values
from monitor.ui.search_names import searchable
from monitor.ui.state import change, current, face
from monitor.ui.words import MEASURE_HELP, ROLE_SHORT
from monitor.view.link import FIRST_YEAR, LAST_YEAR, MAX_SEARCH
from monitor.view.view import with_filters

PRESETS: dict[str, int | None] = {
    "Last 7 days": 7,
    "Last 30 days": 30,
    "Last 90 days": 90,
    "Last 12 months": 365,
    "All days, and undated": None,
}
CUSTOM = "Own period"

SEARCH_HELP = (
    'Words side by side must all be there. `OR`, `NOT` or `-word`, parentheses, "exact phrases", `sanction*` '
    "for the beginning of a word, `title:` for the headline alone."
)


def filter_panel(data: Data) -> None:
    """Draw the shared filters; every change goes into the view at once."""
    filters = current().filters
    _period(filters, data.choices)
    found = data.choices
    _several("actors", "Actors", filters.actors, values(found.actors), data.names.actors)
    roles = found.publishing_countries if filters.country_role == "published" else found.countries
    _several("countries", "Countries", filters.countries, values(roles), data.names.countries)
    st.segmented_control(
        "Countries are",
        COUNTRY_ROLES,
        format_func=lambda role: ROLE_SHORT[role],
        key=face("filter_role", filters.country_role),
        on_change=_changed,
        required=True,
        width="stretch",
        help="**Mentioned**: named in the text. **About**: what the article is about. **Published**: where its "
        "source is at home.",
    )
    st.text_input(
        "Search",
        key=face("filter_search", filters.search),
        on_change=_changed,
        max_chars=MAX_SEARCH,
        placeholder='e.g. talks AND "border crossing"',
        help=SEARCH_HELP,
        icon=":material/search:",
    )
    _several("sources", "Sources", filters.sources, values(found.sources), {})
    _several("languages", "Languages", filters.languages, values(found.languages), data.names.languages)
    st.segmented_control(
        "Count",
        MEASURES,
        format_func=str.capitalize,
        key=face("filter_measure", filters.measure),
        on_change=_changed,
        required=True,
        width="stretch",
        help=MEASURE_HELP,
    )
    st.button(
        "Clear filters", on_click=clear, args=(data.default_filters(),), width="stretch", key="filter_clear"
    )


def clear(filters: Filters) -> None:
    """Callback: back to the neutral filters; the measure stays."""
    view = current()
    change(replace(with_filters(view, replace(filters, measure=view.filters.measure)), cell=None))


def preset_of(filters: Filters, last_day: date | None) -> str:
    """Which preset the period is, seen from the last day in the data."""
    for name, days in PRESETS.items():
        if (filters.start, filters.end) == preset_days(days, last_day):
            return name
    return CUSTOM


def preset_days(days: int | None, last_day: date | None) -> tuple[date | None, date | None]:
    """The absolute days of a preset; a link must show the same days tomorrow."""
    if days is None or last_day is None:
        return None, None
    return last_day - timedelta(days=days - 1), last_day


def _period(filters: Filters, choices: Choices) -> None:
    options = [*PRESETS, CUSTOM]
    st.selectbox(
        "Period",
        options,
        key=face("filter_preset", preset_of(filters, choices.last_day)),
        on_change=_preset_chosen,
        args=(choices.last_day,),
        help="Counted back from the last day in the data.",
    )
    for label, key, day in (("From", "filter_from", filters.start), ("To", "filter_to", filters.end)):
        st.date_input(
            label,
            value=None,
            min_value=date(FIRST_YEAR, 1, 1),
            max_value=date(LAST_YEAR, 12, 31),
            key=face(key, day),
            on_change=_changed,
            format="YYYY-MM-DD",
        )
    if refused := st.session_state.pop("filter_refused", None):
        st.warning(refused)


def _several(
    name: str, label: str, chosen: Sequence[str], options: list[str], names: Mapping[str, str]
) -> None:
    """A choice of ids by their names; what is chosen is an option even where the data has none of it."""
    missing = [key for key in chosen if key not in set(options)]
    st.multiselect(
        label,
        [*options, *missing],
        format_func=lambda key: searchable(names.get(key, key)),
        key=face(f"filter_{name}", list(chosen)),
        on_change=_changed,
        placeholder="All",
        select_all=False,
    )


def _preset_chosen(last_day: date | None) -> None:
    name = st.session_state["filter_preset"]
    if name in PRESETS:
        start, end = preset_days(PRESETS[name], last_day)
        view = current()
        change(with_filters(view, replace(view.filters, start=start, end=end)))


def _changed() -> None:
    """Callback: read all widgets into one value. A reversed period is told, and the one before stays."""
    state, view = st.session_state, current()
    start, end = state["filter_from"], state["filter_to"]
    if start and end and start > end:
        state["filter_refused"] = f"{start} is after {end}. Choose a first day that is not after the last."
        start, end = view.filters.start, view.filters.end
    filters = Filters(
        start=start,
        end=end,
        actors=tuple(state["filter_actors"]),
        countries=tuple(state["filter_countries"]),
        country_role=cast(CountryRole, state["filter_role"]),
        sources=tuple(state["filter_sources"]),
        languages=tuple(state["filter_languages"]),
        search=(state["filter_search"] or "").strip(),
        measure=cast(Measure, state["filter_measure"]),
    )
    change(with_filters(view, filters))
