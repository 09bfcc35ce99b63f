"""A store of millions of invented articles, written straight to its tables: for readings of speed."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from monitor.demo.bulk import plan, rows
from monitor.pipeline.daily import daily
from monitor.store.schema import TABLES
from monitor.store.store import Snapshot, Store

_WRITTEN = ("articles", "mentions", "raw")


def build_bulk(
    store: Store,
    articles: int,
    *,
    days: int | None = None,
    seed: int = 7,
    on_progress: Callable[[int, int], None] | None = None,
) -> Snapshot:
    """Fill a new store with ``articles`` invented articles, in one commit.

    It is a store like any other but for the near-copy index and the lines of furniture, which are left empty:
    what is loaded into it later is never a copy of what is there.

    Args:
        store: where nothing is yet.
        articles: how many.
        days: over how many days; by default about 10,000 articles on each.
        seed: another one gives other articles.
        on_progress: called with the articles written and their number.

    Raises:
        InputError: no article or no day; StoreError: the store can't be written.
    """
    written = 0
    with store.change("demo") as change:
        for tables in rows(plan(articles, days, seed=seed)):
            for name in _WRITTEN:
                change.append(name, _complete(name, tables[name]))
            change.append("daily", daily(_complete("articles", tables["articles"]), tables["mentions"]))
            written += len(tables["articles"])
            if on_progress:
                on_progress(written, articles)
    return store.snapshot()


def _complete(name: str, table: pa.Table) -> pa.Table:
    """The rows in all columns of the table; what the bulk does not say is null."""
    columns = [
        table[field.name] if field.name in table.column_names else pa.nulls(len(table), field.type)
        for field in TABLES[name]
    ]
    return pa.table(columns, names=TABLES[name].names)
