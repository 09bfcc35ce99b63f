"""A feed that was saved to disk (RSS, Atom, RDF) becomes records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import feedparser

from monitor.ingest.payload import Record, UnreadableError
from monitor.ingest.wording import decode, plain

_DOCTYPE = re.compile(
    r"(\A(?>\s|<\?.*?\?>|<!--.*?-->)*+)<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
"""Only above the feed's own element: further down it is part of a text."""
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_feed(data: bytes) -> Iterator[Record]:
    """Give the entries of a feed.

    The document type goes before parsing, and with it every entity that it could define.

    Raises:
        UnreadableError: XML that holds no entry.
    """
    declared = _DECLARED.search(data[:200])
    text = decode(data, declared.group(1).decode("ascii") if declared else None)
    feed = feedparser.parse(
        _DOCTYPE.sub(r"\1", _XML_DECLARATION.sub("", text, count=1), count=1).encode("utf-8", "replace")
    )
    if not feed.entries:
        raise UnreadableError("The XML holds no feed entries. RSS, RDF and Atom feeds can be read.")
    language = feed.feed.get("language")
    for number, entry in enumerate(feed.entries, 1):
        yield Record(_fields(entry, language), number, entry.get("title", ""), "feed")


def _fields(entry: Any, language: str | None) -> dict[str, Any]:
    contents = [part.get("value", "") for part in entry.get("content", [])]
    return {
        "title": _title(entry),
        "content": "\n".join(part for part in contents if part) or entry.get("summary"),
        "link": entry.get("link") or entry.get("id"),
        "source_name": entry.get("source", {}).get("title"),
        "published": _own(entry, "published") or _own(entry, "updated"),
        "updated": _own(entry, "updated"),
        "language": language,
        "authors": entry.get("author"),
        "keywords": [tag.get("term") for tag in entry.get("tags", []) if tag.get("term")],
    }


def _title(entry: Any) -> str | None:
    """The title in plain text; what a feed calls plain is left alone, whatever brackets it has."""
    title: str | None = entry.get("title")
    if title and entry.get("title_detail", {}).get("type") in ("text/html", "application/xhtml+xml"):
        return plain(title)
    return title


def _own(entry: Any, name: str) -> str | None:
    """What the entry itself says; feedparser answers for ``updated`` with ``published`` and warns."""
    value: str | None = dict.get(entry, name)
    return value
