"""What is shown, to take away: the table as CSV and JSON, what it means, and the chart as a picture."""

from __future__ import annotations

import pandas as pd

from monitor.filters import Filters


def downloads(name: str, title: str, rows: pd.DataFrame, said: str, filters: Filters, has_chart: bool) -> None:
    """Draw the menu of a panel's downloads."""
