"""Reading in a real browser: narrowing, sorting, opening stories, moving by keys from article to article."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from monitor.filters import Filters
from monitor.query.desk import Desk, open_desk
from monitor.query.evidence import copies, evidence
from monitor.query.facets import facets
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
def spring(desk: Desk) -> Filters:
    """Two months in the middle of the data."""
    last = summary(desk, Filters()).last_day
    assert last is not None
    return Filters(start=last - timedelta(days=80), end=last - timedelta(days=20))


@pytest.fixture(scope="module")
def ids(desk: Desk, spring: Filters) -> list[str]:
    return list(evidence(desk, spring, limit=1_000).rows["article_id"])


def visit(page: Page, server: str, link: str) -> None:
    page.goto(server + link)
    page.wait_for_selector("h1, [data-testid=stException]")
    settle(page)


def params(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def rows(page: Page) -> Locator:
    return page.locator(".st-key-list_rows tbody tr:not(.copies)")


def opened_title(page: Page) -> Locator:
    return page.locator(".st-key-reader_text article h1")


def title_of(desk: Desk, spring: Filters, number: int) -> str:
    return str(evidence(desk, spring, offset=number, limit=1).rows["title"].iloc[0])


def focused(page: Page) -> str:
    """The text of what has the focus inside the list."""
    return page.evaluate(
        "() => [...document.querySelectorAll('.st-key-list_rows *')].map(e => e.shadowRoot?.activeElement)"
        ".find(Boolean)?.textContent ?? ''"
    )


def test_a_click_on_a_facet_narrows_the_list_to_its_number_and_a_chip_takes_it_back(
    page: Page, server: str, spring: Filters, desk: Desk
) -> None:
    visit(page, server, address("articles", View(spring)))
    whole = evidence(desk, spring).row_count
    source = next(facet for facet in facets(desk, spring) if facet.name == "source").values[1]
    offered = page.locator(f".st-key-list_facets .value[data-key='source {source.value}']")
    expect(offered.locator(".rows")).to_have_text(f"{source.rows:,}")
    offered.click()
    expect(page.locator(".st-key-counted_here")).to_contain_text(f"{source.rows} stories")
    settle(page)
    assert params(page)["source"] == [source.value]
    expect(page.locator(".st-key-filter_sources")).to_contain_text(source.value)
    tone = page.locator(".st-key-list_facets .value[data-key='tone negative']")
    number = tone.locator(".rows").inner_text()
    tone.click()
    expect(page.locator(".st-key-list_widen")).to_be_visible()
    expect(page.locator(".st-key-counted_here")).to_contain_text(f"{number} stor")
    settle(page)
    page.locator(".st-key-chip_1 button").click()
    expect(page.locator(".st-key-list_widen")).to_have_count(0)
    page.locator(".st-key-chip_0 button").click()
    expect(page.locator(".st-key-counted_here")).to_contain_text(f"{whole} stories")
    settle(page)
    assert not {"source", "in_tone"} & set(params(page))


def test_heads_sort_the_list_by_mouse_and_by_keyboard(
    page: Page, server: str, spring: Filters, desk: Desk
) -> None:
    visit(page, server, address("articles", View(spring)))
    day = page.locator(".st-key-list_rows th.day button")
    copied = page.locator(".st-key-list_rows th button[data-key='sort copies']")
    expect(page.locator(".st-key-list_rows th.day")).to_have_attribute("aria-sort", "descending")
    day.click()
    expect(page.locator(".st-key-list_rows th.day")).to_have_attribute("aria-sort", "ascending")
    first = evidence(desk, spring, sort="oldest", limit=1).rows.iloc[0]
    expect(rows(page).first).to_contain_text(first.title)
    settle(page)
    assert params(page)["sort"] == ["oldest"]
    copied.focus()
    copied.press("Enter")
    expect(page.locator(".st-key-list_rows th[aria-sort]")).to_have_text("Copies ↓")
    expect(page.locator(".st-key-list_sort input")).to_have_value("Most copies")


def test_a_story_opens_into_its_copies_and_each_of_them_into_the_reader(
    page: Page, server: str, spring: Filters, desk: Desk
) -> None:
    story = evidence(desk, spring, sort="most copies", limit=1).rows.iloc[0]
    expected = copies(desk, spring, None, story.story_id)
    assert len(expected) == story.copies > 1
    visit(page, server, address("articles", View(spring, sort="most copies")))
    unfolds = page.locator(".st-key-list_rows .unfolds").first
    expect(unfolds).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".st-key-list_rows tr.copies")).to_have_count(0)
    unfolds.focus()
    unfolds.press("Enter")
    listed = page.locator(".st-key-list_rows tr.copies li")
    expect(listed).to_have_count(int(story.copies))
    expect(unfolds).to_have_attribute("aria-expanded", "true")
    expect(unfolds).to_be_focused()
    for number, source in enumerate(expected["source"]):
        expect(listed.nth(number)).to_contain_text(source)
    listed.nth(1).get_by_role("button").click()
    expect(opened_title(page)).to_have_text(expected["title"].iloc[1])
    expect(page.locator(".st-key-reader_way")).to_contain_text("Story 1 of")
    settle(page)
    assert params(page)["article"] == [expected["article_id"].iloc[1]]


def test_keys_move_in_the_list_open_an_article_and_turn_to_the_next(
    page: Page, server: str, spring: Filters, desk: Desk, ids: list[str]
) -> None:
    visit(page, server, address("articles", View(spring)))
    expect(rows(page).first).to_be_visible()
    for key in ("j", "j", "j", "k", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    assert focused(page) == title_of(desk, spring, 1)
    page.keyboard.press("Enter")
    expect(opened_title(page)).to_have_text(title_of(desk, spring, 1))
    expect(page.locator(".st-key-reader_way")).to_contain_text(f"Story 2 of {len(ids):,}")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".st-key-reader_way")).to_contain_text("Story 3 of")
    expect(opened_title(page)).to_have_text(title_of(desk, spring, 2))
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".st-key-reader_way")).to_contain_text("Story 2 of")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".st-key-reader_way")).to_contain_text("Story 1 of")
    expect(page.locator(".st-key-reader_before button")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(rows(page).first).to_be_visible()
    settle(page)
    assert "article" not in params(page)
    assert focused(page) == title_of(desk, spring, 0)


def test_keys_are_left_to_those_who_type(page: Page, server: str, spring: Filters, ids: list[str]) -> None:
    visit(page, server, address("articles", View(spring)))
    box = page.get_by_placeholder("border crossing")
    box.click()
    page.keyboard.type("jk")
    expect(box).to_have_value("jk")
    assert focused(page) == ""
    visit(page, server, address("articles", View(spring, article=ids[1])))
    box = page.get_by_placeholder("border crossing")
    box.fill("talks")
    for key in ("ArrowLeft", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    page.wait_for_timeout(500)  # nothing is to happen
    expect(page.locator(".st-key-reader_way")).to_contain_text("Story 2 of")
    assert params(page)["article"] == [ids[1]]


def test_the_way_back_leads_to_the_page_of_the_list_that_holds_the_article(
    page: Page, server: str, spring: Filters, desk: Desk, ids: list[str]
) -> None:
    view = View(spring).choose(rows="25")
    visit(page, server, address("articles", replace(view, article=ids[24])))
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".st-key-reader_way")).to_contain_text("Story 26 of")
    page.get_by_role("button", name="Back to the list").click()
    expect(page.locator(".st-key-list_rows tr.read")).to_contain_text(title_of(desk, spring, 25))
    expect(page.locator(".st-key-list_rows tr.read")).to_be_in_viewport()
    settle(page)
    assert params(page)["page"] == ["2"]


def test_the_columns_that_a_reader_chose_stand_in_the_link(page: Page, server: str, spring: Filters) -> None:
    visit(page, server, address("articles", View(spring)))
    heads = page.locator(".st-key-list_rows th")
    expect(heads.first).to_be_visible()
    before = heads.all_inner_texts()
    page.get_by_role("button", name="Columns").click()
    page.locator(".st-key-list_columns button", has_text="Language").click()
    expect(heads.filter(has_text="Language")).to_have_count(1)
    settle(page)
    assert "language" in params(page)["columns"]
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    expect(heads.filter(has_text="Language")).to_have_count(1)
    assert [head for head in heads.all_inner_texts() if head != "Language"] == before


def test_the_words_of_a_search_are_marked_in_the_titles(
    page: Page, server: str, spring: Filters, desk: Desk
) -> None:
    search = "title:talks OR title:flood*"
    found = evidence(desk, replace(spring, search=search))
    assert found.row_count
    visit(page, server, address("articles", View(replace(spring, search=search))))
    marked = page.locator(".st-key-list_rows td.title mark")
    expect(marked.first).to_be_visible()
    assert {word.lower() for word in marked.all_inner_texts()} <= {
        "talks",
        "flood",
        "floods",
        "flooded",
        "flooding",
    }
    assert len(marked.all_inner_texts()) >= min(found.row_count, 50)


def test_a_file_of_the_list_holds_all_of_its_pages(
    page: Page, server: str, spring: Filters, ids: list[str], tmp_path: Path
) -> None:
    visit(page, server, address("articles", View(spring).choose(rows="25")))
    page.locator(".st-key-download_list button").click()
    with page.expect_download() as waiting:
        page.locator(".st-key-CSV_list button").first.click()
    waiting.value.save_as(tmp_path / "list.csv")
    carried = list(csv.DictReader(io.StringIO((tmp_path / "list.csv").read_text("utf-8-sig"))))
    assert len(ids) > 25
    assert [row["article_id"] for row in carried] == ids
    assert "text" not in carried[0]


def test_on_a_phone_facets_are_folded_and_rows_still_open(
    page_like: Callable[..., AbstractContextManager[Page]], server: str, spring: Filters, desk: Desk
) -> None:
    with page_like(viewport={"width": 390, "height": 844}) as phone:
        visit(phone, server, address("articles", View(spring)))
        value = phone.locator(".st-key-list_facets .value").first
        expect(rows(phone).first).to_be_visible()
        expect(value).to_be_hidden()
        phone.get_by_text("Narrow this list").click()
        expect(value).to_be_visible()
        assert phone.get_by_test_id("stMain").evaluate("element => element.scrollWidth") <= 390
        rows(phone).first.get_by_role("button").first.click()
        expect(opened_title(phone)).to_have_text(title_of(desk, spring, 0))
        assert phone.get_by_test_id("stMain").evaluate("element => element.scrollWidth") <= 390
