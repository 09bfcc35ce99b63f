"""Where articles rest: Delta Lake tables, snapshots over all of them, quarantine."""
