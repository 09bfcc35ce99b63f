"""Articles and rows on their way between processes: Arrow tables as bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import orjson
import pyarrow as pa

from monitor.article import Quarantined
from monitor.pipeline.prepare import TABLES, Incoming, Prepared, failed, read_payload
from monitor.store.schema import INSTANT, RAW

INCOMING = pa.schema(
    [
        ("article_id", pa.string()),
        ("content_hash", pa.string()),
        ("url", pa.string()),
        ("revision", pa.int32()),
        ("ingested_at", INSTANT),
        RAW.field("payload"),
    ]
)
_LINES = pa.schema([("line", pa.int64())])
_FLAWS = pa.schema(
    [("file", pa.string()), ("line", pa.int64()), ("reason", pa.string()), ("excerpt", pa.string())]
)


def as_bytes(tables: Sequence[pa.Table]) -> bytes:
    """Tables as IPC streams, one after the other."""
    sink = pa.BufferOutputStream()
    for table in tables:
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
    return bytes(sink.getvalue())


def tables_of(data: bytes, number: int) -> list[pa.Table]:
    """The tables that were put in; they lie in ``data``, nothing is copied."""
    source = pa.BufferReader(data)
    return [pa.ipc.open_stream(source).read_all() for _ in range(number)]


def pack(items: Sequence[Incoming], furniture: frozenset[int]) -> tuple[bytes, list[Quarantined]]:
    """Articles and the lines to cut from them as bytes; what can't be written down comes back as a flaw."""
    rows, flaws = [], []
    for item in items:
        try:
            payload = orjson.dumps(item.raw)
        except TypeError as error:  # half of a surrogate pair, which no reader lets through
            flaws.append(failed(item, error))
            continue
        rows.append(
            {
                "article_id": item.article_id,
                "content_hash": item.content_hash,
                "url": item.url,
                "revision": item.revision,
                "ingested_at": item.ingested_at,
                "payload": payload,
            }
        )
    lines = pa.table({"line": pa.array(sorted(furniture), pa.int64())}, schema=_LINES)
    return as_bytes([pa.Table.from_pylist(rows, INCOMING), lines]), flaws


def unpack(data: bytes) -> tuple[list[Incoming], frozenset[int]]:
    """The articles and lines that :func:`pack` was given."""
    rows, lines = tables_of(data, 2)
    items = []
    for row in rows.to_pylist():
        raw = read_payload(row.pop("payload"))
        items.append(Incoming(raw=raw, **row))
    return items, frozenset(lines["line"].to_pylist())


def rows_as_bytes(rows: Prepared) -> bytes:
    """Prepared rows and their flaws as bytes."""
    flaws = pa.Table.from_pylist([asdict(flaw) for flaw in rows.flaws], _FLAWS)
    return as_bytes([*(getattr(rows, name) for name in TABLES), flaws])


def read_rows(data: bytes) -> Prepared:
    """The rows that :func:`rows_as_bytes` was given."""
    *tables, flaws = tables_of(data, len(TABLES) + 1)
    return Prepared(
        **dict(zip(TABLES, tables, strict=True)),
        flaws=tuple(Quarantined(**flaw) for flaw in flaws.to_pylist()),
    )
