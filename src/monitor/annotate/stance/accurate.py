"""The accurate model: a small transformer that reads the sentence with its target marked.

The target stands between two asterisks; the mean of its vectors and the vector of the whole sentence decide
(the target-aware heads of F. Hamborg and K. Donnay, "NewsMTSC", EACL 2021, are of the same kind). Shipped with
8-bit weights for onnxruntime; its model card is ``data/stance/README.md``. How it is trained:
``python -m benchmarks.stance``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from monitor.annotate.stance.model import Asked, Floats, StanceModel
from monitor.settings import DATA

_MODEL = DATA / "stance" / "accurate.onnx"
_PIECES = DATA / "stance" / "accurate.tokenizer.json"
SIDE, INSIDE = 50, 24
"""Word pieces that are read before and behind the target, and of the target itself."""


class AccurateStance(StanceModel):
    """Some two hundred targets a second on one core."""

    def __init__(self, model: Path = _MODEL, pieces: Path = _PIECES) -> None:
        options = SessionOptions()
        options.intra_op_num_threads = 1  # articles are read side by side in processes of their own
        self._session = InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._pieces = Pieces(Tokenizer.from_file(str(pieces)))
        about = self._session.get_modelmeta().custom_metadata_map
        self.temperature = float(about["temperature"])
        self.name = about["name"]

    def outputs(self, asked: Sequence[Asked]) -> Floats:
        """See :class:`StanceModel`.

        One by one: in 8 bits a whole batch shares its scale, and a score would depend on what else is asked.
        """
        outputs = np.empty((len(asked), 3), np.float32)
        for row, (sentence, target) in enumerate(asked):
            inputs = padded([self._pieces.around(sentence, target)])
            outputs[row] = self._session.run(None, inputs)[0]
        return outputs

    def __reduce__(self) -> tuple[type[AccurateStance], tuple[()]]:
        return AccurateStance, ()


Marked = tuple[list[int], tuple[int, int]]
"""The pieces of a sentence, and from where to where the target's stand."""


class Pieces:
    """Cuts a sentence into word pieces, its target marked."""

    def __init__(self, tokenizer: Tokenizer, first: str = "[CLS]", last: str = "[SEP]") -> None:
        """With the pieces that begin and end a text in this tokenizer."""
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        known: dict[str, int] = tokenizer.get_vocab()
        self._first, self._last, self._mark = known[first], known[last], known["*"]

    def around(self, sentence: str, target: tuple[int, int]) -> Marked:
        """The pieces nearest to the target, on both sides."""
        start, end = target
        before = self._of(sentence[:start])[-SIDE:]
        inside = self._of(sentence[start:end])[:INSIDE]
        behind = self._of(sentence[end:])[:SIDE]
        numbers = [self._first, *before, self._mark, *inside, self._mark, *behind, self._last]
        place = 2 + len(before)
        return numbers, (place, place + max(len(inside), 1))

    def _of(self, text: str) -> list[int]:
        numbers: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return numbers


def padded(read: Sequence[Marked]) -> dict[str, npt.NDArray[np.generic]]:
    """The inputs of the network: the pieces, which of them are there, which are the target's."""
    shape = (len(read), max(len(numbers) for numbers, _ in read))
    pieces, there = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    target = np.zeros(shape, np.float32)
    for row, (numbers, (start, end)) in enumerate(read):
        pieces[row, : len(numbers)] = numbers
        there[row, : len(numbers)] = 1
        target[row, start:end] = 1
    return {"pieces": pieces, "there": there, "target": target}
