"""What was collected, in plain words: silences, the mix, the constant panel."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pandas as pd
import pytest

from monitor.charts.series import Span
from monitor.filters import Filters
from monitor.query.panel import ConstantPanel
from monitor.ui.source_mix import mix_words, panel_words, third_of
from monitor.ui.sources import chance_words, silence_words

FIRST = date(2026, 3, 1)
SPAN = Span(FIRST, FIRST + timedelta(days=29), FIRST + timedelta(days=29), "day")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            (date(2026, 3, 3), date(2026, 3, 19), 17, False, 1.0),
            "silent 3 Mar – 19 Mar 2026, 17 days; usually every day",
        ),
        (
            (date(2026, 3, 3), date(2026, 3, 3), 1, False, 2.5),
            "silent 3 Mar 2026, 1 day; usually every 2.5 days",
        ),
        (
            (date(2026, 3, 3), date(2026, 5, 3), 62, True, 7.0),
            "silent since 3 Mar 2026, 62 days so far; usually every 7 days",
        ),
    ],
)
def test_a_silence_is_told_with_its_days_and_the_rhythm(row: tuple[object, ...], says: str) -> None:
    names = ("first_day", "last_day", "days", "until_now", "usual_days")
    assert silence_words(SimpleNamespace(**dict(zip(names, row, strict=True)))) == says


@pytest.mark.parametrize(
    ("chance", "says"),
    [(0.01, "1 in 100"), (1 / 234, "1 in 230"), (1 / 4321, "1 in 4,300"), (1e-12, "less than 1 in a million")],
)
def test_a_chance_is_told_as_odds_no_finer_than_they_are_known(chance: float, says: str) -> None:
    assert chance_words(chance) == says


def covered(*parts: tuple[int, str, int]) -> pd.DataFrame:
    rows = [(FIRST + timedelta(days=day), source, articles) for day, source, articles in parts]
    return pd.DataFrame(rows, columns=["day", "source", "articles"])


def test_a_planted_change_of_the_mix_is_told_with_its_size_and_who_moved() -> None:
    days = covered((0, "a", 300), (5, "b", 100), (15, "a", 999), (25, "a", 100), (29, "b", 200), (29, "c", 100))
    says = mix_words(third_of(days, SPAN))
    assert "first third (1 Mar – 10 Mar 2026, 400 articles)" in says
    assert "last (21 Mar – 30 Mar 2026, 400 articles)" in says
    assert "50.0 % of the mix changed hands: more than chance" in says
    assert says.endswith("Most: a −50.0 points, b +25.0 points, c +25.0 points")


def test_a_mix_that_stayed_is_told_as_chance() -> None:
    says = mix_words(third_of(covered((0, "a", 30), (1, "b", 10), (28, "a", 29), (29, "b", 11)), SPAN))
    assert "no more than chance makes of one and the same mix" in says
    assert "Most:" not in says


@pytest.mark.parametrize("days", [covered((0, "a", 9), (29, "a", 90)), covered((15, "a", 50))])
def test_few_articles_have_no_mix_to_judge(days: pd.DataFrame) -> None:
    assert mix_words(third_of(days, SPAN)).startswith("Too few articles to judge")


def panel(kept: int, dropped: list[int], required: int = 5) -> ConstantPanel:
    table = pd.DataFrame(
        {"source": [f"d{i}" for i in range(len(dropped))], "active": dropped, "required": required}
    )
    inside = tuple(f"k{i}" for i in range(kept))
    return ConstantPanel("week", required, inside, table, 10 * kept, 10 * kept + 3)


ASKED = Filters(start=FIRST, end=FIRST + timedelta(days=34))


def test_the_panel_says_its_definition_what_it_keeps_and_what_it_leaves_out() -> None:
    assert panel_words(panel(2, [3]), ASKED) == (
        "2 of 3 sources have articles in each of the 5 whole weeks of the period (1 Mar – 4 Apr 2026): 20 of "
        "23 articles. Left out: 1 source with 3 articles."
    )


def test_a_panel_of_all_says_so() -> None:
    assert panel_words(panel(2, []), ASKED).startswith(
        "All 2 sources have articles in each of the 5 whole weeks"
    )
    assert panel_words(panel(2, []), ASKED).endswith("the panel leaves out none.")


def test_the_panel_says_why_it_is_empty() -> None:
    assert panel_words(panel(0, [3]), ASKED).endswith("Choose a shorter period.")
    assert panel_words(panel(0, [0], required=0), ASKED).endswith("choose a longer one.")


def test_the_panel_says_when_a_link_could_not_carry_it() -> None:
    assert "1 source more would fit, but a link carries at most 100" in panel_words(panel(100, [5, 2]), ASKED)
