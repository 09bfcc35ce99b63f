"""Loaders are killed and readers read all the while: what was reported is there, nothing is half-done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor.store.lock import commit_lock
from monitor.store.maintain import compact, pin, vacuum
from monitor.store.store import Snapshot, Store
from monitor.store.verify import verify

LOADER = Path(__file__).with_name("load_forever.py")
COMPACTOR = Path(__file__).with_name("compact_forever.py")
BATCH = 10
TABLES_OF_A_COMMIT = 6


@contextmanager
def loader(store: Store, prefix: str, *step: str) -> Iterator[subprocess.Popen[str]]:
    """A loader process; killed at the end of the block if it still runs."""
    with started(LOADER, str(store.path), prefix, *step) as process:
        yield process


@contextmanager
def started(script: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(script), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def reported(lines: str) -> set[str]:
    """The articles of the commits that a loader reported; a line that was cut short reports nothing."""
    whole = [line for line in lines.splitlines(keepends=True) if line.endswith("\n")]
    return {name for line in whole for name in line.split()[1:]}


def assert_nothing_half_done(snapshot: Snapshot) -> None:
    """Every table tells of the same articles; each commit brought a whole batch."""
    articles = set(snapshot.read("articles", ["article_id"])["article_id"].to_pylist())
    assert len(articles) % BATCH == 0
    for table in ("raw", "bands", "lines"):
        assert snapshot.read(table, ["article_id"]).num_rows == len(articles), table
    assert snapshot.read("mentions", ["article_id"]).num_rows == 2 * len(articles)
    daily = snapshot.read("daily", ["articles", "mentions"])
    assert sum(daily["articles"].to_pylist()) == 3 * len(articles)
    assert sum(daily["mentions"].to_pylist()) == 2 * len(articles)


def test_killed_at_random_moments(
    store: Store, load: Callable[..., int], ids: Callable[..., list[str]]
) -> None:
    moments = random.Random(20)
    promised: set[str] = set()
    for turn in range(5):
        with loader(store, f"t{turn}x") as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(moments.uniform(0, 0.4))
            process.send_signal(signal.SIGKILL)
            promised |= reported(first + process.stdout.read())
        assert promised <= set(ids(store))
        assert_nothing_half_done(store.snapshot())
    load(store, *[f"after{item}" for item in range(BATCH)])
    assert_nothing_half_done(store.snapshot())
    assert verify(store) == []


@pytest.mark.parametrize("step", range(TABLES_OF_A_COMMIT + 1))
def test_killed_between_two_tables(
    store: Store, load: Callable[..., int], ids: Callable[..., list[str]], step: int
) -> None:
    with loader(store, "x", str(step)) as process:
        out, problems = process.communicate()
    assert process.returncode == -signal.SIGKILL, problems
    assert set(ids(store)) == reported(out)
    assert len(reported(out)) == BATCH
    assert_nothing_half_done(store.snapshot())
    load(store, *[f"after{item}" for item in range(BATCH)])
    assert len(ids(store)) == 2 * BATCH
    assert_nothing_half_done(store.snapshot())
    assert verify(store) == []


def test_two_loaders_and_four_readers(store: Store, ids: Callable[..., list[str]]) -> None:
    """The loaders start at once on a folder that is not there; readers look and a compaction runs meanwhile."""
    seen: list[int] = []
    problems: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                if store.exists():
                    snapshot = store.snapshot()
                    assert_nothing_half_done(snapshot)
                    seen.append(snapshot.number)
        except BaseException as problem:
            problems.append(problem)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    with loader(store, "left") as left, loader(store, "right") as right:
        assert left.stdout is not None
        assert right.stdout is not None
        out = {"left": left.stdout.readline(), "right": right.stdout.readline()}
        until = store.snapshot().number + 5
        while store.snapshot().number < until:
            time.sleep(0.05)
        compact(store)
        while store.snapshot().number < until + 5:
            time.sleep(0.05)
        left.send_signal(signal.SIGKILL)
        right.send_signal(signal.SIGKILL)
        out["left"] += left.stdout.read()
        out["right"] += right.stdout.read()
    done.set()
    for reader in readers:
        reader.join()
    assert problems == []
    assert len(set(seen)) > 1
    assert reported(out["left"]) | reported(out["right"]) <= set(ids(store))
    assert all(len(reported(text)) >= BATCH for text in out.values())
    numbers = [snapshot.number for snapshot in store.snapshots()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert verify(store) == []


def test_a_compaction_that_is_killed_disturbs_neither_loader_nor_reader_nor_pin(
    store: Store, load: Callable[..., int], ids: Callable[..., list[str]]
) -> None:
    """Files are merged and removed all the while, and a pinned snapshot is read."""
    for turn in range(3):
        load(store, *[f"pinned{turn}n{item}" for item in range(BATCH)])
    kept = pin(store, "kept")
    articles = sorted(ids(store))
    moments = random.Random(7)
    problems: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                assert_nothing_half_done(store.snapshot(kept.number))
                assert sorted(kept.read("articles", ["article_id"])["article_id"].to_pylist()) == articles
        except BaseException as problem:
            problems.append(problem)

    reader = threading.Thread(target=read)
    reader.start()
    with loader(store, "more") as loading:
        assert loading.stdout is not None
        out = loading.stdout.readline()
        for _ in range(4):
            with started(COMPACTOR, str(store.path)) as compacting:
                assert compacting.stdout is not None
                assert compacting.stdout.readline(), "it merged once"
                time.sleep(moments.uniform(0, 0.5))
                compacting.send_signal(signal.SIGKILL)
            assert_nothing_half_done(store.snapshot())
        loading.send_signal(signal.SIGKILL)
        out += loading.stdout.read()
    done.set()
    reader.join()
    assert problems == []
    assert {*articles} | reported(out) <= set(ids(store))
    assert len(reported(out)) > BATCH, "it loaded meanwhile"
    compact(store, everything=True)
    vacuum(store, keep_last=1, keep_days=0, grace_seconds=0)
    assert (
        sorted(store.snapshot(kept.number).read("articles", ["article_id"])["article_id"].to_pylist())
        == articles
    )
    assert verify(store) == []


def test_a_forked_worker_that_outlives_its_parent_does_not_keep_the_lock(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys, time\n"
        "from pathlib import Path\n"
        "from monitor.store.lock import commit_lock\n"
        "with commit_lock(Path(sys.argv[1]), 5):\n"
        "    if os.fork() == 0:\n"
        "        print('forked', flush=True)\n"
        "        time.sleep(60)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "forked\n"
        process.kill()
        process.wait()
        try:
            with commit_lock(tmp_path, 5):
                pass
        finally:
            os.killpg(process.pid, signal.SIGKILL)
