"""The actors file that the project ships: sound by its own rules, and wide enough for a desk on world politics.

A new actor needs no change here. A check that fails names the entries, and its docstring says what to do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

from monitor.annotate.dictionary import Actor, Dictionary, load_dictionary
from monitor.annotate.folding import fold
from monitor.settings import DATA

# fmt: off
G20 = [
    "ARG", "AUS", "BRA", "CAN", "CHN", "DEU", "FRA", "GBR", "IDN", "IND", "ITA", "JPN", "KOR", "MEX",
    "RUS", "SAU", "TUR", "USA", "ZAF",
]
MOST_REPORTED = [
    "AFG", "ARE", "BGD", "COD", "COL", "CUB", "EGY", "ESP", "ETH", "GRC", "HKG", "HUN", "IRN", "IRQ",
    "ISR", "KEN", "LBN", "LBY", "LKA", "MMR", "NGA", "PAK", "PHL", "POL", "PRK", "PSE", "QAT", "SDN",
    "SOM", "SSD", "SYR", "THA", "TWN", "UKR", "VEN", "VNM", "YEM",
]

INTELLIGENCE_SERVICES = [
    "aivd", "australian-secret-intelligence-service", "australian-security-intelligence-organisation",
    "bolivarian-national-intelligence-service", "canadian-security-intelligence-service", "cia",
    "defense-intelligence-agency", "directorate-general-for-external-security",
    "directorate-general-for-internal-security", "federal-intelligence-service", "fsb", "gchq",
    "general-intelligence-presidency", "general-intelligence-service-egypt", "gru", "hur",
    "intelligence-bureau-india", "iran-ministry-of-intelligence", "isi", "kgb-belarus", "mi5", "mi6",
    "ministry-of-state-security-china", "mossad", "national-directorate-of-security",
    "national-intelligence-organization-turkey", "nsa", "reconnaissance-general-bureau",
    "research-and-analysis-wing", "security-service-of-ukraine", "shin-bet", "south-korea-nis",
    "state-intelligence-agency-indonesia", "svr",
]
# fmt: on

SEED_ACTORS = {
    "khawaja-asif": "Khawaja Muhammad Asif",
    "ttp": "Tehreek-i-Taliban",
    "afghan-taliban": "Taliban",
    "nadeem-anjum": "Nadeem Ahmed Anjum",
    "asad-majeed-khan": "Asad Majeed Khan",
    "ubaid-ur-rehman-nizamani": "Ubaid Ur Rehman Nizamani",
    "imran-khan": "Imran Khan",
    "nato": "NATO",
    "isi": "Inter-Services Intelligence",
    "pti": "Pakistan Tehreek-e-Insaf",
}
"""Every actor of the article that the project was started with, and a name that must count by itself."""


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    """Loading checks ids, kinds, countries, parents and dates already, and names the line of a mistake."""
    return load_dictionary(DATA / "actors.yaml", DATA / "countries.yaml")


@pytest.fixture(scope="module")
def actors(dictionary: Dictionary) -> list[Actor]:
    return list(dictionary.actors.values())


def plain(name: str) -> str:
    return " ".join(fold(name).split())


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("person", 300),
        ("organisation", 60),
        ("armed group", 80),
        ("party", 100),
        ("government", 100),
        ("company", 70),
    ],
)
def test_enough_of_each_kind(actors: list[Actor], kind: str, least: int) -> None:
    assert sum(actor.kind == kind for actor in actors) >= least


def test_at_least_six_hundred_actors(actors: list[Actor]) -> None:
    assert len(actors) >= 600


def test_ids_are_kebab_case(actors: list[Actor]) -> None:
    """Links and stored mentions carry the id: letters without accents, digits, single hyphens."""
    wrong = [actor.id for actor in actors if not actor.id.replace("-", "").isalnum() or "--" in actor.id]
    wrong += [actor.id for actor in actors if actor.id != actor.id.lower() or not actor.id.isascii()]
    assert wrong == []


def test_no_strong_name_belongs_to_two_actors(actors: list[Actor]) -> None:
    """Stricter than the loader: case never tells two actors apart. Make such a name weak in one of them."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for actor in actors:
        for alias in actor.aliases:
            owners[plain(alias)].add(actor.id)
    assert {alias: ids for alias, ids in owners.items() if len(ids) > 1} == {}


def test_no_strong_name_is_a_country(dictionary: Dictionary) -> None:
    """ "Moscow said" is the country's business; an actor needs a name of its own.

    The Taliban call their government as they call the state, so that one name stands for both.
    """
    places = {
        plain(name)
        for country in dictionary.countries.values()
        for name in (*country.names, *country.demonyms, *country.capitals)
    }
    taken = [(a.id, alias) for a in dictionary.actors.values() for alias in a.aliases if plain(alias) in places]
    assert taken == [("afghan-taliban", "Islamic Emirate of Afghanistan")]


def test_every_name_says_something(actors: list[Actor]) -> None:
    """A name of one letter, or of digits alone, would match anywhere."""
    short = [(a.id, name) for a in actors for name in (*a.aliases, *a.weak) if len(plain(name)) < 2]
    digits = [(a.id, name) for a in actors for name in (*a.aliases, *a.weak) if plain(name).isdigit()]
    assert short + digits == []


def test_no_strong_one_word_name_in_small_letters(actors: list[Actor]) -> None:
    """One-word names are case-sensitive, which protects from common words only if there is a capital."""
    small = [(a.id, x) for a in actors for x in a.aliases if " " not in plain(x) and x == x.lower()]
    assert small == [("antifa", "antifa")], "antifa is written small by half of the press"


def test_every_weak_name_has_a_context(actors: list[Actor]) -> None:
    """Without context words a weak name counts only where the full name stands; say so or add some."""
    assert [actor.id for actor in actors if actor.weak and not actor.context] == []


def test_no_context_or_exclusion_without_use(actors: list[Actor]) -> None:
    assert [actor.id for actor in actors if actor.context and not actor.weak] == []


def test_nothing_is_listed_twice(actors: list[Actor]) -> None:
    """Accents, hyphens and the case of longer names make no difference, so their variants are ballast."""
    twice = []
    for actor in actors:
        seen: set[str] = set()
        for alias in actor.aliases:
            key = plain(alias) if " " in plain(alias) else fold(alias, keep_case=True).strip()
            if key in seen:
                twice.append((actor.id, alias))
            seen.add(key)
    assert twice == []


def test_no_person_has_a_title_word_for_a_family_name(actors: list[Actor]) -> None:
    """An alias's last word is looked for as a family name, so "Bush administration" is no alias of a person."""
    wrong = {"administration", "campaign", "government", "movement", "brothers", "network", "york", "sussex"}
    found = [
        (actor.id, alias)
        for actor in actors
        if actor.kind == "person"
        for alias in actor.aliases
        if plain(alias).split()[-1] in wrong
    ]
    assert found == []


def test_only_persons_hold_offices(actors: list[Actor]) -> None:
    assert [actor.id for actor in actors if actor.roles and actor.kind != "person"] == []


def test_offices_have_a_first_day_and_lie_in_the_past(actors: list[Actor]) -> None:
    """Leave a role out where its days are not sure; an open start would reach back for ever."""
    wrong = [
        (actor.id, role.title)
        for actor in actors
        for role in actor.roles
        if role.from_ is None or role.from_ < date(1945, 1, 1) or role.from_ > date.today()
    ]
    assert wrong == []


ONE_HOLDER = {"President", "Prime Minister", "Chancellor", "King", "Foreign Minister", "Defence Minister"}


def test_an_office_has_one_holder_at_a_time(actors: list[Actor]) -> None:
    """Handing over takes the same day at most; a longer overlap is a wrong date or a missing last day."""
    terms: defaultdict[tuple[str, str | None], list[tuple[date, date, str]]] = defaultdict(list)
    for actor in actors:
        for role in actor.roles:
            if role.title in ONE_HOLDER and role.from_:
                terms[role.title, role.country].append((role.from_, role.to or date.max, actor.id))
    assert dict(_overlaps(terms)) == {}


def _overlaps(
    terms: dict[tuple[str, str | None], list[tuple[date, date, str]]],
) -> Iterator[tuple[tuple[str, str | None], tuple[str, str]]]:
    for office, held in terms.items():
        held.sort()
        for before, after in pairwise(held):
            if before[1] > after[0]:
                yield office, (before[2], after[2])


@pytest.mark.parametrize(("id_", "name"), SEED_ACTORS.items(), ids=list(SEED_ACTORS))
def test_the_first_article_s_actors_are_there(dictionary: Dictionary, id_: str, name: str) -> None:
    assert plain(name) in {plain(alias) for alias in dictionary.actors[id_].aliases}


@pytest.mark.parametrize(
    ("name", "id_"),
    [("TTP", "ttp"), ("ISI", "isi"), ("PTI", "pti"), ("Mohammad Sadiq", "mohammad-sadiq")],
)
def test_names_that_others_share_are_weak(dictionary: Dictionary, name: str, id_: str) -> None:
    """TTP is also a company, PTI a news agency, and Mohammad Sadiq the name of thousands."""
    actor = dictionary.actors[id_]
    assert name in actor.weak
    assert name not in actor.aliases


@pytest.mark.parametrize(
    ("day", "minister"),
    [
        (date(2013, 12, 1), True),
        (date(2018, 1, 1), False),
        (date(2022, 4, 19), True),
        (date(2023, 8, 10), True),
        (date(2023, 12, 1), False),
        (date(2025, 1, 1), True),
    ],
)
def test_khawaja_asif_s_terms(dictionary: Dictionary, day: date, minister: bool) -> None:
    roles = [role for role in dictionary.actors["khawaja-asif"].roles if role.title == "Defence Minister"]
    held = any(r.from_ is not None and r.from_ <= day and (r.to is None or day <= r.to) for r in roles)
    assert held == minister


def test_at_least_twenty_five_intelligence_services(dictionary: Dictionary) -> None:
    assert len(INTELLIGENCE_SERVICES) >= 25
    assert [id_ for id_ in INTELLIGENCE_SERVICES if dictionary.actors[id_].kind != "government"] == []


@pytest.mark.parametrize("iso", G20 + MOST_REPORTED)
def test_reported_countries_have_a_leader_and_a_body(actors: list[Actor], iso: str) -> None:
    """At least one person with an office there, and one party or body of government."""
    assert any(role.country == iso for actor in actors for role in actor.roles)
    assert any(actor.country == iso and actor.kind in ("party", "government") for actor in actors)
