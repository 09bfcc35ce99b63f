"""The bulk is a store like any other: it keeps every promise, and looks like news where that costs time."""

from pathlib import Path

import pyarrow.compute as pc
import pytest

from monitor.demo.bulk import plan
from monitor.errors import InputError
from monitor.pipeline.bulk import build_bulk
from monitor.store.store import Store
from monitor.store.verify import verify


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("bulk") / "store")
    build_bulk(store, 4_000, days=40)
    return store


def test_a_bulk_store_keeps_every_promise(bulk: Store) -> None:
    assert verify(bulk) == []


def test_it_has_what_makes_counting_hard(bulk: Store) -> None:
    articles = bulk.snapshot().read("articles")
    assert len(articles) == 4_000
    spans = articles.group_by("story_id").aggregate([("day", "min"), ("day", "max"), ("day", "count")])
    copied = pc.sum(pc.greater(spans["day_count"], 1)).as_py()
    later = pc.sum(pc.not_equal(spans["day_min"], spans["day_max"])).as_py()
    assert 100 < copied < 1_000
    assert 20 < later < copied
    assert 0 < articles["day"].null_count < 100
    assert 50 < pc.sum(articles["title_only"]).as_py() < 400
    assert len(pc.unique(articles["language"])) == 4
    assert len(pc.unique(articles["source"])) > 200


def test_it_names_few_often_and_many_seldom(bulk: Store) -> None:
    mentions = bulk.snapshot().read("mentions", ["entity", "kind"])
    actors = mentions.filter(pc.equal(mentions["kind"], "actor"))
    counts = sorted(pc.value_counts(actors["entity"]).field("counts").to_pylist(), reverse=True)
    assert len(counts) > 300
    assert counts[0] > 20 * counts[len(counts) // 2]
    assert 2 < len(actors) / 4_000 < 3.5
    assert 1 < (len(mentions) - len(actors)) / 4_000 < 2


def test_the_same_numbers_give_the_same_articles(bulk: Store, tmp_path: Path) -> None:
    again = build_bulk(Store(tmp_path / "again"), 4_000, days=40)
    assert again.read("articles") == bulk.snapshot().read("articles")
    other = build_bulk(Store(tmp_path / "other"), 4_000, days=40, seed=8)
    assert other.read("articles", ["title"]) != again.read("articles", ["title"])


def test_nothing_to_make_is_refused() -> None:
    with pytest.raises(InputError, match="at least one"):
        plan(0)
