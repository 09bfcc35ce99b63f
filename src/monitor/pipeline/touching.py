"""Stored articles that hold certain words are found by their raw texts, without annotating any of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from ahocorasick_rs import AhoCorasick

from monitor.annotate.folding import fold, fold_words
from monitor.annotate.touched import Clause, Word

MANY_WORDS = 3_000
"""With more changed names than these, reading everything again is quicker than looking for them."""
THREADS = 2

DISGUISED = "[\u00ad\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff\u200b-\u200f\u2060\u212a\u212b\ufeff]"
"""Characters beyond ASCII that fold to a Latin letter, a digit, or nothing. With one of them a plain name can
be printed in another way ("Kâbul"), so these texts are folded as the annotator folds them."""
_FOREIGN = "[^\\x00-\\x7f\u00a0«»\u2010-\u201f\u2026\u20ac£©®°·]"
"""The same for names in other scripts: anything beyond ASCII but common punctuation."""

_PLAIN = re.compile(r"[a-z0-9 ]+")
_BLANKS = re.compile(" +")
_ARTICLE = re.compile(r"the ", re.IGNORECASE)


class Touching:
    """Finds the articles that fulfil one of some clauses.

    ``annotator`` is today's version; an article that was read with another is found too.
    """

    def __init__(self, clauses: Sequence[Clause], annotator: str) -> None:
        self._tests = [_Test(clause) for clause in clauses]
        self._any = _Words({word for clause in clauses for word in clause.words})
        self._annotator = annotator

    def rows(self, file: str) -> list[int]:
        """The row numbers of the articles in a Parquet file, ascending."""
        found: list[int] = []
        first = 0
        with pq.ParquetFile(file) as parquet:
            for group in range(parquet.num_row_groups):
                known = parquet.read_row_group(group, _KNOWN, use_threads=False)
                if self._possible(known):  # texts are nearly all that a file holds
                    texts = parquet.read_row_group(group, ["title", "text"], use_threads=False)
                    for name in _KNOWN:
                        texts = texts.append_column(name, known[name])
                    found += [first + row for row in pc.indices_nonzero(self.mask(texts)).to_pylist()]
                first += len(known)
        return found

    def mask(self, articles: pa.Table) -> pa.ChunkedArray:
        """For each article, whether it is one of them."""
        mask = self._read_otherwise(articles)
        # All texts are looked through once, for any word; few are left for one clause after the other.
        rows = pc.indices_nonzero(self._in_time(articles))
        rows = rows.filter(self._any.mask(_taken(articles, rows)))
        few = articles.take(rows)
        for test in self._tests:
            mask = pc.or_(mask, _at(rows.filter(test.mask(few)), len(articles)))
        return mask

    def _possible(self, known: pa.Table) -> bool:
        """Whether one of the articles can be among them, as far as it shows without the texts."""
        return any(pc.any(mask).as_py() for mask in (self._read_otherwise(known), self._in_time(known)))

    def _in_time(self, articles: pa.Table) -> pa.Array | pa.ChunkedArray:
        """For each article, whether it appeared when one of the clauses matters."""
        nothing = pa.array(np.zeros(len(articles), np.bool_))
        return reduce(pc.or_, (test.days(articles) for test in self._tests), nothing)

    def _read_otherwise(self, articles: pa.Table) -> pa.ChunkedArray:
        return pc.not_equal(articles["annotator"], self._annotator).fill_null(True)


_KNOWN = ["annotator", "published_at"]


def scan(
    touching: Touching, files: Sequence[str], on_file: Callable[[int], None] | None = None
) -> dict[str, list[int]]:
    """The row numbers in each file that has any; ``on_file`` is told how many files are done."""
    found: dict[str, list[int]] = {}
    with ThreadPoolExecutor(THREADS) as pool:  # Arrow reads and searches outside of Python's lock
        for number, (file, rows) in enumerate(zip(files, pool.map(touching.rows, files), strict=True), 1):
            if rows:
                found[file] = rows
            if on_file:
                on_file(number)
    return found


def too_many(clauses: Collection[Clause]) -> bool:
    """True when looking for so many words takes longer than reading everything."""
    return sum(len(clause.words) for clause in clauses) > MANY_WORDS


class _Test:
    def __init__(self, clause: Clause) -> None:
        self._days = clause.days
        self._words = _Words(clause.words)
        self._beside = _Words(clause.beside) if clause.beside else None

    def days(self, articles: pa.Table) -> pa.Array | pa.ChunkedArray:
        """For each article, whether it appeared when it matters."""
        if self._days is None:
            return pa.repeat(True, len(articles))
        day = articles["published_at"].cast(pa.date32())
        mask = pc.is_null(day)
        for first, last in self._days:
            mask = pc.or_(
                mask, pc.and_(pc.greater_equal(day, first), pc.less_equal(day, last)).fill_null(False)
            )
        return mask

    def mask(self, articles: pa.Table) -> pa.ChunkedArray:
        """For each article, whether it fulfils the clause; the texts of few are looked through twice."""
        rows = pc.indices_nonzero(self.days(articles))
        for words in (self._words, self._beside):
            if words is not None and len(rows):
                rows = rows.filter(words.mask(_taken(articles, rows)))
        return _at(rows, len(articles))


def _taken(articles: pa.Table, rows: pa.Array) -> pa.Table:
    """Some of the articles; texts are large, so that all of them are not copied."""
    return articles if len(rows) == len(articles) else articles.take(rows)


def _at(rows: pa.Array, number: int) -> pa.Array:
    """A mask of so many rows that is true at some of them."""
    mask = np.zeros(number, np.bool_)
    mask[rows.to_numpy()] = True
    return pa.array(mask)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Words as one expression, and the same as they stand in folded texts; ``odd`` marks texts to fold."""

    expression: str
    folded: AhoCorasick
    odd: str


class _Words:
    """Any of some words: an expression tells most texts, the rest are folded and looked through."""

    def __init__(self, words: Collection[Word]) -> None:
        named = [word for word in words if word.pattern.strip()]
        plain = [word for word in named if _PLAIN.fullmatch(word.pattern)]
        others = [word for word in named if not _PLAIN.fullmatch(word.pattern)]
        self._groups = [
            _Patterns(
                _expression(group), AhoCorasick(sorted({_BLANKS.sub(" ", word.pattern) for word in group})), odd
            )
            for group, odd in ((plain, DISGUISED), (others, _FOREIGN))
            if group
        ]

    def mask(self, articles: pa.Table) -> pa.ChunkedArray:
        mask = pa.array(np.zeros(len(articles), np.bool_))
        for group in self._groups:
            for name in ("title", "text"):
                column = articles[name].combine_chunks()
                mask = pc.or_(mask, pc.match_substring_regex(column, group.expression).fill_null(False))
                odd = pc.match_substring_regex(column, group.odd).fill_null(False)
                rows = pc.indices_nonzero(pc.and_(odd, pc.invert(mask)))
                if len(rows):
                    texts = column.take(rows).to_pylist()
                    hits = [bool(group.folded.find_matches_as_indexes(fold_words(text))) for text in texts]
                    mask = pc.or_(mask, _at(rows.filter(pa.array(hits)), len(mask)))
        return mask


_NEVER = r"\b\B"


def _expression(words: Collection[Word]) -> str:
    """What raw text must match to hold one of the words; names in other scripts are left to folding."""
    parts = sorted({part for word in words if _PLAIN.fullmatch(word.pattern) for part in _parts(word)})
    return "|".join(parts) or _NEVER


def _parts(word: Word) -> list[str]:
    if word.form is None:
        return [f"(?i:{_phrase(word.pattern, word.pattern)})"]
    # Printed as the dictionary writes it, or in capitals throughout; an article before it may be small.
    printed = _ARTICLE.sub("", fold(word.form, keep_case=True).strip(), count=1)
    return [_phrase(spelling, word.pattern) for spelling in (printed, printed.upper())]


def _phrase(words: str, pattern: str) -> str:
    """The words with anything but letters between them; a blank at an end of the pattern ends a word."""
    joined = "[^A-Za-z0-9]+".join(re.findall("[A-Za-z0-9]+", words))
    before = "(?:^|[^A-Za-z0-9])" if pattern.startswith(" ") else ""
    behind = "(?:[^A-Za-z0-9]|$)" if pattern.endswith(" ") else ""
    return f"{before}{joined}{behind}"
