"""The one view that a session keeps: read from the address, changed by widgets, written back to the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from monitor.ui.link import Known, View, decode, encode, forget_choices

_VIEW, _WRITTEN, _PAGE, _TOUCHED, _PROBLEMS = (
    "view",
    "view_written",
    "view_page",
    "view_touched",
    "view_problems",
)


def begin(page: str, known: Known, default: View) -> View:
    """Decide what this run shows, and write it to the address.

    A widget that was just changed goes before the address (which may still be the one before it); an address
    that is not the one we wrote is a link, or the browser's way back; an empty one is a click on another page,
    which keeps the filters.
    """
    state = st.session_state
    view: View
    params = {name: st.query_params.get_all(name) for name in st.query_params}
    touched, moved = state.pop(_TOUCHED, False), state.get(_PAGE) != page
    if touched and not moved:
        view = state[_VIEW]
    elif params and params != state.get(_WRITTEN):
        view, state[_PROBLEMS] = decode(params, known)
    elif _VIEW not in state:
        view = default
    else:
        view = forget_choices(state[_VIEW]) if moved else state[_VIEW]
    state[_VIEW], state[_PAGE] = view, page
    _write(view, params)
    return view


def current() -> View:
    """The view of this run."""
    return st.session_state[_VIEW]  # type: ignore[no-any-return]  # only this module writes it


def change(view: View) -> None:
    """Replace the view from a widget's callback; the run that follows shows it."""
    st.session_state[_VIEW], st.session_state[_TOUCHED] = view, True
    st.session_state[_PROBLEMS] = []


def leave(view: View) -> dict[str, Any]:
    """The parameters for a jump to another page with this view, read there as a link."""
    st.session_state[_WRITTEN] = None
    return dict(encode(view))


def problems() -> list[str]:
    """What the opened link asked for and could not get, until the reader changes something."""
    return list(st.session_state.get(_PROBLEMS, []))


def face(key: str, value: Any) -> str:
    """Make a widget show ``value``: the view is the truth, the widget is its face. Gives the key back."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return key


def _write(view: View, params: Mapping[str, Sequence[str]]) -> None:
    wanted = encode(view)
    if wanted != params:
        st.query_params.from_dict(wanted)
    st.session_state[_WRITTEN] = wanted
