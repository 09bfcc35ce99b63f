"""What changed, and what is in the news?"""

import streamlit as st

from monitor.ui.overview import (
    ENTITIES,
    findings_panel,
    key_figures,
    morning,
    read_button,
    shift_panel,
    stories_panel,
)
from monitor.ui.panels import head, map_panel, nothing, ranking_panel, series_controls, strip_panel, the_data
from monitor.ui.site import by_name
from monitor.ui.state import current

data, filters = the_data(), current().filters
head(by_name()["overview"])

page = morning(data, filters)
if page is None:
    nothing(data, filters)
    st.stop()

findings_panel(page)
key_figures(page)
for column, by in zip(st.columns(2, gap="large"), ENTITIES, strict=True):
    with column:
        shift_panel(page, by, "share")
        shift_panel(page, by, "tone")
stories_panel(page)

with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    series_controls(bucket=False)
    read_button()
for column, by in zip(st.columns(2, gap="large"), ENTITIES, strict=True):
    with column:
        ranking_panel(data, filters, by, "overview")
map_panel(data, filters, "overview")
strip_panel(data, filters, "overview")
