"""What a load need not look for is never there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from monitor.pipeline import ingest, known
from monitor.pipeline.known import Known, _Counts, _Filter
from monitor.pipeline.load import FURNITURE_ARTICLES
from monitor.settings import Settings
from monitor.store.store import Change, Store

numbers = st.lists(st.integers(0, 2**64 - 1), max_size=200)


@examples(deadline=None)
@given(inside=numbers, asked=numbers, bits=st.integers(4, 16))
def test_whatever_was_put_in_is_held(inside: list[int], asked: list[int], bits: int) -> None:
    found = _Filter(bits, 3)
    found.add(np.array(inside, dtype=np.uint64))
    held = found.holds(np.array([*inside, *asked], dtype=np.uint64))
    assert held[: len(inside)].all()


def test_few_strangers_are_held() -> None:
    chance = np.random.default_rng(1)
    inside, strangers = chance.integers(0, 2**63, (2, 10_000)).astype(np.uint64)
    found = _Filter(18, known._ID_HASHES)  # as full as ten million ids fill the real one
    found.add(inside)
    assert found.holds(strangers).mean() < 0.001


@examples(deadline=None)
@given(parts=st.lists(numbers, max_size=4), bits=st.integers(3, 12))
def test_a_count_is_never_too_low(parts: list[list[int]], bits: int) -> None:
    counts, plain = _Counts(bits), Counter[int]()
    for part in parts:
        counts.add(np.array(part, dtype=np.uint64))
        plain.update(part)
    keys = list(plain)
    assert (counts.of(np.array(keys, dtype=np.uint64)) >= [min(plain[key], 255) for key in keys]).all()


def test_it_follows_a_store(
    article: Callable[..., Any], write: Callable[..., Path], settings: Settings
) -> None:
    ingest([write([article(n) for n in range(3)])], settings)
    learned = Known()
    for first in (3, 5):
        snapshot = Store(settings.store).snapshot()
        learned.follow(snapshot)
        ids = snapshot.read("articles", ["article_id"])["article_id"].to_pylist()
        assert learned.may_hold([*ids, "stranger"]) == ids
        lines = Counter(snapshot.read("lines", ["line"])["line"].to_pylist())
        assert learned.at_most(np.array(list(lines), dtype=np.int64)).tolist() == list(lines.values())
        ingest([write([article(n) for n in range(first, first + 2)])], settings)


def test_new_articles_ask_the_store_for_no_id(
    article: Callable[..., Any], write: Callable[..., Path], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlike(n: int) -> dict[str, Any]:
        return article(n, text=" ".join(f"w{n}x{i}" for i in range(60)))

    ingest([write([unlike(n) for n in range(5)])], settings)
    asked: list[object] = []
    look = Change.lookup

    def noted(self: Change, table: str, column: str, values: Any, *rest: Any) -> Any:
        asked.extend(values if table != "bands" else [])
        return look(self, table, column, values, *rest)

    monkeypatch.setattr(Change, "lookup", noted)
    assert ingest([write([unlike(n) for n in range(5, 9)])], settings).new == 4
    assert asked == []
    assert ingest([write([article(8, text="Another text of the ferry.")])], settings).revised == 1
    assert asked != []


def test_a_line_that_an_earlier_load_found_is_cut_by_the_next(
    article: Callable[..., Any], write: Callable[..., Path], settings: Settings
) -> None:
    """The second load knows nothing of it but what the store says, also for what it cleans again."""
    first, second = "Sign the guest book at the gate.", "Ask for the harbour map."

    def with_lines(n: int, *lines: str) -> dict[str, Any]:
        return article(3 * n, source="Paper 0", text="\n\n".join([article(3 * n)["text"], *lines]))

    ingest([write([with_lines(n, first, second) for n in range(FURNITURE_ARTICLES - 1)])], settings)
    ingest([write([with_lines(50, first)])], settings)
    summary = ingest([write([with_lines(60, second)])], settings)
    assert summary.recleaned == FURNITURE_ARTICLES - 1
    texts = Store(settings.store).snapshot().read("articles", ["text"])["text"].to_pylist()
    assert not any(line in text for text in texts for line in (first, second))
    again = ingest([write([with_lines(70, first, second)])], settings)
    assert (again.new, again.recleaned) == (1, 0)
