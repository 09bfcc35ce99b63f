"""``python -m benchmarks.learn_about [--corpora DIR]``: learn what speaks for a country, write data/about.npz.

Learns on the labelled Reuters stories of 1987, each with and without its dateline; the last 1,500 are kept for
measuring. Modern articles, which have no labels, stand beside them with what they name most, so
that words that any article has ("company") speak for no country.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from benchmarks.quality.measures.about import earlier_stories, with_dateline
from benchmarks.quality.sets import annotator, codes, rows
from monitor.annotate.about import FEATURES, evidence
from monitor.annotate.countries import CountrySpan
from monitor.annotate.implied import WEIGHTS, WordModel, words
from monitor.settings import PROJECT

MODERN = {"american": 1_200, "worldwide": 250}
"""Articles without labels from AllSides and from the outlets of worldwide_ner."""
RARE_WORD = 8  # stories
RARE_COUNTRY = 12  # stories
SHRINK = 0.1  # the square of a word's weight costs so much
STEPS, PACE = 80, 0.1
LEVELS = 127  # a weight is kept as a byte


@dataclass(frozen=True, slots=True)
class Story:
    """What is learned from: the words, the mentions with and without a dateline, and the countries."""

    words: frozenset[str]
    mentions: tuple[Sequence[Sequence[CountrySpan]], ...]
    about: frozenset[str]


def main(
    corpora: Annotated[Path | None, typer.Option(help="The folder of the labelled sets.")] = None,
) -> None:
    """Learn the weights of words and of mentions, and write them."""
    folder = corpora or Path(os.environ.get("MONITOR_CORPORA") or PROJECT.parent / "shared" / "corpora")
    stories, modern = _labelled(folder), _modern(folder)
    half = len(stories) // 2
    unseen = [
        (_learn_words(stories[half:], modern), stories[:half]),
        (_learn_words(stories[:half], modern), stories[half:]),
    ]
    weights = _learn_evidence(unseen)
    _write(_learn_words(stories, modern), weights)
    for name, weight in zip(FEATURES, weights, strict=True):
        typer.echo(f"{weight:6.2f}  {name}")


def _labelled(folder: Path) -> list[Story]:
    return [
        Story(
            frozenset(words(row["title"] or "", row["text"])),
            tuple(
                annotator().find_countries(row["title"] or "", with_dateline(row, dateline=dateline)["text"])
                for dateline in (True, False)
            ),
            frozenset(codes(row["countries"])),
        )
        for row in earlier_stories(folder)
    ]


def _modern(folder: Path) -> list[Story]:
    sides = pd.read_parquet(folder / "allsides_articles" / "dev.parquet", columns=["title", "text"]).dropna()
    chosen = sides.sample(MODERN["american"], random_state=3)
    texts = list(zip(chosen["title"], chosen["text"], strict=True))
    worldwide = rows(folder, "worldwide_ner/dev")
    texts += [("", row["text"]) for row in random.Random(3).sample(worldwide, MODERN["worldwide"])]
    stories = []
    for title, text in texts:
        found = annotator().find_countries(title, text)
        stories.append(Story(frozenset(words(title, text)), (found,), frozenset(_most_named(found))))
    return stories


def _most_named(found: Sequence[Sequence[CountrySpan]]) -> Iterable[str]:
    counts = Counter(span.iso for spans in found for span in spans)
    return (iso for iso, count in counts.items() if count >= counts.total() / 3)


def _learn_words(stories: Sequence[Story], modern: Sequence[Story]) -> WordModel:
    """A logistic regression for each country, all at once, by Adam; each word counts once in a story."""
    held = Counter(word for story in stories for word in story.words)
    places = {word: row for row, word in enumerate(sorted(w for w, n in held.items() if n >= RARE_WORD))}
    named = Counter(iso for story in stories for iso in story.about)
    countries = tuple(sorted(iso for iso, count in named.items() if count >= RARE_COUNTRY))
    every = [*stories, *modern]
    seen = np.zeros((len(every), len(places)), dtype=np.float32)
    for line, story in zip(seen, every, strict=True):
        found = [places[word] for word in story.words if word in places]
        line[found] = 1 / max(len(found), 1) ** 0.5
    wanted = np.array([[iso in story.about for iso in countries] for story in every], dtype=np.float32)
    weights = np.zeros((len(places) + 1, len(countries)), dtype=np.float32)
    weights[-1] = -3
    seen = np.hstack([seen, np.ones((len(every), 1), dtype=np.float32)])
    speed, size = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        slope = seen.T @ (1 / (1 + np.exp(-(seen @ weights))) - wanted)
        slope[:-1] += SHRINK * weights[:-1]
        speed = 0.9 * speed + 0.1 * slope
        size = 0.99 * size + 0.01 * slope**2
        weights -= PACE * (speed / (1 - 0.9**step)) / (np.sqrt(size / (1 - 0.99**step)) + 1e-6)
    return WordModel(countries, places, weights[:-1], weights[-1])


def _learn_evidence(unseen: Iterable[tuple[WordModel, Sequence[Story]]]) -> np.ndarray:
    """A logistic regression over countries of stories that the words were not learned on, by Newton's method.

    Each story comes with and without its dateline, and once more without its words, as in other languages.
    """
    values, wanted = [], []
    for model, stories in unseen:
        for story in stories:
            odds = model.log_odds(story.words)
            for mentions in story.mentions:
                for known in (odds, None):
                    for iso, one in evidence(mentions[0], mentions[1], known).items():
                        values.append(one)
                        wanted.append(iso in story.about)
    seen, right = np.array(values), np.array(wanted, dtype=np.float64)
    weights = np.zeros(seen.shape[1])
    for _ in range(12):
        guess = 1 / (1 + np.exp(-seen @ weights))
        bend = (seen.T * (guess * (1 - guess))) @ seen + np.eye(len(weights))
        weights -= np.linalg.solve(bend, seen.T @ (guess - right) + weights)
    return weights


def _write(model: WordModel, weights: np.ndarray) -> None:
    step = float(np.abs(model.weights).max()) / LEVELS
    np.savez_compressed(
        WEIGHTS,
        words=np.array("\n".join(model.rows)),
        countries=np.array(" ".join(model.countries)),
        weights=np.round(model.weights / step).astype(np.int8),
        step=np.array(step),
        bias=model.bias,
        evidence=weights,
    )


if __name__ == "__main__":
    typer.run(main)
