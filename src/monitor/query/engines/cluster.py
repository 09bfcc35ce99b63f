"""A Spark cluster: executors read the Parquet files of the snapshot, the answers come back as Arrow."""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import WeakSet

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from monitor.errors import ClusterError
from monitor.query.engines.dialect import spark_sql
from monitor.spark import explained, has_ended, listens, own_session
from monitor.store.mirror import address_of
from monitor.store.schema import TABLES

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_READING = {
    # These are names of files, not patterns: without this, brackets in a folder's name would be.
    "__globPaths__": "false",
    # Earlier files are under LZ4, and Parquet's Java reader fails where it looks for a value in a dictionary of
    # more than 8 kB of them: it unpacks a part as if it were the whole.
    "parquet.filter.dictionary.enabled": "false",
}

_open: WeakSet[ClusterEngine] = WeakSet()


@atexit.register
def _give_back() -> None:
    """A Spark Connect server goes on keeping what was kept for a session that has ended."""
    for engine in list(_open):
        if listens(engine.address):
            engine.close()


class ClusterEngine:
    """The tables of one desk in a session of their own, on the shared connection to the cluster.

    Raises:
        ClusterError: the cluster can't be used.
    """

    dialect = "spark"

    def __init__(self, address: str) -> None:
        self.address = address
        # The names of tables belong to a session; desks of several snapshots are open at the same time.
        self._session = own_session(address)
        _ = ibis.pyspark  # registers the options that its compiler looks up
        self._kept: dict[str, DataFrame] = {}
        if self.address.startswith("sc://"):
            _open.add(self)

    @property
    def has_ended(self) -> bool:
        """See :class:`Engine`."""
        return has_ended(self._session)

    def compile(self, question: ir.Table) -> str:
        """See :class:`Engine`."""
        return spark_sql(question)

    def show_files(self, name: str, table: str, files: Sequence[str]) -> None:
        """See :class:`Engine`; columns that old files lack are null, as the schema is given."""
        if not files:
            self.bring(name, TABLES[table].empty_table())
            return
        from pyspark.sql.pandas.types import from_arrow_schema

        reader = self._session.read.schema(from_arrow_schema(TABLES[table])).options(**_READING)
        with explained(self.address):
            reader.parquet(*map(address_of, files)).createOrReplaceTempView(name)

    def bring(self, name: str, rows: pa.Table) -> None:
        """See :class:`Engine`."""
        from pyspark.sql.pandas.types import from_arrow_schema

        with explained(self.address):
            # Spark Connect wants to be told what no row shows.
            frame = self._session.createDataFrame(rows or [], from_arrow_schema(rows.schema))
            frame.createOrReplaceTempView(name)

    def show_rows(self, name: str, sql: str) -> None:
        """See :class:`Engine`."""
        with explained(self.address):
            self._session.sql(sql).createOrReplaceTempView(name)

    def keep(self, name: str, sql: str) -> None:
        """See :class:`Engine`; kept in the memory of the executors, and read again where one is lost."""
        with explained(self.address):
            frame = self._session.sql(sql).persist()
            frame.createOrReplaceTempView(name)
        self._kept[name] = frame

    def drop(self, name: str) -> None:
        """See :class:`Engine`."""
        with explained(self.address):
            self._session.catalog.dropTempView(name)
            if name in self._kept:
                self._kept.pop(name).unpersist()

    def close(self) -> None:
        """See :class:`Engine`; a question that comes late reads the files again."""
        with suppress(ClusterError), explained(self.address):
            while self._kept:
                self._kept.popitem()[1].unpersist()

    def arrow(self, sql: str) -> pa.Table:
        """See :class:`Engine`."""
        with explained(self.address):
            return self._session.sql(sql).toArrow()

    def stream(self, sql: str) -> pa.RecordBatchReader:
        """See :class:`Engine`; one part of the answer after the other is in memory here."""
        with explained(self.address):
            frame = self._session.sql(sql)
            schema = pa.schema([(column.name, column.type) for column in frame.limit(0).toArrow().schema])
            parts = frame.mapInArrow(_packed, "rows binary").toLocalIterator()
        return pa.RecordBatchReader.from_batches(schema, self._unpacked(parts, schema))

    def _unpacked(self, parts: Iterator[tuple[bytes]], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        with explained(self.address):
            for (packed,) in parts:
                with pa.ipc.open_stream(packed) as reader:
                    yield from reader.read_all().cast(schema).to_batches()


def _packed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Runs on the executors: each batch as one value, so that rows cross as Arrow and not one by one."""
    for batch in batches:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch)
        yield pa.RecordBatch.from_pydict({"rows": pa.array([sink.getvalue().to_pybytes()], pa.binary())})
