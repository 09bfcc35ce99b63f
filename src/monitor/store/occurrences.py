"""Mentions with what filters ask of their article, laid out by the entity: whose history is asked for reads
its rows alone, and no article.

They are derived data: :data:`LAID_OUT` makes them of articles and mentions, and :func:`touched` tells which
of those that are there a change touches.
"""

from __future__ import annotations

from collections.abc import Iterator
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

# Which of the changed articles were there, in which days they lay and lie, and how many are in new files whole.
_GONE = """
    SELECT article_id FROM changed SEMI JOIN (
        SELECT article_id FROM removed_articles UNION ALL SELECT article_id FROM removed_mentions
    ) USING (article_id)
"""
_DAYS = """
    SELECT min(day), max(day) FROM (
        SELECT article_id, day FROM removed_articles
        UNION ALL SELECT article_id, day FROM added_articles
        UNION ALL SELECT article_id, day FROM removed_mentions
        UNION ALL SELECT article_id, day FROM added_mentions
    ) SEMI JOIN changed USING (article_id)
"""
_NEW = "SELECT count(*) FROM changed SEMI JOIN added_articles USING (article_id)"

Days = tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class Touched:
    """Where the occurrences are that a change touches.

    ``gone`` are the ids of articles that were there; they lay in ``days`` (None: in any), and what they are now
    lies in them too. ``is_news``: all that is to be laid out stands in the files that the change added.
    """

    gone: list[str]
    days: Days
    is_news: bool


def touched(articles: pa.Array, removed: Files, added: Files) -> Touched:
    """Where the occurrences are that a change touches.

    Args:
        articles: the ids of those that came, went or changed, their mentions too.
        removed: the files that are gone.
        added: those that are new.

    Raises:
        StoreBrokenError: a file is missing or can't be read.
    """
    with asking(len(articles)) as connection:
        connection.register("changed", pa.table({"article_id": articles}))
        show(connection, "removed", removed)
        show(connection, "added", added)
        gone = connection.execute(_GONE).to_arrow_table()["article_id"].to_pylist()
        low, high = connection.execute(_DAYS).fetchall()[0]
        (new,) = connection.execute(_NEW).fetchall()[0]
    # An article whose mentions alone came is in a file that was there before.
    return Touched(gone, None if low is None else (low, high), is_news=not gone and new == len(articles))


def lay_out(files: Files, articles: pa.Array | None = None) -> Iterator[pa.Table]:
    """The occurrences of the articles of some files, or of those of them that are named by their ids, in
    portions of some days.

    Raises:
        StoreBrokenError: a file is missing or can't be read.
    """
    size = number(files) if articles is None else len(articles)
    with asking(size) as connection:
        show(connection, "all", files)
        named = ""
        if articles is not None:
            connection.register("changed", pa.table({"article_id": articles}))
            named = "SEMI JOIN changed USING (article_id)"
        for condition in portions(connection, f"(FROM all_articles {named})"):
            chosen = (f"(FROM all_{table} {named} WHERE {condition})" for table in MADE_OF)
            query = LAID_OUT.format(**dict(zip(MADE_OF, chosen, strict=True)))
            found = connection.execute(query).to_arrow_table()
            yield found.select(OCCURRENCES.names).cast(OCCURRENCES)
