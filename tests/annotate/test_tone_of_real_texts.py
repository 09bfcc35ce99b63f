"""The tone of real sentences is that of the library, wherever real texts are at hand.

A share of all texts is read, spread over all sets; ``MONITOR_ALL_TEXTS=1`` reads every one of them.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from monitor.annotate.sentences import split_sentences
from monitor.annotate.tone import score, scores
from monitor.settings import PROJECT

CORPORA = Path(os.environ.get("MONITOR_CORPORA") or PROJECT.parent / "shared" / "corpora")
ALL = os.environ.get("MONITOR_ALL_TEXTS") == "1"
FIELDS = ("title", "text", "description", "content", "snippet", "summary")
LONGEST = 2_000
"""Characters of a sentence; the library reads every one of them, and tables come as one."""

TEXTS = 50
SENTENCES = 20
"""So many texts of a set, and sentences of a text, unless all are read."""

LIBRARY = SentimentIntensityAnalyzer()
FILES = sorted(CORPORA.glob("*/*.jsonl*")) + sorted(CORPORA.glob("*/*.parquet"))


def texts(file: Path) -> Iterator[str]:
    for row in rows(file):
        yield from (str(row[field]) for field in FIELDS if isinstance(row.get(field), str) and row[field])


def rows(file: Path) -> Iterator[dict[str, object]]:
    if file.suffix == ".parquet":
        for batch in pq.ParquetFile(file).iter_batches(1_000, columns=["title", "text"]):
            yield from batch.to_pylist()
        return
    with gzip.open(file, "rt", "utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@pytest.mark.corpora
@pytest.mark.skipif(not FILES, reason="no real texts: MONITOR_CORPORA names their folder")
@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_equal_to_the_library(file: Path) -> None:
    for text in islice(texts(file), None if ALL else TEXTS):
        spans = [span for span in split_sentences(text) if span[1] - span[0] <= LONGEST]
        spans = spans if ALL else spans[:SENTENCES]
        found = [text[start:end] for start, end in spans]
        expected = [LIBRARY.polarity_scores(sentence)["compound"] for sentence in found]
        assert [score(sentence) for sentence in found] == expected
        assert scores(text, spans) == expected
