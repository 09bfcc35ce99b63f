"""What is in the news, and what was collected?"""

import streamlit as st

from monitor.ui.overview import key_figures, read_button
from monitor.ui.panels import head, nothing, ranking_panel, series_controls, strip_panel, the_data, under
from monitor.ui.state import current

data, filters = the_data(), current().filters
head("Overview", "What is in the news, and what was collected?")

if not key_figures(data, filters):
    nothing(data, filters)
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    series_controls(bucket=False)
    read_button()
left, right = st.columns(2, gap="large")
with left:
    st.subheader("Actors with the most attention", anchor=False)
    ranking_panel(data, filters, "actor", "overview")
with right:
    st.subheader("Countries with the most attention", anchor=False)
    ranking_panel(data, filters, "country", "overview")
under(data, filters)

st.subheader("What was collected", anchor=False)
strip_panel(data, filters, "overview")
