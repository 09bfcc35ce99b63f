"""Which countries an article is about."""

from __future__ import annotations

import pytest

from monitor.annotate.about import find_about
from monitor.annotate.countries import CountrySpan


def spans(*isos: str, start: int = 0, step: int = 40, dateline: bool = False) -> list[CountrySpan]:
    return [
        CountrySpan(iso, start + i * step, start + i * step + 5, "name", dateline) for i, iso in enumerate(isos)
    ]


CASES = [
    ("nothing named", [], [], ()),
    ("one passing mention is all there is", [], spans("PER", start=4000), ("PER",)),
    ("the title counts", spans("PAK"), spans("PAK", "PAK", "IND", start=900), ("PAK",)),
    ("two in the title", spans("PAK", "IND"), spans("PAK", "IND", "PAK"), ("PAK", "IND")),
    (
        "the dateline counts",
        [],
        spans("PAK", dateline=True) + spans("PAK", "AFG", "AFG", start=40),
        ("PAK", "AFG"),
    ),
    ("a dateline alone", [], spans("USA", dateline=True), ("USA",)),
    (
        "a late aside is left out",
        spans("KEN"),
        spans("KEN", "KEN", "KEN", "KEN") + spans("UGA", start=5000),
        ("KEN",),
    ),
    (
        "at most three",
        spans("DEU", "FRA", "ITA", "ESP"),
        spans("DEU", "FRA", "ITA", "ESP"),
        ("DEU", "ESP", "FRA"),
    ),
]


@pytest.mark.parametrize(("title", "text", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_about(title: list[CountrySpan], text: list[CountrySpan], expected: tuple[str, ...]) -> None:
    assert find_about(title, text) == expected
