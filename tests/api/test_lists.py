"""Lists of articles and stories: every row once, and exactly those that were counted."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.filters import MEASURES, ORDERS, Cell, Filters
from monitor.query.article import read_article
from monitor.query.counts import counts
from monitor.query.desk import open_desk
from monitor.query.evidence import evidence


def walk(get, path: str) -> list[dict[str, object]]:
    """All rows, page by page, as a program would follow them."""
    rows: list[dict[str, object]] = []
    following: str | None = path
    while following is not None:
        reply = get(following)
        rows += reply.rows
        following = reply.meta["next"]
        header = reply.headers.get("link")
        assert header == (None if following is None else f'<{following}>; rel="next"')
        assert int(reply.headers["x-total-count"]) == reply.meta["total"]
        if following is not None:
            parts = urlsplit(following)
            following = f"{parts.path}?{parts.query}"
    assert len(rows) == reply.meta["total"]
    return rows


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    limit=st.integers(1, 40),
    sort=st.sampled_from(ORDERS),
    measure=st.sampled_from(MEASURES),
    more=st.sampled_from(["", "&actor=lantern-league", "&from=2026-03-04", "&search=crane", "&in_country=KEN"]),
    kind=st.sampled_from(["articles", "stories"]),
)
def test_paging_brings_every_row_exactly_once(get, always, limit, sort, measure, more, kind) -> None:
    query = f"measure={measure}&sort={sort.replace(' ', '%20')}{more}"
    rows = walk(get, f"/api/v1/{kind}?{query}&limit={limit}")
    whole = get(f"{kind}?{query}&limit=500").rows
    assert rows == whole
    ids = [row["article_id"] for row in rows]
    assert len(ids) == len(set(ids))
    filters = Filters(
        actors=("lantern-league",) if "actor=" in more else (),
        start=date(2026, 3, 4) if "from" in more else None,
        search="crane" if "search" in more else "",
        measure="stories" if kind == "stories" else measure,
    )
    cell = Cell(country="KEN") if "in_country" in more else None
    listed = evidence(open_desk(always.store), filters, cell, sort=sort, limit=500)
    assert ids == list(listed.rows["article_id"])


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("by", ["actor", "country", "source", "publisher", "actor,week", "voice,place"])
def test_every_row_of_an_answer_leads_to_what_it_counted(get, by: str, measure: str) -> None:
    for row in get(f"counts?by={by}&measure={measure}").rows:
        cell = [(f"in_{name}", str(row[name])) for name in by.split(",")]
        assert get("articles", [*cell, ("measure", measure)]).meta["counted"] == row["count"], row


@pytest.mark.usefixtures("served")
def test_stories_tell_how_far_they_spread(get, desk) -> None:
    rows = get("stories?sort=most%20copies").rows
    assert len(rows) == counts(desk, Filters(), ())["count"][0] == 30
    assert [(row["copies"], row["sources"]) for row in rows[:2]] == [(3, 2), (1, 1)]
    assert all(row["arrived_at"] for row in rows)
    story = get(f"stories/{rows[0]['story_id']}")
    assert {row["source"] for row in story.rows} == {"Morning Post", "Copyist Times"}
    assert story.meta["total"] == 3
    assert f"in_story={rows[0]['story_id']}" in story.meta["link"]


@pytest.mark.usefixtures("served")
def test_copies_outside_of_the_filters_are_not_counted(get) -> None:
    (row,) = get("stories?source=Copyist%20Times").rows
    assert (row["copies"], row["sources"]) == (2, 1)
    assert get("stories?source=Copyist%20Times&measure=mentions").meta["unused"] == ["measure"]


@pytest.mark.usefixtures("served")
def test_a_page_of_a_link_is_the_same_page(get) -> None:
    whole = [row["article_id"] for row in get("articles?limit=500&sort=oldest").rows]
    link = get("articles?sort=oldest&rows=25&page=2")
    assert [row["article_id"] for row in link.rows] == whole[25:]
    assert [row["article_id"] for row in get("articles?sort=oldest&limit=7&page=2").rows] == whole[7:14]
    assert "Give one of them." in get("articles?page=2&offset=3").error
    behind = get("articles?offset=900")
    assert (behind.rows, behind.meta["total"], behind.meta["next"]) == ([], 30, None)


@pytest.mark.usefixtures("served")
def test_an_article_with_all_that_is_known_of_it(get, desk, planted) -> None:
    key = get("articles?search=crane&limit=1").rows[0]["article_id"]
    reply = get(f"articles/{key}")
    (row,) = reply.rows
    found = read_article(desk, key)
    assert found is not None
    assert (row["title"], row["text"]) == (found.title, found.text)
    assert row["sentences"] == [asdict(sentence) for sentence in found.sentences]
    assert "Harbour Board" in [row["text"][mention["start"] : mention["end"]] for mention in row["mentions"]]
    assert row["published_at"] == found.published_at.isoformat()  # type: ignore[union-attr]
    assert f"article={key}" in reply.meta["link"]
    assert str(planted.store.parent) not in json.dumps(row), "a reader needs no map of the server's disk"


@pytest.mark.usefixtures("served")
def test_what_is_not_there_is_not_found(get) -> None:
    for path in ("articles/nothing", "stories/nothing", "nothing", "articles/a/b", "articles/a\x00b"):
        reply = get(path)
        assert reply.status in (400, 404), path
        assert reply.headers["content-type"] == "application/json"
    assert get("articles/nothing").error == "There is no article 'nothing' in data version 1."


@pytest.mark.usefixtures("served")
def test_actors_and_countries_have_names_and_numbers(get) -> None:
    actors = get("actors").rows
    assert [row["actor"] for row in actors[-1:]] == ["silent-society"]
    assert {row["actor"]: (row["name"], row["articles"] > 0) for row in actors} == {
        "lantern-league": ("Lantern League", True),
        "harbour-board": ("Harbour Board", True),
        "silent-society": ("Silent Society", False),
    }
    countries = {row["country"]: row for row in get("countries").rows}
    assert countries["KEN"]["name"] == "Kenya"
    published = {row["publisher"]: row["count"] for row in get("counts?by=publisher&measure=articles").rows}
    assert {key: row["published"] for key, row in countries.items() if row["published"]} == published
    mentioned = {row["country"]: row["count"] for row in get("counts?by=country&measure=articles").rows}
    assert {key: row["articles"] for key, row in countries.items() if row["articles"]} == mentioned


@pytest.mark.usefixtures("served")
def test_sources_and_status(get, planted) -> None:
    sources = {row["source"]: row["articles"] for row in get("sources?measure=mentions").rows}
    assert sources == {row["source"]: row["count"] for row in get("counts?by=source&measure=articles").rows}
    reply = get("status")
    (row,) = reply.rows
    assert (row["articles"], row["stories"], row["undated"], row["quarantined"]) == (32, 30, 1, 0)
    assert str(planted.store) not in reply.body.decode()
