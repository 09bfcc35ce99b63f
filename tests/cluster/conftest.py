"""A real Spark cluster on this machine: a master and two workers, each a process of its own, on loopback."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from benchmarks.speed.local_cluster import LocalCluster, local_cluster
from monitor.settings import DATA, Settings
from monitor.spark import session
from tests.bucket_server import BUCKET
from tests.cluster.texts import ACTORS, articles

ARTICLES = 20_000

JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:MetaspaceSize=256m"
"""For short lives on few cores: neither the second compiler nor a collection whenever classes have come."""

DEFAULTS = f"""
spark.ui.enabled false
spark.executor.memory 512m
spark.driver.memory 512m
spark.sql.shuffle.partitions 2
spark.speculation true
spark.speculation.task.duration.threshold 20s
# Small questions are answered sooner without compiling them.
spark.sql.codegen.wholeStage false
# No task waits for a core that has its rows at hand while another one is free.
spark.locality.wait 0s
spark.driver.extraJavaOptions {JAVA}
spark.executor.extraJavaOptions {JAVA}
"""


def need_spark() -> None:
    """Skip where Spark can't run."""
    if shutil.which("java") is None:
        pytest.skip("A cluster needs Java 17, and there is none on this machine; ./check installs it.")
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("PySpark is not installed; `pip install -r requirements-cluster.txt` brings it.")


OBJECTS = f"""
spark.hadoop.fs.s3a.impl org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme
spark.hadoop.fs.viewfs.mounttable.{BUCKET}.linkFallback
"""
"""Hadoop's client of buckets is not part of PySpark: its names lead to a folder with the same objects here."""


@pytest.fixture(scope="session")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where the cluster finds the objects of the bucket."""
    return tmp_path_factory.mktemp("objects")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory, objects: Path) -> Iterator[LocalCluster]:
    """A master and two workers of one core each."""
    need_spark()
    defaults = f"{DEFAULTS}{OBJECTS.rstrip()} {objects.as_uri()}\n"
    with (
        patch.dict(os.environ, {"SPARK_DAEMON_JAVA_OPTS": JAVA}),
        local_cluster(tmp_path_factory.mktemp("cluster"), defaults, workers=2) as made,
    ):
        yield made
        session(made.address).stop()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20,000 invented articles as JSON lines."""
    path = tmp_path_factory.mktemp("texts") / "news.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in articles(ARTICLES)))
    return path


@pytest.fixture(scope="session")
def settings_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Settings]:
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
