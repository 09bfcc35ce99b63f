"""The trends page: which series, how they are drawn, and what is notable in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from monitor.charts.calendar import short_day
from monitor.charts.notes import drawn_notes
from monitor.charts.panels_of import panels_of, parts_of
from monitor.charts.series import FEW, Span
from monitor.charts.strokes import THING, Before, Overlay, Quantity, attention, cells_of_rows, sound
from monitor.charts.timeline import one_chart
from monitor.filters import BUCKETS, Filters, Sound
from monitor.query.totals import annotators, previous, summary
from monitor.ui import words
from monitor.ui.controls import pick_several, switch
from monitor.ui.data import Data
from monitor.ui.panel import Column, Panel, draw, quiet_text
from monitor.ui.panels import TONE_HELP, denominator, listed, marks_said, not_drawn, nothing, series_controls
from monitor.ui.state import choose, current
from monitor.ui.trend_series import (
    Series,
    before_of,
    filters_of,
    names_of,
    numbers,
    refusal,
    series_of,
    with_details,
)
from monitor.ui.trend_words import findings
from monitor.view.link import MAX_NOTE, MAX_SEARCH
from monitor.view.options import OPTIONS

PAGE = "trends"
MAX_SERIES = OPTIONS["series"].many
MAX_NOTES = OPTIONS["note"].many
STANCE_HELP = (
    "How the sentences that name an actor treat that actor, −1 (against) to +1 (in favour). Every story weighs "
    "the same. Only actors have a stance."
)
MODEL_WORDS = {
    "fast": "the fast model, learned from labelled sentences",
    "accurate": "the accurate model, a small transformer",
    "classifier": "a classifier of your own",
    "lexicon": "a list of words",
    "off": "no model: stance was switched off",
}
"""Each kind of stance model, by the letters that its name begins with."""


def controls(data: Data, filters: Filters) -> None:
    """The choices of the page: whom to draw, what of them, and how."""
    names, search = st.columns([3, 2], vertical_alignment="bottom")
    with names:
        pick_several(
            "series",
            "Series",
            data,
            ("actor", "country"),
            "Choose actors and countries",
            help=f"Up to {MAX_SERIES} actors, countries and searches. Countries are read as the filters say: "
            "mentioned, about or published.",
        )
    with search:
        _search_box(data, filters)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="trend_controls"):
        shown = switch("show", "Show", {"attention": "Attention", "tone": "Tone", "stance": "Stance"})
        series_controls(scale=shown == "attention")
        _drawing_menu()


def _drawing_menu() -> None:
    """How the series are drawn; what is not as usual stands on the menu."""
    view = current()
    unusual = {
        "one each": view.option("panels") == "each",
        f"smooth {view.option('smooth')}": view.option("smooth") != "no",
        "before": view.option("before") == "yes",
    }
    said = ", ".join(word for word, holds in unusual.items() if holds)
    with st.popover(f"Drawing: {said}" if said else "Drawing", icon=":material/tune:", key="drawing_menu"):
        switch("panels", "Charts", {"one": "One for all", "each": "One for each, on one scale"})
        switch(
            "smooth",
            "Smooth over",
            {"no": "Nothing", "3": "3", "7": "7"},
            "A centred moving average over so many whole days, weeks or months. The points stay as they are.",
        )
        switch("before", "Period before, of the same length", {"no": "No", "yes": "Dashed"})


def trends(data: Data, filters: Filters) -> None:
    """Draw the series of the page with what is said about them."""
    view = current()
    chosen = series_of(data, filters, view.several("series"))
    for problem in chosen.refused:
        quiet_text(f"Not drawn: {problem}")
    if data.ask(summary, filters.without_entities()).articles == 0:
        nothing(data, filters)
        return
    if not chosen.things:
        quiet_text("There is nothing to draw: choose an actor, a country or a search.")
        return
    asked = _asked(data, filters, chosen)
    if asked is None:
        quiet_text("No article in this data has a date, so there is nothing to draw over time.")
        return
    names, quantity = names_of(data, chosen), asked.quantity
    if quantity.is_sound and not asked.frame["tone_n"].sum():
        why = " Only actors have one; choose an actor." if quantity.noun == "stance" else ""
        quiet_text(f"Nothing in this selection has a {quantity.noun}.{why}")
        return
    with st.container(gap="xsmall", key="trend_findings"):
        for sentence in findings(
            asked.frame, quantity, asked.span.bucket, names, filters.measure, asked.before
        ):
            st.text(sentence)
    draw(_panel(data, filters, chosen, asked, names))
    _list_of_notes(asked.span)
    _note_form(data, filters)


@dataclass(frozen=True, eq=False)
class _Asked:
    """The numbers of one run. ``remarks`` are sentences on how they came about."""

    frame: pd.DataFrame
    span: Span
    before: Before | None
    quantity: Quantity
    smooth: int
    remarks: tuple[str, ...]


def _asked(data: Data, filters: Filters, chosen: Series) -> _Asked | None:
    view = current()
    span = data.span(filters, view.bucket)
    if span is None:
        return None
    shown = view.option("show")
    smooth = 0 if view.option("smooth") == "no" else int(view.option("smooth"))
    of: Sound = "stance" if shown == "stance" else "tone"
    quantity = attention(view.scale, filters.measure) if shown == "attention" else sound(shown)
    frame = numbers(data, filters, chosen, span, of)
    said = "" if view.bucket else ", which suits the period"
    if quantity.is_sound and not view.bucket:
        frame, span, coarser = _judgeable(data, filters, chosen, span, frame, of)
        said = ", the finest in which most points can be judged" if coarser else said
    frame = with_details(frame, chosen, 0, smooth)
    before, remark = (
        before_of(data, filters, chosen, span, of, smooth) if view.option("before") == "yes" else (None, "")
    )
    remarks = [f"Per {span.bucket}{said}", remark]
    if smooth:
        whole = frame[f"smoothed_{quantity.column}"].notna().any()
        remarks.append(
            f"Thick lines: smoothed over {smooth} whole {span.bucket}s"
            if whole
            else f"Nowhere do {smooth} whole {span.bucket}s follow each other, so nothing is smoothed"
        )
    return _Asked(frame, span, before, quantity, smooth, tuple(part for part in remarks if part))


def _judgeable(
    data: Data, filters: Filters, chosen: Series, span: Span, frame: pd.DataFrame, of: Sound
) -> tuple[pd.DataFrame, Span, bool]:
    """The series in the finest bucket, from the chart's own upwards, in which most points can be judged."""
    first = span.bucket
    for bucket in BUCKETS[BUCKETS.index(first) + 1 :]:
        if (frame.loc[frame["tone_n"] > 0, "tone_n"] >= FEW).mean() >= 0.5:
            break
        span = replace(span, bucket=bucket)
        frame = numbers(data, filters, chosen, span, of)
    return frame, span, span.bucket != first


def _panel(data: Data, filters: Filters, chosen: Series, asked: _Asked, names: Mapping[str, str]) -> Panel:
    view, span, quantity = current(), asked.span, asked.quantity
    frame, silent = asked.frame, _silent(asked.frame, quantity, names)
    overlay = Overlay(asked.smooth, asked.before, _notes())
    each = view.option("panels") == "each"
    figure, parts = _figures(frame, span, names, quantity, overlay, each=each)
    rows = rows_of(frame, asked.before, quantity, names)
    shown = view.option("show")
    asks = [filters_of(filters, thing) for thing in chosen.things]
    if asked.before is not None:
        asks += [previous(one) or one for one in asks]
    remarks = [
        f"Drawn are {chosen.why}" if chosen.why else "",
        *asked.remarks,
        *_counted_how(filters, chosen, data.names),
        *_sound_remarks(data, filters, chosen, shown, silent),
        *marks_said(frame, span, quantity, each=each),
        *not_drawn(data, filters, span),
    ]
    return Panel(
        name=f"trends_{shown}",
        title=shown.capitalize(),
        page=PAGE,
        rows=_as_downloaded(rows, shown, asked.smooth, asked.before is not None),
        columns=_columns(quantity, span, asked.smooth, asked.before is not None),
        cells=[
            cell if count else None
            for cell, count in zip(cells_of_rows(rows, THING, span.bucket), rows["count"], strict=True)
        ],
        said=denominator(data, filters.without_entities(), *(remark for remark in remarks if remark)),
        filters=filters,
        figure=figure,
        alt=f"{shown.capitalize()} per {span.bucket}: {listed(chosen.things, names)}",
        help={"tone": TONE_HELP, "stance": STANCE_HELP}.get(shown),
        notes=tuple(f"{day}: {text}" for day, text in _notes()),
        asks=asks,
        asked=[int(ask) for ask in rows["ask"]],
        parts=parts,
    )


def _figures(
    frame: pd.DataFrame,
    span: Span,
    names: Mapping[str, str],
    quantity: Quantity,
    overlay: Overlay,
    *,
    each: bool,
) -> tuple[go.Figure, list[go.Figure]]:
    if not each:
        return one_chart(frame, span, by=THING, names=names, quantity=quantity, overlay=overlay), []
    parts = parts_of(frame, span, by=THING, names=names, quantity=quantity, overlay=overlay)
    whole = panels_of(frame, span, by=THING, names=names, quantity=quantity, overlay=overlay, columns=2)
    return whole, parts


def rows_of(
    frame: pd.DataFrame, before: Before | None, quantity: Quantity, names: Mapping[str, str]
) -> pd.DataFrame:
    """What is drawn, newest first: the marks of the period, then those of the period before."""
    parts = [frame.assign(period="now")]
    if before is not None:
        past = before.frame[before.frame["key"].isin(set(frame["key"]))]
        parts.append(past.assign(period="before"))
    rows = pd.concat([part.sort_values(["start", "ask"], ascending=[False, True]) for part in parts])
    rows = rows[rows["state"] != "nothing collected"]
    rows = rows[rows["tone_n"] > 0] if quantity.is_sound else rows
    return rows.assign(name=[names.get(key, key) for key in rows["key"]]).reset_index(drop=True)


def _silent(frame: pd.DataFrame, quantity: Quantity, names: Mapping[str, str]) -> list[str]:
    """What the series without any tone or stance are called."""
    if not quantity.is_sound:
        return []
    heard = frame.groupby("key", sort=False)["tone_n"].sum() > 0
    return [names.get(key, key) for key in heard[~heard].index]


def _as_downloaded(rows: pd.DataFrame, shown: str, smooth: int, with_before: bool) -> pd.DataFrame:
    """The columns that say what is shown, under their names in commands and files."""
    if shown == "attention":
        wanted = ["count", "total", "share", "share_low", "share_high"]
        wanted += ["smoothed_count", "smoothed_share"] if smooth else []
    else:
        wanted = ["tone", "tone_low", "tone_high", "tone_n", *(["smoothed_tone"] if smooth else [])]
    period = ["period"] if with_before else []
    found = rows[["start", *period, "key", "name", *wanted, "state"]].rename(columns={"key": "series"})
    if shown == "stance":
        found = found.rename(columns={name: name.replace("tone", "stance") for name in wanted})
    return found


def _columns(quantity: Quantity, span: Span, smooth: int, with_before: bool) -> dict[str, Column]:
    over = f"Smoothed over {smooth}"
    first = {"start": Column(span.bucket.capitalize(), "day")}
    if with_before:
        first["period"] = Column("Period", width="small")
    first["name"] = Column("Name")
    if quantity.is_sound:
        noun = quantity.noun
        found = {
            noun: Column(noun.capitalize(), "tone", STANCE_HELP if noun == "stance" else TONE_HELP),
            f"{noun}_low": Column("From", "tone", "Lower end of the 95 % interval."),
            f"{noun}_high": Column("To", "tone", "Upper end of the 95 % interval."),
            f"{noun}_n": Column("n", "number", f"Stories with a {noun}. Below 10: too few to judge."),
        }
        smoothed = {f"smoothed_{noun}": Column(over, "tone")} if smooth else {}
        return first | found | smoothed
    found = {
        "count": Column(quantity.noun.capitalize(), "number"),
        "total": Column("Of", "number"),
        "share": Column("Share", "percent"),
    }
    if quantity.noun == "stories":
        found["share_low"] = Column("From", "percent", "Lower end of the 95 % interval of the share.")
        found["share_high"] = Column("To", "percent", "Upper end of the 95 % interval of the share.")
    if smooth:
        found[f"smoothed_{quantity.column}"] = Column(
            over, "percent" if quantity.column == "share" else "number"
        )
    return first | found | {"state": Column("State", width="small")}


def _counted_how(filters: Filters, chosen: Series, names: words.Names) -> list[str]:
    """How the filters' own actors and countries narrow the series."""
    remarks = []
    if filters.actors and (chosen.of("country") or chosen.of("search")):
        only = words.entities(replace(filters, countries=()), names)
        remarks.append(f"Countries and searches: only where {only} is named")
    if filters.countries and (chosen.of("actor") or chosen.of("search")):
        only = words.entities(replace(filters, actors=()), names)
        remarks.append(f"Actors and searches: only with {only}")
    if filters.measure == "mentions":
        remarks.append("Shares are of all mentions of the same kind: actors, countries, or both for a search")
    return remarks


def _sound_remarks(
    data: Data, filters: Filters, chosen: Series, shown: str, silent: Sequence[str]
) -> list[str]:
    remarks: list[str] = []
    if shown == "attention":
        return remarks
    if shown == "tone":
        remarks.append("Mean tone of the sentences that mention the name, −1 to +1, with the 95 % interval")
        if chosen.of("search") and not (filters.actors or filters.countries):
            remarks.append("Searches: all sentences of the articles found")
    else:
        remarks.append(f"Mean stance towards the actor, −1 to +1, with the 95 % interval; {stance_model(data)}")
    if silent:
        why = "; only actors have one" if shown == "stance" else ""
        remarks.append(f"Without any {shown}: {', '.join(silent)}{why}")
    return remarks


def stance_model(data: Data) -> str:
    """Which model made the stances of this data: ``judged by a list of words (lexicon)``."""
    names = dict.fromkeys(version.partition("-")[2] for version in data.ask(annotators))
    said = [f"{_model_words(name)} ({name})" for name in names if name]
    return f"judged by {' and '.join(said)}" if said else "the model is not recorded"


def _model_words(name: str) -> str:
    kind = re.match(r"[a-z]*", name)
    return MODEL_WORDS.get(kind[0] if kind else "", "the model")


def _search_box(data: Data, filters: Filters) -> None:
    st.text_input(
        "Add a search",
        key="trend_search",
        on_change=_add_search,
        args=(data, filters),
        max_chars=MAX_SEARCH,
        placeholder='e.g. sanction* OR "trade war"',
        icon=":material/search:",
        help="Draws what a Boolean search finds as a series of its own.",
    )
    if problem := st.session_state.pop("trend_search_refused", None):
        st.text(problem)


def _add_search(data: Data, filters: Filters) -> None:
    """Callback: the search becomes a series, unless it can't be understood or there is no room."""
    state, chosen = st.session_state, current().several("series")
    thing = f"search:{' '.join((state['trend_search'] or '').split())}"
    if thing == "search:":
        return
    problem = refusal(data, filters, thing)
    if not problem and len(chosen) >= MAX_SERIES:
        problem = f"There are {MAX_SERIES} series already. Take one out first."
    if problem:
        state["trend_search_refused"] = problem
        return
    state["trend_search"] = ""
    choose(series=tuple(dict.fromkeys([*chosen, thing])))


def _notes() -> list[tuple[date, str]]:
    """The notes of the view, by day."""
    found = (value.removeprefix("note:").partition(":") for value in current().several("note"))
    return sorted((date.fromisoformat(day), text) for day, _, text in found)


def _note_form(data: Data, filters: Filters) -> None:
    with st.popover("Add a note", icon=":material/add:", help="Mark a day with a few words.", key="note_menu"):
        if len(current().several("note")) >= MAX_NOTES:
            st.text(f"There are {MAX_NOTES} notes, as many as a link can carry. Remove one first.")
            return
        with st.form("note_form", border=False, clear_on_submit=True):
            day = filters.end or data.choices.last_day
            st.date_input("Day", value=day, key="note_day", format="YYYY-MM-DD")
            st.text_input("What happened", key="note_text", max_chars=MAX_NOTE, placeholder="e.g. Ceasefire")
            st.form_submit_button("Add the note", on_click=_add_note, type="primary")


def _add_note() -> None:
    day, text = st.session_state["note_day"], " ".join((st.session_state["note_text"] or "").split())
    plain = "".join(letter for letter in text if letter.isprintable())[:MAX_NOTE]
    if day and plain:
        choose(note=tuple(dict.fromkeys([*current().several("note"), f"note:{day.isoformat()}:{plain}"])))


def _list_of_notes(span: Span) -> None:
    """The notes in words, each with its way out; those outside the chart say so."""
    notes = _notes()
    drawn = set(drawn_notes(notes, span))
    with st.container(gap=None, key="notes"):
        for number, (day, text) in enumerate(notes):
            with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
                outside = "" if (day, text) in drawn else " (not in this period)"
                st.text(f"{short_day(day)}: {text}{outside}", width="content")
                st.button(
                    "Remove",
                    key=f"note_remove_{number}",
                    type="tertiary",
                    on_click=_remove_note,
                    args=(f"note:{day.isoformat()}:{text}",),
                    help=words.as_text(f"Remove the note of {short_day(day)}"),
                )


def _remove_note(value: str) -> None:
    choose(note=tuple(kept for kept in current().several("note") if kept != value))
