"""The pages of the app: which there are, what each one answers, and how to get to them."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from monitor.settings import PAGES as FOLDER
from monitor.ui.state import leave
from monitor.view.view import View


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the name of its script, which is also its address, its title, its icon, and its question."""

    name: str
    title: str
    icon: str
    question: str


PAGES: tuple[Page, ...] = (
    Page("overview", "Overview", ":material/newspaper:", "What changed, and what is in the news?"),
    Page("trends", "Trends", ":material/show_chart:", "How did attention, tone and stance move?"),
    Page("actors", "Actors", ":material/groups:", "Who is in the news, how much, in what tone, since when?"),
    Page("countries", "Countries", ":material/flag:", "Which countries are in the news, and how?"),
    Page("map", "Map", ":material/public:", "Where in the world is the news?"),
    Page("compare", "Compare", ":material/balance:", "Do two selections differ, and how surely?"),
    Page("together", "Together", ":material/hub:", "Who is named together, more often than by chance?"),
    Page("articles", "Articles", ":material/article:", "Which articles are counted, and what do they say?"),
    Page("sources", "Sources", ":material/rss_feed:", "Who was collected, since when, with which gaps?"),
    Page("dictionary", "Dictionary", ":material/menu_book:", "Whom does the monitor know, by which names?"),
    Page("methods", "Methods", ":material/science:", "What do the numbers mean, and how good are they?"),
)
"""Add a page: write its script into ``pages/`` and its line here; a test compares the two."""


def by_name() -> dict[str, Page]:
    """The pages by their names."""
    return {page.name: page for page in PAGES}


def navigation() -> StreamlitPage:
    """Draw the menu and tell which page is open."""
    made = {
        page.name: st.Page(
            FOLDER / f"{page.name}.py",
            title=page.title,
            icon=page.icon,
            url_path="home" if page is PAGES[0] else page.name,
            default=page is PAGES[0],
        )
        for page in PAGES
    }
    st.session_state["pages"] = made
    # The first page lives at "/" and nowhere else; who follows a link to its name shall get there too.
    first = PAGES[0]
    alias = st.Page(FOLDER / f"{first.name}.py", title=first.title, url_path=first.name, visibility="hidden")
    opened = st.navigation([*made.values(), alias], expanded=True)
    if opened.url_path == first.name:
        params = {name: st.query_params.get_all(name) for name in st.query_params}
        st.switch_page(made[first.name], query_params=params)
    return opened


def page_of(opened: StreamlitPage) -> Page:
    """Our entry for the page that is open; the first page has an empty address."""
    return next((page for page in PAGES if page.name == opened.url_path), PAGES[0])


def go_to(page: str, view: View) -> None:
    """Jump to a page with a view, as its link would."""
    st.switch_page(st.session_state["pages"][page], query_params=leave(view))
