"""An article loses what the page around it left behind, and says what it lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from monitor.article import Removed
from monitor.ingest.clean_rules import HINTED, INLINE, LONGEST_FURNITURE, SECTIONS, WHOLE_LINE, Hinted, Inline

CLEANER_VERSION = "2"
"""Goes up whenever the same article could come out differently; stored with each article."""

_LONGEST_KEY = 160
_PASSES = 20
"""Only a text made to annoy needs more than two."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned article: title, text, and what was cut, in the order in which it was found."""

    title: str
    text: str
    removed: tuple[Removed, ...]


def clean(title: str, text: str, *, furniture: frozenset[str] = frozenset()) -> Cleaned:
    """Cut from an article what is not part of it: repeated headlines, labels, advertisements, credits.

    Works line by line; a paragraph keeps every word that is not named in ``removed``. Beyond that only white
    space changes: one kind of line break, single spaces, at most one empty line, no control or zero-width
    characters (joiners stay, scripts need them), half surrogates as U+FFFD. Cleaning a cleaned article changes
    nothing. If nothing would be left, the text stays whole.

    Args:
        title: the headline; where it repeats itself ("X X"), once is enough.
        text: plain text; the headline may stand in it.
        furniture: keys (see ``furniture_key``) of the lines that this source is known to repeat.
    """
    once, removed = _undoubled(" ".join(_tidy(title).split()))
    body = _tidy(text)
    left, cuts = _cut_all(once, body, furniture)
    if body and not left:
        left, cuts = body, []
    return Cleaned(once, left, (*removed, *cuts))


def furniture_key(line: str) -> str | None:
    """The key under which a short line is counted per source; None if the line can't be furniture.

    Numbers count as equal ("6 years ago", "7 years ago"), as do case, spaces and the punctuation around.
    """
    bare = " ".join(line.split())
    if len(bare) > _LONGEST_KEY or not any(map(str.isalpha, bare)):
        return None
    return _NUMBERS.sub("0", bare.casefold()).strip(_EDGES)


_NUMBERS = re.compile(r"\d+")
_EDGES = " \"“”‘’'.,:;!?…•·*|()[]<>–—-_"

_LINE_BREAK = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u2060\ufeff]")
_HALF_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ODD_SPACES = re.compile(r"[^\S\n ]")
_SPACES = re.compile(r" {2,}")
_AROUND_BREAK = re.compile(r" ?\n ?")
_EMPTY_LINES = re.compile(r"\n{3,}")


def _tidy(text: str) -> str:
    """The text with plain white space. Most texts have nothing odd, and are only looked through."""
    if not text.replace("\n", "").isprintable():
        text = _HALF_SURROGATE.sub("\ufffd", _LINE_BREAK.sub("\n", text))
        text = _ODD_SPACES.sub(" ", _INVISIBLE.sub("", text))
    if "  " in text:
        text = _SPACES.sub(" ", text)
    if " \n" in text or "\n " in text:
        text = _AROUND_BREAK.sub("\n", text)
    if "\n\n\n" in text:
        text = _EMPTY_LINES.sub("\n\n", text)
    return text.strip()


def _undoubled(title: str) -> tuple[str, list[Removed]]:
    """The title once, where it says itself twice in a row."""
    words = title.split(" ")
    half = len(words) // 2
    if half < 3 or len(words) % 2 or _same(" ".join(words[:half])) != _same(" ".join(words[half:])):
        return title, []
    once, rest = _undoubled(" ".join(words[:half]))
    return once, [Removed(" ".join(words[half:]), _HEADLINE), *rest]


_HEADLINE = "repeated headline"
_NOT_WORDS = re.compile(r"[\W_]+")


def _same(line: str) -> str:
    """Lines with equal words are equal, whatever their case and punctuation."""
    return _NOT_WORDS.sub(" ", line.casefold()).strip()


def _site_name_follows(title: str, line: str) -> bool:
    """Whether the title is this line and then " - Some Paper"."""
    return _SITE_NAME.fullmatch(title[len(line) :]) is not None and title.startswith(line)


_SITE_NAME = re.compile(r" ?[|–—·-] ?[^|–—·]{2,40}")
_LABEL = re.compile(r"(?=.{3,24}$)(?!By )[A-Z][\w’'-]*(?: (?:& |and )?[A-Z][\w’'-]*)?")
"""The shape of a department: one or two words with capitals."""

_REASON_OF_GROUP = {f"rule{number}": reason for number, (reason, _) in enumerate(WHOLE_LINE)}
_WHOLE_LINE = re.compile(
    "|".join(f"(?P<rule{number}>{'|'.join(patterns)})" for number, (_, patterns) in enumerate(WHOLE_LINE))
)


def _cut_all(title: str, body: str, furniture: frozenset[str]) -> tuple[str, list[Removed]]:
    """Cut until nothing more is found: a cut inside a line may bring two pieces of another together."""
    cuts: list[Removed] = []
    for _ in range(_PASSES):
        cutter = _Cutter(title, body, furniture)
        body = _tidy("\n".join(cutter.lines_that_stay()))
        cuts.extend(cutter.removed)
        if not cutter.cut_inside:
            break
    return body, cuts


@dataclass(slots=True)
class _Cutter:
    """One walk down the lines of an article. The head lasts until the first line that stays."""

    title: str
    body: str
    furniture: frozenset[str]
    removed: list[Removed] = field(default_factory=list)
    in_head: bool = True
    after_headline: bool = False
    cut_inside: bool = False

    def lines_that_stay(self) -> Iterator[str]:
        headline = _same(self.title)
        inline = [rule for rule in INLINE if any(hint in self.body for hint in rule.hints)]
        hinted = [rule for rule in HINTED if rule.hint in self.body]
        for printed in self.body.split("\n"):
            line = self._without_inline(printed, inline) if inline else printed
            reason = self._reason(line, headline, hinted) if line else ""
            if reason:
                self.removed.append(Removed(line, reason))
                self.after_headline = reason == _HEADLINE
                continue
            if line and self.in_head:
                self.in_head = False
                headline = headline or _same(line)
            elif line:
                self.after_headline = False
            yield line

    def _reason(self, line: str, headline: str, hinted: list[Hinted]) -> str:
        """Why this line is no part of the article; empty if it is."""
        if self._repeats(line, headline):
            return _HEADLINE
        if len(line) > LONGEST_FURNITURE:
            return ""
        if (self.in_head or self.after_headline) and self._labels_section(line):
            return "section label"
        if rule := _WHOLE_LINE.fullmatch(line.lower()):
            return _REASON_OF_GROUP[str(rule.lastgroup)]
        if self.furniture and furniture_key(line) in self.furniture:
            return "repeated line of this source"
        return next((rule.reason for rule in hinted if rule.hint in line and rule.pattern.fullmatch(line)), "")

    def _repeats(self, line: str, headline: str) -> bool:
        """The headline again: anywhere when it is too long for an accident, else above the first sentence.

        Without a title, the first line that stays is the headline.
        """
        if not headline or abs(len(line) - len(headline)) > 60:
            return False
        if _same(line) == headline:
            return self.in_head or headline.count(" ") >= 3
        return self.in_head and line.count(" ") >= 3 and _site_name_follows(self.title, line)

    def _labels_section(self, line: str) -> bool:
        if line.strip(" :•|»>*").casefold() in SECTIONS:
            return True
        return self.after_headline and not line.isupper() and _LABEL.fullmatch(line) is not None

    def _without_inline(self, line: str, rules: list[Inline]) -> str:
        """The line without what a page dropped into it; a line of nothing else is left to the table."""
        for rule in rules:
            pieces = [piece for piece in rule.pattern.finditer(line) if piece[0].strip() != line]
            self.removed.extend(Removed(piece[0].strip(), rule.reason) for piece in pieces)
            self.cut_inside = self.cut_inside or bool(pieces)
            if pieces:
                starts = [0, *(piece.end() for piece in pieces)]
                ends = [*(piece.start() for piece in pieces), len(line)]
                line = " ".join(
                    line[start:end].strip() for start, end in zip(starts, ends, strict=True)
                ).strip()
        return line
