"""Who is named together, more often than by chance?"""

from monitor.ui.panels import head, the_data
from monitor.ui.site import by_name
from monitor.ui.together import choose_members, pick_members, show_together

data = the_data()
head(by_name()["together"])
choose_members()
pick_members(data)
show_together(data)
