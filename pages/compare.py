"""Do two selections differ, and how surely?"""

from monitor.ui.panels import head
from monitor.ui.site import by_name

head(by_name()["compare"])
