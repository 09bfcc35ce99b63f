"""Daily aggregates of everything that a page counts, exact for any period.

A story counts once, on the day of its earliest article that passes, so numbers of stories can't be added up
over days. But they can be added up by the first *and* the last day of a story: the stories that begin and end
in a period lie in it whole. What the period cuts, a few stories at either end, is counted from rows of its own.

Tallies are derived data: :func:`tally` makes them of articles and mentions alone, and :func:`retally` takes
back what the stories that a change touches gave before, and adds what they give now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from monitor.store.derived import CHUNK_ARTICLES, Files, asking, number, portions, show
from monitor.store.schema import LOUD, SPREAD, TABLES, TALLIES

BILLIONTHS = 10**9
HALF = 2**30
"""Squares of billionths are kept in two halves that fit into 64 bits however many are added up."""

SOUNDS = ("tone", "stance")
NUMBERS = {
    "tallies": [name for name in TALLIES.names if TALLIES.field(name).type == pa.int64()],
    "spread": [name for name in SPREAD.names if SPREAD.field(name).type == pa.int64()],
}
"""What is added up; the other columns say of what."""


@dataclass(frozen=True, slots=True)
class Tallied:
    """Rows of ``tallies`` and of ``spread``."""

    tallies: pa.Table
    spread: pa.Table


def tally(files: Files) -> Iterator[Tallied]:
    """The tallies of all rows of the files, in portions.

    Raises:
        StoreBrokenError: a file is missing or can't be read.
    """
    with asking(number(files)) as connection:
        show(connection, "all", files)
        connection.execute("CREATE VIEW chosen_articles AS FROM all_articles")
        connection.execute("CREATE VIEW chosen_mentions AS FROM all_mentions")
        yield from _tallied(connection)


def retally(before: Files, after: Files, removed: Files, added: Files, articles: pa.Array) -> Tallied:
    """What a change adds to the tallies; what it takes back stands there in negative numbers.

    Args:
        before: the files that were there.
        after: those that are there now.
        removed: those of ``before`` that are gone.
        added: those that are new.
        articles: the ids of all that came, went or changed, or whose mentions did; others don't matter.

    Raises:
        StoreBrokenError: a file is missing or can't be read.
    """
    parts = [Tallied(TALLIES.empty_table(), SPREAD.empty_table())]
    with asking(len(articles)) as connection:
        for name, files in (("before", before), ("after", after), ("removed", removed), ("added", added)):
            show(connection, name, files)
        connection.register("changed", pa.table({"article_id": articles}))
        connection.execute(_TOUCHED)
        if any(removed) or connection.execute(_WERE_TOLD).fetchall()[0][0]:
            sides = [("before", -1), ("after", 1)]
        else:  # nothing but news: there is no need to look at anything else
            sides = [("added", 1)]
        for name, sign in sides:
            connection.execute(_CHOOSE.format(side=name))
            parts += [_signed(part, sign) for part in _tallied(connection)]
    return Tallied(
        netted("tallies", pa.concat_tables([part.tallies for part in parts])),
        netted("spread", pa.concat_tables([part.spread for part in parts])),
    )


def netted(table: str, rows: pa.Table) -> pa.Table:
    """Rows of ``tallies`` or ``spread`` added up, without those that come to nothing."""
    numbers, schema = NUMBERS[table], TABLES[table]
    keys = [name for name in schema.names if name not in numbers]
    summed = rows.group_by(keys).aggregate([(name, "sum") for name in numbers])
    summed = summed.rename_columns([*keys, *numbers])
    said = reduce(pc.or_, (pc.not_equal(summed[name], 0) for name in numbers))
    return summed.filter(said).select(schema.names).cast(schema)


def _signed(part: Tallied, sign: int) -> Tallied:
    def signed(name: str, rows: pa.Table) -> pa.Table:
        numbers = NUMBERS[name]
        columns = [pc.multiply(rows[key], sign) if key in numbers else rows[key] for key in rows.column_names]
        return pa.table(columns, schema=TABLES[name])

    return Tallied(signed("tallies", part.tallies), signed("spread", part.spread))


# The stories of the changed articles, before and after. An article whose mentions alone changed stands in a
# file that stays: those are looked through for such articles alone.
_TOUCHED = """
    CREATE TABLE touched AS
    WITH moved AS (
        SELECT article_id, story_id FROM removed_articles SEMI JOIN changed USING (article_id)
        UNION ALL
        SELECT article_id, story_id FROM added_articles SEMI JOIN changed USING (article_id)
    ),
    renamed AS MATERIALIZED (SELECT article_id FROM changed ANTI JOIN moved USING (article_id))
    SELECT story_id FROM moved WHERE story_id IS NOT NULL
    UNION
    SELECT story_id FROM after_articles SEMI JOIN renamed USING (article_id) WHERE story_id IS NOT NULL
"""
_WERE_TOLD = "SELECT EXISTS (FROM before_articles SEMI JOIN touched USING (story_id))"
_CHOOSE = """
    CREATE OR REPLACE TABLE chosen_articles AS
    SELECT article_id, story_id, day, source, source_country, language, about, title_only, sentences, title_tone
    FROM {side}_articles SEMI JOIN touched USING (story_id);
    CREATE OR REPLACE TABLE chosen_mentions AS
    SELECT article_id, day, kind, entity, sentence, tone, stance
    FROM {side}_mentions SEMI JOIN chosen_articles USING (article_id);
"""
"""What is added up, without the texts, which are most of what a table holds."""


def _tallied(connection: duckdb.DuckDBPyConnection) -> Iterator[Tallied]:
    """The tallies of the chosen articles, in portions: the stories of one day, day by day, then the others."""
    connection.execute(_KNOW_STORIES)
    for days in portions(connection, "chosen_articles"):
        mentions = f"(FROM chosen_mentions WHERE {days})"
        connection.execute(_ROWS.format(articles="chosen_articles", mentions=mentions, those=days))
        yield Tallied(_answer(connection, _WHOLE, TALLIES), SPREAD.empty_table())
    (number,) = connection.execute(_NUMBER_SPREAD).fetchall()[0]
    if not number:
        return
    connection.execute(_TAKE_SPREAD)
    parts = -(-number // CHUNK_ARTICLES)
    for part in range(parts):
        chosen = f"(FROM spread_articles WHERE hash(story_id) % {parts} = {part})"
        mentions = f"(FROM spread_mentions SEMI JOIN {chosen} USING (article_id))"
        connection.execute(_ROWS.format(articles=chosen, mentions=mentions, those="true"))
        connection.execute(_SPANS)
        yield Tallied(_answer(connection, _OVER_DAYS, TALLIES), _answer(connection, _SPREAD, SPREAD))


def _answer(connection: duckdb.DuckDBPyConnection, query: str, schema: pa.Schema) -> pa.Table:
    return connection.execute(query).to_arrow_table().select(schema.names).cast(schema)


_KNOW_STORIES = """
    CREATE OR REPLACE TABLE told_again AS
    SELECT story_id, min(day) IS DISTINCT FROM max(day) OR count(day) NOT IN (0, count(*)) AS spread
    FROM chosen_articles GROUP BY story_id HAVING count(*) > 1
"""

_NUMBER_SPREAD = """
    SELECT count(*) FROM chosen_articles SEMI JOIN (FROM told_again WHERE spread) USING (story_id)
"""
_TAKE_SPREAD = """
    CREATE OR REPLACE TABLE spread_articles AS
    FROM chosen_articles SEMI JOIN (FROM told_again WHERE spread) USING (story_id);
    CREATE OR REPLACE TABLE spread_mentions AS
    FROM chosen_mentions SEMI JOIN spread_articles USING (article_id);
"""


def _exact(number: str) -> str:
    return f"TRY_CAST(round({number} * {BILLIONTHS}) AS BIGINT)"


_ROWS = f"""
    CREATE OR REPLACE TEMP TABLE portion AS
    SELECT article_id, story_id, day, source, source_country, language, about, title_only::BIGINT AS title_only,
           coalesce(list_sum(list_transform(sentences, s -> {_exact("s.tone")})), 0)
               + coalesce({_exact("title_tone")}, 0) AS tone_sum,
           len(list_filter(coalesce(sentences, []), s -> s.tone IS NOT NULL))
               + (title_tone IS NOT NULL)::BIGINT AS tone_n
    FROM {{articles}} WHERE {{those}};

    CREATE OR REPLACE TEMP TABLE named AS
    SELECT article_id, kind, entity, sum(n) AS mentions,
           coalesce(sum(tone), 0) AS tone_sum, count(tone) AS tone_n,
           coalesce(sum(stance), 0) AS stance_sum, count(stance) AS stance_n
    FROM (
        SELECT article_id, kind, entity, sentence, count(*) AS n, {_exact("max(tone)")} AS tone,
               CAST(round(sum({_exact("stance")}) / count(stance)) AS BIGINT) AS stance
        FROM {{mentions}} GROUP BY ALL
    ) GROUP BY ALL;

    CREATE OR REPLACE TEMP TABLE rows AS
    WITH whole AS (
        SELECT p.*, coalesce(n.mentions, 0) AS mentions, coalesce(n.actor_mentions, 0) AS actor_mentions
        FROM portion p LEFT JOIN (
            SELECT article_id, sum(mentions) AS mentions,
                   sum(mentions) FILTER (kind = 'actor') AS actor_mentions
            FROM named GROUP BY article_id
        ) n USING (article_id)
    ),
    grains AS (
        SELECT *, '' AS grain, '' AS key FROM whole
        UNION ALL SELECT *, 'source', source FROM whole WHERE source IS NOT NULL
        UNION ALL SELECT *, 'language', language FROM whole WHERE language IS NOT NULL
        UNION ALL SELECT *, 'publisher', source_country FROM whole WHERE source_country IS NOT NULL
    ),
    counted AS (
        SELECT article_id, story_id, day, language, grain, key, title_only, mentions, actor_mentions,
               tone_sum, tone_n, 0 AS stance_sum, 0 AS stance_n
        FROM grains
        UNION ALL
        SELECT article_id, story_id, day, language, kind, entity, title_only, n.mentions, 0,
               n.tone_sum, n.tone_n, n.stance_sum, n.stance_n
        FROM named n JOIN portion USING (article_id)
        UNION ALL
        SELECT a.article_id, story_id, day, language, 'about', a.country, title_only,
               coalesce(n.mentions, 0), 0, coalesce(n.tone_sum, 0), coalesce(n.tone_n, 0),
               coalesce(n.stance_sum, 0), coalesce(n.stance_n, 0)
        FROM (SELECT DISTINCT * FROM (
                 SELECT article_id, story_id, day, language, title_only, unnest(about) AS country FROM portion)
             ) a
        LEFT JOIN named n ON n.article_id = a.article_id AND n.kind = 'country' AND n.entity = a.country
    )
    SELECT c.* EXCLUDE (article_id), t.spread
    FROM counted c LEFT JOIN told_again t USING (story_id)
"""

_WITHIN = """
    SELECT '' AS within, * FROM rows
    UNION ALL
    SELECT language, * FROM rows WHERE language IS NOT NULL AND grain <> 'language'
"""

_TOLD = """
    SELECT within, grain, key, story_id, min(day) AS day,
           CASE WHEN count(day) IN (0, count(*)) THEN max(day) ELSE DATE '9999-12-31' END AS last,
           sum(tone_sum)::BIGINT AS tone_sum, sum(tone_n)::BIGINT AS tone_n,
           sum(stance_sum)::BIGINT AS stance_sum, sum(stance_n)::BIGINT AS stance_n
    FROM within WHERE {those} GROUP BY within, grain, key, story_id
"""


def _mean(sound: str) -> str:
    return f"CAST(round({sound}_sum / nullif({sound}_n, 0)) AS BIGINT)"


def _sums(sound: str) -> str:
    mean = f"{sound}_mean"
    return f"""
        count({mean}) AS {sound}_stories, coalesce(sum({mean}), 0)::BIGINT AS {sound}_sum,
        coalesce(sum(({mean} * {mean}) // {HALF}), 0)::BIGINT AS {sound}_high,
        coalesce(sum(({mean} * {mean}) % {HALF}), 0)::BIGINT AS {sound}_low
    """


_LOUD = round(LOUD * BILLIONTHS)
_SOUNDING = f"""
    SELECT day, last, within, grain, key, {_sums("tone")}, {_sums("stance")}, count(*) AS stories,
           count(*) FILTER (tone_mean < -{_LOUD}) AS negative,
           count(*) FILTER (tone_mean >= {_LOUD}) AS positive
    FROM (SELECT *, {_mean("tone")} AS tone_mean, {_mean("stance")} AS stance_mean FROM {{told}})
    GROUP BY day, last, within, grain, key
"""

_OF_STORIES = [
    "stories", "negative", "positive",
    *(f"{sound}_{part}" for sound in SOUNDS for part in ("stories", "sum", "high", "low"))
]  # fmt: skip

_AMOUNTS = """
    SELECT day, day AS last, within, grain, key, count(*) AS articles, sum(mentions)::BIGINT AS mentions,
           sum(actor_mentions)::BIGINT AS actor_mentions, sum(title_only)::BIGINT AS title_only
    FROM within GROUP BY day, within, grain, key
"""

_WHOLE = f"""
    WITH within AS ({_WITHIN}),
    told AS (
        SELECT within, grain, key, story_id, day, day AS last, tone_sum, tone_n, stance_sum, stance_n
        FROM within WHERE spread IS NULL
        UNION ALL
        ({_TOLD.format(those="NOT spread")})
    ),
    sounding AS ({_SOUNDING.format(told="told")}),
    amounts AS ({_AMOUNTS})
    SELECT a.*, {", ".join(f"coalesce(s.{name}, 0) AS {name}" for name in _OF_STORIES)}
    FROM amounts a LEFT JOIN sounding s
        ON a.day IS NOT DISTINCT FROM s.day AND a.within = s.within AND a.grain = s.grain AND a.key = s.key
"""

_SPANS = f"CREATE OR REPLACE TEMP TABLE spans AS WITH within AS ({_WITHIN}) {_TOLD.format(those='true')}"

_OVER_DAYS = f"""
    WITH sounding AS ({_SOUNDING.format(told="spans")})
    SELECT *, 0 AS articles, 0 AS mentions, 0 AS actor_mentions, 0 AS title_only FROM sounding
"""

_SPREAD = f"""
    WITH within AS ({_WITHIN})
    SELECT w.day, s.day AS first, s.last, w.within, w.grain, w.key, w.story_id, count(*) AS articles,
           sum(w.tone_sum)::BIGINT AS tone_sum, sum(w.tone_n)::BIGINT AS tone_n,
           sum(w.stance_sum)::BIGINT AS stance_sum, sum(w.stance_n)::BIGINT AS stance_n
    FROM within w JOIN spans s USING (within, grain, key, story_id)
    WHERE s.day IS DISTINCT FROM s.last AND w.day IS NOT NULL
    GROUP BY ALL
"""
