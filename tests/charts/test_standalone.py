"""A figure that leaves the app takes all it needs, and leaves the one on the page as it was."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.standalone import INK, OUTLINES, library, needs_outlines, standalone


def test_the_figure_on_the_page_stays_as_it_is() -> None:
    figure = go.Figure(go.Scatter(x=[1, 2], y=pd.Series([3, 4]))).update_layout(
        font_color="#b9c3ce", height=300
    )
    before = figure.to_json()
    plain = standalone(figure, 680)
    assert figure.to_json() == before
    assert plain["layout"]["font"]["color"] == INK
    assert (plain["layout"]["width"], plain["layout"]["height"]) == (680, 300)
    assert "template" not in plain["layout"]


def test_axes_lose_the_ink_of_the_dark_page() -> None:
    figure = go.Figure(go.Bar(y=[1])).update_yaxes(tickfont_color="#b9c3ce", tickfont_size=9)
    assert standalone(figure, 680)["layout"]["yaxis"]["tickfont"] == {"color": INK, "size": 9}


def test_an_address_of_shapes_is_replaced_and_shapes_are_not() -> None:
    there = standalone(go.Figure(go.Choropleth(geojson="outlines/x.geojson", locations=["KEN"], z=[1])), 680)
    assert there["data"][0]["geojson"] == OUTLINES
    assert needs_outlines(there)
    assert not needs_outlines(standalone(go.Figure(go.Choropleth(geojson={}, locations=["KEN"], z=[1])), 680))


def test_the_program_can_stand_in_a_page() -> None:
    assert "plotly.js v" in library()[:200]
    assert "</script" not in library().lower()
    assert "\r" not in library()  # a browser would read another text than the one that was hashed
