"""Ways to narrow a list of articles, and what it is narrowed to already."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from monitor.charts.calendar import spoken_bucket
from monitor.filters import Cell, Filters
from monitor.query.facets import TONES, Facet, facets, narrow
from monitor.ui.data import Data
from monitor.ui.state import change, current
from monitor.ui.words import Names, as_text, cell_words, signed
from monitor.view.view import View, with_filters

MOST_CHIPS = 16
"""More choices than that are taken away in the sidebar."""

_HERE = Path(__file__).parent
_draw = st.components.v2.component(
    "monitor_facets",
    html='<details><summary>Narrow this list</summary><div class="groups"></div></details>',
    css=(_HERE / "facets.css").read_text("utf-8"),
    js=(_HERE / "facets.js").read_text("utf-8"),
)

TITLES = {
    "source": "Source",
    "publisher": "Published in",
    "language": "Language",
    "actor": "Actor",
    "country": "Country",
    "month": "Month",
    "tone": "Tone",
}
MANY = {"actor": "Actors", "country": "Countries"}


def facets_column(data: Data, view: View, rows: int) -> None:
    """Draw the facets of the list; ``rows`` is its length. A click narrows the view."""
    found = data.ask(facets, view.filters, view.cell)
    if found:
        _draw(
            data=facets_data(found, data.names, view.filters, view.cell or Cell(), rows),
            key="list_facets",
            on_chosen_change=_chosen,
        )


def facets_data(
    found: tuple[Facet, ...], names: Names, filters: Filters, cell: Cell, rows: int
) -> dict[str, Any]:
    """Facets for the browser: ``facets`` (``name, title, help, values, others``), all words as text."""
    return {
        "most": rows,
        "noun": "stories" if filters.measure == "stories" else "articles",
        "facets": [
            {
                "name": facet.name,
                "title": _title(facet, filters, cell),
                "help": "Mean over the counted sentences." if facet.name == "tone" else "",
                "others": facet.others,
                "values": [
                    {"value": one.value, "label": value_words(facet.name, one.value, names), "rows": one.rows}
                    for one in facet.values
                ],
            }
            for facet in found
        ],
    }  # fmt: skip


def _title(facet: Facet, filters: Filters, cell: Cell) -> str:
    if facet.together:
        beside = {"actor": filters.actors or cell.actor, "country": filters.countries or cell.country}
        return f"{MANY[facet.name]} named too" if beside[facet.name] else f"{MANY[facet.name]} named"
    return f"{TITLES[facet.name]} ({filters.country_role})" if facet.name == "country" else TITLES[facet.name]


def value_words(name: str, value: str, names: Names) -> str:
    """What a value of a facet is called."""
    if name == "month":
        return spoken_bucket(date.fromisoformat(value), "month")
    if name == "tone":
        low, high = TONES[value]
        limits = {"negative": f"below {signed(high)}", "positive": f"from {signed(low)}"}
        return f"{value.capitalize()} ({limits.get(value, f'{signed(low)} to {signed(high)}')})"
    return names.of("country" if name == "publisher" else name).get(value, value)


def _chosen() -> None:
    chosen, view = st.session_state["list_facets"].chosen, current()
    try:
        name, value = chosen
        filters, cell = narrow(view.filters, view.cell, str(name), str(value))
    except (TypeError, ValueError):
        return  # a click on a facet that the page no longer shows
    change(replace(with_filters(view, filters), cell=cell))


def chips(view: View, names: Names) -> list[tuple[str, View]]:
    """What narrows the list, in words, each with the view without it; the period stays in the sidebar."""
    return [*_filter_chips(view, names), *_cell_chips(view, names)]


def _filter_chips(view: View, names: Names) -> list[tuple[str, View]]:
    filters, found = view.filters, []
    for field, kind in (
        ("actors", "actor"),
        ("countries", "country"),
        ("sources", "source"),
        ("languages", "language"),
    ):
        chosen = getattr(filters, field)
        for value in chosen:
            rest = tuple(other for other in chosen if other != value)
            fewer = replace(filters, **{field: rest})  # type: ignore[arg-type]  # all four hold ids
            found.append((names.of(kind).get(value, value), with_filters(view, fewer)))
    if filters.search:
        found.append((f"“{filters.search}”", with_filters(view, replace(filters, search=""))))
    return found


def _cell_chips(view: View, names: Names) -> list[tuple[str, View]]:
    if view.cell is None:
        return []
    found = []
    for field in fields(Cell):
        value = getattr(view.cell, field.name)
        if value is None or field.name == "start":
            continue
        gone = ("bucket", "start") if field.name == "bucket" else (field.name,)
        part = replace(Cell(), **{name: getattr(view.cell, name) for name in gone})
        rest = replace(view.cell, **dict.fromkeys(gone))
        back = view.back if rest != Cell() else None
        found.append(
            (cell_words(part, names), replace(view, cell=rest if rest != Cell() else None, back=back, number=1))
        )
    return found


def chips_row(view: View, names: Names) -> None:
    """Draw what narrows the list as buttons that take it away."""
    for number, (says, without) in enumerate(chips(view, names)[:MOST_CHIPS]):
        st.button(
            as_text(says),
            key=f"chip_{number}",
            icon=":material/close:",
            icon_position="right",
            on_click=change,
            args=(without,),
        )
