"""A store that was made before a column was: it opens, it reads as null, and the next change writes it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from deltalake import Field as DeltaField

from monitor.query.desk import Desk
from monitor.store import schema
from monitor.store.change import Change
from monitor.store.files import SCHEMAS
from monitor.store.maintain import compact, derive_anew
from monitor.store.schema import LATER, TABLES
from monitor.store.store import Store
from monitor.store.verify import verify

Loads = Callable[..., int]


@pytest.fixture
def older(tmp_path: Path, load: Loads) -> Iterator[Store]:
    """Two loads of a program that did not know the later columns."""
    store = Store(tmp_path / "store")
    with pytest.MonkeyPatch.context() as patch:
        for table, columns in LATER.items():
            kept = pa.schema([field for field in TABLES[table] if field.name not in columns])
            for schemas in (TABLES, SCHEMAS):
                patch.setitem(schemas, table, kept)
        patch.setattr(schema, "LATER", {})
        load(store, "a1", "a2")
        load(store, "a3")
    return store


def credits(store: Store, number: int | None = None) -> list[str | None]:
    return list(store.snapshot(number).read("articles", ["credit"])["credit"].to_pylist())


def shown(store: Store, number: int | None = None) -> int:
    desk = Desk.from_snapshot(store.snapshot(number), lambda *_: [], number)
    return len(desk.arrow(desk.articles.filter(desk.articles.credit.isnull())))


def test_it_opens_as_it_is(older: Store) -> None:
    assert credits(older) == [None] * 3
    assert shown(older) == 3
    assert older.snapshot().lookup("articles", "article_id", ["a2"], ["credit", "source"]).to_pylist() == [
        {"credit": None, "source": "lake.example"}
    ]
    assert not verify(older)


def test_the_next_load_brings_it_up_to_date_and_old_versions_stay(older: Store, load: Loads, ids) -> None:
    load(older, "a4")
    assert ids(older) == ["a1", "a2", "a3", "a4"]
    assert all("credit" in pq.read_schema(file).names for file in older.snapshot().files("articles"))
    assert [shown(older, number) for number in (1, 2, 3)] == [2, 3, 4]
    assert not verify(older)


def test_a_change_that_fails_leaves_it_as_it_was(older: Store, load: Loads, ids) -> None:
    def fail() -> None:
        with older.change("ingest") as change:
            change.delete("articles", ["a1"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert ids(older) == ["a1", "a2", "a3"]
    load(older, "a4")
    assert ids(older) == ["a1", "a2", "a3", "a4"]


def test_a_writer_killed_between_the_column_and_its_rows(older: Store, load: Loads, ids) -> None:
    """The table then knows the column, and its files don't."""
    column = DeltaField("credit", "string", nullable=True)
    DeltaTable(str(older.path / "articles")).alter.add_columns([column])
    load(older, "a4")
    assert ids(older) == ["a1", "a2", "a3", "a4"]
    assert shown(older) == 4
    assert not verify(older)


def test_housekeeping_may_come_first(older: Store, load: Loads, ids) -> None:
    compact(older, everything=True)
    load(older, "a4")
    assert ids(older) == ["a1", "a2", "a3", "a4"]
    assert not verify(older)


@pytest.fixture
def tallied_otherwise(tmp_path: Path, load: Loads) -> Store:
    """A load of a program whose tallies had other columns, and which knew no occurrences."""
    store = Store(tmp_path / "store")
    with pytest.MonkeyPatch.context() as patch:
        other = pa.schema([("home", pa.string()), *TABLES["tallies"]])
        for schemas in (TABLES, SCHEMAS):
            patch.setitem(schemas, "tallies", other)
        patch.setattr(Change, "_derive", lambda change: change.append("tallies", other.empty_table()))
        patch.setattr(Change, "_is_derived", lambda _: False)
        load(store, "a1", "a2")
    return store


def test_derived_tables_of_other_columns_are_made_anew(tallied_otherwise: Store, load: Loads, ids) -> None:
    store = tallied_otherwise
    assert not verify(store)
    load(store, "a3")  # what is derived waits until the store is tidied
    assert not store.snapshot().is_derived
    assert shown(store) == 3
    snapshot = derive_anew(store)
    assert snapshot.is_derived
    assert derive_anew(store).number == snapshot.number
    assert not verify(store)
    assert len(snapshot.read("occurrences")) == 9, "of three articles: each, its actor and its country"
    assert [shown(store, number) for number in (1, 2, 3)] == [2, 3, 3]
    load(store, "a4")
    assert store.snapshot().is_derived
    assert ids(store) == ["a1", "a2", "a3", "a4"]


def test_a_writer_that_fails_leaves_the_older_columns(tallied_otherwise: Store, load: Loads) -> None:
    store = tallied_otherwise

    def fail() -> None:
        with store.change("derive") as change:
            change.derive_anew()
            raise RuntimeError("planted")

    with pytest.raises(RuntimeError, match="planted"):
        fail()
    load(store, "a3")
    assert derive_anew(store).is_derived
    assert not verify(store)
