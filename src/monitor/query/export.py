"""The rows behind a filter, as a stream: articles with their texts, or their mentions."""

from __future__ import annotations

import pyarrow as pa

from monitor.filters import Exported, Filters
from monitor.query.desk import Desk
from monitor.query.passing import passing

_ARTICLE_COLUMNS = (
    "article_id",
    "url",
    "source",
    "source_country",
    "language",
    "title",
    "text",
    "title_only",
    "published_at",
    "published_raw",
    "date_from",
    "credit",
    "story_id",
    "title_tone",
    "about",
    "gdelt_tone",
    "gdelt_places",
)


def export(desk: Desk, filters: Filters, what: Exported) -> pa.RecordBatchReader:
    """The articles that pass, or all mentions in them.

    Returns:
        A stream in the order of days: the columns of ``articles`` that do not speak of the store's own work,
        or the columns of ``mentions``. Memory does not grow with the number of rows.

    Raises:
        FilterError: the search can't be understood.
    """
    articles = passing(desk, filters)
    if what == "articles":
        whole = desk.articles.semi_join(articles, "article_id")
        return desk.stream(whole.select(*_ARTICLE_COLUMNS).order_by("published_at", "article_id"))
    mentions = desk.mentions.semi_join(articles, "article_id")
    return desk.stream(mentions.order_by("day", "article_id", "in_title", "start"))
