"""By what names somebody is called again, once an article has named him in full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from monitor.annotate.dictionary import Actor
from monitor.annotate.folding import fold
from monitor.annotate.words import (
    EAST_ASIAN_FAMILY_NAMES,
    GENERIC_WORDS,
    GIVEN_NAMES,
    HONORIFICS,
    NAME_SUFFIXES,
    NOT_FAMILY_NAMES,
    PARTICLES,
)


class Again(NamedTuple):
    """Names for later mentions: those that are usual, and those that count where no other reading is left."""

    sure: tuple[str, ...]
    likely: tuple[str, ...]


def called_again(actor: Actor) -> Again:
    """The names by which an actor is called after the full name."""
    if actor.kind == "person":
        return Again(family_names(actor), name_parts(actor))
    return Again(short_names(actor), first_words(actor))


def family_names(actor: Actor) -> tuple[str, ...]:
    """The names by which a person is called again after the full name: "Asif", "von der Leyen", "Xi"."""
    found: dict[str, None] = {}
    for alias in actor.aliases:
        whole = alias.split(" of ")[0].split()
        words = [w for w in whole if fold(w).strip() and w.rstrip(".").lower() not in NAME_SUFFIXES]
        if len(words) < 2 or _REGNAL.fullmatch(words[-1]):
            continue  # a pope or a king is called by his first name: "Leo XIV"
        if words[0] in EAST_ASIAN_FAMILY_NAMES and actor.country in _FAMILY_NAME_FIRST:
            found[words[0]] = None
            if actor.country or "-" in words[-1]:
                continue
        particles = [fold(word).strip() in PARTICLES for word in words]
        for first in range(1, len(words) - 1):
            if particles[first] and not particles[first - 1]:
                found[" ".join(words[first:])] = None
        last = words[-1]
        found[last] = None
        if fold(last).startswith(("al ", "el ")):
            found[last[3:]] = None
    return tuple(name for name in found if _is_long_enough(name))


def _is_long_enough(name: str) -> bool:
    return len(name) > 2 or name in EAST_ASIAN_FAMILY_NAMES


_REGNAL = re.compile(r"[IVX]+")


def name_parts(actor: Actor) -> tuple[str, ...]:
    """What else of a person's name may stand for the whole: "Juan", "Pérez" and "Pérez Example" of three words.

    Thai, Malay, Arabic and many African people are called by the first name, Latin Americans by the last but
    one.
    """
    found: dict[str, None] = {}
    for alias in actor.aliases:
        words = [w for w in alias.split(" of ")[0].split() if _bears_the_name(w)]
        if len(words) > 1 and _REGNAL.fullmatch(words[-1]):
            found[" ".join(words[:-1])] = None
        elif 1 < len(words) <= _LONGEST_NAME:
            found.update(dict.fromkeys(_stretches(words)))
    known = {*actor.aliases, *family_names(actor)}
    return tuple(name for name in found if _is_long_enough(name) and name not in known)


_LONGEST_NAME = 5
"""Words; what is longer is mostly a description."""


def _bears_the_name(word: str) -> bool:
    plain = word.strip(".,").lower()
    return bool(fold(word).strip()) and plain not in NAME_SUFFIXES and plain not in HONORIFICS


def _stretches(words: list[str]) -> Iterator[str]:
    """Neighbouring words, fewer than all, that begin with a capital and end with no particle and no initial."""
    for first in range(len(words)):
        for end in range(first + 1, len(words) + 1):
            inside = words[first:end]
            edges = inside[0], inside[-1]
            whole = all(len(word.strip(".")) > 1 for word in edges) and edges[0][:1].isupper()
            if whole and len(inside) < len(words) and fold(edges[-1]).strip() not in PARTICLES:
                yield " ".join(inside)


_FAMILY_NAME_FIRST = frozenset({"CHN", "TWN", "HKG", "MAC", "PRK", "KOR", "SGP", None})
"""Where the family name comes first; whose country isn't stated may be called by the first name or the last."""


def short_names(actor: Actor) -> tuple[str, ...]:
    """The names by which a company or a body is called again: "Sample Motors" after "Sample Motors Corp."."""
    found: dict[str, None] = {}
    for alias in actor.aliases:
        words = _without_legal_form(alias, _LEGAL_FORMS)
        if len(words) > 2 and words[0] == "The":
            words = words[1:]
        short = " ".join(words).rstrip(",")
        if short != alias and len(short) > 2:
            found[short] = None
        if (initials := _initials(words)) not in actor.aliases and len(initials) > 2:
            found[initials] = None
    return tuple(found)


def legal_variants(alias: str) -> Iterator[str]:
    """A company's name without its legal form, or with another one where one word alone would be left."""
    words = _without_legal_form(alias, _CORPORATE)
    if words == alias.split():
        return
    short = " ".join(words).rstrip(",&")
    if len(words) > 1 and not _COMMON_FIRST_WORDS.issuperset(words):
        yield short
    elif len(words) == 1:
        yield from (
            f"{short} {form}" for form in ("Corp", "Corporation", "Co", "Company", "Inc", "Ltd", "Limited")
        )


def _without_legal_form(alias: str, forms: frozenset[str]) -> list[str]:
    words = alias.split()
    while len(words) > 1 and words[-1].strip(".,").lower() in forms:
        words.pop()
    return words[:-1] if len(words) > 1 and words[-1] == "&" else words


def _initials(words: list[str]) -> str:
    """The acronym that a body's name gives: "SLB" for "Sample League of Brokers"."""
    return "".join(word[0] for part in words for word in part.split("-") if word[:1].isupper())


def first_words(actor: Actor) -> tuple[str, ...]:
    """The one word by which a company is called again, where that is a name: "Sample" of "Sample Textile"."""
    found: dict[str, None] = {}
    for alias in actor.aliases:
        first, *others = alias.removeprefix("The ").split() or [""]
        if others and first not in _COMMON_FIRST_WORDS and len(first) > 2 and first[:1].isupper():
            found[first] = None
    known = {*actor.aliases, *short_names(actor)}
    return tuple(name for name in found if name not in known)


_COMMON_FIRST_WORDS = NOT_FAMILY_NAMES | GIVEN_NAMES | GENERIC_WORDS


# fmt: off
_CORPORATE = frozenset((
    "inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "plc", "llc",
    "llp", "ag", "sa", "nv", "se", "gmbh", "spa", "ab", "asa", "oyj", "pty", "pvt", "sdn", "bhd", "kg",
    "oy", "bv", "pjsc", "ojsc", "fc", "f.c", "afc", "a.f.c", "cf", "sc",
))
# fmt: on
"""Last words of a company's name that say what it is, not who."""

_LEGAL_FORMS = _CORPORATE | {"group", "holding", "holdings", "industries", "enterprises"}
"""The same, and those without which a name is found only behind the full one."""
