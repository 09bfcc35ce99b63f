"""What is answered from the tallies of a store is what its articles say, also after it has changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pandas as pd
import pytest

from monitor.filters import Filters
from monitor.pipeline.bulk import build_bulk
from monitor.query.changes import changes, one_sided
from monitor.query.choices import choices
from monitor.query.compare import frequent, sizes
from monitor.query.counts import counts
from monitor.query.coverage import coverage
from monitor.query.desk import Desk, open_desk
from monitor.query.totals import buckets, previous, summary
from monitor.store.store import Store

MAY = Filters(start=date(2026, 6, 5), end=date(2026, 6, 17))
ASKED = [Filters(), MAY, Filters(end=MAY.end), Filters(start=MAY.start, languages=("en",))]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    store = Store(tmp_path_factory.mktemp("bulk") / "store")
    build_bulk(store, 3_000, days=30)
    return open_desk(store.path)


@contextmanager
def untallied(desk: Desk) -> Iterator[Desk]:
    """The same desk, made to look at the articles themselves."""
    desk.is_tallied = False
    try:
        yield desk
    finally:
        desk.is_tallied = True


def test_a_new_store_is_tallied(desk: Desk) -> None:
    assert desk.is_tallied


@pytest.mark.parametrize("filters", ASKED)
def test_tallied_answers_are_those_of_the_articles(desk: Desk, filters: Filters) -> None:
    def answers() -> list[pd.DataFrame]:
        return [
            counts(desk, filters, ("actor",)),
            counts(desk, filters, ("country", "week"), sound="stance"),
            counts(desk, filters, ()),
            buckets(desk, filters, "week"),
            sizes(desk, filters, "week"),
            coverage(desk, filters),
        ]

    found = answers()
    whole, named = summary(desk, filters), frequent(desk, filters, "actor", 5)
    with untallied(desk):
        for one, other in zip(found, answers(), strict=True):
            pd.testing.assert_frame_equal(one, other, atol=1e-7, rtol=0)
        assert (whole, named) == (summary(desk, filters), frequent(desk, filters, "actor", 5))


def test_changes_are_those_of_the_articles(desk: Desk) -> None:
    before = previous(MAY)
    assert before is not None
    found, sides = changes(desk, MAY, before, "country"), one_sided(desk, MAY, before)
    with untallied(desk):
        pd.testing.assert_frame_equal(found, changes(desk, MAY, before, "country"), atol=1e-7, rtol=0)
        assert sides == one_sided(desk, MAY, before)


def test_the_choices_are_those_of_the_daily_numbers(desk: Desk) -> None:
    found = choices(desk)
    with untallied(desk):
        assert choices(desk) == found


def test_what_is_asked_otherwise_is_still_answered(desk: Desk) -> None:
    actor = choices(desk).actors[0].value
    found = counts(desk, Filters(actors=(actor,)), ("source",))
    with untallied(desk):
        pd.testing.assert_frame_equal(found, counts(desk, Filters(actors=(actor,)), ("source",)))
