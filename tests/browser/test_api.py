"""The addresses for machines on the real server, beside the pages."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

from monitor.filters import Filters
from monitor.query.counts import counts
from monitor.query.desk import open_desk

pytestmark = pytest.mark.browser


def fetch(address: str, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    asked = urllib.request.Request(address, headers={name.replace("_", "-"): v for name, v in headers.items()})
    try:
        with urllib.request.urlopen(asked) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_machines_get_the_numbers_of_the_pages(server, settings) -> None:
    status, headers, body = fetch(f"{server}/api/v1/counts?by=actor&measure=articles")
    assert status == 200
    answer: dict[str, Any] = json.loads(body)
    expected = counts(open_desk(settings.store), Filters(measure="articles"), ("actor",))
    assert [(row["actor"], row["count"]) for row in answer["rows"]] == list(
        zip(expected["actor"], expected["count"], strict=True)
    )
    assert answer["meta"]["invented"]
    assert urlsplit(answer["meta"]["link"]).netloc == urlsplit(server).netloc
    again, _, nothing = fetch(
        f"{server}/api/v1/counts?by=actor&measure=articles", If_None_Match=headers["ETag"]
    )
    assert (again, nothing) == (304, b"")
    assert "Access-Control-Allow-Origin" not in headers


def test_a_head_has_no_body_and_a_typo_is_no_page(server) -> None:
    asked = urllib.request.Request(f"{server}/api/v1/feed.atom?days=30", method="HEAD")
    with urllib.request.urlopen(asked) as answer:
        assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert answer.read() == b""
    status, _, body = fetch(f"{server}/api/v1/count")
    assert (status, list(json.loads(body))) == (404, ["error"])
    assert json.loads(fetch(f"{server}/api/v1/health")[2])["status"] == "ok"


def test_the_link_beside_the_numbers_opens_the_page(server, page) -> None:
    link = json.loads(fetch(f"{server}/api/v1/counts?by=actor&measure=articles")[2])["meta"]["link"]
    page.goto(link)
    page.get_by_role("heading", name="Actors", exact=True).wait_for()
    assert page.get_by_text("This link could not be followed").count() == 0


def test_the_description_stays_on_this_machine(server, page) -> None:
    page.goto(f"{server}/api/v1/docs")
    page.get_by_role("heading", name="Addresses for machines").wait_for()
    page.get_by_role("link", name="/api/v1/counts?by=actor", exact=True).click()
    page.get_by_text('"rows"').first.wait_for()
