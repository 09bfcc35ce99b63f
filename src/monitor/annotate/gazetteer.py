"""All names of the dictionary, found in a text in one pass."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.annotate.dictionary import Actor, Country, Dictionary
from monitor.annotate.folding import fold, fold_text
from monitor.annotate.short_names import called_again, legal_variants
from monitor.annotate.spellings import spellings
from monitor.annotate.titles import body_names, canonical_title, title_variants, title_within_body


class Kind(IntEnum):
    """What a name does for its owner; the owner is an actor's id, a country's code, or a role's title."""

    STRONG = 0
    WEAK = 1
    CONTEXT = 2
    EXCLUDE = 3
    FAMILY = 4
    ROLE = 5
    NAME = 6
    DEMONYM = 7
    CAPITAL = 8
    CITY = 9
    REGION = 10
    CUED = 11
    CUE = 12
    NOT_COUNTRY = 13
    PART = 14


ACTOR_KINDS = frozenset({Kind.STRONG, Kind.WEAK})
PLACE_KINDS = frozenset({Kind.NAME, Kind.DEMONYM, Kind.CAPITAL, Kind.CITY, Kind.REGION, Kind.CUED})
NAME_KINDS = ACTOR_KINDS | PLACE_KINDS


class Case(IntEnum):
    """How strictly the letters of a name must agree with the text."""

    ANY = 0  # names of several words
    CASED = 1  # acronyms and one-word names; capitals throughout where the whole line shouts
    PLACE = 2  # one-word places: as written, or in capitals as in a dateline
    EXACT = 3  # "U.S.", "Gov.": the full stops belong to the name


class Sense(NamedTuple):
    """One thing that a name can stand for."""

    kind: Kind
    owner: str
    case: Case
    form: str
    """The name as the dictionary writes it, accents and punctuation folded, capitals kept."""


class Senses(tuple[Sense, ...]):
    """Everything that a name can stand for.

    The same senses stand wherever the name does, so what is asked of them for each place is answered once.
    """

    @cached_property
    def owners(self) -> Mapping[Kind, tuple[str, ...]]:
        """Whom each kind of sense means, the first one first."""
        found: defaultdict[Kind, dict[str, None]] = defaultdict(dict)
        for sense in self:
            found[sense.kind][sense.owner] = None
        return {kind: tuple(owners) for kind, owners in found.items()}

    @cached_property
    def all_owners(self) -> frozenset[str]:
        """Whom any sense means."""
        return frozenset(sense.owner for sense in self)

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """The actor of a name; none where two weak owners claim it alike."""
        strong, weak = self.owners.get(Kind.STRONG, ()), self.owners.get(Kind.WEAK, ())
        return strong[:1] or (weak if len(weak) == 1 else ())

    @cached_property
    def is_only_weak(self) -> bool:
        """Whether nothing but weak names are meant, or nothing at all."""
        return all(sense.kind is Kind.WEAK for sense in self)

    @cached_property
    def places(self) -> Senses:
        """The senses as places."""
        return Senses(sense for sense in self if sense.kind in PLACE_KINDS)

    @cached_property
    def is_country(self) -> bool:
        """Whether a country's name or its demonym is among them."""
        return any(sense.kind in (Kind.NAME, Kind.DEMONYM) for sense in self)


class Hit(NamedTuple):
    """A name found: character offsets into the text, and everything it can stand for there.

    The senses are those of actors and places together, or those of one other kind.
    """

    start: int
    end: int
    senses: Senses


class Gazetteer:
    """An Aho–Corasick automaton over every alias, family name, role, country name and cue."""

    def __init__(self, dictionary: Dictionary) -> None:
        table: defaultdict[str, dict[Sense, None]] = defaultdict(dict)
        for pattern, sense in named_senses(dictionary):
            table[pattern][sense] = None
        self._senses = [tuple(senses) for senses in table.values()]
        self._edges = [(pattern[0] == " ", pattern[-1] == " ") for pattern in table]
        self._automaton = AhoCorasick(list(table)) if table else None
        self._read: dict[tuple[int, str], tuple[Senses, ...]] = {}
        self._shouted: dict[tuple[int, str], tuple[Senses, ...]] = {}

    def find(self, text: str) -> list[Hit]:
        """Every name in the text, overlapping ones too, in order of start; case and punctuation agree."""
        if self._automaton is None or not text:
            return []
        folded = fold_text(text)
        shouted = not _LOWER.search(text)
        matches = self._automaton.find_matches_as_indexes(folded.text, overlapping=True)
        read = self._shouted if shouted else self._read
        even = folded.is_even
        # A text has some 140 matches; so the loop does by itself what functions would be asked for each time.
        hits = []
        for pattern, start, end in matches:
            before, behind = self._edges[pattern]
            if even:
                begin, stop = start + before - 1, end - behind - 1
            else:
                begin, stop = folded.span(start + before, end - behind)
            found = text[begin:stop]
            known = read.get((pattern, found))
            if known is None:
                known = self._learn(pattern, found, shouted)
            for senses in known:
                hits.append(Hit(begin, stop, senses))
        hits.sort(key=_PLACE)
        return hits

    def _learn(self, pattern: int, found: str, shouted: bool) -> tuple[Senses, ...]:
        """What a name stands for as it is printed here; names recur, so each spelling is asked once."""
        read = self._shouted if shouted else self._read
        if len(read) >= _REMEMBERED:
            read.clear()
        agreeing = [sense for sense in self._senses[pattern] if _agrees(sense, found, shouted)]
        known = read[pattern, found] = _by_use(agreeing)
        return known


_REMEMBERED = 100_000
"""Spellings of names that are kept; a year of a newspaper has fewer."""

_PLACE = itemgetter(0, 1)


def _by_use(senses: Iterable[Sense]) -> tuple[Senses, ...]:
    """The senses as actors and places together, and those of every other kind by themselves."""
    groups: defaultdict[Kind, list[Sense]] = defaultdict(list)
    for sense in senses:
        groups[Kind.NAME if sense.kind in NAME_KINDS else sense.kind].append(sense)
    return tuple(Senses(group) for group in groups.values())


_LOWER = re.compile(r"[^\W\d_A-ZÀ-ÖØ-ÞА-Я]")
_BREAK = re.compile(r"[/,;:()|•—_@#*+=<>\[\]{}\"“”!?]")
_DOTTED = re.compile(r"(?:\w\.)+\w?\Z|\w+\.\Z")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


def _agrees(sense: Sense, found: str, shouted: bool) -> bool:
    if sense.case is Case.EXACT:
        return found == sense.form
    if sense.case is Case.ANY:
        return _BREAK.search(found) is None or _BREAK.search(sense.form) is not None
    found = _without_article(found)
    form = _without_article(sense.form)
    if found == form:
        return True
    if not (found.isascii() and form.isascii()) and fold(found, keep_case=True) == fold(form, keep_case=True):
        return True
    return found.isupper() and len(found) > 3 and (shouted or sense.case is Case.PLACE)


def _without_article(name: str) -> str:
    """So that "The Sun" is a one-word name: its article may be small, the rest may not."""
    return name[4:] if name[:4] in ("The ", "the ", "THE ") else name


def named_senses(dictionary: Dictionary) -> Iterator[tuple[str, Sense]]:
    """Every name of a dictionary as it is looked for in a folded text, with what it stands for; some repeat."""
    bodies = body_names(dictionary.actors)
    listed = _listed(dictionary)
    for actor in dictionary.actors.values():
        for kind, name in _actor_names(actor):
            yield from _entries(kind, actor.id, name)
        for kind, name in _respelt(actor, listed):
            yield from _entries(kind, actor.id, name)
        for kind, name in _shortened(actor, listed):
            for pattern, sense in _entries(kind, actor.id, name):
                yield pattern, sense if actor.kind == "person" else sense._replace(case=Case.CASED)
        for title in {role.title for role in actor.roles}:
            yield from _offices(title)
            if inner := title_within_body(title, bodies):
                yield from _offices(inner[1])
    for country in dictionary.countries.values():
        for kind, names in _country_names(country):
            for name in names:
                yield from _entries(kind, country.iso, name)


def _actor_names(actor: Actor) -> Iterator[tuple[Kind, str]]:
    """The names that the dictionary lists."""
    weak = set(actor.weak)
    for alias in actor.aliases:
        if alias not in weak or alias == actor.name:
            yield Kind.STRONG, alias
    for kind, names in ((Kind.WEAK, actor.weak), (Kind.CONTEXT, actor.context), (Kind.EXCLUDE, actor.exclude)):
        for name in names:
            yield kind, name


def _respelt(actor: Actor, listed: frozenset[str]) -> Iterator[tuple[Kind, str]]:
    """Other spellings of the names, those that are listed with nobody."""
    for alias in actor.aliases:
        for other in spellings(alias) if alias not in actor.weak else ():
            if fold(other) not in listed:
                yield Kind.STRONG, other


def _shortened(actor: Actor, listed: frozenset[str]) -> Iterator[tuple[Kind, str]]:
    """The names by which one is called again, in all spellings; bodies without their legal form at any time.

    "Real Estate" is left of a company of that name, so bodies' short names must have their capitals.
    """
    if actor.kind != "person":
        for alias in actor.aliases:
            for name in legal_variants(alias) if alias not in actor.weak else ():
                if fold(name) not in listed:
                    yield Kind.STRONG, name
    again = called_again(actor)
    for name in dict.fromkeys(other for sure in again.sure for other in (sure, *spellings(sure))):
        yield Kind.FAMILY, name
    for name in dict.fromkeys(other for part in again.likely for other in (part, *spellings(part))):
        yield Kind.FAMILY if " " in name else Kind.PART, name


def _listed(dictionary: Dictionary) -> frozenset[str]:
    """All names of the files, folded, so that no guess takes one of them from its owner."""
    listed = {fold(name) for one in dictionary.actors.values() for name in (*one.aliases, *one.weak)}
    for country in dictionary.countries.values():
        listed.update(fold(name) for _, names in _country_names(country) for name in names)
    return frozenset(listed)


def _offices(title: str) -> Iterator[tuple[str, Sense]]:
    for variant in title_variants(title):
        yield _entry(Kind.ROLE, canonical_title(title), variant)


def _country_names(country: Country) -> Iterable[tuple[Kind, tuple[str, ...]]]:
    return (
        (Kind.NAME, country.names),
        (Kind.DEMONYM, country.demonyms),
        (Kind.CAPITAL, country.capitals),
        (Kind.CITY, country.cities),
        (Kind.REGION, country.regions),
        (Kind.CUED, country.cued),
        (Kind.CUE, country.cues),
        (Kind.NOT_COUNTRY, country.exclude),
    )


def _entries(kind: Kind, owner: str, name: str) -> Iterator[tuple[str, Sense]]:
    """A name, and the same without the full stops of "St. Louis" and "Donald J. Trump"."""
    yield _entry(kind, owner, name)
    if ". " in name:
        yield _entry(kind, owner, name.replace(". ", " "))


def _entry(kind: Kind, owner: str, name: str) -> tuple[str, Sense]:
    core = fold(name)
    if _DOTTED.match(name):
        case = Case.EXACT
    elif kind in (Kind.CONTEXT, Kind.CUE, Kind.ROLE) or " " in core.removeprefix("the ").strip():
        case = Case.ANY
    else:
        case = Case.PLACE if kind in PLACE_KINDS and len(core) > 3 else Case.CASED
    pattern = core if _UNSPACED.search(core) else f" {core} "
    return pattern, Sense(kind, owner, case, name)
