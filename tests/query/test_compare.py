"""Two sides, story by story, against plain sets; and the list behind every number."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from statistics import mean, stdev
from typing import Any

import numpy as np
import pytest

from monitor.filters import Cell, Filters
from monitor.query.compare import Attention, Side, apart, attention, frequent, sizes, sounds, sources_at_home
from monitor.query.counts import counts
from monitor.query.desk import Desk
from monitor.query.evidence import evidence

ACTORS, PLACES = ("un", "wto", "who", "fao"), ("KEN", "IND", "PAK")
SOURCES = {"one.example": "GBR", "two.example": "GBR", "three.example": "USA"}
DAYS = [date(2024, 3, 1) + timedelta(days=n) for n in range(40)]
World = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def world(seed: int) -> World:
    """Ninety articles, many of them copies of each other that differ in whom they name."""
    rng, articles, mentions = random.Random(seed), [], []
    for number in range(90):
        source = rng.choice(list(SOURCES))
        articles.append(
            {
                "article_id": f"a{number}",
                "story_id": f"s{rng.randrange(55)}",
                "source": source,
                "source_country": SOURCES[source],
                "day": rng.choice([*DAYS, None]) if number % 9 == 0 else rng.choice(DAYS),
            }
        )
        for kind, keys in (("actor", ACTORS), ("country", PLACES)):
            for key in keys:
                for sentence in rng.sample(range(4), rng.choice([0, 0, 1, 2])):
                    tone = rng.choice([-0.5, 0.0, 0.25, 0.75])
                    mentions.append(
                        {"article_id": f"a{number}", "kind": kind, "entity": key, "sentence": sentence,
                         "tone": tone, "stance": -tone}
                    )  # fmt: skip
    return articles, mentions


@pytest.fixture(scope="module", params=[1])
def made(request: pytest.FixtureRequest) -> World:
    return world(request.param)


@pytest.fixture(scope="module")
def desk(desk_of: Callable[..., Desk], made: World) -> Desk:
    return desk_of(*made)


def stories_of(made: World, filters: Filters) -> set[str]:
    """The stories that pass, read plainly."""
    articles, mentions = made
    named = {(row["article_id"], row["kind"], row["entity"]) for row in mentions}

    def passes(row: dict[str, Any]) -> bool:
        day, ident = row["day"], row["article_id"]
        in_time = not (filters.start or filters.end) or (
            day is not None and (filters.start or day) <= day <= (filters.end or day)
        )
        published = filters.country_role == "published"
        return (
            in_time
            and (not filters.sources or row["source"] in filters.sources)
            and (not filters.actors or any((ident, "actor", key) in named for key in filters.actors))
            and (
                not filters.countries
                or (published and row["source_country"] in filters.countries)
                or (not published and any((ident, "country", key) in named for key in filters.countries))
            )
        )

    return {row["story_id"] for row in articles if passes(row)}


MARCH = Filters(start=DAYS[0], end=DAYS[19])
APRIL = Filters(start=DAYS[20], end=DAYS[39])
OTHERS = ("two.example", "three.example")
UN = Filters(actors=("un",))
SIDES = {
    "actors": (Side(UN, Filters(), Cell(actor="un")), Side(Filters(actors=("wto", "who")), Filters())),
    "actors in a country": (
        Side(replace(UN, countries=("KEN",)), Filters(), Cell(actor="un")),
        Side(Filters(actors=("who",), countries=("KEN",)), Filters(), Cell(actor="who")),
    ),
    "countries": (
        Side(Filters(countries=("KEN",)), Filters(), Cell(country="KEN")),
        Side(Filters(countries=("IND",)), Filters(), Cell(country="IND")),
    ),
    "sources": (
        Side(replace(UN, sources=("one.example",)), Filters(sources=("one.example",))),
        Side(replace(UN, sources=OTHERS), Filters(sources=OTHERS)),
    ),
    "publishers": tuple(
        Side(Filters(actors=("un",), countries=(key,), country_role="published"),
             Filters(countries=(key,), country_role="published"))
        for key in ("GBR", "USA")
    ),
    "periods": tuple(Side(replace(period, countries=("IND",)), period) for period in (MARCH, APRIL)),
    "all that sources wrote": (
        Side(Filters(sources=("one.example",)), Filters(sources=("one.example",))),
        Side(Filters(sources=("two.example",)), Filters(sources=("two.example",))),
    ),
}  # fmt: skip


@pytest.fixture(scope="module", params=SIDES)
def sides(request: pytest.FixtureRequest) -> tuple[Side, Side]:
    return SIDES[request.param]


def test_stories_are_counted_as_sets_would(desk: Desk, made: World, sides: tuple[Side, Side]) -> None:
    (left, right), (one, two) = (
        [stories_of(made, side.filters) for side in sides],
        [stories_of(made, side.whole) for side in sides],
    )
    shared = one & two
    assert attention(desk, *sides) == Attention(
        left=len(left),
        left_total=len(one),
        right=len(right),
        right_total=len(two),
        both=len(left & right),
        left_shared=len(left & shared),
        right_shared=len(right & shared),
        shared=len(shared),
    )
    assert len(left & right) < len(left)


def test_the_list_behind_a_side_is_as_long_as_its_number(desk: Desk, sides: tuple[Side, Side]) -> None:
    found = attention(desk, *sides)
    for side, number in zip(sides, (found.left, found.right), strict=True):
        assert evidence(desk, side.filters, side.cell, limit=0).total == number > 0


@pytest.mark.parametrize("sound", ["tone", "stance"])
def test_means_are_those_that_counts_gives(desk: Desk, sides: tuple[Side, Side], sound: Any) -> None:
    found = sounds(desk, *sides, sound)
    for side, value, n in zip(sides, (found.left, found.right), (found.left_n, found.right_n), strict=True):
        rows = counts(desk, side.filters, side.cell.dimensions(), sound=sound)
        assert n == int(rows["tone_n"].sum())
        if n:
            assert value == pytest.approx(float(rows["tone"].iloc[0]))


def test_pairs_are_the_stories_that_sound_on_both_sides(desk_of: Callable[..., Desk]) -> None:
    tones = {"un": [0.1, 0.5, -0.3, 0.4, None], "wto": [0.3, 0.2, -0.2, None, 0.6]}
    articles = [{"article_id": f"a{n}", "day": DAYS[n]} for n in range(5)]
    mentions = [
        {"article_id": f"a{n}", "entity": key, "tone": tone, "sentence": place}
        for place, (key, values) in enumerate(tones.items())
        for n, tone in enumerate(values)
    ]
    side = {key: Side(Filters(actors=(key,)), Filters(), Cell(actor=key)) for key in tones}
    found = sounds(desk_of(articles, mentions), side["un"], side["wto"], "tone")
    assert (found.left_n, found.right_n, found.pairs) == (4, 4, 3)
    assert found.left == pytest.approx(mean([0.1, 0.5, -0.3, 0.4]), abs=1e-6)
    assert found.right_sd == pytest.approx(stdev([0.3, 0.2, -0.2, 0.6]), abs=1e-6)
    assert found.correlation == pytest.approx(np.corrcoef([0.1, 0.5, -0.3], [0.3, 0.2, -0.2])[0, 1], abs=1e-5)


@pytest.mark.parametrize("by", ["with_actor", "with_country", "source"])
def test_what_sets_sides_apart_has_its_lists(
    desk: Desk, made: World, sides: tuple[Side, Side], by: Any
) -> None:
    rows = apart(desk, *sides, by)
    met = stories_of(made, sides[0].filters) & stories_of(made, sides[1].filters)
    assert len(rows) > 1
    for row in rows.to_dict("records"):
        cell = Cell(**{by: row["key"]})
        lists = [evidence(desk, side.filters, cell, limit=99) for side in sides]
        assert [found.total for found in lists] == [row["left"], row["right"]]
        left, right = ({*found.rows["story_id"]} for found in lists)
        assert (row["left_shared"], row["right_shared"]) == (len(left & met), len(right & met))
        assert row["both"] == len(left & right)


@pytest.mark.parametrize("by", ["actor", "country", "source", "publisher"])
def test_the_most_frequent_have_the_most_stories(desk: Desk, by: Any) -> None:
    rows = counts(desk, MARCH, (by,)).sort_values(["count", by], ascending=[False, True])
    assert frequent(desk, MARCH, by, 3) == tuple(rows[by].head(3))


def test_sizes_hold_all_choices_and_add_up(desk: Desk, made: World) -> None:
    filters = Filters(countries=("GBR",), country_role="published", start=DAYS[3])
    found = sizes(desk, filters, "week")
    assert found["total"].sum() == len(stories_of(made, filters))
    assert found["start"].is_monotonic_increasing


def test_sources_are_found_by_where_they_are_at_home(desk: Desk) -> None:
    assert {*sources_at_home(desk, ("GBR",), 9)} == {"one.example", "two.example"}
    assert len(sources_at_home(desk, ("GBR", "USA"), 2)) == 2


def test_an_empty_store_has_two_empty_sides(desk_of: Callable[..., Desk]) -> None:
    desk, sides = desk_of([]), SIDES["sources"]
    assert attention(desk, *sides) == Attention(0, 0, 0, 0, 0, 0, 0, 0)
    assert sounds(desk, *sides, "tone").left_n == 0
    assert apart(desk, *sides, "with_actor").empty
