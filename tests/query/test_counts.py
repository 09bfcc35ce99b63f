"""Planted truth: every measure against a reference in plain Python that reads like its definition."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from math import sqrt
from statistics import mean, stdev
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import FilterError
from monitor.filters import BUCKETS, COUNTRY_ROLES, MEASURES, Cell, Dimension, Filters
from monitor.query.counts import VALUES, counts
from monitor.query.evidence import COLUMNS, SORTS, evidence
from monitor.query.tallied import SUMS, tallied
from monitor.query.totals import summary

Article = dict[str, Any]
Key = tuple[Any, ...]

# The reference. It knows nothing of tables: an article is a dictionary that holds its mentions.

SEARCHES: dict[str, Callable[[set[str]], bool]] = {
    "": lambda _: True,
    "flood": lambda words: "flood" in words,
    "flood AND NOT trade": lambda words: "flood" in words and "trade" not in words,
    "-flood OR relief": lambda words: "flood" not in words or "relief" in words,
}


def passes(article: Article, filters: Filters) -> bool:
    if filters.start or filters.end:
        if article["day"] is None:
            return False
        if filters.start and article["day"] < filters.start:
            return False
        if filters.end and article["day"] > filters.end:
            return False
    return (
        (not filters.sources or article["source"] in filters.sources)
        and (not filters.languages or article["language"] in filters.languages)
        and SEARCHES[filters.search](set(article["title"].split()))
        and (not filters.actors or bool(set(filters.actors) & entities(article, "actor")))
        and (not filters.countries or bool(set(filters.countries) & countries(article, filters)))
    )


def entities(article: Article, kind: str) -> set[str]:
    return {mention["entity"] for mention in article["mentions"] if mention["kind"] == kind}


def countries(article: Article, filters: Filters) -> set[str]:
    if filters.country_role == "mentioned":
        return entities(article, "country")
    if filters.country_role == "about":
        return set(article["about"])
    return {article["source_country"]} - {None}


def combinations(article: Article, filters: Filters, by: tuple[Dimension, ...]) -> Iterator[dict[str, str]]:
    """Every way in which the article belongs to a row, its bucket aside."""
    actors = entities(article, "actor") if "actor" in by else {""}
    places = countries(article, filters) if "country" in by else {""}
    for actor in actors & set(filters.actors) if "actor" in by and filters.actors else actors:
        for country in places & set(filters.countries) if "country" in by and filters.countries else places:
            row = {"actor": actor, "country": country, **{key: article[key] for key in ("source", "language")}}
            yield {key: row[key] for key in by if key not in BUCKETS}


def counted_kinds(filters: Filters, by: tuple[Dimension, ...]) -> set[str]:
    """Empty: the question names nothing that occurs in a text."""
    in_texts = filters.country_role != "published"
    if "actor" in by:
        return {"actor"}
    if "country" in by and in_texts:
        return {"country"}
    return ({"actor"} if filters.actors else set()) | ({"country"} if filters.countries and in_texts else set())


def occurrences(
    article: Article, row: dict[str, str], filters: Filters, by: tuple[Dimension, ...]
) -> list[dict]:
    kinds = counted_kinds(filters, by)
    if not kinds:
        return article["mentions"]
    found = [mention for mention in article["mentions"] if mention["kind"] in kinds]
    if "actor" in by:
        return [mention for mention in found if mention["entity"] == row["actor"]]
    if kinds == {"country"} and "country" in by:
        return [mention for mention in found if mention["entity"] == row["country"]]
    chosen = {"actor": filters.actors, "country": filters.countries}
    return [
        mention
        for mention in found
        if mention["entity"] in chosen[mention["kind"]]
        and (mention["kind"] == "actor" or mention["entity"] in countries(article, filters))
    ]


def tones(article: Article, row: dict[str, str], filters: Filters, by: tuple[Dimension, ...]) -> list[float]:
    """The tone of each distinct sentence that is counted; the title is number −1."""
    sounds = {-1: article["title_tone"], **{i: s["tone"] for i, s in enumerate(article["sentences"])}}
    numbers = (
        {mention["sentence"] for mention in occurrences(article, row, filters, by)}
        if counted_kinds(filters, by)
        else set(sounds)
    )
    return [sounds[number] for number in numbers if sounds[number] is not None]


def first_of(day: date, bucket: str) -> date:
    if bucket == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if bucket == "month" else day


def places(day: date | None, by: tuple[Dimension, ...]) -> dict[str, date] | None:
    """None for a day that lies in no bucket that is asked for."""
    buckets = [dimension for dimension in by if dimension in BUCKETS]
    if day is None:
        return None if buckets else {}
    return {bucket: first_of(day, bucket) for bucket in buckets}


def earliest(articles: list[Article]) -> Article:
    far = datetime.max.replace(tzinfo=UTC)
    return min(articles, key=lambda article: (article["published_at"] or far, article["article_id"]))


def reference(corpus: list[Article], filters: Filters, by: tuple[Dimension, ...]) -> dict[Key, dict[str, Any]]:
    """Row key → what the answer must say, and which articles it must list."""
    groups: dict[Key, tuple[dict[str, str], list[Article]]] = {}
    for article in corpus:
        if passes(article, filters):
            for row in combinations(article, filters, by):
                groups.setdefault(tuple(row.items()), (row, []))[1].append(article)
    answer: dict[Key, dict[str, Any]] = {}

    def cell(row: dict[str, str], day: date | None) -> dict[str, Any] | None:
        place = places(day, by)
        if place is None:
            return None
        key = tuple({**row, **place}[dimension] for dimension in by)
        return answer.setdefault(key, {"count": 0, "listed": set(), "means": []})

    for row, articles in groups.values():
        for article in articles:
            if filters.measure != "stories" and (here := cell(row, article["day"])) is not None:
                number = len(occurrences(article, row, filters, by)) if filters.measure == "mentions" else 1
                here["count"] += number
                here["listed"] |= {article["article_id"]} if number else set()
        for story in {article["story_id"] for article in articles}:
            parts = [article for article in articles if article["story_id"] == story]
            first = earliest(parts)
            if (here := cell(row, first["day"])) is None:
                continue
            if filters.measure == "stories":
                here["count"] += 1
                here["listed"].add(first["article_id"])
            sounds = [tone for article in parts for tone in tones(article, row, filters, by)]
            here["means"] += [mean(sounds)] if sounds else []
    whole = totals(corpus, filters, by)
    for key, here in answer.items():
        here["total"] = whole.get(without_entities(key, by), 0)
    return {key: here for key, here in answer.items() if here["count"]}


def without_entities(key: Key, by: tuple[Dimension, ...]) -> Key:
    return tuple(
        value for value, dimension in zip(key, by, strict=True) if dimension not in ("actor", "country")
    )


def totals(corpus: list[Article], filters: Filters, by: tuple[Dimension, ...]) -> dict[Key, int]:
    kinds = counted_kinds(filters, by) or {"actor", "country"}
    kept = tuple(dimension for dimension in by if dimension not in ("actor", "country"))
    passed = [article for article in corpus if passes(article, filters.without_entities())]
    sums: dict[Key, int] = {}

    def add(article: Article, number: int) -> None:
        place = places(article["day"], kept)
        if place is not None:
            key = tuple({**article, **place}[dimension] for dimension in kept)
            sums[key] = sums.get(key, 0) + number

    if filters.measure == "stories":
        stories: dict[Key, list[Article]] = {}
        for article in passed:
            row = tuple(article[dimension] for dimension in kept if dimension not in BUCKETS)
            stories.setdefault((row, article["story_id"]), []).append(article)
        for articles in stories.values():
            add(earliest(articles), 1)
    else:
        for article in passed:
            named = sum(mention["kind"] in kinds for mention in article["mentions"])
            add(article, named if filters.measure == "mentions" else 1)
    return sums


# Small worlds, in which everything collides

ACTORS = ("asif", "nato", "ttp")
COUNTRIES = ("AFG", "IND", "PAK")
KARACHI = timedelta(hours=5)  # days of a zone that is not UTC: buckets follow the day, order the instant
tone_values = st.none() | st.integers(-64, 64).map(lambda number: number / 64)


def some(values: tuple[str, ...], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, min_size=least, max_size=2).map(tuple)


@st.composite
def article_rows(draw: st.DrawFn, number: int) -> Article:
    hours = draw(st.none() | st.integers(0, 45 * 24))
    published = None if hours is None else datetime(2024, 1, 29, tzinfo=UTC) + timedelta(hours=hours)
    title_tone = draw(tone_values)
    sentences = draw(st.lists(tone_values, max_size=3))
    sounds = [*sentences, title_tone]  # index −1 is the title's
    named = st.sampled_from([("actor", actor) for actor in ACTORS] + [("country", code) for code in COUNTRIES])
    mentions = draw(st.lists(st.tuples(named, st.integers(-1, len(sentences) - 1)), max_size=5))
    return {
        "article_id": f"a{number}",
        "story_id": draw(st.sampled_from(["s1", "s2", "s3"])),
        "published_at": published,
        "day": published and (published + KARACHI).date(),
        "source": draw(st.sampled_from(["dawn.example", "herald.example"])),
        "source_country": draw(st.sampled_from(["PAK", "IND", None])),
        "language": draw(st.sampled_from(["en", "de"])),
        "title": " ".join(draw(st.lists(st.sampled_from(["flood", "trade", "relief"]), max_size=2))),
        "about": list(draw(some(COUNTRIES))),
        "title_tone": title_tone,
        "sentences": [{"start": i, "end": i + 1, "tone": tone} for i, tone in enumerate(sentences)],
        "mentions": [
            {"article_id": f"a{number}", "kind": kind, "entity": entity, "sentence": at, "tone": sounds[at]}
            for (kind, entity), at in mentions
        ],
    }


@st.composite
def corpora(draw: st.DrawFn) -> list[Article]:
    return [draw(article_rows(number)) for number in range(draw(st.sampled_from([12, 9, 6, 1])))]


# Few filters at once: most worlds would let nothing pass through seven of them, and prove nothing.
CHOICES: dict[str, st.SearchStrategy[Any]] = {
    "start": st.dates(date(2024, 1, 25), date(2024, 2, 20)),
    "end": st.dates(date(2024, 2, 20), date(2024, 3, 20)),
    "actors": some(ACTORS, 1),
    "countries": some(COUNTRIES, 1),
    "sources": some(("dawn.example", "herald.example"), 1),
    "languages": some(("en", "fr"), 1),
    "search": st.sampled_from(list(SEARCHES)),
}


@st.composite
def questions(draw: st.DrawFn) -> tuple[Filters, tuple[Dimension, ...]]:
    chosen = draw(st.lists(st.sampled_from(list(CHOICES)), unique=True, max_size=2))
    filters = Filters(
        country_role=draw(st.sampled_from(COUNTRY_ROLES)),
        measure=draw(st.sampled_from(MEASURES)),
        **{name: draw(CHOICES[name]) for name in chosen},
    )
    named = draw(st.lists(st.sampled_from(["actor", "country", "source", "language"]), unique=True, max_size=2))
    bucket = draw(st.sampled_from([*BUCKETS, None]))
    return filters, tuple(draw(st.permutations([*named, *([bucket] if bucket else [])])))


def tried(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


def desk_over(desk_of: Callable[..., Any], corpus: list[Article]) -> Any:
    rows = [{key: value for key, value in article.items() if key != "mentions"} for article in corpus]
    return desk_of(rows, [mention for article in corpus for mention in article["mentions"]])


@given(corpora(), st.lists(questions(), min_size=4, max_size=6))
@tried(10)
def test_counts_are_what_the_definitions_say(desk_of, tallied_desk_of, corpus, asked):
    desks = [desk_over(of, corpus) for of in (desk_of, tallied_desk_of)]
    for filters, by in asked:
        for desk in desks:
            check(desk, corpus, filters, by)


@st.composite
def questions_of_one_kind(draw: st.DrawFn) -> tuple[Filters, tuple[Dimension, ...]]:
    """What tallies can answer: over any period, at most one kind of thing, of all languages or of one."""
    kind = draw(st.sampled_from(["", "actor", "country", "source", "language"]))
    chosen = draw(
        st.sampled_from([(), ("start",), ("end",), ("start", "end"), ("languages",), ("start", "languages")])
    )
    own = {"actor": "actors", "country": "countries", "source": "sources"}.get(kind)
    values = {name: draw(CHOICES[name]) for name in (*chosen, *([own] if own and draw(st.booleans()) else []))}
    filters = Filters(
        country_role=draw(st.sampled_from(COUNTRY_ROLES)), measure=draw(st.sampled_from(MEASURES)), **values
    )
    bucket = draw(st.sampled_from([*BUCKETS, None]))
    return filters, tuple(part for part in (kind, bucket) if part)


@given(corpora(), st.lists(questions_of_one_kind(), min_size=8, max_size=8))
@tried(15)
def test_tallies_say_the_same(tallied_desk_of, corpus, asked):
    desk = desk_over(tallied_desk_of, corpus)
    for filters, by in asked:
        assert tallied(desk, filters, by, SUMS) is not None or len(filters.languages) > 1
        check(desk, corpus, filters, by)


def check(desk: Any, corpus: list[Article], filters: Filters, by: tuple[Dimension, ...]) -> None:
    answer = counts(desk, filters, by)
    truth = reference(corpus, filters, by)
    assert list(answer.columns) == [*by, *VALUES]
    rows = {tuple(row[dimension] for dimension in by): row for row in answer.to_dict("records")}
    assert len(rows) == len(answer)
    assert {key: (row["count"], row["total"]) for key, row in rows.items()} == {
        key: (row["count"], row["total"]) for key, row in truth.items()
    }
    for key, row in rows.items():
        check_share_and_tone(row, truth[key])


@pytest.fixture(scope="module")
def world() -> list[Article]:
    """Forty articles of twelve stories, drawn once: dense enough that each rule decides some row."""
    dice = random.Random(7)
    return [drawn(dice, number) for number in range(40)]


def drawn(dice: random.Random, number: int) -> Article:
    published = (
        datetime(2024, 1, 29, tzinfo=UTC) + timedelta(hours=dice.randrange(1000)) if number % 8 else None
    )
    sounds = [dice.choice([None, dice.randint(-64, 64) / 64]) for _ in range(4)]
    named = [("actor", actor) for actor in ACTORS] + [("country", code) for code in COUNTRIES]
    mentions = [(*dice.choice(named), dice.randint(-1, 2)) for _ in range(dice.randint(0, 5))]
    return {
        "article_id": f"a{number:02}",
        "story_id": f"s{dice.randrange(12)}",
        "published_at": published,
        "day": published and (published + KARACHI).date(),
        "source": dice.choice(["dawn.example", "herald.example"]),
        "source_country": dice.choice(["PAK", "IND", None]),
        "language": dice.choice(["en", "en", "de"]),
        "title": dice.choice(["flood", "flood trade", "relief"]),
        "about": dice.sample(COUNTRIES, dice.randrange(3)),
        "title_tone": sounds[-1],
        "sentences": [{"start": i, "end": i + 1, "tone": tone} for i, tone in enumerate(sounds[:-1])],
        "mentions": [
            {"article_id": f"a{number:02}", "kind": kind, "entity": entity, "sentence": at, "tone": sounds[at]}
            for kind, entity, at in mentions
        ],
    }


SPLITS: list[tuple[Dimension, ...]] = [(), ("week",), ("actor",), ("country",), ("actor", "country", "month")]
CHOSEN = [
    {},
    {"actors": ("asif", "ttp")},
    {"countries": ("PAK", "IND")},
    {"actors": ("nato",), "countries": ("PAK",)},
]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("role", COUNTRY_ROLES)
def test_every_pairing_of_role_choice_and_split(desk_of, tallied_desk_of, world, role, measure):
    desks = [desk_over(of, world) for of in (desk_of, tallied_desk_of)]
    for desk, by, chosen in product(desks, SPLITS, CHOSEN):
        check(desk, world, Filters(measure=measure, country_role=role, **chosen), by)


# Two-sided 5 %, by number of stories.
STUDENT = dict(enumerate([12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912], start=2)) | dict(
    enumerate([2.364624, 2.306004, 2.262157, 2.228139, 2.200985], start=8)
)


def check_share_and_tone(row: dict[str, Any], truth: dict[str, Any]) -> None:
    if truth["total"]:
        assert row["share"] == truth["count"] / truth["total"]
    else:
        assert pd.isna(row["share"])
    means = truth["means"]
    assert row["tone_n"] == len(means)
    if not means:
        assert pd.isna(row["tone"])
        return
    assert row["tone"] == pytest.approx(mean(means), abs=1e-6)
    if len(means) == 1:
        assert pd.isna(row["tone_low"])
        assert pd.isna(row["tone_high"])
        return
    half = STUDENT[len(means)] * stdev(means) / sqrt(len(means))
    assert row["tone_low"] == pytest.approx(max(-1, mean(means) - half), abs=1e-6)
    assert row["tone_high"] == pytest.approx(min(1, mean(means) + half), abs=1e-6)


@given(corpora(), st.lists(questions(), min_size=1, max_size=2))
@tried(10)
def test_behind_every_number_stand_exactly_its_articles(desk_of, corpus, asked):
    desk = desk_over(desk_of, corpus)
    for filters, by in asked:
        truth = reference(corpus, filters, by)
        for row in counts(desk, filters, by).to_dict("records"):
            listing = evidence(desk, filters, cell_of(row, by))
            assert listing.total == row["count"]
            expected = truth[tuple(row[dimension] for dimension in by)]
            assert set(listing.rows["article_id"]) == expected["listed"]
            assert len(listing.rows) == listing.row_count == len(expected["listed"])
            if filters.measure == "mentions":
                assert listing.rows["mentions"].sum() == row["count"]


def cell_of(row: dict[str, Any], by: tuple[Dimension, ...]) -> Cell:
    bucket = next((dimension for dimension in by if dimension in BUCKETS), None)
    named = {dimension: row[dimension] for dimension in by if dimension != bucket}
    return Cell(**named, bucket=bucket, start=row[bucket] if bucket else None)


@given(corpora(), questions())
@tried(10)
def test_the_summary_and_the_whole_list_agree_with_the_counts(tallied_desk_of, corpus, asked):
    filters, _ = asked
    desk = desk_over(tallied_desk_of, corpus)
    answer = counts(desk, filters, ())
    shown = answer["count"].sum()
    assert getattr(summary(desk, filters), filters.measure) == shown
    assert evidence(desk, filters).total == shown
    passed = [article for article in corpus if passes(article, filters)]
    whole = summary(desk, filters)
    assert whole.undated == sum(article["day"] is None for article in passed)
    assert whole.sources == len({article["source"] for article in passed})
    assert whole.first_day == min((a["day"] for a in passed if a["day"]), default=None)


# Cases to read

MARCH = [
    {"article_id": "a1", "story_id": "s1", "day": date(2024, 3, 1), "source": "wire.example"},
    {"article_id": "a2", "story_id": "s1", "day": date(2024, 3, 4), "source": "dawn.example"},
    {"article_id": "a3", "story_id": "s2", "day": date(2024, 3, 5), "source": "dawn.example"},
    {"article_id": "a4", "story_id": "s3", "day": None, "source": "dawn.example"},
]
NATO = [
    {"article_id": "a2", "entity": "nato", "tone": 0.5},
    {"article_id": "a2", "entity": "nato", "tone": 0.5},
    {"article_id": "a3", "entity": "nato", "tone": -0.5},
    {"article_id": "a4", "entity": "nato", "tone": None},
]


def test_a_story_counts_where_its_first_article_with_the_actor_stands(desk_of):
    answer = counts(desk_of(MARCH, NATO), Filters(), ("week", "actor"))
    assert answer[["week", "actor", "count", "total"]].values.tolist() == [[date(2024, 3, 4), "nato", 2, 1]]


def test_without_time_the_undated_article_counts(desk_of):
    answer = counts(desk_of(MARCH, NATO), Filters(), ("actor",))
    row = answer.to_dict("records")[0]
    assert (row["count"], row["total"], row["tone"], row["tone_n"]) == (3, 3, 0.0, 2)
    assert (row["tone_low"], row["tone_high"]) == (-1.0, 1.0)


def test_within_a_period_the_undated_article_does_not_count(desk_of):
    answer = counts(desk_of(MARCH, NATO), Filters(start=date(2024, 1, 1), measure="articles"), ("actor",))
    assert answer["count"].tolist() == [2]


@pytest.mark.parametrize(
    ("measure", "count", "total"), [("stories", 3, 3), ("articles", 3, 4), ("mentions", 4, 4)]
)
def test_each_measure_counts_its_own_thing(desk_of, measure, count, total):
    row = counts(desk_of(MARCH, NATO), Filters(actors=("nato",), measure=measure), ()).to_dict("records")[0]
    assert (row["count"], row["total"]) == (count, total)


def test_two_dimensions_of_time_agree(desk_of):
    answer = counts(desk_of(MARCH, NATO), Filters(measure="articles"), ("day", "month"))
    assert answer["day"].tolist() == [date(2024, 3, 1), date(2024, 3, 4), date(2024, 3, 5)]
    assert set(answer["month"]) == {date(2024, 3, 1)}


def test_rows_come_by_time_then_by_falling_count_then_by_name(desk_of):
    articles = [{"article_id": f"a{i}", "day": date(2024, 5, 1 + i % 2)} for i in range(6)]
    named = ["b", "a", "a", "c", "c", "a"]
    mentions = [{"article_id": f"a{i}", "entity": entity} for i, entity in enumerate(named)]
    answer = counts(desk_of(articles, mentions), Filters(), ("actor", "day"))
    assert answer[["day", "actor"]].values.tolist() == [
        [date(2024, 5, 1), "a"],
        [date(2024, 5, 1), "b"],
        [date(2024, 5, 1), "c"],
        [date(2024, 5, 2), "a"],
        [date(2024, 5, 2), "c"],
    ]
    whole = counts(desk_of(articles, mentions), Filters(), ("actor",))
    assert whole["actor"].tolist() == ["a", "c", "b"]


@pytest.mark.parametrize("by", [(), ("actor",), ("country", "week"), ("source", "language", "month")])
@pytest.mark.parametrize("measure", MEASURES)
def test_an_empty_store_answers_with_an_empty_frame(desk_of, by, measure):
    answer = counts(desk_of([]), Filters(measure=measure), by)
    assert list(answer.columns) == [*by, *VALUES]
    assert answer.empty
    assert str(answer["count"].dtype) == str(answer["total"].dtype) == "int64"


def test_filters_from_strangers_are_values_not_code(desk_of):
    hostile = "'); DROP TABLE articles; --"
    desk = desk_of([{"article_id": "a1", "source": hostile}], [{"article_id": "a1", "entity": hostile}])
    for filters in (Filters(actors=(hostile,)), Filters(sources=(hostile,)), Filters(languages=(hostile,))):
        counts(desk, filters, ("actor", "source"))
    answer = counts(desk, Filters(actors=(hostile,), sources=(hostile,)), ("actor",))
    assert answer["actor"].tolist() == [hostile]
    assert evidence(desk, Filters(), Cell(actor=hostile)).total == 1


@pytest.mark.parametrize("value", ["\ud800", "a\x00b"])
def test_what_no_text_can_hold_is_refused(desk_of, value):
    with pytest.raises(FilterError, match="Take it out"):
        counts(desk_of(MARCH), Filters(actors=(value,)), ())


def test_a_search_of_spaces_asks_for_nothing(desk_of):
    assert counts(desk_of(MARCH), Filters(search="  "), ())["count"].tolist() == [3]


# Lists


@pytest.fixture(scope="module")
def desk(desk_of):
    return desk_of(MARCH, NATO)


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        ("newest", ["a3", "a2", "a4"]),
        ("oldest", ["a2", "a3", "a4"]),
        ("most mentions", ["a2", "a3", "a4"]),
        ("most positive", ["a2", "a3", "a4"]),
        ("most negative", ["a3", "a2", "a4"]),
    ],
)
def test_a_list_is_sorted_with_what_has_no_date_or_tone_last(desk, sort, ids):
    listing = evidence(desk, Filters(actors=("nato",), measure="articles"), sort=sort)
    assert listing.rows["article_id"].tolist() == ids


@pytest.mark.parametrize("sort", SORTS)
def test_pages_put_together_are_the_whole_list(desk, sort):
    whole = evidence(desk, Filters(measure="articles"), sort=sort)
    pages = [evidence(desk, Filters(measure="articles"), sort=sort, offset=at, limit=1) for at in range(4)]
    assert [page.rows["article_id"][0] for page in pages] == whole.rows["article_id"].tolist()
    assert {page.total for page in pages} == {4}


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("sort", SORTS)
def test_a_list_without_rows_says_the_same_numbers(desk, sort, measure):
    filters = Filters(measure=measure)
    whole = evidence(desk, filters, sort=sort)
    bare, behind = (evidence(desk, filters, sort=sort, **page) for page in ({"limit": 0}, {"offset": 99}))
    assert (bare.total, bare.row_count) == (whole.total, whole.row_count)
    pd.testing.assert_frame_equal(bare.rows, behind.rows)


def test_a_story_in_a_list_shows_its_first_article_and_its_copies(desk):
    rows = evidence(desk, Filters(), sort="oldest").rows
    assert tuple(rows.columns) == COLUMNS
    assert rows[["article_id", "copies", "mentions"]].values.tolist() == [
        ["a1", 2, 2],
        ["a3", 1, 1],
        ["a4", 1, 1],
    ]


def test_a_cell_outside_the_filters_is_empty(desk):
    assert evidence(desk, Filters(actors=("nato",)), Cell(actor="ttp")).total == 0


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"sort": "random"}, "Choose one of: newest"),
        ({"offset": -1}, "below 0"),
        ({"limit": -1}, "below 0"),
        ({"cell": Cell(bucket="week")}, "both or neither"),
        ({"cell": Cell(start=date(2024, 1, 1))}, "both or neither"),
    ],
)
def test_a_list_that_makes_no_sense_is_refused(desk, wrong, says):
    with pytest.raises(FilterError, match=says):
        evidence(desk, Filters(), **wrong)
