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

AMERICAN, WORLDWIDE = 800, 400
"""Articles without labels from AllSides and from the outlets of worldwide_ner."""
WORLDWIDE_COUNTS = 4
"""One from elsewhere weighs so much: the wire of 1987 is American too, and teaches that what is, is normal."""
SNIPPET = 240
"""Characters of each once more, as feeds bring them: most name nothing, and are about nothing."""
EVERYDAY = 0.04
"""A word that this share of the modern articles has ("said", "company") speaks for no country."""
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
    stories, american, worldwide = _labelled(folder), _american(folder), _worldwide(folder)
    unseen = []
    for mine, other in ((0, 1), (1, 0)):
        model = _learn_words(_half(stories, other), american + _half(worldwide, other) * WORLDWIDE_COUNTS)
        unseen.append((model, _half(stories, mine), _half(worldwide, mine)))
    weights = _learn_evidence(unseen)
    _write(_learn_words(stories, american + worldwide * WORLDWIDE_COUNTS), weights)
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


def _half(stories: list[Story], number: int) -> list[Story]:
    middle = len(stories) // 2
    return stories[middle:] if number else stories[:middle]


def _american(folder: Path) -> list[Story]:
    sides = pd.read_parquet(folder / "allsides_articles" / "dev.parquet", columns=["title", "text"]).dropna()
    chosen = sides.sample(AMERICAN, random_state=3)
    return _modern(list(zip(chosen["title"], chosen["text"], strict=True)))


def _worldwide(folder: Path) -> list[Story]:
    chosen = random.Random(3).sample(rows(folder, "worldwide_ner/dev"), WORLDWIDE)
    return _modern([("", row["text"].removeprefix(row["url"]).lstrip()) for row in chosen])


def _modern(texts: Iterable[tuple[str, str]]) -> list[Story]:
    """Articles and the openings of them, about what they name most."""
    stories = []
    for title, text in texts:
        for head, body in ((title, text), ("", text[:SNIPPET])):
            found = annotator().find_countries(head, body)
            stories.append(Story(frozenset(words(head, body)), (found,), frozenset(_most_named(found))))
    return stories


def _most_named(found: Sequence[Sequence[CountrySpan]]) -> Iterable[str]:
    counts = Counter(span.iso for spans in found for span in spans)
    return (iso for iso, count in counts.items() if count >= counts.total() / 3)


def _learn_words(stories: Sequence[Story], modern: Sequence[Story]) -> WordModel:
    """A logistic regression for each country, all at once, by Adam; each word counts once in a story."""
    held = Counter(word for story in stories for word in story.words)
    everyday = Counter(word for story in modern for word in story.words)
    places = {word: row for row, word in enumerate(sorted(w for w, n in held.items() if n >= RARE_WORD))}
    mute = [row for word, row in places.items() if everyday[word] >= EVERYDAY * len(modern)]
    named = Counter(iso for story in stories for iso in story.about)
    countries = tuple(sorted(iso for iso, count in named.items() if count >= RARE_COUNTRY))
    every = [*stories, *modern]
    seen = np.zeros((len(every), len(places)), dtype=np.float32)
    for line, story in zip(seen, every, strict=True):
        found = [places[word] for word in story.words if word in places]
        line[found] = 1 / max(len(found), 1) ** 0.5
    seen[:, mute] = 0
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


def _learn_evidence(unseen: Iterable[tuple[WordModel, Sequence[Story], Sequence[Story]]]) -> np.ndarray:
    """A logistic regression over countries of stories that the words were not learned on, by Newton's method.

    Each story comes with and without its dateline, and once more without its words, as in other languages.
    Of the modern articles only what they don't name counts: that words speak for a country in vain.
    """
    values, wanted = [], []
    for model, stories, modern in unseen:
        for story in stories:
            odds = model.log_odds(story.words)
            for mentions in story.mentions:
                for known in (odds, None):
                    for iso, one in evidence(mentions[0], mentions[1], known).items():
                        values.append(one)
                        wanted.append(iso in story.about)
        for story in modern:
            (mentions,) = story.mentions
            named = {span.iso for spans in mentions for span in spans}
            for iso, one in evidence(mentions[0], mentions[1], model.log_odds(story.words)).items():
                if iso not in named:
                    values += [one] * WORLDWIDE_COUNTS
                    wanted += [False] * WORLDWIDE_COUNTS
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
