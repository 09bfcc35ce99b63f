"""Who was collected, since when, with which gaps?"""

import streamlit as st

from monitor.ui.panels import head, the_data
from monitor.ui.site import by_name
from monitor.ui.source_mix import constant_panel_part
from monitor.ui.sources import (
    coverage_panel,
    mix_panel,
    quarantine_panel,
    silences_panel,
    sources_panel,
    undated_panel,
)
from monitor.ui.state import current
from monitor.ui.upload import upload_dialog

data, view = the_data(), current()
filters = view.filters
head(by_name()["sources"])
if st.button("Load files", icon=":material/upload:", key="sources_upload"):
    upload_dialog(data.settings)

coverage_panel(data, filters)
silences_panel(data, filters)
mix_panel(data, filters)
constant_panel_part(data, view)
sources_panel(data, filters)
undated_panel(data, filters)
quarantine_panel(data)
