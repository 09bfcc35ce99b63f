"""Who is named together: how many stories name each of some actors and countries, and each two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
import pandas as pd

from monitor.filters import Cell, Filters
from monitor.query.desk import Desk, blank
from monitor.query.passing import narrowed, passing
from monitor.query.prepared import Prepared
from monitor.query.tallied import tallied


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
    known = [member.partition(":")[::2] for member in members]
    asked = Prepared.of(desk, filters).naming(**{_member(at): [key] for at, (_, key) in enumerate(known)})
    quick = tallied(desk, filters, (), ("stories",))
    total = int(asked.row("total", lambda: _total(asked))["total"] if quick is None else quick.iloc[0, 0])
    if not members:
        return Together(total, pd.DataFrame({"first": [], "second": [], "count": []}, dtype="int64"))
    kinds = tuple(kind for kind, _ in known)
    return Together(total, asked.frame(("pairs", kinds), lambda: _pairs(asked, kinds)))


def _member(place: int) -> str:
    """The name of the blank in which a member's id stands."""
    return f"member_{place}"


def _total(asked: Prepared) -> ir.Table:
    articles = passing(asked.desk, asked.filters)
    return articles.agg(total=articles.story_id.nunique())


def _pairs(asked: Prepared, kinds: Sequence[str]) -> ir.Table:
    """How many stories name the members of each two places in one article."""
    keys = [blank(_member(at)) for at in range(len(kinds))]
    rows = asked.desk.occurrences
    # By the entities alone first: rows are skipped by them.
    rows = rows.filter(rows.leads, rows.entity.isin(keys))
    rows = narrowed(asked.desk, rows, asked.filters, leading=True)
    are_they = [(rows.kind == kind) & (rows.entity == key) for kind, key in zip(kinds, keys, strict=True)]
    place = ibis.cases(*((is_it, ibis.literal(at, "int64")) for at, is_it in enumerate(are_they)))
    named = rows.select("article_id", "story_id", place=place).filter(lambda row: row.place.notnull())
    other = named.view().select("article_id", second="place")
    pairs = named.inner_join(other, "article_id")
    pairs = pairs.filter(pairs.place <= pairs.second)
    found = pairs.group_by(first=pairs.place, second=pairs.second).agg(count=pairs.story_id.nunique())
    return found.order_by("first", "second")
