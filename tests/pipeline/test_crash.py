"""Real processes, killed and side by side: what was reported is there, nothing is half-done."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.pipeline import ingest
from monitor.settings import Settings
from monitor.store.store import Store
from monitor.store.verify import verify

MONITOR = Path(sys.executable).parent / "monitor"


@pytest.fixture
def start_load(settings: Settings) -> Callable[..., subprocess.Popen[str]]:
    """Starts `monitor ingest` as its own process group."""

    def start(*paths: Path) -> subprocess.Popen[str]:
        # Ctrl-C is heard also where the tests themselves run in the background, which ignores it.
        return subprocess.Popen(
            [
                "env",
                "--default-signal=INT",
                MONITOR,
                "ingest",
                *paths,
                "--store",
                settings.store,
                "--actors",
                settings.actors,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, "MONITOR_WORKERS": "1"},
        )

    return start


def number_of_articles(settings: Settings) -> int:
    store = Store(settings.store)
    return len(store.snapshot().read("articles", ["article_id"])) if store.exists() else 0


def reported(stderr: str) -> int:
    numbers = re.findall(r"([\d,]+) stored", stderr)
    return int(numbers[-1].replace(",", "")) if numbers else 0


def records(article: Callable[..., Any], number: int) -> list[dict[str, Any]]:
    return [article(n, text=f"The Meridian Union noted item {n}. Kenya took note {n}.") for n in range(number)]


def test_a_killed_load_loses_nothing_that_it_reported(article, write, settings, start_load) -> None:
    path = write(records(article, 4_200))
    for _ in range(3):
        before = number_of_articles(settings)
        process = start_load(path)
        assert process.stderr is not None
        said = process.stderr.readline()  # the first batch of this run is reported
        time.sleep(0.35)
        os.killpg(process.pid, signal.SIGKILL)
        said += process.communicate()[1]
        assert number_of_articles(settings) >= max(before, reported(said))
        assert verify(Store(settings.store)) == []
    summary = ingest([path], settings)
    assert summary.read == 4_200
    assert summary.quarantined == 0
    assert number_of_articles(settings) == 4_200
    assert verify(Store(settings.store)) == []


def test_two_loaders_and_a_reader_at_once(article, write, settings, start_load) -> None:
    everything = records(article, 3_000)
    loaders = [start_load(write(everything[:2_000])), start_load(write(everything[1_000:]))]
    seen = []
    while any(loader.poll() is None for loader in loaders):
        store = Store(settings.store)
        if store.exists():
            snapshot = store.snapshot()
            ids = set(snapshot.read("articles", ["article_id"])["article_id"].to_pylist())
            mentioned = set(snapshot.read("mentions", ["article_id"])["article_id"].to_pylist())
            assert mentioned == ids, "a reader sees articles and mentions of the same commit"
            seen.append(len(ids))
        time.sleep(0.05)
    for loader in loaders:
        _, errors = loader.communicate()
        assert loader.returncode == 0, errors
    assert seen == sorted(seen)
    assert number_of_articles(settings) == 3_000
    assert verify(Store(settings.store)) == []


def test_ctrl_c_is_clean(article, write, settings, start_load) -> None:
    process = start_load(write(records(article, 9_000)))
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 130, errors
    assert "Interrupted" in errors
    assert "Traceback" not in errors
    assert f'"new":{number_of_articles(settings)}' in out
    assert verify(Store(settings.store)) == []
