"""Who is in the news, how much, in what tone, since when?"""

from monitor.ui.profile import ranking_or_profile

ranking_or_profile("actor")
