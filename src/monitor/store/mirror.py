"""A store in a bucket, and the folder that is its working copy on this machine.

All that reads or writes tables works on the folder; what is here brings it level with the bucket. Reading: the
entries of the tables' logs that are new in the bucket, the list of snapshots last, and of the Parquet files
those that are asked for; files are never changed, so that what was brought once stays right. Writing: under a
lease on the bucket, each table's files and then the entry of its log go there with the commit, the list of
snapshots last, whose entry makes all of them visible. An entry is only written where there is none, so that no
commit of another machine is ever overwritten. A folder whose writer died is set back to what it last sent.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import compress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TypeVar

from monitor.errors import StoreBusyError, StoreError
from monitor.place import SCHEME, bucket_of
from monitor.store.bucket import Bucket, Entry
from monitor.store.lease import LEASE_SECONDS, Lease
from monitor.store.lock import commit_lock
from monitor.store.schema import TABLES

LIST = "snapshots"
"""The table that is the list of commits."""
LOOK_SECONDS = 2.0
"""A reader asks the bucket for news no more often."""

_UNSENT = ".unsent"
"""While a writer works: the versions of the tables that the bucket has."""
_LEASE = ".lock"
_LOG = "_delta_log"
_LAST = "_last_checkpoint"
_SIDE = ("pins.json", "dictionary/versions.jsonl")
"""What may change beside the tables; small."""
_AT_ONCE = 8
_FIRST_SECONDS = 60.0
"""So long a reader waits for another one who is bringing the first commits."""

Found = TypeVar("Found")


def brought(files: Iterable[Path | str]) -> list[str]:
    """Files of stores by their paths, brought here from the bucket where that is where they are.

    One that the bucket does not have is left for its reader to miss.

    Raises:
        StoreError: the bucket can't be used.
    """
    paths = [str(file) for file in files]
    if paths and (mirror := mirror_of(Path(paths[0]).parents[1])):
        mirror.bring([path for path in paths if not os.path.exists(path)])  # noqa: PTH110 - of thousands of files
    return paths


def address_of(file: str) -> str:
    """Where a cluster reads a file of a store: in the bucket, by Hadoop's name for it, or at its path."""
    path = Path(file)
    mirror = mirror_of(path.parents[1])
    if mirror is None:
        return file
    return f"s3a://{mirror.bucket.address.removeprefix(SCHEME)}/{path.parent.name}/{path.name}"


@lru_cache(maxsize=64)
def mirror_of(store: Path) -> Mirror | None:
    """What keeps a folder level with its bucket, one for each process; None where the folder is the store.

    Raises:
        StoreError: the folder can't be made.
    """
    address = bucket_of(store)
    return Mirror(store, Bucket(address)) if address else None


class Mirror:
    """A folder, made where there is none, and the bucket that it follows."""

    def __init__(self, folder: Path, bucket: Bucket) -> None:
        self.folder = folder
        self.bucket = bucket
        self._looked = float("-inf")
        self._looking = Lock()
        self._problem = ""
        self._lease: Lease | None = None
        self._sent: set[str] = set()
        self._versions: dict[str, int] = {}
        self._make_folder()

    def look(self) -> None:
        """Bring what was committed to the bucket since the last look, unless that was a moment ago.

        Raises:
            StoreError: the bucket can't be used.
        """
        if self._lease:  # this process is writing: nobody else is
            return
        with self._looking:
            if time.monotonic() - self._looked >= LOOK_SECONDS:
                self._problem = self._look()
                self._looked = time.monotonic()
            if self._problem:  # those who waited for the same look are not made to wait for their own
                raise StoreError(self._problem)

    def _look(self) -> str:
        """Look, and tell what went wrong.

        Where another process is writing to the folder, what is here is as good as its writer's.
        """
        wait = 0.0 if _logged(self.folder / LIST / _LOG) else _FIRST_SECONDS
        try:
            self._make_folder()
            if self._noted() is not None or self._is_behind():
                with suppress(StoreBusyError), commit_lock(self.folder, wait), self._explained():
                    self._set_back()
                    self._bring_logs()
        except StoreError as error:
            return str(error)
        return ""

    def last_sent(self, version: int) -> int:
        """The last entry of the list of commits that the bucket has, told the last one here; −1 for none.

        One that is here alone is on its way, and nobody's yet: what is counted with it may never have been.
        """
        noted = self._noted()
        if noted is not None:
            return min(version, noted.get(LIST, -1))
        while version >= 0 and not (self.folder / LIST / _LOG / f"{version:020}.json").exists():
            version -= 1  # it was taken back meanwhile
        return version

    def bring(self, files: Iterable[str]) -> None:
        """Bring files of tables, by their paths here.

        Raises:
            StoreError: the bucket can't be used.
        """
        with self._explained():
            _all_at_once(lambda file: self.bucket.fetch(self._path(Path(file)), Path(file)), files)

    @contextmanager
    def writing(self, timeout: float) -> Iterator[None]:
        """Hold the bucket for a block that changes tables; the caller holds the lock of the folder.

        Begins with the folder level with the bucket. What the block commits and does not send is taken back.

        Raises:
            StoreBusyError: another machine did not finish in time.
            StoreError: the bucket can't be used.
        """
        lease = Lease(self.bucket, _LEASE)
        with lease.held(timeout):
            with self._explained():
                self._set_back()
                self._sent, self._versions = self._bring_logs(), {}
                self._note(self._sent)
            self._lease = lease
            try:
                yield
            finally:
                self._lease = None
                self._set_back()

    def send(self, table: str, files: Iterable[str]) -> None:
        """Make a commit to a table the bucket's: its new files, then the new entries of its log.

        With the list of commits goes what was done to the other tables without a file: one that was made, or
        set back to an earlier version.

        Raises:
            StoreError: the bucket can't be used, or another machine has written there; nothing is seen of it.
        """
        folder = self.folder / table
        with self._explained():
            _all_at_once(lambda name: self.bucket.send(f"{table}/{name}", folder / name), files)
            for name in [*TABLES, LIST] if table == LIST else [table]:
                self._note(self._send_log(self.folder / name / _LOG))

    def _send_log(self, log: Path) -> list[str]:
        """Send what is new in a log, its checkpoints last; gives the paths of what was."""
        fresh = sorted({self._path(file) for file in _logged(log)} - self._sent)
        if fresh and self._lease and log.parent.name == LIST:
            self._lease.confirm()  # files that were sent an hour ago may have been tidied away since
        for path in filter(_is_entry, fresh):
            self._send_entry(path, (self.folder / path).read_bytes())
        checkpoints = [path for path in fresh if not _is_entry(path)]
        with suppress(StoreError):  # they only spare readers time, and what they sum up is stored already
            for path in [*checkpoints, self._path(log / _LAST)] if checkpoints else []:
                self.bucket.send(path, self.folder / path)
        self._sent.update(fresh)
        return fresh

    def remove(self, paths: Sequence[str]) -> None:
        """Remove objects that nothing needs any more, as whoever holds the lease sees it.

        Raises:
            StoreError: the lease was lost, or the bucket can't be used.
        """
        if paths and self._lease:
            self._lease.confirm()
        self.bucket.remove(paths)

    def bring_side(self) -> None:
        """Bring what stands beside the tables: pins and the versions of the dictionary.

        Raises:
            StoreError: the bucket can't be used.
        """
        texts = [entry.path for entry in self.bucket.listed("dictionary") if entry.path.endswith(".gz")]
        wanted = [path for path in texts if not (self.folder / path).exists()]
        _all_at_once(lambda path: self.bucket.fetch(path, self.folder / path), [*wanted, *_SIDE])

    def send_side(self, file: Path, content: bytes) -> None:
        """Write what will stand in a file beside the tables into the bucket.

        Raises:
            StoreError: the bucket can't be used.
        """
        self.bucket.send(self._path(file), content)

    @contextmanager
    def editing(self, timeout: float) -> Iterator[None]:
        """Hold the dictionary's versions in the bucket for a block, which begins with the newest here.

        Raises:
            StoreBusyError: another machine did not finish in time.
            StoreError: the bucket can't be used.
        """
        patience = max(timeout, LEASE_SECONDS + 5)  # long enough to follow one who died
        with Lease(self.bucket, f"dictionary/{_LEASE}").held(patience):
            self.bring_side()
            yield

    def files(self, table: str) -> list[Entry]:
        """The Parquet files that the bucket has of a table, wanted or not."""
        listed = self.bucket.listed(table)
        return [entry for entry in listed if entry.path.count("/") == 1 and entry.path.endswith(".parquet")]

    def _path(self, file: Path) -> str:
        return file.relative_to(self.folder).as_posix()

    def _is_behind(self) -> bool:
        """Whether the bucket's list of commits ends elsewhere than that here: one listing of its end."""
        log = f"{LIST}/{_LOG}"
        here = sorted(filter(_is_entry, map(self._path, _logged(self.folder / log))))[-2:]
        there = [entry.path for entry in self.bucket.listed(log, here[0] if here[1:] else "")]
        return list(filter(_is_entry, there)) != here[-1:]

    def _bring_logs(self) -> set[str]:
        """Bring the logs level with the bucket's, the list of commits last; gives the paths there. The folder's
        lock is held, so that nothing here is younger."""
        # Whoever sees a commit on the list must find the tables as it left them: so the list is read first.
        listed = self.bucket.listed(f"{LIST}/{_LOG}")
        logs = _all_at_once(lambda table: self.bucket.listed(f"{table}/{_LOG}"), TABLES)
        self._let_go_of_another()
        paths = [entry.path for log in [*logs, listed] for entry in log]
        # The hint at the last checkpoint is left out: it may be younger than this listing.
        wanted = [path for path in paths if not (path.endswith(_LAST) or (self.folder / path).exists())]
        with TemporaryDirectory(prefix=".incoming-", dir=self.folder) as folder:
            incoming = Path(folder)
            came = _all_at_once(lambda path: self.bucket.fetch(path, incoming / path), wanted)
            for path in compress(wanted, came):  # in their order: a log has no holes
                (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                (incoming / path).replace(self.folder / path)
        editing = self.folder / "dictionary"
        editing.mkdir(exist_ok=True)
        # Who edits the versions has brought them, and may be writing newer ones.
        with suppress(StoreBusyError), commit_lock(editing, 0.0):
            self.bring_side()
        return set(paths)

    def _let_go_of_another(self) -> None:
        """Empty the folder where it is the copy of another store, which was in the bucket before."""
        first = f"{LIST}/{_LOG}/{0:020}.json"
        if (self.folder / first).exists():
            there = self.bucket.read(first)
            if there is None or there.content != (self.folder / first).read_bytes():
                # The list goes last: as long as it is here, the rest is known to be of another store.
                for name in (*TABLES, "search", "dictionary", "pins.json", LIST):
                    _remove(self.folder / name)

    def _note(self, sent: Iterable[str]) -> None:
        """Note which versions the bucket has, for whoever finds the folder after this process was killed."""
        for path in filter(_is_entry, sent):
            table = path.partition("/")[0]
            self._versions[table] = max(self._versions.get(table, -1), _version(path))
        fresh = self.folder / f"{_UNSENT}.new"
        fresh.write_text(json.dumps(self._versions), "utf-8")
        fresh.replace(self.folder / _UNSENT)

    def _set_back(self) -> None:
        """Take out of the logs what was not sent, the list of commits first; the caller holds the lock."""
        versions = self._noted()
        if versions is None:
            return
        for table in [LIST, *TABLES]:
            log = self.folder / table / _LOG
            (log / _LAST).unlink(missing_ok=True)
            unsent = [file for file in _logged(log) if _version(file.name) > versions.get(table, -1)]
            for file in sorted(unsent, reverse=True):
                file.unlink(missing_ok=True)
        (self.folder / _UNSENT).unlink()

    def _noted(self) -> dict[str, int] | None:
        """What :meth:`_note` wrote; None while nobody writes and nobody died of it. A broken note tells of no
        version: all of them are brought again."""
        try:
            return dict(json.loads((self.folder / _UNSENT).read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):
            return {}

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The working copy {self.folder} of {self.bucket.address} can't be made: {error.strerror}. "
                "Give this user the right to write there, or name another folder with MONITOR_CACHE."
            ) from error

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turns what the disk refuses into a sentence."""
        try:
            yield
        except OSError as error:
            raise StoreError(
                f"The working copy {self.folder} of {self.bucket.address} can't be written: {error.strerror}. "
                "Make room or mend the folder's rights; what was committed before is untouched."
            ) from error

    def _send_entry(self, path: str, content: bytes) -> None:
        if self.bucket.create(path, content) is None:
            there = self.bucket.read(path)
            if there is None or there.content != content:  # the same: the answer to an earlier try got lost
                raise StoreError(
                    f"Another machine has written to {self.bucket.address} meanwhile ({path} is there "
                    "already). Nothing of this change was stored; do it again."
                )


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _logged(log: Path) -> list[Path]:
    """The entries of a log and its checkpoints."""
    return [file for file in log.glob("*") if file.name[0].isdigit()]


def _is_entry(path: str) -> bool:
    return path.endswith(".json")


def _version(path: str) -> int:
    return int(path.rpartition("/")[2].partition(".")[0])


def _all_at_once(do: Callable[[str], Found], items: Iterable[str]) -> list[Found]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(do, items))
