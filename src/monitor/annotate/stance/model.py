"""What every stance model promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

Label = Literal["negative", "neutral", "positive"]
LABELS: tuple[Label, ...] = ("negative", "neutral", "positive")
"""In the order of the columns of all probabilities."""

Span = tuple[int, int]
Asked = tuple[str, Span]
"""A sentence, and the (start, end) of the target in it."""


Floats = npt.NDArray[np.float32]


SURE = 0.35
"""The chance that a label other than neutral needs: unsure means neutral. A third would be a guess."""


class StanceModel(ABC):
    """Anything that can say how a sentence treats a target in it."""

    name: str
    """Stands beside every number that the model made; another name, other numbers."""
    alone: bool = False
    """Whether a target's score is the same to the last digit whatever others it is judged with."""
    temperature: float
    """Divides the outputs before they become probabilities, so that these can be taken at their word (C. Guo et
    al., "On Calibration of Modern Neural Networks", ICML 2017)."""

    @abstractmethod
    def outputs(self, asked: Sequence[Asked]) -> Floats:
        """Three raw outputs for each target, in the order asked: for negative, neutral and positive."""

    def chances(self, asked: Sequence[Asked]) -> Floats:
        """The probabilities of negative, neutral and positive for each target."""
        if not asked:
            return np.empty((0, 3), np.float32)
        return softmax(self.outputs(asked) / np.float32(self.temperature))

    def scores(self, asked: Sequence[Asked]) -> list[float]:
        """For each target from −1 (against it) to 1 (in its favour): the difference of the two chances."""
        return [score for score, _ in self.judge(asked)]

    def judge(self, asked: Sequence[Asked]) -> list[tuple[float, Label]]:
        """For each target its score and its label: the likeliest, or neutral where none is likely enough."""
        return [
            (round(float(row[2] - row[0]), 4), LABELS[row.argmax()] if row.max() >= SURE else "neutral")
            for row in self.chances(asked)
        ]


def softmax(outputs: Floats) -> Floats:
    """Each row as probabilities."""
    raised = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    chances: Floats = raised / raised.sum(axis=1, keepdims=True)
    return chances
