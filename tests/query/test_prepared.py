"""Values fill blanks as values, whatever they hold, and every desk has answers of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.filters import Cell, Filters
from monitor.query.desk import Desk, blank
from monitor.query.evidence import evidence
from monitor.query.passing import passing
from monitor.query.prepared import Prepared

DeskOf = Callable[..., Desk]

HOSTILE = st.text(st.sampled_from("'\"`\\;-⟦⟧ aend,()sourceslng"), max_size=12) | st.sampled_from(
    [
        blank("end"),
        f"x'{blank('sources')}'y",
        f"'{blank('languages')}', '{blank('sources')}'",
        "') OR ('' = '",
        "NULL",
    ]
)


def _article(number: int, **told: Any) -> dict[str, Any]:
    return {"article_id": f"a{number}", "story_id": f"s{number}", "day": date(2026, 3, number), **told}


@settings(deadline=None)
@given(chosen=st.lists(HOSTILE, min_size=1, max_size=3), others=st.lists(HOSTILE, max_size=3))
def test_a_value_is_nothing_but_a_value(desk_of: DeskOf, chosen: list[str], others: list[str]) -> None:
    rows = [
        _article(number + 1, source=name, language="en")
        for number, name in enumerate(dict.fromkeys(chosen + others))
    ]
    desk = desk_of(rows)
    filters = Filters(sources=tuple(chosen), start=date(2026, 3, 1), end=date(2026, 3, 31))
    found = evidence(desk, filters).rows
    assert sorted(found["source"]) == sorted(set(chosen))
    one = evidence(desk, Filters(languages=("en",)), Cell(source=chosen[0])).rows
    assert list(one["source"]) == [chosen[0]]


def test_words_that_one_desk_learned_answer_for_another(desk_of: DeskOf) -> None:
    for number in (1, 2):
        desk = desk_of([_article(day, source="tide.example") for day in range(1, 1 + number)])
        assert evidence(desk, Filters(sources=("tide.example",))).row_count == number


def test_a_search_is_done_on_every_desk(desk_of: DeskOf) -> None:
    for titles in (["Ferry", "Rain"], ["Ferry", "Ferry again", "Rain"]):
        desk = desk_of([_article(n + 1, title=title, text="", removed=[]) for n, title in enumerate(titles)])
        assert evidence(desk, Filters(search="ferry")).row_count == len(titles) - 1


def test_an_empty_list_holds_nothing(desk_of: DeskOf) -> None:
    desk = desk_of([_article(1, source="tide.example")])
    asked = Prepared.of(desk, Filters(), ids=[])
    articles = passing(desk, asked.filters)
    rows = asked.frame("none of them", lambda: articles.filter(articles.article_id.isin([blank("ids")])))
    assert rows.empty


@pytest.mark.parametrize(("low", "high", "wanted"), [(-1.0, 0.0, 1), (0.0, 1.01, 1), (-1.0, 1.01, 2)])
def test_numbers_fill_blanks_as_well(desk_of: DeskOf, low: float, high: float, wanted: int) -> None:
    desk = desk_of([_article(1, title_tone=-0.3), _article(2, title_tone=0.0)])
    assert evidence(desk, Filters(), Cell(tone=(low, high))).row_count == wanted


def test_what_a_question_is_made_of_is_put_into_words_once(
    desk_of: DeskOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of([_article(day, source="tide.example") for day in (1, 2, 3)])
    evidence(desk, Filters(start=date(2026, 3, 1), sources=("tide.example",)))
    monkeypatch.setattr(ibis.Table, "filter", None)  # a question that is built again fails
    for first in (2, 3):
        asked = Filters(start=date(2026, 3, first), sources=("tide.example", "other.example"))
        assert evidence(desk, asked).row_count == 4 - first


def test_another_search_is_no_other_question(desk_of: DeskOf, monkeypatch: pytest.MonkeyPatch) -> None:
    titles = ("Ferry", "Rain", "Rain again")
    desk = desk_of([_article(n + 1, title=title, text="", removed=[]) for n, title in enumerate(titles)])
    assert evidence(desk, Filters(search="ferry")).row_count == 1
    for search in ("rain", "rain OR ferry"):
        desk.found(search)  # looking for words is a question of its own
    monkeypatch.setattr(ibis.Table, "filter", None)
    assert evidence(desk, Filters(search="rain")).row_count == 2
    assert evidence(desk, Filters(search="rain OR ferry")).row_count == 3


def test_sides_with_like_filters_are_put_into_words_of_their_own(desk_of: Any) -> None:
    desk = desk_of([{"article_id": "a1"}, {"article_id": "a2"}])
    for name in ("left_", "right_", ""):
        asked = Prepared.of(desk, Filters(), side=name)
        rows = asked.desk.articles
        assert asked.row("how many", lambda rows=rows: rows.agg(articles=rows.count())) == {"articles": 2}
