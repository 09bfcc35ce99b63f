"""What a cluster loads, reads again and answers is what this process alone would, also when a worker dies."""

from __future__ import annotations

import pyarrow as pa
import pytest

from monitor.filters import Filters
from monitor.pipeline import ingest
from monitor.pipeline.run import Progress
from monitor.query.desk import Desk
from monitor.query.engines.cluster import ClusterEngine
from monitor.store.schema import TABLES
from monitor.store.search import SearchIndex
from monitor.store.store import Snapshot, Store
from monitor.store.verify import verify
from tests.cluster.conftest import ARTICLES, kill
from tests.cluster.questions import assert_same, of_one, questions

pytestmark = pytest.mark.cluster

KILLED_AT = ARTICLES // 4
"""So many articles were stored when the worker is killed; most of the rest are on their way."""


@pytest.fixture(scope="module")
def alone(written, settings_of):
    """All articles, loaded by this machine alone."""
    settings = settings_of()
    return settings, ingest([written], settings)


@pytest.fixture(scope="module")
def loaded(cluster, written, settings_of):
    """All articles, loaded by a cluster of which a worker is killed in the middle; another takes its place."""
    settings, killed = settings_of(cluster.address), []

    def watch(progress: Progress) -> None:
        if progress.stored >= KILLED_AT and not killed:
            kill(cluster.processes[1])
            killed.append(progress.stored)
            cluster.start_worker()

    summary = ingest([written], settings, on_progress=watch)
    (at,) = killed
    assert at < ARTICLES // 2
    return settings, summary


def test_a_worker_that_dies_costs_no_article(loaded, alone):
    (settings, summary), (other, expected) = loaded, alone
    assert summary == expected
    for table in ("articles", "mentions", "revisions", "quarantine", "daily", "bands", "lines"):
        mine, theirs = (_rows(Store(one.store).snapshot(), table) for one in (settings, other))
        assert mine == theirs, table


def test_what_a_cluster_loaded_keeps_every_promise_of_the_store(loaded):
    assert verify(Store(loaded[0].store)) == []


_OF_THE_LOAD = {"ingested_at", "at", "story_id"}
"""When and from where; and stories are named by chance (``test_the_same_texts_are_one_story``)."""


def _rows(snapshot: Snapshot, table: str) -> list[tuple]:
    names = [name for name in TABLES[table].names if name not in _OF_THE_LOAD]
    rows = snapshot.read(table, names).to_pylist()
    if table == "daily":  # additive: it is the sums that count
        rows = _summed(snapshot.read(table))
    return sorted(tuple(map(repr, row.values())) for row in rows)


def _summed(daily: pa.Table) -> list[dict]:
    numbers = ("articles", "mentions", "title_only")
    keys = [name for name in daily.column_names if name not in numbers]
    return daily.group_by(keys).aggregate([(name, "sum") for name in numbers]).to_pylist()


def test_the_same_texts_are_one_story(loaded, alone):
    groups = []
    for settings, _ in (loaded, alone):
        rows = Store(settings.store).snapshot().read("articles", ["article_id", "story_id"]).to_pylist()
        members: dict[str, set[str]] = {}
        for row in rows:
            members.setdefault(row["story_id"], set()).add(row["article_id"])
        groups.append({frozenset(group) for group in members.values()})
    assert groups[0] == groups[1]
    assert len(groups[0]) < len(rows)


@pytest.fixture(scope="module")
def desks(loaded) -> tuple[Desk, Desk]:
    """The same snapshot, open in this process and on the cluster."""
    settings, _ = loaded
    snapshot, index = Store(settings.store).snapshot(), SearchIndex(settings.store)

    def search(text: str):
        return index.find(snapshot, text)

    return (
        Desk.from_snapshot(snapshot, search, "here"),
        Desk.from_snapshot(snapshot, search, "there", ClusterEngine(settings.engine)),
    )


def test_every_question_has_the_same_answer(desks):
    here, there = desks
    asked = questions("tamsin-okello", "harbour-league", "KEN", "dawn.example", 'ferry OR "flood relief"')
    asked |= of_one(here, Filters(search="harvest"))
    for name, question in asked.items():
        answer = question(here)
        try:
            assert_same(answer, question(there))
        except AssertionError as error:
            error.add_note(f"The question was: {name}")
            raise
