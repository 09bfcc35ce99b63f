"""One article, one address: which spellings are the same page, and which are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.ingest.urls import canonical_url, source_of

SAME = [
    ("scheme, www, port, fragment", "http://WWW.Example.org:80/a/b#top", "https://example.org/a/b"),
    ("trailing slash", "https://example.org/a/", "https://example.org/a"),
    ("the root keeps its slash", "https://example.org", "https://example.org/"),
    (
        "tracking goes",
        "https://example.org/a?utm_source=x&fbclid=1&traffic_source=rss",
        "https://example.org/a",
    ),
    ("the rest is sorted", "https://example.org/a?id=7&b=2&a=1", "https://example.org/a?a=1&b=2&id=7"),
    ("ref=rss says nothing", "https://example.org/a?ref=rss", "https://example.org/a"),
    ("ref=1234 may name the article", "https://example.org/a?ref=1234", "https://example.org/a?ref=1234"),
    ("user names go", "https://me:secret@example.org/a", "https://example.org/a"),
    ("another port is another server", "https://example.org:8443/a", "https://example.org:8443/a"),
    ("needless escapes go", "https://example.org/%7Eann/%e4", "https://example.org/~ann/%E4"),
    ("an escaped plus is no blank", "https://example.org/?q=%2b1", "https://example.org/?q=%2B1"),
    ("hosts in other scripts", "https://пример.рф/а", "https://xn--e1afmkfd.xn--p1ai/%D0%B0"),
    ("mobile hosts have other paths", "https://m.example.org/x", "https://m.example.org/x"),
    ("blanks around", "  https://example.org/a \n", "https://example.org/a"),
]

NO_ADDRESS = [
    "",
    "example.org/a",
    "ftp://example.org/a",
    "javascript:alert(1)",
    "https://",
    "https://example.org:99999/",
    "https://exa mple.org/",
    "https://[bad/",
    "https://example.org/" + "x" * 5000,
]


@pytest.mark.parametrize(("url", "known"), [case[1:] for case in SAME], ids=[case[0] for case in SAME])
def test_canonical(url: str, known: str) -> None:
    assert canonical_url(url) == known


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_no_web_address(url: str) -> None:
    assert canonical_url(url) is None


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://www.example.org/a", "example.org"),
        ("https://m.example.org/a", "example.org"),
        ("https://amp.news.example.org/a", "news.example.org"),
        ("https://www2.example.org", "example.org"),
        ("https://m.org/a", "m.org"),
        ("no address", ""),
    ],
)
def test_source(url: str, source: str) -> None:
    assert source_of(url) == source


PIECES = st.text(alphabet="aZ9%&=?#/.:;+-_~ @[]äß€\ud800\x00", max_size=30)


@given(st.tuples(st.sampled_from(["http://", "https://", "HTTPS://www."]), PIECES, PIECES, PIECES))
def test_canonical_is_idempotent(pieces: tuple[str, str, str, str]) -> None:
    scheme, host, path, query = pieces
    for url in (f"{scheme}{host}/{path}?{query}", f"{scheme}a.example/{path}?{query}"):
        known = canonical_url(url)
        if known is not None:
            assert canonical_url(known) == known
            assert known.isascii()
