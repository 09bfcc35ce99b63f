"""The trends page: every mark leads to what it counts, and every choice does what it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from monitor.charts.marks import read_ask, read_mark
from monitor.filters import Cell, Filters
from monitor.query.counts import counts
from monitor.query.desk import Desk
from monitor.query.evidence import evidence
from monitor.ui.panel import Panel
from monitor.ui.trend_series import filters_of, search_within
from tests.ui.steps import opened as open_page
from tests.ui.steps import said

PERIOD = {"from": "2026-06-01", "to": "2026-06-28"}
MIXED = ["actor:un", "search:minister OR talks", "country:KEN"]


def opened(app: AppTest, **params: str | list[str]) -> AppTest:
    """The page with these parameters."""
    return open_page(app, "trends", **{**PERIOD, **params})


def panel_of(app: AppTest) -> Panel:
    (panel,) = app.session_state["drawn"]
    return panel  # type: ignore[no-any-return]


def given(app: AppTest, name: str) -> list[str]:
    """The values of a parameter in the address."""
    value = app.query_params.get(name, [])
    return [value] if isinstance(value, str) else list(value)


def marks(figure: go.Figure) -> Iterator[tuple[int, Cell, str]]:
    """Each mark: the number of its filters, its cell, its tooltip."""
    for trace in figure.data:
        for data in trace.customdata if trace.customdata is not None else ():
            cell, ask = read_mark(data), read_ask(data)
            assert cell is not None
            assert ask is not None
            yield ask, cell, data[3]


ATTENTION: list[dict[str, Any]] = [
    {"series": MIXED, "bucket": "week"},
    {"series": MIXED, "bucket": "week", "panels": "each", "before": "yes", "smooth": "3"},
    {"series": ["actor:un"], "bucket": "day", "before": "yes", "scale": "count", "smooth": "7"},
    {"series": ["search:minister OR talks"], "bucket": "week", "search": "-flood", "before": "yes"},
    {"series": MIXED, "bucket": "week", "measure": "articles", "role": "published"},
    {"series": MIXED, "bucket": "month", "measure": "mentions", "role": "about", "before": "yes"},
    {"series": MIXED, "bucket": "week", "measure": "mentions", "actor": ["who"], "language": ["en", "fr"]},
    {"series": MIXED, "bucket": "week", "country": ["KEN", "IND"], "actor": ["un", "who"]},
    {"bucket": "week"},
]


@pytest.mark.parametrize("params", ATTENTION, ids=lambda params: "-".join(map(str, params)))
def test_every_mark_of_attention_opens_as_much_as_it_says(
    app: AppTest, desk: Desk, params: dict[str, Any]
) -> None:
    panel = panel_of(opened(app, **params))
    figures = [panel.figure, *panel.parts]
    found = [mark for figure in figures if figure is not None for mark in marks(figure)]
    assert len(found) >= 4
    assert len({ask for ask, *_ in found}) == len(panel.asks), "every series, in both periods, has marks"
    for ask, cell, text in found:
        shown = int(re.match(r"[\d,]+", text)[0].replace(",", ""))  # type: ignore[index]  # it begins with it
        assert evidence(desk, panel.asks[ask], cell, limit=0).total == shown, (panel.asks[ask], cell)


@pytest.mark.parametrize("params", ATTENTION[:2], ids=["one", "each"])
def test_every_row_of_the_numbers_opens_as_much_as_it_says(
    app: AppTest, desk: Desk, params: dict[str, Any]
) -> None:
    panel = panel_of(opened(app, **params))
    assert len(panel.rows) == len(panel.cells) == len(panel.asked)
    assert panel.rows["count"].sum() > 0
    for place, (row, cell) in enumerate(zip(panel.rows.itertuples(), panel.cells, strict=True)):
        assert (cell is None) == (row.count == 0)
        if cell is not None:
            assert evidence(desk, panel.filters_of(place), cell, limit=0).total == row.count


@pytest.mark.parametrize("panels", ["one", "each"])
@pytest.mark.parametrize("shown", ["tone", "stance"])
def test_every_mark_of_tone_opens_the_stories_behind_it(
    app: AppTest, desk: Desk, shown: str, panels: str
) -> None:
    panel = panel_of(opened(app, series=MIXED, show=shown, bucket="week", panels=panels, before="yes"))
    found = list(marks(panel.figure or go.Figure()))
    assert len(found) >= 6
    if panels == "each":
        assert Counter(found) == Counter(mark for part in panel.parts for mark in marks(part))
    for ask, cell, text in found:
        n = int(re.search(r"n = ([\d,]+)", text)[1].replace(",", ""))  # type: ignore[index]  # it names its n
        listed = evidence(desk, panel.asks[ask], cell, limit=1000)
        if shown == "tone":
            assert listed.rows["tone"].notna().sum() == n
        assert listed.total >= n > 0


def test_a_search_is_a_share_of_all_that_passes_without_it(app: AppTest, desk: Desk) -> None:
    panel = panel_of(opened(app, series=["search:minister"], search="talks OR flood", bucket="week"))
    outer = Filters(date(2026, 6, 1), date(2026, 6, 28), search="talks OR flood")
    whole = counts(desk, outer, ("week",)).set_index("week")["count"]
    assert len(panel.rows) == 4
    assert {row.start: row.total for row in panel.rows.itertuples()} == whole.to_dict()
    (asked,) = panel.asks
    assert asked.search == "(talks OR flood) AND (minister)"


def test_what_is_drawn_without_a_choice_is_said(app: AppTest) -> None:
    assert "Drawn are the 5 actors with the most stories" in said(opened(app))
    assert panel_of(app).rows["series"].nunique() == 5
    assert "Drawn are the actors chosen in the filters" in said(opened(app, actor=["un"]))
    assert set(panel_of(app).rows["series"]) == {"actor:un"}


def test_a_search_is_added_and_a_broken_one_is_told(app: AppTest) -> None:
    opened(app, series=["actor:un"])
    app.text_input(key="trend_search").set_value("  flood*   OR talks ").run()
    assert given(app, "series") == ["actor:un", "search:flood* OR talks"]
    assert app.text_input(key="trend_search").value == ""
    app.text_input(key="trend_search").set_value("(flood").run()
    assert given(app, "series") == ["actor:un", "search:flood* OR talks"]
    assert "(flood" in said(app)


def test_a_broken_search_from_a_link_is_named_and_the_rest_is_drawn(app: AppTest) -> None:
    opened(app, series=["actor:un", "search:(flood"])
    assert "Not drawn: " in said(app)
    assert set(panel_of(app).rows["series"]) == {"actor:un"}


def test_searches_that_are_too_long_together_are_not_cut_in_silence(app: AppTest) -> None:
    opened(app, series=["search:" + "a" * 400, "actor:un"], search="b" * 300)
    assert "together longer than 500 letters" in said(app)


def test_a_thirteenth_series_is_refused(app: AppTest) -> None:
    opened(app, series=[f"search:word{i}" for i in range(12)])
    app.text_input(key="trend_search").set_value("flood").run()
    assert len(given(app, "series")) == 12
    assert "There are 12 series already" in said(app)


def test_notes_travel_in_the_address_and_can_be_taken_out(app: AppTest) -> None:
    opened(app, series=["actor:un"])
    app.date_input(key="note_day").set_value(date(2026, 6, 9))
    app.text_input(key="note_text").set_value("Ceasefire **signed**")
    next(button for button in app.button if button.label == "Add the note").click().run()
    assert given(app, "note") == ["note:2026-06-09:Ceasefire **signed**"]
    assert "9 Jun 2026: Ceasefire **signed**" in [text.value for text in app.text]
    assert panel_of(app).notes == ("2026-06-09: Ceasefire **signed**",)
    assert [shape for shape in panel_of(app).figure.layout.shapes if shape.type == "line"]  # type: ignore[union-attr]
    app.button(key="note_remove_0").click().run()
    assert given(app, "note") == []


def test_a_note_outside_the_period_says_so(app: AppTest) -> None:
    opened(app, note=["note:2020-01-01:Long ago"])
    assert "1 Jan 2020: Long ago (not in this period)" in said(app)


def test_stance_names_its_model_and_who_has_none(app: AppTest) -> None:
    opened(app, series=MIXED, show="stance")
    assert "judged by the fast model, learned from labelled sentences (fast1)" in said(app)
    assert "Without any stance: “minister OR talks”, Kenya; only actors have one" in said(app)
    assert set(panel_of(app).rows["series"]) == {"actor:un"}
    assert {"stance", "stance_low", "stance_high", "stance_n"} <= set(panel_of(app).rows)


def test_stance_of_no_actor_is_a_sentence(app: AppTest) -> None:
    opened(app, series=["country:KEN"], show="stance")
    assert "Nothing in this selection has a stance" in said(app)


def test_data_that_does_not_reach_back_says_so(app: AppTest) -> None:
    opened(app, **{"from": "2026-04-01", "to": "2026-06-28"}, series=["actor:un"], before="yes")
    assert "The data does not reach back to the period before" in said(app)
    assert "period" not in panel_of(app).rows


def test_rows_to_take_away_hold_raw_and_smoothed_numbers_of_both_periods(app: AppTest) -> None:
    rows = panel_of(opened(app, series=["actor:un"], bucket="day", smooth="7", before="yes")).rows
    assert set(rows["period"]) == {"now", "before"}
    now = rows[rows["period"] == "now"].sort_values("start", ignore_index=True)
    smoothed = now["smoothed_share"].dropna()
    assert len(smoothed)
    middle = smoothed.index[0]
    window = now.loc[middle - 3 : middle + 3]
    assert smoothed.iloc[0] == pytest.approx(window["count"].sum() / window["total"].sum())


def test_the_bucket_that_was_chosen_for_the_reader_is_said(app: AppTest) -> None:
    assert "Per day, which suits the period" in said(opened(app))
    assert "which suits" not in said(opened(app, bucket="week"))


def test_nothing_is_honest(app: AppTest) -> None:
    opened(app, **{"from": "1990-01-01", "to": "1990-02-01"})
    assert "No stories match the filters" in said(app)


@pytest.mark.parametrize(
    ("outer", "inner", "both"),
    [
        ("", "a OR b", "a OR b"),
        ("c", "", "c"),
        ("c OR d", "a OR b", "(c OR d) AND (a OR b)"),
        ("-c", '"a b"', '(-c) AND ("a b")'),
    ],
)
def test_two_searches_are_joined_whole(outer: str, inner: str, both: str) -> None:
    assert search_within(outer, inner) == both


def test_a_series_takes_the_place_of_its_own_kind_alone() -> None:
    filters = Filters(actors=("un",), countries=("PAK",), search="talks")
    assert filters_of(filters, "actor:nato") == Filters(actors=("nato",), countries=("PAK",), search="talks")
    assert filters_of(filters, "country:KEN") == Filters(actors=("un",), countries=("KEN",), search="talks")
    assert filters_of(filters, "search:a").search == "(talks) AND (a)"
