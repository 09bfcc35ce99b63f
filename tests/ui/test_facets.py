"""Facets and chips in words: each click leads to a view, and each view back."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.filters import Cell, Filters
from monitor.query.facets import Facet, Value, narrow
from monitor.ui.facets import chips, facets_data, value_words
from monitor.ui.words import Names
from monitor.view.view import View

NAMES = Names({"nato": "NATO", "un": "United Nations"}, {"PAK": "Pakistan"}, {"en": "English"})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("source", "dawn.example", "dawn.example"),
        ("publisher", "PAK", "Pakistan"),
        ("country", "XKX", "XKX"),
        ("language", "en", "English"),
        ("month", "2026-03-01", "March 2026"),
        ("tone", "negative", "Negative (below −0.05)"),
        ("tone", "neutral", "Neutral (−0.05 to +0.05)"),
        ("tone", "positive", "Positive (from +0.05)"),
    ],
)
def test_a_value_is_called_what_readers_call_it(name: str, value: str, words: str) -> None:
    assert value_words(name, value, NAMES) == words


@pytest.mark.parametrize(
    ("facet", "filters", "cell", "title"),
    [
        (Facet("actor", (), 0), Filters(), Cell(), "Actor"),
        (Facet("actor", (), 0, True), Filters(actors=("nato",)), Cell(), "Actors named too"),
        (Facet("actor", (), 0, True), Filters(), Cell(actor="nato"), "Actors named too"),
        (Facet("actor", (), 0, True), Filters(measure="mentions"), Cell(), "Actors named"),
        (Facet("country", (), 0), Filters(country_role="about"), Cell(), "Country (about)"),
        (
            Facet("country", (), 0, True),
            Filters(actors=("nato",), measure="mentions"),
            Cell(),
            "Countries named",
        ),
    ],
)
def test_a_facet_says_how_it_narrows(facet: Facet, filters: Filters, cell: Cell, title: str) -> None:
    assert facets_data((facet,), NAMES, filters, cell, 3)["facets"][0]["title"] == title


def test_a_facet_carries_its_numbers_for_the_browser() -> None:
    found = facets_data((Facet("actor", (Value("nato", 3),), 4),), NAMES, Filters(), Cell(), 9)
    assert (found["most"], found["noun"]) == (9, "stories")
    assert found["facets"][0]["values"] == [{"value": "nato", "label": "NATO", "rows": 3}]
    assert found["facets"][0]["others"] == 4


VIEW = View(
    Filters(start=date(2026, 1, 1), actors=("nato", "un"), sources=("dawn.example",), search="flood"),
    cell=Cell(with_country="PAK", bucket="week", start=date(2026, 3, 2), tone=(-1.0, -0.05)),
    back="trends",
    number=4,
)


def test_there_is_a_chip_for_all_that_narrows_a_list() -> None:
    assert [says for says, _ in chips(VIEW, NAMES)] == [
        "NATO",
        "United Nations",
        "dawn.example",
        "“flood”",
        "week of 2 March 2026",
        "together with Pakistan",
        "tone −1.00 to −0.05",
    ]
    assert chips(View(Filters(start=date(2026, 1, 1))), NAMES) == []


def test_each_chip_takes_away_itself_alone_and_the_list_starts_again() -> None:
    after = dict(chips(VIEW, NAMES))
    assert after["NATO"].filters.actors == ("un",)
    assert after["NATO"].cell == VIEW.cell
    assert after["“flood”"].filters.search == ""
    week = after["week of 2 March 2026"]
    assert week.cell == Cell(with_country="PAK", tone=(-1.0, -0.05))
    assert (week.filters, week.back) == (VIEW.filters, "trends")
    assert {view.number for view in after.values()} == {1}


def test_without_its_last_part_a_cell_is_gone_and_so_is_the_way_back() -> None:
    ((_, after),) = chips(View(Filters(), cell=Cell(source="dawn.example"), back="sources"), NAMES)
    assert (after.cell, after.back) == (None, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [("source", "dawn.example"), ("actor", "nato"), ("publisher", "PAK"), ("month", "2026-03-01")],
)
def test_what_a_facet_adds_a_chip_takes_away(name: str, value: str) -> None:
    filters, cell = narrow(Filters(), None, name, value)
    ((_, after),) = chips(View(filters, cell=cell), NAMES)
    assert (after.filters, after.cell) == (Filters(), None)
