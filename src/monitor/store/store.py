"""The store: one folder of Delta tables, read by many at once and changed by one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from monitor.errors import StoreError
from monitor.place import bucket_of, called
from monitor.store import history
from monitor.store.change import Change
from monitor.store.delta import Transaction
from monitor.store.derived import MADE_OF
from monitor.store.lock import commit_lock
from monitor.store.mirror import mirror_of
from monitor.store.schema import TABLES
from monitor.store.snapshot import Snapshot

__all__ = ["Change", "Snapshot", "Store", "Transaction"]

LOCK_SECONDS = 120.0
"""How long a writer waits for another one to finish."""

PINS_FILE = "pins.json"

_OWN = {*TABLES, history.NAME, "search", "dictionary", PINS_FILE, f"{PINS_FILE}.new"}
"""What may lie in a store; any other content means that the folder is someone else's."""


class Store:
    """A store by its folder, which may be the working copy of a bucket. Making one reads nothing.

    ``lock_seconds`` is how long a change waits for its turn.

    Raises:
        StoreError: the path has a ``%``, which the table format can't hold.
    """

    def __init__(self, path: Path, *, lock_seconds: float = LOCK_SECONDS) -> None:
        # The name of a working copy is its address, also where the folder is a link to another disk.
        self.path = Path(path).absolute() if bucket_of(Path(path)) else Path(path).resolve()
        self._lock_seconds = lock_seconds
        if "%" in str(self.path):
            raise StoreError(
                f"The store's path {self.path} has a %, which can't be kept. Choose a folder without."
            )

    def exists(self) -> bool:
        """True when something was committed here."""
        return self._newest() is not None

    def snapshot(self, number: int | None = None) -> Snapshot:
        """One commit, by default the newest.

        Raises:
            StoreError: there is no store, no such snapshot, or it is no longer kept.
        """
        newest = self._newest()
        if newest is None:
            raise StoreError(
                f"There is no store in {called(self.path)} yet. Load articles with `monitor ingest`, or make a "
                "demo with `monitor demo`; another store is named with --store or MONITOR_STORE."
            )
        if number is None or number == newest.number:
            return newest
        found = history.find(self.path, number) if 0 < number < newest.number else None
        if found is None:
            raise StoreError(self._not_there(number, newest))
        return found

    def snapshots(self) -> list[Snapshot]:
        """Every commit that is kept, oldest first; none in a new store."""
        return history.listed(self.path)

    @property
    def is_demo(self) -> bool:
        """True when the store holds invented articles."""
        newest = self._newest()
        return newest is not None and bool(newest.detail.get("demo"))

    @contextmanager
    def change(
        self,
        note: str,
        *,
        time_zone: str | None = None,
        dictionary: str = "",
        transaction: Transaction | None = None,
    ) -> Iterator[Change]:
        """Change the store: what the block does is one commit, and nothing if it raises.

        Args:
            note: why, e.g. ``"ingest"``.
            time_zone: IANA name whose days are counted; fixed by the first commit (UTC if not named there).
            transaction: names what is committed, so that the same is not committed twice; see
                ``Change.is_done``.
            dictionary: version of the actors and countries files; empty keeps the one of the newest snapshot.

        Raises:
            StoreBusyError: another writer did not finish in time.
            StoreError: another time zone than the store's, a folder that can't be written, or one that holds
                something else.
        """
        self._make_folder()
        self._bring_near()
        with self.locked():
            change = Change(
                self.path,
                self._newest(),
                note,
                time_zone=time_zone,
                dictionary=dictionary,
                transaction=transaction,
            )
            try:
                yield change
            except BaseException:
                change.discard()
                raise
            change.commit()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the commit lock of the store's folder, which must exist.

        Raises:
            StoreBusyError: another writer did not finish in time.
            StoreError: the folder can't be written.
        """
        mirror = mirror_of(self.path)
        with (
            commit_lock(self.path, self._lock_seconds),
            mirror.writing(self._lock_seconds) if mirror else nullcontext(),
        ):
            yield

    def _newest(self) -> Snapshot | None:
        if self.path.exists() and not self.path.is_dir():
            raise StoreError(
                f"The store's path {self.path} is a file. Name a folder with --store or MONITOR_STORE; a "
                "new one is made where there is none."
            )
        if mirror := mirror_of(self.path):
            mirror.look()
        return history.newest(self.path)

    def _bring_near(self) -> None:
        """Bring what a change reads of a bucket's tables before the lock is taken: nobody must wait for it."""
        if mirror_of(self.path) and (newest := self._newest()):
            for table in (*MADE_OF, "occurrences"):
                newest.files(table)

    def _make_folder(self) -> None:
        if self._newest() is None and self.path.is_dir():
            self._refuse_foreign()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The store's folder {self.path} can't be made: {error.strerror}. Give this user the right to "
                "write there, or name another folder with --store or MONITOR_STORE."
            ) from error

    def _refuse_foreign(self) -> None:
        foreign = sorted(
            entry.name
            for entry in self.path.iterdir()
            if not entry.name.startswith(".") and entry.name not in _OWN
        )
        if foreign:
            raise StoreError(
                f"The folder {self.path} is no store and is not empty: it holds {', '.join(foreign[:3])}. Name "
                "an empty or a new folder with --store or MONITOR_STORE."
            )

    def _not_there(self, number: int, newest: Snapshot) -> str:
        kept = [snapshot.number for snapshot in self.snapshots()]
        reason = "is no longer kept" if 0 < number < newest.number else "was never made"
        return (
            f"Snapshot {number} of the store {called(self.path)} {reason}: it has {len(kept)} snapshots from "
            f"{kept[0]} to {kept[-1]}. Ask for one of these, or for the newest by naming none."
        )
