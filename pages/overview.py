"""What changed, and what is in the news?"""

import streamlit as st

from monitor.ui.overview import key_figures, read_button
from monitor.ui.panels import head, nothing, ranking_panel, series_controls, strip_panel, the_data
from monitor.ui.site import by_name
from monitor.ui.state import current

data, filters = the_data(), current().filters
head(by_name()["overview"])

if not key_figures(data, filters):
    nothing(data, filters)
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    series_controls(bucket=False)
    read_button()
left, right = st.columns(2, gap="large")
with left:
    ranking_panel(data, filters, "actor", "overview")
with right:
    ranking_panel(data, filters, "country", "overview")
strip_panel(data, filters, "overview")
