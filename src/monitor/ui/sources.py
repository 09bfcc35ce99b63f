"""What was collected: per source and day, with its silences, its mix, and what could not be used."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from monitor.charts.calendar import spoken_span
from monitor.charts.coverage import MAX_ROWS, cells_of, coverage_grid, doors
from monitor.charts.mix import cells_of_mix, lay_out_mix, mix
from monitor.charts.series import Span
from monitor.filters import Cell, Filters
from monitor.opening import ask
from monitor.query.coverage import Silences, coverage, outages, silences, sources
from monitor.query.desk import Desk
from monitor.query.quarantine import quarantine, reasons, undated
from monitor.query.totals import collected_by
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.downloads import downloads
from monitor.ui.panel import Column, Panel, draw, drawn, quiet_text
from monitor.ui.panels import not_drawn, nothing
from monitor.ui.site import go_to
from monitor.ui.source_mix import Thirds, mix_words, third_of
from monitor.ui.state import current
from monitor.view.link import MAX_VALUES
from monitor.view.view import for_page

FEW_DAYS, FEW_WEEKS = 75, 75 * 7
MIX_DAYS, MIX_WEEKS = 14, 26 * 7
"""Days up to which the mix is drawn per day, and per week: few articles have a mix by chance."""
SHOWN, CARRIED = 200, 10_000
"""Rows of a table on the page, and in a file."""
NAMED = 3
"""So many silences are told in a sentence."""
PAGE = "sources"


def collected_in(data: Data, filters: Filters) -> Filters | None:
    """What was collected, article by article, in the days that charts show; None where nothing is dated."""
    span = data.span(filters, None)
    if span is None:
        return None
    return replace(collected_by(filters), start=span.first, end=span.last, measure="articles")


def _span(data: Data, filters: Filters) -> Span | None:
    """Finer buckets than in a line chart: a cell is small."""
    span = data.span(filters, None)
    if span is None:
        return None
    days = (span.last - span.first).days
    return replace(span, bucket="day" if days <= FEW_DAYS else "week" if days <= FEW_WEEKS else "month")


def coverage_panel(data: Data, filters: Filters) -> None:
    """Articles per source and day."""
    rows, span = data.ask(coverage, filters), _span(data, filters)
    if rows.empty or span is None:
        nothing(data, filters)
        return
    grid = cells_of(rows, span)
    state = [
        ("complete" if row.whole else "unfinished") if row.articles else "silent" for row in grid.itertuples()
    ]
    draw(
        Panel(
            name="coverage",
            title=f"Collected per source and {span.bucket}",
            page=PAGE,
            rows=grid.drop(columns="whole").assign(state=state),
            columns={
                "source": Column("Source"),
                "start": Column(span.bucket.capitalize(), "day"),
                "articles": Column("Articles", "number"),
                "state": Column("State", width="small"),
            },
            cells=doors(grid, span),
            said=_coverage_words(data, filters, span, rows["source"].nunique()),
            filters=replace(filters, measure="articles"),
            figure=coverage_grid(grid, span),
            alt=f"Articles per source and {span.bucket}",
        )
    )


def _coverage_words(data: Data, filters: Filters, span: Span, number: int) -> str:
    chosen = words.entities(filters, data.names)
    sentences = [
        f"{f'Articles with {chosen}' if chosen else 'Articles'} per {span.bucket}, {words.period(filters)}; "
        "fuller blue is more",
        "Orange: silence between a source's first and last article",
        "Blank: before the first or after the last",
        f"Hatched: a {span.bucket} that is not complete",
    ]
    if number > MAX_ROWS:
        sentences.append(f"The {MAX_ROWS} largest of {number} sources are drawn")
    return ". ".join([*sentences, *not_drawn(data, filters, span)]) + "."


def silences_panel(data: Data, filters: Filters) -> None:
    """Where a source was silent for longer than its own rhythm explains."""
    asked = collected_in(data, filters)
    if asked is None:
        return
    found = data.ask(silences, asked)
    if found.rows.empty:
        st.subheader("Unusual silences", anchor=False, help=_SILENCE_HELP)
        quiet_text(_silence_remarks(data, asked, found))
        return
    rows = found.rows.assign(
        says=[silence_words(row) for row in found.rows.itertuples()],
        rarely=[chance_words(chance) for chance in found.rows["chance"]],
    )
    draw(
        Panel(
            name="silences",
            title="Unusual silences",
            page=PAGE,
            rows=rows,
            columns={
                "source": Column("Source"),
                "says": Column("What happened", width="large"),
                "rarely": Column("By its own rhythm", help=_SILENCE_HELP, width="medium"),
                "others_days": Column("Days of others", "number", "Days of it with articles of others."),
                "articles": Column("Articles", "number", "Of the source in the period."),
            },
            cells=[Cell(source=source) for source in rows["source"]],
            said=_silence_remarks(data, asked, found),
            filters=asked,
            help=_SILENCE_HELP,
        )
    )  # fmt: skip


_SILENCE_HELP = (
    "How often a source that publishes as steadily as this one would show such a silence by itself, anywhere "
    "in the period. A silence is listed where that is rarer than 1 in 100; the most surprising come first."
)


def silence_words(row: Any) -> str:
    """``silent 3 – 19 Mar 2026, 17 days; usually every day``."""
    usual = "every day" if row.usual_days == 1 else f"every {row.usual_days:g} days"
    if row.until_now:
        when = f"silent {spoken_span(row.first_day, None)}, {words.counted(row.days, 'days')} so far"
    else:
        when = f"silent {spoken_span(row.first_day, row.last_day)}, {words.counted(row.days, 'days')}"
    return f"{when}; usually {usual}"


def chance_words(chance: float) -> str:
    """``1 in 430``; beyond a million, the model says no more."""
    odds = 1 / chance
    if odds >= 1e6:
        return "less than 1 in a million"
    digits = 10 ** max(0, len(f"{odds:.0f}") - 2)
    return f"1 in {round(odds / digits) * digits:,}"


def _silence_remarks(data: Data, asked: Filters, found: Silences) -> str:
    said = [
        f"{words.counted(len(found.rows), 'silences')} in {words.counted(found.judged, 'sources')} with 10 or "
        f"more days of articles, {words.period(asked)}"
    ]
    top = [f"{row.source}, {silence_words(row)}" for row in found.rows.head(NAMED).itertuples()]
    if top:
        said.append(f"Most surprising: {'. '.join(top)}")
    elif found.judged:
        said = [
            f"No silence that a source's own rhythm would not explain, in "
            f"{words.counted(found.judged, 'sources')} with 10 or more days of articles, {words.period(asked)}"
        ]
    else:
        said = [f"No source has the 10 days of articles that a rhythm can be read from, {words.period(asked)}"]
    if found.sources > found.judged > 0:
        said.append(
            f"{words.counted(found.sources - found.judged, 'sources')} with fewer days: too few to judge"
        )
    holes = data.ask(outages, asked)
    if len(holes):
        longest = holes.iloc[0]
        said.append(
            f"On {words.counted(int(holes['days'].sum()), 'days')} nothing at all was collected, at most "
            f"{words.counted(int(longest['days']), 'days')} in a row "
            f"({spoken_span(longest['first_day'], longest['last_day'])}); these are nobody's silence"
        )
    return ". ".join(said) + "."


def mix_panel(data: Data, filters: Filters) -> None:
    """Whose articles the numbers are made of, over time, and how far that changed."""
    asked, span = collected_in(data, filters), data.span(filters, None)
    if asked is None or span is None:
        return
    length = (span.last - span.first).days
    span = replace(span, bucket="day" if length < MIX_DAYS else "week" if length < MIX_WEEKS else "month")
    days = data.ask(coverage, asked)
    if days["source"].nunique() < 2:
        return
    frame = lay_out_mix(days, span)
    others = tuple(sorted(set(days["source"]) - set(frame["source"].dropna())))
    opens = 0 < len(others) <= MAX_VALUES
    said = [mix_words(data.ask(_thirds, asked, span))]
    if others and not opens:
        said.append(f"The others are too many for one list of articles (more than {MAX_VALUES} sources)")
    cells = [
        None if other and not opens else cell
        for cell, other in zip(cells_of_mix(frame, span), frame["source"].isna(), strict=True)
    ]
    rest = frame["source"].isna()
    draw(
        Panel(
            name="mix",
            title="Mix of sources",
            page=PAGE,
            rows=frame,
            columns={
                "start": Column(span.bucket.capitalize(), "day"),
                "name": Column("Source"),
                "articles": Column("Articles", "number"),
                "total": Column("Of", "number"),
                "share": Column("Share", "percent"),
                "state": Column("State", width="small"),
            },
            cells=cells,
            said=". ".join([*said, f"Of all articles per {span.bucket}, whoever and whatever they name"]) + ".",
            filters=asked,
            figure=mix(frame, span, others_open=opens),
            alt=f"Share of each source in the articles of a {span.bucket}",
            help="Where the mix of sources changes, shares and tones change with it, although no source wrote "
            "anything different. A constant panel takes that away.",
            asks=(asked, replace(asked, sources=others)) if opens else (asked, asked),
            asked=[int(other) for other in rest],
        )
    )  # fmt: skip


def _thirds(desk: Desk, filters: Filters, span: Span) -> Thirds:
    """Asked, so that the thousand drawings by chance are made once for a period."""
    return third_of(ask(desk, coverage, filters), span)


def sources_panel(data: Data, filters: Filters) -> None:
    """One row per source, with its span and its longest gap."""
    rows = data.ask(sources, filters)
    if rows.empty:
        return
    rows = rows.assign(
        country=[data.names.country(iso) if _there(iso) else "" for iso in rows["source_country"]]
    )
    columns = SOURCE_COLUMNS
    if not any(rows["country"]):
        columns = {name: column for name, column in columns.items() if name != "country"}
    draw(
        Panel(
            name="sources",
            title="Sources",
            page=PAGE,
            rows=rows,
            columns=columns,
            cells=[Cell(source=str(source)) for source in rows["source"]],
            said=f"{words.counted(len(rows), 'sources')} with "
            f"{words.counted(int(rows['articles'].sum()), 'articles')}, {words.period(filters)}.",
            hint="Choose a row to read the articles of the source.",
            filters=replace(filters, measure="articles"),
        )
    )  # fmt: skip


SOURCE_COLUMNS = {
    "source": Column("Source"),
    "country": Column("Country", width="medium"),
    "articles": Column("Articles", "number"),
    "first_day": Column("First", "day"),
    "last_day": Column("Last", "day"),
    "days_with": Column("Days", "number", "Days with at least one article."),
    "longest_gap_days": Column(
        "Longest gap", "number", "Days without an article between its first and its last."
    ),
    "gap_start": Column("Gap began", "day"),
    "silent_days": Column("Silent for", "number", "Days from its last article to the last one of any source."),
    "title_only": Column("Title only", "number"),
    "undated": Column("Undated", "number"),
}


def undated_panel(data: Data, filters: Filters) -> None:
    """Articles without a date, whatever the period: in totals without one, in no chart over time."""
    timeless = replace(filters, start=None, end=None, measure="articles")
    number, rows = data.ask(undated, timeless, 0, SHOWN)
    if not number:
        return
    panel = Panel(
        name="undated",
        title="Undated articles",
        page=PAGE,
        rows=_without_folders(rows, "origin"),
        columns={
            "source": Column("Source"),
            "title": Column("Title", width="large"),
            "published_raw": Column("Date as it came", width="medium"),
            "origin": Column("Loaded from", width="medium"),
        },
        cells=[None] * len(rows),
        said="No date was found, or an impossible one. They count where no period is chosen, and in no chart "
        f"over time. {_cut(number)}Choose a row to read it.",
        filters=timeless,
        whole=lambda: _without_folders(undated(data.desk, timeless, 0, CARRIED)[1], "origin"),
    )
    with st.expander(f"Undated articles ({number:,})"):
        drawn().append(panel)
        downloads(panel)
        _table_of_articles(panel)
        quiet_text(panel.said)


def _table_of_articles(panel: Panel) -> None:
    """A table whose rows are single articles; a row opens its text."""
    shown = pd.DataFrame({column.title: list(panel.rows[name]) for name, column in panel.columns.items()})
    event = st.dataframe(
        shown,
        key=f"table_{panel.name}_{hash(tuple(panel.rows['article_id']))}",
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
        alt=panel.title,
    )
    rows = event["selection"]["rows"]
    if rows and rows[0] < len(panel.rows):
        article = str(panel.rows["article_id"].iloc[rows[0]])
        go_to("articles", replace(for_page(current(), "articles"), filters=panel.filters, article=article))


def quarantine_panel(data: Data) -> None:
    """What could not be read: why, and the newest with their places."""
    number, rows = data.ask(quarantine, 0, SHOWN)
    if not number:
        st.subheader("Quarantine", anchor=False)
        quiet_text("Empty: everything that was loaded could be read.")
        return
    why = data.ask(reasons)
    every = Filters(measure="articles")
    draw(
        Panel(
            name="quarantine_reasons",
            title="Quarantine",
            page=PAGE,
            rows=why.assign(share=why["inputs"] / number),
            columns={
                "reason": Column("Why", width="large"),
                "inputs": Column("Inputs", "number"),
                "share": Column("Share", "bar"),
                "files": Column("Files", "number"),
                "last": Column("Newest", "day"),
            },
            cells=[None] * len(why),
            said=f"{words.counted(number, 'inputs')} could not be read. Nothing beside them was lost. "
            "Numbers and quoted words in a reason are written as ….",
            filters=every,
        )
    )  # fmt: skip
    draw(
        Panel(
            name="quarantine",
            title="Newest in quarantine",
            page=PAGE,
            rows=_without_folders(rows, "file"),
            columns={
                "at": Column("Came", "day"),
                "file": Column("File"),
                "line": Column("Line", "number"),
                "reason": Column("Why", width="large"),
                "excerpt": Column("Excerpt", width="large"),
            },
            cells=[None] * len(rows),
            said=f"{_cut(number)}The newest first.",
            filters=every,
            whole=partial(_all_quarantined, data),
        )
    )


def _all_quarantined(data: Data) -> pd.DataFrame:
    return _without_folders(quarantine(data.desk, 0, CARRIED)[1], "file")


def _without_folders(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    return rows.assign(**{column: [words.file_name(place or "") for place in rows[column]]})


def _cut(number: int) -> str:
    return (
        f"The first {SHOWN} of {number:,} stand here, up to {CARRIED:,} in the files. "
        if number > SHOWN
        else ""
    )


def _there(value: Any) -> bool:
    return value is not None and value == value
