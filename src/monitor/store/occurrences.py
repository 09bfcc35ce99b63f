"""Mentions with what filters ask of their article, laid out by the entity: whose history is asked for reads
its rows alone, and no article. Before them, each article by itself, with what all of it comes to.

They are derived data: :data:`LAID_OUT` makes them of articles and mentions, and :func:`touched` tells which
of those that are there a change touches.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from monitor.store.derived import MADE_OF, Files, asking, number, portions, show
from monitor.store.schema import COPY, OCCURRENCES

# How many mentions an article has, and whom it names.
_NAMED = """
        SELECT article_id, count(*) AS mentions,
               list_sort(list(DISTINCT entity) FILTER (WHERE kind = 'actor')) AS actors,
               list_sort(list(DISTINCT entity) FILTER (WHERE kind = 'country')) AS countries
        FROM {mentions} GROUP BY article_id
    """

_OF_MENTIONS = f"""
    SELECT m.article_id, m.day, m.kind, m.entity, m.sentence, m.alias, m.evidence, m.tone, m.stance, m.voice,
           m.in_title, a.story_id, a.published_at, a.source, a.source_country, a.language, a.about,
           a.title_only,
           m.place = 1 AS leads,
           m.opens,
           CASE WHEN m.opens THEN COALESCE(s.mentions, 1) END AS sentence_mentions,
           CASE WHEN m.opens THEN s.stance END AS sentence_stance,
           CASE WHEN m.opens THEN s.voice END AS sentence_voice,
           CASE WHEN m.place = 1 THEN COALESCE(t.mentions, 1) END AS article_mentions,
           CASE WHEN m.place = 1 THEN t.tone_sum END AS article_tone_sum,
           CASE WHEN m.place = 1 THEN t.tone_n END AS article_tone_n,
           CASE WHEN m.place = 1 THEN t.stance_sum END AS article_stance_sum,
           CASE WHEN m.place = 1 THEN t.stance_n END AS article_stance_n,
           CASE WHEN m.place = 1 THEN n.actors END AS actors,
           CASE WHEN m.place = 1 THEN n.countries END AS countries
    FROM (
        SELECT *,
               row_number() OVER (
                   PARTITION BY article_id, kind, entity ORDER BY sentence, "start", "end"
               ) AS place,
               lag(sentence, 1, -2) OVER (
                   PARTITION BY article_id, kind, entity ORDER BY sentence, "start", "end"
               ) IS DISTINCT FROM sentence AS opens
        FROM {{mentions}}
    ) m
    JOIN {{articles}} a ON a.article_id = m.article_id
    JOIN ({_NAMED}) n ON n.article_id = m.article_id
    LEFT JOIN (
        SELECT article_id, kind, entity, sentence, count(*) AS mentions, round(avg(stance), 12) AS stance,
               max(voice) AS voice
        FROM {{mentions}} GROUP BY article_id, kind, entity, sentence HAVING count(*) > 1
    ) s ON s.article_id = m.article_id AND s.kind = m.kind AND s.entity = m.entity
        AND s.sentence IS NOT DISTINCT FROM m.sentence
    LEFT JOIN (
        SELECT article_id, kind, entity, sum(mentions) AS mentions,
               round(sum(tone), 12) AS tone_sum, count(tone) AS tone_n,
               round(sum(stance), 12) AS stance_sum, count(stance) AS stance_n
        FROM (
            SELECT article_id, kind, entity, sentence, count(*) AS mentions, max(tone) AS tone,
                   avg(stance) AS stance
            FROM {{mentions}} GROUP BY article_id, kind, entity, sentence
        ) GROUP BY article_id, kind, entity HAVING sum(mentions) > 1
    ) t ON t.article_id = m.article_id AND t.kind = m.kind AND t.entity = m.entity
"""

_OF_ARTICLES = f"""
    SELECT a.article_id, a.day, '' AS kind,
           CASE WHEN a.story_id = a.article_id THEN '' ELSE '{COPY}' END AS entity,
           NULL AS sentence, NULL AS alias, NULL AS evidence, NULL AS tone, NULL AS stance, NULL AS voice,
           NULL AS in_title, a.story_id, a.published_at, a.source, a.source_country, a.language, a.about,
           a.title_only,
           TRUE AS leads,
           FALSE AS opens,
           NULL AS sentence_mentions, NULL AS sentence_stance, NULL AS sentence_voice,
           COALESCE(n.mentions, 0) AS article_mentions,
           round(COALESCE(s.tone_sum, 0) + COALESCE(a.title_tone, 0), 12) AS article_tone_sum,
           COALESCE(s.tone_n, 0) + CASE WHEN a.title_tone IS NULL THEN 0 ELSE 1 END AS article_tone_n,
           NULL AS article_stance_sum, NULL AS article_stance_n,
           n.actors, n.countries
    FROM {{articles}} a
    LEFT JOIN ({_NAMED}) n ON n.article_id = a.article_id
    LEFT JOIN (
        SELECT article_id, sum(sentence.tone) AS tone_sum, count(sentence.tone) AS tone_n
        FROM (SELECT article_id, unnest(sentences) AS sentence FROM {{articles}}) GROUP BY article_id
    ) s ON s.article_id = a.article_id
"""

LAID_OUT = f"{_OF_MENTIONS} UNION ALL {_OF_ARTICLES}"
"""The rows of occurrences in the SQL of DuckDB, of relations with the columns of articles and of mentions.

Means and sums are rounded far below what a score means, so that they don't depend on the order of the rows.
"""

# Which of the changed articles were there, in which days they lay and lie, and how many are in new files whole.
# One whose mentions alone came is in a file that was there before.
_GONE = """
    SELECT article_id FROM changed ANTI JOIN (
        FROM added_articles ANTI JOIN removed_articles USING (article_id)
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
            relations = dict(zip(MADE_OF, chosen, strict=True))
            # One after the other, for the memory that each needs.
            for rows in (_OF_ARTICLES, _OF_MENTIONS):
                found = connection.execute(rows.format(**relations)).to_arrow_table()
                yield found.select(OCCURRENCES.names).cast(OCCURRENCES)
