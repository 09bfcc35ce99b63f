"""A snapshot is the store as one commit left it; whoever holds it reads the same rows, whatever is loaded."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from monitor.errors import StoreError
from monitor.store import delta, scan
from monitor.store.derived import made_of
from monitor.store.files import DataFile
from monitor.store.mirror import brought
from monitor.store.schema import SNAPSHOTS, TABLES


@dataclass(frozen=True)
class Snapshot:
    """One commit of the store; equal to another when it is the same commit of the same store.

    ``number`` is the data version that links pin, ``at`` the instant of the commit (UTC), ``note`` why it was
    made, ``versions`` the Delta version of each table, ``detail`` what the commit did, ``store`` the folder.
    """

    number: int
    at: datetime
    note: str = field(compare=False)
    versions: Mapping[str, int] = field(compare=False)
    time_zone: str = field(compare=False)
    dictionary: str = field(compare=False)
    detail: Mapping[str, Any] = field(compare=False)
    store: Path
    _files: dict[str, tuple[DataFile, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_row(cls, store: Path, row: Mapping[str, Any]) -> Snapshot:
        """Read a row of the table ``snapshots``."""
        return cls(
            number=row["snapshot"],
            at=row["at"],
            note=row["note"],
            versions=json.loads(row["versions"]),
            time_zone=row["time_zone"],
            dictionary=row["dictionary"],
            detail=json.loads(row["detail"]),
            store=store,
        )

    def to_row(self) -> pa.Table:
        """The snapshot as a row of the table ``snapshots``."""
        row = {
            "snapshot": self.number,
            "at": self.at,
            "note": self.note,
            "versions": json.dumps(dict(self.versions), sort_keys=True),
            "time_zone": self.time_zone,
            "dictionary": self.dictionary,
            "detail": json.dumps(dict(self.detail), default=str),
        }
        return pa.Table.from_pylist([row], SNAPSHOTS)

    @property
    def is_derived(self) -> bool:
        """Whether tallies and occurrences are those of the articles and mentions; older stores have none."""
        return bool(self.detail.get("derived") == made_of(self.versions))

    def data_files(self, table: str) -> tuple[DataFile, ...]:
        """The Parquet files of a table with their rows, sizes and days; none for a table without rows.

        Raises:
            StoreError: no such table.
            StoreBrokenError: the table can't be read at this version.
        """
        if table not in TABLES:
            raise StoreError(f"The store has no table {table!r}. Its tables are: {', '.join(TABLES)}.")
        if table not in self._files:
            version = self.versions.get(table)
            found = {} if version is None else delta.TableLog(self.store / table, version).files()
            self._files[table] = tuple(found[path] for path in sorted(found))
        return self._files[table]

    def files(self, table: str, first: date | None = None, last: date | None = None) -> list[str]:
        """Absolute paths of a table's Parquet files, which are here: see :meth:`paths`.

        Raises:
            StoreError: the bucket where they are can't be used.
        """
        return brought(self.paths(table, first, last))

    def paths(self, table: str, first: date | None = None, last: date | None = None) -> list[str]:
        """Absolute paths of a table's Parquet files, whether those of a bucket have been brought here or not.

        Args:
            table: its name.
            first: with it or ``last``, only the files that may hold a row of the inclusive period (days of the
                store's time zone); files with undated rows alone are left out.
            last: see ``first``.
        """
        whole = first is None and last is None
        return [
            str(self.store / table / file.path)
            for file in self.data_files(table)
            if whole or file.may_hold(first, last)
        ]

    def undated_paths(self, table: str) -> list[str]:
        """Absolute paths, as in :meth:`paths`, of the files of a table that may hold an undated row."""
        return [
            str(self.store / table / file.path)
            for file in self.data_files(table)
            if file.missing or file.low is None
        ]

    def read(self, table: str, columns: Sequence[str] | None = None, where: Any = None) -> pa.Table:
        """Read rows into memory.

        Args:
            table: its name.
            columns: which ones, in this order; all when None.
            where: a ``pyarrow.compute`` expression that a row must fulfil.

        Raises:
            StoreBrokenError: a file is missing or can't be read.
        """
        names = list(columns) if columns is not None else TABLES[table].names
        files = self.files(table)
        if not files:
            return TABLES[table].empty_table().select(names)
        try:
            return ds.dataset(files, schema=TABLES[table], format="parquet").to_table(
                columns=names, filter=where
            )
        except (OSError, pa.ArrowInvalid) as error:
            raise scan.broken(error) from error

    def lookup(self, table: str, column: str, values: Collection[object], columns: Sequence[str]) -> pa.Table:
        """The rows whose ``column`` is one of ``values``; reads the other columns only where it hits.

        Raises:
            StoreBrokenError: a file is missing or can't be read.
        """
        if not values:
            return TABLES[table].empty_table().select(list(columns))
        return scan.lookup(self.files(table), TABLES[table], column, values, columns)
