"""What the tables that are made of articles and mentions share: the rows that they are made of, to be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from monitor.store.scan import broken, engine, literal
from monitor.store.schema import TABLES

DERIVED = ("tallies", "spread", "occurrences")
MADE_OF = ("articles", "mentions")
"""What the derived tables are made of."""
_RULES = 3
"""Raised where the same columns come to hold something else."""
_COLUMNS = sha256(repr([_RULES, *(str(TABLES[table]) for table in DERIVED)]).encode()).hexdigest()[:12]


def made_of(versions: Mapping[str, int]) -> dict[str, int | str | None]:
    """What a snapshot says of its derived tables where they are up to date: the versions of what they are made
    of, and which columns this program gives them."""
    return {**{table: versions.get(table) for table in MADE_OF}, "columns": _COLUMNS}


Files = tuple[Sequence[str], Sequence[str]]
"""Parquet files of ``articles``, and of ``mentions``."""

CHUNK_ARTICLES = 100_000
"""So many articles are worked on at a time; the rest waits in its files."""
FEW_ARTICLES = 5_000
"""So few are worked on by one thread: several take twice the processor time to share them, and more memory."""

_MEMORY = "512MB"


@contextmanager
def asking(articles: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine of one's own for questions about so many articles, whose errors about files are the store's.

    Raises:
        StoreBrokenError: a file is missing or can't be read.
    """
    with engine(_MEMORY) as connection:
        if articles <= FEW_ARTICLES:
            connection.execute("SET threads = 1")
        try:
            yield connection
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            raise broken(error) from error


def number(files: Files) -> int:
    """How many articles the files hold.

    Raises:
        StoreBrokenError: a file is missing or can't be read.
    """
    try:
        return sum(pq.read_metadata(file).num_rows for file in files[0])
    except (OSError, pa.ArrowInvalid) as error:
        raise broken(error) from error


def show(connection: duckdb.DuckDBPyConnection, name: str, files: Files) -> None:
    """Name the rows of files ``<name>_articles`` and ``<name>_mentions``."""
    for table, paths in zip(MADE_OF, files, strict=True):
        if paths:
            connection.read_parquet([literal(path) for path in paths]).create_view(f"{name}_{table}")
        else:
            connection.from_arrow(TABLES[table].empty_table()).create(f"{name}_{table}")


def portions(connection: duckdb.DuckDBPyConnection, articles: str) -> Iterator[str]:
    """Conditions on the day that cut a relation of articles into portions; the undated are one."""
    counts = connection.execute(
        f"SELECT day, count(*) FROM {articles} GROUP BY day ORDER BY day NULLS LAST"
    ).fetchall()
    first, filled = None, 0
    for place, (day, rows) in enumerate(counts):
        if day is None:
            yield "day IS NULL"
            continue
        first, filled = first or day, filled + rows
        following = counts[place + 1] if place + 1 < len(counts) else (None, 0)
        if following[0] is None or filled + following[1] > CHUNK_ARTICLES:
            yield f"day BETWEEN DATE '{first}' AND DATE '{day}'"
            first, filled = None, 0
