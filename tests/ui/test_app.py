"""The pages run: with news, without any, and with filters that let nothing through."""

from __future__ import annotations

import runpy
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from monitor.errors import ClusterError, MonitorError, StoreError
from monitor.pipeline import build_demo
from monitor.query.engines.embedded import EmbeddedEngine
from monitor.settings import PROJECT, load_settings
from monitor.ui.site import PAGES

FRAME = PROJECT / "src" / "monitor" / "ui" / "frame.py"
LAST = date(2026, 6, 30)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("app") / "store"
    build_demo(load_settings(store=path), size=150, days=60, end=LAST)
    return path


@pytest.fixture
def app(store: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("MONITOR_STORE", str(store))
    return AppTest.from_file(str(FRAME), default_timeout=120)


def said(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.text, app.caption, app.markdown) for element in kind)


def address_days(app: AppTest) -> tuple[date, date]:
    """The period as it stands in the address; the framework gives one value as a string or as a list."""
    first, last = (app.query_params[name] for name in ("from", "to"))
    return tuple(date.fromisoformat(day if isinstance(day, str) else day[0]) for day in (first, last))


def test_the_first_page_says_what_it_counts_of(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert [title.value for title in app.title] == ["Overview"]
    assert [metric.label for metric in app.metric] == ["Stories", "Articles", "Sources", "Tone"]
    assert "stories from" in said(app)
    assert "invented news" in app.info[0].value


@pytest.mark.parametrize("page", [page.name for page in PAGES[1:]])
def test_every_page_runs(app: AppTest, page: str) -> None:
    app.run()
    app.switch_page(str(PROJECT / "pages" / f"{page}.py")).run()
    assert not app.exception


def test_the_period_is_absolute_in_the_address(app: AppTest) -> None:
    app.run()
    first, last = address_days(app)
    assert last in (LAST, LAST - timedelta(days=1))
    assert (last - first).days == 89


def test_a_widget_changes_the_view_and_the_address(app: AppTest) -> None:
    app.run()
    app.selectbox(key="filter_preset").select("Last 7 days").run()
    first, last = address_days(app)
    assert (last - first).days == 6
    assert app.date_input(key="filter_from").value == first


def test_a_reversed_period_is_told_and_not_applied(app: AppTest) -> None:
    app.run()
    before = dict(app.query_params)
    app.date_input(key="filter_from").set_value(date(2027, 1, 1)).run()
    assert "is after" in app.warning[0].value
    assert dict(app.query_params) == before


def test_a_filter_that_lets_nothing_through_is_told_with_a_way_on(app: AppTest) -> None:
    app.query_params["from"] = "1990-01-01"
    app.query_params["to"] = "1990-02-01"
    app.run()
    assert "No stories match the filters" in said(app)
    assert not app.metric
    app.button(key="nothing_clear").click().run()
    assert len(app.metric) == 4


def test_a_broken_search_is_a_sentence(app: AppTest) -> None:
    app.query_params["search"] = "(flood"
    app.run()
    assert not app.exception
    assert "(flood" in said(app)
    app.button(key="error_clear").click().run()
    assert len(app.metric) == 4


def test_unknown_ids_are_named(app: AppTest) -> None:
    app.query_params["actor"] = "**nobody**"
    app.run()
    assert "“**nobody**”" in "\n".join(text.value for text in app.text)


def test_the_workers_of_a_load_draw_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """They import the main script as ``__mp_main__``; an app that drew itself there would end every load."""
    monkeypatch.setattr("streamlit.set_page_config", lambda **_: pytest.fail("a worker drew the app"))
    runpy.run_path(str(FRAME), run_name="__mp_main__")


def test_an_empty_store_gets_its_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first start builds a store; a small one here, the page asks for no size."""
    from monitor import pipeline

    monkeypatch.setenv("MONITOR_STORE", str(tmp_path / "new"))
    small = lambda settings, on_progress: build_demo(  # noqa: E731
        settings, on_progress=on_progress, size=60, days=30, end=LAST
    )
    monkeypatch.setattr(pipeline, "build_demo", small)
    app = AppTest.from_file(str(FRAME), default_timeout=120).run()
    assert not app.exception
    assert len(app.metric) == 4


@pytest.mark.parametrize(
    ("name", "value"),
    [("MONITOR_STORE", "s3://News Room"), ("MONITOR_TIMEZONE", "Moon"), ("MONITOR_WORKERS", "0")],
)
def test_a_setting_that_is_wrong_is_a_sentence(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    app.run()
    assert not app.exception
    assert [title.value for title in app.title] == ["The data can't be opened"]
    assert value in said(app)


@pytest.mark.parametrize(
    "error",
    [
        ClusterError("The cluster spark://host:7077 could not do this: its master left."),
        StoreError("The bucket of s3://newsroom/a can't be used: its master left."),
    ],
    ids=["a cluster", "a bucket"],
)
def test_what_fails_under_a_page_is_a_sentence(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, error: MonitorError
) -> None:
    app.run()

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(EmbeddedEngine, "arrow", fail)
    app.query_params["search"] = "nobody AND asked AND this"  # no answer of it is kept
    app.switch_page(str(PROJECT / "pages" / "articles.py")).run()
    assert not app.exception
    assert "its master left" in said(app)
