"""What stands out, as sentences: made from the numbers, each with the way to what it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import pandas as pd

from monitor.charts.calendar import spoken_day, spoken_span
from monitor.charts.changes import cell_of
from monitor.filters import Cell, Filters
from monitor.ui import words
from monitor.ui.words import Names

MOST = 7
SHARES, OF_ONE_KIND, TONES = 4, 3, 2
"""So many changed shares, of actors or of countries alone, and so many changed tones are told."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, and what it counts: ``cell`` and ``filters`` open exactly ``number`` stories or articles.

    The sentence is ``head``, ``subject`` and ``tail``; strangers may have written the subject. ``sign`` names
    the kind of finding: ``rise``, ``fall``, ``level``, ``story`` or ``nothing``. A finding of nothing opens
    nothing.
    """

    sign: str
    head: str
    subject: str
    tail: str
    cell: Cell | None = None
    filters: Filters | None = None
    number: int = 0

    @property
    def sentence(self) -> str:
        """The whole of it."""
        return f"{self.head}{self.subject}{self.tail}"


@dataclass(frozen=True, eq=False)
class Numbers:
    """What the findings are made of.

    ``shifts`` are the answers of :func:`monitor.query.changes.changes` by ``actor`` and ``country``, None where
    there is no period before; ``levels`` those of ``counts`` (in stories); ``stories`` the top stories.
    """

    filters: Filters
    before: Filters | None
    shifts: Mapping[str, pd.DataFrame] | None
    levels: Mapping[str, pd.DataFrame]
    stories: pd.DataFrame


def findings(numbers: Numbers, names: Names) -> list[Finding]:
    """The few things worth knowing first: what changed, surest first, then what is most in the news."""
    changed = [*_shares(numbers, names), *_tones(numbers, names)]
    if not changed:
        changed = [_nothing(numbers)]
    copied = list(_copied(numbers))
    room = MOST - len(changed) - len(copied)
    return [*changed, *islice(_levels(numbers, names), max(1, min(room, 3))), *copied][:MOST]


def surest(rows: pd.DataFrame, change: str) -> pd.Series:
    """How far the end of the interval that lies nearer to 0 is away from it, on either side."""
    near = rows[f"{change}_low"].where(rows[change] > 0, -rows[f"{change}_high"])
    return near.astype(float)


def _shares(numbers: Numbers, names: Names) -> list[Finding]:
    found: list[tuple[float, Finding]] = []
    for by, rows in (numbers.shifts or {}).items():
        changed = rows[rows["changed"]]
        order = surest(changed, "change").sort_values(ascending=False, kind="stable").head(OF_ONE_KIND)
        found += [(size, _share(changed.loc[at].to_dict(), by, numbers, names)) for at, size in order.items()]
    return [finding for _, finding in sorted(found, key=lambda pair: -pair[0])[:SHARES]]


def _share(row: Row, by: str, numbers: Numbers, names: Names) -> Finding:
    rose, filters = row["change"] > 0, _in_stories(numbers.filters)
    points = f"{words.signed(100 * row['change'], 1)} points"
    interval = f"{words.signed(100 * row['change_low'], 1)} to {words.signed(100 * row['change_high'], 1)}"
    return Finding(
        sign="rise" if rose else "fall",
        head=_whose(by, filters),
        subject=names.of(by).get(row[by], row[by]),
        tail=f" {'rose' if rose else 'fell'} from {words.share(row['share_before'])} to "
        f"{words.share(row['share'])} of stories ({points}, 95 % interval {interval}).",
        **_opens(cell_of(by, row[by], "share"), numbers, row["count"], row["count_before"]),
    )


def _tones(numbers: Numbers, names: Names) -> list[Finding]:
    found: list[tuple[float, Finding]] = []
    for by, rows in (numbers.shifts or {}).items():
        changed = rows[rows["tone_changed"]]
        order = surest(changed, "tone_change").sort_values(ascending=False, kind="stable").head(TONES)
        found += [(size, _tone(changed.loc[at].to_dict(), by, numbers, names)) for at, size in order.items()]
    return [finding for _, finding in sorted(found, key=lambda pair: -pair[0])[:TONES]]


def _tone(row: Row, by: str, numbers: Numbers, names: Names) -> Finding:
    rose = row["tone_change"] > 0
    interval = f"{words.signed(row['tone_change_low'])} to {words.signed(row['tone_change_high'])}"
    published = by == "country" and numbers.filters.country_role == "published"
    return Finding(
        sign="rise" if rose else "fall",
        head="The tone of the press of " if published else "The tone about ",
        subject=names.of(by).get(row[by], row[by]),
        tail=f" {'rose' if rose else 'fell'} from {words.signed(row['tone_before'])} to "
        f"{words.signed(row['tone'])} (n = {row['tone_n_before']:,} and {row['tone_n']:,}; "
        f"{words.signed(row['tone_change'])}, 95 % interval {interval}).",
        **_opens(cell_of(by, row[by], "tone"), numbers, row["tone_n"], row["tone_n_before"]),
    )


def _opens(cell: Cell, numbers: Numbers, now: int, before: int) -> dict[str, Any]:
    """The stories of this period; of what has vanished, those of the period before."""
    asked = numbers.filters if now or numbers.before is None else numbers.before
    return {"cell": cell, "filters": _in_stories(asked), "number": int(now or before)}


def _nothing(numbers: Numbers) -> Finding:
    if numbers.shifts is None or numbers.before is None:
        return Finding(
            "nothing", "", "", "What changed can't be told: the data holds no whole period before this one."
        )
    judged = [
        words.counted(int(rows["change_judged"].sum()), "actors" if by == "actor" else "countries")
        for by, rows in numbers.shifts.items()
    ]
    against = spoken_span(numbers.before.start, numbers.before.end)
    tail = f": of {' and '.join(judged)} with enough stories, none changed more than chance would explain."
    return Finding("nothing", "Nothing stands out against ", against, tail)


def _levels(numbers: Numbers, names: Names) -> Iterator[Finding]:
    """Who is most in the news, and where; then the next ones."""
    tops = {by: rows.sort_values(["count", by], ascending=[False, True]) for by, rows in numbers.levels.items()}
    for place in range(2):
        for by, rows in tops.items():
            if place < len(rows):
                yield _level(rows.iloc[place].to_dict(), by, place, numbers, names)


def _level(row: Row, by: str, place: int, numbers: Numbers, names: Names) -> Finding:
    what = {"actor": "actor", "country": "country"}[by]
    role = numbers.filters.country_role
    where = (
        "in" if by == "actor" or role == "mentioned" else "the subject of" if role == "about" else "the home of"
    )
    return Finding(
        sign="level",
        head=f"The {what} most in the news is " if place == 0 else f"The next {what} is ",
        subject=names.of(by).get(row[by], row[by]),
        tail=f", {where} {words.share(row['share'])} of stories ({row['count']:,} of {row['total']:,}).",
        cell=Cell(**{by: row[by]}),
        filters=_in_stories(numbers.filters),
        number=int(row["count"]),
    )


def _copied(numbers: Numbers) -> Iterator[Finding]:
    """The most copied story, if any was copied."""
    for row in numbers.stories.head(1).to_dict("records"):
        if row["copies"] > 1:
            when = f" on {spoken_day(row['day'])}" if row["day"] else ""
            yield Finding(
                sign="story",
                head="The most copied story: “",
                subject=row["title"] or "(without a headline)",
                tail=f"” ({words.counted(int(row['copies']), 'articles')} in "
                f"{words.counted(int(row['sources']), 'sources')}, first by {row['source']}{when}).",
                cell=Cell(story=row["story_id"]),
                filters=replace(numbers.filters, measure="articles"),
                number=int(row["copies"]),
            )


def _whose(by: str, filters: Filters) -> str:
    if by == "actor" or filters.country_role == "mentioned":
        return ""
    return "Stories about " if filters.country_role == "about" else "Stories published in "


def _in_stories(filters: Filters) -> Filters:
    return replace(filters, measure="stories")


def sentences(found: Sequence[Finding]) -> pd.DataFrame:
    """The findings as rows: ``finding`` and ``count``."""
    return pd.DataFrame({"finding": [one.sentence for one in found], "count": [one.number for one in found]})
