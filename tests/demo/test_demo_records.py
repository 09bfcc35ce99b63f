"""The demo's records: shape, size, days, determinism, and that they are plainly invented."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
import yaml

from monitor.demo import Demo, generate, stream, write_jsonl
from monitor.errors import InputError
from monitor.settings import DATA

END = date(2026, 5, 31)
FIELDS = {"url", "source", "source_country", "language", "title", "text", "published"}


@pytest.fixture(scope="module")
def demo() -> Demo:
    return generate(end=END)


def test_every_record_has_exactly_our_fields(demo: Demo) -> None:
    assert {frozenset(article) for article in demo.articles} == {frozenset(FIELDS)}
    texts = ("url", "source", "source_country", "language", "title", "text")
    assert all(isinstance(article[field], str) for article in demo.articles for field in texts)


def test_size_addresses_and_truth_agree(demo: Demo) -> None:
    assert len(demo.articles) == len(demo.truth.articles) == 3000
    assert len({article["url"] for article in demo.articles}) == 3000
    for number, (article, truth) in enumerate(zip(demo.articles, demo.truth.articles, strict=True)):
        assert truth.number == number
        assert (article["url"], article["source"], article["language"]) == (
            truth.url,
            truth.source,
            truth.language,
        )


def test_the_address_lies_at_its_source(demo: Demo) -> None:
    for article in demo.articles:
        assert article["source"].endswith(".example")
        assert article["url"].startswith(f"https://{article['source']}/")


def test_the_year_ends_on_the_last_day_and_starts_365_days_before(demo: Demo) -> None:
    days = [truth.day for truth in demo.truth.articles if truth.day]
    assert (demo.truth.start, demo.truth.end) == (date(2025, 6, 1), END)
    assert (min(days), max(days)) == (demo.truth.start, END)


def test_the_demo_ends_yesterday_when_nothing_is_said() -> None:
    before = datetime.now(UTC).date()
    end = generate(size=5, days=3).truth.end
    assert before - timedelta(days=1) <= end < datetime.now(UTC).date()


def test_the_same_seed_gives_the_same_demo_and_another_seed_another(demo: Demo) -> None:
    again, other = generate(end=END), generate(seed=8, end=END)
    assert again == demo
    assert [article["text"] for article in other.articles] != [article["text"] for article in demo.articles]


def test_the_stream_gives_the_records_of_generate(demo: Demo) -> None:
    assert list(stream(end=END)) == demo.articles


def test_a_stream_of_ten_million_articles_starts_at_once() -> None:
    first = list(islice(stream(size=10_000_000, end=END), 200))
    assert len({article["url"] for article in first}) == 200


@pytest.mark.parametrize("size", [1, 2, 7, 60, 777])
def test_every_size_is_met_exactly(size: int) -> None:
    assert len(generate(size=size, end=END).articles) == size


@pytest.mark.parametrize("days", [1, 2, 30, 89])
def test_a_short_demo_fits_its_days_and_has_no_events(days: int) -> None:
    truth = generate(size=150, days=days, start=date(2024, 2, 28)).truth
    assert all(truth.start <= article.day <= truth.end for article in truth.articles if article.day)
    assert (truth.end - truth.start).days + 1 == days
    assert (truth.late_source, truth.silent_source, truth.stopped_source) == (None, None, None)
    assert (truth.bursts, truth.tone_shifts) == ((), ())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"size": 0}, "A demo of 0 articles"),
        ({"days": 0}, "A demo of 0 days"),
        ({"start": date(2024, 2, 1), "end": date(2024, 1, 1)}, "Swap the two days"),
    ],
    ids=["no article", "no day", "ends before it starts"],
)
def test_what_cannot_be_made_is_refused_with_a_sentence(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        generate(**arguments)  # type: ignore[arg-type]


def test_published_is_an_instant_of_its_day_or_plainly_wrong(demo: Demo) -> None:
    wrong = set()
    for article, truth in zip(demo.articles, demo.truth.articles, strict=True):
        if truth.dated:
            assert datetime.fromisoformat(article["published"]).astimezone(UTC).date() == truth.day
        else:
            assert truth.day is None
            wrong.add(article["published"])
    assert None in wrong
    assert len(wrong) >= 4


def test_weekends_are_quieter(demo: Demo) -> None:
    per_weekday = Counter(truth.day.weekday() for truth in demo.truth.articles if truth.day)
    assert max(per_weekday[5], per_weekday[6]) < 0.8 * min(per_weekday[day] for day in range(5))


def test_twenty_five_outlets_in_fifteen_countries_and_all_of_them_print(demo: Demo) -> None:
    sources = demo.truth.sources
    assert len(sources) == len({source.name for source in sources}) == 25
    assert len({source.country for source in sources}) == 15
    assert {truth.source for truth in demo.truth.articles} == {source.source for source in sources}


def test_lengths_lie_between_a_brief_and_a_long_read(demo: Demo) -> None:
    words = sorted(
        len(truth.text.split())
        for truth in demo.truth.articles
        if truth.language == "en" and not truth.title_only
    )
    assert words[0] >= 80
    assert words[-1] <= 600
    assert words[len(words) // 10] < 160
    assert words[-len(words) // 10] > 320


def test_nothing_of_the_templates_is_left_in_print(demo: Demo) -> None:
    leftover = re.compile(r"[{}\[\]|]|%\(|%s|\s{3,}| \.| ,|\b(\w+) \1\b")
    allowed = {"that that", "had had"}
    for article in demo.articles:
        for field in (article["title"], article["text"].replace("\n\n", "¶")):
            found = leftover.search(field)
            assert found is None or found[0] in allowed, field[max(0, found.start() - 40) : found.end() + 40]


def test_every_sentence_opens_with_a_capital_or_a_figure(demo: Demo) -> None:
    for article, truth in zip(demo.articles, demo.truth.articles, strict=True):
        for paragraph in [article["title"], *truth.text.split("\n\n")]:
            assert not paragraph[:1].islower(), paragraph
            small = re.search(r"[.!?]”? “?[a-z]", paragraph)
            assert small is None, paragraph


def test_no_titles_of_office_that_would_point_at_living_people(demo: Demo) -> None:
    office = re.compile(
        r"\b(?:minister|president|premier|chancellor|king|queen|pope|secretary[- ]general|director[- ]general"
        r"|governor|ambassador|mayor|general|commissioner)\b",
        re.IGNORECASE,
    )
    for article in demo.articles:
        if article["language"] == "en":
            assert not office.search(article["title"] + " " + article["text"])


def test_quoted_people_are_invented(demo: Demo) -> None:
    actors = DATA / "actors.yaml"
    if not actors.exists():
        pytest.skip("data/actors.yaml is not there")
    named = {
        name.casefold()
        for actor in yaml.safe_load(actors.read_text(encoding="utf-8"))
        if actor["kind"] == "person"
        for alias in (actor["name"], *actor.get("aliases", ()))
        for name in (alias, alias.split()[-1])
    }
    invented = {part.casefold() for person in demo.truth.people for part in (person, person.split()[-1])}
    assert not named & invented


def test_institutions_bear_the_ids_of_the_actors_file(demo: Demo) -> None:
    actors = DATA / "actors.yaml"
    if not actors.exists():
        pytest.skip("data/actors.yaml is not there")
    known = {actor["id"] for actor in yaml.safe_load(actors.read_text(encoding="utf-8"))}
    planted = {count.actor for truth in demo.truth.articles for count in truth.actors}
    assert planted <= known
    assert len(planted) >= 20


def test_json_lines_hold_one_record_each(demo: Demo, tmp_path: Path) -> None:
    path = tmp_path / "demo.jsonl"
    write_jsonl(demo, path)
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] == demo.articles
