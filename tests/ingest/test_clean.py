"""Cleaning cuts what the page left behind, names it, and touches nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.ingest.clean import clean, furniture_key
from monitor.ingest.clean_rules import SECTIONS

TITLE = "Ministers agree on a joint flood relief fund"
STANDFIRST = "The money comes from five neighbouring countries"
LEAD = "VALDORIA (News Desk) – The ministers of five countries said on Monday that they had agreed."
MORE = "They will meet again in spring, when the first bridges are to be rebuilt."


def cut(line: str) -> list[tuple[str, str]]:
    """What cleaning removes when this line stands between two paragraphs."""
    cleaned = clean(TITLE, f"{LEAD}\n\n{line}\n\n{MORE}")
    return [(piece.text, piece.reason) for piece in cleaned.removed]


def test_headline_once_and_label_and_advertisement_gone() -> None:
    cleaned = clean(TITLE, f"{TITLE}\n\nCouncil\n\n{STANDFIRST}\n\n{LEAD}\n\n{MORE}\n\n\n\nAdvertisement")
    assert cleaned.title == TITLE
    assert cleaned.text == f"{STANDFIRST}\n\n{LEAD}\n\n{MORE}"
    assert [(piece.text, piece.reason) for piece in cleaned.removed] == [
        (TITLE, "repeated headline"),
        ("Council", "section label"),
        ("Advertisement", "advertisement"),
    ]


def test_both_copies_go_when_the_whole_file_is_handed_in() -> None:
    cleaned = clean(TITLE, f"{TITLE}\n\n{TITLE}\n\n{LEAD}")
    assert cleaned.text == LEAD
    assert [piece.reason for piece in cleaned.removed] == ["repeated headline"] * 2


def test_without_a_title_the_first_line_is_the_headline_and_stays() -> None:
    cleaned = clean("", f"{TITLE}\n\n{TITLE}\n\nWorld\n\n{LEAD}")
    assert cleaned.text == f"{TITLE}\n\n{LEAD}"
    assert [piece.reason for piece in cleaned.removed] == ["repeated headline", "section label"]


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        (f"{TITLE} {TITLE}", TITLE),
        (f"{TITLE}  {TITLE.upper()}", TITLE),
        ("Ha ha", "Ha ha"),
        ("War and peace, war and peace", "War and peace,"),
        ("From bad to worse", "From bad to worse"),
    ],
)
def test_doubled_title(title: str, kept: str) -> None:
    assert clean(title, LEAD).title == kept


def test_headline_without_its_site_name_is_still_the_headline() -> None:
    assert clean(f"{TITLE} - The Valdoria Post", f"{TITLE}\n\n{LEAD}").text == LEAD


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Advertisement", "advertisement"),
        ("ADVERTISEMENT:", "advertisement"),
        ("Advertisement Advertisement", "advertisement"),
        ("Advertisement Continue reading the main story", "advertisement"),
        ("Story Continued Below", "continued"),
        ("Article continues after advertisement", "continued"),
        ("Share Tweet Post Email", "share bar"),
        ("Share this article", "share bar"),
        ("Share on Facebook | Share on Twitter | Copy link", "share bar"),
        ("Follow the desk on Twitter @desk", "share bar"),
        ("Chat with us in Facebook Messenger. Find out what happens.", "share bar"),
        ("Photo", "photo credit"),
        ("(AP Photo/Ana Example)", "photo credit"),
        ("Photo: Ana Example for the Valdoria Post", "photo credit"),
        ("Image copyright Getty Images", "photo credit"),
        ("Ana Example/Getty Images", "photo credit"),
        ("Enlarge this image toggle caption Ana Example/AP", "photo credit"),
        ("Image copyright AFP Image caption The bridge before the flood", "photo caption"),
        ("FILE PHOTO: The bridge in March", "photo caption"),
        ("The bridge stood for ninety years. (Photo: Ana Example, AP)", "photo caption"),
        ("A boat under the old bridge in Valdoria, March 4. REUTERS/Ana Example", "photo caption"),
        ("Read more", "recommended stories"),
        ("READ MORE: Rivers fall after a week", "recommended stories"),
        ("Also read: Rivers fall after a week", "recommended stories"),
        ("Recommended stories", "recommended stories"),
        ("Related:", "recommended stories"),
        ("( PHOTOS: Ten bridges )", "recommended stories"),
        ("Sign up for Daily Newsletters", "newsletter"),
        ("Get the stories that matter delivered to your inbox every day.", "newsletter"),
        ("Click here to get the Valdoria app", "promotion"),
        ("Copyright © 2019 The Valdoria Post, LLC. Click here for reprint permission.", "copyright"),
        ("© 2021 Valdoria Post. All rights reserved.", "copyright"),
        ("LISTEN TO ARTICLE 2:43", "player"),
        ("Story highlights", "page label"),
        ("7 years ago", "page label"),
        ("Lesedauer: 4 Minuten", "page label"),
        ("Filed under: Rivers, Bridges", "page label"),
        ("An error has occurred, please try again later.", "page label"),
        ("ana.example@valdoria.example", "contact"),
        ("https://twitter.com/valdoria_post", "contact"),
        ("Write to Ana Example at ana.example@valdoria.example", "contact"),
        ("Follow the Valdoria Post on Facebook, Twitter (@valdoria) and Instagram.", "contact"),
        ("This copy is for your personal, non-commercial use only. To order copies, ask us.", "copyright"),
        ("[pullquote]", "page label"),
        ("Ana Example and The Associated Press contributed to this report.", "credit line"),
    ],
)
def test_furniture_is_cut_with_its_reason(line: str, reason: str) -> None:
    assert cut(line) == [(line, reason)]


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement revenue fell by a third, the publisher said.",
        "The story continued below the fold with a list of names.",
        "Share prices fell on Monday.",
        "Tweets by the minister were read aloud in court.",
        "On this, to this day",
        "Photos of the bridge were shown to the court.",
        "Read the minister's letter carefully, the judge said.",
        "Related charges against two officials were dropped.",
        "Sign of the times",
        "More rain is expected.",
        "Subscribers may leave the insurance scheme at any time.",
        "Copyright law has not changed since 1998, the ministers said.",
        "Listening to the minister, nobody would have guessed.",
        "Closed roads kept the relief away.",
        "The river rose 7 years ago.",
        "Three countries contributed to this fund.",
        "Contact with the boats was lost at noon. The search goes on at sea.",
        "Follow the river to the sea, she wrote on the last page.",
        "The address ana.example@valdoria.example was in the letter.",
        "Topics that the ministers left out will come up in spring.",
        "World",
        "Pakistan",
        "The victims",
        "“We have lost everything.”",
    ],
)
def test_sentences_and_subheadings_stay(line: str) -> None:
    assert cut(line) == []


@pytest.mark.parametrize("label", ["World", "POLITICS", "Pakistan", "Opinion:", "Top Stories"])
def test_a_department_above_the_first_sentence_is_a_label(label: str) -> None:
    cleaned = clean(TITLE, f"{label}\n\n{LEAD}")
    assert [(piece.text, piece.reason) for piece in cleaned.removed] == [(label, "section label")]


@pytest.mark.parametrize("line", ["VALDORIA", "Talks go on", STANDFIRST, "By the river"])
def test_datelines_and_standfirsts_below_the_headline_stay(line: str) -> None:
    assert clean(TITLE, f"{TITLE}\n\n{line}\n\n{LEAD}").text == f"{line}\n\n{LEAD}"


@pytest.mark.parametrize(
    ("paragraph", "left", "piece"),
    [
        (f"{LEAD} Story Continued Below {MORE}", f"{LEAD} {MORE}", "Story Continued Below"),
        (f"{LEAD} Advertisement {MORE}", f"{LEAD} {MORE}", "Advertisement"),
        (f"{LEAD} ADVERTISEMENT", LEAD, "ADVERTISEMENT"),
        (f"{LEAD} Click To Tweet", LEAD, "Click To Tweet"),
        (f"LISTEN TO ARTICLE 2:43 {LEAD}", LEAD, "LISTEN TO ARTICLE 2:43"),
        (
            f"Share this article Share Tweet Post Email {LEAD}",
            LEAD,
            "Share this article Share Tweet Post Email",
        ),
    ],
)
def test_furniture_glued_into_a_paragraph(paragraph: str, left: str, piece: str) -> None:
    cleaned = clean(TITLE, paragraph)
    assert cleaned.text == left
    assert [removed.text for removed in cleaned.removed] == [piece]


def test_advertisement_as_a_word_of_a_sentence_stays_inside_a_paragraph() -> None:
    paragraph = f"{LEAD} Advertisement sales fell. The Advertisement Council met."
    assert clean(TITLE, paragraph).text == paragraph


def test_lines_that_a_source_repeats() -> None:
    line = "The Valdoria Post has reported on rivers for 112 years."
    key = furniture_key("the Valdoria Post has reported on rivers for 113 years")
    assert key is not None
    cleaned = clean(TITLE, f"{LEAD}\n\n{line}", furniture=frozenset({key}))
    assert [(piece.text, piece.reason) for piece in cleaned.removed] == [(line, "repeated line of this source")]
    assert clean(TITLE, f"{LEAD}\n\n{line}").removed == ()


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("  6   Years AGO ", "0 years ago"),
        ("7 years ago", "0 years ago"),
        ("• Follow us!", "follow us"),
        ("___", None),
        ("2019", None),
        ("", None),
        ("x" * 161, None),
    ],
)
def test_furniture_key(line: str, key: str | None) -> None:
    assert furniture_key(line) == key


@pytest.mark.parametrize("text", ["Advertisement", "World", f"{TITLE}\n\nShare Tweet Post Email"])
def test_a_text_of_nothing_but_furniture_stays_whole(text: str) -> None:
    cleaned = clean(TITLE, text)
    assert (cleaned.text, cleaned.removed) == (text, ())


def test_white_space_is_made_plain_and_nothing_else() -> None:
    text = "One\u00a0line,\t two  words.\r\n\r\n\r\n\r\nNext\u200b line \u2028last\x00 \ud800 می\u200cخواهد"
    assert clean("", text).text == "One line, two words.\n\nNext line\nlast \ufffd می\u200cخواهد"


def test_sections_are_names() -> None:
    assert all(name and name == name.lower().strip() for name in SECTIONS)


PIECES = st.sampled_from(
    [
        *(TITLE, LEAD, MORE, STANDFIRST, f"{TITLE} - The Post", "By Ana Example", "Story", "Continued Below"),
        *("Council", "Advertisement", "Photo", "Story Continued Below", "[image]", "Share Tweet", "Post Email"),
        *("7 years ago", "© 2020", "(Photo: Ana Example)", "LISTEN TO ARTICLE", "2:43", "Related:", "World"),
        *("…", "!", "\n", "  ", "\r\n"),
    ]
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from([" ", "\n", "\n\n"])), max_size=14).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)


@settings(max_examples=400, deadline=None)
@given(
    title=st.one_of(TEXTS, st.text(max_size=40), st.just(TITLE)), text=st.one_of(TEXTS, st.text(max_size=200))
)
def test_cleaning_twice_removes_nothing_more(title: str, text: str) -> None:
    once = clean(title, text)
    again = clean(once.title, once.text)
    assert again.removed == ()
    assert (again.title, again.text) == (once.title, once.text)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_every_word_is_kept_or_named(text: str) -> None:
    cleaned = clean(TITLE, text)
    words = cleaned.text.split()
    for piece in cleaned.removed:
        words += piece.text.split()
    assert sorted(words) == sorted(text.split())
