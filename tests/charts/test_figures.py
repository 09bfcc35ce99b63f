"""Figures hold what the frame holds: every mark its number and its cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import orjson
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.charts.coverage import MAX_ROWS, cells_of, coverage_grid
from monitor.charts.layout import spread, time_axis
from monitor.charts.marks import read_mark
from monitor.charts.palette import LAND, MAX_SERIES, SILENT
from monitor.charts.ranking import ranking
from monitor.charts.series import Span, lay_out
from monitor.charts.timeline import strip, timeline, tone_line
from monitor.charts.world import class_limits, world
from monitor.filters import Cell
from monitor.settings import DATA

OUTLINES = DATA / "outlines.geojson"
WEEKS = [date(2026, 3, 2) + timedelta(weeks=i) for i in range(6)]
SPAN = Span(WEEKS[0], WEEKS[5] + timedelta(days=2), WEEKS[5] + timedelta(days=2), "week")
NAMES = {"un": "United Nations", "nato": "<b>NATO</b>"}


def frame(keys: list[str], tone_n: int = 20) -> pd.DataFrame:
    rows = [(key, week, 3 + i, 50) for key in keys for i, week in enumerate(WEEKS) if i != 2]
    found = pd.DataFrame(rows, columns=["actor", "week", "count", "total"])
    found = found.assign(
        share=found["count"] / found["total"], tone=-0.2, tone_low=-0.3, tone_high=-0.1, tone_n=tone_n
    )
    collected = pd.DataFrame({"bucket": [w for i, w in enumerate(WEEKS) if i != 2], "articles": 50})
    return lay_out(found, collected, keys, "actor", SPAN)


def cells(trace: go.Scatter) -> list[Cell]:
    return [cell for data in trace.customdata or () if (cell := read_mark(list(data))) is not None]


def marks(figure: go.Figure) -> dict[Cell, float]:
    """Every cell that can be clicked, with the height or length of its mark."""
    found = {}
    for trace in figure.data:
        values = trace.x if getattr(trace, "orientation", None) == "h" else trace.y
        if trace.customdata is None:
            continue
        for data, value in zip(trace.customdata, values, strict=True):
            if (cell := read_mark(list(data))) is not None:
                found[cell] = value
    return found


def test_one_series_is_bars_with_the_unfinished_one_hatched() -> None:
    figure = timeline(frame(["un"]), SPAN, by="actor", names=NAMES, scale="count", measure="stories")
    (bars,) = figure.data
    assert bars.type == "bar"
    assert list(bars.marker.pattern.shape) == ["", "", "", "", "/"]
    assert marks(figure) == {
        Cell(actor="un", bucket="week", start=week): 3 + i for i, week in enumerate(WEEKS) if i != 2
    }


def test_nothing_collected_is_grey_ground_and_no_mark() -> None:
    figure = timeline(frame(["un"]), SPAN, by="actor", names=NAMES, scale="count", measure="stories")
    (shape,) = figure.layout.shapes
    assert (shape.x0.date(), shape.x1) == (WEEKS[2], WEEKS[3])


def test_several_series_carry_their_names_and_every_mark_its_cell() -> None:
    figure = timeline(frame(["un", "nato"]), SPAN, by="actor", names=NAMES, scale="share", measure="stories")
    assert [note.text for note in figure.layout.annotations] == [
        '<span style="color:#1e78c3">●</span> United Nations',
        '<span style="color:#d26900">■</span> &lt;b&gt;NATO&lt;/b&gt;',
    ]
    found = marks(figure)
    assert len(found) == 10
    assert found[Cell(actor="nato", bucket="week", start=WEEKS[1])] == pytest.approx(4 / 50)
    symbols = [trace.marker.symbol for trace in figure.data if trace.mode == "markers"]
    assert symbols[0][0] != symbols[1][0], "shape tells series apart without colour"
    assert all(symbol[-1].endswith("-open") for symbol in symbols), "the unfinished week is an open mark"


def test_a_line_is_broken_where_nothing_was_collected() -> None:
    figure = timeline(frame(["un", "nato"]), SPAN, by="actor", names=NAMES, scale="share", measure="stories")
    solid = next(trace for trace in figure.data if trace.mode == "lines" and trace.line.dash == "solid")
    assert [pd.isna(value) for value in solid.y] == [False, False, True, False, False, True]
    assert solid.connectgaps is None


def test_at_most_twelve_series() -> None:
    keys = [f"actor{i}" for i in range(20)]
    figure = timeline(frame(keys), SPAN, by="actor", names={}, scale="share", measure="stories")
    assert len({cell.actor for cell in marks(figure)}) == MAX_SERIES


def test_tone_has_its_interval_as_a_band() -> None:
    figure = tone_line(frame(["un"]), SPAN, by="actor", names=NAMES)
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert {value for band in bands for value in band.y} == {-0.1, -0.3}
    low, high = figure.layout.yaxis.range
    assert low == -high


def test_each_tone_has_a_panel_of_its_own_on_one_scale() -> None:
    figure = tone_line(frame(["un", "nato"]), SPAN, by="actor", names=NAMES)
    axes = {cell.actor: trace.yaxis for trace in figure.data for cell in cells(trace)}
    assert axes == {"un": "y", "nato": "y2"}
    above, below = figure.layout.yaxis, figure.layout.yaxis2
    assert above.domain[0] > below.domain[1] >= below.domain[0] >= 0
    assert above.range == below.range
    assert figure.layout.xaxis.anchor == "y2", "the days stand under the last panel"
    assert [note.text.split("</span> ")[1] for note in figure.layout.annotations] == [
        "United Nations", "&lt;b&gt;NATO&lt;/b&gt;",
    ]  # fmt: skip


def test_too_few_stories_are_not_judged() -> None:
    figure = tone_line(frame(["un"], tone_n=9), SPAN, by="actor", names=NAMES)
    assert not [trace for trace in figure.data if trace.mode == "lines"]
    shown = [trace for trace in figure.data if trace.mode == "markers" and len(trace.x)]
    assert ["too few to judge" in trace.hovertemplate for trace in shown] == [True]
    assert len(marks(figure)) == 5, "the stories behind it can still be read"


def test_the_strip_counts_everything() -> None:
    collected = pd.DataFrame(
        {"start": WEEKS[:2], "articles": [4, 0], "sources": [2, 0], "state": ["complete", "nothing collected"]}
    )
    assert marks(strip(collected, SPAN)) == {Cell(bucket="week", start=WEEKS[0]): 4}


RANKED = pd.DataFrame(
    {
        "country": ["PAK", "TUV", "FRA", "XXX"],
        "count": [40, 3, 3, 0],
        "total": 100,
        "share": [0.4, 0.03, 0.03, 0.0],
    }
)


def test_a_ranking_is_longest_first_and_equal_ones_by_id() -> None:
    figure = ranking(RANKED, by="country", names={"PAK": "Pakistan"}, scale="count", measure="stories", limit=3)
    assert list(marks(figure).items()) == [
        (Cell(country="PAK"), 40), (Cell(country="FRA"), 3), (Cell(country="TUV"), 3),
    ]  # fmt: skip
    assert figure.data[0].text[0].strip() == "40"


def test_the_map_draws_large_countries_as_shapes_and_small_ones_as_points() -> None:
    figure = world(RANKED, OUTLINES, names={}, paint="share", measure="stories")
    land, counted, small = figure.data
    assert list(counted.locations) == ["PAK", "FRA"]
    assert [read_mark(list(data)) for data in counted.customdata] == [Cell(country="PAK"), Cell(country="FRA")]
    assert [read_mark(list(data)) for data in small.customdata] == [Cell(country="TUV")]
    assert "PAK" not in land.locations
    assert "DEU" in land.locations
    assert land.colorscale[0][1] == LAND
    assert counted.z[0] > counted.z[1]


def test_the_map_asks_the_network_for_nothing() -> None:
    figure = world(RANKED, OUTLINES, names={}, paint="share", measure="stories")
    assert figure.layout.geo.visible is False
    layers = figure.layout.geo.to_plotly_json()
    assert [layers[f"show{layer}"] for layer in ("land", "coastlines", "countries", "lakes")] == [False] * 4
    assert all(trace.locationmode == "geojson-id" for trace in figure.data if trace.type == "choropleth")
    assert all(isinstance(trace.geojson, dict) for trace in figure.data if trace.type == "choropleth")


def test_an_empty_map_is_still_a_map() -> None:
    assert len(world(RANKED.head(0), OUTLINES, names={}, paint="share", measure="stories").data) == 3


@given(st.lists(st.floats(0.001, 1e6), min_size=1, max_size=60))
def test_class_limits_are_few_and_every_one_divides(values: list[float]) -> None:
    limits = class_limits(values)
    assert len(limits) <= 5
    assert limits == sorted(set(limits))
    for limit in limits[-1:]:
        assert any(value >= limit for value in values)
        assert any(value < limit for value in values)


def test_the_outlines_turn_as_the_map_expects() -> None:
    """A ring that turns the other way paints the whole globe but its country."""
    for feature in orjson.loads(OUTLINES.read_bytes())["features"]:
        shape = feature["geometry"]
        if shape["type"] == "Point":
            continue
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        for ring in (polygon[0] for polygon in polygons):
            turned = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))
            assert turned <= 0, feature["id"]


def test_the_outlines_know_every_country_and_stay_small() -> None:
    collection = orjson.loads(Path(OUTLINES).read_bytes())
    ids = [feature["id"] for feature in collection["features"]]
    assert len(ids) == len(set(ids)) >= 249
    assert {"PAK", "SSD", "PSE", "TWN", "VAT", "TUV", "XKX", "GUF"} <= set(ids)
    assert OUTLINES.stat().st_size < 700_000


COVERED = pd.DataFrame(
    [(WEEKS[0], "a", 5), (WEEKS[1], "a", 1), (WEEKS[4], "a", 2), (WEEKS[2], "b", 20)],
    columns=["day", "source", "articles"],
)


def test_silence_between_articles_is_told_from_not_yet_and_no_more() -> None:
    grid = cells_of(COVERED, SPAN)
    assert list(grid[grid["source"] == "a"]["articles"]) == [5, 1, 0, 0, 2]
    assert list(grid[grid["source"] == "b"]["articles"]) == [20]
    assert list(grid["source"].unique()) == ["b", "a"], "the largest source first"


def test_the_coverage_grid_has_a_cell_for_each_count_and_none_for_silence() -> None:
    figure = coverage_grid(cells_of(COVERED, SPAN), SPAN)
    (bars,) = figure.data
    cells = {read_mark(list(data)) for data in bars.customdata} - {None}
    assert cells == {
        Cell(source=source, bucket="week", start=day) for day, source, _ in COVERED.itertuples(index=False)
    }
    assert list(bars.marker.color).count(SILENT) == 2


def test_the_coverage_grid_draws_the_largest_sources_only() -> None:
    many = pd.DataFrame({"day": WEEKS[0], "source": [f"s{i}" for i in range(60)], "articles": range(1, 61)})
    assert cells_of(many, replace(SPAN, bucket="day"))["source"].nunique() == MAX_ROWS


@given(st.lists(st.floats(0, 300), max_size=12))
def test_labels_move_apart_and_keep_their_order(wanted: list[float]) -> None:
    placed = spread(wanted, 16, 6, 290)
    apart = sorted(placed)
    assert all(after - before >= 15.999 for before, after in pairwise(apart))
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    assert [placed[i] for i in order] == apart
    assert not apart or apart[-1] <= 290


def test_one_country_alone_is_drawn_in_full_and_needs_no_classes() -> None:
    _, counted, _ = world(RANKED.head(1), OUTLINES, names={}, paint="share", measure="stories").data
    assert {colour for _, colour in counted.colorscale} == {"rgba(30,120,195,1)"}
    assert counted.showscale is False


def test_years_are_named_where_they_begin_and_months_under_their_marks() -> None:
    def mode(months: int) -> str:
        span = Span(date(2012, 6, 1), date(2012, 6, 1) + timedelta(days=30 * months), date(2026, 1, 1), "month")
        return str(strip(COLLECTED_NOWHERE, span).layout.xaxis.ticklabelmode)

    assert mode(6) == "period"
    assert mode(60) == "instant"


COLLECTED_NOWHERE = pd.DataFrame({"start": [], "articles": [], "sources": [], "state": []})


@pytest.mark.parametrize("days", [1, 5, 7, 9, 14])
def test_no_day_is_written_twice(days: int) -> None:
    """Marks stand for whole days: one for each of a week, at most one for every other day of two weeks."""
    first, last = WEEKS[0], WEEKS[0] + timedelta(days=days - 1)
    axis = time_axis(go.Figure(), Span(first, last, last, "day")).layout.xaxis
    if days <= 7:
        assert axis.dtick == 24 * 60 * 60 * 1000
    else:
        assert axis.nticks <= days / 2
