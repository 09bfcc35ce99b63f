"""The parts of a profile that count: its relations to articles, its outlets, its company, its names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from monitor.charts.bars import bars
from monitor.charts.series import FEW, Span, lay_out
from monitor.charts.timeline import timeline
from monitor.filters import COUNTRY_ROLES, Cell, CountryRole, Dimension, Filters
from monitor.query.counts import counts
from monitor.query.profile import together, wordings
from monitor.query.totals import buckets
from monitor.trends.association import too_few
from monitor.ui import words
from monitor.ui.panel import Column, Panel, draw, quiet_text
from monitor.ui.panels import PLURAL, RANKING_COLUMNS, SERIES_COLUMNS, Entity, cells_of, named
from monitor.ui.profile_subject import Subject
from monitor.ui.profile_words import Wording, kind_of_wording
from monitor.ui.state import current

SHOWN = 10
"""So many bars are drawn; the table under them has all."""
LOW_ROOM = 190


def relations_panels(subject: Subject, span: Span) -> None:
    """The three relations of an article to a country, apart, on one scale."""
    view = current()
    asked = {role: replace(subject.filters, country_role=role) for role in COUNTRY_ROLES}
    frames = {role: _attention(subject, filters, span) for role, filters in asked.items()}
    top = max((float(frame[view.scale].max(skipna=True) or 0) for frame in frames.values()), default=0) or 1.0
    for role, place in zip(COUNTRY_ROLES, st.columns(3, gap="medium"), strict=True):
        with place:
            _relation(subject, asked[role], role, frames[role], span, top)


def _attention(subject: Subject, filters: Filters, span: Span) -> pd.DataFrame:
    answer = subject.data.ask(counts, filters, (subject.of, span.bucket))
    collected = subject.data.ask(buckets, filters, span.bucket)
    return lay_out(answer, collected, [subject.key], subject.of, span)


def _relation(
    subject: Subject, filters: Filters, role: CountryRole, frame: pd.DataFrame, span: Span, top: float
) -> None:
    view, names = current(), subject.data.names.of(subject.of)
    rows = frame[frame["state"] != "nothing collected"].sort_values("start", ascending=False)
    figure = timeline(frame, span, by=subject.of, names=names, scale=view.scale, measure=filters.measure)
    figure.update_layout(height=LOW_ROOM).update_yaxes(range=[0, top * 1.08], nticks=4)
    number = int(rows["count"].sum())
    draw(
        Panel(
            name=f"relation_{role}",
            title=f"{words.ROLE_SHORT[role]}: {number:,}",
            page=subject.page,
            rows=named(rows, names, subject.of),
            columns=SERIES_COLUMNS | {"start": Column(span.bucket.capitalize(), "day")},
            cells=cells_of(rows, subject.of, span.bucket),
            said=f"{words.counted(number, filters.measure)} with a date {_ROLE_SAYS[role]}.",
            filters=filters,
            figure=figure,
            alt=f"{filters.measure.capitalize()} per {span.bucket}, {words.ROLE_WORDS[role]}: {subject.name}",
        )
    )


_ROLE_SAYS: dict[CountryRole, str] = {
    "mentioned": "that name it",
    "about": "that are about it",
    "published": "of sources that are at home there",
}


def outlets_panel(subject: Subject, by: Dimension) -> None:
    """Who writes of it: sources, or the countries in which they are at home."""
    filters, title = subject.filters, {"source": "Sources", "publisher": "Published in"}[str(by)]
    rows = subject.asked(by)
    if rows.empty:
        st.subheader(title, anchor=False)
        quiet_text("No source here has a known home country.")
        return
    names = subject.data.names.countries if by == "publisher" else {}
    rows["name"] = [names.get(key, key) for key in rows[by]]
    rows["few"] = rows["total"] < FEW
    order = "share" if filters.measure == "mentions" else "share_low"
    rows = rows.sort_values(["few", order, by], ascending=[True, False, True], ignore_index=True)
    cells = [subject.cell(**{str(by): key}) for key in rows[by]]
    said = [f"Of what each {'source' if by == 'source' else 'country'} published: the part that names it"]
    if filters.measure != "mentions":
        said.append("Ordered by the lower end of the 95 % interval, so that few do not win by chance")
    draw(
        Panel(
            name=f"outlets_{by}",
            title=title,
            page=subject.page,
            rows=rows,
            columns=RANKING_COLUMNS
            | {
                "share_low": Column("From", "percent", "Lower end of the 95 % interval."),
                "share_high": Column("To", "percent", "Upper end of the 95 % interval."),
            },
            cells=cells,
            said=". ".join([*said, *_first_of(rows)]) + ".",
            filters=filters,
            figure=bars(_drawn_shares(rows.head(SHOWN), filters), cells[:SHOWN]),
            alt=f"{title}, by the share that names {subject.name}",
        )
    )


def _drawn_shares(rows: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    says = [
        f"{row.count:,} of {row.total:,} {filters.measure}, {words.share(row.share)}"
        + ("; too few to judge" if row.few else _interval(row.share_low, row.share_high))
        for row in rows.itertuples()
    ]
    written = [f"{words.share(row.share)} ({row.count:,})" for row in rows.itertuples()]
    drawn = rows.assign(length=rows["share"], low=rows["share_low"], high=rows["share_high"])
    return drawn.assign(says=says, written=written)


def _interval(low: float, high: float) -> str:
    return "" if low != low else f"<br>95 % interval {words.share(low)} to {words.share(high)}"


def together_panel(subject: Subject, other: Entity) -> None:
    """Who is named in the same articles, and whether more often than by chance."""
    title = {"actor": "Named with these actors", "country": "Named with these countries"}[other]
    filters = subject.in_stories
    rows = subject.data.ask(together, filters, subject.of, other).copy()
    if rows.empty:
        st.subheader(title, anchor=False)
        quiet_text(f"No {PLURAL[other]} are named in the same articles.")
        return
    names = subject.data.names.of(other)
    rows.insert(1, "name", [names.get(key, key) for key in rows[other]])
    rows["few"] = too_few(rows["count"], rows["expected"])
    cells = [subject.cell(**{f"with_{other}": key}) for key in rows[other]]
    draw(
        Panel(
            name=f"with_{other}",
            title=title,
            page=subject.page,
            rows=rows,
            columns={
                "name": Column(other.capitalize()),
                "count": Column("Together", "number", "Stories that name both in one article."),
                "expected": Column("By chance", "number", "Stories, if one said nothing about the other."),
                "ratio": Column("Times", "number", "Together, divided by what chance would give."),
                "ratio_low": Column("From", "number", "Lower end of the 95 % interval."),
                "ratio_high": Column("To", "number", "Upper end of the 95 % interval."),
            },
            cells=cells,
            said=". ".join(
                [
                    "Stories that name both in one article; the grey tick: how many chance would give; behind "
                    "the number: how many times as many there are",
                    "Hatched: below 10 found and expected, too few to judge",
                    *_first_of(rows),
                ]
            )
            + ".",
            filters=filters,
            figure=bars(_drawn_ratios(rows.head(SHOWN)), cells[:SHOWN]),
            alt=f"{title}: {subject.name}",
        )
    )


def _drawn_ratios(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        length=rows["count"],
        written=[
            f"{row.count:,}" + ("" if row.few or row.ratio != row.ratio else f" · {row.ratio:.1f}×")
            for row in rows.itertuples()
        ],
        says=[
            f"{words.counted(row.count, 'stories')} together, {row.expected:,.1f} by chance"
            + (
                "<br>too few to judge"
                if row.few or row.ratio != row.ratio
                else f"<br>{row.ratio:.2f} times, 95 % interval {row.ratio_low:.2f} to {row.ratio_high:.2f}"
            )
            for row in rows.itertuples()
        ],
    )


def evidence_panel(subject: Subject) -> None:
    """How a country was recognised."""
    rows, found = subject.asked("evidence"), _wordings(subject)
    if rows.empty:
        return
    whole = subject.whole()
    rows["name"] = [f"{key}: {_words_of(found, key)}" for key in rows["evidence"]]
    rows["part"] = rows["count"] / whole
    cells = [subject.cell(evidence=key) for key in rows["evidence"]]
    _draw_parts(
        subject, rows, cells, name="evidence", title="How it was recognised", what=Column("Recognised by"),
        whole=whole,
        said="Government: the capital or the country acts as one (“Kabul said”)",
    )  # fmt: skip


def _words_of(found: pd.DataFrame, evidence: str) -> str:
    return ", ".join(found.loc[found["evidence"] == evidence, "alias"].head(3))


def names_panel(subject: Subject) -> None:
    """The words by which it was recognised, but for offices and what stands for a government."""
    found = _wordings(subject)
    if subject.of == "country":
        rows = found[found["evidence"] != "government"]
        said = "What stands for its government is counted apart"
    else:
        rows, said = found[found["kind"] != Wording.OFFICE], ""
    _draw_wordings(subject, rows, name="names", title="Words that matched", said=said)


def offices_panel(subject: Subject) -> None:
    """The offices by which an actor was meant."""
    found = _wordings(subject)
    rows = found[found["kind"] == Wording.OFFICE]
    if len(rows):
        said = "An office means its holder on the day of the article"
        _draw_wordings(subject, rows, name="offices", title="Meant by an office", said=said)


def acting_panel(subject: Subject) -> None:
    """The words that stand for a country's government."""
    found = _wordings(subject)
    rows = found[found["evidence"] == "government"]
    said = "Words that act as its government does (“Kabul said”)"
    _draw_wordings(subject, rows, name="acting", title="Who acts for it", said=said)


def _draw_wordings(subject: Subject, found: pd.DataFrame, *, name: str, title: str, said: str) -> None:
    if found.empty:
        st.subheader(title, anchor=False)
        quiet_text("No such word names it here.")
        return
    whole, rows = subject.whole(), found.reset_index(drop=True)
    rows = rows.assign(name=[f"“{alias}”" for alias in rows["alias"]], part=rows["count"] / whole)
    cells = [
        subject.cell(alias=row.alias, **({"evidence": row.evidence} if row.evidence else {}))
        for row in rows.itertuples()
    ]
    _draw_parts(subject, rows, cells, name=name, title=title, what=Column("Words"), whole=whole, said=said)


def _draw_parts(
    subject: Subject, rows: pd.DataFrame, cells: Sequence[Cell], *, name: str, title: str, what: Column,
    whole: int, said: str,
) -> None:  # fmt: skip
    """Bars of what the subject's stories are made of; one story can stand in several."""
    measure = subject.filters.measure
    extra = {key: Column(key.capitalize()) for key in ("kind", "evidence") if key in rows and rows[key].any()}
    limit = SHOWN // 2 if name in ("acting", "offices") else SHOWN
    drawn = rows.head(limit)
    drawn = drawn.assign(
        length=drawn["count"],
        written=[f"{row.count:,} ({words.share(row.part)})" for row in drawn.itertuples()],
        says=[
            f"{row.count:,} of {whole:,} {measure} that name it"
            + (
                f"<br>{row.kind}"
                if "kind" in extra
                else f"<br>{row.evidence}"
                if name != "evidence" and row.evidence
                else ""
            )
            for row in drawn.itertuples()
        ],
    )
    sentences = [f"Of {words.counted(whole, measure)} that name it; one can stand in several rows", said]
    draw(
        Panel(
            name=name,
            title=title,
            page=subject.page,
            rows=rows,
            columns={
                "name": what,
                "count": Column(measure.capitalize(), "number"),
                "part": Column("Part", "percent"),
            }
            | (extra if name != "evidence" else {}),
            cells=cells,
            said=". ".join(part for part in [*sentences, *_first_of(rows, limit)] if part) + ".",
            filters=subject.filters,
            figure=bars(drawn, cells[:limit]),
            alt=f"{title}: {subject.name}",
        )
    )


def _wordings(subject: Subject) -> pd.DataFrame:
    """``alias, evidence, count`` and for an actor the ``kind`` of word."""
    found: pd.DataFrame = subject.data.ask(wordings, subject.filters, subject.of)
    if subject.of == "country":
        return found
    entry = subject.data.dictionary.actors.get(subject.key)
    return found.assign(kind=[kind_of_wording(alias, entry) for alias in found["alias"]])


def _first_of(rows: pd.DataFrame, limit: int = SHOWN) -> list[str]:
    return [f"Drawn: the first {limit} of {len(rows):,}, all under Numbers"] if len(rows) > limit else []
