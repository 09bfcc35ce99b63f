"""A row group comes in stretches: all of its rows, in order, and few megabytes at a time."""

from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.store import stretches as of_rows
from monitor.store.scan import take_rows
from monitor.store.stretches import STRETCH_BYTES, stretches


def rows_with(lengths: list[int]) -> pa.Table:
    """Rows whose texts have these lengths."""
    numbers = range(len(lengths))
    return pa.table(
        {
            "number": pa.array(numbers, pa.int64()),
            "text": pa.array([f"{n} {'ferry' * length}" for n, length in enumerate(lengths)]),
            "sentences": pa.array([[{"start": n, "end": n + length}] for n, length in enumerate(lengths)]),
        }
    )


@given(
    st.lists(st.integers(0, 2_000), min_size=1, max_size=200),
    st.integers(1, 300),
    st.sampled_from([None, ["number"], ["text", "number"], ["sentences"]]),
)
def test_they_are_the_rows_of_the_group(lengths: list[int], group_rows: int, columns: list[str] | None) -> None:
    rows = rows_with(lengths)
    pq.write_table(rows, file := BytesIO(), row_group_size=group_rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(of_rows, "STRETCH_BYTES", 20_000)
        patch.setattr(of_rows, "_FEWEST_ROWS", 3)
        with pq.ParquetFile(file) as parquet:
            for group in range(parquet.num_row_groups):
                found = pa.concat_tables(stretches(parquet, group, columns))
                assert found.equals(parquet.read_row_group(group, columns))


def test_long_texts_come_a_few_at_a_time_and_numbers_at_once(tmp_path: Path) -> None:
    rows = rows_with([2_000] * 3_000)
    assert rows.nbytes > 10 * STRETCH_BYTES
    pq.write_table(rows, tmp_path / "rows.parquet", use_dictionary=False)
    with pq.ParquetFile(tmp_path / "rows.parquet") as parquet:
        parts = list(stretches(parquet, 0))
        assert max(part.nbytes for part in parts) <= 1.1 * STRETCH_BYTES
        assert sum(map(len, parts)) == len(rows)
        assert len(list(stretches(parquet, 0, ["number"]))) == 1


@given(st.data())
def test_rows_are_taken_by_their_numbers(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    rows = rows_with([7] * 60)
    file = tmp_path_factory.mktemp("rows") / "rows.parquet"
    pq.write_table(rows, file, row_group_size=data.draw(st.integers(1, 70)))
    wanted = sorted(data.draw(st.sets(st.integers(0, 59), min_size=1)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(of_rows, "STRETCH_BYTES", data.draw(st.sampled_from([1, 500, 10**6])))
        patch.setattr(of_rows, "_FEWEST_ROWS", data.draw(st.integers(1, 9)))
        assert take_rows(str(file), wanted, ["number", "text"]).equals(
            rows.select(["number", "text"]).take(wanted)
        )
