"""What is answered from the tallies of a store is what its articles say, also after it has changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date

import pandas as pd
import pytest

from monitor.filters import Filters
from monitor.pipeline.bulk import build_bulk
from monitor.query import found as found_module
from monitor.query.article import read_article
from monitor.query.changes import changes, one_sided
from monitor.query.choices import choices
from monitor.query.compare import frequent, sizes
from monitor.query.counts import counts
from monitor.query.coverage import coverage
from monitor.query.desk import Desk, open_desk
from monitor.query.evidence import evidence
from monitor.query.facets import facets
from monitor.query.profile import together
from monitor.query.stories import top_stories
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


@pytest.mark.parametrize("period", [Filters(), MAY])
@pytest.mark.parametrize(
    "kind", ["source", "actor", "actors", "country", "about", "publisher", "search", "wide search"]
)
def test_narrowed_answers_are_those_of_the_articles(
    desk: Desk, period: Filters, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "wide search":
        monkeypatch.setattr(found_module, "_LARGEST", 0)
    known = choices(desk)
    actors, country = [choice.value for choice in known.actors[:2]], known.countries[1].value
    chosen = {
        "source": {"sources": (known.sources[0].value,)},
        "actor": {"actors": (actors[0],)},
        "actors": {"actors": tuple(actors)},
        "country": {"countries": (country,)},
        "about": {"countries": (country,), "country_role": "about"},
        "publisher": {"countries": (known.publishing_countries[0].value,), "country_role": "published"},
        "search": {"search": "bridge"},
        "wide search": {"search": "bridge OR bridge"},
    }
    filters = replace(period, **chosen[kind])
    profiled = replace(filters, actors=(actors[1],))

    def answers() -> list[pd.DataFrame]:
        return [
            counts(desk, filters, ("actor",)),
            counts(desk, replace(filters, measure="mentions"), ("country", "week"), sound="stance"),
            counts(desk, filters, ("actor", "country")),
            together(desk, profiled, "actor", "country"),
            top_stories(desk, filters),
            evidence(desk, filters, sort="most copies").rows,
            evidence(desk, filters, sort="newest").rows,
            evidence(desk, filters, sort="most negative").rows,
            counts(desk, filters, ("source", "month")),
            counts(desk, replace(filters, measure="mentions"), ()),
            pd.DataFrame([asdict(summary(desk, filters))]),
            pd.DataFrame(facets(desk, filters)),
        ]

    found = answers()
    assert min(map(len, found)) > 0
    with untallied(desk):
        for one, other in zip(found, answers(), strict=True):
            pd.testing.assert_frame_equal(one, other, atol=1e-7, rtol=0, check_dtype=False)


def test_copies_are_found_on_whatever_day_they_came(desk: Desk) -> None:
    articles = desk.frame(desk.articles.select("article_id", "story_id", "day"))
    days = articles.groupby("story_id")["day"].agg(["nunique", "size", lambda day: day.isna().sum()])
    days.columns = pd.Index(["days", "articles", "undated"])
    for story in (
        days["days"].idxmax(),
        days[(days["days"] == 1) & (days["articles"] > 1) & (days["undated"] == 0)].index[0],
        days[(days["days"] > 0) & (days["undated"] > 0)].index[0],
    ):
        own = articles.loc[articles["story_id"] == story, "article_id"]
        for one in own:
            view = read_article(desk, one)
            assert view is not None
            assert {copy.article_id for copy in view.copies} == {*own} - {one}


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
