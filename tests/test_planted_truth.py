"""From end to end: what was planted in invented news is what the counts say, in every measure and split.

The demo states for each article whom it names and how often. Here its records go through the whole trip —
files, cleaning, annotation, stories, store, query — and every answer is compared with a slow, plain count over
that truth.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, product
from pathlib import Path

import pytest

from monitor.demo import ArticleTruth, Demo, generate, write_jsonl
from monitor.filters import BUCKETS, COUNTRY_ROLES, MEASURES, CountryRole, Dimension, Filters, Measure
from monitor.pipeline import ingest
from monitor.pipeline.load import FURNITURE_ARTICLES
from monitor.query.counts import counts
from monitor.query.desk import Desk, open_desk
from monitor.settings import DATA, Settings
from monitor.store.store import Store
from monitor.store.verify import verify

END = date(2026, 6, 30)
SPLITS: list[tuple[Dimension, ...]] = [
    *combinations(("actor", "country", "source", "day", "week", "month"), 1),
    *combinations(("actor", "country", "source", "week"), 2),
    ("actor", "source", "month"),
    (),
]


@dataclass(frozen=True)
class Planted:
    """What one article contributes, as the truth has it."""

    number: int
    story: int
    source: str
    day: date | None
    published: str
    actors: dict[str, int]
    countries: dict[str, int]

    def values(self, dimension: str, role: CountryRole) -> Iterable[str]:
        if dimension == "actor":
            return self.actors
        if dimension == "country":
            return [self.published] if role == "published" else self.countries
        return [self.source]


@pytest.fixture(scope="module")
def demo() -> Demo:
    return generate(seed=11, size=500, days=150, end=END)


@pytest.fixture(scope="module")
def desk(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("planted")
    settings = Settings(folder / "store", DATA / "actors.yaml", DATA / "countries.yaml", None, 2)
    path = folder / "demo.jsonl"
    write_jsonl(demo, path)
    summary = ingest([path], settings)
    assert (summary.new, summary.quarantined) == (500, 0)
    assert summary.undated == demo.truth.undated
    assert verify(Store(settings.store)) == []
    return open_desk(settings.store)


@pytest.fixture(scope="module")
def planted(demo: Demo) -> list[Planted]:
    home = {source.source: source.country for source in demo.truth.sources}
    return [_planted(article, home[article.source]) for article in demo.truth.articles]


def _planted(article: ArticleTruth, published: str) -> Planted:
    return Planted(
        number=article.number,
        story=article.story,
        source=article.source,
        day=article.day if article.dated else None,
        published=published,
        actors={item.actor: item.text + item.title for item in article.actors if item.text + item.title},
        countries={item.iso: item.text + item.title for item in article.countries if item.text + item.title},
    )


def passes(article: Planted, filters: Filters) -> bool:
    if filters.start or filters.end:
        if article.day is None:
            return False
        if not (filters.start or date.min) <= article.day <= (filters.end or date.max):
            return False
    if filters.sources and article.source not in filters.sources:
        return False
    if filters.actors and not set(filters.actors) & set(article.actors):
        return False
    related = set(article.values("country", filters.country_role))
    return not filters.countries or bool(set(filters.countries) & related)


def expected(
    planted: Sequence[Planted], filters: Filters, by: Sequence[Dimension]
) -> dict[tuple[object, ...], int]:
    """The definition of the measures, word by word, over the planted articles."""
    groups: dict[tuple[str, ...], list[Planted]] = defaultdict(list)
    names = [dimension for dimension in by if dimension not in BUCKETS]
    chosen = {"actor": filters.actors, "country": filters.countries}
    for article in planted:
        if passes(article, filters):
            choices = [
                [
                    v
                    for v in article.values(name, filters.country_role)
                    if not chosen.get(name) or v in chosen[name]
                ]
                for name in names
            ]
            for key in product(*choices):
                groups[key].append(article)
    answer: dict[tuple[object, ...], int] = defaultdict(int)
    for key, articles in groups.items():
        for day, number in _counted(articles, filters, dict(zip(names, key, strict=True))):
            place = iter(key)
            cell = tuple(_bucket(day, name) if name in BUCKETS else next(place) for name in by)
            if None not in cell:
                answer[cell] += number
    return {cell: number for cell, number in answer.items() if number}


def _counted(articles: list[Planted], filters: Filters, key: dict[str, str]) -> list[tuple[date | None, int]]:
    if filters.measure == "mentions":
        return [(article.day, _occurrences(article, filters, key)) for article in articles]
    if filters.measure == "articles":
        return [(article.day, 1) for article in articles]
    stories: dict[int, list[date]] = defaultdict(list)
    for article in articles:
        stories[article.story] += [article.day] if article.day else []
    return [(min(days, default=None), 1) for days in stories.values()]


def _occurrences(article: Planted, filters: Filters, key: dict[str, str]) -> int:
    in_texts = filters.country_role != "published"
    if "actor" in key:
        return article.actors[key["actor"]]
    if "country" in key and in_texts:
        return article.countries[key["country"]]
    actors = sum(article.actors.get(actor, 0) for actor in filters.actors)
    countries = sum(article.countries.get(iso, 0) for iso in filters.countries) if in_texts else 0
    if filters.actors or (filters.countries and in_texts):
        return actors + countries
    return sum(article.actors.values()) + sum(article.countries.values())


def _bucket(day: date | None, bucket: str) -> date | None:
    if day is None or bucket == "day":
        return day
    return day - timedelta(days=day.weekday()) if bucket == "week" else day.replace(day=1)


def questions(measure: Measure, role: CountryRole) -> list[Filters]:
    base = Filters(measure=measure, country_role=role)
    period = (END - timedelta(days=60), END - timedelta(days=20))
    return [
        base,
        Filters(*period, measure=measure, country_role=role),
        Filters(actors=("un", "who"), measure=measure, country_role=role),
        Filters(countries=("NPL", "KEN", "PRT"), measure=measure, country_role=role),
        Filters(*period, actors=("un", "imf"), countries=("KEN", "NPL"), measure=measure, country_role=role),
        Filters(start=period[1], sources=SOURCES, measure=measure, country_role=role),
    ]


SOURCES = ("lanternpost.example",)


@pytest.mark.parametrize("role", [role for role in COUNTRY_ROLES if role != "about"])
@pytest.mark.parametrize("measure", MEASURES)
def test_every_count_is_the_planted_one(
    desk: Desk, planted: list[Planted], measure: Measure, role: CountryRole
) -> None:
    for filters, by in product(questions(measure, role), SPLITS):
        answer = counts(desk, filters, by)
        found = {tuple(row[: len(by)]): row[len(by)] for row in answer.itertuples(index=False, name=None)}
        assert found == expected(planted, filters, by), (filters, by)


def test_totals_are_counts_without_the_choice(desk: Desk, planted: list[Planted]) -> None:
    filters = Filters(actors=("un",), countries=("KEN",))
    answer = counts(desk, filters, ("actor", "month"))
    totals = expected(planted, filters.without_entities(), ("month",))
    assert len(answer) > 1
    for row in answer.itertuples():
        assert row.total == totals[(row.month,)]
        assert row.share == row.count / row.total


def test_what_was_cut_is_what_was_planted(desk: Desk, demo: Demo) -> None:
    rows = desk.arrow(desk.articles.select("url", "text", "removed")).to_pylist()
    stored = {row["url"]: row for row in rows}
    assert len(stored) == len(demo.truth.articles)
    lines = Counter(
        (article.source, piece.text) for article in demo.truth.articles for piece in article.removed
    )
    for article in demo.truth.articles:
        row = stored[article.url]
        if any(
            piece.reason == "repeated line of this source"
            and lines[article.source, piece.text] < FURNITURE_ARTICLES
            for piece in article.removed
        ):
            continue  # a source too small to tell that it repeats itself
        assert row["text"] == article.text
        assert [piece["text"] for piece in row["removed"]] == [piece.text for piece in article.removed]


def test_the_planted_calendar_shows(desk: Desk, demo: Demo) -> None:
    days: dict[str, list[date]] = defaultdict(list)
    for source, day in counts(desk, Filters(measure="articles"), ("source", "day"))[["source", "day"]].values:
        days[source].append(day)
    late, silent, stopped = demo.truth.late_source, demo.truth.silent_source, demo.truth.stopped_source
    assert late is not None
    assert silent is not None
    assert silent.silent is not None
    assert stopped is not None
    assert min(days[late.source]) >= late.first_day > demo.truth.start
    assert max(days[stopped.source]) <= stopped.last_day < demo.truth.end
    assert not [day for day in days[silent.source] if silent.silent[0] <= day <= silent.silent[1]]


def test_the_planted_sources_exist(demo: Demo) -> None:
    """The questions above ask for it by name."""
    assert set(SOURCES) <= {source.source for source in demo.truth.sources}
    assert Path(DATA / "demo").is_dir()
