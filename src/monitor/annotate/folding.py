"""Text and names brought to one form in which they can be compared, with the way back to the offsets.

Letters lose case and accents, everything that is neither letter nor digit becomes a blank, one blank per
character. So "Tehreek-i-Taliban" meets "Tehreek i Taliban", "Kabul’s" meets "Kabul's", and a name between
two blanks is a whole word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SPECIAL = {
    **{"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"},
    **{"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "ħ": "h"},
}
"""Letters that carry no accent that could be taken off."""

_UNEVEN = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufeffßẞæÆœŒþÞ]")
"""Characters that fold to none or to two; only a text that has one pays for an offset map."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with a blank before and behind it.

    ``origins`` gives for each folded character the offset of its original character; None where
    the folded text is simply the original shifted by the leading blank.
    """

    text: str
    origins: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original text for a stretch of the folded one."""
        if self.origins is None:
            return start - 1, end - 1
        return self.origins[start], self.origins[end]  # takes a trailing accent along


def fold_text(text: str) -> Folded:
    """Fold a text; the result knows the way back."""
    if not _UNEVEN.search(text):
        return Folded(f" {text.translate(_TABLE)} ", None)
    pieces, origins = [" "], [-1]
    for offset, character in enumerate(text):
        for folded in _TABLE[ord(character)]:
            pieces.append(folded)
            origins.append(offset)
    return Folded("".join(pieces) + " ", (*origins, len(text)))


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
