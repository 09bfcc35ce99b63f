"""The actors and countries files: what is read, and what each mistake is answered with."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from monitor.annotate.dictionary import Dictionary, load_dictionary
from monitor.errors import DictionaryError
from monitor.settings import DATA

COUNTRIES = """
- iso: PAK
  name: Pakistan
  demonyms: [Pakistani]
- iso: NOR
  name: Norway
"""

ACTORS = """
# the people of an invented desk
- id: river-party
  name: River Party
  kind: party
  country: NOR
- id: jane-doe
  name: Jane Doe
  kind: person
  country: PAK
  aliases: [Jane A. Doe, No]
  weak: [JD]
  context: [River]
  exclude: [JD Sports]
  roles:
    - {title: Defence Minister, country: PAK, from: 2022-04-19, to: 2023-08-10}
    - title: Mayor
  parent: river-party
"""


def load(folder: Path, actors: str, countries: str = COUNTRIES) -> Dictionary:
    (folder / "actors.yaml").write_text(actors, encoding="utf-8")
    (folder / "countries.yaml").write_text(countries, encoding="utf-8")
    return load_dictionary(folder / "actors.yaml", folder / "countries.yaml")


def test_every_field_is_read(tmp_path: Path) -> None:
    jane = load(tmp_path, ACTORS).actors["jane-doe"]
    assert jane.aliases == ("Jane Doe", "Jane A. Doe", "No")
    assert (jane.weak, jane.context, jane.exclude) == (("JD",), ("River",), ("JD Sports",))
    assert (jane.kind, jane.country, jane.parent) == ("person", "PAK", "river-party")
    minister, mayor = jane.roles
    assert (minister.title, minister.country) == ("Defence Minister", "PAK")
    assert (minister.from_, minister.to) == (date(2022, 4, 19), date(2023, 8, 10))
    assert (mayor.country, mayor.from_, mayor.to) == (None, None, None)


def test_the_dictionary_travels_to_other_processes(tmp_path: Path) -> None:
    dictionary = load(tmp_path, ACTORS)
    assert pickle.loads(pickle.dumps(dictionary)) == dictionary


def test_the_version_follows_content_not_layout(tmp_path: Path) -> None:
    first = load(tmp_path, ACTORS).version
    assert load(tmp_path, ACTORS.replace("# the people of an invented desk", "")).version == first
    assert load(tmp_path, ACTORS.replace("weak: [JD]", "weak: [JDoe]")).version != first
    assert load(tmp_path, ACTORS, COUNTRIES.replace("Pakistani", "Paki")).version != first


def test_an_empty_file_is_no_actors(tmp_path: Path) -> None:
    assert load(tmp_path, "# nothing yet\n").actors == {}


BASE = "- id: one\n  name: One Group\n  kind: company\n"

MISTAKES = [
    ("unknown key", BASE + "  colour: red\n", 4, "'colour' is not known"),
    ("key twice", BASE + "  name: Again\n", 4, "stands twice"),
    ("id missing", "- name: One\n  kind: party\n", 1, "The id is missing"),
    ("name missing", "- id: one\n  kind: party\n", 1, "The name is missing"),
    ("kind missing", "- id: one\n  name: One\n", 1, "The kind is missing"),
    ("bad kind", "- id: one\n  name: One\n  kind: militia\n", 3, "armed group"),
    ("id in capitals", "- id: TTP\n  name: One\n  kind: party\n", 1, "lower-case"),
    ("id taken", BASE + BASE.replace("One Group", "Other"), 4, "already taken"),
    (
        "alias of two actors",
        BASE + "- id: two\n  name: Two\n  kind: party\n  aliases: [Second, one group]\n",
        7,
        "belongs to one and to two",
    ),
    ("name of two actors", BASE + BASE.replace("id: one", "id: two"), 5, "belongs to one and to two"),
    ("unknown country", BASE + "  country: XYZ\n", 4, "'XYZ' is not known"),
    ("alpha-2 country", BASE + "  country: NO\n", 4, "alpha-3"),
    ("bad date", BASE + "  roles:\n    - {title: A, from: 19.4.2022}\n", 5, "2022-04-19"),
    ("impossible date", BASE + "  roles:\n    - {title: A, from: 2022-02-30}\n", 5, "2022-02-30"),
    (
        "role ends first",
        BASE + "  roles:\n    - {title: A, from: 2023-01-01, to: 2022-01-01}\n",
        5,
        "earlier day",
    ),
    ("role without title", BASE + "  roles:\n    - {country: PAK}\n", 5, "The title is missing"),
    ("unknown key in a role", BASE + "  roles:\n    - {title: A, until: 2022-01-01}\n", 5, "'until'"),
    ("unknown parent", BASE + "  parent: nobody\n", 4, "nobody"),
    ("aliases no list", BASE + "  aliases: Uno\n", 4, "not a list"),
    ("empty alias", BASE + "  aliases: ['']\n", 4, "empty"),
    ("alias without letters", BASE + "  weak: ['...']\n", 4, "no letter"),
    ("alias is a group", BASE + "  aliases: [{a: b}]\n", 4, "plain text"),
    ("file is a group", "one: two\n", 1, "not a list"),
    ("entry is a text", "- one\n", 1, "key: value"),
    ("broken YAML", "- id: one\n  name: [One\n  kind: party\n", 3, "not valid YAML"),
    ("a stranger's brackets", "- " + "[" * 3000 + "]" * 3000 + "\n", 1, "inside each other"),
]


@pytest.mark.parametrize(
    ("text", "line", "words"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES]
)
def test_a_mistake_is_answered_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(DictionaryError) as caught:
        load(tmp_path, text)
    assert caught.value.file == "actors.yaml"
    assert caught.value.line == line
    assert words in str(caught.value)
    assert caught.value.cure


def test_a_weak_alias_may_belong_to_many(tmp_path: Path) -> None:
    text = BASE + "  weak: [ONE]\n- id: two\n  name: Two\n  kind: party\n  weak: [ONE]\n"
    assert set(load(tmp_path, text).actors) == {"one", "two"}


def test_one_word_names_that_differ_in_case_are_two(tmp_path: Path) -> None:
    text = BASE + "  aliases: [WHO]\n- id: two\n  name: Who\n  kind: company\n"
    assert set(load(tmp_path, text).actors) == {"one", "two"}


def test_an_expanding_anchor_costs_nothing(tmp_path: Path) -> None:
    bomb = "- &a [x, x, x]\n" + "".join(f"- &b{i} [*a, *a, *a]\n" for i in range(50))
    with pytest.raises(DictionaryError):
        load(tmp_path, bomb)


def test_a_missing_and_a_foreign_file_are_told_apart(tmp_path: Path) -> None:
    load(tmp_path, ACTORS)
    with pytest.raises(DictionaryError, match="can't be read"):
        load_dictionary(tmp_path / "none.yaml", tmp_path / "countries.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"- id: caf\xe9\n")
    with pytest.raises(DictionaryError, match="UTF-8"):
        load_dictionary(tmp_path / "latin.yaml", tmp_path / "countries.yaml")


def test_a_bad_country_code_names_the_countries_file(tmp_path: Path) -> None:
    with pytest.raises(DictionaryError, match=r"countries\.yaml, line 1"):
        load(tmp_path, "", "- iso: Pak\n  name: Pakistan\n")
    with pytest.raises(DictionaryError, match="already there"):
        load(tmp_path, "", "- iso: PAK\n  name: A\n- iso: PAK\n  name: B\n")


def test_the_shipped_countries_are_all_there(tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_text("")
    countries = load_dictionary(tmp_path / "actors.yaml", DATA / "countries.yaml").countries
    assert len(countries) == 250, "249 of ISO 3166-1 and Kosovo"
    assert countries["PAK"].capitals == ("Islamabad",)
    assert "Kosovo" in countries["XKX"].names
    assert all(country.demonyms for iso, country in countries.items() if iso in {"FRA", "NGA", "NER", "PRK"})
