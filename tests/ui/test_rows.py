"""A list of articles as words: what says nothing is not shown, what is missing has a sign."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from monitor.ui.rows import list_data
from monitor.ui.words import Names

NAMES = Names({}, {"KEN": "Kenya"}, {"en": "English", "fr": "French"})
FIRST = {
    "article_id": "a1",
    "title": "<b>Rain</b>",
    "source": "dawnherald.example",
    "day": date(2026, 3, 1),
    "tone": -0.214,
    "mentions": 1204,
    "copies": 1,
    "source_country": None,
    "language": "en",
    "title_only": False,
}


def shown(**second: object) -> dict[str, list[str]]:
    """The columns of a list of two articles; the second differs from the first as told."""
    found = list_data(pd.DataFrame([FIRST, {**FIRST, "article_id": "a2", **second}]), NAMES)
    assert [row["id"] for row in found["rows"]] == ["a1", "a2"]
    return {
        column["title"]: [row["cells"][i] for row in found["rows"]] for i, column in enumerate(found["columns"])
    }


def test_columns_that_say_nothing_are_left_out() -> None:
    assert shown() == {
        "Title": ["<b>Rain</b>"] * 2,
        "Source": ["dawnherald.example"] * 2,
        "Day": ["1 Mar 2026"] * 2,
        "Tone": ["−0.21"] * 2,
        "Mentions": ["1,204"] * 2,
    }


@pytest.mark.parametrize(
    ("change", "column", "cells"),
    [
        ({"copies": 5}, "Copies", ["1", "5"]),
        ({"source_country": "KEN"}, "Country", ["", "Kenya"]),
        ({"language": "fr"}, "Language", ["English", "French"]),
        ({"title_only": True}, "Text", ["", "title only"]),
        ({"tone": float("nan")}, "Tone", ["−0.21", "–"]),
        ({"day": None}, "Day", ["1 Mar 2026", "undated"]),
        ({"title": ""}, "Title", ["<b>Rain</b>", "(no title)"]),
    ],
)
def test_what_tells_rows_apart_is_shown(change: dict[str, object], column: str, cells: list[str]) -> None:
    assert shown(**change)[column] == cells


def test_every_cell_is_text_for_the_browser() -> None:
    found = list_data(pd.DataFrame([FIRST, {**FIRST, "source_country": float("nan")}]), NAMES)
    assert all(isinstance(cell, str) for row in found["rows"] for cell in row["cells"])
