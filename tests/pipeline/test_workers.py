"""The processes that annotate: what they carry, how many there are, how they read, and when they end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.annotate.dictionary import load_dictionary
from monitor.pipeline import ingest
from monitor.pipeline.prepare import MENTIONED, TO_READ
from monitor.pipeline.reread import mentions_of
from monitor.pipeline.workers import Workers
from monitor.settings import Settings, load_settings
from monitor.store.store import Store


def test_annotating_processes_carry_no_engine() -> None:
    engines = ("duckdb", "ibis", "deltalake", "tantivy", "trafilatura", "streamlit")
    code = f"import sys, monitor.pipeline.nursery; print([m for m in {engines} if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


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
