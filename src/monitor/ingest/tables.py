"""Tables become records: CSV and TSV of any dialect, GDELT's files without a header, Parquet."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from monitor.article import Quarantined
from monitor.ingest.fields import GKG_COLUMNS, holds_articles, known_names, no_article
from monitor.ingest.limits import CSV_RESTARTS, MB, RECORD_BYTES
from monitor.ingest.payload import Payload, Record, UnreadableError
from monitor.ingest.wording import decode, excerpt, guess_encoding, is_utf8

DELIMITERS = (",", ";", "\t", "|")
BATCH_ROWS = 256
"""Rows of a Parquet file that are in memory at once."""

_SEPARATOR_LINE = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)
_PACKED_TIME = re.compile(r"^\d{14}$")


def is_gkg(line: str) -> bool:
    """Recognise a row of GDELT GKG 2.1 by its shape: 27 columns, the second a time in 14 digits."""
    cells = line.rstrip("\r\n").split("\t")
    return len(cells) == len(GKG_COLUMNS) and bool(_PACKED_TIME.match(cells[1]))


def is_table(head: str) -> bool:
    """Tell whether a text begins with a header of which at least two columns are known."""
    line = next((line for line in head.splitlines() if line.strip()), "")
    return is_gkg(line) or known_names(_cells(line, _delimiter(line))) >= 2


def read_csv(payload: Payload, mapping: Mapping[str, str]) -> Iterator[Record | Quarantined]:
    """Read a CSV or TSV file row by row.

    Rows of another length than the header, and rows behind a quote that is never closed, are quarantined.

    Raises:
        UnreadableError: no column can be a title, a text or a page.
    """
    lines = _Lines(payload)
    first = lines.peek()
    if is_gkg(first):
        yield from _gkg(payload, lines)
        return
    separator = _SEPARATOR_LINE.match(first)
    if separator:
        next(lines)
    delimiter = separator.group(1) if separator else _delimiter(lines.peek())
    rows = _rows(payload, lines, delimiter)
    header = next(rows, None)
    if not isinstance(header, _Row):
        raise UnreadableError("The table has no header that can be read.")
    columns = [name.strip() for name in header.cells]
    if not holds_articles(columns, mapping):
        raise UnreadableError(no_article(columns))
    for row in rows:
        yield _record(payload, columns, row) if isinstance(row, _Row) else row


class _Row:
    __slots__ = ("cells", "line", "raw")

    def __init__(self, cells: list[str], line: int, raw: str) -> None:
        self.cells, self.line, self.raw = cells, line, raw


def _record(payload: Payload, columns: list[str], row: _Row) -> Record | Quarantined:
    cells = row.cells
    while len(cells) > len(columns) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(columns):
        reason = f"The row has {len(cells)} fields, the header {len(columns)}: a quote or comma is missing."
        return Quarantined(payload.name, row.line, reason, excerpt(row.raw))
    fields: dict[str, str] = {}
    for name, cell in zip(columns, cells, strict=True):
        if not fields.get(name):  # of two columns of one name the first that holds something counts
            fields[name] = cell
    return Record(fields, row.line, row.raw)


def _gkg(payload: Payload, lines: _Lines) -> Iterator[Record | Quarantined]:
    """GKG knows no quotes: a tab always separates."""
    for raw in lines:
        if raw.strip():
            cells = raw.rstrip("\r\n").split("\t")
            yield _record(payload, list(GKG_COLUMNS), _Row(cells, lines.number, raw))


def _rows(payload: Payload, lines: _Lines, delimiter: str) -> Iterator[_Row | Quarantined]:
    """Rows as the csv module cuts them. A quote that is never closed costs its own line only: what it
    swallowed is read again from the next line on."""
    restarts = 0
    while True:
        lines.ended = False
        reader = csv.reader(lines, delimiter=delimiter)
        while True:
            lines.held.clear()
            start = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield _bad_row(payload, lines, start, f"The row can't be read: {error}.")
                break
            if lines.ended and len(lines.held) > 1:
                yield _bad_row(payload, lines, start, "A quotation mark opens here and is never closed.")
                break
            if cells:
                yield _Row(cells, start, "".join(lines.held))
        restarts += 1
        if restarts > CSV_RESTARTS:
            raise UnreadableError(f"More than {CSV_RESTARTS} rows have a quotation mark that is never closed.")
        lines.give_back()


def _bad_row(payload: Payload, lines: _Lines, start: int, reason: str) -> Quarantined:
    return Quarantined(payload.name, start, reason, excerpt(lines.held[0] if lines.held else ""))


class _Lines:
    """Decoded lines with their numbers. ``held`` are those of the current row; all but the first can be given
    back."""

    def __init__(self, payload: Payload) -> None:
        self._payload = payload
        self._waiting: deque[str] = deque()
        head = payload.head()[:65536]
        self._declared = None if is_utf8(head) else guess_encoding(head)
        self._size = 0
        self.held: list[str] = []
        self.number = 0
        self.ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._read()
        if not line:
            self.ended = True
            raise StopIteration
        self.number += 1
        self._size = len(line) if not self.held else self._size + len(line)
        if self._size > RECORD_BYTES:
            raise csv.Error(f"it is longer than {RECORD_BYTES // MB} MB")
        self.held.append(line)
        return line

    def peek(self) -> str:
        """The next line that is not blank, without taking it; empty at the end."""
        while not self._waiting and (line := self._read()):
            if line.strip():
                self._waiting.append(line)
            else:
                self.number += 1
        return self._waiting[0] if self._waiting else ""

    def give_back(self) -> None:
        """Let the lines behind the first held one be read again."""
        self._waiting.extendleft(reversed(self.held[1:]))
        self.number -= len(self.held) - 1
        self.held.clear()

    def _read(self) -> str:
        raw = self._payload.stream.readline(RECORD_BYTES + 1)
        if self._payload.is_cut(raw):
            return ""
        return decode(raw, self._declared).replace("\x00", "")


def _delimiter(header: str) -> str:
    """The separator under which most columns of the header are known; then the one that makes most columns."""
    return max(DELIMITERS, key=lambda mark: (known_names(cells := _cells(header, mark)), len(cells)))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line[:65536].replace("\x00", "")], delimiter=delimiter), [])
    except csv.Error:
        return []


def read_parquet(
    payload: Payload, file: BinaryIO, mapping: Mapping[str, str]
) -> Iterator[Record | Quarantined]:
    """Read a Parquet file in batches; a row group that is broken is quarantined alone.

    Raises:
        UnreadableError: not a whole Parquet file, or no column can be a title, a text or a page.
    """
    try:
        table = pq.ParquetFile(file, pre_buffer=False)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UnreadableError(f"The Parquet file is broken or cut off: {excerpt(str(error))}") from error
    columns = [column.name for column in table.schema_arrow if _is_readable(column.type)]
    if not holds_articles(columns, mapping):
        raise UnreadableError(no_article([str(name) for name in table.schema_arrow.names]))
    row = 0
    for group in range(table.num_row_groups):
        row_end = row + table.metadata.row_group(group).num_rows
        try:
            for batch in table.iter_batches(BATCH_ROWS, row_groups=[group], columns=columns, use_threads=False):
                for fields in batch.to_pylist():
                    row += 1
                    yield Record(fields, row, "")
        except (pa.ArrowException, OSError, ValueError) as error:
            reason = f"Rows {row + 1} to {row_end} of the Parquet file can't be read: {excerpt(str(error))}"
            yield Quarantined(payload.name, row + 1, reason, "")
        row = row_end


def _is_readable(kind: pa.DataType) -> bool:
    """Skip what is no text and costs memory: vectors and images."""
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return not (pa.types.is_floating(kind.value_type) or pa.types.is_binary(kind.value_type))
    return not pa.types.is_fixed_size_list(kind)


csv.field_size_limit(max(csv.field_size_limit(), RECORD_BYTES))
