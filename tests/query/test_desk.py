"""A desk shows one snapshot of a real store, to many threads, whatever is loaded meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from monitor.errors import FilterError, StoreBrokenError, StoreError
from monitor.filters import Cell, Filters
from monitor.query import desk as desk_module
from monitor.query.counts import counts
from monitor.query.desk import open_desk
from monitor.query.evidence import evidence
from monitor.query.quarantine import undated
from monitor.query.totals import summary
from monitor.store.store import Store

FLOOD = {
    "article_id": "a1",
    "day": date(2024, 3, 1),
    "published_at": datetime(2024, 2, 29, 22, 30, tzinfo=UTC),
    "title": "Flood in the north",
    "sentences": [{"start": 0, "end": 5, "tone": -0.5}, {"start": 6, "end": 9, "tone": None}],
    "title_tone": 0.0,
    "about": ["PAK"],
}
TALKS = {"article_id": "a2", "title": "Talks about floods", "text": "Flood relief is late."}
MENTIONS = [{"article_id": "a1", "entity": "nato", "tone": -0.5}]


@pytest.fixture
def store(tmp_path, tables_of):
    """One article in snapshot 1, and a second one in snapshot 2; the folder's name is no file pattern."""
    store = Store(tmp_path / "news [2024]*")
    load(store, tables_of([FLOOD], MENTIONS))
    load(store, tables_of([TALKS]))
    return store


def load(store, tables):
    with store.change("ingest") as change:
        for name, rows in tables.items():
            change.append(name, rows)


def test_a_store_answers_like_its_tables_in_memory(store, desk_of):
    from_files, in_memory = open_desk(store.path), desk_of([FLOOD, TALKS], MENTIONS)
    for by in ((), ("actor",), ("week",), ("source", "language", "month")):
        for filters in (
            Filters(),
            Filters(actors=("nato",)),
            Filters(search="flood"),
            Filters(measure="mentions"),
        ):
            assert counts(from_files, filters, by).equals(counts(in_memory, filters, by))
    assert evidence(from_files, Filters()).rows.equals(evidence(in_memory, Filters()).rows)


def test_instants_are_utc_and_days_are_the_stores(store):
    row = evidence(open_desk(store.path), Filters(), Cell(bucket="day", start=date(2024, 3, 1))).rows.iloc[0]
    assert row["published_at"].isoformat() == "2024-02-29T22:30:00+00:00"
    assert row["day"] == date(2024, 3, 1)


def test_an_older_snapshot_shows_what_it_showed(store):
    assert summary(open_desk(store.path, 1), Filters(search="flood*")).articles == 1
    assert summary(open_desk(store.path), Filters(search="flood*")).articles == 2
    assert summary(open_desk(store.path, 1), Filters(search="-flood")).articles == 0


def test_a_desk_is_kept_and_a_new_load_opens_another(store, tables_of):
    before = open_desk(store.path)
    assert open_desk(store.path) is before
    load(store, tables_of([{"article_id": "a3"}]))
    after = open_desk(store.path)
    assert after.version != before.version
    assert (summary(before, Filters()).articles, summary(after, Filters()).articles) == (2, 3)
    assert open_desk(store.path, 2) is before


def test_the_undated_are_looked_for_in_the_files_that_hold_them(store, tables_of):
    load(store, tables_of([{"article_id": "a3", "published_at": None, "day": None}]))
    load(store, tables_of([{**FLOOD, "article_id": "a4"}]))
    number, rows = undated(open_desk(store.path), Filters(start=date(2024, 3, 1)))
    assert (number, {*rows["article_id"]}) == (2, {"a2", "a3"})
    files = open_desk(store.path).snapshot.undated_paths("articles")
    assert 0 < len(files) < len(open_desk(store.path).snapshot.files("articles"))
    assert undated(open_desk(store.path, 1), Filters())[0] == 0


def test_the_undated_that_name_somebody_are_all_found(store, tables_of, desk_of):
    lost = [{"article_id": f"a{number}", "published_at": None, "day": None} for number in (3, 4)]
    named = [{"article_id": "a3", "entity": "nato"}, {"article_id": "a4", "kind": "country", "entity": "PAK"}]
    load(store, tables_of(lost, named))
    in_memory = desk_of([FLOOD, TALKS, *lost], [*MENTIONS, *named])
    for filters, expected in (
        (Filters(actors=("nato",)), {"a3"}),
        (Filters(countries=("PAK",), country_role="mentioned"), {"a4"}),
        (Filters(actors=("nato",), countries=("PAK",), country_role="mentioned"), set()),
    ):
        for desk in (open_desk(store.path), in_memory):
            number, rows = undated(desk, filters)
            assert (number, {*rows["article_id"]}) == (len(expected), expected)


def test_answers_are_kept_as_far_as_there_is_room(monkeypatch):
    monkeypatch.setattr("monitor.query.desk._LARGEST_KEPT_ANSWER", 1_000)
    monkeypatch.setattr("monitor.query.desk._ROOM_FOR_ANSWERS", 2_000)
    answers = desk_module._Answers()
    for name, size in {"one": 100, "large": 200, "two": 100, "one again": 0, "three": 100}.items():
        if size:
            answers.put(name, pa.table({"number": pa.array(range(size), pa.int64())}))
        else:
            answers.get("one")
    assert [name for name in ("one", "two", "three", "large") if answers.get(name) is not None] == [
        "one",
        "three",
    ]


def test_many_threads_share_a_desk(store):
    desk = open_desk(store.path)
    searches = [f"flood OR word{number % 66}" for number in range(68)]  # more than a desk keeps
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda search: summary(desk, Filters(search=search)).articles, searches))
    assert found == [2] * len(searches)


def test_a_broken_search_reaches_the_reader_as_a_sentence(store):
    with pytest.raises(FilterError, match="parenthesis"):
        counts(open_desk(store.path), Filters(search="(flood"), ())


def test_no_store_no_desk(tmp_path):
    with pytest.raises(StoreError, match="There is no store"):
        open_desk(tmp_path / "none")


def test_a_snapshot_that_never_was(store):
    with pytest.raises(StoreError, match="Snapshot 9"):
        open_desk(store.path, 9)


@pytest.mark.parametrize("opened_before", [True, False])
def test_a_lost_file_is_named(store, opened_before):
    if opened_before:
        open_desk(store.path)
    for file in (store.path / "tallies").glob("*.parquet"):
        file.unlink()
    with pytest.raises(StoreBrokenError, match="monitor verify"):
        summary(open_desk(store.path), Filters())


def test_a_desk_in_memory_has_no_snapshot(desk_of):
    with pytest.raises(LookupError, match="no snapshot"):
        _ = desk_of([]).snapshot
