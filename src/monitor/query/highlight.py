"""Where a search was found in a title: the places of its words, as the index reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.store.search import All, SearchQuery, Some, Words, fold, parse_search

_ACCENTS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670"
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(f"[{_SPACELESS}]|(?:(?![{_SPACELESS}])[^\\W_]|[{_ACCENTS}])+")


def found_in_title(title: str, search: str) -> tuple[tuple[int, int], ...]:
    """The stretches (from, to) of a title that a search asked for, in order, none within another.

    Words that a search excludes, and those it wants in the text alone, are not looked for.

    Raises:
        FilterError: the search can't be understood.
    """
    if not search.strip():
        return ()
    words = [(fold(word[0]).strip(), word.start(), word.end()) for word in _WORD.finditer(title)]
    folded = [word for word, *_ in words]
    places = sorted(place for wanted in _wanted(parse_search(search)) for place in _places(folded, wanted))
    runs: list[tuple[int, int]] = []
    for first, last in places:
        start, end = words[first][1], words[last][2]
        if runs and start < runs[-1][1]:
            before = runs.pop()
            start, end = before[0], max(end, before[1])
        runs.append((start, end))
    return tuple(runs)


def _wanted(query: SearchQuery) -> Iterator[Words]:
    """The words that a search hopes to find in a title."""
    if isinstance(query, Words):
        if query.field in (None, "title"):
            yield query
    elif isinstance(query, All | Some):
        for part in query.parts:
            yield from _wanted(part)


def _places(words: list[str], wanted: Words) -> Iterator[tuple[int, int]]:
    """The first and last number of each run of words that is wanted."""
    *before, last = wanted.words
    for first in range(len(words) - len(before)):
        end = first + len(before)
        fits = words[end].startswith(last) if wanted.prefix else words[end] == last
        if fits and words[first:end] == before:
            yield first, end
