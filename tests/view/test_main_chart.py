"""What a page counts, as the question that the command asks."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.errors import FilterError
from monitor.filters import Cell, Filters
from monitor.settings import PAGES
from monitor.view.main_chart import main_chart
from monitor.view.view import View

CHOSEN = Filters(actors=("nato",), search="flood")


@pytest.mark.parametrize(
    ("page", "by"),
    [
        ("overview", ("actor",)),
        ("actors", ("actor",)),
        ("countries", ("country",)),
        ("map", ("country",)),
        ("trends", ("actor", "week")),
        ("articles", ()),
    ],
)
def test_a_page_without_choices_of_its_own(page: str, by: tuple[str, ...]) -> None:
    chart = main_chart(page, View(filters=CHOSEN), "week")
    assert (chart.by, chart.filters, chart.without) == (by, CHOSEN, ())


def test_sources_are_told_by_their_articles() -> None:
    chart = main_chart("sources", View(filters=Filters(measure="mentions")), "week")
    assert (chart.by, chart.filters) == (("source",), Filters(measure="articles"))


def test_trends_follow_their_series() -> None:
    view = View(filters=CHOSEN, bucket="month").choose(series=("actor:un", "actor:ttp"), show="stance")
    chart = main_chart("trends", view, "week")
    assert chart.by == ("actor", "month")
    assert chart.filters == Filters(actors=("un", "ttp"), search="flood"), "a series stands in for the filter"
    assert (chart.sound, chart.without) == ("stance", ())
    countries = main_chart("trends", View().choose(series=("country:PAK",)), "day")
    assert (countries.by, countries.filters) == (("country", "day"), Filters(countries=("PAK",)))
    chosen = main_chart("trends", View(filters=Filters(countries=("PAK",))), "day")
    assert chosen.by == ("country", "day")


def test_series_that_one_answer_cannot_hold_are_named() -> None:
    mixed = main_chart("trends", View().choose(series=("country:PAK", "search:fire", "actor:un")), "day")
    assert mixed.filters == Filters(actors=("un",))
    (said,) = mixed.without
    assert "country:PAK, search:fire" in said
    assert "actor:un" not in said
    (alone,) = main_chart("trends", View().choose(series=("search:fire",)), "day").without
    assert "search:fire" in alone


def test_a_profile_is_told_over_time() -> None:
    chart = main_chart("countries", View(filters=CHOSEN).choose(profile="country:PAK"), "week")
    assert chart.by == ("country", "week")
    assert chart.filters == Filters(actors=("nato",), countries=("PAK",), search="flood")


def test_a_list_behind_a_mark_is_the_number_of_the_mark() -> None:
    cell = Cell(actor="nato", bucket="week", start=date(2026, 3, 2))
    chart = main_chart("articles", View(cell=cell), "day")
    assert (chart.by, chart.cell, chart.without) == (("actor", "week"), cell, ())
    (said,) = main_chart("articles", View(cell=Cell(actor="nato", tone=(0.0, 0.2))), "day").without
    assert "in_tone" in said


def test_sides_and_pairs_are_told_one_by_one() -> None:
    sides = View().choose(versus="sources", left=("source:a",), right=("source:b",), subject=("actor:un",))
    chart = main_chart("compare", sides, "day")
    assert (chart.by, chart.filters) == (("source",), Filters(actors=("un",), sources=("a", "b")))
    assert chart.without
    periods = View().choose(versus="periods", left=("period:2026-01-01..2026-01-31",))
    assert main_chart("compare", periods, "day").without
    pairs = main_chart("together", View(filters=CHOSEN).choose(members=("actor:un", "actor:ttp")), "day")
    assert (pairs.by, pairs.filters.actors) == (("actor", "with_actor"), ("un", "ttp"))


def test_every_page_is_counted_or_says_why_not() -> None:
    silent = {"dictionary", "methods"}
    for page in {script.stem for script in PAGES.glob("*.py")} - silent:
        main_chart(page, View(), "day")
    for page in silent:
        with pytest.raises(FilterError, match=page):
            main_chart(page, View(), "day")
