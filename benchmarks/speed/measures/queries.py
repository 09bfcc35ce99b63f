"""Every question that a page sends, at a million articles and at ten, on desks that are open like a server's.

Each question has its turn with other filters in each round (a day earlier, the next actor), so that no answer
was asked for before, and kept answers are forgotten between rounds. The first round is a reading of its own: in
it, each kind of question is put into the engine's words, once in a server's life. A period begins anywhere; an
actor, country or source is one of the frequent ones, as those that people look at are.
"""

from __future__ import annotations

import os
import resource
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.speed.plain_counts import PlainSides
from benchmarks.speed.reading import Bench, Reading, percentile, ratio, turns
from monitor.filters import Cell, Filters
from monitor.pipeline.bulk import build_bulk
from monitor.query.article import read_article
from monitor.query.changes import changes, one_sided
from monitor.query.choices import Choices, choices
from monitor.query.compare import Side, apart, attention, frequent, sizes, sounds
from monitor.query.counts import counts, totals
from monitor.query.coverage import coverage, outages, silences, sources
from monitor.query.desk import Desk, open_desk
from monitor.query.evidence import evidence, place
from monitor.query.facets import facets
from monitor.query.panel import constant_panel
from monitor.query.profile import distribution, sharpest, split, wordings
from monitor.query.profile import together as profile_together
from monitor.query.quarantine import reasons, undated
from monitor.query.shapes import shapes
from monitor.query.status import status
from monitor.query.stories import top_stories
from monitor.query.together import members_filters, together
from monitor.query.totals import annotators, buckets, previous, summary
from monitor.query.versions import versions
from monitor.store.store import Store

SMALL = 1_000_000
BUDGET_SECONDS = 0.1
_SEARCH = '"painted the station" AND library'

Ask = Callable[[Desk, Filters], object]


@dataclass(frozen=True, slots=True)
class Question:
    """A query of a page: ``ask`` sends it with the filters of the page."""

    page: str
    name: str
    ask: Ask

    @property
    def key(self) -> str:
        """The question's name in a reading."""
        return f"{self.page}: {self.name}"


def _week(name: Callable[..., object], *by: str) -> Ask:
    return lambda desk, filters: name(desk, filters, (*by, "week"))


def _shift(question: Callable[..., object], *more: object) -> Ask:
    """With the period before."""

    def ask(desk: Desk, filters: Filters) -> object:
        before = previous(filters)
        return question(desk, filters, before, *more) if before else None

    return ask


def _sides(question: Callable[..., object], *more: object) -> Ask:
    """Two frequent actors beside each other."""

    def ask(desk: Desk, filters: Filters) -> object:
        whole = filters.without_entities()
        named = [choice.value for choice in _choices_of(desk).actors[3:5]]
        left, right = (
            Side(replace(filters, actors=(key,), countries=()), whole, Cell(actor=key)) for key in named
        )
        return question(desk, left, right, *more)

    return ask


def _members(desk: Desk, filters: Filters) -> object:
    known = _choices_of(desk)
    chosen = [f"actor:{choice.value}" for choice in known.actors[:6]]
    chosen += [f"country:{choice.value}" for choice in known.countries[:6]]
    return together(desk, members_filters(filters, chosen), chosen)


def _profile(question: Callable[..., object], *more: object, **named: object) -> Ask:
    """About the chosen actor, else the fourth."""

    def ask(desk: Desk, filters: Filters) -> object:
        actor = filters.actors or (_choices_of(desk).actors[3].value,)
        return question(desk, replace(filters, actors=actor), "actor", *more, **named)

    return ask


def _country(question: Callable[..., object], *more: object) -> Ask:
    def ask(desk: Desk, filters: Filters) -> object:
        country = filters.countries or (_choices_of(desk).countries[3].value,)
        return question(desk, replace(filters, countries=country), "country", *more)

    return ask


def _by(*by: str, measure: str = "stories", role: str = "mentioned") -> Ask:
    return lambda desk, filters: counts(
        desk,
        replace(filters, measure=measure, country_role=role),
        by,  # type: ignore[arg-type]
    )


def _top_series(by: str, measure: str = "stories") -> Ask:
    """The lines of the five most frequent."""

    def ask(desk: Desk, filters: Filters) -> object:
        known = _choices_of(desk)
        asked = replace(filters, measure=measure)  # type: ignore[arg-type]
        if by == "actor" and not filters.actors:
            asked = replace(asked, actors=tuple(choice.value for choice in known.actors[:5]))
        if by == "country" and not filters.countries:
            asked = replace(asked, countries=tuple(choice.value for choice in known.countries[:5]))
        return counts(desk, asked, (by, "week")), totals(desk, asked, (by, "week"))  # type: ignore[arg-type]

    return ask


QUESTIONS: tuple[Question, ...] = (
    Question("frame", "choices", lambda desk, _: choices(desk)),
    Question("overview", "key figures", summary),
    Question("overview", "tone", _by()),
    Question("overview", "actors", _by("actor")),
    Question("overview", "countries", _by("country")),
    Question("overview", "actors that changed", _shift(changes, "actor")),
    Question("overview", "countries that changed", _shift(changes, "country")),
    Question("overview", "sources of one period alone", _shift(one_sided)),
    Question("overview", "top stories", lambda desk, filters: top_stories(desk, filters, 10)),
    Question("trends", "calendar", lambda desk, filters: buckets(desk, filters, "week")),
    Question("trends", "actors by week", _top_series("actor")),
    Question("trends", "actors by week, articles", _top_series("actor", "articles")),
    Question("trends", "actors by week, mentions", _top_series("actor", "mentions")),
    Question("trends", "countries by week", _top_series("country")),
    Question("trends", "all stories by week", _week(counts)),
    Question("map", "countries, about", _by("country", role="about")),
    Question("map", "countries, published", _by("country", role="published")),
    Question("map", "publishers", _by("publisher", measure="articles")),
    Question("profile", "head", _profile(split)),
    Question("profile", "by source", _profile(split, ("source",))),
    Question("profile", "by home of the source", _profile(split, ("publisher",))),
    Question("profile", "by language", _profile(split, ("language",))),
    Question("profile", "by voice", _profile(split, ("voice",), limit=20)),
    Question("profile", "by place", _profile(split, ("place",))),
    Question("profile", "tones", _profile(distribution)),
    Question("profile", "actors beside it", _profile(profile_together, "actor")),
    Question("profile", "countries beside it", _profile(profile_together, "country")),
    Question("profile", "words", _profile(wordings)),
    Question("profile", "sharpest sentences", _profile(sharpest, "tone")),
    Question("profile", "a country's head", _country(split)),
    Question("profile", "a country's tones", _country(distribution)),
    Question("compare", "attention", _sides(attention)),
    Question("compare", "tone", _sides(sounds, "tone")),
    Question("compare", "apart by actor", _sides(apart, "with_actor")),
    Question("compare", "apart by source", _sides(apart, "source")),
    Question("compare", "sizes", lambda desk, filters: sizes(desk, filters, "week")),
    Question("compare", "proposed actors", lambda desk, filters: frequent(desk, filters, "actor", 6)),
    Question("compare", "proposed sources", lambda desk, filters: frequent(desk, filters, "source", 6)),
    Question("together", "twelve members", _members),
    Question("articles", "newest", evidence),
    Question("articles", "most copies", lambda desk, filters: evidence(desk, filters, sort="most copies")),
    Question("articles", "most negative", lambda desk, filters: evidence(desk, filters, sort="most negative")),
    Question("articles", "facets", facets),
    Question("articles", "one article", lambda desk, _: read_article(desk, _an_article(desk))),
    Question("articles", "its place", lambda desk, filters: place(desk, filters, None, _an_article(desk))),
    Question("sources", "coverage", coverage),
    Question("sources", "sources", sources),
    Question("sources", "silences", silences),
    Question("sources", "outages", outages),
    Question("sources", "constant panel", constant_panel),
    Question("sources", "undated", undated),
    Question("sources", "reasons", lambda desk, _: reasons(desk)),
    Question("dictionary", "actors, all measures", _by("actor", measure="mentions")),
    Question("methods", "versions", lambda desk, _: versions(desk)),
    Question("methods", "annotators", lambda desk, _: annotators(desk)),
    Question("status", "status", lambda desk, _: status(desk)),
)


def views(desk: Desk, turn: int) -> Iterator[tuple[str, Filters]]:
    """The filters that readers come with, in the ``turn``-th variant."""
    known = _choices_of(desk)
    last = (known.last_day or date.max) - timedelta(days=turn)
    quarter = Filters(start=last - timedelta(days=89), end=last)
    month = replace(quarter, start=last - timedelta(days=29))
    chosen: Mapping[str, Any] = {
        "an actor": {"actors": (known.actors[5 + turn].value,)},
        "a country": {"countries": (known.countries[5 + turn].value,)},
        "a source": {"sources": (known.sources[5 + turn].value,)},
        "a language": {"languages": (known.languages[1 + turn % 3].value,)},
        "a search": {"search": f"{_SEARCH} -{_WORDS[turn % len(_WORDS)]}"},
    }
    yield "30 days", month
    for name, period in (("90 days", quarter), ("all time", Filters())):
        yield name, period
        for what, values in chosen.items():
            yield f"{name}, {what}", replace(period, **values)


_WORDS = ("tram", "clock", "horse", "rain", "boats", "limes")


def measure(bench: Bench) -> Iterator[Reading]:
    """The 95th percentile of every question over its turns, and how it grows with the articles."""
    sizes_of = [size for size in (SMALL, 10 * SMALL) if size <= bench.articles] or [bench.articles]
    desks = [open_desk(bulk_store(bench.folder, size).path) for size in sizes_of]
    _know_no_words(bench.folder / "cache")
    took = measured(desks, bench.rounds)
    first = {asked: [rounds[:1] for rounds in seconds] for asked, seconds in took.items()}
    later = {asked: [rounds[1:] for rounds in seconds] for asked, seconds in took.items()}
    for (question, view), seconds in later.items():
        yield from _readings(question, view, seconds, sizes_of)
    yield from _summed(later, sizes_of)
    yield from _summed(first, sizes_of, ", for the first time on a machine")
    yield _in_known_words(desks[0], bench.rounds, sizes_of[0])
    yield from _plain(bench, desks[0], sizes_of[0])
    yield from _sizes_on_disk(bench.folder, sizes_of)


def _know_no_words(cache: Path) -> None:
    """Begin as on a machine where nothing was ever asked; questions are put into words in the first round, and
    those after it are answered like a server that was started again."""
    shutil.rmtree(cache, ignore_errors=True)
    os.environ["MONITOR_CACHE"] = str(cache)
    shapes.cache_clear()


def measured(desks: list[Desk], rounds: int) -> dict[tuple[str, str], list[list[float]]]:
    """Seconds of each question and view: for each desk, one number for the first round and each after it."""
    took: dict[tuple[str, str], list[list[float]]] = {}
    for turn in range(rounds + 1):
        asked = [list(views(desk, turn)) for desk in desks]
        for question in QUESTIONS:
            for number in range(len(asked[0])):
                times = []
                for desk, found in zip(desks, asked, strict=True):
                    desk.forget()
                    began = time.perf_counter()
                    question.ask(desk, found[number][1])
                    times.append(time.perf_counter() - began)
                kept = took.setdefault((question.key, asked[0][number][0]), [[] for _ in desks])
                for one, seconds in zip(kept, times, strict=True):
                    one.append(seconds)
    return took


def bulk_store(folder: Path, articles: int) -> Store:
    """The generated store of that size, made where it is not there yet."""
    store = Store(folder / f"bulk-{articles}")
    if not store.exists():
        build_bulk(store, articles)
    return store


def _readings(question: str, view: str, seconds: list[list[float]], sizes_of: list[int]) -> Iterator[Reading]:
    slow, size = seconds[-1], sizes_of[-1]
    yield Reading(
        f"{question}, {view}", "queries", f"{question}, {view}: p95",
        1000 * percentile(slow, 0.95), "ms", 1000 * min(slow), 1000 * max(slow), "≤ 100", articles=size,
    )  # fmt: skip
    if len(seconds) > 1:
        yield Reading(
            f"{question}, {view}: growth", "queries", f"{question}, {view}: {size:,} beside {sizes_of[0]:,}",
            *_ratio(slow, seconds[0]), budget="≤ 2", articles=size,
        )  # fmt: skip


def _ratio(above: list[float], below: list[float]) -> tuple[float, str, float, float]:
    middle, low, high = ratio(above, below)
    return middle, "×", low, high


def _summed(
    took: Mapping[tuple[str, str], list[list[float]]], sizes_of: list[int], when: str = ""
) -> Iterator[Reading]:
    """How many questions stay within the budget, over all views."""
    for number, size in enumerate(sizes_of):
        slowest = [percentile(seconds[number], 0.95) for seconds in took.values()]
        within = sum(seconds <= BUDGET_SECONDS for seconds in slowest) / len(slowest)
        yield Reading(
            f"within {size}{when}", "queries",
            f"questions within {BUDGET_SECONDS} s at {size:,} articles{when}",
            100 * within, "%", 100 * within, 100 * within, articles=size,
        )  # fmt: skip
        all_times = [one for seconds in took.values() for one in seconds[number]]
        yield Reading(
            f"p95 {size}{when}", "queries", f"p95 over all questions at {size:,} articles{when}",
            1000 * percentile(all_times, 0.95), "ms", 1000 * min(all_times), 1000 * max(all_times),
            articles=size,
        )  # fmt: skip


def _in_known_words(desk: Desk, rounds: int, size: int) -> Reading:
    """A month's newest list when its questions were put into SQL before, and when they were not."""
    month = next(filters for name, filters in views(desk, 0) if name == "30 days")
    evidence(desk, month)

    def anew() -> None:
        shapes().forget()
        _fresh(desk, lambda: evidence(desk, month))

    known = partial(_fresh, desk, lambda: evidence(desk, month))
    took = turns([anew, known], max(rounds, 3), time.process_time)
    return Reading(
        "in known words", "queries", "a list whose questions are new, to one in known words",
        *_ratio(took[0], took[1]), remark="processor time", articles=size,
    )  # fmt: skip


def _plain(bench: Bench, desk: Desk, size: int) -> Iterator[Reading]:
    """The same answers by what people would write otherwise, on the same data in the same run."""
    with closing(PlainSides(desk.snapshot, bench.folder)) as sides:
        for name, ours, others in sides.questions(desk):
            for other, side in others.items():
                took = turns([side, partial(_fresh, desk, ours)], min(bench.rounds, 3), time.perf_counter)
                yield Reading(
                    f"{name}: {other}", "queries", f"{name}: {other} beside the monitor",
                    *_ratio(took[0], took[1]), remark=f"{1000 * min(took[0]):.0f} ms", articles=size,
                )  # fmt: skip


def _fresh(desk: Desk, ask: Callable[[], object]) -> object:
    desk.forget()
    return ask()


def _sizes_on_disk(folder: Path, sizes_of: list[int]) -> Iterator[Reading]:
    for size in sizes_of:
        snapshot = bulk_store(folder, size).snapshot()
        each = {
            table: sum(file.size for file in snapshot.data_files(table)) / size for table in snapshot.versions
        }
        for table, number in (*each.items(), ("whole", sum(each.values()))):
            what = "all tables" if table == "whole" else f"table {table}"
            yield Reading(
                f"disk {table} {size}", "queries", f"{what} at {size:,} articles: bytes per article",
                number, "B", number, number, articles=size,
            )  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Reading("memory", "queries", "memory of the measuring process at most", peak, "MB", peak, peak)


def _choices_of(desk: Desk) -> Choices:
    """The values of a store, asked once: what a page has in its filters anyway."""
    if desk.version not in _known:
        _known[desk.version] = (choices(desk), _newest(desk))
    return _known[desk.version][0]


def _an_article(desk: Desk) -> str:
    _choices_of(desk)
    return _known[desk.version][1]


def _newest(desk: Desk) -> str:
    last = choices(desk).last_day
    return str(evidence(desk, Filters(start=last, end=last), limit=1).rows["article_id"].iloc[0])


_known: dict[Any, tuple[Choices, str]] = {}
