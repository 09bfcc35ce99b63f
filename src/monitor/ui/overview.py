"""The key figures of a period, beside the period before."""

from __future__ import annotations

import streamlit as st

from monitor.charts.calendar import spoken_span
from monitor.charts.series import FEW
from monitor.filters import Filters
from monitor.query.counts import counts
from monitor.query.totals import Summary, previous, summary
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.evidence import open_evidence
from monitor.ui.panel import quiet_text

FIGURES = (("Stories", "stories"), ("Articles", "articles"), ("Sources", "sources"))


def key_figures(data: Data, filters: Filters) -> bool:
    """Draw stories, articles, sources and tone of the period; False when nothing passes the filters."""
    now = data.ask(summary, filters)
    if not now.articles:
        return False
    before = _before(data, filters)
    with st.container(horizontal=True, gap="small"):
        for title, field in FIGURES:
            new, old = getattr(now, field), getattr(before, field) if before else 0
            st.metric(
                title,
                f"{new:,}",
                words.change(new, old),
                delta_color="off",
                delta_arrow="up" if new > old else "down" if new < old else "off",
                delta_description=f"from {old:,}" if old else None,
                border=True,
                height="stretch",
            )
        _tone(data, filters)
    _remarks(data, now, before, filters)
    return True


def read_button() -> None:
    """The way from the key figures to the articles that they count."""
    if st.button("Read these articles", icon=":material/article:", key="overview_read"):
        open_evidence(None, "overview")


def _before(data: Data, filters: Filters) -> Summary | None:
    """The period before, if the data reaches back to its beginning."""
    earlier, first = previous(filters), data.choices.first_day
    if earlier is None or first is None or earlier.start is None or earlier.start < first:
        return None
    return data.ask(summary, earlier)


def _tone(data: Data, filters: Filters) -> None:
    row = data.ask(counts, filters, ()).iloc[0]
    number = int(row.tone_n)
    judged = number >= FEW
    st.metric(
        "Tone",
        words.signed(row.tone) if judged else "–",
        f"{words.signed(row.tone_low)} to {words.signed(row.tone_high)}" if judged else None,
        delta_color="off",
        delta_arrow="off",
        delta_description=f"n = {number:,}" if judged else f"n = {number:,}: too few to judge",
        border=True,
        height="stretch",
        help="How the sentences sound on average, −1 to +1, with the 95 % interval over stories. Where actors "
        "or countries are chosen: the sentences that mention them.",
    )


def _remarks(data: Data, now: Summary, before: Summary | None, filters: Filters) -> None:
    parts = []
    earlier = previous(filters)
    if before is not None and earlier is not None:
        parts.append(f"Changes are against {spoken_span(earlier.start, earlier.end)}, the same number of days")
    elif earlier is not None:
        parts.append("The data does not reach back over a whole period before this one, so no change is shown")
    if now.title_only:
        parts.append(f"{words.counted(now.title_only, 'articles')} came as a title only, without text and tone")
    if now.undated:
        parts.append(f"{words.counted(now.undated, 'articles')} have no date")
    elif filters.start or filters.end:
        number = data.ask(summary, Filters()).undated
        if number:
            parts.append(f"{words.counted(number, 'articles')} have no date and lie in no period")
    if parts:
        quiet_text(". ".join(parts) + ".")
