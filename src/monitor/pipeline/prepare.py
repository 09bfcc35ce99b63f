"""An article as it was read becomes the rows that the store keeps of it; runs in the annotating processes."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from monitor.annotate.annotator import Annotator
from monitor.annotate.stories import fingerprint
from monitor.article import (
    Annotation,
    Mention,
    Quarantined,
    RawArticle,
    Sentence,
    article_id,
    content_hash,
)
from monitor.ingest.clean import CLEANER_VERSION, Cleaned, clean, furniture_key
from monitor.ingest.credit import wire_credit
from monitor.ingest.urls import canonical_url
from monitor.store.schema import ARTICLES, BANDS, LINES, MENTIONS, RAW

_NUMBER = re.compile(r"-?\d+(\.\d+)?")

_CREDITED = ("authors", "agency", "credit", "wire")
"""Fields of other producers that may name an agency."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article with its names: what it is called, and what its content is called."""

    article_id: str
    content_hash: str
    url: str | None
    raw: RawArticle
    revision: int = 1
    ingested_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """The rows of some articles, one table each; ``story_id`` is still null, stories need the neighbours.

    ``flaws`` are the inputs that gave no rows, with the reason.
    """

    articles: pa.Table
    mentions: pa.Table
    bands: pa.Table
    lines: pa.Table
    raw: pa.Table
    flaws: tuple[Quarantined, ...] = ()

    @classmethod
    def join(cls, parts: Sequence[Prepared]) -> Prepared:
        """The rows of all parts, in their order."""
        tables = {
            name: pa.concat_tables([schema.empty_table(), *(getattr(part, name) for part in parts)])
            for name, schema in TABLES.items()
        }
        return cls(**tables, flaws=tuple(flaw for part in parts for flaw in part.flaws))

    def ids(self) -> set[str]:
        """The articles that have rows."""
        return set(self.articles["article_id"].to_pylist())

    def only(self, ids: Sequence[str]) -> Prepared:
        """The rows of the named articles, without the flaws."""
        wanted = pa.array(ids, type=pa.string())
        tables = {name: getattr(self, name) for name in TABLES}
        return Prepared(
            **{
                name: table.filter(pc.is_in(table["article_id"], value_set=wanted))
                for name, table in tables.items()
            }
        )

    def with_revisions(self, revisions: Mapping[str, int]) -> Prepared:
        """The same rows, numbered as the revisions that they turned out to be."""
        return replace(self, articles=_numbered(self.articles, revisions), raw=_numbered(self.raw, revisions))


READ = ["language", "title_tone", "sentences", "about", "annotator", "dictionary"]
"""The columns of an article that reading it fills."""
TO_READ = ["article_id", "day", "title", "text", "published_at", *READ]
"""What must be known of an article to read it again, and to tell whether it reads differently."""

MENTIONED = pa.field(
    "mentioned",
    pa.list_(pa.struct([field for field in MENTIONS if field.name not in ("article_id", "day")])),
)
"""What is stored of its mentions, in any order."""

_READ_AGAIN = pa.schema(
    [*(ARTICLES.field(name) for name in READ), ("differs", pa.bool_()), ("counts_differ", pa.bool_())]
)

TABLES = {"articles": ARTICLES, "mentions": MENTIONS, "bands": BANDS, "lines": LINES, "raw": RAW}


def _numbered(table: pa.Table, revisions: Mapping[str, int]) -> pa.Table:
    column = pa.array([revisions[article_id] for article_id in table["article_id"].to_pylist()], pa.int32())
    return table.set_column(table.schema.get_field_index("revision"), "revision", column)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What one process needs to prepare articles: the annotator, and whose days are counted."""

    annotator: Annotator
    dictionary: str
    time_zone: ZoneInfo

    def prepare(self, incoming: Sequence[Incoming], furniture: frozenset[int]) -> Prepared:
        """Clean, annotate and fingerprint.

        Args:
            incoming: the articles.
            furniture: hashes (as in ``short_lines``) of the lines that their sources are known to repeat.
        """
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
        flaws = []
        for item in incoming:
            try:
                self._add(rows, item, furniture)
            except Exception as error:  # one odd text must not take the rest of its file down
                logger.exception("preparing %s failed", item.raw.origin)
                flaws.append(failed(item, error))
        tables = {name: pa.Table.from_pylist(rows[name], schema) for name, schema in TABLES.items()}
        return Prepared(**tables, flaws=tuple(flaws))

    def read_again(self, articles: pa.Table) -> tuple[pa.Table, pa.Table]:
        """Read stored articles again with this workshop's dictionary.

        Args:
            articles: rows of ``articles`` with the columns ``TO_READ`` and ``MENTIONED``.

        Returns:
            the columns ``READ``, row for row, with two that say whether any of them ``differs`` (but the
            dictionary, whose version alone is no difference), and whether what is counted does, its language or
            its mentions (``counts_differ``); and the rows of ``mentions`` of the articles that count otherwise.
        """
        rows: list[dict[str, Any]] = []
        mentions: list[dict[str, Any]] = []
        for row in articles.select([*TO_READ, MENTIONED.name]).to_pylist():
            before = _stored(row)
            known = row["annotator"] == self.annotator.version
            annotation = self.annotator.annotate(
                row["title"],
                row["text"],
                published=row["published_at"],
                language=row["language"],
                before=before if known else None,
            )
            read = self._annotation_columns(annotation)
            differs = any(row[name] != value for name, value in read.items() if name != "dictionary")
            counted = (annotation.language, tuple(sorted(annotation.mentions, key=_place)))
            counts_differ = counted != (before.language, before.mentions)
            rows.append({**read, "differs": differs, "counts_differ": counts_differ})
            if counts_differ:
                mentions.extend(_mention_rows(row["article_id"], row["day"], annotation))
        return pa.Table.from_pylist(rows, _READ_AGAIN), pa.Table.from_pylist(mentions, MENTIONS)

    def _add(self, rows: Mapping[str, list[dict[str, Any]]], item: Incoming, furniture: frozenset[int]) -> None:
        keys = short_lines(item.raw)
        cleaned = clean(
            item.raw.title,
            item.raw.text,
            furniture=frozenset(key for key, hashed in keys.items() if hashed in furniture),
        )
        annotation = self.annotator.annotate(
            cleaned.title, cleaned.text, published=item.raw.published_at, language=item.raw.language
        )
        day = _day(item.raw.published_at, self.time_zone)
        # Nothing is added before everything that can fail is done: an article has all its rows or none.
        bands = fingerprint(cleaned.text).bands.tolist()
        payload = orjson.dumps(item.raw)
        rows["articles"].append(self._article_row(item, cleaned, annotation, day))
        rows["mentions"].extend(_mention_rows(item.article_id, day, annotation))
        rows["bands"].extend({"band": band, "article_id": item.article_id, "day": day} for band in bands)
        rows["lines"].extend({"line": hashed, "article_id": item.article_id} for hashed in keys.values())
        rows["raw"].append({"article_id": item.article_id, "revision": item.revision, "payload": payload})

    def _article_row(
        self, item: Incoming, cleaned: Cleaned, annotation: Annotation, day: date | None
    ) -> dict[str, Any]:
        raw = item.raw
        return {
            "article_id": item.article_id,
            "revision": item.revision,
            "content_hash": item.content_hash,
            "url": raw.url,
            "source": raw.source,
            "source_country": raw.source_country,
            "title": cleaned.title,
            "text": cleaned.text,
            "title_only": raw.title_only,
            "removed": [{"text": piece.text, "reason": piece.reason} for piece in cleaned.removed],
            "published_at": raw.published_at,
            "published_raw": raw.published_raw,
            "date_from": raw.date_from,
            "updated_at": raw.updated_at,
            "day": day,
            "ingested_at": item.ingested_at,
            "origin": raw.origin,
            **_other_producers(raw.extra),
            "credit": wire_credit(raw.text, [raw.extra[name] for name in _CREDITED if name in raw.extra]),
            "cleaner": CLEANER_VERSION,
            **self._annotation_columns(annotation),
        }

    def _annotation_columns(self, annotation: Annotation) -> dict[str, Any]:
        return {
            "language": annotation.language,
            "title_tone": annotation.title_tone,
            "sentences": [
                {"start": sentence.start, "end": sentence.end, "tone": sentence.tone}
                for sentence in annotation.sentences
            ],
            "about": list(annotation.about),
            "annotator": self.annotator.version,
            "dictionary": self.dictionary,
        }


def _other_producers(extra: dict[str, str]) -> dict[str, Any]:
    """What others measured: GDELT's tone and places in columns of their own, the rest as it came."""
    rest = dict(extra)
    tone, places = rest.pop("gdelt_tone", ""), rest.pop("gdelt_places", None)
    return {
        "gdelt_tone": float(tone) if _NUMBER.fullmatch(tone) else None,
        "gdelt_places": places,
        "extra": orjson.dumps(rest).decode(),
    }


def _stored(row: Mapping[str, Any]) -> Annotation:
    """What an article was read as, from its columns ``TO_READ`` and ``MENTIONED``; mentions by their place."""
    return Annotation(
        language=row["language"],
        sentences=tuple(Sentence(**sentence) for sentence in row["sentences"]),
        title_tone=row["title_tone"],
        mentions=tuple(sorted((Mention(**one) for one in row[MENTIONED.name]), key=_place)),
        about=tuple(row["about"]),
    )


_place = attrgetter("in_title", "start", "end", "kind", "entity")


def _mention_rows(article_id: str, day: date | None, annotation: Annotation) -> Iterator[dict[str, Any]]:
    # Mentions and sentences are most of what an article gives: reading the fields one by one takes a tenth of
    # the time that dataclasses.asdict takes.
    return (
        {
            "article_id": article_id,
            "day": day,
            "entity": mention.entity,
            "kind": mention.kind,
            "start": mention.start,
            "end": mention.end,
            "sentence": mention.sentence,
            "alias": mention.alias,
            "evidence": mention.evidence,
            "tone": mention.tone,
            "stance": mention.stance,
            "voice": mention.voice,
            "in_title": mention.in_title,
        }
        for mention in annotation.mentions
    )


def name_article(raw: RawArticle, ingested_at: datetime) -> Incoming:
    """Give an article its lasting name."""
    url = canonical_url(raw.url) if raw.url else None
    return Incoming(
        article_id=article_id(url, raw.source, raw.title, raw.text),
        content_hash=content_hash(raw.title, raw.text),
        url=url,
        raw=raw,
        ingested_at=ingested_at,
    )


def read_payload(payload: bytes) -> RawArticle:
    """The article as it was read, from the ``raw`` table."""
    values = orjson.loads(payload)
    for name in ("published_at", "updated_at"):
        values[name] = values[name] and datetime.fromisoformat(values[name]).astimezone(UTC)
    return RawArticle(**values)


def short_lines(raw: RawArticle) -> dict[str, int]:
    """The lines that could be furniture of the article's source: key → hash of source and key."""
    keys = {key for line in raw.text.splitlines() if (key := furniture_key(line)) is not None}
    return {key: _line_hash(raw.source, key) for key in keys}


def _line_hash(source: str, key: str) -> int:
    """A line of a source as a signed 64-bit number."""
    packed = f"{source}\x1f{key}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(packed, digest_size=8).digest(), "big", signed=True)


def _day(published_at: datetime | None, time_zone: ZoneInfo) -> date | None:
    return published_at.astimezone(time_zone).date() if published_at else None


def failed(item: Incoming, error: Exception) -> Quarantined:
    """What is kept of an article that gave no rows."""
    return Quarantined(
        file=item.raw.origin,
        line=None,
        reason=f"This article could not be annotated ({type(error).__name__}: {error}). Please report it.",
        excerpt=(item.raw.title or item.raw.text)[:200],
    )
