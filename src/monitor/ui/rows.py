"""The rows of a list of articles as the page draws them, without columns that say nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from monitor.charts.calendar import short_day
from monitor.ui.words import Names, signed


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    kind: str
    of: Callable[[Any, Names], str]
    help: str = ""
    unit: str = ""
    one: str = ""
    worth: Callable[[list[str]], bool] = any


def _several(cells: list[str]) -> bool:
    """A column in which all rows say the same takes room and tells nothing."""
    return len(set(cells)) > 1


_COLUMNS = (
    _Column("Title", "title", lambda row, _: row.title or "(no title)"),
    _Column("Source", "word", lambda row, _: row.source),
    _Column("Day", "day", lambda row, _: short_day(row.day) if _there(row.day) else "undated"),
    _Column(
        "Tone",
        "tone",
        lambda row, _: signed(row.tone) if _there(row.tone) else "–",
        "Mean over the counted sentences, −1 to +1; – where none could be scored.",
        "tone",
        "tone",
        worth=lambda cells: set(cells) != {"–"},
    ),
    _Column("Mentions", "number", lambda row, _: f"{row.mentions:,}", "", "mentions", "mention"),
    _Column(
        "Copies",
        "number",
        lambda row, _: f"{row.copies:,}",
        "Counted articles of the same story, this one among them.",
        "copies",
        "copy",
        worth=lambda cells: set(cells) != {"1"},
    ),
    _Column(
        "Country",
        "word",
        lambda row, names: names.country(row.source_country) if _there(row.source_country) else "",
        "Where the source is at home.",
    ),
    _Column("Language", "word", lambda row, names: names.language(row.language), worth=_several),
    _Column("Text", "word", lambda row, _: "title only" if row.title_only else ""),
)


def list_data(rows: pd.DataFrame, names: Names) -> dict[str, Any]:
    """A page of :func:`monitor.query.evidence.evidence` for the browser.

    Returns:
        ``columns``: ``title, kind, help, unit, one`` each; ``rows``: ``id``, ``language`` and the ``cells``,
        all of them text, in the order of the columns.
    """
    articles = list(rows.itertuples())
    cells = {column: [column.of(article, names) for article in articles] for column in _COLUMNS}
    shown = [column for column in _COLUMNS if column.worth(cells[column])]
    return {
        "columns": [
            {"title": c.title, "kind": c.kind, "help": c.help, "unit": c.unit, "one": c.one} for c in shown
        ],
        "rows": [
            {
                "id": article.article_id,
                "language": article.language,
                "cells": [cells[column][number] for column in shown],
            }
            for number, article in enumerate(articles)
        ],
    }


def _there(value: Any) -> bool:
    return bool(value is not None and value == value and value != "")
