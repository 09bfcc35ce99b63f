"""A page as one file: charts, tables, method and evidence in HTML that needs no server and prints to A4.

Whoever opens it makes no request: programs, styles and outlines stand inside, and a content policy forbids the
rest. All text that strangers wrote goes through :func:`text`.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from monitor.article import is_web_address
from monitor.charts.standalone import library, needs_outlines
from monitor.report.columns import Heading
from monitor.report.notes import Note
from monitor.report.provenance import PRODUCT

WIDTH = 680
"""Pixels of a chart: the width of A4 between margins of 15 mm."""
MOST_ROWS = 100
"""A table stops here and says so; the CSV has all."""
MOST_ARTICLES = 200
SHORT = 20
"""A column of texts with at most so many letters is never wrapped."""

_HERE = Path(__file__).parent
_ANNEX = '<section id="numbers" aria-labelledby="title-numbers"><h2 id="title-numbers">Numbers</h2></section>\n'


@dataclass(frozen=True, eq=False)
class Section:
    """One answer. ``figure`` is a chart as :func:`monitor.charts.standalone.standalone` gives it, or None.

    ``columns`` are those of ``rows`` that the table shows, in order; ``said`` is the sentence under it.
    """

    title: str
    said: str
    rows: pd.DataFrame
    columns: Mapping[str, Heading]
    figure: Mapping[str, Any] | None = None
    alt: str = ""
    help: str = ""
    notes: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Evidence:
    """The articles behind a page.

    ``sentence`` says how many there are and what they are; ``row_count`` is the length of the whole list;
    ``rows`` are its first ones, with ``title, source, day, url, language, copies, tone``.
    """

    sentence: str
    row_count: int
    rows: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Report:
    """A page in plain values.

    ``facts`` are the filters in words, as pairs of a label and a text; ``about`` is what
    :func:`monitor.report.provenance.metadata` gives; ``outlines`` are the shapes of the world as GeoJSON, where
    a section is a map.
    """

    title: str
    question: str
    denominator: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    evidence: Evidence
    notes: Sequence[Note]
    about: Mapping[str, Any]
    outlines: bytes = b""
    remarks: Sequence[str] = field(default=())


def build(report: Report) -> str:
    """The report as an HTML document."""
    charts = [section.figure for section in report.sections if section.figure is not None]
    scripts = [library(), (_HERE / "report.js").read_text("utf-8")] if charts else []
    values = {"charts": charts}
    if any(needs_outlines(dict(chart)) for chart in charts):
        values["outlines"] = json.loads(report.outlines)
    body = "".join(
        [
            _head(report),
            *(_section(section, number) for number, section in enumerate(report.sections, 1)),
            _ANNEX,
            _evidence(report.evidence),
            _method(report),
            _origin(report.about),
            _values("values", values) if charts else "",
            _values("metadata", report.about),
            *(f"<script>{script}</script>" for script in scripts),
        ]
    )
    style = (_HERE / "report.css").read_text("utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(scripts)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{text(report.title)} – {PRODUCT}</title>\n<style>{style}</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def text(value: object) -> str:
    """Anybody's words as HTML that reads as they are."""
    return escape(str(value), quote=True)


def _policy(scripts: Sequence[str]) -> str:
    """Nothing may be fetched, and no script may run but ours, known by its hash."""
    hashes = [base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{value}'" for value in hashes) or "'none'"
    rules = ["default-src 'none'", f"script-src {allowed}", "style-src 'unsafe-inline'", "img-src data:"]
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def _values(name: str, values: object) -> str:
    """Values for a script, inside of which no tag can end or begin."""
    plain = json.dumps(values, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
    return f'<script type="application/json" id="{name}">{plain}</script>\n'


def _head(report: Report) -> str:
    invented = (
        '<p class="invented">This is invented news: outlets, events and quotes are made up, to show what the '
        "monitor does.</p>"
        if report.about.get("invented")
        else ""
    )
    facts = "".join(f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>" for name, value in report.facts)
    titles = [*(section.title for section in report.sections), "Articles", "Method", "Origin"]
    anchors = [*(f"part-{n}" for n in range(1, len(report.sections) + 1)), "articles", "method", "origin"]
    contents = "".join(
        f'<li><a href="#{anchor}">{text(title)}</a></li>' for anchor, title in zip(anchors, titles, strict=True)
    )
    remarks = "".join(f"<p>{text(remark)}</p>" for remark in report.remarks)
    return (
        f'<header><p class="brand">{PRODUCT}</p><h1>{text(report.title)}</h1>'
        f'<p class="question">{text(report.question)}</p>{invented}'
        f'<p class="lead">{text(_shares(report.denominator))}</p><dl class="facts">{facts}</dl>{remarks}'
        f'<nav aria-label="In this report"><ul>{contents}</ul></nav></header>\n'
    )


def _section(section: Section, number: int) -> str:
    said = f'<p class="said">{text(section.said)}</p>'
    title = f'<h2 id="title-{number}">{text(section.title)}</h2>'
    table = _table(section)
    if section.figure is None:
        inner = f"{title}{said}{table}"
    else:
        height = int(section.figure.get("layout", {}).get("height") or 400)
        inner = (
            f'<figure>{title}<div class="chart" role="img" aria-label="{text(section.alt or section.title)}" '
            f'style="height:{height}px"></div><figcaption>{said}</figcaption></figure>'
            f"<details><summary>Numbers</summary><h3>{text(section.title)}</h3>{table}</details>"
        )
    return f'<section id="part-{number}" aria-labelledby="title-{number}">{inner}</section>\n'


def _table(section: Section) -> str:
    shown = section.rows.head(MOST_ROWS)
    columns = [_Column.of(heading, shown[name], name) for name, heading in section.columns.items()]
    head = "".join(f'<th scope="col" class="{column.looks}">{text(column.title)}</th>' for column in columns)
    rows = "".join(
        f"<tr>{''.join(column.cell(row[column.name]) for column in columns)}</tr>"
        for row in shown.to_dict("records")
    )
    cut = len(section.rows) > len(shown)
    more = (
        f'<p class="said">The first {MOST_ROWS} of {len(section.rows):,} rows; the CSV has all.</p>'
        if cut
        else ""
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a table: ``looks`` is its class, ``top`` the value at which a bar is full."""

    name: str
    title: str
    kind: str
    looks: str
    top: float

    @classmethod
    def of(cls, heading: Heading, values: pd.Series, name: str) -> _Column:
        looks = {"text": "text", "day": "day"}.get(heading.kind, "number")
        if looks == "text" and values.map(lambda value: len(str(value))).max() <= SHORT:
            looks = "short"
        top = values.max() if heading.kind == "bar" and values.notna().any() else 0.0
        return cls(name, heading.title, heading.kind, looks, float(top))

    def cell(self, value: Any) -> str:
        written = _written(value, self.kind)
        if self.top > 0 and not _missing(value):
            return f'<td class="number bar" style="--part:{100 * float(value) / self.top:.1f}%">{written}</td>'
        return f'<td class="{self.looks}">{written}</td>'


def _written(value: Any, kind: str) -> str:
    if _missing(value):
        return "–"
    if kind in ("percent", "bar"):
        return f"{100 * float(value):.1f} %"
    if kind == "decimal":
        return f"{float(value):,.2f}"
    if kind == "tone":
        return _signed(float(value))
    if kind == "day":
        return text(value.isoformat()[:10] if isinstance(value, date | datetime) else value)
    if kind == "number" and isinstance(value, int | float):
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
    return text(value)


def _signed(value: float) -> str:
    written = f"{abs(value):.2f}"
    return written if written == "0.00" else f"−{written}" if value < 0 else f"+{written}"


def _missing(value: Any) -> bool:
    return value is None or value is pd.NaT or value != value


def _evidence(evidence: Evidence) -> str:
    rows = "".join(_article(number, row) for number, row in enumerate(evidence.rows.to_dict("records"), 1))
    shown = len(evidence.rows)
    cut = f" The first {shown} of {evidence.row_count:,} are listed." if shown < evidence.row_count else ""
    head = "".join(
        f'<th scope="col" class="{kind}">{title}</th>'
        for title, kind in (
            ("No.", "number"),
            ("Article", "text"),
            ("Day", "day"),
            ("Copies", "number"),
            ("Tone", "number"),
        )
    )
    table = (
        f'<table class="articles"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>' if rows else ""
    )
    return (
        '<section id="articles" aria-labelledby="title-articles"><h2 id="title-articles">Articles</h2>'
        f'<p class="said">{text(evidence.sentence)}{cut}</p>{table}</section>\n'
    )


def _article(number: int, row: Mapping[str, Any]) -> str:
    title = text("(no title)" if _missing(row["title"]) or not row["title"] else row["title"])
    language = "" if _missing(row["language"]) else f' lang="{text(row["language"])}"'
    named = f'<span dir="auto"{language}>{title}</span>'
    address = "" if _missing(row["url"]) else str(row["url"])
    if is_web_address(address):
        named = f'<a href="{text(address)}" target="_blank" rel="noopener noreferrer nofollow">{named}</a>'
    beneath = f'<small>{text(row["source"])} <span class="address">{text(address)}</span></small>'
    day = "undated" if _missing(row["day"]) else text(_written(row["day"], "day"))
    return (
        f'<tr><td class="number">{number}</td><td class="text">{named}{beneath}</td><td class="day">{day}</td>'
        f'<td class="number">{_written(row["copies"], "number")}</td>'
        f'<td class="number">{_written(row["tone"], "tone")}</td></tr>'
    )


def _method(report: Report) -> str:
    notes = [*report.notes, *_own_notes(report)]
    shown = "".join(f"<dt>{text(note.term)}</dt><dd>{text(note.text)}</dd>" for note in notes)
    return (
        '<section id="method" aria-labelledby="title-method"><h2 id="title-method">Method</h2>'
        f'<dl class="notes">{shown}</dl></section>\n'
    )


def _own_notes(report: Report) -> list[Note]:
    """What the page says of its answers beyond what is said of their measures."""
    said = {note.term for note in report.notes}
    found = [
        Note(section.title, " ".join([section.help, *section.notes]).strip())
        for section in report.sections
        if (section.help or section.notes) and (section.title not in said or section.notes)
    ]
    return list(dict.fromkeys(found))


def _origin(about: Mapping[str, Any]) -> str:
    link = str(about.get("link") or "")
    shown = [
        ("Cite as", text(about.get("citation", ""))),
        ("Same view, same numbers", _link(link) if link else text(about.get("link_missing_because", ""))),
        ("Data version", text(f"{about.get('data_version')}, written {_instant(about.get('data_written'))}")),
        ("Dictionary version", text(about.get("dictionary_version", ""))),
        ("Days are those of", text(about.get("time_zone", ""))),
        ("Made", text(f"{_instant(about.get('made_at'))} with {about.get('made_with')}")),
    ]
    rows = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in shown if value)
    return (
        '<section id="origin" aria-labelledby="title-origin"><h2 id="title-origin">Origin</h2>'
        f'<dl class="facts">{rows}</dl></section>\n'
    )


def _link(address: str) -> str:
    if not is_web_address(address):
        return text(address)
    return f'<a href="{text(address)}" target="_blank" rel="noopener noreferrer">{text(address)}</a>'


def _instant(value: object) -> str:
    """``2026-03-01 14:05 UTC`` of an instant as it stands in the metadata."""
    return f"{str(value)[:16].replace('T', ' ')} UTC"


def _shares(words: str) -> str:
    return f"Shares are {words.rstrip('.')}." if words else ""
