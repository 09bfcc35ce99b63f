"""The map in a real browser: painted, clicked, on a phone, and never asking the internet."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from monitor.filters import Filters
from monitor.query.counts import counts
from monitor.query.desk import Desk, open_desk
from monitor.query.totals import summary
from monitor.settings import Settings
from monitor.view.link import address
from monitor.view.view import View
from tests.browser.steps import counted_here, settle

pytestmark = pytest.mark.browser

CHART = ".st-key-chart_world_0"
COUNTED = {
    "share": f"{CHART} .choroplethlayer .trace:nth-child(2) path",
    "tone": f"{CHART} .choroplethlayer .trace:nth-child(1) path",
}
"""The layer of the countries with a class; under it lie those that are zero, which a tone can't be."""


@pytest.fixture(scope="module")
def desk(settings: Settings) -> Desk:
    return open_desk(settings.store)


@pytest.fixture(scope="module")
def spring(desk: Desk) -> Filters:
    """Two months in the middle of the data."""
    last = summary(desk, Filters()).last_day
    assert last is not None
    return Filters(start=last - timedelta(days=80), end=last - timedelta(days=20))


def visit(page: Page, server: str, view: View) -> None:
    page.goto(server + address("map", view))
    expect(page.locator(COUNTED[view.option("paint")]).first).to_be_attached()
    settle(page)


INSIDE = """paths => {
  const size = path => { const box = path.getBBox(); return box.width * box.height; };
  const path = paths.reduce((one, other) => (size(other) > size(one) ? other : one));
  const box = path.getBBox(), steps = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8];
  const near = [[0, 0], [4, 0], [-4, 0], [0, 4], [0, -4]];
  for (const across of steps) for (const down of steps) {
    const [x, y] = [box.x + across * box.width, box.y + down * box.height];
    if (near.every(([dx, dy]) => path.isPointInFill(new DOMPoint(x + dx, y + dy)))) {
      const seen = new DOMPoint(x, y).matrixTransform(path.getScreenCTM());
      return [seen.x, seen.y];
    }
  }
}"""
"""A point on the screen well inside the country that takes most room."""


def click_the_largest(page: Page, paint: str = "share") -> None:
    x, y = page.locator(COUNTED[paint]).evaluate_all(INSIDE)
    page.mouse.move(x, y)
    expect(page.locator(f"{CHART} .hoverlayer .hovertext")).to_be_visible()
    page.mouse.click(x, y)


def opens_its_stories(page: Page, desk: Desk, filters: Filters) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Articles")
    country = parse_qs(urlsplit(page.url).query)["in_country"][0]
    expected = counts(desk, filters, ("country",)).set_index("country").loc[country, "count"]
    assert counted_here(page) == expected


@pytest.mark.parametrize("paint", ["share", "tone"])
def test_a_country_opens_exactly_its_stories(
    page: Page, server: str, spring: Filters, desk: Desk, paint: str
) -> None:
    visit(page, server, View(spring).choose(paint=paint))
    page.locator(CHART).scroll_into_view_if_needed()
    click_the_largest(page, paint)
    opens_its_stories(page, desk, spring)


def test_the_role_on_the_page_moves_the_one_beside_the_filters(
    page: Page, server: str, spring: Filters
) -> None:
    visit(page, server, View(spring))
    page.locator(".st-key-map_role").get_by_text("Published").click()
    expect(page).to_have_url(re.compile("role=published"))
    settle(page)
    chosen = page.locator(".st-key-filter_role [aria-checked=true], .st-key-filter_role [aria-pressed=true]")
    expect(chosen).to_have_text("Published")


def test_on_a_phone_the_map_leaves_no_empty_room_and_can_be_touched(
    page_like: Callable[..., AbstractContextManager[Page]], server: str, spring: Filters, desk: Desk
) -> None:
    with page_like(viewport={"width": 390, "height": 844}) as phone:
        visit(phone, server, View(spring))
        phone.locator(CHART).scroll_into_view_if_needed()
        chart = phone.locator(f"{CHART} .js-plotly-plot").bounding_box()
        world = phone.locator(f"{CHART} .choroplethlayer").bounding_box()
        assert chart
        assert world
        assert chart["height"] < 260
        assert world["height"] > 0.55 * chart["height"], "the rest is its legend"
        assert world["y"] - chart["y"] < 24, "nothing empty above"
        click_the_largest(phone)
        opens_its_stories(phone, desk, spring)
