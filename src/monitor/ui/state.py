"""The one view that a session keeps: read from the address, changed by widgets, written back to the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

import streamlit as st

from monitor.filters import Filters
from monitor.view.link import Known, decode, encode, version_of
from monitor.view.view import View, for_page

_VIEW, _WRITTEN, _PAGE, _TOUCHED, _PROBLEMS, _REMEMBERED = (
    "view",
    "view_written",
    "view_page",
    "view_touched",
    "view_problems",
    "view_remembered",
)


class Opened(Protocol):
    """What the state needs to know of the data that a view is about."""

    @property
    def known(self) -> Known: ...

    def default_filters(self) -> Filters: ...


D = TypeVar("D", bound=Opened)


def begin(page: str, open_version: Callable[[int | None], D]) -> D:
    """Decide what this run shows, and write it to the address; gives the data of the view's version.

    A widget that was just changed goes before the address (which may still be the one before it); an address
    that is not the one we wrote is a link, or the browser's way back; an empty one is a click on another page,
    which keeps the filters and finds its own choices as they were left.
    """
    state = st.session_state
    params = {name: st.query_params.get_all(name) for name in st.query_params}
    touched, moved = state.pop(_TOUCHED, False), state.get(_PAGE) != page
    linked = not (touched and not moved) and bool(params) and params != state.get(_WRITTEN)
    kept: View | None = state.get(_VIEW)
    opened = open_version(version_of(params) if linked else kept.version if kept else None)
    remembered = state.setdefault(_REMEMBERED, {})
    if linked:
        view, state[_PROBLEMS] = decode(params, opened.known)
    elif kept is None:
        view = View(filters=opened.default_filters())
    else:
        view = for_page(kept, page, remembered.get(page, ())) if moved else kept
    if view.version is not None and view.version != opened.known.version:
        view = replace(view, version=None, dictionary="")  # what was pinned is no longer kept
    state[_VIEW], state[_PAGE], remembered[page] = view, page, view.options
    _write(view, params)
    return opened


def current() -> View:
    """The view of this run."""
    view: View = st.session_state[_VIEW]
    return view


def change(view: View) -> None:
    """Replace the view from a widget's callback; the run that follows shows it."""
    st.session_state[_VIEW], st.session_state[_TOUCHED] = view, True
    st.session_state[_PROBLEMS] = []


def choose(**chosen: str | tuple[str, ...]) -> None:
    """Change options of the page (see :mod:`monitor.view.options`) from a widget's callback."""
    change(current().choose(**chosen))


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
