"""The page of pairs: the matrix, the network and the table show the same numbers, each a door."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from monitor.charts.marks import read_mark
from monitor.filters import Cell
from monitor.query.desk import Desk
from monitor.query.evidence import evidence
from tests.ui.steps import opened as open_page
from tests.ui.steps import panels, said

PERIOD = {"from": "2026-05-02", "to": "2026-06-28"}


def opened(app: AppTest, **params: str | list[str]) -> AppTest:
    """The page with these parameters."""
    return open_page(app, "together", **{**PERIOD, **params})


CHOICES: dict[str, dict[str, str | list[str]]] = {
    "actors": {},
    "countries": {"among": "countries"},
    "both, as a network": {"among": "both", "drawn": "network"},
    "chosen": {"members": ["actor:un", "country:KEN", "actor:nato"], "measure": "mentions"},
    "in stories about a country": {"country": "KEN", "role": "about"},
}


@pytest.mark.parametrize("chosen", CHOICES.values(), ids=CHOICES)
def test_every_cell_opens_exactly_its_stories(
    app: AppTest, desk: Desk, chosen: dict[str, str | list[str]]
) -> None:
    found = panels(opened(app, **chosen))
    picture = found["network" if "drawn" in chosen else "matrix"]
    rows = picture.rows.to_dict("records")
    for row, cell in zip(rows, picture.cells, strict=True):
        assert (cell is None) == (row["observed"] == 0)
        if cell is not None:
            assert evidence(desk, picture.filters, cell, limit=0).total == row["observed"]
    assert picture.figure is not None
    doors = {cell for cell in picture.cells if cell is not None}
    marks = {
        read_mark(data)
        for trace in picture.figure.data
        for data in (trace.customdata if trace.customdata is not None else ())
    } - {None}
    assert marks == doors if picture.name == "matrix" else marks <= doors


def test_both_pictures_and_the_table_have_the_same_numbers(app: AppTest) -> None:
    first = panels(opened(app))
    second = panels(opened(app, drawn="network"))
    assert first["matrix"].rows.equals(second["network"].rows)
    pairs = first["matrix"].rows[lambda rows: rows["first"] != rows["second"]]
    assert {*first["pairs"].rows["observed"].items()} != set()
    assert sorted(first["pairs"].rows["ratio"]) == sorted(pairs["ratio"])
    members = pairs["first"].nunique() + 1
    assert len(pairs) == members * (members - 1) / 2


def test_expected_and_ratio_follow_from_the_numbers_of_each(app: AppTest) -> None:
    rows = panels(opened(app))["pairs"].rows
    chance = rows["first_count"] * rows["second_count"] / rows["total"]
    assert rows["expected"].tolist() == pytest.approx(chance.tolist())
    assert rows["ratio"].tolist() == pytest.approx((rows["observed"] / chance).tolist())
    assert (rows["low"] <= rows["ratio"] + 1e-9).all()
    assert (rows["few"] == ((rows["observed"] < 10) & (chance < 10))).all()
    assert not (rows["sure"] & rows["few"]).any()


def test_the_first_look_takes_the_most_frequent_and_says_so(app: AppTest) -> None:
    opened(app)
    assert "No members were chosen: these are the actors in the most stories." in said(app)
    assert "stories from" in said(app)


def test_the_chosen_of_the_sidebar_are_members_and_no_filter(app: AppTest) -> None:
    rows = panels(opened(app, actor="nato"))["matrix"].rows
    assert "actor:nato" in {*rows["first"], *rows["second"]}
    assert rows["total"].iloc[0] > rows["first_count"].max()
    assert "members here and no filter" in said(app)


def test_one_member_alone_is_told(app: AppTest) -> None:
    opened(app, members="actor:un")
    assert "Choose two members or more" in said(app)


def test_members_that_nobody_names_are_told(app: AppTest) -> None:
    opened(app, **{"from": "1990-01-01", "to": "1990-02-01"})
    assert "match the filters" in said(app)


def test_a_pair_of_kinds_is_one_cell(app: AppTest) -> None:
    panel = panels(opened(app, members=["country:KEN", "actor:un"]))["matrix"]
    assert (
        Cell(actor="un", with_country="KEN") in [cell for cell in panel.cells if cell]
        or not panel.rows["observed"].iloc[-1]
    )
