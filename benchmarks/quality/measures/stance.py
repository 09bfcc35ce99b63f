"""How a sentence treats a person in it, against five coders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.figure import Figure, Mistake, macro_f1
from benchmarks.quality.sets import Row, annotated, rows
from monitor.annotate import tone


def stances(corpora: Path) -> Iterator[Figure]:
    """Stance towards a marked person; the plain method gives the tone of the whole sentence."""
    for name, what in (("dev_rw", "a realistic mix"), ("dev_mt", "only sentences with several persons")):
        found = rows(corpora, f"newsmtsc/{name}")
        gold, ours, plain, mistakes = [], [], [], []
        for row in found:
            targets = [{"start": t["start"], "end": t["end"]} for t in row["targets"]]
            said = annotated({"text": row["text"]}, targets=targets)["targets"]
            score = tone.score(row["text"])
            gold += [t["polarity"] for t in row["targets"]]
            ours += [_NUMBERS[one["label"]] for one in said]
            plain += [(score >= 0.05) - (score <= -0.05)] * len(targets)
            mistakes += _mistakes(row, said)
        yield Figure(
            f"stance {name.removeprefix('dev_')}",
            "Stance towards a person",
            f"sentences of US news, {what}; five coders agreed (NewsMTSC)",
            len(gold),
            "targets",
            {"macro-F1": macro_f1(gold, ours)},
            {"macro-F1": macro_f1(gold, plain)},
            "VADER on the whole sentence",
            mistakes=tuple(mistakes),
        )


_NUMBERS = {"negative": -1, "neutral": 0, "positive": 1}


def _mistakes(row: Row, said: list[Row]) -> Iterator[Mistake]:
    names = {number: label for label, number in _NUMBERS.items()}
    for target, one in zip(row["targets"], said, strict=True):
        labelled, text = names[target["polarity"]], row["text"]
        if one["label"] != labelled:
            start, end = target["start"], target["end"]
            marked = f"{text[:start]}[{text[start:end]}]{text[end:]}"
            yield Mistake(str(row["id"]), labelled, f"{one['label']} {one['stance']:+.2f}", marked)
