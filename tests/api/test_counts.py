"""The numbers of the addresses are the numbers of the pages and of the command."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.filters import BUCKETS, DIMENSIONS, MEASURES, Filters
from monitor.opening import follow
from monitor.query.counts import VALUES, counts
from monitor.query.desk import open_desk
from monitor.sheets import records
from monitor.view.link import encode
from monitor.view.view import View

MONITOR = Path(sys.executable).parent / "monitor"

filters = st.builds(
    Filters,
    start=st.none() | st.dates(date(2026, 2, 25), date(2026, 3, 10)),
    end=st.none() | st.dates(date(2026, 3, 11), date(2026, 4, 2)),
    actors=st.lists(st.sampled_from(["lantern-league", "harbour-board", "silent-society"]), unique=True).map(
        tuple
    ),
    countries=st.lists(st.sampled_from(["KEN", "PRT", "BRA"]), unique=True).map(tuple),
    country_role=st.sampled_from(["mentioned", "about", "published"]),
    sources=st.lists(st.sampled_from(["Morning Post", "=Evening Star"]), unique=True).map(tuple),
    search=st.sampled_from(["", "hall", "storm OR map"]),
    measure=st.sampled_from(MEASURES),
)
dimensions = st.lists(st.sampled_from(DIMENSIONS), unique=True, max_size=3).filter(
    lambda names: len(set(names) & set(BUCKETS)) < 2
)


def flat(asked: Filters) -> list[tuple[str, str]]:
    return [(name, value) for name, values in encode(View(filters=asked)).items() for value in values]


def numbers(rows: list[dict[str, Any]]) -> Any:
    """Rows as JSON brings them; means may differ in their last digits from one run to the next."""
    return [{name: _near(value) for name, value in row.items()} for row in json.loads(json.dumps(rows))]


def plain(row: dict[str, str]) -> dict[str, Any]:
    """A row of CSV with its numbers as numbers."""
    return {name: float(text) if name in VALUES and text else text for name, text in row.items()}


def _near(value: Any) -> Any:
    return pytest.approx(value, abs=1e-9) if isinstance(value, float) else value


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=filters, by=dimensions)
def test_counts_are_those_of_the_query(get, always, asked: Filters, by: list[str]) -> None:
    reply = get("counts", [*flat(asked), ("by", ",".join(by))])
    expected = counts(open_desk(always.store), asked, by)
    assert reply.rows == numbers(records(expected))
    assert reply.meta["by"] == by
    whole = counts(open_desk(always.store), asked.without_entities(), ())
    stories = reply.meta["denominator"][asked.measure]
    assert stories == (int(whole["count"][0]) if len(whole) else 0)


@pytest.mark.usefixtures("served")
def test_csv_is_the_one_of_the_command(get, planted) -> None:
    words = [
        "--by",
        "source,week",
        "--actor",
        "lantern-league",
        "--measure",
        "articles",
        "--from",
        "2026-03-02",
    ]
    environment = {**os.environ, "MONITOR_STORE": str(planted.store), "MONITOR_ACTORS": str(planted.actors)}
    said = subprocess.run(
        [MONITOR, "counts", *words], capture_output=True, text=True, env=environment, check=True
    )
    path = "counts?by=source,week&actor=lantern-league&measure=articles&from=2026-03-02"
    by_name, by_header = get(f"{path}&format=csv"), get(path, accept="text/csv")
    expected, found = (list(csv.DictReader(io.StringIO(text))) for text in (said.stdout, by_name.body.decode()))
    assert list(found[0]) == list(expected[0])
    assert [plain(row) for row in found] == [numbers([plain(row)])[0] for row in expected]
    assert by_name.body == by_header.body
    assert by_name.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert by_name.headers["content-disposition"] == 'attachment; filename="counts-data-1.csv"'
    rows = list(csv.DictReader(io.StringIO(by_name.body.decode())))
    assert "'=Evening Star" in {row["source"] for row in rows}, (
        "a spreadsheet must not run a source as a formula"
    )
    assert [row["source"].removeprefix("'") for row in rows] == [row["source"] for row in get(path).rows]


@pytest.mark.usefixtures("served")
def test_an_address_says_more_than_the_header(get) -> None:
    assert get("counts?format=json", accept="text/csv").headers["content-type"] == "application/json"
    assert get("counts", accept="text/html,*/*").headers["content-type"] == "application/json"


@pytest.mark.usefixtures("served")
def test_the_address_of_a_page_becomes_one_for_machines(get, desk) -> None:
    page = "series=actor:lantern-league&bucket=week&scale=count&smooth=3&actor=harbour-board&sort=oldest&page=2"
    reply = get(f"counts?by=actor,week&{page}")
    asked = Filters(actors=("harbour-board",))
    assert reply.rows == numbers(records(counts(desk, asked, ("actor", "week"))))
    assert reply.meta["unused"] == ["bucket", "scale", "sort", "page", "series", "smooth"]


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("by", ["actor", "country", "source", "actor,week", "language", ""])
@pytest.mark.parametrize(
    "query", ["", "from=2026-03-05&measure=mentions", "country=KEN&role=about&search=hall"]
)
def test_the_link_beside_the_numbers_opens_them(get, planted, by: str, query: str) -> None:
    reply = get(f"counts?by={by}&{query}")
    link = reply.meta["link"]
    assert urlsplit(link).netloc == "monitor.example"
    opened = follow(planted, link)
    assert opened.problems == ()
    assert opened.desk.snapshot.number == opened.view.version == reply.meta["data_version"]
    dimensions = [name for name in by.split(",") if name]
    assert reply.rows == numbers(records(counts(opened.desk, opened.view.filters, dimensions)))


@pytest.mark.usefixtures("served")
def test_numbers_say_where_they_come_from(get) -> None:
    meta = get("counts?by=week&actor=lantern-league").meta
    assert meta["data_version"] == 1
    assert meta["undated_left_out"] == 1
    assert meta["denominator"]["stories"] == 30
    assert meta["denominator"]["articles"] == 32
    assert meta["link"] in meta["citation"]
    assert "of 30 stories from 4 sources" in meta["citation"]
    assert meta["filters"]["actors"] == ["lantern-league"]


@pytest.mark.usefixtures("served")
def test_stance_stands_in_the_columns_of_the_tone_when_asked(get, desk) -> None:
    rows = get("counts?by=actor&sound=stance").rows
    assert rows == numbers(records(counts(desk, Filters(), ("actor",), sound="stance")))
    toned = {row["actor"]: row["tone"] for row in get("counts?by=actor").rows}
    assert {row["actor"]: row["tone"] > toned[row["actor"]] + 0.01 for row in rows}["lantern-league"]
