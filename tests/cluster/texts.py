"""Invented news in short texts, with what makes answers differ: copies, revisions, headlines, missing dates."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

ACTORS = """
- id: meridian-union
  name: Meridian Union
  kind: organisation
  aliases: [Union of the Meridian]
- id: tamsin-okello
  name: Tamsin Okello
  kind: person
  country: KEN
- id: harbour-league
  name: Harbour League
  kind: party
- id: orlen-vask
  name: Orlen Vask
  kind: person
  country: PRT
"""

MORE_ACTORS = (
    ACTORS
    + """
- id: ferry-guild
  name: Ferry Guild
  kind: organisation
"""
)
"""The same dictionary with one more, who is in many of the texts."""

_WHO = ["the Meridian Union", "Tamsin Okello", "the Harbour League", "Orlen Vask", "the Ferry Guild"]
_DID = ["praised", "condemned", "welcomed", "rejected", "met", "ignored", "attacked", "thanked"]
_WHAT = ["the good harvest", "a new bridge", "the ferry strike", "the flood relief", "a wonderful museum",
         "the terrible drought"]  # fmt: skip
_WHERE = ["Nairobi", "Portugal", "France", "Berlin", "Mali", "Jakarta", "Canada", "Kabul"]
_HOMES = {
    "dawn.example": "KEN",
    "tide.example": "PRT",
    "coast.example": "FRA",
    "quay.example": None,
    "pier.example": "KEN",
}

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 150


def articles(number: int, seed: int = 11) -> Iterator[dict[str, Any]]:
    """So many records; some are revisions of others, and one in a thousand can't be read."""
    rng = random.Random(seed)
    for n in range(number):
        yield _broken(n) if n % 1000 == 999 else _article(rng, n)


def _article(rng: random.Random, n: int) -> dict[str, Any]:
    source = rng.choice(list(_HOMES))
    written = n if n < 50 or rng.random() > 0.2 else n - rng.randrange(1, 50)  # a copy of one just before
    text = random.Random(written)
    who, other = text.sample(_WHO, 2)
    start, end = text.choice(_WHERE), text.choice(_WHERE)
    lines = [
        f"On page {written}, {who} {text.choice(_DID)} {other} over {text.choice(_WHAT)} near {start}.",
        f'"They were wrong about shelf {text.randrange(10**6)}," {text.choice(_WHO)} said in {end}.',
    ]
    day = FIRST + timedelta(minutes=text.randrange(60 * 24 * DAYS) + rng.randrange(600))
    row = {
        "url": f"https://{source}/{n if rng.random() > 0.02 else max(n - 7, 0)}",
        "source": source,
        "source_country": _HOMES[source],
        "title": f"{text.choice(_WHO)} and {text.choice(_WHAT)}, part {written}",
        "text": " ".join(lines) if rng.random() > 0.03 else "",
        "language": "en" if rng.random() > 0.1 else "de",
        "published": day.isoformat() if rng.random() > 0.01 else "some day",
    }
    return {name: value for name, value in row.items() if value is not None}


def _broken(n: int) -> dict[str, Any]:
    return {"url": f"https://quay.example/{n}", "note": f"neither title nor text, number {n}"}
