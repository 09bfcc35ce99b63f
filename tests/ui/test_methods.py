"""The Methods page says what the code does, with examples that are true."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from monitor.filters import Filters
from monitor.ingest.clean_rules import LINE_REASONS
from monitor.pipeline import build_demo
from monitor.pipeline.methods import rules_of_today
from monitor.query.counts import counts
from monitor.query.desk import open_desk
from monitor.query.versions import versions
from monitor.settings import PROJECT, load_settings
from monitor.ui.accuracy import measured, read_mistakes
from monitor.ui.data import open_data

FRAME = PROJECT / "src" / "monitor" / "ui" / "frame.py"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("methods") / "store"
    build_demo(load_settings(store=path), size=120, days=40, end=date(2026, 6, 30))
    return path


@pytest.fixture
def app(store: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("MONITOR_STORE", str(store))
    app = AppTest.from_file(str(FRAME), default_timeout=120).run()
    return app.switch_page(str(PROJECT / "pages" / "methods.py")).run()


def said(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.text, app.caption, app.markdown) for element in kind)


def test_the_page_names_the_rules_of_the_code(app: AppTest) -> None:
    assert not app.exception
    text = said(app)
    assert all(reason in text for reason in LINE_REASONS)
    assert f"within {rules_of_today().window} days" in text
    assert f"“{rules_of_today().stance}”" in text


def test_the_example_of_a_share_is_true(app: AppTest, store: Path) -> None:
    data = open_data(load_settings(store=store), frozenset())
    rows = counts(open_desk(store), data.default_filters(), ("actor",)).sort_values(
        ["count", "actor"], ascending=[False, True]
    )
    first = rows.iloc[0]
    assert f"{first['count']:,} of {first['total']:,} stories" in said(app).replace("\\", "")


def test_every_version_in_the_store_is_counted(store: Path) -> None:
    desk = open_desk(store)
    rows = versions(desk)
    everything = counts(desk, Filters(measure="articles"), ())
    assert rows["articles"].sum() == everything["total"].item()
    assert set(rows["dictionary"]) == {desk.snapshot.dictionary}


def test_every_measured_figure_has_its_set_and_size() -> None:
    figures = measured()["figures"]
    assert {figure["what"] for figure in figures} >= {
        "Near-copies",
        "Countries named",
        "Stance towards a person, fast model",
        "Stance towards a person, accurate model",
    }
    for figure in figures:
        assert figure["n"] > 0
        assert figure["labelled"]
        assert all(-1 <= score <= 1 for score in figure["scores"].values())


def test_every_mistake_that_was_read_has_one_cause() -> None:
    for one in read_mistakes():
        assert sum(cause["count"] for cause in one["causes"]) == one["read"] <= one["of"], one["measure"]
        assert all(cause["cause"] and cause["example"] for cause in one["causes"])
