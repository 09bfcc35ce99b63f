"""What a load knows of the store without looking: which articles it can't hold, which lines can't be many.

A batch of new articles would otherwise look for each of their names in all files of the store. Both answers
err to one side only: looking is left out where nothing can be found, and the result stays exact.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monitor.store.scan import stream
from monitor.store.snapshot import Snapshot

Hashes = npt.NDArray[np.uint64]

_ID_BITS = 28
"""2^28 bits are 32 MB: of ten million ids, two in 100,000 strangers are taken for one of them."""
_ID_HASHES = 8
_LINE_BITS = 24
"""Two rows of 2^24 counters of one byte are 32 MB."""
_MIXERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], dtype=np.uint64)


class Known:
    """Follows the snapshots of one store; its memory does not grow with the store."""

    def __init__(self) -> None:
        self._files: set[tuple[str, str]] = set()
        self._ids = _Filter(_ID_BITS, _ID_HASHES)
        self._lines = _Counts(_LINE_BITS)

    def follow(self, snapshot: Snapshot) -> None:
        """Take in what the files hold that were not there at the last call."""
        for table, column in (("articles", "article_id"), ("lines", "line")):
            fresh = [file for file in snapshot.files(table) if (table, file) not in self._files]
            for values in stream(fresh, column):
                if table == "articles":
                    self._ids.add(_hashed(values))
                else:
                    self._lines.add(values.to_numpy(zero_copy_only=False).view(np.uint64))
            self._files.update((table, file) for file in fresh)

    def may_hold(self, ids: Sequence[str]) -> list[str]:
        """Those of the ids that can be stored; the others are not."""
        if not ids:
            return []
        found = self._ids.holds(_hashed(pa.array(ids, pa.string())))
        return [one for one, is_there in zip(ids, found, strict=True) if is_there]

    def at_most(self, lines: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """For each line, a number that its rows in the store don't exceed; 255 stands for any above, too."""
        return self._lines.of(lines.view(np.uint64))


def _hashed(ids: pa.Array) -> Hashes:
    """Numbers of this process alone, which is all that a filter in memory needs."""
    return np.fromiter(map(hash, ids.to_pylist()), dtype=np.int64, count=len(ids)).view(np.uint64)


class _Filter:
    """A set that may say yes to a stranger (B. Bloom, "Space/time trade-offs in hash coding with allowable
    errors", 1970; the places of a key by A. Kirsch and M. Mitzenmacher, "Less hashing, same performance",
    2006)."""

    def __init__(self, bits: int, hashes: int) -> None:
        self._words = np.zeros(2**bits // 8, dtype=np.uint8)
        self._bits, self._hashes = np.uint64(bits), hashes

    def add(self, keys: Hashes) -> None:
        for places in self._places(keys):
            np.bitwise_or.at(self._words, places >> np.uint64(3), _bit(places))

    def holds(self, keys: Hashes) -> npt.NDArray[np.bool_]:
        found = np.ones(len(keys), dtype=np.bool_)
        for places in self._places(keys):
            found &= (self._words[places >> np.uint64(3)] & _bit(places)) != 0
        return found

    def _places(self, keys: Hashes) -> list[Hashes]:
        one, other = (_mixed(keys, mixer) for mixer in _MIXERS)
        with np.errstate(over="ignore"):
            return [
                (one + np.uint64(number) * (other | np.uint64(1))) >> (np.uint64(64) - self._bits)
                for number in range(self._hashes)
            ]


def _bit(places: Hashes) -> npt.NDArray[np.uint8]:
    return np.left_shift(np.uint8(1), (places & np.uint64(7)).astype(np.uint8))


class _Counts:
    """Counters that strangers may share, so that a count is never too low (G. Cormode and S. Muthukrishnan, "An
    improved data stream summary: the count-min sketch", 2005). They stop at 255."""

    def __init__(self, bits: int) -> None:
        self._rows = [np.zeros(2**bits, dtype=np.uint8) for _ in _MIXERS]
        self._shift = np.uint64(64 - bits)

    def add(self, keys: Hashes) -> None:
        for row, mixer in zip(self._rows, _MIXERS, strict=True):
            places, more = np.unique(_mixed(keys, mixer) >> self._shift, return_counts=True)
            row[places] = np.minimum(row[places] + more, 255)

    def of(self, keys: Hashes) -> npt.NDArray[np.int64]:
        rows = [row[_mixed(keys, mixer) >> self._shift] for row, mixer in zip(self._rows, _MIXERS, strict=True)]
        fewest: npt.NDArray[np.int64] = np.minimum(*rows).astype(np.int64)
        return fewest


def _mixed(keys: Hashes, mixer: np.uint64) -> Hashes:
    """Keys with their bits mixed upwards, by a multiplication between two shifts."""
    with np.errstate(over="ignore"):
        mixed = (keys ^ (keys >> np.uint64(32))) * mixer
        return np.asarray((mixed ^ (mixed >> np.uint64(29))) * _MIXERS[0], dtype=np.uint64)
