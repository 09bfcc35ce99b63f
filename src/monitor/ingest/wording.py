"""Bytes and strings of strangers become clean characters; nothing here knows what an article is."""

from __future__ import annotations

import html
import re
import unicodedata

import charset_normalizer
import lxml.html
from lxml import etree

from monitor.ingest.limits import EXCERPT_CHARS

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(
    r"(?i)</?(?:p|br|div|a|img|span|b|i|em|strong|ul|ol|li|h[1-6]|figure|blockquote|table|iframe|script|style)\b[^>]*>"
)
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n(?:[^\S\n]*\n)+")

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset(["script", "style", "noscript", "template", "iframe", "svg", "object"])

NON_LATIN_SHARE = 0.3
"""From this share of bytes above 127 on, a text in one byte per letter is not written in Latin letters."""


def sane(text: str) -> str:
    """Drop control characters and byte order marks, replace halves of surrogate pairs, give one kind of line
    end."""
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = _UNWANTED.sub(lambda hit: "\ufffd" if "\ud800" <= hit.group() <= "\udfff" else "", text)
    return text.strip()


def one_line(text: str) -> str:
    """The same words on one line, single blanks between them."""
    return " ".join(sane(text).split())


def excerpt(raw: str | bytes) -> str:
    """What the quarantine shows of ``raw``."""
    head = raw[: EXCERPT_CHARS * 4]
    text = decode(head) if isinstance(head, bytes) else head
    printable = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in text)
    return " ".join(printable.split())[:EXCERPT_CHARS]


def unescape(text: str) -> str:
    """Resolve ``&amp;`` and its kin where they are complete; ``AT&T`` and a stray ``&copy`` stay as they
    are."""
    return _ENTITY.sub(lambda hit: html.unescape(hit.group()), text) if "&" in text else text


def plain(marked_up: str) -> str:
    """The text of a field that may hold HTML, a line per block; without tags only its entities are resolved."""
    if not _TAG.search(marked_up):
        marked_up = unescape(marked_up)
        if not _TAG.search(marked_up):
            return marked_up
    try:
        root = lxml.html.fromstring(f"<div>{_UNWANTED.sub('', marked_up)}</div>")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return _TAG.sub("\n", marked_up)
    pieces: list[str] = []
    _collect(root, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _collect(root: lxml.html.HtmlElement, pieces: list[str]) -> None:
    """Walk without recursion: a stranger decides how deep the tags go."""
    silenced = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            silenced += tag in _SILENT
            if tag in _BLOCKS:
                pieces.append("\n")
            if not silenced:
                pieces.append(node.text or "")
            continue
        if event == "end":
            silenced -= tag in _SILENT
            if tag in _BLOCKS:
                pieces.append("\n")
        if not silenced and node is not root:
            pieces.append(node.tail or "")


def fewer_blank_lines(text: str) -> str:
    """At most one blank line between paragraphs."""
    return _BLANK_LINES.sub("\n\n", text)


def decode(raw: bytes, declared: str | None = None) -> str:
    """Read bytes as UTF-8, else as declared, else as the web's Western encoding (windows-1252).

    A byte order mark goes first. Undeclared bytes that are mostly above 127 are no Western text; their
    encoding is guessed from them (charset_normalizer).
    """
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return raw.decode(name, "replace")
    for encoding in ("utf-8", declared):
        try:
            if encoding:
                return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return raw.decode(guess_encoding(raw), "replace")


def guess_encoding(raw: bytes) -> str:
    """Name an encoding for bytes that are no UTF-8."""
    sample = raw[:65536]
    letters = sum(byte > 127 or 65 <= byte <= 90 or 97 <= byte <= 122 for byte in sample)
    if sum(byte > 127 for byte in sample) <= NON_LATIN_SHARE * letters:
        return "cp1252"
    best = charset_normalizer.from_bytes(sample).best()
    return best.encoding if best else "cp1252"


def is_utf8(sample: bytes) -> bool:
    """True where ``sample`` is UTF-8, but for a letter that its end may have cut."""
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 3 and error.reason == "unexpected end of data"
    return True


_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
