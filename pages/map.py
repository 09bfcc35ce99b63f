"""Where in the world is the news?"""

from monitor.ui.panels import head, the_data
from monitor.ui.site import by_name
from monitor.ui.state import current
from monitor.ui.world import world_controls, world_page

head(by_name()["map"])
paint = world_controls()
world_page(the_data(), current().filters, paint)
