"""Pages: what they say about themselves, and the ones that are made to hurt."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest

from monitor.ingest.page import read_page
from monitor.ingest.payload import UnreadableError

NOW = datetime(2026, 6, 1, tzinfo=UTC)
BODY = (
    "<article><h1>Bridge opens to everybody</h1><p>The bridge over the river is open, said the mayor.</p>"
    "<p>Cars were queueing on both banks before the ribbon was cut.</p></article>"
)


def page(head: str = "", body: str = BODY, attributes: str = "") -> str:
    return f"<html {attributes}><head>{head}</head><body>{body}</body></html>"


META = '<meta property="article:published_time" content="2024-01-02T05:15:00+02:00">'
LINKED = (
    '<script type="application/ld+json">'
    '{"@graph": [{"@type": ["NewsArticle"], "datePublished": "2024-01-02T03:15:00Z"}]}</script>'
)

DATES = [
    ("meta with its hour", META, "2024-01-02T03:15"),
    ("JSON-LD in a graph", LINKED, "2024-01-02T03:15"),
    ("JSON-LD before meta", LINKED + META.replace("01-02", "01-09"), "2024-01-02T03:15"),
    ("broken JSON-LD", '<script type="application/ld+json">{"@type": </script>' + META, "2024-01-02T03:15"),
    (
        "the future is passed over",
        META.replace("2024", "2050") + '<meta name="pubdate" content="2024-01-02">',
        "2024-01-02T00:00",
    ),
    ("year 1 is no date", '<meta name="pubdate" content="0001-01-01">', None),
    ("none", "", None),
]


@pytest.mark.parametrize(("head", "instant"), [case[1:] for case in DATES], ids=[case[0] for case in DATES])
def test_dates(head: str, instant: str | None) -> None:
    found = read_page(page(head), now=NOW)
    expected = datetime.fromisoformat(instant).replace(tzinfo=UTC) if instant else None
    assert (found.published_at, found.date_from) == (expected, "page" if expected else "")


def test_an_impossible_date_is_still_shown() -> None:
    assert read_page(page('<meta name="pubdate" content="2050-01-01">'), now=NOW).published_raw == "2050-01-01"


@pytest.mark.parametrize(
    "title",
    [
        "Bridge opens to everybody | Hill Herald",
        "Bridge opens to everybody - News - Hill Herald",
        "Bridge opens to everybody",
    ],
)
def test_the_title_goes_without_its_site(title: str) -> None:
    head = f'<title>{title}</title><meta property="og:title" content="Bridge opens to everybody">'
    assert read_page(page(head)).title == "Bridge opens to everybody"


def test_paragraphs_stay_lines() -> None:
    lines = read_page(page()).text.splitlines()
    assert "Cars were queueing on both banks before the ribbon was cut." in lines


@pytest.mark.parametrize(
    ("html", "declared"),
    [
        (page('<meta charset="iso-8859-1">', BODY.replace("mayor", "prévôt")).encode("latin-1"), None),
        (page("", BODY.replace("mayor", "prévôt")).encode("utf-16"), None),
        (page("", BODY.replace("mayor", "prévôt")).encode("cp1252"), None),
        (page("", BODY.replace("mayor", "prévôt")).encode("iso-8859-15"), "iso-8859-15"),
        (page('<meta charset="no-such-thing">', BODY.replace("mayor", "prévôt")).encode("cp1252"), None),
    ],
    ids=["meta", "UTF-16", "undeclared", "header", "declared wrongly"],
)
def test_encodings(html: bytes, declared: str | None) -> None:
    assert "prévôt" in read_page(html, declared=declared).text


def test_language_and_source() -> None:
    found = read_page(page(attributes='lang="pt-BR"'), "https://www.hill-herald.example/a")
    assert (found.language, found.source) == ("pt", "hill-herald.example")
    named = read_page(page('<meta property="og:site_name" content="Hill Herald">'))
    assert named.source == "Hill Herald"


def test_a_canonical_link_that_is_no_web_address_is_ignored() -> None:
    assert read_page(page('<link rel="canonical" href="javascript:alert(1)">')).url is None


@pytest.mark.parametrize(
    "html",
    [
        page(body="<div>" * 50_000 + "deep" + "</div>" * 50_000),
        page(LINKED.replace('"@graph"', '"@graph": ' + '[{"@graph":' * 20_000)),
        page(body="<p>" + "word " * 200_000 + "</p>"),
        page(body="<p>\x00a\ud800b</p>" + BODY),
        "<!DOCTYPE html [<!ENTITY a 'x'><!ENTITY b '&a;&a;&a;'>]>" + page(body="<p>&b;</p>" + BODY),
        '<?xml version="1.0" encoding="utf-8"?>' + page(),
        "<html><body><table>" + "<tr><td>" * 30_000,
    ],
    ids=[
        "deep",
        "deep JSON-LD",
        "one long paragraph",
        "odd characters",
        "entities",
        "XML declaration",
        "unclosed",
    ],
)
def test_pages_made_to_hurt(html: str) -> None:
    with suppress(UnreadableError):  # refused is as good as read; anything else is not
        read_page(html).text.encode("utf-8")


@pytest.mark.parametrize("html", ["", "plain words", b"\x00\x01\x02", "<p>" * 300_000, b" " * 30_000_000])
def test_no_page(html: str | bytes) -> None:
    with pytest.raises(UnreadableError, match=r"\.$"):
        read_page(html)
