"""The page of sources: rows and marks open as many articles as they say; the panel goes into the filters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from monitor.charts.marks import read_ask, read_mark
from monitor.filters import Cell, Filters
from monitor.pipeline import ingest
from monitor.query.desk import open_desk
from monitor.query.evidence import evidence
from monitor.settings import PROJECT, load_settings
from monitor.ui.panel import Panel

FRAME = PROJECT / "src" / "monitor" / "ui" / "frame.py"
MONDAY = date(2024, 1, 1)
DAYS = [MONDAY + timedelta(days=i) for i in range(84)]
SILENT = {MONDAY + timedelta(days=i) for i in range(40, 57)}


def published() -> Iterator[tuple[str, date | None]]:
    """Eleven sources: a daily that breaks off for 17 days, one that begins late, the others steady."""
    for day in DAYS:
        yield "herald.example", day
        if day not in SILENT:
            yield "broken.example", day
        if day >= MONDAY + timedelta(days=42):
            yield "late.example", day
        if day.weekday() == 2:
            yield from ((f"weekly{n}.example", day) for n in range(8))
    yield "herald.example", None


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    lines = [
        {
            "url": f"https://{source}/{number}",
            "source": source,
            "title": f"Note {number} from the town hall",
            "text": f"Kenya opened school number {number}. Lessons begin at {number} hours past noon.",
            "published": day.isoformat() if day else "31/31/31",
        }
        for number, (source, day) in enumerate(published())
    ]
    broken = ['{"title": 1', '{"title": "", "text": ""}', '{"title": 22']
    path = folder / "articles.jsonl"
    path.write_text("\n".join([*(json.dumps(line) for line in lines), *broken]), "utf-8")
    ingest([path], load_settings(store=folder / "store"))
    return folder / "store"


@pytest.fixture
def app(store: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("MONITOR_STORE", str(store))
    opened = AppTest.from_file(str(FRAME), default_timeout=120).run()
    return opened.switch_page(str(PROJECT / "pages" / "sources.py")).run()


def drawn(app: AppTest) -> dict[str, Panel]:
    assert not app.exception
    return {panel.name: panel for panel in app.session_state["drawn"]}


def said(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.text, app.caption) for element in kind)


PANELS = ("coverage", "silences", "mix", "dropped", "sources")


@pytest.mark.parametrize("whole", [False, True], ids=["last days", "all days, and undated"])
def test_every_row_opens_as_many_articles_as_it_says(app: AppTest, store: Path, whole: bool) -> None:
    if whole:
        app.selectbox(key="filter_preset").select("All days, and undated").run()
    panels, desk = drawn(app), open_desk(store)
    assert set(PANELS) <= set(panels)
    for name in PANELS:
        panel = panels[name]
        for number, (cell, articles) in enumerate(zip(panel.cells, panel.rows["articles"], strict=True)):
            if cell is None:
                assert articles == 0, name
            else:
                assert evidence(desk, panel.filters_of(number), cell, limit=0).total == articles, (name, cell)


def test_every_mark_opens_as_many_articles_as_it_says(app: AppTest, store: Path) -> None:
    desk, panel = open_desk(store), drawn(app)["mix"]
    assert panel.figure is not None
    others = 0
    for trace in panel.figure.data:
        for data in trace.customdata:
            cell, ask = read_mark(data), read_ask(data)
            assert cell is not None
            others += ask is not None
            assert evidence(desk, panel.asks[ask or 0], cell, limit=0).total == data[3]
    assert others
    grid = drawn(app)["coverage"]
    assert grid.figure is not None
    for data, row in zip(grid.figure.data[0].customdata, grid.rows.itertuples(), strict=True):
        cell = read_mark(data)
        assert (cell is None) == (row.articles == 0)
        if cell is not None:
            assert evidence(desk, grid.filters, cell, limit=0).total == row.articles


def test_the_planted_silence_is_told(app: AppTest) -> None:
    panel = drawn(app)["silences"]
    assert panel.rows["source"].tolist() == ["broken.example"]
    assert panel.rows["says"].tolist() == ["silent 10 Feb – 26 Feb 2024, 17 days; usually every day"]
    assert "broken.example, silent 10 Feb" in panel.said


def test_the_planted_change_of_the_mix_is_told(app: AppTest) -> None:
    assert "late.example +" in drawn(app)["mix"].said
    assert "more than chance makes of it" in drawn(app)["mix"].said


def filters_of(app: AppTest) -> Filters:
    return app.session_state["view"].filters


def test_the_constant_panel_goes_into_the_filters_says_what_it_drops_and_comes_back(app: AppTest) -> None:
    assert set(drawn(app)["dropped"].rows["source"]) == {"broken.example", "late.example"}
    app.multiselect(key="filter_sources").set_value(["late.example"]).run()
    app.button_group(key="sources_panel").set_value("constant").run()
    steady = {"herald.example", *(f"weekly{n}.example" for n in range(8))}
    assert set(filters_of(app).sources) == steady
    assert app.query_params["panel"] in ("constant", ["constant"])
    assert set(app.query_params["source"]) == steady
    assert set(drawn(app)["dropped"].rows["source"]) == {"broken.example", "late.example"}
    assert "All pages show this panel alone" in said(app)
    app.switch_page(str(PROJECT / "pages" / "overview.py")).run()
    assert set(filters_of(app).sources) == steady
    app.switch_page(str(PROJECT / "pages" / "sources.py")).run()
    app.button_group(key="sources_panel").set_value("all").run()
    assert filters_of(app).sources == ("late.example",)
    assert "panel" not in app.query_params


def test_another_choice_of_sources_than_the_panel_is_told_with_a_way_on(app: AppTest) -> None:
    app.button_group(key="sources_panel").set_value("constant").run()
    app.multiselect(key="filter_sources").set_value(["herald.example"]).run()
    assert "another choice than the panel of this period" in said(app)
    app.button(key="panel_again").click().run()
    assert len(filters_of(app).sources) == 9


def test_the_quarantine_counts_its_reasons_and_shows_its_rows(app: AppTest) -> None:
    panels = drawn(app)
    assert panels["quarantine_reasons"].rows["inputs"].sum() == len(panels["quarantine"].rows) == 3
    assert set(panels["quarantine"].rows["file"]) == {"articles.jsonl"}
    assert all(cell is None for cell in panels["quarantine"].cells)


def test_an_undated_article_is_listed_with_the_date_as_it_came(app: AppTest) -> None:
    rows = drawn(app)["undated"].rows
    assert rows[["source", "published_raw"]].values.tolist() == [["herald.example", "31/31/31"]]
    assert list(drawn(app)["undated"].all_rows()["article_id"]) == list(rows["article_id"])


def test_sources_of_one_cell_are_their_own(app: AppTest, store: Path) -> None:
    row = drawn(app)["sources"].rows.iloc[0]
    assert row["source"] == "herald.example"
    listed = evidence(open_desk(store), drawn(app)["sources"].filters, Cell(source="herald.example"), limit=500)
    assert set(listed.rows["source"]) == {"herald.example"}
