"""What could not be read, and what could be read but not dated."""

from __future__ import annotations

from dataclasses import replace

import ibis
import ibis.expr.types as ir
import pandas as pd

from monitor.filters import Filters
from monitor.query.desk import Desk
from monitor.query.passing import passing
from monitor.query.prepared import Prepared


def quarantine(desk: Desk, offset: int = 0, limit: int = 50) -> tuple[int, pd.DataFrame]:
    """One page of the quarantine, the newest first.

    Returns:
        How many rows there are, and the page: ``quarantine_id``, ``file``, ``line``, ``reason``, ``excerpt``,
        ``at``.
    """
    rows = desk.quarantine
    ordered = rows.order_by(ibis.desc("at"), "file", ibis.asc("line", nulls_first=True), "quarantine_id")
    return _count(desk, rows), desk.frame(ordered.limit(limit, offset=offset))


def reasons(desk: Desk) -> pd.DataFrame:
    """Why inputs could not be read, the most frequent reason first.

    Returns:
        ``reason`` (numbers and quoted words in it written as …, so that like reasons are one), ``inputs``,
        ``files``, ``last`` (when the newest came).
    """
    return desk.shaped("reasons", lambda: _alike(desk.quarantine), {}).to_pandas()


def _alike(rows: ir.Table) -> ir.Table:
    sums = rows.group_by(reason=rows.reason.re_replace(_PARTICULARS, "…")).agg(
        inputs=rows.count(), files=rows.file.nunique(), last=rows["at"].max()
    )
    return sums.order_by(ibis.desc("inputs"), "reason")


_PARTICULARS = r"'[^']*'|\"[^\"]*\"|“[^”]*”|[0-9][0-9.,:]*[0-9]|[0-9]"


def undated(desk: Desk, filters: Filters, offset: int = 0, limit: int = 50) -> tuple[int, pd.DataFrame]:
    """One page of the articles without a date, by source and title; the filters' period is left out.

    Returns:
        How many there are, and the page: ``article_id``, ``source``, ``language``, ``title``, ``url``,
        ``published_raw`` (the date as it came), ``origin`` (file and line), ``ingested_at``.

    Raises:
        FilterError: the search can't be understood.
    """
    asked = Prepared.of(desk, replace(filters, start=None, end=None))
    asked = asked.naming(**{table: [desk.undated(table)] for table in ("articles", "occurrences")})
    shown = ("title", "url", "published_raw", "origin", "ingested_at")

    def rows() -> ir.Table:
        articles = passing(asked.desk, asked.filters, *shown)
        return articles.filter(articles.day.isnull()).select("article_id", "source", "language", *shown)

    number = asked.row("number of undated", lambda: (told := rows()).agg(rows=told.count()))["rows"]
    page = asked.frame(
        ("undated", offset, limit),
        lambda: rows().order_by("source", "title", "article_id").limit(limit, offset=offset),
    )
    return int(number), page


def _count(desk: Desk, rows: ibis.Table) -> int:
    return int(desk.row(rows.agg(rows=rows.count()))["rows"])
