"""The real app in a real browser.

One server for the session, over a small store of invented news; a page that fails the test when anything
leaves this machine. Use ``fresh_server`` where a test must be the first visitor.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from monitor.pipeline import build_demo
from monitor.settings import PROJECT, Settings, load_settings

HOME = {"127.0.0.1", "localhost"}
QUIET = [
    f"--{flag}"
    for flag in (
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
    )
]
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
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(chromium).exists():
        pytest.skip("no Chromium here; name one with CHROMIUM")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        opened.close()


@contextmanager
def serve(store: Path) -> Iterator[str]:
    """``streamlit run app.py`` over a store, on a free port, until the block ends. Gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port), "--server.fileWatcherType", "none"]
    log = store.parent / f"server-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=PROJECT, env={**os.environ, "MONITOR_STORE": str(store)}, stdout=out, stderr=out
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_it_answers(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait()


def _wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/api/v1/health") as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The server stopped before it answered: {log.read_text('utf-8', 'replace')[-2000:]}")


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
    """A page of a new profile that can't leave this machine."""
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 1000}, **options})
    left: list[str] = []

    def stay_home(route: Route) -> None:
        if urlsplit(route.request.url).hostname in HOME:
            route.continue_()
        else:
            left.append(route.request.url)
            route.abort()

    context.route("**/*", stay_home)
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    context.close()
    assert not left, f"These requests would have left the machine: {left}"
