"""The Delta log: which files a table has at a version, and how they change."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from deltalake import DeltaTable
from deltalake import Schema as DeltaSchema
from deltalake.exceptions import DeltaError
from deltalake.transaction import AddAction, CommitProperties, RemoveAction
from deltalake.transaction import Transaction as AppTransaction

from monitor.errors import StoreBrokenError, StoreError
from monitor.store.files import LAYOUTS, SCHEMAS, DataFile
from monitor.store.mirror import mirror_of
from monitor.store.schema import missing_later

_CONFIGURATION = {
    "delta.checkpointInterval": "20",
    # The log of an old version must outlast its pins; vacuum decides what goes, not the clock.
    "delta.enableExpiredLogCleanup": "false",
    "delta.deletedFileRetentionDuration": "interval 3650 days",
    "delta.logRetentionDuration": "interval 3650 days",
}


class Transaction(NamedTuple):
    """Names one commit of a writer, so that doing it twice can be told: Delta's own ``txn`` action.

    Source: https://github.com/delta-io/delta/blob/master/PROTOCOL.md#transaction-identifiers
    """

    writer: str
    number: int
    """Grows with each commit of the writer."""


class TableLog:
    """One table at one version; its folder is named like the table.

    Raises:
        StoreBrokenError: the table can't be read at that version.
    """

    def __init__(self, folder: Path, version: int | None = None) -> None:
        self._folder = folder
        try:
            self._table = DeltaTable(str(folder), version=version)
        except (DeltaError, OSError, ValueError) as error:
            which = "" if version is None else f" at version {version}"
            raise StoreBrokenError(
                f"The table {folder}{which} can't be read: {error}. If its folder was moved or changed by "
                "hand, put it back from a copy; else load the articles into a new store."
            ) from error
        self.version = self._table.version()

    def files(self) -> dict[str, DataFile]:
        """The files of the version, by path."""
        actions = pa.table(self._table.get_add_actions(flatten=True))
        bounds = LAYOUTS[self._folder.name].bounds

        def column(name: str) -> list[Any]:
            return actions[name].to_pylist() if name in actions.column_names else [None] * len(actions)

        names = ["path", "num_records", "size_bytes", f"min.{bounds}", f"max.{bounds}", f"null_count.{bounds}"]
        rows = zip(*(column(name) for name in names), strict=True)
        return {
            path: DataFile(path, records, size, low, high, missing or 0)
            for path, records, size, low, high, missing in rows
        }

    def has_columns(self) -> bool:
        """Whether the table has the columns of this program, or lacks only later ones."""
        expected, found = self._columns()
        return found == expected[: len(expected) - len(self._lacking())]

    def check_columns(self) -> None:
        """Hold the table against the schema of this program.

        Raises:
            StoreError: the table was made by a program with another schema.
        """
        if not self.has_columns():
            expected, found = self._columns()
            other = sorted({name for name, _ in {*found} ^ {*expected}})
            raise StoreError(
                f"The table {self._folder} was made by another version of this program; the columns "
                f"{', '.join(other)} differ. Use the version that made it, or load the articles into a new "
                "store."
            )

    def last_of(self, writer: str) -> int:
        """The number of the last transaction of a writer; 0 without one."""
        return self._table.transaction_version(writer) or 0

    def commit(
        self,
        added: Iterable[DataFile],
        removed: Iterable[DataFile],
        *,
        same_rows: bool = False,
        transaction: Transaction | None = None,
    ) -> int:
        """Add and remove files as the version after this one, which is returned.

        Args:
            added: files already written to the folder; the caller holds the commit lock.
            removed: files of this version.
            same_rows: the change only lays the same rows out anew.
            transaction: kept with the commit.

        Raises:
            StoreBrokenError: another program wrote to the table without holding the lock.
            StoreError: the bucket that the folder follows can't be used.
        """
        now, new = int(time.time() * 1000), list(added)
        bounds = LAYOUTS[self._folder.name].bounds
        actions: list[AddAction | RemoveAction] = [
            AddAction(file.path, file.size, {}, now, not same_rows, file.statistics(bounds)) for file in new
        ]
        actions += [RemoveAction(file.path, not same_rows, now, file.size, {}) for file in removed]
        self._refuse_if_ahead(self.version)
        self._add_later_columns()
        told = [AppTransaction(*transaction)] if transaction else None
        self._table.create_write_transaction(
            actions,
            "append",
            SCHEMAS[self._folder.name],
            commit_properties=CommitProperties(app_transactions=told),
        )
        self._refuse_if_ahead(self.version + 1)
        if mirror := mirror_of(self._folder.parent):
            mirror.send(self._folder.name, [file.path for file in new])
        return self.version + 1

    def _add_later_columns(self) -> None:
        if lacking := self._lacking():
            columns = DeltaSchema.from_arrow(SCHEMAS[self._folder.name]).fields
            self._table.alter.add_columns([column for column in columns if column.name in lacking])
            self.version += 1
            self._table = DeltaTable(str(self._folder), version=self.version)

    def _columns(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Those of this program, and those of the table."""
        return _fields(DeltaSchema.from_arrow(SCHEMAS[self._folder.name])), _fields(self._table.schema())

    def _lacking(self) -> list[str]:
        """The columns added to the schema since the table was made."""
        return missing_later(self._folder.name, [field.name for field in self._table.schema().fields])

    def _refuse_if_ahead(self, version: int) -> None:
        if is_ahead(self._folder, version):
            raise StoreBrokenError(
                f"The table {self._folder} has a version after {version}: another program writes to it beside "
                "the commit lock. Nothing was stored; stop that program, then load again."
            )


def exists(folder: Path) -> bool:
    """True when the folder holds a Delta table; a creation that was cut short counts as none."""
    return any((folder / "_delta_log").glob("*.json"))


def create(folder: Path) -> None:
    """Create the table named like the folder, empty, as version 0."""
    DeltaTable.create(str(folder), SCHEMAS[folder.name], configuration=_CONFIGURATION)


def create_anew(folder: Path) -> int:
    """Make the table empty, with the columns of this program, as a new version, which is returned.

    Older versions stay as they are.
    """
    schema = SCHEMAS[folder.name]
    return DeltaTable.create(str(folder), schema, mode="overwrite", configuration=_CONFIGURATION).version()


def is_ahead(folder: Path, version: int) -> bool:
    """True when the table has a version after this one; costs one look at the folder."""
    return (folder / "_delta_log" / f"{version + 1:020}.json").exists()


def versions_ahead(path: Path, versions: Mapping[str, int], tables: Iterable[str]) -> dict[str, int]:
    """Tables with versions that no snapshot names, with the version to go back to."""
    wanted = {table: versions.get(table, 0) for table in tables}
    return {table: version for table, version in wanted.items() if is_ahead(path / table, version)}


def restore(folder: Path, version: int) -> int:
    """Bring the table back to what it was at a version, as a new version, which is returned."""
    # Files of a bucket need not be here for that.
    DeltaTable(str(folder)).restore(version, ignore_missing_files=True)
    return TableLog(folder).version


def _fields(schema: DeltaSchema) -> list[tuple[str, str]]:
    return [(field.name, str(field.type)) for field in schema.fields]
