"""A link to the view leads where the reader is, wherever the app is served; a report holds the whole page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from monitor.errors import FilterError, StoreBusyError, StoreError
from monitor.filters import Cell, Filters
from monitor.pipeline import build_demo
from monitor.query.evidence import evidence
from monitor.settings import PROJECT, load_settings
from monitor.ui import origin, share
from monitor.ui.data import Data
from monitor.ui.origin import app_address, named_title, provenance
from monitor.ui.share import facts, page_report
from monitor.ui.site import PAGES, by_name
from monitor.ui.words import Names
from monitor.view.link import decode, version_of
from monitor.view.view import View


@pytest.mark.parametrize(
    ("url", "page", "base"),
    [
        ("http://localhost:8501/", "overview", "http://localhost:8501"),
        ("http://localhost:8501", "overview", "http://localhost:8501"),
        ("http://localhost:8501/?from=2026-01-01", "overview", "http://localhost:8501"),
        ("http://localhost:8501/overview?x=1#top", "overview", "http://localhost:8501"),
        ("http://localhost:8501/home", "overview", "http://localhost:8501"),
        ("http://localhost:8501/actors?from=2026-01-01", "actors", "http://localhost:8501"),
        ("https://news.example/tools/monitor/actors/", "actors", "https://news.example/tools/monitor"),
        ("https://news.example/tools/monitor/", "overview", "https://news.example/tools/monitor"),
        ("https://news.example/map/", "overview", "https://news.example/map"),
        ("https://news.example/map/map", "map", "https://news.example/map"),
        ("", "actors", ""),
    ],
)
def test_the_apps_own_address_is_found(url: str, page: str, base: str) -> None:
    assert app_address(url, page) == base


NAMES = Names({"nato": "NATO"}, {"KEN": "Kenya"}, {"en": "English"})


def test_filters_stand_in_a_report_in_words() -> None:
    view = View(
        Filters(
            start=date(2026, 3, 1), actors=("nato",), countries=("KEN",), country_role="about", search="flood*"
        ),
        cell=Cell(source="paper.example"),
    ).choose(series=("actor:nato", "search:dam"))
    assert facts(view, NAMES) == [
        ("Period", "since 1 Mar 2026"),
        ("Counted", "stories"),
        ("Actors", "NATO"),
        ("Countries", "Kenya"),
        ("Countries are", "the story is about it"),
        ("Search", "flood*"),
        ("Narrowed to", "paper.example"),
        ("Series", "NATO, “dam”"),
    ]


@pytest.mark.parametrize(
    ("filters", "profile", "title"),
    [
        (Filters(), "", "Attention"),
        (Filters(actors=("nato",)), "", "Attention: NATO"),
        (Filters(), "actor:nato", "Attention: NATO"),
        (Filters(actors=("nato",)), "actor:nato", "Attention: NATO"),
        (Filters(countries=("KEN",)), "country:KEN", "Attention: Kenya (mentioned)"),
        (Filters(countries=("KEN",)), "actor:nato", "Attention: NATO; Kenya (mentioned)"),
    ],
)
def test_a_title_names_whom_it_is_about_once(filters: Filters, profile: str, title: str) -> None:
    assert named_title("Attention", filters, View().choose(profile=profile), NAMES) == title


def test_a_long_choice_is_cut_and_says_so() -> None:
    found = dict(facts(View(Filters(sources=tuple(f"s{n}" for n in range(25)))), NAMES))
    assert found["Sources"].endswith("s19 and 5 more")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("share") / "store"
    build_demo(load_settings(store=path), size=150, days=60, end=date(2026, 6, 30))
    return path


@pytest.fixture
def app(store: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("MONITOR_STORE", str(store))
    return AppTest.from_file(str(PROJECT / "src" / "monitor" / "ui" / "frame.py"), default_timeout=120).run()


@pytest.fixture
def data(app: AppTest) -> Data:
    found: Data = app.session_state["data"]
    return found


def test_a_link_freezes_the_version_and_gives_the_view_back(
    app: AppTest, data: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = app.session_state["view"]
    monkeypatch.setattr(origin, "current", lambda: view)
    source = provenance(data, "overview")
    path, _, query = source.link.partition("?")
    assert path.endswith("/overview")
    params = {
        name: [value] for name, value in (part.split("=") for part in query.split("&"))
    }  # nothing here needs quoting
    assert version_of(params) == data.version
    assert decode(params, data.known) == (
        replace(view, version=data.version, dictionary=data.desk.snapshot.dictionary),
        [],
    )


def test_a_view_that_fits_no_link_says_so(app: AppTest, data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(*_: object) -> str:
        raise FilterError("Choose fewer actors.")

    view = app.session_state["view"]
    monkeypatch.setattr(origin, "current", lambda: view)
    monkeypatch.setattr(origin, "share_address", too_long)
    source = provenance(data, "overview")
    assert (source.link, source.link_problem) == ("", "Choose fewer actors.")


@pytest.mark.parametrize(
    ("error", "note"),
    [
        (None, ""),
        (StoreBusyError("/srv/news is busy"), share.NOT_YET_KEPT),
        (StoreError("/srv"), share.NOT_KEPT),
    ],
)
def test_a_version_that_cannot_be_kept_is_told_without_the_servers_paths(
    data: Data, monkeypatch: pytest.MonkeyPatch, error: StoreError | None, note: str
) -> None:
    def keep(*_: object) -> None:
        if error:
            raise error

    monkeypatch.setattr(share, "keep_version", keep)
    share._keep(data)
    assert streamlit.session_state[share._NOTE] == (data.version, note)
    assert "/" not in note


@pytest.mark.parametrize("page", ["overview", "actors", "countries"])
def test_a_report_holds_every_panel_of_the_page_and_its_articles(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    if page != PAGES[0].name:
        app.switch_page(str(PROJECT / "pages" / f"{page}.py")).run()
    assert not app.exception
    data, view, panels = app.session_state["data"], app.session_state["view"], app.session_state["drawn"]
    monkeypatch.setattr(origin, "current", lambda: view)
    made = page_report(data, by_name()[page], provenance(data, page), panels)
    assert len(panels) >= 2
    titles = re.findall(r'<h2 id="title-\d+">(.*?)</h2>', made)
    assert titles == [panel.title for panel in panels]
    assert made.count('class="chart"') == sum(panel.figure is not None for panel in panels)
    for panel in panels:
        assert panel.said.split(".")[0] in made
    listed = evidence(data.desk, view.filters, view.cell, limit=1)
    assert f"{listed.row_count:,} stories" in made
    articles = made.split('class="articles"')[1].split("</table>")[0]
    assert articles.count("<tr>") - 1 == min(200, listed.row_count)
    about = json.loads(made.split('id="metadata">')[1].split("</script>")[0])
    assert about["data_version"] == data.version
    assert about["invented"] is True
