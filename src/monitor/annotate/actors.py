"""Who is named in an article: aliases, weak aliases with support, family names after the full name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from operator import attrgetter

from monitor.annotate.dictionary import Actor, Dictionary
from monitor.annotate.folding import fold
from monitor.annotate.gazetteer import Hit, Kind, Senses
from monitor.annotate.spans import Passage, Taken, longest, word_after, word_before
from monitor.annotate.words import (
    EAST_ASIAN_FAMILY_NAMES,
    FOLLOWERS,
    GIVEN_NAMES,
    HELPERS,
    HONORIFICS,
    NOT_FAMILY_NAMES,
    PRIVATE_TITLES,
    SPEECH,
    STARTERS,
)

_NAMESAKE_REACH = 250
"""For so many characters behind "Bashar Asif" a bare "Asif" may be him, whom the dictionary doesn't know."""


_OF_A_COUNTRY = frozenset({"government", "party"})
"""Kinds of actors in whose names readers see the country; in "American Airlines" they see a company."""

_PLACED = frozenset({"in", "at", "near", "from", "to"})


@dataclass(frozen=True, slots=True)
class ActorSpan:
    """One mention of an actor; offsets into its passage."""

    actor: str
    start: int
    end: int
    full: bool
    """True for an alias, False for a family name or an office."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A short name that several of the people and bodies named may be called by; it counts for none."""

    start: int
    end: int
    candidates: tuple[str, ...]


@dataclass(slots=True)
class PassageActors:
    """What was found in one passage: the mentions, and the places that stood in the same contest."""

    passage: Passage
    spans: list[ActorSpan] = field(default_factory=list)
    places: list[Hit] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    taken: Taken = field(default_factory=Taken)

    def is_free(self, hit: Hit) -> bool:
        """Whether a person may stand here: nothing does, or just a place of the same name ("Washington")."""
        if not self.taken.touches(hit.start, hit.end):
            return True
        same = any((place.start, place.end) == (hit.start, hit.end) for place in self.places)
        named = any(span.start < hit.end and hit.start < span.end for span in self.spans)
        return same and not named and word_before(self.passage.text, hit.start) not in _PLACED

    def give(self, hit: Hit, actor: str) -> None:
        """A family name takes its stretch, also from a place."""
        self.places = [place for place in self.places if (place.start, place.end) != (hit.start, hit.end)]
        self.taken.add(hit)
        self.add(hit, actor, full=False)

    def add(self, hit: Hit, actor: str, *, full: bool) -> None:
        """Note a mention."""
        self.spans.append(ActorSpan(actor, hit.start, hit.end, full))


class ActorFinder:
    """Finds the actors of one dictionary."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._actors = dictionary.actors
        self._given = {key: given_names(actor) for key, actor in self._actors.items() if actor.kind == "person"}
        self._of_countries = {key for key, actor in self._actors.items() if actor.kind in _OF_A_COUNTRY}

    def find(self, passages: Sequence[Passage]) -> list[PassageActors]:
        """Mentions by name, strong and weak, and by family name, for the passages of one article."""
        candidates = [_candidates(one) for one in passages]
        if any(Kind.WEAK in hit.senses.owners for hits in candidates for hit in hits):
            candidates = _with_weak(passages, candidates)
        found = [self._names(one, hits) for one, hits in zip(passages, candidates, strict=True)]
        self._follow(found)
        for result in found:
            result.spans.sort(key=lambda span: (span.start, span.end, span.actor))
        return found

    def _names(self, one: Passage, hits: Sequence[Hit]) -> PassageActors:
        result = PassageActors(one)
        for hit in longest(hits):
            actors = hit.senses.actors
            result.taken.add(hit)
            if actors and self._is_somebody_else(one, hit, actors):
                continue
            if not actors and len(rivals := hit.senses.owners.get(Kind.WEAK, ())) > 1:
                result.unclear.append(Unclear(hit.start, hit.end, rivals))
            for actor in actors:
                result.add(hit, actor, full=True)
            if hit.senses.places:
                result.places.append(hit)
            elif not self._of_countries.isdisjoint(actors):
                result.places += _countries_within(hit, hits)
        return result

    def _is_somebody_else(self, one: Passage, hit: Hit, actors: Sequence[str]) -> bool:
        """A "Donald Trump Jr.", or a "Lynn Chavez" where "Chavez" alone is an alias of another person."""
        if not all(key in self._given for key in actors):
            return False
        if one.text[hit.end + 1 : hit.end + 2] in ("J", "S") and word_after(one.text, hit.end) in _YOUNGER:
            return True
        if len(one.text[hit.start : hit.end].split()) > 1:
            return False
        before = word_before(one.text, hit.start)
        if not (before in GIVEN_NAMES or _is_unknown_given_name(one, hit, before)):
            return False
        return not any(_is_given(fold(before), self._given[key]) for key in actors)

    def _follow(self, found: list[PassageActors]) -> None:
        self._acronyms(found)
        for one in found:
            self._longer_names(one)
        named: dict[str, int] = {}
        for one in found:
            for span in one.spans:
                if span.full:
                    start = -1 if one.passage.in_title else span.start
                    named[span.actor] = min(named.get(span.actor, start), start)
        if named:
            for kind in (Kind.FAMILY, Kind.PART):
                for one in found:
                    self._short_names(one, kind, named)

    def _acronyms(self, found: Sequence[PassageActors]) -> None:
        """What the article itself introduces: "the Sample League (SLG)" makes every "SLG" the League."""
        introduced: defaultdict[str, set[str]] = defaultdict(set)
        for one in found:
            for span in one.spans:
                if one.passage.text[span.end + 1 : span.end + 2] != "(":
                    continue
                match = _INTRODUCTION.match(one.passage.text, span.end)
                name = one.passage.text[span.start : span.end]
                if match and span.actor not in self._given and _abbreviates(match[1], name):
                    introduced[match[1]].add(span.actor)
        for acronym, owners in introduced.items():
            if len(owners) == 1:
                (owner,) = owners
                for one in found:
                    for place in re.finditer(rf"(?<!\w){re.escape(acronym)}(?!\w)", one.passage.text):
                        hit = Hit(*place.span(), Senses())
                        if one.taken.add(hit):
                            one.add(hit, owner, full=True)

    def _longer_names(self, one: PassageActors) -> None:
        """A family name behind the given name and what stands between: "Volodymyr O. Zelensky"."""
        for hit in longest(one.passage.of(Kind.FAMILY)):
            if one.taken.touches(hit.start, hit.end):
                continue
            start, words = _capitalised_run(one.passage.text, hit.start)
            for actor in hit.senses.owners[Kind.FAMILY]:
                place = next((at for at, word in words if fold(word) in self._given.get(actor, ())), None)
                longer = Hit(place, hit.end, hit.senses) if place is not None else None
                if longer and start <= longer.start and one.taken.add(longer):
                    one.add(longer, actor, full=True)
                    break

    def _short_names(self, one: PassageActors, kind: Kind, named: Mapping[str, int]) -> None:
        """Names that are cut short, behind the full one: a family name, else another part of it."""
        blocked_until: dict[str, int] = {}
        headline = _headline_end(one.passage)
        for hit in longest(_of_those(one.passage.of(kind), named)):
            owners = hit.senses.owners[kind]
            if not self._may_stand(one, hit, kind, owners):
                continue
            short = one.passage.text[hit.start : hit.end]
            initial = self._initial_before(one.passage, hit, owners)
            if initial is None and (
                _INITIAL.fullmatch(word_before(one.passage.text, hit.start))
                or _in_another_name(one.passage, hit)
            ):
                blocked_until[short] = hit.end + _NAMESAKE_REACH
                continue
            whole = Hit(hit.start if initial is None else initial, hit.end, hit.senses)
            if hit.start < blocked_until.get(short, 0):
                continue
            first = min(named[owner] for owner in owners)
            if not (one.passage.in_title or hit.end <= headline or hit.start > first):
                continue
            if len(owners) == 1:
                one.give(whole, owners[0])
            else:
                one.taken.add(whole)
                one.unclear.append(Unclear(whole.start, whole.end, owners))

    def _may_stand(self, one: PassageActors, hit: Hit, kind: Kind, owners: Sequence[str]) -> bool:
        """A family name stands also for a place of that name, other parts of a name for nothing else at all."""
        if kind is Kind.FAMILY and any(owner in self._given for owner in owners):
            return one.is_free(hit)
        if one.taken.touches(hit.start, hit.end):
            return False
        return kind is Kind.FAMILY or not _is_a_word(one.passage, hit)

    def _initial_before(self, one: Passage, hit: Hit, owners: Sequence[str]) -> int | None:
        """Where "J. Example" begins, if J. is the initial of the only one who may be meant."""
        before = word_before(one.text, hit.start)
        if len(owners) != 1 or not _INITIALS.fullmatch(before):
            return None
        mine = any(name.startswith(before[0].lower()) for name in self._given.get(owners[0], ()))
        return hit.start - 1 - len(before) if mine else None


def _of_those(hits: Iterable[Hit], named: Mapping[str, int]) -> Iterator[Hit]:
    """The hits of those whom the article names in full, with no sense of others."""
    for hit in hits:
        if named.keys().isdisjoint(hit.senses.all_owners):
            continue  # most names are parts of somebody's who isn't in the news
        senses = Senses(sense for sense in hit.senses if sense.owner in named)
        yield hit if len(senses) == len(hit.senses) else hit._replace(senses=senses)


_INTRODUCTION = re.compile(r"""[ \u00a0]\((?:the )?["“'‘]?([^\W\d_][\w&-]{1,9})["”'’]?\)""")


def _abbreviates(short: str, name: str) -> bool:
    """Whether it is an acronym, and of this name: its letters stand in the name, in this order."""
    letters = iter(fold(name))
    return sum(letter.isupper() for letter in short) > 1 and all(letter in letters for letter in fold(short))


_INITIAL = re.compile(r"[^\W\d_a-z]\.")
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.?){1,3}")
_HEADLINE = re.compile(r"[^\n]{1,150}(?<![.!?:;,\"”])\n")


def _headline_end(one: Passage) -> int:
    """Where the headline ends that a text repeats as its first line, one without a full stop; else 0."""
    match = None if one.in_title else _HEADLINE.match(one.text)
    return match.end() if match else 0


def _is_a_word(one: Passage, hit: Hit) -> bool:
    """Whether a part of a name is an ordinary word, which the article has in small letters, too."""
    part = one.text[hit.start : hit.end]
    plain = part.lower()
    if plain in STARTERS or plain in FOLLOWERS or part in NOT_FAMILY_NAMES:
        return True
    return plain in one.text and re.search(rf"\b{re.escape(plain)}\b", one.text) is not None


def _countries_within(name: Hit, hits: Sequence[Hit]) -> list[Hit]:
    """The country in "French Foreign Ministry" and "Pakistan Peoples Party"; the hits are in order of start."""
    inside = hits[bisect_left(hits, name.start, key=_START) : bisect_left(hits, name.end, key=_START)]
    return longest(hit for hit in inside if hit.end <= name.end and hit.senses.is_country)


_START = attrgetter("start")


def given_names(actor: Actor) -> frozenset[str]:
    """First words of the full names, by which "Khawaja Muhammad Asif" is told from "Bashar Asif"."""
    given = set()
    for alias in actor.aliases:
        words = [word for word in alias.split() if word.lower().rstrip(".") not in HONORIFICS]
        if len(words) > 1 and words[0] not in EAST_ASIAN_FAMILY_NAMES and len(words[0].rstrip(".")) > 1:
            given.add(fold(words[0]).strip())
    return frozenset(given)


_RUN_WORD = re.compile(r"(?:[^\W\d_]\.|[^\W\d_a-z][\w'’-]*)\Z")


def _capitalised_run(text: str, start: int) -> tuple[int, list[tuple[int, str]]]:
    """The capitalised words and initials right before ``start``, at most three, each with its place."""
    words: list[tuple[int, str]] = []
    for _ in range(3):
        word = word_before(text, start)
        if not word or not _RUN_WORD.fullmatch(word):
            break
        start -= len(word) + 1
        words.append((start, word))
    return start, words


def _is_unknown_given_name(one: Passage, hit: Hit, word: str) -> bool:
    """Whether the word before makes "Lon Snowden" of "Snowden"; a noun, a country, another name doesn't."""
    if not _CAPITALISED.fullmatch(word) or _goes_before_family_name(word, one) or _is_no_name(word.lower()):
        return False
    start = hit.start - 1 - len(word)
    named = any(start < other.end and other.start < hit.start for other in one.names)
    return not (named or one.headline_case or f" {word.lower()} " in one.text)


def _is_given(word: str, names: frozenset[str]) -> bool:
    """Whether it is one of these given names, rightly or nearly rightly spelt: "Vladamir"."""
    return word in names or any(SequenceMatcher(None, word, name).ratio() > _ALIKE for name in names)


_YOUNGER = frozenset({"Jr", "Sr", "Junior"})
_ALIKE = 0.75
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]+")


def _in_another_name(one: Passage, hit: Hit) -> bool:
    """Whether the family name stands inside somebody else's full name, or inside another proper name."""
    before = word_before(one.text, hit.start)
    if before[:1].isupper() and not _goes_before_family_name(before, one):
        return True
    after = word_after(one.text, hit.end)
    if after[:1].isupper() and after.lower().split("'")[0].split("’")[0] not in FOLLOWERS:
        return not one.headline_case
    following = one.text[hit.end : hit.end + 2]
    return following[:1] == "-" and following[1:].isupper()


def _goes_before_family_name(word: str, one: Passage) -> bool:
    plain = word.rstrip(".").lower()
    if plain in HONORIFICS or plain in PRIVATE_TITLES or plain in STARTERS:
        return True
    if word.endswith(("'s", "’s", "s'", "s’")) or (word.isupper() and 1 < len(word) < 5):
        return True
    return one.headline_case and word not in GIVEN_NAMES and _is_no_name(plain)


def _is_no_name(word: str) -> bool:
    """In a headline every word has a capital; verbs and adverbs show by their endings."""
    return word in SPEECH or word in HELPERS or (len(word) > 4 and word.endswith(("s", "ed", "ing", "ly")))


def _candidates(one: Passage) -> list[Hit]:
    """Names of actors and places, less those that stand inside an exclusion of their owner."""
    walls = [
        (hit.start, hit.end, sense.owner)
        for kind in (Kind.EXCLUDE, Kind.NOT_COUNTRY)
        for hit in one.of(kind)
        for sense in hit.senses
    ]
    return [_outside(hit, walls) for hit in one.names] if walls else list(one.names)


def _outside(hit: Hit, walls: Sequence[tuple[int, int, str]]) -> Hit:
    """A hit less what an exclusion forbids; one with no sense left still bars what stands inside it."""
    owners = {owner for start, end, owner in walls if start <= hit.start and hit.end <= end}
    if not owners:
        return hit
    return Hit(hit.start, hit.end, Senses(sense for sense in hit.senses if sense.owner not in owners))


def _contexts(passages: Sequence[Passage]) -> dict[str, list[tuple[int, int, int]]]:
    """Where the context words of each actor stand: passage number, start, end."""
    found: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for number, one in enumerate(passages):
        for hit in one.of(Kind.CONTEXT):
            for sense in hit.senses:
                found[sense.owner].append((number, hit.start, hit.end))
    return found


def _with_weak(passages: Sequence[Passage], candidates: Sequence[Sequence[Hit]]) -> list[list[Hit]]:
    """Weak names that nothing in the article supports are gone; a named owner beats a merely possible one."""
    present = {
        owner
        for hits in candidates
        for hit in longest([hit for hit in hits if not hit.senses.is_only_weak])
        for owner in hit.senses.owners.get(Kind.STRONG, ())
    }
    context = _contexts(passages)
    return [
        [kept for hit in hits if (kept := _as_supported(number, hit, present, context))]
        for number, hits in enumerate(candidates)
    ]


def _as_supported(
    number: int, hit: Hit, present: set[str], context: Mapping[str, Sequence[tuple[int, int, int]]]
) -> Hit | None:
    """A name of one passage less the weak senses that nothing supports; None where no sense is left of them."""
    weak = hit.senses.owners.get(Kind.WEAK, ())
    if not weak:
        return hit
    sure = [owner for owner in weak if owner in present]
    possible = sure or [owner for owner in weak if _supported(number, hit, context.get(owner, ()))]
    senses = Senses(sense for sense in hit.senses if sense.kind is not Kind.WEAK or sense.owner in possible)
    return Hit(hit.start, hit.end, senses) if senses else None


def _supported(number: int, hit: Hit, places: Sequence[tuple[int, int, int]]) -> bool:
    """A context word anywhere but inside the weak name itself."""
    return any(where != number or end <= hit.start or start >= hit.end for where, start, end in places)
