"""A list of articles as words: what says nothing is not shown, what is missing has a sign."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.filters import ORDERS
from monitor.ui.rows import COLUMNS, copies_data, list_data, title_pieces
from monitor.ui.words import Names
from monitor.view.options import OPTIONS

NAMES = Names({}, {"KEN": "Kenya"}, {"en": "English", "fr": "French"})
FIRST = {
    "article_id": "a1",
    "story_id": "s1",
    "url": "https://dawnherald.example/rain",
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


def shown(*columns: str, **second: object) -> dict[str, list[str]]:
    """The columns of a list of two articles; the second differs from the first as told."""
    found = list_data(pd.DataFrame([FIRST, {**FIRST, "article_id": "a2", **second}]), NAMES, columns=columns)
    assert [row["id"] for row in found["rows"]] == ["a1", "a2"]
    return {
        column["title"]: [row["cells"][i] for row in found["rows"]] for i, column in enumerate(found["columns"])
    }


def test_columns_that_say_nothing_are_left_out() -> None:
    assert shown() == {
        "Source": ["dawnherald.example"] * 2,
        "Day": ["1 Mar 2026"] * 2,
        "Tone": ["−0.21"] * 2,
        "Mentions": ["1,204"] * 2,
    }


@pytest.mark.parametrize(
    ("change", "column", "cells"),
    [
        ({"copies": 5}, "Copies", ["1", "5"]),
        ({"title_only": True}, "Text", ["full text", "title only"]),
        ({"tone": float("nan")}, "Tone", ["−0.21", "–"]),
        ({"day": None}, "Day", ["1 Mar 2026", "undated"]),
    ],
)
def test_what_tells_rows_apart_is_shown(change: dict[str, object], column: str, cells: list[str]) -> None:
    assert shown(**change)[column] == cells


def test_columns_that_were_chosen_are_shown_in_their_order_even_if_they_say_nothing() -> None:
    found = shown("language", "url", "country", "copies", source_country="KEN", url="javascript:alert(1)")
    assert found == {
        "Copies": ["1", "1"],
        "Country": ["", "Kenya"],
        "Language": ["English", "English"],
        "Address": ["https://dawnherald.example/rain", ""],
    }


def test_every_column_of_a_list_can_stand_in_a_link() -> None:
    assert OPTIONS["columns"].allowed == ("usual", *COLUMNS)


def test_heads_offer_only_orders_that_there_are() -> None:
    assert {order for column in COLUMNS.values() for order in column.sorts} == set(ORDERS)


def test_every_cell_is_text_for_the_browser() -> None:
    rows = pd.DataFrame([FIRST, {**FIRST, "source_country": float("nan"), "url": None}])
    found = list_data(rows, NAMES, columns=tuple(COLUMNS))
    assert all(isinstance(cell, str) for row in found["rows"] for cell in row["cells"])


def test_a_title_is_cut_where_the_search_was_found_and_stays_text() -> None:
    assert title_pieces("<b>Rain</b> again", "rain") == [["<b>", False], ["Rain", True], ["</b> again", False]]
    assert title_pieces("", "rain") == [["(no title)", False]]
    assert title_pieces("Rain", "") == [["Rain", False]]


@given(st.text(min_size=1, max_size=60), st.sampled_from(["a*", "rain OR b", '"a b" -c']))
def test_no_letter_of_a_title_is_lost(title: str, search: str) -> None:
    assert "".join(text for text, _ in title_pieces(title, search)) == title


def test_a_copy_says_its_title_only_where_it_is_another() -> None:
    rows = pd.DataFrame([FIRST, {**FIRST, "article_id": "a2", "title": "Dry", "day": None}])
    assert [(copy["id"], copy["day"], copy["title"]) for copy in copies_data(rows, "<b>Rain</b>")] == [
        ("a1", "1 Mar 2026", ""),
        ("a2", "undated", "Dry"),
    ]
