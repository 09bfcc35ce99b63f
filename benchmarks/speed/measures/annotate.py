"""Reading real articles, beside what one would write: blingfire, vaderSentiment, a pattern of all names.

All sides get the same cleaned articles, one process, one thread; the clock counts the processor's time. Each
round has articles of its own, so that all of them are read once by every side.
"""

from __future__ import annotations

import os
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import cycle
from statistics import median
from typing import Any, NamedTuple
from unittest.mock import patch

import blingfire
import pyarrow.parquet as pq
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from benchmarks.speed.reading import Bench, Reading, ratio, turns
from monitor.annotate import annotator as annotating
from monitor.annotate.actors import ActorFinder
from monitor.annotate.annotator import Annotator
from monitor.annotate.countries import CountryFinder
from monitor.annotate.dictionary import Dictionary, load_dictionary
from monitor.annotate.gazetteer import Gazetteer
from monitor.annotate.implied import WordModel
from monitor.annotate.language import detect_language
from monitor.annotate.offices import OfficeFinder
from monitor.annotate.stance import StanceModel
from monitor.annotate.stance.load import OFF
from monitor.ingest.clean import clean
from monitor.settings import DATA

_ARTICLES = 3_000
_EVERY = 6
"""Of the corpus, so that all its years and outlets are among those read."""

_WARMING = 150
"""Articles that every side reads before it is timed: caches fill, as they do in the first second of a load."""


class _Article(NamedTuple):
    title: str
    text: str
    published: datetime | None


def measure(bench: Bench) -> Iterator[Reading]:
    """How many times as fast as the plain pipeline, with stance off and with the fast stance."""
    articles = _articles(bench)
    dictionary = load_dictionary(DATA / "actors.yaml", DATA / "countries.yaml")
    sides = [_Plain(dictionary).read, _annotator(dictionary, OFF), _annotator(dictionary, "fast")]
    for side in sides:
        for one in articles[:_WARMING]:
            side(one)
    rounds = [articles[number :: bench.rounds] for number in range(bench.rounds)]
    plain, off, fast = turns([_shift(side, rounds) for side in sides], bench.rounds)
    yield _ratio("off", "annotate, stance off, against the plain pipeline", plain, off, "≥ 10")
    yield _ratio("fast", "annotate with the fast stance, against the plain pipeline", plain, fast, "≥ 4")
    for key, what, took in (
        ("plain rate", "the plain pipeline", plain),
        ("off rate", "annotate, stance off", off),
        ("fast rate", "annotate with the fast stance", fast),
    ):
        yield _rate(key, what, rounds, took)
    with patch.dict(os.environ, MONITOR_STANCE="fast"):
        yield from _stages(Annotator(dictionary), articles[: _ARTICLES // bench.rounds], bench.rounds)


_STAGES: tuple[tuple[str, object, str], ...] = (
    ("language", annotating, "detect_language"),
    ("finding names", Gazetteer, "find"),
    ("actors", ActorFinder, "find"),
    ("countries", CountryFinder, "find"),
    ("offices", OfficeFinder, "find"),
    ("about", annotating, "find_about"),
    ("about", annotating, "words"),
    ("about", WordModel, "log_odds"),
    ("sentences", annotating, "split_sentences"),
    ("tone", annotating.tone, "scores"),
    ("voice", annotating, "find_quotations"),
    ("voice", annotating.Voices, "at"),
    ("stance", StanceModel, "scores"),
)
"""What is timed: the name of the stage, and where its function is."""


def _stages(annotator: Annotator, articles: Sequence[_Article], rounds: int) -> Iterator[Reading]:
    """Where the time goes: the share of each stage, in the order of the largest."""
    clock = _Clock()
    shares: defaultdict[str, list[float]] = defaultdict(list)
    with ExitStack() as patched:
        for stage, owner, name in _STAGES:
            patched.enter_context(patch.object(owner, name, clock.timed(stage, getattr(owner, name))))
        read = clock.timed("assembling", annotator.annotate)
        for _ in range(rounds):
            clock.own.clear()
            for one in articles:
                read(one.title, one.text, published=one.published)
            total = sum(clock.own.values())
            for stage, seconds in clock.own.items():
                shares[stage].append(100 * seconds / total)
    for stage, each in sorted(shares.items(), key=lambda item: -median(item[1])):
        what = f"of the time with the fast stance: {stage}"
        low, high = min(each), max(each)
        yield Reading(
            f"annotate {stage}", "annotate", what, median(each), "%", low, high, articles=len(articles)
        )


class _Clock:
    """The time that each stage takes by itself, less that of the stages that it calls."""

    def __init__(self) -> None:
        self.own: defaultdict[str, float] = defaultdict(float)
        self._inner = [0.0]

    def timed(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, timed."""

        def timed(*given: Any, **named: Any) -> Any:
            began = time.perf_counter()
            self._inner.append(0.0)
            try:
                return work(*given, **named)
            finally:
                took = time.perf_counter() - began
                self.own[stage] += took - self._inner.pop()
                self._inner[-1] += took

        return timed


def _ratio(key: str, what: str, plain: Sequence[float], took: Sequence[float], budget: str) -> Reading:
    value, low, high = ratio(plain, took)
    remark = "the same English news articles, one process, seconds of the processor"
    return Reading(f"annotate {key}", "annotate", what, value, "×", low, high, budget, remark, _ARTICLES)


def _rate(key: str, what: str, rounds: Sequence[Sequence[_Article]], took: Sequence[float]) -> Reading:
    rates = sorted(len(part) / seconds for part, seconds in zip(rounds, took, strict=True))
    middle = rates[len(rates) // 2]
    return Reading(
        f"annotate {key}",
        "annotate",
        what,
        middle,
        "articles/s of one core",
        rates[0],
        rates[-1],
        articles=_ARTICLES,
    )


def _articles(bench: Bench) -> list[_Article]:
    """English articles of the corpus, cleaned as those that are loaded.

    Raises:
        FileNotFoundError: the corpus is not there.
    """
    table = pq.read_table(
        bench.corpora / "allsides_articles" / "dev.parquet", columns=["title", "text", "date"]
    )
    found: list[_Article] = []
    for row in table.to_pylist()[::_EVERY]:
        cleaned = clean(row["title"] or "", row["text"] or "")
        if cleaned.text and detect_language(cleaned.title, cleaned.text) == "en":
            found.append(_Article(cleaned.title, cleaned.text, _day(row["date"])))
    return found[:_ARTICLES]


def _day(printed: str | None) -> datetime | None:
    return datetime.fromisoformat(printed).replace(tzinfo=UTC) if printed else None


def _shift(side: Callable[[_Article], object], rounds: Sequence[Sequence[_Article]]) -> Callable[[], None]:
    """A side that reads the articles of the next round each time it has its turn."""
    coming = cycle(rounds)

    def work() -> None:
        for one in next(coming):
            side(one)

    return work


def _annotator(dictionary: Dictionary, stance: str) -> Callable[[_Article], object]:
    with patch.dict(os.environ, MONITOR_STANCE=stance):
        annotator = Annotator(dictionary)
    return lambda one: annotator.annotate(one.title, one.text, published=one.published)


class _Plain:
    """Sentences by blingfire, the tone of each by vaderSentiment, the names by one compiled pattern."""

    def __init__(self, dictionary: Dictionary) -> None:
        names = {name for actor in dictionary.actors.values() for name in (*actor.aliases, *actor.weak)}
        for country in dictionary.countries.values():
            names |= {*country.names, *country.demonyms, *country.capitals, *country.cities}
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        self._names = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
        self._tone = SentimentIntensityAnalyzer()

    def read(self, one: _Article) -> tuple[list[tuple[str, float]], list[tuple[int, str]]]:
        """Each sentence with its tone, each name with its place."""
        sentences = [one.title, *blingfire.text_to_sentences(one.text).split("\n")]
        tones = [(sentence, self._tone.polarity_scores(sentence)["compound"]) for sentence in sentences]
        names = [
            (name.start(), name[0]) for part in (one.title, one.text) for name in self._names.finditer(part)
        ]
        return tones, names
