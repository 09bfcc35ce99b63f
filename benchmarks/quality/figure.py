"""A measured figure, and the usual scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, slots=True)
class Mistake:
    """One row where label and product differ, to be read by a person.

    ``row`` is its id in the set, ``excerpt`` the text around it. Excerpts belong to the outlets: they are
    printed for reading, and never written into the project.
    """

    row: str
    labelled: str
    found: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of ``n`` rows where a model gave itself the chance ``said`` of being right, it was so in ``right``."""

    said: float
    right: float
    n: int


@dataclass(frozen=True, slots=True)
class Figure:
    """What was reached on one set.

    ``key`` names it for its floor; ``what`` is the promise that it belongs to, ``labelled`` the set and who
    labelled it, ``n`` its size in ``unit``; ``scores`` by their names, ``plain`` those of the obvious method
    on the same rows; ``mistakes`` all rows where label and product differ; ``reliability`` how far a
    model that states its chances can be believed.
    """

    key: str
    what: str
    labelled: str
    n: int
    unit: str
    scores: dict[str, float]
    plain: dict[str, float] = field(default_factory=dict)
    plain_method: str = ""
    remark: str = ""
    mistakes: tuple[Mistake, ...] = ()
    reliability: tuple[Reliability, ...] = ()


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


Compared = tuple[str, set[str], set[str], str]


def compared(found: Iterable[Compared]) -> tuple[dict[str, float], tuple[Mistake, ...]]:
    """Scores and mistakes of (row, labelled, found, excerpt)."""
    kept = list(found)
    mistakes = tuple(mistake for one in kept for mistake in differing(*one))
    return precision_recall((labelled, got) for _, labelled, got, _ in kept), mistakes


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


def differing(row: str, labelled: set[str], found: set[str], excerpt: str) -> Iterator[Mistake]:
    """A mistake for each member that only one of the two sets has."""
    for one in sorted(labelled - found):
        yield Mistake(row, one, "missed", excerpt)
    for one in sorted(found - labelled):
        yield Mistake(row, "not labelled", one, excerpt)
