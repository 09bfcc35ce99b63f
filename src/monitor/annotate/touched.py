"""Which articles can read differently after a change of the dictionary: those that hold certain words.

An annotator learns of the dictionary only by the names that it finds in a text, by the given names of the
people found, and by the holders of the offices found. So an article in which no name stands that means
something else now reads as it did, to the last number: a change of one actor costs the articles that could
name him, not all of them. The words found here are enough, not sharp; some that hold them stay as they were.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.annotate.actors import given_names
from monitor.annotate.dictionary import Actor, Dictionary
from monitor.annotate.folding import fold
from monitor.annotate.gazetteer import ACTOR_KINDS, PLACE_KINDS, Case, Kind, Sense, named_senses
from monitor.annotate.offices import Term, terms_by_body, terms_by_title


@dataclass(frozen=True, slots=True)
class Word:
    """A name as it stands in a folded text (``pattern``; blanks at its ends are the ends of words).

    ``form`` is how it must be printed, or in capitals throughout; None where capitals don't matter.
    """

    pattern: str
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """Articles that hold one of ``words``, and one of ``beside`` too where that is not empty.

    With ``days``, inclusive periods, only articles that appeared (UTC) in one of them, and undated ones.
    """

    words: frozenset[Word]
    beside: frozenset[Word] = frozenset()
    days: tuple[tuple[date, date], ...] | None = None


def touched(old: Dictionary, new: Dictionary) -> tuple[Clause, ...] | None:
    """What an article must hold, one clause at least, to read differently; None where any article may.

    No clause: every article reads the same.
    """
    if old.countries != new.countries:
        return None
    return _merged(_Comparison(old, new).clauses())


_Table = Mapping[str, tuple[Sense, ...]]
_AGAIN = frozenset({Kind.FAMILY, Kind.PART})
_NAMES = (*ACTOR_KINDS, *_AGAIN)


class _Comparison:
    """Two dictionaries with the same countries."""

    def __init__(self, old: Dictionary, new: Dictionary) -> None:
        self._old, self._new = old, new
        self._before, self._after = _table(old), _table(new)
        self._words: defaultdict[tuple[Kind, str], set[Word]] = defaultdict(set)
        for table in (self._before, self._after):
            for pattern, senses in table.items():
                for sense in senses:
                    self._words[sense.kind, sense.owner].add(_word(pattern, sense))
        self._given = _given(old), _given(new)

    def clauses(self) -> Iterator[Clause]:
        for pattern in {*self._before, *self._after}:
            before, after = self._before.get(pattern, ()), self._after.get(pattern, ())
            if before != after:
                yield from self._of_name(pattern, before, after)
        yield from self._of_given_names()
        yield from self._of_offices()
        yield from self._of_heads()

    def _of_name(self, pattern: str, before: tuple[Sense, ...], after: tuple[Sense, ...]) -> Iterator[Clause]:
        kept = {*before} & {*after}
        if [sense for sense in before if sense in kept] != [sense for sense in after if sense in kept]:
            # Of two owners the first one counts.
            yield Clause(frozenset(_word(pattern, sense) for sense in (*before, *after)))
        for sense in {*before} ^ {*after}:
            if sense.kind is Kind.CONTEXT:  # asked for only where a weak name stands
                yield Clause(self._named([sense.owner], (Kind.WEAK,)))
            elif sense.kind in _AGAIN and " " not in pattern.strip() and pattern.startswith(" "):
                # One word among the short names takes nothing from others: it counts where he is named.
                yield Clause(frozenset({_word(pattern, sense)}), self._known_by(sense.owner, sense.kind))
            else:
                yield Clause(frozenset({_word(pattern, sense)}))

    def _of_given_names(self) -> Iterator[Clause]:
        """By given names "Bashar Asif" is told from another Asif; whoever is no person has none."""
        before, after = self._given
        for actor in {*self._old.actors} & {*self._new.actors}:
            if before.get(actor) != after.get(actor):
                yield Clause(self._named([actor], _NAMES))

    def _of_offices(self) -> Iterator[Clause]:
        before, after = terms_by_title(self._old.actors), terms_by_title(self._new.actors)
        for title in {*before, *after}:
            old, new = {*before.get(title, ())}, {*after.get(title, ())}
            for country in {term.country for term in old ^ new}:
                # A holder is found where he is named, or where his country is spoken of; whether he is the only
                # one who ever held it depends on the others.
                holders = {term.actor for term in old | new if term.country == country}
                beside = self._named(holders, _NAMES) | self._places(country)
                days = _other_holders(*(_of_country(terms, country) for terms in (old, new)))
                yield Clause(self._named([title], (Kind.ROLE,)), beside, days)

    def _of_heads(self) -> Iterator[Clause]:
        before, after = terms_by_body(self._old.actors), terms_by_body(self._new.actors)
        for body, title in {*before, *after}:
            old, new = {*before.get((body, title), ())}, {*after.get((body, title), ())}
            if old != new:
                words, beside = self._named([title], (Kind.ROLE,)), self._named([body], _NAMES)
                yield Clause(words, beside, _other_holders(old, new))

    def _named(self, owners: Iterable[str], kinds: Iterable[Kind]) -> frozenset[Word]:
        return frozenset(
            word for owner in owners for kind in kinds for word in self._words.get((kind, owner), ())
        )

    def _known_by(self, actor: str, kind: Kind) -> frozenset[Word]:
        """By what an actor is named in full, beside a short name: a name, or the rest of one."""
        if kind is Kind.PART:  # the given name itself; a family name makes it a full one
            return self._named([actor], (*ACTOR_KINDS, Kind.FAMILY))
        given = {name for table in self._given for name in table.get(actor, ())}
        return self._named([actor], ACTOR_KINDS) | {Word(name) for name in given}

    def _places(self, iso: str | None) -> frozenset[Word]:
        country = self._new.countries.get(iso or "")
        if country is None:
            return frozenset()
        short = {Word(f" {' '.join(fold(name).split())} ", name) for name in country.abbreviations}
        return self._named([country.iso], PLACE_KINDS) | short


def _table(dictionary: Dictionary) -> _Table:
    """Every pattern with its senses in their order, as the gazetteer keeps them."""
    table: defaultdict[str, dict[Sense, None]] = defaultdict(dict)
    for pattern, sense in named_senses(dictionary):
        table[pattern][sense] = None
    return {pattern: tuple(senses) for pattern, senses in table.items()}


def _word(pattern: str, sense: Sense) -> Word:
    return Word(pattern, None if sense.case is Case.ANY else sense.form)


def _given(dictionary: Dictionary) -> dict[str, frozenset[str]]:
    return {key: given_names(actor) for key, actor in dictionary.actors.items() if _is_person(actor)}


def _is_person(actor: Actor) -> bool:
    return actor.kind == "person"


def _of_country(terms: Iterable[Term], country: str | None) -> set[Term]:
    return {term for term in terms if term.country == country}


def _other_holders(old: Collection[Term], new: Collection[Term]) -> tuple[tuple[date, date], ...]:
    """The periods in which an office was held by others than before.

    Between two days on which somebody comes or has left, the holders are the same: one day tells of all.
    """
    steps = {date.min}
    for term in {*old} ^ {*new}:
        if term.role.from_:
            steps.add(term.role.from_)
        if term.role.to and term.role.to < date.max:
            steps.add(term.role.to + timedelta(days=1))
    begins = sorted(steps)
    ends = [*(begin - timedelta(days=1) for begin in begins[1:]), date.max]
    return tuple(
        (begin, end)
        for begin, end in zip(begins, ends, strict=True)
        if {term.actor for term in old if term.holds(begin)}
        != {term.actor for term in new if term.holds(begin)}
    )


def _merged(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Clauses that need the same beside them are one; what counts anywhere needs no second clause."""
    words: defaultdict[tuple[frozenset[Word], _Days], set[Word]] = defaultdict(set)
    for clause in clauses:
        words[clause.beside, clause.days] |= clause.words
    anywhere = words.get((frozenset(), None), set())
    merged = [
        (found if not beside and days is None else found - anywhere, beside, days)
        for (beside, days), found in words.items()
    ]
    return tuple(Clause(frozenset(found), beside, days) for found, beside, days in merged if found)


_Days = tuple[tuple[date, date], ...] | None
