"""The list of commits: the table ``snapshots``, whose newest row is the store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from monitor.store import delta, scan
from monitor.store.files import DataFile, write_files
from monitor.store.mirror import LIST, brought, mirror_of
from monitor.store.schema import SNAPSHOTS
from monitor.store.snapshot import Snapshot

NAME = LIST
FOLD_FILES = 32
"""So many files, one per commit, are folded into one: opening stays quick after any number of commits."""


def newest(store: Path) -> Snapshot | None:
    """The newest commit, None where there is none yet."""
    found = _read(store, lambda files: sorted(files, key=_last)[-1:])
    return found[-1] if found else None


def find(store: Path, number: int) -> Snapshot | None:
    """The commit of that number, None where it is not listed."""
    found = _read(store, lambda files: [file for file in files if _first(file) <= number <= _last(file)])
    return next((snapshot for snapshot in found if snapshot.number == number), None)


def listed(store: Path) -> list[Snapshot]:
    """Every listed commit, oldest first."""
    return _read(store, lambda files: files)


def append(snapshot: Snapshot, transaction: delta.Transaction | None = None) -> None:
    """Make a snapshot the newest one: this is the commit, under its transaction. The caller holds the lock."""
    folder = snapshot.store / NAME
    if not delta.exists(folder):
        delta.create(folder)
    log = delta.TableLog(folder)
    files = list(log.files().values())
    folded = files if len(files) >= FOLD_FILES else []
    rows = [*(_table(folder, file) for file in folded), snapshot.to_row()]
    _replace(log, folder, folded, rows, transaction)


def is_committed(store: Path, transaction: delta.Transaction) -> bool:
    """True when a commit was made under this transaction, or a later one of its writer."""
    folder = store / NAME
    return delta.exists(folder) and delta.TableLog(folder).last_of(transaction.writer) >= transaction.number


def drop(store: Path, numbers: Collection[int]) -> None:
    """Take commits off the list, never the newest one. The caller holds the commit lock."""
    folder = store / NAME
    kept = [snapshot.to_row() for snapshot in listed(store) if snapshot.number not in numbers]
    log = delta.TableLog(folder)
    _replace(log, folder, list(log.files().values()), kept)


def _replace(
    log: delta.TableLog,
    folder: Path,
    files: list[DataFile],
    rows: list[pa.Table],
    transaction: delta.Transaction | None = None,
) -> None:
    """Put rows in the place of files."""
    log.commit(write_files(folder, NAME, pa.concat_tables(rows)), files, transaction=transaction)


def _read(store: Path, choose: Callable[[list[DataFile]], list[DataFile]]) -> list[Snapshot]:
    folder = store / NAME
    if not delta.exists(folder):
        return []
    try:
        return _snapshots(store, choose(_files(store)))
    except FileNotFoundError:
        # The list was folded and the old files were swept away between two looks; the new list is whole.
        try:
            return _snapshots(store, choose(_files(store)))
        except FileNotFoundError as error:
            raise scan.broken(error) from error


def _files(store: Path) -> list[DataFile]:
    """Those of the list as it is committed; of a store in a bucket, as it is committed there."""
    log = delta.TableLog(store / NAME)
    if mirror := mirror_of(store):
        last = mirror.last_sent(log.version)
        if last < 0:
            return []
        log = log if last == log.version else delta.TableLog(store / NAME, last)
    return list(log.files().values())


def _snapshots(store: Path, files: Iterable[DataFile]) -> list[Snapshot]:
    rows: list[dict[str, Any]] = []
    for file in files:
        rows += _table(store / NAME, file).to_pylist()
    return [Snapshot.from_row(store, row) for row in sorted(rows, key=lambda row: row["snapshot"])]


def _table(folder: Path, file: DataFile) -> pa.Table:
    try:
        with pq.ParquetFile(*brought([folder / file.path])) as parquet:
            return parquet.read().cast(SNAPSHOTS)
    except FileNotFoundError:
        raise
    except (OSError, pa.ArrowInvalid) as error:
        raise scan.broken(error) from error


def _first(file: DataFile) -> int:
    return file.low if isinstance(file.low, int) else 0


def _last(file: DataFile) -> int:
    return file.high if isinstance(file.high, int) else 0
