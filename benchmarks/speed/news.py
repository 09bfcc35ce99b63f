"""Articles to measure with, as many as asked for: real sentences in new orders, so that lengths, names and
marks are those of news and no two articles are near-copies but the reprints that are meant to be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
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
_PART = 10_000
_FIRST_DAY = np.datetime64(date(2022, 1, 1), "D")

Numbers = npt.NDArray[np.int64]


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
        self.titles = table["title"].combine_chunks()
        self.sources = pc.unique(table["source"])


def _parts(pool: _Pool, articles: int) -> Iterator[pa.Table]:
    for first in range(0, articles, _PART):
        yield _part(pool, first, min(_PART, articles - first))


def _part(pool: _Pool, first: int, count: int) -> pa.Table:
    chance = np.random.default_rng(first)
    lengths = np.maximum(3, np.exp(chance.normal(*SENTENCES, count))).astype(np.int64)
    chosen = [chance.integers(0, len(pool.sentences), length) for length in lengths]
    for copy in np.flatnonzero(chance.random(count) < REPRINTED):
        chosen[copy] = chosen[chance.integers(0, count)]
    numbers = np.arange(first, first + count)
    days = _FIRST_DAY + numbers // PER_DAY
    names = pc.cast(pa.array(numbers), pa.string())
    sources = pool.sources.take(pa.array(chance.integers(0, len(pool.sources), count)))
    columns = {
        "url": pc.binary_join_element_wise(pa.scalar("https://news.example/"), names, ""),
        "source": sources,
        "title": pool.titles.take(pa.array(chance.integers(0, len(pool.titles), count))),
        "date": pa.array(np.datetime_as_string(days, unit="D")),
        "text": pa.array([_text(pool.sentences, item) for item in chosen]),
    }
    return pa.table(columns, schema=_SCHEMA)


def _text(sentences: pa.StringArray, chosen: Numbers) -> str:
    words = sentences.take(pa.array(chosen)).to_pylist()
    return "\n\n".join(" ".join(words[i : i + PARAGRAPH]) for i in range(0, len(words), PARAGRAPH))
