"""Sentences on series say only what the numbers bear."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from monitor.charts.series import Span
from monitor.charts.strokes import Before, attention, sound
from monitor.trends.intervals import share_interval
from monitor.ui.trend_words import findings

WEEKS = [date(2026, 3, 2) + timedelta(weeks=i) for i in range(6)]
NAMES = {"actor:nato": "NATO", "actor:un": "United Nations"}
SPAN = Span(WEEKS[0], WEEKS[5] + timedelta(days=6), WEEKS[5] + timedelta(days=6), "week")


def laid(counts: dict[str, list[int]], total: int = 300) -> pd.DataFrame:
    rows = [(key, week, n, total) for key, ns in counts.items() for week, n in zip(WEEKS, ns, strict=True)]
    frame = pd.DataFrame(rows, columns=["key", "start", "count", "total"])
    frame = frame.assign(share=frame["count"] / frame["total"], state="complete", tone_n=frame["count"])
    frame["share_low"], frame["share_high"] = share_interval(frame["count"], frame["total"])
    return frame.assign(tone=0.0, tone_low=-0.1, tone_high=0.1)


def said(
    frame: pd.DataFrame, scale: str = "share", measure: str = "stories", before: Before | None = None
) -> list[str]:
    return findings(frame, attention(scale, measure), "week", NAMES, measure, before)  # type: ignore[arg-type]


FLAT = {"actor:nato": [30, 30, 48, 30, 30, 30], "actor:un": [20] * 6}
RISING = {"actor:nato": [20] * 6, "actor:un": [20, 20, 20, 90, 90, 90]}


def test_the_peak_has_its_week_its_share_and_its_number() -> None:
    assert said(laid(FLAT)) == ["NATO peaked in the week of 16 March 2026 with 16.0 % (48 of 300 stories)."]
    assert said(laid(FLAT), "count")[0] == (
        "NATO peaked in the week of 16 March 2026 with 48 stories (16.0 % of 300)."
    )


def days(counts: list[int]) -> pd.DataFrame:
    frame = laid({"actor:nato": [0] * 6}).iloc[[0] * len(counts)].reset_index(drop=True)
    frame["start"] = [WEEKS[0] + timedelta(days=day) for day in range(len(counts))]
    return frame.assign(count=counts, share=[n / 300 for n in counts], tone_n=counts)


def test_a_day_that_stands_out_is_told_with_what_was_usual() -> None:
    told = findings(days([5] * 25 + [40, 5, 5]), attention("count", "stories"), "day", NAMES, "stories")
    assert told[1] == (
        "NATO stood out on 27 March 2026: 40 stories, where about 5.0 were usual in the weeks before."
    )
    assert findings(days([5, 6] * 14), attention("count", "stories"), "day", NAMES, "stories") == []
    copies = findings(days([5] * 25 + [40, 5, 5]), attention("count", "articles"), "day", NAMES, "articles")
    assert not any("stood out" in sentence for sentence in copies)


@pytest.mark.parametrize("state", ["unfinished", "nothing collected"])
def test_no_peak_in_a_week_that_is_not_complete(state: str) -> None:
    frame = laid(FLAT)
    frame.loc[frame["start"] == WEEKS[2], "state"] = state
    assert "16 March" not in " ".join(said(frame))


def test_no_peak_of_few() -> None:
    assert said(laid({"actor:nato": [1, 2, 9, 0, 1, 1]})) == []
    assert said(laid({"actor:nato": [1, 2, 9, 0, 1, 1]}, total=9)) == []


def test_a_clear_rise_is_told_and_a_wobble_is_not() -> None:
    assert said(laid(RISING))[1] == (
        "United Nations rose from 6.7 % before 23 March 2026 to 30.0 % from then on."
    )
    assert len(said(laid(FLAT))) == 1


def test_articles_copy_each_other_so_no_change_of_theirs_is_called_clear() -> None:
    assert len(said(laid(RISING), measure="articles")) == 1


def test_against_the_period_before() -> None:
    past = Before(laid({"actor:nato": [20] * 6, "actor:un": [5] * 6}), SPAN, timedelta(weeks=6))
    assert said(laid(FLAT), before=past)[1] == (
        "United Nations had more attention than in the period before: 6.7 % (120 of 1,800 stories) against "
        "1.7 % (30 of 1,800)."
    )
    same = Before(laid(FLAT), SPAN, timedelta(weeks=6))
    assert said(laid(FLAT), before=same)[1] == "No series differs clearly from the period before."
    thin = Before(laid({"actor:nato": [0] * 6, "actor:un": [0] * 6}, total=1), SPAN, timedelta(weeks=6))
    assert said(laid(FLAT), before=thin)[1] == "The period before holds too few stories to compare with."


def test_tone_tells_its_two_ends_among_what_can_be_judged() -> None:
    frame = laid(FLAT)
    frame.loc[0, "tone"], frame.loc[7, "tone"] = -0.4, 0.25
    frame.loc[3, ["tone", "tone_n"]] = [-0.9, 9]
    assert findings(frame, sound("tone"), "week", NAMES, "stories") == [
        "Lowest tone: NATO in the week of 2 March 2026, −0.40 (95 % interval −0.10 to +0.10, n = 30 stories).",
        "Highest tone: United Nations in the week of 9 March 2026, +0.25 (95 % interval −0.10 to +0.10, "
        "n = 20 stories).",
    ]
