"""What a cluster loads, reads again and answers is what this process alone would, also when a worker dies."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from benchmarks.speed.local_cluster import kill
from monitor.errors import ClusterError, FilterError, StoreBrokenError
from monitor.filters import Filters
from monitor.pipeline import cluster as tasks
from monitor.pipeline import ingest
from monitor.pipeline.reread import catch_up, retag
from monitor.pipeline.run import Progress
from monitor.place import copy_of
from monitor.query import desk
from monitor.query import found as searches
from monitor.query.counts import counts
from monitor.query.desk import Desk, open_desk
from monitor.query.engines.cluster import ClusterEngine
from monitor.query.stories import top_stories
from monitor.query.together import together
from monitor.query.totals import summary
from monitor.settings import PROJECT
from monitor.spark import session
from monitor.store.bucket import Bucket
from monitor.store.schema import TABLES
from monitor.store.search import SearchIndex
from monitor.store.store import Snapshot, Store
from monitor.store.tallies import NUMBERS, netted
from monitor.store.verify import verify
from tests.cluster.conftest import ARTICLES
from tests.cluster.questions import assert_same, of_one, questions
from tests.cluster.texts import ACTORS, MORE_ACTORS, articles
from tests.ui.steps import FRAME

pytestmark = pytest.mark.cluster

KILLED_AT = ARTICLES // 8
"""So many articles were stored when the worker is killed; others are on their way."""


@pytest.fixture(scope="module")
def loaded(cluster, written, settings_of):
    """All articles, loaded by a cluster of which a worker is killed in the middle; another takes its place."""
    settings, killed = settings_of(cluster.address), []

    def watch(progress: Progress) -> None:
        if progress.stored >= KILLED_AT and not killed:
            kill(cluster.processes[1])
            killed.append(progress.stored)
            cluster.start_worker()

    told = ingest([written], settings, on_progress=watch)
    (at,) = killed
    assert at < ARTICLES // 2
    return settings, told


def test_a_worker_that_dies_costs_no_article(loaded):
    settings, told = loaded
    records = list(articles(ARTICLES))
    assert told.read == ARTICLES
    assert told.quarantined == sum("note" in record for record in records)
    stored = Store(settings.store).snapshot().read("articles", ["url"])["url"].to_pylist()
    assert sorted(stored) == sorted({record["url"] for record in records if "note" not in record})
    assert verify(Store(settings.store)) == []


def test_loading_again_changes_nothing(loaded, written):
    settings, _ = loaded
    before = Store(settings.store).snapshot().number
    again = ingest([written], replace(settings, engine="embedded"))
    assert (again.new, again.revised, again.older) == (0, 0, 0)
    assert Store(settings.store).snapshot().number == before


@pytest.fixture(scope="module")
def desks(loaded) -> tuple[Desk, Desk]:
    """The same snapshot, open in this process and on the cluster."""
    settings, _ = loaded
    snapshot, index = Store(settings.store).snapshot(), SearchIndex(settings.store)

    def search(text: str) -> pa.Table:
        return index.find(snapshot, text)

    return (
        Desk.from_snapshot(snapshot, search, "here"),
        Desk.from_snapshot(snapshot, search, "there", ClusterEngine(settings.engine)),
    )


def test_every_question_has_the_same_answer(desks):
    """Three readers ask the cluster at a time, as they would: two of them wait for its driver anyway."""
    here, there = desks
    asked = questions("tamsin-okello", "harbour-league", "KEN", "dawn.example", 'ferry OR "flood relief"')
    asked |= of_one(here, Filters(search="harvest"))
    with ThreadPoolExecutor(3) as readers:
        answers = {name: readers.submit(question, there) for name, question in asked.items()}
        for name, question in asked.items():
            try:
                assert_same(question(here), answers[name].result())
            except Exception as error:
                error.add_note(f"The question was: {name}")
                raise


def test_a_store_of_an_older_program_has_the_same_answer(desks, loaded):
    settings, _ = loaded
    older = replace(Store(settings.store).snapshot(), detail={})  # that says of no table that it was derived
    named = Filters(actors=("tamsin-okello",), countries=("KEN",))
    there = Desk.from_snapshot(older, lambda _: [], "older", ClusterEngine(settings.engine))
    assert not there.is_tallied
    for question in (
        partial(counts, filters=named, by=("with_actor", "week")),
        partial(together, filters=Filters(), members=("actor:tamsin-okello", "country:KEN")),
    ):
        assert_same(question(desks[0]), question(there))


def test_any_spark_finds_articles_by_their_ids(loaded):
    """Without the settings that this program reads with: its files are for others, too."""
    settings, _ = loaded
    snapshot = Store(settings.store).snapshot()
    ids = snapshot.read("articles", ["article_id"])["article_id"].to_pylist()[:3]
    for table in ("articles", "mentions", "occurrences"):
        rows = session(settings.engine).read.parquet(*snapshot.files(table))
        found = rows.where(rows.article_id.isin(ids)).select("article_id").distinct().toArrow()
        assert sorted(found["article_id"].to_pylist()) == sorted(ids)


def test_a_store_in_a_bucket_is_loaded_and_read_where_it_is(cluster, settings_of, bucket, objects, tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in articles(600)))
    alone = settings_of()
    caller = replace(settings_of(cluster.address), store=copy_of(bucket, tmp_path / "caller"))
    assert ingest([path], caller) == ingest([path], alone)
    for table in TABLES:
        for entry in Bucket(bucket).listed(table):
            Bucket(bucket).fetch(entry.path, objects / bucket.rpartition("/")[2] / entry.path)
    reader = Store(copy_of(bucket, tmp_path / "reader"))
    there = Desk.from_snapshot(reader.snapshot(), lambda _: [], "bucket", ClusterEngine(cluster.address))
    here = open_desk(alone.store)
    for question in (
        partial(counts, filters=Filters(), by=("actor", "month")),
        partial(top_stories, filters=Filters(countries=("KEN",)), limit=20),
        partial(together, filters=Filters(), members=("actor:tamsin-okello", "country:KEN")),
        lambda desk: replace(summary(desk, Filters(actors=("tamsin-okello",)))),
    ):
        assert_same(question(here), question(there))
    brought = {file.parent.name for file in reader.path.glob("*/*.parquet")}
    assert brought == {"snapshots"}, "the executors read in the bucket"


def test_what_a_desk_holds_is_given_back(desks, monkeypatch):
    _, there = desks
    ferries, now = summary(desks[0], Filters(search="ferry")), time.monotonic()
    monkeypatch.setattr(searches, "_ROOM", 2 * ferries.articles)
    monkeypatch.setattr(desk, "_HELD_RELATIONS", 1)
    for number in range(4):
        later = now + 2 * searches._IN_USE * (1 + number)
        monkeypatch.setattr(there._searches, "_clock", lambda later=later: later)
        found = there.found(f"ferry OR word{number}")
        there.hold("found", lambda found=found: found, {})
    assert len(there._searches._kept) < 8, "others were let go"
    assert summary(there, Filters(search="ferry OR word1")) == ferries


def test_a_link_with_a_strange_character_is_refused(desks):
    with pytest.raises(FilterError, match="no character"):
        counts(desks[1], Filters(sources=("\ud800",)), ())


@pytest.fixture(scope="module")
def few(tmp_path_factory) -> Path:
    """1,200 articles, of which many are copies and some are revisions."""
    path = tmp_path_factory.mktemp("few") / "news.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in articles(1_200, seed=5)))
    return path


@pytest.fixture(scope="module")
def alone(few, settings_of):
    """The 1,200 articles, loaded in this process."""
    settings = replace(settings_of(), workers=1)
    ingest([few], settings)
    return settings


def test_a_task_that_fails_behind_its_answer_is_committed_once(
    cluster, few, alone, settings_of, monkeypatch, tmp_path
):
    marks, numbers, task = tmp_path, count(), tasks.on_executor

    def failing(work, reading):
        return _once_in_vain(task(work, reading), marks / str(next(numbers)))

    monkeypatch.setattr(tasks, "on_executor", failing)
    settings = settings_of(cluster.address)
    ingest([few], settings)
    assert len(list(marks.iterdir())) == next(numbers) > 2, "every task failed once"
    assert_same_store(settings.store, alone.store)


def _once_in_vain(task, mark: Path):
    """The task, whose first attempt fails when all of its answer has been handed over."""

    def twice(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from task(batches)
        if not mark.exists():
            mark.touch()
            raise RuntimeError("planted")

    return twice


def test_reading_again_on_a_cluster_leaves_the_same_rows(cluster, alone, settings_of):
    stores = []
    for engine in ("embedded", cluster.address):
        settings = settings_of(engine)
        shutil.copytree(alone.store, settings.store)
        settings.actors.write_text(MORE_ACTORS)
        try:
            assert 0 < catch_up(settings).articles < 1_200
            assert retag(settings) == summary(open_desk(settings.store), Filters()).articles
        finally:
            settings.actors.write_text(ACTORS)
        stores.append(settings.store)
    assert_same_store(*stores)


def assert_same_store(one: Path, other: Path) -> None:
    """The same rows, and the same articles are one story."""
    snapshots = [Store(path).snapshot() for path in (one, other)]
    for table in TABLES:
        mine, theirs = (_rows(snapshot, table) for snapshot in snapshots)
        assert mine == theirs, table
    assert _stories(snapshots[0]) == _stories(snapshots[1])


_OF_THE_LOAD = {"ingested_at", "at", "story_id"}
"""When it was; and stories are named by chance."""


def _rows(snapshot: Snapshot, table: str) -> list[tuple[str, ...]]:
    rows = snapshot.read(table)
    if table == "daily":  # additive: the sums count
        numbers = ("articles", "mentions", "title_only")
        keys = [name for name in rows.column_names if name not in numbers]
        rows = rows.group_by(keys).aggregate([(name, "sum") for name in numbers])
        rows = rows.filter(pa.compute.not_equal(rows["articles_sum"], 0))
    if table in NUMBERS:
        rows = netted(table, rows)
    kept = [name for name in rows.column_names if name not in _OF_THE_LOAD]
    return sorted(tuple(map(repr, row.values())) for row in rows.select(kept).to_pylist())


def _stories(snapshot: Snapshot) -> set[frozenset[str]]:
    members: dict[str, set[str]] = {}
    for row in snapshot.read("articles", ["article_id", "story_id"]).to_pylist():
        members.setdefault(row["story_id"], set()).add(row["article_id"])
    return {frozenset(group) for group in members.values()}


@pytest.mark.parametrize("page", ["overview", "trends"])
def test_a_page_is_drawn_from_a_cluster(cluster, alone, monkeypatch, page):
    for name, value in (("STORE", alone.store), ("ACTORS", alone.actors), ("ENGINE", cluster.address)):
        monkeypatch.setenv(f"MONITOR_{name}", str(value))
    app = (
        AppTest.from_file(str(FRAME), default_timeout=300)
        .switch_page(str(PROJECT / "pages" / f"{page}.py"))
        .run()
    )
    assert not app.exception
    assert not app.error
    assert open_desk(alone.store).version[-1] == cluster.address


@pytest.mark.parametrize(
    ("table", "question"),
    [
        ("tallies", lambda desk: summary(desk, Filters())),
        ("articles", lambda desk: top_stories(desk, Filters(), 3)),
    ],
)
def test_a_lost_file_is_named(cluster, alone, settings_of, table, question):
    settings = settings_of(cluster.address)
    shutil.copytree(alone.store, settings.store)
    desk = Desk.from_snapshot(
        Store(settings.store).snapshot(), lambda _: [], f"lost {table}", ClusterEngine(cluster.address)
    )
    for file in (settings.store / table).rglob("*.parquet"):
        file.unlink()
    with pytest.raises(StoreBrokenError, match="same path on every machine"):
        question(desk)


def test_what_goes_wrong_on_the_executors_is_a_sentence(cluster, few, settings_of, monkeypatch):
    task = tasks.on_executor
    monkeypatch.setattr(tasks, "on_executor", lambda work, reading: task(work, replace(reading, annotator="0")))
    with pytest.raises(ClusterError, match="Install the same version on all machines"):
        ingest([few], settings_of(cluster.address))


def test_one_process_has_one_session_and_opens_another_when_it_ended(cluster, alone, monkeypatch):
    monkeypatch.setenv("MONITOR_ENGINE", cluster.address)
    opened, before = session(cluster.address), open_desk(alone.store)
    assert session(cluster.address) is opened
    opened.stop()
    after = open_desk(alone.store)
    assert after is not before
    assert summary(after, Filters()).articles == len(Store(alone.store).snapshot().read("articles", ["day"]))
