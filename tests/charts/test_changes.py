"""Every arrow has two ends, and each end the cell and the question that it counts."""

from __future__ import annotations

import pandas as pd
import pytest

from monitor.charts.changes import BEFORE, NOW, arrows, signed
from monitor.charts.marks import read_ask, read_mark
from monitor.filters import Cell

ROWS = pd.DataFrame(
    [
        ("riser", 64, 1000, 0.064, 21, 1000, 0.021, 0.043, 0.022, 0.065, 0.1, 60, -0.1, 20, 0.2, 0.1, 0.3),
        ("gone", 0, 1000, 0.0, 30, 1000, 0.03, -0.03, -0.04, -0.02, 0.0, 12, 0.2, 30, -0.2, -0.3, -0.1),
    ],
    columns=[
        "actor", "count", "total", "share", "count_before", "total_before", "share_before",
        "change", "change_low", "change_high", "tone", "tone_n", "tone_before", "tone_n_before",
        "tone_change", "tone_change_low", "tone_change_high",
    ],
)  # fmt: skip
NAMES = {"riser": "<b>NATO</b> and a name that goes on and on"}


def drawn(what: str) -> tuple:
    return tuple(arrows(ROWS, by="actor", names=NAMES, what=what).data)


@pytest.mark.parametrize(
    ("what", "then", "now"), [("share", [2.1, 3.0], [6.4, 0.0]), ("tone", [-0.1, 0.2], [0.1, 0.0])]
)
def test_an_arrow_runs_from_then_to_now(what: str, then: list[float], now: list[float]) -> None:
    _, line, ring, head = drawn(what)
    assert list(ring.x) == pytest.approx(then)
    assert list(head.x) == pytest.approx(now)
    assert [x for x in line.x if x is not None] == pytest.approx([then[0], now[0], then[1], now[1]])
    assert list(head.marker.symbol) == ["triangle-right", "triangle-left"], "shape tells a rise from a fall"


def test_each_end_names_its_cell_and_its_question() -> None:
    _, _, ring, head = drawn("share")
    assert [(read_mark(list(d)), read_ask(list(d))) for d in ring.customdata] == [
        (Cell(actor="riser"), BEFORE), (Cell(actor="gone"), BEFORE),
    ]  # fmt: skip
    assert [read_mark(list(data)) for data in head.customdata] == [Cell(actor="riser"), None]
    assert read_ask(list(head.customdata[0])) == NOW
    assert [list(data)[2:4] for data in ring.customdata] == [[21, 1000], [30, 1000]]


def test_the_interval_lies_where_the_share_may_be() -> None:
    band = [x for x in drawn("share")[0].x if x is not None]
    assert band == pytest.approx([4.3, 8.6, 0.0, 1.0]), "no share is below zero"


def test_names_and_changes_stand_over_the_arrows_as_text() -> None:
    figure = arrows(ROWS, by="actor", names=NAMES, what="share")
    said = [note.text for note in figure.layout.annotations]
    assert said[0] == "<b>&lt;b&gt;NATO&lt;/b&gt; and a name…</b>"
    assert said[1] == "▲ +4.3 points (+2.2 to +6.5)"
    assert said[3] == "▼ −3.0 points (−4.0 to −2.0)"
    assert "n = %{customdata[2]:,d}" in drawn("tone")[3].hovertemplate


def test_nothing_is_still_a_figure() -> None:
    assert len(arrows(ROWS.head(0), by="actor", names={}, what="tone").data) == 4


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0.124, 2, "+0.12"), (-0.05, 2, "−0.05"), (-0.004, 2, "0.00"), (4.26, 1, "+4.3")],
)
def test_numbers_carry_their_sign(value: float, digits: int, text: str) -> None:
    assert signed(value, digits) == text
