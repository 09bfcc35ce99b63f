"""A few questions as people would answer them otherwise: pandas, SQLite with indexes, DuckDB's own tables.

All of them count exactly what the monitor counts, on the same articles, and have everything loaded before the
clock starts: the frames in memory, the databases built, indexed and warm.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd

from monitor.filters import Filters
from monitor.query.choices import choices
from monitor.query.counts import counts
from monitor.query.desk import Desk
from monitor.store.snapshot import Snapshot

Side = Callable[[], object]
_ARTICLES = ("article_id", "story_id", "source", "language", "day")
_MENTIONS = ("article_id", "entity", "kind", "day")

_ACTORS = """
    SELECT m.entity, count(DISTINCT a.story_id) AS stories
    FROM mentions m JOIN articles a ON a.article_id = m.article_id
    WHERE m.kind = 'actor' AND a.day BETWEEN '{first}' AND '{last}' AND m.day BETWEEN '{first}' AND '{last}'
    GROUP BY m.entity
"""
_SOURCES = """
    SELECT source, count(DISTINCT story_id) AS stories FROM articles
    WHERE day BETWEEN '{first}' AND '{last}' GROUP BY source
"""
_ACTOR_BY_DAY = """
    SELECT day, count(*) AS stories FROM (
        SELECT min(a.day) AS day FROM mentions m JOIN articles a ON a.article_id = m.article_id
        WHERE m.kind = 'actor' AND m.entity = '{actor}' AND a.day BETWEEN '{first}' AND '{last}'
        GROUP BY a.story_id
    ) AS told GROUP BY day
"""


@dataclass(frozen=True, slots=True)
class _Asked:
    first: date
    last: date
    actor: str


class PlainSides:
    """The other ways, each with the articles of a snapshot."""

    def __init__(self, snapshot: Snapshot, folder: Path) -> None:
        self._articles = _frame(snapshot, "articles", _ARTICLES)
        self._mentions = _frame(snapshot, "mentions", _MENTIONS)
        self._sqlite = _sqlite(folder / f"plain-{len(self._articles)}.sqlite", self._articles, self._mentions)
        self._duckdb = duckdb.connect()
        for name, frame in (("articles", self._articles), ("mentions", self._mentions)):
            self._duckdb.register("frame", frame)
            self._duckdb.execute(f"CREATE TABLE {name} AS FROM frame")
            self._duckdb.unregister("frame")

    def close(self) -> None:
        """Let the databases go."""
        self._sqlite.close()
        self._duckdb.close()

    def questions(self, desk: Desk) -> Iterator[tuple[str, Side, Mapping[str, Side]]]:
        """What is asked, how the monitor answers it, and how the others do."""
        known = choices(desk)
        last = known.last_day or date.max
        for name, days in (("90 days", 90), ("all days", 36_500)):
            first = max(last - timedelta(days=days - 1), known.first_day or last)
            asked = _Asked(first, last, known.actors[5].value)
            for what, (ours, query, in_pandas) in self._ways(desk, asked).items():
                yield f"{what}, {name}", ours, self._others(query.format(**asdict(asked)), in_pandas)

    def _ways(self, desk: Desk, asked: _Asked) -> dict[str, tuple[Side, str, Side]]:
        """What is asked: the monitor's answer, the query, and the answer in pandas."""
        period = Filters(start=asked.first, end=asked.last)
        chosen = replace(period, actors=(asked.actor,))
        return {
            "actors": (lambda: counts(desk, period, ("actor",)), _ACTORS, lambda: self._actors(asked)),
            "sources": (lambda: counts(desk, period, ("source",)), _SOURCES, lambda: self._sources(asked)),
            "one actor by day": (
                lambda: counts(desk, chosen, ("actor", "day")),
                _ACTOR_BY_DAY,
                lambda: self._actor_by_day(asked),
            ),
        }

    def _others(self, query: str, in_pandas: Side) -> Mapping[str, Side]:
        return {
            "pandas in memory": in_pandas,
            "SQLite with indexes": lambda: self._sqlite.execute(query).fetchall(),
            "DuckDB tables": lambda: self._duckdb.execute(query).fetchall(),
        }

    def _actors(self, asked: _Asked) -> pd.Series[int]:
        named = self._mentions[self._mentions["kind"] == "actor"]
        met = named.merge(self._period(asked)[["article_id", "story_id"]], on="article_id")
        return met.groupby("entity", observed=True)["story_id"].nunique()

    def _sources(self, asked: _Asked) -> pd.Series[int]:
        return self._period(asked).groupby("source", observed=True)["story_id"].nunique()

    def _actor_by_day(self, asked: _Asked) -> pd.Series[int]:
        named = self._mentions.loc[self._mentions["entity"] == asked.actor, "article_id"]
        told = self._period(asked)
        told = told[told["article_id"].isin(named)]
        return told.groupby("story_id")["day"].min().value_counts()

    def _period(self, asked: _Asked) -> pd.DataFrame:
        days = self._articles["day"]
        return self._articles[(days >= pd.Timestamp(asked.first)) & (days <= pd.Timestamp(asked.last))]


def _frame(snapshot: Snapshot, table: str, columns: tuple[str, ...]) -> pd.DataFrame:
    frame = snapshot.read(table, columns).to_pandas(date_as_object=False)
    repeated = [name for name in ("source", "language", "entity", "kind") if name in frame.columns]
    return frame.astype(dict.fromkeys(repeated, "category"))


def _sqlite(file: Path, articles: pd.DataFrame, mentions: pd.DataFrame) -> sqlite3.Connection:
    """A database file with the indexes that these questions want."""
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    for name, frame in (("articles", articles), ("mentions", mentions)):
        frame.assign(day=frame["day"].dt.strftime("%Y-%m-%d")).to_sql(name, connection, index=False)
    connection.executescript(
        """
        CREATE UNIQUE INDEX article ON articles (article_id);
        CREATE INDEX day ON articles (day, source, story_id);
        CREATE INDEX named ON mentions (kind, entity, day, article_id);
        ANALYZE;
        """
    )
    return connection
