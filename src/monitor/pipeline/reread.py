"""The dictionary changed: every stored article is read again, in one commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from monitor.pipeline.daily import daily
from monitor.pipeline.prepare import Workshop
from monitor.settings import Settings
from monitor.store.schema import DAILY, MENTIONS
from monitor.store.store import Store

PART_ARTICLES = 1_000


def retag(settings: Settings, *, on_progress: Callable[[int, int], None] | None = None) -> int:
    """Annotate all stored articles with the dictionary as it is now.

    Texts, stories and what was removed stay. Readers see the old answers until the new ones are whole; loads
    wait for their turn.

    Args:
        on_progress: called with the articles done and their total.

    Returns:
        The number of articles.

    Raises:
        DictionaryError: a mistake in the dictionary files; StoreError: no store, or it can't be written.
    """
    store = Store(settings.store)
    zone = store.snapshot().time_zone
    workshop = Workshop.open(settings.actors, settings.countries, zone)
    with (
        store.change("retag", time_zone=zone, dictionary=workshop.dictionary) as change,
        TemporaryDirectory() as folder,
    ):
        files = change.files("articles")
        total = sum(int(pq.read_metadata(file).num_rows) for file in files)
        spool = Path(folder) / "mentions.parquet"
        sums = [DAILY.empty_table()]

        def read_again(mentions: pq.ParquetWriter) -> Iterator[pa.Table]:
            done = 0
            for part in _parts(files):
                articles, found = workshop.retag(part)
                mentions.write_table(found)
                sums.append(daily(articles, found))
                done += len(articles)
                if on_progress:
                    on_progress(done, total)
                yield articles

        with pq.ParquetWriter(spool, MENTIONS) as writer:
            change.rewrite("articles", read_again(writer))
        change.rewrite("mentions", _parts([str(spool)]))
        change.rewrite("daily", [pa.concat_tables(sums)])
        change.detail["retagged"] = total
    return total


def _parts(files: list[str]) -> Iterator[pa.Table]:
    for file in files:
        with pq.ParquetFile(file) as parquet:
            for batch in parquet.iter_batches(PART_ARTICLES):
                yield pa.Table.from_batches([batch])
