"""How did attention, tone and stance move?"""

from monitor.ui.panels import head, the_data
from monitor.ui.site import by_name
from monitor.ui.state import current
from monitor.ui.trends import controls, trends

data, filters = the_data(), current().filters
head(by_name()["trends"])
controls(data, filters)
trends(data, filters)
