"""The comparison page: a plain verdict, every mark and row a door to its side's stories, and nothing hidden."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from monitor.charts.marks import read_ask, read_mark
from monitor.filters import Cell
from monitor.query.desk import Desk
from monitor.query.evidence import evidence
from monitor.trends.compare import Difference
from monitor.ui.compare import share_verdict, sound_verdict
from monitor.ui.panel import Panel
from tests.ui.steps import opened as open_page
from tests.ui.steps import panels, said

PERIOD = {"from": "2026-05-12", "to": "2026-06-28"}


def opened(app: AppTest, **params: str | list[str]) -> AppTest:
    """The page with these parameters."""
    return open_page(app, "compare", **{**PERIOD, **params})


CHOICES: dict[str, dict[str, str | list[str]]] = {
    "nothing chosen": {},
    "groups of actors": {"left": ["actor:un", "actor:wto"], "right": "actor:world-bank"},
    "an actor in a country": {"left": "actor:un", "right": "actor:wto", "country": "KEN"},
    "countries": {"versus": "countries", "besides": "countries"},
    "countries about": {"versus": "countries", "role": "about"},
    "sources": {"versus": "sources", "besides": "countries"},
    "sources on a subject": {"versus": "sources", "subject": "actor:un", "measure": "mentions"},
    "publishers": {"versus": "publishers", "besides": "sources"},
    "publishers on an actor": {"versus": "publishers", "actor": "un"},
    "publishers on a country": {"versus": "publishers", "country": "KEN"},
    "periods": {"versus": "periods"},
    "periods on a subject": {
        "versus": "periods", "subject": ["actor:un", "actor:wto"],
        "left": "period:2026-06-01..2026-06-28", "right": "period:2026-05-20..2026-06-10",
    },
}  # fmt: skip


@pytest.mark.parametrize("chosen", CHOICES.values(), ids=CHOICES)
def test_every_mark_and_row_opens_exactly_what_it_counts(
    app: AppTest, desk: Desk, chosen: dict[str, str | list[str]]
) -> None:
    found = panels(opened(app, **chosen))
    assert any(name.startswith("time") for name in found)
    for panel in found.values():
        rows = panel.rows.to_dict("records")
        for place, (row, cell) in enumerate(zip(rows, panel.cells, strict=True)):
            number = counted_in(panel, row)
            if cell is not None and number is not None:
                assert evidence(desk, panel.filters_of(place), cell, limit=0).total == number > 0
        doors = {(panel.filters_of(place), cell) for place, cell in enumerate(panel.cells) if cell is not None}
        assert panel.figure is not None
        marks = {
            (panel.asks[read_ask(data) or 0], read_mark(data))
            for trace in panel.figure.data
            for data in (trace.customdata if trace.customdata is not None else ())
            if read_mark(data) is not None
        }
        assert marks & doors
        for filters, cell in marks - doors:  # a zero that is drawn
            assert evidence(desk, filters, cell, limit=0).total == 0


def counted_in(panel: Panel, row: dict[str, Any]) -> int | None:
    """The number that a row shows; a tone shows how many stories have one, which are not all."""
    if panel.name == "apart":
        return int(row[row["side"]])
    return int(row["count"]) if row.get("count") == row.get("count") and "count" in row else None


def test_the_first_look_compares_the_most_frequent_and_says_so(app: AppTest) -> None:
    opened(app)
    assert "Proposed on the left and the right" in said(app)
    assert re.search(r"Attention: (more|less|no difference|can’t tell)", said(app))
    share = panels(app)["difference_share"].rows
    assert share["total"].iloc[0] == share["total"].iloc[1]
    assert share["share"].iloc[2] == pytest.approx(share["share"].iloc[0] - share["share"].iloc[1])


def test_without_a_subject_sources_are_told_apart_by_what_they_cover(app: AppTest) -> None:
    opened(app, versus="sources")
    assert "difference_share" not in panels(app)
    assert "Choose whose attention" in said(app)


def test_a_stranger_on_the_wrong_side_is_named(app: AppTest) -> None:
    opened(app, versus="sources", left="actor:un")
    assert "Left out, for it is no source" in said(app)


def test_another_kind_clears_the_sides(app: AppTest) -> None:
    opened(app, left="actor:un", right="actor:wto")
    app.button_group(key="option_versus").set_value("countries").run()
    assert not app.exception
    assert "left" not in app.query_params
    assert "right" not in app.query_params


def test_a_reversed_period_is_told_and_changes_nothing(app: AppTest) -> None:
    opened(app, versus="periods")
    app.date_input(key="period_left_from").set_value(date(2026, 7, 30)).run()
    assert not app.exception
    assert "is after" in app.warning[0].value
    assert "left" not in app.query_params


def test_days_of_a_period_go_into_the_link(app: AppTest) -> None:
    opened(app, versus="periods")
    app.date_input(key="period_right_to").set_value(date(2026, 5, 5)).run()
    (right,) = (
        [app.query_params["right"]] if isinstance(app.query_params["right"], str) else app.query_params["right"]
    )
    assert right.endswith("..2026-05-05")


def test_what_lets_nothing_through_has_a_way_on(app: AppTest) -> None:
    opened(app, **{"left": "actor:un", "right": "actor:wto", "from": "1990-01-01", "to": "1990-02-01"})
    assert "match the filters" in said(app)
    assert app.button(key="nothing_clear")


UNSURE = "can’t tell at n = 14 and 22: anything from 5.0 points less to 20.0 points more for ● UN."


@pytest.mark.parametrize(
    ("ends", "few", "verdict"),
    [
        ((0.031, 0.018, 0.044), 90, "more for ● UN, 3.1 points, interval 1.8 to 4.4."),
        ((-0.031, -0.044, -0.018), 90, "less for ● UN, 3.1 points, interval 1.8 to 4.4."),
        ((0.001, -0.003, 0.005), 900, "no difference larger than 0.5 points."),
        ((0.1, -0.05, 0.2), 14, UNSURE),
        ((0.1, 0.05, 0.2), 8, "can’t tell at n = 8."),
    ],
)  # fmt: skip
def test_verdicts_are_plain(ends: tuple[float, float, float], few: int, verdict: str) -> None:
    assert share_verdict(Difference(*ends), (14, 22), few, "● UN") == verdict


def test_tone_has_a_verdict_of_its_own() -> None:
    assert sound_verdict(Difference(0.08, 0.02, 0.14), (40, 50), "● UN") == (
        "more positive for ● UN, 0.08, interval 0.02 to 0.14."
    )
    assert sound_verdict(Difference(0.08, 0.02, 0.14), (4, 50), "● UN") == "can’t tell at n = 4."


def test_cells_of_sides_are_doors_even_where_they_narrow_nothing(app: AppTest) -> None:
    panel = panels(opened(app, left=["actor:un", "actor:wto"], right="actor:world-bank"))["difference_share"]
    assert panel.cells[:2] == [Cell(), Cell(actor="world-bank")]
