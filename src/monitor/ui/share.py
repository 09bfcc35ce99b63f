"""The view to send: a link that keeps showing the same numbers, and a report of the page."""

from __future__ import annotations

from monitor.ui.data import Data
from monitor.ui.site import Page


def share_bar(data: Data, page: Page) -> None:
    """Draw the link and the report of the page that is open."""
