"""A command in processes of its own: how long it took, what it used, and how much memory all of them held."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Used:
    """Seconds by the clock and of all processors; the most memory that all processes held at once, in MB."""

    seconds: float
    cpu_seconds: float
    megabytes: float


def run(command: Sequence[str], environment: Mapping[str, str]) -> Used:
    """Run a command to its end; the memory is that of the process and of all that it started.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    began = time.monotonic()
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    most = _Most()
    watch = threading.Thread(target=_watch, args=(process, most))
    watch.start()
    status = process.wait()
    seconds = time.monotonic() - began
    watch.join()
    if status:
        raise subprocess.CalledProcessError(status, list(command))
    return Used(seconds, most.cpu_seconds, most.megabytes)


@dataclass(slots=True)
class _Most:
    """The most that was seen at once; what the processes that ended used is told by who started them."""

    megabytes: float = 0.0
    cpu_seconds: float = 0.0


def held(pid: int) -> float:
    """Megabytes that a process and all that it started hold now."""
    return sum(map(_proportional, _family(pid))) / 1e6


def _watch(process: subprocess.Popen[bytes], most: _Most) -> None:
    while process.poll() is None:
        family = _family(process.pid)
        most.megabytes = max(most.megabytes, sum(map(_proportional, family)) / 1e6)
        most.cpu_seconds = max(most.cpu_seconds, sum(map(_worked, family)))
        time.sleep(_PAUSE)


def _family(root: int) -> list[int]:
    """The process and its descendants."""
    found = [root]
    for pid in found:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:  # it ended between two looks
                continue
    return found


def _proportional(pid: int) -> int:
    """Bytes in memory; what several processes share (libraries, most of all) counts once between them."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:  # it ended between two looks
        return 0
    found = _SHARE.search(told)  # one that ended is told of by an empty file
    return int(found[1]) * 1024 if found else 0


def _worked(pid: int) -> float:
    """Seconds of all processors that a process used, and those of its own that ended."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except OSError:  # it ended between two looks
        return 0.0
    return sum(map(int, told.rpartition(")")[2].split()[11:15])) / os.sysconf("SC_CLK_TCK")


_SHARE = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
