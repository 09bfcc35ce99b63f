"""What is put into the store comes out again, as it was at each snapshot; what can't be done is a sentence."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import StoreBrokenError, StoreBusyError, StoreError
from monitor.store import delta, files, history
from monitor.store.derived import DERIVED, made_of
from monitor.store.schema import ARTICLES, MENTIONS, QUARANTINE, TABLES
from monitor.store.store import Store

Loads = Callable[..., int]
Ids = Callable[..., list[str]]
Puts = Callable[..., None]


def flaw(name: str, line: int = 1) -> dict[str, Any]:
    return {"quarantine_id": name, "file": "news.jsonl", "line": line, "reason": "broken JSON", "excerpt": "{"}


def commit_nothing(folder: Path) -> None:
    """Empty a table past the store, as a version that no snapshot names."""
    log = delta.TableLog(folder)
    log.commit([], log.files().values())


def test_rows_come_back_as_they_were(store: Store, put: Puts, tables_of: Callable[..., Any]) -> None:
    with store.change("ingest") as change:
        put(change, [{"id": "a1"}, {"id": "a2", "day": None}])
    rows_of = tables_of([{"id": "a1"}, {"id": "a2", "day": None}])
    for table in TABLES.keys() - set(DERIVED):  # made by the store itself
        rows = rows_of[table]
        found = store.snapshot().read(table)
        assert found.schema.equals(TABLES[table])
        assert sorted(map(str, found.to_pylist())) == sorted(map(str, rows.to_pylist()))


def test_read_chooses_columns_and_rows(store: Store, load: Loads) -> None:
    load(store, "a1", "a2", "a3")
    found = store.snapshot().read("articles", ["revision", "article_id"], where=pc.field("article_id") > "a1")
    assert found.to_pylist() == [{"revision": 1, "article_id": "a2"}, {"revision": 1, "article_id": "a3"}]


def test_a_table_without_rows_reads_as_empty(store: Store, load: Loads) -> None:
    load(store, "a1")
    assert store.snapshot().files("quarantine") == []
    assert store.snapshot().read("quarantine").schema.equals(QUARANTINE)
    assert store.snapshot().lookup("quarantine", "file", ["x"], ["line"]).num_rows == 0


def test_the_files_are_plain_delta_tables(store: Store, load: Loads) -> None:
    load(store, "a1", "a2")
    snapshot = store.snapshot()
    table = DeltaTable(str(store.path / "articles"), version=snapshot.versions["articles"])
    assert table.to_pyarrow_table().num_rows == 2
    assert [Path(uri) for uri in table.file_uris()] == [Path(file) for file in snapshot.files("articles")]


def test_a_period_reads_only_its_files(store: Store, load: Loads) -> None:
    for name, day in [("a1", date(2024, 1, 5)), ("a2", date(2024, 2, 5)), ("a3", None)]:
        load(store, name, day=day)
    snapshot = store.snapshot()
    assert len(snapshot.files("articles")) == 3
    assert len(snapshot.files("articles", date(2024, 2, 5), date(2024, 2, 5))) == 1
    assert len(snapshot.files("articles", None, date(2024, 2, 4))) == 1
    assert len(snapshot.files("articles", date(2024, 1, 1))) == 2
    assert snapshot.files("articles", date(2024, 3, 1), None) == []


def test_an_odd_folder_name_is_no_pattern(tmp_path: Path, load: Loads, ids: Ids) -> None:
    store = Store(tmp_path / "news [2024] * ? 'ñ'")
    load(store, "a1")
    assert ids(store) == ["a1"]
    assert store.snapshot().lookup("articles", "article_id", ["a1"], ["article_id"]).num_rows == 1


def test_a_change_sees_its_own_rows(store: Store, load: Loads, tables_of: Callable[..., Any]) -> None:
    load(store, "a1", "a2")
    with store.change("ingest") as change:
        change.append("articles", tables_of([{"id": "a3"}])["articles"])
        change.delete("articles", ["a1"])
        found = change.lookup("articles", "article_id", ["a1", "a2", "a3", "a4", None], ["article_id"])
        assert sorted(found["article_id"].to_pylist()) == ["a2", "a3"]


def test_readers_see_a_change_only_when_it_is_whole(store: Store, load: Loads, put: Puts, ids: Ids) -> None:
    load(store, "a1")
    with store.change("ingest") as change:
        put(change, [{"id": "a2"}])
        assert ids(store) == ["a1"]
        assert store.snapshot().number == 1
    assert ids(store) == ["a1", "a2"]
    assert ids(store, 1) == ["a1"]


@pytest.mark.parametrize("problem", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_failed_change_leaves_nothing(
    store: Store, load: Loads, put: Puts, ids: Ids, problem: type[BaseException]
) -> None:
    load(store, "a1")
    before = sorted(store.path.rglob("*.parquet"))

    def fail() -> None:
        with store.change("ingest") as change:
            put(change, [{"id": "a2"}])
            change.delete("articles", ["a1"])
            raise problem

    with pytest.raises(problem):
        fail()
    assert ids(store) == ["a1"]
    assert sorted(store.path.rglob("*.parquet")) == before
    assert load(store, "a3") == 2


@pytest.mark.parametrize("step", range(6))
def test_a_creation_cut_short_is_no_store(
    store: Store, load: Loads, ids: Ids, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """The first writer ends after some of the tables were made and filled, before the first snapshot."""
    original, left = delta.TableLog.commit, [step]

    def commit(*args: Any, **options: Any) -> int:
        left[0] -= 1
        if left[0] < 0:
            raise RuntimeError
        return original(*args, **options)

    monkeypatch.setattr(delta.TableLog, "commit", commit)
    with pytest.raises(RuntimeError):
        load(store, "lost")
    monkeypatch.undo()
    assert not store.exists()
    with pytest.raises(StoreError, match="no store"):
        store.snapshot()
    assert load(store, "a1") == 1
    assert ids(store) == ["a1"]
    assert store.snapshot().read("mentions").num_rows == 2


def test_a_table_left_ahead_is_taken_back_even_when_it_is_not_touched(store: Store, load: Loads) -> None:
    load(store, "a1")
    folder = store.path / "articles"
    commit_nothing(folder)
    with store.change("status", dictionary="v2"):
        pass
    assert DeltaTable(str(folder)).to_pyarrow_table().num_rows == 1
    assert store.snapshot().versions["articles"] == delta.TableLog(folder).version
    assert store.snapshot().read("articles").num_rows == 1


def test_a_change_of_nothing_is_no_commit(store: Store, load: Loads) -> None:
    load(store, "a1")
    with store.change("ingest") as change:
        change.append("articles", ARTICLES.empty_table())
        change.delete("articles", ["nobody"])
        change.delete("articles", [])
    assert change.snapshot == store.snapshot()
    assert [snapshot.number for snapshot in store.snapshots()] == [1]


def test_another_dictionary_is_a_commit(store: Store, load: Loads) -> None:
    load(store, "a1")
    with store.change("retag", dictionary="d2"):
        pass
    load(store, "a2")
    assert [snapshot.dictionary for snapshot in store.snapshots()] == ["", "d2", "d2"]


def test_a_snapshot_says_with_which_dictionaries_its_articles_were_read(store: Store, put: Puts) -> None:
    def read_with() -> list[str]:
        return list(store.snapshot().detail["dictionaries"])

    for number, version in enumerate(("d1", "d2", "")):
        with store.change("ingest", dictionary=version) as change:
            put(change, [{"id": f"a{number}"}])
    assert read_with() == ["d1", "d2"]
    with store.change("retag", dictionary="d2") as change:
        change.read_again()
    assert read_with() == ["d2"], "said, although no row changed"
    number = store.snapshot().number
    with store.change("retag", dictionary="d2") as change:
        change.read_again()
    assert store.snapshot().number == number


def test_what_a_commit_did_is_kept(store: Store, put: Puts) -> None:
    with store.change("ingest", dictionary="d1") as change:
        put(change, [{"id": "a1"}])
        change.detail.update(new=1, file="news.jsonl")
    snapshot = store.snapshot()
    assert (snapshot.note, snapshot.dictionary, snapshot.detail) == (
        "ingest",
        "d1",
        {
            "new": 1,
            "file": "news.jsonl",
            "dictionaries": ["d1"],
            "derived": made_of(snapshot.versions),
        },
    )
    assert change.snapshot == snapshot
    assert hash(change.snapshot) == hash(snapshot)


def test_a_flaw_is_kept_once(store: Store) -> None:
    rows = pa.Table.from_pylist([flaw("q1"), flaw("q2", 7), flaw("q1")], QUARANTINE)
    with store.change("ingest") as change:
        assert change.append("quarantine", rows) == 2
        assert change.append("quarantine", rows) == 0
    with store.change("ingest") as change:
        assert change.append("quarantine", rows) == 0
    assert store.snapshot().number == 1
    assert sorted(store.snapshot().read("quarantine")["quarantine_id"].to_pylist()) == ["q1", "q2"]


def test_rewriting_may_read_the_table_meanwhile(store: Store, load: Loads, ids: Ids) -> None:
    load(store, "a1", "a2")
    with store.change("retag") as change:
        old = store.snapshot().read("articles")
        change.rewrite("articles", (old.slice(row, 1) for row in range(1)))
    assert ids(store) == ["a1"]
    assert ids(store, 1) == ["a1", "a2"]


def test_rows_are_sorted_by_day_in_files_of_bounded_size(
    store: Store, monkeypatch: pytest.MonkeyPatch, tables_of: Callable[..., Any]
) -> None:
    monkeypatch.setitem(files.LAYOUTS, "articles", files.Layout(("day", "article_id"), 4, 2, by_id=True))
    named = [{"id": f"a{item}", "day": date(2024, 1, 1 + item * 7 % 10)} for item in range(10)]
    with store.change("ingest") as change:
        change.append("articles", tables_of(named)["articles"])
    found = sorted(store.snapshot().data_files("articles"), key=lambda file: str(file.low))
    assert [file.rows for file in found] == [4, 4, 2]
    assert [(file.low.day, file.high.day) for file in found] == [(1, 4), (5, 8), (9, 10)]
    parquet = pq.ParquetFile(store.path / "articles" / found[0].path)
    assert parquet.metadata.num_row_groups == 2


def test_texts_are_packed_tightly_and_what_periods_read_is_unpacked_fast(
    store: Store, tables_of: Callable[..., Any]
) -> None:
    with store.change("ingest") as change:
        change.append("articles", tables_of([{"id": "a1", "day": date(2024, 1, 1)}])["articles"])
    (file,) = store.snapshot().files("articles")
    group = pq.ParquetFile(file).metadata.row_group(0)
    columns = [group.column(at) for at in range(group.num_columns)]
    packed = {column.path_in_schema for column in columns if column.compression == "ZSTD"}
    assert packed == {
        "text",
        "extra",
        *(f"removed.list.element.{name}" for name in ("text", "reason")),
        *(f"sentences.list.element.{name}" for name in ("start", "end", "tone")),
    }
    assert {column.compression for column in columns} == {"ZSTD", "SNAPPY"}


def test_an_old_snapshot_stays_as_it_was(store: Store, load: Loads, tables_of: Callable[..., Any]) -> None:
    load(store, "a1")
    with store.change("ingest") as change:
        change.replace("articles", ["a1"], tables_of([{"id": "a1", "revision": 2}])["articles"])
    read = [store.snapshot(number).read("articles")["revision"].to_pylist() for number in (1, 2)]
    assert read == [[1], [2]]


def test_the_list_of_snapshots_is_folded_and_stays_whole(
    store: Store, load: Loads, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "FOLD_FILES", 4)
    for number in range(1, 12):
        assert load(store, f"a{number:02}") == number
    assert [snapshot.number for snapshot in store.snapshots()] == list(range(1, 12))
    assert len(delta.TableLog(store.path / history.NAME).files()) <= 4
    assert all(len(ids(store, number)) == number for number in (1, 4, 5, 6, 11))


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["append", "replace", "delete"]),
        st.sets(st.sampled_from([f"id{item}" for item in range(8)]), min_size=1, max_size=4),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_the_store_does_what_a_dict_would(
    tmp_path_factory: pytest.TempPathFactory, tables_of: Callable[..., Any], actions: list[Any]
) -> None:
    """Several actions form one change, some changes fail; every snapshot stays what the dict was then."""
    store = Store(tmp_path_factory.mktemp("model") / "store")
    model: dict[str, int] = {}
    past: dict[int, dict[str, int]] = {}
    for revision, (action, names, fails, also_delete) in enumerate(actions, start=1):
        after = dict(model)
        try:
            with store.change("test") as change:
                fresh = names - model.keys() if action == "append" else names
                rows = tables_of([{"id": name, "revision": revision} for name in sorted(fresh)])["articles"]
                if action == "append":
                    change.append("articles", rows)
                elif action == "replace":
                    change.replace("articles", names, rows)
                else:
                    change.delete("articles", names)
                after |= dict.fromkeys(() if action == "delete" else fresh, revision)
                if action == "delete" or also_delete:
                    change.delete("articles", names)
                    after = {name: number for name, number in after.items() if name not in names}
                if fails:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            continue
        model = after
        past[store.snapshot().number] = model
    for number, expected in past.items():
        rows = store.snapshot(number).read("articles", ["article_id", "revision"]).to_pylist()
        assert {row["article_id"]: row["revision"] for row in rows} == expected
        assert len(rows) == len(expected)


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda rows: rows.drop_columns(["title"]), "missing title"),
        (lambda rows: rows.append_column("mood", rows["title"]), "unknown mood"),
        (lambda rows: rows.append_column("title", rows["title"]), "each of these once"),
        (lambda rows: rows.set_column(1, "revision", pa.array(["one"])), "column revision"),
        (lambda rows: rows.set_column(1, "revision", pa.array([2**40])), "column revision"),
        (lambda rows: rows.set_column(0, "article_id", pa.array([None], pa.string())), "no article_id"),
    ],
    ids=["a column too few", "a column too many", "a column twice", "text for a number", "too large", "no id"],
)
def test_wrong_rows_are_refused_by_name(
    store: Store, tables_of: Callable[..., Any], spoil: Callable[[pa.Table], pa.Table], named: str
) -> None:
    rows = tables_of([{"id": "a1"}])["articles"]
    with pytest.raises(StoreError, match=named), store.change("ingest") as change:
        change.append("articles", spoil(rows))
    assert not store.exists()


def test_columns_may_come_in_another_order_and_in_a_wider_type(
    store: Store, ids: Ids, tables_of: Callable[..., Any]
) -> None:
    rows = tables_of([{"id": "a1"}])["articles"]
    wider = rows.set_column(1, "revision", rows["revision"].cast(pa.int64())).select(ARTICLES.names[::-1])
    with store.change("ingest") as change:
        change.append("articles", wider)
    assert ids(store) == ["a1"]


@pytest.mark.parametrize(
    ("act", "named"),
    [
        (lambda change: change.append("moods", MENTIONS.empty_table()), "no table 'moods'"),
        (lambda change: change.append("snapshots", MENTIONS.empty_table()), "no table 'snapshots'"),
        (lambda change: change.delete("daily", ["a1"]), "take the old numbers back"),
    ],
)
def test_an_impossible_change_is_refused(store: Store, act: Callable[..., object], named: str) -> None:
    with pytest.raises(StoreError, match=named), store.change("ingest") as change:
        act(change)


def test_a_change_that_ended_takes_no_more_rows(store: Store, put: Puts) -> None:
    with store.change("ingest") as change:
        put(change, [{"id": "a1"}])
    with pytest.raises(StoreError, match="has ended"):
        put(change, [{"id": "a2"}])


def test_the_first_commit_fixes_the_time_zone(store: Store, put: Puts) -> None:
    with store.change("ingest", time_zone="Asia/Karachi") as change:
        put(change, [{"id": "a1"}])
    with pytest.raises(StoreError, match="MONITOR_TIMEZONE=Asia/Karachi"), store.change("x", time_zone="UTC"):
        pass
    with store.change("compact", dictionary="d2"):
        pass
    assert {snapshot.time_zone for snapshot in store.snapshots()} == {"Asia/Karachi"}


@pytest.mark.parametrize("number", [0, -1, 2, 10**9])
def test_a_snapshot_that_was_never_made(store: Store, load: Loads, number: int) -> None:
    load(store, "a1")
    with pytest.raises(
        StoreError, match=rf"Snapshot {number} .* was never made: it has 1 snapshots from 1 to 1"
    ):
        store.snapshot(number)


def test_no_store_yet(store: Store, tmp_path: Path) -> None:
    for empty in (store, Store(tmp_path)):
        assert not empty.exists()
        assert not empty.is_demo
        assert empty.snapshots() == []
        with pytest.raises(StoreError, match="monitor ingest"):
            empty.snapshot()


def test_a_path_that_is_a_file(tmp_path: Path, load: Loads) -> None:
    file = tmp_path / "news.jsonl"
    file.write_text("{}")
    for use in (lambda: Store(file).exists(), lambda: load(Store(file), "a1"), lambda: Store(file).snapshot()):
        with pytest.raises(StoreError, match="is a file"):
            use()
    with pytest.raises(StoreError, match="can't be made"):
        load(Store(file / "store"), "a1")


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path, load: Loads) -> None:
    (tmp_path / "holiday.jpg").write_text("")
    with pytest.raises(StoreError, match=r"it holds holiday\.jpg"):
        load(Store(tmp_path), "a1")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["holiday.jpg"]


def test_a_path_with_a_percent_sign(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="has a %"):
        Store(tmp_path / "50%")


def test_a_folder_that_can_only_be_read(
    store: Store, load: Loads, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, "a1")

    def refuse(*_: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StoreError, match="can't be written: Read-only file system"):
        load(store, "a2")
    assert ids(store) == ["a1"]


def test_a_full_disk(store: Store, load: Loads, ids: Ids, monkeypatch: pytest.MonkeyPatch) -> None:
    load(store, "a1")
    before = sorted(store.path.rglob("*.parquet"))

    def refuse(_: object, target: Path, **__: object) -> None:
        target.write_bytes(b"PAR1")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(pq, "write_table", refuse)
    with pytest.raises(StoreError, match=r"No space left on device\. Nothing of this change was stored"):
        load(store, "a2")
    monkeypatch.undo()
    assert ids(store) == ["a1"]
    assert sorted(store.path.rglob("*.parquet")) == before


def test_a_damaged_file_is_a_sentence(store: Store, load: Loads) -> None:
    load(store, "a1")
    Path(store.snapshot().files("articles")[0]).unlink()
    for use in (
        lambda: store.snapshot().read("articles"),
        lambda: store.snapshot().lookup("articles", "article_id", ["a1"], ["title"]),
    ):
        with pytest.raises(StoreBrokenError, match="monitor verify"):
            use()


def test_a_lost_table_is_a_sentence(store: Store, load: Loads) -> None:
    load(store, "a1")
    (store.path / "articles").rename(store.path / ".away")
    with pytest.raises(StoreBrokenError, match=r"articles.* can't be read"):
        store.snapshot().files("articles")
    with pytest.raises(StoreBrokenError, match="is gone"):
        load(store, "a2")


def test_a_store_of_another_schema_is_not_mixed(
    store: Store, load: Loads, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, "a1")
    monkeypatch.setitem(files.SCHEMAS, "raw", files.SCHEMAS["raw"].append(pa.field("mood", pa.string())))
    with pytest.raises(StoreError, match="columns mood differ"):
        load(store, "a2")


def test_a_writer_that_ignores_the_lock_is_noticed(store: Store, load: Loads, put: Puts, ids: Ids) -> None:
    load(store, "a1")

    def race() -> None:
        with store.change("ingest") as change:
            put(change, [{"id": "a2"}])
            commit_nothing(store.path / "articles")

    with pytest.raises(StoreBrokenError, match="beside the commit lock"):
        race()
    assert ids(store) == ["a1"]
    load(store, "a3")
    assert ids(store) == ["a1", "a3"]


def test_a_writer_waits_for_the_other_one(store: Store, load: Loads, put: Puts) -> None:
    order: list[str] = []
    entered = threading.Event()

    def second() -> None:
        entered.wait()
        load(store, "a2")
        order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with store.change("ingest") as change:
        entered.set()
        put(change, [{"id": "a1"}])
        time.sleep(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert store.snapshot().number == 2


def test_a_writer_gives_up_with_a_sentence(store: Store, load: Loads) -> None:
    load(store, "a1")
    with store.change("ingest"), pytest.raises(StoreBusyError, match=r"more than 0\.1 seconds"):
        load(Store(store.path, lock_seconds=0.1), "a2")
    assert load(store, "a2") == 2


def test_a_demo_stays_a_demo(store: Store, load: Loads, put: Puts) -> None:
    with store.change("demo") as change:
        put(change, [{"id": "a1"}])
    assert store.is_demo
    load(store, "a2")
    assert store.is_demo


def test_loaded_articles_are_no_demo(store: Store, load: Loads) -> None:
    load(store, "a1")
    assert not store.is_demo
    assert store.snapshot().at <= datetime.now(UTC)
