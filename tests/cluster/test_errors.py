"""A cluster that can't be used says why, and what to do; none of this needs a cluster."""

import sys

import pytest

from monitor import spark
from monitor.errors import ClusterError, InputError
from monitor.settings import load_settings
from monitor.spark import session


@pytest.mark.parametrize("text", ["spark", "spark://", "http://host:7077", "local[2]"])
def test_an_engine_that_is_no_address_is_refused(monkeypatch, text):
    monkeypatch.setenv("MONITOR_ENGINE", text)
    with pytest.raises(InputError, match="spark://host:7077"):
        load_settings()


@pytest.mark.parametrize(("text", "engine"), [("", "embedded"), ("embedded", "embedded"), ("sc://h", "sc://h")])
def test_the_setting(monkeypatch, text, engine):
    monkeypatch.setenv("MONITOR_ENGINE", text)
    assert load_settings().engine == engine


def test_without_pyspark_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(ClusterError, match=r"pip install -r requirements-cluster\.txt"):
        session("spark://127.0.0.1:1")


def test_a_cluster_that_is_not_there_is_told_at_once():
    pytest.importorskip("pyspark", reason="PySpark is not installed.")
    for engine in ("spark://127.0.0.1:1", "sc://127.0.0.1:1", "spark://no-such-host.invalid"):
        with pytest.raises(ClusterError, match=f"Nobody listens at {engine}"):
            session(engine)


def test_without_java_it_is_named(monkeypatch):
    pytest.importorskip("pyspark", reason="PySpark is not installed.")
    monkeypatch.setattr(spark, "_require_listener", lambda _: None)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ClusterError, match="openjdk-17-jre-headless"):
        session("spark://127.0.0.1:2")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("[PYTHON_VERSION_MISMATCH] Python in worker has different version", "another Python"),
        ("ModuleNotFoundError: No module named 'monitor'", "don't have this program"),
        ("[FAILED_READ_FILE.FILE_NOT_EXIST] part-1.parquet", "same path on every machine"),
        ("\nJob aborted", "could not do this: Job aborted"),
        (
            "Worker\nTraceback (most recent call last):\n  …\nmonitor.errors.ClusterError: Do it so.\n at",
            "could not do this: Do it so.",
        ),
    ],
)
def test_what_spark_says_becomes_a_sentence(said, expected):
    errors = pytest.importorskip("pyspark.errors", reason="PySpark is not installed.")
    with pytest.raises(Exception, match=expected), spark.explained("spark://host:7077"):
        raise errors.PySparkException(said)
