"""Pairs of members against plain sets, and the list behind every cell."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations_with_replacement
from typing import Any

import pytest

from monitor.filters import Cell, Filters
from monitor.query.desk import Desk
from monitor.query.evidence import evidence
from monitor.query.together import members_filters, pair_cell, together

MEMBERS = ("actor:un", "country:KEN", "actor:wto", "country:IND", "actor:who")
GROUPS = {
    "both": MEMBERS,
    "actors": MEMBERS[::2],
    "countries": MEMBERS[1::2],
    "nobody": ("actor:nobody", *MEMBERS[:2]),
}


@pytest.fixture(scope="module", params=[3])
def made(request: pytest.FixtureRequest) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rng = random.Random(request.param)
    articles = [
        {"article_id": f"a{n}", "story_id": f"s{rng.randrange(50)}",
         "day": date(2024, 5, 1) + timedelta(days=n % 30),
         "source": rng.choice(["one.example", "two.example"]), "source_country": rng.choice(["GBR", "KEN"]),
         "about": rng.sample(["KEN", "IND"], rng.randrange(3))}
        for n in range(80)
    ]  # fmt: skip
    mentions = [
        {"article_id": row["article_id"], "kind": member.partition(":")[0], "entity": member.partition(":")[2],
         "sentence": again}
        for row in articles
        for member in (*MEMBERS, "actor:other", "country:PAK")
        if rng.random() < 0.35
        for again in range(rng.choice([1, 1, 3]))
    ]  # fmt: skip
    return articles, mentions


@pytest.fixture(scope="module")
def desk(desk_of: Callable[..., Desk], made: tuple[list, list]) -> Desk:
    return desk_of(*made)


FILTERS = {
    "all": Filters(),
    "a period of a source": Filters(start=date(2024, 5, 5), end=date(2024, 5, 20), sources=("one.example",)),
    "chosen in the sidebar": Filters(actors=("un",), countries=("PAK",), measure="mentions"),
    "published somewhere": Filters(countries=("GBR",), country_role="published"),
    "about somewhere": Filters(countries=("KEN",), country_role="about", measure="articles"),
}


@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
@pytest.mark.parametrize("members", GROUPS.values(), ids=GROUPS)
def test_every_cell_is_as_long_as_its_list(desk: Desk, filters: Filters, members: tuple[str, ...]) -> None:
    own = members_filters(filters, members)
    found = together(desk, own, members)
    seen = {(row["first"], row["second"]): row["count"] for row in found.pairs.to_dict("records")}
    for i, j in combinations_with_replacement(range(len(members)), 2):
        number = seen.get((i, j), 0)
        assert evidence(desk, own, pair_cell(members[i], members[j]), limit=0).total == number
        assert number <= min(seen.get((i, i), 0), seen.get((j, j), 0))
    assert found.total == evidence(desk, own).total
    assert sum(seen.values()) > 0


def test_pairs_are_counted_as_sets_would(desk: Desk, made: tuple[list, list]) -> None:
    articles, mentions = made
    story = {row["article_id"]: row["story_id"] for row in articles}
    named: dict[str, set[str]] = {}
    for row in mentions:
        named.setdefault(f"{row['kind']}:{row['entity']}", set()).add(row["article_id"])
    found = together(desk, Filters(), MEMBERS)
    for first, second, number in found.pairs.itertuples(index=False):
        both = named[MEMBERS[first]] & named[MEMBERS[second]]
        assert number == len({story[article] for article in both})
    assert found.total == len({*story.values()})


def test_copies_that_name_one_each_do_not_name_both(desk_of: Callable[..., Desk]) -> None:
    articles = [{"article_id": name, "story_id": "s"} for name in ("a", "b")]
    mentions = [{"article_id": "a", "entity": "un"}, {"article_id": "b", "entity": "wto"}]
    found = together(desk_of(articles, mentions), Filters(), ("actor:un", "actor:wto"))
    assert found.pairs.to_numpy().tolist() == [[0, 0, 1], [1, 1, 1]]


def test_a_pair_is_the_same_cell_whichever_comes_first() -> None:
    assert pair_cell("country:KEN", "actor:un") == pair_cell("actor:un", "country:KEN")
    assert pair_cell("actor:un", "country:KEN") == Cell(actor="un", with_country="KEN")
    assert pair_cell("actor:un", "actor:un") == Cell(actor="un")


def test_what_is_no_member_stays_a_filter() -> None:
    filters = Filters(actors=("un",), countries=("KEN",), country_role="about", measure="articles")
    assert members_filters(filters, ("actor:wto",)) == Filters(countries=("KEN",), country_role="about")
    assert members_filters(filters, ("country:IND",)) == Filters(actors=("un",))


def test_nobody_is_named_with_nobody(desk: Desk, desk_of: Callable[..., Desk]) -> None:
    assert together(desk, Filters(), ()).pairs.empty
    assert together(desk_of([]), Filters(), MEMBERS).total == 0
