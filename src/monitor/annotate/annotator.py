"""An article's whole reading: language, sentences, actors, countries, tone, stance, voice, about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from monitor.annotate import tone
from monitor.annotate.about import find_about
from monitor.annotate.actors import ActorFinder, PassageActors
from monitor.annotate.countries import CountryFinder, CountrySpan
from monitor.annotate.dictionary import Dictionary
from monitor.annotate.earlier import Earlier, Name, earlier_passages, in_order
from monitor.annotate.gazetteer import Gazetteer, Kind
from monitor.annotate.implied import load_words, words
from monitor.annotate.language import detect_language
from monitor.annotate.lexicons import load_lexicon
from monitor.annotate.offices import Context, OfficeFinder
from monitor.annotate.sentences import split_sentences
from monitor.annotate.spans import make_passage
from monitor.annotate.stance import Asked, StanceModel, load_stance
from monitor.annotate.tone import VADER, Lexicon
from monitor.annotate.voice import Voices, find_quotations
from monitor.article import Ambiguous, Annotation, Evidence, Mention, Sentence

_VERSION = "6"
"""Raised whenever the same text and dictionary may give another annotation."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Cut:
    """A passage with what is named in it, cut into stretches: its sentences, or a title as a whole."""

    text: str
    spans: tuple[Span, ...]
    names: Sequence[Name]
    in_title: bool
    before: Earlier | None
    """As it was read before."""


class _Read(NamedTuple):
    """What reading a passage gives: the tone of each stretch, and its mentions in order."""

    tones: Sequence[float | None]
    mentions: Sequence[Mention]


class Annotator:
    """Reads articles with one dictionary; deterministic, and picklable through its dictionary."""

    def __init__(
        self, dictionary: Dictionary, stance: StanceModel | None = None, lexicon: Lexicon | None = None
    ) -> None:
        """Without a stance model or a lexicon, the settings choose them."""
        self._dictionary = dictionary
        self._gazetteer = Gazetteer(dictionary)
        self._actors = ActorFinder(dictionary)
        self._countries = CountryFinder(dictionary)
        self._offices = OfficeFinder(dictionary)
        self._stance = stance if stance is not None else load_stance()
        self._lexicon = lexicon if lexicon is not None else load_lexicon()

    def __reduce__(self) -> tuple[type[Annotator], tuple[Dictionary, StanceModel | None, Lexicon]]:
        return Annotator, (self._dictionary, self._stance, self._lexicon)

    @property
    def version(self) -> str:
        """Of the rules, the stance model and the lexicon; the dictionary has a version of its own."""
        return version_with(self._stance, self._lexicon)

    def annotate(
        self,
        title: str,
        text: str,
        *,
        published: datetime | None = None,
        language: str | None = None,
        before: Annotation | None = None,
    ) -> Annotation:
        """Read one article.

        Args:
            title: the headline; its mentions carry ``in_title`` and sentence −1.
            text: the clean text; all other offsets are characters of it.
            published: decides who held an office; without it only sole holders are resolved.
            language: as stated by the source; detected where None.
            before: what an annotator of the same version, with any dictionary, read in the same title and text.
                What other names can't change is taken from there: the answer is the same, and comes sooner.
        """
        spoken = detect_language(title, text, language)
        known = before if before is not None and before.language == spoken else None
        passages = (None, None) if known is None else earlier_passages(title, known)
        found, countries = self._find(title, text, published)
        in_title, in_text = (_names(actors, spans) for actors, spans in zip(found, countries, strict=True))
        sentences = _unsplit(split_sentences(text, spoken), in_text)
        scored = tone.tone_supported(spoken)
        head = self._read(_Cut(title, ((0, len(title)),), in_title, True, passages[0]), scored=scored)
        body = self._read(_Cut(text, sentences, in_text, False, passages[1]), scored=scored)
        if known is not None and _countries(known.mentions) == _countries((*head.mentions, *body.mentions)):
            about = known.about
        else:
            about = find_about(countries[0], countries[1], load_words().log_odds(words(title, text)))
        return Annotation(
            language=spoken,
            sentences=tuple(
                Sentence(start, end, value) for (start, end), value in zip(sentences, body.tones, strict=True)
            ),
            title_tone=head.tones[0] if title.strip() else None,
            mentions=(*head.mentions, *body.mentions),
            about=about,
            ambiguous=tuple(
                Ambiguous(
                    one.start, one.end, passage.text[one.start : one.end], one.candidates, passage.in_title
                )
                for passage, one in ((actors.passage, one) for actors in found for one in actors.unclear)
            ),
        )

    def find_actors(
        self, title: str, text: str, *, published: datetime | None = None
    ) -> list[tuple[bool, int, int, str]]:
        """Where actors are named, as :meth:`annotate` finds them, in half its time: no tone, no stance.

        Returns:
            whether it is in the title, start and end there or in the text, and the actor's id.
        """
        found, _ = self._find(title, text, published)
        places = zip((True, False), found, strict=True)
        return [(place, span.start, span.end, span.actor) for place, one in places for span in one.spans]

    def find_countries(self, title: str, text: str) -> list[list[CountrySpan]]:
        """Where countries are named, as :meth:`annotate` finds them: those of the title, those of the text."""
        return self._name(title, text)[1]

    def judge_targets(self, text: str, spans: Sequence[Span]) -> list[tuple[float, str]]:
        """How the text treats each of the given stretches: stance (−1…1) and its label, in the order given.

        A stretch is judged in its own sentence. With stance switched off every answer is (0.0, "neutral").
        """
        if self._stance is None:
            return [(0.0, "neutral") for _ in spans]
        sentences = split_sentences(text)
        asked: list[Asked] = []
        for start, end in spans:
            begin, stop = _enclosing(sentences, start, end)
            asked.append((text[begin:stop], (start - begin, end - begin)))
        return [(score, str(label)) for score, label in self._stance.judge(asked)]

    def _find(
        self, title: str, text: str, published: datetime | None
    ) -> tuple[list[PassageActors], list[list[CountrySpan]]]:
        found, countries = self._name(title, text)
        if not any(one.passage.of(Kind.ROLE) for one in found):
            return found, countries
        context = Context(
            day=published.date() if published else None,
            countries=countries,
            named=frozenset(span.actor for one in found for span in one.spans if span.full),
        )
        for one, spans in zip(found, countries, strict=True):
            self._offices.find(one, spans, context)
        return found, countries

    def _name(self, title: str, text: str) -> tuple[list[PassageActors], list[list[CountrySpan]]]:
        """What is named outright; offices are not yet resolved."""
        passages = [
            make_passage(title, self._gazetteer.find(title), in_title=True),
            make_passage(text, self._gazetteer.find(text), in_title=False),
        ]
        found = self._actors.find(passages)
        return found, self._countries.find(passages, [one.places for one in found])

    def _read(self, cut: _Cut, *, scored: bool) -> _Read:
        """The tones and mentions of a passage; ``scored`` is false in a language whose tone can't be read."""
        if cut.before is not None and cut.before.reads_the_same(cut.spans, cut.names):
            return _Read(cut.before.tones, cut.before.mentions)
        if not scored:
            return _Read(nothing := [None] * len(cut.spans), self._mentions(cut, nothing, Voices(())))
        people = [(name.start, name.end, name.entity) for name in cut.names if name.kind == "actor"]
        voices = Voices(find_quotations(cut.text, cut.spans, people))
        tones = self._tones(cut)
        return _Read(tones, self._mentions(cut, tones, voices))

    def _tones(self, cut: _Cut) -> Sequence[float | None]:
        masks = _masks(cut.names)
        if cut.before is None:
            return tone.scores(cut.text, cut.spans, masks, self._lexicon)
        kept = cut.before.tones_with(cut.spans, cut.names)
        others = [span for span, value in zip(cut.spans, kept, strict=True) if value is None]
        anew = iter(tone.scores(cut.text, others, masks, self._lexicon))
        return [next(anew) if value is None else value for value in kept]

    def _mentions(self, cut: _Cut, tones: Sequence[float | None], voices: Voices) -> list[Mention]:
        starts = [start for start, _ in cut.spans]
        places = [max(bisect_right(starts, name.start) - 1, 0) for name in cut.names]
        stances = self._stances(cut, tones, places)
        return [
            Mention(
                entity=name.entity,
                kind=name.kind,
                start=name.start,
                end=name.end,
                sentence=-1 if cut.in_title else place,
                alias=cut.text[name.start : name.end],
                evidence=name.evidence,
                tone=tones[place],
                stance=stances.get((name.start, name.end)) if name.kind == "actor" else None,
                voice=voices.at(name.start, name.end),
                in_title=cut.in_title,
            )
            for name, place in zip(cut.names, places, strict=True)
        ]

    def _stances(self, cut: _Cut, tones: Sequence[float | None], places: Sequence[int]) -> dict[Span, float]:
        """How each actor is treated by the sentence it stands in, by the place of its name."""
        if self._stance is None:
            return {}
        stances: dict[Span, float] = {}
        spans, asked = [], []
        sentences: dict[int, str] = {}
        before = cut.before if self._stance.alone else None
        for name, place in zip(cut.names, places, strict=True):
            if name.kind != "actor" or tones[place] is None:
                continue
            start, end = cut.spans[place]
            span = (name.start, name.end)
            kept = before.stance(span, (start, end)) if before else None
            if kept is not None:
                stances[span] = kept
                continue
            sentence = sentences.setdefault(place, cut.text[start:end])
            spans.append(span)
            asked.append((sentence, (name.start - start, name.end - start)))
        return stances | dict(zip(spans, self._stance.scores(asked), strict=True))


def version_with(stance: StanceModel | None, lexicon: Lexicon) -> str:
    """The version of an annotator with these models."""
    other = "" if lexicon.name == VADER.name else f"+{lexicon.name}"
    return f"{_VERSION}{other}-{stance.name if stance else 'off'}"


def _unsplit(sentences: Sequence[Span], names: Sequence[Name]) -> tuple[Span, ...]:
    """The sentences, joined where a cut runs through a name ("Minneapolis-St. | Paul")."""
    ends = [end for _, end in sentences]
    cut = {
        place for name in names for place in range(bisect_right(ends, name.start), bisect_left(ends, name.end))
    }
    whole: list[Span] = []
    for place, (start, end) in enumerate(sentences):
        if place - 1 in cut:
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return tuple(whole)


def _names(actors: PassageActors, countries: Sequence[CountrySpan]) -> list[Name]:
    names = [Name(span.start, span.end, "actor", span.actor) for span in actors.spans]
    names += [Name(span.start, span.end, "country", span.iso, span.evidence) for span in countries]
    return sorted(names, key=in_order)


def _countries(mentions: Sequence[Mention]) -> set[tuple[bool, int, int, str, Evidence | None]]:
    """Where which country is named, and how."""
    return {
        (one.in_title, one.start, one.end, one.entity, one.evidence)
        for one in mentions
        if one.kind == "country"
    }


def _masks(mentions: Sequence[Name]) -> tuple[Span, ...]:
    """The stretches of the mentions, in order and without overlap."""
    merged: list[Span] = []
    for mention in mentions:
        if merged and mention.start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], mention.end))
        else:
            merged.append((mention.start, mention.end))
    return tuple(merged)


def _enclosing(sentences: Sequence[Span], start: int, end: int) -> Span:
    """The sentence of a stretch, drawn out where the stretch runs over its edge."""
    place = max(bisect_right([begin for begin, _ in sentences], start) - 1, 0)
    begin, stop = sentences[place] if sentences else (start, end)
    return min(begin, start), max(stop, end)
