"""What goes between processes arrives as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.article import Quarantined, RawArticle
from monitor.pipeline.packing import as_bytes, pack, read_rows, rows_as_bytes, tables_of, unpack
from monitor.pipeline.prepare import TABLES, Incoming, Prepared

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
moments = st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(
    lambda day: day.replace(tzinfo=UTC)
)
raws = st.builds(
    RawArticle,
    title=words,
    text=words,
    source=words,
    url=st.none() | words,
    source_country=st.none() | st.just("KEN"),
    language=st.none() | st.just("en"),
    published_at=moments,
    published_raw=st.none() | words,
    date_from=st.sampled_from(["", "file", "page"]),
    updated_at=moments,
    extra=st.dictionaries(words, words, max_size=3),
    origin=words,
)
items = st.builds(
    Incoming,
    article_id=words,
    content_hash=words,
    url=st.none() | words,
    raw=raws,
    revision=st.integers(-5, 5),
    ingested_at=moments,
)


@settings(deadline=None)
@given(
    given_items=st.lists(items, max_size=4),
    furniture=st.frozensets(st.integers(-(2**63), 2**63 - 1), max_size=4),
)
def test_articles_arrive_as_they_were(given_items: list[Incoming], furniture: frozenset[int]) -> None:
    packed, flaws = pack(given_items, furniture)
    assert flaws == []
    assert unpack(packed) == (given_items, furniture)


def test_what_cannot_be_written_down_is_a_flaw_beside_the_rest() -> None:
    good = Incoming("a", "b", None, RawArticle("Ferry", "Text", "Paper", origin="news.jsonl, line 1"))
    bad = replace(good, article_id="c", raw=replace(good.raw, text="half \ud800", origin="news.jsonl, line 2"))
    packed, (flaw,) = pack([good, bad], frozenset())
    assert unpack(packed)[0] == [good]
    assert flaw.file == "news.jsonl, line 2"


def test_rows_and_flaws_arrive_in_their_order() -> None:
    tables = {name: schema.empty_table() for name, schema in TABLES.items()}
    tables["lines"] = pa.table({"line": [3, 1, 2], "article_id": ["c", "a", "b"]}, schema=TABLES["lines"])
    flaws = (Quarantined("news.csv", 4, "No text.", "x"), Quarantined("page.html", None, "Empty."))
    assert read_rows(rows_as_bytes(Prepared(**tables, flaws=flaws))) == Prepared(**tables, flaws=flaws)


def test_tables_lie_one_behind_the_other() -> None:
    tables = [
        pa.table({"a": [1, None]}),
        pa.table({"b": pa.array([], pa.string())}),
        pa.table({"c": [["x"], []]}),
    ]
    assert tables_of(as_bytes(tables), 3) == tables
