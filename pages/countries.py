"""Which countries are in the news, and how?"""

from monitor.ui.profile import ranking_or_profile

ranking_or_profile("country")
