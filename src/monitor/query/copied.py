"""The most copied stories, found without looking at the many that nobody copied.

A story is named after one of its articles. So it has as many copies as articles with another name, or one more
where that one is counted too; and few articles have another name.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

import ibis
import ibis.expr.types as ir

from monitor.query.desk import blank
from monitor.query.prepared import Prepared


def among_many(
    asked: Prepared, what: Hashable, articles: Callable[[], ir.Table], number: int
) -> Prepared | None:
    """The question about the ``number`` most copied stories, with what :func:`of_many` needs.

    Args:
        asked: the question.
        what: tells the articles apart from others of the same question.
        articles: those that count, with ``article_id`` and ``story_id``.
        number: of stories, at least.

    Returns:
        None where stories of a single article may be among them.
    """
    if number < 1:
        return None
    others = asked.arrow(("others", what, number), lambda: _others(articles()).limit(number))
    least = others["others"][number - 1].as_py() if len(others) == number else 0
    # Stories with one other article fewer may have as many copies.
    return asked.naming(least=[str(least - 1)]) if least > 1 else None


def of_many(articles: ir.Table) -> ir.Table:
    """The articles of the stories that may be among the most copied, in a question of :func:`among_many`."""
    others = _others(articles)
    often = others.filter(others.others >= ibis.literal(blank("least")).cast("int64"))
    return articles.semi_join(often, "story_id")


def _others(articles: ir.Table) -> ir.Table:
    """How many articles with another name each story has, the most first."""
    articles = articles.filter(articles.article_id != articles.story_id)
    found = articles.group_by("story_id").agg(others=articles.count())
    return found.order_by(ibis.desc("others"))
