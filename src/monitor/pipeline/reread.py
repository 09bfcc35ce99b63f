"""The dictionary changed: stored articles are read again, in one commit.

:func:`retag` reads every article. :func:`catch_up` reads those that the change can touch, and leaves the same
rows; the column ``dictionary`` of an article then names the one with which its row was written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from monitor.annotate.dictionary import Dictionary, load_dictionary, parse_dictionary
from monitor.annotate.touched import Clause, touched
from monitor.pipeline.daily import daily, netted
from monitor.pipeline.days import span
from monitor.pipeline.prepare import MENTIONED, READ, TO_READ
from monitor.pipeline.touching import Touching, scan, too_many
from monitor.pipeline.versions import Versions, keep_current, read_text
from monitor.pipeline.workers import Preparing, open_workers
from monitor.settings import Settings
from monitor.store.scan import take_rows
from monitor.store.schema import MENTIONS
from monitor.store.store import Change, Snapshot, Store

GROUP_ARTICLES = 8_000
"""So many articles are in memory at once, and as many are being read meanwhile."""

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
    tell = on_progress or (lambda *_: None)
    read = load_dictionary(settings.actors, settings.countries)
    with (
        closing(open_workers(settings, read, zone)) as workers,
        store.change("retag", time_zone=zone, dictionary=workers.dictionary) as change,
    ):
        done = _read_again(change, workers, _all_rows(change), lambda _, *far: tell(*far), all_rows=True)
        change.read_again()
    return done


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
    with (
        closing(open_workers(settings, read, zone)) as workers,
        store.change("retag", time_zone=zone, dictionary=read.version) as change,
    ):
        assert change.base is not None, "a store with a snapshot"
        clauses = touched_since(change.base, read)
        rows = _all_rows(change) if clauses is None else _touched_rows(change, clauses, workers.annotator, tell)
        done = _read_again(change, workers, rows, tell, all_rows=clauses is None)
        change.read_again()
        return Reread(done, _number_of_articles(change))


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


def _number_of_articles(change: Change) -> int:
    return sum(map(_rows_in, change.files("articles")))


def _rows_in(file: str) -> int:
    return int(pq.read_metadata(file).num_rows)


def _all_rows(change: Change) -> dict[str, list[int]]:
    return {file: list(range(_rows_in(file))) for file in change.files("articles")}


def _touched_rows(
    change: Change, clauses: Sequence[Clause], annotator: str, tell: OnStage
) -> dict[str, list[int]]:
    """The rows of the articles that fulfil a clause, in each file that has any."""
    files = change.files("articles")
    return scan(Touching(clauses, annotator), files, lambda done: tell("looking", done, len(files)))


def _read_again(
    change: Change, workers: Preparing, rows: Mapping[str, Sequence[int]], tell: OnStage, *, all_rows: bool
) -> int:
    """Read some rows of the files of articles again, and put into the store what reads differently.

    With ``all_rows`` every row is written, so that all name the dictionary as it is now.
    """
    total, done = sum(map(len, rows.values())), 0
    for group in _ahead(_Group(change, workers, files) for files in _grouped(rows)):
        for part in group.parts:
            part.wait()
            done += len(part.before)
            tell("reading", done, total)
        _write(change, group, all_rows=all_rows)
    tell("writing", total, total)
    change.detail["retagged"] = total
    return total


Rows = tuple[str, Sequence[int]]
"""A file of articles, and some of its rows."""


def _grouped(rows: Mapping[str, Sequence[int]]) -> Iterator[list[Rows]]:
    """Rows that are read and written together: a store of any size passes through. Files come in the order of
    their days, so that a group's mentions lie in few files."""
    group: list[Rows] = []
    articles = 0
    for file, numbers in rows.items():
        for first in range(0, len(numbers), GROUP_ARTICLES):
            group.append((file, numbers[first : first + GROUP_ARTICLES]))
            articles += len(group[-1][1])
        if articles >= GROUP_ARTICLES:
            yield group
            group, articles = [], 0
    if group:
        yield group


class _Group:
    """Rows that are being read again, and what the store has of their mentions."""

    def __init__(self, change: Change, workers: Preparing, files: Sequence[Rows]) -> None:
        stored = [take_rows(file, numbers, [*TO_READ, *_COUNTED]) for file, numbers in files]
        days = [rows["day"] for rows in stored]
        self.days = span(pa.chunked_array([chunk for column in days for chunk in column.chunks], pa.date32()))
        ids = pa.concat_arrays([chunk for rows in stored for chunk in rows["article_id"].chunks])
        self.mentions = change.lookup("mentions", "article_id", ids.to_pylist(), MENTIONS.names, self.days)
        mentioned, first = mentions_of(ids, self.mentions), 0
        self.parts: list[_Part] = []
        for (file, numbers), rows in zip(files, stored, strict=True):
            own = mentioned.slice(first, len(rows))
            self.parts.append(_Part(file, numbers, rows.append_column(MENTIONED, own), workers))
            first += len(rows)


class _Part:
    """Rows of one file of articles that are being read again."""

    def __init__(self, file: str, numbers: Sequence[int], rows: pa.Table, workers: Preparing) -> None:
        self.file = file
        self.numbers = np.asarray(numbers, dtype=np.int64)
        self._answer = workers.read_again(rows)
        # Their texts are on the way, and needed no more.
        self.before = rows.select(["article_id", "day", "language", *_COUNTED])

    def wait(self) -> None:
        """Take the answer in."""
        self.read, self.mentions = self._answer()
        del self._answer


_COUNTED = ["title_only", "source", "source_country"]


def mentions_of(ids: pa.Array, mentions: pa.Table) -> pa.Array:
    """The mentions of each article as a list, in the order of the ids; other articles' are left out."""
    order = pc.index_in(mentions["article_id"], value_set=ids).combine_chunks()
    sorted_ = pc.sort_indices(order).slice(0, len(order) - order.null_count)  # nulls come last
    counts = np.bincount(order.drop_null().to_numpy(), minlength=len(ids))
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32())
    fields = MENTIONED.type.value_type
    columns = [mentions[field.name].combine_chunks().take(sorted_) for field in fields]
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(columns, fields=list(fields)))


T = TypeVar("T")


def _ahead(groups: Iterable[T]) -> Iterator[T]:
    """Yield each group when the one after it has been started: while it is written, that is read."""
    waiting: T | None = None
    for following in groups:
        if waiting is not None:
            yield waiting
        waiting = following
    if waiting is not None:
        yield waiting


def _write(change: Change, group: _Group, *, all_rows: bool) -> None:
    _write_articles(change, group.parts, all_rows=all_rows)
    read = pa.concat_tables([part.read for part in group.parts])
    before = pa.concat_tables([part.before for part in group.parts])
    after = before.set_column(before.schema.get_field_index("language"), "language", read["language"])
    before, after = (articles.filter(read["counts_differ"]) for articles in (before, after))
    changed, found = before["article_id"], pa.concat_tables([part.mentions for part in group.parts])
    mentioned = group.mentions.filter(pc.is_in(group.mentions["article_id"], value_set=changed))
    change.replace("mentions", changed.to_pylist(), found, group.days)
    shares = [daily(before, mentioned, sign=-1), daily(after, found)]
    change.append("daily", netted(pa.concat_tables(shares)))


def _write_articles(change: Change, group: Sequence[_Part], *, all_rows: bool) -> None:
    """Put the files anew that hold an article which reads differently."""
    readings: dict[str, list[_Reading]] = defaultdict(list)
    changed = []
    for part in group:
        differs = part.read["differs"].to_numpy() | all_rows
        if differs.any():
            changed.append(part.before["article_id"].filter(pa.array(differs)))
            readings[part.file].append(
                _Reading(part.numbers[differs], part.read.filter(pa.array(differs)).select(READ))
            )
    revisions = {file: _Revision(found) for file, found in readings.items()}
    change.revise(
        "articles", pa.chunked_array([one.combine_chunks() for one in changed], pa.string()), revisions, READ
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """Rows of a file by their numbers, ascending, and the columns ``READ`` as they are now."""

    numbers: npt.NDArray[np.int64]
    read: pa.Table


@dataclass(frozen=True, slots=True)
class _Revision:
    """What ``Change.revise`` is told of one file."""

    readings: Sequence[_Reading]

    def __call__(self, rows: pa.Table, first: int) -> pa.Table:
        """A stretch of the file with the new readings in it; ``first`` is the number of its first row."""
        for reading in self.readings:
            begin, end = np.searchsorted(reading.numbers, [first, first + len(rows)])
            if begin == end:
                continue
            source = np.arange(len(rows))
            source[reading.numbers[begin:end] - first] = len(rows) + np.arange(end - begin)
            for name in READ:
                both = pa.chunked_array(
                    [*rows[name].chunks, *reading.read[name].slice(begin, end - begin).chunks]
                )
                rows = rows.set_column(
                    rows.schema.get_field_index(name), rows.schema.field(name), both.take(pa.array(source))
                )
        return rows
