"""An analyst gives an actor another name, sees what it would do, saves, and the numbers follow."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from monitor.filters import Filters
from monitor.pipeline import build_demo
from monitor.pipeline.edit import open_dictionary
from monitor.pipeline.suggest import suggest
from monitor.query.desk import open_desk
from monitor.query.texts import texts
from monitor.settings import DATA, Settings, load_settings
from monitor.store.store import Store
from monitor.store.verify import verify

from .conftest import LAST_DAY

pytestmark = pytest.mark.browser

MONITOR = Path(sys.executable).parent / "monitor"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A store and an actors file that the test may change."""
    shutil.copy(DATA / "actors.yaml", tmp_path / "actors.yaml")
    monkeypatch.setenv("MONITOR_ACTORS", str(tmp_path / "actors.yaml"))
    found = load_settings(store=tmp_path / "store")
    build_demo(found, size=120, days=60, end=LAST_DAY)
    return found


def counted(settings: Settings, actor: str) -> int:
    """What ``monitor counts`` prints for an actor, in stories."""
    command = [MONITOR, "counts", "--by", "actor", "--actor", actor, "--store", settings.store]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return sum(int(row["count"]) for row in csv.DictReader(printed.splitlines()))


def test_an_alias_is_previewed_saved_and_counted(
    page: Page, own: Settings, server_over: Callable[[Path], AbstractContextManager[str]]
) -> None:
    alias = (
        suggest(texts(open_desk(own.store), Filters(), 1_000), open_dictionary(own).dictionary).names[0].name
    )
    before = counted(own, "un")
    with server_over(own.store) as address:
        page.goto(f"{address}/dictionary?entry=actor:un")
        aliases = page.locator(".st-key-entry_aliases textarea")
        expect(aliases).to_have_value("UN\nU.N.\nUnited Nations Organization")
        expect(page.locator(".st-key-entry_save button")).to_be_disabled()
        aliases.fill(f"UN\nU.N.\nUnited Nations Organization\n{alias}")
        aliases.press("Control+Enter")
        expect(page.get_by_role("heading", name="What would change")).to_be_visible()
        expect(page.locator(".samples mark").first).to_have_text(alias)
        expect(page.locator(".samples li.lost")).to_have_count(0)
        page.locator("[class*=st-key-entry_note] input").fill("ana: a test")
        page.locator(".st-key-entry_save button").click()
        expect(page.get_by_text("The numbers are up to date")).to_be_visible(timeout=240_000)
        after = counted(own, "un")
        assert after > before
        expect(page.locator(".st-key-entry_evidence button")).to_contain_text(f"Read its {after} stories")
        page.goto(f"{address}/actors?profile=actor:un")
        expect(page.get_by_test_id("stMetricValue").first).to_have_text(str(after))
        page.goto(f"{address}/dictionary?part=versions")
        expect(page.get_by_text("United Nations: +1 alias")).to_be_visible()
        expect(page.get_by_text("ana: a test")).to_be_visible()
    assert alias in open_dictionary(own).dictionary.actors["un"].aliases
    assert verify(Store(own.store)) == []


def test_hostile_names_are_shown_as_text(
    page: Page, own: Settings, server_over: Callable[[Path], AbstractContextManager[str]]
) -> None:
    name = "<img src=x onerror=alert(1)> **Ferry** :smile: $x^2$"
    entry = f"- id: hostile\n  name: {name!r}\n  kind: company\n  aliases: [the ferry, 'a ferry']\n"
    own.actors.write_text(own.actors.read_text("utf-8") + entry, "utf-8")
    with server_over(own.store) as address:
        page.goto(f"{address}/dictionary?entry=actor:hostile")
        expect(page.locator(".st-key-entry_name input")).to_have_value(name)
        assert page.locator("h2").inner_text().replace("\u2060", "") == name
        expect(page.get_by_text("newer than the data")).to_be_visible()
        page.locator(".st-key-entry_weak textarea").fill("[ferry](javascript:alert(2))")
        page.locator(".st-key-entry_weak textarea").press("Control+Enter")
        expect(page.get_by_role("heading", name="What would change")).to_be_visible()
        page.locator(".st-key-dictionary_back button").click()
        waiting = page.locator(".st-key-waiting_hostile button")
        expect(waiting).to_contain_text("**Ferry**")
        assert page.locator("img[src=x]").count() == 0
