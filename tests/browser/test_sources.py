"""The page of sources in a real browser: marks open their articles, the constant panel travels in the link."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from monitor.filters import Cell, Filters
from monitor.query.desk import Desk, open_desk
from monitor.query.evidence import evidence
from monitor.query.panel import constant_panel
from monitor.query.totals import summary
from monitor.settings import Settings
from monitor.view.link import address
from monitor.view.view import View
from tests.browser.steps import settle

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(settings: Settings) -> Desk:
    return open_desk(settings.store)


@pytest.fixture(scope="module")
def four_months(desk: Desk) -> Filters:
    """All dated days of the data."""
    found = summary(desk, Filters())
    assert found.first_day
    assert found.last_day
    return Filters(start=found.first_day, end=found.last_day)


def visit(page: Page, server: str, link: str) -> None:
    page.goto(server + link)
    page.wait_for_selector("h1, [data-testid=stException]")
    settle(page)


def params(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def click_mark(page: Page, chart: str, number: int, nearest: str = ".bars .point path") -> None:
    """Click in the middle of a mark; the chart's own transparent layer lies over it and hears the click."""
    mark = page.locator(f".st-key-chart_{chart}_0 {nearest}").nth(number)
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.wait_for_timeout(200)  # the chart looks for the nearest mark only so often
    page.mouse.click(x, y)


def test_a_part_of_the_mix_opens_exactly_its_articles(
    page: Page, server: str, four_months: Filters, desk: Desk
) -> None:
    visit(page, server, address("sources", View(four_months)))
    click_mark(page, "mix", 2)
    expect(page.get_by_role("heading", level=1)).to_have_text("Articles")
    settle(page)
    found = params(page)
    cell = Cell(source=found["in_source"][0], bucket="week", start=four_months.start)
    asked = replace(four_months, measure="articles")
    weeks = [four_months.start + timedelta(days=n) for n in range(-6, 120) if four_months.start]
    opened = next(week for week in weeks if str(week) == found["in_week"][0])
    number = evidence(desk, asked, replace(cell, start=opened)).total
    expect(page.locator(".st-key-counted_here")).to_contain_text(f"{number} article")
    page.get_by_role("button", name="Back to Sources").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sources")


def test_the_constant_panel_travels_in_the_link_and_to_other_pages(
    page: Page, newcomer: Page, server: str, four_months: Filters, desk: Desk
) -> None:
    assert four_months.end
    spans = [replace(four_months, start=four_months.end - timedelta(days=n)) for n in range(55, 20, -1)]
    recent = next(
        span for span in spans if constant_panel(desk, span).kept
    )  # few articles, few constant sources
    kept = constant_panel(desk, recent).kept
    assert len(kept) < 25
    visit(page, server, address("sources", View(recent)))
    page.locator(".st-key-sources_panel").get_by_text("Constant panel").click()
    expect(page.get_by_text("All pages show this panel alone")).to_be_visible()
    settle(page)
    assert params(page)["panel"] == ["constant"]
    assert set(params(page)["source"]) == set(kept)
    visit(newcomer, page.url, "")
    expect(newcomer.get_by_text("All pages show this panel alone")).to_be_visible()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Trends").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trends")
    settle(page)
    assert set(params(page)["source"]) == set(kept)
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Sources").click()
    page.locator(".st-key-sources_panel").get_by_text("All sources").click()
    expect(page.get_by_text("All pages show this panel alone")).to_have_count(0)
    settle(page)
    assert not {"panel", "source"} & set(params(page))


def test_an_undated_article_opens_in_the_reader(page: Page, server: str, four_months: Filters) -> None:
    visit(page, server, address("sources", View(four_months)))
    page.get_by_text("Undated articles (").click()
    grid = page.locator("[class*='st-key-table_undated'] canvas").first
    expect(grid).to_be_visible()
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box
    page.mouse.click(box["x"] + 18, box["y"] + 52)
    expect(page.locator(".st-key-reader_text article h1")).to_be_visible()
    expect(page.get_by_text("Published: no date")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_phone(
    page_like: Callable[..., AbstractContextManager[Page]], server: str, four_months: Filters, scheme: str
) -> None:
    with page_like(viewport={"width": 390, "height": 844}, color_scheme=scheme) as phone:
        visit(phone, server, address("sources", View(four_months)))
        expect(phone.locator(".st-key-chart_mix_0 .bars").first).to_be_visible()
        assert phone.get_by_test_id("stMain").evaluate("element => element.scrollWidth") <= 390
