"""How long a reader waits: from a click in the menu to the painted page, alone and with thirty at once.

A page is opened with a period that nobody asked for before, then again when the server still has its answers in
memory. What lies between the two is what the store costs; the rest is drawing, sending and painting.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from benchmarks.speed.memory import held
from benchmarks.speed.reading import Bench, Reading, percentile, ratio
from benchmarks.speed.serving import CHROMIUM_FLAGS, chromium, served
from monitor.pipeline import build_demo
from monitor.pipeline.bulk import build_bulk
from monitor.query.choices import choices
from monitor.query.desk import open_desk
from monitor.settings import load_settings
from monitor.store.store import Store
from monitor.ui.site import PAGES

ARTICLES = 1_000_000
VIEWERS = 30
DAYS = 90
"""What the pages show at first: a period of so many days."""
_BETWEEN = "methods"
"""Where the reader is before the click: it asks next to nothing of the store."""
_LOOKS_FOR_MS = 60_000

_CLICK_TO_PAINT = """([path, title, most]) => new Promise((done, failed) => {
  const app = () => document.querySelector('[data-testid=stApp]');
  const link = [...document.querySelectorAll('[data-testid=stSidebarNavLink]')]
    .find(one => new URL(one.href).pathname === path);
  const drawn = () =>
    [...document.querySelectorAll('.stPlotlyChart')].every(one => one.querySelector('.main-svg'));
  const began = performance.now();
  link.click();
  const look = () => {
    const now = performance.now() - began;
    if (now > most) return failed(new Error(`${title} is not painted after ${most} ms`));
    const there = document.querySelector('h1')?.innerText === title;
    if (there && app().getAttribute('data-test-script-state') === 'notRunning' && drawn())
      return requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""


def measure(bench: Bench) -> Iterator[Reading]:
    """Click to paint of each page at a million articles, the cold start, and thirty viewers."""
    store = bench.folder / f"pages-{min(bench.articles, ARTICLES)}"
    if not Store(store).exists():
        build_bulk(Store(store), min(bench.articles, ARTICLES))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        with served(store) as (address, _):
            yield from _clicks(browser, address, store, bench.rounds)
        yield _cold_start(browser, bench)
        browser.close()
    yield from _viewers(store, bench.rounds)


def _clicks(browser: Browser, address: str, store: Path, rounds: int) -> Iterator[Reading]:
    number, periods = _count(store), _periods(store, rounds + 1)
    reader = _Reader(browser, address)
    for name in _painted():
        reader.click(periods[0], name)  # the code of the page is loaded once in a server's life
        fresh = [reader.click(period, name) for period in periods[1:]]
        kept = [reader.click(period, name) for period in periods[1:]]
        middle, least, most = ratio(fresh, kept)
        yield Reading(
            key=f"pages {name}",
            measure="pages",
            what=f"{name.capitalize()}: a period never asked for, against the same with answers in memory",
            value=middle,
            unit="×",
            low=least,
            high=most,
            budget="≤ 1.3",
            remark=f"{percentile(fresh, 0.5):.2f} s against {percentile(kept, 0.5):.2f} s from click to paint",
            articles=number,
        )
    reader.close()


class _Reader:
    """Somebody who clicks in the menu of the app, in a browser window of a laptop's size."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._context = browser.new_context(viewport={"width": 1440, "height": 1000})
        self._page: Page = self._context.new_page()
        self._page.set_default_timeout(_LOOKS_FOR_MS)
        self._address = address

    def click(self, period: dict[str, str], name: str) -> float:
        """Seconds from the click on a page's name to its last chart, with the filters of a link."""
        page = next(one for one in PAGES if one.name == name)
        self._page.goto(f"{self._address}/{_BETWEEN}?{urlencode(period)}")
        self._page.wait_for_selector("h1")
        self._page.wait_for_function(
            "document.querySelector('[data-testid=stApp]').getAttribute('data-test-script-state')"
            " === 'notRunning'"
        )
        path = urlsplit(f"{self._address}/{'' if name == PAGES[0].name else name}").path
        took: float = self._page.evaluate(_CLICK_TO_PAINT, [path, page.title, _LOOKS_FOR_MS])
        return took / 1_000

    def close(self) -> None:
        self._context.close()


def _painted() -> list[str]:
    return [page.name for page in PAGES if page.name != _BETWEEN]


def _count(store: Path) -> int:
    return sum(file.rows for file in Store(store).snapshot().data_files("articles"))


def _periods(store: Path, number: int) -> list[dict[str, str]]:
    """Periods of ninety days, each a week before the one before."""
    last = choices(open_desk(store)).last_day
    assert last is not None, "the bulk store has dated articles"
    ends = [last - timedelta(weeks=week) for week in range(number)]
    return [{"from": str(end - timedelta(days=DAYS - 1)), "to": str(end)} for end in ends]


def _cold_start(browser: Browser, bench: Bench) -> Reading:
    """From the command to the first painted chart, with the demo in its store."""
    store = bench.folder / "pages-demo"
    if not Store(store).exists():
        build_demo(load_settings(store=store))
    took = []
    for _ in range(bench.rounds):
        began = time.monotonic()
        with served(store) as (address, _):
            context = browser.new_context(viewport={"width": 1440, "height": 1000})
            page = context.new_page()
            page.goto(address)
            page.wait_for_selector(".stPlotlyChart .main-svg", timeout=_LOOKS_FOR_MS)
            took.append(time.monotonic() - began)
            context.close()
    return Reading(
        key="pages cold start",
        measure="pages",
        what="Cold start: from the command to the first chart of the demo",
        value=percentile(took, 0.5),
        unit="s",
        low=min(took),
        high=max(took),
        budget="≤ 5",
        articles=_count(store),
    )


def _viewers(store: Path, rounds: int) -> Iterator[Reading]:
    """Thirty readers who open pages at the same time, against one who is alone."""
    periods = _periods(store, VIEWERS)
    with served(store) as (address, process):
        visits = [(name, periods[0]) for name in _painted()]
        asyncio.run(_visit(address, visits))
        alone = asyncio.run(_visit(address, [(name, periods[1]) for name in _painted()] * rounds))
        before = held(process.pid)
        together = asyncio.run(_at_once(address, periods, rounds))
        after = held(process.pid)
    number = _count(store)
    yield Reading(
        key="pages viewers p95",
        measure="pages",
        what=f"A page for each of {VIEWERS} viewers at once, the slowest twentieth, against one viewer alone",
        value=percentile(together, 0.95) / percentile(alone, 0.95),
        unit="×",
        low=percentile(together, 0.05) / percentile(alone, 0.95),
        high=max(together) / percentile(alone, 0.95),
        remark=f"p95 {percentile(together, 0.95):.2f} s, half of them {percentile(together, 0.5):.2f} s; alone "
        f"{percentile(alone, 0.95):.2f} s",
        articles=number,
    )
    yield Reading(
        key="pages viewers memory",
        measure="pages",
        what=f"Memory of the server with {VIEWERS} viewers",
        value=after,
        unit="MB",
        low=before,
        high=after,
        remark=f"{before:,.0f} MB before they came",
        articles=number,
    )


async def _at_once(address: str, periods: list[dict[str, str]], rounds: int) -> list[float]:
    names = _painted()
    plans = [
        [
            (names[(viewer + step) % len(names)], periods[(viewer + step) % len(periods)])
            for step in range(rounds)
        ]
        for viewer in range(VIEWERS)
    ]
    took = await asyncio.gather(*(_visit(address, plan) for plan in plans))
    return [seconds for one in took for seconds in one]


async def _visit(address: str, visits: list[tuple[str, dict[str, str]]]) -> list[float]:
    """One viewer over one connection, as the browser's: ask for a page, read until its run has ended."""
    took = []
    url = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    async with connect(url, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        for name, period in visits:
            began = time.monotonic()
            ask = BackMsg()
            ask.rerun_script.query_string = urlencode(period)
            ask.rerun_script.page_name = "" if name == PAGES[0].name else name
            await socket.send(ask.SerializeToString())
            while True:
                answer = ForwardMsg.FromString(await socket.recv())
                if answer.WhichOneof("type") == "script_finished":
                    break
            took.append(time.monotonic() - began)
    return took
