"""What a desk asks of its engine, whichever it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import ibis.expr.types as ir
import pyarrow as pa


class Engine(Protocol):
    """Holds named tables and answers questions about them; safe to share between threads.

    Every method that reads raises ``StoreBrokenError`` where a file of the snapshot is missing or damaged, and
    ``ClusterError`` where a cluster can't do its part.
    """

    @property
    def has_ended(self) -> bool:
        """True when it can't answer any more, and another one must be opened."""

    @property
    def dialect(self) -> str:
        """How sqlglot calls the engine's SQL."""

    def compile(self, question: ir.Table) -> str:
        """The question in the engine's own SQL."""

    def show_files(self, name: str, table: str, files: Sequence[str]) -> None:
        """Name rows of a table of the store: those of its Parquet files; none without any."""

    def bring(self, name: str, rows: pa.Table) -> None:
        """Name a table that holds these rows."""

    def show_rows(self, name: str, sql: str) -> None:
        """Name the rows of a question, read each time that they are asked for."""

    def keep(self, name: str, sql: str) -> None:
        """Name a table that holds the rows of a question, read once."""

    def drop(self, name: str) -> None:
        """Forget a table that was brought or kept."""

    def close(self) -> None:
        """Let go of what is held outside of this process."""

    def arrow(self, sql: str) -> pa.Table:
        """The rows of a question; types may be wider than the question's."""

    def stream(self, sql: str) -> pa.RecordBatchReader:
        """The rows of a question in their order, batch by batch."""
