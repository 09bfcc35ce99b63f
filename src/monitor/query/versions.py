"""With which rules the stored articles were read."""

from __future__ import annotations

import ibis
import pandas as pd

from monitor.query.desk import Desk


def versions(desk: Desk) -> pd.DataFrame:
    """The versions of cleaner, annotator (rules and stance model) and dictionary, and the articles of each.

    Returns:
        ``cleaner``, ``annotator``, ``dictionary``, ``articles``, ``first_loaded`` and ``last_loaded`` (UTC);
        most articles first.
    """
    articles = desk.articles
    found = articles.group_by("cleaner", "annotator", "dictionary").agg(
        articles=articles.count(),
        first_loaded=articles.ingested_at.min(),
        last_loaded=articles.ingested_at.max(),
    )
    return desk.frame(found.order_by(ibis.desc("articles"), "cleaner", "annotator", "dictionary"))
