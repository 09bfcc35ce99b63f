"""Loading from end to end: how fast, in how much memory, and what an article takes in the store."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pyarrow.parquet as pq

from benchmarks.speed import memory
from benchmarks.speed.news import news
from benchmarks.speed.reading import Bench, Reading
from benchmarks.speed.stores import LOADED, store_of
from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import load_dictionary
from monitor.settings import load_settings

SIZES = (2_000, 20_000, 100_000)
GROWN = (100_000, 1_000_000)
MORE = 10_000
"""So many are loaded into stores of these sizes."""
ANNOTATED = 1_000
"""So many articles are annotated alone, to know what that takes on this machine."""
NAME = "load"
_MONITOR = "from monitor.cli import main; main()"


def measure(bench: Bench) -> Iterator[Reading]:
    """Loads stores of several sizes, each in processes of its own."""
    for size in (size for size in SIZES if size <= bench.articles):
        path, store = news(bench, size), bench.folder / "load-store"
        rounds = bench.rounds if size == SIZES[0] else 1
        used, alone = [], []
        for _ in range(rounds):
            shutil.rmtree(store, ignore_errors=True)
            alone.append(_annotate(path))
            used.append(_load(path, store))
        yield from _readings(size, used, alone)
        yield from _bytes(size, path, store)
        shutil.rmtree(store)
    yield from _real(bench)
    yield from _growth(bench)


def _real(bench: Bench) -> Iterator[Reading]:
    """All articles of a corpus: their texts are twice as long as generated ones, and more are cleaned again."""
    path, store = bench.corpora / "allsides_articles" / "dev.parquet", bench.folder / "load-store"
    if not path.exists():
        return
    size = pq.read_metadata(path).num_rows
    shutil.rmtree(store, ignore_errors=True)
    used = _load(path, store)
    shutil.rmtree(store)
    rate = size / used.seconds
    for key, what, value, unit, budget in (
        ("rate", f"{size:,} articles of a corpus into the store", rate, "articles/s", "≥ 1,000"),
        ("memory", f"memory of all processes while these {size:,} are loaded", used.megabytes, "MB", "≤ 1,000"),
    ):
        yield Reading(f"load.real.{key}", NAME, what, value, unit, value, value, budget, articles=size)


def _growth(bench: Bench) -> Iterator[Reading]:
    """The same articles into an empty store, and into large ones that hold others of their days."""
    sizes = [size for size in GROWN if size <= bench.articles]
    path, store = news(bench, MORE, first=LOADED - MORE // 2), bench.folder / "load-store"
    took = []
    for size in (0, *sizes):
        shutil.rmtree(store, ignore_errors=True)
        if size:
            shutil.copytree(store_of(bench, size), store, copy_function=os.link)
        took.append(_load(path, store))
        shutil.rmtree(store)
    for size, used in zip(sizes, took[1:], strict=True):
        share = used.cpu_seconds / took[0].cpu_seconds
        yield Reading(
            f"load.growth.{size}",
            NAME,
            f"processor time of loading {MORE:,} articles into {size:,}, to that into an empty store",
            share,
            "×",
            share,
            share,
            remark=f"{used.megabytes:,.0f} MB",
            articles=size,
        )


def _load(path: Path, store: Path) -> memory.Used:
    return memory.run([sys.executable, "-c", _MONITOR, "ingest", str(path), "--store", str(store)], {})


def _annotate(path: Path) -> float:
    """Processor seconds per article of the annotator alone."""
    settings = load_settings()
    annotator = Annotator(load_dictionary(settings.actors, settings.countries))
    rows = pq.read_table(path, columns=["title", "text"]).slice(0, ANNOTATED).to_pylist()
    annotator.annotate(rows[0]["title"], rows[0]["text"])
    began = time.process_time()
    for row in rows:
        annotator.annotate(row["title"], row["text"])
    return (time.process_time() - began) / len(rows)


def _readings(size: int, used: list[memory.Used], alone: list[float]) -> Iterator[Reading]:
    rates = [size / one.seconds for one in used]
    yield Reading(
        f"load.rate.{size}",
        NAME,
        f"{size:,} articles from Parquet into the store",
        median(rates),
        "articles/s",
        min(rates),
        max(rates),
        "≥ 1,000" if size > SIZES[0] else "",
        "the start of three processes included",
        size,
    )
    shares = [one.cpu_seconds / size / bare for one, bare in zip(used, alone, strict=True)]
    yield Reading(
        f"load.work.{size}",
        NAME,
        f"processor time of loading {size:,} articles, to that of annotating them alone",
        median(shares),
        "×",
        min(shares),
        max(shares),
        articles=size,
    )
    most = [one.megabytes for one in used]
    yield Reading(
        f"load.memory.{size}",
        NAME,
        f"memory of all processes while {size:,} articles are loaded",
        median(most),
        "MB",
        min(most),
        max(most),
        "≤ 1,000",
        articles=size,
    )


def _bytes(size: int, path: Path, store: Path) -> Iterator[Reading]:
    given = path.stat().st_size / size
    for name, folder in (("", store), (".search", store / "search")):
        kept = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / size
        what = "an article in the store" if not name else "of these, the search index"
        yield Reading(
            f"load.bytes{name}.{size}",
            NAME,
            f"{what}, of {size:,}",
            kept,
            "bytes",
            kept,
            kept,
            remark=f"{given:,.0f} bytes in the Parquet file that was read",
            articles=size,
        )
