"""Questions in the words of an engine, each put into them once: in this process, and in those before it.

A question takes ten times as long to put into words as many an answer takes, and the words are the same for
every store. So they are kept in the user's own cache, in a file named after the program's code. It is no part
of a store on purpose: who hands a store on must not say what is asked of it.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from threading import Lock

import ibis
import pyarrow as pa

from monitor.settings import load_settings

logger = logging.getLogger(__name__)

_KEPT_SHAPES = 512
_KEPT_ON_DISK = 10_000  # a few KB each
_UNUSED_DAYS = 30  # after so many, the words of another version are removed

_MADE_WITH = ("ibis-framework", "sqlglot")

InWords = tuple[str, ibis.Schema]


class Shapes:
    """The words of questions by their shape.

    Two shapes whose text (``repr``) is the same are the same, in every process.

    Args:
        file: where they are kept for other processes; None: nowhere.
    """

    def __init__(self, file: Path | None) -> None:
        self._kept: OrderedDict[str, InWords] = OrderedDict()
        self._lock = Lock()
        self._disk = _Disk(file) if file else None

    def get(self, shape: Hashable, words: Callable[[], InWords]) -> InWords:
        """The words and the columns of a question; where they aren't known, ``words`` puts it into them."""
        name = repr(shape)
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        found = self._disk.get(name) if self._disk else None
        if found is None:
            found = words()
            if self._disk:
                self._disk.put(name, found)
        with self._lock:
            self._kept[name] = found
            if len(self._kept) > _KEPT_SHAPES:
                self._kept.popitem(last=False)
        return found

    def forget(self) -> None:
        """Put every question into words anew: for readings of speed."""
        with self._lock:
            self._kept.clear()
            self._disk = None


class _Disk:
    """The same in a file of SQLite, which processes share. Without it answers are the same and come later, so
    whatever is wrong with it ends its use and nothing else."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = Lock()
        self._open: sqlite3.Connection | None = None
        self._failed = False

    def get(self, name: str) -> InWords | None:
        row = self._do("SELECT words, columns FROM questions WHERE name = ?", (_short(name),))
        if row is None:
            return None
        try:
            return row[0], ibis.Schema.from_pyarrow(pa.ipc.read_schema(pa.py_buffer(row[1])))
        except (OSError, pa.ArrowException) as error:
            self._give_up(error)
            return None

    def put(self, name: str, found: InWords) -> None:
        words, schema = found
        columns = schema.to_pyarrow()
        if ibis.Schema.from_pyarrow(columns) == schema:
            values = (_short(name), words, columns.serialize().to_pybytes())
            self._do("INSERT OR IGNORE INTO questions VALUES (?, ?, ?)", values)

    def _do(self, sql: str, values: tuple[object, ...]) -> tuple[str, bytes] | None:
        with self._lock:
            if self._failed:
                return None
            try:
                self._open = self._open or _opened(self._file)
                row: tuple[str, bytes] | None = self._open.execute(sql, values).fetchone()
                return row
            except (OSError, sqlite3.Error) as error:
                self._give_up(error)
                return None

    def _give_up(self, error: Exception) -> None:
        self._failed = True
        logger.info("Questions are not kept in %s: %s", self._file, error)


def _opened(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for other in file.parent.glob("questions-*.sqlite"):
        if other != file and other.stat().st_mtime < time.time() - _UNUSED_DAYS * 86_400:
            other.unlink(missing_ok=True)
    opened = sqlite3.connect(file, timeout=2, isolation_level=None, check_same_thread=False)
    opened.execute("PRAGMA synchronous = OFF")  # what a crash of the machine takes is made again
    opened.execute("CREATE TABLE IF NOT EXISTS questions (name BLOB PRIMARY KEY, words TEXT, columns BLOB)")
    oldest = "SELECT max(rowid) - ? FROM questions"
    opened.execute(f"DELETE FROM questions WHERE rowid <= ({oldest})", (_KEPT_ON_DISK,))
    return opened


def _short(name: str) -> bytes:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()


@cache
def shapes() -> Shapes:
    """Those of this process."""
    folder = load_settings().cache
    return Shapes(folder / f"questions-{_code()}.sqlite" if folder else None)


def _code() -> str:
    """Names the program: other code may have other words. All of it counts, for a question takes columns and
    limits from many rooms, and to read it takes milliseconds."""
    digest = blake2b(digest_size=8)
    package = Path(__file__).parents[1]
    for file in sorted(package.rglob("*.py")):
        digest.update(f"{file.relative_to(package)}\n".encode())
        digest.update(file.read_bytes())
    digest.update("".join(f"{name} {version(name)}\n" for name in _MADE_WITH).encode())
    return digest.hexdigest()
