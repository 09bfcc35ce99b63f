"""A Spark cluster on this machine: what a second worker brings, and what the calling process has to do."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.speed.local_cluster import LocalCluster, kill, local_cluster
from benchmarks.speed.news import news
from benchmarks.speed.reading import Bench, Reading, ratio
from monitor.annotate.dictionary import load_dictionary
from monitor.article import RawArticle
from monitor.ingest.read import read_paths
from monitor.pipeline.cluster import ClusterWorkers
from monitor.pipeline.prepare import Incoming, name_article
from monitor.pipeline.run import ingest
from monitor.settings import Settings, load_settings
from monitor.spark import executors, session

NAME = "cluster"
ARTICLES = 2_000
WARM = 600
"""So many articles are read before a turn, so that every process has its models."""
DEFAULTS = "spark.ui.enabled false\nspark.executor.memory 512m\n"

REMARK = "workers of one core, beside the calling process, on the cores named below"


def measure(bench: Bench) -> Iterator[Reading]:
    """One worker and two take turns in reading and in loading the same articles."""
    path = news(bench, ARTICLES)
    with ExitStack() as open_now:
        folder = Path(open_now.enter_context(tempfile.TemporaryDirectory(dir=bench.folder)))
        cluster = open_now.enter_context(local_cluster(folder, DEFAULTS, workers=1))
        settings = replace(load_settings(store=folder / "store"), engine=cluster.address)
        workers = ClusterWorkers(settings, load_dictionary(settings.actors, settings.countries), "UTC")
        open_now.callback(workers.close)
        items = [
            name_article(item, datetime.now(UTC)) for item in read_paths([path]) if isinstance(item, RawArticle)
        ]
        sides: list[Callable[[], None]] = [
            lambda: workers.start(items, frozenset())() and None,
            lambda: _load(path, settings),
        ]
        took = _took(cluster, settings, workers, items, sides, bench.rounds)
        spent = [_own_milliseconds(lambda: _load(path, settings)) for _ in range(bench.rounds)]
    for place, (key, what) in enumerate((("annotate", "reading"), ("load", "loading"))):
        one, two = took[1][place], took[2][place]
        gain, least, most = ratio(one, two)
        yield Reading(
            f"cluster.{key}.scaling",
            NAME,
            f"{what} {ARTICLES:,} articles with one worker, to the same with two",
            gain,
            "×",
            least,
            most,
            remark=REMARK,
            articles=ARTICLES,
        )
        rates = [ARTICLES / seconds for seconds in two]
        yield Reading(
            f"cluster.{key}.rate",
            NAME,
            f"{what} with two workers",
            median(rates),
            "articles/s",
            min(rates),
            max(rates),
            remark=REMARK,
            articles=ARTICLES,
        )
    yield Reading(
        "cluster.caller",
        NAME,
        "processor time of the calling process per loaded article: reading, handing over, committing",
        median(spent),
        "ms",
        min(spent),
        max(spent),
        remark=REMARK,
        articles=ARTICLES,
    )


def _took(
    cluster: LocalCluster,
    settings: Settings,
    workers: ClusterWorkers,
    items: list[Incoming],
    sides: list[Callable[[], None]],
    rounds: int,
) -> dict[int, list[list[float]]]:
    """Seconds by the number of workers, the side and the round; every second round begins with two workers."""
    took: dict[int, list[list[float]]] = {1: [[] for _ in sides], 2: [[] for _ in sides]}
    for number in range(rounds):
        for count in (1, 2) if number % 2 == 0 else (2, 1):
            _offer(cluster, settings, count)
            for _ in range(2):
                workers.start(items[:WARM] * count, frozenset())()
            for side, seconds in zip(sides, took[count], strict=True):
                began = time.perf_counter()
                side()
                seconds.append(time.perf_counter() - began)
    return took


def _offer(cluster: LocalCluster, settings: Settings, count: int) -> None:
    """Have so many workers."""
    alive = [process for process in cluster.processes[1:] if process.poll() is None]
    for process in alive[count:]:
        kill(process)
    for _ in range(count - len(alive)):
        cluster.start_worker()
    opened = session(settings.engine)
    until = time.monotonic() + 120
    while executors(opened) != count and time.monotonic() < until:
        time.sleep(0.2)


def _load(path: Path, settings: Settings) -> None:
    shutil.rmtree(settings.store, ignore_errors=True)
    ingest([path], settings)


def _own_milliseconds(work: Callable[[], None]) -> float:
    """Processor time of this process per article."""
    began = time.process_time()
    work()
    return (time.process_time() - began) / ARTICLES * 1e3
