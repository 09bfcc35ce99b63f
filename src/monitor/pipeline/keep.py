"""A version of the data that somebody was sent a link to is kept, whatever is tidied away."""

from __future__ import annotations

from monitor.errors import StoreError
from monitor.settings import Settings
from monitor.store.maintain import pin, pins
from monitor.store.store import Store

WAIT_SECONDS = 3.0
"""A reader waits no longer for a load that is committing; the link holds until the next vacuum anyway."""


def keep_version(settings: Settings, number: int) -> None:
    """Pin a snapshot as ``link-<number>``, so that no vacuum removes it.

    Raises:
        StoreBusyError: another process was committing all that time.
        StoreError: the store can't be written, or there is no such snapshot.
    """
    store, name = Store(settings.store, lock_seconds=WAIT_SECONDS), f"link-{number}"
    if pins(store).get(name) == number:
        return
    try:
        pin(store, name, number)
    except OSError as error:
        raise StoreError(
            f"The list of pinned snapshots in {store.path} can't be written: {error.strerror}. Give this user "
            "the right to write there."
        ) from error
