"""The Atom feed: any reader can read it, an entry is the same story for ever, and new ones come first."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.api.feed import ATOM, sayable
from monitor.opening import follow

from .conftest import HOSTILE, Reply, record, records

NAMES = {"a": ATOM}


def entries(reply: Reply) -> list[ET.Element]:
    assert reply.status == 200, reply.body
    assert reply.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(reply.body).findall("a:entry", NAMES)


def ids(reply: Reply) -> list[str]:
    return [str(entry.findtext("a:id", namespaces=NAMES)) for entry in entries(reply)]


def links(element: ET.Element, rel: str) -> list[str]:
    return [link.attrib["href"] for link in element.findall("a:link", NAMES) if link.attrib["rel"] == rel]


@pytest.mark.usefixtures("served")
def test_a_feed_reader_reads_it(get) -> None:
    reply = get("feed.atom?actor=lantern-league&limit=100")
    read = feedparser.parse(reply.body)
    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.title == "Media Monitor: new stories on Lantern League"
    assert len(read.entries) == get("counts?by=actor&actor=lantern-league").rows[0]["count"]
    for entry in read.entries:
        assert entry.title
        assert entry.author in ("Morning Post", "=Evening Star", "Quai d'Orsay, revue", "Copyist Times")
        assert entry.updated_parsed is not None


@pytest.mark.usefixtures("served")
def test_it_has_what_the_standard_asks_for(get) -> None:
    reply = get("feed.atom?limit=100&search=crane")
    root = ET.fromstring(reply.body)
    for name in ("id", "title", "updated"):
        assert len(root.findall(f"a:{name}", NAMES)) == 1
    assert links(root, "self") == ["http://monitor.example/api/v1/feed.atom?limit=100&search=crane"]
    for entry in entries(reply):
        for name in ("id", "title", "updated", "author", "summary"):
            assert len(entry.findall(f"a:{name}", NAMES)) == 1, name
        alternates = [
            link.attrib for link in entry.findall("a:link", NAMES) if link.attrib["rel"] == "alternate"
        ]
        kinds = [(link["type"], link.get("hreflang")) for link in alternates]
        assert len(set(kinds)) == len(kinds) >= 1, "two alternates must differ in type or language"
        assert datetime.fromisoformat(str(entry.findtext("a:updated", namespaces=NAMES))).tzinfo is not None
    assert len(set(ids(reply))) == len(ids(reply))
    assert all(key.startswith("tag:media-monitor.invalid,2026:story/") for key in ids(reply))


@pytest.mark.usefixtures("served")
def test_an_entry_leads_to_the_article_and_to_why_it_counts(get, planted) -> None:
    reply = get("feed.atom?search=crane&limit=1")
    (entry,) = entries(reply)
    original, reader = links(entry, "alternate")
    assert urlsplit(original).netloc.endswith(".example")
    opened = follow(planted, reader)
    assert (opened.page, opened.problems) == ("articles", ())
    assert opened.view.filters.search == "crane"
    (row,) = get(f"articles/{opened.view.article}").rows
    assert row["url"] == original
    assert entry.findtext("a:title", namespaces=NAMES) == row["title"]


@pytest.mark.usefixtures("served")
def test_a_summary_is_plain_and_says_how_far_it_spread(get) -> None:
    said = [entry.findtext("a:summary", namespaces=NAMES) for entry in entries(get("feed.atom?limit=100"))]
    assert sum(text.startswith("3 copies from 2 sources; tone ") for text in said if text) == 1
    assert sum(text.startswith("1 article from 1 source") for text in said if text) == 29


@pytest.mark.usefixtures("served")
def test_words_of_strangers_stay_words(get) -> None:
    reply = get("feed.atom?limit=100")
    hostile = [
        entry for entry in entries(reply) if "script" in str(entry.findtext("a:title", namespaces=NAMES))
    ]
    (entry,) = hostile
    title = str(entry.findtext("a:title", namespaces=NAMES))
    assert "<script>alert(1)</script> &" in title
    assert b"<script>" not in reply.body
    assert not {"\x07", "\ufffe"} & set(title), "neither can stand in XML"
    assert all(link.startswith("http://monitor.example/articles?") for link in links(entry, "alternate"))
    assert HOSTILE.startswith("=1+1")


@given(st.text())
def test_any_text_fits_into_xml(text: str) -> None:
    element = ET.Element("a")
    element.text = sayable(text)
    assert ET.fromstring(ET.tostring(element, encoding="utf-8")).tag == "a"


def test_new_stories_come_first_and_old_ones_keep_their_ids(get, fresh, load) -> None:
    load(fresh, records()[:10])
    first = get("feed.atom?limit=100")
    load(fresh, [record(20, published="2026-01-05T08:00:00Z"), record(0, url="https://copy.example/9")])
    second = get("feed.atom?limit=100", if_none_match=first.headers["etag"])
    assert second.status == 200
    (new,) = set(ids(second)) - set(ids(first))
    assert ids(second)[0] == new, "an old article that was loaded last is news to the reader"
    assert [key for key in ids(second) if key != new] == ids(first), "a copy is no news"
    feed_ids = [ET.fromstring(reply.body).findtext("a:id", namespaces=NAMES) for reply in (first, second)]
    assert feed_ids[0] == feed_ids[1]


def test_it_answers_that_nothing_came(get, fresh, load) -> None:
    load(fresh, records()[:10])
    first = get("feed.atom?days=7")
    tag, changed = first.headers["etag"], first.headers["last-modified"]
    assert get("feed.atom?days=7", if_none_match=tag).status == 304
    assert get("feed.atom?days=7", if_modified_since=changed).status == 304
    assert get("feed.atom?days=7", if_modified_since="Mon, 05 Jan 2015 10:00:00 GMT").status == 200
    assert get("feed.atom?days=7", if_modified_since="yesterday").status == 200
    assert get("feed.atom?days=7", if_none_match='"other"', if_modified_since=changed).status == 200


@pytest.mark.usefixtures("served")
def test_days_count_back_from_the_newest_article(get) -> None:
    last = date(2026, 3, 28)
    for days in (1, 7, 20):
        expected = get(f"stories?from={last - timedelta(days=days - 1)}&limit=500").rows
        shown = ids(get(f"feed.atom?days={days}&limit=100"))
        assert {key.rpartition("/")[2] for key in shown} == {row["story_id"] for row in expected}
    both = get("feed.atom?days=7&from=2026-03-01")
    assert both.status == 400
    assert "Take one of them out." in both.error


def test_a_period_of_days_moves_on_with_the_news(get, fresh, load) -> None:
    load(fresh, [record(1, published="2026-03-01"), record(2, published="2026-03-05")])
    before = get("feed.atom?days=5")
    load(fresh, [record(3, published="2026-03-08")])
    after = get("feed.atom?days=5", if_none_match=before.headers["etag"])
    assert len(ids(before)) == len(ids(after)) == 2
    assert ids(after)[1] in ids(before)


@pytest.mark.usefixtures("served")
def test_a_pinned_feed_says_that_it_stands_still(get) -> None:
    subtitle = ET.fromstring(get("feed.atom?data=1").body).findtext("a:subtitle", namespaces=NAMES)
    assert "nothing new will come" in str(subtitle)
    assert "nothing new will come" not in str(
        ET.fromstring(get("feed.atom").body).findtext("a:subtitle", namespaces=NAMES)
    )


@pytest.mark.usefixtures("served")
def test_a_mark_of_a_chart_can_be_followed(get) -> None:
    mark = "in_actor=harbour-board&in_week=2026-03-09"
    assert len(entries(get(f"feed.atom?{mark}&limit=100"))) == get(f"articles?{mark}").meta["total"] > 0
