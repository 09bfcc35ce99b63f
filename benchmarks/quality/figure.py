"""A measured figure, and the usual scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, slots=True)
class Figure:
    """What was reached on one set.

    ``what`` is the promise that it belongs to, ``labelled`` the set and who labelled it, ``n`` its size in
    ``unit``; ``scores`` by their names, ``plain`` those of the obvious method on the same rows.
    """

    what: str
    labelled: str
    n: int
    unit: str
    scores: dict[str, float]
    plain: dict[str, float] = field(default_factory=dict)
    plain_method: str = ""
    remark: str = ""


def precision_recall(pairs: Iterable[tuple[set[str], set[str]]]) -> dict[str, float]:
    """Micro-averaged scores of (labelled, found) sets."""
    right = found = wanted = 0
    for labelled, got in pairs:
        right, found, wanted = right + len(labelled & got), found + len(got), wanted + len(labelled)
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    return {
        "precision": precision,
        "recall": recall,
        "F1": 2 * precision * recall / max(precision + recall, 1e-9),
    }


def macro_f1(labelled: Sequence[int], found: Sequence[int]) -> float:
    """The mean of the F1 of each class in ``labelled``."""
    gold, got = np.asarray(labelled), np.asarray(found)
    scores = []
    for value in np.unique(gold):
        right = int(((gold == value) & (got == value)).sum())
        scores.append(2 * right / max(int((gold == value).sum() + (got == value).sum()), 1))
    return float(np.mean(scores))


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Pearson's r."""
    return float(np.corrcoef(one, other)[0, 1])
