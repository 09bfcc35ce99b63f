"""Which countries are in the news, and how?"""

import streamlit as st

from monitor.ui.panels import (
    chosen_keys,
    head,
    map_panel,
    nothing,
    ranked,
    ranked_panel,
    series_controls,
    series_panel,
    the_data,
)
from monitor.ui.site import by_name
from monitor.ui.state import current

data, filters = the_data(), current().filters
head(by_name()["countries"])

rows = ranked(data, filters, "country")
if rows.empty:
    nothing(data, filters)
    st.stop()

series_controls()
map_panel(data, filters, "countries")
series_panel(data, filters, "country", chosen_keys(rows, "country", filters), "countries")
ranked_panel(data, filters, "country", "countries")
