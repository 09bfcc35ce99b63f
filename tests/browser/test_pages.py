"""What readers do, in a real browser: open links, click marks, keep filters, stay offline."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from monitor.filters import Cell, Filters
from monitor.query.counts import counts
from monitor.query.desk import Desk, open_desk
from monitor.query.evidence import evidence
from monitor.query.totals import summary
from monitor.settings import Settings
from monitor.ui.site import PAGES
from monitor.view.link import address
from monitor.view.view import View
from tests.browser.steps import counted_here, settle

pytestmark = pytest.mark.browser

COUNTRIES = ".choroplethlayer .trace:nth-child(2) path"
"""The second layer of the map: the countries that are counted."""


@pytest.fixture(scope="module")
def desk(settings: Settings) -> Desk:
    return open_desk(settings.store)


@pytest.fixture(scope="module")
def spring(desk: Desk) -> Filters:
    """Two months in the middle of the data."""
    last = summary(desk, Filters()).last_day
    assert last is not None
    return Filters(start=last - timedelta(days=80), end=last - timedelta(days=20))


def visit(page: Page, server: str, link: str) -> None:
    page.goto(server + link)
    settle(page)


def shown_params(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def click_mark(page: Page, chart: str, kind: str, number: int = 0) -> None:
    """Click in the middle of a mark; the chart's own transparent layer lies over it and hears the click."""
    mark = page.locator(f".st-key-chart_{chart}_0 {kind}").nth(number)
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.wait_for_timeout(200)  # the chart looks for the nearest mark only so often
    page.mouse.click(x, y)


@pytest.mark.parametrize("name", [site.name for site in PAGES])
def test_a_deep_link_is_the_first_thing_that_a_fresh_server_shows(
    newcomer: Page, fresh_server: str, spring: Filters, name: str
) -> None:
    page = newcomer
    title = next(site.title for site in PAGES if site.name == name)
    visit(page, fresh_server, address(name, View(replace(spring, languages=("en",)))))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_test_id("stSidebarNavLink")).to_have_count(len(PAGES))
    expect(page.locator(".st-key-filter_languages")).to_contain_text("English")
    expect(page.locator(".st-key-demo_banner")).to_contain_text("invented news")
    expect(page.locator(".st-key-link_banner")).to_have_count(0)
    assert shown_params(page)["language"] == ["en"]
    assert shown_params(page)["from"] == [str(spring.start)]


def test_filters_are_kept_from_page_to_page(page: Page, server: str, spring: Filters) -> None:
    visit(page, server, address("actors", View(replace(spring, measure="articles"))))
    for site in PAGES[2:]:
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=site.title).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(site.title)
        settle(page)
        assert shown_params(page) == {
            "from": [str(spring.start)], "to": [str(spring.end)], "measure": ["articles"],
        }  # fmt: skip


def test_a_filter_that_is_chosen_stands_in_the_address(page: Page, server: str, spring: Filters) -> None:
    visit(page, server, address("articles", View(spring)))
    box = page.get_by_placeholder("border crossing")
    box.fill("flood*")
    box.press("Enter")
    expect(page).to_have_url(re.compile("search=flood"))
    settle(page)
    assert shown_params(page)["from"] == [str(spring.start)]
    page.reload()
    settle(page)
    expect(page.get_by_placeholder("border crossing")).to_have_value("flood*")


def test_a_bar_opens_exactly_the_stories_that_it_counts(
    page: Page, server: str, spring: Filters, desk: Desk
) -> None:
    top = counts(desk, spring, ("actor",)).iloc[0]
    visit(page, server, address("overview", View(spring)))
    click_mark(page, "ranking_actor", ".bars .point path")
    expect(page.get_by_role("heading", level=1)).to_have_text("Articles")
    settle(page)
    assert shown_params(page)["in_actor"] == [top.actor]
    assert counted_here(page) == top["count"]
    listed = evidence(desk, spring, Cell(actor=top.actor), limit=1000)
    assert len(listed.rows) == top["count"]
    page.get_by_role("button", name="Back to Overview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    settle(page)
    assert "in_actor" not in shown_params(page)


def test_a_point_of_a_line_opens_exactly_its_week(page: Page, server: str, spring: Filters, desk: Desk) -> None:
    visit(page, server, address("actors", View(spring)))
    click_mark(page, "series_actor", ".scatterlayer .point", 3)
    expect(page.get_by_role("heading", level=1)).to_have_text("Articles")
    settle(page)
    params = shown_params(page)
    rows = counts(desk, spring, ("actor", "week"))
    row = rows[(rows["actor"] == params["in_actor"][0]) & (rows["week"].astype(str) == params["in_week"][0])]
    assert counted_here(page) == (int(row["count"].iloc[0]) if len(row) else 0)


def test_a_country_on_the_map_opens_exactly_its_stories(
    page: Page, server: str, spring: Filters, desk: Desk
) -> None:
    visit(page, server, address("countries", View(spring)))
    shapes = page.locator(f".st-key-chart_world_0 {COUNTRIES}")
    expect(shapes.first).to_be_visible()
    boxes = [shape.bounding_box() or {"width": 0, "height": 0} for shape in shapes.all()]
    areas = [box["width"] * box["height"] for box in boxes]
    click_mark(page, "world", COUNTRIES, areas.index(max(areas)))
    expect(page.get_by_role("heading", level=1)).to_have_text("Articles")
    settle(page)
    rows = counts(desk, spring, ("country",)).set_index("country")
    assert counted_here(page) == rows.loc[shown_params(page)["in_country"][0], "count"]


def test_a_day_of_the_strip_opens_the_articles_collected_on_it(
    page: Page, server: str, spring: Filters, desk: Desk
) -> None:
    visit(page, server, address("overview", View(spring)))
    click_mark(page, "strip", ".bars .point path", 5)
    expect(page.get_by_role("heading", level=1)).to_have_text("Articles")
    settle(page)
    params = shown_params(page)
    assert params["measure"] == ["articles"]
    rows = counts(desk, replace(spring, measure="articles"), ("day",))
    assert counted_here(page) == int(rows[rows["day"].astype(str) == params["in_day"][0]]["count"].iloc[0])


def test_an_article_shows_its_text_as_text(page: Page, server: str, spring: Filters, desk: Desk) -> None:
    row = evidence(desk, replace(spring, languages=("en",)), limit=1).rows.iloc[0]
    visit(page, server, address("articles", View(spring, article=row.article_id)))
    expect(page.locator("article h1")).to_have_text(row.title)
    expect(page.locator("article mark").first).to_be_visible()
    page.get_by_role("button", name="Back to the list").click()
    expect(page.locator(".st-key-list_rows tbody tr").first).to_be_visible()
    assert "article" not in shown_params(page)


def test_a_row_of_the_list_opens_its_article_and_the_browser_leads_back(
    page: Page, server: str, spring: Filters, desk: Desk
) -> None:
    row = evidence(desk, spring, limit=3).rows.iloc[2]
    visit(page, server, address("articles", View(spring)))
    rows = page.locator(".st-key-list_rows tbody tr")
    expect(rows).to_have_count(min(50, evidence(desk, spring).row_count))
    rows.nth(2).get_by_role("button").press("Enter")
    expect(page.locator("article h1")).to_have_text(row.title)
    assert shown_params(page)["article"] == [row.article_id]
    page.go_back()
    expect(rows.first).to_be_visible()
    assert "article" not in shown_params(page)


def test_what_a_link_asks_in_vain_is_named_and_nothing_else_changes(
    page: Page, server: str, spring: Filters
) -> None:
    hostile = "&actor=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&colour=red&role=owner"
    visit(page, server, address("actors", View(spring)) + hostile)
    banner = page.locator(".st-key-link_banner")
    for named in ("<img src=x onerror=alert(1)>", "colour", "owner"):
        expect(banner).to_contain_text(named)
    assert page.locator("img[src='x']").count() == 0
    assert shown_params(page) == {"from": [str(spring.start)], "to": [str(spring.end)]}


def test_a_broken_search_is_answered_with_a_sentence_and_a_way_on(page: Page, server: str) -> None:
    visit(page, server, "/actors?search=%28flood")
    expect(page.locator(".st-key-error_banner")).to_be_visible()
    page.locator(".st-key-error_clear button").first.click()
    expect(page.locator(".st-key-error_banner")).to_have_count(0)
    assert "search" not in shown_params(page)


def test_an_empty_answer_is_honest_and_offers_a_way_on(page: Page, server: str) -> None:
    visit(page, server, "/countries?from=1990-01-01&to=1990-12-31")
    expect(page.get_by_text("No stories match the filters")).to_be_visible()
    page.locator(".st-key-nothing_clear button").click()
    expect(page.locator(".st-key-chart_world_0")).to_be_visible()
