"""Names that can be typed on any keyboard."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae"}
)


def unaccented(name: str) -> str:
    """``Erdoğan`` → ``Erdogan``."""
    apart = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def searchable(name: str) -> str:
    """The name, with its unaccented form behind it where there is one: ``Erdoğan (Erdogan)``."""
    plain = unaccented(name)
    return name if plain == name else f"{name} ({plain})"
