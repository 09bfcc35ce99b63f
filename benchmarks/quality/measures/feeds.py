"""What is found in feeds, of what feedparser finds in them."""

from __future__ import annotations

import calendar
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import feedparser

from benchmarks.quality.figure import Figure, Mistake
from benchmarks.quality.sets import packed
from monitor.article import RawArticle
from monitor.ingest.read import read_paths
from monitor.ingest.wording import one_line, plain

Parts = dict[str, Counter[str]]
"""What a feed holds: entries, titles, links and dates, each with its number."""


def feeds(corpora: Path) -> Iterator[Figure]:
    """What the library finds in a feed must arrive."""
    real = packed(corpora, "feeds_real/dev_feeds")
    yield _figure("feeds real", "feeds of newspapers, broadcasters and blogs", real)
    cases = packed(corpora, "feeds_feedparser_cases/dev_cases")
    yield _figure("feeds cases", "the small odd feeds of feedparser's own tests", cases)


def _figure(key: str, labelled: str, files: dict[str, bytes]) -> Figure:
    arrived: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    mistakes = []
    for name, data in sorted(files.items()):
        theirs, ours = _by_the_library(data), _by_us(name, data)
        for part, values in theirs.items():
            wanted[part] += values.total()
            arrived[part] += (values & ours[part]).total()
            lost = values - ours[part]
            mistakes += [Mistake(name, value, f"{part} not found", str(list(ours[part])[:3])) for value in lost]
    return Figure(
        key,
        "Feeds: what feedparser finds arrives",
        labelled,
        len(files),
        "feeds",
        {part: arrived[part] / number for part, number in wanted.items()},
        dict.fromkeys(wanted, 1.0),
        "feedparser itself, the reference",
        "Entries with words of their own; titles without markup; dates to the second.",
        tuple(mistakes),
    )


def _by_the_library(data: bytes) -> Parts:
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        entries = [entry for entry in feedparser.parse(data).entries if _has_words(entry)]
        moments = [
            dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed") for entry in entries
        ]
    return _parts(
        len(entries),
        (entry.get("title") for entry in entries),
        (link for entry in entries if (link := entry.get("link") or "").startswith("http")),
        (datetime.fromtimestamp(calendar.timegm(moment), UTC) for moment in moments if moment),
    )


def _has_words(entry: Any) -> bool:
    contents = (part.get("value") for part in entry.get("content", []))
    return any(one_line(plain(text or "")) for text in (entry.get("title"), entry.get("summary"), *contents))


def _by_us(name: str, data: bytes) -> Parts:
    with TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_bytes(data)
        articles = [item for item in read_paths([file]) if isinstance(item, RawArticle)]
    return _parts(
        len(articles),
        (article.title for article in articles),
        (article.url for article in articles),
        (article.published_at for article in articles),
    )


def _parts(
    entries: int,
    titles: Iterable[str | None],
    links: Iterable[str | None],
    moments: Iterable[datetime | None],
) -> Parts:
    return {
        "entries": Counter({"an entry": entries}),
        "titles": Counter(line for title in titles if title and (line := one_line(plain(title)))),
        "links": Counter(link for link in links if link),
        "dates": Counter(moment.replace(microsecond=0).isoformat() for moment in moments if moment),
    }
