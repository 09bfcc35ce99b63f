"""What the stance models learn from: labelled targets, and real mentions without labels."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import orjson
import pyarrow.parquet as pq

from benchmarks.quality.sets import annotator, rows
from monitor.annotate.sentences import split_sentences

NEGATIVE, NEUTRAL, POSITIVE = range(3)
LABELLED = {"train": "dev_train", "rw": "dev_rw", "mt": "dev_mt"}

_LENGTH = range(40, 501)  # characters of a sentence: shorter ones say nothing, longer ones are lists
_OF_AN_ARTICLE = 24
_NAME = re.compile(
    r"(?:(?:President|Senator|Sen\.|Rep\.|Gov\.|Mr\.|Mrs\.|Ms\.|Dr\.|Judge|Secretary) )?"
    r"[A-Z][a-z]+(?: [A-Z]\.)?(?: [A-Z][a-zA-Z’'-]+)+"
)
_PRONOUN = re.compile(r"(?:He|She)\b")


class Target(NamedTuple):
    """One stretch of one sentence, with its label (0 negative, 1 neutral, 2 positive) where it has one."""

    text: str
    start: int
    end: int
    label: int | None = None


def labelled(corpora: Path, part: str) -> list[Target]:
    """The targets of ``train``, ``rw`` or ``mt``."""
    return [
        Target(row["text"], one["start"], one["end"], one["polarity"] + 1)
        for row in rows(corpora, f"newsmtsc/{LABELLED[part]}")
        for one in row["targets"]
    ]


def mentions(corpora: Path, number: int, seed: int = 0) -> list[Target]:
    """Random mentions in the AllSides articles: actors of the dictionary, other names, some "he" and "she".

    Sentences of the parts that choose are left out.
    """
    table = pq.read_table(corpora / "allsides_articles" / "dev.parquet", columns=["text"])
    texts = [text for text in table["text"].to_pylist() if text]
    rng = random.Random(seed)
    rng.shuffle(texts)
    unseen = {_key(one.text) for part in ("rw", "mt") for one in labelled(corpora, part)}
    found: list[Target] = []
    for text in texts:
        every = [one for one in _mentions(text, rng) if _key(one.text) not in unseen]
        found += rng.sample(every, min(_OF_AN_ARTICLE, len(every)))
        if len(found) >= number:
            break
    return found[:number]


def write(path: Path, targets: list[Target]) -> None:
    """As JSON lines."""
    path.write_bytes(b"".join(orjson.dumps(one._asdict()) + b"\n" for one in targets))


def read(path: Path) -> list[Target]:
    """As written."""
    return [Target(**orjson.loads(line)) for line in path.read_bytes().splitlines()]


def _mentions(text: str, rng: random.Random) -> Iterator[Target]:
    actors = [(start, end) for in_title, start, end, _ in annotator().find_actors("", text) if not in_title]
    for begin, stop in split_sentences(text):
        sentence = text[begin:stop]
        if len(sentence) not in _LENGTH or "\n" in sentence:
            continue
        spans = {(start - begin, end - begin) for start, end in actors if begin <= start and end <= stop}
        spans |= {match.span() for match in _NAME.finditer(sentence) if match.start() > 0}
        if (opening := _PRONOUN.match(sentence)) and rng.random() < 0.3:
            spans.add(opening.span())
        for start, end in sorted(spans):
            yield Target(sentence, start, end)


def _key(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
