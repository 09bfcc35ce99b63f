"""Which of the names found in a text stand: the longest, and none across another."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.annotate.gazetteer import ACTOR_KINDS, PLACE_KINDS, Hit, Kind

_WORD_BEFORE = re.compile(r"([\w.'’-]*\w[.'’]?)[ \u00a0]\Z")
_WORD_AFTER = re.compile(r"[ \u00a0]([\w'’-]+)")
_REACH = 40  # characters; longer words are no names


@dataclass(frozen=True, slots=True)
class Passage:
    """The title or the text of an article, with every name found in it."""

    text: str
    in_title: bool
    names: tuple[Hit, ...]
    """Hits with their senses as actors and places."""
    others: Mapping[Kind, tuple[Hit, ...]]
    """Hits by every further kind, with the senses of that kind."""
    headline_case: bool
    """True where nearly every word has a capital, so that a capital tells nothing."""

    def of(self, kind: Kind) -> tuple[Hit, ...]:
        """The hits of a kind that is neither actor nor place."""
        return self.others.get(kind, ())


def make_passage(text: str, hits: Iterable[Hit], *, in_title: bool) -> Passage:
    """Sort the hits of a passage by what they are for."""
    names: list[Hit] = []
    others: defaultdict[Kind, list[Hit]] = defaultdict(list)
    for hit in hits:
        if len(hit.senses) == 1:
            kind = hit.senses[0].kind
            (names if kind in _NAMES else others[kind]).append(hit)
            continue
        kinds = {sense.kind for sense in hit.senses}
        if not kinds.isdisjoint(_NAMES):
            names.append(_narrowed(hit, _NAMES))
        for kind in kinds - _NAMES:
            others[kind].append(_narrowed(hit, frozenset({kind})))
    grouped = {kind: tuple(found) for kind, found in others.items() if found}
    return Passage(text, in_title, tuple(names), grouped, in_title and _is_headline_case(text))


_NAMES = ACTOR_KINDS | PLACE_KINDS


def _narrowed(hit: Hit, kinds: frozenset[Kind]) -> Hit:
    return Hit(hit.start, hit.end, tuple(sense for sense in hit.senses if sense.kind in kinds))


def _is_headline_case(text: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    return len(words) > 2 and sum(word[0].isupper() for word in words) > 0.7 * len(words)


def word_before(text: str, start: int) -> str:
    """The word that ends one blank before ``start``, with a trailing full stop; empty where there is none."""
    match = _WORD_BEFORE.search(text[max(0, start - _REACH) : start])
    return match[1] if match else ""


def word_after(text: str, end: int) -> str:
    """The word that starts one blank behind ``end``; empty where there is none."""
    match = _WORD_AFTER.match(text, end, end + _REACH)
    return match[1] if match else ""


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """The hits that stand when a longer one beats all that it touches; of two equal ones the first."""
    taken = Taken()
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        taken.add(hit)
    return sorted(taken.hits, key=lambda hit: hit.start)


class Taken:
    """Stretches of a text that are spoken for."""

    def __init__(self) -> None:
        self.hits: list[Hit] = []
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, hit: Hit) -> bool:
        """Take the stretch of a hit; False, and nothing taken, where it touches another."""
        if self.touches(hit.start, hit.end):
            return False
        place = bisect_left(self._starts, hit.start)
        self._starts.insert(place, hit.start)
        self._ends.insert(place, hit.end)
        self.hits.append(hit)
        return True

    def touches(self, start: int, end: int) -> bool:
        """Whether a stretch shares a character with one that is taken."""
        place = bisect_left(self._starts, end)
        return place > 0 and self._ends[place - 1] > start
