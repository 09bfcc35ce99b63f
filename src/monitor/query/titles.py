"""What the articles of a page are called: looked up by their ids in the days on which they lie.

A list of millions is put in order without a title; joined with the articles, it would read all of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir
import pandas as pd

from monitor.query.desk import blank
from monitor.query.passing import in_period
from monitor.query.prepared import Prepared
from monitor.query.storydays import MOST, blanks_of, on_days, padded


def titled(asked: Prepared, page: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The rows of a page, in their order, with columns of the articles that they stand for.

    Args:
        asked: the question whose page it is.
        page: ``article_id`` and the ``day`` of that article, with other columns.
        columns: of ``articles``.
    """
    days = () if page["day"].isna().any() else padded(page["day"], MOST)
    named = asked.naming(called=page["article_id"].tolist(), **blanks_of(days))

    def question() -> ir.Table:
        articles = on_days(in_period(named.desk.articles, named.filters), len(days))
        return articles.filter(articles.article_id.isin([blank("called")])).select("article_id", *columns)

    return page.merge(named.frame(("titles", tuple(columns), len(days)), question), on="article_id")
