"""What a search found in a title is marked where it stands, letter by letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FilterError
from monitor.query.highlight import found_in_title

TITLE = "Border-crossing talks: São Paulo's flood, floods and the Foreign Minister"


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", []),
        ("flood", ["flood"]),
        ("flood*", ["flood", "floods"]),
        ("SAO", ["São"]),
        ('"foreign minister" -border', ["Foreign Minister"]),
        ("border-crossing talks", ["Border-crossing", "talks"]),
        ('"crossing talks" OR "border crossing"', ["Border-crossing talks"]),
        ("title:talks OR text:flood", ["talks"]),
        ("NOT (flood OR talks)", []),
        ("minist", []),
    ],
)
def test_the_words_that_were_looked_for_are_found(search: str, found: list[str]) -> None:
    assert [TITLE[start:end] for start, end in found_in_title(TITLE, search)] == found


def test_scripts_without_spaces_are_marked_by_character() -> None:
    assert found_in_title("日本の洪水", "洪水") == ((3, 5),)


def test_letters_with_loose_accents_are_one_word() -> None:
    assert found_in_title("Cafe\u0301s open", "cafés") == ((0, 6),)


def test_a_search_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(FilterError):
        found_in_title(TITLE, "(flood")


@given(st.text(max_size=60), st.sampled_from(["flood*", "a OR b", '"a b" title:c', "a* b*"]))
def test_stretches_lie_within_the_title_in_order(title: str, search: str) -> None:
    at = 0
    for start, end in found_in_title(title, search):
        assert at <= start < end <= len(title)
        at = end
