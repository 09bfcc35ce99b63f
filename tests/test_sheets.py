"""Frames as JSON: every value as it is, what is missing as null."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from monitor.sheets import records, to_json

row = st.tuples(
    st.text(max_size=5) | st.none(),
    st.integers(-(2**40), 2**40),
    st.floats(allow_infinity=False),
    st.dates() | st.none(),
    st.booleans(),
)


@given(st.lists(row, max_size=8))
def test_rows_are_plain_values(rows) -> None:
    frame = pd.DataFrame(rows, columns=["text", "whole", "number", "day", "flag"])
    expected = [
        [text, whole, None if number != number else number, day and day.isoformat(), flag]
        for text, whole, number, day, flag in rows
    ]
    assert [list(found.values()) for found in records(frame)] == expected
    assert [list(found.values()) for found in json.loads(to_json(frame))] == expected
    assert all(list(found) == list(frame.columns) for found in records(frame))


def test_missing_values_of_any_kind_are_none() -> None:
    frame = pd.DataFrame(
        {
            "whole": pd.array([1, None], dtype="Int64"),
            "instant": pd.to_datetime(["2026-03-01T08:00Z", None]),
            "text": pd.array(["a", None], dtype="string"),
            "list": [["a", "b"], None],
            "number": np.array([0.5, np.nan], dtype="float32"),
        }
    )
    instant = datetime(2026, 3, 1, 8, tzinfo=UTC).isoformat()
    assert records(frame) == [
        {"whole": 1, "instant": instant, "text": "a", "list": ["a", "b"], "number": 0.5},
        dict.fromkeys(frame.columns),
    ]
    assert records(pd.DataFrame({"day": [date(2026, 3, 1)]})) == [{"day": "2026-03-01"}]
    assert records(pd.DataFrame({"day": []})) == []
