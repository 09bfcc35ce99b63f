"""What do the numbers mean, and how good are they?"""

from monitor.ui.panels import head
from monitor.ui.site import by_name

head(by_name()["methods"])
