"""Processes that prepare articles side by side, in order, with a bounded queue.

What goes between them is Arrow: a batch of articles one way, tables of rows the other way, as the bytes of IPC
streams. No object of Python crosses, so that a process costs what its work costs.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import cached_property, partial
from multiprocessing import connection
from multiprocessing.context import BaseContext
from typing import Protocol
from zoneinfo import ZoneInfo

import pyarrow as pa

from monitor.annotate.annotator import Annotator, version_with
from monitor.annotate.dictionary import Dictionary
from monitor.annotate.lexicons import load_lexicon
from monitor.annotate.stance import load_stance
from monitor.article import Quarantined
from monitor.errors import MonitorError
from monitor.memory import give_back, spare_memory
from monitor.pipeline.line import Line
from monitor.pipeline.packing import as_bytes, pack, read_rows, rows_as_bytes, tables_of, unpack
from monitor.pipeline.prepare import MENTIONED, TO_READ, Incoming, Prepared, Workshop
from monitor.settings import EMBEDDED, Settings

CHUNK = 100
"""Articles per task: small enough to share evenly, large enough that handing over costs nothing."""
URGENT_PARTS = 4
"""A chunk that a commit stands still for is cut into so many tasks: all processes share what is little."""
POOL_FROM = 200
"""Below this many articles in a batch, starting processes takes longer than the work."""

_CHOOSE_MODELS = ("MONITOR_STANCE", "MONITOR_TONE")
Models = tuple[tuple[str, str | None], ...]
Work = Callable[[Workshop, bytes], bytes]


class Preparing(Protocol):
    """Who makes rows of articles: processes here, executors of a cluster elsewhere."""

    @property
    def time_zone(self) -> str:
        """IANA name of the zone whose days are counted."""
        ...

    @property
    def dictionary(self) -> str:
        """The version of the dictionary that articles are read with."""
        ...

    @property
    def annotator(self) -> str:
        """The version of the annotator."""
        ...

    def start(self, items: Sequence[Incoming], furniture: frozenset[int]) -> Callable[[], Prepared]:
        """Begin to prepare the items; the returned function waits for their rows, in the order of the items.

        Args:
            items: named articles.
            furniture: hashes (as in ``short_lines``) of the lines that their sources are known to repeat.
        """
        ...

    def at_once(self, items: Sequence[Incoming], furniture: frozenset[int]) -> Prepared:
        """The same before everything that was begun, and wait for it: for who holds others up meanwhile."""
        ...

    def read_again(self, articles: pa.Table) -> Callable[[], tuple[pa.Table, pa.Table]]:
        """Begin to read stored articles again; the returned function waits for what reading them gives.

        Args:
            articles: rows of ``articles`` with the columns ``TO_READ`` and ``MENTIONED``.

        Returns:
            what :meth:`Workshop.read_again` gives.
        """
        ...

    @property
    def ahead(self) -> int:
        """How many batches to start before the first one is waited for."""
        ...

    def close(self) -> None:
        """Let go without waiting for what nobody asks for any more."""
        ...


def open_workers(settings: Settings, dictionary: Dictionary, time_zone: str) -> Preparing:
    """Who prepares, as MONITOR_ENGINE says.

    Raises:
        ClusterError: the cluster can't be used.
    """
    if settings.engine == EMBEDDED:
        return Workers(settings, dictionary, time_zone)
    from monitor.pipeline.cluster import ClusterWorkers

    return ClusterWorkers(settings, dictionary, time_zone)


class Workers:
    """Prepares in processes of this machine; they are started when the first large batch comes."""

    chunk = CHUNK

    def __init__(self, settings: Settings, dictionary: Dictionary, time_zone: str) -> None:
        self._settings = settings
        self._dictionary = dictionary
        self._zone = ZoneInfo(time_zone)
        self._line: Line[bytes] | None = None
        spare_memory()

    @property
    def time_zone(self) -> str:
        """IANA name of the zone whose days are counted."""
        return self._zone.key

    @property
    def dictionary(self) -> str:
        """The version of the dictionary that articles are read with."""
        return self._dictionary.version

    @property
    def ahead(self) -> int:
        """One batch: no process waits, and memory is bounded."""
        return 1

    @property
    def annotator(self) -> str:
        """The version of the annotator, which need not be made for that."""
        return version_with(load_stance(), load_lexicon())

    @cached_property
    def workshop(self) -> Workshop:
        """This process's own, for what is too little to hand over; its models are only loaded for that."""
        return Workshop(Annotator(self._dictionary), self._dictionary.version, self._zone)

    def start(self, items: Sequence[Incoming], furniture: frozenset[int]) -> Callable[[], Prepared]:
        """Begin to prepare the items; the returned function waits for the rows."""
        return self._start(items, furniture, urgent=False)

    def at_once(self, items: Sequence[Incoming], furniture: frozenset[int]) -> Prepared:
        """Prepare the items before everything that was begun."""
        return self._start(items, furniture, urgent=True)()

    def _start(
        self, items: Sequence[Incoming], furniture: frozenset[int], *, urgent: bool
    ) -> Callable[[], Prepared]:
        if not self._hands_over(len(items)):
            return lambda: self.workshop.prepare(items, furniture)
        flaws: list[Quarantined] = []
        tasks = []
        chunk = self.chunk // URGENT_PARTS if urgent else self.chunk
        for first in range(0, len(items), chunk):
            packed, unwritten = pack(items[first : first + chunk], furniture)
            flaws += unwritten
            tasks.append(self._submit(_prepare, packed, urgent=urgent))

        def wait() -> Prepared:
            rows = Prepared.join([read_rows(answer) for answer in _answers(tasks)])
            return replace(rows, flaws=(*flaws, *rows.flaws))

        return wait

    def read_again(self, articles: pa.Table) -> Callable[[], tuple[pa.Table, pa.Table]]:
        """Begin to read stored articles again; the returned function waits for what reading them gives.

        Args:
            articles: rows of ``articles`` with the columns ``TO_READ`` and ``MENTIONED``.

        Returns:
            what :meth:`Workshop.read_again` gives.
        """
        if not self._hands_over(len(articles)):
            return lambda: self.workshop.read_again(articles)
        sent = articles.select([*TO_READ, MENTIONED.name])
        parts = [sent.slice(first, self.chunk) for first in range(0, len(articles), self.chunk)]
        tasks = [self._submit(_read_again, as_bytes([part])) for part in parts]

        def wait() -> tuple[pa.Table, pa.Table]:
            read, mentions = zip(*(tables_of(answer, 2) for answer in _answers(tasks)), strict=True)
            return pa.concat_tables(read), pa.concat_tables(mentions)

        return wait

    def close(self) -> None:
        """Let the processes go without waiting for what nobody asks for any more."""
        if self._line:
            self._line.close()

    def _hands_over(self, articles: int) -> bool:
        return self._settings.workers > 1 and (self._line is not None or articles >= POOL_FROM)

    def _submit(self, work: Work, data: bytes, *, urgent: bool = False) -> Future[bytes]:
        self._line = self._line or self._open_line()
        return self._line.submit(self._task(work), data, urgent=urgent)

    def _open_line(self) -> Line[bytes]:
        pool = ProcessPoolExecutor(
            self._settings.workers,
            mp_context=_forking(),
            initializer=_open_workshop,
            initargs=(self._dictionary, self._zone.key, chosen_models()),
        )
        return Line(pool, self._settings.workers + 1)

    def _task(self, work: Work) -> Callable[[bytes], bytes]:
        """What an executor is given to do the work."""
        return partial(_at_work, work)


def _forking() -> BaseContext:
    """How processes are started: forked from a small one that has loaded the models, so that they share these.

    Forking this process could lock up, for it may be a server that runs threads.
    """
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["monitor.pipeline.nursery"])
    return context


def chosen_models() -> Models:
    """The settings that decide how articles read, for processes with an environment of their own."""
    return tuple((name, os.environ.get(name)) for name in _CHOOSE_MODELS)


def choose_models(models: Models) -> None:
    """Read as the process does that was asked for its ``chosen_models``."""
    for name, value in models:
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _answers(tasks: Sequence[Future[bytes]]) -> Iterator[bytes]:
    try:
        for task in tasks:
            yield task.result()
    except BrokenProcessPool as error:
        raise MonitorError(
            "A process that annotates articles was ended from outside; often memory ran out. What was reported "
            "is stored: run the same command again to go on, with MONITOR_WORKERS=1 if memory is short."
        ) from error


_workshop: Workshop | None = None


def _open_workshop(dictionary: Dictionary, time_zone: str, models: Models) -> None:
    global _workshop  # noqa: PLW0603 — a pool's initializer has no other way to leave something behind
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    spare_memory()
    choose_models(models)
    _workshop = Workshop(Annotator(dictionary), dictionary.version, ZoneInfo(time_zone))


def _end_with_parent() -> None:
    """A parent that is killed tells nobody: a process whose answers it would have read waits for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "a pool has started this process"
    connection.wait([parent.sentinel])
    os._exit(1)


def _at_work(work: Work, data: bytes) -> bytes:
    assert _workshop is not None, "the pool's initializer has run"
    try:
        return work(_workshop, data)
    finally:
        give_back()


def _prepare(workshop: Workshop, packed: bytes) -> bytes:
    return rows_as_bytes(workshop.prepare(*unpack(packed)))


def _read_again(workshop: Workshop, packed: bytes) -> bytes:
    return as_bytes(workshop.read_again(*tables_of(packed, 1)))
