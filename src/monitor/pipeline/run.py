"""Loading from end to end: read, name, prepare side by side, commit batch by batch."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from monitor.annotate.dictionary import load_dictionary
from monitor.article import Quarantined, RawArticle
from monitor.demo import generate, write_jsonl
from monitor.errors import DictionaryError
from monitor.ingest.read import read_paths
from monitor.memory import LARGE, MIDDLING, give_back, return_blocks
from monitor.pipeline.load import DEMO, Loaded, Loader
from monitor.pipeline.prepare import Incoming, Prepared, name_article
from monitor.pipeline.versions import keep_current
from monitor.pipeline.workers import open_workers
from monitor.settings import Settings
from monitor.store.maintain import compact, derive_anew, needs_compaction
from monitor.store.search import SearchIndex
from monitor.store.store import Store, Transaction

FIRST_ARTICLES = 500
BATCH_ARTICLES = 1_250
"""The first batch is small, so that something shows soon; each one is twice as large as the one before, up to
here: a commit costs the same for few articles and for many."""
BATCH_CHARACTERS = 6_000_000
"""Kept small: a batch lives about four times over in memory while it is committed."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is: bytes of the input, and articles."""

    bytes_done: int = 0
    bytes_total: int = 0
    read: int = 0
    stored: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """What a load did, in articles.

    ``read`` = ``new`` + ``revised`` + ``older`` + ``known`` + ``quarantined``, where ``revised`` texts replaced
    an older one at their address and ``older`` ones came after the text that replaced them. ``title_only`` and
    ``undated`` are among the new and revised; ``recleaned`` stored articles lost a line that turned out to be
    furniture of their source. ``reasons`` counts why inputs went to quarantine.
    """

    read: int = 0
    new: int = 0
    revised: int = 0
    older: int = 0
    known: int = 0
    quarantined: int = 0
    title_only: int = 0
    undated: int = 0
    recleaned: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    interrupted: bool = False


OnProgress = Callable[[Progress], None]


def ingest(
    paths: Sequence[Path],
    settings: Settings,
    *,
    mapping: Mapping[str, str] | None = None,
    on_progress: OnProgress | None = None,
    note: str = "ingest",
    under: Path | None = None,
) -> Summary:
    """Load files into the store; the first real articles take the place of invented ones.

    Args:
        paths: files, folders and archives.
        settings: where the store and the dictionary are.
        mapping: our field → their column, for layouts that are not recognised.
        on_progress: called after each batch, and while reading.
        note: what the snapshots of this load are called.
        under: a folder that the names of the files leave out, where it means nothing to a reader (a temporary
            one, say).

    Raises:
        InputError: a mapping that can't be applied; DictionaryError: a mistake in the dictionary files;
        StoreError: the store can't be written. What was committed until then stays.
    """
    summary = _Run(settings, note, on_progress).load(paths, mapping or {}, under)
    with suppress(DictionaryError):  # edited in this moment; what was read with it is stored all the same
        if Store(settings.store).exists():
            keep_current(settings)
    return summary


def build_demo(
    settings: Settings,
    *,
    on_progress: OnProgress | None = None,
    seed: int = 7,
    size: int = 3_000,
    days: int = 365,
    end: date | None = None,
) -> Summary:
    """Fill the store with invented news; the snapshots are marked, so that every page says so."""
    demo = generate(seed=seed, size=size, days=days, end=end)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "demo.jsonl"
        write_jsonl(demo, path)
        return ingest([path], settings, on_progress=on_progress, note=DEMO, under=path.parent)


@dataclass(frozen=True, slots=True)
class _Batch:
    """A batch on its way: what it holds, and how to wait for its rows."""

    items: list[Incoming]
    known: int
    flaws: list[Quarantined]
    furniture: frozenset[int]
    rows: Callable[[], Prepared]


class _Run:
    """One load: reads ahead, so that the processes work while a batch is committed."""

    def __init__(self, settings: Settings, note: str, on_progress: OnProgress | None) -> None:
        self._store = Store(settings.store)
        zone = settings.time_zone or (self._store.snapshot().time_zone if self._store.exists() else "UTC")
        dictionary = load_dictionary(settings.actors, settings.countries)
        self._workers = open_workers(settings, dictionary, zone)
        return_blocks(LARGE)
        self._loader = Loader(self._store, self._workers)
        self._note = note
        self._at = datetime.now(UTC)
        self._load, self._numbers = f"load-{uuid4().hex}", count(1)
        self._on_progress = on_progress
        self._progress = Progress()
        self._summary = Summary()
        self._reasons: Counter[str] = Counter()

    def load(self, paths: Sequence[Path], mapping: Mapping[str, str], under: Path | None) -> Summary:
        inputs = read_paths(paths, mapping=mapping, now=self._at, on_bytes=self._count_bytes)
        if under is not None:
            inputs = (_named_below(item, under) for item in inputs)
        with closing(self._workers):
            try:
                for batch in _ahead(self._start(inputs), self._workers.ahead):
                    self._commit(batch)
                    del batch  # else its rows stay while the batch after next is read
                    give_back()
            except KeyboardInterrupt:
                self._summary = replace(self._summary, interrupted=True)
        if self._store.exists():
            tidy(self._store)
        return replace(self._summary, reasons=dict(self._reasons.most_common()))

    def _start(self, inputs: Iterable[RawArticle | Quarantined]) -> Iterator[_Batch]:
        for part in _batches(inputs):
            flaws = [item for item in part if isinstance(item, Quarantined)]
            named = [name_article(item, self._at) for item in part if isinstance(item, RawArticle)]
            waves, repeated = _waves(named)
            for i, wave in enumerate(waves):
                known = self._loader.known(wave)
                items = [item for item in wave if item.article_id not in known]
                furniture = self._loader.expected_furniture(items)
                rows = self._workers.start(items, furniture)
                first = i == 0
                yield _Batch(items, len(known) + repeated * first, flaws if first else [], furniture, rows)

    def _commit(self, batch: _Batch) -> None:
        rows = batch.rows()
        rows = replace(rows, flaws=(*batch.flaws, *rows.flaws))
        named = Transaction(self._load, next(self._numbers))
        loaded = self._loader.commit(batch.items, rows, batch.furniture, self._note, self._at, named)
        self._count(loaded, batch.known)
        self._reasons.update(flaw.reason for flaw in rows.flaws)

    def _count(self, loaded: Loaded, known: int) -> None:
        so_far = self._summary
        added = {name: getattr(so_far, name) + getattr(loaded, name) for name in Loaded.__slots__}
        added["known"] += known
        read = sum(added[name] for name in ("new", "revised", "older", "known", "quarantined"))
        self._summary = replace(so_far, **added, read=read)
        self._tell(replace(self._progress, read=read, stored=added["new"] + added["revised"]))

    def _count_bytes(self, done: int, total: int) -> None:
        self._tell(replace(self._progress, bytes_done=done, bytes_total=total))

    def _tell(self, progress: Progress) -> None:
        self._progress = progress
        if self._on_progress:
            self._on_progress(progress)


def _named_below(item: RawArticle | Quarantined, folder: Path) -> RawArticle | Quarantined:
    prefix = f"{folder}{os.sep}"
    if isinstance(item, RawArticle):
        return replace(item, origin=item.origin.removeprefix(prefix))
    return replace(item, file=item.file.removeprefix(prefix))


def _batches(inputs: Iterable[RawArticle | Quarantined]) -> Iterator[list[RawArticle | Quarantined]]:
    """Cut the stream where a batch is full, by number or by size."""
    batch: list[RawArticle | Quarantined] = []
    characters, full = 0, FIRST_ARTICLES
    for item in inputs:
        batch.append(item)
        characters += len(item.text) if isinstance(item, RawArticle) else len(item.excerpt)
        if len(batch) >= full or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters, full = [], 0, min(2 * full, BATCH_ARTICLES)
    if batch:
        yield batch


def _waves(items: Sequence[Incoming]) -> tuple[list[list[Incoming]], int]:
    """Split a batch so that each article stands once in a wave: a second text for it comes as a revision.

    Returns:
        the waves, at least one, and how many items repeated an earlier one to the letter.
    """
    texts: dict[str, list[Incoming]] = {}
    repeated = 0
    for item in items:
        earlier = texts.setdefault(item.article_id, [])
        if any(item.content_hash == other.content_hash for other in earlier):
            repeated += 1
        else:
            earlier.append(item)
    deepest = max((len(found) for found in texts.values()), default=1)
    return [[found[i] for found in texts.values() if i < len(found)] for i in range(deepest)], repeated


def _ahead(batches: Iterator[_Batch], most: int) -> Iterator[_Batch]:
    """Yield each batch when so many after it have been started."""
    waiting: deque[_Batch] = deque()
    for batch in batches:
        waiting.append(batch)
        if len(waiting) > most:
            yield waiting.popleft()
    yield from waiting


def tidy(store: Store) -> None:
    """Leave the store as the next reader wants it: tallies, few files, a search index that knows all texts."""
    derive_anew(store)
    if needs_compaction(store.snapshot()):
        return_blocks(MIDDLING)
        compact(store)
    SearchIndex(store.path).update(store.snapshot())
