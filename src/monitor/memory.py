"""How processes that load articles use memory: what a batch gave back should not stay theirs.

Arrow also allocates for itself, while it reads and writes files: only ``ARROW_DEFAULT_MEMORY_POOL=system``, set
before it is imported, moves that to the system's allocator (the command ``ingest`` does).
"""

from __future__ import annotations

import ctypes
import sys
from importlib.abc import MetaPathFinder

import pyarrow as pa

_MMAP_THRESHOLD, _ARENAS = -3, -8
"""Numbers of options of glibc: which blocks go back to the system as soon as they are free, and how many heaps
the threads of a process may have."""
LARGE, MIDDLING = 16 * 2**20, 2**20


def spare_memory() -> None:
    """Arrow's own allocator keeps what a batch gave back; the system's does, too, but a hundred MB less. Each
    thread with a heap of its own would keep some twenty more."""
    pa.set_memory_pool(pa.system_memory_pool())
    _tell(_ARENAS, 2)


def return_blocks(least: int) -> None:
    """Left to itself, glibc keeps blocks of up to 32 MB once it has seen such. What is returned must be cleared
    anew: from ``LARGE`` on that costs little, from ``MIDDLING`` on a twentieth of a load's time. Not for work
    that is done a file at a time."""
    _tell(_MMAP_THRESHOLD, least)


def give_back() -> None:
    """Free pages between blocks that are in use go back to the system: milliseconds, where a step of a commit
    leaves a hundred megabytes that the next one would not find."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)


class _WithoutPandas(MetaPathFinder):
    """Finds no module, and says of pandas that there is none."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("Arrow does without pandas here, to spare memory.", name=name)


def do_without_pandas() -> None:
    """Tell Arrow that there is no pandas: it would load it, fifty megabytes, to know a frame when it sees one.

    Arrow looks for it once, so everyone else still finds it. It makes no frames in this process from then on.
    """
    finder = _WithoutPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([True])
    finally:
        sys.meta_path.remove(finder)


def _tell(option: int, value: int) -> None:
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(option, value)
