"""A link meets the data: what it opens, what it names, what an empty one shows."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import pytest

from monitor import opening
from monitor.errors import FilterError, StoreError
from monitor.filters import Filters
from monitor.opening import ENOUGH, ask, follow, main_bucket, open_version
from monitor.pipeline import ingest
from monitor.query.desk import Desk
from monitor.settings import Settings, load_settings
from monitor.view.link import address, encode, packed
from monitor.view.view import View

LAST = date(2026, 6, 30)


def lines(first: int, number: int) -> list[dict[str, str]]:
    return [
        {
            "url": f"https://town.example/{n}",
            "title": f"Note {n}",
            "text": f"Kenya opened school {n}, and a band played march {n}.",
            "published": (LAST - timedelta(days=n % 200)).isoformat(),
        }
        for n in range(first, first + number)
    ]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A store of two versions: 4 × ENOUGH articles over 200 days, then five more."""
    folder = tmp_path_factory.mktemp("opening")
    settings = replace(load_settings(folder / "store"), workers=1)
    path = folder / "news.jsonl"
    for found in (lines(0, 4 * ENOUGH), lines(4 * ENOUGH, 5)):
        path.write_text("".join(json.dumps(line) + "\n" for line in found))
        ingest([path], settings)
    return settings


@pytest.mark.parametrize(
    ("link", "page"),
    [
        ("https://host.example/actors?measure=articles", "actors"),
        ("https://host.example/served/under/a/path/trends?measure=articles", "trends"),
        ("/map?measure=articles", "map"),
        ("sources/?measure=articles#top", "sources"),
        ("?measure=articles", "overview"),
        ("https://host.example/home?measure=articles", "overview"),
        ("https://host.example?measure=articles", "overview"),
    ],
)
def test_a_link_may_be_written_in_many_ways(opened: Settings, link: str, page: str) -> None:
    found = follow(opened, link)
    assert (found.page, found.view, found.problems) == (page, View(filters=Filters(measure="articles")), ())


def test_a_link_opens_its_version(opened: Settings) -> None:
    assert follow(opened, "/actors?data=1").desk.snapshot.number == 1
    newest = follow(opened, "/actors?measure=articles").desk.snapshot.number
    assert newest > 1
    gone = follow(opened, "/actors?data=77")
    assert gone.desk.snapshot.number == newest
    assert "version 77" in gone.problems[0]


def test_a_packed_link_is_the_same_link(opened: Settings) -> None:
    view = View(filters=Filters(start=date(2026, 3, 1), countries=("KEN",)), bucket="month", version=1)
    query = packed(encode(view))["packed"][0]
    found = follow(opened, f"/trends?packed={query}")
    assert (found.view, found.problems) == (follow(opened, address("trends", view)).view, ())
    assert found.desk.snapshot.number == 1


def test_an_empty_link_shows_what_the_first_visit_shows(opened: Settings) -> None:
    found = follow(opened, "https://host.example/actors")
    assert found.view.filters == Filters(start=LAST - timedelta(days=89), end=LAST)


def test_what_cannot_be_used_is_named(opened: Settings) -> None:
    found = follow(opened, "/planets?actor=nobody-at-all&colour=red&country=KEN")
    said = " ".join(found.problems)
    for word in ("planets", "nobody-at-all", "colour"):
        assert word in said
    assert (found.page, found.view.filters) == ("overview", Filters(countries=("KEN",)))


@pytest.mark.parametrize("link", ["http://[", "/actors?" + "a=b&" * 3_000])
def test_what_is_no_address_is_refused(opened: Settings, link: str) -> None:
    with pytest.raises(FilterError, match="is no address"):
        follow(opened, link)


def test_the_bucket_suits_the_days(opened: Settings) -> None:
    def bucket(query: str) -> str:
        found = follow(opened, f"/trends?{query}")
        return main_bucket(found.desk, found.view)

    assert bucket("from=2026-06-10") == "day"
    assert bucket("measure=articles") == "week"
    assert bucket("bucket=month") == "month"


def test_a_store_that_is_not_there_is_an_error_and_not_an_older_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no store"):
        open_version(tmp_path / "nowhere", 3)


def test_what_two_ask_at_once_is_answered_once(opened: Settings) -> None:
    desk, begun, asked = open_version(opened.store, None), Event(), []

    def question(desk: Desk, number: int) -> tuple[int, Desk]:
        begun.set()
        asked.append(number)
        time.sleep(0.2)  # the second comes meanwhile
        return number, desk

    with ThreadPoolExecutor(2) as readers:
        first = readers.submit(ask, desk, question, 7)
        assert begun.wait(10)
        second = readers.submit(ask, desk, question, 7)
        assert first.result(10) is second.result(10)
    assert asked == [7]


def test_a_question_may_ask_others_and_one_that_failed_is_asked_again(opened: Settings) -> None:
    desk, tried = open_version(opened.store, None), []

    def part(_: Desk) -> int:
        return 20

    def whole(desk: Desk) -> int:
        tried.append(1)
        if len(tried) == 1:
            raise FilterError("not yet")
        return ask(desk, part) + 1

    with pytest.raises(FilterError, match="not yet"):
        ask(desk, whole)
    assert ask(desk, whole) == 21
    assert not opening._turns, "nothing is left of a turn that is over"
