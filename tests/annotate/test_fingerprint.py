"""The fingerprint of a text is the one that its stored bands were made with, computed plainly here."""

from __future__ import annotations

import hashlib
import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from monitor.annotate import stories
from monitor.annotate.stories import BANDS, ROWS, SHINGLE_WORDS, fingerprint

TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\uac00-\ud7af]|[^\W_]+(?:['’][^\W_]+)*")
MASK = 2**64 - 1

pieces = st.sampled_from(
    [
        "the ferry",
        "Ferry 12",
        "O'Neil's",
        "it’s",
        "a_b",
        "1,200",
        "İzmir",
        "日本語",
        "K 9",
        "'",
        "\ud800",
        "é",
        "\n",
    ]
)
texts = st.one_of(st.lists(pieces, max_size=12).map(" ".join), st.text(max_size=60))


def hashed(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def constants(name: str, count: int) -> list[int]:
    return [hashed(f"{name} {i}") for i in range(count)]


@given(text=texts)
def test_it_is_what_the_plain_way_gives(text: str) -> None:
    words = TOKEN.findall(text.lower())
    places = [pow(6_364_136_223_846_793_005, i, 2**64) for i in range(SHINGLE_WORDS)]
    width = min(SHINGLE_WORDS, len(words))
    shingles = {
        sum(hashed(word) * place for word, place in zip(words[i : i + width], places, strict=False)) & MASK
        for i in range(len(words) - width + 1)
        if width
    }
    found = fingerprint(text)
    assert found.shingles.tolist() == sorted(shingles)
    assert found.numbers.tolist() == sorted({hashed(word) for word in words if re.search(r"\d", word)})
    assert found.bands.tolist() == (bands_of(shingles, places) if shingles else [])


def bands_of(shingles: set[int], places: list[int]) -> list[int]:
    size = BANDS * ROWS
    pairs = zip(constants("multiplier", size), constants("offset", size), strict=True)
    minima = [
        min(((shingle * (multiplier | 1) + offset) & MASK) >> 11 for shingle in shingles)
        for multiplier, offset in pairs
    ]
    mixed = [
        (sum(minima[band * ROWS + row] * places[row] for row in range(ROWS)) & MASK) ^ salt
        for band, salt in enumerate(constants("band", BANDS))
    ]
    return [value - 2**64 if value >= 2**63 else value for value in mixed]


def test_words_are_forgotten_when_they_are_many(monkeypatch) -> None:
    before = fingerprint("one two three four five six 7")
    monkeypatch.setattr(stories, "_MOST_WORDS", 3)
    stories._word_hashes.clear()
    after = fingerprint("one two three four five six 7")
    assert np.array_equal(before.bands, after.bands)
    assert len(stories._word_hashes) <= 3
