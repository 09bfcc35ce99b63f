"""The most copied stories, found without looking at the many that nobody copied.

A story is named after one of its articles. So it has as many copies as articles with another name, or one more
where that one is counted too; and few articles have another name.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from monitor.query.desk import blank
from monitor.query.prepared import Prepared

_FEW = 4
"""Times as many stories as are asked for are looked at, for those that are copied as often as the last one."""


@dataclass(frozen=True, slots=True)
class Copied:
    """Where the most copied stories are found: among ``stories`` (``story_id`` and the ``day`` of one of their
    articles), if these are few; in ``many``, the question with what :func:`of_many` needs, in any case."""

    stories: pa.Table | None
    many: Prepared


def most_copied(
    asked: Prepared, what: Hashable, articles: Callable[[], ir.Table], number: int
) -> Copied | None:
    """Where the ``number`` most copied stories of a question are found.

    Args:
        asked: the question.
        what: tells the articles apart from others of the same question.
        articles: those that count, with ``article_id``, ``story_id`` and ``day``.
        number: of stories, at least.

    Returns:
        None where stories of a single article may be among them.
    """
    if number < 1:
        return None
    looked = _FEW * number
    others = asked.arrow(("others", what, looked), lambda: _others(articles()).limit(looked))
    least = others["others"][number - 1].as_py() if len(others) >= number else 0
    if least <= 1:
        return None
    # Stories with one other article fewer may have as many copies.
    stories = others.filter(pc.greater_equal(others["others"], least - 1))
    are_all = len(stories) < looked
    return Copied(stories if are_all else None, asked.naming(least=[str(least - 1)]))


def of_many(articles: ir.Table) -> ir.Table:
    """The articles of the stories that may be among the most copied, in a question of :func:`most_copied`."""
    others = _others(articles)
    often = others.filter(others.others >= ibis.literal(blank("least")).cast("int64"))
    return articles.semi_join(often, "story_id")


def _others(articles: ir.Table) -> ir.Table:
    """How many articles with another name each story has, the most first."""
    articles = articles.filter(articles.article_id != articles.story_id)
    found = articles.group_by("story_id").agg(others=articles.count(), day=articles.day.min())
    return found.order_by(ibis.desc("others"))
