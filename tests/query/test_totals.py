"""What was collected: totals, coverage, gaps, choices, quarantine."""

from datetime import UTC, date, datetime

import pytest

from monitor.filters import Filters
from monitor.query.choices import Choice, choices
from monitor.query.coverage import coverage, sources
from monitor.query.quarantine import quarantine, reasons, undated
from monitor.query.totals import Summary, buckets, previous, summary

ARTICLES = [
    {
        "article_id": "a1",
        "story_id": "s1",
        "day": date(2024, 2, 26),
        "source": "dawn.example",
        "title": "Flood",
    },
    {"article_id": "a2", "story_id": "s1", "day": date(2024, 3, 4), "source": "wire.example", "title": "Flood"},
    {"article_id": "a3", "story_id": "s2", "day": date(2024, 3, 4), "source": "dawn.example", "title": "Talks"},
    {
        "article_id": "a4",
        "story_id": "s3",
        "day": date(2024, 3, 18),
        "source": "dawn.example",
        "title_only": True,
    },
    {
        "article_id": "a5",
        "story_id": "s4",
        "source": "late.example",
        "language": "de",
        "published_raw": "31/31",
    },
]
ARTICLES = [{"source_country": "PAK" if row["source"] == "dawn.example" else None, **row} for row in ARTICLES]
MENTIONS = [
    {"article_id": "a1", "entity": "nato"},
    {"article_id": "a1", "entity": "nato"},
    {"article_id": "a3", "entity": "ttp"},
    {"article_id": "a3", "entity": "nato"},
    {"article_id": "a4", "entity": "IND", "kind": "country", "sentence": -1},
]
QUARANTINE = [
    {
        "quarantine_id": f"q{i}",
        "file": "b.json",
        "line": 9 - i,
        "reason": "no text",
        "at": datetime(2024, 1, day, tzinfo=UTC),
    }
    for i, day in enumerate([1, 2, 2])
]


@pytest.fixture(scope="module")
def desk(desk_of):
    return desk_of(ARTICLES, MENTIONS, quarantine=QUARANTINE)


def rows(frame):
    return [tuple(row) for row in frame.astype(object).values.tolist()]


def test_the_summary_of_everything(desk):
    assert summary(desk, Filters()) == Summary(
        stories=4,
        articles=5,
        mentions=5,
        sources=3,
        undated=1,
        title_only=1,
        first_day=date(2024, 2, 26),
        last_day=date(2024, 3, 18),
    )


def test_the_summary_of_nothing(desk):
    assert summary(desk, Filters(actors=("nobody",))) == Summary(0, 0, 0, 0, 0, 0, None, None)


def test_mentions_are_those_of_the_chosen(desk):
    assert summary(desk, Filters(actors=("nato",))).mentions == 3
    assert summary(desk, Filters(countries=("IND",))).mentions == 1


def test_a_bucket_without_any_article_is_missing_and_one_without_matches_is_not(desk):
    expected = [
        (date(2024, 2, 26), 1, 1, 1),
        (date(2024, 3, 4), 1, 2, 2),  # two articles, but one of their stories began a week before
        (date(2024, 3, 18), 1, 1, 1),
    ]
    assert rows(buckets(desk, Filters(), "week")) == expected
    assert rows(buckets(desk, Filters(actors=("ttp",), countries=("IND",), search="talks"), "week")) == expected


def test_buckets_know_period_sources_and_languages(desk):
    assert rows(buckets(desk, Filters(start=date(2024, 3, 1), sources=("wire.example",)), "month")) == [
        (date(2024, 3, 1), 1, 1, 1)
    ]
    assert buckets(desk, Filters(languages=("de",)), "day").empty


def test_the_previous_period_has_the_same_length():
    before = previous(Filters(start=date(2024, 3, 1), end=date(2024, 3, 31), search="flood"))
    assert before == Filters(start=date(2024, 1, 30), end=date(2024, 2, 29), search="flood")
    day = Filters(start=date(2024, 3, 1), end=date(2024, 3, 1))
    assert previous(day) == Filters(start=date(2024, 2, 29), end=date(2024, 2, 29))


@pytest.mark.parametrize("filters", [Filters(), Filters(start=date(2024, 3, 1)), Filters(end=date(2024, 3, 1))])
def test_an_open_period_has_none_before_it(filters):
    assert previous(filters) is None


DAYS = [
    (date(2024, 2, 26), "dawn.example", 1),
    (date(2024, 3, 4), "dawn.example", 1),
    (date(2024, 3, 4), "wire.example", 1),
    (date(2024, 3, 18), "dawn.example", 1),
]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), DAYS),
        (Filters(end=date(2024, 3, 4)), DAYS[:3]),
        (Filters(sources=("wire.example",)), DAYS[2:3]),
        (Filters(languages=("de",)), []),
        (Filters(actors=("nato",)), DAYS[:2]),
        (Filters(search="-flood"), [DAYS[1], DAYS[3]]),
        (Filters(countries=("PAK",), country_role="published"), [DAYS[0], DAYS[1], DAYS[3]]),
    ],
)
def test_coverage_counts_articles_per_day_and_source(desk, filters, expected):
    assert rows(coverage(desk, filters)) == expected


def test_sources_with_their_gaps(desk):
    table = sources(desk, Filters()).set_index("source")
    assert list(table.index) == ["dawn.example", "late.example", "wire.example"]
    dawn, late, wire = (table.loc[name] for name in table.index)
    assert (dawn["source_country"], dawn["articles"], dawn["title_only"], dawn["days_with"]) == ("PAK", 3, 1, 3)
    assert (dawn["first_day"], dawn["last_day"]) == (date(2024, 2, 26), date(2024, 3, 18))
    assert (dawn["longest_gap_days"], dawn["gap_start"], dawn["silent_days"]) == (13, date(2024, 3, 5), 0)
    assert (wire["longest_gap_days"], wire["gap_start"], wire["silent_days"]) == (0, None, 14)
    assert (late["undated"], late["first_day"], late["days_with"]) == (1, None, 0)


def test_sources_follow_the_filters(desk):
    assert sources(desk, Filters(actors=("nato",)))["source"].tolist() == ["dawn.example"]
    assert sources(desk, Filters(actors=("nobody",))).empty


def test_choices_come_with_the_most_frequent_first(desk):
    found = choices(desk)
    assert found.actors == (Choice("nato", 2), Choice("ttp", 1))
    assert found.countries == (Choice("IND", 1),)
    assert found.publishing_countries == (Choice("PAK", 3),)
    assert [choice.value for choice in found.sources] == ["dawn.example", "late.example", "wire.example"]
    assert found.languages == (Choice("en", 4), Choice("de", 1))
    assert (found.first_day, found.last_day) == (date(2024, 2, 26), date(2024, 3, 18))


def test_an_empty_store_has_no_choices(desk_of):
    found = choices(desk_of([]))
    assert found.actors == found.sources == ()
    assert found.first_day is None


def test_the_quarantine_by_pages(desk):
    total, page = quarantine(desk, limit=2)
    assert total == 3
    assert page["quarantine_id"].tolist() == ["q2", "q1"]
    assert quarantine(desk, offset=2, limit=2)[1]["quarantine_id"].tolist() == ["q0"]


def test_the_undated_are_listed_whatever_the_period(desk):
    total, page = undated(desk, Filters(start=date(2024, 1, 1)))
    assert total == 1
    assert page[["article_id", "published_raw"]].values.tolist() == [["a5", "31/31"]]
    assert undated(desk, Filters(languages=("en",)))[0] == 0


def test_reasons_that_differ_in_numbers_and_names_are_one(desk_of):
    at = datetime(2024, 1, 1, tzinfo=UTC)
    texts = [
        "The line has 3,000,001 letters.", "The line has 12 letters.", "The field 'a b' is no text.",
        "The field 'c' is no text.", "The field 'd' is no text.", "No text.",
    ]  # fmt: skip
    rows_of = [
        {"quarantine_id": str(i), "file": f"{i % 2}.json", "reason": text, "at": at}
        for i, text in enumerate(texts)
    ]
    found = reasons(desk_of([], quarantine=rows_of))
    assert found[["reason", "inputs", "files"]].values.tolist() == [
        ["The field … is no text.", 3, 2],
        ["The line has … letters.", 2, 2],
        ["No text.", 1, 1],
    ]
    assert found["inputs"].sum() == len(texts)
