"""The real pages without a browser, over one small store of invented news."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from monitor.pipeline import build_demo
from monitor.query.desk import Desk, open_desk
from monitor.settings import load_settings
from tests.ui.steps import FRAME

LAST = date(2026, 6, 30)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 invented articles over 60 days; for reading only."""
    path = tmp_path_factory.mktemp("pages") / "store"
    build_demo(load_settings(store=path), size=300, days=60, end=LAST)
    return path


@pytest.fixture(scope="session")
def desk(store: Path) -> Desk:
    return open_desk(store)


@pytest.fixture
def app(store: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app before its first run."""
    monkeypatch.setenv("MONITOR_STORE", str(store))
    return AppTest.from_file(str(FRAME), default_timeout=120)
