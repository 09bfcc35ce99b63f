"""When a capital or a country acts as a government: every kind of sentence with its label, invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import load_dictionary
from monitor.settings import DATA

ACTS = [
    # it speaks
    "*Kabul* said the border would stay shut.",
    "*Beijing* says the reef is its own.",
    "*Moscow* has denied the report.",
    "*Tehran* again rejected the offer.",
    "*Ankara* summoned the ambassador on Friday.",
    "The post was empty, *Kigali* claims.",
    "“No such order was given,” *Harare* insisted.",
    "*Jakarta* will announce a new tariff.",
    "*Paris* does not recognise the vote.",
    "*Lima* did not respond to the letter.",
    "*Nairobi* also urged calm.",
    "If *Riyadh* refuses, prices will rise.",
    "Officials fear that *Ottawa* may suspend the treaty.",
    "*Peru* accused its neighbour of spying.",
    "*Norway* has pledged four ships.",
    "*Japan* is considering a ban.",
    "On Tuesday *Ghana* agreed to the plan.",
    "*Chile* condemned the attack.",
    "But *Egypt* is not expected to sign.",
    # it does what only governments do
    "*Kenya* bans plastic bags.",
    "*Turkey* invaded the island that year.",
    "*India* test-fired a missile.",
    "*Poland* closed its border with the east.",
    "*Sudan* expelled two envoys.",
    "*Brazil* imposed a tax on steel.",
    "*London* has recalled its envoy.",
    "*Washington* lifted the sanctions.",
    "*Seoul* deployed more troops along the river.",
    "*Islamabad* handed over the prisoners.",
    "*Vietnam* ratified the accord.",
    "*Baghdad* approved the budget.",
    "*Manila* protested to the court.",
    # it owns what only governments own
    "It came despite *Kabul*’s promise to close the camps.",
    "*Kabul's* pledge was not kept.",
    "*Pakistan*'s government fell.",
    "*Spain*'s foreign ministry is shut.",
    "*Moscow*’s decision surprised many.",
    "They doubt *Beijing*'s intentions.",
    "*Warsaw*'s refusal to pay annoyed them.",
    "*Tokyo*’s latest trade policy failed.",
    "*Damascus*'s allies were silent.",
    "*Vienna*'s response came late.",
    "*Hanoi*'s embassy is closed.",
    "*Peru*'s prime minister resigned.",
    "*Uganda*'s president travelled north.",
    "*Oslo*'s central bank kept its rate.",
    # its name before a body of state
    "The *Kabul* government waited.",
    "The *Tehran* regime is weak.",
    "*Bogota* authorities searched the port.",
    "The *Pyongyang* leadership is silent.",
    # between governments
    "*Islamabad* had good relations with them.",
    "They want good relations with *Kabul*.",
    "Talks between Delhi and *Islamabad* resumed.",
    "It signed a treaty with *Chad*.",
    "Pressure on *Khartoum* is growing.",
    "Sanctions against *Iran* were eased.",
    "*Kabul* and Islamabad announced a deal.",
    "*Paris*, Berlin and London warned of rain.",
    "A spat between *Rome* and Paris grew.",
    "The envoy's visit strained ties with *Athens*.",
]

DOES_NOT = [
    # a place where somebody speaks
    "“It is dry,” in *Kabul* said the doctor.",
    "A doctor in *Kabul* said it was dry.",
    "Officials in *Lima* denied it.",
    "A teacher from *Kenya* said so.",
    "Reporters outside *Paris* announced it.",
    "Buses to *Nairobi* were late.",
    "Residents who left *Khartoum* said so.",
    "Rangers from Kenya and *Uganda* said so.",
    "The road near *Baghdad* is closed.",
    "The talks were held in *Vienna*.",
    "She flew over *Norway*.",
    # what belongs to the place
    "*Kabul*’s traffic is heavy.",
    "*Kabul*'s bakers work at night.",
    "*London*'s museums are free.",
    "*Peru*'s highest mountain is white.",
    "*Beijing*'s air was clean.",
    "*Nairobi*'s largest market burnt.",
    "*Tokyo*’s trams ran late.",
    "*Kenya*'s runners won again.",
    # what a place does that is no government
    "*Kabul* is cold in winter.",
    "*Paris* sleeps late.",
    "*Oslo* has two harbours.",
    "*Chile* won the match.",
    "*Norway* beat the hosts by two goals.",
    "Rain fell on *Pakistan*.",
    "Apples grow well in *Poland*.",
    # what others do with it
    "Trade with *France* lifts output.",
    "Tourists love *Egypt*.",
    "The *Kabul* museum reopened.",
    "The *Paris* suburbs are quiet.",
    "He wrote a book about *Iran*.",
    "A flight from Rome to *Athens* was delayed.",
]

LABELLED = [(one, True) for one in ACTS] + [(one, False) for one in DOES_NOT]


@pytest.fixture(scope="module")
def annotator(tmp_path_factory: pytest.TempPathFactory) -> Annotator:
    path: Path = tmp_path_factory.mktemp("dictionary") / "actors.yaml"
    path.write_text("", encoding="utf-8")
    return Annotator(load_dictionary(path, DATA / "countries.yaml"))


@pytest.mark.parametrize(("marked", "acts"), LABELLED, ids=[one for one, _ in LABELLED])
def test_government(annotator: Annotator, marked: str, acts: bool) -> None:
    start = marked.index("*")
    text = marked.replace("*", "")
    found = [
        one for one in annotator.annotate("", text, language="en").mentions
        if one.kind == "country" and one.start == start
    ]  # fmt: skip
    assert [one.evidence == "government" for one in found] == [acts]
