"""What leaves a panel is what it shows, with everything that says what it is; and nothing is made before."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from monitor.filters import Filters
from monitor.pipeline import build_demo
from monitor.report.provenance import Provenance
from monitor.settings import PROJECT, load_settings
from monitor.ui import downloads
from monitor.ui.downloads import Taken
from monitor.ui.panel import Column, Panel
from monitor.view.view import View

FILTERS = Filters(start=date(2026, 3, 1), end=date(2026, 5, 31))
SOURCE = Provenance(
    page="actors",
    view=View(FILTERS, version=12),
    link="https://monitor.example/actors?data=12",
    link_problem="",
    version=12,
    written=datetime(2026, 6, 1, tzinfo=UTC),
    dictionary="abc",
    time_zone="UTC",
)
HOSTILE = ["=1+1", "+2", "-3", "@sum", "\t=4", "\r=5", '"quoted", comma', "line\nbreak", "plain"]


def taken(rows: pd.DataFrame, asks: tuple[Filters, ...] = ()) -> Taken:
    panel = Panel(
        name="ranked_actor",
        title="=All actors",
        page="actors",
        rows=rows,
        columns={"name": Column("Actor", help="Who."), "share": Column("Share", "percent")},
        cells=[None] * len(rows),
        said="Of 12 stories.",
        filters=FILTERS,
        figure=go.Figure(),
        asks=asks,
    )
    return Taken(panel, "All actors: NATO", "of 12 stories from 3 sources", SOURCE)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_no_cell_of_a_csv_is_a_formula() -> None:
    rows = pd.DataFrame({"name": HOSTILE, "share": [-0.5] * len(HOSTILE)})
    found = read(taken(rows).csv())
    assert [row["name"].removeprefix("'") for row in found] == [name.replace("\r", "\n") for name in HOSTILE]
    assert not [row for row in found if row["name"].startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {row["share"] for row in found} == {"-0.5"}  # a number is a number


@given(
    st.lists(
        st.tuples(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.integers(0, 10**9)), max_size=9
    )
)
def test_csv_and_json_hold_every_row_and_column(cells: list[tuple[str, int]]) -> None:
    rows = pd.DataFrame(cells, columns=["name", "count"]).assign(unseen="kept")
    out = taken(rows)
    table, whole = read(out.csv()), json.loads(out.json())
    assert list(rows.columns) == out.csv().partition("\n")[0].split(",")
    assert [(row["name"].removeprefix("'"), int(row["count"]), row["unseen"]) for row in table] == [
        (name.removeprefix("'"), count, "kept") for name, count in cells
    ]
    assert whole["rows"] == [{"name": name, "count": count, "unseen": "kept"} for name, count in cells]
    assert whole["metadata"]["title"] == "=All actors"


def test_metadata_explains_every_column_and_every_question() -> None:
    rows = pd.DataFrame({"name": ["a"], "share": [0.5], "count": [1]})
    about = json.loads(taken(rows, asks=(Filters(search="flood*"),)).metadata_file())
    assert [column["name"] for column in about["columns"]] == list(rows.columns)
    assert about["columns"][0]["meaning"] == "Who."
    assert about["columns"][2]["unit"] == "stories"
    assert about["counts"] == "Of 12 stories."
    assert about["asked"][0]["search"] == "flood*"
    assert about["citation"].startswith("Media Monitor, “All actors: NATO”, of 12 stories from 3 sources")


def test_files_are_called_by_page_panel_and_period() -> None:
    assert taken(pd.DataFrame()).file == "actors_ranked_actor_2026-03-01_2026-05-31"


def test_a_picture_says_what_it_counts_and_how_to_cite_it() -> None:
    made = taken(pd.DataFrame()).picture(["chart_x_0"])
    assert made["title"] == "All actors: NATO"
    assert made["lines"][0] == "Of 12 stories."
    assert "data version 12, https://monitor.example" in made["lines"][1]
    assert made["charts"] == ["chart_x_0"]


def test_nothing_is_made_before_a_menu_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "store"
    build_demo(load_settings(store=store), size=60, days=30, end=date(2026, 6, 30))
    monkeypatch.setenv("MONITOR_STORE", str(store))
    monkeypatch.setattr(downloads, "Taken", lambda *_: pytest.fail("a file was begun"))
    app = AppTest.from_file(str(PROJECT / "src" / "monitor" / "ui" / "frame.py"), default_timeout=120).run()
    assert not app.exception
    assert app.session_state["drawn"]
