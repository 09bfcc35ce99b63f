"""Housekeeping: small files become large ones laid out by day, and files that nothing needs any more go."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from monitor.errors import StoreBrokenError, StoreError
from monitor.store import delta, history, scan
from monitor.store.bucket import Entry
from monitor.store.files import FILE_BYTES, LAYOUTS, DataFile, write_files
from monitor.store.mirror import brought, mirror_of
from monitor.store.schema import DAILY, TABLES
from monitor.store.snapshot import Snapshot
from monitor.store.store import PINS_FILE, Store
from monitor.store.tallies import netted

MANY_SMALL_FILES = 32
"""With so many small files in a table, opening them costs more than reading them."""
MANY_RUNS = 16
"""So many large files that hold the same day make a period expensive: the longest are laid out anew."""
GRACE_SECONDS = 3600.0
"""A file so young may belong to a compaction that is still being written."""
SMALL_BYTES = 8 * 2**20
BATCH_ROWS = 8_192

_NUMBERS = ("articles", "mentions", "title_only")


@dataclass(frozen=True, slots=True)
class Vacuumed:
    """What a vacuum removed."""

    snapshots: int
    files: int
    bytes: int


def needs_compaction(snapshot: Snapshot) -> bool:
    """True when a table has many small files, or many large ones for one day; reads only the log."""
    return any(_to_merge(snapshot, table, MANY_SMALL_FILES) for table in TABLES)


def compact(store: Store, *, everything: bool = False) -> Snapshot:
    """Lay rows out anew, as a snapshot of its own: no answer changes, no reader or pinned version is disturbed.

    Small files are merged into full ones, sorted by day, and so are those of many days where too many hold the
    same one; the others stay as they are. The additive rows of ``daily`` are summed. The files are written
    before the commit lock is taken, so loaders go on meanwhile; a table in which they replaced one of the files
    is left as it is. Memory: about four times that of one full file.

    Args:
        store: which one.
        everything: merge all files of every table, not only where it pays.

    Returns:
        The newest snapshot after it.

    Raises:
        StoreError: there is no store.
        StoreBusyError: another writer did not finish in time.
    """
    snapshot = store.snapshot()
    merged: dict[str, tuple[list[DataFile], list[DataFile]]] = {}
    for table in TABLES:
        old = list(snapshot.data_files(table)) if everything else _to_merge(snapshot, table, 2)
        if old:
            merged[table] = (old, _merge(store.path / table, old))
    if not merged:
        return snapshot
    with store.change("compact") as change:
        swapped = {table: change.swap(table, old, new) for table, (old, new) in merged.items()}
    for table, (_, new) in merged.items():
        if not swapped[table]:
            _remove(store.path / table, new)
    return store.snapshot()


def derive_anew(store: Store) -> Snapshot:
    """Make tallies and occurrences of a store that has none or stale ones, as a snapshot of its own.

    Raises:
        StoreError: there is no store.
        StoreBusyError: another writer did not finish in time.
    """
    if not store.snapshot().is_derived:
        with store.change("derive") as change:
            change.derive_anew()
    return store.snapshot()


def vacuum(
    store: Store, *, keep_days: float = 7.0, keep_last: int = 10, grace_seconds: float = GRACE_SECONDS
) -> Vacuumed:
    """Remove the files that no kept snapshot needs, and what killed writers left.

    Kept are the newest snapshot, those of the last ``keep_days`` days, the last ``keep_last``, and the pinned.

    Raises:
        StoreError: there is no store.
        StoreBusyError: another writer did not finish in time.
    """
    with _writing(store):
        until = datetime.now(UTC) - timedelta(seconds=grace_seconds)
        listed = store.snapshots()
        kept = _kept(listed, set(_read_pins(store.path).values()), keep_days, keep_last)
        if len(kept) < len(listed):
            history.drop(store.path, {snapshot.number for snapshot in listed} - {item.number for item in kept})
        needed = {table: _needed(kept, table) for table in TABLES}
        needed[history.NAME] = set(delta.TableLog(store.path / history.NAME).files())
        gone = [_sweep(store.path / table, paths, until) for table, paths in needed.items()]
    return Vacuumed(len(listed) - len(kept), sum(len(sizes) for sizes in gone), sum(map(sum, gone)))


def pin(store: Store, name: str, number: int | None = None) -> Snapshot:
    """Keep a snapshot (default: the newest) under a name, so that no vacuum removes it; returns it.

    Raises:
        StoreError: there is no such snapshot.
    """
    with _writing(store):
        snapshot = store.snapshot(number)
        _write_pins(store.path, {**_read_pins(store.path), name: snapshot.number})
    return snapshot


def unpin(store: Store, name: str) -> None:
    """Let a pinned snapshot go.

    Raises:
        StoreError: no pin has that name.
    """
    with _writing(store):
        known = _read_pins(store.path)
        if name not in known:
            raise StoreError(f"No snapshot is pinned as {name!r}. Pinned are: {', '.join(known) or 'none'}.")
        _write_pins(store.path, {other: number for other, number in known.items() if other != name})


def pins(store: Store) -> dict[str, int]:
    """The pinned snapshots: name → number."""
    return _read_pins(store.path)


@contextmanager
def _writing(store: Store) -> Iterator[None]:
    """Hold the commit lock of a store that exists."""
    store.snapshot()
    with store.locked():
        yield


def _to_merge(snapshot: Snapshot, table: str, many: int) -> list[DataFile]:
    files = snapshot.data_files(table)
    small = [file for file in files if file.rows < LAYOUTS[table].file_rows // 2 and file.size < SMALL_BYTES]
    deep = _too_deep(list(set(files).difference(small)))
    return [*deep, *small] if deep or len(small) >= many else []


def _too_deep(files: Sequence[DataFile]) -> list[DataFile]:
    """Those to lay out anew where too many hold the same day: the longest, so that half as many stay there."""
    if _runs(files) <= MANY_RUNS:
        return []
    kept: list[DataFile] = []
    for file in sorted(files, key=lambda file: (_length(file), file.path)):
        beside = [other for other in kept if _overlap(file, other)]
        if _runs([*beside, file]) <= MANY_RUNS // 2:
            kept.append(file)
    return sorted(set(files).difference(kept), key=lambda file: file.path)


def _length(file: DataFile) -> timedelta:
    low, high = file.low, file.high
    return high - low if isinstance(low, date) and isinstance(high, date) else timedelta(0)


def _overlap(file: DataFile, other: DataFile) -> bool:
    return isinstance(file.low, date) and isinstance(file.high, date) and other.may_hold(file.low, file.high)


def _runs(files: Sequence[DataFile]) -> int:
    """How many files of several days hold the same day, at worst; files of one day can't be laid out better."""
    ends: list[tuple[date, int]] = []
    for file in files:
        if isinstance(file.low, date) and isinstance(file.high, date) and file.low < file.high:
            ends += [(file.low, 0), (file.high, 1)]
    depth = deepest = 0
    for _, is_end in sorted(ends):
        depth += -1 if is_end else 1
        deepest = max(deepest, depth)
    return deepest


def _merge(folder: Path, old: Sequence[DataFile]) -> list[DataFile]:
    """Write the rows of old files as new ones; nobody sees them before they are swapped in."""
    new: list[DataFile] = []
    rows_out = 0
    try:
        for rows in _chunks(folder, old):
            rows_out += len(rows)
            new += write_files(folder, folder.name, _folded(folder.name, rows))
            del rows
            pa.default_memory_pool().release_unused()
    except BaseException:
        _remove(folder, new)
        raise
    rows_in = sum(file.rows for file in old)
    if rows_in != rows_out:
        _remove(folder, new)
        raise StoreBrokenError(
            f"The files of the table {folder} should hold {rows_in} rows, and {rows_out} were read. Nothing "
            "was changed; run `monitor verify` to see what is damaged."
        )
    return new


def _chunks(folder: Path, old: Sequence[DataFile]) -> Iterator[pa.Table]:
    """The rows of the files in portions of about one full file, one span of days after another."""
    limit = _full(folder, old)
    if LAYOUTS[folder.name].bounds != "day":
        yield from _portions(folder, old, None, limit)
        return
    for first, last in _spans(folder, old, limit):
        inside = (pc.field("day") >= pa.scalar(first)) & (pc.field("day") <= pa.scalar(last))
        yield from _portions(folder, [file for file in old if file.may_hold(first, last)], inside, limit)
    undated = [file for file in old if file.missing]
    yield from _portions(folder, undated, pc.field("day").is_null(), limit)


def _full(folder: Path, old: Sequence[DataFile]) -> int:
    """How many rows fill a file: as many as its layout says, fewer where those of the first are too wide."""
    rows = size = 0
    for batch in _batches(folder, old[:1], None, None):
        rows, size = rows + len(batch), size + batch.nbytes
    return max(min(LAYOUTS[folder.name].file_rows, rows * FILE_BYTES // max(size, 1)), 1)


def _spans(folder: Path, old: Sequence[DataFile], limit: int) -> Iterator[tuple[date, date]]:
    """Spans of days that fill one file each; a day is never split between two spans."""
    days: Counter[date] = Counter()
    for batch in _batches(folder, old, ["day"], None):
        days.update({row["values"]: row["counts"] for row in pc.value_counts(batch.column(0)).to_pylist()})
    first, filled = None, 0
    ordered = sorted(day for day in days if day is not None)
    for day, following in zip(ordered, [*ordered, None][1:], strict=True):
        first = first or day
        filled += days[day]
        if following is None or filled + days[following] > limit:
            yield first, day
            first, filled = None, 0


def _portions(
    folder: Path, files: Sequence[DataFile], where: pc.Expression | None, limit: int
) -> Iterator[pa.Table]:
    parts: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in _batches(folder, files, None, where):
        for piece in (batch.slice(0, limit - rows), batch.slice(limit - rows)):
            parts.append(piece)
            rows, size = rows + len(piece), size + piece.nbytes
            if rows >= limit or size >= FILE_BYTES:
                yield _taken_together(parts, folder.name)
                rows = size = 0
    if rows:
        yield _taken_together(parts, folder.name)


def _taken_together(parts: list[pa.RecordBatch], table: str) -> pa.Table:
    """The rows of the parts as one stretch; the parts are emptied, so that nothing is held twice."""
    rows = pa.Table.from_batches(parts, TABLES[table])
    parts.clear()
    return rows.combine_chunks()


def _batches(
    folder: Path, files: Sequence[DataFile], columns: list[str] | None, where: pc.Expression | None
) -> Iterator[pa.RecordBatch]:
    if not files:
        return
    paths = brought(folder / file.path for file in files)
    try:
        dataset = ds.dataset(paths, schema=TABLES[folder.name], format="parquet")
        # A long read-ahead of rows with texts would fill the memory that compaction is meant to spare.
        yield from dataset.to_batches(
            columns=columns, filter=where, batch_size=BATCH_ROWS, batch_readahead=2, fragment_readahead=1
        )
    except (OSError, pa.ArrowInvalid) as error:
        raise scan.broken(error) from error


def _folded(table: str, rows: pa.Table) -> pa.Table:
    """Additive rows with one key become one, and those that came to nothing go; other rows stay."""
    if table in ("tallies", "spread"):
        return netted(table, rows)
    if table != "daily":
        return rows
    keys = [name for name in DAILY.names if name not in _NUMBERS]
    sums = rows.group_by(keys).aggregate([(name, "sum") for name in _NUMBERS])
    sums = sums.rename_columns([name.removesuffix("_sum") for name in sums.column_names]).select(DAILY.names)
    counts = [pc.not_equal(sums.column(name), 0) for name in _NUMBERS]
    return sums.filter(pc.or_(pc.or_(counts[0], counts[1]), counts[2])).cast(DAILY)


def _kept(listed: Sequence[Snapshot], pinned: set[int], keep_days: float, keep_last: int) -> list[Snapshot]:
    since = datetime.now(UTC) - timedelta(days=keep_days)
    last = {snapshot.number for snapshot in listed[-max(keep_last, 1) :]}
    return [item for item in listed if item.number in last or item.number in pinned or item.at >= since]


def _needed(kept: Sequence[Snapshot], table: str) -> set[str]:
    versions = {item.versions[table] for item in kept if table in item.versions}
    return {path for version in versions for path in delta.TableLog(kept[0].store / table, version).files()}


def _sweep(folder: Path, needed: set[str], until: datetime) -> list[int]:
    """Remove the Parquet files of a table that are not needed, nor younger than ``until``; gives their sizes.

    Of a table in a bucket, the sizes are those of what is removed there; copies here go with them.
    """

    def unneeded(files: Iterable[Entry]) -> list[Entry]:
        return [file for file in files if Path(file.path).name not in needed and file.at <= until]

    here = unneeded(map(_entry, folder.glob("*.parquet")))
    for file in here:
        Path(file.path).unlink()
    if (mirror := mirror_of(folder.parent)) is None:
        return [file.size for file in here]
    there = unneeded(mirror.files(folder.name))
    mirror.remove([file.path for file in there])
    return [file.size for file in there]


def _entry(file: Path) -> Entry:
    stat = file.stat()
    return Entry(str(file), stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC))


def _remove(folder: Path, files: Sequence[DataFile]) -> None:
    for file in files:
        (folder / file.path).unlink(missing_ok=True)


def _read_pins(path: Path) -> dict[str, int]:
    file = path / PINS_FILE
    if not file.exists():
        return {}
    try:
        return {str(name): int(number) for name, number in json.loads(file.read_text("utf-8")).items()}
    except (ValueError, AttributeError) as error:
        raise StoreBrokenError(
            f"The list of pinned snapshots {file} can't be read: {error}. Write it as "
            '{"name": number}, or remove it if nothing must be kept.'
        ) from error


def _write_pins(path: Path, kept: dict[str, int]) -> None:
    fresh, content = path / f"{PINS_FILE}.new", json.dumps(kept, indent=2, sort_keys=True).encode()
    fresh.write_bytes(content)
    if mirror := mirror_of(path):
        mirror.send_side(path / PINS_FILE, content)
    fresh.replace(path / PINS_FILE)
