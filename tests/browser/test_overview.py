"""The first page in a real browser: a sentence, an arrow and a story each open exactly what they count."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from monitor.filters import Cell, Filters
from monitor.query.changes import changes
from monitor.query.desk import Desk, open_desk
from monitor.query.evidence import evidence
from monitor.query.stories import top_stories
from monitor.query.totals import previous, summary
from monitor.settings import Settings
from monitor.view.link import address
from monitor.view.view import View
from tests.browser.steps import counted_here

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(settings: Settings) -> Desk:
    return open_desk(settings.store)


@pytest.fixture(scope="module")
def changed(desk: Desk) -> tuple[Filters, str, pd.DataFrame]:
    """A period against which something changed, whose share it was, and the changes."""
    last = summary(desk, Filters()).last_day
    assert last is not None
    for length in (30, 40, 50, 20):
        for shift in range(0, 119 - 2 * length, 5):
            end = last - timedelta(days=shift)
            filters = Filters(start=end - timedelta(days=length - 1), end=end)
            before = previous(filters)
            assert before is not None
            for by in ("actor", "country"):
                rows = changes(desk, filters, before, by)
                if rows["changed"].any():
                    return filters, by, rows[rows["changed"]]
    raise AssertionError("Nothing ever changes in this invented world; plant a change.")


def visit(page: Page, server: str, filters: Filters) -> None:
    page.goto(server + address("overview", View(filters)))
    page.wait_for_selector("h1, [data-testid=stException]")
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]').getAttribute('data-test-script-state') === 'notRunning'"
    )


def listed(page: Page) -> tuple[int, dict[str, list[str]]]:
    """How many the page of evidence says it counts, and its address."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Articles")
    return counted_here(page), parse_qs(urlsplit(page.url).query)


def click_middle(page: Page, mark: Locator) -> None:
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.wait_for_timeout(200)  # the chart looks for the nearest mark only so often
    page.mouse.click(x, y)


def test_the_findings_come_before_everything_else(page: Page, server: str, changed: tuple) -> None:
    visit(page, server, changed[0])
    findings = page.locator(".st-key-findings")
    expect(findings).to_be_visible()
    first = page.get_by_test_id("stMetric").first.bounding_box()
    box = findings.bounding_box()
    assert first
    assert box
    assert box["y"] < first["y"]
    sentences = findings.get_by_test_id("stMarkdown")
    assert 3 <= sentences.count() <= 7


def test_a_sentence_opens_exactly_what_it_counts(page: Page, server: str, changed: tuple) -> None:
    filters = changed[0]
    visit(page, server, filters)
    way = page.locator(".st-key-finding_0_read button")
    number = int(way.inner_text().split()[0].replace(",", ""))
    way.click()
    found, params = listed(page)
    assert found == number
    assert params["back"] == ["overview"]
    page.get_by_role("button", name="Back to Overview").click()
    expect(page.locator(".st-key-findings")).to_be_visible()
    assert params["from"][0] in (str(filters.start), str(previous(filters).start))  # type: ignore[union-attr]


@pytest.mark.parametrize(("trace", "now"), [(3, False), (4, True)])
def test_each_end_of_an_arrow_opens_its_own_period(
    page: Page, server: str, changed: tuple, desk: Desk, trace: int, now: bool
) -> None:
    filters, by, rows = changed
    visit(page, server, filters)
    chart = page.locator(f".st-key-chart_share_change_{by}_0")
    click_middle(page, chart.locator(f".scatterlayer .trace:nth-child({trace}) .point").first)
    found, params = listed(page)
    asked = filters if now else previous(filters)
    assert asked is not None
    assert params["from"] == [str(asked.start)]
    row = rows.set_index(by).loc[params[f"in_{by}"][0]]
    assert found == row["count" if now else "count_before"]
    assert found == evidence(desk, asked, Cell(**{by: params[f"in_{by}"][0]})).total


def test_a_story_opens_its_copies(page: Page, server: str, changed: tuple, desk: Desk) -> None:
    filters = changed[0]
    top = top_stories(desk, filters).iloc[0]
    visit(page, server, filters)
    table = page.locator("[class*=st-key-table_stories] [data-testid=stDataFrame]")
    table.scroll_into_view_if_needed()
    expect(table.locator("canvas").first).to_be_visible()
    box = table.bounding_box()
    assert box
    page.mouse.click(box["x"] + 18, box["y"] + 53)  # the box of the first row, under the head
    found, params = listed(page)
    assert params["in_story"] == [top["story_id"]]
    assert found == top["copies"]
