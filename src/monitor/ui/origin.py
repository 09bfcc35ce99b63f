"""Where the numbers on the open page come from, as every file that is taken away says it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from monitor.errors import FilterError
from monitor.filters import Filters
from monitor.query.totals import summary
from monitor.report.provenance import Provenance
from monitor.ui import words
from monitor.ui.controls import thing_name
from monitor.ui.data import Data
from monitor.ui.site import PAGES
from monitor.ui.state import current
from monitor.view.link import share_address
from monitor.view.view import View


def provenance(data: Data, page: str) -> Provenance:
    """The data version of this run, and the link that keeps showing it."""
    snapshot = data.desk.snapshot
    view = replace(current(), version=snapshot.number, dictionary=snapshot.dictionary)
    link, problem = "", ""
    try:
        link = share_address(app_address(st.context.url or "", page), page, view)
    except FilterError as error:
        problem = str(error)
    return Provenance(
        page=page,
        view=view,
        link=link,
        link_problem=problem,
        version=snapshot.number,
        written=snapshot.at,
        dictionary=snapshot.dictionary,
        time_zone=snapshot.time_zone,
        invented=data.is_demo,
    )


def app_address(url: str, page: str) -> str:
    """The address of the app from that of an open page, also behind a proxy that serves it under a path.

    The first page lives at the app's own address; any other under its name.
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if path.endswith(f"/{page}"):
        path = path.removesuffix(f"/{page}")
    elif page == PAGES[0].name:
        path = path.removesuffix("/home")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def counted_of(data: Data, filters: Filters) -> str:
    """What shares are shares of: ``of 1,204 stories from 14 sources, English, 1 Mar – 31 May 2026``."""
    everything = filters.without_entities()
    found = data.ask(summary, everything)
    return words.denominator(filters, getattr(found, filters.measure), found.sources, data.names)


def named_title(title: str, filters: Filters, view: View, names: words.Names) -> str:
    """A title with whom it is about, the chosen ones and the one of a profile: ``Attention: NATO``."""
    chosen, profile = words.entities(filters, names), view.option("profile")
    whose = thing_name(profile, names) if profile else ""
    about = [part for part in ("" if whose in chosen else whose, chosen) if part]
    return f"{title}: {'; '.join(about)}" if about else title
