"""The two sides of a comparison: chosen by the reader, or proposed, and what each one counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import streamlit as st

from monitor.charts.calendar import spoken_span
from monitor.charts.compare import SIDES, side_glyph
from monitor.filters import Cell, Dimension, Filters
from monitor.query.compare import Side, frequent, sources_at_home
from monitor.query.totals import previous
from monitor.ui.controls import pick_several, switch, thing_name
from monitor.ui.data import Data
from monitor.ui.panel import quiet_text
from monitor.ui.state import choose, current, face
from monitor.ui.words import Names
from monitor.view.link import FIRST_YEAR, LAST_YEAR, MAX_VALUES
from monitor.view.view import View

VERSUS = {
    "actors": "Actors",
    "countries": "Countries",
    "sources": "Sources",
    "publishers": "Published in",
    "periods": "Periods",
}
KINDS: dict[str, Dimension | str] = {
    "actors": "actor",
    "countries": "country",
    "sources": "source",
    "publishers": "publisher",
    "periods": "period",
}
"""What may stand on a side, and the kind of thing that it is."""
GROUPS = ("sources", "publishers", "periods")
"""Sides that are looked at for a subject; actors and countries are subjects themselves."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides with their names. ``subject`` is whose attention is compared; empty when all stories are.

    ``remarks`` say what was proposed, and which filters gave way.
    """

    versus: str
    left: Side
    right: Side
    names: tuple[str, str]
    things: tuple[tuple[str, ...], tuple[str, ...]]
    subject: str
    subject_things: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def sides(self) -> tuple[Side, Side]:
        """Left and right."""
        return self.left, self.right

    @property
    def has_subject(self) -> bool:
        """False where a side counts all of its stories, so that it has no share."""
        return self.versus not in GROUPS or bool(self.subject)


def choose_sides(data: Data) -> None:
    """Draw the pickers: what is compared, the two sides, and for whom."""
    key = "option_versus"
    st.segmented_control(
        "Compare two",
        list(VERSUS),
        format_func=lambda value: VERSUS[value],
        key=face(key, current().option("versus")),
        # What stood on the sides is of another kind.
        on_change=lambda: choose(versus=st.session_state[key] or "", left=(), right=()),
        required=True,
    )
    versus = current().option("versus")
    for side, column in zip(SIDES, st.columns(2), strict=True):
        with column:
            label = f"{side_glyph(side)} {side.capitalize()}"
            if versus == "periods":
                _pick_period(side, label, data)
            else:
                several = "The most frequent" if versus != "publishers" else "The one that publishes most"
                pick_several(side, label, data, (str(KINDS[versus]),), several)
    if versus in GROUPS:
        pick_several(
            "subject",
            "Whose attention",
            data,
            ("actor", "country"),
            "Those chosen in the sidebar, or all stories",
            help="Actors and countries whose share, tone and stance are compared. Without one, the comparison "
            "is about everything that each side covers.",
        )


def _pick_period(side: str, label: str, data: Data) -> None:
    """First and last day of a side; a reversed period is told, and the one before stays."""
    chosen = _things(current(), side, "period") or tuple(_proposed_periods(data)[SIDES.index(side)])
    days = _days(chosen[0]) if chosen else (None, None)
    keys = [f"period_{side}_{end}" for end in ("from", "to")]

    def changed() -> None:
        first, last = (st.session_state[key] for key in keys)
        if first and last and first > last:
            st.session_state["period_refused"] = (
                f"On the {side}, {first} is after {last}. Choose a first day that is not after the last."
            )
        elif first and last:
            choose(**{side: (f"period:{first}..{last}",)})

    for key, words, day, column in zip(keys, ("from", "to"), days, st.columns(2), strict=True):
        column.date_input(
            f"{label} {words}",
            value=None,
            min_value=date(FIRST_YEAR, 1, 1),
            max_value=date(LAST_YEAR, 12, 31),
            key=face(key, day),
            on_change=changed,
            format="YYYY-MM-DD",
        )
    if side == SIDES[-1] and (refused := st.session_state.pop("period_refused", None)):
        st.warning(refused)


def comparison(data: Data) -> Comparison | None:
    """The two sides of the view; None, with the reason said, where the data has no two to compare."""
    view = current()
    versus = view.option("versus")
    kind = str(KINDS[versus])
    chosen = [_things(view, side, kind) for side in SIDES]
    remarks = _left_out(view, kind, data.names)
    proposals = _proposed_periods(data) if versus == "periods" else _proposed(data, view, versus, chosen)
    filled = [own or proposal for own, proposal in zip(chosen, proposals, strict=True)]
    if not all(filled):
        quiet_text(_NOTHING_TO_COMPARE[versus])
        return None
    empty = [side for side, own in zip(SIDES, chosen, strict=True) if not own]
    if empty:
        remarks.append(f"Proposed on the {' and the '.join(empty)}: {_PROPOSED[versus]}")
    subjects = _subjects(view) if versus in GROUPS else ()
    base = replace(view.filters, measure="stories")
    if view.filters.measure != "stories":
        remarks.append("Stories are compared, whatever is counted elsewhere: copies are not independent")
    sides = [_side(data, base, versus, _ids(things), subjects, remarks) for things in filled]
    names = [_side_name(things, data.names) for things in filled]
    return Comparison(
        versus=versus,
        left=sides[0],
        right=sides[1],
        names=(names[0], names[1]),
        things=(tuple(filled[0]), tuple(filled[1])),
        subject=_side_name(subjects, data.names) if subjects else "",
        subject_things=tuple(subjects),
        remarks=tuple(dict.fromkeys(remarks)),
    )


_PROPOSED = {
    "actors": "the actors in the most stories, those of the sidebar first",
    "countries": "the countries in the most stories, those of the sidebar first",
    "sources": "the sources with the most stories, those of the sidebar first",
    "publishers": "the countries in which the most stories were published",
    "periods": "the period of the sidebar, and the one before",
}
_NOTHING_TO_COMPARE = {
    "actors": "Fewer than two actors are named in what the filters let through.",
    "countries": "Fewer than two countries are named in what the filters let through.",
    "sources": "The data has only one source, so there is nothing to compare.",
    "publishers": "Fewer than two home countries of sources are known in this data, so there is nothing to "
    "compare. Sources themselves can be compared.",
    "periods": "No article in this data has a date, so there are no periods to compare.",
}


def _things(view: View, side: str, kind: str) -> tuple[str, ...]:
    """What stands on a side of the view, of the kind that is compared."""
    several = tuple(thing for thing in view.several(side) if thing.partition(":")[0] == kind)
    return several[:1] if kind == "period" else several


def _left_out(view: View, kind: str, names: Names) -> list[str]:
    """A link may name things of another kind than it compares."""
    others = [
        thing_name(thing, names)
        for side in SIDES
        for thing in view.several(side)
        if thing.partition(":")[0] != kind
    ]
    return [f"Left out, for it is no {kind}: {', '.join(others)}"] if others else []


def _ids(things: Sequence[str]) -> tuple[str, ...]:
    return tuple(thing.partition(":")[2] for thing in things)


def _side_name(things: Sequence[str], names: Names) -> str:
    shown = [_thing_name(thing, names) for thing in things]
    return " or ".join(shown) if len(shown) <= 3 else f"{shown[0]}, {shown[1]} or {len(shown) - 2} more"


def _thing_name(thing: str, names: Names) -> str:
    return spoken_span(*_days(thing)) if thing.startswith("period:") else thing_name(thing, names)


def _days(period: str) -> tuple[date, date]:
    first, _, last = period.removeprefix("period:").partition("..")
    return date.fromisoformat(first), date.fromisoformat(last)


def _proposed(data: Data, view: View, versus: str, chosen: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """For each side the first that stands on none: those of the sidebar, then the most frequent."""
    kind, filters = str(KINDS[versus]), view.filters
    wanted = {"actors": filters.actors, "countries": filters.countries, "sources": filters.sources}
    everything = replace(
        filters,
        measure="stories",
        actors=() if versus == "actors" else filters.actors,
        countries=() if versus in ("countries", "publishers") else filters.countries,
    )
    found = data.ask(frequent, everything, kind, 2 + sum(map(len, chosen)))
    candidates = [f"{kind}:{key}" for key in dict.fromkeys([*wanted.get(versus, ()), *found])]
    taken = {thing for side in chosen for thing in side}
    free = iter(thing for thing in candidates if thing not in taken)
    return [() if side else tuple([thing] if (thing := next(free, "")) else []) for side in chosen]


def _proposed_periods(data: Data) -> list[tuple[str, ...]]:
    """The period of the sidebar and the one before; without one, the later and the earlier half of the data."""
    filters = current().filters
    before = previous(filters)
    if before is None:
        first, last = filters.start or data.choices.first_day, filters.end or data.choices.last_day
        if first is None or last is None or first >= last:
            return [(), ()]
        days = ((last - first).days + 1) // 2
        begin = last - timedelta(days=days - 1)
        return [
            (f"period:{begin}..{last}",),
            (f"period:{begin - timedelta(days=days)}..{begin - timedelta(days=1)}",),
        ]
    return [(f"period:{filters.start}..{filters.end}",), (f"period:{before.start}..{before.end}",)]


def _subjects(view: View) -> tuple[str, ...]:
    """Whose attention is compared: chosen on the page, else in the sidebar."""
    filters = view.filters
    if own := view.several("subject"):
        return own
    countries = filters.countries if filters.country_role != "published" else ()
    return (*(f"actor:{key}" for key in filters.actors), *(f"country:{key}" for key in countries))


def _side(
    data: Data, base: Filters, versus: str, ids: tuple[str, ...], subjects: Sequence[str], remarks: list[str]
) -> Side:
    """What a side counts, and of what."""
    everything = base.without_entities()
    if versus == "actors":
        cell = Cell(actor=ids[0]) if len(ids) == 1 else Cell()
        return Side(replace(base, actors=ids), everything, cell)
    if versus == "countries":
        in_texts = len(ids) == 1 and base.country_role != "published"
        return Side(replace(base, countries=ids), everything, Cell(country=ids[0]) if in_texts else Cell())
    named = _with_subject(base, subjects, remarks)
    if versus == "sources":
        if base.sources:
            remarks.append("The sources of the sidebar give way to the two sides")
        return _group(named, lambda filters: replace(filters, sources=ids))
    if versus == "publishers":
        return _group(*_of_publishers(data, named, ids, remarks))
    first, last = (date.fromisoformat(day) for day in ids[0].split(".."))
    return _group(named, lambda filters: replace(filters, start=first, end=last))


def _with_subject(base: Filters, subjects: Sequence[str], remarks: list[str]) -> Filters:
    actors, countries = (
        tuple(thing.partition(":")[2] for thing in subjects if thing.startswith(kind))
        for kind in ("actor:", "country:")
    )
    if base.country_role == "published" and base.countries and not countries:
        return replace(base, actors=actors)  # where it was published narrows both sides
    if base.country_role == "published" and countries:
        if base.countries:
            remarks.append("The publishing countries of the sidebar give way to the countries looked for")
        base = replace(base, country_role="mentioned")
    return replace(base, actors=actors, countries=countries)


def _group(named: Filters, narrowed: Callable[[Filters], Filters]) -> Side:
    """A side that looks at a part of the stories for a subject."""
    published = named.country_role == "published"
    whole = replace(named, actors=(), countries=named.countries if published else ())
    return Side(narrowed(named), narrowed(whole))


def _of_publishers(
    data: Data, named: Filters, ids: tuple[str, ...], remarks: list[str]
) -> tuple[Filters, Callable[[Filters], Filters]]:
    """The subject, and what narrows it to countries in which sources are at home.

    Filters hold countries in one role: where some are looked for, the sources at home there stand for those
    that publish.
    """
    if named.country_role == "published" or not named.countries:
        if named.countries:
            remarks.append("The publishing countries of the sidebar give way to the two sides")
        published = replace(named, countries=ids, country_role="published")
        return published, lambda filters: filters
    sources = data.ask(sources_at_home, ids, MAX_VALUES + 1)
    if named.sources:
        sources = tuple(source for source in sources if source in set(named.sources))
    if len(sources) > MAX_VALUES:
        remarks.append(f"Of the sources of a side, the {MAX_VALUES} with the most articles are looked at")
    return named, lambda filters: replace(filters, sources=sources[:MAX_VALUES] or ("",))


def besides_switch(versus: str) -> str:
    """What the sides are told apart by: ``actors``, ``countries`` or ``sources``."""
    words = {"actors": "Actors", "countries": "Countries", "sources": "Sources"}
    chosen = switch("besides", "Told apart by", words)
    return "actors" if chosen == versus == "sources" else chosen
