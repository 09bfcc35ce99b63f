"""Every promise of the store, checked against its newest snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from monitor.errors import StoreBrokenError
from monitor.store import delta
from monitor.store.derived import DERIVED, portions
from monitor.store.files import DataFile
from monitor.store.mirror import brought
from monitor.store.occurrences import LAID_OUT
from monitor.store.scan import engine, literal
from monitor.store.schema import OCCURRENCES, TABLES, missing_later
from monitor.store.snapshot import Snapshot
from monitor.store.store import Store
from monitor.store.tallies import NUMBERS, tally

_MEMORY = "600MB"
_READ_ROWS = 8_192

_RELOAD = "Load the sources again into a new store; the raw payloads of this one are in its table raw."
_RETAG = "Run `monitor retag --all`, which reads every stored article again."
_REPORT = (
    "Report it with the example: no command of the monitor should do this. Load into a new store meanwhile."
)


@dataclass(frozen=True, slots=True)
class Breach:
    """A promise that does not hold: three sentences for the analyst."""

    promise: str
    found: str
    cure: str


@dataclass(frozen=True, slots=True)
class _Check:
    """A promise, and the query for what breaks it.

    ``query`` gives one text per offending row; ``$zone`` stands for the store's time zone. The tables
    are views of the same names.
    """

    promise: str
    tables: tuple[str, ...]
    query: str
    cure: str


_ONE_ID = """
    SELECT {id} FROM {table} GROUP BY {id} HAVING count(*) > 1 OR {id} IS NULL
"""
# isnan also keeps DuckDB from trusting the column's statistics, in which a NaN does not appear.
_BAD_TONE = "(isnan({0}) OR {0} < -1 OR {0} > 1)"

CHECKS: tuple[_Check, ...] = (
    _Check(
        "Each article stands in the store once, under an id.",
        ("articles",),
        _ONE_ID.format(id="article_id", table="articles"),
        _RELOAD,
    ),
    _Check(
        "An article's day is the day of its publication in the store's time zone.",
        ("articles",),
        """
        SELECT article_id FROM articles
        WHERE day IS DISTINCT FROM CAST(timezone($zone, published_at) AS DATE)
        """,
        _RELOAD,
    ),
    _Check(
        "An article that is only a title has no text.",
        ("articles",),
        "SELECT article_id FROM articles WHERE title_only AND text <> ''",
        _RELOAD,
    ),
    _Check(
        "Sentences follow one another inside the text and do not overlap.",
        ("articles",),
        """
        SELECT article_id FROM articles
        WHERE len(list_filter(sentences, lambda s: NOT coalesce(
                  s."start" >= 0 AND s."start" < s."end" AND s."end" <= length("text"), false))) > 0
           OR len(list_filter(
                  list_zip(sentences[:-2], sentences[2:]), lambda p: p[1]."end" > p[2]."start")) > 0
        """,
        _RETAG,
    ),
    _Check(
        "The tone of a title or a sentence lies between -1 and 1, or there is none.",
        ("articles",),
        f"""
        SELECT article_id FROM articles
        WHERE {_BAD_TONE.format("title_tone")}
           OR len(list_filter(sentences, lambda s: {_BAD_TONE.format("s.tone")})) > 0
        """,
        _RETAG,
    ),
    _Check(
        "Each article belongs to a story that is named after an article of the store.",
        ("articles",),
        """
        SELECT article_id FROM articles
        WHERE story_id IS NULL OR NOT EXISTS (
            SELECT 1 FROM articles named WHERE named.article_id = articles.story_id)
        """,
        _RELOAD,
    ),
    _Check(
        "Each mention belongs to an article of the store.",
        ("mentions", "articles"),
        "SELECT article_id FROM mentions ANTI JOIN articles USING (article_id)",
        _RETAG,
    ),
    _Check(
        "A mention has the day of its article.",
        ("mentions", "articles"),
        """
        SELECT m.article_id FROM mentions m JOIN articles a USING (article_id)
        WHERE m.day IS DISTINCT FROM a.day
        """,
        _RETAG,
    ),
    _Check(
        "A mention names an actor or a country.",
        ("mentions",),
        """
        SELECT article_id FROM mentions
        WHERE coalesce(entity, '') = '' OR coalesce(kind, '') NOT IN ('actor', 'country')
        """,
        _RETAG,
    ),
    _Check(
        "The tone and the stance of a mention lie between -1 and 1, or there are none.",
        ("mentions",),
        f"""
        SELECT article_id FROM mentions
        WHERE {_BAD_TONE.format("tone")} OR {_BAD_TONE.format("stance")}
        """,
        _RETAG,
    ),
    _Check(
        "Each band of the near-copy index belongs to an article of the store, on its day.",
        ("bands", "articles"),
        """
        SELECT b.article_id FROM bands b LEFT JOIN articles a USING (article_id)
        WHERE a.article_id IS NULL OR a.day IS DISTINCT FROM b.day
        """,
        _RELOAD,
    ),
    _Check(
        "Each counted line belongs to an article of the store.",
        ("lines", "articles"),
        "SELECT article_id FROM lines ANTI JOIN articles USING (article_id)",
        _RELOAD,
    ),
    _Check(
        "A replaced text is kept beside an article with a later revision.",
        ("revisions", "articles"),
        """
        SELECT r.article_id FROM revisions r LEFT JOIN articles a USING (article_id)
        WHERE a.article_id IS NULL OR NOT coalesce(a.revision > r.revision, false)
        """,
        _RELOAD,
    ),
    _Check(
        "Of each article the raw payload is kept, once for each revision.",
        ("articles", "raw"),
        """
        SELECT article_id FROM articles ANTI JOIN raw USING (article_id, revision)
        UNION ALL
        SELECT article_id FROM raw GROUP BY article_id, revision HAVING count(*) > 1
        UNION ALL
        SELECT article_id FROM raw ANTI JOIN articles USING (article_id)
        """,
        _RELOAD,
    ),
    _Check(
        "A flaw stands in the quarantine once.",
        ("quarantine",),
        _ONE_ID.format(id="quarantine_id", table="quarantine"),
        _REPORT,
    ),
)

# This one groups all mentions, so it runs over one span of days after another: memory stays bounded.
DAY_CHECKS: tuple[_Check, ...] = (
    _Check(
        "The daily numbers equal a count of the articles and mentions.",
        ("daily", "articles", "mentions"),
        """
        WITH counted AS (
            SELECT article_id, kind, entity, count(*) AS mentions FROM mentions GROUP BY ALL
        ),
        expected AS (
            SELECT day, source, source_country, language, '' AS kind, '' AS entity,
                   1 AS articles, 0 AS mentions, CAST(title_only AS INT) AS title_only
            FROM articles
            UNION ALL
            SELECT a.day, a.source, a.source_country, a.language, c.kind, c.entity,
                   1, c.mentions, CAST(a.title_only AS INT)
            FROM counted c JOIN articles a USING (article_id)
        ),
        differences AS (
            SELECT * FROM expected
            UNION ALL
            SELECT day, source, source_country, language, kind, entity, -articles, -mentions, -title_only
            FROM daily
        )
        SELECT concat_ws(' ', coalesce(CAST(day AS VARCHAR), 'undated'), source, kind, entity) FROM differences
        GROUP BY day, source, source_country, language, kind, entity
        HAVING sum(articles) <> 0 OR sum(mentions) <> 0 OR sum(title_only) <> 0
        """,
        _RETAG,
    ),
)

# These two read the texts, so they run over one file of articles after another.
TEXT_CHECKS: tuple[_Check, ...] = (
    _Check(
        "Each mention stands in its text or title, where its offsets say.",
        ("mentions", "articles"),
        """
        SELECT m.article_id FROM mentions m JOIN articles a USING (article_id)
        WHERE NOT coalesce(
            m."start" >= 0 AND m."start" < m."end" AND m.alias = substring(
                CASE WHEN m.in_title THEN a.title ELSE a."text" END, m."start" + 1, m."end" - m."start")
            AND length(m.alias) = m."end" - m."start", false)
        """,
        _RETAG,
    ),
    _Check(
        "Each mention lies inside the sentence that it names, or in the title and in none.",
        ("mentions", "articles"),
        """
        SELECT m.article_id FROM mentions m JOIN articles a USING (article_id)
        WHERE NOT coalesce(CASE WHEN m.in_title THEN m.sentence = -1 ELSE
            m.sentence BETWEEN 0 AND len(a.sentences) - 1
            AND m."start" >= a.sentences[m.sentence + 1]."start"
            AND m."end" <= a.sentences[m.sentence + 1]."end" END, false)
        """,
        _RETAG,
    ),
)

_TALLY_CHECKS = tuple(
    _Check(
        f"The {table} equal a count of the articles and mentions.",
        (table,),
        f"""
        SELECT concat_ws(' ', coalesce(CAST(day AS VARCHAR), 'undated'), within, grain, key) FROM (
            FROM expected_{table} UNION ALL
            SELECT * REPLACE ({", ".join(f"-{name} AS {name}" for name in NUMBERS[table])}) FROM {table}
        ) GROUP BY {", ".join(name for name in TABLES[table].names if name not in NUMBERS[table])}
        HAVING {" OR ".join(f"sum({name}) <> 0" for name in NUMBERS[table])}
        """,
        "Report it with the example; `monitor retag --all` makes them anew.",
    )
    for table in ("tallies", "spread")
)

_OCCURRENCES = ", ".join(OCCURRENCES.names)
_OCCURRENCES_CHECK = _Check(
    "The occurrences equal the mentions with what their articles say.",
    ("occurrences", "articles", "mentions"),
    f"""
    WITH expected AS (SELECT {_OCCURRENCES} FROM ({LAID_OUT.format(articles="articles", mentions="mentions")})),
    stored AS (SELECT {_OCCURRENCES} FROM occurrences)
    SELECT article_id FROM (
        (FROM expected EXCEPT ALL FROM stored) UNION ALL (FROM stored EXCEPT ALL FROM expected)
    )
    """,
    "Report it with the example; `monitor retag --all` makes them anew.",
)

FILES_PROMISE = (
    "Every file that the newest snapshot names is there, can be read, and has the columns of its table."
)
_FILES_CURE = "Put the file back from a copy of the store, or load the sources again into a new store."


def verify(store: Store) -> list[Breach]:
    """Check the newest snapshot; an empty list means that every promise holds.

    Memory is bounded (1.1 GB at a million articles); what does not fit goes to a temporary folder.

    Raises:
        StoreError: there is no store.
    """
    snapshot = store.snapshot()
    # Derived tables of an older program are not looked at by anyone, and made anew by the next load.
    promised = [table for table in TABLES if snapshot.is_derived or table not in DERIVED]
    flaws = {table: flaw for table in promised if (flaw := _file_flaw(snapshot, table))}
    breaches = [Breach(FILES_PROMISE, flaw, _FILES_CURE) for flaw in flaws.values()]
    with engine(_MEMORY) as connection:
        for table in TABLES.keys() - flaws.keys():
            _show(connection, table, snapshot.files(table))
        for check in CHECKS:
            if flaws.keys().isdisjoint(check.tables):
                breaches += _run(connection, snapshot, check)
        if flaws.keys().isdisjoint(DAY_CHECKS[0].tables):
            breaches += _run_by_days(connection, snapshot, DAY_CHECKS)
        if not flaws and snapshot.is_derived and not breaches:
            breaches += _check_tallies(connection, snapshot)
            breaches += _run_by_days(connection, snapshot, (_OCCURRENCES_CHECK,))
        if flaws.keys().isdisjoint(("articles", "mentions")):
            breaches += _run_text_checks(connection, snapshot)
    return breaches


def leftovers(store: Store) -> list[str]:
    """What a killed writer left in the tables: harmless, never shown, taken back by the next writer.

    Raises:
        StoreError: there is no store.
    """
    snapshot = store.snapshot()
    ahead = delta.versions_ahead(store.path, snapshot.versions, TABLES)
    return [
        f"The table {table} is ahead of snapshot {snapshot.number}: a writer was stopped, and no one sees its "
        "rows. The next load takes them back; nothing needs to be done."
        for table in ahead
    ]


def _file_flaw(snapshot: Snapshot, table: str) -> str | None:
    """A sentence on the first damaged file of a table."""
    try:
        files = snapshot.data_files(table)
    except StoreBrokenError as error:
        return str(error)
    for file in files:
        (path,) = brought([snapshot.store / table / file.path])
        try:
            with pq.ParquetFile(path) as parquet:
                columns = parquet.schema_arrow
                rows = sum(len(batch) for batch in parquet.iter_batches(_READ_ROWS))
        except (OSError, pa.ArrowInvalid) as error:
            return f"The file {path} can't be read: {str(error).splitlines()[0]}."
        if not _are_columns(table, columns):
            return f"The file {path} has other columns than the table {table}."
        if rows != file.rows:
            return f"The file {path} has {rows} rows, and {file.rows} were committed."
    return None


def _are_columns(table: str, found: pa.Schema) -> bool:
    """True for the columns of the table, also where an older program wrote them."""
    lacking = missing_later(table, found.names)
    return bool(found.equals(pa.schema([field for field in TABLES[table] if field.name not in lacking])))


def _show(
    connection: duckdb.DuckDBPyConnection, table: str, files: Sequence[str], condition: str = "TRUE"
) -> None:
    """Make the rows of Parquet files that meet a condition visible to the queries under the name of their
    table."""
    if files:
        listed = ", ".join("'" + literal(file).replace("'", "''") + "'" for file in files)
        rows = f"SELECT * FROM read_parquet([{listed}]) WHERE {condition}"
        connection.execute(f"CREATE OR REPLACE VIEW {table} AS {rows}")
    else:
        connection.register(f"empty_{table}", TABLES[table].empty_table())
        connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT * FROM empty_{table}")


def _run(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, check: _Check) -> list[Breach]:
    count, example = _ask(connection, snapshot, check)
    return [_breach(check, count, example)] if count else []


def _check_tallies(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> list[Breach]:
    """Make the tallies anew, and take those that are stored away from them: nothing may be left."""
    made_of = snapshot.files("articles"), snapshot.files("mentions")
    for table in ("tallies", "spread"):
        connection.execute(f"CREATE TABLE expected_{table} AS FROM {table} LIMIT 0")
    for part in tally(made_of):
        for table in ("tallies", "spread"):
            connection.register("part", getattr(part, table))
            connection.execute(f"INSERT INTO expected_{table} FROM part")
    breaches = [breach for check in _TALLY_CHECKS for breach in _run(connection, snapshot, check)]
    for table in ("tallies", "spread"):
        connection.execute(f"DROP TABLE expected_{table}")  # for the memory that other checks need
    return breaches


def _run_by_days(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, checks: Sequence[_Check]
) -> list[Breach]:
    """Run checks of tables that all have a day over one span of days after another."""
    tables = {table for check in checks for table in check.tables}
    found = _Found(checks)
    # Days on which no article lies have rows that break a promise.
    days = ["SELECT day FROM articles", *(f"SELECT DISTINCT day FROM {table}" for table in tables)]
    for condition in portions(connection, f"({' UNION ALL '.join(days)})"):
        for table in tables:
            _show(connection, table, snapshot.files(table), condition)
        found.ask(connection, snapshot)
    for table in tables:
        _show(connection, table, snapshot.files(table))
    return found.breaches()


def _run_text_checks(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> list[Breach]:
    """Run the checks that read texts over one file of articles after another, with the mentions of its days."""
    found = _Found(TEXT_CHECKS)
    for file in snapshot.data_files("articles"):
        _show(connection, "articles", brought([snapshot.store / "articles" / file.path]))
        _show(connection, "mentions", _mention_files(snapshot, file))
        found.ask(connection, snapshot)
    return found.breaches()


class _Found:
    """What some checks found in the parts of a store."""

    def __init__(self, checks: Sequence[_Check]) -> None:
        self._counts = dict.fromkeys(checks, 0)
        self._examples: dict[_Check, str] = {}

    def ask(self, connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> None:
        """Run the checks over the part that the tables show."""
        for check in self._counts:
            count, example = _ask(connection, snapshot, check)
            self._counts[check] += count
            if count:
                self._examples.setdefault(check, example)

    def breaches(self) -> list[Breach]:
        """One for each check that found something."""
        return [_breach(check, count, self._examples[check]) for check, count in self._counts.items() if count]


def _mention_files(snapshot: Snapshot, articles: DataFile) -> list[str]:
    low = articles.low if isinstance(articles.low, date) else None
    high = articles.high if isinstance(articles.high, date) else None
    return brought(
        snapshot.store / "mentions" / file.path
        for file in snapshot.data_files("mentions")
        if (articles.missing and file.missing) or (low and high and file.may_hold(low, high))
    )


def _ask(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, check: _Check) -> tuple[int, str]:
    """How many rows break the promise, and one of them."""
    query = f"SELECT count(*), min(broken) FROM ({check.query}) AS rows_that(broken)"
    parameters = {"zone": snapshot.time_zone} if "$zone" in query else None
    count, example = connection.execute(query, parameters).fetchall()[0]
    return count, example or "one without an id"


def _breach(check: _Check, count: int, example: str) -> Breach:
    found = f"It does not hold for {count:,} of the rows of {check.tables[0]}, for example {example}."
    return Breach(check.promise, found, check.cure)
