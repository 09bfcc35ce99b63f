"""Where sentences end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.figure import Figure, Mistake, precision_recall
from benchmarks.quality.sets import Row, rows
from monitor.annotate.sentences import split_sentences


def sentences(corpora: Path) -> Iterator[Figure]:
    """Where sentences end."""
    gold = rows(corpora, "gum_wikinews/dev")
    yield Figure(
        "sentences gum",
        "Sentence ends",
        "news stories with sentences marked by linguists (GUM)",
        sum(len(row["sentences"]) for row in gold),
        "sentences",
        precision_recall(
            ({str(end) for _, end in row["sentences"]}, {str(end) for _, end in split_sentences(row["text"])})
            for row in gold
        ),
        mistakes=tuple(mistake for row in gold for mistake in _mistakes(row)),
    )
    yield _rules(rows(corpora, "sentence_rules/dev"))


def _rules(every: list[Row]) -> Figure:
    """Cases that only ask where sentences end; others ask to clean the text, too."""
    cases = [row for row in every if row["lang"] == "en" and row["joins"]]
    wrong = [
        row for row in cases if _split(row) != [" ".join(sentence.split()) for sentence in row["sentences"]]
    ]
    return Figure(
        "sentences rules",
        "Sentence ends, hard cases",
        "English cases of the Golden Rules and of pySBD's tests, each right or wrong as a whole",
        len(cases),
        "cases",
        {"right": 1 - len(wrong) / len(cases)},
        mistakes=tuple(
            Mistake(
                row["id"], " | ".join(row["sentences"])[:800], " | ".join(_split(row))[:800], row["text"][:800]
            )
            for row in wrong
        ),
    )


def _split(row: Row) -> list[str]:
    return [" ".join(row["text"][start:end].split()) for start, end in split_sentences(row["text"])]


def _mistakes(row: Row) -> Iterator[Mistake]:
    text = row["text"]
    labelled = {end for _, end in row["sentences"]}
    found = {end for _, end in split_sentences(text)}
    for end in sorted(labelled ^ found):
        said = ("an end", "none") if end in labelled else ("none", "an end")
        yield Mistake(str(row["id"]), *said, f"{text[max(0, end - 80) : end]}|{text[end : end + 80]}")
