"""Who is meant by an office: "the defence minister" is its holder on the day, in the country spoken of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from monitor.annotate.about import find_about
from monitor.annotate.actors import PassageActors
from monitor.annotate.countries import CountrySpan
from monitor.annotate.dictionary import Actor, Dictionary, Role
from monitor.annotate.gazetteer import Hit, Kind
from monitor.annotate.spans import longest, word_after, word_before
from monitor.annotate.titles import body_names, canonical_title, title_within_body
from monitor.annotate.words import FOLLOWERS, GIVEN_NAMES, NOT_IN_OFFICE

_REACH = 40
_THE = re.compile(r"\b(?:the|its)(?: (?:country|nation|kingdom)['’]s)?[ \u00a0]\Z", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\s+(?:of|for|at)\s+(?:the\s+)?\w")
_OWNED = re.compile(r"(?:['’]s?)?[ \u00a0]\Z")
_OF = re.compile(r"\s+of\s+(?:the\s+)?")
_BEFORE_NAME = re.compile(r",?[ \u00a0]")
_APPOSITION = re.compile(r",\s+(?:who\s+is\s+)?(?:the\s+|its\s+|(?:the\s+)?[A-Z]\w+(?:['’]s?)?\s+)?")


@dataclass(frozen=True)
class Context:
    """What an article says of its time and place: the day, its countries, the people it names in full."""

    day: date | None
    countries: Sequence[Sequence[CountrySpan]]
    named: frozenset[str]

    @cached_property
    def country(self) -> str | None:
        """The country that an office without a country belongs to: the dateline's, else the main one."""
        dateline = next((span.iso for spans in self.countries for span in spans if span.dateline), None)
        if dateline:
            return dateline
        about = find_about(self.countries[0], self.countries[1])
        return about[0] if about else None


@dataclass(frozen=True, slots=True)
class Term:
    """A role of an actor; ``country`` is the role's own, else the actor's."""

    actor: str
    role: Role
    country: str | None

    def holds(self, day: date) -> bool:
        first, last = self.reach
        return first <= day <= last

    @property
    def reach(self) -> tuple[date, date]:
        """The first and the last day, the ends of all days where a side is open."""
        return self.role.from_ or date.min, self.role.to or date.max


class OfficeFinder:
    """Resolves the offices of one dictionary."""

    def __init__(self, dictionary: Dictionary) -> None:
        terms = terms_by_title(dictionary.actors)
        self._terms = {title: [(*one.reach, one) for one in held] for title, held in terms.items()}
        self._sole = {title: _sole(held) for title, held in terms.items()}
        self._of_bodies = terms_by_body(dictionary.actors)
        self._on_days: dict[tuple[str, date], list[Term]] = {}

    def find(self, one: PassageActors, places: Sequence[CountrySpan], context: Context) -> None:
        """Add the offices of a passage to its mentions; ``places`` are its country mentions."""
        roles = one.passage.of(Kind.ROLE)
        hits = longest(hit for hit in roles if not one.taken.touches(hit.start, hit.end))
        if not hits:
            return
        by_end = {span.end: span for span in places}
        by_start = {span.start: span for span in places}
        for hit in hits:
            if _names_somebody(one, hit):
                continue
            actor = self._head(one, hit, context) or self._holder(
                one, hit, _beside(one.passage.text, hit, by_end, by_start), context
            )
            if actor and one.taken.add(hit):
                one.add(hit, actor, full=False)
        one.spans.sort(key=lambda span: (span.start, span.end, span.actor))

    def _head(self, one: PassageActors, hit: Hit, context: Context) -> str | None:
        """The head of a body named beside the office: "NATO's Secretary-General", "the head of the UN"."""
        body = _body_beside(one, hit)
        if body is None:
            return None
        terms = [term for sense in hit.senses for term in self._of_bodies.get((body, sense.owner), ())]
        day = context.day
        if day is None:
            holders = {term.actor for term in terms}
            return holders.pop() if len(holders) == 1 and holders <= context.named else None
        holders = {term.actor for term in terms if term.holds(day)}
        return holders.pop() if len(holders) == 1 else None

    def _holder(self, one: PassageActors, hit: Hit, beside: CountrySpan | None, context: Context) -> str | None:
        text = one.passage.text
        if beside is None:
            opens_title = one.passage.in_title and not text[: hit.start].strip()
            if not (opens_title or _THE.search(text, max(0, hit.start - _REACH), hit.start)):
                return None
            if _ELSEWHERE.match(text, hit.end):
                return None
        elif beside.evidence == "city" or _any_holder(text, beside):
            return None  # the attorney general of a state; "a Pakistani minister"
        titles = list(dict.fromkeys(sense.owner for sense in hit.senses))
        country = beside.iso if beside else None
        if context.day is None:
            sole = (term for title in titles for term in self._sole.get(title, ()))
            return _only_one([term for term in sole if country in (None, term.country)], context.named)
        held = (term for title in titles for term in self._held(title, context.day))
        holders = [term for term in held if country in (None, term.country)]
        return _choose(one, hit, holders, country, context)

    def _held(self, title: str, day: date) -> list[Term]:
        """Who held an office on a day, in all countries; the articles of a day ask for the same few."""
        known = self._on_days.get((title, day))
        if known is None:
            if len(self._on_days) >= _DAYS:
                self._on_days.clear()
            rows = self._terms.get(title, ())
            known = [term for first, last, term in rows if first <= day <= last]
            self._on_days[title, day] = known
        return known


_DAYS = 10_000
"""Offices on days that are kept."""


def _choose(
    one: PassageActors, hit: Hit, holders: Sequence[Term], country: str | None, context: Context
) -> str | None:
    """The holder whom the article names, of several the one named last before; else the one at home."""
    present = {term.actor for term in holders if term.actor in context.named}
    if len(present) == 1:
        return present.pop()
    if present:
        before = [span for span in one.spans if span.end <= hit.start and span.actor in present]
        if before:
            return max(before, key=lambda span: span.start).actor
    home = country or context.country
    at_home = {term.actor for term in holders if term.country == home and home is not None}
    return at_home.pop() if len(at_home) == 1 else None


def _only_one(terms: Sequence[Term], named: frozenset[str]) -> str | None:
    """Without a day only an office that one person has ever held, and only where the article names him."""
    sole = {term.actor for term in terms} & named
    return sole.pop() if len(sole) == 1 else None


def _beside(
    text: str, hit: Hit, by_end: Mapping[int, CountrySpan], by_start: Mapping[int, CountrySpan]
) -> CountrySpan | None:
    """The place in "Pakistan's defence minister", "the Pakistani …", "the defence minister of Pakistan"."""
    gap = _OWNED.search(text, max(0, hit.start - _REACH), hit.start)
    if gap and gap.start() in by_end:
        return by_end[gap.start()]
    behind = _OF.match(text, hit.end)
    return by_start.get(behind.end()) if behind else None


def _body_beside(one: PassageActors, hit: Hit) -> str | None:
    """The actor in "the UN Secretary-General", "the Secretary General of NATO"."""
    text = one.passage.text
    gap = _OWNED.search(text, max(0, hit.start - _REACH), hit.start)
    before = gap.start() if gap else -1
    behind = _OF.match(text, hit.end)
    for span in one.spans:
        if span.end == before and word_before(text, span.start).lower() not in NOT_IN_OFFICE:
            return span.actor
        if behind and span.start == behind.end():
            return span.actor
    return None


def _any_holder(text: str, beside: CountrySpan) -> bool:
    return word_before(text, beside.start).lower() in NOT_IN_OFFICE


def _names_somebody(one: PassageActors, hit: Hit) -> bool:
    """In "Defence Minister Khawaja Asif" the name is the mention; another name means another person."""
    text = one.passage.text
    before = word_before(text, hit.start).lower()
    if before.rstrip(".") in NOT_IN_OFFICE or text[max(0, hit.start - 3) : hit.start] == "ex-":
        return True
    ends = (span.end for span in one.spans if span.end < hit.start and text[span.end] == ",")
    if any(_APPOSITION.fullmatch(text, end, hit.start) for end in ends):
        return True
    gap = _BEFORE_NAME.match(text, hit.end)
    if gap is None:
        return False
    if any(span.start == gap.end() for span in one.spans):
        return True
    word = word_after(text, gap.end() - 1)
    capitalised = word[:1].isupper() and word.lower() not in FOLLOWERS
    return capitalised and gap[0].isspace() and not (one.passage.headline_case and word not in GIVEN_NAMES)


def terms_by_title(actors: Mapping[str, Actor]) -> dict[str, list[Term]]:
    """Who held an office when, by its canonical title."""
    terms: defaultdict[str, list[Term]] = defaultdict(list)
    for actor in actors.values():
        for role in actor.roles:
            terms[canonical_title(role.title)].append(Term(actor.id, role, role.country or actor.country))
    return dict(terms)


def terms_by_body(actors: Mapping[str, Actor]) -> dict[tuple[str, str], list[Term]]:
    """The offices that carry the name of their body, by the body's id and the rest of the title."""
    bodies = body_names(actors)
    terms: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
    for actor in actors.values():
        for role in actor.roles:
            if inner := title_within_body(role.title, bodies):
                terms[inner].append(Term(actor.id, role, None))
    return dict(terms)


def _sole(terms: Sequence[Term]) -> list[Term]:
    """The terms of an office that one person alone has held in its country."""
    holders: defaultdict[str | None, set[str]] = defaultdict(set)
    for term in terms:
        holders[term.country].add(term.actor)
    return [term for term in terms if len(holders[term.country]) == 1]
