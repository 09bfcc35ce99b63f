"""A report needs nothing from outside, believes no stranger, and says what it counts."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from monitor.charts.standalone import OUTLINES, standalone
from monitor.filters import Filters
from monitor.report.build import MOST_ROWS, WIDTH, Evidence, Report, Section, build
from monitor.report.notes import NOTES, Note, notes_for

HOSTILE = "</script><img src=https://evil.example/x onerror=alert(1)><b>&amp;\u2028"


@dataclass(frozen=True)
class Heading:
    title: str
    kind: str
    help: str | None = None


COLUMNS = {
    "day": Heading("Day", "day"),
    "name": Heading(HOSTILE, "text"),
    "count": Heading("Count", "number"),
    "share": Heading("Share", "bar"),
    "tone": Heading("Tone", "tone"),
    "ratio": Heading("Ratio", "decimal"),
}
ROWS = pd.DataFrame(
    {
        "day": [date(2026, 3, 2), date(2026, 3, 9)],
        "name": [HOSTILE, "Meridian Union"],
        "count": [1204, 7],
        "share": [0.25, 0.05],
        "tone": [-0.123, float("nan")],
        "ratio": [1.8373133745710322, float("nan")],
    }
)
ARTICLES = pd.DataFrame(
    {
        "title": [HOSTILE, "Plain", "Script", None],
        "source": [HOSTILE, "paper.example", "paper.example", "paper.example"],
        "day": [date(2026, 3, 2), None, date(2026, 3, 4), date(2026, 3, 5)],
        "url": [
            "https://paper.example/?a=\"><script>1&b='",
            "http://paper.example/2",
            "javascript:alert(1)",
            None,
        ],
        "language": ["en", 'ur" onclick="x', "en", None],
        "copies": [3, 1, 1, 1],
        "tone": [0.5, -0.25, None, 0.0],
    }
)
ABOUT = {
    "citation": f"Media Monitor, “{HOSTILE}”",
    "link": "https://monitor.example/actors?data=12",
    "data_version": 12,
    "data_written": "2026-06-01T06:00:00+00:00",
    "dictionary_version": "abc",
    "time_zone": "UTC",
    "made_at": "2026-11-23T09:30:00+00:00",
    "made_with": "Media Monitor",
    "invented": True,
}


def line() -> go.Figure:
    return go.Figure(go.Scatter(x=[1, 2], y=[3, 4], text=[HOSTILE, ""])).update_layout(height=300)


def world_map() -> go.Figure:
    return go.Figure(go.Choropleth(geojson="outlines/countries.geojson", locations=["KEN"], z=[1]))


def report(*figures: go.Figure, rows: pd.DataFrame = ROWS) -> Report:
    drawn = [
        Section(HOSTILE, HOSTILE, rows, COLUMNS, standalone(figure, WIDTH), alt=HOSTILE) for figure in figures
    ]
    return Report(
        title=HOSTILE,
        question=HOSTILE,
        denominator="of 1,204 stories from 14 sources",
        facts=[("Search", HOSTILE)],
        sections=[*drawn, Section("Table", "Of all.", rows, COLUMNS, help=HOSTILE)],
        evidence=Evidence(f"4 articles {HOSTILE}", 9, ARTICLES),
        notes=[Note("Share", HOSTILE)],
        about=ABOUT,
        outlines=b'{"type":"FeatureCollection","features":[]}',
    )


class Tags(HTMLParser):
    """Collects tags with their attributes, the text of scripts, and what a reader sees."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.seen: list[str] = []
        self._inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        elif self._inside != "style":
            self.seen.append(data)

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def values(tags: Tags, name: str) -> Any:
    scripts = tags.all("script")
    place = next(i for i, attributes in enumerate(scripts) if attributes.get("id") == name)
    return json.loads(tags.scripts[place])


def test_nothing_is_fetched_from_anywhere() -> None:
    page = build(report(line(), world_map()))
    tags = Tags(page)
    fetching = [
        (tag, a) for tag, a in tags.tags if tag not in ("a", "script") and {"src", "href", "data"} & set(a)
    ]
    assert fetching == []
    assert [a for a in tags.all("script") if "src" in a] == []
    assert not {"link", "iframe", "object", "embed", "base", "form", "img"} & {tag for tag, _ in tags.tags}
    style = page.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    policy = next(a["content"] for a in tags.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy


def test_links_lead_to_articles_and_to_the_view_alone() -> None:
    tags = Tags(build(report(line())))
    outside = [a["href"] for a in tags.all("a") if not str(a["href"]).startswith("#")]
    assert outside == [ARTICLES["url"][0], ARTICLES["url"][1], ABOUT["link"]]
    assert all("noopener" in str(a["rel"]) for a in tags.all("a") if a.get("target"))


def test_every_script_that_runs_is_named_in_the_policy_and_no_other() -> None:
    page = build(report(line()))
    tags = Tags(page)
    running = [
        script
        for script, attributes in zip(tags.scripts, tags.all("script"), strict=True)
        if attributes.get("type") != "application/json"
    ]
    named = re.findall(r"'sha256-([^']+)'", page[: page.index("<title>")])
    assert named == [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in running]
    assert len(running) == 2
    assert "unsafe-inline" not in page[page.index("script-src") : page.index("style-src")]


def test_strangers_words_are_text_and_whole() -> None:
    tags = Tags(build(report(line(), world_map())))
    assert "img" not in {tag for tag, _ in tags.tags}
    assert "b" not in {tag for tag, _ in tags.tags}
    assert not [a for _, a in tags.tags if any(name.startswith("on") for name in a)]
    assert "".join(tags.seen).count(HOSTILE) > 10
    assert values(tags, "metadata")["citation"] == ABOUT["citation"]
    assert values(tags, "values")["charts"][0]["data"][0]["text"][0] == HOSTILE


def test_a_map_finds_its_shapes_inside() -> None:
    found = values(Tags(build(report(world_map()))), "values")
    assert {trace["geojson"] for trace in found["charts"][0]["data"] if "geojson" in trace} == {OUTLINES}
    assert found["outlines"]["type"] == "FeatureCollection"
    assert "outlines" not in values(Tags(build(report(line()))), "values")


def cells(page: str) -> list[list[str]]:
    table = page.split('id="part-1"')[1].split("<tbody>")[1].split("</tbody>")[0]
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in table.split("<tr>")[1:]]


def test_numbers_are_written_as_on_the_page() -> None:
    first, second = cells(build(report()))
    assert [first[0], *first[2:]] == ["2026-03-02", "1,204", "25.0 %", "−0.12", "1.84"]
    assert second[1:] == ["Meridian Union", "7", "5.0 %", "–", "–"]


@pytest.mark.parametrize("number", [0, 1, MOST_ROWS, MOST_ROWS + 1])
def test_a_long_table_is_cut_and_says_so(number: int) -> None:
    rows = pd.concat([ROWS.head(1)] * number) if number else ROWS.head(0)
    page = build(report(rows=rows))
    assert len(cells(page)) == min(number, MOST_ROWS)
    assert (f"The first {MOST_ROWS} of {number} rows" in page) == (number > MOST_ROWS)


def test_the_list_of_articles_says_how_many_there_are() -> None:
    page = build(report())
    assert "The first 4 of 9 are listed." in page
    whole = replace(report(), evidence=Evidence("4 articles", 4, ARTICLES))
    assert "are listed" not in build(whole)
    assert "undated" in page
    assert "(no title)" in page


def test_invented_news_is_called_so() -> None:
    assert "This is invented news" in build(report())
    assert "This is invented news" not in build(replace(report(), about={**ABOUT, "invented": False}))


def test_a_page_without_charts_carries_no_program() -> None:
    page = build(report())
    assert len(page) < 60_000
    assert "script-src 'none'" in page


def terms(notes: Sequence[Note]) -> list[str]:
    return [note.term for note in notes]


def test_method_notes_are_those_of_the_measures_on_the_page() -> None:
    assert terms(notes_for(Filters(), ["actor", "count"])) == ["Stories"]
    assert terms(notes_for(Filters(measure="mentions"), ["share", "tone"])) == ["Mentions", "Share", "Tone"]
    about = Filters(countries=("KEN",), country_role="about")
    assert terms(notes_for(about, [])) == ["Stories", "Country it is about"]
    assert len({note.term for note in NOTES}) == len(NOTES)


def test_what_a_page_says_of_its_own_answers_stands_in_the_method_once() -> None:
    own = Section("Table", "", ROWS, COLUMNS, help="Only here.", notes=("And this.",))
    page = build(replace(report(), sections=[own, own]))
    assert page.count("Only here. And this.") == 1
