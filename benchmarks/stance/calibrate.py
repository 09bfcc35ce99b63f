"""How sure a model may be of what it says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monitor.annotate.stance.model import Floats, softmax

_TEMPERATURES = np.geomspace(0.4, 4.0, 47)


def calibrate(outputs: Floats, labels: Sequence[int]) -> float:
    """The temperature under which the labels are least surprising."""
    gold = np.asarray(labels)
    return round(float(min(_TEMPERATURES, key=lambda one: _surprise(outputs, gold, one))), 3)


def _surprise(outputs: Floats, gold: np.ndarray, temperature: float) -> float:
    chances = softmax(outputs / np.float32(temperature))
    return float(-np.log(chances[np.arange(len(gold)), gold]).mean())
