"""The real app in a real browser.

One server and one browser for the session, over a small store of invented news; a page that fails the test when
anything leaves this machine. Use ``fresh_server`` and ``newcomer`` where a test must be the first visitor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, ViewportSize, expect, sync_playwright

from benchmarks.speed.serving import CHROMIUM_FLAGS, chromium, served
from monitor.pipeline import build_demo
from monitor.settings import Settings, load_settings

HOME = {"127.0.0.1", "localhost"}
WITHOUT_A_HOST = {"blob", "data"}
WIDE: ViewportSize = {"width": 1440, "height": 1000}
LAST_DAY = date(2026, 6, 30)

SHARING = (
    "--process-per-site",  # one process compiles the app for all pages
    "--disable-gpu-rasterization",  # distributions turn it on, also where the processor plays the GPU
)
"""What makes the tests cheaper, and no page other."""
KEPT = "local_storage,indexeddb,cache_storage,service_workers,file_systems"
"""What a page can keep in its profile, in the words of the browser; cookies apart."""

expect.set_options(
    timeout=60_000
)  # what is right comes in a second, what is wrong never; a busy machine is slow


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A store of 400 invented articles over 120 days."""
    found = load_settings(store=tmp_path_factory.mktemp("browser") / "store")
    build_demo(found, size=400, days=120, end=LAST_DAY)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(chromium()).exists():
        pytest.skip("no Chromium here; name one with CHROMIUM")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=[*CHROMIUM_FLAGS, *SHARING])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """The profile of all pages but a newcomer's: what the app consists of is fetched and compiled once."""
    context = browser.new_context()
    anchor = context.new_page()  # the process of our pages, and what it compiled, lives as long as this one
    anchor.route("http://127.0.0.1/", lambda route: route.fulfill(body="Open from the first test to the last."))
    anchor.goto("http://127.0.0.1/")
    yield context
    context.close()


@contextmanager
def serve(store: Path) -> Iterator[str]:
    """The app over a store until the block ends. Gives its address."""
    with served(store) as (address, _):
        yield address


@pytest.fixture(scope="session")
def server(settings: Settings) -> Iterator[str]:
    with serve(settings.store) as address:
        yield address


@pytest.fixture
def server_over() -> Callable[[Path], AbstractContextManager[str]]:
    """Serves another store, for a test that changes it."""
    return serve


@pytest.fixture
def fresh_server(settings: Settings) -> Iterator[str]:
    """A server that nobody has visited yet."""
    with serve(settings.store) as address:
        yield address


@pytest.fixture
def page(profile: BrowserContext) -> Iterator[Page]:
    """A page that finds nothing of others; a request that would leave this machine fails the test."""
    with new_page(profile) as opened:
        yield opened


@pytest.fixture
def page_like(profile: BrowserContext) -> Callable[..., AbstractContextManager[Page]]:
    """Opens pages with ``viewport``, ``color_scheme`` or ``permissions``, one after the other."""
    return partial(new_page, profile)


@pytest.fixture
def newcomer(browser: Browser) -> Iterator[Page]:
    """A page of a browser that was never here."""
    context = browser.new_context()
    with new_page(context) as opened:
        yield opened
    context.close()


@contextmanager
def new_page(
    context: BrowserContext,
    *,
    viewport: ViewportSize = WIDE,
    color_scheme: Literal["dark", "light"] = "light",
    permissions: Sequence[str] = (),
) -> Iterator[Page]:
    """A page that can't leave this machine; that it tried fails the test. What it kept is forgotten at the end.

    The browser itself finds nobody else (``CHROMIUM_FLAGS``). Requests are heard, not held: each of the
    hundred files of a page would wait for this process.
    """
    others, asked = context.pages, set[str]()

    def hear(request: Request) -> None:
        asked.add(request.url)

    def hear_sockets(opened: Page) -> None:
        opened.on("websocket", lambda socket: asked.add(socket.url))

    context.on("request", hear)
    context.on("page", hear_sockets)
    context.grant_permissions(permissions)
    opened = context.new_page()
    opened.set_viewport_size(viewport)
    opened.emulate_media(color_scheme=color_scheme)
    opened.set_default_timeout(60_000)
    yield opened
    _forget(opened, asked)
    for page in context.pages:
        if page not in others:
            page.close()
    context.remove_listener("request", hear)
    context.remove_listener("page", hear_sockets)
    left = [url for url in asked if _is_elsewhere(url)]
    assert not left, f"These requests would have left the machine: {left}"


def _is_elsewhere(url: str) -> bool:
    address = urlsplit(url)
    return address.hostname not in HOME and address.scheme not in WITHOUT_A_HOST


def _forget(page: Page, asked: Iterable[str]) -> None:
    """Empty what the profile of a page keeps for those whom it asked, but for the files of the app."""
    page.context.clear_cookies()
    page.context.clear_permissions()
    devtools = page.context.new_cdp_session(page)
    for origin in {f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in asked}:
        devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": KEPT})
