"""An address and a view are the same thing, and nothing that a stranger writes into one is trusted."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.filters import BUCKETS, COUNTRY_ROLES, MEASURES, Cell, Filters
from monitor.ui.link import SCALES, SORTS, Known, View, address, decode, encode, forget_choices

ACTORS = ("ttp", "nato", "un", "a,b", "semi;colon&and=is")
COUNTRIES = ("PAK", "AFG", "USA")
SOURCES = ("daily.example", "the-herald.example", "Quai d'Orsay, revue")
LANGUAGES = ("en", "ur", "und")
PAGES = ("actors", "countries", "overview")
KNOWN = Known(ACTORS, COUNTRIES, SOURCES, LANGUAGES, PAGES)

days = st.dates(min_value=date(1800, 1, 1), max_value=date(2200, 1, 1))
chosen = lambda values: st.lists(st.sampled_from(values), unique=True).map(tuple)  # noqa: E731
text = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    start, end = draw(st.none() | days), draw(st.none() | days)
    if start and end and start > end:
        start, end = end, start
    return Filters(
        start, end, draw(chosen(ACTORS)), draw(chosen(COUNTRIES)), draw(st.sampled_from(COUNTRY_ROLES)),
        draw(chosen(SOURCES)), draw(chosen(LANGUAGES)), draw(text), draw(st.sampled_from(MEASURES)),
    )  # fmt: skip


@st.composite
def cells(draw: st.DrawFn) -> Cell | None:
    bucket = draw(st.none() | st.sampled_from(BUCKETS))
    cell = Cell(
        draw(st.none() | st.sampled_from(ACTORS)), draw(st.none() | st.sampled_from(COUNTRIES)),
        draw(st.none() | st.sampled_from(SOURCES)), draw(st.none() | st.sampled_from(LANGUAGES)),
        bucket, draw(days) if bucket else None,
    )  # fmt: skip
    return None if cell == Cell() else cell


views = st.builds(
    View, filters(), cells(), st.none() | st.sampled_from(BUCKETS), st.sampled_from(SCALES),
    st.sampled_from(SORTS), st.integers(1, 100_000), st.none() | st.from_regex(r"[a-z2-7]{16}", fullmatch=True),
    st.none() | st.sampled_from(PAGES),
)  # fmt: skip


@given(views)
def test_a_view_comes_back_from_its_parameters(view: View) -> None:
    assert decode(encode(view), KNOWN) == (view, [])


@given(views)
def test_a_view_comes_back_from_its_address(view: View) -> None:
    query = urlsplit(address("actors", view)).query
    assert decode(parse_qs(query, keep_blank_values=True), KNOWN) == (view, [])


@given(st.dictionaries(text, st.lists(text, max_size=4), max_size=6))
def test_an_address_made_up_by_a_stranger_is_answered_and_each_unknown_name_is_told(params: dict) -> None:
    view, problems = decode(params, KNOWN)
    assert decode(encode(view), KNOWN) == (view, [])
    unread = [name for name in params if name not in _EVERY_NAME]
    assert len(problems) >= len(unread)


_EVERY_NAME = {
    "from", "to", "actor", "country", "role", "source", "language", "search", "measure", "bucket", "scale",
    "sort", "page", "article", "back", "in_actor", "in_country", "in_source", "in_language", "in_day",
    "in_week", "in_month",
}  # fmt: skip


@given(
    views,
    st.sampled_from(sorted(_EVERY_NAME - {"search"})),
    st.text("<>&'\"$:`\x00{}", min_size=1, max_size=30),
)
def test_a_hostile_value_changes_nothing_but_the_banner(view: View, name: str, hostile: str) -> None:
    params = encode(view)
    untouched = {key: value for key, value in params.items() if key != name}
    dirty, problems = decode({**untouched, name: [hostile]}, KNOWN)
    clean, _ = decode(untouched, KNOWN)
    assert dirty == clean
    assert any(name in problem for problem in problems)


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({"actor": ["ttp", "nobody"]}, "nobody"),
        ({"country": ["pak"]}, "pak"),
        ({"from": ["2026-02-30"]}, "2026-02-30"),
        ({"from": ["20260301"]}, "20260301"),
        ({"from": ["0001-01-01"]}, "0001-01-01"),
        ({"from": ["2026-05-01"], "to": ["2026-03-01"]}, "starts on 2026-05-01 and ends before"),
        ({"measure": ["clicks"]}, "stories, articles, mentions"),
        ({"measure": ["articles", "stories"]}, "2 times"),
        ({"page": ["0"]}, "whole number from 1"),
        ({"page": ["٣"]}, "whole number from 1"),
        ({"search": ["x" * 501]}, "at most 500"),
        ({"in_day": ["2026-03-01"], "in_week": ["2026-03-02"]}, "at once"),
        ({"article": ["../../etc/passwd"]}, "letters and digits"),
        ({"utm_source": ["mail"]}, "utm_source"),
        ({"actor": [""]}, "“”"),
        ({"back": ["https://evil.example"]}, "evil.example"),
    ],
)
def test_what_cannot_be_used_is_named(params: dict[str, list[str]], named: str) -> None:
    _, problems = decode(params, KNOWN)
    assert any(named in problem for problem in problems), problems


def test_a_reversed_period_is_not_swapped_behind_the_readers_back() -> None:
    view, _ = decode({"from": ["2026-05-01"], "to": ["2026-03-01"], "actor": ["ttp"]}, KNOWN)
    assert view.filters == Filters(actors=("ttp",))


def test_a_problem_quotes_at_most_sixty_letters_of_a_stranger() -> None:
    _, problems = decode({"role": ["x" * 5000]}, KNOWN)
    assert len(problems[0]) < 250


def test_another_page_keeps_the_filters_and_drops_the_clicked_cell() -> None:
    view = View(Filters(actors=("ttp",)), Cell(actor="ttp"), "week", "count", "oldest", 4, "abc", "actors")
    assert forget_choices(view) == View(Filters(actors=("ttp",)), None, "week", "count")
