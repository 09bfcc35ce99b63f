"""Who it is, by the dictionary, and its key figures beside those of the period before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import pandas as pd
import streamlit as st

from monitor.annotate.dictionary import Actor, Country, Role
from monitor.charts.calendar import short_day, spoken_span
from monitor.charts.series import FEW
from monitor.filters import Filters
from monitor.query.profile import SOUNDS, split
from monitor.query.totals import previous
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.evidence import open_evidence
from monitor.ui.panel import Column, Panel, draw, quiet_text
from monitor.ui.panels import denominator
from monitor.ui.profile_subject import Subject
from monitor.ui.state import choose
from monitor.ui.trends import stance_model

MANY = 12
"""So many names of one entry are written out."""


def entry_card(subject: Subject) -> None:
    """What the dictionary says of the one that is profiled."""
    st.header(words.as_text(subject.name), anchor=False)
    dictionary, names = subject.data.dictionary, subject.data.names
    if subject.of == "country":
        country = dictionary.countries.get(subject.key)
        _lines(_of_country(country) if country else [], subject)
        return
    actor = dictionary.actors.get(subject.key)
    _lines(_of_actor(actor, subject.data) if actor else [], subject)
    if actor and actor.parent:
        st.button(
            f"Part of {words.as_text(names.actor(actor.parent))}",
            icon=":material/account_tree:",
            type="tertiary",
            key="profile_parent",
            on_click=choose,
            kwargs={"profile": f"actor:{actor.parent}"},
        )


def _lines(said: Sequence[str], subject: Subject) -> None:
    unknown = f"The dictionary of today has no entry {subject.key}; the data was read with another."
    with st.container(gap=None):
        for line in said or [unknown]:
            quiet_text(line)


def _of_actor(actor: Actor, data: Data) -> list[str]:
    where = f", {data.names.country(actor.country)}" if actor.country else ""
    said = [f"{actor.kind.capitalize()}{where}"]
    aliases = [alias for alias in actor.aliases if alias != actor.name]
    if aliases:
        said.append(f"Also counts: {_some(aliases)}")
    if actor.weak:
        said.append(f"Counts beside its other names or their context: {_some(actor.weak)}")
    if actor.roles:
        said.append("; ".join(_role(role, data) for role in actor.roles))
    return said


def _of_country(country: Country) -> list[str]:
    said = [f"Country, {country.iso}"]
    for title, found in (
        ("Names", [name for name in country.names if name != country.name]),
        ("Demonyms", country.demonyms),
        ("Capital", country.capitals),
        ("Cities", (*country.cities, *country.cued)),
    ):
        if found:
            said.append(f"{title}: {_some(found)}")
    return said


def _some(found: Sequence[str]) -> str:
    more = len(found) - MANY
    return ", ".join(found[:MANY]) + (f" and {more} more" if more > 0 else "")


def _role(role: Role, data: Data) -> str:
    where = f" ({data.names.country(role.country)})" if role.country else ""
    return f"{role.title}{where}{_between(role.from_, role.to)}"


def _between(first: date | None, last: date | None) -> str:
    if first is None and last is None:
        return ""
    if last is None:
        return f" since {short_day(first)}" if first else ""
    return f" {short_day(first)} – {short_day(last)}" if first else f" until {short_day(last)}"


def key_figures(subject: Subject) -> bool:
    """How much, in what tone, from how many sources, beside the period before; False where nothing passes."""
    now = _figures(subject, subject.filters)
    if now is None:
        return False
    earlier = previous(subject.filters)
    first = subject.data.choices.first_day
    reaches = earlier is not None and first is not None and earlier.start is not None and earlier.start >= first
    before = _figures(subject, earlier) if earlier and reaches else None
    rows = _rows(subject, now, before)
    draw(
        Panel(
            name="profile_figures",
            title="Key figures",
            page=subject.page,
            rows=rows,
            columns={
                "title": Column("Figure"),
                "written": Column("Value"),
                "interval": Column("95 % interval"),
                "n": Column("n", "number", "What the mean or the share is of."),
                "was": Column("Period before"),
            },
            cells=[subject.cell()] * len(rows),
            said=denominator(subject.data, subject.filters, *_remarks(subject, earlier, before is not None)),
            filters=subject.filters,
        ),
        show=lambda _: _metrics(subject, rows),
    )
    return True


def _figures(subject: Subject, filters: Filters) -> dict[str, float] | None:
    """The only row of the counts, and ``sources``; None where nothing passes."""
    rows = subject.data.ask(split, filters, subject.of)
    if rows.empty:
        return None
    sources = subject.data.ask(split, filters, subject.of, ("source",))
    return {**rows.iloc[0].to_dict(), "sources": len(sources)}


def _rows(subject: Subject, now: dict[str, float], before: dict[str, float] | None) -> pd.DataFrame:
    """Numbers (``figure, value, low, high, n, before``) and how they are written (``title``, ``written`` …)."""
    measure = subject.filters.measure
    kinds = {"count": measure.capitalize(), "share": "Share"}
    kinds |= {sound: sound.capitalize() for sound in subject.sounds} | {"sources": "Sources"}
    rows = [_row(name, title, now, before, measure) for name, title in kinds.items()]
    return pd.DataFrame(rows)


def _row(
    name: str, title: str, now: dict[str, float], before: dict[str, float] | None, measure: str
) -> dict[str, object]:
    nothing = float("nan")
    number = {"count": nothing, "sources": nothing, "share": now["total"]}.get(
        name, now.get(f"{name}_n", nothing)
    )
    low, high = now.get(f"{name}_low", nothing), now.get(f"{name}_high", nothing)
    old = before[name] if before else nothing
    few = name in SOUNDS and number < FEW
    few_before = before is None or (name in SOUNDS and before[f"{name}_n"] < FEW)
    return {
        "figure": measure if name == "count" else name,
        "title": title,
        "value": now[name],
        "low": low,
        "high": high,
        "n": number,
        "before": old,
        "written": "–" if few else _written(name, now[name]),
        "interval": "" if few or low != low else f"{_written(name, low)} to {_written(name, high)}",
        "was": "" if few_before else _written(name, old),
    }


def _written(name: str, value: float) -> str:
    if value != value:
        return "–"
    if name in SOUNDS:
        return words.signed(value)
    return words.share(value) if name == "share" else f"{int(value):,}"


def _metrics(subject: Subject, rows: pd.DataFrame) -> None:
    with st.container(horizontal=True, gap="small"):
        for row in rows.itertuples():
            change, arrow = _change(row)
            st.metric(
                row.title,
                row.written,
                change,
                delta_color="off",
                delta_arrow=arrow,
                delta_description=_described(row),
                border=True,
                height="stretch",
                help=_HELP.get(row.figure),
            )
    if st.button("Read these articles", icon=":material/article:", key="profile_read", type="tertiary"):
        open_evidence(subject.cell(), subject.page, subject.filters)


_HELP = {
    "share": "Of everything that was collected under the same filters.",
    "tone": "How the sentences that name it sound on average, −1 to +1. Every story weighs the same.",
    "stance": "How the sentences treat it, −1 (against it) to +1 (in its favour). Every story weighs the same.",
}


def _change(row: Any) -> tuple[str | None, Literal["up", "down", "off"]]:
    """The change against the period before, in the words that suit the figure."""
    if not row.was:
        return None, "off"
    if row.value == row.before:
        return "unchanged", "off"
    arrow: Literal["up", "down"] = "up" if row.value > row.before else "down"
    if row.figure == "share":
        return f"{_points(row.value - row.before)} points", arrow
    if row.figure in SOUNDS:
        return (words.signed(row.value - row.before) if row.written != "–" else None), arrow
    return words.change(row.value, row.before), arrow


def _points(difference: float) -> str:
    """``+1.2`` or ``−0.4``, of a hundred."""
    return f"{100 * difference:+.1f}".replace("-", "−")


def _described(row: Any) -> str | None:
    """What stands behind the change: the interval and n, or the number before."""
    if row.figure in SOUNDS:
        return (
            f"{row.interval}, n = {int(row.n):,}" if row.interval else f"n = {int(row.n):,}: too few to judge"
        )
    if row.figure == "share":
        return row.interval or None
    return f"from {row.was}" if row.was else None


def _remarks(subject: Subject, earlier: Filters | None, reaches: bool) -> list[str]:
    said = []
    if reaches and earlier is not None:
        said.append(f"Changes are against {spoken_span(earlier.start, earlier.end)}, the same number of days")
    elif earlier is not None:
        said.append("The period before is not in the data, or does not name it, so no change is shown")
    if "stance" in subject.sounds:
        said.append(f"Stance: {stance_model(subject.data)}")
    return said
