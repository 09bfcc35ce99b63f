"""Processes that prepare articles side by side, in order, with a bounded queue."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from monitor.errors import MonitorError
from monitor.pipeline.prepare import Incoming, Prepared, Workshop
from monitor.settings import Settings

CHUNK = 50
"""Articles per task: small enough to share evenly, large enough that handing over costs nothing."""
POOL_FROM = 200
"""Below this many articles in a batch, starting processes takes longer than the work."""

_workshop: Workshop | None = None


class Workers:
    """Prepares batches; starts its processes when the first large batch comes."""

    def __init__(self, settings: Settings, workshop: Workshop) -> None:
        self._settings = settings
        self._workshop = workshop
        self._pool: ProcessPoolExecutor | None = None

    @property
    def time_zone(self) -> str:
        """IANA name of the zone whose days are counted."""
        return self._workshop.time_zone.key

    @property
    def dictionary(self) -> str:
        """The version of the dictionary that articles are read with."""
        return self._workshop.dictionary

    def start(self, items: Sequence[Incoming], furniture: frozenset[int]) -> Callable[[], Prepared]:
        """Begin to prepare the items; the returned function waits for the rows."""
        if self._settings.workers == 1 or (self._pool is None and len(items) < POOL_FROM):
            return lambda: self._workshop.prepare(items, furniture)
        pool = self._pool = self._pool or self._open_pool()
        tasks: list[Future[Prepared]] = [
            pool.submit(_prepare, items[i : i + CHUNK], furniture) for i in range(0, len(items), CHUNK)
        ]
        return lambda: _join(tasks)

    def close(self) -> None:
        """Let the processes go without waiting for what nobody asks for any more."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _open_pool(self) -> ProcessPoolExecutor:
        # A fresh interpreter per process: forking a server that runs threads can lock up.
        return ProcessPoolExecutor(
            self._settings.workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_open_workshop,
            initargs=(self._settings.actors, self._settings.countries, self._workshop.time_zone.key),
        )


def _join(tasks: Sequence[Future[Prepared]]) -> Prepared:
    try:
        return Prepared.join([task.result() for task in tasks])
    except BrokenProcessPool as error:
        raise MonitorError(
            "A process that annotates articles was ended from outside; often memory ran out. What was reported "
            "is stored: run the same command again to go on, with MONITOR_WORKERS=1 if memory is short."
        ) from error


def _open_workshop(actors: Path, countries: Path, time_zone: str) -> None:
    global _workshop  # noqa: PLW0603 — a pool's initializer has no other way to leave something behind
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    _workshop = Workshop.open(actors, countries, time_zone)


def _prepare(items: Sequence[Incoming], furniture: frozenset[int]) -> Prepared:
    assert _workshop is not None, "the pool's initializer has run"
    return _workshop.prepare(items, furniture)
