"""Names that texts speak of and the dictionary does not know: runs of capitalised words, by their stories."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import pyarrow as pa

from monitor.annotate.dictionary import Dictionary
from monitor.annotate.folding import fold
from monitor.annotate.gazetteer import ACTOR_KINDS, Kind, named_senses
from monitor.annotate.sentences import split_sentences
from monitor.annotate.words import FOLLOWERS, GIVEN_NAMES, HONORIFICS, PARTICLES, STARTERS

FEWEST_STORIES = 3
"""A name in fewer stories is chance, or a misprint."""
LONGEST_NAME = 6
NO_CAPITALS = frozenset({"de"})
"""Languages whose common nouns have capitals too."""

_UPPER = "".join(letter for letter in map(chr, range(ord("A"), 0x530)) if letter.isupper())
_WORD = rf"[{_UPPER}][\w’'&-]*"
_JOINTS = "|".join(["of the", "of", "for the", "for", "de la", "de los", "del", *sorted(PARTICLES)])
_RUN = re.compile(rf"(?<!\w){_WORD}(?: (?:(?:{_JOINTS}) )?{_WORD}){{0,{LONGEST_NAME}}}")
_OPENS = re.compile(r"(?:\A|[.!?:;\n“”\"‘(\[•–—-])[\s“”\"‘’'(\[]*\Z")
_OWNED = re.compile(r"['’]s?\Z")
_BEFORE = 12
_AROUND = 260
_SMALL = PARTICLES | {"of", "the", "for", "del", "los"}
_OTHER_WORDS = """mr mrs ms dr god internet photo image getty section chapter please
    feb apr jun jul aug sept sep oct nov dec mon tue tues wed thu thurs fri
    republican democrat democrats gop"""
_NO_NAMES = STARTERS | FOLLOWERS | frozenset(_OTHER_WORDS.split())
_NOT_IN_NAMES = re.compile(r"[IWTYHS]\w*['’](?:m|ve|ll|d|re|s)|[A-Z]-[A-Z].*|.*-[a-z]+|.*\d.*")
"""Contractions, "R-Ohio", "Bush-era", "COVID-19"."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that no actor covers: in how many of the stories read, and one sentence with its place in it."""

    name: str
    kind: str
    stories: int
    article_id: str
    example: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The most frequent first; ``articles`` of ``stories`` were read."""

    names: tuple[Suggestion, ...]
    articles: int
    stories: int


def suggest(texts: Iterable[pa.RecordBatch], dictionary: Dictionary, most: int = 60) -> Suggestions:
    """Count the capitalised names in texts, and keep those that the dictionary does not cover.

    A name that only ever opens sentences may be any word; days, months, countries, cities, parts of known
    names and names around known ones are left out. Copies of a story are read once.

    Args:
        texts: batches with ``article_id, story_id, language, title, text``.
        dictionary: whose names are known.
        most: how many to give.
    """
    found = _Found()
    articles = 0
    for batch in texts:
        for row in batch.to_pylist():
            articles += 1
            found.read(row["article_id"], row["story_id"], row["language"], row["text"])
    return Suggestions(tuple(_chosen(found, _Known(dictionary), most)), articles, len(found.stories))


@dataclass
class _Found:
    """Names with their stories, how often they stand inside a sentence, and one place of each."""

    stories: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    inside: Counter[str] = field(default_factory=Counter)
    titled: Counter[str] = field(default_factory=Counter)
    places: dict[str, tuple[str, str, int]] = field(default_factory=dict)

    def read(self, article: str, story: str, language: str, text: str) -> None:
        """Count the names of one text, each once."""
        if story in self.stories or language in NO_CAPITALS:
            return
        self.stories.add(story)
        inside: dict[str, int] = {}
        names: set[str] = set()
        titled: set[str] = set()
        for run in _RUN.finditer(text):
            opens = _OPENS.search(text, max(0, run.start() - _BEFORE), run.start()) is not None
            name, at, honoured = _name(run[0], opens)
            if not name:
                continue
            names.add(name)
            if honoured:
                titled.add(name)
            if not opens or at:
                inside.setdefault(name, run.start() + at)
        self.counts.update(names)
        self.inside.update(inside.keys())
        self.titled.update(titled)
        for name, start in inside.items():
            if name not in self.places and self.counts[name] >= FEWEST_STORIES:
                begin = max(0, start - _AROUND)
                self.places[name] = article, text[begin : start + len(name) + _AROUND], start - begin


def _name(run: str, opens: bool) -> tuple[str, int, bool]:
    """The name in a run of capitalised words, where it begins, and whether a title stood before it."""
    words = run.split(" ")
    start, honoured = 0, False
    while words:
        plain = _OWNED.sub("", words[0]).lower()
        if plain in HONORIFICS:
            honoured = True
        elif not _is_no_name(plain) and not (start and plain in _SMALL):
            break
        start += len(words.pop(0)) + 1
    while words and (_is_no_name(plain := _OWNED.sub("", words[-1]).lower()) or plain in _SMALL | HONORIFICS):
        words.pop()
    if not words or len(words) > LONGEST_NAME or any(map(_NOT_IN_NAMES.fullmatch, words)):
        return "", 0, False
    name = _OWNED.sub("", " ".join(words))
    alone = " " not in name
    if alone and ((opens and not start) or len(name) < 3 or name in GIVEN_NAMES):
        return "", 0, False
    return name, start, honoured


def _is_no_name(word: str) -> bool:
    """A word that opens sentences, or of the calendar: "Saturdays" too."""
    return word in _NO_NAMES or word.removesuffix("s") in _NO_NAMES


class _Known:
    """What need not be suggested."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._whole: set[str] = set()
        self._actors: set[str] = set()
        self._parts: set[str] = set()
        for pattern, sense in named_senses(dictionary):
            name = " ".join(pattern.split())
            self._whole.add(name)
            if sense.kind in ACTOR_KINDS:
                self._actors.add(name)
            if sense.kind in ACTOR_KINDS or sense.kind is Kind.FAMILY:
                self._parts.update(_runs_of(name.split()))
        for country in dictionary.countries.values():
            self._whole.update(" ".join(fold(name).split()) for name in country.abbreviations)

    def covers(self, name: str) -> bool:
        """A known name, a part of one, or a longer one around an actor's."""
        words = fold(name).split()
        plain = " ".join(words)
        around = any(run in self._actors for run in _runs_of(words) if len(run) > 3)
        return not plain or plain in self._whole or plain in self._parts or around


def _runs_of(words: list[str]) -> Iterator[str]:
    for first in range(len(words)):
        for last in range(first + 1, len(words) + 1):
            yield " ".join(words[first:last])


def _chosen(found: _Found, known: _Known, most: int) -> Iterator[Suggestion]:
    frequent = [
        (name, stories)
        for name, stories in found.counts.items()
        if stories >= FEWEST_STORIES and found.inside[name] and name in found.places
    ]
    wanted = [(name, stories) for name, stories in frequent if not known.covers(name)]
    last_words = {name.split()[-1] for name, _ in wanted if " " in name}
    ordered = sorted(wanted, key=lambda pair: (-pair[1], pair[0]))
    named = [pair for pair in ordered if " " in pair[0] or pair[0] not in last_words]
    for name, stories in named[:most]:
        article, around, start = found.places[name]
        spans = split_sentences(around)
        begin, end = next((span for span in spans if span[0] <= start < span[1]), (0, len(around)))
        end = max(end, start + len(name))
        person = found.titled[name] * 3 >= stories or _is_introduced(around, start, start + len(name))
        kind = _kind(name, person)
        yield Suggestion(
            name, kind, stories, article, around[begin:end], start - begin, start - begin + len(name)
        )


_KINDS = (
    ("party", r"Party|Labour"),
    (
        "company",
        r"Inc|Corp|Corporation|Ltd|LLC|Company|Co|Bank|Airlines|Airways|Motors|Group|Holdings|Times|Post|"
        r"Journal|News|Press|Media|Network",
    ),
    ("armed group", r"Brigades?|Militia|Front|Jihad|Guerrillas?|Rebels"),
    (
        "government",
        r"Ministry|Department|Court|Police|Agency|Bureau|Commission|Senate|House|Parliament|Congress|"
        r"Office|Administration|Army|Navy|Council|Treasury|Guard|Authority",
    ),
    (
        "organisation",
        r"University|Association|Organi[sz]ation|Union|Institute|Foundation|Federation|League|Center|"
        r"Centre|Society|School|College|Church|Committee|Coalition|Alliance|Network|Forum|Fund|Project",
    ),
)


_SAID = re.compile(r"\b(?:said|says|told|asked) \Z")
_WHO = re.compile(r", (?:who|an?|author|head|adviser|spokes\w+|the)\b| \(\d\d\)|, \d\d,")


def _is_introduced(text: str, start: int, end: int) -> bool:
    """Whether it is spoken of as a person: "said Bo Ekdal, a baker"."""
    if not 2 <= len(text[start:end].split()) <= 3:
        return False
    return bool(_SAID.search(text, 0, start) or _WHO.match(text, end))


@lru_cache(maxsize=1)
def _kind_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(rf"\b(?:{words})\b")) for kind, words in _KINDS)


def _kind(name: str, titled: bool) -> str:
    """A guess, for the form to begin with."""
    for kind, pattern in _kind_patterns():
        if pattern.search(name):
            return kind
    return "person" if titled or name.split()[0] in GIVEN_NAMES else "organisation"
