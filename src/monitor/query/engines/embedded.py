"""DuckDB in this process: the default."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from monitor.store.mirror import brought
from monitor.store.scan import broken, literal
from monitor.store.schema import TABLES, missing_later

_STREAM_ROWS = 10_000
_UNREADABLE = (duckdb.IOException, duckdb.InvalidInputException)


class EmbeddedEngine:
    """DuckDB in memory, that neither fetches extensions nor shifts instants out of UTC."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
        self._connection.execute("SET GLOBAL TimeZone = 'UTC'")
        self._connection.execute("SET GLOBAL parquet_metadata_cache = true")
        self._ibis = ibis.duckdb.from_connection(self._connection)

    has_ended = False
    dialect = "duckdb"

    def compile(self, question: ir.Table) -> str:
        """See :class:`Engine`."""
        return str(self._ibis.compile(question))

    def show_files(self, name: str, table: str, files: Sequence[str]) -> None:
        """See :class:`Engine`; views are visible to every cursor, unlike what one connection registers."""
        if not files:
            self.bring(name, TABLES[table].empty_table())
            return
        try:
            relation = self._connection.read_parquet([literal(file) for file in brought(files)])
            for column in missing_later(table, relation.columns):
                relation = relation.project(f'*, CAST(NULL AS VARCHAR) AS "{column}"')  # all of them hold text
            relation.create_view(name)
        except _UNREADABLE as error:
            raise broken(error) from error

    def bring(self, name: str, rows: pa.Table) -> None:
        """See :class:`Engine`."""
        self._cursor().from_arrow(rows).create(name)

    def show_rows(self, name: str, sql: str) -> None:
        """See :class:`Engine`."""
        self._connection.execute(f"CREATE VIEW {name} AS {sql}")

    def keep(self, name: str, sql: str) -> None:
        """See :class:`Engine`."""
        try:
            self._cursor().sql(sql).create(name)
        except _UNREADABLE as error:
            raise broken(error) from error

    def drop(self, name: str) -> None:
        """See :class:`Engine`; the name is our own, and Ibis 12 with sqlglot 30 drops tables without one."""
        self._cursor().execute(f"DROP TABLE {name}")

    def close(self) -> None:
        """See :class:`Engine`: there is nothing outside; the rest goes with the last question that needs it."""

    def arrow(self, sql: str) -> pa.Table:
        """See :class:`Engine`."""
        try:
            return self._cursor().execute(sql).to_arrow_table()
        except _UNREADABLE as error:
            raise broken(error) from error

    def stream(self, sql: str) -> pa.RecordBatchReader:
        """See :class:`Engine`."""
        try:
            return self._cursor().execute(sql).to_arrow_reader(_STREAM_ROWS)
        except _UNREADABLE as error:
            raise broken(error) from error

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own, so that threads don't wait for each other."""
        return self._connection.cursor()
