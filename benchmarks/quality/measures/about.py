"""The countries that a story is about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.figure import Figure, compared
from benchmarks.quality.sets import Row, annotated, codes, rows

REUTERS_STORIES = 1_500


def countries_about(corpora: Path) -> Iterator[Figure]:
    """The countries that a story is about."""
    found = _labelled_stories(corpora)[-REUTERS_STORIES:]
    for dateline in (True, False):
        yield _figure(
            "about reuters" if dateline else "about reuters, no dateline",
            f"Reuters stories of 1987, {'with' if dateline else 'without'} datelines",
            [with_dateline(row, dateline=dateline) for row in found],
            "countries",
            remark="The labels are topics: a country that is only implied counts as missed.",
        )
    yield _figure(
        "about cliff",
        "BBC, HuffPost and NYT stories coded by hand (CLIFF)",
        rows(corpora, "cliff_focus/dev"),
        "focus_countries",
    )
    yield _figure(
        "about ceha",
        "notes and reports on conflicts in the Horn of Africa (CEHA)",
        rows(corpora, "ceha_conflict/dev"),
        "countries",
        remark="Many name a town alone.",
    )


def earlier_stories(corpora: Path) -> list[Row]:
    """The labelled Reuters stories that ``benchmarks.learn_about`` learns on: all before those measured."""
    return _labelled_stories(corpora)[:-REUTERS_STORIES]


def with_dateline(row: Row, *, dateline: bool) -> Row:
    """A story as it was printed, or its text without the dateline, as the set keeps it."""
    line = f"    {row['dateline']} " if dateline and row["dateline"] else ""
    return {**row, "text": line + row["text"]}


def _labelled_stories(corpora: Path) -> list[Row]:
    found = [row for row in rows(corpora, "reuters21578/dev") if _is_labelled(row)]
    return sorted(found, key=lambda row: row["newid"])


def _figure(key: str, labelled: str, found: list[Row], field: str, remark: str = "") -> Figure:
    scores, mistakes = compared(
        (str(row["id"]), codes(row[field]), set(annotated(row)["about"]), f"{row.get('title')} | {row['text']}")
        for row in found
    )
    what = "Countries a story is about"
    return Figure(key, what, labelled, len(found), "stories", scores, remark=remark, mistakes=mistakes)


def _is_labelled(row: Row) -> bool:
    states = row["countries"]
    return bool(row["text"] and states and row["type"] != "UNPROC" and not any("*" in one for one in states))
