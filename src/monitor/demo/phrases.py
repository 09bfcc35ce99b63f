"""Lines of the phrase files become templates whose names can be counted before a word is printed.

A line holds slots (``{a.cap}``) and choices (``[rose|went up]``). Each combination of choices is a phrase of
its own; a slot that opens a sentence is printed with a capital, a slot in a headline without its article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar

from monitor.errors import InputError

MOST_VARIANTS = 24
"""More combinations than this make no text livelier, they only take memory."""

CAPITALISED = frozenset({"a", "b", "org", "org.full", "org2.full"})
"""Slots that may begin with an article: "the Philippines", "the World Bank"."""

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{([a-z0-9.]+)\}")
_SENTENCE_START = re.compile(r"(?:^|[.!?]”? )“?$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A template for ``text % context``; ``names`` are its slots that name an actor or a country."""

    text: str
    names: tuple[str, ...] = ()


Card = TypeVar("Card")


class Deck(Generic[Card]):
    """Lines that are dealt like cards: none comes twice before all came once, as far as a hand allows."""

    def __init__(self, lines: Sequence[tuple[Card, ...]], random: Callable[[], float]) -> None:
        self._lines = list(lines)
        self._random = random
        self._next = len(self._lines)

    def one(self) -> Card:
        """Deal one line, in any of its variants."""
        return self.deal(1)[0]

    def deal(self, count: int) -> list[Card]:
        """Deal different lines, at most as many as there are."""
        lines, random = self._lines, self._random
        count = min(count, len(lines))
        if self._next + count > len(lines):
            self._shuffle()
        hand = lines[self._next : self._next + count]
        self._next += count
        return [variants[int(random() * len(variants))] for variants in hand]

    def _shuffle(self) -> None:
        lines, random = self._lines, self._random
        for last in range(len(lines) - 1, 0, -1):
            other = int(random() * (last + 1))
            lines[last], lines[other] = lines[other], lines[last]
        self._next = 0


def compile_lines(
    block: str, slots: frozenset[str], names: frozenset[str], where: str, *, headline: bool = False
) -> tuple[tuple[Phrase, ...], ...]:
    """Read a block of lines into the variants of each line.

    Args:
        block: one line per phrase; empty lines are skipped.
        slots: the slots that may stand in it.
        names: those of them that name an actor or a country.
        where: the file and key, for the message.
        headline: print names without their article.

    Raises:
        InputError: a slot that is not known here.
    """
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    for line in lines:
        for slot in _SLOT.findall(line):
            if slot not in slots:
                raise InputError(
                    f"{where}: the line {line!r} has the slot {slot!r}. Use one of: {', '.join(sorted(slots))}."
                )
    return tuple(tuple(_compile(text, names, headline) for text in _variants(line)) for line in lines)


def _variants(line: str) -> list[str]:
    """All combinations of the line's choices, thinned out evenly where there are too many."""
    parts = _CHOICE.split(line)
    ways = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    texts = ["".join(way) for way in product(*ways)]
    step = max(1, -(-len(texts) // MOST_VARIANTS))
    # A step that shares no factor with the choices (all have two to four ways) visits each of them.
    return texts[:: step + (step > 1 and step % 2 == 0)]


def _compile(text: str, names: frozenset[str], headline: bool) -> Phrase:
    pieces: list[str] = []
    found: list[str] = []
    end = 0
    for slot in _SLOT.finditer(text):
        pieces.append(text[end : slot.start()].replace("%", "%%"))
        name, end = slot[1], slot.end()
        pieces.append(f"%({_form(name, text[: slot.start()], headline)})s")
        if name in names:
            found.append(name)
    pieces.append(text[end:].replace("%", "%%"))
    return Phrase("".join(pieces), tuple(found))


def _form(name: str, before: str, headline: bool) -> str:
    if name not in CAPITALISED:
        return name
    if headline:
        return f"~{name}"
    return f"^{name}" if _SENTENCE_START.search(before) else name
