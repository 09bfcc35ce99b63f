"""Pairs in a real browser: a cell opens its stories, the network too, and a phone can read both."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from monitor.charts.matrix import matrix
from monitor.filters import Cell, Filters
from monitor.query.desk import open_desk
from monitor.query.evidence import evidence
from monitor.query.together import together
from monitor.settings import Settings
from monitor.ui.together import FIRST_MEMBERS
from monitor.view.link import address
from monitor.view.view import View
from tests.browser.steps import counted_here, settle

pytestmark = pytest.mark.browser

MEMBERS = ("actor:un", "actor:world-bank", "actor:wto", "country:KEN")


def visit(page: Page, server: str, drawn: str) -> None:
    page.goto(server + address("together", View().choose(members=MEMBERS, drawn=drawn)))
    settle(page)


def click(page: Page, mark: Locator) -> None:
    """Click in the middle of a mark; the chart's own transparent layer lies over it and hears the click."""
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.wait_for_timeout(200)  # the chart looks for the nearest mark only so often
    page.mouse.click(x, y)


def pair_in(page: Page) -> Cell:
    """The cell of the list that was opened, as its address has it."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Articles")
    params = parse_qs(urlsplit(page.url).query)
    names = ("actor", "country", "with_actor", "with_country")
    return Cell(**{name: params[f"in_{name}"][0] for name in names if f"in_{name}" in params})


def test_a_cell_opens_exactly_the_stories_that_name_both(page: Page, server: str, settings: Settings) -> None:
    desk = open_desk(settings.store)
    rows = together(desk, Filters(), MEMBERS).pairs
    numbers = [f"{n:,}" for n in rows[rows["first"] != rows["second"]]["count"] if n]
    visit(page, server, "matrix")
    text = page.locator(".st-key-chart_matrix_0 .bartext").filter(has_text=re.compile(f"^{numbers[0]}$"))
    click(page, text.first)
    cell = pair_in(page)
    assert cell.with_actor or cell.with_country
    assert counted_here(page) == evidence(desk, Filters(), cell).total == int(numbers[0].replace(",", ""))


def test_a_dot_of_the_network_opens_its_stories(page: Page, server: str, settings: Settings) -> None:
    visit(page, server, "network")
    click(page, page.locator(".st-key-chart_network_0 .scatterlayer .trace:last-child .point").first)
    cell = pair_in(page)
    assert not cell.with_actor
    assert not cell.with_country
    assert counted_here(page) == evidence(open_desk(settings.store), Filters(), cell).total


@pytest.mark.parametrize("drawn", ["matrix", "network"])
def test_a_phone_can_read_it(
    page_like: Callable[..., AbstractContextManager[Page]], server: str, drawn: str
) -> None:
    with page_like(viewport={"width": 390, "height": 800}) as phone:
        visit(phone, server, drawn)
        expect(phone.locator(f".st-key-chart_{drawn}_0 .main-svg").first).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        names = phone.locator(f".st-key-chart_{drawn}_0 text").filter(has_text=re.compile("WTO|World Trade"))
        box = names.first.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


@pytest.mark.parametrize("number", [888, 8_888])
def test_no_number_is_left_out_on_a_phone(
    page_like: Callable[..., AbstractContextManager[Page]], number: int
) -> None:
    """Of a matrix of all that stand in it at first, with many stories for every pair."""
    order = [f"actor:a{at}" for at in range(FIRST_MEMBERS)]
    pairs = [(first, second) for at, first in enumerate(order) for second in order[at:]]
    rows = pd.DataFrame(
        {
            "first": first, "second": second, "observed": number, "first_count": 9_000, "second_count": 9_000,
            "expected": 800.0, "ratio": 1.1, "low": 1.0, "high": 1.2, "few": False,
        }
        for first, second in pairs
    )  # fmt: skip
    figure = matrix(rows, [Cell(actor="a")] * len(rows), {member: member for member in order}, "#111")
    with page_like(viewport={"width": 390, "height": 800}) as phone:
        phone.set_content(f"<body style='margin:16px'>{figure.to_html(include_plotlyjs=True)}</body>")
        expect(phone.locator(".bartext").first).to_be_attached()
        shown = phone.locator(".bartext").evaluate_all(
            "texts => texts.filter(text => text.getBoundingClientRect().width > 0).length"
        )
    assert shown == FIRST_MEMBERS**2
