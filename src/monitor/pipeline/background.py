"""A change of the dictionary reads history again in a process of its own, while the pages go on.

``python -m monitor.pipeline.background`` with the settings in its environment reads until the data is up to
date. How far it is stands in a file in the store, where every page on this machine sees it; that it is alive
shows by a lock which the operating system takes back when it dies.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import orjson

from monitor.errors import MonitorError, StoreBusyError
from monitor.pipeline.versions import FOLDER
from monitor.settings import Settings, load_settings
from monitor.store.lock import commit_lock
from monitor.store.snapshot import Snapshot
from monitor.store.store import Store

Status = Literal["none", "running", "done", "failed", "stopped"]

STARTING_SECONDS = 30.0
"""A process that was started so long ago has taken its lock, or never will."""
_TELL_EVERY = 0.2
_NICENESS = 5
"""Readers at their pages go first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a reading is, or how the last one ended.

    ``stage`` is "starting", "looking" (in files of articles), "reading" (articles) or "writing"; ``done`` of
    ``total`` belong to it. ``articles`` were read again. ``problem`` is the sentence of what went wrong.
    "stopped": it ended without saying so, and changed nothing.
    """

    status: Status = "none"
    stage: str = "starting"
    done: int = 0
    total: int = 0
    articles: int = 0
    problem: str = ""
    at: str = ""


_started: dict[Path, subprocess.Popen[bytes]] = {}


def is_current(snapshot: Snapshot, version: str) -> bool:
    """Whether every article reads as with this version of the dictionary."""
    from monitor.pipeline.reread import read_with

    return read_with(snapshot) <= {version}


def start(settings: Settings) -> None:
    """Begin to read history again, unless that is under way.

    Raises:
        StoreError: the store can't be written.
    """
    if reading(settings.store).status == "running":
        return
    folder = _folder(settings.store)
    folder.mkdir(parents=True, exist_ok=True)
    _tell(folder, Reading("running"))
    environment = {
        **os.environ,
        "MONITOR_STORE": str(settings.store),
        "MONITOR_ACTORS": str(settings.actors),
        "MONITOR_COUNTRIES": str(settings.countries),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", __name__],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C in the server's terminal is not meant for it
    )
    _started[settings.store] = process
    threading.Thread(target=process.wait, daemon=True).start()  # so that it leaves no zombie


def reading(store: Path) -> Reading:
    """How far the reading of this store is."""
    folder = _folder(store)
    try:
        said = Reading(**orjson.loads((folder / "state.json").read_bytes()))
    except (OSError, ValueError, TypeError):
        return Reading()
    if said.status != "running" or _is_locked(folder):
        return said
    process = _started.get(store)
    since = datetime.now(UTC) - datetime.fromisoformat(said.at)
    young = since.total_seconds() < STARTING_SECONDS and said.stage == "starting"
    if process.poll() is None if process else young:
        return said
    again = orjson.loads((folder / "state.json").read_bytes())  # it may have ended between the two looks
    return Reading(**again) if again["status"] != "running" else Reading("stopped", at=said.at)


def run(settings: Settings) -> None:
    """Read until the data is up to date with the files, telling how far; one process per store at a time."""
    folder = _folder(settings.store)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with commit_lock(folder, timeout=0.5):
            _tell(folder, _read(settings, folder))
    except StoreBusyError:
        pass  # another one is at it, and looks at the files again before it ends


def _read(settings: Settings, folder: Path) -> Reading:
    from monitor.pipeline.edit import open_dictionary
    from monitor.pipeline.reread import catch_up
    from monitor.pipeline.run import tidy

    told = 0.0
    articles = 0

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told > _TELL_EVERY:
            told = time.monotonic()
            _tell(folder, Reading("running", stage, done, total))

    try:
        store = Store(settings.store)
        while not is_current(store.snapshot(), open_dictionary(settings).dictionary.version):
            articles += catch_up(settings, on_stage=tell).articles
        tell("tidying", 0, 0)
        tidy(store)
    except MonitorError as error:
        return Reading("failed", problem=str(error))
    except Exception as error:  # the page must not wait for a process that is gone
        _tell(folder, Reading("failed", problem=f"Reading again failed ({type(error).__name__}: {error})."))
        raise
    return Reading("done", articles=articles)


def _folder(store: Path) -> Path:
    return store / FOLDER / "reading"


def _is_locked(folder: Path) -> bool:
    with suppress(MonitorError), commit_lock(folder, timeout=0.0):
        return False
    return True


def _tell(folder: Path, now: Reading) -> None:
    fresh = folder / f"state-{os.getpid()}.new"
    fresh.write_bytes(orjson.dumps({**asdict(now), "at": datetime.now(UTC).isoformat()}))
    fresh.replace(folder / "state.json")


if __name__ == "__main__":
    with suppress(OSError):
        os.nice(_NICENESS)
    run(load_settings())
