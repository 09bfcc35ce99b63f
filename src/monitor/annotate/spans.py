"""Which of the names found in a text stand: the longest, and none across another."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from monitor.annotate.gazetteer import NAME_KINDS, Hit, Kind

_WORD_BEFORE = re.compile(r"[.'’]?\w[\w.'’-]*")  # backwards
_WORD_AFTER = re.compile(r"[ \u00a0]([\w'’-]+)")
_BLANKS = frozenset(" \u00a0")
_REACH = 40  # characters; longer words are no names


@dataclass(frozen=True, slots=True)
class Passage:
    """The title or the text of an article, with every name found in it."""

    text: str
    in_title: bool
    names: tuple[Hit, ...]
    """Hits with their senses as actors and places."""
    others: Mapping[Kind, Sequence[Hit]]
    """Hits by every further kind, with the senses of that kind."""
    headline_case: bool
    """True where nearly every word has a capital, so that a capital tells nothing."""

    def of(self, kind: Kind) -> Sequence[Hit]:
        """The hits of a kind that is neither actor nor place."""
        return self.others.get(kind, ())


def make_passage(text: str, hits: Iterable[Hit], *, in_title: bool) -> Passage:
    """Sort the hits of a passage by what they are for."""
    names: list[Hit] = []
    others: defaultdict[Kind, list[Hit]] = defaultdict(list)
    for hit in hits:
        kind = hit.senses[0].kind
        (names if kind in NAME_KINDS else others[kind]).append(hit)
    return Passage(text, in_title, tuple(names), dict(others), in_title and _is_headline_case(text))


def _is_headline_case(text: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    return len(words) > 2 and sum(word[0].isupper() for word in words) > 0.7 * len(words)


def word_before(text: str, start: int) -> str:
    """The word that ends one blank before ``start``, with a trailing full stop; empty where there is none."""
    if start < 2 or text[start - 1] not in _BLANKS:
        return ""
    backwards = text[max(0, start - _REACH) : start - 1][::-1]
    match = _WORD_BEFORE.match(backwards)
    return match[0][::-1] if match else ""


def word_after(text: str, end: int) -> str:
    """The word that starts one blank behind ``end``; empty where there is none."""
    match = _WORD_AFTER.match(text, end, end + _REACH)
    return match[1] if match else ""


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """The hits that stand when a longer one beats all that it touches; of two equal ones the first."""
    kept: list[Hit] = []
    rivals: list[Hit] = []
    reached = 0
    for hit in sorted(hits, key=_START):
        if hit.start >= reached:
            _add_winners(kept, rivals)
            rivals = []
        rivals.append(hit)
        reached = max(reached, hit.end)
    _add_winners(kept, rivals)
    return kept


_START = attrgetter("start")


def _add_winners(kept: list[Hit], rivals: list[Hit]) -> None:
    """Settle a run of hits that touch one another; most runs are of one."""
    if len(rivals) < 2:
        kept += rivals
        return
    taken = Taken()
    winners = [
        hit for hit in sorted(rivals, key=lambda hit: (hit.start - hit.end, hit.start)) if taken.add(hit)
    ]
    kept += sorted(winners, key=_START)


class Taken:
    """Stretches of a text that are spoken for."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, hit: Hit) -> bool:
        """Take the stretch of a hit; False, and nothing taken, where it touches another."""
        place = bisect_left(self._starts, hit.end)
        if place and self._ends[place - 1] > hit.start:
            return False
        self._starts.insert(place, hit.start)
        self._ends.insert(place, hit.end)
        return True

    def touches(self, start: int, end: int) -> bool:
        """Whether a stretch shares a character with one that is taken."""
        place = bisect_left(self._starts, end)
        return place > 0 and self._ends[place - 1] > start
