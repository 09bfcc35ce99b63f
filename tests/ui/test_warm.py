"""A server gets ready before its first reader, and never stumbles over what it finds."""

from __future__ import annotations

import gc
import logging
from pathlib import Path
from threading import Event

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from monitor import opening
from monitor.pipeline import build_demo
from monitor.settings import load_settings
from monitor.ui.warm import warm_up, warming


def test_the_first_reader_finds_the_dictionary_read_and_the_data_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    monkeypatch.setenv("MONITOR_STORE", str(store))
    build_demo(load_settings(), size=30, days=10)
    opening._called.cache_clear()
    opening._answer.cache_clear()
    warm_up()
    assert opening._called.cache_info().currsize == 1
    assert opening._answer.cache_info().currsize > 0


def test_without_a_store_it_only_notes_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path / "nothing"))
    with caplog.at_level(logging.INFO, "monitor.ui.warm"):
        warm_up()
    assert "There is no store" in caplog.text


def test_a_server_looks_for_garbage_again_when_it_is_warm(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_STORE", str(store))
    warm = Event()

    def warm_up_and_tell() -> None:
        warm_up()
        warm.set()

    monkeypatch.setattr("monitor.ui.warm.warm_up", warm_up_and_tell)

    try:
        with TestClient(Starlette(lifespan=warming)):
            assert not gc.isenabled() or warm.is_set()
            assert warm.wait(60)
        assert gc.isenabled()
    finally:
        gc.enable()
        gc.unfreeze()


def test_what_stays_is_not_searched_for_garbage(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_STORE", str(store))
    gc.unfreeze()
    try:
        warm_up()
        assert gc.get_freeze_count() > 10 * len(gc.get_objects())
    finally:
        gc.unfreeze()
