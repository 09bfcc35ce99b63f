"""Statistics on measures: intervals, changes, gaps."""
