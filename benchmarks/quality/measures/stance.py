"""How a sentence treats a person in it, against five coders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.quality.figure import Figure, Mistake, Reliability, macro_f1
from benchmarks.quality.sets import rows
from monitor.annotate import tone
from monitor.annotate.stance import StanceModel, load_stance
from monitor.annotate.stance.model import LABELS, Label

MODELS = ("fast", "accurate")
SETS = (("rw", "a realistic mix"), ("mt", "only sentences with several persons"))
BINS = 5


class _Target(NamedTuple):
    row: str
    text: str
    span: tuple[int, int]
    label: int


def stances(corpora: Path) -> Iterator[Figure]:
    """Stance towards a marked person; the plain method gives the tone of the whole sentence."""
    for name in MODELS:
        model = load_stance(name)
        assert model is not None
        for part, what in SETS:
            yield _figure(name, model, part, what, _targets(corpora, part))


def _targets(corpora: Path, part: str) -> list[_Target]:
    return [
        _Target(str(row["id"]), row["text"], (one["start"], one["end"]), one["polarity"] + 1)
        for row in rows(corpora, f"newsmtsc/dev_{part}")
        for one in row["targets"]
    ]


def _figure(name: str, model: StanceModel, part: str, what: str, targets: list[_Target]) -> Figure:
    asked = [(one.text, one.span) for one in targets]
    gold = [one.label for one in targets]
    judged = model.judge(asked)
    found = [LABELS.index(label) for _, label in judged]
    bins = reliability(model.chances(asked), gold)
    return Figure(
        key=f"stance {name} {part}",
        what=f"Stance towards a person, {name} model",
        labelled=f"sentences of US news, {what}; five coders agreed (NewsMTSC)",
        n=len(gold),
        unit="targets",
        scores={
            "macro-F1": macro_f1(gold, found),
            "calibration error": sum(abs(one.said - one.right) * one.n for one in bins) / len(gold),
        },
        plain={"macro-F1": macro_f1(gold, [_plain(one.text) for one in targets])},
        plain_method="VADER on the whole sentence",
        mistakes=tuple(_mistakes(targets, judged)),
        reliability=tuple(bins),
    )


def _plain(text: str) -> int:
    score = tone.score(text)
    return 1 + (score >= 0.05) - (score <= -0.05)


def reliability(chances: np.ndarray, gold: list[int]) -> list[Reliability]:
    """How often the likeliest label is right, by how likely the model said it is.

    Bins of equal width from ⅓ to 1, empty ones left out (M. Pakdaman Naeini et al., "Obtaining Well Calibrated
    Probabilities Using Bayesian Binning", AAAI 2015, for the error made of them).
    """
    said, right = chances.max(axis=1), chances.argmax(axis=1) == np.asarray(gold)
    edges = np.linspace(1 / 3, 1, BINS + 1)
    places = np.clip(np.searchsorted(edges, said, side="right") - 1, 0, BINS - 1)
    return [
        Reliability(float(said[places == i].mean()), float(right[places == i].mean()), int((places == i).sum()))
        for i in range(BINS)
        if (places == i).any()
    ]


def _mistakes(targets: list[_Target], judged: list[tuple[float, Label]]) -> Iterator[Mistake]:
    for one, (score, label) in zip(targets, judged, strict=True):
        if label != LABELS[one.label]:
            (start, end), text = one.span, one.text
            marked = f"{text[:start]}[{text[start:end]}]{text[end:]}"
            yield Mistake(one.row, LABELS[one.label], f"{label} {score:+.2f}", marked)
