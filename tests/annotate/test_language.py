"""The language of an article, from plenty of text, from little, and from what the source says."""

from __future__ import annotations

import pytest

from monitor.annotate.language import detect_language

ENGLISH = "The ministers of five countries said on Monday that they had agreed to pay for the bridges. " * 4
GERMAN = "Die Minister der fünf Länder haben sich am Montag auf einen Fonds für die Brücken geeinigt. " * 4
URDU = "وزیر دفاع نے کہا ہے کہ پانچ ملکوں نے پلوں کی تعمیر کے لیے رقم دینے پر اتفاق کیا ہے۔ " * 4


@pytest.mark.parametrize(
    ("title", "text", "language"),
    [
        ("", ENGLISH, "en"),
        ("Ministers agree on a flood relief fund", "", "en"),
        ("Minister says rivers still rising despite relief", "", "en"),
        ("", GERMAN, "de"),
        ("Die Minister einigen sich auf einen Fonds", "", "de"),
        ("", URDU, "ur"),
        ("Los ministros acuerdan un fondo para las víctimas", "", "es"),
        ("Les ministres se mettent d’accord sur un fonds", "", "fr"),
        ("洪水の後、大臣たちは基金に合意した", "", "ja"),
    ],
)
def test_found_from_the_text(title: str, text: str, language: str) -> None:
    assert detect_language(title, text) == language


@pytest.mark.parametrize(
    "title", ["", "5", "UN", "Iran", "!!! ???", "https://valdoria.example/the-of-and-to-in"]
)
def test_too_little_to_tell(title: str) -> None:
    assert detect_language(title, "") == "und"


@pytest.mark.parametrize("stated", ["en", "EN", "en-GB", "en_US", "eng", "English", " english "])
def test_stated_in_many_ways(stated: str) -> None:
    assert detect_language("Iran", "", stated) == "en"


@pytest.mark.parametrize("stated", ["", None, "unknown", "12", "x-klingon"])
def test_a_statement_that_says_nothing(stated: str | None) -> None:
    assert detect_language("Iran", "", stated) == "und"


def test_a_stated_language_is_believed_for_a_doubtful_title() -> None:
    assert detect_language("Macron in Berlin", "", "fr") == "fr"


@pytest.mark.parametrize(("text", "stated", "language"), [(GERMAN, "en", "de"), (ENGLISH, "de", "en")])
def test_a_stated_language_is_not_believed_against_the_text(text: str, stated: str, language: str) -> None:
    assert detect_language("", text, stated) == language


def test_half_a_surrogate_does_no_harm() -> None:
    assert detect_language("\ud800", ENGLISH) == "en"
    assert detect_language("\ud800 Die Minister einigen sich auf einen Fonds", "") == "de"
