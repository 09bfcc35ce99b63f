"""The first page: what stands out, the key figures of the period, and what changed against the one before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from monitor.charts.calendar import spoken_span
from monitor.charts.changes import BEFORE, NOW, Changed, arrows, cell_of
from monitor.charts.series import FEW
from monitor.filters import Cell, Filters
from monitor.query.changes import changes, one_sided
from monitor.query.counts import counts
from monitor.query.stories import top_stories
from monitor.query.totals import Summary, previous, summary
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.evidence import open_evidence
from monitor.ui.findings import Finding, Numbers, findings, sentences, surest
from monitor.ui.panel import Column, Panel, draw, quiet_text
from monitor.ui.panels import PLURAL, TONE_HELP, Entity, denominator, listed

FIGURES = (("Stories", "stories"), ("Articles", "articles"), ("Sources", "sources"))
ENTITIES: tuple[Entity, ...] = ("actor", "country")
EACH_WAY = 6
"""So many rises and so many falls are drawn."""
TOP_STORIES = 10

SIGNS = {
    "rise": ":material/trending_up:",
    "fall": ":material/trending_down:",
    "level": ":material/bar_chart:",
    "story": ":material/content_copy:",
    "nothing": ":material/trending_flat:",
}

METHOD = (
    "Counted in stories, whatever the measure: copies are not independent of each other. The interval of "
    "a difference of shares is Newcombe's hybrid score interval (1998, method 10), that of a difference "
    "of tones Welch's. With hundreds of names, one in twenty such intervals leaves out 0 by chance alone; "
    "so a change is told only where it is also among the discoveries of Benjamini and Hochberg's "
    "procedure at 10 %, over all names with at least 10 stories in both periods together (tone: in each "
    "period), tested with Fisher's exact test (mid-p) and Welch's t test. Of the changes told, about one "
    "in ten may be chance; more, where many stories are about one event. A change says that the news "
    "changed, not why."
)


@dataclass(frozen=True, eq=False)
class Morning:
    """What the first page is made of; ``before`` is None where the data holds no whole period before it."""

    data: Data
    filters: Filters
    now: Summary
    before: Filters | None

    @property
    def in_stories(self) -> Filters:
        """The period, in the one measure in which a change can be judged."""
        return replace(self.filters, measure="stories")

    @property
    def asks(self) -> tuple[Filters, ...]:
        """The filters of marks, by the numbers that they name."""
        return (self.in_stories, replace(self.before, measure="stories")) if self.before else (self.in_stories,)

    def shifts(self, by: Entity) -> pd.DataFrame | None:
        """How each differs from the period before."""
        if self.before is None:
            return None
        answer: pd.DataFrame = self.data.ask(changes, *self.asks, by)
        return answer

    def against(self) -> str:
        """The two periods, as a remark under a chart: ``Ring: …; arrow: …``."""
        if self.before is None:
            return ""
        return (
            f"Ring: {spoken_span(self.before.start, self.before.end)}; arrowhead: "
            f"{spoken_span(self.filters.start, self.filters.end)}. Pale bar: where the arrowhead may truly lie "
            "(95 % interval of the change)"
        )


def morning(data: Data, filters: Filters) -> Morning | None:
    """Ask what passes, and whether there is a period before; None when nothing passes."""
    now = data.ask(summary, filters)
    return Morning(data, filters, now, _before(data, filters)) if now.articles else None


def _before(data: Data, filters: Filters) -> Filters | None:
    """The period before, if the data reaches back to its beginning and holds something in it."""
    earlier, first = previous(filters), data.choices.first_day
    if earlier is None or first is None or earlier.start is None or earlier.start < first:
        return None
    return earlier if data.ask(summary, earlier.without_entities()).stories else None


# What stands out


def findings_panel(page: Morning) -> None:
    """The few sentences to read first."""
    shifts: dict[str, pd.DataFrame] = {by: rows for by in ENTITIES if (rows := page.shifts(by)) is not None}
    found = findings(
        Numbers(
            filters=page.filters,
            before=page.before,
            shifts=shifts or None,
            levels={by: page.data.ask(counts, page.in_stories, (by,)) for by in ENTITIES},
            stories=page.data.ask(top_stories, page.filters, TOP_STORIES),
        ),
        page.data.names,
    )
    draw(
        Panel(
            name="findings",
            title="What stands out",
            page="overview",
            rows=sentences(found),
            columns={"finding": Column("Finding", width="large"), "count": Column("Counts", "number")},
            cells=[one.cell for one in found],
            said=denominator(page.data, page.in_stories, *_caution(page)),
            filters=page.in_stories,
            help=METHOD,
            notes=(METHOD,),
            asks=[one.filters or page.in_stories for one in found],
            asked=list(range(len(found))),
        ),
        show=partial(_sentences, found),
    )


def _sentences(found: list[Finding], _: Panel) -> None:
    with st.container(border=True, key="findings", gap="xxsmall"):
        for number, one in enumerate(found):
            _sentence(number, one)


def _sentence(number: int, one: Finding) -> None:
    head, subject, tail = (_spaced(part) for part in (one.head, one.subject, one.tail))
    row = st.container(horizontal=True, wrap=False, vertical_alignment="center", key=f"finding_{number}")
    with row:
        text = f"{head}**{subject}**{tail}" if subject else f"{head}{tail}"
        st.markdown(f"{SIGNS[one.sign]} {text}", width="stretch")
        if one.cell is None:
            return
        what = words.counted(one.number, one.filters.measure if one.filters else "stories")
        if st.button(what, key=f"finding_{number}_read", **_LINK):
            open_evidence(one.cell, "overview", one.filters)


_LINK: dict[str, Any] = {
    "type": "tertiary", "icon": ":material/chevron_right:", "icon_position": "right", "width": "content",
}  # fmt: skip
"""How a way to evidence looks beside a sentence."""


def _spaced(part: str) -> str:
    """A part of a sentence as text, with the spaces at its ends."""
    text = words.as_text(part)
    return f"{' ' if part[:1].isspace() else ''}{text}{' ' if part[-1:].isspace() else ''}"


def _caution(page: Morning) -> list[str]:
    """What the comparison rests on."""
    if page.before is None:
        return []
    remarks = [f"Compared with {spoken_span(page.before.start, page.before.end)}, the same number of days"]
    odd, of = page.data.ask(one_sided, *page.asks)
    if odd:
        remarks.append(f"{odd:,} of {words.counted(of, 'sources')} had articles in only one of the two periods")
    return remarks


# Key figures


def key_figures(page: Morning) -> None:
    """Stories, articles, sources and tone of the period, beside the period before."""
    before = page.data.ask(summary, page.before) if page.before else None
    with st.container(horizontal=True, gap="small"):
        for title, field in FIGURES:
            new, old = getattr(page.now, field), getattr(before, field) if before else 0
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
        _tone(page.data, page.filters)
    _remarks(page)


def read_button() -> None:
    """The way from the key figures to the articles that they count."""
    if st.button("Read these articles", icon=":material/article:", key="overview_read"):
        open_evidence(None, "overview")


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


def _remarks(page: Morning) -> None:
    data, filters, parts = page.data, page.filters, []
    if page.before is None and previous(filters) is not None:
        parts.append("The data does not reach back over a whole period before this one, so no change is shown")
    if page.now.title_only:
        parts.append(
            f"{words.counted(page.now.title_only, 'articles')} came as a title only, without text and tone"
        )
    if page.now.undated:
        parts.append(f"{words.counted(page.now.undated, 'articles')} came without a date")
    elif filters.start or filters.end:
        number = data.ask(summary, Filters()).undated
        if number:
            parts.append(
                f"{words.counted(number, 'articles')} came without a date: what has none lies in no period"
            )
    if parts:
        quiet_text(". ".join(parts) + ".")


# What changed


def shift_panel(page: Morning, by: Entity, what: Changed) -> None:
    """Those whose share or tone changed, as arrows; a sentence where none did."""
    rows = page.shifts(by)
    if rows is None:
        return
    judged, changed, change = _NAMED[what]
    found = rows[rows[changed]]
    if found.empty:
        if what == "share":
            st.subheader(_titled(by, what, page.filters), anchor=False, help=METHOD)
        quiet_text(_unchanged(int(rows[judged].sum()), by, what))
        return
    shown = _surest(found, change)
    shown.insert(1, "name", [page.data.names.of(by).get(key, key) for key in shown[by]])
    remark = (
        f"Changed: {len(found):,} of {words.counted(int(rows[judged].sum()), PLURAL[by])} with enough stories"
    )
    remark += f"; drawn: the {len(shown):,} surest" if len(found) > len(shown) else ""
    gone = (shown["count"] == 0).to_numpy()
    draw(
        Panel(
            name=f"{what}_change_{by}",
            title=_titled(by, what, page.filters),
            page="overview",
            rows=shown,
            columns=_CHANGE_COLUMNS[what] | {"name": Column(by.capitalize())},
            cells=[cell_of(by, key, what) for key in shown[by]],
            said=f"{remark}. {page.against()}.",
            filters=page.in_stories,
            figure=arrows(shown, by=by, names=page.data.names.of(by), what=what),
            alt=f"{_titled(by, what, page.filters)}: {listed(shown[by].head(6), page.data.names.of(by))}",
            help=METHOD,
            notes=(METHOD,),
            asks=page.asks,
            asked=[BEFORE if one else NOW for one in gone],
        )
    )


_NAMED: dict[Changed, tuple[str, str, str]] = {
    "share": ("change_judged", "changed", "change"),
    "tone": ("tone_judged", "tone_changed", "tone_change"),
}


def _titled(by: Entity, what: Changed, filters: Filters) -> str:
    whose = PLURAL[by].capitalize()
    if by == "country" and filters.country_role != "mentioned":
        whose += f" ({filters.country_role})"
    return f"{whose}: rises and falls" if what == "share" else f"{whose}: shifts of tone"


def _unchanged(judged: int, by: Entity, what: Changed) -> str:
    if not judged:
        enough = "in both periods together" if what == "share" else "in each of the two periods"
        return f"No {by} has {FEW} stories {enough}: too few to judge whether its {what} changed."
    return (
        f"No {by}'s {what} changed by more than chance would explain; "
        f"{words.counted(judged, PLURAL[by])} had enough stories to judge."
    )


def _surest(rows: pd.DataFrame, change: str) -> pd.DataFrame:
    """The surest few each way: rises from the surest on, then falls from the surest on."""
    ordered = rows.assign(sure=surest(rows, change)).sort_values("sure", ascending=False, kind="stable")
    rises, falls = ordered[ordered[change] > 0], ordered[ordered[change] < 0]
    few = pd.concat([rises.head(EACH_WAY), falls.head(EACH_WAY)])
    return few.drop(columns="sure").reset_index(drop=True)


_CHANGE_COLUMNS: dict[Changed, dict[str, Column]] = {
    "share": {
        "name": Column("Name"),
        "share_before": Column("Before", "percent"),
        "share": Column("Now", "percent"),
        "change": Column("Change", "percent", "In points of the share."),
        "change_low": Column("From", "percent", "Lower end of the 95 % interval."),
        "change_high": Column("To", "percent", "Upper end of the 95 % interval."),
        "count_before": Column("Stories before", "number"),
        "count": Column("Stories now", "number"),
    },
    "tone": {
        "name": Column("Name"),
        "tone_before": Column("Before", "tone", TONE_HELP),
        "tone": Column("Now", "tone", TONE_HELP),
        "tone_change": Column("Change", "tone"),
        "tone_change_low": Column("From", "tone", "Lower end of the 95 % interval."),
        "tone_change_high": Column("To", "tone", "Upper end of the 95 % interval."),
        "tone_n_before": Column("n before", "number"),
        "tone_n": Column("n now", "number"),
    },
}


# Top stories


def stories_panel(page: Morning) -> None:
    """The stories that were copied most; the newest where none was."""
    rows = page.data.ask(top_stories, page.filters, TOP_STORIES)
    copied = bool((rows["copies"] > 1).any())
    shown = rows[rows["copies"] > 1].reset_index(drop=True) if copied else rows
    remark = (
        "Most copied first; copies are the articles of a story that pass the filters"
        if copied
        else "No story has a copy under these filters, so none stands out by that; these are the newest"
    )
    draw(
        Panel(
            name="stories",
            title="Top stories" if copied else "Newest stories",
            page="overview",
            rows=shown,
            columns={
                "copies": Column("Copies", "number", "Articles with nearly the same text.", 70),
                "title": Column("Headline", width=385),
                "sources": Column("Sources", "number", None, 75),
                "source": Column("First by", width=160),
                "day": Column("On", "day", None, 105),
                "tone": Column("Tone", "tone", "How the story's sentences sound on average, −1 to +1.", 70),
            },
            cells=[Cell(story=story) for story in shown["story_id"]],
            said=denominator(page.data, page.in_stories, remark),
            hint="Choose a row to read all copies." if copied else "Choose a row to read it.",
            filters=replace(page.filters, measure="articles"),
            alt="Stories by the number of their copies",
        )
    )
