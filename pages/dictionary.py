"""Whom does the monitor know, by which names?"""

from monitor.ui.panels import head
from monitor.ui.site import by_name

head(by_name()["dictionary"])
