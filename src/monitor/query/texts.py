"""The texts behind a filter, newest first, as a stream that stops where it is told to."""

from __future__ import annotations

import ibis
import pyarrow as pa

from monitor.filters import Filters
from monitor.query.desk import Desk
from monitor.query.passing import passing

COLUMNS = ("article_id", "story_id", "language", "title", "text")


def texts(desk: Desk, filters: Filters, limit: int) -> pa.RecordBatchReader:
    """The newest ``limit`` articles that pass, undated ones last; in no order within.

    Returns:
        A stream of ``article_id, story_id, language, title, text``; memory does not grow with the texts.

    Raises:
        FilterError: the search can't be understood.
    """
    found = passing(desk, filters)
    # Which ones is decided on narrow columns: texts in a sort would fill the memory.
    newest = found.order_by(ibis.desc("published_at", nulls_first=False), "article_id").limit(limit)
    return desk.stream(desk.articles.semi_join(newest, "article_id").select(*COLUMNS))
