"""Mentions with what filters ask of their article, laid out by the entity: whose history is asked for reads
its rows alone, and no article.

They are derived data: :data:`LAID_OUT` makes them of articles and mentions, and :func:`relaid` tells what a
change makes of those that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from monitor.store.derived import MADE_OF, Files, asking, number, portions, show
from monitor.store.schema import OCCURRENCES

LAID_OUT = """
    SELECT m.article_id, m.day, m.kind, m.entity, m.sentence, m.alias, m.evidence, m.tone, m.stance, m.voice,
           m.in_title, a.story_id, a.published_at, a.source, a.source_country, a.language, a.about,
           a.title_only,
           m.place = 1 AS leads,
           CASE WHEN m.place = 1 THEN n.actors END AS actors,
           CASE WHEN m.place = 1 THEN n.countries END AS countries
    FROM (
        SELECT *, row_number() OVER (
            PARTITION BY article_id, kind, entity ORDER BY in_title DESC, "start", "end"
        ) AS place
        FROM {mentions}
    ) m
    JOIN {articles} a ON a.article_id = m.article_id
    JOIN (
        SELECT article_id,
               list_sort(list(DISTINCT entity) FILTER (WHERE kind = 'actor')) AS actors,
               list_sort(list(DISTINCT entity) FILTER (WHERE kind = 'country')) AS countries
        FROM {mentions} GROUP BY article_id
    ) n ON n.article_id = m.article_id
"""
"""The rows of occurrences in the SQL of DuckDB, of relations with the columns of articles and of mentions."""

# In which days the changed articles lay and lie, and which of them were there.
_DAYS = """
    SELECT min(day), max(day), count(*) FROM (
        SELECT article_id, day FROM removed_articles
        UNION ALL SELECT article_id, day FROM added_articles
        UNION ALL SELECT article_id, day FROM removed_mentions
        UNION ALL SELECT article_id, day FROM added_mentions
    ) SEMI JOIN changed USING (article_id)
"""
_GONE = """
    SELECT article_id FROM changed SEMI JOIN (
        SELECT article_id FROM removed_articles UNION ALL SELECT article_id FROM removed_mentions
    ) USING (article_id)
"""

Days = tuple[date, date] | None
FilesOf = Callable[[Days], Files]


@dataclass(frozen=True, slots=True)
class Relaid:
    """What a change makes of the occurrences: those of the articles ``gone``, which lay in ``days`` (None: in
    any), are replaced by ``rows``."""

    gone: list[str]
    days: Days
    rows: pa.Table


def lay_out(files: Files) -> Iterator[pa.Table]:
    """The occurrences of all rows of the files, in portions of some days.

    Raises:
        StoreBrokenError: a file is missing or can't be read.
    """
    with asking(number(files)) as connection:
        show(connection, "all", files)
        for condition in portions(connection, "all_articles"):
            articles, mentions = (f"(FROM all_{table} WHERE {condition})" for table in ("articles", "mentions"))
            query = LAID_OUT.format(articles=articles, mentions=mentions)
            yield _rows(connection.execute(query).to_arrow_table())


def relaid(articles: pa.Array, removed: Files, added: Files, after: FilesOf) -> Relaid:
    """What a change makes of the occurrences.

    Args:
        articles: the ids of those that came, went or changed, their mentions too.
        removed: the files that are gone.
        added: those that are new.
        after: gives the files that are there now, those that may hold a row of a period or all.

    Raises:
        StoreBrokenError: a file is missing or can't be read.
    """
    with asking(len(articles)) as connection:
        connection.register("changed", pa.table({"article_id": articles}))
        show(connection, "removed", removed)
        show(connection, "added", added)
        low, high, rows = connection.execute(_DAYS).fetchall()[0]
        if not rows:
            return Relaid([], None, OCCURRENCES.empty_table())
        days = None if low is None else (low, high)
        gone = connection.execute(_GONE).to_arrow_table()["article_id"].to_pylist()
        # Of news alone everything is in the new files; else what stayed of an article may lie in old ones.
        show(connection, "there", after(days) if gone else added)
        chosen = (f"(FROM there_{table} SEMI JOIN changed USING (article_id))" for table in MADE_OF)
        query = LAID_OUT.format(**dict(zip(MADE_OF, chosen, strict=True)))
        return Relaid(gone, days, _rows(connection.execute(query).to_arrow_table()))


def _rows(found: pa.Table) -> pa.Table:
    return found.select(OCCURRENCES.names).cast(OCCURRENCES)
