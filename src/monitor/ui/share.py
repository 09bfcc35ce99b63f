"""The view to send: a link that keeps showing the same numbers, and a report of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import streamlit as st

from monitor.charts.standalone import standalone
from monitor.errors import StoreBusyError, StoreError
from monitor.pipeline.keep import keep_version
from monitor.query.evidence import evidence
from monitor.query.totals import Summary, summary
from monitor.report.build import MOST_ARTICLES, WIDTH, Evidence, Report, Section, build
from monitor.report.notes import notes_for
from monitor.report.provenance import Provenance, file_name, metadata
from monitor.ui import outlines, words
from monitor.ui.controls import thing_name
from monitor.ui.data import Data
from monitor.ui.downloads import STYLE
from monitor.ui.machines import machines_menu
from monitor.ui.origin import counted_of, named_title, provenance
from monitor.ui.panel import Panel, drawn
from monitor.ui.site import Page
from monitor.ui.state import current
from monitor.view.options import OPTIONS
from monitor.view.view import View

NAMED = 20
"""So many chosen names a report lists; its metadata holds all ids."""

NOT_YET_KEPT = (
    "Articles are being loaded right now, so this version could not be marked to be kept: copy the link again "
    "in a minute."
)
NOT_KEPT = (
    "The store can't be written here, so this version could not be marked to be kept: the numbers hold until "
    "the store is next tidied up."
)
_NOTE = "share_note"
_HERE = Path(__file__).parent
_link = st.components.v2.component(
    "monitor_link",
    html=(_HERE / "share.html").read_text("utf-8"),
    css=(_HERE / "buttons.css").read_text("utf-8"),
    js=(_HERE / "share.js").read_text("utf-8"),
)


def share_bar(data: Data, page: Page) -> None:
    """Draw the link and the report of the page that is open."""
    st.html(STYLE)
    _bar(data, page, drawn())


@st.fragment
def _bar(data: Data, page: Page, panels: Sequence[Panel]) -> None:
    """``panels`` are not drawn yet; the list holds them when somebody clicks."""
    source = provenance(data, page.name)
    number, note = st.session_state.get(_NOTE, (None, ""))
    shown = {
        "link": source.link,
        "problem": source.link_problem,
        "note": note if number == source.version else "",
    }
    with st.container(key="share", horizontal=True, horizontal_alignment="right", gap="small"):
        _link(data=shown, key="share_link", on_copied_change=partial(_keep, data), width="content")
        st.download_button(
            "Report",
            partial(page_report, data, page, source, panels),
            f"{file_name(page.name, 'report', source.view.filters)}.html",
            "text/html",
            key="share_report",
            icon=":material/description:",
            on_click="ignore",
            help="This page as one file with its charts, tables, method and articles; it prints well.",
        )
        machines_menu(page.name, current())


def _keep(data: Data) -> None:
    """The version that a link names must not be tidied away; a link without that is still worth sending."""
    note = ""
    try:
        keep_version(data.settings, data.version)
    except StoreBusyError:
        note = NOT_YET_KEPT
    except StoreError:
        note = NOT_KEPT
    st.session_state[_NOTE] = (data.version, note)


def page_report(data: Data, page: Page, source: Provenance, panels: Sequence[Panel]) -> str:
    """The page as one HTML file: all panels that were drawn, and the articles behind them."""
    view, made = source.view, datetime.now(UTC)
    denominator, title = counted_of(data, view.filters), named_title(page.title, view.filters, view, data.names)
    listed = data.ask(evidence, view.filters, view.cell, sort=view.sort, limit=MOST_ARTICLES)
    columns = {str(name) for panel in panels for name in panel.rows.columns}
    return build(
        Report(
            title=title,
            question=page.question,
            denominator=denominator,
            facts=[*facts(view, data.names), ("Found", _found(data.ask(summary, view.filters)))],
            sections=[_section(panel) for panel in panels],
            evidence=Evidence(
                _listed(listed.total, listed.row_count, view, data.names), listed.row_count, listed.rows
            ),
            notes=notes_for(view.filters, columns),
            about=metadata(title, page.question, denominator, view.filters, source, made),
            outlines=outlines.shapes(),
        )
    )


def facts(view: View, names: words.Names) -> list[tuple[str, str]]:
    """What the reader chose, as pairs of a label and words; what was left open is left out."""
    filters = view.filters
    chosen = [
        ("Period", words.period(filters)),
        ("Counted", filters.measure),
        ("Actors", _some([names.actor(key) for key in filters.actors])),
        ("Countries", _some([names.country(key) for key in filters.countries])),
        ("Countries are", words.ROLE_WORDS[filters.country_role] if filters.countries else ""),
        ("Sources", _some(filters.sources)),
        ("Languages", _some([names.language(key) for key in filters.languages])),
        ("Search", filters.search),
        ("Narrowed to", words.cell_words(view.cell, names) if view.cell else ""),
    ]
    for name, values in view.options:
        things = [thing_name(value, names) if OPTIONS[name].kinds else value for value in values]
        chosen.append((name.capitalize(), _some(things)))
    return [(label, text) for label, text in chosen if text]


def _found(found: Summary) -> str:
    numbers = ((found.stories, "stories"), (found.articles, "articles"), (found.sources, "sources"))
    return ", ".join(words.counted(number, noun) for number, noun in numbers)


def _listed(total: int, rows: int, view: View, names: words.Names) -> str:
    counted = words.listing_words(total, view.filters.measure, rows, view.cell, names)
    chosen = words.entities(view.filters, names)
    where = ", ".join(part for part in (chosen, words.period(view.filters)) if part)
    each = " A story stands here with its earliest article." if view.filters.measure == "stories" else ""
    return f"{counted} ({where}), {view.sort} first.{each}"


def _section(panel: Panel) -> Section:
    return Section(
        title=panel.title,
        said=panel.said,
        rows=panel.rows,
        columns=panel.columns,
        figure=None if panel.figure is None else standalone(panel.figure, WIDTH),
        alt=panel.alt,
        help=panel.help or "",
        notes=panel.notes,
    )


def _some(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
