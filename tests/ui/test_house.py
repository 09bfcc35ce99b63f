"""The house rules of the pages: the menu is the folder, the theme says why, pages stay thin."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from monitor.charts.palette import DARK_BACKGROUND, LIGHT_BACKGROUND, SERIES
from monitor.settings import PAGES as FOLDER
from monitor.settings import PROJECT
from monitor.ui.site import PAGES

CONFIG = PROJECT / ".streamlit" / "config.toml"
SCRIPTS = sorted(FOLDER.glob("*.py"))


def test_the_menu_names_every_script_in_the_folder() -> None:
    assert {page.name for page in PAGES} == {script.stem for script in SCRIPTS}, (
        "add the page to PAGES in ui/site.py"
    )


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_page_is_a_thin_script_that_opens_with_its_question(script: Path) -> None:
    text = script.read_text("utf-8")
    question = next(page.question for page in PAGES if page.name == script.stem)
    assert text.startswith(f'"""{question}"""')
    assert len(text.splitlines()) <= 60
    assert "def " not in text


def test_every_key_of_the_theme_says_why() -> None:
    lines = CONFIG.read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        if "=" in line and not line.startswith("#"):
            assert lines[number - 1].startswith("# "), f"line {number + 1}: {line} has no reason above it"


def test_the_theme_and_the_charts_share_their_colours() -> None:
    theme = tomllib.loads(CONFIG.read_text("utf-8"))["theme"]
    assert tuple(theme["chartCategoricalColors"]) == SERIES
    assert theme["light"]["backgroundColor"] == LIGHT_BACKGROUND
    assert theme["dark"]["backgroundColor"] == DARK_BACKGROUND


def test_nothing_is_told_to_the_makers_of_the_framework() -> None:
    config = tomllib.loads(CONFIG.read_text("utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"
    assert "http" not in CONFIG.read_text("utf-8").replace("https only", "")
