"""What was collected: per source and day, with its gaps, and what could not be used."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from monitor.charts.coverage import MAX_ROWS, coverage_grid
from monitor.filters import Cell, Filters
from monitor.query.coverage import coverage, sources
from monitor.query.quarantine import quarantine, undated
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.evidence import chart, table
from monitor.ui.panel import quiet_text
from monitor.ui.panels import not_drawn, nothing

FEW_DAYS, FEW_WEEKS = 75, 75 * 7
SHOWN = 200


def coverage_panel(data: Data, filters: Filters) -> None:
    """Articles per source and day."""
    rows = data.ask(coverage, filters)
    span = data.span(filters, None)
    if rows.empty or span is None:
        nothing(data, filters)
        return
    days = (span.last - span.first).days
    span = replace(span, bucket="day" if days <= FEW_DAYS else "week" if days <= FEW_WEEKS else "month")
    st.subheader(f"Collected per source and {span.bucket}", anchor=False)
    counted = replace(filters, measure="articles")
    alt = f"Articles per source and {span.bucket}"
    chart(coverage_grid(rows, span), "coverage", alt, "sources", counted)
    number = rows["source"].nunique()
    more = [f"The {MAX_ROWS} largest of {number} sources are drawn"] if number > MAX_ROWS else []
    chosen = words.entities(filters, data.names)
    which = f"Articles with {chosen}" if chosen else "Articles"
    sentences = [
        f"{which} per {span.bucket}, {words.period(filters)}; fuller blue is more",
        "Orange: silence between a source's first and last article",
        "Blank: before the first or after the last",
        *more,
        *not_drawn(data, filters, span),
    ]
    quiet_text(". ".join(sentences) + ".")


def sources_panel(data: Data, filters: Filters) -> None:
    """One row per source, with its span and its longest gap."""
    rows = data.ask(sources, filters)
    if rows.empty:
        return
    st.subheader("Sources", anchor=False)
    shown = pd.DataFrame(
        {
            "Source": rows["source"],
            "Country": [data.names.country(iso) if _there(iso) else "" for iso in rows["source_country"]],
            "Articles": rows["articles"],
            "First": [_day(day) for day in rows["first_day"]],
            "Last": [_day(day) for day in rows["last_day"]],
            "Days with articles": rows["days_with"],
            "Longest gap": rows["longest_gap_days"],
            "Gap began": [_day(day) for day in rows["gap_start"]],
            "Silent for": rows["silent_days"],
            "Title only": rows["title_only"],
            "Undated": rows["undated"],
        }
    )
    if not any(shown["Country"]):
        shown = shown.drop(columns="Country")
    cells = [Cell(source=str(source)) for source in rows["source"]]
    table(
        shown,
        cells,
        "sources",
        "Sources",
        "sources",
        filters=replace(filters, measure="articles"),
        placeholder="",
        column_config=_COLUMNS,
    )
    quiet_text("Choose a row to read the articles of the source.")


_whole = partial(st.column_config.NumberColumn, format="localized", width="small")
_COLUMNS = {
    "Source": st.column_config.TextColumn(width=200),
    "Articles": _whole(),
    "Days with articles": _whole("Days", help="Days with at least one article."),
    "Longest gap": _whole(help="Days without an article between its first and its last."),
    "Silent for": _whole(help="Days from its last article to the last one of any source."),
    "Title only": _whole(),
    "Undated": _whole(),
}


def undated_panel(data: Data, filters: Filters) -> None:
    """Articles without a date, whatever the period: in totals without one, in no chart over time."""
    number, rows = data.ask(undated, replace(filters, start=None, end=None), 0, SHOWN)
    if not number:
        return
    with st.expander(f"Undated articles ({number:,})"):
        quiet_text(
            "No date was found, or an impossible one. They count where no period is chosen, "
            "and in no chart over time."
        )
        named = rows.assign(origin=[words.file_name(origin or "") for origin in rows["origin"]])
        shown = named[["source", "title", "published_raw", "origin"]].set_axis(
            ["Source", "Title", "Date as it came", "Loaded from"], axis=1
        )
        st.dataframe(shown, hide_index=True, alt="Undated articles", key="sources_undated")
        _cut(number)


def quarantine_panel(data: Data) -> None:
    """What could not be read, with its place and the reason."""
    number, rows = data.ask(quarantine, 0, SHOWN)
    st.subheader("Quarantine", anchor=False)
    if not number:
        quiet_text("Empty: everything that was loaded could be read.")
        return
    quiet_text(f"{words.counted(number, 'inputs')} could not be read. Nothing beside them was lost.")
    named = rows.assign(file=[words.file_name(file) for file in rows["file"]])
    shown = named[["file", "line", "reason", "excerpt"]].set_axis(["File", "Line", "Why", "Excerpt"], axis=1)
    st.dataframe(shown, hide_index=True, alt="Quarantine", key="sources_quarantine")
    _cut(number)


def _cut(number: int) -> None:
    if number > SHOWN:
        quiet_text(f"The first {SHOWN} of {number:,}.")


def _there(value: Any) -> bool:
    return value is not None and value == value


def _day(day: Any) -> str:
    return day.isoformat() if _there(day) else ""
