"""The map says what it knows, and draws what it does not know in another way than zero."""

from __future__ import annotations

import orjson
import pandas as pd
import plotly.graph_objects as go
import pytest

from monitor.charts.hatching import hatching
from monitor.charts.marks import read_mark
from monitor.charts.palette import LAND, NEGATIVE, POSITIVE, faded
from monitor.charts.world import TONE_LIMITS, class_colours, world
from monitor.filters import Cell
from monitor.settings import DATA

OUTLINES = DATA / "outlines.geojson"
NAMES = {"PAK": "<i>Pakistan</i>", "DEU": "Germany"}
ROWS = pd.DataFrame(
    [
        ("PAK", 40, -0.3, 40), ("FRA", 30, 0.0, 30), ("IND", 20, 0.12, 20), ("KEN", 12, 0.9, 9),
        ("TUV", 15, 0.3, 15), ("NRU", 2, -0.9, 2), ("XXX", 0, float("nan"), 0),
    ],
    columns=["country", "count", "tone", "tone_n"],
)  # fmt: skip
FRAME = ROWS.assign(
    total=100, share=ROWS["count"] / 100, tone_low=ROWS["tone"] - 0.1, tone_high=ROWS["tone"] + 0.1
)


def drawn(paint: str, **options: object) -> go.Figure:
    return world(FRAME, OUTLINES, names=NAMES, paint=paint, measure="stories", **options)


def cells(figure: go.Figure) -> list[Cell]:
    found = [read_mark(list(data)) for trace in figure.data for data in trace.customdata or ()]
    return [cell for cell in found if cell is not None]


def ground(figure: go.Figure, country: str) -> str:
    """The fill of a country that has no number."""
    found = [trace.colorscale[0][1] for trace in figure.data if trace.text and country in trace.locations]
    return found[0]


@pytest.mark.parametrize("paint", ["share", "count", "tone"])
def test_every_counted_country_has_a_mark_with_its_cell(paint: str) -> None:
    """A small one may have two, its outline and its point."""
    assert set(cells(drawn(paint))) == {Cell(country=key) for key in ROWS["country"] if key != "XXX"}


def test_a_tone_has_a_class_with_round_limits_and_the_middle_is_neutral() -> None:
    counted = drawn("tone").data[1]
    levels = dict(zip(counted.locations, counted.z, strict=True))
    assert levels == {"PAK": 0, "FRA": 3, "IND": 5}
    colours = class_colours(len(TONE_LIMITS), "tone")
    assert (colours[0], colours[-1]) == (faded(NEGATIVE, 1), faded(POSITIVE, 1))
    assert len(colours) == len(set(colours)) == 7
    assert list(counted.colorbar.ticktext) == ["−0.2", "−0.1", "−0.05", "+0.05", "+0.1", "+0.2"]


def test_a_tone_of_few_stories_is_hatched_and_can_still_be_opened() -> None:
    figure = drawn("tone")
    hatched, lines = figure.data[-2:]
    assert list(hatched.locations) == ["KEN", "NRU"]
    assert read_mark(list(hatched.customdata[0])) == Cell(country="KEN")
    assert "n = 9, too few to judge" in hatched.customdata[0][2]
    inside = [(x, y) for x, y in zip(lines.lon, lines.lat, strict=True) if x is not None]
    kenya = [(x, y) for x, y in inside if x < 100]
    assert len(kenya) >= 4
    assert all(33 < x < 42.5 and -5 < y < 5.6 for x, y in kenya)
    points = figure.data[2]
    assert list(points.marker.symbol) == ["circle", "circle-x-open"]


def test_no_number_is_drawn_differently_from_zero() -> None:
    figure = drawn("share", silent={"DEU"})
    assert ground(figure, "ITA") == LAND
    assert ground(figure, "DEU") != LAND
    assert ground(drawn("tone"), "ITA") != LAND


def test_the_tooltip_has_n_the_denominator_and_the_interval() -> None:
    counted = drawn("share").data[1]
    name, said = counted.customdata[0][1:3]
    assert name == "&lt;i&gt;Pakistan&lt;/i&gt;"
    assert said.split("<br>") == [
        "40 of 100 stories, 40.00 %", "95 % interval 30.9 to 49.8 %", "tone −0.30 (−0.40 to −0.20), n = 40",
    ]  # fmt: skip
    mentions = world(FRAME, OUTLINES, names=NAMES, paint="share", measure="mentions").data[1]
    assert "interval" not in mentions.customdata[0][2], "occurrences are not independent of each other"


def test_a_hatched_map_stays_small() -> None:
    shapes = orjson.loads(OUTLINES.read_bytes())["features"]
    every = pd.DataFrame({"country": [shape["id"] for shape in shapes]})
    every = every.assign(count=3, total=10, share=0.3, tone=0.0, tone_low=0.0, tone_high=0.0, tone_n=3)
    figure = world(every, OUTLINES, names={}, paint="tone", measure="stories", address="outlines/x.geojson")
    assert len(figure.to_json()) < 250_000


def test_every_outline_can_be_hatched_from_within() -> None:
    for shape in orjson.loads(OUTLINES.read_bytes())["features"]:
        if shape["geometry"]["type"] != "Point":
            lines = hatching(shape["geometry"])
            assert lines, shape["id"]
            assert all(south <= north for _, south, north in lines)


def test_a_hole_is_left_out() -> None:
    ring = [[0, 0], [0, 9], [9, 9], [9, 0], [0, 0]]
    hole = [[1, 3], [8, 3], [8, 6], [1, 6], [1, 3]]
    lines = hatching({"type": "Polygon", "coordinates": [ring, hole]})
    assert [line for line in lines if line[0] == 5] == [(5.0, 0.0, 3.0), (5.0, 6.0, 9.0)]
    narrow = {"type": "Polygon", "coordinates": [[[1, 0], [1, 1], [2, 1], [2, 0], [1, 0]]]}
    assert hatching(narrow) == [(1.5, 0.0, 1.0)]
