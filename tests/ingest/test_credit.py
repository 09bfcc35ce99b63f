"""Whom a text is from, and what only looks like an agency."""

import pytest

from monitor.ingest.credit import wire_credit

BODY = "The bridge was closed on Monday.\n\nNobody was hurt, said the mayor of Hillmouth."

NAMED = [
    ("HILLMOUTH, Norland (AP) — The bridge was closed on Monday.\n\nNobody was hurt.", "AP"),
    ("Bridge closed\n\nHILLMOUTH, March 3 (Reuters) - The bridge was closed.\n\nNobody was hurt.", "Reuters"),
    ("HILLMOUTH, March 3 (Xinhua) -- The bridge was closed.", "Xinhua"),
    ("Hillmouth [Norland], March 3 (ANI): The bridge was closed.", "ANI"),
    ("Hillmouth (dpa) - Die Brücke ist gesperrt.", "dpa"),
    ("HILLMOUTH, Mar 3 (PTI) The bridge was closed.", "PTI"),
    ("HILLMOUTH, March 3 (UPI) — The bridge was closed.", "UPI"),
    ("HILLMOUTH (AP/Reuters) - The bridge was closed.", "AP, Reuters"),
    ("HILLMOUTH (Web Desk) – The bridge was closed.", "Web Desk"),
    (f"By Una Brask, Associated Press\n\n{BODY}", "AP"),
    (f"By Web Desk\n{BODY}", "Web Desk"),
    (f"Staff and agencies\n{BODY}", "with agencies"),
    (f"{BODY}\n\n(Reporting by Una Brask; Editing by Ole Tarn)", "Reuters"),
    (f"{BODY}\n\nReporting by Una Brask in Hillmouth; editing by Ole Tarn", "Reuters"),
    (f"{BODY} (AFP)", "AFP"),
    (f"{BODY}\n\n— AFP", "AFP"),
    (f"{BODY}\n\nSource: Xinhua", "Xinhua"),
    (f"{BODY}\n\nCopyright 2024 The Associated Press. All rights reserved.", "AP"),
    (f"{BODY}\n\n(With inputs from ANI)", "with ANI"),
    (f"{BODY}\n\nwith agencies", "with agencies"),
    (f"{BODY}\n\nWith files from The Canadian Press and Reuters", "with The Canadian Press, Reuters"),
    (f"{BODY}\n\nThe Associated Press contributed to this report.", "with AP"),
    (f"{BODY}\n\nAssociated Press writer Una Brask contributed to this report.", "with AP"),
]


@pytest.mark.parametrize(("text", "credit"), NAMED)
def test_agencies_that_a_text_names(text: str, credit: str) -> None:
    assert wire_credit(text) == credit


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "The report, first seen by the news agency (AP), was sent to the mayor on Monday.",
        "Officials told Reuters that the bridge was closed.",
        f"{BODY}\n\nHe told the AFP that it would open again.",
        f"Spa\n{BODY}\n\nUni",
        f"{BODY}\n\nAdditional reporting by Una Brask",
        "The company, which owns a mine (PTI) in Norland, closed it.",
        f"{BODY}\n\nPolice staff and agencies of three countries searched the river for a week, it was said.",
        "",
    ],
)
def test_what_only_speaks_of_agencies(text: str) -> None:
    assert wire_credit(text) is None


@pytest.mark.parametrize(
    ("author", "credit"),
    [
        ("AP", "AP"),
        ("By THE ASSOCIATED PRESS", "AP"),
        ("Una Brask, Ole Tarn | Reuters Staff", "Reuters"),
        ("Agence France-Presse", "AFP"),
        ("Staff and agencies", "with agencies"),
        ("Agencies", "agencies"),
        ("Una Brask", None),
        ("Paul Reuters", None),
    ],
)
def test_agencies_in_the_field_of_the_authors(author: str, credit: str | None) -> None:
    assert wire_credit(BODY, [author]) == credit


def test_the_dateline_goes_before_the_author_and_the_last_line() -> None:
    text = "HILLMOUTH (AP) — The bridge was closed.\n\nReuters contributed to this report."
    assert wire_credit(text, ["AFP"]) == "AP"
    assert wire_credit("The bridge was closed.\n\nReuters contributed to this report.", ["AFP"]) == "AFP"
