"""One page for actors and one for countries: all of them ranked, or everything about one."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from monitor.filters import CountryRole, Filters
from monitor.query.profile import is_named
from monitor.ui.controls import pick_one
from monitor.ui.data import Data
from monitor.ui.panel import quiet_text
from monitor.ui.panels import (
    PLURAL,
    Entity,
    attention_panel,
    chosen_keys,
    head,
    map_panel,
    nothing,
    ranked,
    ranked_panel,
    series_controls,
    series_panel,
    the_data,
    tone_panel,
)
from monitor.ui.profile_head import entry_card, key_figures
from monitor.ui.profile_parts import (
    acting_panel,
    evidence_panel,
    names_panel,
    offices_panel,
    outlets_panel,
    relations_panels,
    together_panel,
)
from monitor.ui.profile_sound import distribution_panel, place_panel, sentences_panel, voice_panel
from monitor.ui.profile_subject import Subject
from monitor.ui.site import by_name, go_to
from monitor.ui.state import current

PICKER = 420
"""Pixels: the longest names stand there whole."""


ROLE_SAYS: dict[CountryRole, str] = {
    "mentioned": "Counted here: what names it. “About” and “Published” at the side show the other relations.",
    "about": "Counted here: what is about it. “Mentioned” and “Published” at the side show the others.",
    "published": "Counted here: what its sources write. “Mentioned” and “About” at the side show the others.",
}


def ranking_or_profile(of: Entity) -> None:
    """Draw the page of one kind: the profile of the one that the view names, or the ranking of all."""
    data, view, page = the_data(), current(), PLURAL[of]
    kind, _, key = view.option("profile").partition(":")
    if key and kind != of:
        go_to(PLURAL["country" if of == "actor" else "actor"], view)
    head(by_name()[page])
    with st.container(width=PICKER):
        pick_one("profile", "Profile of …", data, (of,), f"All {page}")
    if key:
        _profile(Subject(data, _narrowed(view.filters, of, key), of, key))
    else:
        _ranking(data, view.filters, of)


def _ranking(data: Data, filters: Filters, of: Entity) -> None:
    page, rows = PLURAL[of], ranked(data, filters, of)
    if rows.empty:
        nothing(data, filters)
        return
    series_controls()
    if of == "country":
        map_panel(data, filters, page)
    series_panel(data, filters, of, chosen_keys(rows, of, filters), page)
    ranked_panel(data, filters, of, page)


def _narrowed(filters: Filters, of: Entity, key: str) -> Filters:
    return replace(filters, actors=(key,)) if of == "actor" else replace(filters, countries=(key,))


def _profile(subject: Subject) -> None:
    entry_card(subject)
    _what_is_left_out(subject)
    if not key_figures(subject):
        nothing(subject.data, subject.filters)
        return
    _over_time(subject)
    named = is_named(subject.filters, subject.of)
    if not named:
        quiet_text(
            "By which words, in whose words and in which sentences it is named itself: see the other relations."
        )
    left, right = st.columns(2, gap="large")
    with left:
        distribution_panel(subject)
    if named:
        with right:
            place_panel(subject)
        left, right = st.columns(2, gap="large")
        with left:
            voice_panel(subject)
        with right:
            if subject.of == "country":
                evidence_panel(subject)
            else:
                names_panel(subject)
                offices_panel(subject)
        if subject.of == "country":
            left, right = st.columns(2, gap="large")
            with left:
                names_panel(subject)
            with right:
                acting_panel(subject)
    left, right = st.columns(2, gap="large")
    with left:
        outlets_panel(subject, "source")
    with right:
        outlets_panel(subject, "publisher")
    left, right = st.columns(2, gap="large")
    with left:
        together_panel(subject, "actor")
    with right:
        together_panel(subject, "country")
    if named:
        sentences_panel(subject)


def _over_time(subject: Subject) -> None:
    data, filters, of = subject.data, subject.filters, subject.of
    span = data.span(filters, current().bucket)
    if span is None:
        quiet_text("No article in this data has a date, so there is nothing to draw over time.")
        return
    series_controls()
    if of == "country":
        relations_panels(subject, span)
        tone_panel(data, filters, of, (subject.key,), subject.page, span)
        return
    left, right = st.columns(2, gap="large")
    with left:
        attention_panel(data, filters, of, (subject.key,), subject.page, span)
    with right:
        tone_panel(data, filters, of, (subject.key,), subject.page, span)


def _what_is_left_out(subject: Subject) -> None:
    """Say which choices at the side don't hold here."""
    filters, names = current().filters, subject.data.names
    chosen = filters.actors if subject.of == "actor" else filters.countries
    others = [key for key in chosen if key != subject.key]
    if others:
        called = names.of(subject.of)
        listed = ", ".join(called.get(key, key) for key in others[:5]) + (" …" if len(others) > 5 else "")
        quiet_text(
            f"This profile is of {subject.name} alone: the choice of {PLURAL[subject.of]} at the side "
            f"({listed}) is left out here, all other filters hold."
        )
    if subject.of == "country":
        quiet_text(ROLE_SAYS[filters.country_role])
