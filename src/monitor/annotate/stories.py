"""Reprints are one story: near-copies of an article are found, checked word by word, and grouped.

Two articles are near-copies when their word 5-grams overlap enough (Jaccard), or when most of the shorter one
stands in the longer one (containment), when they give the same numbers, and when they appeared at most
``WINDOW_DAYS`` apart. Reports from one form ("The bank added reserves through …") share nearly all of their
words and differ in what they report: their numbers tell them apart, and short texts must agree nearly to the
word. A story is a connected group of near-copies. Being near-copies is a property of two texts alone, so the
groups do not depend on the order in which the articles came.

Method: MinHash and banded locality-sensitive hashing find the candidates (A. Broder, "On the resemblance and
containment of documents", 1997; J. Leskovec et al., "Mining of Massive Datasets", ch. 3), the real overlap of
the shingles decides.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import filterfalse

import numpy as np
import numpy.typing as npt

SHINGLE_WORDS = 5
BANDS = 48
ROWS = 2
"""48 bands of 2 hashes: 95 % of the pairs with Jaccard 0.25 become candidates, 99.97 % of those with 0.4."""
MIN_JACCARD = 0.45
MIN_CONTAINMENT = 0.7
MIN_NUMBERS = 0.7
ENOUGH_NUMBERS = 3
"""Of the text with fewer numbers, this part must stand in the other one; below three they prove nothing."""
SHORT_SHINGLES = 50
MIN_CONTAINMENT_SHORT = 0.9
"""A text of fewer 5-grams is often made from a form."""
MIN_SHINGLES = 20
"""Shorter texts can't be told from a stock phrase, unless they are the same to the word."""
WINDOW_DAYS = 14

Hashes = npt.NDArray[np.uint64]
_NO_HASHES: Hashes = np.empty(0, dtype=np.uint64)

# Scripts written without spaces have no words to a regular expression: there each character is a token.
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\uac00-\ud7af]|[^\W_]+(?:['’][^\W_]+)*")
_PLAIN_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
"""The same in a text of small ASCII letters, in half the time."""
_DIGIT = re.compile(r"\d")


def _constants(name: str, count: int) -> Hashes:
    """Fixed random numbers. The bands are stored, so these must be the same for ever, whatever NumPy does."""
    return np.array([_word_hash(f"{name} {i}") for i in range(count)], dtype=np.uint64)


class _WordHashes(dict[str, int]):
    """The hash of each word that was met; forgets them all when they are many."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _MOST_WORDS:
            self.clear()
        packed = word.encode("utf-8", "surrogatepass")
        self[word] = hashed = int.from_bytes(hashlib.blake2b(packed, digest_size=8).digest(), "big")
        return hashed


_MOST_WORDS = 40_000
_word_hashes = _WordHashes()


def _word_hash(word: str) -> int:
    return _word_hashes[word]


_MULTIPLIERS = _constants("multiplier", BANDS * ROWS) | np.uint64(1)
_OFFSETS = _constants("offset", BANDS * ROWS)
_BAND_SALT = _constants("band", BANDS)
_PLACES = np.array([pow(6_364_136_223_846_793_005, i, 2**64) for i in range(SHINGLE_WORDS)], dtype=np.uint64)


@dataclass(frozen=True)
class Fingerprint:
    """What is compared of a text: its distinct word shingles, and its numbers."""

    shingles: Hashes
    """Sorted distinct 64-bit hashes of the text's word 5-grams."""
    numbers: Hashes
    """Sorted distinct hashes of the words that hold a digit."""

    @cached_property
    def bands(self) -> npt.NDArray[np.int64]:
        """``BANDS`` hashes; two texts that share one are candidates. Empty for a text without words.

        Made when asked for: two texts are compared without them.
        """
        return _bands(self.shingles) if len(self.shingles) else np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One article as far as grouping needs it; ``day`` None means undated, which lies in every window."""

    article_id: str
    day: date | None
    bands: Sequence[int]


def fingerprint(text: str) -> Fingerprint:
    """The shingles and bands of a clean text."""
    small = text.lower()
    words = (_PLAIN_TOKEN if small.isascii() else _TOKEN).findall(small)
    numbers = _hashes([word for word in filterfalse(str.isalpha, set(words)) if _DIGIT.search(word)])
    return Fingerprint(_shingles(words), _distinct(numbers))


def near_copies(one: Fingerprint, other: Fingerprint) -> bool:
    """True when two texts are copies, or trimmed, expanded or edited versions of one report."""
    sizes = len(one.shingles), len(other.shingles)
    if min(sizes) < MIN_SHINGLES:
        return min(sizes) > 0 and np.array_equal(one.shingles, other.shingles)
    shared = _shared(one.shingles, other.shingles)
    containment = shared / min(sizes)
    if min(sizes) < SHORT_SHINGLES and containment < MIN_CONTAINMENT_SHORT:
        return False
    alike = shared / (sum(sizes) - shared) >= MIN_JACCARD or containment >= MIN_CONTAINMENT
    return alike and _same_numbers(one.numbers, other.numbers)


def _same_numbers(one: Hashes, other: Hashes) -> bool:
    fewer = min(len(one), len(other))
    return fewer < ENOUGH_NUMBERS or _shared(one, other) / fewer >= MIN_NUMBERS


def _shared(one: Hashes, other: Hashes) -> int:
    return len(np.intersect1d(one, other, assume_unique=True))


def within_window(one: date | None, other: date | None) -> bool:
    """True when two articles are near enough in time to be one story; an undated one is near to all."""
    return one is None or other is None or abs((one - other).days) <= WINDOW_DAYS


def group(
    fresh: Sequence[Candidate],
    settled: Sequence[Candidate],
    story_of: Mapping[str, str],
    print_of: Callable[[str], Fingerprint],
) -> dict[str, str]:
    """Find the stories of fresh articles among themselves and with settled ones.

    Args:
        fresh: articles that have no story yet.
        settled: stored articles that share at least one band with a fresh one.
        story_of: the story of each settled article.
        print_of: gives the fingerprint of an article, fresh or settled.

    Returns:
        article id → story for every fresh article, and settled story → story for each settled story that
        a fresh article joined to another one.
    """
    union = _Union()
    for article_id, story in story_of.items():
        union.join(story, article_id)
    for one, other in _pairs(fresh, settled):
        if not union.same(one, other) and near_copies(print_of(one), print_of(other)):
            union.join(one, other)
    names = _name_groups(union, [item.article_id for item in fresh], set(story_of.values()))
    moved = {story: names[union.root(story)] for story in set(story_of.values())}
    return {item.article_id: names[union.root(item.article_id)] for item in fresh} | {
        story: name for story, name in moved.items() if story != name
    }


def _name_groups(union: _Union, fresh: Iterable[str], stories: set[str]) -> dict[str, str]:
    """A group keeps the smallest story that it already has; a new one is named after its smallest article."""
    kept: dict[str, str] = {}
    for story in sorted(stories):
        kept.setdefault(union.root(story), story)
    for article_id in sorted(fresh):
        kept.setdefault(union.root(article_id), article_id)
    return kept


def _pairs(fresh: Sequence[Candidate], settled: Sequence[Candidate]) -> Iterable[tuple[str, str]]:
    """Each pair that shares a band and lies within the window, once, in a fixed order."""
    shelf: dict[int, list[Candidate]] = defaultdict(list)
    for item in settled:
        for band in item.bands:
            shelf[band].append(item)
    seen: set[tuple[str, str]] = set()
    for item in fresh:
        for band in item.bands:
            for other in shelf[band]:
                pair = (min(item.article_id, other.article_id), max(item.article_id, other.article_id))
                if pair[0] != pair[1] and pair not in seen and within_window(item.day, other.day):
                    seen.add(pair)
                    yield pair
            shelf[band].append(item)


class _Union:
    """Disjoint sets with path halving."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, node: str) -> str:
        parent = self._parent
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def same(self, one: str, other: str) -> bool:
        return self.root(one) == self.root(other)

    def join(self, one: str, other: str) -> None:
        self._parent[self.root(other)] = self.root(one)


def _shingles(words: Sequence[str]) -> Hashes:
    if not words:
        return _NO_HASHES
    hashes = _hashes(words)
    width = min(SHINGLE_WORDS, len(hashes))
    with np.errstate(over="ignore"):
        rolled = sum(
            (hashes[i : len(hashes) - width + 1 + i] * _PLACES[i] for i in range(width)),
            start=np.zeros(len(hashes) - width + 1, dtype=np.uint64),
        )
    return _distinct(rolled)


def _hashes(words: Sequence[str]) -> Hashes:
    return np.fromiter(map(_word_hashes.__getitem__, words), dtype=np.uint64, count=len(words))


def _distinct(hashes: Hashes) -> Hashes:
    """Sorted, each once. Of a few hundred numbers, np.unique takes five times as long."""
    ordered = np.sort(hashes)
    first = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def _bands(shingles: Hashes) -> npt.NDArray[np.int64]:
    with np.errstate(over="ignore"):
        mixed_all = shingles[:, None] * _MULTIPLIERS
        mixed_all += _OFFSETS
        # The low bits of a product are weak; the shift keeps the well-mixed high ones of the minimum.
        minima = mixed_all.min(axis=0) >> np.uint64(11)
        pairs = minima.reshape(BANDS, ROWS)
        mixed = (pairs * _PLACES[:ROWS]).sum(axis=1, dtype=np.uint64) ^ _BAND_SALT
    bands: npt.NDArray[np.int64] = mixed.view(np.int64)
    return bands
