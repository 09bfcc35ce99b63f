"""An address and a view are the same thing, and nothing that a stranger writes into one is trusted."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import FilterError
from monitor.filters import BUCKETS, COUNTRY_ROLES, MEASURES, ORDERS, SCALES, Cell, Filters
from monitor.view.link import LONGEST, Known, address, decode, encode, packed, share_address, version_of
from monitor.view.options import OPTIONS, Option
from monitor.view.view import View, for_page

ACTORS = ("ttp", "nato", "un", "a,b", "semi;colon&and=is")
COUNTRIES = ("PAK", "AFG", "USA")
SOURCES = ("daily.example", "the-herald.example", "Quai d'Orsay, revue")
LANGUAGES = ("en", "ur", "und")
PAGES = ("actors", "countries", "overview")
KNOWN = Known(ACTORS, COUNTRIES, SOURCES, LANGUAGES, PAGES, COUNTRIES, 12, "c0ffee123456")

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
    some = lambda values: st.none() | st.sampled_from(values)  # noqa: E731
    low = draw(st.none() | st.sampled_from((-1.0, -0.2, 0.0, 0.6)))
    cell = Cell(
        actor=draw(some(ACTORS)),
        country=draw(some(COUNTRIES)),
        source=draw(some(SOURCES)),
        language=draw(some(LANGUAGES)),
        publisher=draw(some(COUNTRIES)),
        with_actor=draw(some(ACTORS)),
        with_country=draw(some(COUNTRIES)),
        alias=draw(some(("T.T.P.", "Kabul's government", "a&b=c"))),
        evidence=draw(some(("demonym", "government"))),
        voice=draw(some(("outlet", "khawaja-asif"))),
        spoken=draw(some(("outlet", "quoted"))),
        place=draw(some(("title", "text"))),
        tone=None if low is None else (low, low + 0.2),
        story=draw(some(("abcdefgh234567ij", "a1"))),
        bucket=bucket,
        start=draw(days) if bucket else None,
    )
    return None if cell == Cell() else cell


THINGS = {
    "actor": st.sampled_from(ACTORS),
    "country": st.sampled_from(COUNTRIES),
    "source": st.sampled_from(SOURCES),
    "publisher": st.sampled_from(COUNTRIES),
    "language": st.sampled_from(LANGUAGES),
    "page": st.sampled_from(PAGES),
    "search": st.sampled_from(("flood*", '"a: b" OR title:c', "ä & ö")),
    "period": st.sampled_from(("2026-01-01..2026-02-28", "2025-12-31..2025-12-31")),
    "note": st.sampled_from(("2026-03-01:Ceasefire: signed", "2026-03-02:±")),
}


def values(option: Option) -> st.SearchStrategy[tuple[str, ...]]:
    """All that an option can be."""
    if option.allowed:
        one = st.sampled_from(option.allowed)
    else:
        one = st.one_of(*(THINGS[kind].map(f"{kind}:{{}}".format) for kind in option.kinds))
    return st.lists(one, max_size=min(option.many, 6), unique=True).map(tuple)


@st.composite
def views(draw: st.DrawFn) -> View:
    pinned = draw(st.booleans())
    view = View(
        filters=draw(filters()),
        cell=draw(cells()),
        bucket=draw(st.none() | st.sampled_from(BUCKETS)),
        scale=draw(st.sampled_from(SCALES)),
        sort=draw(st.sampled_from(ORDERS)),
        number=draw(st.integers(1, 100_000)),
        article=draw(st.none() | st.from_regex(r"[a-z2-7]{16}", fullmatch=True)),
        back=draw(st.none() | st.sampled_from(PAGES)),
        version=KNOWN.version if pinned else None,
        dictionary=KNOWN.dictionary if pinned else "",
    )
    chosen = draw(st.lists(st.sampled_from(sorted(OPTIONS)), max_size=4, unique=True))
    return view.choose(**{name: draw(values(OPTIONS[name])) for name in chosen})


@settings(max_examples=1_000)
@given(views())
def test_a_view_comes_back_from_its_parameters(view: View) -> None:
    assert decode(encode(view), KNOWN) == (view, [])


@settings(max_examples=1_000)
@given(views())
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
    "in_week", "in_month", "in_publisher", "in_with_actor", "in_with_country", "in_alias", "in_evidence",
    "in_voice", "in_spoken", "in_place", "in_tone", "data", "dictionary", *OPTIONS,
}  # fmt: skip


@given(
    views(),
    st.sampled_from(sorted(_EVERY_NAME - {"search", "in_alias", "in_evidence", "in_voice"})),
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


def test_another_page_keeps_filters_and_version_and_drops_the_clicked_cell() -> None:
    view = View(
        Filters(actors=("ttp",)), Cell(actor="ttp"), "week", "count", "oldest", 4, "abc", "actors", version=12
    )
    assert for_page(view, "trends") == View(Filters(actors=("ttp",)), None, "week", "count", version=12)


def test_a_page_finds_its_own_choices_again_and_no_others() -> None:
    left = View().choose(smooth="7", paint="tone").options
    assert for_page(View(), "trends", left) == View().choose(smooth="7")


def test_a_choice_at_its_default_is_no_choice() -> None:
    assert View().choose(smooth="7").choose(smooth="no") == View()
    assert View().option("smooth") == "no"
    assert View().option("profile") == ""


@given(views())
def test_a_packed_view_is_the_same_view(view: View) -> None:
    params = encode(view)
    if params:
        assert decode(packed(params), KNOWN) == (view, [])
        assert version_of(packed(params)) == view.version


@pytest.mark.parametrize("bad", ["", "!!!", "AAAA", "eJw", "é"])
def test_a_packing_that_is_none_is_named(bad: str) -> None:
    view, problems = decode({"packed": [bad], "actor": ["ttp"]}, KNOWN)
    assert view == View(Filters(actors=("ttp",)))
    assert any("packed" in problem for problem in problems)


def test_a_bomb_is_opened_only_so_far() -> None:
    bomb = packed({"search": ["x" * 5_000_000]})
    view, problems = decode(bomb, KNOWN)
    assert view == View()
    assert any("at most 500" in problem for problem in problems)


def test_a_shared_link_is_short_or_refused_in_a_sentence() -> None:
    ids = [f"the-movement-for-{i}" for i in range(90)]
    known = Known(actors=ids)
    view = View(Filters(actors=tuple(ids)))
    link = share_address("https://monitor.example", "trends", view)
    assert len(link) < LONGEST
    assert decode(parse_qs(urlsplit(link).query), known) == (view, [])
    unlike = tuple(f"{i * 7919:x}-{i**5:x}-{i**7 % 65_537:x}" for i in range(1000, 1600))
    with pytest.raises(FilterError, match="Choose fewer"):
        share_address("https://monitor.example", "trends", View(Filters(actors=unlike)))


def test_a_version_that_is_gone_is_told_and_the_newest_shown() -> None:
    params = encode(View(version=3, dictionary="0123456789ab"))
    assert version_of(params) == 3
    view, problems = decode(params, KNOWN)
    assert view == View()
    assert "version 3" in problems[0]
    assert "0123456789ab" in problems[1]
