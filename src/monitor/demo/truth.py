"""What was planted in the demo, per article and in sum: the answers that the product has to find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from monitor.article import EntityKind, Evidence, Removed

Mood = Literal["good", "plain", "bad"]


@dataclass(frozen=True, slots=True)
class ActorCount:
    """How often an article names an actor: occurrences in the clean text and in the title."""

    actor: str
    text: int
    title: int


@dataclass(frozen=True, slots=True)
class CountryCount:
    """How often an article names a country, in text and title, and by which evidence (both together).

    The evidence is the printed form: a capital that speaks ("Nairobi said") is ``government``. Whether the
    country's own name acts as one ("Kenya bans barbecues") is left open; it stands as ``name``.
    """

    iso: str
    text: int
    title: int
    evidence: dict[Evidence, int]


@dataclass(frozen=True, slots=True)
class ArticleTruth:
    """The truth of one article; ``number`` is its place in the demo, from 0."""

    number: int
    url: str
    source: str
    language: str
    topic: str
    """The topic file's name; the language for articles in another language than English."""
    mood: Mood
    """How most of its sentences were chosen."""
    tone: bool
    """Whether the language is one whose tone is scored."""
    story: int
    """Articles with the same number are near-copies of one report."""
    copy: bool
    """True for a reprint, False for the first print of its story."""
    dated: bool
    day: date | None
    """The day of publication (UTC); None where the date is missing or impossible."""
    title_only: bool
    lead: str | None
    """The country that the article is about, alpha-3."""
    actors: tuple[ActorCount, ...]
    countries: tuple[CountryCount, ...]
    removed: tuple[Removed, ...]
    """The lines to be cleaned away, in the order in which they stand."""
    text: str
    """The text without them."""


@dataclass(frozen=True, slots=True)
class SourceTruth:
    """One outlet: who it is, and the days on which it may publish."""

    source: str
    name: str
    country: str
    language: str
    style: str
    first_day: date
    last_day: date
    silent: tuple[date, date] | None
    """The first and the last day of its week without an article."""


@dataclass(frozen=True, slots=True)
class Burst:
    """A planted rise: an entity that fills the news from ``start`` to ``end`` (inclusive)."""

    entity: str
    kind: EntityKind
    topic: str
    start: date
    end: date
    factor: float
    """Stories a day that name the entity, in the burst against all other days."""


@dataclass(frozen=True, slots=True)
class ToneShift:
    """An actor that is written about in one mood before ``day`` and in another from then on."""

    actor: str
    day: date
    before: Mood
    after: Mood


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything that was planted in a demo from ``start`` to ``end`` (inclusive days, UTC)."""

    start: date
    end: date
    articles: tuple[ArticleTruth, ...]
    sources: tuple[SourceTruth, ...]
    late_source: SourceTruth | None
    silent_source: SourceTruth | None
    stopped_source: SourceTruth | None
    bursts: tuple[Burst, ...]
    tone_shifts: tuple[ToneShift, ...]
    people: frozenset[str]
    """The full names of the invented people who may be quoted."""

    @property
    def stories(self) -> int:
        """How many different reports there are; their near-copies do not count."""
        return len({article.story for article in self.articles})

    @property
    def undated(self) -> int:
        """How many articles have no date to trust."""
        return sum(not article.dated for article in self.articles)
