"""What a page counts in its main chart, as a question that the command can ask without drawing anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.errors import FilterError
from monitor.filters import Bucket, Cell, Dimension, Filters, Sound
from monitor.view.view import View


@dataclass(frozen=True, slots=True)
class Chart:
    """The question of a page's main chart, or of the list behind one mark.

    ``cell`` keeps the one row of the answer that a list stands behind; ``without`` names in a sentence each
    thing that the page shows and this one question can't.
    """

    by: tuple[Dimension, ...]
    filters: Filters
    cell: Cell | None = None
    sound: Sound = "tone"
    without: tuple[str, ...] = ()


PLAIN: dict[str, Dimension] = {
    "overview": "actor",
    "actors": "actor",
    "countries": "country",
    "map": "country",
    "sources": "source",
}
"""Pages that rank one dimension."""

_COMPARED: dict[str, Dimension] = {
    "actors": "actor",
    "countries": "country",
    "sources": "source",
    "publishers": "publisher",
}
_TOGETHER: dict[str, tuple[Dimension, Dimension]] = {
    "actors": ("actor", "with_actor"),
    "countries": ("country", "with_country"),
    "both": ("actor", "with_country"),
}


def main_chart(page: str, view: View, bucket: Bucket) -> Chart:
    """What the page with this view counts.

    Args:
        page: its name.
        view: what it shows.
        bucket: the one that the page uses where the view names none.

    Raises:
        FilterError: the page counts nothing.
    """
    if page == "trends":
        return _trends(view, view.bucket or bucket)
    if page == "articles":
        return _articles(view)
    if page == "compare":
        return _compare(view)
    if page == "together":
        return _together(view)
    if page not in PLAIN:
        raise FilterError(f"The page {page} shows no counts. Say with --by what to split its filters by.")
    if view.option("profile"):
        kind, _, key = view.option("profile").partition(":")
        return Chart((_dimension(kind), view.bucket or bucket), _narrowed(view.filters, kind, (key,)))
    # The page of sources tells what was collected, and that is articles.
    filters = replace(view.filters, measure="articles") if page == "sources" else view.filters
    return Chart((PLAIN[page],), filters)


def _trends(view: View, bucket: Bucket) -> Chart:
    """One kind of series; of several kinds the first that is there, actors before countries."""
    series, filters = view.several("series"), view.filters
    sound: Sound = "stance" if view.option("show") == "stance" else "tone"
    if not series:
        kind: Dimension = "country" if filters.countries and not filters.actors else "actor"
        return Chart((kind, bucket), filters, sound=sound)
    kinds = [kind for kind in ("actor", "country") if _of(series, kind)]
    if not kinds:
        return Chart((bucket,), filters, sound=sound, without=_left_out(series, ""))
    narrowed = _narrowed(filters, kinds[0], _of(series, kinds[0]))
    return Chart((_dimension(kinds[0]), bucket), narrowed, sound=sound, without=_left_out(series, kinds[0]))


def _left_out(series: Sequence[str], printed: str) -> tuple[str, ...]:
    others = [thing for thing in series if not thing.startswith(f"{printed}:")]
    if not others:
        return ()
    said = "The page draws more series than one answer holds. Not among these numbers: "
    return (said + ", ".join(others) + ". Links with actors alone or countries alone print all of theirs.",)


def _articles(view: View) -> Chart:
    """The number over the list: of all that passes, or of the mark that was clicked."""
    cell = view.cell or Cell()
    by: tuple[Dimension, ...] = (*cell.dimensions(), cell.bucket) if cell.bucket else cell.dimensions()
    narrow = [name for name in ("tone", "story") if getattr(cell, name, None) is not None]
    without = tuple(
        f"The list is narrowed by its {name} (in_{name}), which no count is split by; these numbers are not."
        for name in narrow
    )
    return Chart(by, view.filters, view.cell, without=without)


def _compare(view: View) -> Chart:
    """The members of both sides, one by one."""
    versus, filters = view.option("versus"), view.filters
    for kind in ("actor", "country"):
        if subject := _of(view.several("subject"), kind):
            filters = _narrowed(filters, kind, subject)
    without = ("The page adds up the members of each side; these are the numbers of each member.",)
    if versus not in _COMPARED:
        periods = "The periods of the page are not in these numbers; count each with --from and --to."
        return Chart((), filters, without=(periods,))
    by = _COMPARED[versus]
    members = _of((*view.several("left"), *view.several("right")), by)
    return Chart((by,), _narrowed(filters, by, members) if members else filters, without=without)


def _together(view: View) -> Chart:
    """How often one is named with the other; the expected number is the page's own."""
    among = view.option("among")
    by = _TOGETHER[among]
    members = _of(view.several("members"), by[0])
    without = ("The page compares with the number to expect by chance; this is the number observed.",)
    filters = replace(view.filters, actors=(), countries=(), country_role="mentioned", measure="stories")
    return Chart(by, _narrowed(filters, by[0], members) if members else filters, without=without)


def _of(things: Sequence[str], kind: str) -> tuple[str, ...]:
    """The ids of one kind among ``kind:id``."""
    return tuple(key for one, _, key in (thing.partition(":") for thing in things) if one == kind)


def _dimension(kind: str) -> Dimension:
    return "country" if kind == "country" else "actor"


def _narrowed(filters: Filters, kind: str, chosen: tuple[str, ...]) -> Filters:
    """The filters with another choice of one kind; publishers are chosen by none."""
    if kind == "actor":
        return replace(filters, actors=chosen)
    if kind == "country":
        return replace(filters, countries=chosen)
    return replace(filters, sources=chosen) if kind == "source" else filters
