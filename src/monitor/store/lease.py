"""One writer at a time in a bucket, whichever machine it is on: a lease that runs out when its holder dies.

The lease is an object that is only ever replaced by who has seen its last state (compare and swap). Its holder
writes it anew again and again; who sees it unchanged for long, or finds one that is much older, takes it over.
What is committed is safe even where two think that they hold it, for an entry of a table's log is only
written where there is none yet.
"""

from __future__ import annotations

import json
import os
import platform
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from uuid import uuid4

from monitor.errors import StoreBusyError, StoreError
from monitor.store.bucket import Bucket, Said

LEASE_SECONDS = 30.0
"""Unchanged for so long, a lease is taken over: its holder has died, or lost the net."""
OLD_SECONDS = 600.0
"""One so old by the clock here is dead, also for who can't wait to see it: no two clocks differ by as much."""
PAUSE_SECONDS = 0.1


class Lease:
    """One holding of the lease at a path of a bucket."""

    def __init__(self, bucket: Bucket, path: str) -> None:
        self._bucket = bucket
        self._path = path
        self._holder = f"{platform.node()} {os.getpid()} {uuid4().hex}"
        self._tag = ""
        self._turn = 0
        self._ended = threading.Event()
        self._renewing = threading.Lock()
        self._lost = ""

    @contextmanager
    def held(self, timeout: float) -> Iterator[None]:
        """Hold it for a block.

        Args:
            timeout: seconds to wait for another holder that is alive.

        Raises:
            StoreBusyError: another machine held it all that time.
            StoreError: the bucket can't be used.
        """
        self._take(timeout)
        renewing = threading.Thread(target=self._renew, name="lease", daemon=True)
        renewing.start()
        try:
            yield
        finally:
            self._ended.set()
            renewing.join()
            with suppress(StoreError):  # what was done is done; it runs out by itself
                self._bucket.replace(self._path, self._said(""), self._tag)

    def confirm(self) -> None:
        """Renew it now, before what nobody else may do meanwhile: whoever slept for an hour does not know it.

        Raises:
            StoreError: it is not held any more, or the bucket can't be used.
        """
        if not self._lost:
            self._renew_once()
        if self._lost:
            raise StoreError(
                f"The lease on {self._bucket.address} was lost while this change was written ({self._lost}). "
                "Nothing of it was stored; do it again."
            )

    def _take(self, timeout: float) -> None:
        until = time.monotonic() + timeout
        seen, since = "", time.monotonic()
        while True:
            there = self._bucket.read(self._path)
            now = time.monotonic()
            if there is None:
                tag = self._bucket.create(self._path, self._said(self._holder))
            else:
                if there.tag != seen:
                    seen, since = there.tag, now
                if _holder(there) == self._holder:  # it is held, and the answer got lost on its way
                    self._tag = there.tag
                    return
                is_free = not _holder(there) or now - since > LEASE_SECONDS or _age(there) > OLD_SECONDS
                tag = self._bucket.replace(self._path, self._said(self._holder), seen) if is_free else None
            if tag is not None:
                self._tag = tag
                return
            if now >= until:
                raise StoreBusyError(
                    f"Another machine ({_holder(there) if there else 'a new one'}) has been writing to "
                    f"{self._bucket.address} for more than {timeout:g} seconds. Nothing was changed here; wait "
                    "until it has finished, then start again."
                )
            time.sleep(PAUSE_SECONDS * random.uniform(0.5, 1.5))

    def _renew(self) -> None:
        last = time.monotonic()
        while not self._ended.wait(LEASE_SECONDS / 6):
            try:
                self._renew_once()
                last = time.monotonic()
            except StoreError as error:  # the net may come back in time
                if time.monotonic() - last > LEASE_SECONDS:
                    self._lost = str(error)
            if self._lost:
                return

    def _renew_once(self) -> None:
        with self._renewing:
            tag = self._written_anew()
            if tag is None:
                self._lost = "another machine took it over"
            else:
                self._tag = tag

    def _written_anew(self) -> str | None:
        """The new tag; None where somebody else holds it now."""
        tag = self._bucket.replace(self._path, self._said(self._holder), self._tag)
        if tag is None:  # or the answer to what was written got lost on its way
            there = self._bucket.read(self._path)
            tag = there.tag if there and _holder(there) == self._holder else None
        return tag

    def _said(self, holder: str) -> bytes:
        """Never the same twice: the tag of an object is that of its content."""
        self._turn += 1
        return json.dumps({"holder": holder, "turn": f"{self._holder} {self._turn}"}).encode()


def _holder(said: Said) -> str:
    try:
        return str(json.loads(said.content)["holder"])
    except (ValueError, KeyError, TypeError):
        return ""


def _age(said: Said) -> float:
    return (datetime.now(UTC) - said.at).total_seconds()
