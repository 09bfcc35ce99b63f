"""Words find articles: a Boolean search over titles and texts, on an index that can be rebuilt any time."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn, Protocol, TypeAlias

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import tantivy
from tantivy import Document, Index, Occur
from tantivy import Query as IndexQuery

from monitor.errors import FilterError, StoreBusyError

FIELDS = ("title", "text")
LONGEST_QUERY = 2_000  # characters; a link holds no more
DEEPEST_QUERY = 50  # parentheses within parentheses
LONGEST_PREFIX = 50  # characters before a star; longer ones overflow the index's automaton
_SHOWN = 80  # characters of a query in an error


@dataclass(frozen=True, slots=True)
class Words:
    """One word, or several that must stand side by side; the last may be the beginning of a longer word."""

    words: tuple[str, ...]
    prefix: bool = False
    field: str | None = None  # None: the title or the text


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold."""

    parts: tuple[SearchQuery, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part must hold."""

    parts: tuple[SearchQuery, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: SearchQuery


SearchQuery: TypeAlias = Words | All | Some | Not


def parse_search(text: str) -> SearchQuery:
    """Read a Boolean search: ``sanction* AND ("foreign minister" OR title:talks) -cricket``.

    AND, OR, NOT (upper case), ``-word`` for NOT, parentheses, "phrases", a trailing ``*`` for the beginning
    of a word, ``title:`` for the headline alone. Words side by side must all be there; AND binds tighter
    than OR. Upper and lower case and accents don't matter; words match whole; what punctuation or a hyphen
    joins (``cease-fire``, ``U.N.``) is a phrase. Scripts that put no spaces between words are searched by
    character sequence.

    Raises:
        FilterError: a quote or parenthesis left open, an operator without a word, an unknown field, a star
            inside a word, nothing to look for, or more than 2,000 characters.
    """
    if len(text) > LONGEST_QUERY:
        _refuse(text, f"has {len(text)} characters. Use at most {LONGEST_QUERY}.")
    return _Parser(text.encode("utf-8", "replace").decode("utf-8")).parse()


_TokenKind = Literal["words", "and", "or", "not", "(", ")"]
_OPERATORS: dict[str, _TokenKind] = {"AND": "and", "&&": "and", "OR": "or", "||": "or", "NOT": "not"}
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_WORD = re.compile(r'[^\s()"]+')
_FIELD = re.compile(r"([^\W\d_]+):")
_MINUS = re.compile(r'-(?=[\w"(])')


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _TokenKind
    shown: str
    words: Words | None = None
    field: str | None = None


class _Parser:
    """Recursive descent: some → all → no → one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.at = 0
        self.depth = 0
        self.field: str | None = None

    def parse(self) -> SearchQuery:
        if not any(token.kind == "words" for token in self.tokens):
            _refuse(self.text, "holds no word to look for. Write at least one word of letters or digits.")
        query = self.some()
        if self.next_kind() == ")":
            _refuse(self.text, "closes a parenthesis that was never opened. Take it out or add the first one.")
        return query

    def some(self) -> SearchQuery:
        parts = [self.all()]
        while self.next_kind() == "or":
            self.take()
            parts.append(self.all())
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def all(self) -> SearchQuery:
        parts = [self.no()]
        while self.next_kind() in ("and", "words", "(", "not"):
            if self.next_kind() == "and":
                self.take()
            parts.append(self.no())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def no(self) -> SearchQuery:
        denied = False
        while self.next_kind() == "not":
            self.take()
            denied = not denied
        part = self.one()
        return Not(part) if denied else part

    def one(self) -> SearchQuery:
        kind = self.next_kind()
        if kind == "words":
            words = self.take().words
            assert words is not None
            return Words(words.words, words.prefix, words.field or self.field)
        if kind == "(":
            return self.group()
        return self.refuse_dangling()

    def group(self) -> SearchQuery:
        outer_field, opening = self.field, self.take()
        self.field = opening.field or outer_field
        self.depth += 1
        if self.depth > DEEPEST_QUERY:
            _refuse(self.text, f"nests more than {DEEPEST_QUERY} parentheses. Write it flatter.")
        query = self.some()
        if self.next_kind() != ")":
            _refuse(self.text, "opens a parenthesis that is never closed. Add the closing one.")
        self.take()
        self.depth -= 1
        self.field = outer_field
        return query

    def next_kind(self) -> _TokenKind | None:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else None

    def take(self) -> _Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def refuse_dangling(self) -> NoReturn:
        before = self.tokens[self.at - 1].shown if self.at else None
        here = self.tokens[self.at].shown if self.at < len(self.tokens) else None
        if before is None:
            _refuse(self.text, f"begins with {here}. Put a word before it or take it out.")
        if here is None:
            _refuse(self.text, f"ends with {before}. Put a word after it or take it out.")
        _refuse(self.text, f"has nothing between {before} and {here}. Put a word there or take one out.")


def _refuse(text: str, problem: str) -> NoReturn:
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    raise FilterError(f"The search {shown!r} {problem}")


def _tokens(text: str) -> Iterator[_Token]:
    """Cut the query into operators, parentheses and words; punctuation alone asks for nothing."""
    query = text.translate(_QUOTES)
    if query.count('"') % 2:
        _refuse(text, "opens a quotation mark that is never closed. Add the closing one.")
    at, field = 0, None
    while at < len(query):
        if query[at].isspace():
            at += 1
            continue
        if query[at] in "()":
            yield _Token("(" if query[at] == "(" else ")", query[at], field=field)
            at, field = at + 1, None
        elif query[at] == '"':
            end = query.index('"', at + 1)
            yield from _found(fold_words(query[at + 1 : end]), False, field, query[at : end + 1])
            at, field = end + 1, None
        elif _MINUS.match(query, at) and field is None:
            yield _Token("not", "-")
            at += 1
        elif (named := _FIELD.match(query, at)) and _is_field(text, named):
            at, field = named.end(), named[1].lower()
        else:
            word = _whole_word(query, at)
            yield from _word_tokens(text, word, field)
            at, field = at + len(word), None
    if field is not None:
        _refuse(text, f"ends with {field}: and no word. Put a word right after the colon.")


def _whole_word(query: str, at: int) -> str:
    match = _WORD.match(query, at)
    assert match is not None, "spaces, parentheses and quotes were handled before"
    return match[0]


def _word_tokens(text: str, word: str, field: str | None) -> Iterator[_Token]:
    if word in _OPERATORS and field is None:
        yield _Token(_OPERATORS[word], word)
        return
    stem = word.removesuffix("*")
    if "*" in stem:
        _refuse(text, f"has a star inside {word!r}. A star stands only at the end, as in sanction*.")
    words = fold_words(stem)
    if word != stem and not words:
        _refuse(text, "has a star without the beginning of a word. Write letters before it, as in sanction*.")
    if word != stem and len(words[-1]) > LONGEST_PREFIX:
        _refuse(text, f"has a star after more than {LONGEST_PREFIX} letters. Write fewer before it.")
    yield from _found(words, word != stem, field, word)


def _found(words: Sequence[str], prefix: bool, field: str | None, shown: str) -> Iterator[_Token]:
    if words:
        yield _Token("words", shown, Words(tuple(words), prefix, field))


def _is_field(text: str, named: re.Match[str]) -> bool:
    """False for a colon that only ends a word ("war: …"); an unknown field is refused."""
    if named[1].lower() in FIELDS:
        return True
    after = named.string[named.end() : named.end() + 1]
    if after.strip():
        _refuse(
            text,
            f"asks for the field {named[1]!r}, which is unknown. Write title: or text:, or put what holds the "
            "colon in quotation marks.",
        )
    return False


# Words as the index knows them

_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")
_SPACELESS = re.compile("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")


def fold(text: str) -> str:
    """The text as it is indexed: no case, no accents or vowel points, characters of spaceless scripts apart."""
    if text.isascii():
        return text.lower()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return _SPACELESS.sub(r" \1 ", unicodedata.normalize("NFKC", bare))


def fold_words(text: str) -> list[str]:
    """The words of a text, as the index cuts them: runs of letters and digits."""
    words: list[str] = _analyzer().analyze(fold(text))
    return words


def _analyzer() -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).build()


# The index

_FORMAT = 3  # raise it when the fields or the folding change: older indexes are then built anew
_BATCH = 2_000  # articles read at once
_WRITER_BYTES = 20_000_000
_DAMAGE = (ValueError, OSError, KeyError)  # what a damaged index raises, from tantivy or from reading state


class Readable(Protocol):
    """What the index needs of a snapshot."""

    @property
    def number(self) -> int: ...

    def files(self, table: str) -> list[str]: ...


HITS = pa.schema(
    [("article_id", pa.string()), ("revision", pa.int32()), ("cleaner", pa.string()), ("cut", pa.int64())]
)
"""The texts that a search matches, one row each.

An article has had several texts when a later one replaced it, or when it was cleaned again: it is the one of
``revision`` and ``cleaner`` from which ``cut`` characters were removed.
"""


class SearchIndex:
    """The search index of one store, under ``search/``: derived data, deleted or damaged it is built anew.

    It holds every text that an article has had in the snapshots that were searched, so that an old snapshot
    finds what it found when it was new.

    Each build has a folder of its own, so that a process which still reads an older build is never disturbed.
    ``state.json`` in it says for which snapshots, and from which Parquet files, it was filled. It is written
    after the index has committed, and each text carries its version: a process killed between the two only
    makes the next one check some texts twice.
    """

    def __init__(self, store: Path) -> None:
        self._root = store / "search"
        self._opened: tuple[_State, _WordIndex] | None = None

    def find(self, snapshot: Readable, text: str, patience: float = 300.0) -> pa.Table:
        """The texts that a search matches (:data:`HITS`), once the index has caught up with the snapshot.

        They come in no order. The index also knows texts and articles that a snapshot does not have: keep those
        that it has.

        Raises:
            FilterError: the search can't be understood.
            StoreBusyError: another process has been writing the index for longer than ``patience`` seconds.
        """
        query = parse_search(text)
        try:
            self.update(snapshot, patience)
            return self._current().hits(query)
        except _DAMAGE:
            self._opened = None
            self._start_build()
            self.update(snapshot, patience)
            return self._current().hits(query)

    def hits(self, text: str) -> pa.Table:
        """The texts (:data:`HITS`) that a search matches in the index as it stands; without an index, none.

        Raises:
            FilterError: the search can't be understood.
        """
        query = parse_search(text)
        return self._current().hits(query) if self._build() else HITS.empty_table()

    def update(self, snapshot: Readable, patience: float = 300.0) -> int:
        """Index what the snapshot has and the index has not; gives the number of texts written.

        Raises:
            StoreBusyError: another process has been writing the index for longer than ``patience`` seconds.
        """
        if snapshot.number in _read_state(self._build()).snapshots:
            return 0
        build, index = self._usable_build()
        with index.writing(patience) as writer:
            state = _read_state(build)
            if snapshot.number in state.snapshots:
                return 0
            files = {Path(file).name: file for file in snapshot.files("articles")}
            new = [file for name, file in files.items() if name not in state.files]
            written = sum(writer.add(batch) for batch in _batches(new))
            writer.commit()
            _write_state(
                build, _State(build.name, state.snapshots | {snapshot.number}, state.files | files.keys())
            )
        self._remove_older_builds(build)
        return written

    def _current(self) -> _WordIndex:
        build = self._build()
        if build is None:
            raise FileNotFoundError(f"There is no search index in {self._root}.")
        state = _read_state(build)
        if self._opened is None or self._opened[0] != state:
            self._opened = state, _WordIndex.open(build)
        return self._opened[1]

    def _build(self) -> Path | None:
        """The newest build in today's format."""
        builds = [path for path in self._root.glob(f"{_FORMAT}.*") if path.suffix[1:].isdigit()]
        return max(builds, key=lambda path: int(path.suffix[1:]), default=None)

    def _usable_build(self) -> tuple[Path, _WordIndex]:
        build = self._build() or self._start_build()
        try:
            return build, _WordIndex.open(build)
        except _DAMAGE:
            build = self._start_build()
            return build, _WordIndex.open(build)

    def _start_build(self) -> Path:
        """Make an empty build beside the others; where another process is faster, take its build."""
        newest = self._build()
        number = int(newest.suffix[1:]) + 1 if newest else 1
        self._root.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="new-", dir=self._root))
        _WordIndex.create(fresh)
        try:
            return fresh.rename(self._root / f"{_FORMAT}.{number}")
        except OSError:
            shutil.rmtree(fresh, ignore_errors=True)
            return self._root / f"{_FORMAT}.{number}"

    def _remove_older_builds(self, build: Path) -> None:
        for path in self._root.iterdir():
            # A process may still hold its files; what stays is removed after the next update.
            if path.name[0].isdigit() and path != build and path != self._build():
                shutil.rmtree(path, ignore_errors=True)


def search_rows(articles: pa.Table, text: str) -> pa.Table:
    """The rows (:data:`HITS`) that a search matches, without a store; columns as in the articles table.

    Raises:
        FilterError: the search can't be understood.
    """
    query = parse_search(text)
    index = _WordIndex.create(None)
    with index.writing(patience=0) as writer:
        for batch in articles.select(_COLUMNS).to_batches():
            writer.add(batch)
        writer.commit()
    return index.hits(query)


@dataclass(frozen=True, slots=True)
class _State:
    """How far a build was filled."""

    build: str
    snapshots: frozenset[int]
    files: frozenset[str]


def _read_state(build: Path | None) -> _State:
    """What a build says of itself; a missing or broken note means that all of it has to be checked."""
    empty = _State(build.name if build else "", frozenset(), frozenset())
    if build is None:
        return empty
    try:
        kept = orjson.loads((build / "state.json").read_bytes())
        return _State(build.name, frozenset(map(int, kept["snapshots"])), frozenset(kept["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return empty


def _write_state(build: Path, state: _State) -> None:
    fresh = build / f"state-{os.getpid()}.json"
    fresh.write_bytes(orjson.dumps({"snapshots": sorted(state.snapshots), "files": sorted(state.files)}))
    fresh.replace(build / "state.json")


_COLUMNS = ["article_id", "revision", "cleaner", "removed", "title", "text"]


def _batches(files: Sequence[str]) -> Iterator[pa.RecordBatch]:
    for file in files:
        with pq.ParquetFile(file) as parquet:
            yield from parquet.iter_batches(batch_size=_BATCH, columns=_COLUMNS)


class _WordIndex:
    """The words of articles, in memory or in a folder."""

    def __init__(self, index: Index) -> None:
        index.register_tokenizer("words", _analyzer())
        index.config_reader("manual")
        self.index = index

    @classmethod
    def create(cls, folder: Path | None) -> _WordIndex:
        return cls(Index(_schema(), path=str(folder) if folder else None))

    @classmethod
    def open(cls, folder: Path) -> _WordIndex:
        found = cls(Index.open(str(folder)))
        found.index.reload()
        return found

    def hits(self, query: SearchQuery) -> pa.Table:
        searcher = self.index.searcher()
        asked = IndexQuery.const_score_query(_index_query(self.index.schema, query), 1.0)
        try:
            hits = searcher.search(asked, limit=max(1, searcher.num_docs), count=False).hits
        except ValueError as error:
            if "max expansions" not in str(error):
                raise
            raise FilterError(
                "The search has words joined to a star, as in anti-t*, that stand for too many words. Write "
                "more letters before the star, or part the words."
            ) from error
        places = [place for _, place in hits]
        return _unpacked({name: searcher.fast_field_values(name, places) for name in _NUMBERS})

    @contextmanager
    def writing(self, patience: float) -> Iterator[_Writer]:
        """The one writer that an index allows, across processes; what was not committed is dropped."""
        writer = _Writer(self.index, _writer(self.index, patience))
        try:
            yield writer
        finally:
            writer.close()
            self.index.reload()


_NUMBERS = ("id_begins", "id_ends", "revision", "cleaner", "cut")
"""What tells a text from others, as numbers: they lie in columns, and those of many texts are read at once."""
_PACKED = 8
"""So many characters of a name make a number."""


def _packed(name: str) -> int:
    """Up to eight ASCII characters as one number."""
    return int.from_bytes(name.encode("ascii").ljust(_PACKED, b"\0"), "big")


def _unpacked(numbers: Mapping[str, Sequence[Any]]) -> pa.Table:
    columns = {name: np.array(values, dtype=np.int64) for name, values in numbers.items()}
    ids = np.stack([columns["id_begins"], columns["id_ends"]], axis=1)
    return pa.table(
        [
            _names(ids, 2 * _PACKED),
            columns["revision"].astype(np.int32),
            _names(columns["cleaner"], _PACKED),
            columns["cut"].astype(np.int64),
        ],
        schema=HITS,
    )


def _names(packed: np.ndarray, width: int) -> pa.Array:
    bare = np.frombuffer(packed.astype(">i8").tobytes(), dtype=f"S{width}")  # without the zeros at their ends
    return pa.array(bare, pa.binary()).cast(pa.string())


class _Writer:
    """Adds texts, each version once."""

    def __init__(self, index: Index, writer: tantivy.IndexWriter) -> None:
        index.reload()
        self._known = index.searcher()
        self._writer = writer
        self._committed = False

    def add(self, articles: pa.RecordBatch) -> int:
        added = 0
        for row in articles.to_pylist():
            name, revision, cleaner = row["article_id"], row["revision"], row["cleaner"] or ""
            cut = sum(len(piece["text"] or "") for piece in row["removed"] or ())
            version = f"{name} {revision} {cleaner} {cut}"
            if self._known.doc_freq("version", version):
                continue
            self._writer.add_document(
                Document(
                    version=version,
                    id_begins=_packed(name[:_PACKED]),
                    id_ends=_packed(name[_PACKED:]),
                    revision=revision,
                    cleaner=_packed(cleaner),
                    cut=cut,
                    title=fold(row["title"] or ""),
                    text=fold(row["text"] or ""),
                )
            )
            added += 1
        return added

    def commit(self) -> None:
        self._writer.commit()
        self._committed = True

    def close(self) -> None:
        if not self._committed:
            self._writer.rollback()  # after a commit it would throw away what is just being merged
        self._writer.wait_merging_threads()


def _schema() -> tantivy.Schema:
    fields = tantivy.SchemaBuilder()
    fields.add_text_field("version", tokenizer_name="raw", index_option="basic")
    for name in _NUMBERS:
        fields.add_integer_field(name, fast=True)
    for name in FIELDS:
        fields.add_text_field(name, tokenizer_name="words")
    return fields.build()


def _writer(index: Index, patience: float) -> tantivy.IndexWriter:
    deadline = time.monotonic() + patience
    while True:
        try:
            return index.writer(_WRITER_BYTES, num_threads=1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            if time.monotonic() >= deadline:
                raise StoreBusyError(
                    f"Another process has been writing the search index for more than {patience:.0f} seconds. "
                    "Wait until its load has ended and search again."
                ) from error
        time.sleep(0.05)


def _index_query(schema: tantivy.Schema, query: SearchQuery) -> IndexQuery:
    match query:
        case All(parts):
            return IndexQuery.boolean_query([(Occur.Must, _index_query(schema, part)) for part in parts])
        case Some(parts):
            return IndexQuery.boolean_query([(Occur.Should, _index_query(schema, part)) for part in parts])
        case Not(part):
            everything = (Occur.Must, IndexQuery.all_query())
            return IndexQuery.boolean_query([everything, (Occur.MustNot, _index_query(schema, part))])
        case Words(words, prefix, field):
            fields = (field,) if field else FIELDS
            asked = [(Occur.Should, _field_query(schema, name, words, prefix)) for name in fields]
            return IndexQuery.boolean_query(asked)


def _field_query(schema: tantivy.Schema, field: str, words: tuple[str, ...], prefix: bool) -> IndexQuery:
    """Words hold letters and digits only, so that they need no escaping in a pattern."""
    if prefix:
        patterns = [*words[:-1], words[-1] + ".*"]
        if len(patterns) == 1:
            return IndexQuery.regex_query(schema, field, patterns[0])
        return IndexQuery.regex_phrase_query(schema, field, list(patterns))
    if len(words) == 1:
        return IndexQuery.term_query(schema, field, words[0])
    return IndexQuery.phrase_query(schema, field, list(words))
