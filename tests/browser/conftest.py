"""The real app in a real browser.

One server for the session, over a small store of invented news; a page that fails the test when anything
leaves this machine. Use ``fresh_server`` where a test must be the first visitor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.speed.serving import CHROMIUM_FLAGS, chromium, served
from monitor.pipeline import build_demo
from monitor.settings import Settings, load_settings

HOME = {"127.0.0.1", "localhost"}
WITHOUT_A_HOST = {"blob", "data"}
LAST_DAY = date(2026, 6, 30)

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
        opened = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield opened
        opened.close()


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
def page(browser: Browser) -> Iterator[Page]:
    """A page of a new profile; a request that would leave this machine fails the test."""
    with new_page(browser) as opened:
        yield opened


@pytest.fixture
def page_like(browser: Browser) -> Callable[..., AbstractContextManager[Page]]:
    """Opens pages with Playwright's options for them, such as ``viewport`` or ``color_scheme``."""
    return partial(new_page, browser)


@contextmanager
def new_page(browser: Browser, **options: object) -> Iterator[Page]:
    """A page of a new profile that can't leave this machine; that it tried fails the test.

    The browser itself finds nobody else (``CHROMIUM_FLAGS``). Requests are heard, not held: each of the
    hundred files of a page would wait for this process.
    """
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 1000}, **options})
    left: list[str] = []

    def hear(url: str) -> None:
        address = urlsplit(url)
        if address.hostname not in HOME and address.scheme not in WITHOUT_A_HOST:
            left.append(url)

    context.on("request", lambda request: hear(request.url))
    context.on("page", lambda opened: opened.on("websocket", lambda socket: hear(socket.url)))
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    context.close()
    assert not left, f"These requests would have left the machine: {left}"
