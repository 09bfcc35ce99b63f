"""Articles to measure with, as many as asked for: real sentences in new orders and with other words in them, so
that lengths, names and marks are those of news, and only the reprints that are meant to be are near-copies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.speed.reading import Bench
from monitor.annotate.sentences import split_sentences

POOL_ARTICLES = 5_000
"""Real articles whose sentences are the pool."""
PER_DAY = 4_000
REPRINTED = 0.1
SENTENCES = (2.75, 0.5)
"""Mean and spread of the logarithm of an article's number of sentences: 17 on average, a few have sixty."""
PARAGRAPH = 3
EXCHANGED = 0.5
"""Of the long words without a capital: so many that sentences used twice share few runs of five words."""
LONG = 5
_PART = 10_000
_FIRST_DAY = np.datetime64(date(2022, 1, 1), "D")


def news(bench: Bench, articles: int) -> Path:
    """A Parquet file of so many articles, in the order of their days; kept in the folder of the benchmark.

    Raises:
        FileNotFoundError: the real articles are not there.
    """
    path = bench.folder / f"news-{articles}.parquet"
    if not path.exists():
        real = bench.corpora / "allsides_articles" / "dev.parquet"
        if not real.exists():
            raise FileNotFoundError(2, "no such file", str(real))
        fresh = path.with_suffix(".new")
        with pq.ParquetWriter(fresh, _SCHEMA, compression="zstd") as writer:
            for part in _parts(_Pool(real), articles):
                writer.write_table(part)
        fresh.rename(path)
    return path


_SCHEMA = pa.schema([(name, pa.string()) for name in ("url", "source", "title", "date", "text")])


class _Pool:
    def __init__(self, real: Path) -> None:
        table = pq.read_table(real, columns=["source", "title", "text"]).slice(0, POOL_ARTICLES)
        sentences = [
            text[start:end]
            for text in table["text"].to_pylist()
            for start, end in split_sentences(text)
            if 20 < end - start < 400 and "\n" not in text[start:end]
        ]
        self.sentences = pa.array(sentences, pa.string())
        self.words = sorted({word for text in sentences for word in text.split(" ") if _is_common(word)})
        self.titles = table["title"].combine_chunks()
        self.sources = pc.unique(table["source"])


def _parts(pool: _Pool, articles: int) -> Iterator[pa.Table]:
    for first in range(0, articles, _PART):
        yield _part(pool, first, min(_PART, articles - first))


def _is_common(word: str) -> bool:
    return len(word) >= LONG and word.islower() and word.isalpha()


def _part(pool: _Pool, first: int, count: int) -> pa.Table:
    chance = np.random.default_rng(first)
    lengths = np.maximum(3, np.exp(chance.normal(*SENTENCES, count))).astype(np.int64)
    texts = [_text(pool, chance, length) for length in lengths]
    for copy in np.flatnonzero(chance.random(count) < REPRINTED):
        texts[copy] = f"{texts[chance.integers(0, count)]} Reprint {copy}."
    numbers = np.arange(first, first + count)
    days = _FIRST_DAY + numbers // PER_DAY
    names = pc.cast(pa.array(numbers), pa.string())
    columns = {
        "url": pc.binary_join_element_wise(pa.scalar("https://news.example/"), names, ""),
        "source": pool.sources.take(pa.array(chance.integers(0, len(pool.sources), count))),
        "title": pool.titles.take(pa.array(chance.integers(0, len(pool.titles), count))),
        "date": pa.array(np.datetime_as_string(days, unit="D")),
        "text": pa.array(texts),
    }
    return pa.table(columns, schema=_SCHEMA)


def _text(pool: _Pool, chance: np.random.Generator, sentences: int) -> str:
    chosen = pool.sentences.take(pa.array(chance.integers(0, len(pool.sentences), sentences))).to_pylist()
    text = "\n\n".join(" ".join(chosen[i : i + PARAGRAPH]) for i in range(0, len(chosen), PARAGRAPH))
    words = text.split(" ")
    others = chance.integers(0, len(pool.words), len(words)).tolist()
    exchanged = (chance.random(len(words)) < EXCHANGED).tolist()
    return " ".join(
        pool.words[other] if is_exchanged and _is_common(word) else word
        for word, other, is_exchanged in zip(words, others, exchanged, strict=True)
    )
