"""Facets: the number beside a value is the length of the list that a click on it opens."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from monitor.filters import BUCKETS, COUNTRY_ROLES, MEASURES, Cell, Filters
from monitor.query.desk import Desk
from monitor.query.evidence import SORTS, copies, evidence, place
from monitor.query.facets import FACETS, MOST, TONES, facets, narrow

ACTORS = ("asif", "nato", "ttp", "un")
COUNTRIES = ("AFG", "IND", "PAK")
SOURCES = ("dawn.example", "herald.example", "wire.example")


def article(dice: random.Random, number: int) -> dict[str, Any]:
    published = datetime(2024, 1, 20, tzinfo=UTC) + timedelta(hours=dice.randrange(1500))
    published_at = published if number % 9 else None
    return {
        "article_id": f"a{number:03}",
        "story_id": f"s{dice.randrange(24)}",
        "published_at": published_at,
        "day": published_at and published_at.date(),
        "source": dice.choice(SOURCES),
        "source_country": dice.choice(["PAK", "IND", None]),
        "language": dice.choice(["en", "en", "de"]),
        "title": dice.choice(["flood", "flood trade", "relief"]),
        "about": dice.sample(COUNTRIES, dice.randrange(3)),
        "title_tone": dice.choice([None, -0.6, 0.0, 0.6]),
        "sentences": [{"start": 0, "end": 1, "tone": dice.choice([None, -0.5, 0.5, 0.02])} for _ in range(2)],
    }


def mentions(dice: random.Random, row: dict[str, Any]) -> list[dict[str, Any]]:
    named = [("actor", actor) for actor in ACTORS] + [("country", code) for code in COUNTRIES]
    found = []
    for kind, entity in dice.sample(named, dice.randrange(4)):
        sentence = dice.choice([-1, 0, 1])
        tone = row["title_tone"] if sentence < 0 else row["sentences"][sentence]["tone"]
        found.append(
            {
                "article_id": row["article_id"], "kind": kind, "entity": entity, "sentence": sentence,
                "tone": tone, "alias": entity.upper(), "voice": dice.choice(["outlet", "asif"]),
            }
        )  # fmt: skip
    return found


@pytest.fixture(scope="module")
def desk(desk_of: Any) -> Desk:
    """A hundred and twenty articles of two dozen stories, in which every rule decides some row."""
    dice = random.Random(11)
    rows = [article(dice, number) for number in range(120)]
    return desk_of(rows, [mention for row in rows for mention in mentions(dice, row)])


def questions() -> list[tuple[Filters, Cell | None]]:
    """Random filters and cells, the same in every run."""
    dice = random.Random(5)

    def some(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dice.sample(values, dice.choice([0, 0, 0, 1, 2])))

    found: list[tuple[Filters, Cell | None]] = [(Filters(measure=measure), None) for measure in MEASURES]
    for _ in range(40):
        filters = Filters(
            start=dice.choice([None, date(2024, 2, 1)]),
            actors=some(ACTORS),
            countries=some(COUNTRIES),
            country_role=dice.choice(COUNTRY_ROLES),
            sources=some(SOURCES),
            search=dice.choice(["", "", "flood"]),
            measure=dice.choice(MEASURES),
        )
        bucket = dice.choice([None, None, *BUCKETS])
        first = {"day": date(2024, 2, 7), "week": date(2024, 2, 5), "month": date(2024, 2, 1)}
        cell = Cell(
            actor=dice.choice([None, None, *(filters.actors or ACTORS)]),
            source=dice.choice([None, None, *(filters.sources or SOURCES)]),
            voice=dice.choice([None, None, None, "outlet"]),
            with_country=dice.choice([None, None, None, *COUNTRIES]),
            tone=dice.choice([None, None, TONES["negative"], TONES["positive"]]),
            bucket=bucket,
            start=first[bucket] if bucket else None,
        )
        found.append((filters, None if cell == Cell() else cell))
    return found


@pytest.mark.parametrize(("filters", "cell"), questions())
def test_the_number_beside_a_value_is_the_length_of_the_list_behind_it(
    desk: Desk, filters: Filters, cell: Cell | None
) -> None:
    for facet in facets(desk, filters, cell):
        for value in facet.values:
            narrowed = narrow(filters, cell, facet.name, value.value)
            assert evidence(desk, *narrowed, limit=0).row_count == value.rows, (facet.name, value)


def test_the_questions_of_this_test_reach_every_facet(desk: Desk) -> None:
    reached = {(facet.name, facet.together) for asked in questions() for facet in facets(desk, *asked)}
    assert {name for name, _ in reached} == set(FACETS)
    assert {(name, together) for name in ("actor", "country") for together in (True, False)} <= reached


SEEN = [
    {
        "article_id": "a1",
        "story_id": "s1",
        "day": date(2024, 3, 1),
        "source": "wire.example",
        "title_tone": 0.4,
    },
    {
        "article_id": "a2",
        "story_id": "s1",
        "day": date(2024, 4, 2),
        "source": "dawn.example",
        "title_tone": 0.6,
    },
    {
        "article_id": "a3",
        "story_id": "s2",
        "day": date(2024, 4, 3),
        "source": "dawn.example",
        "title_tone": -0.4,
    },
    {"article_id": "a4", "story_id": "s3", "day": None, "source": "dawn.example", "language": "de"},
]
NAMED = [
    {"article_id": "a1", "entity": "nato"},
    {"article_id": "a3", "entity": "nato"},
    {"article_id": "a3", "entity": "ttp"},
]


@pytest.fixture(scope="module")
def small(desk_of: Any) -> Desk:
    return desk_of(SEEN, NAMED)


def shown(desk: Desk, filters: Filters = Filters(), cell: Cell | None = None) -> dict[str, Any]:  # noqa: B008
    return {facet.name: [(v.value, v.rows) for v in facet.values] for facet in facets(desk, filters, cell)}


def test_facets_count_stories_by_their_most_frequent_values(small: Desk) -> None:
    assert shown(small) == {
        "source": [("dawn.example", 3), ("wire.example", 1)],
        "language": [("en", 2), ("de", 1)],
        "actor": [("nato", 2), ("ttp", 1)],
        "month": [("2024-04-01", 1), ("2024-03-01", 1)],
        "tone": [("negative", 1), ("positive", 1)],
    }


def test_beside_a_chosen_actor_stand_those_who_are_named_with_it(small: Desk) -> None:
    found = {facet.name: facet for facet in facets(small, Filters(actors=("nato",)))}
    assert found["actor"].together
    assert [(v.value, v.rows) for v in found["actor"].values] == [("ttp", 1)]
    assert narrow(Filters(actors=("nato",)), None, "actor", "ttp") == (
        Filters(actors=("nato",)),
        Cell(with_actor="ttp"),
    )


def test_what_has_a_filter_goes_there_and_the_rest_into_the_cell() -> None:
    assert narrow(Filters(), None, "source", "dawn.example") == (Filters(sources=("dawn.example",)), None)
    assert narrow(Filters(), None, "actor", "nato") == (Filters(actors=("nato",)), None)
    assert narrow(Filters(), None, "publisher", "PAK") == (Filters(), Cell(publisher="PAK"))
    assert narrow(Filters(), None, "month", "2024-03-01") == (
        Filters(),
        Cell(bucket="month", start=date(2024, 3, 1)),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("colour", "red"), ("tone", "joyful"), ("month", "2024-03-01"), ("source", "dawn.example")],
)
def test_what_can_not_be_narrowed_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="Choose one of"):
        narrow(Filters(), Cell(source="dawn.example", bucket="week", start=date(2024, 3, 4)), name, value)


def test_a_facet_that_can_not_shorten_the_list_is_left_out(small: Desk) -> None:
    assert set(shown(small, Filters(sources=("wire.example",)))) == set()
    assert "source" not in shown(small, cell=Cell(source="dawn.example"))


def test_only_the_most_frequent_are_offered_and_the_others_counted(desk_of: Any) -> None:
    rows = [{"article_id": f"a{i}", "source": f"s{i % 12:02}.example"} for i in range(30)]
    (facet,) = facets(desk_of(rows), Filters())
    assert (len(facet.values), facet.others) == (MOST, 4)
    assert [value.rows for value in facet.values] == [3] * 6 + [2] * 2


# Places in a list, and copies of a story


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(("filters", "cell"), questions()[:12])
def test_every_row_knows_its_place_and_its_neighbours(
    desk: Desk, filters: Filters, cell: Cell | None, sort: Any
) -> None:
    ids = evidence(desk, filters, cell, sort=sort, limit=500).rows["article_id"].tolist()
    for number in {0, len(ids) // 2, len(ids) - 1} & set(range(len(ids))):
        found = place(desk, filters, cell, ids[number], sort=sort)
        assert found is not None
        assert (found.number, found.of) == (number + 1, len(ids))
        assert found.before == (ids[number - 1] if number else None)
        assert found.after == (ids[number + 1] if number + 1 < len(ids) else None)


def test_a_copy_has_the_place_of_its_story(small: Desk) -> None:
    first, second = (place(small, Filters(), None, key, sort="oldest") for key in ("a1", "a2"))
    assert first == second
    assert first is not None
    assert (first.number, first.of, first.before, first.after) == (1, 3, None, "a3")


def test_what_is_not_in_the_list_has_no_place(small: Desk) -> None:
    assert place(small, Filters(languages=("de",)), None, "a1") is None
    assert place(small, Filters(), None, "nobody") is None


@pytest.mark.parametrize(("filters", "cell"), [asked for asked in questions() if asked[0].measure == "stories"])
def test_a_story_opens_into_as_many_copies_as_its_row_says(
    desk: Desk, filters: Filters, cell: Cell | None
) -> None:
    for row in evidence(desk, filters, cell, limit=100).rows.itertuples():
        found = copies(desk, filters, cell, row.story_id)
        assert len(found) == row.copies
        assert row.article_id in set(found["article_id"])
        dated = found["published_at"].dropna()
        assert dated.is_monotonic_increasing


def test_tallied_facets_are_those_of_the_articles(tallied_desk_of: Any) -> None:
    dice = random.Random(11)
    rows = [article(dice, number) for number in range(120)]
    desk = tallied_desk_of(rows, [mention for row in rows for mention in mentions(dice, row)])
    plain = [*questions(), *((Filters(country_role=role, measure="articles"), None) for role in COUNTRY_ROLES)]
    found = [facets(desk, *asked) for asked in plain]
    desk.is_tallied = False
    assert found == [facets(desk, *asked) for asked in plain]
