"""Text and names brought to one form in which they can be compared, with the way back to the offsets.

Letters lose case and accents, everything that is neither letter nor digit becomes a blank, one blank per
character. So "Tehreek-i-Taliban" meets "Tehreek i Taliban", "Kabul’s" meets "Kabul's", and a name between
two blanks is a whole word. Several blanks are one, except where a blank line ends the paragraph.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from operator import methodcaller

_SPECIAL = {
    **{"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"},
    **{"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "ħ": "h"},
}
"""Letters that carry no accent that could be taken off."""

_UNEVEN = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufeffßẞæÆœŒþÞ]")
"""Characters that fold to none or to two."""

_UNEVEN_LETTERS = frozenset(_UNEVEN.findall("".join(map(chr, range(0x10000)))))

_GAP = re.compile(r"\s\s+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with a blank before and behind it.

    ``places`` are the offsets in the folded text at which the distance to the original changes, and ``origins``
    the offsets in the original where those places lie.
    """

    text: str
    places: tuple[int, ...]
    origins: tuple[int, ...]

    @property
    def is_even(self) -> bool:
        """Whether every character has one of its own in the original."""
        return len(self.places) == 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original text for a stretch of the folded one; it takes a trailing accent along."""
        if self.is_even:
            return start - 1, end - 1
        return self._origin(start), self._origin(end)

    def _origin(self, place: int) -> int:
        rank = bisect_right(self.places, place) - 1
        origin = self.origins[rank] + place - self.places[rank]
        following = self.origins[rank + 1 : rank + 2]
        return min(origin, following[0] - 1) if following else origin  # both letters of "ss" come from one "ß"


def fold_text(text: str) -> Folded:
    """Fold a text; the result knows the way back."""
    strange = frozenset[str]() if text.isascii() else frozenset(_STRANGE.findall(text))
    edits = _edits(text, not strange.isdisjoint(_UNEVEN_LETTERS))
    plain = _without(strange, text)
    if not edits:
        return Folded(f" {plain.translate(_TABLE)} ", (0,), (-1,))
    pieces, places, origins = [" "], [0], [-1]
    length, done = 1, 0
    for edit in edits:
        folded = " " if edit[0].isspace() else edit[0].translate(_TABLE)
        piece = plain[done : edit.start()].translate(_TABLE) + folded
        pieces.append(piece)
        length, done = length + len(piece), edit.end()
        places.append(length)
        origins.append(done)
    return Folded(f"{''.join(pieces)}{plain[done:].translate(_TABLE)} ", tuple(places), tuple(origins))


def fold_words(text: str) -> str:
    """The words of a text, folded, with one blank before and behind each, whatever stood between two.

    Quicker than :func:`fold_text`, without the way back; here names also run over commas and paragraphs.
    """
    strange = frozenset(_STRANGE.findall(text))
    return f" {' '.join(_without(strange, text).translate(_TABLE).split())} "


_STRANGE = re.compile(r"[^\x00-\x7f]")
_MOST_STRANGE = 24
"""Characters beyond ASCII that are folded one by one; more are in texts of other scripts."""


def _without(strange: frozenset[str], text: str) -> str:
    """The text with these characters folded, those that fold to one of ASCII: then most texts are ASCII.

    Python translates ASCII several times faster than a text with a single curly quote in it.
    """
    if len(strange) <= _MOST_STRANGE:
        for char in strange:
            folded = _TABLE[ord(char)]
            if len(folded) == 1 and folded.isascii():
                text = text.replace(char, folded)
    return text


def _edits(text: str, uneven: bool) -> list[re.Match[str]]:
    """Where the folded text is longer or shorter: uneven characters, and several blanks inside a paragraph."""
    edits = list(_UNEVEN.finditer(text)) if uneven else []
    gaps = [gap for gap in _GAP.finditer(text) if gap[0].count("\n") < 2]
    return sorted(edits + gaps, key=_START) if edits and gaps else edits or gaps


_START = methodcaller("start")


def fold(name: str, *, keep_case: bool = False) -> str:
    """Fold a name, without the surrounding blanks of a text; ``keep_case`` keeps capitals."""
    return name.translate(_CASE_TABLE if keep_case else _TABLE)


class _Table(dict[int, str]):
    """A translation table that learns a character when it first meets it."""

    def __init__(self, *, keep_case: bool) -> None:
        super().__init__()
        self._keep_case = keep_case

    def __missing__(self, code: int) -> str:
        self[code] = folded = self._fold(chr(code))
        return folded

    def _fold(self, character: str) -> str:
        if _UNEVEN.match(character) and character.lower() not in _SPECIAL:
            return "ss" if character == "ẞ" else ""
        if not character.isalnum():
            return character if unicodedata.category(character).startswith("M") else " "
        if character.lower() in _SPECIAL:
            plain = _SPECIAL[character.lower()]
        else:
            base, *marks = list(unicodedata.normalize("NFD", character))
            plain = base if all(map(_UNEVEN.match, marks)) else character
        if self._keep_case:
            return plain.upper() if character.isupper() and character.lower() in _SPECIAL else plain
        lowered = plain.lower()
        return lowered if len(lowered) == 1 or len(plain) > 1 else plain


_TABLE = _Table(keep_case=False)
_CASE_TABLE = _Table(keep_case=True)
