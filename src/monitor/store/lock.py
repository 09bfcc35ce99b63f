"""One writer commits at a time: a lock that the operating system takes back when its holder dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.errors import StoreBusyError, StoreError

LOCK_FILE = ".lock"
PAUSE_SECONDS = 0.02

_held: set[int] = set()


@contextmanager
def commit_lock(folder: Path, timeout: float) -> Iterator[None]:
    """Hold the store's commit lock; two threads of one process exclude each other too.

    Args:
        folder: the store's folder, which exists.
        timeout: seconds to wait for another holder.

    Raises:
        StoreBusyError: another process or thread held it all that time.
        StoreError: the folder can't be written.
    """
    handle = _open(folder)
    try:
        _wait(handle, folder, timeout)
        _held.add(handle)
        yield
    finally:
        _held.discard(handle)
        os.close(handle)  # closing lets go of the lock


def _open(folder: Path) -> int:
    try:
        return os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise StoreError(
            f"The store {folder} can't be written: {error.strerror}. Give this user the right to write there, "
            "or name another folder with --store or MONITOR_STORE."
        ) from error


def _wait(handle: int, folder: Path, timeout: float) -> None:
    until = time.monotonic() + timeout
    while not _try_lock(handle):
        if time.monotonic() >= until:
            raise StoreBusyError(
                f"Another process has been committing to the store {folder} for more than {timeout:g} seconds. "
                "Nothing was changed here; wait until it has finished, then start again."
            )
        time.sleep(PAUSE_SECONDS)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _let_go_in_child() -> None:
        # A forked worker inherits the open file and with it the lock: if the parent were killed, the lock
        # would live on in the orphan, and no one could write again until it ended.
        for handle in _held:
            os.close(handle)
        _held.clear()

    os.register_at_fork(after_in_child=_let_go_in_child)
