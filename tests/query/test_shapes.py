"""Words of questions are kept for other processes, and only for the same code."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import ibis
import pytest

from monitor.query import shapes as module
from monitor.query.shapes import InWords, Shapes
from monitor.settings import load_settings

SCHEMA = ibis.schema(
    {"day": "date", "at": "timestamp('UTC', 6)", "names": "array<string>", "n": "int64", "x": "float64"}
)
SHAPE = ("duckdb", ("page", 20), None)


def told(words: str) -> Callable[[], InWords]:
    return lambda: (words, SCHEMA)


def unasked() -> InWords:
    pytest.fail("put into words again")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "questions-one.sqlite"


def test_another_process_finds_the_words(file: Path) -> None:
    assert Shapes(file).get(SHAPE, told("SELECT 1")) == ("SELECT 1", SCHEMA)
    assert Shapes(file).get(SHAPE, unasked) == ("SELECT 1", SCHEMA)
    assert Shapes(file).get((*SHAPE, "other"), told("SELECT 2"))[0] == "SELECT 2"
    assert file.parent.stat().st_mode & 0o077 == 0, "another user writes what is asked"


def test_words_of_many_processes_stand_side_by_side(file: Path) -> None:
    code = (
        "import sys, ibis; from pathlib import Path; from monitor.query.shapes import Shapes\n"
        "kept = Shapes(Path(sys.argv[1]))\n"
        "for n in range(60): kept.get(n, lambda: (f'SELECT {n}', ibis.schema({'n': 'int64'})))"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code, file]) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    after = Shapes(file)
    assert [after.get(n, unasked)[0] for n in range(60)] == [f"SELECT {n}" for n in range(60)]


def test_a_damaged_file_costs_time_and_nothing_else(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.parent.mkdir()
    file.write_bytes(b"this is no database, whatever its name says" * 200)
    with caplog.at_level(logging.INFO):
        kept = Shapes(file)
        assert kept.get(SHAPE, told("SELECT 1"))[0] == "SELECT 1"
        assert kept.get(SHAPE, unasked)[0] == "SELECT 1"
    assert [str(file) in record.message for record in caplog.records] == [True]


def test_damaged_columns_are_asked_anew(file: Path) -> None:
    first = Shapes(file)
    first.get(SHAPE, told("SELECT 1"))
    first._disk._do("UPDATE questions SET columns = ?", (b"\x00broken",))
    assert Shapes(file).get(SHAPE, told("SELECT 1")) == ("SELECT 1", SCHEMA)


def test_a_folder_that_nobody_can_make_costs_time_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    assert Shapes(tmp_path / "cache" / "questions.sqlite").get(SHAPE, told("SELECT 1"))[0] == "SELECT 1"
    assert Shapes(None).get(SHAPE, told("SELECT 1"))[0] == "SELECT 1"


def test_the_oldest_go_when_there_are_many(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT_ON_DISK", 3)
    monkeypatch.setattr(module, "_KEPT_SHAPES", 2)
    kept = Shapes(file)
    for number in range(5):
        kept.get(number, told(f"SELECT {number}"))
    later = Shapes(file)
    assert [later.get(number, unasked)[0] for number in (2, 3, 4)] == ["SELECT 2", "SELECT 3", "SELECT 4"]
    assert later.get(1, told("asked again"))[0] == "asked again"


def test_what_other_versions_left_behind_is_removed(file: Path) -> None:
    file.parent.mkdir()
    used, unused = file.with_name("questions-two.sqlite"), file.with_name("questions-three.sqlite")
    for other in (used, unused):
        other.touch()
    month = time.time() - 40 * 86_400
    os.utime(unused, (month, month))
    Shapes(file).get(SHAPE, told("SELECT 1"))
    assert (used.exists(), unused.exists()) == (True, False)


def test_other_code_has_other_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    now = module._code()
    assert module._code() == now
    monkeypatch.setattr(module, "version", lambda name: f"another {name}")
    assert module._code() != now
    monkeypatch.undo()
    package = tmp_path / "monitor"
    (package / "query").mkdir(parents=True)
    monkeypatch.setattr(module, "__file__", str(package / "query" / "shapes.py"))
    for source in (package / "query" / "counts.py", package / "article.py"):  # columns come from there, too
        source.write_text("LIMIT = 1")
        before = module._code()
        source.write_text("LIMIT = 2")
        assert module._code() != before


def test_the_cache_is_where_the_user_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("MONITOR_CACHE")
    assert load_settings().cache == tmp_path / "media-monitor"
    monkeypatch.setenv("MONITOR_CACHE", str(tmp_path / "mine"))
    assert load_settings().cache == tmp_path / "mine"
