"""A process of its own that loads, reads again and asks through Spark Connect; it must end by itself."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from monitor.filters import Filters
from monitor.pipeline import ingest
from monitor.pipeline.reread import retag
from monitor.query.desk import Desk
from monitor.query.engines.cluster import ClusterEngine
from monitor.settings import load_settings
from monitor.store.search import SearchIndex
from monitor.store.store import Store
from monitor.store.verify import verify
from tests.cluster.questions import assert_same, of_one, questions

EACH = 9
"""Every so manieth question: the engine is the same as on a cluster, and what it sends is held there."""


def main(address: str, texts: Path, actors: Path, store: Path) -> None:
    """Load ``texts`` into ``store``, read them again, and compare what the server and this process answer."""
    settings = replace(load_settings(store=store), actors=actors, engine=address)
    told = ingest([texts], settings)
    assert retag(settings) == told.new
    assert verify(Store(store)) == []
    snapshot = Store(store).snapshot()
    search = partial(SearchIndex(store).find, snapshot)
    here = Desk.from_snapshot(snapshot, search, "here")
    there = Desk.from_snapshot(snapshot, search, "there", ClusterEngine(address))
    asked = questions("tamsin-okello", "harbour-league", "KEN", "dawn.example", 'ferry OR "flood relief"')
    names = [*sorted(asked)[::EACH], "export mentions", "texts", "top stories"]
    for name in names:
        assert_same(asked[name](here), asked[name](there))
    assert_same(*(of_one(here, Filters())["article"](desk) for desk in (here, there)))
    print(f"{told.new} articles, {len(names)} questions")


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))
