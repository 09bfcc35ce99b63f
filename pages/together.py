"""Who is named together, more often than by chance?"""

from monitor.ui.panels import head
from monitor.ui.site import by_name

head(by_name()["together"])
