"""Rows become Parquet files, laid out so that a reader opens few of them and reads little of each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from monitor.errors import StoreError
from monitor.store.schema import SNAPSHOTS, TABLES, missing_later
from monitor.store.splice import splice
from monitor.store.stretches import stretches

SCHEMAS = {**TABLES, "snapshots": SNAPSHOTS}
FILE_BYTES = 64 * 2**20
"""No file holds more than about this many bytes before compression, so that sorting one stays in memory."""
ZSTD_LEVEL = 3

Bound = date | int | None


@dataclass(frozen=True, slots=True)
class Layout:
    """How the files of one table are laid out.

    ``order`` sorts the rows within a file. ``bounds`` is the column whose smallest and largest values are kept
    beside each file, so that a period reads only its files. ``file_rows`` is the size of a full file: replacing
    one article costs the rewriting of one file, so tables with texts have shorter ones.
    """

    order: tuple[str, ...]
    file_rows: int
    group_rows: int
    bounds: str | None = "day"
    by_id: bool = False
    """A Bloom filter on article_id lets a reader find one article without reading the ids of all."""
    packed: tuple[str, ...] = ()
    """The columns that are made as small as can be: long texts, read for a page at a time. The others are read
    for whole periods, and a third of that time would be spent on unpacking them."""
    repeating: tuple[str, ...] = ()
    """The columns whose values a dictionary makes smaller; all where none is named. One of hashes, which hardly
    ever repeat, takes a quarter more space, and twice the time to write."""


_TEXTS = Layout(
    ("day", "article_id"), 16_384, 8_192, by_id=True, packed=("text", "removed", "sentences", "extra")
)

LAYOUTS: dict[str, Layout] = {
    "articles": _TEXTS,
    "mentions": Layout(("day", "article_id"), 2**19, 65_536, by_id=True),
    "revisions": _TEXTS,
    "raw": Layout(("article_id",), 16_384, 8_192, bounds=None, by_id=True, packed=("payload",)),
    "quarantine": Layout(("file", "line"), 2**20, 65_536, bounds=None),
    "daily": Layout(("day", "kind", "entity", "source"), 2**19, 65_536),
    "bands": Layout(("day", "article_id"), 2**20, 131_072, repeating=("day", "article_id")),
    "lines": Layout(("line",), 2**20, 131_072, bounds=None, repeating=("article_id",)),
    "tallies": Layout(("within", "grain", "day", "key"), 2**18, 16_384),
    "spread": Layout(("within", "grain", "day", "key"), 2**18, 16_384),
    "occurrences": Layout(("kind", "entity", "day", "article_id"), 2**18, 32_768),
    "snapshots": Layout(("snapshot",), 2**20, 65_536, bounds="snapshot"),
}


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file of a table, and what is known of it without opening it.

    ``path`` is relative to the table's folder. ``low`` and ``high`` bound the layout's ``bounds`` column and
    are None where no row has a value; ``missing`` counts the rows without one (for days: the undated).
    """

    path: str
    rows: int
    size: int
    low: Bound = None
    high: Bound = None
    missing: int = 0

    def may_hold(self, first: date | None, last: date | None) -> bool:
        """False when no row of the file lies in the inclusive period; an open end is None."""
        if not isinstance(self.low, date) or not isinstance(self.high, date):
            return False
        return (last is None or self.low <= last) and (first is None or self.high >= first)

    def statistics(self, column: str | None) -> str:
        """The same as the JSON that the Delta log keeps beside a file."""
        known: dict[str, object] = {"numRecords": self.rows}
        if column is not None:
            if self.low is not None:
                known["minValues"] = {column: _plain(self.low)}
                known["maxValues"] = {column: _plain(self.high)}
            known["nullCount"] = {column: self.missing}
        return json.dumps(known)


def completed(table: str, rows: pa.Table) -> pa.Table:
    """Rows of an older program with the columns that were added since, as nulls."""
    for name in missing_later(table, rows.column_names):
        field = SCHEMAS[table].field(name)
        rows = rows.append_column(field, pa.nulls(len(rows), field.type))
    return rows


def fit(table: str, rows: pa.Table) -> pa.Table:
    """The rows with exactly the columns and types of the table.

    Raises:
        StoreError: a column is missing, unknown or of another type, or an article has no id.
    """
    schema = SCHEMAS[table]
    missing = [name for name in schema.names if name not in rows.column_names]
    unknown = [name for name in rows.column_names if name not in schema.names]
    if missing or unknown or len(rows.column_names) != len(schema.names):
        raise StoreError(
            f"Rows for the table {table} have the wrong columns: missing {_listed(missing)}, unknown "
            f"{_listed(unknown)}. Hand in each of these once: {', '.join(schema.names)}."
        )
    columns = [_fit_column(table, field, rows.column(field.name)) for field in schema]
    if "article_id" in schema.names and rows.column("article_id").null_count:
        raise StoreError(f"A row for the table {table} has no article_id. Name the article before storing it.")
    return pa.Table.from_arrays(columns, schema=schema)


def _fit_column(table: str, field: pa.Field, column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise StoreError(
            f"The column {field.name} for the table {table} came as {column.type} and can't be read as "
            f"{field.type}: {error}. Convert it before storing it."
        ) from error


def write_files(folder: Path, table: str, rows: pa.Table) -> Iterator[DataFile]:
    """Write rows as sorted files of the table; no one sees them before they are committed.

    Args:
        folder: the folder of the table.
        table: its name.
        rows: exactly in the table's schema, and few enough to sort in memory.

    Raises:
        StoreError: the disk refused; nothing of the file at hand is left.
    """
    layout = LAYOUTS[table]
    # Sorting many short chunks costs twenty times more than sorting one long one.
    ordered = rows.combine_chunks().sort_by([(column, "ascending") for column in layout.order])
    width = max(ordered.nbytes // max(len(ordered), 1), 1)
    step = max(min(layout.file_rows, FILE_BYTES // width), 1)
    for start in range(0, len(ordered), step):
        yield _write_file(folder, layout, ordered.slice(start, step))


def _write_file(folder: Path, layout: Layout, rows: pa.Table) -> DataFile:
    target = folder / f"part-{uuid4().hex}.parquet"
    with _whole_or_not_there(target):
        pq.write_table(rows, target, row_group_size=layout.group_rows, **_settings(layout, rows.schema))
        return _described(target, layout, rows)


def revise_file(
    folder: Path, table: str, old: DataFile, revise: Callable[[pa.Table, int], pa.Table]
) -> DataFile | None:
    """Write a file of the table anew with other values in its rows, or with fewer rows; their order stays.

    Args:
        folder: the folder of the table.
        table: its name.
        old: the file.
        revise: gives what becomes of a stretch of the rows, told the rows and the number of the first.

    Returns:
        The new file; None, and nothing is written, where no row is left.

    Raises:
        StoreError: the disk refused; nothing of the new file is left.
    """
    layout, target = LAYOUTS[table], folder / f"part-{uuid4().hex}.parquet"
    written: list[pa.Table] = []
    with _whole_or_not_there(target):
        with (
            pq.ParquetFile(folder / old.path) as source,
            pq.ParquetWriter(target, SCHEMAS[table], **_settings(layout, SCHEMAS[table])) as writer,
        ):
            for rows in _filled(_revised(source, table, revise), layout.group_rows):
                writer.write_table(rows, row_group_size=layout.group_rows)
                written.append(rows.select([layout.bounds or "article_id"]))  # the rest need not stay in memory
        if written:
            return _described(target, layout, pa.concat_tables(written))
        target.unlink()
        return None


def revise_columns(
    folder: Path, table: str, old: DataFile, revise: Callable[[pa.Table, int], pa.Table], columns: Sequence[str]
) -> DataFile | None:
    """Write a file of the table anew with other values in some columns; the others are copied as they are.

    Args:
        folder, table, old, revise: as in :func:`revise_file`; ``revise`` is given the columns alone.
        columns: their names; that by whose days the file is known is none of them.

    Raises:
        StoreError: the disk refused; nothing of the new file is left.
    """
    layout, target = LAYOUTS[table], folder / f"part-{uuid4().hex}.parquet"
    names = [name for name in SCHEMAS[table].names if name in columns]
    sink = pa.BufferOutputStream()
    with _whole_or_not_there(target):
        with pq.ParquetFile(folder / old.path) as source:
            if not source.schema_arrow.equals(SCHEMAS[table]):  # written by another program
                return revise_file(folder, table, old, revise)
            some = pa.schema([SCHEMAS[table].field(name) for name in names])
            settings = {**_settings(layout, some), "bloom_filter_options": None}
            with pq.ParquetWriter(sink, some, **settings) as writer:
                first = 0
                for group in range(source.num_row_groups):
                    rows = source.read_row_group(group, columns=names, use_threads=False)
                    writer.write_table(revise(rows, first).cast(some), row_group_size=len(rows))
                    first += len(rows)
        splice(folder / old.path, BytesIO(sink.getvalue()), target)
        return replace(old, path=target.name, size=target.stat().st_size)


def _revised(
    source: pq.ParquetFile, table: str, revise: Callable[[pa.Table, int], pa.Table]
) -> Iterator[pa.Table]:
    first = 0
    for group in range(source.num_row_groups):
        for rows in stretches(source, group):
            yield fit(table, revise(fit(table, rows), first))
            first += len(rows)


def _filled(parts: Iterator[pa.Table], full: int) -> Iterator[pa.Table]:
    """The same rows in parts of ``full`` rows and a last shorter one, none of them empty."""
    waiting: list[pa.Table] = []
    for rows in parts:
        waiting.append(rows)
        while sum(map(len, waiting)) >= full:
            whole = pa.concat_tables(waiting)
            yield whole.slice(0, full)
            waiting = [whole.slice(full)]
    if any(map(len, waiting)):
        yield pa.concat_tables(waiting)


def _settings(layout: Layout, schema: pa.Schema) -> dict[str, Any]:
    packed = {path: path.partition(".")[0] in layout.packed for path in _paths(schema)}
    return {
        "compression": {path: "zstd" if is_packed else "snappy" for path, is_packed in packed.items()},
        "compression_level": {path: ZSTD_LEVEL for path, is_packed in packed.items() if is_packed} or None,
        "use_dictionary": list(layout.repeating) or True,
        "bloom_filter_options": _bloom_filter(layout),
    }


@cache
def _paths(schema: pa.Schema) -> tuple[str, ...]:
    """What Parquet calls the columns, and those inside a list or a struct."""
    sink = pa.BufferOutputStream()
    pq.write_table(schema.empty_table(), sink)
    columns = pq.ParquetFile(pa.BufferReader(sink.getvalue())).schema
    return tuple(columns.column(at).path for at in range(len(columns)))


@contextmanager
def _whole_or_not_there(target: Path) -> Iterator[None]:
    """Nothing is left of a file whose writing failed; what the disk refuses is told in a sentence."""
    try:
        yield
    except OSError as error:
        target.unlink(missing_ok=True)
        raise StoreError(
            f"The store could not write {target}: {error.strerror or error}. Nothing of this change was "
            "stored; make room or mend the folder's rights, then load again."
        ) from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _bloom_filter(layout: Layout) -> dict[str, dict[str, int]] | None:
    """Sized to a row group: left to its default, the filter of each one takes megabytes while it is written."""
    return {"article_id": {"ndv": layout.group_rows}} if layout.by_id else None


def _described(target: Path, layout: Layout, rows: pa.Table) -> DataFile:
    low: Bound = None
    high: Bound = None
    missing = 0
    if layout.bounds is not None:
        column = rows.column(layout.bounds)
        ends = pc.min_max(column).as_py()
        low, high, missing = ends["min"], ends["max"], column.null_count
    return DataFile(target.name, len(rows), target.stat().st_size, low, high, missing)


def _plain(value: Bound) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "none"
