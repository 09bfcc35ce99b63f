"""A change gathers what one commit does to the tables; readers see all of it at once, or nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from monitor.errors import StoreBrokenError, StoreError
from monitor.memory import give_back
from monitor.store import delta, history, scan
from monitor.store.derived import DERIVED, MADE_OF, Files, made_of
from monitor.store.files import (
    SCHEMAS,
    Bound,
    DataFile,
    completed,
    fit,
    revise_columns,
    revise_file,
    write_files,
)
from monitor.store.mirror import brought
from monitor.store.occurrences import lay_out, touched
from monitor.store.schema import LATER, TABLES, missing_later
from monitor.store.snapshot import Snapshot
from monitor.store.tallies import retally, tally

_ANEW_FROM = 0.5
"""When more than this part of the articles changes, counting all of them takes less than counting twice."""
_WRITERS = 2
"""Files that are written at once: each one holds a stretch of rows in memory."""


Revise = Callable[[pa.Table, int], pa.Table]
"""Gives what becomes of a stretch of a file's rows, told the rows and the number of the first."""


@dataclass(frozen=True, slots=True)
class _Without:
    """Leaves out rows by their numbers, ascending."""

    numbers: Sequence[int]

    def __call__(self, rows: pa.Table, first: int) -> pa.Table:
        begin, end = bisect_left(self.numbers, first), bisect_left(self.numbers, first + len(rows))
        kept = np.ones(len(rows), dtype=np.bool_)
        kept[np.asarray(self.numbers[begin:end], dtype=np.int64) - first] = False
        return rows.filter(pa.array(kept))


@dataclass
class _Draft:
    """One table as this change leaves it: the files it had, and the files it will have, by path."""

    folder: Path
    log: delta.TableLog
    base: dict[str, DataFile]
    live: dict[str, DataFile]
    written: list[str] = field(default_factory=list)
    same_rows: bool = False

    @property
    def added(self) -> list[DataFile]:
        return [file for path, file in self.live.items() if path not in self.base]

    @property
    def removed(self) -> list[DataFile]:
        return [file for path, file in self.base.items() if path not in self.live]

    def files(self, days: tuple[date, date] | None = None) -> list[str]:
        return self.paths(
            file.path
            for file in sorted(self.live.values(), key=_by_day)
            if days is None or file.missing or file.may_hold(*days)
        )

    def paths(self, names: Iterable[str]) -> list[str]:
        return brought(self.folder / name for name in names)


class Change:
    """An open change; ``Store.change`` makes it and holds the commit lock around it.

    ``base`` is the newest snapshot (None in a new store), ``detail`` is kept with the commit for ``status``,
    and ``snapshot`` is what the change left: set when the block has ended, ``base`` if it changed nothing.
    ``is_done`` is true when a commit under the same transaction was made before: leave the block then.
    """

    def __init__(
        self,
        store: Path,
        base: Snapshot | None,
        note: str,
        *,
        time_zone: str | None,
        dictionary: str,
        transaction: delta.Transaction | None = None,
    ) -> None:
        self.base = base
        self.detail: dict[str, Any] = {}
        self.snapshot: Snapshot | None = base
        self.is_done = transaction is not None and history.is_committed(store, transaction)
        self._transaction = transaction
        self._store = store
        self._note = note
        self._time_zone = _kept_zone(store, base, time_zone)
        self._demo = note == "demo" or bool(base and base.detail.get("demo"))
        self._dictionary = dictionary or (base.dictionary if base else "")
        # Versions of the dictionary: each article reads as with one of them. Where a store doesn't say, it may
        # be any, until all articles are read again.
        kept = base.detail.get("dictionaries") if base else []
        self._read_with = None if kept is None else sorted({*kept, self._dictionary} - {""})
        self._drafts: dict[str, _Draft] = {}
        self._derived_anew = False
        # Ids of the articles that come, go or change, in the articles or the mentions; None: any may.
        self._touched: list[pa.Array] | None = None if base is None else []
        self._open = True
        self._versions = self._without_leftovers()

    def append(self, table: str, rows: pa.Table) -> int:
        """Add rows; of the quarantine, only flaws that it does not hold yet.

        Returns:
            How many rows were added.

        Raises:
            StoreError: wrong columns, or the disk refused.
        """
        draft = self._draft(table)
        fitting = fit(table, rows)
        if table == "quarantine":
            fitting = self._new_flaws(fitting)
        if table in MADE_OF:
            self._touch(fitting["article_id"])
        self._write(draft, table, fitting)
        return len(fitting)

    def delete(self, table: str, article_ids: Collection[str], days: tuple[date, date] | None = None) -> int:
        """Remove the rows of some articles; only the files that hold one are written anew.

        With ``days``, their period, other files are not looked through.

        Returns:
            How many rows were removed.

        Raises:
            StoreError: a table whose rows don't belong to articles.
        """
        draft = self._draft(table)
        if "article_id" not in SCHEMAS[table].names:
            raise StoreError(
                f"The rows of {table} don't belong to one article, so they can't be deleted by article. "
                "Append rows that take the old numbers back."
            )
        hits = scan.find_rows(draft.files(days), SCHEMAS[table], "article_id", article_ids)
        if table in MADE_OF:
            self._touch(pa.array(list(article_ids), type=pa.string()))
        without = {file: _Without(rows) for file, rows in hits.items()}
        self._put_anew(draft, without, partial(revise_file, draft.folder, table))
        give_back()
        return sum(len(rows) for rows in hits.values())

    def replace(
        self,
        table: str,
        article_ids: Collection[str],
        rows: pa.Table,
        days: tuple[date, date] | None = None,
    ) -> None:
        """Remove the rows of some articles and add others."""
        self.delete(table, article_ids, days)
        self.append(table, rows)

    def revise(
        self,
        table: str,
        article_ids: pa.Array | pa.ChunkedArray,
        revisions: Mapping[str, Revise],
        columns: Sequence[str],
    ) -> None:
        """Write files anew with other values in some columns; the rows stay, and so do their order and their
        days. Several are written at once.

        Args:
            table: its name.
            article_ids: whose rows get other values.
            revisions: file (as in ``files``) → what gives a stretch of its rows with their new values, when
                told the rows and the number of the first.
            columns: those that change; the rows hold them, and need hold no other.
        """
        draft = self._draft(table)
        if table in MADE_OF:
            self._touch(article_ids)
        self._put_anew(draft, revisions, partial(revise_columns, draft.folder, table, columns=columns))

    def _put_anew(
        self,
        draft: _Draft,
        revisions: Mapping[str, Revise],
        write: Callable[[DataFile, Revise], DataFile | None],
    ) -> None:
        old = [draft.live[Path(file).name] for file in revisions]
        with ThreadPoolExecutor(_WRITERS) as pool:  # Arrow compresses outside of Python's lock
            writing = [
                pool.submit(write, file, revise) for file, revise in zip(old, revisions.values(), strict=True)
            ]
        new = [None if task.exception() else task.result() for task in writing]
        draft.written += [file.path for file in new if file]
        for before, task in zip(old, writing, strict=True):
            after = task.result()
            del draft.live[before.path]
            if after:
                draft.live[after.path] = after

    def rewrite(self, table: str, parts: Iterable[pa.Table]) -> None:
        """Put the parts in the place of all rows of a table; ``parts`` may read the table while it goes."""
        draft = self._draft(table)
        if table in MADE_OF:
            self._touched = None
        before = dict(draft.live)
        for rows in parts:
            self._write(draft, table, fit(table, rows))
        for path in before:
            del draft.live[path]

    @property
    def holds_demo(self) -> bool:
        """True when the articles here are invented."""
        return self._demo

    def start_over(self) -> None:
        """Remove every row of every table, and the mark of a demo; older snapshots keep what they had."""
        for table in TABLES:
            self.rewrite(table, [])
        self._demo = False
        self.read_again()

    def read_again(self) -> None:
        """Say that every article now reads as with the dictionary of this change."""
        self._read_with = [self._dictionary] if self._dictionary else []

    def swap(self, table: str, old: Collection[DataFile], new: Collection[DataFile]) -> bool:
        """Put files that hold the same rows in another layout in the place of old ones.

        Returns:
            False, and nothing is swapped, when one of the old files has meanwhile been replaced.
        """
        draft = self._draft(table)
        if any(file.path not in draft.live for file in old):
            return False
        for file in old:
            del draft.live[file.path]
        draft.live.update({file.path: file for file in new})
        draft.same_rows = True
        return True

    def lookup(
        self,
        table: str,
        column: str,
        values: Collection[object],
        columns: Sequence[str],
        days: tuple[date, date] | None = None,
    ) -> pa.Table:
        """The rows whose ``column`` is one of ``values``, those of this change included.

        With ``days``, an inclusive period, only files that may hold a row of it or an undated one are looked
        through.
        """
        if not values:
            return SCHEMAS[table].empty_table().select(list(columns))
        return scan.lookup(self.files(table, days), SCHEMAS[table], column, values, columns)

    def files(self, table: str, days: tuple[date, date] | None = None) -> list[str]:
        """The Parquet files of a table as this change stands, those of a period (see ``lookup``) or all."""
        return self._draft(table).files(days)

    def commit(self) -> None:
        """Make the change the newest snapshot; called once, by ``Store.change``."""
        self._derive()
        touched = {table: draft for table, draft in self._drafts.items() if draft.added or draft.removed}
        self._open = False
        if touched or self._says_something_new():
            versions = dict(self._versions)
            for table, draft in touched.items():
                versions[table] = draft.log.commit(draft.added, draft.removed, same_rows=draft.same_rows)
            self.snapshot = self._as_snapshot(versions)
            history.append(self.snapshot, self._transaction)
        self._sweep(keep=True)

    def _derive(self) -> None:
        """Bring tallies and occurrences to what the change leaves, if they were up to date."""
        drafts = {table: self._drafts[table] for table in MADE_OF if table in self._drafts}
        if all(draft.same_rows or not (draft.added or draft.removed) for draft in drafts.values()):
            return
        if self.base is not None and not self.base.is_derived:
            return  # of an older program: made anew when the store is tidied
        changed = self._touched_ids()
        if changed is None:
            self._derive_anew(self._paths("live"))
            return
        removed, added = self._paths("removed"), self._paths("added")
        found = retally(self._paths("base"), self._paths("live"), removed, added, changed)
        self.append("tallies", found.tallies)
        self.append("spread", found.spread)
        there = touched(changed, removed, added)
        self.delete("occurrences", there.gone, there.days)
        for rows in lay_out(added if there.is_news else self._files_of(there.days), changed):
            self.append("occurrences", rows)

    def _files_of(self, days: tuple[date, date] | None) -> Files:
        """Those of articles and of mentions that may hold a row of a period."""
        return self.files("articles", days), self.files("mentions", days)

    def _touch(self, article_ids: pa.Array | pa.ChunkedArray) -> None:
        if self._touched is not None:
            self._touched += article_ids.chunks if isinstance(article_ids, pa.ChunkedArray) else [article_ids]

    def _touched_ids(self) -> pa.Array | None:
        """The articles that came, went or changed; None where it is not known, or where they are so many."""
        if self._touched is None:
            return None
        ids = pc.unique(pa.chunked_array(self._touched, pa.string()))
        articles = sum(file.rows for file in self._draft("articles").base.values())
        return ids if len(ids) <= _ANEW_FROM * articles else None

    def derive_anew(self) -> None:
        """Make tallies and occurrences of all articles, whatever was there."""
        self._derive_anew(self._paths("live"))
        self._derived_anew = True

    def _derive_anew(self, files: Files) -> None:
        for table in ("tallies", "spread"):
            self.rewrite(table, [])
        for part in tally(files):
            self.append("tallies", part.tallies)
            self.append("spread", part.spread)
        self.rewrite("occurrences", lay_out(files))

    def _paths(self, which: Literal["base", "live", "removed", "added"]) -> Files:
        """Files of articles and mentions, as they were, as they are, and what came and went."""
        articles, mentions = (self._draft(table) for table in MADE_OF)
        named = {
            draft.folder.name: getattr(draft, which)
            if which in ("base", "live")
            else [file.path for file in getattr(draft, which)]
            for draft in (articles, mentions)
        }
        return articles.paths(named["articles"]), mentions.paths(named["mentions"])

    def discard(self) -> None:
        """Leave nothing of the change; called instead of ``commit`` when the block failed."""
        self._open = False
        self._sweep(keep=False)

    def _without_leftovers(self) -> dict[str, int]:
        """Take back what a killed writer left in the tables, and tell the versions to start from."""
        versions = dict(self.base.versions) if self.base else {}
        for table, version in delta.versions_ahead(self._store, versions, TABLES).items():
            versions[table] = delta.restore(self._store / table, version)
        return versions

    def _draft(self, table: str) -> _Draft:
        if not self._open:
            raise StoreError("This change has ended. Open another one with store.change().")
        if table not in TABLES:
            raise StoreError(f"The store has no table {table!r}. Its tables are: {', '.join(TABLES)}.")
        if table not in self._drafts:
            self._drafts[table] = self._open_table(self._store / table)
        return self._drafts[table]

    def _open_table(self, folder: Path) -> _Draft:
        if not delta.exists(folder):
            if folder.name in self._versions:
                raise StoreBrokenError(
                    f"The table {folder} is gone, though the newest snapshot names it. Put the folder back "
                    "from a copy, or load the articles into a new store."
                )
            delta.create(folder)
        log = delta.TableLog(folder, self._versions.get(folder.name, 0))
        if folder.name in DERIVED and not log.has_columns():
            # What can be made of other tables at any time is no reason to refuse a store.
            self._versions[folder.name] = delta.create_anew(folder)
            log = delta.TableLog(folder, self._versions[folder.name])
        log.check_columns()
        files = log.files()
        draft = _Draft(folder, log, base=files, live=dict(files))
        self._bring_up_to_date(draft)
        return draft

    def _bring_up_to_date(self, draft: _Draft) -> None:
        """Write the files of an older program anew, with the columns that were added since: all files of a
        table have them or none, so that a reader knows by one."""
        table = draft.folder.name
        old = list(draft.live)
        if table not in LATER or not old or not missing_later(table, pq.read_schema(draft.paths(old)[0]).names):
            return
        for path in old:
            rows = pq.read_table(draft.folder / path, partitioning=None)
            self._write(draft, table, fit(table, completed(table, rows)))
            del draft.live[path]

    def _write(self, draft: _Draft, table: str, rows: pa.Table) -> None:
        for file in write_files(draft.folder, table, rows):
            draft.written.append(file.path)
            draft.live[file.path] = file

    def _new_flaws(self, rows: pa.Table) -> pa.Table:
        names = rows.column("quarantine_id").to_pylist()
        kept = self.lookup("quarantine", "quarantine_id", names, ["quarantine_id"]).column(0).to_pylist()
        seen = set(kept)
        fresh = [not (name in seen or seen.add(name)) for name in names]  # type: ignore[func-returns-value]
        return rows.filter(pa.array(fresh, type=pa.bool_()))

    def _says_something_new(self) -> bool:
        """A change of no row is still a commit when it opens the store, brings another dictionary or made the
        derived tables anew."""
        if self.base is None or self._derived_anew or self.base.dictionary != self._dictionary:
            return True
        return bool(self._read_with) and self._read_with != self.base.detail.get("dictionaries")

    def _as_snapshot(self, versions: dict[str, int]) -> Snapshot:
        detail = dict(self.detail)
        if self._demo:
            detail["demo"] = True
        if self._read_with:
            detail["dictionaries"] = self._read_with
        if self._is_derived():
            detail["derived"] = made_of(versions)
        return Snapshot(
            number=self.base.number + 1 if self.base else 1,
            at=datetime.now(UTC),
            note=self._note,
            versions=versions,
            time_zone=self._time_zone,
            dictionary=self._dictionary,
            detail=detail,
            store=self._store,
        )

    def _is_derived(self) -> bool:
        return self._derived_anew or self.base is None or self.base.is_derived

    def _sweep(self, *, keep: bool) -> None:
        """Remove the files that this change wrote and no version names."""
        for draft in self._drafts.values():
            for path in draft.written:
                if not (keep and path in draft.live):
                    (draft.folder / path).unlink(missing_ok=True)


def _by_day(file: DataFile) -> tuple[bool, Bound | str, str]:
    return file.low is None, file.low or "", file.path


def _kept_zone(store: Path, base: Snapshot | None, asked: str | None) -> str:
    if base is None:
        return asked or "UTC"
    if asked not in (None, base.time_zone):
        raise StoreError(
            f"The store {store} counts the days of {base.time_zone}, and this change asks for those of "
            f"{asked}. Set MONITOR_TIMEZONE={base.time_zone}, or load into a new store."
        )
    return base.time_zone
