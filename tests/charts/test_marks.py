"""Every mark carries its cell, and only a cell comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.charts.marks import columns, label, mark, read_mark
from monitor.filters import BUCKETS, Cell

ids = st.none() | st.text(min_size=1, max_size=12)
tones = st.none() | st.tuples(st.floats(-1, 0), st.floats(0.1, 1))


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    bucket = draw(st.none() | st.sampled_from(BUCKETS))
    start = draw(st.dates()) if bucket else None
    return Cell(
        draw(ids), draw(ids), draw(ids), draw(ids), bucket, start,
        publisher=draw(ids), with_actor=draw(ids), alias=draw(ids), voice=draw(ids), tone=draw(tones),
        story=draw(ids),
    )  # fmt: skip


@given(cells(), st.lists(st.integers(), max_size=3))
def test_a_cell_comes_back_whatever_follows_it(cell: Cell, more: list[int]) -> None:
    expected = None if cell == Cell() else cell
    assert read_mark([mark(cell), *more]) == expected


@pytest.mark.parametrize(
    "made_up",
    [
        None, "ttp", 7, [], [""], ["ttp"], [7], ["[]"], ["{}"], ['{"actor":""}'], ['{"actor":7}'],
        ['{"person":"ttp"}'], ['{"actor":"ttp","bucket":"week"}'], ['{"actor":"ttp","start":"2026-03-02"}'],
        ['{"bucket":"year","start":"2026-01-01"}'], ['{"bucket":"day","start":"yesterday"}'],
        ['{"tone":[1]}'], ['{"tone":"low"}'], {"0": "ttp"},
    ],
)  # fmt: skip
def test_what_a_browser_made_up_is_no_cell(made_up: object) -> None:
    assert read_mark(made_up) is None


def test_columns_put_the_tooltip_behind_the_cell() -> None:
    assert columns([Cell(actor="ttp")], ["name"], [3]) == [['{"actor":"ttp"}', "name", 3]]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Tom & <b>Jerry</b>", "Tom &amp; &lt;b&gt;Jerry&lt;/b&gt;"),
        ('<a href="javascript:alert(1)">x</a>', '&lt;a href="javascript:alert(1)"&gt;x&lt;/a&gt;'),
        ("two\nlines", "two lines"),
    ],
)
def test_a_name_never_becomes_html(text: str, printed: str) -> None:
    assert label(text) == printed


def test_a_long_name_is_cut() -> None:
    assert label("Tehrik-i-Taliban Pakistan", 10) == "Tehrik-i-…"
