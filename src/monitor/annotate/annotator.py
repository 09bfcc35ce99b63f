"""An article's whole reading: language, sentences, actors, countries, tone, stance, voice, about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.annotate import tone
from monitor.annotate.about import find_about
from monitor.annotate.actors import ActorFinder, PassageActors
from monitor.annotate.countries import CountryFinder, CountrySpan
from monitor.annotate.dictionary import Dictionary
from monitor.annotate.gazetteer import Gazetteer
from monitor.annotate.language import detect_language
from monitor.annotate.offices import Context, OfficeFinder
from monitor.annotate.sentences import split_sentences
from monitor.annotate.spans import Passage, make_passage
from monitor.annotate.stance import StanceModel, load_stance
from monitor.annotate.voice import find_voices
from monitor.article import Annotation, Mention, Sentence

_VERSION = "1"
"""Raised whenever the same text and dictionary may give another annotation."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One passage with its mentions, not scored yet."""

    passage: Passage
    mentions: tuple[Mention, ...]
    sentences: tuple[Span, ...]
    masks: tuple[Span, ...]
    """The stretches of the mentions, in order and without overlap."""


class Annotator:
    """Reads articles with one dictionary; deterministic, and picklable through its dictionary."""

    def __init__(self, dictionary: Dictionary, stance: StanceModel | None = None) -> None:
        self._dictionary = dictionary
        self._gazetteer = Gazetteer(dictionary)
        self._actors = ActorFinder(dictionary)
        self._countries = CountryFinder(dictionary)
        self._offices = OfficeFinder(dictionary)
        self._stance = stance if stance is not None else load_stance()

    def __reduce__(self) -> tuple[type[Annotator], tuple[Dictionary, StanceModel | None]]:
        return Annotator, (self._dictionary, self._stance)

    @property
    def version(self) -> str:
        """Of the rules and the stance model; the dictionary has a version of its own."""
        return f"{_VERSION}-{self._stance.name if self._stance else 'off'}"

    def annotate(
        self, title: str, text: str, *, published: datetime | None = None, language: str | None = None
    ) -> Annotation:
        """Read one article.

        Args:
            title: the headline; its mentions carry ``in_title`` and sentence −1.
            text: the clean text; all other offsets are characters of it.
            published: decides who held an office; without it only sole holders are resolved.
            language: as stated by the source; detected where None.
        """
        spoken = detect_language(title, text, language)
        found, countries = self._find(title, text, published)
        sentences = tuple(split_sentences(text, spoken))
        readings = [
            _read(actors, spans, () if actors.passage.in_title else sentences)
            for actors, spans in zip(found, countries, strict=True)
        ]
        about = find_about(countries[0], countries[1])
        if not tone.tone_supported(spoken):
            plain = tuple(Sentence(start, end, None) for start, end in sentences)
            return Annotation(spoken, plain, None, readings[0].mentions + readings[1].mentions, about)
        head, body = (self._scored(reading) for reading in readings)
        return Annotation(
            language=spoken,
            sentences=body[1],
            title_tone=head[1][0].tone if title.strip() else None,
            mentions=head[0] + body[0],
            about=about,
        )

    def judge_targets(self, text: str, spans: Sequence[Span]) -> list[tuple[float, str]]:
        """How the text treats each of the given stretches: stance (−1…1) and its label, in the order given.

        A stretch is judged in its own sentence. With stance switched off every answer is (0.0, "neutral").
        """
        if self._stance is None:
            return [(0.0, "neutral") for _ in spans]
        sentences = split_sentences(text)
        judged: list[tuple[float, str]] = []
        for start, end in spans:
            begin, stop = _enclosing(sentences, start, end)
            score = self._stance.score(text[begin:stop], (start - begin, end - begin))
            judged.append((score, self._stance.label(score)))
        return judged

    def _find(
        self, title: str, text: str, published: datetime | None
    ) -> tuple[list[PassageActors], list[list[CountrySpan]]]:
        passages = [
            make_passage(title, self._gazetteer.find(title), in_title=True),
            make_passage(text, self._gazetteer.find(text), in_title=False),
        ]
        found = self._actors.find(passages)
        countries = self._countries.find(passages, [one.places for one in found])
        context = Context(
            day=published.date() if published else None,
            country=_home(countries),
            named=frozenset(span.actor for one in found for span in one.spans if span.full),
        )
        for one, spans in zip(found, countries, strict=True):
            self._offices.find(one, spans, context)
        return found, countries

    def _scored(self, reading: _Reading) -> tuple[tuple[Mention, ...], tuple[Sentence, ...]]:
        text = reading.passage.text
        spans = ((0, len(text)),) if reading.passage.in_title else reading.sentences
        tones = [tone.score(text[start:end], _inside(reading.masks, start, end)) for start, end in spans]
        people = [
            (mention.start, mention.end, mention.entity)
            for mention in reading.mentions
            if mention.kind == "actor"
        ]
        voices = find_voices(text, list(spans), people)
        mentions = tuple(self._judged(mention, text, spans, tones, voices) for mention in reading.mentions)
        scored = tuple(Sentence(start, end, value) for (start, end), value in zip(spans, tones, strict=True))
        return mentions, scored

    def _judged(
        self,
        mention: Mention,
        text: str,
        spans: Sequence[Span],
        tones: Sequence[float],
        voices: Sequence[str | None],
    ) -> Mention:
        place = max(mention.sentence, 0)
        if place >= len(spans):
            return mention
        start, end = spans[place]
        stance = None
        if mention.kind == "actor" and self._stance is not None:
            stance = self._stance.score(text[start:end], (mention.start - start, mention.end - start))
        return replace(mention, tone=tones[place], stance=stance, voice=voices[place])


def _read(actors: PassageActors, countries: Sequence[CountrySpan], sentences: tuple[Span, ...]) -> _Reading:
    passage = actors.passage
    starts = [start for start, _ in sentences]

    def sentence(start: int) -> int:
        return -1 if passage.in_title else max(bisect_right(starts, start) - 1, 0)

    mentions = [
        Mention(
            entity=span.actor,
            kind="actor",
            start=span.start,
            end=span.end,
            sentence=sentence(span.start),
            alias=passage.text[span.start : span.end],
            in_title=passage.in_title,
        )
        for span in actors.spans
    ]
    mentions += [
        Mention(
            entity=span.iso,
            kind="country",
            start=span.start,
            end=span.end,
            sentence=sentence(span.start),
            alias=passage.text[span.start : span.end],
            evidence=span.evidence,
            in_title=passage.in_title,
        )
        for span in countries
    ]
    mentions.sort(key=lambda mention: (mention.start, mention.end, mention.kind, mention.entity))
    return _Reading(passage, tuple(mentions), sentences, _masks(mentions))


def _masks(mentions: Sequence[Mention]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for mention in mentions:
        if merged and mention.start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], mention.end))
        else:
            merged.append((mention.start, mention.end))
    return tuple(merged)


def _inside(masks: Sequence[Span], start: int, end: int) -> list[Span]:
    """The masks of one sentence, in its own offsets."""
    found: list[Span] = []
    for begin, stop in masks[bisect_left(masks, (start, start)) :]:
        if begin >= end:
            break
        found.append((begin - start, min(stop, end) - start))
    return found


def _enclosing(sentences: Sequence[Span], start: int, end: int) -> Span:
    """The sentence of a stretch, drawn out where the stretch runs over its edge."""
    place = max(bisect_right([begin for begin, _ in sentences], start) - 1, 0)
    begin, stop = sentences[place] if sentences else (start, end)
    return min(begin, start), max(stop, end)


def _home(countries: Sequence[Sequence[CountrySpan]]) -> str | None:
    """The country that an office without a country belongs to: the dateline's, else the main one."""
    dateline = next((span.iso for spans in countries for span in spans if span.dateline), None)
    about = find_about(countries[0], countries[1])
    return dateline or (about[0] if about else None)
