"""The planted truth, checked against the printed texts by plain counting of strings."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import combinations, pairwise
from statistics import fmean

import pytest
import yaml
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from monitor.demo import ArticleTruth, Demo, generate
from monitor.demo.world import load_world
from monitor.settings import DATA

END = date(2026, 5, 31)


@pytest.fixture(scope="module")
def demo() -> Demo:
    return generate(end=END)


def names_of_world() -> dict[str, tuple[str, str]]:
    """Everything that could be printed of a country or an institution → its id and the evidence."""
    world = load_world()
    names: dict[str, tuple[str, str]] = {}
    for iso, country in world.countries.items():
        forms = country.forms["a"]
        names |= dict.fromkeys(country.cities, (iso, "city"))
        names |= {
            country.capital: (iso, "capital"),
            forms["~a"]: (iso, "name"),
            forms["a.adj"]: (iso, "demonym"),
        }
        names.setdefault(forms["a.dateline"], (iso, "capital"))
    for actor, institution in world.institutions.items():
        names |= {institution.full: (actor, "actor"), institution.short: (actor, "actor")}
    return names


NAMES = names_of_world()
ANY_NAME = re.compile(
    rf"\b(?=[A-Z])(?:{'|'.join(re.escape(name) for name in sorted(NAMES, key=len, reverse=True))})\b"
)


def count_names(text: str) -> Counter[tuple[str, str]]:
    return Counter(NAMES[found] for found in ANY_NAME.findall(text))


def test_names_are_told_apart_by_their_spelling() -> None:
    spelled = [
        name
        for iso, country in load_world().countries.items()
        for name in {*country.cities, country.capital, country.forms["a"]["~a"], country.forms["a"]["a.adj"]}
    ]
    assert len(spelled) == len(set(spelled))


def test_mentions_in_text_and_title_are_those_planted(demo: Demo) -> None:
    for article, truth in zip(demo.articles, demo.truth.articles, strict=True):
        if truth.language != "en":
            continue
        for counted, field in ((count_names(truth.text), "text"), (count_names(article["title"]), "title")):
            found: Counter[str] = Counter()
            for (entity, _), number in counted.items():
                found[entity] += number
            planted = {count.actor: getattr(count, field) for count in truth.actors}
            planted |= {count.iso: getattr(count, field) for count in truth.countries}
            assert found == +Counter(planted), (truth.url, field)


def test_evidence_is_the_planted_one(demo: Demo) -> None:
    for article, truth in zip(demo.articles, demo.truth.articles, strict=True):
        if truth.language != "en":
            continue
        found = count_names(truth.text) + count_names(article["title"])
        for country in truth.countries:
            planted = Counter(country.evidence)
            planted["capital"] += planted.pop("government", 0)
            assert +planted == Counter(
                {kind: number for (entity, kind), number in found.items() if entity == country.iso}
            ), truth.url


def test_foreign_articles_name_their_place_as_planted(demo: Demo) -> None:
    for article, truth in zip(demo.articles, demo.truth.articles, strict=True):
        if truth.language == "en":
            continue
        (country,) = truth.countries
        printed = [name for name, (entity, _) in NAMES.items() if entity == country.iso]
        both = sum(len(re.findall(rf"\b{name}\b", truth.text + " ¶ " + article["title"])) for name in printed)
        assert both == country.text + country.title == sum(country.evidence.values())
        assert truth.actors == ()


def test_a_capital_is_a_government_where_it_speaks(demo: Demo) -> None:
    capitals = "|".join(country.capital for country in load_world().countries.values())
    speaking = re.compile(
        rf"(?<!in )\b(?:{capitals}) (?:said|announced)\b"
        rf"|\b(?:{capitals}) and (?:{capitals}) (?:announced|set)\b"
    )
    for article, truth in zip(demo.articles, demo.truth.articles, strict=True):
        governments = sum(country.evidence.get("government", 0) for country in truth.countries)
        assert bool(governments) == bool(speaking.search(f"{article['title']} ¶ {truth.text}")), truth.url


def test_places_are_those_of_the_countries_file() -> None:
    known = {
        entry["iso"]: entry for entry in yaml.safe_load((DATA / "countries.yaml").read_text(encoding="utf-8"))
    }
    for iso, country in load_world().countries.items():
        entry, forms = known[iso], country.forms["a"]
        assert forms["~a"] in [entry["name"], *entry.get("names", [])]
        assert forms["a.adj"] in entry["demonyms"]
        assert country.capital in entry["capitals"]
        spelled = {plain(city) for city in entry["cities"]}
        assert {plain(city) for city in country.cities} <= spelled


def plain(name: str) -> str:
    """Without accents, which the countries file may leave out."""
    return "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))


def test_forty_countries_and_all_kinds_of_evidence(demo: Demo) -> None:
    kinds: Counter[str] = Counter()
    for truth in demo.truth.articles:
        for country in truth.countries:
            kinds.update(country.evidence)
    assert len({country.iso for truth in demo.truth.articles for country in truth.countries}) >= 40
    assert set(kinds) == {"name", "demonym", "capital", "city", "government"}
    assert min(kinds.values()) >= 100


def test_an_acronym_never_stands_in_a_text_without_the_full_name(demo: Demo) -> None:
    institutions = load_world().institutions
    for article, truth in zip(demo.articles, demo.truth.articles, strict=True):
        for count in truth.actors:
            assert institutions[count.actor].full in (truth.text or article["title"])


def test_the_text_is_the_printed_one_without_the_removed_lines(demo: Demo) -> None:
    for article, truth in zip(demo.articles, demo.truth.articles, strict=True):
        rest = article["text"].split("\n\n")
        for removed in truth.removed:
            assert removed.reason
            rest.remove(removed.text)
        assert "\n\n".join(rest) == truth.text
        assert truth.title_only == (not article["text"])


def test_each_kind_of_furniture_is_planted_often(demo: Demo) -> None:
    reasons = Counter(removed.reason for truth in demo.truth.articles for removed in truth.removed)
    assert set(reasons) == {
        "repeated headline",
        "section label",
        "advertisement",
        "share bar",
        "photo credit",
        "continued",
        "newsletter",
        "copyright",
        "repeated line of this source",
    }
    assert min(reasons.values()) >= 50


def test_a_repeated_line_is_the_same_in_all_articles_of_its_source(demo: Demo) -> None:
    footers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for truth in demo.truth.articles:
        for removed in truth.removed:
            if removed.reason == "repeated line of this source":
                footers[truth.source][removed.text] += 1
    assert len(footers) >= 4
    assert all(len(lines) == 1 and lines.total() > 30 for lines in footers.values())


def test_sources_keep_to_their_days(demo: Demo) -> None:
    services = {source.source: source for source in demo.truth.sources}
    for truth in demo.truth.articles:
        if truth.day:
            service = services[truth.source]
            assert service.first_day <= truth.day <= service.last_day
            assert service.silent is None or not service.silent[0] <= truth.day <= service.silent[1]


def days_of(demo: Demo, source: str) -> list[date]:
    return sorted(truth.day for truth in demo.truth.articles if truth.source == source and truth.day)


def test_one_source_starts_after_five_months_and_one_stops(demo: Demo) -> None:
    late, stopped = demo.truth.late_source, demo.truth.stopped_source
    assert late is not None
    assert stopped is not None
    assert 140 <= (late.first_day - demo.truth.start).days <= 165
    assert late.first_day <= days_of(demo, late.source)[0] <= late.first_day + timedelta(days=14)
    assert stopped.last_day - timedelta(days=14) <= days_of(demo, stopped.source)[-1] <= stopped.last_day
    assert stopped.last_day < demo.truth.end - timedelta(days=90)


def test_one_source_is_silent_for_a_week_in_the_middle_of_its_work(demo: Demo) -> None:
    source = demo.truth.silent_source
    assert source is not None
    assert source.silent is not None
    first, last = source.silent
    assert (last - first).days == 6
    days = days_of(demo, source.source)
    assert not [day for day in days if first <= day <= last]
    assert days[0] < first - timedelta(days=60)
    assert days[-1] > last + timedelta(days=60)


def test_bursts_stand_out_and_do_not_overlap(demo: Demo) -> None:
    bursts = demo.truth.bursts
    assert 3 <= len(bursts) <= 5
    assert {burst.kind for burst in bursts} == {"actor", "country"}
    assert all(one.end < other.start for one, other in pairwise(bursts))
    for burst in bursts:
        stories: defaultdict[date, set[int]] = defaultdict(set)
        for truth in demo.truth.articles:
            named = {count.actor for count in truth.actors} | {count.iso for count in truth.countries}
            if truth.day and burst.entity in named:
                stories[truth.day].add(truth.story)
        inside = {day: found for day, found in stories.items() if burst.start <= day <= burst.end}
        outside = {number for day, found in stories.items() if day not in inside for number in found}
        length = (burst.end - burst.start).days + 1
        days = (demo.truth.end - demo.truth.start).days + 1
        daily = len(set().union(*inside.values())) / length
        assert burst.factor == pytest.approx(daily / (len(outside) / (days - length)), abs=0.01)
        assert burst.factor >= 3
        assert daily >= 1


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(tuple(words[at : at + 5]) for at in range(len(words) - 4))


def stories_of(demo: Demo) -> dict[int, list[ArticleTruth]]:
    stories: defaultdict[int, list[ArticleTruth]] = defaultdict(list)
    for truth in demo.truth.articles:
        stories[truth.story].append(truth)
    return stories


def test_reprints_share_most_of_their_words(demo: Demo) -> None:
    reprinted = [articles for articles in stories_of(demo).values() if len(articles) > 1]
    assert len(reprinted) >= 100
    for articles in reprinted:
        for one, other in combinations([shingles(article.text) for article in articles], 2):
            shared = len(one & other)
            assert max(shared / len(one | other), shared / min(len(one), len(other))) >= 0.6


def test_different_stories_share_few_of_their_words(demo: Demo) -> None:
    told = [articles[0] for articles in stories_of(demo).values() if not articles[0].title_only]
    first = {article.number: shingles(article.text) for article in told[::4]}
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, words in first.items():
        for shingle in words:
            holders[shingle].append(number)
    shared = Counter(pair for numbers in holders.values() for pair in combinations(numbers, 2))
    for (one, other), common in shared.items():
        assert common / len(first[one] | first[other]) < 0.3
        assert common / min(len(first[one]), len(first[other])) < 0.6


def test_reprints_follow_the_wire_within_three_days_in_two_to_eight_outlets(demo: Demo) -> None:
    wire = load_world().wire
    titles = {
        truth.number: article["title"]
        for article, truth in zip(demo.articles, demo.truth.articles, strict=True)
    }
    changed = 0
    for articles in stories_of(demo).values():
        if len(articles) == 1:
            continue
        first, *reprints = articles
        assert first.source == wire
        assert 2 <= len(reprints) <= 8
        assert len({article.source for article in articles}) == len(articles)
        assert all(article.copy and not first.copy for article in reprints)
        assert first.day
        assert all(article.day and 0 <= (article.day - first.day).days <= 3 for article in reprints)
        changed += sum(titles[article.number] != titles[first.number] for article in reprints)
    assert changed > 100


def test_articles_in_other_languages_are_few_and_have_no_tone(demo: Demo) -> None:
    languages = Counter(truth.language for truth in demo.truth.articles)
    assert set(languages) == {"en", "es", "fr", "de"}
    assert sum(languages.values()) - languages["en"] < 200
    assert all(truth.tone == (truth.language == "en") for truth in demo.truth.articles)


def test_a_few_articles_have_no_date_to_trust(demo: Demo) -> None:
    assert 10 <= demo.truth.undated <= 60
    assert {truth.day is None for truth in demo.truth.articles if not truth.dated} == {True}


@pytest.fixture(scope="module")
def tone_of() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def mean_tone(vader: SentimentIntensityAnalyzer, articles: list[ArticleTruth]) -> float:
    return fmean(
        vader.polarity_scores(sentence)["compound"]
        for article in articles
        for sentence in re.split(r"(?<=[.!?]) |\n\n", article.text)
    )


def test_good_plain_and_bad_news_sound_so(demo: Demo, tone_of: SentimentIntensityAnalyzer) -> None:
    english = [truth for truth in demo.truth.articles[::5] if truth.tone and not truth.title_only]
    good, plain, bad = (
        mean_tone(tone_of, [truth for truth in english if truth.mood == mood])
        for mood in ("good", "plain", "bad")
    )
    assert good > plain + 0.15 > bad + 0.3


def test_two_institutions_turn_their_tone(demo: Demo, tone_of: SentimentIntensityAnalyzer) -> None:
    institutions = load_world().institutions
    assert len(demo.truth.tone_shifts) == 2
    for shift in demo.truth.tone_shifts:
        short = institutions[shift.actor].short
        tones: dict[bool, list[float]] = {True: [], False: []}
        for truth in demo.truth.articles:
            if truth.day and shift.actor in {count.actor for count in truth.actors}:
                tones[truth.day < shift.day] += [
                    tone_of.polarity_scores(sentence.replace(short, "it"))["compound"]
                    for sentence in re.split(r"(?<=[.!?]) |\n\n", truth.text)
                    if short in sentence
                ]
        before, after = fmean(tones[True]), fmean(tones[False])
        assert (after - before) * (1 if shift.after == "good" else -1) > 0.2
