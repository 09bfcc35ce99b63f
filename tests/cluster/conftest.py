"""A real Spark cluster on this machine: a master and two workers, each a process of its own, on loopback."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from monitor.settings import DATA, Settings
from tests.cluster.texts import ACTORS, articles

ARTICLES = 20_000

DEFAULTS = """
spark.ui.enabled false
spark.executor.memory 512m
spark.driver.memory 512m
spark.sql.shuffle.partitions 2
spark.speculation true
spark.speculation.task.duration.threshold 20s
# Small questions are answered sooner without compiling them.
spark.sql.codegen.wholeStage false
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.executor.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
"""


@dataclass
class Cluster:
    """The processes of a cluster, and its address."""

    address: str
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, role: str, *words: str) -> subprocess.Popen[bytes]:
        """Start a master or a worker, in a group of its own with all that it starts."""
        import pyspark

        home = Path(pyspark.__file__).parent
        spark = {
            "SPARK_HOME": str(home),
            "SPARK_WORKER_DIR": str(self.folder / "work"),
            "SPARK_DAEMON_MEMORY": "256m",
        }
        log = self.folder / f"{role.lower()}{len(self.processes)}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [
                    home / "bin" / "spark-class",
                    f"org.apache.spark.deploy.{role.lower()}.{role}",
                    "--host",
                    "127.0.0.1",
                    *words,
                ],
                env={**os.environ, **spark},
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker that offers one core."""
        return self.start("Worker", "--webui-port", "0", "-c", "1", "-m", "600m", self.address)

    def close(self) -> None:
        """End every process of the cluster."""
        for process in self.processes:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started, as when its machine is switched off."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers of one core each."""
    if shutil.which("java") is None:
        pytest.skip("A cluster needs Java 17, and there is none on this machine; ./check installs it.")
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("PySpark is not installed; `pip install -r requirements-cluster.txt` brings it.")
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "conf").mkdir()
    (folder / "conf" / "spark-defaults.conf").write_text(DEFAULTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(folder / "conf"))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        port = _free_port()
        made = Cluster(f"spark://127.0.0.1:{port}", folder)
        try:
            made.start("Master", "--port", str(port), "--webui-port", "0")
            _wait_for(port)
            made.start_worker()
            made.start_worker()
            yield made
        finally:
            made.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as there:
            if there.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("The master of the cluster did not start within a minute; its log is beside its folder.")


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20,000 invented articles as JSON lines."""
    path = tmp_path_factory.mktemp("texts") / "news.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in articles(ARTICLES)))
    return path


@pytest.fixture(scope="session")
def settings_of(tmp_path_factory: pytest.TempPathFactory):
    """Settings of a store of its own; without an engine, the embedded one."""
    actors = tmp_path_factory.mktemp("dictionary") / "actors.yaml"
    actors.write_text(ACTORS)

    def make(engine: str = "embedded") -> Settings:
        return Settings(
            store=tmp_path_factory.mktemp("store") / "store",
            actors=actors,
            countries=DATA / "countries.yaml",
            time_zone=None,
            workers=2,
            engine=engine,
        )

    return make
