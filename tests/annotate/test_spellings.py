"""Other spellings of a name: transliterations, British and American words, links between names."""

from __future__ import annotations

import pytest

from monitor.annotate.spellings import spellings


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Tehrik-i-Sample", "Tehreek-i-Sample"),
        ("Tehrik-i-Sample", "Tehreek-e-Sample"),
        ("Mohammed Examplewala", "Muhammad Examplewala"),
        ("Borys Examplesky", "Borys Exampleskyy"),
        ("Borys Examplesky", "Borys Exampleski"),
        ("Omar al-Sample", "Omar el-Sample"),
        ("Jörg Müster", "Joerg Muester"),
        ("Sample Health Organization", "Sample Health Organisation"),
        ("Sample & Daughters", "Sample and Daughters"),
        ("TEHRIK OF SAMPLES", "TEHREEK OF SAMPLES"),
    ],
)
def test_the_other_spelling_is_found_both_ways(name: str, other: str) -> None:
    assert other in spellings(name)
    if "ö" not in name:
        assert name in spellings(other)


@pytest.mark.parametrize(
    "name", ["Ana Example", "Sky Harbour", "Al Example", "I am Sample", "E", "al", "&", ""]
)
def test_most_names_have_one_spelling(name: str) -> None:
    assert spellings(name) == ()


def test_a_long_name_has_not_thousands() -> None:
    assert len(spellings("Mohammed Ahmed Hussain Khalid Sharif Rahman Usman")) <= 24
