"""What the reader asked for, as one frozen value: the filters, and one cell of an answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal, get_args

from dateutil.relativedelta import relativedelta

from monitor.errors import FilterError

Measure = Literal["stories", "articles", "mentions"]
CountryRole = Literal["mentioned", "about", "published"]
Dimension = Literal[
    "actor", "country", "source", "language", "publisher", "with_actor", "with_country",
    "alias", "evidence", "voice", "spoken", "place", "day", "week", "month",
]  # fmt: skip
"""What an answer can be split by.

``publisher`` is the country in which the source is at home; ``with_actor`` and ``with_country`` are named in
the same article; ``alias``, ``evidence``, ``voice`` (``outlet``, an actor's id or a speaker as printed),
``spoken`` (``outlet``, ``quoted``) and ``place`` (``title``, ``text``) tell the occurrences apart.
"""
Bucket = Literal["day", "week", "month"]
Sound = Literal["tone", "stance"]
"""How a sentence sounds, or how it treats the one who is counted."""
Scale = Literal["share", "count"]
Order = Literal["newest", "oldest", "most mentions", "most copies", "most positive", "most negative"]
Exported = Literal["articles", "mentions"]
"""What the rows of an export are."""

MEASURES: tuple[Measure, ...] = get_args(Measure)
COUNTRY_ROLES: tuple[CountryRole, ...] = get_args(CountryRole)
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
BUCKETS: tuple[Bucket, ...] = get_args(Bucket)
BUCKET_LENGTHS: dict[Bucket, dict[str, int]] = {"day": {"days": 1}, "week": {"days": 7}, "month": {"months": 1}}
SCALES: tuple[Scale, ...] = get_args(Scale)
ORDERS: tuple[Order, ...] = get_args(Order)
WITH_DIMENSIONS: tuple[Dimension, ...] = ("with_actor", "with_country")
OCCURRENCE_DIMENSIONS: tuple[Dimension, ...] = ("alias", "evidence", "voice", "spoken", "place")
OUTLET, QUOTED = "outlet", "quoted"
ENTITY_DIMENSIONS: frozenset[str] = frozenset({"actor", "country", *WITH_DIMENSIONS, *OCCURRENCE_DIMENSIONS})
"""Those that narrow what is counted, not what it is a share of."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Values of one kind are alternatives, different kinds all hold; an empty tuple lets everything pass.

    ``start`` and ``end`` are inclusive days of the store's time zone; with either one set, undated articles
    do not pass. ``actors`` are ids of the actors file, ``countries`` ISO 3166-1 alpha-3 codes, read in the
    ``country_role``. ``search`` is a Boolean query over title and text.
    """

    start: date | None = None
    end: date | None = None
    actors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    country_role: CountryRole = "mentioned"
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    search: str = ""
    measure: Measure = "stories"

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            raise FilterError(f"The measure {self.measure!r} is unknown. Choose one of: {', '.join(MEASURES)}.")
        if self.country_role not in COUNTRY_ROLES:
            raise FilterError(
                f"The country role {self.country_role!r} is unknown. Choose one of: {', '.join(COUNTRY_ROLES)}."
            )
        if self.start and self.end and self.start > self.end:
            raise FilterError(
                f"The period starts on {self.start} and ends before, on {self.end}. Swap the two days."
            )

    def without_entities(self) -> Filters:
        """The same filters without the actor and country choice: what a share is a share of."""
        return replace(self, actors=(), countries=())


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of an answer: the bar, point or row that the reader clicked. None means: not split by this.

    ``start`` is the first day of the time ``bucket``. ``tone`` keeps the stories (in the other measures: the
    articles) whose mean tone is at least the first and below the second number; ``story`` keeps one, by its id.
    A cell narrows an *answer*, not the question: a story belongs to the bucket of its earliest article that
    passes the filters, whatever other days its copies have.
    """

    actor: str | None = None
    country: str | None = None
    source: str | None = None
    language: str | None = None
    bucket: Bucket | None = None
    start: date | None = None
    publisher: str | None = None
    with_actor: str | None = None
    with_country: str | None = None
    alias: str | None = None
    evidence: str | None = None
    voice: str | None = None
    spoken: str | None = None
    place: str | None = None
    tone: tuple[float, float] | None = None
    story: str | None = None

    def dimensions(self) -> tuple[Dimension, ...]:
        """The dimensions other than time that the answer was split by."""
        return tuple(name for name in _CELL_DIMENSIONS if getattr(self, name) is not None)


ANY_TONE = (-1.0, 1.01)
"""The ``tone`` of a cell that keeps what has a tone at all, and leaves out what was not scored."""

_CELL_DIMENSIONS: tuple[Dimension, ...] = tuple(name for name in DIMENSIONS if name not in BUCKETS)


@lru_cache(maxsize=4096)  # the same few days are asked for again and again, for each row of a chart
def next_start(start: date, bucket: Bucket) -> date:
    """The first day of the bucket after the one that starts on ``start``.

    Raises:
        ValueError: it is behind the year 9999.
    """
    after: date = start + relativedelta(**BUCKET_LENGTHS[bucket])
    return after


def parse_dimensions(text: str) -> tuple[Dimension, ...]:
    """Read ``"actor,week"``.

    Raises:
        FilterError: an unknown or repeated dimension.
    """
    names = [part.strip() for part in text.split(",") if part.strip()]
    for name in names:
        if name not in DIMENSIONS:
            raise FilterError(f"The dimension {name!r} is unknown. Choose from: {', '.join(DIMENSIONS)}.")
    if len(set(names)) != len(names):
        raise FilterError(f"A dimension is named twice in {text!r}. Name each one once.")
    return tuple(names)  # type: ignore[arg-type]  # each was checked against DIMENSIONS just above
