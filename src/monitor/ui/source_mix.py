"""A changed mix of sources fakes trends: how far it changed, and the panel that keeps it constant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pandas as pd
import streamlit as st

from monitor.charts.calendar import spoken_span
from monitor.charts.series import FEW, Span, as_days
from monitor.filters import Cell, Filters
from monitor.query.panel import ConstantPanel, constant_panel
from monitor.query.totals import collected_by
from monitor.trends.mix import MixChange, mix_change
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.panel import Column, Panel, draw, quiet_text
from monitor.ui.state import change, current, face
from monitor.view.link import MAX_VALUES
from monitor.view.view import View, with_filters

MOVED = 3
"""So many sources are named that moved most."""
BEFORE = "panel_before"


@dataclass(frozen=True, eq=False)
class Thirds:
    """The first and the last third of a span: their days in words, and each source's articles and shares.

    ``parts``: ``before, after`` (articles) and ``step`` (the change of the share), by source.
    """

    first: str
    last: str
    parts: pd.DataFrame
    change: MixChange | None


def third_of(coverage: pd.DataFrame, span: Span) -> Thirds:
    """Compare the first and the last third of the days of ``coverage`` (``day, source, articles``)."""
    days = max(1, ((span.last - span.first).days + 1) // 3)
    ends, begins = span.first + timedelta(days=days - 1), span.last - timedelta(days=days - 1)
    dated = coverage.assign(day=as_days(coverage["day"]))
    parts = pd.DataFrame(
        {
            "before": dated[dated["day"] <= ends].groupby("source")["articles"].sum(),
            "after": dated[dated["day"] >= begins].groupby("source")["articles"].sum(),
        },
        index=pd.Index(sorted(dated["source"].unique()), name="source"),
    )
    parts = parts.fillna(0).astype("int64")
    shares = parts / parts.sum().where(lambda sums: sums > 0)
    return Thirds(
        spoken_span(span.first, ends),
        spoken_span(begins, span.last),
        parts.assign(step=shares["after"] - shares["before"]),
        mix_change(parts["before"], parts["after"]),
    )


def mix_words(thirds: Thirds) -> str:
    """How far the mix changed, in plain words, without a full stop."""
    numbers = thirds.parts[["before", "after"]].sum()
    which = (
        f"the first third ({thirds.first}, {words.counted(int(numbers['before']), 'articles')}) and the last "
        f"({thirds.last}, {words.counted(int(numbers['after']), 'articles')})"
    )
    if thirds.change is None or min(numbers) < FEW:
        return f"Too few articles to judge whether the mix changed between {which}"
    distance, chance = thirds.change.distance, thirds.change.by_chance
    what = f"Between {which}, {words.share(distance)} of the mix changed hands"
    if not thirds.change.is_real:
        return f"{what}: no more than chance makes of one and the same mix (up to {words.share(chance)})"
    steps = thirds.parts["step"]
    moved = steps.reindex(steps.abs().sort_values(ascending=False, kind="stable").index).head(MOVED)
    named = ", ".join(f"{source} {_points(step)}" for source, step in moved.items())
    return f"{what}: more than chance makes of it (up to {words.share(chance)}). Most: {named}"


def _points(step: float) -> str:
    return f"{'−' if step < 0 else '+'}{abs(100 * step):.1f} points"


def constant_panel_part(data: Data, view: View) -> None:
    """The switch that keeps only the sources active all the time, what it keeps, and what it drops."""
    span = data.span(view.filters, None)
    if span is None:
        return
    asked = replace(collected_by(view.filters), sources=(), start=span.first, end=span.last, measure="articles")
    found = data.ask(constant_panel, asked, MAX_VALUES)
    if not found.articles:
        return
    st.subheader("Constant panel", anchor=False, help=PANEL_HELP)
    st.text(panel_words(found, asked))
    chosen = view.option("panel") == "constant"
    st.segmented_control(
        "Sources",
        ["all", "constant"],
        format_func=lambda which: {"all": "All sources", "constant": "Constant panel"}[which],
        key=face("sources_panel", view.option("panel")),
        on_change=_switched,
        args=(found.kept,),
        required=True,
        disabled=not found.kept and not chosen,
        label_visibility="collapsed",
    )
    if chosen:
        _state_of_panel(view, found)
    if len(found.dropped):
        _dropped(found, asked)


PANEL_HELP = (
    "Sources that come and go change shares and tones by themselves. The panel keeps those that were there all "
    "the time, on every page: it is written into the filter of sources, and so into links."
)


def panel_words(found: ConstantPanel, asked: Filters) -> str:
    """What the panel keeps, with its definition."""
    whole = f"{found.required:,} whole {found.bucket}s"
    each = f"articles in each of the {whole} of the period ({words.period(asked)})"
    if not found.required:
        return f"The period ({words.period(asked)}) holds no whole {found.bucket}; choose a longer one."
    if not found.kept:
        return f"No source has {each}. Choose a shorter period."
    number = words.counted(len(found.kept) + len(found.dropped), "sources")
    beyond = int((found.dropped["active"] == found.dropped["required"]).sum())
    cut = (
        f" {words.counted(beyond, 'sources')} more would fit, but a link carries at most {MAX_VALUES}: "
        "those with most articles stay."
        if beyond
        else ""
    )
    left = words.counted(found.articles - found.articles_kept, "articles")
    if found.dropped.empty:
        return f"All {number} have {each}; the panel leaves out none."
    return (
        f"{len(found.kept):,} of {number} have {each}: {found.articles_kept:,} of "
        f"{words.counted(found.articles, 'articles')}. "
        f"Left out: {words.counted(len(found.dropped), 'sources')} with {left}.{cut}"
    )


def _state_of_panel(view: View, found: ConstantPanel) -> None:
    """Whether the filters still hold the panel of this period; another period has another."""
    if found.kept and set(view.filters.sources) == set(found.kept):
        quiet_text("All pages show this panel alone. “All sources” takes it back.")
        return
    with st.container(border=True, key="panel_differs"):
        st.text("The filter of sources holds another choice than the panel of this period.")
        if found.kept:
            st.button("Take the panel of this period", on_click=_apply, args=(found.kept,), key="panel_again")


def _switched(kept: tuple[str, ...]) -> None:
    view = current()
    if st.session_state["sources_panel"] == "constant":
        st.session_state[BEFORE] = view.filters.sources
        _apply(kept)
        return
    before = st.session_state.pop(BEFORE, ())
    change(with_filters(view.choose(panel=""), replace(view.filters, sources=before)))


def _apply(kept: tuple[str, ...]) -> None:
    """Write the panel into the filters; no source at all would mean every source, so none changes nothing."""
    view = current()
    if kept:
        change(with_filters(view.choose(panel="constant"), replace(view.filters, sources=kept)))


def _dropped(found: ConstantPanel, asked: Filters) -> None:
    missing = found.dropped["required"] - found.dropped["active"]
    why = [
        f"missing in {number} of {found.required} {found.bucket}s" if number else f"beyond {MAX_VALUES} sources"
        for number in missing
    ]
    draw(
        Panel(
            name="dropped",
            title="Not in the panel",
            page="sources",
            rows=found.dropped.assign(missing=missing, why=why),
            columns={
                "source": Column("Source"),
                "articles": Column("Articles", "number"),
                "why": Column("Why", width="medium"),
                "first_day": Column("First", "day"),
                "last_day": Column("Last", "day"),
            },
            cells=[Cell(source=source) for source in found.dropped["source"]],
            said=f"{words.counted(len(found.dropped), 'sources')} without articles in every whole "
            f"{found.bucket} in which any source had some, {words.period(asked)}.",
            hint="Choose a row to read the articles of the source.",
            filters=asked,
        )
    )  # fmt: skip
