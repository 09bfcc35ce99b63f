"""Trends in a real browser: marks open what they count, a search becomes a series, a phone can read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from monitor.filters import Cell, Filters
from monitor.query.desk import open_desk
from monitor.query.evidence import evidence
from monitor.query.totals import summary
from monitor.settings import Settings
from monitor.view.link import address
from monitor.view.view import View
from tests.browser.steps import counted_here, settle

pytestmark = pytest.mark.browser

SERIES = ("actor:un", "search:minister OR talks")


@pytest.fixture(scope="module")
def spring(settings: Settings) -> Filters:
    """A month in the middle of the data."""
    last = summary(open_desk(settings.store), Filters()).last_day
    assert last is not None
    return Filters(start=last - timedelta(days=50), end=last - timedelta(days=20))


def view_of(filters: Filters, **options: str | tuple[str, ...]) -> View:
    return View(filters, bucket="week").choose(**{"series": SERIES, **options})


def visit(page: Page, server: str, view: View) -> None:
    page.goto(server + address("trends", view))
    page.wait_for_selector("h1, [data-testid=stException]")
    settle(page)


def click_mark(page: Page, chart: str, trace: int, number: int) -> None:
    """Click a mark of the n-th trace that has marks; the chart's transparent layer over it hears the click."""
    marks = page.locator(f".st-key-chart_{chart}_0 .scatterlayer .trace:has(.point)").nth(trace)
    mark = marks.locator(".point").nth(number)
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.wait_for_timeout(200)  # the chart looks for the nearest mark only so often
    page.mouse.click(x, y)
    expect(page.get_by_role("heading", level=1)).to_have_text("Articles")
    settle(page)


def shown_and_counted(page: Page, settings: Settings) -> tuple[int, int]:
    """The number over the list, and what the store counts for the filters and the cell in the address."""
    params = parse_qs(urlsplit(page.url).query)
    shown = counted_here(page)
    first = {name: next(iter(values)) for name, values in params.items()}
    filters = Filters(
        start=date.fromisoformat(first["from"]),
        end=date.fromisoformat(first["to"]),
        actors=tuple(params.get("actor", ())),
        search=first.get("search", ""),
    )
    cell = Cell(actor=first.get("in_actor"), bucket="week", start=date.fromisoformat(first["in_week"]))
    listed = evidence(open_desk(settings.store), filters, cell, limit=0)
    return shown, listed.total


@pytest.mark.parametrize(("panels", "chart"), [("one", "trends_attention"), ("each", "trends_attention_1")])
def test_a_mark_of_a_search_opens_exactly_what_it_found(
    page: Page, server: str, settings: Settings, spring: Filters, panels: str, chart: str
) -> None:
    visit(page, server, view_of(spring, panels=panels))
    click_mark(page, chart, 1 if panels == "one" else 0, 2)
    assert parse_qs(urlsplit(page.url).query)["search"] == ["minister OR talks"]
    shown, counted = shown_and_counted(page, settings)
    assert shown == counted > 0
    page.get_by_role("button", name="Back to Trends").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trends")
    settle(page)
    assert parse_qs(urlsplit(page.url).query)["series"] == list(SERIES)


def test_a_mark_of_the_period_before_opens_its_own_days(
    page: Page, server: str, settings: Settings, spring: Filters
) -> None:
    visit(page, server, view_of(spring, series="actor:un", before="yes"))
    click_mark(page, "trends_attention", 0, 2)  # the marks of now are bars
    params = parse_qs(urlsplit(page.url).query)
    assert params["in_actor"] == ["un"]
    assert date.fromisoformat(params["to"][0]) == spring.start - timedelta(days=1)  # type: ignore[operator]
    shown, counted = shown_and_counted(page, settings)
    assert shown == counted


def test_a_search_becomes_a_series(page: Page, server: str, spring: Filters) -> None:
    visit(page, server, view_of(spring, series="actor:un"))
    box = page.locator(".st-key-trend_search input")
    box.fill("flood* OR storm*")
    box.press("Enter")
    expect(page).to_have_url(re.compile("search%3Aflood"))
    settle(page)
    expect(page.locator(".st-key-option_series")).to_contain_text("flood* OR storm*")
    expect(box).to_have_value("")


def test_small_charts_stand_under_each_other_on_a_phone(
    page_like: Callable[..., AbstractContextManager[Page]], server: str, spring: Filters
) -> None:
    with page_like(viewport={"width": 390, "height": 844}) as phone:
        visit(phone, server, view_of(spring, panels="each", note=("note:2026-05-20:Ceasefire",)))
        charts = phone.locator("[class*=st-key-chart_trends_attention_]")
        expect(charts).to_have_count(len(SERIES))
        boxes = [chart.bounding_box() or {} for chart in charts.all()]
        assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
        assert phone.get_by_test_id("stMain").evaluate("element => element.scrollWidth") <= 390
