"""Tone against the ratings of readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from benchmarks.quality.figure import Figure, Mistake, correlation
from benchmarks.quality.sets import Row, rows
from monitor.annotate import tone
from monitor.annotate.lexicons import load_lexicon

SETS = (
    ("vader_nyt", "editorial sentences of a US newspaper, 20 raters each (VADER's authors)", "mean", 4.0),
    ("affective_headlines", "news headlines rated by readers (SemEval-2007 task 14)", "valence", 100.0),
)
"""Folder, what it is, the field of the rating, and the rating of the best news."""

_CLEAR = 0.25
"""From a quarter of the scale on, readers agree on whether a sentence is good or bad news."""


def tones(corpora: Path) -> Iterator[Figure]:
    """Tone against the mean of human ratings; the library itself is the plain method."""
    library, news = SentimentIntensityAnalyzer(), load_lexicon("news")
    for name, labelled, field, best in SETS:
        found = rows(corpora, f"{name}/dev")
        ratings = [float(row[field]) / best for row in found]
        texts = [str(row["text"]) for row in found]
        ours = [tone.score(one) for one in texts]
        yield Figure(
            key=f"tone {name}",
            what="Tone of a sentence",
            labelled=labelled,
            n=len(found),
            unit="sentences",
            scores={
                "Pearson's r": correlation(ours, ratings),
                "with the news lexicon": correlation([tone.score(one, (), news) for one in texts], ratings),
            },
            plain={
                "Pearson's r": correlation([library.polarity_scores(one)["compound"] for one in texts], ratings)
            },
            plain_method="the vaderSentiment library",
            remark="A mistake is a sentence that readers found clearly good or bad and that sounds otherwise.",
            mistakes=tuple(_mistakes(found, ratings, ours)),
        )


def _mistakes(found: Sequence[Row], ratings: Sequence[float], ours: Sequence[float]) -> Iterator[Mistake]:
    for row, rating, score in zip(found, ratings, ours, strict=True):
        if abs(rating) >= _CLEAR and rating * score <= 0:
            yield Mistake(str(row["id"]), f"{rating:+.2f}", f"{score:+.2f}", str(row["text"]))
