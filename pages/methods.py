"""What do the numbers mean, and how good are they?"""

from monitor.ui.accuracy import accuracy, mistakes, reliability
from monitor.ui.methods import definitions, limits, read_with, rules
from monitor.ui.panels import head, the_data
from monitor.ui.site import by_name
from monitor.ui.state import current

data, filters = the_data(), current().filters
head(by_name()["methods"])
definitions(data, filters)
accuracy(filters)
reliability(filters)
mistakes(filters)
limits()
rules()
read_with(data, filters)
