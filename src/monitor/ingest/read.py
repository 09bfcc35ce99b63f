"""Files, folders and archives become articles: the way from a path to RawArticle, one at a time."""

from __future__ import annotations

import codecs
import io
import os
import stat
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Any

from monitor.article import DateFrom, Quarantined, RawArticle
from monitor.errors import InputError
from monitor.ingest.archives import Budget, SpentError, explain, read_tar, read_zip, seekable, unpack_stream
from monitor.ingest.dates import read_date
from monitor.ingest.feeds import read_feed
from monitor.ingest.fields import (
    UNKNOWN_SOURCE,
    Recognised,
    check_mapping,
    key_of,
    paths_of,
    recognise,
)
from monitor.ingest.jsons import read_json
from monitor.ingest.kinds import kind_of
from monitor.ingest.limits import FOLDER_DEPTH, MB, PAGE_BYTES
from monitor.ingest.page import read_page
from monitor.ingest.payload import Layer, Payload, Record, UnreadableError, bounded
from monitor.ingest.tables import read_csv, read_parquet
from monitor.ingest.urls import canonical_url
from monitor.ingest.warc import Capture, read_warc
from monitor.ingest.wording import decode, excerpt, fewer_blank_lines, one_line, sane

Progress = Callable[[int, int], None]
"""Hears the bytes read so far and the bytes in all, of the files as they lie on disk."""

TITLE_LINE_CHARS = 300
"""A longer first line of a plain text is its first paragraph rather than its title."""

UNMAPPED_RECORDS = 5_000
"""So many records are held back until every column of ``--map`` was seen once."""

PROGRESS_STEP = MB // 2

Found = RawArticle | Quarantined


def read_paths(
    paths: Sequence[Path],
    *,
    mapping: Mapping[str, str] | None = None,
    now: datetime | None = None,
    on_bytes: Progress | None = None,
) -> Iterator[Found]:
    """Read every article under ``paths``, in constant memory, in the order of the paths.

    Args:
        paths: files and folders; folders are walked in the order of their names, hidden files left out.
        mapping: our field → their column (``{"title": "headline"}``), for layouts that the table does not know.
        now: the present; later dates are impossible. Default: the clock.
        on_bytes: hears how far reading has come.

    Returns:
        Articles and, in their places, what could not be read. A path that does not exist is among the latter.

    Raises:
        InputError: none of the paths exists; a mapping to a field that is none of ours; while reading, a
            mapping to a column that no record has.
    """
    chosen = dict(mapping or {})
    check_mapping(chosen)
    if not any(os.path.lexists(path) for path in paths):
        shown = ", ".join(str(path) for path in paths[:3]) or "nothing"
        raise InputError(f"No file or folder was found: {shown}. Give at least one path that exists.")
    reading = _Reading(chosen, now or datetime.now(UTC), _Meter(paths, on_bytes) if on_bytes else None)
    return reading.held_until_mapped(reading.path(path) for path in paths)


class _Meter:
    """Counts the bytes read from disk and tells them on."""

    def __init__(self, paths: Sequence[Path], tell: Progress) -> None:
        self._tell = tell
        self._total = sum(size for path in paths for _, size in _files(path) if isinstance(size, int))
        self._before = self._current = self._size = self._told = 0
        tell(0, self._total)

    def begin(self, size: int) -> None:
        self._size, self._current = size, 0

    def count(self, size: int) -> None:
        self._current = min(self._size, self._current + size)  # archives read some parts twice
        if self._before + self._current - self._told >= PROGRESS_STEP:
            self._report()

    def end(self) -> None:
        self._before += self._size
        self._current = self._size = 0
        self._report()

    def _report(self) -> None:
        self._told = self._before + self._current
        self._tell(self._told, self._total)


class _Counted(io.RawIOBase):
    """A file on disk whose bytes are counted as they are read."""

    def __init__(self, file: FileIO, meter: _Meter | None) -> None:
        super().__init__()
        self._file, self._meter = file, meter

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._file.seekable()

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: Any) -> int | None:
        size = self._file.readinto(buffer)
        if size and self._meter:
            self._meter.count(size)
        return size

    def close(self) -> None:
        self._file.close()
        super().close()


class _Reading:
    """One call of read_paths: what every reader on the way needs to know."""

    def __init__(self, mapping: dict[str, str], now: datetime, meter: _Meter | None) -> None:
        self._mapping, self._now, self._meter = mapping, now, meter
        self._unseen = {key_of(theirs): theirs for theirs in mapping.values()}
        self._columns: dict[str, None] = {}

    def held_until_mapped(self, found: Iterator[Iterator[Found]]) -> Iterator[Found]:
        """Give nothing before every mapped column was seen: a slip in --map must not fill a store."""
        held: deque[Found] = deque()
        for item in (item for items in found for item in items):
            held.append(item)
            if self._unseen and len(held) < UNMAPPED_RECORDS:
                continue
            self._refuse_unseen()
            while held:
                yield held.popleft()
        self._refuse_unseen()
        yield from held

    def _refuse_unseen(self) -> None:
        if self._unseen:
            shown = ", ".join(list(self._columns)[:20]) or "none"
            raise InputError(
                f"--map names the column {next(iter(self._unseen.values()))!r}, which no record has. "
                f"Columns found: {shown}. Correct the name and load again."
            )

    def path(self, root: Path) -> Iterator[Found]:
        for path, size in _files(root):
            if isinstance(size, Quarantined):
                yield size
                continue
            if self._meter:
                self._meter.begin(size)
            yield from self._file(path, size, root)
            if self._meter:
                self._meter.end()

    def _file(self, path: Path, size: int, root: Path) -> Iterator[Found]:
        try:
            with io.BufferedReader(_Counted(FileIO(path), self._meter), 1 << 20) as stream:
                folder = path.parent.name if path != root else ""
                payload = Payload(_shown(path), stream, folder=folder, shape=path.name)
                yield from self._payload(payload, Budget(size))
        except OSError as error:
            yield Quarantined(_shown(path), None, _trouble(error))

    def _payload(self, payload: Payload, budget: Budget) -> Iterator[Found]:
        """Read one payload to its end or to the first thing that can't be passed over."""
        line: int | None = None
        try:
            for found in self._pieces(payload, budget):
                if isinstance(found, Payload):
                    yield from self._payload(found, budget)
                    continue
                line = found.line if isinstance(found, Quarantined | Record) else line
                yield found if isinstance(found, Quarantined) else self._article(payload, found)
            problem = payload.failure
        except UnreadableError as error:
            problem = payload.failure or error
        if isinstance(problem, SpentError) and payload.depth:
            raise problem
        if problem is not None:
            yield Quarantined(payload.name, line + 1 if line is not None else None, str(problem))

    def _pieces(
        self, payload: Payload, budget: Budget
    ) -> Iterator[Payload | Record | Capture | Quarantined | _Whole]:
        kind = kind_of(payload)
        match kind:
            case "gzip" | "bzip2" | "xz" | "zstd":
                yield unpack_stream(payload, kind, budget)
            case "zip":
                yield from read_zip(payload, budget)
            case "tar":
                yield from read_tar(payload)
            case "recode":
                yield _recoded(payload)
            case "parquet":
                yield from read_parquet(payload, seekable(payload), self._mapping)
            case "warc":
                yield from read_warc(payload)
            case "json":
                yield from read_json(payload)
            case "table":
                yield from read_csv(payload, self._mapping)
            case "feed":
                yield from read_feed(payload.read_all(PAGE_BYTES, "feed"))
            case "page" | "text":
                yield _Whole(kind, payload.read_all(PAGE_BYTES, "page" if kind == "page" else "text"))

    def _article(self, payload: Payload, found: Record | Capture | _Whole) -> Found:
        try:
            if isinstance(found, Record):
                return self._from_record(payload, found)
            if isinstance(found, Capture):
                article = self._from_page(
                    found.html, found.url, found.declared, f"{payload.name}, record {found.number}"
                )
                return replace(article, updated_at=read_date(found.captured, self._now))
            if found.kind == "page":
                return self._from_page(found.data, None, None, payload.name)
            return self._from_text(payload, found.data)
        except UnreadableError as error:
            line, raw = _place(found)
            return Quarantined(payload.name, line, str(error), excerpt(raw))

    def _from_record(self, payload: Payload, record: Record) -> RawArticle:
        if self._unseen:
            self._look_for_columns(record)
        found = recognise(record.fields, self._mapping)
        origin = f"{payload.name}, line {record.line}" if record.line else payload.name
        if found.html is not None and not found.text:
            return self._from_html_field(found, origin, record.date_from)
        return self._built(found, origin, record.date_from)

    def _look_for_columns(self, record: Record) -> None:
        self._columns.update(dict.fromkeys(str(name) for name in record.fields))
        for key in paths_of(record.fields) & self._unseen.keys():
            del self._unseen[key]

    def _built(self, found: Recognised, origin: str, date_from: DateFrom) -> RawArticle:
        published = read_date(found.published, self._now)
        return RawArticle(
            title=found.title,
            text=found.text,
            source=found.source or UNKNOWN_SOURCE,
            url=found.url,
            source_country=found.source_country,
            language=found.language,
            published_at=published,
            published_raw=None if found.published is None else _written(found.published),
            date_from=date_from if published else "",
            updated_at=read_date(found.updated, self._now),
            extra=found.extra,
            origin=origin,
        )

    def _from_html_field(self, found: Recognised, origin: str, date_from: DateFrom) -> RawArticle:
        """A record that brings the whole page: the page speaks first, the record fills what it leaves open."""
        assert found.html is not None  # the caller looked
        page = self._from_page(found.html, found.url, None, origin)
        record = self._built(found, origin, date_from)
        dated = page if page.published_at or not record.published_raw else record
        return replace(
            page,
            title=found.title or page.title,
            source=found.source or page.source,
            source_country=record.source_country,
            language=found.language or page.language,
            published_at=dated.published_at,
            published_raw=dated.published_raw,
            date_from=dated.date_from,
            updated_at=record.updated_at,
            extra=record.extra | page.extra,
        )

    def _from_page(self, html: bytes | str, url: str | None, declared: str | None, origin: str) -> RawArticle:
        page = read_page(html, url if url and canonical_url(url) else None, declared=declared, now=self._now)
        if not (page.title or page.text):
            raise UnreadableError(
                "The page has neither a title nor a text. It may be built by scripts in the browser."
            )
        return RawArticle(
            title=page.title,
            text=page.text,
            source=page.source or UNKNOWN_SOURCE,
            url=page.url,
            language=page.language,
            published_at=page.published_at,
            published_raw=page.published_raw,
            date_from=page.date_from,
            extra={"authors": page.author} if page.author else {},
            origin=origin,
        )

    def _from_text(self, payload: Payload, data: bytes) -> RawArticle:
        """A plain text: its first line is the title, unless that is a paragraph; its folder may name the
        source."""
        text = bounded(fewer_blank_lines(sane(decode(data))))
        first, _, rest = text.partition("\n")
        title = one_line(first) if len(first) <= TITLE_LINE_CHARS else ""
        if not text:
            raise UnreadableError("The file holds nothing but blanks.")
        return RawArticle(
            title=title,
            text=rest.strip() if title else text,
            source=one_line(payload.folder)[:200] or UNKNOWN_SOURCE,
            origin=payload.name,
        )


class _Whole:
    """A payload that is one article."""

    __slots__ = ("data", "kind")

    def __init__(self, kind: str, data: bytes) -> None:
        self.kind, self.data = kind, data


def _place(found: Record | Capture | _Whole) -> tuple[int | None, str | bytes]:
    if isinstance(found, Record):
        return found.line, found.raw or str(dict(found.fields))[:1000]
    if isinstance(found, Capture):
        return found.number, found.url or ""
    return None, found.data[:1000]


def _written(moment: str | int | float | datetime) -> str:
    return moment.isoformat() if isinstance(moment, datetime) else str(moment)


def _recoded(payload: Payload) -> Payload:
    """UTF-16 and UTF-32 as UTF-8, so that every reader sees lines of bytes."""
    head = payload.head()[:4]
    wide = head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"))
    decoder = codecs.getincrementaldecoder("utf-32" if wide else "utf-16")("replace")
    left = b""

    def read(size: int) -> bytes:
        nonlocal left
        while not left:
            piece = payload.stream.read(max(4, size // 4))
            left = decoder.decode(piece, final=not piece).encode("utf-8", "replace")
            if not piece:
                break
        given, left = left[:size], left[size:]
        return given

    return Payload(
        payload.name,
        Layer(read, explain),
        depth=payload.depth,
        folder=payload.folder,
        shape=payload.shape,
    )


def _files(root: Path) -> Iterator[tuple[Path, int | Quarantined]]:
    """The files under ``root`` with their sizes, by name; what is no file or can't be looked at, with the
    reason."""
    yield from _walk(root, frozenset(), 0)


def _walk(
    path: Path, above: frozenset[tuple[int, int]], depth: int
) -> Iterator[tuple[Path, int | Quarantined]]:
    try:
        status = path.stat()
        if not stat.S_ISDIR(status.st_mode):
            yield path, _size(path, status, named=not above)
            return
        here = (status.st_dev, status.st_ino)
        if here in above:
            return  # a link back to a folder that is being walked
        if depth > FOLDER_DEPTH:
            yield (
                path,
                Quarantined(_shown(path), None, f"Folders lie more than {FOLDER_DEPTH} deep in each other."),
            )
            return
        names = sorted(entry.name for entry in path.iterdir() if not entry.name.startswith("."))
    except (OSError, ValueError) as error:
        yield path, Quarantined(_shown(path), None, _trouble(error))
        return
    for name in names:
        yield from _walk(path / name, above | {here}, depth + 1)


def _size(path: Path, status: os.stat_result, *, named: bool) -> int | Quarantined:
    """A pipe is read where it was named itself; met in a folder it would wait forever."""
    if stat.S_ISREG(status.st_mode):
        return status.st_size
    if named and stat.S_ISFIFO(status.st_mode):
        return 0
    return Quarantined(_shown(path), None, "This is neither a file nor a folder but a device or a socket.")


def _trouble(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "There is no such file or folder. Check the path, or the link that points to it."
    if isinstance(error, PermissionError):
        return "The file may not be read by this user. Change its permissions and load it again."
    return f"The file could not be read: {getattr(error, 'strerror', None) or error}."


def _shown(path: Path) -> str:
    """The path as printable text; names on disk may hold bytes that are none."""
    return os.fsencode(path).decode("utf-8", "replace")
