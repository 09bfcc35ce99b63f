"""What shares are shares of is the same number beside a count and without one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from monitor.filters import MEASURES, Filters, Measure
from monitor.query.counts import counts, totals
from monitor.query.desk import Desk
from monitor.query.totals import annotators

DAYS = [date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 10)]


@pytest.fixture
def desk(desk_of: Callable[..., Desk]) -> Desk:
    """Four articles on three days; the second day names nobody."""
    articles = [
        {"article_id": "a", "day": DAYS[0], "annotator": "1-lexicon"},
        {"article_id": "b", "day": DAYS[0], "annotator": "2-lexicon"},
        {"article_id": "c", "day": DAYS[1], "annotator": "2-lexicon"},
        {"article_id": "d", "day": DAYS[2], "title": "Flood"},
    ]
    mentions = [
        {"article_id": "a", "entity": "un"},
        {"article_id": "a", "entity": "nato"},
        {"article_id": "d", "entity": "un"},
    ]
    return desk_of(articles, mentions)


@pytest.mark.parametrize("measure", MEASURES)
def test_it_is_what_counts_says_and_more(desk: Desk, measure: Measure) -> None:
    filters = Filters(actors=("un",), measure=measure)
    beside = counts(desk, filters, ("actor", "day"))
    alone = totals(desk, filters, ("actor", "day")).set_index("day")["total"].to_dict()
    assert {row.day: row.total for row in beside.itertuples()} == {
        day: alone[day] for day in (DAYS[0], DAYS[2])
    }
    assert alone[DAYS[1]] == (0 if measure == "mentions" else 1)


def test_the_search_counts_as_a_filter(desk: Desk) -> None:
    found = totals(desk, Filters(search="flood"), ("week",))
    assert found.to_dict("records") == [{"week": date(2026, 3, 9), "total": 1}]


def test_all_versions_of_the_annotator_are_named(desk: Desk) -> None:
    assert annotators(desk) == ("1-lexicon", "2-lexicon")
