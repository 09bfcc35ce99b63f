"""Tone against the ratings of readers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from benchmarks.quality.figure import Figure, correlation
from benchmarks.quality.sets import rows
from monitor.annotate import tone


def tones(corpora: Path) -> Iterator[Figure]:
    """Tone against the mean of human ratings; the library itself is the plain method."""
    library = SentimentIntensityAnalyzer()
    for name, labelled, rating in (
        ("vader_nyt/dev", "editorial sentences of a US newspaper, 20 raters each (VADER's authors)", "mean"),
        ("affective_headlines/dev", "news headlines rated by readers (SemEval-2007 task 14)", "valence"),
    ):
        found = rows(corpora, name)
        ratings = [float(row[rating]) for row in found]
        texts = [str(row["text"]) for row in found]
        yield Figure(
            f"tone {name.partition('/')[0]}",
            "Tone of a sentence",
            labelled,
            len(found),
            "sentences",
            {"Pearson's r": correlation([tone.score(one) for one in texts], ratings)},
            {"Pearson's r": correlation([library.polarity_scores(one)["compound"] for one in texts], ratings)},
            "the vaderSentiment library",
        )
