"""What a store holds, on one screen."""

from __future__ import annotations

from typing import Any

from monitor.filters import Filters
from monitor.place import called
from monitor.query.desk import Desk
from monitor.query.quarantine import quarantine
from monitor.query.totals import summary

SHOWN_FLAWS = 20


def status(desk: Desk) -> dict[str, Any]:
    """The newest facts about a store.

    Returns:
        Counts of articles, stories, mentions, sources, headlines without text, undated articles and
        quarantined inputs; first and last day; snapshot number, its instant and versions; and, as
        ``quarantine``, the newest inputs that could not be read, with file, line and reason.
    """
    numbers = summary(desk, Filters())
    quarantined, flaws = quarantine(desk, 0, SHOWN_FLAWS)
    snapshot = desk.snapshot
    return {
        "store": called(snapshot.store),
        "snapshot": snapshot.number,
        "written": snapshot.at.isoformat(timespec="seconds"),
        "invented": bool(snapshot.detail.get("demo")),
        "time_zone": snapshot.time_zone,
        "dictionary": snapshot.dictionary,
        "articles": numbers.articles,
        "stories": numbers.stories,
        "mentions": numbers.mentions,
        "sources": numbers.sources,
        "title_only": numbers.title_only,
        "undated": numbers.undated,
        "first_day": numbers.first_day and numbers.first_day.isoformat(),
        "last_day": numbers.last_day and numbers.last_day.isoformat(),
        "quarantined": quarantined,
        "quarantine": [
            {
                "file": flaw.file,
                "line": None if flaw.line != flaw.line else int(flaw.line),
                "reason": flaw.reason,
            }
            for flaw in flaws.itertuples()
        ],
    }
