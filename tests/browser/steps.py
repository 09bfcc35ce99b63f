"""What the browser tests do again and again."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def settle(page: Page) -> None:
    """Wait until the run that is under way has ended and its page stands."""
    page.wait_for_selector("h1, [data-testid=stException]")
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]').getAttribute('data-test-script-state') === 'notRunning'"
    )


def counted_here(page: Page) -> int:
    """How many the list of articles says it counts; its heading stands before the number comes."""
    said = page.locator(".st-key-counted_here")
    expect(said).to_have_text(re.compile(r"^\s*[\d,]+ (stor|article|mention)"))
    return int(said.inner_text().split()[0].replace(",", ""))
