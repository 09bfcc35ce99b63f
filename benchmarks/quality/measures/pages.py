"""What a page says: its text, its title and its day, beside what the extractor's library says alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import mean

import trafilatura
from trafilatura.utils import decode_file

from benchmarks.quality.figure import Figure, Mistake
from benchmarks.quality.sets import Row, packed, rows
from monitor.errors import InputError
from monitor.records import extract_record

PLAIN = "trafilatura alone, without comments"
BADLY = 0.9
"""A page is a mistake to be read where precision or recall of its phrases lies below."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Read:
    """What one reader says of a page; ``days`` are those on which its moment may lie in the page's own zone."""

    text: str = ""
    title: str = ""
    days: frozenset[date] = frozenset()


def pages(corpora: Path) -> Iterator[Figure]:
    """The text of article pages, and what they say of themselves."""
    yield _phrases(corpora)
    yield _snippets(corpora)
    gold, ours, plain = _both(corpora, "html_fundus")
    yield _days("pages fundus days", gold, "publishing_date", ours, plain)
    yield _titles("pages fundus titles", gold, ours, plain)


def _both(corpora: Path, name: str) -> tuple[list[Row], list[_Read], list[_Read]]:
    gold = rows(corpora, f"{name}/dev_gold")
    html = packed(corpora, f"{name}/dev_html")
    sources = [decode_file(html[row["file"]]) for row in gold]
    ours = [_ours(row, source) for row, source in zip(gold, sources, strict=True)]
    return gold, ours, [_library(row, source) for row, source in zip(gold, sources, strict=True)]


def _ours(row: Row, html: str) -> _Read:
    """What ``monitor extract`` says. Its moment is UTC, and the labels' days are those of the page's zone."""
    try:
        said = extract_record({"id": 0, "html": html, "url": row["url"]})
    except InputError:
        return _Read()
    moment = datetime.fromisoformat(said["published"]) if said["published"] else None
    zones = range(-12, 15) if moment and moment.time() != datetime.min.time() else [0]
    days = {(moment + timedelta(hours=hours)).date() for hours in zones} if moment else set()
    return _Read(said["text"], said["title"], frozenset(days))


def _library(row: Row, html: str) -> _Read:
    found = trafilatura.bare_extraction(html, url=row["url"], include_comments=False, with_metadata=True)
    if found is None:
        return _Read()
    day = getattr(found, "date", None)
    days = frozenset([date.fromisoformat(day)] if day else [])
    return _Read(getattr(found, "text", None) or "", getattr(found, "title", None) or "", days)


def _phrases(corpora: Path) -> Figure:
    gold, ours, plain = _both(corpora, "html_article_benchmark")
    matched = [phrases_shared(row["text"], read.text) for row, read in zip(gold, ours, strict=True)]
    return Figure(
        "pages phrases",
        "Page text",
        "article pages with the text marked by hand (article-extraction-benchmark)",
        len(gold),
        "pages",
        mean_scores(matched),
        mean_scores(phrases_shared(row["text"], read.text) for row, read in zip(gold, plain, strict=True)),
        PLAIN,
        "Phrases of four words, precision and recall averaged over pages, as the benchmark itself counts.",
        tuple(
            Mistake(
                row["host"],
                row["text"][:1500],
                f"phrases right {shared}, too many {more}, missing {missing}",
                read.text[:1500],
            )
            for row, read, (shared, more, missing) in zip(gold, ours, matched, strict=True)
            if shared < BADLY * (shared + max(more, missing))
        ),
    )


Matched = tuple[int, int, int]


def phrases_shared(labelled: str, found: str) -> Matched:
    """Phrases of four words in both texts, only in the one found, and only in the one labelled."""
    wanted, got = _shingles(labelled), _shingles(found)
    return (wanted & got).total(), (got - wanted).total(), (wanted - got).total()


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)) if words)


def mean_scores(matched: Iterable[Matched]) -> dict[str, float]:
    """Precision averaged over the pages that gave text, recall over those that have one."""
    kept = list(matched)
    precision = mean(shared / (shared + more) for shared, more, _ in kept if shared + more)
    recall = mean(shared / (shared + missing) for shared, _, missing in kept if shared + missing)
    return {"precision": precision, "recall": recall, "F1": 2 * precision * recall / (precision + recall)}


def _snippets(corpora: Path) -> Figure:
    gold, ours, plain = _both(corpora, "html_trafilatura")
    return Figure(
        "pages snippets",
        "Page text, snippets",
        "pages of many kinds and languages with snippets that belong and that don't (trafilatura)",
        len(gold),
        "pages",
        _snippet_scores(gold, ours),
        _snippet_scores(gold, plain),
        PLAIN,
        mistakes=tuple(
            Mistake(row["id"], "belongs" if belongs else "does not belong", snippet, read.text[:1500])
            for row, read in zip(gold, ours, strict=True)
            for snippet, belongs, is_there in _judged(row, read.text)
            if belongs != is_there
        ),
    )


def _snippet_scores(gold: list[Row], reads: list[_Read]) -> dict[str, float]:
    judged = [one for row, read in zip(gold, reads, strict=True) for one in _judged(row, read.text)]
    right = sum(belongs and is_there for _, belongs, is_there in judged)
    precision = right / sum(is_there for *_, is_there in judged)
    recall = right / sum(belongs for _, belongs, _ in judged)
    return {"precision": precision, "recall": recall, "F1": 2 * precision * recall / (precision + recall)}


def _judged(row: Row, text: str) -> Iterator[tuple[str, bool, bool]]:
    """Each snippet, whether it belongs to the article, and whether it is in the text."""
    spaced = " ".join(text.split())
    for name, belongs in (("must_contain", True), ("must_not_contain", False)):
        for snippet in row[name]:
            yield snippet, belongs, " ".join(snippet.split()) in spaced


def _days(key: str, gold: list[Row], name: str, ours: list[_Read], plain: list[_Read]) -> Figure:
    def right(row: Row, read: _Read) -> bool:
        stated = datetime.fromisoformat(row[name])
        utc = stated.astimezone(UTC).date() if stated.tzinfo else stated.date()
        return bool(read.days & {stated.date(), utc})

    def shown(row: Row, read: _Read) -> Mistake:
        return Mistake(row["id"], row[name], ", ".join(map(str, sorted(read.days))) or "none", row["url"])

    return _share(key, "Day of publication of a page", gold, ours, plain, right, shown)


def _titles(key: str, gold: list[Row], ours: list[_Read], plain: list[_Read]) -> Figure:
    def right(row: Row, read: _Read) -> bool:
        return _words(row["title"]) == _words(read.title)

    def shown(row: Row, read: _Read) -> Mistake:
        return Mistake(row["id"], row["title"], read.title, row["url"])

    return _share(key, "Title of a page", gold, ours, plain, right, shown)


def _words(line: str) -> list[str]:
    return _WORD.findall(line.casefold().replace("\u00ad", "").replace("\u200b", ""))


def _share(
    key: str,
    what: str,
    gold: list[Row],
    ours: list[_Read],
    plain: list[_Read],
    right: Callable[[Row, _Read], bool],
    shown: Callable[[Row, _Read], Mistake],
) -> Figure:
    return Figure(
        key,
        what,
        "pages of news publishers in 41 countries, by a reader written for each publisher (fundus)",
        len(gold),
        "pages",
        {"right": mean(right(row, read) for row, read in zip(gold, ours, strict=True))},
        {"right": mean(right(row, read) for row, read in zip(gold, plain, strict=True))},
        PLAIN,
        mistakes=tuple(shown(row, read) for row, read in zip(gold, ours, strict=True) if not right(row, read)),
    )
