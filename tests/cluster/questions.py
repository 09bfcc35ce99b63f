"""Every question of the pages, by a name, and what it means that two answers are the same."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from monitor.filters import MEASURES, OCCURRENCE_DIMENSIONS, ORDERS, WITH_DIMENSIONS, Cell, Filters
from monitor.query import (
    arrivals,
    article,
    changes,
    choices,
    compare,
    counts,
    coverage,
    evidence,
    export,
    facets,
    panel,
    profile,
    quarantine,
    status,
    stories,
    texts,
    together,
    totals,
    versions,
)
from monitor.query.desk import Desk

Question = Callable[[Desk], Any]

ALL = Filters()
SPRING = Filters(start=date(2026, 3, 1), end=date(2026, 4, 30))
BEFORE = Filters(start=date(2026, 1, 1), end=date(2026, 2, 28))


def questions(actor: str, other: str, country: str, source: str, search: str) -> dict[str, Question]:
    """Each public function of ``monitor.query``, in the ways in which the pages call it, by a name."""
    named, land = replace(SPRING, actors=(actor,)), replace(SPRING, countries=(country,))
    about, home = replace(land, country_role="about"), replace(land, country_role="published")
    found, one = replace(ALL, search=search), replace(ALL, sources=(source,), languages=("en",))
    sides = (
        compare.Side(named, SPRING, Cell(actor=actor)),
        compare.Side(replace(SPRING, actors=(other,)), SPRING, Cell(actor=other)),
    )
    members = (f"actor:{actor}", f"actor:{other}", f"country:{country}")
    asked: dict[str, Question] = {}
    splits = (("actor", "week"), ("country", "month"), ("source", "language", "day"))
    for measure, by in zip(MEASURES, splits, strict=True):
        for dimensions in ((), by):
            asked[f"counts {measure} {dimensions}"] = _ask(
                counts.counts, replace(SPRING, measure=measure), dimensions
            )
    for filters in (ALL, land, about, found):
        asked[f"summary {_name(filters)}"] = _ask(totals.summary, filters)
    for filters in (named, about, home, one):
        asked[f"counts {_name(filters)}"] = _ask(counts.counts, filters, ("country", "week"), sound="stance")
    for dimension in ("publisher", *WITH_DIMENSIONS, *OCCURRENCE_DIMENSIONS):
        asked[f"counts by {dimension}"] = _ask(counts.counts, named, (dimension,))
    asked |= {
        "totals": lambda desk: _sorted(
            counts.totals(desk, replace(named, measure="mentions"), ("week", "source"))
        ),
        "buckets": _ask(totals.buckets, found, "week"),
        "annotators": _ask(totals.annotators),
        "choices": _ask(choices.choices),
        "missing": _ask(choices.missing, replace(ALL, actors=(actor, "nobody"), sources=("none.example",))),
        "versions": _ask(versions.versions),
        "status": _ask(status.status),
        "quarantine": _ask(quarantine.quarantine, 1, 3),
        "reasons": _ask(quarantine.reasons),
        "undated": _ask(quarantine.undated, ALL, 2, 5),
        "coverage": _ask(coverage.coverage, one),
        "coverage found": _ask(coverage.coverage, found),
        "sources": _ask(coverage.sources, ALL),
        "silences": _ask(coverage.silences, ALL),
        "outages": _ask(coverage.outages, ALL),
        "panel": _ask(panel.constant_panel, SPRING),
        "changes": _ask(changes.changes, SPRING, BEFORE, "actor"),
        "one sided": _ask(changes.one_sided, SPRING, BEFORE),
        "attention": _ask(compare.attention, *sides),
        "apart": _ask(compare.apart, *sides, "with_country"),
        "apart sources": _ask(compare.apart, *sides, "source"),
        "frequent": _ask(compare.frequent, SPRING, "actor", 5),
        "frequent publishers": _ask(compare.frequent, SPRING, "publisher", 5),
        "at home": _ask(compare.sources_at_home, (country,), 5),
        "sizes": _ask(compare.sizes, named, "week"),
        "together": _ask(together.together, together.members_filters(SPRING, members), members),
        "top stories": _ask(stories.top_stories, found, 7),
        "texts": lambda desk: _rows(texts.texts(desk, found, 20)),
        "export": lambda desk: export.export(desk, named, "articles").read_all(),
        "export mentions": lambda desk: export.export(desk, found, "mentions").read_all(),
        "facets": _ask(facets.facets, named),
        "facets of a cell": _ask(
            facets.facets, SPRING, Cell(country=country, bucket="month", start=date(2026, 4, 1))
        ),
        "story list": _ask(arrivals.story_list, named, offset=2, limit=10),
        "story list, last in": _ask(arrivals.story_list, found, sort="last in", limit=10),
        "no page": _ask(evidence.evidence, named, offset=9_999),
    }
    for sound in ("tone", "stance"):
        asked[f"sounds {sound}"] = _ask(compare.sounds, *sides, sound)
        asked[f"sharpest {sound}"] = _ask(profile.sharpest, named, "actor", sound)
    for order in ORDERS:
        asked[f"evidence {order}"] = _ask(evidence.evidence, named, sort=order, offset=3, limit=20)
    for measure in ("articles", "mentions"):
        cell = Cell(country=country, bucket="week", start=date(2026, 3, 30), tone=(-1.0, 0.0))
        asked[f"evidence {measure}"] = _ask(evidence.evidence, replace(SPRING, measure=measure), cell)
    for of, filters, splits in (
        ("actor", named, ((), ("alias",), ("voice",), ("spoken", "place"))),
        ("country", about, (("evidence",), ("publisher",))),
        ("country", home, (("source",), ("language",))),
    ):
        what = f"profile of {_name(filters)}"
        for by in splits:  # a profile asks for more, all made of these
            asked[f"{what} {by}"] = _ask(profile.split, filters, of, by, limit=20)
        asked[f"{what} tones"] = _ask(profile.distribution, filters, of)
        asked[f"{what} together"] = _ask(profile.together, filters, of, "actor", limit=10)
        if filters.country_role != "published":
            asked[f"{what} wordings"] = _ask(profile.wordings, filters, of)
    return asked


def of_one(desk: Desk, filters: Filters) -> dict[str, Question]:
    """The questions about one article, the most copied one that passes."""
    row = stories.top_stories(desk, filters, 1).iloc[0]
    return {
        "article": _ask(article.read_article, row["article_id"]),
        "no article": _ask(article.read_article, "none"),
        "place": _ask(evidence.place, filters, None, row["article_id"]),
        "copies": _ask(evidence.copies, filters, None, row["story_id"]),
    }


def _ask(question: Callable[..., Any], *arguments: Any, **named: Any) -> Question:
    return lambda desk: question(desk, *arguments, **named)


def _name(filters: Filters) -> str:
    said = {f.name: getattr(filters, f.name) for f in fields(filters) if getattr(filters, f.name) != f.default}
    return " ".join(f"{name}={value}" for name, value in said.items() if name not in ("start", "end")) or "all"


def _sorted(totals: pd.DataFrame) -> pd.DataFrame:
    """Totals promise no order: they are joined to counts."""
    return totals.sort_values(["week", "source"], ignore_index=True)


def _rows(reader: pa.RecordBatchReader) -> pa.Table:
    """Of a stream that promises no order."""
    return reader.read_all().sort_by("article_id")


def assert_same(one: Any, other: Any) -> None:
    """Equal row for row; means may differ in their last digits, since sums depend on the order of the rows."""
    if isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(other, one, rtol=0, atol=1e-9)
    elif isinstance(one, pa.Table):
        assert other.schema.equals(one.schema)
        assert_same(one.to_pandas(), other.to_pandas())
    elif is_dataclass(one):
        assert type(one) is type(other)
        for field in fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, Mapping):
        assert one.keys() == other.keys()
        for key in one:
            assert_same(one[key], other[key])
    elif isinstance(one, tuple | list):
        assert len(one) == len(other)
        for mine, theirs in zip(one, other, strict=True):
            assert_same(mine, theirs)
    elif isinstance(one, float):
        assert other == pytest.approx(one, abs=1e-9, nan_ok=True)
    else:
        assert one == other
