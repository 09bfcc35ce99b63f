"""Stores to measure on, as large as asked for: articles that were really loaded, again and again on later days
under other names."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.speed.news import PER_DAY, news
from benchmarks.speed.reading import Bench
from monitor.pipeline import ingest
from monitor.pipeline.run import tidy
from monitor.settings import Settings, load_settings
from monitor.store.store import Snapshot, Store

LOADED = 20_000
"""So many are read, annotated and grouped; the others are the same with other ids."""
TABLES = ("articles", "mentions", "bands", "lines", "raw", "daily")


def store_of(bench: Bench, articles: int) -> Path:
    """A store of so many articles, a multiple of ``LOADED``; kept in the folder of the benchmark.

    Raises:
        FileNotFoundError: the real articles are not there.
    """
    path = bench.folder / f"store-{articles}"
    if path.exists():
        return path
    fresh = path.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    if articles == LOADED:
        ingest([news(bench, LOADED)], settings_of(fresh))
    else:
        _multiply(Store(store_of(bench, LOADED)).snapshot(), fresh, articles // LOADED)
    fresh.rename(path)
    return path


def settings_of(store: Path) -> Settings:
    """The settings for a store of the benchmark."""
    return replace(load_settings(store=store), workers=2)


def _multiply(base: Snapshot, path: Path, times: int) -> None:
    with Store(path).change("bulk", dictionary=base.dictionary) as change:
        for table in TABLES:
            rows = base.read(table)
            for number in range(times):
                change.append(table, _again(rows, number))
    shutil.copytree(base.store / "dictionary", path / "dictionary")
    tidy(Store(path))


def _again(rows: pa.Table, number: int) -> pa.Table:
    """The rows as those of other articles, after the ones before."""
    days = number * -(-LOADED // PER_DAY)
    for place, name in enumerate(rows.column_names):
        column = rows[name]
        if name in ("article_id", "story_id"):
            column = pc.binary_join_element_wise(pc.utf8_slice_codeunits(column, 0, 12), f"{number:04}", "")
        elif name == "day":
            column = pc.add(column.cast(pa.int32()), pa.scalar(days, pa.int32())).cast(pa.date32())
        elif name == "published_at":
            column = pc.add(column, pa.scalar(timedelta(days=days)))
        elif name in ("band", "line"):
            mask = np.random.default_rng(number).integers(0, 2**62) if number else 0
            column = pc.bit_wise_xor(column, pa.scalar(mask, pa.int64()))
        rows = rows.set_column(place, rows.schema.field(name), column.cast(rows.schema.field(name).type))
    return rows
