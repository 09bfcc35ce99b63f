"""Articles are prepared and read again on the executors of a Spark cluster.

A chunk of articles is one task of one job: its packed bytes go out, the packed rows come back, as Arrow both
ways, and the process that called commits them, each batch under a transaction of its own. Spark runs a task
again that failed, whose machine died, or that is slow (speculation), and hands over the answer of exactly one
attempt; attempts write nothing themselves.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from zoneinfo import ZoneInfo

import pyarrow as pa

from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import Dictionary
from monitor.errors import ClusterError
from monitor.pipeline.line import Line
from monitor.pipeline.prepare import Workshop
from monitor.pipeline.workers import Models, Work, Workers, choose_models, chosen_models
from monitor.settings import Settings
from monitor.spark import cores, explained, session

CHUNK = 250
"""Articles per task: one costs its caller some fifty milliseconds, and a core half a second."""

_PACKED = pa.schema([("packed", pa.binary())])

Batches = Iterator[pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an executor must know to read as this process does; small, and told with every task.

    ``dictionary`` is pickled and compressed; ``annotator`` is the version that must come out.
    """

    dictionary: bytes
    time_zone: str
    annotator: str
    models: Models

    @classmethod
    def of(cls, workshop: Workshop, dictionary: Dictionary) -> Reading:
        """As this process reads."""
        return cls(
            zlib.compress(pickle.dumps(dictionary), 1),
            workshop.time_zone.key,
            workshop.annotator.version,
            chosen_models(),
        )


class ClusterWorkers(Workers):
    """Prepares on a cluster; what is too little to hand over is done here."""

    chunk = CHUNK

    def __init__(self, settings: Settings, dictionary: Dictionary, time_zone: str) -> None:
        super().__init__(settings, dictionary, time_zone)
        self._spark = session(settings.engine)

    @property
    def ahead(self) -> int:
        """So many batches that no core waits for the commit of one."""
        return max(super().ahead, cores(self._spark) * self.chunk // 500)

    @cached_property
    def _reading(self) -> Reading:
        return Reading.of(self.workshop, self._dictionary)

    def _hands_over(self, articles: int) -> bool:
        return articles >= self.chunk // 2

    def _open_line(self) -> Line[bytes]:
        jobs = 2 * cores(self._spark)
        return Line(ThreadPoolExecutor(jobs, thread_name_prefix="cluster"), jobs)

    def _task(self, work: Work) -> Callable[[bytes], bytes]:
        return partial(self._run, on_executor(work, self._reading))

    def _run(self, task: Callable[[Batches], Batches], data: bytes) -> bytes:
        with explained(self._settings.engine):
            asked = self._spark.createDataFrame(pa.table({"packed": [data]}, schema=_PACKED))
            answers = asked.mapInArrow(task, "packed binary").toArrow()
        if len(answers) != 1:
            raise ClusterError(
                f"The cluster {self._settings.engine} gave {len(answers)} answers to one task. Nothing of it "
                "was stored; load again, and report this."
            )
        return bytes(answers["packed"][0].as_py())


def on_executor(work: Work, reading: Reading) -> Callable[[Batches], Batches]:
    """The task of one chunk: what is packed in, read by ``work``, comes out packed."""

    def task(batches: Batches) -> Batches:
        for batch in batches:
            for packed in batch["packed"]:
                answer = work(_workshop(reading), packed.as_py())
                yield pa.record_batch([pa.array([answer], pa.binary())], schema=_PACKED)

    return task


@lru_cache(maxsize=2)
def _workshop(reading: Reading) -> Workshop:
    """One for each process of an executor, whichever tasks it is given.

    Raises:
        ClusterError: another program is installed there.
    """
    choose_models(reading.models)
    dictionary: Dictionary = pickle.loads(zlib.decompress(reading.dictionary))
    workshop = Workshop(Annotator(dictionary), dictionary.version, ZoneInfo(reading.time_zone))
    if workshop.annotator.version != reading.annotator:
        raise ClusterError(
            f"The program on a machine of the cluster reads as {workshop.annotator.version}, the one that asks "
            f"as {reading.annotator}. Install the same version on all machines."
        )
    return workshop
