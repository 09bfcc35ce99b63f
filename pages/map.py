"""Where in the world is the news?"""

from monitor.ui.panels import head
from monitor.ui.site import by_name

head(by_name()["map"])
