"""An article on its way from the world into the store: plain values, no I/O."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

DateFrom = Literal["page", "feed", "file", "fetched", ""]
"""Where a publication date was read; empty when there is none to trust."""

IN_PART = "with "
"""Begins the credit of a text that is its outlet's own, with something of an agency: ``with AP``."""

EntityKind = Literal["actor", "country"]
Evidence = Literal["name", "demonym", "capital", "city", "government"]
"""How a country was recognised in a text."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A piece that cleaning cut from an article, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class RawArticle:
    """What a reader found: the fields as recognised, the text not cleaned yet.

    ``published_at`` is UTC and None where the date is missing or impossible; ``published_raw`` is the
    string as it came. ``updated_at`` orders two texts found at one address. ``extra`` keeps what other
    producers measured (GDELT's tone and places, authors, topics): strings, never mixed with our measures.
    ``origin`` says which file and line (``"news.jsonl, line 7"``) the article came from.
    """

    title: str
    text: str
    source: str
    url: str | None = None
    source_country: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    published_raw: str | None = None
    date_from: DateFrom = ""
    updated_at: datetime | None = None
    extra: dict[str, str] = field(default_factory=dict)
    origin: str = ""

    @property
    def title_only(self) -> bool:
        """True for an item of a headline list, which brings no text."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Quarantined:
    """What could not be read, kept with its place and the reason."""

    file: str
    line: int | None
    reason: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its character offsets in the clean text, with its tone (−1…1), None where unscored."""

    start: int
    end: int
    tone: float | None


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of an actor or a country.

    ``start`` and ``end`` are character offsets into the clean text, or into the title when ``in_title``.
    ``sentence`` is the index of its sentence, −1 in a title. ``alias`` is the text that matched.
    """

    entity: str
    kind: EntityKind
    start: int
    end: int
    sentence: int
    alias: str
    evidence: Evidence | None = None
    tone: float | None = None
    stance: float | None = None
    voice: str | None = None
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that several actors of the article may be meant by ("Zardari"); it is a mention of none.

    ``start``, ``end`` and ``in_title`` as in :class:`Mention`; ``candidates`` are the ids of the actors.
    """

    start: int
    end: int
    alias: str
    candidates: tuple[str, ...]
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Annotation:
    """What an article says: the annotator's whole answer for one text."""

    language: str
    sentences: tuple[Sentence, ...]
    title_tone: float | None
    mentions: tuple[Mention, ...]
    about: tuple[str, ...]
    ambiguous: tuple[Ambiguous, ...] = ()


def article_id(url: str | None, source: str, title: str, text: str) -> str:
    """The article's lasting name: 16 characters from its canonical URL, else from source, title and text."""
    return _digest(("url", url) if url else ("text", source, title, text))


def content_hash(title: str, text: str) -> str:
    """Tells two revisions of one article apart: 16 characters from what was handed in, before cleaning."""
    return _digest(("content", title, text))


def quarantine_id(flaw: Quarantined) -> str:
    """The same flaw of the same file has the same name, however often it is met."""
    return _digest(("flaw", flaw.file, str(flaw.line), flaw.reason, flaw.excerpt))


def _digest(parts: tuple[str, ...]) -> str:
    """80 bits in lower-case base 32: ten million articles collide with a chance of one in 10^10."""
    packed = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return b32encode(hashlib.blake2b(packed, digest_size=10).digest()).decode("ascii").lower()


def is_web_address(url: str | None) -> bool:
    """True for http and https; other schemes can do things in a browser that a link should not."""
    try:
        return bool(url) and urlsplit(str(url)).scheme.lower() in ("http", "https")
    except ValueError:
        return False
