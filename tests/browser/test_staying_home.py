"""The watch over what leaves this machine: these tests would pass anything if it slept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Error, Page

pytestmark = pytest.mark.browser


ASKING = {
    "picture": "(url, done) => document.body.append(Object.assign(new Image(), {src: url, onerror: done}))",
    "style sheet": """(url, done) => document.head.append(
        Object.assign(document.createElement('link'), {rel: 'stylesheet', href: url, onerror: done}))""",
    "frame": """(url, done) => document.body.append(
        Object.assign(document.createElement('iframe'), {src: url, onload: done}))""",
    "fetch": "(url, done) => fetch(url).catch(done)",
    "socket": "(url, done) => new WebSocket(url.replace('http', 'ws')).addEventListener('error', done)",
}
"""Ways in which a page can ask for an address, and hear that nothing came."""


@pytest.mark.parametrize("asks", ASKING)
def test_a_request_to_another_machine_fails_the_test(
    page_like: Callable[..., AbstractContextManager[Page]], server: str, asks: str
) -> None:
    asking = f"url => new Promise(done => ({ASKING[asks]})(url, () => done()))"

    def ask() -> None:
        with page_like() as page:
            page.goto(f"{server}/api/v1/health")
            page.evaluate(asking, "http://example.com/x")

    with pytest.raises(AssertionError, match=r"would have left the machine: .*//example\.com/x"):
        ask()


@pytest.mark.parametrize("foreign", ["http://example.com/", "http://192.0.2.1/", "http://[2001:db8::1]/"])
def test_the_browser_finds_no_other_machine(
    page_like: Callable[..., AbstractContextManager[Page]], foreign: str
) -> None:
    with (
        pytest.raises(AssertionError, match="would have left the machine"),
        page_like() as page,
        pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"),
    ):
        page.goto(foreign)


def test_what_stays_here_passes(page_like: Callable[..., AbstractContextManager[Page]], server: str) -> None:
    with page_like() as page:
        page.goto(f"{server}/api/v1/health")
        assert page.evaluate("fetch('/api/v1/health').then(answer => answer.status)") == 200
        assert page.evaluate("fetch(URL.createObjectURL(new Blob(['x']))).then(answer => answer.text())") == "x"
