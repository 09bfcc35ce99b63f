"""Real Spark on this machine, on loopback: a master and workers, each a process, or a server for clients."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from monitor.errors import MonitorError

START_SECONDS = 60.0

_DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()
"""Where the system can do it: a run that is killed leaves no cluster behind."""


@dataclass
class LocalCluster:
    """The processes of a cluster, the master first, and its address."""

    address: str
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_worker(self) -> None:
        """Start a worker that offers one core."""
        self._start("Worker", "--webui-port", "0", "-c", "1", "-m", "600m", self.address)

    def start_master(self) -> None:
        """Start the master and wait until it listens.

        Raises:
            MonitorError: it did not start within a minute.
        """
        port = self.address.rpartition(":")[2]
        self._start("Master", "--port", port, "--webui-port", "0")
        _wait_for("master", int(port), self.folder)

    def close(self) -> None:
        """End every process."""
        for process in self.processes:
            kill(process)

    def _start(self, role: str, *words: str) -> None:
        """Start a process, in a group of its own with all that it starts."""
        log = self.folder / f"{role.lower()}-{len(self.processes)}.log"
        main = f"org.apache.spark.deploy.{role.lower()}.{role}"
        self.processes.append(_started("spark-class", log, "256m", main, "--host", "127.0.0.1", *words))


def _started(program: str, log: Path, memory: str, *words: str) -> subprocess.Popen[bytes]:
    """One of Spark's programs, in a group of its own with all that it starts."""
    import pyspark

    home = Path(pyspark.__file__).parent
    told = {
        "SPARK_HOME": str(home),
        "SPARK_WORKER_DIR": str(log.parent / "work"),
        "SPARK_DAEMON_MEMORY": memory,
    }
    with log.open("wb") as out:
        return subprocess.Popen(
            [*_DIES_WITH_US, home / "bin" / program, *words],
            env={**os.environ, **told},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started, as when its machine is switched off."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def local_cluster(folder: Path, defaults: str, workers: int) -> Iterator[LocalCluster]:
    """A cluster with workers of one core each; this process and what it starts find it by the environment.

    Args:
        folder: where logs and the settings go.
        defaults: the text of ``spark-defaults.conf``.
        workers: so many to begin with.
    """
    with _told(folder, defaults):
        cluster = LocalCluster(f"spark://127.0.0.1:{_free_port()}", folder)
        try:
            cluster.start_master()
            for _ in range(workers):
                cluster.start_worker()
            yield cluster
        finally:
            cluster.close()


@contextmanager
def connect_server(folder: Path, defaults: str) -> Iterator[str]:
    """A Spark Connect server with two cores of its own.

    Args:
        folder: where logs and the settings go.
        defaults: the text of ``spark-defaults.conf``.

    Yields:
        its address, ``sc://…``.

    Raises:
        MonitorError: it did not start within a minute.
    """
    port = _free_port()
    listening = {"port": str(port), "address": "127.0.0.1"}
    with _told(folder, defaults):
        server = _started(
            "spark-submit",
            folder / "connect.log",
            "1g",
            *("--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "--master", "local[2]"),
            *(f"--conf=spark.connect.grpc.binding.{name}={value}" for name, value in listening.items()),
            "spark-internal",
        )
        try:
            _wait_for("server", port, folder)
            yield f"sc://127.0.0.1:{port}"
        finally:
            kill(server)


@contextmanager
def _told(folder: Path, defaults: str) -> Iterator[None]:
    """This process and what it starts find the settings by the environment."""
    (folder / "conf").mkdir(parents=True, exist_ok=True)
    (folder / "conf" / "spark-defaults.conf").write_text(defaults)
    told = {
        "SPARK_CONF_DIR": str(folder / "conf"),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
    }
    with patch.dict(os.environ, told):
        yield


def _wait_for(who: str, port: int, folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while not _listens(port):
        if time.monotonic() > until:
            raise MonitorError(f"The {who} did not start in a minute; read its log in {folder}.")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as there:
        return there.connect_ex(("127.0.0.1", port)) == 0
