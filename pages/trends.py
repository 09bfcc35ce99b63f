"""How did attention, tone and stance move?"""

from monitor.ui.panels import head
from monitor.ui.site import by_name

head(by_name()["trends"])
