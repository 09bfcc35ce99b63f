"""The first page: what stands out comes first, and every number on it opens exactly what it counts."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from monitor.charts.marks import read_ask, read_mark
from monitor.filters import Cell, Filters
from monitor.pipeline import build_demo, ingest
from monitor.query.desk import Desk, open_desk
from monitor.query.evidence import evidence
from monitor.settings import PROJECT, load_settings
from monitor.ui.panel import Panel

FRAME = PROJECT / "src" / "monitor" / "ui" / "frame.py"
LAST = date(2026, 6, 30)
NUMBER = {
    "findings": "count",
    "stories": "copies",
    "ranking_actor": "count",
    "ranking_country": "count",
    "world": "count",
    "strip": "articles",
}
"""Which column of a panel says how many are counted."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two periods of 50 days; in the second the world is as it was, but chance makes some changes."""
    path = tmp_path_factory.mktemp("overview") / "store"
    build_demo(load_settings(store=path), size=500, days=120, end=LAST)
    return path


@pytest.fixture(scope="module")
def desk(store: Path) -> Desk:
    return open_desk(store)


@pytest.fixture
def app(store: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("MONITOR_STORE", str(store))
    app = AppTest.from_file(str(FRAME), default_timeout=120)
    app.query_params["from"] = str(LAST - timedelta(days=50))
    app.query_params["to"] = str(LAST - timedelta(days=1))
    return app


def panels(app: AppTest) -> dict[str, Panel]:
    return {panel.name: panel for panel in app.session_state["drawn"]}


def listed(desk: Desk, filters: Filters, cell: Cell) -> int:
    found = evidence(desk, filters, cell, limit=10_000)
    assert filters.measure == "mentions" or found.total == len(found.rows)
    return found.total


def marks(panel: Panel) -> list[tuple[Cell, Filters, list[Any]]]:
    """Every mark of a chart that can be clicked: its cell, its filters and what its tooltip is made of."""
    found = []
    for trace in panel.figure.data if panel.figure else ():
        for data in trace.customdata if trace.customdata is not None else ():
            cell, ask = read_mark(list(data)), read_ask(list(data))
            if cell is not None:
                found.append((cell, panel.filters if ask is None else panel.asks[ask], list(data)))
    return found


@pytest.mark.parametrize("measure", ["stories", "articles", "mentions"])
def test_every_row_and_every_mark_opens_exactly_what_it_counts(app: AppTest, desk: Desk, measure: str) -> None:
    app.query_params["measure"] = measure
    app.run()
    assert not app.exception
    drawn = panels(app)
    assert {"findings", "stories", "ranking_actor", "ranking_country", "world", "strip"} <= set(drawn)
    for name, panel in drawn.items():
        for number, cell in enumerate(panel.cells):
            if cell is None:
                continue
            row = panel.rows.iloc[number]
            shift = "tone_n" if name.startswith("tone") else "count"
            column = NUMBER.get(name, shift + ("_before" if panel.asked and panel.asked[number] else ""))
            assert listed(desk, panel.filters_of(number), cell) == row[column], (name, number)
        assert len({(cell, asked) for cell, asked, _ in marks(panel)}) <= 2 * len(panel.rows), name


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Kenya comes up and turns sour, Spain is gone; 60 stories in each of two months, none like another."""
    folder, dice = tmp_path_factory.mktemp("planted"), random.Random(3)
    words = ["".join(dice.choices("abdefgiklmnoprstu", k=dice.randint(4, 9))) for _ in range(3_000)]
    sad = ("It was a terrible, cruel disaster in {}.", "It was a bad day in {}.", "War and fear in {}.")
    glad = ("It was a wonderful, happy success in {}.", "It was a good day in {}.", "Peace and joy in {}.")
    with (folder / "news.jsonl").open("w", encoding="utf-8") as out:
        for number in range(120):
            now, place = number >= 60, number % 60
            country = (
                "Kenya" if place < (40 if now else 15) else "Spain" if not now and place > 35 else "Brazil"
            )
            said = dice.choice(sad if country == "Kenya" and now else glad).format(country)
            record = {
                "url": f"https://herald.example/{number}",
                "title": " ".join(dice.sample(words, 6)),
                "text": " ".join([said, *dice.sample(words, 80)]) + ".",
                "source": f"source{place % 4}.example",
                "language": "en",
                "published": str(PLANTED_FROM + timedelta(days=30 * now + place % 30)),
            }
            out.write(json.dumps(record) + "\n")
    ingest([folder / "news.jsonl"], load_settings(store=folder / "store"))
    return folder / "store"


PLANTED_FROM = date(2026, 3, 1)


def test_both_ends_of_an_arrow_open_their_own_period(planted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_STORE", str(planted))
    app = AppTest.from_file(str(FRAME), default_timeout=120)
    app.query_params["from"] = str(PLANTED_FROM + timedelta(days=30))
    app.query_params["to"] = str(PLANTED_FROM + timedelta(days=59))
    app.run()
    assert not app.exception
    drawn, planted_desk = panels(app), open_desk(planted)
    for name, countries in (("share_change_country", {"KEN", "ESP"}), ("tone_change_country", {"KEN"})):
        panel = drawn[name]
        assert countries <= set(panel.rows["country"])
        ends = marks(panel)
        assert {filters for _, filters, _ in ends} == set(panel.asks)
        for cell, filters, data in ends:
            assert listed(planted_desk, filters, cell) == data[2] > 0
        for number, cell in enumerate(panel.cells):
            column = ("tone_n" if cell.tone else "count") + ("_before" if panel.asked[number] else "")
            assert listed(planted_desk, panel.filters_of(number), cell) == panel.rows[column].iloc[number] > 0
    told = "\n".join(drawn["findings"].rows["finding"])
    assert "Kenya rose from 25.0 % to 66.7 % of stories" in told
    assert "Spain fell from 40.0 % to 0.0 % of stories" in told
    assert "The tone about Kenya fell" in told


def test_each_finding_is_a_sentence_with_its_way(app: AppTest, desk: Desk) -> None:
    app.run()
    findings = panels(app)["findings"]
    assert 3 <= len(findings.rows) <= 7
    buttons = [button for button in app.button if button.key and button.key.endswith("_read")]
    ways = [button.label for button in buttons if button.key.startswith("finding_")]
    expected = [
        row["count"]
        for row, cell in zip(findings.rows.to_dict("records"), findings.cells, strict=True)
        if cell is not None
    ]
    assert [int(label.split()[0].replace(",", "")) for label in ways] == expected
    button = next(button for button in buttons if button.key.startswith("finding_"))
    place = int(button.key.split("_")[1])
    button.click().run()
    assert [title.value for title in app.title] == ["Articles"]
    here = app.session_state["view"]
    assert (here.cell, here.back) == (findings.cells[place], "overview")
    assert listed(desk, here.filters, here.cell) == findings.rows["count"].iloc[place]


def test_without_a_period_before_no_change_is_told_and_the_largest_are_shown(app: AppTest) -> None:
    app.query_params["from"] = str(LAST - timedelta(days=110))
    app.run()
    drawn = panels(app)
    assert "can't be told" in drawn["findings"].rows["finding"].iloc[0]
    assert drawn["findings"].rows["finding"].str.contains("most in the news").sum() == 2
    assert not [name for name in drawn if "_change_" in name]
    assert "ranking_actor" in drawn
    assert "does not reach back" in "\n".join(caption.value for caption in app.caption)


def test_of_what_did_not_change_the_page_says_how_many_were_judged(app: AppTest) -> None:
    app.query_params["actor"] = "un"
    app.run()
    said = "\n".join(caption.value for caption in app.caption)
    for entity in ("actor", "country"):
        if f"share_change_{entity}" not in panels(app):
            assert f"No {entity}" in said


def test_a_role_without_sources_does_not_break_the_page(app: AppTest) -> None:
    app.query_params["role"] = "published"
    app.run()
    assert not app.exception
    assert "world" in panels(app)
