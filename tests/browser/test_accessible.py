"""Every page, wide and light, on a phone and dark, fits, and has no serious violation of WCAG 2.2 AA (axe)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from monitor.ui.site import PAGES

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
GRAVE = ("serious", "critical")


def grave_violations(page: Page) -> list[str]:
    """What a reader who can't see, point or tell colours apart would stumble over, one sentence each."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} at {node['target']}; {node['failureSummary'][:240]}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide and light", "phone and dark"]
)
@pytest.mark.parametrize("name", [site.name for site in PAGES])
def test_a_page_shuts_nobody_out(
    page_like: Callable[..., AbstractContextManager[Page]],
    server: str,
    name: str,
    size: dict[str, int],
    scheme: str,
) -> None:
    with page_like(viewport=size, color_scheme=scheme) as page:
        page.goto(f"{server}/{name}")
        page.wait_for_selector("h1")
        page.wait_for_function(
            "document.querySelector('[data-testid=stApp]')"
            ".getAttribute('data-test-script-state') === 'notRunning'"
        )
        # The framework loads our style sheet a moment after the page; what fades in has its own contrast.
        page.wait_for_function(
            "[...document.querySelectorAll('style')].some(style => style.textContent.includes('WCAG'))"
        )
        page.wait_for_timeout(800)
        assert grave_violations(page) == []
        main = page.get_by_test_id("stMain")
        assert main.evaluate("element => element.scrollWidth") <= size["width"]
