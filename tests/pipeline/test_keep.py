"""What a link names is kept; where that can't be done, the reason is a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import StoreBusyError, StoreError
from monitor.pipeline import ingest, keep
from monitor.pipeline.keep import keep_version
from monitor.settings import Settings
from monitor.store.maintain import pins, vacuum
from monitor.store.store import Store

Record = dict[str, Any]


@pytest.fixture
def store(
    article: Callable[..., Record], write: Callable[[Sequence[Record]], Path], settings: Settings
) -> Store:
    for n in range(3):
        ingest([write([article(n)])], settings)
    return Store(settings.store)


def test_a_kept_version_outlives_a_vacuum_and_others_do_not(store: Store, settings: Settings) -> None:
    first = store.snapshots()[0].number
    keep_version(settings, first)
    vacuum(store, keep_days=0, keep_last=1, grace_seconds=0)
    assert store.snapshot(first).number == first
    with pytest.raises(StoreError):
        store.snapshot(first + 1)


def test_keeping_twice_changes_nothing(store: Store, settings: Settings) -> None:
    keep_version(settings, 1)
    stamp = (store.path / "pins.json").stat().st_mtime_ns
    keep_version(settings, 1)
    assert pins(store) == {"link-1": 1}
    assert (store.path / "pins.json").stat().st_mtime_ns == stamp


def test_a_version_that_is_not_there_is_refused(store: Store, settings: Settings) -> None:
    with pytest.raises(StoreError):
        keep_version(settings, store.snapshot().number + 1)
    assert pins(store) == {}


def test_a_busy_store_is_not_waited_for(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep, "WAIT_SECONDS", 0.05)
    with store.locked(), pytest.raises(StoreBusyError):
        keep_version(settings, 1)


def test_a_list_that_cannot_be_written_is_a_sentence(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(keep, "pin", refuse)
    with pytest.raises(StoreError, match="Permission denied"):
        keep_version(settings, 1)
    assert pins(store) == {}
