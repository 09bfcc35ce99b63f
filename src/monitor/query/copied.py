"""The most copied stories, found without looking at the many that nobody copied.

A story is named after one of its articles. So it has as many copies as articles with another name, or one more
where that one is counted too; and few articles have another name.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from monitor.query.desk import blank
from monitor.query.prepared import Prepared

_FEW = 4
"""Times as many stories as are asked for are looked at, for those that are copied as often as the last one."""


class Articles(Protocol):
    """Gives the articles that a question counts, with ``article_id``, ``story_id`` and ``day``."""

    def __call__(self, *, copies: bool) -> ir.Table:
        """``copies``: True where those after which their story is named may be left out."""


@dataclass(frozen=True, slots=True)
class Copied:
    """Where the most copied stories are found: among ``stories`` (``story_id`` and the ``day`` of one of their
    articles), if these are few; in ``many``, the question with what :func:`of_many` needs, in any case."""

    stories: pa.Table | None
    many: Prepared


def most_copied(asked: Prepared, what: Hashable, articles: Articles, number: int) -> Copied | None:
    """Where the ``number`` most copied stories of a question are found.

    Args:
        asked: the question.
        what: tells the articles apart from others of the same question.
        articles: gives those that count.
        number: of stories, at least.

    Returns:
        None where stories of a single article may be among them.
    """
    if number < 1:
        return None
    looked = _FEW * number
    others = asked.arrow(("others", what, looked), lambda: _others(articles).limit(looked))
    least = others["others"][number - 1].as_py() if len(others) >= number else 0
    if least <= 1:
        return None
    # Stories with one other article fewer may have as many copies.
    stories = others.filter(pc.greater_equal(others["others"], least - 1))
    are_all = len(stories) < looked
    return Copied(stories if are_all else None, asked.naming(least=[str(least - 1)]))


def of_many(articles: Articles) -> ir.Table:
    """The articles of the stories that may be among the most copied, in a question of :func:`most_copied`."""
    others = _others(articles)
    often = others.filter(others.others >= ibis.literal(blank("least")).cast("int64"))
    return articles(copies=False).semi_join(often, "story_id")


def _others(articles: Articles) -> ir.Table:
    """How many articles with another name each story has, the most first."""
    copies = articles(copies=True)
    copies = copies.filter(copies.article_id != copies.story_id)
    found = copies.group_by("story_id").agg(others=copies.count(), day=copies.day.min())
    return found.order_by(ibis.desc("others"))
