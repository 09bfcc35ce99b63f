"""A sentence around its target, as the fast model reads it: numbers of words, and how far each is off."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np

Span = tuple[int, int]

PAD, TARGET, NAME, NUMBER, UNKNOWN = range(5)
SPECIAL = 5
"""Numbers below are no single words: nothing, the target, a capitalised word, a figure, a rare word."""

LEFT, RIGHT = 24, 32
"""Words before and behind the target that are read."""

printed_words = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]").findall
"""The words and marks of a text, as printed."""

_MARKS = str.maketrans("’‘“”–—", "''\"\"--")
_CACHED = 40_000


class Vocabulary(dict[str, int]):
    """The number of each word as printed; looked up once, until it grows full.

    Names never score: a capitalised word is nobody in particular.
    """

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__()
        self._known = {word: number for number, word in enumerate(words, start=SPECIAL)}

    def __missing__(self, printed: str) -> int:
        if len(self) >= _CACHED:
            self.clear()
        number = self[printed] = self._number(printed)
        return number

    def _number(self, printed: str) -> int:
        word = word_of(printed)
        if word is None:
            return NAME
        return self._known.get(word, NUMBER if word[0].isdigit() else UNKNOWN)

    def around(self, sentence: str, target: Span) -> tuple[list[int], int]:
        """The numbers of the words around a target, which is one word itself, and its place among them."""
        before, behind = printed_words(sentence[: target[0]]), printed_words(sentence[target[1] :])
        _lower_first(before)
        left = before[-LEFT:]
        numbers = [*map(self.__getitem__, left), TARGET, *map(self.__getitem__, behind[:RIGHT])]
        return numbers, len(left)


def word_of(printed: str) -> str | None:
    """A word in small letters and with plain marks; None for a capitalised one, which is taken for a name."""
    if printed[0].isupper() and len(printed) > 1:
        return None
    return printed.translate(_MARKS).lower()


def _lower_first(words: list[str]) -> None:
    """The first word of a sentence has a capital, whatever it is."""
    for place, word in enumerate(words):
        if word[0].isalnum():
            words[place] = word.lower()
            return


def buckets(place: int, length: int) -> Sequence[int]:
    """How far each of ``length`` words stands from the one at ``place``, in steps that widen."""
    return _STEPS[LEFT + RIGHT - place : LEFT + RIGHT - place + length]


_REACHES = (0, 1, 2, 3, 4, 6, 9, 13, 19, LEFT + RIGHT)
"""The farthest word of each step."""

BUCKETS = 2 * len(_REACHES) - 1
"""A step for the target, and the others on its left and on its right."""

NEAR = np.zeros(BUCKETS, np.float32)
"""1 for the target and the steps at most four words from it."""
NEAR[[0, 1, 2, 3, 4, 10, 11, 12, 13]] = 1


def _step(distance: int) -> int:
    step = bisect_left(_REACHES, abs(distance))
    return step if distance <= 0 else len(_REACHES) - 1 + step


_STEPS = [_step(distance) for distance in range(-LEFT - RIGHT, LEFT + RIGHT + 1)]
