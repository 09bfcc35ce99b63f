"""Articles and their mentions become their share of the daily aggregates."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from monitor.store.schema import DAILY

_KEYS = ["day", "source", "source_country", "language", "kind", "entity"]
_NUMBERS = ["articles", "mentions", "title_only"]


def daily(articles: pa.Table, mentions: pa.Table, sign: int = 1) -> pa.Table:
    """What the articles add to the daily aggregates; with ``sign`` −1, what they take back.

    Args:
        articles: rows of ``articles``.
        mentions: their rows of ``mentions``.
    """
    whole = articles.select(["article_id", "day", "source", "source_country", "language"]).append_column(
        "title_only", pc.cast(articles["title_only"], pa.int64())
    )
    named = mentions.group_by(["article_id", "kind", "entity"]).aggregate([([], "count_all")])
    rows = pa.concat_tables(
        [
            _counted(whole, kind="", entity="", mentions=0),
            _counted(named.rename_columns({"count_all": "mentions"}).join(whole, "article_id")),
        ]
    )
    return _summed(rows, sign)


def netted(rows: pa.Table) -> pa.Table:
    """Rows of the daily aggregates added up, without those that come to nothing."""
    sums = _summed(rows)
    said = [pc.not_equal(sums[name], 0) for name in _NUMBERS]
    return sums.filter(pc.or_(pc.or_(said[0], said[1]), said[2]))


def _summed(rows: pa.Table, sign: int = 1) -> pa.Table:
    sums = rows.group_by(_KEYS).aggregate([(name, "sum") for name in _NUMBERS])
    signed = {name: pc.multiply(sums[f"{name}_sum"], sign) for name in _NUMBERS}
    return pa.table({**{key: sums[key] for key in _KEYS}, **signed}).select(DAILY.names).cast(DAILY)


def _counted(rows: pa.Table, **constants: str | int) -> pa.Table:
    """The rows in the columns of the aggregates, each one article; ``constants`` fill missing columns."""
    for name, value in {"articles": 1, **constants}.items():
        column = pa.array([value] * len(rows), pa.string() if isinstance(value, str) else pa.int64())
        rows = rows.append_column(name, column)
    return rows.select([*_KEYS, *_NUMBERS])
