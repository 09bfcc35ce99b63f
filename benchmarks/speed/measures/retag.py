"""Reading history again after a change of the dictionary."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.speed import memory
from benchmarks.speed.reading import Bench, Reading
from benchmarks.speed.stores import LOADED, store_of
from monitor.settings import DATA
from monitor.store.store import Store

SIZES = (100_000, 1_000_000)
BUDGET = 1_000_000
"""The size that the budget is given for."""
NAME = "retag"
_MONITOR = "from monitor.cli import main; main()"


def measure(bench: Bench) -> Iterator[Reading]:
    """Each change on a fresh copy of the store, in processes of its own."""
    actors = (DATA / "actors.yaml").read_text("utf-8")
    for size in (size for size in SIZES if size <= max(bench.articles, LOADED)):
        whole = store_of(bench, size)
        for change, text in _changes(actors).items():
            yield from _readings(size, change, *_retag(bench, whole, text))


def _changes(actors: str) -> Mapping[str, str]:
    """What an analyst changes, in words, and the actors file after it."""
    return {
        "one alias more": _replaced(actors, "- id: us-congress\n", "  aliases: [", "Affordable Care Act, "),
        "a new actor": f"{actors}- {{id: wall-street, name: Wall Street, kind: organisation}}\n",
        "a date of a role": _replaced(
            actors,
            "- id: antony-blinken\n",
            "Secretary of State, country: USA, from: 2021-01-2",
            "",
            cut=1,
            put="7",
        ),
    }


def _replaced(text: str, after: str, before: str, more: str, *, cut: int = 0, put: str = "") -> str:
    """The text with something put in behind the first ``before`` that follows ``after``."""
    place = text.index(before, text.index(after)) + len(before)
    return f"{text[:place]}{more}{put}{text[place + cut :]}"


def _retag(bench: Bench, whole: Path, actors: str) -> tuple[memory.Used, int]:
    """What it took, and how many articles were read again."""
    store, file = bench.folder / "retag-store", bench.folder / "retag-actors.yaml"
    shutil.rmtree(store, ignore_errors=True)
    shutil.copytree(whole, store, copy_function=os.link)  # its files are never changed, only replaced
    file.write_text(actors, "utf-8")
    used = memory.run(
        [sys.executable, "-c", _MONITOR, "retag", "--store", str(store), "--actors", str(file)], {}
    )
    touched = int(Store(store).snapshot().detail["retagged"])
    shutil.rmtree(store)
    return used, touched


def _readings(size: int, change: str, used: memory.Used, touched: int) -> Iterator[Reading]:
    key = change.replace(" ", "-")
    remark = f"{touched:,} articles could be touched and were read again"
    yield Reading(
        f"retag.{key}.{size}",
        NAME,
        f"{change}: the history of {size:,} articles is read again",
        used.seconds,
        "s",
        used.seconds,
        used.seconds,
        "≤ 60" if size == BUDGET else "",
        remark,
        size,
    )
    yield Reading(
        f"retag.{key}.memory.{size}",
        NAME,
        f"{change}: memory of all processes at {size:,} articles",
        used.megabytes,
        "MB",
        used.megabytes,
        used.megabytes,
        articles=size,
    )
