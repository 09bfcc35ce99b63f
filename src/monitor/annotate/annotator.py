"""An article's whole reading: language, sentences, actors, countries, tone, stance, voice, about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from operator import itemgetter
from typing import NamedTuple

from monitor.annotate import tone
from monitor.annotate.about import find_about
from monitor.annotate.actors import ActorFinder, PassageActors
from monitor.annotate.countries import CountryFinder, CountrySpan
from monitor.annotate.dictionary import Dictionary
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
from monitor.article import Ambiguous, Annotation, EntityKind, Evidence, Mention, Sentence

_VERSION = "5"
"""Raised whenever the same text and dictionary may give another annotation."""

Span = tuple[int, int]


class _Name(NamedTuple):
    """One mention on its way: what stands where, by what evidence if it is a country."""

    start: int
    end: int
    kind: EntityKind
    entity: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class _Scores:
    """The tone of each stretch of a passage, its sentences or a whole title; and whose words stand where."""

    spans: tuple[Span, ...]
    tones: Sequence[float | None]
    voices: Voices
    starts: Sequence[int]

    def place_of(self, position: int) -> int:
        """The stretch in which a character stands."""
        return max(bisect_right(self.starts, position) - 1, 0)

    def sentences(self) -> Iterator[tuple[int, int, float | None]]:
        """Start, end and tone of each stretch."""
        for (start, end), value in zip(self.spans, self.tones, strict=True):
            yield start, end, value


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
        about = find_about(countries[0], countries[1], load_words().log_odds(words(title, text)))
        scores = self._scores if tone.tone_supported(spoken) else _unscored
        in_title, in_text = (_names(actors, spans) for actors, spans in zip(found, countries, strict=True))
        sentences = _unsplit(split_sentences(text, spoken), in_text)
        head = scores(title, ((0, len(title)),), in_title)
        body = scores(text, sentences, in_text)
        return Annotation(
            language=spoken,
            sentences=tuple(starmap(Sentence, body.sentences())),
            title_tone=head.tones[0] if title.strip() else None,
            mentions=(
                *self._mentions(title, in_title, head, in_title=True),
                *self._mentions(text, in_text, body, in_title=False),
            ),
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

    def _scores(self, text: str, spans: tuple[Span, ...], names: Sequence[_Name]) -> _Scores:
        tones = tone.scores(text, spans, _masks(names), self._lexicon)
        people = [(name.start, name.end, name.entity) for name in names if name.kind == "actor"]
        voices = Voices(find_quotations(text, spans, people))
        return _Scores(spans, tones, voices, [start for start, _ in spans])

    def _mentions(self, text: str, names: Sequence[_Name], scores: _Scores, *, in_title: bool) -> list[Mention]:
        stances = self._stances(text, names, scores)
        mentions = []
        for name in names:
            place = scores.place_of(name.start)
            mentions.append(
                Mention(
                    entity=name.entity,
                    kind=name.kind,
                    start=name.start,
                    end=name.end,
                    sentence=-1 if in_title else place,
                    alias=text[name.start : name.end],
                    evidence=name.evidence,
                    tone=scores.tones[place],
                    stance=stances.get((name.start, name.end)) if name.kind == "actor" else None,
                    voice=scores.voices.at(name.start, name.end),
                    in_title=in_title,
                )
            )
        return mentions

    def _stances(self, text: str, names: Sequence[_Name], scores: _Scores) -> dict[Span, float]:
        """How each actor is treated by the sentence it stands in, by the place of its name."""
        if self._stance is None:
            return {}
        spans, asked = [], []
        sentences: dict[int, str] = {}
        for name in names:
            place = scores.place_of(name.start)
            if name.kind == "actor" and scores.tones[place] is not None:
                start, end = scores.spans[place]
                sentence = sentences.setdefault(place, text[start:end])
                spans.append((name.start, name.end))
                asked.append((sentence, (name.start - start, name.end - start)))
        return dict(zip(spans, self._stance.scores(asked), strict=True))


def version_with(stance: StanceModel | None, lexicon: Lexicon) -> str:
    """The version of an annotator with these models."""
    other = "" if lexicon.name == VADER.name else f"+{lexicon.name}"
    return f"{_VERSION}{other}-{stance.name if stance else 'off'}"


def _unsplit(sentences: Sequence[Span], names: Sequence[_Name]) -> tuple[Span, ...]:
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


def _unscored(text: str, spans: tuple[Span, ...], names: Sequence[_Name]) -> _Scores:
    """In a language that the tone can't be read in."""
    del text, names
    return _Scores(spans, [None] * len(spans), Voices(()), [start for start, _ in spans])


def _names(actors: PassageActors, countries: Sequence[CountrySpan]) -> list[_Name]:
    names = [_Name(span.start, span.end, "actor", span.actor) for span in actors.spans]
    names += [_Name(span.start, span.end, "country", span.iso, span.evidence) for span in countries]
    return sorted(names, key=itemgetter(0, 1, 2, 3))


def _masks(mentions: Sequence[_Name]) -> tuple[Span, ...]:
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
