"""Who is named together: how many stories name each of some actors and countries, and each two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import ibis
import pandas as pd

from monitor.filters import Cell, Filters
from monitor.query.desk import Desk
from monitor.query.passing import in_period, passing


@dataclass(frozen=True, eq=False)
class Together:
    """``total`` stories pass; ``pairs`` has one row for each two members that any of them names together.

    Columns: ``first``, ``second`` (places of the members, ``first`` ≤ ``second``) and ``count``: stories with
    at least one article that names both; for a member with itself, those that name it.
    """

    total: int
    pairs: pd.DataFrame


def members_filters(filters: Filters, members: Sequence[str]) -> Filters:
    """The filters under which members are counted: their own kind is not chosen from, and stories count.

    An actor in the sidebar would otherwise leave nothing but that actor's own stories to compare with.
    """
    kinds = {member.partition(":")[0] for member in members}
    if "actor" in kinds:
        filters = replace(filters, actors=())
    if "country" in kinds:
        filters = replace(filters, countries=(), country_role="mentioned")
    return replace(filters, measure="stories")


def pair_cell(first: str, second: str) -> Cell:
    """What is counted where two members (``actor:…``, ``country:…``) meet; a member with itself is alone."""
    one, _, first_id = first.partition(":")
    two, _, second_id = second.partition(":")
    if (one, two) == ("country", "actor"):
        return pair_cell(second, first)
    named = {one: first_id} if first == second else {one: first_id, f"with_{two}": second_id}
    return Cell(**named)  # type: ignore[arg-type]  # kinds name fields of Cell


def together(desk: Desk, filters: Filters, members: Sequence[str]) -> Together:
    """Count the stories that name each two of the members in one article, in one question for all of them.

    Args:
        desk: the open snapshot.
        filters: which articles pass; make them with :func:`members_filters`.
        members: ``actor:…`` and ``country:…``, each once.

    Raises:
        FilterError: the search can't be understood.
    """
    articles = passing(desk, filters).select("article_id", "story_id")
    total = int(desk.row(articles.agg(total=articles.story_id.nunique()))["total"])
    if not members:
        return Together(total, pd.DataFrame({"first": [], "second": [], "count": []}, dtype="int64"))
    mentions = in_period(desk.mentions.select("article_id", "day", "kind", "entity"), filters)
    known = [
        (place, *member.partition(":")[::2]) for place, member in enumerate(members)
    ]  # the place, the kind, the id
    asked = [(mentions.kind == kind) & (mentions.entity == key) for _, kind, key in known]
    place = ibis.cases(
        *((is_it, ibis.literal(at, "int64")) for is_it, (at, *_) in zip(asked, known, strict=True))
    )
    named = (
        mentions.filter(reduce(lambda one, two: one | two, asked)).select("article_id", place=place).distinct()
    )
    named = named.inner_join(articles, "article_id").select("article_id", "story_id", "place")
    other = named.view().select("article_id", second="place")
    pairs = named.inner_join(other, "article_id")
    pairs = pairs.filter(pairs.place <= pairs.second)
    found = pairs.group_by(first=pairs.place, second=pairs.second).agg(count=pairs.story_id.nunique())
    return Together(total, desk.frame(found.order_by("first", "second")))
