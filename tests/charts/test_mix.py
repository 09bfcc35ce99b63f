"""The mix of sources fills every bucket, and each part opens what it counts."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from monitor.charts.marks import read_ask, read_mark
from monitor.charts.mix import MOST, OTHERS, cells_of_mix, lay_out_mix, mix
from monitor.charts.series import Span
from monitor.filters import Cell

MONDAY = date(2026, 3, 2)
SPAN = Span(MONDAY, MONDAY + timedelta(days=24), MONDAY + timedelta(days=24), "week")


def covered(*rows: tuple[int, str, int]) -> pd.DataFrame:
    return pd.DataFrame(
        [(MONDAY + timedelta(days=day), source, articles) for day, source, articles in rows],
        columns=["day", "source", "articles"],
    )


SMALL = covered((0, "a", 6), (3, "a", 2), (1, "b", 2), (15, "b", 1), (15, "a", 1), (22, "a", 4))
MANY = covered(*((day, f"s{n:02}", 20 - n) for n in range(12) for day in (0, 7, 14)))


def test_articles_are_summed_per_bucket_and_part() -> None:
    frame = lay_out_mix(SMALL, SPAN)
    assert frame[["start", "source", "articles", "total", "state"]].values.tolist() == [
        [MONDAY, "a", 8, 10, "complete"],
        [MONDAY, "b", 2, 10, "complete"],
        [MONDAY + timedelta(days=7), "a", 0, 0, "nothing collected"],
        [MONDAY + timedelta(days=7), "b", 0, 0, "nothing collected"],
        [MONDAY + timedelta(days=14), "a", 1, 2, "complete"],
        [MONDAY + timedelta(days=14), "b", 1, 2, "complete"],
        [MONDAY + timedelta(days=21), "a", 4, 4, "unfinished"],
        [MONDAY + timedelta(days=21), "b", 0, 4, "unfinished"],
    ]
    assert frame["share"].tolist()[:2] == [0.8, 0.2]
    assert frame.loc[2:3, "share"].isna().all()


def test_all_but_the_largest_are_one_part_and_nothing_is_lost() -> None:
    frame = lay_out_mix(MANY, SPAN)
    first = frame[frame["start"] == MONDAY]
    assert first["source"].tolist() == [*(f"s{n:02}" for n in range(MOST)), None]
    assert first["name"].iloc[-1] == "4 others"
    assert first["articles"].sum() == sum(20 - n for n in range(12))
    assert frame["articles"].sum() == MANY["articles"].sum()


def test_nine_sources_need_no_others() -> None:
    nine = covered(*((0, f"s{n}", 1) for n in range(MOST + 1)))
    assert lay_out_mix(nine, SPAN)["source"].notna().all()


@pytest.mark.parametrize("opens", [True, False])
def test_each_mark_carries_its_cell_its_number_and_its_filters(opens: bool) -> None:
    frame = lay_out_mix(MANY, SPAN)
    seen = []
    for trace in mix(frame, SPAN, others_open=opens).data:
        for data in trace.customdata:
            cell, others = read_mark(data), data[1] == "4 others"
            if others and not opens:
                assert cell is None
                continue
            assert cell is not None
            assert (read_ask(data) == OTHERS) == others
            assert (cell.source is None) == others
            seen.append((cell.source, cell.start, data[3], data[4]))
    drawn = frame[(frame["articles"] > 0) & (opens | frame["source"].notna())]
    expected = {(row.source, row.start, row.articles, row.total) for row in drawn.itertuples()}
    assert set(seen) == expected
    assert len(seen) == len(expected)


def test_the_parts_of_a_bucket_stand_on_each_other_and_fill_it() -> None:
    figure = mix(lay_out_mix(MANY, SPAN), SPAN)
    tops: dict[object, float] = {}
    for trace in figure.data:
        for x, base, share in zip(trace.x, trace.base, trace.y, strict=True):
            assert base == pytest.approx(tops.get(x, 0.0))
            tops[x] = base + share
    assert list(tops.values()) == pytest.approx([1.0] * 3)


def test_a_bucket_that_is_not_complete_is_hatched() -> None:
    figure = mix(lay_out_mix(SMALL, SPAN), SPAN)
    assert [trace.marker.pattern.shape for trace in figure.data] == [("", "", "/"), ("", "")]


def test_names_of_strangers_are_text() -> None:
    figure = mix(lay_out_mix(covered((0, "<b>x</b>", 2), (0, "y", 1)), SPAN), SPAN)
    texts = [note.text for note in figure.layout.annotations]
    assert any("&lt;b&gt;x&lt;/b&gt;" in text for text in texts)
    assert figure.data[0].customdata[0][1] == "&lt;b&gt;x&lt;/b&gt;"


def test_a_part_without_articles_has_no_door() -> None:
    frame = lay_out_mix(SMALL, SPAN)
    cells = cells_of_mix(frame, SPAN)
    assert [cell is None for cell in cells] == [not number for number in frame["articles"]]
    assert cells[0] == Cell(source="a", bucket="week", start=MONDAY)
