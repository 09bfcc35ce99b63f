"""Widgets for the options of a page: each shows the view, and changes nothing but the view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from monitor.ui.data import Data, values
from monitor.ui.search_names import searchable
from monitor.ui.state import choose, current, face
from monitor.ui.words import Names
from monitor.view.options import OPTIONS

KIND_WORDS = {"actor": "Actor", "country": "Country", "source": "Source", "publisher": "Published in"}


def switch(name: str, label: str, words: Mapping[str, str], help: str | None = None) -> str:
    """One of an option's allowed values, side by side; ``words`` are what they are called. Gives the choice."""
    key = f"option_{name}"
    st.segmented_control(
        label,
        OPTIONS[name].allowed,
        format_func=lambda value: words[value],
        key=face(key, current().option(name)),
        on_change=lambda: choose(**{name: st.session_state[key] or ""}),
        required=True,
        help=help,
    )
    return current().option(name)


def pick_one(name: str, label: str, data: Data, kinds: Sequence[str], empty: str) -> str:
    """One thing (``kind:id``) of the data, or none; ``empty`` is what none is called. Gives the choice."""
    key, chosen = f"option_{name}", current().option(name)
    st.selectbox(
        label,
        ["", *things(data, kinds, (chosen,) if chosen else ())],
        format_func=lambda thing: searchable(thing_name(thing, data.names)) if thing else empty,
        key=face(key, chosen),
        on_change=lambda: choose(**{name: st.session_state[key] or ""}),
    )
    return chosen


def pick_several(
    name: str, label: str, data: Data, kinds: Sequence[str], placeholder: str, help: str | None = None
) -> tuple[str, ...]:
    """Things (``kind:id``) of the data, as many as the option takes. Gives the choice."""
    key, chosen = f"option_{name}", current().several(name)
    st.multiselect(
        label,
        things(data, kinds, chosen),
        format_func=lambda thing: searchable(thing_name(thing, data.names)),
        key=face(key, list(chosen)),
        on_change=lambda: choose(**{name: tuple(st.session_state[key])}),
        placeholder=placeholder,
        max_selections=OPTIONS[name].many,
        select_all=False,
        help=help,
    )
    return chosen


def things(data: Data, kinds: Sequence[str], chosen: Sequence[str] = ()) -> list[str]:
    """All things of some kinds that the data holds, most frequent first, and those that are chosen anyway."""
    found: dict[str, Callable[[], list[str]]] = {
        "actor": lambda: values(data.choices.actors),
        "country": lambda: values(data.choices.countries),
        "source": lambda: values(data.choices.sources),
        "publisher": lambda: values(data.choices.publishing_countries),
    }
    there = [f"{kind}:{value}" for kind in kinds for value in found[kind]()]
    return [*there, *(thing for thing in chosen if thing not in set(there))]


def thing_name(thing: str, names: Names) -> str:
    """What a thing is called: ``actor:nato`` → ``NATO``, ``search:flood*`` → ``“flood*”``."""
    kind, _, value = thing.partition(":")
    if kind == "search":
        return f"“{value}”"
    if kind == "publisher":
        return names.country(value)
    return names.of(kind).get(value, value)
