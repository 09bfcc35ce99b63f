"""Each promise of the store, broken on purpose: verify names exactly that one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from monitor.store import delta, derived
from monitor.store.schema import TABLES
from monitor.store.store import Store
from monitor.store.verify import CHECKS, DAY_CHECKS, FILES_PROMISE, TEXT_CHECKS, leftovers, verify

Edit = Callable[[list[dict[str, Any]]], object]


def edit(store: Store, table: str, change_rows: Edit) -> None:
    """Commit a table with its rows changed by hand."""
    rows = store.snapshot().read(table).to_pylist()
    change_rows(rows)
    with store.change("by hand") as change:
        change.rewrite(table, [pa.Table.from_pylist(rows, TABLES[table])])


def set_first(**values: object) -> Edit:
    return lambda rows: rows[0].update(values)


def double_first(rows: list[dict[str, Any]]) -> None:
    rows.append(dict(rows[0]))


def add_row(**values: object) -> Edit:
    return lambda rows: rows.append({**rows[0], **values})


def set_sentences(*spans: tuple[int, int, float]) -> Edit:
    made = [{"start": start, "end": end, "tone": tone} for start, end, tone in spans]
    return lambda rows: rows[0].update(sentences=made)


def in_text(**values: object) -> Edit:
    """Change the mention that stands in the text of the first article."""

    def apply(rows: list[dict[str, Any]]) -> None:
        next(row for row in rows if row["article_id"] == "a1" and not row["in_title"]).update(values)

    return apply


LATE = datetime(2024, 5, 2, 0, 30, tzinfo=UTC)

BREACHES = {
    "an article of a foreign day": ("articles", set_first(published_at=LATE), "An article's day"),
    "a dated article without a day": ("articles", set_first(published_at=None), "An article's day"),
    "a title-only article with a text": (
        "articles",
        set_first(title_only=True),
        "An article that is only a title",
    ),
    "a title tone of 2": ("articles", set_first(title_tone=2.0), "The tone of a title"),
    "a tone that is not a number": ("articles", set_first(title_tone=float("nan")), "The tone of a title"),
    "a sentence tone of -1.5": (
        "articles",
        set_sentences((0, 32, -1.5), (33, 66, 0.0), (68, 93, 0.0)),
        "The tone of a title",
    ),
    "a sentence beyond the text": (
        "articles",
        set_sentences((0, 32, 0.0), (33, 66, 0.0), (68, 94, 0.0)),
        "Sentences",
    ),
    "sentences that overlap": ("articles", set_sentences((0, 34, 0.0), (33, 66, 0.0)), "Sentences"),
    "sentences out of order": ("articles", set_sentences((68, 93, 0.0), (33, 66, 0.0)), "Sentences"),
    "an empty sentence": ("articles", set_sentences((0, 32, 0.0), (33, 66, 0.0), (68, 68, 0.0)), "Sentences"),
    "an article without a story": ("articles", set_first(story_id=None), "Each article belongs to a story"),
    "a story that no article has": ("articles", set_first(story_id="gone"), "Each article belongs to a story"),
    "a mention of another day": ("mentions", set_first(day=date(2024, 5, 2)), "A mention has the day"),
    "a mention of a strange kind": ("mentions", set_first(kind="river"), "A mention names"),
    "a mention one character off": ("mentions", in_text(start=47, end=51), "Each mention stands in its text"),
    "a mention with another alias": ("mentions", in_text(alias="chad"), "Each mention stands in its text"),
    "a mention beyond the text": ("mentions", in_text(start=900, end=904), "Each mention stands in its text"),
    "a mention in the wrong sentence": (
        "mentions",
        in_text(sentence=2),
        "Each mention lies inside the sentence",
    ),
    "a mention in no sentence": ("mentions", in_text(sentence=-1), "Each mention lies inside the sentence"),
    "a mention in a fourth sentence": (
        "mentions",
        in_text(sentence=3),
        "Each mention lies inside the sentence",
    ),
    "a mention of stance 1.01": ("mentions", set_first(stance=1.01), "The tone and the stance"),
    "an orphaned mention": ("mentions", add_row(article_id="gone"), "Each mention belongs to an article"),
    "an orphaned band": ("bands", set_first(article_id="gone"), "Each band"),
    "a band of another day": ("bands", set_first(day=None), "Each band"),
    "an orphaned line": ("lines", set_first(article_id="gone"), "Each counted line"),
    "a replaced text of the present revision": ("revisions", set_first(revision=2), "A replaced text"),
    "a replaced text of no article": ("revisions", set_first(article_id="gone"), "A replaced text"),
    "a raw payload too few": ("raw", lambda rows: rows.pop(), "Of each article the raw payload"),
    "a raw payload twice": ("raw", double_first, "Of each article the raw payload"),
    "a flaw twice": ("quarantine", double_first, "A flaw stands in the quarantine once"),
    "a daily number too high": ("daily", set_first(mentions=7), "The daily numbers"),
    "a daily row too many": ("daily", add_row(day=date(2020, 1, 1)), "The daily numbers"),
    "a daily row too few": ("daily", lambda rows: rows.pop(), "The daily numbers"),
}
"""What was planted: the table, how its rows are changed, and how the broken promise begins."""

ALSO = {
    "a title-only article with a text": {"The daily numbers"},
    "a mention of a strange kind": {"The daily numbers"},
    "a mention beyond the text": {"Each mention lies inside the sentence"},
}
"""Breaches that can't be planted without breaking another promise too."""


@pytest.fixture
def whole(store: Store, put: Callable[..., None]) -> Store:
    """A store with two revised articles, an undated one, a replaced text and a flaw."""
    with store.change("ingest") as change:
        put(change, [{"id": "a1", "revision": 2}, {"id": "a2", "revision": 2}, {"id": "a3", "day": None}])
        old = change.lookup("articles", "article_id", ["a1"], TABLES["articles"].names).to_pylist()
        change.append("revisions", pa.Table.from_pylist([{**old[0], "revision": 1}], TABLES["articles"]))
        flaw = {"quarantine_id": "q1", "file": "news.jsonl", "line": 7, "reason": "broken JSON"}
        change.append(
            "quarantine", pa.Table.from_pylist([flaw | {"excerpt": "{", "at": LATE}], TABLES["quarantine"])
        )
    return store


def test_a_whole_store_has_no_breach(whole: Store) -> None:
    assert verify(whole) == []


@pytest.mark.parametrize("planted", BREACHES)
def test_a_planted_breach_is_named(whole: Store, planted: str) -> None:
    table, change_rows, promise = BREACHES[planted]
    edit(whole, table, change_rows)
    named = verify(whole)
    expected = {promise} | ALSO.get(planted, set())
    assert {next(begin for begin in expected if item.promise.startswith(begin)) for item in named} == expected
    assert all(item.found.endswith(".") and item.cure.endswith(".") for item in named)
    assert all("for example " in item.found for item in named)


def test_two_articles_of_one_id_are_named(whole: Store) -> None:
    edit(whole, "articles", double_first)
    assert "Each article stands in the store once, under an id." in [item.promise for item in verify(whole)]


def test_every_promise_has_a_planted_breach() -> None:
    planted = {promise for _, _, promise in BREACHES.values()} | {"Each article stands in the store once"}
    missing = [
        check.promise
        for check in (*CHECKS, *DAY_CHECKS, *TEXT_CHECKS)
        if not any(check.promise.startswith(p) for p in planted)
    ]
    assert not missing, "Plant a breach for these promises in BREACHES."


def test_a_missing_file_is_named_and_the_rest_still_checked(whole: Store) -> None:
    edit(whole, "quarantine", double_first)
    missing = Path(whole.snapshot().files("mentions")[0])
    missing.unlink()
    named = verify(whole)
    assert [item.promise for item in named] == [FILES_PROMISE, "A flaw stands in the quarantine once."]
    assert str(missing) in named[0].found


@pytest.mark.parametrize("kept", [0, 100, 3000], ids=["empty", "no footer", "footer cut"])
def test_a_truncated_file_is_named(whole: Store, kept: int) -> None:
    file = Path(whole.snapshot().files("articles")[0])
    file.write_bytes(file.read_bytes()[:kept])
    assert [item.promise for item in verify(whole)] == [FILES_PROMISE]


def test_damaged_pages_under_a_sound_footer_are_named(whole: Store) -> None:
    file = Path(whole.snapshot().files("articles")[0])
    content = bytearray(file.read_bytes())
    content[4:400] = bytes(396)
    file.write_bytes(content)
    named = verify(whole)
    assert {item.promise for item in named} == {FILES_PROMISE}


def test_a_file_of_other_columns_is_named(whole: Store) -> None:
    file = Path(whole.snapshot().files("raw")[0])
    pq.write_table(pa.table({"article_id": ["a1"]}), file)
    assert [item.promise for item in verify(whole)] == [FILES_PROMISE]


def test_a_table_that_is_gone_is_named(whole: Store) -> None:
    shutil.rmtree(whole.path / "bands")
    assert [item.promise for item in verify(whole)] == [FILES_PROMISE]


def test_a_leftover_is_a_note_and_no_breach(whole: Store) -> None:
    log = delta.TableLog(whole.path / "articles")
    log.commit([], log.files().values())
    assert verify(whole) == []
    assert [note.split(" is ahead")[0] for note in leftovers(whole)] == ["The table articles"]


def test_days_are_those_of_the_time_zone_of_the_store(store: Store, put: Callable[..., None]) -> None:
    with store.change("ingest", time_zone="Pacific/Kiritimati") as change:
        put(change, [{"id": "a1", "day": date(2024, 5, 1)}])
    edit(store, "articles", set_first(published_at=datetime(2024, 4, 30, 10, 0, tzinfo=UTC)))
    assert verify(store) == []
    edit(store, "articles", set_first(published_at=datetime(2024, 4, 30, 9, 59, tzinfo=UTC)))
    assert len(verify(store)) == 1


def test_text_checks_find_breaches_in_every_file(store: Store, load: Callable[..., int]) -> None:
    for name, day in [("a1", date(2024, 1, 1)), ("a2", date(2024, 6, 1)), ("a3", None)]:
        load(store, name, day=day)
    edit(store, "mentions", lambda rows: [row.update(alias="Niger") for row in rows if not row["in_title"]])
    (named,) = verify(store)
    assert "for 3 of the rows" in named.found


def test_breaches_are_found_in_every_span_of_days(
    store: Store, load: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "CHUNK_ARTICLES", 1)
    for name, day in [("a1", date(2024, 1, 1)), ("a2", date(2024, 6, 1)), ("a3", None)]:
        load(store, name, day=day)
    assert verify(store) == []
    edit(store, "daily", lambda rows: [row.update(articles=5) for row in rows if not row["kind"]])
    (named,) = verify(store)
    assert "for 3 of the rows" in named.found
