"""Which articles are counted, and what do they say?"""

from monitor.ui.listing import listing
from monitor.ui.panels import the_data
from monitor.ui.reader import reader
from monitor.ui.state import current

data, view = the_data(), current()

if view.article:
    reader(data, view)
else:
    listing(data, view)
