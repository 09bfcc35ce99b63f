"""The same view for programs: its numbers as JSON and CSV, and a feed of its new stories."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from monitor.view.link import encode
from monitor.view.main_chart import PLAIN
from monitor.view.view import View

_ROOT = "api/v1"
"""Relative to a page, so that it also holds behind a proxy that serves the app under a path."""


def machines_menu(page: str, view: View) -> None:
    """Draw the menu of addresses; nothing is asked before one is opened."""
    with st.popover("Data", icon=":material/api:", key="share_machines"):
        st.text("This view for programs; the parameters are those of the page's link.")
        for label, address in addresses(page, view).items():
            st.link_button(label, address, width="stretch", type="tertiary")


def addresses(page: str, view: View) -> dict[str, str]:
    """What a program can fetch of a view, by what it is called; a feed follows the newest version."""
    filters = _query(View(filters=view.filters, version=view.version))
    newest = _query(View(filters=view.filters))
    asked = [("by", PLAIN.get(page, "actor")), *filters]
    return {
        "Numbers as JSON": f"{_ROOT}/counts?{urlencode(asked)}",
        "Numbers as CSV": f"{_ROOT}/counts?{urlencode([*asked, ('format', 'csv')])}",
        "Articles as JSON": f"{_ROOT}/articles?{urlencode(_query(replace(view, options=(), back=None)))}",
        "Feed of new stories (Atom)": f"{_ROOT}/feed.atom?{urlencode(newest)}",
        "How to use these addresses": f"{_ROOT}/docs",
    }


def _query(view: View) -> list[tuple[str, str]]:
    return [(name, value) for name, values in encode(view).items() for value in values]
