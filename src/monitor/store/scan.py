"""Rows are found in Parquet files: DuckDB reads one column of all files, then only the row groups that hit."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from monitor.errors import StoreBrokenError
from monitor.store.stretches import stretches


@contextmanager
def engine(memory: str = "512MB") -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB of one's own, with bounded memory; what does not fit goes to a folder that is removed after."""
    with tempfile.TemporaryDirectory(prefix="monitor-") as spill:
        connection = _connected(spill, memory)
        try:
            yield connection
        finally:
            connection.close()


@cache
def _looking() -> duckdb.DuckDBPyConnection:
    """The engine of this process that finds rows: opening one takes longer than most of what it is asked."""
    spill, owner = tempfile.mkdtemp(prefix="monitor-"), os.getpid()

    def remove() -> None:
        if os.getpid() == owner:  # a forked child leaves its parent's alone
            shutil.rmtree(spill, ignore_errors=True)

    atexit.register(remove)
    return _connected(spill, "256MB")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_looking.cache_clear)  # its threads stay behind


def _connected(spill: str, memory: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        config={
            "memory_limit": memory,
            "temp_directory": spill,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "enable_external_file_cache": "false",
        }
    )


def literal(path: str) -> str:
    """A path as DuckDB must be told it: brackets, stars and question marks in folder names are no patterns."""
    return "".join(f"[{char}]" if char in "[*?" else char for char in path)


def lookup(
    files: Sequence[str], schema: pa.Schema, column: str, values: Collection[object], columns: Sequence[str]
) -> pa.Table:
    """The rows whose ``column`` is one of ``values``, in the order of the files and of their rows.

    Args:
        files: Parquet files of one table.
        schema: of that table.
        column: where to look.
        values: what to look for; nulls find nothing.
        columns: what to bring.

    Raises:
        StoreBrokenError: a file is missing or can't be read.
    """
    wanted = schema.empty_table().select(list(columns))
    parts = [wanted]
    for file, rows in find_rows(files, schema, column, values).items():
        parts.append(_complete(take_rows(file, rows, columns), wanted.schema))
    return pa.concat_tables(parts)


def find_rows(
    files: Sequence[str], schema: pa.Schema, column: str, values: Collection[object]
) -> dict[str, list[int]]:
    """Where the values stand: file → ascending row numbers, in the order of the files.

    Raises:
        StoreBrokenError: a file is missing or can't be read.
    """
    if not files or not values:
        return {}
    wanted = pa.table({"value": pa.array(list(values), type=schema.field(column).type)})
    query = f"""
        SELECT file_index, list(file_row_number ORDER BY file_row_number) AS found
        FROM read_parquet($files, file_row_number = true)
        WHERE "{column}" IN (SELECT value FROM wanted)
        GROUP BY file_index ORDER BY file_index
    """
    with _looking().cursor() as connection:  # a thread's own
        connection.register("wanted", wanted)
        try:
            found = connection.execute(query, {"files": [literal(file) for file in files]}).fetchall()
        except duckdb.Error as error:
            raise broken(error) from error
    return {files[index]: rows for index, rows in found}


def take_rows(file: str, rows: Sequence[int], columns: Sequence[str]) -> pa.Table:
    """Some rows of a file by ascending row number; only their row groups are read.

    Raises:
        StoreBrokenError: the file is missing or can't be read.
    """
    with _reading(file) as parquet:
        wanted = np.asarray(rows, dtype=np.int64)
        parts: list[pa.Table] = []
        start = 0
        for group in range(parquet.num_row_groups):
            end = start + parquet.metadata.row_group(group).num_rows
            if len(here := _between(wanted, start, end)):
                parts += _taken(stretches(parquet, group, columns), here - start)
            start = end
        return pa.concat_tables(parts)


def _taken(rows: Iterable[pa.Table], wanted: npt.NDArray[np.int64]) -> Iterator[pa.Table]:
    """Some rows by ascending number, out of those that come in stretches."""
    start = 0
    for stretch in rows:
        end = start + len(stretch)
        if len(here := _between(wanted, start, end)):
            yield stretch.take(pa.array(here - start))
        start = end
        if start > wanted[-1]:  # what follows need not be unpacked
            return


def _between(numbers: npt.NDArray[np.int64], start: int, end: int) -> npt.NDArray[np.int64]:
    """Those of ascending numbers that are at least ``start`` and below ``end``."""
    first, last = np.searchsorted(numbers, [start, end])
    return numbers[first:last]


def _complete(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """The rows in the schema; a column that the file is too old to have is null."""
    columns = [
        rows[field.name].cast(field.type)
        if field.name in rows.column_names
        else pa.nulls(len(rows), field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def stream(files: Sequence[str], column: str) -> Iterator[pa.Array]:
    """One column of some files, a portion at a time.

    Raises:
        StoreBrokenError: a file is missing or can't be read.
    """
    for file in files:
        with _reading(file) as parquet:
            for batch in parquet.iter_batches(65_536, columns=[column]):
                yield batch.column(0)


def broken(error: Exception) -> StoreBrokenError:
    """The sentence for a file that is gone or damaged."""
    first = str(error).splitlines()[0]
    return StoreBrokenError(
        f"A file of the store can't be read: {first}. Run `monitor verify` to see what is damaged; put "
        "the file back from a copy, or load the articles into a new store."
    )


@contextmanager
def _reading(file: str) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(os.fspath(file)) as parquet:
            yield parquet
    except (OSError, pa.ArrowInvalid) as error:
        raise broken(error) from error
