"""The dictionary changed: stored articles are read again, in one commit.

:func:`retag` reads every article. :func:`catch_up` reads those that the change can touch, and leaves the same
rows; the column ``dictionary`` of an article then names the one with which its row was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import Dictionary, parse_dictionary
from monitor.annotate.touched import Clause, touched
from monitor.pipeline.daily import daily, netted
from monitor.pipeline.prepare import Workshop
from monitor.pipeline.touching import Touching, scan, too_many
from monitor.pipeline.versions import Versions, keep_current, read_text
from monitor.settings import Settings
from monitor.store.scan import lookup, take_rows
from monitor.store.schema import ARTICLES, DAILY, MENTIONS
from monitor.store.store import Change, Snapshot, Store

PART_ARTICLES = 1_000
MOST_TOUCHED = 60_000
"""With more articles than these to read again, their rows no longer fit into memory beside the rest."""

Stage = str
OnStage = Callable[[Stage, int, int], None]
"""Told what is done ("looking", "reading", "writing"), how far, and of how many."""


@dataclass(frozen=True, slots=True)
class Reread:
    """What :func:`catch_up` did: articles that were read again, of all that are stored."""

    articles: int
    total: int


def retag(settings: Settings, *, on_progress: Callable[[int, int], None] | None = None) -> int:
    """Annotate all stored articles with the dictionary as it is now.

    Texts, stories and what was removed stay. Readers see the old answers until the new ones are whole; loads
    wait for their turn.

    Args:
        on_progress: called with the articles done and their total.

    Returns:
        The number of articles.

    Raises:
        DictionaryError: a mistake in the dictionary files; StoreError: no store, or it can't be written.
    """
    store = Store(settings.store)
    zone = store.snapshot().time_zone
    keep_current(settings)
    workshop = Workshop.open(settings.actors, settings.countries, zone)
    with store.change("retag", time_zone=zone, dictionary=workshop.dictionary) as change:
        return _read_all(change, workshop, on_progress)


def catch_up(settings: Settings, *, on_stage: OnStage | None = None) -> Reread:
    """Bring the stored readings to the dictionary as it is now, and keep it as a version.

    Only articles that the change can touch are read again, where the store still knows what they were read
    with; else all of them. Nothing is committed where the readings are up to date.

    Raises:
        DictionaryError: a mistake in the dictionary files; StoreError: no store, or it can't be written.
    """
    store, tell = Store(settings.store), on_stage or (lambda *_: None)
    zone = store.snapshot().time_zone
    actors, countries = read_text(settings.actors), read_text(settings.countries)
    read = parse_dictionary(actors, countries)
    Versions(settings.store).keep(actors, countries, read)
    workshop = Workshop(Annotator(read), read.version, ZoneInfo(zone))
    with store.change("retag", time_zone=zone, dictionary=read.version) as change:
        assert change.base is not None, "a store with a snapshot"
        clauses = touched_since(change.base, read)
        total = _number_of_articles(change)
        done = None if clauses is None else _read_touched(change, workshop, clauses, tell)
        if done is None:
            done = _read_all(change, workshop, lambda part, whole: tell("reading", part, whole))
        change.read_again()
    return Reread(done, total)


@lru_cache(maxsize=16)
def read_with(snapshot: Snapshot) -> frozenset[str]:
    """Versions of the dictionary: each article of the snapshot reads as with one of them."""
    said = snapshot.detail.get("dictionaries")
    if said is None:
        said = pc.unique(snapshot.read("articles", ["dictionary"])["dictionary"]).to_pylist()
    return frozenset(version or "" for version in said)


def touched_since(snapshot: Snapshot, read: Dictionary) -> tuple[Clause, ...] | None:
    """What articles of the snapshot must hold to read differently with this dictionary; None: any may."""
    versions = Versions(snapshot.store)
    clauses: list[Clause] = []
    for version in read_with(snapshot) - {read.version}:
        before = versions.dictionary(version)
        found = touched(before, read) if before else None
        if found is None:
            return None
        clauses += found
    return None if too_many(clauses) else tuple(clauses)


def _read_all(change: Change, workshop: Workshop, on_progress: Callable[[int, int], None] | None) -> int:
    """Read every article again."""
    with TemporaryDirectory() as folder:
        files = change.files("articles")
        total = _number_of_articles(change)
        spool = Path(folder) / "mentions.parquet"
        sums = [DAILY.empty_table()]

        def read_again(mentions: pq.ParquetWriter) -> Iterator[pa.Table]:
            done = 0
            for part in _parts(files):
                articles, found = workshop.retag(part)
                mentions.write_table(found)
                sums.append(daily(articles, found))
                done += len(articles)
                if on_progress:
                    on_progress(done, total)
                yield articles

        with pq.ParquetWriter(spool, MENTIONS) as writer:
            change.rewrite("articles", read_again(writer))
        change.rewrite("mentions", _parts([str(spool)]))
        change.rewrite("daily", [pa.concat_tables(sums)])
        change.detail["retagged"] = total
        change.read_again()
    return total


def _number_of_articles(change: Change) -> int:
    return sum(int(pq.read_metadata(file).num_rows) for file in change.files("articles"))


def _parts(files: list[str]) -> Iterator[pa.Table]:
    for file in files:
        with pq.ParquetFile(file) as parquet:
            for batch in parquet.iter_batches(PART_ARTICLES):
                yield pa.Table.from_batches([batch])


def _read_touched(change: Change, workshop: Workshop, clauses: Sequence[Clause], tell: OnStage) -> int | None:
    """Read the articles again that fulfil a clause; None, and nothing done, where they are too many."""
    files = change.files("articles")
    looking = Touching(clauses, workshop.annotator.version)
    found = scan(looking, files, lambda done: tell("looking", done, len(files)))
    total = sum(map(len, found.values()))
    if total > MOST_TOUCHED:
        return None
    differences, done = _Differences(), 0
    for file, rows in found.items():
        for first in range(0, len(rows), PART_ARTICLES):
            tell("reading", done, total)
            before = take_rows(file, rows[first : first + PART_ARTICLES], ARTICLES.names).cast(ARTICLES)
            differences.add(before, _mentions(change, before), *workshop.retag(before))
            done += len(before)
    tell("writing", total, total)
    differences.write(change)
    change.detail["retagged"] = total
    return total


def _mentions(change: Change, articles: pa.Table) -> pa.Table:
    """The stored mentions of some articles; their days tell most files apart."""
    ids, days = articles["article_id"].to_pylist(), articles["day"].to_pylist()
    if change.base is None or None in days:
        return change.lookup("mentions", "article_id", ids, MENTIONS.names)
    return lookup(
        change.base.files("mentions", min(days), max(days)), MENTIONS, "article_id", ids, MENTIONS.names
    )


_READ = ["language", "title_tone", "sentences", "about", "annotator"]
"""Columns of an article that reading it fills; ``dictionary`` too, but alone it is no difference."""


class _Differences:
    """What reading some articles again changed; rows that stayed are not written."""

    def __init__(self) -> None:
        self._articles = [ARTICLES.empty_table()]
        self._unsaid: list[str] = []
        self._mentions = [MENTIONS.empty_table()]
        self._daily = [DAILY.empty_table()]

    def add(self, before: pa.Table, mentioned: pa.Table, after: pa.Table, found: pa.Table) -> None:
        """Compare stored rows of ``articles`` and ``mentions`` with the same as they were read just now."""
        pairs = zip(before.select(_READ).to_pylist(), after.select(_READ).to_pylist(), strict=True)
        self._articles.append(after.filter(pa.array([old != new for old, new in pairs], pa.bool_())))
        old, new = set(_rows(mentioned)), _rows(found)
        gone = {row[0] for row in old.difference(new)}
        self._unsaid += gone
        fresh = [row[0] in gone or row not in old for row in new]
        self._mentions.append(found.filter(pa.array(fresh, pa.bool_())))
        self._daily += [daily(before, mentioned, sign=-1), daily(after, found)]

    def write(self, change: Change) -> None:
        """Put what differs into the store."""
        articles = pa.concat_tables(self._articles)
        change.replace("articles", articles["article_id"].to_pylist(), articles)
        change.replace("mentions", self._unsaid, pa.concat_tables(self._mentions))
        change.append("daily", netted(pa.concat_tables(self._daily)))


def _rows(mentions: pa.Table) -> list[tuple[Any, ...]]:
    """Mentions as tuples, the article's id first."""
    return list(zip(*(mentions[name].to_pylist() for name in MENTIONS.names), strict=True))
