"""A desk is one open snapshot: its tables as relations, and the engine that answers questions about them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from copy import copy
from datetime import date
from functools import partial
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
import sqlglot

from monitor.errors import FilterError
from monitor.query.engines.choose import engine_of
from monitor.query.engines.embedded import EmbeddedEngine
from monitor.query.engines.engine import Engine
from monitor.query.found import Months, Search, Searches
from monitor.query.shapes import shapes
from monitor.settings import EMBEDDED, load_settings
from monitor.store.occurrences import LAID_OUT
from monitor.store.schema import TABLES
from monitor.store.search import SearchIndex, search_rows
from monitor.store.snapshot import Snapshot
from monitor.store.store import Store

_TABLES = ("articles", "mentions", "daily", "quarantine", "revisions", "tallies", "spread")
LAID_BY_DAY = ("articles", "mentions", "spread", "occurrences")
"""Tables whose rows have the day of an article and lie in files by it."""
_OPEN_DESKS = 4
_HELD_RELATIONS = 12  # each as large as all occurrences of one name
_KEPT_ANSWERS = 256
_LARGEST_KEPT_ANSWER, _ROOM_FOR_ANSWERS = 4 * 2**20, 32 * 2**20
"""In bytes: the articles of each source on each day of a year are kept; several questions begin with them."""


class Desk:
    """One snapshot, open for questions; safe to share between threads.

    Build relations from ``articles``, ``mentions``, ``daily``, ``quarantine``, ``revisions``, ``occurrences``,
    ``tallies`` and ``spread`` (columns as in the store's schema) and hand them to :meth:`frame`. The last two
    say something only where the desk ``is_tallied``. ``version`` is hashable and changes with the data:
    key caches by it.
    """

    articles: ir.Table
    mentions: ir.Table
    daily: ir.Table
    quarantine: ir.Table
    revisions: ir.Table
    tallies: ir.Table
    spread: ir.Table
    occurrences: ir.Table

    def __init__(
        self,
        engine: Engine,
        version: Hashable,
        search: Search,
        snapshot: Snapshot | None = None,
        *,
        is_tallied: bool = False,
    ) -> None:
        self.version = version
        self.is_tallied = is_tallied
        self._snapshot = snapshot
        self._engine = engine
        self._held: OrderedDict[str, None] = OrderedDict()
        self._residents: set[str] = set()
        self._near: set[str] = set()
        self._found: ir.Table | None = None
        self._names: ir.Table | None = None
        laid = [name for name in LAID_BY_DAY if is_tallied or name != "occurrences"]
        self._days = {name: days for name in laid if (days := snapshot and _days(snapshot, name))}
        self._lock = Lock()
        self._answers = _Answers()
        for name in (*_TABLES, "occurrences"):
            setattr(self, name, ibis.table(ibis.Schema.from_pyarrow(TABLES[name]), name=name))
        self._searches = Searches(engine, search, self.articles, self._occurrences_in if is_tallied else None)

    @classmethod
    def from_tables(
        cls, tables: Mapping[str, pa.Table], version: Hashable = "in memory", engine: Engine | None = None
    ) -> Desk:
        """A desk over tables in memory (columns as in the store's schema); tables not given are empty."""
        engine = engine or EmbeddedEngine()
        for name in _TABLES:
            engine.bring(name, tables.get(name, TABLES[name].empty_table()).cast(TABLES[name]))
        _lay_out(engine)
        articles = tables.get("articles", TABLES["articles"].empty_table())
        return cls(engine, version, partial(search_rows, articles), is_tallied="tallies" in tables)

    @classmethod
    def from_snapshot(
        cls, snapshot: Snapshot, search: Search, version: Hashable, engine: Engine | None = None
    ) -> Desk:
        """A desk over the Parquet files of a snapshot; without an engine, in this process.

        Raises:
            StoreBrokenError: a file is missing or can't be read.
        """
        engine = engine or EmbeddedEngine()
        for name in _TABLES:
            engine.show_files(name, name, snapshot.paths(name))
        if snapshot.is_derived:
            engine.show_files("occurrences", "occurrences", snapshot.paths("occurrences"))
        else:
            _lay_out(engine)
        return cls(engine, version, search, snapshot, is_tallied=snapshot.is_derived)

    def forget(self) -> None:
        """Drop kept answers and relations, so that the next question is asked anew: for readings of speed."""
        with self._lock:
            self._answers = _Answers()
            while self._held:
                name, _ = self._held.popitem()
                self._engine.drop(name)

    def close(self) -> None:
        """Let go of what a cluster holds for this desk; questions on their way still get their answers."""
        self._engine.close()

    @property
    def has_ended(self) -> bool:
        """True when the engine is a cluster whose session is over."""
        return self._engine.has_ended

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that is open; a desk over tables in memory has none.

        Raises:
            LookupError: the desk was built from tables in memory.
        """
        if self._snapshot is None:
            raise LookupError("This desk was built from tables in memory and has no snapshot.")
        return self._snapshot

    def with_blanks(self, side: str = "", found: ir.Table | None = None) -> Desk:
        """The same desk, whose tables of ``LAID_BY_DAY`` are blanks of their names, behind that of a side, for
        :meth:`shaped`; so is what it has ``found``, for any search."""
        blanked = copy(self)
        if found is not None:
            blanked._found = ibis.table(found.schema(), name=blank(f"{side}found"))
        for name in LAID_BY_DAY:
            setattr(blanked, name, ibis.table(getattr(self, name).schema(), name=blank(f"{side}{name}")))
        return blanked

    def with_names(self, names: ir.Table, side: str = "") -> Desk:
        """A desk :meth:`with_blanks` that also has whom the articles name that it has found, as a blank."""
        blanked = copy(self)
        blanked._names = ibis.table(names.schema(), name=blank(f"{side}names"))
        return blanked

    def near(self, table: str, first: date | None, last: date | None) -> str:
        """The name of a table with all dated rows of a period, and as few others as whole months allow.

        A store of many years has thousands of files, and to open each of them takes time.
        """
        months = self._months(table, first, last)
        if months is None:
            return table
        with self._lock:
            return self._shown(table, months)

    def undated(self, table: str) -> str:
        """The name of a table with all its undated rows, and as few others as its files allow."""
        if table not in self._days:
            return table
        with self._lock:
            return self._show(f"{table}_undated", table, self.snapshot.undated_paths(table))

    def _shown(self, table: str, months: Months) -> str:
        start, end = months
        return self._show(f"{table}_{start:%Y%m}_{end:%Y%m}", table, self.snapshot.paths(table, start, end))

    def _show(self, name: str, table: str, files: list[str]) -> str:
        if name not in self._near:
            self._engine.show_files(name, table, files)
            self._near.add(name)
        return name

    def _months(self, table: str, first: date | None, last: date | None) -> Months | None:
        """The whole months that hold all dated rows of a table in a period; None where all rows lie in them.

        Links ask for any days; there are no more months than the table has.
        """
        held = self._days.get(table)
        if held is None:
            return None
        start = min(max(first or date.min, held[0]), held[1]).replace(day=1)
        end = _month_end(max(min(last or date.max, held[1]), held[0]))
        return None if start <= held[0] and end >= held[1] else (start, end)

    def _occurrences_in(self, months: Months | None) -> ir.Table:
        """Occurrences with all dated ones of some months, and the undated."""
        if months is None:
            return self.occurrences
        return ibis.table(self.occurrences.schema(), name=self._shown("occurrences", months))

    def arrow(self, question: ir.Table) -> pa.Table:
        """The rows of a relation, typed as the relation says.

        Raises:
            FilterError: a value holds a character that no stored text can hold.
            StoreBrokenError: a file of the snapshot is missing or can't be read.
        """
        sql = _sayable(self._engine.compile(question))
        answer = self._answers.get(sql)
        if answer is None:
            answer = self._engine.arrow(sql).cast(question.schema().to_pyarrow())
            self._answers.put(sql, answer)
        return answer

    def shaped(
        self, shape: Hashable, question: Callable[[], ir.Table], values: Mapping[str, tuple[str, ...]]
    ) -> pa.Table:
        """The rows of a question that is asked again and again, with other values in its blanks.

        Putting a question into the engine's words takes longer than many an answer, so it is done once, for all
        desks. Nothing but words may come of it: what ``question`` needs in memory is there before.

        Args:
            shape: tells questions apart that differ in more than their values.
            question: makes the relation, with :func:`blank` in the place of each value.
            values: what stands in each blank; several are a list, none is one that holds nothing. In the name
                of a table it is one that :meth:`hold` or :meth:`near` gave.

        Raises:
            FilterError: a value holds a character that no stored text can hold.
            StoreBrokenError: a file of the snapshot is missing or can't be read.
        """
        sql, schema = self._filled(shape, question, values)
        answer = self._answers.get(sql)
        if answer is None:
            answer = self._engine.arrow(sql).cast(schema.to_pyarrow())
            self._answers.put(sql, answer)
        return answer

    def hold(
        self, shape: Hashable, question: Callable[[], ir.Table], values: Mapping[str, tuple[str, ...]]
    ) -> tuple[str, ibis.Schema]:
        """Read the rows of such a question once, for the many that start from them: the name they have in
        memory, and their columns.

        Raises:
            FilterError: a value holds a character that no stored text can hold.
            StoreBrokenError: a file of the snapshot is missing or can't be read.
        """
        sql, schema = self._filled(shape, question, values)
        name = _named("held", sql)
        with self._lock:
            if name not in self._held:
                self._engine.keep(name, sql)
                self._held[name] = None
                if len(self._held) > _HELD_RELATIONS:
                    oldest, _ = self._held.popitem(last=False)
                    self._engine.drop(oldest)
            self._held.move_to_end(name)
        return name, schema

    def _filled(
        self, shape: Hashable, question: Callable[[], ir.Table], values: Mapping[str, tuple[str, ...]]
    ) -> tuple[str, ibis.Schema]:
        words, schema = self._known_words(shape, question)

        def written(found: re.Match[str]) -> str:
            quote, name = found.groups()
            if quote != "'":  # of a table
                return values[name][0]
            return ", ".join(_quoted(value, self._engine.dialect) for value in values[name]) or "NULL"

        # All at once: what a value holds is never taken for a blank.
        return _sayable(_BLANK.sub(written, words)), schema

    def _known_words(self, shape: Hashable, question: Callable[[], ir.Table]) -> tuple[str, ibis.Schema]:
        return shapes().get((self._engine.dialect, shape), lambda: self._words(question()))

    def _words(self, question: ir.Table) -> tuple[str, ibis.Schema]:
        return self._engine.compile(question), question.schema()

    def resident(self, name: Hashable, question: Callable[[], ir.Table]) -> ir.Table:
        """The rows of a relation, which stay in memory as long as the desk is open, read when they are first
        asked for. ``name`` tells relations apart."""
        table = _named("resident", repr(name))
        words, schema = self._known_words(("resident", name), question)
        with self._lock:
            if table not in self._residents:
                self._engine.keep(table, words)
                self._residents.add(table)
        return ibis.table(schema, name=table)

    def stream(self, question: ir.Table) -> pa.RecordBatchReader:
        """The rows of a relation, batch by batch, for answers that may not fit into memory.

        Raises:
            StoreBrokenError: a file of the snapshot is missing or can't be read.
        """
        return self._engine.stream(_sayable(self._engine.compile(question)))

    def frame(self, question: ir.Table) -> pd.DataFrame:
        """The rows of a relation as a pandas frame; days are ``datetime.date``, instants UTC.

        Raises:
            StoreBrokenError: a file of the snapshot is missing or can't be read.
        """
        return self.arrow(question).to_pandas(date_as_object=True)

    def row(self, question: ir.Table) -> dict[str, Any]:
        """The only row of a relation."""
        (row,) = self.arrow(question).to_pylist()
        return dict(row)

    def found(self, text: str, first: date | None = None, last: date | None = None) -> ir.Table:
        """The articles that a search matches: a relation with the columns ``article_id`` and ``day``.

        Where the desk ``is_tallied`` and has room for them, it holds the columns ``OF_WHOLE``, and of the dated
        ones at least those in the period.

        Raises:
            FilterError: the search can't be understood.
        """
        if self._found is not None:
            return self._found
        with self._lock:
            return self._searches.found(*self._searched(text, first, last))

    def names_found(self, text: str, first: date | None = None, last: date | None = None) -> ir.Table | None:
        """Whom the articles of :meth:`found` name, each once in each article: a relation with the columns
        ``OF_NAMES``; None where there is no room.

        Raises:
            FilterError: the search can't be understood.
        """
        if self._found is not None:
            return self._names
        with self._lock:
            return self._searches.names(*self._searched(text, first, last))

    def _searched(self, text: str, first: date | None, last: date | None) -> tuple[str, str, Months | None]:
        return _named("found", text), text, self._months("occurrences", first, last)


class _Answers:
    """The last answers: a snapshot never changes, and questions share parts, such as what a share is of."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, pa.Table] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, sql: str) -> pa.Table | None:
        with self._lock:
            if sql in self._kept:
                self._kept.move_to_end(sql)
            return self._kept.get(sql)

    def put(self, sql: str, answer: pa.Table) -> None:
        size = answer.nbytes
        if size > _LARGEST_KEPT_ANSWER:
            return
        with self._lock:
            if sql in self._kept:
                return
            self._kept[sql] = answer
            self._bytes += size
            while len(self._kept) > _KEPT_ANSWERS or self._bytes > _ROOM_FOR_ANSWERS:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= oldest.nbytes


_desks: OrderedDict[Hashable, Desk] = OrderedDict()
_desks_lock = Lock()


def open_desk(store_path: Path, snapshot: int | None = None) -> Desk:
    """The desk of a store at a snapshot, by default the newest; the last few stay open in this process.

    MONITOR_ENGINE says which engine answers.

    Raises:
        ClusterError: the engine is a cluster that can't be used.
        StoreError: there is no store, or the snapshot is no longer there.
        StoreBrokenError: a file of the snapshot is missing or can't be read.
    """
    opened = Store(store_path).snapshot(snapshot)
    engine = load_settings().engine
    version = (str(store_path.resolve()), opened.number, opened.at.isoformat(), engine)
    if version not in _desks and engine == EMBEDDED:
        for name in (*_TABLES, "occurrences"):
            opened.files(name)  # what is still in a bucket comes now: others do not wait for it
    with _desks_lock:
        if version not in _desks or _desks[version].has_ended:
            _desks[version] = _open(store_path, opened, version, engine)
            if len(_desks) > _OPEN_DESKS:
                _, oldest = _desks.popitem(last=False)
                oldest.close()
        _desks.move_to_end(version)
        return _desks[version]


def is_empty(store_path: Path) -> bool:
    """True where nothing was ever loaded.

    Raises:
        StoreError: the path is something else than a folder.
    """
    return not Store(store_path).exists()


def _open(store_path: Path, snapshot: Snapshot, version: Hashable, engine: str) -> Desk:
    index = SearchIndex(store_path)
    return Desk.from_snapshot(snapshot, lambda text: index.find(snapshot, text), version, engine_of(engine))


_BLANK = re.compile("(['\"`])\N{LEFT WHITE SQUARE BRACKET}(\\w+)\N{RIGHT WHITE SQUARE BRACKET}\\1")


def blank(name: str) -> str:
    """What stands in the place of a value in :meth:`Desk.shaped`; no id and no day looks like it."""
    return f"\N{LEFT WHITE SQUARE BRACKET}{name}\N{RIGHT WHITE SQUARE BRACKET}"


def _lay_out(engine: Engine) -> None:
    """Name the occurrences of a store that has none: made of its articles and mentions when asked for."""
    sql = LAID_OUT.format(articles="articles", mentions="mentions")
    engine.show_rows("occurrences", sqlglot.transpile(sql, read="duckdb", write=engine.dialect)[0])


def _days(snapshot: Snapshot, table: str) -> tuple[date, date] | None:
    """The first and the last day of a table; None where no row has one."""
    bounds = [(file.low, file.high) for file in snapshot.data_files(table)]
    dated = [(low, high) for low, high in bounds if isinstance(low, date) and isinstance(high, date)]
    return (min(low for low, _ in dated), max(high for _, high in dated)) if dated else None


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _named(kind: str, of: str) -> str:
    """The name of a table in memory, the same on every desk: words that hold it serve all of them."""
    return f"{kind}_{blake2b(of.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


def _quoted(value: str, dialect: str) -> str:
    return str(sqlglot.exp.Literal.string(value).sql(dialect=dialect))


def _sayable(sql: str) -> str:
    """Links bring any characters; what is not UTF-8, and NUL, would end as an error of the engine."""
    try:
        sql.encode("utf-8")
    except UnicodeEncodeError as error:
        raise FilterError(
            f"A filter holds {error.object[error.start]!r}, which is no character. Take it out."
        ) from error
    if "\x00" in sql:
        raise FilterError("A filter holds a NUL character, which no text can hold. Take it out.")
    return sql
