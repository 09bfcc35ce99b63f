"""The series of the trends page: which there are, with which filters each is counted, and their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from monitor.charts.calendar import spoken_day
from monitor.charts.series import Span, as_days, lay_out, smoothed
from monitor.charts.strokes import Before
from monitor.errors import FilterError
from monitor.filters import Filters, Sound
from monitor.query.counts import counts, totals
from monitor.query.totals import buckets, previous
from monitor.ui import words
from monitor.ui.controls import thing_name
from monitor.ui.data import Data
from monitor.ui.panels import FIRST_SERIES, ranked
from monitor.view.link import MAX_SEARCH


@dataclass(frozen=True, slots=True)
class Series:
    """What is drawn: things (``actor:nato``, ``country:PAK``, ``search:flood*``) in their order.

    ``why`` says how they were chosen where the reader chose none; ``refused`` names what can't be drawn.
    """

    things: tuple[str, ...]
    why: str = ""
    refused: tuple[str, ...] = ()

    def of(self, kind: str) -> tuple[str, ...]:
        """The ids or searches of one kind."""
        return tuple(value for k, _, value in (thing.partition(":") for thing in self.things) if k == kind)


def series_of(data: Data, filters: Filters, chosen: Sequence[str]) -> Series:
    """The reader's series; else what the filters name; else the largest actors."""
    if chosen:
        refusals = {thing: refusal(data, filters, thing) for thing in chosen}
        good = tuple(thing for thing, problem in refusals.items() if not problem)
        return Series(good, refused=tuple(problem for problem in refusals.values() if problem))
    if filters.actors:
        return Series(_things("actor", filters.actors), "the actors chosen in the filters")
    if filters.countries:
        return Series(_things("country", filters.countries), "the countries chosen in the filters")
    largest = ranked(data, filters, "actor")["actor"].head(FIRST_SERIES)
    return Series(_things("actor", largest), f"the {len(largest)} actors with the most {filters.measure}")


def _things(kind: str, ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{kind}:{key}" for key in list(ids)[:12])


def refusal(data: Data, filters: Filters, thing: str) -> str:
    """Why a series can't be counted, in one sentence; empty where it can."""
    kind, _, query = thing.partition(":")
    if kind != "search":
        return ""
    if len(search_within(filters.search, query)) > MAX_SEARCH:
        return (
            f"The search “{query[:40]}…” and the one in the filters are together longer than {MAX_SEARCH} "
            "letters. Shorten one of them."
        )
    try:
        data.desk.found(query, filters.start, filters.end)
    except FilterError as error:
        return str(error)
    return ""


def search_within(outer: str, inner: str) -> str:
    """A search that both must match."""
    parts = [part.strip() for part in (outer, inner) if part.strip()]
    return " AND ".join(f"({part})" for part in parts) if len(parts) > 1 else "".join(parts)


def filters_of(filters: Filters, thing: str) -> Filters:
    """The filters with which a series is counted, and with which its articles are listed.

    A series stands in the place of the filters' choice of its own kind; all other filters hold.
    """
    kind, _, value = thing.partition(":")
    if kind == "actor":
        return replace(filters, actors=(value,))
    if kind == "country":
        return replace(filters, countries=(value,))
    return replace(filters, search=search_within(filters.search, value))


def numbers(data: Data, filters: Filters, series: Series, span: Span, sound: Sound) -> pd.DataFrame:
    """All series on one calendar, as :func:`monitor.charts.series.lay_out` gives them; keys are things.

    One question for all actors, one for all countries, one for each search.
    """
    found = [
        *_named(data, filters, series, span, sound),
        *(_searched(data, filters, query, span, sound) for query in series.of("search")),
    ]
    by_thing = {key: rows for frame in found for key, rows in frame.groupby("key", sort=False)}
    return pd.concat([by_thing[thing] for thing in series.things], ignore_index=True)


def _named(data: Data, filters: Filters, series: Series, span: Span, sound: Sound) -> list[pd.DataFrame]:
    frames = []
    collected = data.ask(buckets, filters, span.bucket)
    actors, countries = series.of("actor"), series.of("country")
    if actors:
        asked = replace(filters, actors=actors)
        answer = data.ask(counts, asked, ("actor", span.bucket), sound=sound)
        wholes = data.ask(totals, asked, ("actor", span.bucket))
        frames.append(_keyed(lay_out(answer, collected, actors, "actor", span, wholes), "actor"))
    if countries:
        asked = replace(filters, countries=countries)
        answer = data.ask(counts, asked, ("country", span.bucket), sound=sound)
        wholes = data.ask(totals, asked, ("country", span.bucket))
        frames.append(_keyed(lay_out(answer, collected, countries, "country", span, wholes), "country"))
    return frames


def _searched(data: Data, filters: Filters, query: str, span: Span, sound: Sound) -> pd.DataFrame:
    """A search as a share of everything that passes without it."""
    collected = data.ask(buckets, filters, span.bucket)
    answer = data.ask(counts, filters_of(filters, f"search:{query}"), (span.bucket,), sound=sound)
    wholes = data.ask(totals, filters, (span.bucket,))
    whole = dict(zip(as_days(wholes[span.bucket]), wholes["total"], strict=True))
    total = pd.Series([float(whole.get(start, 0)) for start in as_days(answer[span.bucket])], answer.index)
    answer = answer.assign(search=query, total=total, share=answer["count"] / total.where(total > 0))
    return _keyed(lay_out(answer, collected, [query], "search", span, wholes), "search")


def _keyed(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    return frame.assign(key=[f"{kind}:{key}" for key in frame["key"]])


def with_details(frame: pd.DataFrame, series: Series, first_ask: int, smooth: int) -> pd.DataFrame:
    """The frame with the number of each series' filters, and smoothed where that is asked."""
    place = {thing: first_ask + number for number, thing in enumerate(series.things)}
    frame = frame.assign(ask=[place[key] for key in frame["key"]])
    return smoothed(frame, smooth) if smooth else frame


def before_of(
    data: Data, filters: Filters, series: Series, span: Span, sound: Sound, smooth: int
) -> tuple[Before | None, str]:
    """The period before, and a sentence on it: its days, and where the data doesn't reach back."""
    past = previous(filters)
    if past is None or past.start is None or past.end is None or filters.start is None:
        return None, "There is no period before all days: choose a first and a last day"
    days = words.period(past)
    begun = data.choices.first_day
    if begun is None or begun > past.end:
        return None, f"The data does not reach back to the period before ({days})"
    past_span = data.span(past, span.bucket)
    if past_span is None:
        return None, f"The data has no days in the period before ({days})"
    frame = with_details(numbers(data, past, series, past_span, sound), series, len(series.things), smooth)
    said = f"Dashed: the period before, {days}"
    if begun > past.start:
        said += f"; the data begins on {spoken_day(begun)}"
    return Before(frame, past_span, filters.start - past.start), said


def names_of(data: Data, series: Series) -> dict[str, str]:
    """What the series are called."""
    return {thing: thing_name(thing, data.names) for thing in series.things}
