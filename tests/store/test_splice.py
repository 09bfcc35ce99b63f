"""A file with some columns anew holds what a file holds that was written whole, for every reader."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.store import files, splice
from monitor.store.schema import TABLES
from monitor.store.store import Store
from monitor.store.verify import verify

SCHEMA = pa.schema(
    [
        ("name", pa.string()),
        ("number", pa.int64()),
        ("words", pa.list_(pa.string())),
        ("spans", pa.list_(pa.struct([("start", pa.int32()), ("tone", pa.float64())]))),
        ("sure", pa.bool_()),
    ]
)
texts = st.text(max_size=8) | st.none()
rows = st.fixed_dictionaries(
    {
        "name": texts,
        "number": st.integers(-(2**63), 2**63 - 1) | st.none(),
        "words": st.lists(texts, max_size=3) | st.none(),
        "spans": st.lists(
            st.fixed_dictionaries({"start": st.integers(0, 9), "tone": st.floats(-1, 1)}), max_size=3
        ),
        "sure": st.booleans() | st.none(),
    }
)


def written(table: pa.Table, group: int, **how: object) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, row_group_size=group, **how)
    return sink.getvalue()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(rows, rows), min_size=1, max_size=40),
    st.sets(st.sampled_from(SCHEMA.names), min_size=1),
    st.integers(1, 20),
    st.sampled_from(["zstd", "lz4", "snappy", "none"]),
    st.booleans(),
)
def test_it_holds_the_new_columns_and_the_old_ones(
    tmp_path_factory: pytest.TempPathFactory, both, columns, group, compression, dictionary
) -> None:
    before, after = (pa.Table.from_pylist(list(side), SCHEMA) for side in zip(*both, strict=True))
    folder = tmp_path_factory.mktemp("splice")
    old, target = folder / "old.parquet", folder / "new.parquet"
    how = {"compression": compression, "use_dictionary": dictionary}
    old.write_bytes(written(before, group, **how, bloom_filter_options={"name": {"ndv": 40}}))
    fresh = after.select([name for name in SCHEMA.names if name in columns])
    splice.splice(old, io.BytesIO(written(fresh, group, compression="lz4")), target)
    wanted = pa.table([(after if name in columns else before)[name] for name in SCHEMA.names], schema=SCHEMA)
    assert pq.read_table(target).equals(wanted)
    told = duckdb.sql(f"SELECT * FROM '{target}'").to_arrow_table().cast(SCHEMA)
    assert told.combine_chunks().equals(wanted.combine_chunks())
    for name in {*wanted["name"].to_pylist()} - {None}:
        found = duckdb.sql(f"SELECT count(*) FROM '{target}' WHERE name = $name", params={"name": name})
        assert found.fetchall() == [(wanted["name"].to_pylist().count(name),)]
    read = pq.read_metadata(target)
    for one in map(read.row_group, range(read.num_row_groups)):
        chunks = map(one.column, range(one.num_columns))
        assert one.total_byte_size == sum(chunk.total_uncompressed_size for chunk in chunks)


@given(st.lists(rows, max_size=30), st.integers(1, 20))
def test_a_footer_is_written_as_it_was_read(some, group) -> None:
    data = written(pa.Table.from_pylist(some, SCHEMA), group)
    size = int.from_bytes(data[-8:-4], "little")
    assert b"".join(splice._struct(splice._footer(io.BytesIO(data)))) == data[-8 - size : -8]


def test_files_with_other_groups_are_refused(tmp_path: Path) -> None:
    table = pa.table({"number": [1, 2, 3]})
    (tmp_path / "old.parquet").write_bytes(written(table, 3))
    with pytest.raises(ValueError, match="zip"):
        splice.splice(tmp_path / "old.parquet", io.BytesIO(written(table, 1)), tmp_path / "new.parquet")


def test_a_revised_table_says_the_same_to_every_reader(store: Store, load: Callable[..., int]) -> None:
    load(store, *[f"a{number:03}" for number in range(50)])
    before = store.snapshot().read("articles")

    def louder(stretch: pa.Table, first: int) -> pa.Table:
        assert set(stretch.column_names) == {"title_tone", "about"}, "the rest is not read"
        at = stretch.schema.get_field_index("title_tone")
        tones = pa.array([(first + row) / 100 for row in range(len(stretch))], pa.float64())
        return stretch.set_column(at, stretch.schema.field(at), tones)

    with store.change("retag") as change:
        (file,) = change.files("articles")
        change.revise("articles", before["article_id"], {file: louder}, ["title_tone", "about"])
    tones = pa.chunked_array([[row / 100 for row in range(50)]])
    at = before.schema.get_field_index("title_tone")
    wanted = before.set_column(at, before.schema.field(at), tones)
    after = store.snapshot()
    assert after.read("articles").equals(wanted)
    assert after.data_files("articles")[0].low == before["day"][0].as_py()
    table = DeltaTable(store.path / "articles", version=after.versions["articles"])
    assert (
        pa.table(table.to_pyarrow_table()).sort_by("article_id")["title_tone"].to_pylist() == tones.to_pylist()
    )
    assert after.lookup("articles", "article_id", ["a007"], ["title_tone"])["title_tone"].to_pylist() == [0.07]
    assert verify(store) == []


def test_a_file_with_other_types_is_written_whole(tmp_path: Path) -> None:
    articles = TABLES["articles"]
    wide = articles.set(articles.get_field_index("revision"), pa.field("revision", pa.int64()))
    rows = [{"article_id": "a1", "revision": 3, "title_tone": 0.5}, {"article_id": "a2"}]
    pq.write_table(pa.Table.from_pylist(rows, wide), tmp_path / "old.parquet")

    def louder(stretch: pa.Table, _: int) -> pa.Table:
        at = stretch.schema.get_field_index("title_tone")
        return stretch.set_column(at, stretch.schema.field(at), pc.add(stretch["title_tone"], 0.25))

    old = files.DataFile("old.parquet", 2, 1)
    new = files.revise_columns(tmp_path, "articles", old, louder, ["title_tone"])
    assert new is not None
    read = pq.read_table(tmp_path / new.path)
    assert read.schema.equals(articles)
    assert read.select(["revision", "title_tone"]).to_pylist()[0] == {"revision": 3, "title_tone": 0.75}
