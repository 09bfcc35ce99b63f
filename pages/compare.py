"""Do two selections differ, and how surely?"""

import streamlit as st

from monitor.ui.compare import compare
from monitor.ui.panels import head, series_controls, the_data
from monitor.ui.sides import choose_sides, comparison
from monitor.ui.site import by_name

data = the_data()
head(by_name()["compare"])
choose_sides(data)
compared = comparison(data)
if compared is None:
    st.stop()
series_controls()
compare(data, compared)
