"""One article, with everything that is known of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import ibis
import ibis.expr.types as ir
import orjson

from monitor.article import Mention, Removed, Sentence
from monitor.filters import Filters
from monitor.query.desk import Desk, blank
from monitor.query.prepared import Prepared
from monitor.query.storydays import blanks_of, days_of, on_days


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article of the same story."""

    article_id: str
    source: str
    source_country: str | None
    day: date | None
    published_at: datetime | None
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Revision:
    """A text that a later one replaced at the same address."""

    revision: int
    title: str
    text: str
    updated_at: datetime | None
    ingested_at: datetime | None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """What the reader page shows.

    Offsets of ``sentences`` and ``mentions`` are characters of ``text``, or of ``title`` for mentions in it.
    Mentions come in reading order, the title first; copies and revisions the oldest first. ``credit`` is the
    agency that the text names as its origin, ``extra`` what other producers measured. All of it but ids,
    numbers and dates was written by strangers.
    """

    article_id: str
    revision: int
    url: str | None
    source: str
    source_country: str | None
    language: str
    title: str
    text: str
    title_only: bool
    removed: tuple[Removed, ...]
    published_at: datetime | None
    published_raw: str | None
    date_from: str
    updated_at: datetime | None
    day: date | None
    ingested_at: datetime | None
    origin: str | None
    story_id: str
    title_tone: float | None
    sentences: tuple[Sentence, ...]
    about: tuple[str, ...]
    extra: dict[str, str]
    cleaner: str | None
    annotator: str | None
    dictionary: str | None
    credit: str | None
    mentions: tuple[Mention, ...]
    copies: tuple[Copy, ...]
    revisions: tuple[Revision, ...]


def read_article(desk: Desk, article_id: str) -> ArticleView | None:
    """Read one article; None when this snapshot has none of that id."""
    found = _asked(desk, "article", article_id, lambda id_: _own(desk.articles, id_).limit(1))
    if not found:
        return None
    row = found[0]
    del row["content_hash"]
    row["removed"] = tuple(Removed(**piece) for piece in row["removed"] or ())
    row["sentences"] = tuple(Sentence(**sentence) for sentence in row["sentences"] or ())
    row["about"] = tuple(row["about"] or ())
    row["extra"] = _other_producers(row)
    return ArticleView(
        **row,
        mentions=_mentions(desk, article_id),
        copies=_copies(desk, article_id, row["story_id"], row["day"]),
        revisions=_revisions(desk, article_id),
    )


def _other_producers(row: dict[str, Any]) -> dict[str, str]:
    """What others say of the article, GDELT's columns taken out of the row."""
    ours = {"gdelt_tone": row.pop("gdelt_tone"), "gdelt_places": row.pop("gdelt_places")}
    said = {name: str(value) for name, value in ours.items() if value is not None}
    return said | (orjson.loads(row["extra"]) if row["extra"] else {})


def _mentions(desk: Desk, article_id: str) -> tuple[Mention, ...]:
    order = (ibis.desc("in_title"), "start", ibis.desc("end"), "kind", "entity")

    def question(id_: str) -> ir.Table:
        return _own(desk.mentions, id_).order_by(*order).select(*_columns(Mention))

    return tuple(Mention(**row) for row in _asked(desk, "mentions", article_id, question))


def _copies(desk: Desk, article_id: str, story_id: str, day: date | None) -> tuple[Copy, ...]:
    days = days_of(desk, Filters(), [story_id], [day])
    asked = Prepared.of(desk, Filters(), stories=[story_id], itself=[article_id]).naming(**blanks_of(days))

    def question() -> ir.Table:
        articles = on_days(asked.desk.articles, len(days))
        others = articles.filter(
            articles.story_id.isin([blank("stories")]), articles.article_id.notin([blank("itself")])
        )
        ordered = others.order_by(ibis.asc("published_at", nulls_first=False), "article_id")
        return ordered.select(*_columns(Copy))

    rows = asked.arrow(("copies of an article", len(days)), question)
    return tuple(Copy(**row) for row in rows.to_pylist())


def _revisions(desk: Desk, article_id: str) -> tuple[Revision, ...]:
    def question(id_: str) -> ir.Table:
        return _own(desk.revisions, id_).order_by("revision").select(*_columns(Revision))

    return tuple(Revision(**row) for row in _asked(desk, "revisions", article_id, question))


def _asked(desk: Desk, what: str, article_id: str, question: Callable[[str], ir.Table]) -> list[dict[str, Any]]:
    """The rows of a question about one article, whose id it is told as a blank."""
    shape = ("of one article", what)
    return list(desk.shaped(shape, lambda: question(blank("id")), {"id": (article_id,)}).to_pylist())


def _own(rows: ir.Table, article_id: str) -> ir.Table:
    return rows.filter(rows.article_id == article_id)


def _columns(shape: type) -> list[str]:
    return [field.name for field in fields(shape)]
