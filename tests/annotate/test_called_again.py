"""Who is meant by a short name behind the full one, and which of them are left out as ambiguous."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import Actor, load_dictionary
from monitor.annotate.short_names import first_words, legal_variants, name_parts, short_names
from monitor.records import annotate_record
from monitor.settings import DATA

ACTORS = """
- {id: abdo, name: Marcelo Abdo Probanez, kind: person}
- {id: srisu, name: Srisamp Janyaphon, kind: person, country: THA}
- {id: ann, name: Ann Harlow, kind: person}
- {id: bert, name: Bert Harlow, kind: person}
- {id: paulsen, name: Rikard Anton, kind: person}
- {id: anton, name: Anton Greve, kind: person}
- {id: hope, name: Hope Lindqvist, kind: person}
- {id: lima, name: Lima Okonjo, kind: person}
- {id: slavic, name: Borys Examplesky, kind: person}
- {id: tehrik, name: Tehrik-i-Sample, kind: party}
- {id: mills, name: Dunmore Textile, kind: company}
- {id: corp, name: Tarnwick Motors Corporation, kind: company}
- {id: one, name: Quillon Corp., kind: company}
- {id: estate, name: Real Estate Corp, kind: company}
- {id: hinai, name: Omar bin Al Waleed Al Probani, kind: person}
- {id: bank, name: National Harbour Bank, kind: organisation}
- {id: league, name: League of Sample Brokers, kind: organisation}
- {id: bureau, name: Pan-Sample Bureau, kind: organisation}
- {id: rival, name: Rival Society of Brokers, kind: organisation, weak: [RSB], context: [brokers]}
- {id: river, name: River Salt Board, kind: organisation, weak: [RSB], context: [salt]}
"""


@pytest.fixture(scope="module")
def annotator(tmp_path_factory: pytest.TempPathFactory) -> Annotator:
    path: Path = tmp_path_factory.mktemp("dictionary") / "actors.yaml"
    path.write_text(ACTORS, encoding="utf-8")
    return Annotator(load_dictionary(path, DATA / "countries.yaml"))


def found(annotator: Annotator, text: str) -> list[str]:
    named = annotator.annotate("", text, language="en").mentions
    return [f"{one.entity}:{one.alias}" for one in named if one.kind == "actor"]


ABDO = "Marcelo Abdo Probanez came. "
SHORT = [
    ("the last but one", ABDO + "It was Abdo who spoke.", "abdo:Abdo"),
    ("both family names", ABDO + "Critics of Abdo Probanez left.", "abdo:Abdo Probanez"),
    ("the given name", "Srisamp Janyaphon came. Later Mr Srisamp spoke.", "srisu:Srisamp"),
    ("possessive", "Srisamp Janyaphon came. It was Srisamp's idea.", "srisu:Srisamp"),
    ("the last of two particles", "Omar bin Al Waleed Al Probani came. Al Probani spoke.", "hinai:Al Probani"),
    ("an initial", "Borys Examplesky came. Then B. Examplesky spoke.", "slavic:B. Examplesky"),
    ("another transliteration", "Borys Exampleskyy came.", "slavic:Borys Exampleskyy"),
    ("and again", "Borys Exampleskyy came. Then Exampleskyy spoke.", "slavic:Exampleskyy"),
    ("a party's", "The Tehreek-e-Sample marched.", "tehrik:Tehreek-e-Sample"),
    ("a company's first word", "Dunmore Textile grew. Shares of Dunmore fell.", "mills:Dunmore"),
    ("without its legal form", "Yesterday Tarnwick Motors grew.", "corp:Tarnwick Motors"),
    ("with another legal form", "Yesterday Quillon Corporation grew.", "one:Quillon Corporation"),
    ("an acronym by initials", "The League of Sample Brokers met. The LSB voted.", "league:LSB"),
    ("an introduced one", "The Pan-Sample Bureau (PaSaB) met. Then PaSaB voted.", "bureau:PaSaB"),
    ("a headline above the text", "Harlow wins vote\nAnn Harlow won on Monday.", "ann:Harlow"),
]


@pytest.mark.parametrize(("text", "last"), [case[1:] for case in SHORT], ids=[case[0] for case in SHORT])
def test_a_short_name_is_the_one_named_in_full(annotator: Annotator, text: str, last: str) -> None:
    assert last in found(annotator, text)


NOT_MEANT = [
    ("what a company deals in", "Prices of real estate fell.", []),
    ("never named in full", "Abdo spoke. Dunmore fell. The LSB voted.", []),
    ("another man's initial", "Borys Examplesky came. Then K. Examplesky spoke.", ["slavic:Borys Examplesky"]),
    ("a longer name", "Srisamp Janyaphon came. Srisamp Otherman left.", ["srisu:Srisamp Janyaphon"]),
    ("a word", "Hope Lindqvist came. Hope grew; there is hope.", ["hope:Hope Lindqvist"]),
    ("a place", "Lima Okonjo came. A flight to Lima left.", ["lima:Lima Okonjo"]),
    (
        "a common first word",
        "The National Harbour Bank met. National rules help.",
        ["bank:National Harbour Bank"],
    ),
    ("no acronym of it", "The Pan-Sample Bureau (XYZ) met. XYZ voted.", ["bureau:Pan-Sample Bureau"]),
    ("a remark", "The Pan-Sample Bureau (Paris) met. Paris voted.", ["bureau:Pan-Sample Bureau"]),
]


@pytest.mark.parametrize(
    ("text", "names"), [case[1:] for case in NOT_MEANT], ids=[case[0] for case in NOT_MEANT]
)
def test_what_only_looks_like_a_short_name(annotator: Annotator, text: str, names: list[str]) -> None:
    assert found(annotator, text) == names


def test_a_family_name_goes_before_a_given_name(annotator: Annotator) -> None:
    assert found(annotator, "Rikard Anton met Anton Greve. Later Anton spoke.")[-1] == "paulsen:Anton"


def test_two_of_one_family_are_counted_as_ambiguous(annotator: Annotator) -> None:
    text = "Ann Harlow met Bert Harlow. Then Harlow spoke; Ann left."
    read = annotator.annotate("Harlow talks", text, language="en")
    assert [one.entity for one in read.mentions] == ["ann", "bert", "ann"]
    assert [(one.in_title, one.alias, one.candidates) for one in read.ambiguous] == [
        (True, "Harlow", ("ann", "bert")),
        (False, "Harlow", ("ann", "bert")),
    ]
    assert text[read.ambiguous[1].start : read.ambiguous[1].end] == "Harlow"


def test_an_acronym_of_two_is_counted_as_ambiguous(annotator: Annotator) -> None:
    read = annotator.annotate("", "The RSB met brokers of salt.", language="en")
    assert [(one.alias, one.candidates) for one in read.ambiguous] == [("RSB", ("rival", "river"))]
    assert annotator.annotate("", "The RSB sold salt.", language="en").ambiguous == ()


def test_the_command_says_what_was_ambiguous(annotator: Annotator) -> None:
    record = {"id": 1, "title": "Harlow talks", "text": "Ann Harlow met Bert Harlow."}
    answer = orjson.loads(orjson.dumps(annotate_record(record, annotator)))
    assert answer["ambiguous"] == [
        {"start": 0, "end": 6, "alias": "Harlow", "candidates": ["ann", "bert"], "in_title": True}
    ]


def actor(name: str, kind: str = "company") -> Actor:
    return Actor("x", name, kind, None, (name,))


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ana Example", {"Ana"}),
        ("Dr Ana Example", {"Ana"}),
        ("Ana Q. Example", {"Ana"}),
        ("Pope Sample XII", {"Sample"}),
        ("Ana", set()),
        ("Juan Sample Prueba", {"Juan", "Sample", "Juan Sample", "Sample Prueba"}),
        ("Omar bin Sample", {"Omar"}),
        ("One Two Three Four Five Six", set()),
    ],
)
def test_parts_of_a_persons_name(name: str, parts: set[str]) -> None:
    assert set(name_parts(actor(name, "person"))) == parts


def test_parts_of_a_companys_name() -> None:
    assert first_words(actor("Dunmore Textile")) == ("Dunmore",)
    assert first_words(actor("Edward Samples")) == ()
    assert first_words(actor("Dunmore Corp")) == ()
    assert short_names(actor("League of Sample Brokers")) == ("LSB",)
    assert list(legal_variants("Dunmore Textile & Co.")) == ["Dunmore Textile"]
    assert "Dunmore Ltd" in legal_variants("Dunmore Inc")
    assert list(legal_variants("Dunmore Textile")) == []
