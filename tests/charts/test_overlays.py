"""What is laid over series: intervals, the period before, smoothing, notes; and the small charts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.charts.marks import columns, read_ask, read_mark
from monitor.charts.notes import LETTERS, drawn_notes, levels, room_for_notes
from monitor.charts.palette import MAX_SERIES, SERIES
from monitor.charts.panels_of import panels_of, parts_of
from monitor.charts.series import Span, lay_out, smoothed
from monitor.charts.strokes import THING, Before, Overlay, attention, sound
from monitor.charts.timeline import one_chart, timeline
from monitor.filters import Cell

WEEKS = [date(2026, 3, 2) + timedelta(weeks=i) for i in range(8)]
SPAN = Span(WEEKS[0], WEEKS[7] + timedelta(days=2), WEEKS[7] + timedelta(days=2), "week")
"""Eight weeks, of which the last is not complete."""
SHIFT = timedelta(weeks=8)
PAST_WEEKS = [week - SHIFT for week in WEEKS]
PAST = Span(PAST_WEEKS[0], WEEKS[0] - timedelta(days=1), WEEKS[7], "week")
NAMES = {"actor:un": "United Nations", "search:flood*": "“flood*”", "country:PAK": "<b>Pakistan</b>"}
KEYS = list(NAMES)


def laid(
    keys: list[str], weeks: list[date], span: Span, *, total: int = 50, step: int = 1, hole: int = 2
) -> pd.DataFrame:
    rows = [(key, week, 3 + step * i, total) for key in keys for i, week in enumerate(weeks) if i != hole]
    found = pd.DataFrame(rows, columns=["thing", "week", "count", "total"])
    found = found.assign(
        share=found["count"] / found["total"], tone=-0.2, tone_low=-0.3, tone_high=-0.1, tone_n=20
    )
    collected = pd.DataFrame({"bucket": [w for i, w in enumerate(weeks) if i != hole], "articles": total})
    frame = lay_out(found, collected, keys, "thing", span)
    return frame.assign(ask=[keys.index(key) for key in frame["key"]])


def now(keys: list[str] = KEYS, **how: int) -> pd.DataFrame:
    return laid(keys, WEEKS, SPAN, **how)


def before(keys: list[str] = KEYS) -> Before:
    frame = laid(keys, PAST_WEEKS, PAST, step=2)
    return Before(frame.assign(ask=frame["ask"] + len(keys)), PAST, SHIFT)


def shares(frame: pd.DataFrame, overlay: Overlay | None = None, span: Span = SPAN) -> go.Figure:
    return timeline(frame, span, by=THING, names=NAMES, scale="share", measure="stories", overlay=overlay)


def marks(figure: go.Figure) -> dict[tuple[int | None, Cell], tuple[object, float, str]]:
    """Where each mark stands, how high, and what its tooltip says, by its filters and its cell."""
    return {
        (read_ask(data), cell): (x, y, data[3])
        for trace in figure.data
        if trace.customdata is not None
        for x, y, data in zip(trace.x, trace.y, trace.customdata, strict=True)
        if (cell := read_mark(data)) is not None
    }


def bands(figure: go.Figure) -> list[go.Scatter]:
    return [trace for trace in figure.data if trace.fill == "toself"]


def test_things_become_cells_and_a_search_leaves_only_its_week() -> None:
    found = marks(shares(now()))
    assert set(found) == {
        (ask, replace(cell, bucket="week", start=week))
        for ask, cell in enumerate([Cell(actor="un"), Cell(), Cell(country="PAK")])
        for i, week in enumerate(WEEKS)
        if i != 2
    }


def test_up_to_three_shares_carry_their_interval_as_a_band() -> None:
    assert len(bands(shares(now()))) == 3 * 2, "each is broken where nothing was collected"
    four = [*KEYS, "actor:nato"]
    assert not bands(shares(now(four)))


def test_a_band_goes_through_the_wilson_ends() -> None:
    frame = now(["actor:un"])
    figure = panels_of(frame, SPAN, by=THING, names=NAMES, quantity=attention("share", "stories"))
    ends = {*frame["share_low"].dropna(), *frame["share_high"].dropna()}
    assert {value for band in bands(figure) for value in band.y} == ends


@pytest.mark.parametrize("measure", ["articles", "mentions"])
def test_only_stories_are_independent_enough_for_an_interval(measure: str) -> None:
    figure = timeline(now(), SPAN, by=THING, names=NAMES, scale="share", measure=measure)  # type: ignore[arg-type]
    assert not bands(figure)
    assert not any("interval" in said for *_, said in marks(figure).values())


def test_bars_carry_their_interval_as_whiskers() -> None:
    frame = now(["actor:un"])
    (bars,) = shares(frame).data
    there = frame.dropna(subset=["count"])
    assert list(bars.error_y.array) == pytest.approx(list(there["share_high"] - there["share"]))
    assert list(bars.error_y.arrayminus) == pytest.approx(list(there["share"] - there["share_low"]))


def test_a_tooltip_names_number_denominator_and_interval() -> None:
    frame = now(["actor:un"]).assign(
        count=12.0, total=340.0, share=12 / 340, share_low=0.0203, share_high=0.0607
    )
    said = next(iter(marks(shares(frame)).values()))[2]
    assert said == "12 of 340 stories, 3.5 %,<br>95 % interval 2.0 to 6.1 %"


def test_a_share_of_few_is_grey_and_does_not_stretch_the_scale() -> None:
    frame = now()
    frame.loc[0, ["count", "total", "share", "share_low", "share_high"]] = [1, 1, 1.0, 0.2, 1.0]
    figure = shares(frame)
    few = [t for t in figure.data if t.mode == "markers" and "too few to judge" in t.hovertemplate]
    assert [read_mark(data) for trace in few for data in trace.customdata] == [
        Cell(actor="un", bucket="week", start=WEEKS[0])
    ]
    assert figure.layout.yaxis.range[1] < 0.5
    assert few[0].y[0] == pytest.approx(figure.layout.yaxis.range[1]), "it stands at the edge, as an arrow"
    assert few[0].marker.symbol == ("triangle-up-open",)


def test_a_name_stands_beside_the_last_value_that_can_be_judged() -> None:
    frame = now(["actor:un", "country:PAK"])
    last = frame["start"] == WEEKS[7]
    frame.loc[last, ["count", "total", "share"]] = [1, 1, 1.0]
    ends = [note.y for note in shares(frame).layout.annotations if note.xref == "paper"]
    assert ends == pytest.approx([9 / 50, 9 / 50])


def test_the_period_before_stands_where_its_days_would_and_names_its_own() -> None:
    figure = shares(now(), Overlay(before=before()))
    found = marks(figure)
    past = {key: value for key, value in found.items() if key[0] is not None and key[0] >= len(KEYS)}
    assert len(past) == len(found) - len(past) == 3 * 7
    for (ask, cell), (x, _, _) in past.items():
        assert ask is not None
        assert cell.start in PAST_WEEKS
        same = replace(cell, start=cell.start + SHIFT)  # type: ignore[operator]
        assert found[(ask - len(KEYS), same)][0] == x
    dashed = [trace for trace in figure.data if trace.mode == "lines" and trace.line.dash == "dash"]
    assert [trace.line.color for trace in dashed] == list(SERIES[:3]), "the hue of its series"
    texts = [data[2] for trace in figure.data for data in trace.customdata or () if "before" in data[2]]
    assert "week of 5 January 2026 (the period before)" in texts


def test_one_scale_holds_both_periods() -> None:
    figure = shares(now(), Overlay(before=before()))
    highest = max(y for _, y, _ in marks(figure).values())
    assert highest == pytest.approx(17 / 50)
    assert figure.layout.yaxis.range[1] > highest


def test_smoothing_is_a_thicker_line_over_points_that_stay() -> None:
    frame = smoothed(now(hole=-1), 3)
    plain, smooth = shares(now(hole=-1)), shares(frame, Overlay(smooth=3))
    assert {key: value[:2] for key, value in marks(plain).items()} == {
        key: value[:2] for key, value in marks(smooth).items()
    }
    thick = [trace for trace in smooth.data if trace.mode == "lines" and trace.line.width == 3.5]
    assert len(thick) == 3
    for trace in thick:
        whole = [(3 + i) / 50 for i in range(1, 6)]
        assert [value for value in trace.y if value == value] == pytest.approx(whole)
    assert "thick: smoothed over 3 weeks" in [note.text for note in smooth.layout.annotations]
    assert any("smoothed over 3 weeks: 8.0 %" in said for *_, said in marks(smooth).values())


def test_smoothing_leaves_out_the_unfinished_week_and_the_hole() -> None:
    frame = smoothed(now(["actor:un"]), 3)
    there = frame.loc[frame["smoothed_share"].notna(), "start"]
    assert list(there) == [WEEKS[4], WEEKS[5]]


def test_tone_is_smoothed_by_its_stories() -> None:
    frame = now(["actor:un"], hole=-1)
    frame.loc[0, ["tone", "tone_n"]] = [1.0, 100]
    middle = smoothed(frame, 3)["smoothed_tone"].iloc[1]
    assert middle == pytest.approx((1.0 * 100 - 0.2 * 20 * 2) / 140)


def test_what_shares_are_of_is_known_where_nothing_was_counted() -> None:
    counts = now(["actor:un"]).iloc[:0].rename(columns={"key": "thing", "start": "week"})
    collected = pd.DataFrame({"bucket": WEEKS[:2], "articles": [9, 9]})
    wholes = pd.DataFrame({"week": WEEKS[:1], "total": [40]})
    frame = lay_out(counts, collected, ["actor:un"], "thing", SPAN, wholes)
    assert list(frame["total"].iloc[:2]) == [40, 0]
    assert frame["share_high"].iloc[0] == pytest.approx(0.0876, abs=1e-3)
    assert frame["share"].iloc[0] == 0
    assert pd.isna(frame["share"].iloc[1]), "of nothing there is no share"
    assert pd.isna(frame["total"].iloc[2]), "nothing was collected"


def test_small_charts_have_one_scale_and_the_others_behind_them() -> None:
    frame = now().assign(share=lambda rows: rows["share"] * (1 + rows["ask"]))
    parts = parts_of(frame, SPAN, by=THING, names=NAMES, quantity=attention("share", "stories"))
    assert len(parts) == 3
    assert len({part.layout.yaxis.range for part in parts}) == 1
    for ask, part in enumerate(parts):
        assert {key[0] for key in marks(part)} == {ask}
        ghost = part.data[0]
        assert ghost.customdata is None
        assert ghost.hoverinfo == "skip"
        assert list(ghost.x).count(None) == 2, "two other series, lifted between them"
    (name,) = parts[2].layout.annotations
    assert "&lt;b&gt;Pakistan&lt;/b&gt;" in name.text


def test_the_small_charts_in_one_picture_hold_the_same_marks() -> None:
    quantity = attention("share", "stories")
    over = Overlay(before=before())
    parts = parts_of(now(), SPAN, by=THING, names=NAMES, quantity=quantity, overlay=over)
    whole = panels_of(now(), SPAN, by=THING, names=NAMES, quantity=quantity, overlay=over, columns=2)
    assert marks(whole) == {key: value for part in parts for key, value in marks(part).items()}
    domains = [
        (whole.layout[f"yaxis{n}"].domain, whole.layout[f"xaxis{x}"].domain)
        for n, x in (("", ""), ("2", "2"), ("3", ""))
    ]
    assert len(set(domains)) == 3
    assert domains[0][1][1] < domains[1][1][0], "side by side"
    assert domains[0][0][0] > domains[2][0][1], "under each other"


def test_a_series_without_stance_keeps_its_colour_and_gets_no_panel() -> None:
    frame = now()
    frame.loc[frame["key"] == "actor:un", ["tone", "tone_low", "tone_high"]] = float("nan")
    parts = parts_of(frame, SPAN, by=THING, names=NAMES, quantity=sound("stance"))
    assert len(parts) == 2
    colours = {
        trace.line.color for trace in parts[0].data if trace.mode == "lines" and trace.line.dash == "solid"
    }
    assert SERIES[1] in colours
    assert SERIES[0] not in colours


def test_at_most_twelve_small_charts() -> None:
    many = now([f"actor:{i}" for i in range(20)])
    assert len(parts_of(many, SPAN, by=THING, names={}, quantity=attention("count", "stories"))) == MAX_SERIES


def test_tone_in_one_chart_lies_around_zero() -> None:
    figure = one_chart(now(), SPAN, by=THING, names=NAMES, quantity=sound("tone"))
    low, high = figure.layout.yaxis.range
    assert low == -high
    assert len(bands(figure)) == 6
    one = one_chart(now(["actor:un"]), SPAN, by=THING, names=NAMES, quantity=sound("tone"))
    assert not [trace for trace in one.data if trace.type == "bar"]


NOTES = [(WEEKS[1], "Ceasefire <b>signed</b>"), (WEEKS[1], "Talks"), (WEEKS[6], "Election day")]


def test_notes_are_lines_with_words_as_text_and_room_above() -> None:
    figure = shares(now(), Overlay(notes=NOTES))
    lines = [shape for shape in figure.layout.shapes if shape.type == "line"]
    assert [line.x0.date() for line in lines] == [WEEKS[1], WEEKS[1], WEEKS[6]]
    texts = [note.text for note in figure.layout.annotations]
    assert "Ceasefire &lt;b&gt;signed&lt;/b&gt;" in texts
    assert figure.layout.margin.t == 12 + room_for_notes(NOTES, SPAN)
    assert figure.layout.height == 340 + room_for_notes(NOTES, SPAN)


def test_a_note_outside_the_chart_is_not_drawn() -> None:
    outside = [(WEEKS[0] - timedelta(days=1), "before"), (WEEKS[7] + timedelta(days=7), "after")]
    assert drawn_notes([*outside, *NOTES], SPAN) == sorted(NOTES)
    assert not [s for s in shares(now(), Overlay(notes=outside)).layout.shapes if s.type == "line"]


@given(st.lists(st.tuples(st.dates(WEEKS[0], WEEKS[7]), st.text("abc ", min_size=1, max_size=80)), max_size=10))
def test_labels_of_notes_never_touch(notes: list[tuple[date, str]]) -> None:
    notes = sorted(notes)
    days = (WEEKS[7] + timedelta(days=7) - WEEKS[0]).days
    stretches: dict[int, list[tuple[float, float]]] = {}
    for (day, text), level in zip(notes, levels(notes, SPAN), strict=True):
        place = ((day - WEEKS[0]).days + 0.5) / days
        wide = min(len(text), LETTERS) * 6 / 190  # pixels of letters on a phone's plot
        stretches.setdefault(level, []).append((place, place + wide) if place <= 0.5 else (place - wide, place))
    for row in stretches.values():
        assert all(before[1] <= after[0] for before, after in pairwise(sorted(row)))


@pytest.mark.parametrize("made_up", [None, [], ["{}"], ['{"ask":-1}'], ['{"ask":"0"}'], ['{"ask":true}'], [7]])
def test_filters_that_a_browser_made_up_are_none(made_up: object) -> None:
    assert read_ask(made_up) is None


def test_a_mark_brings_its_cell_and_its_filters() -> None:
    (data,) = columns([Cell(actor="un")], ["name"], ask=7)
    assert (read_ask(data), read_mark(data)) == (7, Cell(actor="un"))
