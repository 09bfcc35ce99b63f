"""Which countries an article is about."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.annotate.about import FEATURES, evidence, find_about
from monitor.annotate.countries import CountrySpan
from monitor.annotate.implied import WEIGHTS


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


def test_words_speak_for_a_country_that_is_not_named() -> None:
    assert find_about([], [], {"DEU": 3.0, "FRA": -3.0}) == ("DEU",)


def test_words_that_speak_for_none_leave_it_open() -> None:
    assert find_about([], [], {"DEU": -2.0, "USA": -1.5}) == ()


def test_words_do_not_overrule_what_is_named() -> None:
    assert find_about(spans("KEN"), spans("KEN", "KEN"), {"KEN": 0.0, "USA": -1.0}) == ("KEN",)


def test_each_feature_has_a_value_and_a_weight() -> None:
    found = evidence(spans("PER"), spans("PER"), {"PER": 0.5})
    assert {iso: len(values) for iso, values in found.items()} == {"PER": len(FEATURES)}
    with np.load(WEIGHTS, allow_pickle=False) as kept:
        assert len(kept["evidence"]) == len(FEATURES)
