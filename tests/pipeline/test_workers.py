"""The processes that annotate: what they carry, and how many there are."""

import subprocess
import sys

import pytest

from monitor.settings import load_settings


def test_annotating_processes_carry_no_engine() -> None:
    engines = ("duckdb", "ibis", "deltalake", "tantivy", "trafilatura", "streamlit")
    code = f"import sys, monitor.pipeline.workers; print([m for m in {engines} if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize(("cores", "workers"), [(1, 1), (2, 2), (64, 2), (None, 1)])
def test_a_large_machine_does_not_take_more_memory_unasked(monkeypatch, cores, workers) -> None:
    monkeypatch.delenv("MONITOR_WORKERS", raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert load_settings().workers == workers
    monkeypatch.setenv("MONITOR_WORKERS", "12")
    assert load_settings().workers == 12
