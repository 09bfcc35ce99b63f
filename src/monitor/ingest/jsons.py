"""JSON of any shape becomes records: lines, arrays, objects around a list of articles; in constant memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import orjson

from monitor.article import Quarantined
from monitor.ingest.fields import key_of
from monitor.ingest.limits import MB, RECORD_BYTES
from monitor.ingest.payload import Payload, Record, UnreadableError
from monitor.ingest.wording import decode, excerpt

LISTS = frozenset(
    {
        "articles",  # NewsAPI
        "articles.results",  # Event Registry
        "posts",  # Webz.io
        "items",  # JSON Feed
        "hits.hits",  # Elasticsearch
        "response.results",  # the Guardian
        "response.docs",  # the New York Times
        *("results", "data", "stories", "news", "entries", "documents", "docs", "value", "records"),
        *("data.articles", "data.results", "data.items", "data.stories", "result.articles", "result"),
    }
)
"""Where an object keeps its list of articles."""

OWN_TEXT = frozenset(
    {"text", "maintext", "body", "content", "contenttext", "contenthtml", "url", "link", "articlebody"}
)
"""An object with one of these at its top is an article itself, whatever lists it has."""

CHUNK = 1 << 18
SALVAGE_BYTES = 2 * MB
"""How far behind a broken element an object may reach to be found again."""

_LINE_SUFFIXES = frozenset({".jsonl", ".ndjson", ".jsonlines", ".ldjson"})
_OUTSIDE = re.compile(rb'["{}\[\]]')
_OUTSIDE_WITH_KEYS = re.compile(rb'["{}\[\]:]')
_INSIDE = re.compile(rb'["\\]')
_FIRST_KEY = re.compile(rb'\{\s*("(?:[^"\\]|\\.){0,100}")')
_KEY_CHARS = 100


def read_json(payload: Payload) -> Iterator[Record | Quarantined]:
    """Read one JSON file of any shape, a record at a time.

    A broken line or element is quarantined with its line; the ones around it are read.
    """
    pieces = _lines(payload) if _is_lines(payload) else _elements(payload)
    found = False
    for piece in pieces:
        found = True
        yield piece
    if not found and payload.failure is None:
        raise UnreadableError("The JSON holds no objects. Articles are objects, one per line or in a list.")


def parse(raw: bytes) -> Any:
    """Parse one JSON value; forgives what Python writes and the standard forbids (NaN, raw control characters).

    Raises:
        UnreadableError: broken JSON, with the place.
    """
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(decode(raw).strip().removeprefix("\ufeff"), strict=False)
    except json.JSONDecodeError as error:
        raise UnreadableError(f"Broken JSON: {error.msg} at character {error.pos + 1}.") from error
    except RecursionError as error:
        raise UnreadableError("The JSON is nested deeper than any article.") from error
    except ValueError as error:
        raise UnreadableError(f"Broken JSON: {error}.") from error


def _is_lines(payload: Payload) -> bool:
    """One object per line? Judged by the first lines, so that one broken line does not decide."""
    lines = [line.strip() for line in payload.head()[:CHUNK].split(b"\n", 40)[:40] if line.strip()]
    if not lines or lines[0].startswith(b"["):
        return False
    whole = [line for line in lines if line.startswith(b"{") and line.endswith(b"}")]
    return payload.suffix in _LINE_SUFFIXES or (len(lines) > 1 and len(whole) * 2 >= len(lines))


def _lines(payload: Payload) -> Iterator[Record | Quarantined]:
    number = 0
    while raw := payload.stream.readline(RECORD_BYTES + 1):
        number += 1
        if len(raw) > RECORD_BYTES:
            yield Quarantined(payload.name, number, _too_long("line"), excerpt(raw))
            _skip_line(payload)
        elif payload.is_cut(raw):
            return
        elif raw.strip(b" \t\r\n\x00\xef\xbb\xbf"):
            yield from _records(payload, raw.strip(), number)


def _skip_line(payload: Payload) -> None:
    while (rest := payload.stream.readline(MB)) and not rest.endswith(b"\n"):
        pass


def _too_long(what: str) -> str:
    return f"The {what} is longer than {RECORD_BYTES // MB} MB, which no article is."


def _records(payload: Payload, raw: bytes, line: int) -> Iterator[Record | Quarantined]:
    """The record in ``raw``, or the articles of its list."""
    try:
        value = parse(raw)
    except UnreadableError as error:
        yield Quarantined(payload.name, line, str(error), excerpt(raw))
        return
    if not isinstance(value, dict):
        reason = f"An article is a JSON object; this is a {type(value).__name__}."
        yield Quarantined(payload.name, line, reason, excerpt(raw))
        return
    for fields in _unwrapped(value):
        yield Record(fields, line, raw)


def _unwrapped(value: dict[str, Any]) -> list[dict[str, Any]]:
    if isinstance(value.get("_source"), dict):
        return [value["_source"]]  # an Elasticsearch hit keeps the article inside
    if any(key_of(key) in OWN_TEXT for key in value):
        return [value]
    for path in LISTS:
        inner: Any = value
        for step in path.split("."):
            inner = inner.get(step) if isinstance(inner, dict) else None
        if isinstance(inner, list) and inner and all(isinstance(item, dict) for item in inner):
            return inner
    return [value]


def _elements(payload: Payload) -> Iterator[Record | Quarantined]:
    broken = False
    for line, raw, complete in _Splitter(payload):
        if not complete:
            if payload.failure is not None or (broken and not raw):
                return  # the reason is known already
            yield Quarantined(payload.name, line, _incomplete(raw), excerpt(raw))
            yield from _salvaged(raw, line)
            continue
        for piece in _records(payload, raw, line):
            yield piece
            if isinstance(piece, Quarantined):
                broken = True
                yield from _salvaged(raw, line)


def _incomplete(raw: bytes) -> str:
    if len(raw) > RECORD_BYTES:
        return f"{_too_long('element')} A bracket or a quotation mark may be missing."
    return "Broken JSON: the file ends before this is closed. A bracket or quote is missing, or it is cut off."


def _salvaged(raw: bytes, line: int) -> Iterator[Record]:
    """Objects that a broken element has swallowed: they follow ``},`` and begin with the same key as it
    does."""
    first = _FIRST_KEY.match(raw)
    if first is None:
        return
    neighbour = re.compile(rb"\}\s*,\s*(?=\{\s*" + re.escape(first.group(1)) + rb"\s*:)")
    decoder = json.JSONDecoder(strict=False)
    at = 0
    while hit := neighbour.search(raw, at):
        at = hit.end()
        text = decode(raw[at : at + SALVAGE_BYTES])
        try:
            value, length = decoder.raw_decode(text)
        except (ValueError, RecursionError):
            continue
        yield Record(value, line + raw.count(b"\n", 0, at), text[:length])
        at += len(text[:length].encode("utf-8", "replace")) - 1


class _Splitter:
    """Cuts a stream of JSON into the raw bytes of its articles without parsing them.

    It follows only strings and brackets: an element is what opens and closes at the level where articles are,
    be it the top of the file, an array, or one of ``LISTS`` in an object. Iterating gives (line, raw bytes,
    complete).
    """

    def __init__(self, payload: Payload) -> None:
        self._stream = payload.stream
        self._buffer = bytearray()
        self._at = 0
        """Where in the buffer the next look begins."""
        self._line = 1
        """The line on which the buffer begins."""
        self._start: int | None = None
        """Where in the buffer the current element begins."""
        self._depth = self._base = 0
        """How many brackets are open; how many around an article."""
        self._path: list[str] | None = None
        """The keys around the current place, while a list of articles may still come."""
        self._name = ""
        """The last string: a key, if a colon follows. ``_opened`` is where the current one begins."""
        self._opened = 0
        self._inside = self._skipping = False

    def __iter__(self) -> Iterator[tuple[int, bytes, bool]]:
        while self._fill():
            while (token := self._token()) is not None:
                if (element := self._take(token)) is not None:
                    yield element
            if self._start is not None and len(self._buffer) - self._start > RECORD_BYTES:
                yield self._line_of(self._start), bytes(self._buffer[self._start :]), False
                self._start, self._skipping = None, True
        if self._start is not None:
            yield self._line_of(self._start), bytes(self._buffer[self._start :]), False
        elif self._base > 0:
            yield self._line, b"", False

    def _fill(self) -> bool:
        keep = self._at if self._start is None else self._start
        self._line += self._buffer.count(b"\n", 0, keep)
        del self._buffer[:keep]
        self._at -= keep
        self._opened -= keep
        if self._start is not None:
            self._start = 0
        chunk = self._stream.read1(CHUNK)
        self._buffer += chunk
        return bool(chunk)

    def _line_of(self, index: int) -> int:
        return self._line + self._buffer.count(b"\n", 0, index)

    def _token(self) -> int | None:
        """The index of the next bracket (or colon) outside of strings; None where the buffer has no more."""
        while True:
            if self._inside:
                if not self._end_string():
                    return None
                continue
            hit = (_OUTSIDE if self._path is None else _OUTSIDE_WITH_KEYS).search(self._buffer, self._at)
            if hit is None:
                self._at = len(self._buffer)
                return None
            self._at = hit.end()
            if self._buffer[hit.start()] != 0x22:
                return hit.start()
            self._inside, self._opened = True, hit.end()

    def _end_string(self) -> bool:
        while hit := _INSIDE.search(self._buffer, self._at):
            if self._buffer[hit.start()] == 0x22:
                if self._path is not None:
                    self._name = self._buffer[self._opened : hit.start()][:_KEY_CHARS].decode(
                        "utf-8", "replace"
                    )
                self._at, self._inside = hit.end(), False
                return True
            if hit.end() == len(self._buffer):  # the escaped character is still to come
                self._at = hit.start()
                return False
            self._at = hit.end() + 1
        self._at = len(self._buffer)
        return False

    def _take(self, index: int) -> tuple[int, bytes, bool] | None:
        char = self._buffer[index]
        if char == 0x3A:
            self._see_key()
            return None
        if char in b"{[":
            self._open(index, char)
            return None
        return self._close(index)

    def _see_key(self) -> None:
        if self._path:
            self._path[-1] = self._name
            if len(self._path) == 1 and key_of(self._name) in OWN_TEXT:
                self._path = None

    def _open(self, index: int, char: int) -> None:
        if self._depth == self._base and not self._skipping:
            if char == 0x5B and self._base == 0:
                self._base = 1
            else:
                self._start = index
                self._path = [""] if self._base == 0 and char == 0x7B else None
        elif self._path is not None:
            if char == 0x5B and ".".join(self._path) in LISTS:
                self._base, self._start, self._path = self._depth + 1, None, None
            elif char == 0x7B:
                self._path.append("")
            else:
                self._path.append("[]")
        self._depth += 1

    def _close(self, index: int) -> tuple[int, bytes, bool] | None:
        self._depth = max(0, self._depth - 1)
        if self._path and len(self._path) > 1:
            self._path.pop()
        if self._depth < self._base:
            # The list is over. What follows it in its object is no article; the next one at the top may be.
            self._base, self._skipping = 0, self._depth > 0
            return None
        if self._depth == 0:
            self._skipping = False
        if self._depth != self._base or self._start is None:
            self._skipping = self._skipping and self._depth != self._base
            return None
        line, raw = self._line_of(self._start), bytes(self._buffer[self._start : index + 1])
        self._line += self._buffer.count(b"\n", 0, index + 1)
        del self._buffer[: index + 1]
        self._at, self._start, self._path = 0, None, None
        return line, raw, True
