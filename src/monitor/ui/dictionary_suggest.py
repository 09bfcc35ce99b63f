"""Names that many stories speak of and no actor covers, each one click from an entry."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from monitor.annotate.dictionary import Dictionary
from monitor.filters import Filters
from monitor.pipeline.suggest import Suggestion, Suggestions, suggest
from monitor.query.desk import Desk
from monitor.query.texts import texts
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.dictionary_form import begin_adding
from monitor.ui.panel import Column, Panel, draw, quiet_text
from monitor.ui.panels import nothing
from monitor.ui.site import go_to
from monitor.ui.state import current
from monitor.view.view import for_page, with_filters

MOST_ARTICLES = 10_000
_AT_ONCE = 25
_SHOWN = "suggestions_shown"


def suggestions_part(data: Data) -> None:
    """Draw the suggestions for what the filters let through."""
    filters = current().filters
    with st.spinner("Reading the newest articles for names that nobody covers …"):
        found = data.ask(_suggested, filters, _Kept(data.dictionary))
    if not found.articles:
        nothing(data, filters)
        return
    if not found.names:
        st.text(f"No name that nobody covers stands in 3 or more of {words.counted(found.stories, 'stories')}.")
        return
    rows = pd.DataFrame(
        [
            {"name": one.name, "kind": one.kind, "stories": one.stories, "example": one.example}
            for one in found.names
        ]
    )
    draw(
        Panel(
            name="dictionary_suggestions",
            title="Names that no actor covers",
            page="dictionary",
            rows=rows,
            columns={
                "name": Column("Name"),
                "stories": Column("Stories", "number"),
                "kind": Column("Perhaps a"),
                "example": Column("For example", width="large"),
            },
            cells=[None] * len(rows),
            said=_said(data, found, filters),
            filters=filters,
        ),
        lambda _: _list(data, found),
    )


class _Kept:
    """A dictionary as a key of kept answers: its version says all."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.dictionary.version == self.dictionary.version

    def __hash__(self) -> int:
        return hash(self.dictionary.version)


def _suggested(desk: Desk, filters: Filters, kept: _Kept) -> Suggestions:
    return suggest(texts(desk, filters, MOST_ARTICLES), kept.dictionary)


def _said(data: Data, found: Suggestions, filters: Filters) -> str:
    period = words.period(filters)
    among = f"Counted in {words.counted(found.stories, 'stories')} ({period}), in texts, not in headlines"
    cut = f"; only the {MOST_ARTICLES:,} newest articles were read" if found.articles >= MOST_ARTICLES else ""
    chosen = words.entities(filters, data.names)
    who = f"; {chosen}" if chosen else ""
    return f"{among}{cut}{who}. German, where every noun has a capital, is left out."


def _list(data: Data, found: Suggestions) -> None:
    shown = st.session_state.get(_SHOWN, _AT_ONCE)
    for one in found.names[:shown]:
        with st.container(key=f"suggestion_{abs(hash(one.name))}", gap=None):
            _one(data, one)
    if len(found.names) > shown:
        st.button("Show more", key="suggestions_more", on_click=_show_more, args=(shown,))


def _one(data: Data, one: Suggestion) -> None:
    says, reads, adds = st.columns([6, 1.5, 1], vertical_alignment="center")
    with says, st.container(gap=None):
        st.text(f"{one.name} · {one.kind}?")
        quiet_text(one.example)
    key = abs(hash(one.name))
    with reads:
        if st.button(words.counted(one.stories, "stories"), key=f"suggestion_read_{key}", width="stretch"):
            view = current()
            searched = replace(view.filters, search=f'"{one.name}"')
            go_to("articles", for_page(with_filters(view, searched), "articles"))
    with adds:
        if data.settings.edit:
            st.button(
                "Add",
                key=f"suggestion_add_{key}",
                icon=":material/add:",
                on_click=begin_adding,
                args=(one.name, one.kind),
                width="stretch",
            )


def _show_more(shown: int) -> None:
    st.session_state[_SHOWN] = shown + _AT_ONCE
