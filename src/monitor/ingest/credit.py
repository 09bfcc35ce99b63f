"""Whom a text was taken from: the news agency that its dateline, byline or last line names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from monitor.article import IN_PART

AGENCIES: dict[str, tuple[str, ...]] = {
    "AP": ("associated press",),
    "Reuters": ("thomson reuters",),
    "AFP": ("agence france-presse", "agence france presse"),
    "UPI": ("united press international",),
    "Xinhua": ("xinhua news agency", "新华社"),
    "dpa": ("deutsche presse-agentur",),
    "ANI": ("asian news international",),
    "PTI": ("press trust of india",),
    "IANS": ("indo-asian news service",),
    "UNI": ("united news of india",),
    "APP": ("associated press of pakistan",),
    "PPI": ("pakistan press international",),
    "INP": ("independent news pakistan",),
    "BSS": ("bangladesh sangbad sangstha",),
    "UNB": ("united news of bangladesh",),
    "TASS": ("itar-tass",),
    "Interfax": (),
    "RIA Novosti": ("ria",),
    "Ukrinform": (),
    "EFE": ("agencia efe",),
    "ANSA": ("agenzia ansa",),
    "Lusa": ("agência lusa",),
    "APA": ("austria presse agentur",),
    "Keystone-SDA": ("sda",),
    "AAP": ("australian associated press",),
    "PA": ("press association", "pa media"),
    "The Canadian Press": ("canadian press",),
    "Kyodo": ("kyodo news",),
    "Jiji": ("jiji press",),
    "Yonhap": ("yonhap news agency",),
    "Bernama": (),
    "Antara": ("antara news",),
    "Anadolu": ("anadolu agency", "anadolu ajansı"),
    "IRNA": (),
    "MENA": (),
    "WAM": ("emirates news agency",),
    "SPA": ("saudi press agency",),
    "KUNA": (),
    "NAN": ("news agency of nigeria",),
    "TNS": ("tribune news service",),
    "Web Desk": ("webdesk", "web report"),
    "agencies": (
        "news agencies",
        "agency",
        "agency report",
        "agencies report",
        "wire services",
        "wire service",
    ),
}
"""What an agency is called here, and its other names. Most short names are words or initials of something else
too: they count only where an agency is named."""

HEAD_LINES = 5
TAIL_LINES = 6
SHORT_LINE = 90
"""Characters; a longer line is no byline."""

_NAMES = {name.casefold(): agency for agency, others in AGENCIES.items() for name in (agency, *others)}


def _alternatives(names: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + ")"


def _as_printed() -> set[str]:
    """The names with the capitals that they are printed with; "spa" and "uni" are words."""
    long = {form for others in AGENCIES.values() for name in others for form in (name.title(), name.upper())}
    return {form for name in AGENCIES for form in (name, name.upper())} | long | {"Agencies"}


_AGENCY = _alternatives(_NAMES)
_LISTED = rf"(?:the )?{_AGENCY}(?:(?: ?[/,&+|-] ?| and )(?:the )?{_AGENCY})*"

_DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ][^()\n]{1,60} ?)?"  # WASHINGTON, Jan. 2; New Delhi [India], January 2
    rf"\((?P<who>(?i:{_LISTED}))\)[ .]*(?:[-–—:]|(?=[A-Z\"“‘']))"
)
_PRINTED = _LISTED.replace(_AGENCY, _alternatives(_as_printed()))
_OPENING = re.compile(rf"(?:[A-ZÀ-Þ][A-ZÀ-Þ .,'-]{{2,40}} ?[-–—|] ?)?(?P<who>{_PRINTED}) ?(?:[–—|]|--| - )")
_PLACE = re.compile(r"[\s,./|:–—-]+")
_SMALL = frozenset(["of", "de", "del", "la", "le", "al", "el", "the", "and", "on", "von", "am", "in", "st"])

_ROUND = " .()[]-–—:*|"
_STAFF = re.compile(
    r"(?i)^(?:by|from|source|via|von|par|por)\b:?\s*|^the\s+"
    r"|\s+(?:staff|editorial|news|newsroom|(?:\w+ )?(?:writers?|reporters?|correspondents?|editors?))$"
)
_BETWEEN = re.compile(r"\s*(?:[,;/|&•·]| and | with |[–—]| - )\s*")

_REPORTED = re.compile(r"(?i)\W*(?:additional )?(?:reporting|writing|compiled)(?: and \w+)? (?:by|for)\b.+")
_EDITED = re.compile(r"(?i)\bedit(?:ing|ed) by\b")
_IN_PART = re.compile(
    rf"(?i)\bwith (?:(?:additional )?(?:inputs?|files?|reports?|reporting|materials?|information|content)"
    rf"(?: (?:from|by))? |from )?(?P<who>{_LISTED})(?: inputs?| reports?)?\b\W*$"
    rf"|^\W*(?:{_LISTED}(?: (?:\w+ )?(?:writers?|reporters?|journalists?)\b[^.]{{0,160}})?)"
    rf" (?:also )?contributed(?: reporting)? to this \w+"
)
_HELPED = re.compile(rf"(?i)^\W*(?:the )?(?P<who>{_LISTED})\b")
_STAFF_AND = re.compile(
    r"(?i)\b(?:staff|desk|correspondents?|reporters?)(?:,| and| &|/) ?(?:news )?agenc(?:y|ies)\b"
)
_OWNED = re.compile(rf"(?i)\W*(?:copyright|©|\(c\))[\s\d,©(c)-]*(?P<who>{_LISTED})\b.*")
_SIGNED = re.compile(rf"(?:^|[.!?…\"”’'] ?)(?:[-–—]+ ?|\[|\()(?P<who>{_PRINTED})[)\]]?\W*$")
_ALONE = re.compile(rf"(?:[Tt]he |THE )?{_PRINTED}")


def wire_credit(text: str, authors: Iterable[str] = ()) -> str | None:
    """Name the agency that a text was taken from.

    Args:
        text: the article as it came: cleaning may cut the line that names it.
        authors: what fields of the article say of its authors and of its agency.

    Returns:
        ``"AP"``, several as ``"AP, Reuters"``; ``"agencies"`` where they have no names, ``"Web Desk"`` for a
        desk that rewrites them; ``"with AP"`` where the text is another's, with something of theirs. None
        where no agency is named.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    head, tail = lines[:HEAD_LINES], lines[-TAIL_LINES:][::-1]
    for found in (
        *(_dateline(line) for line in head),
        *(_byline(author) for author in authors),
        *(_head_byline(line) for line in head),
        *(_last_line(line) for line in tail),
    ):
        if found:
            return found
    return None


def _dateline(line: str) -> str | None:
    found = _DATELINE.match(line)
    if found and _is_place(line[: found.start("who") - 1]):
        return _named(found["who"])
    found = _OPENING.match(line)
    return _named(found["who"]) if found else None


def _is_place(before: str) -> bool:
    """Names and days only: no sentence."""
    words = [word for word in _PLACE.split(before) if word]
    return len(words) <= 8 and all(not word[0].islower() or word in _SMALL for word in words)


def _byline(author: str) -> str | None:
    """The agencies in a list of authors."""
    if _STAFF_AND.search(author):
        return f"{IN_PART}agencies"
    return _joined(_agencies_of(author))


def _agencies_of(author: str) -> Iterator[str]:
    for part in _BETWEEN.split(author):
        bare = part.strip(_ROUND)
        for _ in range(3):  # "By the AP political writer" has three words to take off
            bare = _STAFF.sub("", bare).strip()
        if bare.casefold() in _NAMES:
            yield _NAMES[bare.casefold()]


def _head_byline(line: str) -> str | None:
    """A line above the text that names its writers, or nothing but an agency."""
    if len(line) > SHORT_LINE:
        return None
    if line[:3].casefold() == "by " or line.startswith(("—", "–")) or _STAFF_AND.fullmatch(line.strip(_ROUND)):
        return _byline(line)
    return _alone(line)


def _alone(line: str) -> str | None:
    """The agencies of a line that has nothing else."""
    bare = _STAFF.sub("", line.strip(_ROUND)).strip()
    return _named(bare) if _ALONE.fullmatch(bare) else None


def _last_line(line: str) -> str | None:
    if found := _SIGNED.search(line):
        return _named(found["who"])
    if len(line) > 4 * SHORT_LINE:
        return None
    if alone := _alone(line):
        return alone
    if _STAFF_AND.fullmatch(line.strip(_ROUND)):
        return f"{IN_PART}agencies"
    if found := _OWNED.fullmatch(line):
        return _named(found["who"])
    if found := _IN_PART.search(line):
        who = found["who"] or _HELPED.match(line)["who"]  # type: ignore[index]  # the pattern began with it
        return f"{IN_PART}{_named(who)}"
    if _REPORTED.fullmatch(line) and (_EDITED.search(line) or line[0] in "(["):
        # The form is that of Reuters; others who use it name themselves.
        return _joined(_agencies_of(line)) or "Reuters"
    return None


def _named(who: str) -> str | None:
    return _joined(_NAMES[name.casefold()] for name in re.findall(rf"(?i)(?<!\w){_AGENCY}(?!\w)", who))


def _joined(agencies: Iterable[str]) -> str | None:
    return ", ".join(dict.fromkeys(agencies)) or None
