"""Who is in the news, how much, in what tone, since when?"""

import streamlit as st

from monitor.ui.panels import (
    chosen_keys,
    head,
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
head(by_name()["actors"])

rows = ranked(data, filters, "actor")
if rows.empty:
    nothing(data, filters)
    st.stop()

series_controls()
series_panel(data, filters, "actor", chosen_keys(rows, "actor", filters), "actors")
ranked_panel(data, filters, "actor", "actors")
