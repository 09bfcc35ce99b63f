"""Who speaks a sentence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.figure import Figure, Mistake
from benchmarks.quality.sets import Row, rows
from monitor.annotate.sentences import split_sentences
from monitor.annotate.voice import find_voices

MADE_ON = 200  # articles of PolNeAR that the rules of voice were made on


def voices(corpora: Path) -> Iterator[Figure]:
    """The speaker of each sentence that has one, on articles that the rules were not made on."""
    every = rows(corpora, "polnear_quotes/dev_train")
    seen = {row["id"] for row in random.Random(3).sample(every, MADE_ON)}
    unseen = [row for row in every if row["id"] not in seen]
    right = found = wanted = 0
    mistakes = []
    for row in unseen:
        spans = split_sentences(row["text"])
        for span, voice in zip(spans, find_voices(row["text"], spans, []), strict=True):
            speakers = _speakers(row, span)
            found, wanted = found + (voice is not None), wanted + bool(speakers)
            is_right = voice is not None and any(_same_speaker(voice, name) for name in speakers)
            right += is_right
            if not is_right and (voice or speakers):
                around = row["text"][max(0, span[0] - 200) : span[1] + 100]
                mistakes.append(Mistake(str(row["id"]), " | ".join(speakers), voice or "the outlet", around))
    yield Figure(
        "voice polnear",
        "Voice: who speaks a sentence",
        "US political news with every attribution marked (PolNeAR)",
        len(unseen),
        "articles",
        {"precision": right / found, "recall": right / wanted},
        remark="Lenient: a pronoun in the labels counts as right, names may overlap.",
        mistakes=tuple(mistakes),
    )


_PRONOUNS = {"he", "she", "they", "i", "we", "it", "you", "who"}


def _speakers(row: Row, span: tuple[int, int]) -> list[str]:
    """Who is labelled as speaking most of a sentence."""
    length, names = span[1] - span[0], []
    for said in row["attributions"]:
        content = _overlap(span, said["content"])
        whole = content + _overlap(span, said["cue"]) + _overlap(span, said["source"])
        if content >= 0.4 * length or (content and whole >= 0.7 * length):
            names.append(" ".join(row["text"][start:end] for start, end in said["source"]))
    return names


def _overlap(span: tuple[int, int], pieces: list[list[int]]) -> int:
    return sum(max(0, min(span[1], end) - max(span[0], start)) for start, end in pieces)


def _same_speaker(voice: str, name: str) -> bool:
    ours, theirs = voice.lower(), name.lower()
    if not theirs or theirs in _PRONOUNS or theirs in ours or ours in theirs:
        return True
    long = lambda text: {word for word in text.replace("’", " ").split() if len(word) >= 4}  # noqa: E731
    return bool(long(ours) & long(theirs))
