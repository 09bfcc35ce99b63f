"""Small articles with all the rows that belong to them: what a store needs to keep every promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from monitor.store.schema import TABLES
from monitor.store.store import Change, Store

# The emoji and the combining accent stand before the names: offsets are characters, not bytes.
TITLE = "😀 Chad hosts a chess cup"
TEXT = (
    "Cafe\u0301 owners in Lome\u0301 😀 cheered. The mayor of Chad opened the cup.\n\nThe rain stopped at noon."
)
SENTENCES = [(0, 32), (33, 66), (68, 93)]

Rows = Mapping[str, pa.Table]


def tables_of(articles: Iterable[Mapping[str, Any]]) -> Rows:
    """All rows of some articles, each a mapping with ``id`` and maybe ``day``, ``revision``, ``source``."""
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    for article in articles:
        _add(rows, {"day": date(2024, 5, 1), "revision": 1, "source": "lake.example", **article})
    rows["daily"] = daily_of(rows["articles"], rows["mentions"])
    return {table: pa.Table.from_pylist(rows[table], schema) for table, schema in TABLES.items()}


def _add(rows: dict[str, list[dict[str, Any]]], article: Mapping[str, Any]) -> None:
    name, day, revision = article["id"], article["day"], article["revision"]
    published = datetime(day.year, day.month, day.day, 9, tzinfo=UTC) if day else None
    rows["articles"].append(
        {
            "article_id": name,
            "revision": revision,
            "source": article["source"],
            "language": "en",
            "title": TITLE,
            "text": TEXT,
            "title_only": False,
            "removed": [{"text": "Advertisement", "reason": "advertisement"}],
            "published_at": published,
            "day": day,
            "story_id": name,
            "title_tone": 0.0,
            "sentences": [{"start": start, "end": end, "tone": 0.25} for start, end in SENTENCES],
            "about": ["TCD"],
        }
    )
    rows["mentions"] += [
        _mention(name, day, "country", "TCD", TITLE, -1),
        _mention(name, day, "actor", "mayor", TEXT, 1),
    ]
    rows["raw"].append({"article_id": name, "revision": revision, "payload": b"{}"})
    rows["bands"].append({"band": hash(name), "article_id": name, "day": day})
    rows["lines"].append({"line": 1, "article_id": name})


def _mention(name: str, day: date | None, kind: str, entity: str, text: str, sentence: int) -> dict[str, Any]:
    start = text.index("Chad")
    return {
        "article_id": name,
        "day": day,
        "entity": entity,
        "kind": kind,
        "start": start,
        "end": start + 4,
        "sentence": sentence,
        "alias": "Chad",
        "tone": 0.25,
        "in_title": sentence == -1,
    }


def daily_of(
    articles: Iterable[Mapping[str, Any]], mentions: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The additive numbers of articles and their mentions, counted by hand."""
    of = {article["article_id"]: article for article in articles}
    per_article = Counter((mention["article_id"], mention["kind"], mention["entity"]) for mention in mentions)
    rows = [(article, "", "", 0) for article in of.values()]
    rows += [(of[name], kind, entity, count) for (name, kind, entity), count in per_article.items()]
    return [
        {
            "day": article["day"],
            "source": article["source"],
            "language": article["language"],
            "kind": kind,
            "entity": entity,
            "articles": 1,
            "mentions": count,
            "title_only": int(article["title_only"]),
        }
        for article, kind, entity, count in rows
    ]


def put(change: Change, articles: Iterable[Mapping[str, Any]]) -> None:
    """Append all rows of some articles."""
    for table, rows in tables_of(articles).items():
        change.append(table, rows)


def load(store: Store, *names: str, **fields: Any) -> int:
    """Commit articles of these names; returns the number of the snapshot."""
    with store.change("ingest") as change:
        put(change, [{"id": name, **fields} for name in names])
    assert change.snapshot is not None
    return change.snapshot.number


def ids(store: Store, number: int | None = None) -> list[str]:
    """The ids of a snapshot's articles, sorted."""
    return sorted(store.snapshot(number).read("articles", ["article_id"])["article_id"].to_pylist())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture(scope="session", name="load")
def _load() -> Callable[..., int]:
    return load


@pytest.fixture(scope="session", name="put")
def _put() -> Callable[..., None]:
    return put


@pytest.fixture(scope="session", name="ids")
def _ids() -> Callable[..., list[str]]:
    return ids


@pytest.fixture(scope="session", name="tables_of")
def _tables_of() -> Callable[..., Rows]:
    return tables_of
