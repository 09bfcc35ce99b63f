"""One article, with everything that is known of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    # Where it is, is looked up by itself: the rest is then read in a few files.
    lies = desk.shaped("day of an article", lambda: _own(desk.articles).select("day"), {"id": (article_id,)})
    if not lies.num_rows:
        return None
    asked = _on(desk, lies.column("day")[0].as_py(), id=[article_id])
    (row,) = _rows(asked, "article", lambda: _own(asked.desk.articles).limit(1))
    del row["content_hash"]
    row["removed"] = tuple(Removed(**piece) for piece in row["removed"] or ())
    row["sentences"] = tuple(Sentence(**sentence) for sentence in row["sentences"] or ())
    row["about"] = tuple(row["about"] or ())
    row["extra"] = _other_producers(row)
    return ArticleView(
        **row,
        mentions=_mentions(asked),
        copies=_copies(desk, article_id, row["story_id"], row["day"]),
        revisions=_revisions(asked),
    )


def _other_producers(row: dict[str, Any]) -> dict[str, str]:
    """What others say of the article, GDELT's columns taken out of the row."""
    ours = {"gdelt_tone": row.pop("gdelt_tone"), "gdelt_places": row.pop("gdelt_places")}
    said = {name: str(value) for name, value in ours.items() if value is not None}
    return said | (orjson.loads(row["extra"]) if row["extra"] else {})


def _mentions(asked: Prepared) -> tuple[Mention, ...]:
    order = (ibis.desc("in_title"), "start", ibis.desc("end"), "kind", "entity")

    def question() -> ir.Table:
        return _own(asked.desk.mentions).order_by(*order).select(*_columns(Mention))

    return tuple(Mention(**row) for row in _rows(asked, "mentions", question))


def _copies(desk: Desk, article_id: str, story_id: str, day: date | None) -> tuple[Copy, ...]:
    days = days_of(desk, Filters(), [story_id], [day])
    asked = _on(desk, *days, stories=[story_id], itself=[article_id]).naming(**blanks_of(days))

    def question() -> ir.Table:
        articles = on_days(asked.desk.articles, len(days))
        others = articles.filter(
            articles.story_id.isin([blank("stories")]), articles.article_id.notin([blank("itself")])
        )
        ordered = others.order_by(ibis.asc("published_at", nulls_first=False), "article_id")
        return ordered.select(*_columns(Copy))

    rows = asked.arrow(("copies of an article", len(days)), question)
    return tuple(Copy(**row) for row in rows.to_pylist())


def _revisions(asked: Prepared) -> tuple[Revision, ...]:
    def question() -> ir.Table:
        return _own(asked.desk.revisions).order_by("revision").select(*_columns(Revision))

    return tuple(Revision(**row) for row in _rows(asked, "revisions", question))


def _on(desk: Desk, *days: date | None, **lists: Sequence[str]) -> Prepared:
    """What lies in some days, with few others; with all others where no day is told, or one is none."""
    known = [day for day in days if day is not None]
    near = Filters(start=min(known), end=max(known)) if known and len(known) == len(days) else Filters()
    return Prepared.of(desk, near).naming(**lists)


def _rows(asked: Prepared, what: str, question: Callable[[], ir.Table]) -> list[dict[str, Any]]:
    """The rows of a question about one article."""
    return list(asked.arrow(("of one article", what), question).to_pylist())


def _own(rows: ir.Table) -> ir.Table:
    return rows.filter(rows.article_id == blank("id"))


def _columns(shape: type) -> list[str]:
    return [field.name for field in fields(shape)]
