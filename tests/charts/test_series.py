"""Zero is zero, nothing collected is a gap, and an unfinished bucket says so."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pyarrow as pa
import pytest

from monitor.charts.calendar import bucket_start
from monitor.charts.series import Span, as_days, gaps, lay_out, starts_of
from monitor.filters import BUCKETS

WEEKS = [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 23), date(2026, 3, 30)]
SPAN = Span(date(2026, 3, 2), date(2026, 4, 2), date(2026, 4, 2), "week")


def answer(rows: list[tuple[str, date, int, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["actor", "week", "count", "total"])
    return frame.assign(
        share=frame["count"] / frame["total"].where(frame["total"] > 0),
        tone=0.1, tone_low=0.0, tone_high=0.2, tone_n=frame["count"],
    )  # fmt: skip


COLLECTED = pd.DataFrame({"bucket": [WEEKS[0], WEEKS[1], WEEKS[3], WEEKS[4]], "articles": [10, 20, 5, 8]})


def laid() -> pd.DataFrame:
    found = answer([("un", WEEKS[0], 4, 10), ("un", WEEKS[3], 5, 5), ("nato", WEEKS[4], 1, 8)])
    return lay_out(found, COLLECTED, ["un", "nato"], "actor", SPAN)


def test_every_series_has_every_bucket() -> None:
    assert laid().groupby("key", sort=False)["start"].apply(list).to_dict() == {"un": WEEKS, "nato": WEEKS}


def test_silence_is_zero_and_nothing_collected_is_missing() -> None:
    un = laid()[laid()["key"] == "un"]
    assert list(un["state"]) == ["complete", "complete", "nothing collected", "complete", "unfinished"]
    assert un["count"].iloc[1] == 0
    assert un["share"].iloc[1] == 0
    assert un["count"].isna().to_list() == [False, False, True, False, False]
    assert un["tone"].isna().to_list() == [False, True, True, False, True]


def test_a_share_of_nothing_is_not_called_zero() -> None:
    found = answer([("un", WEEKS[0], 2, 0)])
    frame = lay_out(found, COLLECTED, ["un"], "actor", SPAN)
    assert frame["count"].iloc[0] == 2
    assert pd.isna(frame["share"].iloc[0])


def test_gaps_that_touch_are_one() -> None:
    thin = pd.DataFrame({"bucket": [WEEKS[0], WEEKS[3]], "articles": [1, 1]})
    frame = lay_out(answer([]), thin, ["un", "nato"], "actor", SPAN)
    assert gaps(frame, SPAN) == [(date(2026, 3, 9), date(2026, 3, 22)), (date(2026, 3, 30), date(2026, 4, 5))]


@pytest.mark.parametrize(
    ("start", "whole"),
    [
        (date(2026, 2, 23), False),
        (date(2026, 3, 2), True),
        (date(2026, 3, 23), True),
        (date(2026, 3, 30), False),
    ],
)
def test_a_bucket_is_whole_inside_the_period_only(start: date, whole: bool) -> None:
    assert SPAN.is_whole(start) is whole


def test_a_bucket_still_being_collected_is_not_whole() -> None:
    assert not Span(date(2026, 3, 2), date(2026, 3, 31), date(2026, 3, 26), "week").is_whole(date(2026, 3, 23))


DAYS = [date(2025, 12, 20) + timedelta(days=n % 40) for n in range(100)]


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(DAYS),
        pd.to_datetime(pd.Series(DAYS)),
        pd.Series([str(day) for day in DAYS]),
        pd.Series(DAYS, dtype=pd.ArrowDtype(pa.date32())),
    ],
    ids=["dates", "instants", "texts", "arrow"],
)
def test_a_column_of_days_is_read_whatever_type_it_has(column: pd.Series) -> None:
    assert as_days(column) == DAYS
    assert {type(day) for day in as_days(column)} == {date}
    for bucket in BUCKETS:
        assert starts_of(column, bucket) == [bucket_start(day, bucket) for day in DAYS]


def test_a_column_without_a_day_has_none() -> None:
    nothing = pd.Series([], dtype=object)
    assert as_days(nothing) == starts_of(nothing, "week") == []
