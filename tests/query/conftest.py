"""Desks over articles that a test writes as small dictionaries; what it does not say has a plain default."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from monitor.query.desk import Desk
from monitor.store.schema import ARTICLES, DAILY, MENTIONS, TABLES
from monitor.store.tallies import tally

Row = Mapping[str, Any]


@pytest.fixture(scope="session")
def tables_of() -> Callable[..., dict[str, pa.Table]]:
    """Arrow tables of ``articles`` and ``mentions`` rows, with the daily table that belongs to them."""
    return _tables


@pytest.fixture(scope="session")
def desk_of() -> Callable[..., Desk]:
    """A desk in memory over ``articles`` and ``mentions`` rows."""
    return lambda articles, mentions=(), **others: Desk.from_tables(_tables(articles, mentions, **others))


@pytest.fixture(scope="session")
def tallied_desk_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Desk]:
    """The same with tallies, which it answers from where it can."""
    folder = tmp_path_factory.mktemp("tallied")
    return lambda articles, mentions=(): Desk.from_tables(_tallied(folder, _tables(articles, mentions)))


def _tallied(folder: Path, tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    files = [str(folder / f"{name}.parquet") for name in ("articles", "mentions")]
    for name, file in zip(("articles", "mentions"), files, strict=True):
        pq.write_table(tables[name], file)
    parts = list(tally((files[:1], files[1:])))
    found = {
        name: pa.concat_tables([TABLES[name].empty_table(), *(getattr(part, name) for part in parts)])
        for name in ("tallies", "spread")
    }
    return {**tables, **found}


def _tables(
    articles: Iterable[Row], mentions: Iterable[Row] = (), **others: Iterable[Row]
) -> dict[str, pa.Table]:
    whole = [_article(row) for row in articles]
    days = {row["article_id"]: row["day"] for row in whole}
    named = [_mention(row, days) for row in mentions]
    return {
        "articles": pa.Table.from_pylist(whole, ARTICLES),
        "mentions": pa.Table.from_pylist(named, MENTIONS),
        "daily": pa.Table.from_pylist(_daily(whole, named), DAILY),
        **{name: pa.Table.from_pylist(list(rows), TABLES[name]) for name, rows in others.items()},
    }


def _article(row: Row) -> dict[str, Any]:
    day: date | None = row.get("day")
    published = datetime.combine(day, time(12), UTC) if day else None
    plain = {
        "revision": 1,
        "cleaner": "1",
        "source": "herald.example",
        "language": "en",
        "title": "A title",
        "text": "",
        "title_only": False,
        "story_id": row["article_id"],
        "published_at": published,
        "day": day,
        "sentences": [],
        "about": [],
        "extra": "{}",
    }
    return {**plain, **row}


def _mention(row: Row, days: Mapping[str, date | None]) -> dict[str, Any]:
    plain = {"kind": "actor", "start": 0, "end": 1, "sentence": 0, "day": days[row["article_id"]]}
    return {**plain, **row, "in_title": row.get("sentence", 0) < 0}


def _daily(articles: list[dict[str, Any]], mentions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    keys = ("day", "source", "source_country", "language")
    place = {row["article_id"]: tuple(row.get(key) for key in keys) for row in articles}
    seen = Counter(place.values())
    bare = Counter(place[row["article_id"]] for row in articles if row["title_only"])
    whole = [(*key, "", "", number, 0, bare[key]) for key, number in seen.items()]
    occurrences = Counter((*place[row["article_id"]], row["kind"], row["entity"]) for row in mentions)
    carriers = Counter(
        (*place[article], kind, entity)
        for article, kind, entity in {(row["article_id"], row["kind"], row["entity"]) for row in mentions}
    )
    named = [(*key, carriers[key], number, 0) for key, number in occurrences.items()]
    return [dict(zip(DAILY.names, row, strict=True)) for row in [*whole, *named]]
