"""Buckets begin and end where readers expect."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.charts.calendar import (
    bucket_end,
    bucket_start,
    good_bucket,
    middle,
    spoken_bucket,
    spoken_span,
    starts_between,
)
from monitor.filters import BUCKETS, Bucket, next_start

days = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@given(days, st.sampled_from(BUCKETS))
def test_a_day_lies_in_its_bucket_and_the_next_one_follows_at_once(day: date, bucket: Bucket) -> None:
    start = bucket_start(day, bucket)
    assert start <= day <= bucket_end(start, bucket)
    assert next_start(start, bucket) == bucket_end(start, bucket) + timedelta(days=1)
    assert bucket_start(next_start(start, bucket), bucket) == next_start(start, bucket)
    assert start < next_start(start, bucket)
    assert bucket_start(middle(start, bucket).date(), bucket) == start


@pytest.mark.parametrize(
    ("day", "bucket", "start"),
    [
        (date(2026, 3, 3), "week", date(2026, 3, 2)),
        (date(2026, 3, 1), "week", date(2026, 2, 23)),
        (date(2026, 1, 1), "week", date(2025, 12, 29)),
        (date(2026, 12, 31), "month", date(2026, 12, 1)),
        (date(2026, 3, 3), "day", date(2026, 3, 3)),
    ],
)
def test_bucket_start(day: date, bucket: Bucket, start: date) -> None:
    assert bucket_start(day, bucket) == start


def test_months_roll_over_the_year() -> None:
    assert starts_between(date(2025, 11, 20), date(2026, 2, 1), "month") == [
        date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "bucket"), [(7, "day"), (49, "day"), (90, "week"), (365, "week"), (2000, "month")]
)
def test_a_good_bucket_gives_neither_few_nor_many_points(days: int, bucket: Bucket) -> None:
    first = date(2020, 1, 1)
    assert good_bucket(first, first + timedelta(days=days - 1)) == bucket


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2026, 3, 1), date(2026, 5, 31), "1 Mar – 31 May 2026"),
        (date(2025, 12, 1), date(2026, 1, 3), "1 Dec 2025 – 3 Jan 2026"),
        (date(2026, 3, 1), date(2026, 3, 1), "1 Mar 2026"),
        (date(2026, 3, 1), None, "since 1 Mar 2026"),
        (None, date(2026, 3, 1), "until 1 Mar 2026"),
        (None, None, "all days, and undated"),
    ],
)
def test_spoken_span(start: date | None, end: date | None, words: str) -> None:
    assert spoken_span(start, end) == words


def test_spoken_bucket() -> None:
    assert spoken_bucket(date(2026, 3, 2), "week") == "week of 2 March 2026"
    assert spoken_bucket(date(2026, 3, 1), "month") == "March 2026"
    assert spoken_bucket(date(2026, 3, 1), "day") == "1 March 2026"
