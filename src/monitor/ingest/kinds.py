"""A file is known by what it begins with; its name only settles what the bytes leave open."""

from __future__ import annotations

import re
from typing import Literal

from monitor.ingest.payload import Payload, UnreadableError
from monitor.ingest.tables import is_gkg, is_table
from monitor.ingest.wording import decode

Kind = Literal[
    "gzip",
    "bzip2",
    "xz",
    "zstd",
    "zip",
    "tar",
    "parquet",
    "warc",
    "json",
    "feed",
    "page",
    "table",
    "text",
    "recode",
]

_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PAR1", "parquet"),
    (b"WARC/", "warc"),
    (b"filedesc://", "warc"),
)
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "an SQLite database"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"ORC", "an ORC file"),
    (b"ARROW1", "an Arrow file"),
)
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml"})
_TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".tab"})
_JSON_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson", ".jsonlines", ".ldjson", ".geojson"})
_JSON = re.compile(r"^(?:\{\s*(?:\"|\}|$)|\[\s*(?:[\[{\]]|$))")
_FEED = re.compile(r"(?i)<(?:rss|feed|rdf:rdf)[\s>]")
_PAGE = re.compile(
    r"(?i)^(?:<!--.*?-->|<\?xml[^>]*>|\s)*<(?:!doctype\s+html|html|head|body|article|div|main|meta|title|h1|p)\b",
    re.DOTALL,
)
_LIKE_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

BINARY_SHARE = 0.02
"""Control characters beyond this share are no accident in a text."""


def kind_of(payload: Payload) -> Kind:
    """Say which reader a payload needs.

    Raises:
        UnreadableError: it is empty, or of a kind that holds no articles that can be read.
    """
    head = payload.head()
    if not head:
        raise UnreadableError("The file is empty.")
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[257:262] == b"ustar":
        return "tar"
    if head.startswith(_WIDE_MARKS):
        return "recode"
    for signature, what in _FOREIGN:
        if head.startswith(signature):
            raise UnreadableError(
                f"This is {what}. Load JSON, CSV, Parquet, HTML, plain text, WARC, zip or gzip."
            )
    sample = head[:65536]
    if len(_LIKE_BINARY.findall(sample)) > BINARY_SHARE * len(sample):
        raise UnreadableError(
            "This is binary data of an unknown kind. Load JSON, CSV, Parquet, HTML, text or WARC."
        )
    return _text_kind(decode(sample).lstrip("\ufeff \t\r\n\x00"), payload.suffix)


def _text_kind(head: str, suffix: str) -> Kind:
    if not head:
        if suffix in _PAGE_SUFFIXES | _TABLE_SUFFIXES | _JSON_SUFFIXES or suffix in (".txt", ""):
            raise UnreadableError("The file holds nothing but blanks.")
        return "text"
    if _JSON.match(head):
        return "json"
    if head.startswith("<") and _FEED.search(head[:4096]):
        return "feed"
    if suffix in _PAGE_SUFFIXES or _PAGE.match(head):
        return "page"
    if head.startswith("<?xml") or suffix in (".rss", ".atom", ".xml"):
        return "feed"
    if suffix in _TABLE_SUFFIXES or is_gkg(head.partition("\n")[0]):
        return "table"
    if suffix in _JSON_SUFFIXES:
        return "json"
    return "table" if is_table(head) else "text"
