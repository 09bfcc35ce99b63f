"""An article's text as runs of plain characters, each with what is known of it: a name, a word that scored.

The page draws them as text nodes; nothing of an article is ever read as HTML or Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from monitor.annotate.lexicons import load_lexicon
from monitor.annotate.tone import words
from monitor.article import Mention, Sentence
from monitor.ui.words import Names, signed

_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with its place, its tone, and the words that made it."""

    number: int
    text: str
    tone: float | None
    words: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    kind: str  # actor, country, word
    says: str


def title_runs(title: str, mentions: Sequence[Mention], names: Names) -> list[dict[str, str]]:
    """The title, cut where its names begin and end."""
    spans = [_name(mention, names) for mention in mentions if mention.in_title]
    return _runs(title, 0, len(title), spans)


def paragraphs(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], names: Names
) -> list[list[dict[str, Any]]]:
    """The text as paragraphs of pieces: sentences (``tone`` a number or None) and what stands between them.

    Each piece is ``{"runs": [{"text", "kind", "says"}…]}``, a sentence also has ``"tone"``: ``+0.44``, or an
    empty string where it has none. All characters of the text are there, in their order.
    """
    spans = [_name(mention, names) for mention in mentions if not mention.in_title]
    for sentence in sentences:
        spans += [
            _Span(sentence.start + start, sentence.start + end, "word", f"{signed(valence)} by itself")
            for start, end, _, valence in _scored(text, sentence, mentions)
        ]
    return [
        [
            {"runs": _runs(text, start, end, spans)} | ({} if sentence is None else {"tone": _tone(sentence)})
            for start, end, sentence in _pieces(begin, finish, sentences)
        ]
        for begin, finish in _paragraph_bounds(text)
    ]


def scored_sentences(text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> list[Scored]:
    """Each sentence with its tone and the words that made it, in reading order."""
    return [
        Scored(
            number,
            text[sentence.start : sentence.end],
            sentence.tone,
            tuple((word, valence) for _, _, word, valence in _scored(text, sentence, mentions)),
        )
        for number, sentence in enumerate(sentences, start=1)
    ]


def _scored(text: str, sentence: Sentence, mentions: Sequence[Mention]) -> list[tuple[int, int, str, float]]:
    if sentence.tone is None:
        return []
    masks = [
        (mention.start - sentence.start, mention.end - sentence.start)
        for mention in mentions
        if not mention.in_title and sentence.start <= mention.start < sentence.end
    ]
    found = words(text[sentence.start : sentence.end], masks, load_lexicon())
    return [(word.start, word.end, word.text, word.valence) for word in found]


def _name(mention: Mention, names: Names) -> _Span:
    called = names.actor(mention.entity) if mention.kind == "actor" else names.country(mention.entity)
    says = f"{called} ({mention.evidence})" if mention.evidence and mention.evidence != "name" else called
    return _Span(mention.start, mention.end, mention.kind, says)


def _tone(sentence: Sentence) -> str:
    return "" if sentence.tone is None else signed(sentence.tone)


def _paragraph_bounds(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _pieces(
    begin: int, finish: int, sentences: Sequence[Sentence]
) -> Iterator[tuple[int, int, Sentence | None]]:
    """The sentences of a paragraph and the characters between them."""
    at = begin
    for sentence in sentences:
        start, end = max(sentence.start, begin), min(sentence.end, finish)
        if start >= end:
            continue
        if at < start:
            yield at, start, None
        yield start, end, sentence
        at = end
    if at < finish:
        yield at, finish, None


def _runs(text: str, begin: int, finish: int, spans: Sequence[_Span]) -> list[dict[str, str]]:
    """Cut a stretch wherever a span begins or ends; a run inside several spans says all of them."""
    within = [span for span in spans if span.start < finish and span.end > begin]
    edges = {begin, finish}
    for span in within:
        edges |= {max(span.start, begin), min(span.end, finish)}
    cuts = sorted(edges)
    runs = []
    for start, end in pairwise(cuts):
        over = [span for span in within if span.start <= start and span.end >= end]
        kinds = list(dict.fromkeys(span.kind for span in over))
        says = list(dict.fromkeys(span.says for span in over))
        runs.append({"text": text[start:end], "kind": " ".join(kinds), "says": "; ".join(says)})
    return runs
