"""What goes with a file: its rows unchanged, what they mean, where they come from, and how they are cited."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.filters import DIMENSIONS, Filters
from monitor.report.columns import MEANINGS, described
from monitor.report.provenance import Provenance, citation, file_name, filter_values, json_with, metadata
from monitor.view.view import View

MADE = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SPRING = Filters(start=date(2026, 3, 1), end=date(2026, 5, 31), actors=("nato",))
SOURCE = Provenance(
    page="trends",
    view=View(SPRING, version=12, dictionary="abc123").choose(show="tone"),
    link="https://monitor.example/trends?from=2026-03-01&data=12",
    link_problem="",
    version=12,
    written=datetime(2026, 6, 1, 6, tzinfo=UTC),
    dictionary="abc123",
    time_zone="UTC",
)
OF = "of 1,204 stories from 14 sources, 1 Mar – 31 May 2026"


def test_a_citation_says_what_of_what_from_where_and_when() -> None:
    assert citation("Attention: NATO", OF, SOURCE, MADE) == (
        "Media Monitor, “Attention: NATO”, of 1,204 stories from 14 sources, 1 Mar – 31 May 2026, "
        "data version 12, https://monitor.example/trends?from=2026-03-01&data=12, accessed 2026-11-23"
    )


def test_metadata_names_filters_versions_link_and_time() -> None:
    about = metadata(
        "Attention", "Of …", OF, SPRING, SOURCE, MADE, notes=["A note."], cite_as="Attention: NATO"
    )
    assert about["filters"]["actors"] == ("nato",)
    assert (about["filters"]["start"], about["filters"]["end"]) == ("2026-03-01", "2026-05-31")
    assert about["choices"] == {"bucket": "auto", "scale": "share", "show": ["tone"]}
    assert (about["data_version"], about["data_written"]) == (12, "2026-06-01T06:00:00+00:00")
    assert (about["dictionary_version"], about["made_at"]) == ("abc123", "2026-11-23T09:30:00+00:00")
    assert about["made_with"].startswith("Media Monitor ")
    assert about["citation"] == citation("Attention: NATO", OF, SOURCE, MADE)
    assert json.loads(json.dumps(about))["link"] == SOURCE.link


def test_a_view_without_a_link_says_why() -> None:
    lost = Provenance(
        "trends", SOURCE.view, "", "Too long.", 12, SOURCE.written, "abc123", "UTC", invented=True
    )
    about = metadata("Attention", "", OF, SPRING, lost, MADE)
    assert (about["link"], about["link_missing_because"]) == (None, "Too long.")
    assert "invented news" in about["citation"]
    assert "http" not in about["citation"]


CELL = st.none() | st.integers(-(2**53), 2**53) | st.floats(allow_infinity=False) | st.text() | st.dates()


@given(st.lists(st.tuples(CELL, CELL), max_size=8))
def test_json_gives_the_rows_back(cells: list[tuple[object, object]]) -> None:
    rows = pd.DataFrame(cells, columns=["count", "name"], dtype=object)
    found = json.loads(json_with(rows, {"title": "“=1+1”"}))
    assert found["metadata"] == {"title": "“=1+1”"}
    assert len(found["rows"]) == len(rows)
    for given_row, row in zip(cells, found["rows"], strict=True):
        for value, back in zip(given_row, row.values(), strict=True):
            if value is None or (isinstance(value, float) and math.isnan(value)):
                assert back is None
            else:
                assert back == (value.isoformat() if isinstance(value, date) else value)


@pytest.mark.parametrize(
    ("filters", "name"),
    [
        (SPRING, "trends_tone_actor_2026-03-01_2026-05-31"),
        (Filters(start=date(2026, 3, 1)), "trends_tone_actor_since-2026-03-01"),
        (Filters(end=date(2026, 3, 1)), "trends_tone_actor_until-2026-03-01"),
        (Filters(), "trends_tone_actor_all-days"),
    ],
)
def test_a_file_is_called_by_page_panel_and_period(filters: Filters, name: str) -> None:
    assert file_name("trends", "tone_actor", filters) == name


def test_a_page_is_named_once() -> None:
    assert file_name("trends", "trends_tone", Filters()) == "trends_tone_all-days"


def test_a_file_name_holds_no_path() -> None:
    assert file_name("trends", "../../etc/“x”", Filters()) == "trends_-etc-x-_all-days"


def test_every_dimension_of_an_answer_is_explained() -> None:
    assert set(DIMENSIONS) <= set(MEANINGS)


def test_columns_carry_units_and_what_the_page_says_of_them() -> None:
    class Heading:
        title, kind, help = "Stories", "number", "Says the page."

    count, share, own = described(["count", "share", "own"], {"count": Heading()}, "stories")
    assert count == {"name": "count", "title": "Stories", "unit": "stories", "meaning": "Says the page."}
    assert (share["unit"], share["meaning"]) == ("0 to 1", "count / total.")
    assert own == {"name": "own", "title": "", "unit": "", "meaning": ""}


def test_filters_are_plain_values() -> None:
    assert json.loads(json.dumps(filter_values(Filters())))["start"] is None
