"""The rows of a list of articles as a page draws them: the columns that were chosen, or that say something."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from monitor.article import is_web_address
from monitor.charts.calendar import short_day
from monitor.filters import Order
from monitor.query.highlight import found_in_title
from monitor.ui.words import Names, signed

Sorts = tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list. ``sorts`` are the orders that its head offers, the first one first.

    ``worth``: whether these cells are worth the room; asked where the reader chose no columns.
    """

    title: str
    kind: str
    of: Callable[[Any, Names], str]
    help: str = ""
    unit: str = ""
    one: str = ""
    sorts: Sorts = ()
    worth: Callable[[list[str]], bool] = any


def _never(_: list[str]) -> bool:
    return False


COLUMNS: Mapping[str, ListColumn] = {
    "source": ListColumn("Source", "word", lambda row, _: row.source),
    "day": ListColumn(
        "Day",
        "day",
        lambda row, _: short_day(row.day) if _there(row.day) else "undated",
        sorts=("newest", "oldest"),
    ),
    "tone": ListColumn(
        "Tone",
        "tone",
        lambda row, _: signed(row.tone) if _there(row.tone) else "–",
        "Mean over the counted sentences, −1 to +1; – where none could be scored.",
        "tone",
        "tone",
        ("most negative", "most positive"),
        worth=lambda cells: set(cells) != {"–"},
    ),
    "mentions": ListColumn(
        "Mentions", "number", lambda row, _: f"{row.mentions:,}", "", "mentions", "mention", ("most mentions",)
    ),
    "copies": ListColumn(
        "Copies",
        "number",
        lambda row, _: f"{row.copies:,}",
        "Counted articles of the same story, this one among them.",
        "copies",
        "copy",
        ("most copies",),
        worth=lambda cells: set(cells) != {"1"},
    ),
    "country": ListColumn(
        "Country",
        "word",
        lambda row, names: names.country(row.source_country) if _there(row.source_country) else "",
        "Where the source is at home.",
        worth=_never,
    ),
    "language": ListColumn("Language", "word", lambda row, names: names.language(row.language), worth=_never),
    "text": ListColumn("Text", "word", lambda row, _: "title only" if row.title_only else "full text",
                       worth=lambda cells: "title only" in cells),
    "url": ListColumn(
        "Address", "link", lambda row, _: row.url if is_web_address(row.url) else "", worth=_never
    ),
}  # fmt: skip
"""The columns beside the title, by their names in a link."""


def list_data(
    rows: pd.DataFrame, names: Names, *, columns: Sequence[str] = (), search: str = ""
) -> dict[str, Any]:
    """A page of :func:`monitor.query.evidence.evidence` for the browser.

    Args:
        rows: the page.
        names: what ids are called.
        columns: names of ``COLUMNS``; none of them: those that say something here.
        search: whose words are marked in the titles.

    Returns:
        ``columns``: ``name, title, kind, help, unit, one, sorts`` each; ``rows``: ``id``, ``story``,
        ``language``, ``copies``, ``title`` (as :func:`title_pieces`) and the ``cells``, all of them text, in
        the order of the columns.
    """
    articles = list(rows.itertuples())
    cells = {name: [column.of(article, names) for article in articles] for name, column in COLUMNS.items()}
    shown = [
        name for name, column in COLUMNS.items() if (name in columns if columns else column.worth(cells[name]))
    ]
    return {
        "columns": [{"name": name, **_head(COLUMNS[name])} for name in shown],
        "rows": [
            {
                "id": article.article_id,
                "story": article.story_id,
                "language": article.language,
                "copies": int(article.copies),
                "title": title_pieces(article.title, search),
                "cells": [cells[name][number] for name in shown],
            }
            for number, article in enumerate(articles)
        ],
    }


def _head(column: ListColumn) -> dict[str, Any]:
    return {
        "title": column.title,
        "kind": column.kind,
        "help": column.help,
        "unit": column.unit,
        "one": column.one,
        "sorts": list(column.sorts),
    }


def title_pieces(title: str, search: str) -> list[list[Any]]:
    """A title as pairs of a text and whether the search asked for it; all of its letters, in their order."""
    if not title:
        return [["(no title)", False]]
    found = found_in_title(title, search)
    edges = sorted({0, len(title), *(edge for place in found for edge in place)})
    begins = {start for start, _ in found}
    return [[title[start:end], start in begins] for start, end in pairwise(edges)]


def copies_data(rows: pd.DataFrame, title: str) -> list[dict[str, str]]:
    """The copies of a story (see :func:`monitor.query.evidence.copies`) for the browser.

    ``title`` is that of the story's row; a copy says its own only where it is another.
    """
    return [
        {
            "id": copy.article_id,
            "source": copy.source,
            "day": short_day(copy.day) if _there(copy.day) else "undated",
            "language": copy.language,
            "title": "" if copy.title == title else copy.title or "(no title)",
        }
        for copy in rows.itertuples()
    ]


def _there(value: Any) -> bool:
    return bool(value is not None and value == value and value != "")
