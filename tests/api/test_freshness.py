"""An answer can be kept until the data changes, and a pinned one for ever."""

from __future__ import annotations

import json

import pytest

from monitor.pipeline import retag

from .conftest import record, records
from .test_counts import numbers


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    "path", ["counts?by=actor", "articles", "stories", "sources", "actors", "status", "feed.atom"]
)
def test_who_has_the_answer_need_not_get_it_again(get, path: str) -> None:
    first = get(path)
    assert first.headers["cache-control"] == "no-cache"
    tag = first.headers["etag"]
    for held in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = get(path, if_none_match=held)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert get(path, if_none_match='"other"').status == 200


@pytest.mark.usefixtures("served")
def test_other_questions_have_other_tags(get) -> None:
    paths = [
        "counts",
        "counts?by=actor",
        "counts?by=actor&format=csv",
        "counts?by=week",
        "articles",
        "articles?limit=5",
    ]
    tags = [get(path).headers["etag"] for path in paths]
    assert len(set(tags)) == len(paths)
    assert get("counts", accept="text/csv").headers["etag"] != tags[0]
    assert "Accept" in get("counts").headers["vary"]


def test_a_load_changes_the_tag_and_leaves_pinned_numbers(get, fresh, load) -> None:
    load(fresh, records())
    path = "counts?by=actor,week&measure=articles"
    before = get(path)
    pinned = f"{path}&data={before.meta['data_version']}"
    tag, rows = before.headers["etag"], before.rows
    tag_of_pinned = get(pinned).headers["etag"]

    load(fresh, [record(n) for n in range(40, 46)])

    after = get(path, if_none_match=tag)
    assert after.status == 200
    assert after.headers["etag"] != tag
    assert after.meta["data_version"] > before.meta["data_version"]
    assert after.rows != rows
    assert get(pinned).rows == numbers(rows)
    assert get(pinned, if_none_match=tag_of_pinned).status == 304
    assert get(pinned.replace("data=1", "data=7")).status == 400


def test_pages_of_a_list_do_not_move_while_more_comes_in(get, fresh, load) -> None:
    load(fresh, records())
    first = get("articles?limit=20&sort=newest&measure=articles")
    load(fresh, [record(n, published="2026-03-31T08:00:00Z") for n in range(40, 46)])
    second = get(first.meta["next"])
    ids = [row["article_id"] for reply in (first, second) for row in reply.rows]
    assert len(ids) == len(set(ids)) == first.meta["total"] == 32


def test_an_edited_dictionary_changes_the_tag_of_its_names(get, fresh, load, tmp_path, monkeypatch) -> None:
    load(fresh, records()[:4])
    before = get("actors")
    edited = tmp_path / "edited.yaml"
    edited.write_text(fresh.actors.read_text().replace("Lantern League", "League of Lanterns"))
    monkeypatch.setenv("MONITOR_ACTORS", str(edited))
    after = get("actors", if_none_match=before.headers["etag"])
    assert after.status == 200
    assert "League of Lanterns" in json.dumps(after.rows)


def test_reading_history_again_is_a_new_version(get, fresh, load) -> None:
    load(fresh, records()[:8])
    before = get("counts?by=actor")
    retag(fresh)
    after = get("counts?by=actor", if_none_match=before.headers["etag"])
    assert after.status == 200
    assert after.meta["data_version"] > before.meta["data_version"]
