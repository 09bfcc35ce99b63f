"""A row group of a Parquet file, a stretch of rows at a time: eight thousand long texts are too many at once.

It is quicker, too: what is unpacked is used while it is near.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

STRETCH_BYTES = 2 * 2**20
"""About so many bytes of a row group are in memory at once, unpacked."""
_FEWEST_ROWS = 64


def stretches(parquet: pq.ParquetFile, group: int, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """The rows of a group in their order; of narrow columns, most often all of them at once.

    Args:
        parquet: the open file.
        group: its number.
        columns: their names; all columns where None.
    """
    told = parquet.metadata.row_group(group)
    chunks = [told.column(at) for at in range(told.num_columns)]
    size = sum(
        chunk.total_uncompressed_size
        for chunk in chunks
        if columns is None or chunk.path_in_schema.partition(".")[0] in columns
    )
    rows = max(told.num_rows * STRETCH_BYTES // max(size, 1), _FEWEST_ROWS)
    names = None if columns is None else list(columns)
    for batch in parquet.iter_batches(
        min(rows, told.num_rows), row_groups=[group], columns=names, use_threads=False
    ):
        yield pa.Table.from_batches([batch])
