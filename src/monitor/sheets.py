"""Frames and streams of rows as CSV, JSON and Parquet, safe to open in a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from monitor.errors import InputError

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(frame: pd.DataFrame) -> str:
    """CSV with a header line; a text that a spreadsheet would run as a formula starts with an apostrophe."""
    return str(frame.map(_cell).to_csv(index=False, lineterminator="\n"))


def to_json(frame: pd.DataFrame) -> str:
    """A JSON array with one object per line; what is missing is null."""
    rows = (json.dumps(row, ensure_ascii=False) for row in records(frame))
    return "[" + ",".join(f"\n{row}" for row in rows) + "\n]\n"


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain values that JSON knows: days and instants as text, None for what is missing."""
    columns = [_values(frame.iloc[:, place]) for place in range(frame.shape[1])]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def write_rows(rows: pa.RecordBatchReader, path: Path) -> int:
    """Write a stream into a file whose ending says the format: .csv, .jsonl or .parquet.

    Returns:
        The number of rows.

    Raises:
        InputError: another ending, or a file that can't be written.
    """
    writers = {".csv": _write_csv, ".jsonl": _write_lines, ".parquet": _write_parquet}
    if path.suffix not in writers:
        raise InputError(
            f"{path} ends in {path.suffix!r}. Choose a name that ends in one of: {', '.join(writers)}."
        )
    try:
        return sum(writers[path.suffix](rows, path))
    except OSError as error:
        raise InputError(f"{path} can't be written ({error.strerror}). Choose another place.") from error


def _write_csv(rows: pa.RecordBatchReader, path: Path) -> Iterable[int]:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(to_csv(rows.schema.empty_table().to_pandas()))
        for batch in rows:
            file.write(to_csv(batch.to_pandas(date_as_object=True)).partition("\n")[2])
            yield len(batch)


def _write_lines(rows: pa.RecordBatchReader, path: Path) -> Iterable[int]:
    with path.open("w", encoding="utf-8") as file:
        for batch in rows:
            file.writelines(
                json.dumps(row, ensure_ascii=False, default=_isoformat) + "\n" for row in batch.to_pylist()
            )
            yield len(batch)


def _write_parquet(rows: pa.RecordBatchReader, path: Path) -> Iterable[int]:
    with pq.ParquetWriter(path, rows.schema) as writer:
        for batch in rows:
            writer.write_batch(batch)
            yield len(batch)


def _isoformat(value: date | datetime) -> str:
    return value.isoformat()


def _values(column: pd.Series) -> list[Any]:
    """A column of plain values; most are numbers, which need no look at each of them."""
    kind = column.dtype.kind if isinstance(column.dtype, np.dtype) else ""
    if kind in ("i", "u", "b"):
        return list(column.tolist())
    if kind == "f":
        return [None if value != value else value for value in column.tolist()]
    return [_value(value) for value in column.tolist()]


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        safe = "'" + value if value.startswith(_FORMULA_STARTS) else value
        # A lone carriage return is not quoted, and would end the row for every reader of CSV.
        return safe.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, list | np.ndarray):
        return ";".join(map(str, value))
    return value.isoformat() if isinstance(value, date | datetime) and not pd.isna(value) else value


def _value(value: Any) -> Any:
    if isinstance(value, list | dict):
        return value
    if pd.isna(value):
        return None
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value
