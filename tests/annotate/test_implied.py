"""Which country words speak of: the model by hand, and the one of the project on invented texts."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.annotate.about import find_about
from monitor.annotate.implied import WordModel, load_words, words


def test_words_are_those_of_title_and_lead_and_count_once() -> None:
    assert words("Rates Fall", "Rates fell. " + "x" * 900 + " late") >= {"rates", "fall", "fell"}
    assert "late" not in words("", "x " * 500 + "late")


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Brindle Mills <BRM.L> grew.", "<.L>"),
        ("Brindle Mills (BRMn.DE) grew.", "<.DE>"),
        ("Brindle Mills <BRM> grew.", "<TICKER>"),
        ("<Brindle Mills Plc> grew.", "<NAME>"),
    ],
)
def test_marks_of_stock_exchanges(text: str, mark: str) -> None:
    assert {one for one in words("", text) if one.startswith("<")} == {mark}


def test_log_odds_by_hand() -> None:
    weights = np.array([[2.0, 0.0], [0.0, 4.0]], dtype=np.float32)
    model = WordModel(("DEU", "FRA"), {"mark": 0, "franc": 1}, weights, np.array([-1.0, 0.5], dtype=np.float32))
    assert model.log_odds({"mark"}) == {"DEU": 1.0, "FRA": 0.5}
    assert model.log_odds({"mark", "franc"}) == pytest.approx({"DEU": 2 / 2**0.5 - 1, "FRA": 4 / 2**0.5 + 0.5})


def test_a_text_of_strange_words_says_nothing() -> None:
    model = WordModel(("DEU",), {"mark": 0}, np.ones((1, 1), dtype=np.float32), np.zeros(1, dtype=np.float32))
    assert model.log_odds({"mark", "Wetter", "morgen"}) is None
    assert (
        load_words().log_odds(words("", "Der Ausschuss tagt morgen wieder in der alten Halle am Markt."))
        is None
    )


IMPLIED = [
    ("The Bundesbank left its discount rate unchanged, and bought marks in Frankfurt banks.", ("DEU",)),
    ("Brindle Inc 4th qtr net. Shr 34 cts vs 19 cts. Revs 12.5 mln vs 10.2 mln.", ("USA",)),
    (
        "Brindle Plc <BRM.L> year to end-December. Pretax profit 12.1 mln stg vs 10.0 mln. Div 3.5p vs 3p.",
        ("GBR",),
    ),
    ("Republicans in the Senate want a vote on the federal budget before the House meets.", ("USA",)),
    # about no nation
    ("The company said its new phone will be sold next month, with a better camera.", ()),
    ("A school choir sang for its teacher, and parents baked two hundred cakes.", ()),
    ("Doctors say that walking for half an hour helps people to sleep.", ()),
    ("The film is a comedy about a family that buys a haunted house.", ()),
]


@pytest.mark.parametrize(("text", "expected"), IMPLIED, ids=[text for text, _ in IMPLIED])
def test_what_is_implied(text: str, expected: tuple[str, ...]) -> None:
    assert find_about([], [], load_words().log_odds(words("", text))) == expected
