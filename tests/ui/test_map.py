"""The map page: what colours say, in which role, and what it does where nothing is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from monitor.charts.marks import read_mark
from monitor.charts.palette import LAND
from monitor.filters import COUNTRY_ROLES, Filters
from monitor.query.counts import counts
from monitor.query.desk import Desk
from monitor.query.evidence import evidence
from monitor.settings import PROJECT
from monitor.ui.panel import Panel

LAST = date(2026, 6, 30)


@pytest.fixture
def app(app: AppTest) -> AppTest:
    """The app with fifty days in its address."""
    app.query_params["from"] = str(LAST - timedelta(days=50))
    app.query_params["to"] = str(LAST)
    return app


def opened(app: AppTest, **params: str) -> AppTest:
    """The map, with choices that its address would name."""
    app.run()
    app.switch_page(str(PROJECT / "pages" / "map.py")).run()
    if "paint" in params:
        app.segmented_control(key="option_paint").set_value(params["paint"]).run()
    if "role" in params:
        app.segmented_control(key="map_role").set_value(params["role"]).run()
    assert not app.exception
    return app


def panel_of(app: AppTest, name: str = "world") -> Panel:
    return next(panel for panel in app.session_state["drawn"] if panel.name == name)


@pytest.mark.parametrize("role", COUNTRY_ROLES)
@pytest.mark.parametrize("paint", ["share", "tone"])
def test_every_country_opens_exactly_its_stories(app: AppTest, desk: Desk, paint: str, role: str) -> None:
    panel = panel_of(opened(app, paint=paint, role=role))
    rows = counts(desk, panel.filters, ("country",)).set_index("country")["count"]
    assert panel.filters.country_role == role
    clickable = {
        cell.country
        for trace in panel.figure.data
        for data in (trace.customdata if trace.customdata is not None else ())
        if (cell := read_mark(list(data))) is not None
    }
    assert clickable == set(rows.index)
    for cell, number in zip(panel.cells, panel.rows["count"], strict=True):
        found = evidence(desk, panel.filters, cell, limit=1000)
        assert found.total == len(found.rows) == number == rows[cell.country]
    assert panel_of(app, "ranked_country").rows["count"].tolist() == panel.rows["count"].tolist()


def test_the_role_on_the_page_is_the_one_beside_the_filters(app: AppTest) -> None:
    opened(app, role="about")
    assert app.segmented_control(key="filter_role").value == "about"
    assert app.query_params["role"] in ("about", ["about"])
    app.segmented_control(key="filter_role").set_value("published").run()
    assert app.segmented_control(key="map_role").value == "published"


def test_what_is_painted_stands_in_the_address(app: AppTest) -> None:
    opened(app, paint="tone")
    assert app.query_params["paint"] in ("tone", ["tone"])
    assert "too few to judge" in panel_of(app).said
    app.segmented_control(key="option_paint").set_value("share").run()
    assert "paint" not in app.query_params


def test_a_country_without_a_source_is_no_zero(app: AppTest, desk: Desk) -> None:
    panel = panel_of(opened(app, role="published"))
    publishing = set(counts(desk, Filters(), ("publisher",))["publisher"])
    zero = panel.figure.data[0]
    assert zero.colorscale[0][1] == LAND
    assert not set(zero.locations) - publishing
    assert "no source there" in panel.said
    assert "DEU" in panel_of(opened(app, role="mentioned")).figure.data[0].locations or "DEU" in set(
        panel_of(app).rows["country"]
    )


def test_an_empty_answer_offers_a_way_on(app: AppTest) -> None:
    app.query_params["from"], app.query_params["to"] = "1990-01-01", "1990-02-01"
    opened(app)
    assert "No stories match the filters" in "\n".join(text.value for text in app.text)
    assert app.button(key="nothing_clear")
