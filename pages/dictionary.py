"""Whom does the monitor know, by which names?"""

from monitor.ui.dictionary import dictionary_page
from monitor.ui.panels import head, the_data
from monitor.ui.site import by_name
from monitor.ui.state import current

head(by_name()["dictionary"])
dictionary_page(the_data(), current())
