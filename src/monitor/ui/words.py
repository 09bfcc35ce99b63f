"""Numbers and filters as sentences: what a chart counts, of what, and how far it can be trusted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.charts.calendar import spoken_bucket, spoken_span
from monitor.charts.changes import signed as signed
from monitor.charts.series import FEW
from monitor.filters import ANY_TONE, OUTLET, Cell, CountryRole, Filters, Measure

ROLE_WORDS: dict[CountryRole, str] = {
    "mentioned": "mentioned",
    "about": "the story is about it",
    "published": "published there",
}
ROLE_SHORT: dict[CountryRole, str] = {"mentioned": "Mentioned", "about": "About", "published": "Published"}
OWN_WORDS = "in the outlet's own words"
MEASURE_HELP = (
    "**Stories**: near-copies of one text count once. **Articles**: every published text. "
    "**Mentions**: every occurrence of a name."
)


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called in front of readers; an id without a name is shown as it is."""

    actors: Mapping[str, str]
    countries: Mapping[str, str]
    languages: Mapping[str, str]

    def of(self, dimension: str) -> Mapping[str, str]:
        """The names of a dimension's ids; sources speak for themselves."""
        named = {"actor": self.actors, "country": self.countries, "language": self.languages}
        return named.get(dimension, {})

    def actor(self, key: str) -> str:
        """The name of an actor."""
        return self.actors.get(key, key)

    def country(self, key: str) -> str:
        """The name of a country."""
        return self.countries.get(key, key)

    def language(self, key: str) -> str:
        """The name of a language."""
        return self.languages.get(key, key)


def counted(number: int, noun: str) -> str:
    """``1,204 stories``, ``1 story``; ``noun`` is a plural."""
    if number != 1:
        return f"{number:,} {noun}"
    return f"1 {noun[:-3]}y" if noun.endswith("ies") else f"1 {noun.removesuffix('s')}"


def denominator(filters: Filters, number: int, sources: int, names: Names) -> str:
    """What shares are shares of: ``of 1,204 stories from 14 sources, English, 1 Mar – 31 May 2026``.

    ``number`` and ``sources`` are counted without the choice of actors and countries.
    """
    parts = [f"of {counted(number, filters.measure)} from {counted(sources, 'sources')}"]
    if filters.languages:
        parts.append(_listed([names.language(key) for key in filters.languages]))
    if filters.search:
        parts.append(f"found by “{_short(filters.search)}”")
    parts.append(spoken_span(filters.start, filters.end))
    return ", ".join(parts)


def entities(filters: Filters, names: Names) -> str:
    """The chosen actors and countries: ``NATO or United Nations; Pakistan (mentioned)``, empty if none."""
    parts = []
    if filters.actors:
        parts.append(_listed([names.actor(key) for key in filters.actors], " or "))
    if filters.countries:
        countries = _listed([names.country(key) for key in filters.countries], " or ")
        parts.append(f"{countries} ({filters.country_role})")
    return "; ".join(parts)


def cell_words(cell: Cell, names: Names) -> str:
    """What was clicked: ``Tehrik-i-Taliban Pakistan, week of 2 March 2026``."""
    parts = []
    if cell.actor:
        parts.append(names.actor(cell.actor))
    if cell.country:
        parts.append(names.country(cell.country))
    if cell.source:
        parts.append(cell.source)
    if cell.language:
        parts.append(names.language(cell.language))
    if cell.publisher:
        parts.append(f"published in {names.country(cell.publisher)}")
    if cell.with_actor:
        parts.append(f"together with {names.actor(cell.with_actor)}")
    if cell.with_country:
        parts.append(f"together with {names.country(cell.with_country)}")
    parts += _occurrence_words(cell, names)
    if cell.bucket and cell.start:
        parts.append(spoken_bucket(cell.start, cell.bucket))
    if cell.story:
        parts.append("one story and its copies")
    return ", ".join(parts)


def _occurrence_words(cell: Cell, names: Names) -> list[str]:
    """How the occurrences of a cell differ from others."""
    parts = []
    if cell.alias:
        parts.append(f"as “{cell.alias}”")
    if cell.evidence:
        parts.append(f"by {cell.evidence}")
    if cell.voice:
        parts.append(OWN_WORDS if cell.voice == OUTLET else f"in the words of {names.actor(cell.voice)}")
    if cell.spoken:
        parts.append(OWN_WORDS if cell.spoken == OUTLET else "in the words of others")
    if cell.place:
        parts.append({"title": "in the headline", "text": "in the text"}[cell.place])
    if cell.tone == ANY_TONE:
        parts.append("with a tone")
    elif cell.tone:
        parts.append(f"tone {signed(cell.tone[0])} to {signed(min(1.0, cell.tone[1]))}")
    return parts


def listing_words(total: int, measure: Measure, shown: int, cell: Cell | None, names: Names) -> str:
    """The sentence over a list of evidence: ``14 stories counted in: NATO, week of 2 March 2026``."""
    sentence = counted(total, measure)
    if cell is not None:
        sentence += f" counted in: {cell_words(cell, names)}"
    if measure == "mentions":
        sentence += f", in {counted(shown, 'articles')}"
    return sentence


def interval_words(tone: float, low: float, high: float, n: int) -> str:
    """``−0.05 to +0.19``; why there is no judgement; empty where there is no tone or no interval."""
    if tone != tone:
        return ""
    if n < FEW:
        return "too few to judge"
    return "" if low != low or high != high else f"{signed(low)} to {signed(high)}"


def period(filters: Filters) -> str:
    """``1 Mar – 31 May 2026``."""
    return spoken_span(filters.start, filters.end)


def change(now: float, before: float) -> str | None:
    """The change against the period before, as ``+12 %``; None where there is nothing to compare with."""
    if not before:
        return None
    percent = round(100 * (now - before) / before)
    return f"−{-percent} %" if percent < 0 else f"+{percent} %"


def as_text(text: str) -> str:
    """A stranger's words inside Markdown, so that they read as they are.

    Every ASCII punctuation mark is escaped. What Streamlit replaces after reading Markdown (``:emoji:``,
    ``:directives``, arrows, dashes) is broken up by an invisible word joiner.
    """
    joined = re.sub(r"(?<=[-<>=~:])(?=[-<>=~:\w])", "\u2060", " ".join(text.split()))
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", joined)


def share(value: float) -> str:
    """``12.3 %``."""
    return f"{100 * value:.1f} %"


def file_name(origin: str) -> str:
    """The file of an origin without its folders: ``/srv/in/news.jsonl, line 7`` → ``news.jsonl, line 7``.

    Readers need no map of the server's disk, and uploads lie in a folder that no longer exists.
    """
    return origin.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def summary_words(summary: Any) -> str:
    """What a load did, as the command says it: ``12 read: 9 new, 1 revised, 2 already known.``"""
    parts = [f"{summary.new:,} new"]
    for number, words in (
        (summary.revised, "revised"),
        (summary.older, "older than what is stored"),
        (summary.known, "already known"),
        (summary.quarantined, "quarantined"),
    ):
        if number:
            parts.append(f"{number:,} {words}")
    return f"{summary.read:,} read: {', '.join(parts)}."


def _listed(names: Sequence[str], joint: str = " and ") -> str:
    if len(names) <= 3:
        return joint.join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{', '.join(names[:2])} and {len(names) - 2} more"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
