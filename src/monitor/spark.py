"""One session on a Spark cluster per process, and what goes wrong there as sentences.

PySpark is not needed without a cluster, so it is imported where the first session is opened.
"""

from __future__ import annotations

import atexit
import logging
import os
import re
import shutil
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from monitor.errors import ClusterError, StoreBrokenError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SQL_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",  # instants are shown as they are stored
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.ansi.enabled": "false",  # what can't be computed is null, as in the embedded engine
}
"""What an answer depends on; everything else is the cluster's own (``spark-defaults.conf``)."""

REACH_SECONDS = 5.0
OFFER_SECONDS = 60.0
"""How long a cluster may take to offer the first core."""

_sessions: dict[str, SparkSession] = {}
_opening = Lock()
_connections: WeakKeyDictionary[SparkSession, str] = WeakKeyDictionary()
"""Every open session of a Spark Connect server, with the server's address."""

logger = logging.getLogger(__name__)


def session(engine: str) -> SparkSession:
    """The session of this process on a cluster; opened with the first question, shared by all threads.

    Args:
        engine: ``spark://host:port`` of a standalone cluster, or ``sc://host:port`` of a Spark Connect server.

    Raises:
        ClusterError: PySpark or Java is missing, or nobody listens at the address.
    """
    with _opening:
        if engine not in _sessions or has_ended(_sessions[engine]):
            _require_pyspark()
            _require_listener(engine)
            with explained(engine):
                _sessions[engine] = _connected(engine) if engine.startswith("sc://") else _standalone(engine)
        return _sessions[engine]


def own_session(engine: str) -> SparkSession:
    """A session with tables and settings of its own, on the connection that this process shares.

    Raises:
        ClusterError: as :func:`session`.
    """
    shared = session(engine)
    with explained(engine):
        opened = shared.newSession()
        if shared in _connections:
            _connections[opened] = engine
        for name, value in SQL_SETTINGS.items():
            opened.conf.set(name, value)
    return opened


def cores(of: SparkSession) -> int:
    """How many tasks the cluster can run at the same time; at least 1."""
    with suppress(Exception):  # Spark Connect keeps its context to itself
        return max(int(of.sparkContext.defaultParallelism), 1)
    return int(of.conf.get("spark.default.parallelism", "8") or 8)


@contextmanager
def explained(engine: str) -> Iterator[None]:
    """Turns what Spark raises into sentences.

    Raises:
        StoreBrokenError: a file of the store is missing or damaged.
        ClusterError: all else that Spark complains about.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise _sentence(engine, error) from error


_FILE_SIGNS = (
    "FAILED_READ_FILE",
    "FILE_NOT_EXIST",
    "PATH_NOT_FOUND",
    "FileNotFoundException",
    "is not a Parquet file",
)
_PYTHON_SIGNS = ("PYTHON_VERSION_MISMATCH", "Cannot run program", "different minor version")


def _sentence(engine: str, error: Exception) -> ClusterError | StoreBrokenError:
    said = str(error)
    first = _told(said) or type(error).__name__
    if any(sign in said for sign in _FILE_SIGNS):
        return StoreBrokenError(
            f"A file of the store can't be read by the cluster {engine}: {first}. The store's folder must be "
            "at the same path on every machine of it. If it is, run `monitor verify` to see what is damaged."
        )
    if any(sign in said for sign in _PYTHON_SIGNS):
        return ClusterError(
            f"The cluster {engine} runs another Python than this process ({sys.version.split()[0]} at "
            f"{sys.executable}): {first}. Install the same Python and requirements-cluster.txt on every "
            "machine, and name it with PYSPARK_PYTHON."
        )
    if "No module named 'monitor" in said:
        return ClusterError(
            f"The machines of the cluster {engine} don't have this program. Install it with `pip install -r "
            "requirements-cluster.txt` on each of them, and name their Python with PYSPARK_PYTHON."
        )
    return ClusterError(f"The cluster {engine} could not do this: {first}")


_RAISED = re.compile(r"^[\w.]+(?:Error|Exception): (.+)$", re.MULTILINE)


def _told(said: str) -> str:
    """What was raised in Python on an executor, else the first line: the rest are stacks."""
    raised = _RAISED.findall(said)
    return raised[-1] if raised and "Traceback" in said else next(filter(str.strip, said.splitlines()), "")


def _require_pyspark() -> None:
    try:
        # No frame of pandas meets PySpark here: everything goes as Arrow.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        import pyspark  # noqa: F401
    except ImportError as error:
        raise ClusterError(
            "MONITOR_ENGINE names a cluster, and PySpark is not installed. Run `pip install -r "
            "requirements-cluster.txt`, or unset MONITOR_ENGINE to work on this machine alone."
        ) from error


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java", path=str(Path(home) / "bin") if home else None):
        raise ClusterError(
            "A Spark cluster needs Java 17 on this machine too, and there is none. Install it (on Debian: "
            "openjdk-17-jre-headless) or set JAVA_HOME. A Spark Connect server (sc://…) needs none here."
        )


def _require_listener(engine: str) -> None:
    """Spark itself tries for a minute before it gives up."""
    try:
        _knock(engine)
    except OSError as error:
        raise ClusterError(
            f"Nobody listens at {engine} ({error}). Start the cluster there, or correct MONITOR_ENGINE; unset, "
            "everything runs on this machine."
        ) from error


def listens(engine: str) -> bool:
    """Whether anybody is at the address; who asks a server that is gone is made to wait for minutes."""
    try:
        _knock(engine)
    except OSError:
        return False
    return True


def _knock(engine: str) -> None:
    from socket import create_connection

    address = urlsplit(engine)
    port = address.port or (15002 if address.scheme == "sc" else 7077)
    create_connection((address.hostname or "", port), timeout=REACH_SECONDS).close()


def _standalone(engine: str) -> SparkSession:
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

    _require_java()
    conf = SparkConf().setMaster(engine).setAppName("Media Monitor").setAll(list(SQL_SETTINGS.items()))
    for name, value in (
        ("spark.scheduler.mode", "FAIR"),  # a reader's question does not wait for a load
        ("spark.ui.showConsoleProgress", "false"),
        ("spark.log.level", "ERROR"),
    ):
        conf.setIfMissing(name, value)
    # PySpark reads it here and nowhere else; a folder that all machines share has the same Python for all.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    opened = SparkSession.builder.config(conf=conf).getOrCreate()
    _wait_for_a_core(engine, opened)
    return opened


def _connected(engine: str) -> SparkSession:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.remote(engine)
    for name, value in SQL_SETTINGS.items():
        builder = builder.config(name, value)
    opened = builder.create()
    _connections[opened] = engine
    return opened


@atexit.register
def _leave() -> None:
    """End every session of a Spark Connect server with the process.

    A server would keep their tables for an hour, and a process that closes its connections later, while Python
    takes itself apart, waits for them for ever.
    """
    for opened, engine in list(_connections.items()):
        if listens(engine):
            opened.stop()
        else:
            opened.client.close()


def _wait_for_a_core(engine: str, opened: SparkSession) -> None:
    """A cluster without a free worker lets a question wait for ever, without a word."""
    until = time.monotonic() + OFFER_SECONDS
    while not executors(opened):
        if time.monotonic() > until:
            opened.stop()
            raise ClusterError(
                f"The cluster {engine} has offered no core for {OFFER_SECONDS:.0f} seconds. Look at its page "
                "for workers with free cores and memory (spark.executor.memory is 1g unless "
                "spark-defaults.conf says otherwise), and for other programs that hold them."
            )
        time.sleep(0.1)


def executors(opened: SparkSession) -> int:
    """How many executors a standalone cluster has given to this process."""
    tracked = opened.sparkContext._jsc.sc().statusTracker().getExecutorInfos()
    return len(tracked) - 1  # the driver is among them


def has_ended(opened: SparkSession) -> bool:
    """True when a session can't answer any more: its context ends with the master, or where it is stopped."""
    context = getattr(opened, "_sc", None)
    if context is None:  # Spark Connect: the server knows
        return bool(opened.is_stopped)
    return context._jsc is None or bool(context._jsc.sc().isStopped())
