"""Who is found in a text: aliases, weak aliases, exclusions, family names, offices."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import load_dictionary
from monitor.article import Mention
from monitor.settings import DATA

ACTORS = """
- id: khawaja-asif
  name: Khawaja Asif
  kind: person
  country: PAK
  roles:
    - {title: Defence Minister, country: PAK, from: 2022-04-19, to: 2023-08-10}
- id: anwar-haider
  name: Anwar Haider
  kind: person
  country: PAK
  roles:
    - {title: Defence Minister, country: PAK, from: 2023-08-17, to: 2024-03-04}
- id: zardari
  name: Asif Ali Zardari
  kind: person
  country: PAK
- id: other-zardari
  name: Bilawal Zardari
  kind: person
  country: PAK
- id: rajnath-singh
  name: Rajnath Singh
  kind: person
  country: IND
  roles:
    - {title: Defence Minister, country: IND, from: 2019-05-31}
- id: sole-envoy
  name: Petra Lindqvist
  kind: person
  country: SWE
  roles:
    - {title: Arctic Envoy, country: SWE, from: 2020-01-01}
- id: xi
  name: Xi Jinping
  kind: person
  country: CHN
  roles:
    - {title: President, country: CHN, from: 2013-03-14}
- id: erdogan
  name: Recep Tayyip Erdoğan
  kind: person
  country: TUR
- id: leyen
  name: Ursula von der Leyen
  kind: person
- id: trump
  name: Donald Trump
  kind: person
  country: USA
- id: munir
  name: Asim Munir
  kind: person
  country: PAK
- id: vance
  name: Edwin Vance
  kind: person
  aliases: [Vance]
- id: old-pope
  name: Pope John Paul II
  kind: person
- id: new-pope
  name: Pope Leo XIV
  kind: person
- id: un
  name: United Nations
  kind: organisation
  aliases: [UN, U.N.]
- id: nato
  name: NATO
  kind: organisation
- id: commission
  name: European Commission
  kind: organisation
- id: un-head
  name: Ines Ferro
  kind: person
  country: PRT
  roles:
    - {title: UN Secretary-General, from: 2020-01-01}
- id: nato-head
  name: Olav Brekke
  kind: person
  roles:
    - {title: NATO Secretary-General, from: 2020-01-01}
- id: commission-head
  name: Greta Holm
  kind: person
  roles:
    - {title: President of the European Commission, from: 2020-01-01}
- id: us-defence
  name: Walter Reese
  kind: person
  country: USA
  roles:
    - {title: Secretary of Defense, country: USA, from: 2021-01-01}
    - {title: National Security Adviser, country: USA, from: 2021-01-01}
- id: ttp
  name: Tehrik-i-Taliban Pakistan
  kind: armed group
  country: PAK
  aliases: [Tehreek-i-Taliban, banned Tehreek-i-Taliban, Pakistani Taliban]
  weak: [TTP]
  context: [Taliban, militants]
  exclude: [TTP Ventures]
- id: taliban
  name: Taliban
  kind: armed group
  country: AFG
  aliases: [Afghan Taliban]
- id: isi
  name: Inter-Services Intelligence
  kind: government
  country: PAK
  weak: [ISI]
  context: [Pakistan]
- id: indian-statistics
  name: Indian Statistical Institute
  kind: organisation
  country: IND
  weak: [ISI]
  context: [statistics]
- id: boe
  name: Bank of England
  kind: organisation
  country: GBR
- id: is
  name: Islamic State
  kind: armed group
  aliases: [Islamic State group, ISIS]
- id: pml
  name: Pakistan Muslim League
  kind: party
  country: PAK
"""


@pytest.fixture(scope="module")
def annotator(tmp_path_factory: pytest.TempPathFactory) -> Annotator:
    path: Path = tmp_path_factory.mktemp("dictionary") / "actors.yaml"
    path.write_text(ACTORS, encoding="utf-8")
    return Annotator(load_dictionary(path, DATA / "countries.yaml"))


def mentions(annotator: Annotator, text: str, title: str = "", day: str | None = "2023-05-18") -> list[Mention]:
    published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    return list(annotator.annotate(title, text, published=published, language="en").mentions)


def actors(annotator: Annotator, text: str, title: str = "", day: str | None = "2023-05-18") -> list[str]:
    return [f"{m.entity}:{m.alias}" for m in mentions(annotator, text, title, day) if m.kind == "actor"]


NAMES = [
    ("an alias", "The Islamic State group struck.", ["is:Islamic State group"]),
    ("an alias in capitals", "ISLAMIC STATE STRIKES AGAIN", ["is:ISLAMIC STATE"]),
    ("an alias in lower case", "fighters of islamic state", ["is:islamic state"]),
    ("an acronym in lower case", "isis is a goddess", []),
    ("the longest wins", "The Pakistani Taliban fled.", ["ttp:Pakistani Taliban"]),
    ("its parent is not inside it", "Tehrik-i-Taliban Pakistan fled.", ["ttp:Tehrik-i-Taliban Pakistan"]),
    ("a word before it is in the alias", "the banned Tehreek-i-Taliban", ["ttp:banned Tehreek-i-Taliban"]),
    ("part of a compound", "the Taliban-led government", ["taliban:Taliban"]),
    ("possessive", "the Taliban’s men and the Taliban's guns", ["taliban:Taliban", "taliban:Taliban"]),
    ("weak and alone", "TTP grew by four percent.", []),
    ("weak beside context", "TTP grew, said the militants.", ["ttp:TTP"]),
    ("weak beside an alias", "The Pakistani Taliban, or TTP, fled.", ["ttp:Pakistani Taliban", "ttp:TTP"]),
    ("weak and excluded", "TTP Ventures funds no militants.", []),
    ("excluded here, counted there", "TTP Ventures denied it; TTP militants.", ["ttp:TTP"]),
    ("weak of two, one supported", "The ISI of Pakistan knew.", ["isi:ISI"]),
    ("weak of two, the other supported", "The ISI publishes statistics.", ["indian-statistics:ISI"]),
    ("weak of two, both supported", "The ISI sent statistics to Pakistan.", []),
    (
        "weak of two, one named",
        "The Inter-Services Intelligence saw statistics. The ISI said so in Pakistan.",
        ["isi:Inter-Services Intelligence", "isi:ISI"],
    ),
    ("accents", "Recep Tayyip Erdogan spoke.", ["erdogan:Recep Tayyip Erdogan"]),
    ("a son is somebody else", "Donald Trump Jr. spoke.", []),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in NAMES], ids=[c[0] for c in NAMES])
def test_names(annotator: Annotator, text: str, expected: list[str]) -> None:
    assert actors(annotator, text) == expected


FULL = "Khawaja Asif arrived. "
FOLLOWED = [
    ("bare", FULL + "Asif said so.", ["khawaja-asif:Asif"]),
    ("mister", FULL + "Later Mr Asif spoke to Mr. Asif.", ["khawaja-asif:Asif", "khawaja-asif:Asif"]),
    ("possessive", FULL + "It was Asif’s idea.", ["khawaja-asif:Asif"]),
    ("a day behind", FULL + "Asif Thursday left.", ["khawaja-asif:Asif"]),
    ("a sentence opens", FULL + "Yesterday Asif left.", ["khawaja-asif:Asif"]),
    ("lower case", FULL + "An asif is a plant.", []),
    ("another man's name", FULL + "Bashar Asif left.", []),
    ("in a longer name", FULL + "Asif Ali Khan left.", []),
    ("hyphenated", FULL + "Asif-Khan Ltd left.", []),
    ("another man in the dictionary", FULL + "Asif Ali Zardari left.", ["zardari:Asif Ali Zardari"]),
    ("never named in full", "Asif said so.", []),
    ("a namesake just before", FULL + "Bashar Asif left. Asif wept.", []),
    ("before the full name", "Asif said so. Khawaja Asif arrived.", ["khawaja-asif:Khawaja Asif"]),
    ("rank", "Asim Munir arrived. Gen. Munir and General Munir spoke.", ["munir:Munir", "munir:Munir"]),
    ("the family name comes first", "Xi Jinping met President Xi.", ["xi:Xi"]),
    ("particles", "Ursula von der Leyen left. Von der Leyen returned.", ["leyen:Von der Leyen"]),
    ("a middle initial", "Donald J. Trump won. Trump rejoiced.", ["trump:Donald J. Trump", "trump:Trump"]),
    ("a middle name", "Khawaja Muhammad Asif spoke.", ["khawaja-asif:Khawaja Muhammad Asif"]),
    (
        "two of one family",
        "Asif Ali Zardari met Bilawal Zardari. Zardari smiled.",
        ["zardari:Asif Ali Zardari", "other-zardari:Bilawal Zardari"],
    ),
    ("his house", "Donald Trump left. Trump Tower stands.", []),
    ("his government", "Donald Trump left. The Trump administration stays.", ["trump:Trump"]),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in FOLLOWED], ids=[c[0] for c in FOLLOWED])
def test_family_names_follow_the_full_name(annotator: Annotator, text: str, expected: list[str]) -> None:
    first = {"khawaja-asif:Khawaja Asif", "munir:Asim Munir", "xi:Xi Jinping", "leyen:Ursula von der Leyen"}
    first.add("trump:Donald Trump")
    found = actors(annotator, text)
    assert [name for name in found if name not in first or name in expected] == expected


def test_a_headline_uses_the_family_name_of_the_text(annotator: Annotator) -> None:
    assert actors(annotator, FULL, title="Asif Says Talks Go On") == [
        "khawaja-asif:Asif",
        "khawaja-asif:Khawaja Asif",
    ]
    assert actors(annotator, FULL, title="Bashar Asif Wins") == ["khawaja-asif:Khawaja Asif"]


OFFICES = [
    (
        "the country is named",
        "Pakistan's defence minister spoke.",
        "2023-05-18",
        ["khawaja-asif:defence minister"],
    ),
    (
        "by its adjective",
        "The Pakistani Defense Minister spoke.",
        "2023-05-18",
        ["khawaja-asif:Defense Minister"],
    ),
    (
        "of the country",
        "The minister of defence of Pakistan spoke.",
        "2023-05-18",
        ["khawaja-asif:minister of defence"],
    ),
    ("the next holder", "Pakistan's defence minister spoke.", "2023-10-01", ["anwar-haider:defence minister"]),
    ("between two terms", "Pakistan's defence minister spoke.", "2023-08-12", []),
    ("before them all", "Pakistan's defence minister spoke.", "2019-01-01", []),
    ("another country", "India's defence minister spoke.", "2023-05-18", ["rajnath-singh:defence minister"]),
    ("a country without", "Fiji's defence minister spoke.", "2023-05-18", []),
    (
        "the dateline's country",
        "ISLAMABAD – The defence minister spoke about India.",
        "2023-05-18",
        ["khawaja-asif:defence minister"],
    ),
    ("no country at all", "The defence minister spoke.", "2023-05-18", []),
    (
        "with the name it is one mention",
        "Defence Minister Khawaja Asif spoke in Pakistan.",
        "2023-05-18",
        ["khawaja-asif:Khawaja Asif"],
    ),
    (
        "behind the name it is one mention",
        "Khawaja Asif, the defence minister, spoke.",
        "2023-05-18",
        ["khawaja-asif:Khawaja Asif"],
    ),
    (
        "named in the article",
        "Khawaja Asif spoke in Delhi, India. The defence minister smiled.",
        "2023-05-18",
        ["khawaja-asif:Khawaja Asif", "khawaja-asif:defence minister"],
    ),
    ("somebody else's name", "Pakistan's Defence Minister Bashar Khan spoke.", "2023-05-18", []),
    ("a former one", "Pakistan's former defence minister spoke.", "2023-05-18", []),
    ("an ex", "The ex-defence minister of Pakistan spoke.", "2023-05-18", []),
    ("any one", "A defence minister of Pakistan spoke.", "2023-05-18", []),
    ("as one", "He served as defence minister in Pakistan.", "2023-05-18", []),
    ("several", "The defence ministers of Pakistan met.", "2023-05-18", []),
    ("elsewhere", "BEIJING - The president of the company spoke in China.", "2023-05-18", []),
    (
        "undated, many holders",
        "Khawaja Asif: Pakistan's defence minister spoke.",
        None,
        ["khawaja-asif:Khawaja Asif"],
    ),
    (
        "undated, one holder, named",
        "Petra Lindqvist came to Sweden. The Arctic envoy spoke.",
        None,
        ["sole-envoy:Petra Lindqvist", "sole-envoy:Arctic envoy"],
    ),
    ("undated, one holder, not named", "Sweden's Arctic envoy spoke.", None, []),
]


@pytest.mark.parametrize(("text", "day", "expected"), [c[1:] for c in OFFICES], ids=[c[0] for c in OFFICES])
def test_offices(annotator: Annotator, text: str, day: str | None, expected: list[str]) -> None:
    assert actors(annotator, text, day=day) == expected


def test_a_headline_may_open_with_an_office(annotator: Annotator) -> None:
    found = actors(annotator, "LAHORE - Khawaja Asif spoke.", title="Defence Minister Says Talks Go On")
    assert found == ["khawaja-asif:Defence Minister", "khawaja-asif:Khawaja Asif"]


BODIES = [
    ("The UN Secretary-General spoke.", ["un:UN", "un-head:Secretary-General"]),
    ("the U.N. secretary general spoke.", ["un:U.N.", "un-head:secretary general"]),
    ("The secretary-general of the United Nations spoke.", ["un-head:secretary-general", "un:United Nations"]),
    ("NATO Secretary General spoke.", ["nato:NATO", "nato-head:Secretary General"]),
    ("NATO's secretary-general spoke.", ["nato:NATO", "nato-head:secretary-general"]),
    (
        "European Commission President spoke.",
        ["commission:European Commission", "commission-head:President"],
    ),
    (
        "The president of the European Commission spoke.",
        ["commission-head:president", "commission:European Commission"],
    ),
    ("The former NATO Secretary General spoke.", ["nato:NATO"]),
    ("NATO Secretary General Bashar Khan spoke.", ["nato:NATO"]),
    ("NATO Secretary General Olav Brekke spoke.", ["nato:NATO", "nato-head:Olav Brekke"]),
    ("The Secretary-General spoke.", []),
    ("NATO's president spoke.", ["nato:NATO"]),
    ("The US Secretary of Defense spoke.", ["us-defence:Secretary of Defense"]),
    ("The US Defense Secretary spoke.", ["us-defence:Defense Secretary"]),
    ("America's defence secretary spoke.", ["us-defence:defence secretary"]),
    ("The US national security advisor spoke.", ["us-defence:national security advisor"]),
]


@pytest.mark.parametrize(("text", "expected"), BODIES, ids=[text for text, _ in BODIES])
def test_offices_of_bodies_and_their_spellings(annotator: Annotator, text: str, expected: list[str]) -> None:
    assert actors(annotator, text) == expected
    assert [name for name in actors(annotator, text, day="2001-01-01") if "-head" in name] == [
        name for name in expected if "Olav" in name
    ]


SHARED_NAMES = [
    ("his own name", "Vance fled.", ["vance:Vance"]),
    ("a title", "Senator Vance fled; Mr Vance is gone.", ["vance:Vance", "vance:Vance"]),
    ("a noun that opens the sentence", "A leaker fled. Leaker Vance is gone.", ["vance:Vance"]),
    ("after an acronym", "The FBI sought NSA Vance.", ["vance:Vance"]),
    ("a country before", "The American Vance fled.", ["vance:Vance"]),
    ("an unknown given name", "Lon Vance fled.", []),
    ("an unknown given name inside", "He met Jorun Vance.", []),
    ("a known given name", "Greg Vance fled.", []),
    ("a misspelt one", "Edvin Vance fled.", ["vance:Vance"]),
    ("a pope's number is no family name", "Pope Leo XIV spoke. XIV is a number.", ["new-pope:Pope Leo XIV"]),
    ("nor his second name", "Pope John Paul II died. Paul wept.", ["old-pope:Pope John Paul II"]),
    ("several blanks", "Khawaja  Asif spoke.", ["khawaja-asif:Khawaja  Asif"]),
    ("a line break", "Khawaja\nAsif spoke.", ["khawaja-asif:Khawaja\nAsif"]),
    ("a line break with blanks", "Khawaja \n Asif spoke.", ["khawaja-asif:Khawaja \n Asif"]),
    ("not across a blank line", "Khawaja\n\nAsif spoke.", []),
    ("nor one with blanks in it", "Khawaja\n \nAsif spoke.", []),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in SHARED_NAMES], ids=[c[0] for c in SHARED_NAMES])
def test_names_that_others_share(annotator: Annotator, text: str, expected: list[str]) -> None:
    assert actors(annotator, text) == expected


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("The Bank of England waits.", []),
        ("The Pakistan Muslim League and Pakistan", ["PAK", "PAK"]),
        ("The Pakistani Foreign Ministry waits.", ["PAK"]),
        ("Tehrik-i-Taliban Pakistan", []),
        ("The Pakistani Taliban", []),
        ("The Pakistani defence minister", ["PAK"]),
    ],
)
def test_a_country_inside_an_actor_is_named_where_the_actor_governs(
    annotator: Annotator, text: str, countries: list[str]
) -> None:
    assert [m.entity for m in mentions(annotator, text) if m.kind == "country"] == countries
