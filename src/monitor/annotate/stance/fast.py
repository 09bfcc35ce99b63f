"""The fast model: small vectors of the words around the target, by their place; NumPy alone.

Each word has a vector of its own; a convolution over three neighbours reads "not guilty" or "accused by the" as
one thing; how much it counts depends on how far from the target and on which side it stands; the strongest
signals on either side, those close by, and the sum of all decide. Names have no vector: nobody is good or bad
news by name. It learned from labelled sentences and from what a large model said of two hundred thousand real
mentions (G. Hinton et al., "Distilling the Knowledge in a Neural Network", 2015; the convolution with pooling
is that of Y. Kim, "Convolutional Neural Networks for Sentence Classification", EMNLP 2014). How it is trained:
``python -m benchmarks.stance``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from monitor.annotate.stance.model import Asked, Floats, StanceModel
from monitor.annotate.stance.words import NEAR, PAD, Vocabulary, buckets
from monitor.settings import DATA

_FILE = DATA / "stance" / "fast.npz"
_AT_ONCE = 32
"""Targets that are judged together: so many sentences stay in a core's own memory."""


class _Weights(NamedTuple):
    """What the model learned; ``words`` is what each word gives as the left, the middle and the right one of
    three: multiplied by the kernel once."""

    vocabulary: Vocabulary
    words: tuple[Floats, Floats, Floats]
    layers: Mapping[str, Floats]


class FastStance(StanceModel):
    """The default: some 20,000 targets a second on one core."""

    alone = True

    def __init__(self, file: Path = _FILE) -> None:
        with np.load(file) as stored:
            self.temperature = float(stored["temperature"])
            self.name = str(stored["name"])
        self._file = file

    @cached_property
    def _weights(self) -> _Weights:
        """Loaded for the first sentence: a process that leaves reading to others asks for the name alone."""
        return _load(self._file)

    def outputs(self, asked: Sequence[Asked]) -> Floats:
        """See :class:`StanceModel`."""
        parts = [asked[first : first + _AT_ONCE] for first in range(0, len(asked), _AT_ONCE)]
        return np.concatenate([self._judged(part) for part in parts])

    def _judged(self, asked: Sequence[Asked]) -> Floats:
        numbers, places, edges = self._read(asked)
        (to_left, itself, to_right), layers = self._weights.words, self._weights.layers
        signals = itself[numbers]
        signals[1:] += to_left[numbers[:-1]]
        signals[:-1] += to_right[numbers[1:]]
        signals *= layers["gain"][places]
        signals += layers["shift"][places]
        np.maximum(signals, 0, out=signals)
        signals[numbers == PAD] = 0
        strongest = np.maximum.reduceat(signals, edges)
        sums = np.add.reduceat(signals, edges)
        near = np.add.reduceat(signals * NEAR[places, None], edges)
        left, right = strongest[0::3], strongest[2::3]
        pooled = np.concatenate([left, right, _of_three(near) / 8, _of_three(sums) / 20], axis=1)
        hidden = np.maximum(_each(pooled, layers["hidden"]) + layers["hidden_bias"], 0)
        outputs: Floats = _each(hidden, layers["out"]) + layers["out_bias"]
        return outputs

    def _read(self, asked: Sequence[Asked]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], list[int]]:
        """All words in one row, with nothing between two targets; their steps; where each side begins."""
        numbers: list[int] = []
        places: list[int] = []
        edges: list[int] = []
        for sentence, target in asked:
            around, place = self._weights.vocabulary.around(sentence, target)
            start = len(numbers)
            edges += (start, start + 1 + place, start + 2 + place)
            numbers += (PAD, *around, PAD)
            places += (0, *buckets(place, len(around)), 0)
        return np.array(numbers, np.intp), np.array(places, np.intp), edges

    def __reduce__(self) -> tuple[type[FastStance], tuple[()]]:
        return FastStance, ()


LAYERS = ("kernel", "bias", "gain", "shift", "hidden", "hidden_bias", "out", "out_bias")
"""The arrays of a stored model beside its words and vectors."""


def _load(file: Path) -> _Weights:
    with np.load(file) as stored:
        vectors = stored["vectors"].astype(np.float32) * stored["scale"].astype(np.float32)
        layers = {name: stored[name].astype(np.float32) for name in LAYERS}
        left, middle, right = layers["kernel"]
        words = (vectors @ left, vectors @ middle + layers["bias"], vectors @ right)
        return _Weights(Vocabulary(str(stored["words"]).split("\n")), words, layers)


def _of_three(parts: Floats) -> Floats:
    """Left, target and right together."""
    whole: Floats = parts[0::3] + parts[1::3] + parts[2::3]
    return whole


def _each(rows: Floats, weights: Floats) -> Floats:
    """The product of each row by itself: that in a matrix varies in its last digits with the rows beside."""
    products: Floats = np.matmul(rows[:, None, :], weights)[:, 0]
    return products
