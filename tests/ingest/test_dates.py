"""Dates in every form that exports write, and the ones that can't be."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.ingest.dates import read_date

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

READ = [
    ("2024-01-02", "2024-01-02T00:00"),
    ("2024-01-02T03:15:00Z", "2024-01-02T03:15"),
    ("2024-01-02T03:15:00+02:00", "2024-01-02T01:15"),
    ("2024-01-02 03:15:00.250+00:00", "2024-01-02T03:15:00.250"),
    ("20240102031500", "2024-01-02T03:15"),
    ("20240102T031500Z", "2024-01-02T03:15"),
    (20240102031500, "2024-01-02T03:15"),
    ("20240102", "2024-01-02T00:00"),
    (1704165300, "2024-01-02T03:15"),
    (1704165300000, "2024-01-02T03:15"),
    ("1704165300", "2024-01-02T03:15"),
    ("Tue, 02 Jan 2024 03:15:00 +0000", "2024-01-02T03:15"),
    ("Tue, 02 Jan 2024 03:15:00 EST", "2024-01-02T08:15"),
    ("Tue, 02 Jan 2024 08:45:00 IST", "2024-01-02T03:15"),
    ("12/1/2013", "2013-12-01T00:00"),
    ("13/1/2013", "2013-01-13T00:00"),
    ("May 3, 2021 10:00 PM", "2021-05-03T22:00"),
    ("Published: May 3, 2021", "2021-05-03T00:00"),
    ("3 May 2021", "2021-05-03T00:00"),
    ("1899-12-31", "1899-12-31T00:00"),
    ("2026-06-02T11:00:00Z", "2026-06-02T11:00"),
    (datetime(2024, 1, 2, 3, 15), "2024-01-02T03:15"),
]

NO_DATE = [
    None,
    "",
    "None",
    "0001-11-30",
    "1799-12-31",
    "2050-09-30",
    "2026-06-03",
    "2024-02-30",
    "2024-13-45",
    "yesterday",
    "May",
    "May 2021",
    "2021",
    "10:30",
    7,
    2021,
    True,
    float("nan"),
    float("inf"),
    99999999999999,
    "9" * 400,
    datetime.min,
]


@pytest.mark.parametrize(("raw", "instant"), READ, ids=repr)
def test_reads(raw: str | int, instant: str) -> None:
    assert read_date(raw, NOW) == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@pytest.mark.parametrize("raw", NO_DATE, ids=lambda raw: repr(raw)[:30])
def test_no_date(raw: str | float | None) -> None:
    assert read_date(raw, NOW) is None


@given(st.one_of(st.text(max_size=60), st.integers(), st.floats(), st.datetimes(), st.none()))
def test_never_raises_and_never_leaves_the_possible(raw: str | float | datetime | None) -> None:
    instant = read_date(raw, NOW)
    assert instant is None or (instant.utcoffset() is not None and 1800 <= instant.year <= 2026)


@given(st.text(alphabet="0123456789/-:.,TZ +JanMyPM", max_size=30))
def test_never_raises_on_what_looks_like_a_date(raw: str) -> None:
    read_date(raw, NOW)
