"""A comparison in a real browser: its link, its verdict, a mark of each side, and a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from monitor.filters import Filters
from monitor.query.desk import open_desk
from monitor.query.evidence import evidence
from monitor.settings import Settings
from monitor.view.link import address
from monitor.view.view import View
from tests.browser.steps import counted_here, settle

pytestmark = pytest.mark.browser

SIDES = {"left": ("actor:un", "actor:wto"), "right": ("actor:world-bank",)}


def visit(page: Page, server: str, **chosen: str | tuple[str, ...]) -> None:
    page.goto(server + address("compare", View().choose(**{**SIDES, **chosen})))
    page.wait_for_selector("h1, [data-testid=stException]")
    settle(page)


@pytest.mark.parametrize(("trace", "actors"), [(0, ("un", "wto")), (1, ("world-bank",))], ids=["left", "right"])
def test_a_dot_opens_the_stories_of_its_side(
    page: Page, server: str, settings: Settings, trace: int, actors: tuple[str, ...]
) -> None:
    visit(page, server)
    mark = page.locator(".st-key-chart_difference_share_0 .scatterlayer .trace .point").nth(trace)
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.wait_for_timeout(200)  # the chart looks for the nearest mark only so often
    page.mouse.click(x, y)
    expect(page.get_by_role("heading", level=1)).to_have_text("Articles")
    assert parse_qs(urlsplit(page.url).query)["actor"] == list(actors)
    number = evidence(open_desk(settings.store), Filters(actors=actors)).total
    assert counted_here(page) == number


def test_the_verdict_stands_over_the_pictures_and_in_the_link(page: Page, server: str) -> None:
    visit(page, server)
    verdicts = page.locator(".st-key-verdicts")
    expect(verdicts).to_contain_text(re.compile("Attention: (more|less|no difference|can’t tell)"))
    expect(verdicts).not_to_contain_text("Proposed")
    page.locator(".st-key-option_versus").get_by_role("radio", name="Periods").or_(
        page.locator(".st-key-option_versus").get_by_text("Periods", exact=True)
    ).first.click()
    expect(page).to_have_url(re.compile("versus=periods"))
    settle(page)
    expect(verdicts).to_contain_text("Proposed on the left and the right")
    assert "left" not in parse_qs(urlsplit(page.url).query)


def test_a_phone_can_read_it(page_like: Callable[..., AbstractContextManager[Page]], server: str) -> None:
    with page_like(viewport={"width": 390, "height": 800}) as phone:
        visit(phone, server)
        expect(phone.locator(".st-key-chart_difference_share_0 .main-svg").first).to_be_visible()
        expect(phone.locator(".st-key-chart_time_0 .main-svg").first).to_be_attached()
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
