"""Compaction changes no answer and disturbs nobody; a vacuum removes only what nothing needs."""

from __future__ import annotations

import dataclasses
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import StoreBrokenError, StoreError
from monitor.store import delta, files, maintain
from monitor.store.maintain import compact, needs_compaction, pin, pins, unpin, vacuum
from monitor.store.schema import DAILY, TABLES
from monitor.store.store import Snapshot, Store
from monitor.store.verify import verify

Loads = Callable[..., int]
Ids = Callable[..., list[str]]
DAYS = [date(2024, 1, 1) + timedelta(days=step) for step in range(40)]
TEN_A_FILE = {"file_rows": 10, "group_rows": 4}


def rows_of(snapshot: Snapshot, table: str) -> Counter[str]:
    """The rows of a table in no order; of the additive one, its sums."""
    rows = snapshot.read(table)
    if table == "daily":
        keys = [name for name in DAILY.names if name not in ("articles", "mentions", "title_only")]
        rows = rows.group_by(keys).aggregate([("articles", "sum"), ("mentions", "sum"), ("title_only", "sum")])
        kept = [row for row in rows.to_pylist() if row["articles_sum"] or row["mentions_sum"]]
        return Counter(map(str, kept))
    return Counter(map(str, rows.to_pylist()))


def all_rows(snapshot: Snapshot) -> dict[str, Counter[str]]:
    return {table: rows_of(snapshot, table) for table in TABLES}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, load: Loads) -> Path:
    """A store of twenty loads of three articles each, with days at random, some undated."""
    store = Store(tmp_path_factory.mktemp("busy") / "store")
    chance = random.Random(4)
    for turn in range(20):
        load(store, *[f"a{turn:02}n{item}" for item in range(3)], day=chance.choice([*DAYS, None]))
    return store.path


@pytest.fixture
def busy(loaded: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A copy of the loaded store, in a layout of short files."""
    shutil.copytree(loaded, store.path)
    for table in TABLES:
        short = dataclasses.replace(files.LAYOUTS[table], **TEN_A_FILE)
        monkeypatch.setitem(files.LAYOUTS, table, short)
    return store


@pytest.mark.parametrize("everything", [False, True])
def test_compaction_changes_no_answer(busy: Store, everything: bool) -> None:
    before = busy.snapshot()
    rows = all_rows(before)
    after = compact(busy, everything=everything)
    assert after.number == before.number + 1
    assert all_rows(after) == rows
    assert all_rows(busy.snapshot(before.number)) == rows
    assert all_rows(before) == rows
    assert len(after.files("articles")) < len(before.files("articles")) / 2
    assert verify(busy) == []


def test_compaction_lays_articles_out_by_day(busy: Store) -> None:
    after = compact(busy, everything=True)
    dated = sorted((file.low, file.high) for file in after.data_files("articles") if file.low)
    assert all(one[1] <= other[0] for one, other in pairwise(dated))
    assert all(file.rows <= TEN_A_FILE["file_rows"] for file in after.data_files("articles"))
    some = DAYS[20]
    assert len(after.files("articles", some, some)) <= 2


def test_compaction_sums_the_additive_rows(store: Store, load: Loads) -> None:
    load(store, "a1", "a2")
    row = store.snapshot().read("daily", where=None).slice(0, 1)
    taken_back = row.to_pylist()[0] | {"articles": -1, "mentions": 0, "title_only": 0}
    with store.change("take back") as change:
        change.append("daily", pa.Table.from_pylist([taken_back] * 2, DAILY))
    after = compact(store)
    rows = after.read("daily").to_pylist()
    assert sorted((row["kind"], row["articles"], row["mentions"]) for row in rows) == [
        ("actor", 2, 2),
        ("country", 2, 2),
    ]


def test_a_compact_store_is_left_alone(busy: Store) -> None:
    first = compact(busy)
    again = compact(busy)
    for table in ("articles", "mentions"):
        assert len(again.files(table)) <= len(first.files(table))
    assert compact(busy).number == again.number


def test_many_small_files_ask_for_compaction(busy: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maintain, "MANY_SMALL_FILES", 21)
    assert not needs_compaction(busy.snapshot())
    monkeypatch.setattr(maintain, "MANY_SMALL_FILES", 20)
    assert needs_compaction(busy.snapshot())
    assert not needs_compaction(compact(busy))


def test_many_files_for_the_same_days_are_laid_out_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch, tables_of: Callable[..., Any]
) -> None:
    monkeypatch.setitem(files.LAYOUTS, "articles", files.Layout(("day", "article_id"), 4, 4, by_id=True))
    monkeypatch.setattr(maintain, "MANY_RUNS", 5)
    for turn in range(6):
        named = [{"id": f"a{turn}n{item}", "day": DAYS[turn + item * 10]} for item in range(4)]
        with store.change("ingest") as change:
            change.append("articles", tables_of(named)["articles"])
    assert needs_compaction(store.snapshot())
    after = compact(store)
    assert not needs_compaction(after)
    assert len(after.files("articles", DAYS[0], DAYS[0])) == 1
    assert after.read("articles").num_rows == 24


def test_only_what_lies_too_deep_is_laid_out_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch, tables_of: Callable[..., Any]
) -> None:
    """A week that was loaded again and again disturbs no file of other weeks."""
    monkeypatch.setitem(files.LAYOUTS, "articles", files.Layout(("day", "article_id"), 4, 4, by_id=True))
    monkeypatch.setattr(maintain, "MANY_RUNS", 4)
    weeks = [DAYS[start : start + 4] for start in range(0, 40, 4)]
    for turn, days in enumerate([*weeks, *[DAYS[20:24]] * 4]):
        with store.change("ingest") as change:
            named = [{"id": f"a{turn}n{item}", "day": day} for item, day in enumerate(days)]
            change.append("articles", tables_of(named)["articles"])
    before = store.snapshot()
    after = compact(store)
    kept = set(after.files("articles")) & set(before.files("articles"))
    assert len(kept) == len(before.files("articles")) - 3
    assert len(after.files("articles")) == len(before.files("articles")) + 1  # a day never stands in two
    assert [len(after.files("articles", day, day)) for day in DAYS[20:24]] == [3] * 4
    assert rows_of(after, "articles") == rows_of(before, "articles")


SPANS = st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), min_size=1, max_size=60)


@given(spans=SPANS, many=st.integers(2, 6))
def test_what_stays_is_half_as_deep_as_it_may_be(spans: list[tuple[int, int]], many: int) -> None:
    held = [
        files.DataFile(f"{turn}.parquet", 10, 10, DAYS[min(ends)], DAYS[max(ends)])
        for turn, ends in enumerate(spans)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(maintain, "MANY_RUNS", many)
        deep = maintain._too_deep(held)
    left = [file for file in held if file not in deep]
    depth = max(
        sum(file.low <= day <= file.high and file.low < file.high for file in held)  # type: ignore[operator]
        for day in DAYS
    )
    assert bool(deep) == (depth > many)
    assert maintain._runs(left) <= (many // 2 if deep else many)


def test_a_merged_file_is_full(busy: Store) -> None:
    after = compact(busy, everything=True)
    rows = [file.rows for file in after.data_files("raw")]
    assert sorted(rows) == [10] * 6


def test_wide_rows_fill_shorter_files(busy: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A span of days is one file also where not so many rows fit into it as the layout says."""
    monkeypatch.setattr(maintain, "FILE_BYTES", 4_000)
    after = compact(busy, everything=True)
    dated = sorted((file.low, file.high) for file in after.data_files("articles") if file.low)
    assert all(one[1] <= other[0] for one, other in pairwise(dated))
    assert max(file.rows for file in after.data_files("articles")) < 10


def test_full_files_of_one_day_are_not_laid_out_again_and_again(
    store: Store, load: Loads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(files.LAYOUTS, "articles", files.Layout(("day", "article_id"), 2, 2))
    monkeypatch.setattr(maintain, "MANY_RUNS", 3)
    load(store, *[f"a{item}" for item in range(12)])
    assert not needs_compaction(store.snapshot())


def test_a_load_goes_on_while_files_are_merged(
    busy: Store, load: Loads, ids: Ids, tables_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loader that appends keeps the merge; one that replaced a merged file wins over it."""
    original = maintain._merge

    def merge(folder: Path, old: Any) -> Any:
        new = original(folder, old)
        if folder.name == "articles":
            load(busy, "meanwhile", day=DAYS[3])
            with busy.change("revise") as change:
                change.replace("mentions", ["a00n0"], tables_of([])["mentions"])
        return new

    monkeypatch.setattr(maintain, "_merge", merge)
    expected = {*ids(busy), "meanwhile"}
    after = compact(busy)
    assert set(ids(busy)) == expected
    assert len(ids(busy)) == len(expected)
    assert len(after.files("articles")) < 12
    assert after.read("mentions").num_rows == 2 * 61 - 2


def test_a_merge_that_would_lose_rows_is_refused(busy: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    original = maintain._portions
    monkeypatch.setattr(maintain, "_portions", lambda *args: (rows.slice(1) for rows in original(*args)))
    before = sorted(busy.path.rglob("*.parquet"))
    with pytest.raises(StoreBrokenError, match="should hold 60 rows"):
        compact(busy)
    assert sorted(busy.path.rglob("*.parquet")) == before


# The vacuum.


def test_a_vacuum_keeps_the_last_snapshots_and_the_pinned_ones(busy: Store) -> None:
    pin(busy, "report", 5)
    pinned = all_rows(busy.snapshot(5))
    newest = all_rows(compact(busy, everything=True))
    gone = vacuum(busy, keep_days=0, keep_last=2, grace_seconds=0)
    assert [snapshot.number for snapshot in busy.snapshots()] == [5, 20, 21]
    assert gone.snapshots == 18
    assert all_rows(busy.snapshot(5)) == pinned
    assert all_rows(busy.snapshot()) == newest
    with pytest.raises(StoreError, match=r"Snapshot 6 .* is no longer kept"):
        busy.snapshot(6)
    assert verify(busy) == []


def test_a_vacuum_removes_files_once_no_snapshot_needs_them(busy: Store, load: Loads) -> None:
    compact(busy, everything=True)
    gone = vacuum(busy, keep_days=0, keep_last=1, grace_seconds=0)
    left = {path.name for path in (busy.path / "articles").glob("*.parquet")}
    assert left == {Path(file).name for file in busy.snapshot().files("articles")}
    assert gone.files > 20
    assert gone.bytes > 0
    again = vacuum(busy, keep_days=0, keep_last=1, grace_seconds=0)
    assert (again.snapshots, again.files) == (0, 0)
    assert load(busy, "after") == busy.snapshot().number
    assert verify(busy) == []


def test_a_vacuum_keeps_young_snapshots_by_default(busy: Store, ids: Ids) -> None:
    compact(busy)
    assert vacuum(busy, grace_seconds=0).snapshots == 0
    assert len(ids(busy, 3)) == 9


def test_a_vacuum_removes_what_a_killed_writer_wrote_but_nothing_young(busy: Store) -> None:
    orphan = busy.path / "articles" / "part-orphan.parquet"
    orphan.write_bytes(b"PAR1")
    vacuum(busy)
    assert orphan.exists()
    os.utime(orphan, (0, 0))
    assert vacuum(busy).files == 1
    assert not orphan.exists()


def test_a_store_with_a_leftover_goes_on_after_a_vacuum(busy: Store, load: Loads, ids: Ids) -> None:
    folder = busy.path / "articles"
    extra = next(files.write_files(folder, "articles", busy.snapshot().read("articles").slice(0, 1)))
    delta.TableLog(folder).commit([extra], [])
    vacuum(busy, keep_days=0, keep_last=1, grace_seconds=0)
    assert not (folder / extra.path).exists()
    load(busy, "after")
    assert len(ids(busy)) == 61
    assert verify(busy) == []


def test_pins_have_names(busy: Store) -> None:
    assert pins(busy) == {}
    assert pin(busy, "report").number == 20
    pin(busy, "draft", 3)
    assert pins(busy) == {"report": 20, "draft": 3}
    unpin(busy, "draft")
    assert pins(busy) == {"report": 20}
    with pytest.raises(StoreError, match="No snapshot is pinned as 'draft'"):
        unpin(busy, "draft")
    with pytest.raises(StoreError, match=r"Snapshot 99 .* was never made"):
        pin(busy, "later", 99)


def test_a_broken_list_of_pins_stops_the_vacuum(busy: Store) -> None:
    (busy.path / "pins.json").write_text("[1, 2]")
    with pytest.raises(StoreBrokenError, match="list of pinned snapshots"):
        vacuum(busy, keep_days=0, keep_last=1, grace_seconds=0)
    assert len(busy.snapshots()) == 20


def test_there_is_nothing_to_maintain_without_a_store(store: Store) -> None:
    for act in (compact, vacuum, lambda empty: pin(empty, "x")):
        with pytest.raises(StoreError, match="no store"):
            act(store)
    assert not store.path.exists()
