"""A loader process for the tests: commits ten articles at a time and reports each commit on its output.

    python load_forever.py STORE PREFIX [STEP]

Each third batch replaces the mentions of the batch before it. With STEP (a number) it kills itself at that step
of its second commit: 0 before the first table is committed, 1 after it, and so on.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from conftest import put, tables_of
from monitor.store import delta
from monitor.store.store import Change, Store

BATCH = 10


def names(prefix: str, batch: int) -> list[str]:
    return [f"{prefix}{batch:05}n{item}" for item in range(BATCH)]


def load_batch(change: Change, prefix: str, batch: int) -> None:
    put(change, [{"id": name} for name in names(prefix, batch)])
    if batch % 3 == 2:
        before = names(prefix, batch - 1)
        change.replace("mentions", before, tables_of([{"id": name} for name in before])["mentions"])


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(step: int) -> None:
    """Kill this process when so many tables of the commit are written."""
    original: Callable[..., int] = delta.TableLog.commit
    seen = count()

    def commit(*args: Any, **options: Any) -> int:
        if next(seen) == step:
            die()
        return original(*args, **options)

    delta.TableLog.commit = commit  # type: ignore[method-assign]


def main(die_at: Callable[[int], None] = die_at) -> None:
    store, prefix = Store(Path(sys.argv[1])), sys.argv[2]
    for batch in count():
        if batch == 1 and len(sys.argv) > 3:
            die_at(int(sys.argv[3]))
        with store.change("ingest") as change:
            load_batch(change, prefix, batch)
        assert change.snapshot is not None
        print(change.snapshot.number, " ".join(names(prefix, batch)), flush=True)


if __name__ == "__main__":
    main()
