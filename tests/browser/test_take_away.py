"""What readers take away: tables, pictures, a report that needs no server, links that keep their numbers."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Download, Page, Route, expect

from monitor.filters import Filters
from monitor.pipeline import ingest
from monitor.settings import Settings
from monitor.store.maintain import pins
from monitor.store.store import Store
from monitor.view.link import address
from monitor.view.view import View
from tests.browser.steps import settle

pytestmark = pytest.mark.browser

MONITOR = Path(sys.executable).parent / "monitor"
SPRING = Filters(start=date(2026, 4, 11), end=date(2026, 6, 10))
SVG = "{http://www.w3.org/2000/svg}"
SHARPNESS = 2


def visit(page: Page, server: str, link: str) -> None:
    page.goto(server + link)
    settle(page)


def take(page: Page, panel: str, *kinds: str) -> list[Download]:
    """Open the menu of a panel, and click what it offers."""
    # The page grows until its charts stand, and a menu that is opened before would move away with its button.
    page.wait_for_function(
        "[...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(e => e.querySelector('.main-svg'))"
    )
    button = page.locator(f".st-key-download_{panel} button")
    button.evaluate("e => e.scrollIntoView({block: 'center'})")
    button.click()
    menu, found = page.get_by_test_id("stPopoverBody"), []
    for kind in kinds:
        with page.expect_download() as waiting:
            menu.get_by_role("button", name=kind, exact=True).click()
        found.append(waiting.value)
    return found


def text(download: Download) -> str:
    return download.path().read_text("utf-8")


def counted(settings: Settings, *options: str) -> list[dict[str, str]]:
    """What the command prints for the same filters."""
    days = ["--from", str(SPRING.start), "--to", str(SPRING.end)]
    command = [str(MONITOR), "counts", *days, *options, "--format", "csv", "--store", str(settings.store)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return list(csv.DictReader(io.StringIO(printed)))


def rows_of(csv_text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text)))


def same(row: dict[str, str], printed: dict[str, str]) -> bool:
    """The row of a file against that of the command: sums of the same tones may differ in their last digit."""
    return all(
        row[name] == value or float(row[name]) == pytest.approx(float(value), rel=1e-9)
        for name, value in printed.items()
    )


def test_the_table_of_the_overview_is_what_the_command_prints(
    page: Page, server: str, settings: Settings
) -> None:
    visit(page, server, address("overview", View(SPRING)))
    (download,) = take(page, "ranking_actor", "CSV")
    assert download.suggested_filename == f"overview_ranking_actor_{SPRING.start}_{SPRING.end}.csv"
    found = rows_of(text(download))
    assert len(found) >= 5
    told = {row["actor"]: row for row in counted(settings, "--by", "actor")}
    for row in found:
        printed = told[row["actor"]]
        assert same(row, printed)
    largest = sorted((int(row["count"]) for row in told.values()), reverse=True)
    assert [int(row["count"]) for row in found] == largest[: len(found)]


def test_the_table_of_all_actors_is_the_whole_answer_also_as_json(
    page: Page, server: str, settings: Settings
) -> None:
    filters = replace(SPRING, languages=("en",), measure="articles")
    visit(page, server, address("actors", View(filters)))
    table, whole, about = take(page, "ranked_actor", "CSV", "JSON", "Metadata")
    printed = counted(settings, "--by", "actor", "--language", "en", "--measure", "articles")
    told = {row["actor"]: row for row in printed}
    assert {row["actor"] for row in rows_of(text(table))} == set(told)
    assert all(same(row, told[row["actor"]]) for row in rows_of(text(table)))
    said, metadata = json.loads(text(whole)), json.loads(text(about))
    assert [row["actor"] for row in said["rows"]] == [row["actor"] for row in rows_of(text(table))]
    assert {row["actor"]: row["count"] for row in said["rows"]} == {
        row["actor"]: int(row["count"]) for row in printed
    }
    assert metadata["filters"]["languages"] == ["en"]
    assert metadata["filters"]["measure"] == "articles"
    assert metadata["data_version"] == Store(settings.store).snapshot().number
    assert {column["name"] for column in metadata["columns"]} == set(said["rows"][0])
    assert metadata["denominator"] in metadata["citation"]
    assert said["metadata"]["citation"] == metadata["citation"]
    assert page.locator(".st-key-download_ranked_actor").count() == 1
    expect(page.get_by_role("button", name="PNG")).to_have_count(0)  # a table is no picture


@pytest.mark.parametrize(
    ("name", "panel", "scheme", "marks"),
    [("overview", "ranking_actor", "light", "bars"), ("countries", "world", "dark", "choroplethlayer")],
)
def test_a_chart_is_a_picture_that_says_what_it_counts(
    page_like: Callable[..., AbstractContextManager[Page]],
    server: str,
    name: str,
    panel: str,
    scheme: str,
    marks: str,
) -> None:
    with page_like(color_scheme=scheme) as page:
        visit(page, server, address(name, View(SPRING)))
        plot = page.locator(f".st-key-chart_{panel}_0 .js-plotly-plot")
        expect(plot.locator(f".{marks} path").first).to_be_visible()
        box = plot.bounding_box()
        png, svg = take(page, panel, "PNG", "SVG")
        assert box
        pixels = png.path().read_bytes()
        assert png.suggested_filename == f"{name}_{panel}_{SPRING.start}_{SPRING.end}.png"
        assert pixels.startswith(b"\x89PNG\r\n\x1a\n")
        assert len(pixels) > 10_000
        wide, high = struct.unpack(">II", pixels[16:24])
        drawing = ElementTree.fromstring(svg.path().read_bytes())
        assert (wide, high) == tuple(SHARPNESS * int(drawing.attrib[side]) for side in ("width", "height"))
        assert wide / SHARPNESS > box["width"]
        assert high / SHARPNESS > box["height"] + 80  # a title and two sentences
        written = " ".join("".join(part.itertext()) for part in drawing.findall(f"{SVG}text"))
        heading = page.locator(".st-key-download_" + panel)
        title = drawing.findtext(f"{SVG}title")
        assert title
        assert heading.count() == 1
        assert title in written
        assert "stories from" in written
        assert "data version" in written
        assert [part for part in drawing.iter() if marks in part.attrib.get("class", "").split()]
        assert not [part for part in drawing.iter() if "hoverlayer" in part.attrib.get("class", "")]
        dark = drawing.find(f"{SVG}rect").attrib["fill"] != "#ffffff"  # type: ignore[union-attr]
        assert dark == (scheme == "dark")
        plain = svg.path().read_text("utf-8").replace("http://www.w3.org/", "")
        outside = re.findall(r"(?:href|src)=\"([^\"]*)\"|url\(([^)]*)\)", plain)
        assert all(
            not one or one.startswith(("#", '"data:', "data:", "&quot;#")) for pair in outside for one in pair
        )


@pytest.fixture
def report(page: Page, server: str, tmp_path: Path) -> Path:
    """The report of the page of countries, which has a map."""
    visit(page, server, address("countries", View(SPRING)))
    expect(page.locator(".st-key-chart_world_0 .choroplethlayer path").first).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Report").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_a_report_opens_without_any_server_and_prints_to_a4(browser: Browser, report: Path) -> None:
    context = browser.new_context()
    asked: list[str] = []
    wrong: list[str] = []

    def refuse(route: Route) -> None:
        if route.request.url == report.as_uri():
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    context.route("**/*", refuse)
    opened = context.new_page()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.goto(report.as_uri())
    charts = opened.locator(".chart")
    expect(charts.first.locator(".choroplethlayer path").first).to_be_visible()
    assert charts.count() >= 2
    for number in range(charts.count()):
        expect(charts.nth(number).locator("svg.main-svg").first).to_be_visible()
        assert charts.nth(number).evaluate("e => e.scrollWidth <= e.clientWidth")
    titles = opened.locator("section h2").all_inner_texts()
    assert {"Articles", "Method", "Origin"} <= set(titles)
    rows = opened.locator("table.articles tbody tr")
    said = opened.locator("#articles .said").inner_text()
    assert rows.count() == min(200, int(re.match(r"[\d,]+", said)[0].replace(",", "")))  # type: ignore[index]
    about = json.loads(opened.locator("#metadata").text_content() or "")
    assert about["filters"]["start"] == str(SPRING.start)
    paper = opened.pdf(prefer_css_page_size=True, print_background=True)
    assert paper.startswith(b"%PDF")
    sizes = {
        tuple(round(float(side)) for side in box.split()[2:])
        for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", paper)
    }
    assert sizes == {(595, 842)}  # A4 in points
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) >= 3
    assert opened.locator("details").first.evaluate("e => e.parentElement.id") == "part-1"  # back from printing
    context.close()
    assert asked == []
    assert wrong == []


def articles(path: Path, outlet: str, name: str, number: int) -> Path:
    """A file of articles from April and May, each of them another story about one organisation."""
    lines = [
        {
            "url": f"https://{outlet}/{n}",
            "source": outlet,
            "title": f"{name} opens office number {n}",
            "text": f"The {name} opened office {n} in district {n * 7}. A clerk said room {n * 13} was good.",
            "published": f"2026-{4 + n % 2:02d}-{15 + n % 14}T08:00:00Z",
        }
        for n in range(number)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def numbers(page: Page) -> str:
    """What a reader of the overview sees."""
    expect(page.get_by_test_id("stMetricValue")).to_have_count(4)
    expect(page.locator(".st-key-chart_ranking_actor_0 .bars path").first).to_be_visible()
    settle(page)
    shown = [*page.get_by_test_id("stMetricValue").all_inner_texts()]
    shown += page.locator(".st-key-chart_ranking_actor_0 .js-plotly-plot text").all_text_contents()
    return " | ".join(shown)


def test_a_link_shows_the_same_numbers_after_more_articles_came(
    settings: Settings,
    tmp_path: Path,
    page_like: Callable[..., AbstractContextManager[Page]],
    server_over: Callable[[Path], AbstractContextManager[str]],
) -> None:
    own = replace(settings, store=tmp_path / "store")
    ingest([articles(tmp_path / "first.jsonl", "early.example", "World Bank", 60)], own)
    version = Store(own.store).snapshot().number
    with server_over(own.store) as server:
        with page_like(permissions=["clipboard-read", "clipboard-write"]) as page:
            visit(page, server, address("overview", View(SPRING)))
            before = numbers(page)
            page.get_by_role("button", name="Copy link").click()
            field = page.get_by_label("Link to this view")
            expect(field).to_be_visible()
            expect(page.get_by_role("status").filter(has_text="copied")).to_be_visible()
            link = field.input_value()
            assert page.evaluate("navigator.clipboard.readText()") == link
            settle(page)
        params = parse_qs(urlsplit(link).query)
        assert link.startswith(f"{server}/overview?")
        assert len(link) < 2_000
        assert params["data"] == [str(version)]
        assert params["from"] == [str(SPRING.start)]
        assert pins(Store(own.store)) == {f"link-{version}": version}
        assert ingest([articles(tmp_path / "more.jsonl", "late.example", "United Nations", 40)], own).new == 40
        with page_like() as page:
            visit(page, server, link.removeprefix(server))
            assert numbers(page) == before
            assert parse_qs(urlsplit(page.url).query)["data"] == [str(version)]
        with page_like() as page:
            visit(page, server, address("overview", View(SPRING)))
            assert numbers(page) != before


def test_without_the_clipboard_the_link_stands_there_to_be_copied_by_hand(page: Page, server: str) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});document.execCommand = () => false;"
    )
    visit(page, server, address("actors", View(SPRING)))
    page.get_by_role("button", name="Copy link").click()
    field = page.get_by_label("Link to this view")
    expect(page.get_by_role("status").filter(has_text="press Ctrl+C")).to_be_visible()
    assert "/actors?from=" in field.input_value()
    assert field.evaluate("e => [e.selectionStart, e.selectionEnd === e.value.length]") == [0, True]
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()


def test_on_a_phone_the_menu_is_an_icon_with_a_name(
    page_like: Callable[..., AbstractContextManager[Page]], server: str
) -> None:
    with page_like(viewport={"width": 390, "height": 844}) as phone:
        visit(phone, server, address("actors", View(SPRING)))
        button = phone.locator(".st-key-download_ranked_actor").get_by_role("button", name="Download")
        narrow = "e => e.getBoundingClientRect().width < 90"  # once the style sheet is there
        phone.wait_for_function(narrow, arg=button.element_handle())
        (download,) = take(phone, "ranked_actor", "CSV")
        assert rows_of(text(download))
        assert phone.get_by_test_id("stMain").evaluate("e => e.scrollWidth") <= 390
