"""Profiles in a real browser: opened by link on a fresh server, one mark of each kind of chart clicked."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from monitor.filters import Filters
from monitor.query.desk import Desk, open_desk
from monitor.query.evidence import evidence
from monitor.settings import Settings
from monitor.view.link import Known, address, decode
from monitor.view.view import View

pytestmark = pytest.mark.browser

ACTOR = address("actors", View().choose(profile="actor:un"))
COUNTRY = address("countries", View().choose(profile="country:IND"))
BAR, DOT = ".barlayer .point path", ".scatterlayer .trace .point"


@pytest.fixture(scope="module")
def desk(settings: Settings) -> Desk:
    return open_desk(settings.store)


def visit(page: Page, link: str) -> None:
    page.goto(link)
    page.wait_for_selector("h1, [data-testid=stException]")
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]').getAttribute('data-test-script-state') === 'notRunning'"
    )


def click_first(page: Page, chart: str, kind: str) -> None:
    """Click the first mark of a chart that has a size."""
    marks = page.locator(f".st-key-chart_{chart}_0 {kind}")
    marks.first.wait_for(state="attached")
    for number in range(marks.count()):
        marks.nth(number).scroll_into_view_if_needed()
        box = marks.nth(number).bounding_box()
        if box and box["width"] >= 3 and box["height"] >= 3:
            break
    else:
        raise AssertionError(f"{chart} draws no mark {kind} that can be hit")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.wait_for_timeout(200)  # the chart looks for the nearest mark only so often
    page.mouse.click(x, y)


def opened_list(page: Page, desk: Desk) -> tuple[int, int]:
    """The number over the list that a click opened, and the number that the address counts."""
    page.wait_for_url(re.compile("/articles"))
    here = page.locator(".st-key-counted_here")
    expect(here).to_contain_text("counted in")
    found = re.match(r"([\d,]+)", here.inner_text().strip())
    assert found
    params = parse_qs(urlsplit(page.url).query)
    known = Known(
        actors=params.get("actor", []) + params.get("in_actor", []) + params.get("in_with_actor", []),
        countries=params.get("country", []) + params.get("in_country", []) + params.get("in_with_country", []),
        sources=params.get("in_source", []),
        publishers=params.get("in_publisher", []),
        pages=("actors", "countries"),
    )
    view, problems = decode(params, known)
    assert not problems
    assert view.cell is not None
    return int(found[1].replace(",", "")), evidence(desk, view.filters, view.cell).total


def test_a_profile_is_the_first_thing_that_a_fresh_server_shows(newcomer: Page, fresh_server: str) -> None:
    page = newcomer
    visit(page, fresh_server + ACTOR)
    expect(page.locator("h2")).to_contain_text("United Nations")
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    expect(page.locator(".st-key-sentence_positive_0, [class*=st-key-sentence_positive]").first).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["profile"] == ["actor:un"]


@pytest.mark.parametrize(
    ("link", "chart", "kind"),
    [
        (ACTOR, "series_actor", BAR),
        (ACTOR, "tones", BAR),
        (ACTOR, "places", DOT),
        (ACTOR, "outlets_source", BAR),
        (COUNTRY, "relation_about", BAR),
        (COUNTRY, "voices", DOT),
        (COUNTRY, "evidence", BAR),
    ],
)
def test_a_clicked_mark_opens_what_it_counts(
    page: Page, server: str, desk: Desk, link: str, chart: str, kind: str
) -> None:
    visit(page, server + link)
    click_first(page, chart, kind)
    shown, counted = opened_list(page, desk)
    assert shown == counted > 0
    page.locator(".st-key-list_back button").click()
    page.wait_for_url(re.compile("profile="))


def test_a_sentence_opens_its_article_and_the_way_back_is_the_profile(page: Page, server: str) -> None:
    visit(page, server + ACTOR)
    first = page.locator("[class*=st-key-sentence_negative] button").first
    first.scroll_into_view_if_needed()
    first.click()
    page.wait_for_url(re.compile("article="))
    expect(page.locator(".st-key-reader_back")).to_be_visible()


def test_one_is_picked_from_the_ranking(page: Page, server: str) -> None:
    visit(page, server + address("actors", View(filters=Filters())))
    page.locator(".st-key-option_profile input").click()
    page.locator(".st-key-option_profile input").fill("United Nations")
    page.get_by_role("option", name="United Nations", exact=True).click()
    expect(page.locator("h2")).to_contain_text("United Nations")
    assert parse_qs(urlsplit(page.url).query)["profile"] == ["actor:un"]


def test_a_phone_shows_it_without_sideways_scrolling(
    page_like: Callable[..., AbstractContextManager[Page]], server: str
) -> None:
    with page_like(viewport={"width": 390, "height": 844}) as page:
        visit(page, server + COUNTRY)
        expect(page.locator("h2")).to_contain_text("India")
        wide = page.evaluate(
            "document.querySelector('[data-testid=stMain]').scrollWidth"
            " - document.querySelector('[data-testid=stMain]').clientWidth"
        )
        assert wide <= 0
