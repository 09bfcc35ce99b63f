"""Readings of speed are compared as they are written, and told in the same weather."""

from __future__ import annotations

import itertools
import json

import pytest

from benchmarks.speed.picture import curves
from benchmarks.speed.reading import Reading, percentile, ratio, turns
from benchmarks.speed.readme import BEGIN, END, TOLD, with_table
from monitor.errors import MonitorError
from monitor.settings import PROJECT

TABLE_HEAD = "| what | reached | least – most | budget |\n|---|---|---|---|"


def reading(value: float, budget: str) -> Reading:
    return Reading("key", "annotate", "words", value, "×", value, value, budget)


@pytest.mark.parametrize(
    ("value", "budget", "met"),
    [(10.0, "≥ 10", True), (9.9, "≥ 10", False), (1.9, "≤ 2", True), (1_001, "≤ 1,000", False), (3, "", None)],
)
def test_a_budget_is_met_or_missed(value: float, budget: str, met: bool | None) -> None:
    assert reading(value, budget).within() is met


def test_a_budget_that_says_nothing_is_refused() -> None:
    with pytest.raises(MonitorError, match=r"fast.*Write ≥ or ≤"):
        reading(1, "fast").within()


def test_the_sides_take_turns_and_nobody_is_always_first() -> None:
    ticks = itertools.count()
    order: list[str] = []
    took = turns([lambda: order.append("a"), lambda: order.append("b")], 3, clock=lambda: next(ticks))
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert took == [[1, 1, 1], [1, 1, 1]]


def test_a_ratio_has_its_spread() -> None:
    assert ratio([2.0, 9.0, 4.0], [1.0, 3.0, 2.0]) == (2.0, 2.0, 3.0)


@pytest.mark.parametrize(("share", "expected"), [(0.5, 5), (0.95, 10), (0.05, 1), (1.0, 10)])
def test_percentiles_are_values_that_came(share: float, expected: int) -> None:
    assert percentile(list(range(10, 0, -1)), share) == expected


def row(key: str, value: float, articles: int = 0) -> dict[str, object]:
    return {"key": key, "what": key, "value": value, "unit": "s", "low": value, "high": value, "budget": "",
            "remark": "", "articles": articles}  # fmt: skip


def test_the_readme_shows_the_readings_that_are_told_and_keeps_its_words() -> None:
    before = f"Fast.\n\n{BEGIN}\nold\n{END}\n\nMore."
    after = with_table(before, [row("retag.alias.1000", 12.5, 1_000), row("some detail", 1)])
    assert after.startswith("Fast.\n")
    assert after.endswith("\n\nMore.")
    assert "| retag.alias.1000 | 12.5 s | 12.5 – 12.5 |  |" in after
    assert "old" not in after
    assert "detail" not in after
    assert with_table(after, []) == f"Fast.\n\n{BEGIN}\n{TABLE_HEAD}\n{END}\n\nMore."


def test_a_readme_without_its_marks_is_refused() -> None:
    with pytest.raises(MonitorError, match="no table of readings"):
        with_table("Fast.", [])


def test_curves_run_over_the_sizes_that_were_measured() -> None:
    figure = curves(
        [row("load.rate.1000", 500, 1_000), row("load.rate.100", 100, 100), row("p95 1000", 20, 1_000)]
    )
    load = next(trace for trace in figure.data if trace.name == "load")
    assert list(load.x) == [100, 1_000]
    assert list(load.y) == [1, 2]
    query = next(trace for trace in figure.data if trace.name == "query, p95")
    assert list(query.y) == [0.02]


def test_the_readme_tells_of_each_measure_that_was_read() -> None:
    rows = json.loads((PROJECT / "docs" / "speed.json").read_text("utf-8"))["readings"]
    readme = (PROJECT / "README.md").read_text("utf-8")
    assert with_table(readme, rows) == readme
    assert {row["measure"] for row in rows if TOLD.search(row["key"])} == {row["measure"] for row in rows}
