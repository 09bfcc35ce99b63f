"""The tables of the store: their columns, types and units, in one place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Literal

import pyarrow as pa

INSTANT = pa.timestamp("us", tz="UTC")
REMOVED = pa.list_(pa.struct([("text", pa.string()), ("reason", pa.string())]))
SENTENCES = pa.list_(pa.struct([("start", pa.int32()), ("end", pa.int32()), ("tone", pa.float64())]))

ARTICLES = pa.schema(
    [
        ("article_id", pa.string()),
        ("revision", pa.int32()),  # 1 for the first text found at its address
        ("content_hash", pa.string()),  # of title and text as they came
        ("url", pa.string()),
        ("source", pa.string()),
        ("source_country", pa.string()),  # ISO 3166-1 alpha-3, null where unknown
        ("language", pa.string()),  # ISO 639-1, "und" where it can't be told
        ("title", pa.string()),
        ("text", pa.string()),  # clean
        ("title_only", pa.bool_()),
        ("removed", REMOVED),
        ("published_at", INSTANT),  # null: undated
        ("published_raw", pa.string()),
        ("date_from", pa.string()),  # page, feed, file, fetched, or empty
        ("updated_at", INSTANT),
        ("day", pa.date32()),  # of published_at, in the store's time zone; null: undated
        ("ingested_at", INSTANT),
        ("origin", pa.string()),  # file and line
        ("story_id", pa.string()),
        ("title_tone", pa.float64()),
        ("sentences", SENTENCES),
        ("about", pa.list_(pa.string())),
        ("gdelt_tone", pa.float64()),  # GDELT's own, about −100…100: never mixed with ours
        ("gdelt_places", pa.string()),  # GDELT's own, separated by "; "
        ("extra", pa.string()),  # JSON object: whatever else other producers say of the article
        ("cleaner", pa.string()),
        ("annotator", pa.string()),
        ("dictionary", pa.string()),
        ("credit", pa.string()),  # whom the text is from: AP; "with AP" for a part; null: nobody is named
    ]
)

MENTIONS = pa.schema(
    [
        ("article_id", pa.string()),
        ("day", pa.date32()),  # the article's
        ("entity", pa.string()),
        ("kind", pa.string()),  # actor, country
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("sentence", pa.int32()),  # −1 in the title
        ("alias", pa.string()),
        ("evidence", pa.string()),
        ("tone", pa.float64()),
        ("stance", pa.float64()),
        ("voice", pa.string()),
        ("in_title", pa.bool_()),
    ]
)

REVISIONS = ARTICLES
"""Texts that a later one replaced, as they stood in ``articles``."""

RAW = pa.schema(
    [
        ("article_id", pa.string()),
        ("revision", pa.int32()),
        ("payload", pa.binary()),  # JSON of the article as it was read; Parquet compresses it
    ]
)

QUARANTINE = pa.schema(
    [
        ("quarantine_id", pa.string()),  # of file, line, reason and excerpt: the same flaw is kept once
        ("file", pa.string()),
        ("line", pa.int64()),
        ("reason", pa.string()),
        ("excerpt", pa.string()),
        ("at", INSTANT),
    ]
)

DAILY = pa.schema(
    [
        # Additive: a load appends its share (a revision takes its old share back with a minus sign), a
        # reader sums. kind and entity are empty in the rows that count whole articles.
        ("day", pa.date32()),
        ("source", pa.string()),
        ("source_country", pa.string()),
        ("language", pa.string()),
        ("kind", pa.string()),
        ("entity", pa.string()),
        ("articles", pa.int64()),
        ("mentions", pa.int64()),
        ("title_only", pa.int64()),
    ]
)

BANDS = pa.schema(
    [
        # The near-copy index: articles that share a band are candidates for one story.
        ("band", pa.int64()),
        ("article_id", pa.string()),
        ("day", pa.date32()),
    ]
)

LINES = pa.schema(
    [
        # Which articles carry which short line, so that a line which a source repeats is found to be
        # furniture. Not additive: rows go with their article. line is a hash of the source and the line.
        ("line", pa.int64()),
        ("article_id", pa.string()),
    ]
)

_GRAIN = [
    # In which language the articles are that count: "", all of them; else one of them alone.
    ("within", pa.string()),
    # What is counted: "" all articles; else the articles of one source, language, publisher (country in which
    # the source is at home), actor, country (mentioned) or about (country), whose id is the key.
    ("grain", pa.string()),
    ("key", pa.string()),
]

TALLIES = pa.schema(
    [
        # Additive, as daily is. A story of a grain counts on the day of its earliest article there; last is the
        # day of its last one, OPEN_END if some are undated. Tones and stances are sums over stories of their
        # means in billionths, so that they are exact; of squares, 2^30 × high + low is the sum. Articles and
        # what follows count on the articles' own days, in the rows in which last is the same day.
        ("day", pa.date32()),  # null: all undated
        ("last", pa.date32()),
        *_GRAIN,
        *(
            (f"{sound}_{part}", pa.int64())
            for sound in ("tone", "stance")
            for part in ("stories", "sum", "high", "low")
        ),
        ("stories", pa.int64()),
        ("negative", pa.int64()),  # stories whose mean tone is below −LOUD
        ("positive", pa.int64()),  # from LOUD on
        ("articles", pa.int64()),
        ("mentions", pa.int64()),  # of the actor or country; in the other grains of all
        ("actor_mentions", pa.int64()),  # in the other grains: those of actors
        ("title_only", pa.int64()),
    ]
)

SPREAD = pa.schema(
    [
        # Stories that have articles on several days, one row for each story and day: what a period that cuts
        # such a story needs. Additive too: a story that changed takes its old rows back with a minus sign.
        ("day", pa.date32()),
        ("first", pa.date32()),  # the day and the last of the story's row in tallies
        ("last", pa.date32()),
        *_GRAIN,
        ("story_id", pa.string()),
        ("articles", pa.int64()),
        *((f"{sound}_{part}", pa.int64()) for sound in ("tone", "stance") for part in ("sum", "n")),
    ]
)

OCCURRENCES = pa.schema(
    [
        # Each mention once more, with what filters ask of its article, laid out by the entity. kind is empty in
        # the rows that stand for whole articles: their sums are over all mentions and sentences, and nobody's
        # stance is theirs. Their entity is COPY where the story is named after another article, else empty.
        *(field for field in MENTIONS if field.name not in ("start", "end")),
        *map(ARTICLES.field, ("story_id", "published_at", "source", "source_country", "language", "about")),
        ARTICLES.field("title_only"),
        ("leads", pa.bool_()),  # the first one of the entity in the article
        ("opens", pa.bool_()),  # the first one of the entity in its sentence
        # In rows that open: what all of the entity in the sentence come to. The stance is the mean; like the
        # voice it is null where the sentence holds no other one.
        ("sentence_mentions", pa.int32()),
        ("sentence_stance", pa.float64()),
        ("sentence_voice", pa.string()),
        # In rows that lead: what all of the entity in the article come to. The sums are over sentences, and
        # of an entity null where the article holds no other one.
        ("article_mentions", pa.int32()),
        *(
            (f"article_{sound}_{part}", kind)
            for sound in ("tone", "stance")
            for part, kind in (("sum", pa.float64()), ("n", pa.int32()))
        ),
        # Whom the article names, this entity too; null in rows that don't lead, and for nobody.
        ("actors", pa.list_(pa.string())),
        ("countries", pa.list_(pa.string())),
    ]
)

WHOLE: Literal[""] = ""
"""The kind of the rows of ``occurrences`` that stand for whole articles."""
COPY = "copy"
"""The entity of those of them whose story is named after another article: they lie together."""

OF_WHOLE = tuple(
    field.name
    for field in OCCURRENCES
    if field.name in (*ARTICLES.names, "actors", "countries") or field.name.startswith("article_")
)
"""The columns of these rows that a question about whole articles may ask for."""

OF_NAMES = (
    "article_id",
    "kind",
    "entity",
    "tone",
    "stance",
    "sentence_stance",
    *(field.name for field in OCCURRENCES if field.name.startswith("article_") and field.name != "article_id"),
)
"""The columns of the rows that lead which tell of the entity; the rest stands in the row of the article."""

LOUD = 0.05
"""A mean tone so far from 0 is not neutral.

Source: C. J. Hutto and E. Gilbert (2014), VADER, ICWSM 8 (1), 216–225; their code names ±0.05 as typical.
"""

OPEN_END = date(9999, 12, 31)

TABLES: dict[str, pa.Schema] = {
    "articles": ARTICLES,
    "mentions": MENTIONS,
    "revisions": REVISIONS,
    "raw": RAW,
    "quarantine": QUARANTINE,
    "daily": DAILY,
    "bands": BANDS,
    "lines": LINES,
    "tallies": TALLIES,
    "spread": SPREAD,
    "occurrences": OCCURRENCES,
}

LATER: dict[str, tuple[str, ...]] = {"articles": ("credit",), "revisions": ("credit",)}
"""Columns, at the end of their tables, that stores of older programs lack: null there. The next change of the
table writes them."""


def missing_later(table: str, columns: Collection[str]) -> list[str]:
    """The columns added since by which ``columns`` of the table are short."""
    return [name for name in LATER.get(table, ()) if name not in columns]


SNAPSHOTS = pa.schema(
    [
        # One row per commit; the newest row is the store. A table is read at the version named here, so a
        # commit over several tables is all there or not there.
        ("snapshot", pa.int64()),  # 1, 2, 3, …: the data version that links pin
        ("at", INSTANT),
        ("note", pa.string()),  # ingest, retag, demo, …
        ("versions", pa.string()),  # JSON object: table name → Delta version
        ("time_zone", pa.string()),
        ("dictionary", pa.string()),
        ("detail", pa.string()),  # JSON object: what the commit did, for status
    ]
)
