"""Files from the browser land in the store, and what strangers wrote in them stays text."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from monitor.filters import Filters
from monitor.pipeline import build_demo
from monitor.query.desk import open_desk
from monitor.query.evidence import evidence
from monitor.settings import load_settings

pytestmark = pytest.mark.browser

TITLE = "<img src=x onerror=alert(1)> **Kenya** [talks](javascript:alert(2)) $x^2$ :smile:"
TEXT = (
    "<script>document.title = 'owned'</script> Delegates from Kenya and Brazil met for good talks.\n\n"
    "They praised the ![picture](http://elsewhere.example/pixel.png) of :red[progress] and went home."
)


def test_an_upload_is_counted_and_read_as_text(
    page: Page, tmp_path: Path, server_over: Callable[[Path], AbstractContextManager[str]]
) -> None:
    store = tmp_path / "store"
    build_demo(load_settings(store=store), size=60, days=30)
    fields = {"url": "https://uploaded.example/a", "title": TITLE, "text": TEXT, "published": "2026-05-04"}
    upload = tmp_path / "mine.jsonl"
    upload.write_text(json.dumps(fields) + "\n{broken\n", "utf-8")
    with server_over(store) as address:
        page.goto(f"{address}/sources?from=2026-01-01&to=2026-01-31")
        page.locator(".st-key-sources_upload button").click()
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(upload)
        page.locator(".st-key-upload_load button").click()
        expect(page.get_by_text("2 read: 1 new, 1 quarantined.")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".st-key-demo_banner")).to_have_count(0)
        expect(page.get_by_text("No stories match")).to_have_count(0)
        rows = evidence(open_desk(store), Filters(sources=("uploaded.example",))).rows
        assert list(rows["title"]) == [TITLE]
        page.goto(f"{address}/articles?article={rows.article_id.iloc[0]}")
        expect(page.locator("article h1")).to_have_text(TITLE)
        expect(page.locator("article")).to_contain_text(
            "![picture](http://elsewhere.example/pixel.png) of :red[progress]"
        )
        assert page.locator("article img, article script, article a").count() == 0
        assert page.title() != "owned"
