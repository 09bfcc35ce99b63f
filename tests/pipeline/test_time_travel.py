"""A pinned version answers what it answered when it was new, whatever came after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from monitor.filters import Cell, Filters
from monitor.pipeline import ingest, retag
from monitor.query.counts import counts
from monitor.query.desk import open_desk
from monitor.query.evidence import evidence
from monitor.settings import Settings
from monitor.store.maintain import compact
from monitor.store.store import Store

Record = dict[str, Any]
FOOTER = "Ask for the paper courier at every valley gate."
SEARCHES = ("", "flood", "harbour", '"paper courier"', "NOT museum", "title:harbour OR lisbon")
QUESTIONS = list(product(SEARCHES, [(), ("actor",), ("country", "week"), ("source",)]))


def answers(settings: Settings, version: int) -> list[pd.DataFrame]:
    """What the version says: numbers, and the lists behind them."""
    desk = open_desk(settings.store, version)
    numbers = [counts(desk, Filters(search=search), by) for search, by in QUESTIONS]
    lists = [evidence(desk, Filters(search=search), Cell(), limit=500).rows for search in SEARCHES]
    return [*numbers, *lists]


@pytest.mark.parametrize("index", ["kept", "lost"])
def test_what_came_later_changes_nothing_that_was_pinned(
    article: Callable[..., Record],
    write: Callable[[Sequence[Record]], Path],
    settings: Settings,
    actors_file: Path,
    index: str,
) -> None:
    first = [article(n, source="Valley Courier") for n in range(9)]
    first = [{**record, "text": f"{record['text']}\n\n{FOOTER}"} for record in first]
    ingest([write(first)], settings)
    pinned = Store(settings.store).snapshot().number
    before = answers(settings, pinned)
    assert before[QUESTIONS.index(('"paper courier"', ()))]["count"].item() == 9

    revised = {**article(2, source="Valley Courier"), "text": f"A harbour was closed. {article(30)['text']}"}
    tenth = {**article(11, source="Valley Courier"), "text": f"{article(11)['text']}\n\n{FOOTER}"}
    ingest([write([revised, tenth, *(article(n) for n in range(40, 48))])], settings)
    actors_file.write_text(actors_file.read_text().replace("Tamsin Okello", "Lake Ferry"))
    retag(settings)
    compact(Store(settings.store), everything=True)
    if index == "lost":
        for file in (settings.store / "search").rglob("*.*"):
            if file.is_file():
                file.unlink()
    newest = Store(settings.store).snapshot().number
    assert newest > pinned + 1
    now = open_desk(settings.store, newest)
    assert evidence(now, Filters(search='"paper courier"')).row_count == 0, "the line became furniture"
    assert evidence(now, Filters(search="harbour")).row_count == 1
    for then, again in zip(before, answers(settings, pinned), strict=True):
        pd.testing.assert_frame_equal(then, again)
