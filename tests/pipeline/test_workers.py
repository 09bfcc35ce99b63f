"""The processes that annotate: what they carry, how many there are, how they read, and when they end."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from monitor.annotate.dictionary import load_dictionary
from monitor.article import RawArticle
from monitor.errors import MonitorError
from monitor.pipeline import ingest
from monitor.pipeline.line import Line
from monitor.pipeline.packing import rows_as_bytes, unpack
from monitor.pipeline.prepare import MENTIONED, TO_READ, Workshop, name_article
from monitor.pipeline.reread import mentions_of
from monitor.pipeline.workers import Workers
from monitor.settings import Settings, load_settings
from monitor.store.store import Store


def test_annotating_processes_carry_no_engine() -> None:
    engines = ("duckdb", "ibis", "deltalake", "tantivy", "trafilatura", "streamlit", "pandas")
    code = f"import sys, monitor.pipeline.nursery; print([m for m in {engines} if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_who_wants_pandas_in_them_still_finds_it() -> None:
    """A classifier of one's own may need it."""
    code = "import sys, monitor.pipeline.nursery; print('pandas' in sys.modules); import pandas"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


@pytest.mark.parametrize(("cores", "workers"), [(1, 1), (2, 2), (64, 2), (None, 1)])
def test_a_large_machine_does_not_take_more_memory_unasked(monkeypatch, cores, workers) -> None:
    monkeypatch.delenv("MONITOR_WORKERS", raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert load_settings().workers == workers
    monkeypatch.setenv("MONITOR_WORKERS", "12")
    assert load_settings().workers == 12


def test_processes_read_with_the_models_that_are_chosen_now(
    settings: Settings,
    article: Callable[..., Any],
    write: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They are forked from a process with an environment of its own, which may be older than the choice."""
    monkeypatch.setattr("monitor.pipeline.workers.POOL_FROM", 2)
    ingest([write([article(n) for n in range(4)])], settings)
    snapshot = Store(settings.store).snapshot()
    rows = snapshot.read("articles", TO_READ)
    mentioned = mentions_of(rows["article_id"].combine_chunks(), snapshot.read("mentions"))
    rows = rows.append_column(MENTIONED, mentioned)
    dictionary = load_dictionary(settings.actors, settings.countries)
    for stance, tone in (("fast", "vader"), ("off", "news"), ("fast", "news")):
        monkeypatch.setenv("MONITOR_STANCE", stance)
        monkeypatch.setenv("MONITOR_TONE", tone)
        workers = Workers(replace(settings, workers=2), dictionary, "UTC")
        read, mentions = workers.read_again(rows)()
        workers.close()
        assert set(read["annotator"].to_pylist()) == {workers.annotator}
        assert workers.workshop.read_again(rows) == (read, mentions)


def test_processes_that_are_killed_are_told_of_in_a_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.pipeline.workers.POOL_FROM", 0)
    monkeypatch.setattr(Workers, "chunk", 20)
    workers = Workers(replace(settings, workers=2), load_dictionary(settings.actors, settings.countries), "UTC")
    raw = [RawArticle(title=str(n), text="The ferry sailed. " * 50, source="x") for n in range(400)]
    wait = workers.start([name_article(one, datetime(2026, 3, 1, tzinfo=UTC)) for one in raw], frozenset())
    for process in multiprocessing.active_children():
        process.kill()
    with pytest.raises(MonitorError, match="was ended from outside"):
        wait()
    workers.close()


KILLED = """
import multiprocessing, os, signal, sys
from pathlib import Path
from monitor.pipeline import workers
from monitor.annotate.dictionary import Dictionary
from monitor.settings import Settings

workers.POOL_FROM = 0
pool = workers.Workers(Settings(Path(), Path(), Path(), None, 2), Dictionary({}, {}, ""), "UTC")
for _ in range(2):
    pool._submit(workers._prepare, b"")
print(*[process.pid for process in multiprocessing.active_children()], flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_commit_waits_for_is_prepared_before_what_was_begun(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked_on, gate = [], threading.Event()

    def work(workshop: Workshop, packed: bytes) -> bytes:
        gate.wait(60)
        items, furniture = unpack(packed)
        worked_on.extend(item.raw.title for item in items)
        return rows_as_bytes(workshop.prepare(items, furniture))

    workers = Workers(replace(settings, workers=2), load_dictionary(settings.actors, settings.countries), "UTC")
    monkeypatch.setattr("monitor.pipeline.workers.POOL_FROM", 0)
    monkeypatch.setattr(workers, "chunk", 4)
    monkeypatch.setattr(workers, "_open_line", lambda: Line(ThreadPoolExecutor(1), 1))
    monkeypatch.setattr(workers, "_task", lambda _: partial(work, workers.workshop))
    items = [
        name_article(
            RawArticle(title=str(n), text=f"Ferry {n} sailed.", source="x"), datetime(2026, 3, 1, tzinfo=UTC)
        )
        for n in range(12)
    ]
    later = workers.start(items[:8], frozenset())
    threading.Timer(0.1, gate.set).start()
    now = workers.at_once(items[8:], frozenset())
    assert now.articles["title"].to_pylist() == ["8", "9", "10", "11"]
    assert later().articles["title"].to_pylist() == [str(n) for n in range(8)]
    assert worked_on == ["0", "1", "2", "3", "8", "9", "10", "11", "4", "5", "6", "7"]
    workers.close()


def test_processes_end_with_a_parent_that_is_killed() -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    pids = [int(pid) for pid in killed.stdout.split()]
    assert len(pids) == 2
    patience = time.monotonic() + 60
    while any(map(_is_alive, pids)) and time.monotonic() < patience:
        time.sleep(0.1)
    assert not any(map(_is_alive, pids))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
