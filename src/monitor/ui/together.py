"""Who is named together: the members, their pairs, and both pictures of the same numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from monitor.charts.matrix import matrix
from monitor.charts.network import drawn_pairs, network
from monitor.filters import Cell, Filters
from monitor.query.compare import frequent
from monitor.query.together import members_filters, pair_cell, together
from monitor.query.totals import summary
from monitor.trends.association import alike_together, expected, for_all, ratio_interval, too_few
from monitor.trends.intervals import FEW
from monitor.ui import words
from monitor.ui.controls import pick_several, switch, thing_name
from monitor.ui.data import Data
from monitor.ui.evidence import INKS
from monitor.ui.panel import Column, Panel, draw, quiet_text
from monitor.ui.panels import nothing
from monitor.ui.state import current

PAGE = "together"
FIRST_MEMBERS = 12
"""So many members stand beside each other where the reader chose none: the most frequent."""
KINDS = {"actors": ("actor",), "countries": ("country",), "both": ("actor", "country")}
_WIDEST_LOG = 3.0  # a pair eight times as frequent as by chance is as alike as can be

RATIO_HELP = (
    "Stories that name both, divided by the number expected if those that name either were spread by chance "
    "over all stories. Long stories name more of everything, so ratios lean above 1: compare them with each "
    "other."
)
_INTERVAL_NOTE = (
    "Interval of the ratio: a score interval in the manner of Wilson (1927), with the chance in all three "
    "numbers of stories. Lines of the network and the words “more” and “less” hold with 95 % for all pairs at "
    "once (Bonferroni)."
)
VERDICTS = {"more": "more often", "less": "more rarely", "unsure": "can’t tell", "few": "too few to judge"}


def choose_members() -> None:
    """Draw the switches of the page: among whom, and how it is drawn."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        switch("among", "Among", {"actors": "Actors", "countries": "Countries", "both": "Both"})
        switch("drawn", "Drawn as", {"matrix": "Matrix", "network": "Network"})


def pick_members(data: Data) -> None:
    """Draw the picker of the members."""
    pick_several(
        "members",
        "Members",
        data,
        ("actor", "country"),
        "Those chosen in the sidebar, and the most frequent",
        help="Up to 20 actors and countries. Without a choice, those in the sidebar and the most frequent "
        "stand beside each other.",
    )


def members(data: Data) -> tuple[tuple[str, ...], str]:
    """Who stand beside each other, and what is to be said of the choice; most frequent first."""
    view = current()
    if own := view.several("members"):
        return own, ""
    filters, kinds = view.filters, KINDS[view.option("among")]
    from_sidebar = [
        f"{kind}:{key}"
        for kind, chosen in (("actor", filters.actors), ("country", filters.countries))
        if kind in kinds
        for key in chosen
    ]
    free = members_filters(filters, [f"{kind}:" for kind in kinds])
    each = FIRST_MEMBERS // len(kinds)
    found = [f"{kind}:{key}" for kind in kinds for key in data.ask(frequent, free, kind, each)]
    chosen = tuple(dict.fromkeys([*from_sidebar, *found]))[: max(FIRST_MEMBERS, len(from_sidebar))][:20]
    said = f"No members were chosen: these are the {current().option('among')} in the most stories"
    if view.option("among") == "both":
        said = "No members were chosen: these are the actors and the countries in the most stories"
    if from_sidebar:
        said += ", with those chosen in the sidebar, which are members here and no filter"
    return chosen, f"{said}."


def show_together(data: Data) -> None:
    """Draw the picture that was chosen, and the table of pairs under it."""
    chosen, said = members(data)
    filters = members_filters(current().filters, chosen)
    if said:
        quiet_text(said)
    if len(chosen) < 2:
        if not data.ask(summary, filters).stories:
            nothing(data, filters)
        else:
            quiet_text("Choose two members or more: one alone is named together with nobody.")
        return
    rows = pair_rows(data, filters, chosen)
    if not rows["observed"].any():
        nothing(data, filters)
        return
    cells = [pair_cell(row["first"], row["second"]) for row in rows.to_dict("records")]
    draw(_picture(data, filters, rows, cells))
    draw(_table(filters, rows))


def pair_rows(data: Data, filters: Filters, chosen: Sequence[str]) -> pd.DataFrame:
    """Members with themselves and in pairs, as charts and tables have them; those alike lie together.

    Returns:
        ``first``, ``second`` (``kind:id``), ``first_name``, ``second_name``, ``observed`` (stories that name
        both), ``first_count``, ``second_count``, ``total``, ``expected``, ``ratio``, ``low``, ``high``, ``few``
        (too few to judge), ``sure`` (surely more often than by chance) and ``verdict``.
    """
    found = data.ask(together, filters, tuple(chosen))
    square = np.zeros((len(chosen), len(chosen)), dtype=np.int64)
    for first, second, count in found.pairs.itertuples(index=False):
        square[first, second] = square[second, first] = count
    alone, places = np.diag(square), np.triu_indices(len(chosen), 1)
    order = alike_together(_likeness(square, alone, found.total))
    rank = {place: number for number, place in enumerate(order)}
    both = [*((place, place) for place in order), *_in_order(places, rank)]
    first, second = (np.array(side) for side in zip(*both, strict=True))
    observed, pairs = square[first, second], first != second
    chance = np.where(pairs, expected(alone[first], alone[second], found.total), np.nan)
    few = pairs & too_few(observed, chance)
    margins = (observed, alone[first], alone[second], found.total)
    low, high = ratio_interval(*margins)
    sure_low, sure_high = ratio_interval(*margins, level=for_all(len(places[0])))
    more, less = pairs & ~few & (sure_low > 1), pairs & ~few & (sure_high < 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = observed / chance
    names = [thing_name(member, data.names) for member in chosen]
    return pd.DataFrame(
        {
            "first": [chosen[i] for i in first],
            "first_name": [names[i] for i in first],
            "second": [chosen[i] for i in second],
            "second_name": [names[i] for i in second],
            "observed": observed,
            "first_count": alone[first],
            "second_count": alone[second],
            "total": found.total,
            "expected": chance,
            "ratio": ratio,
            "low": np.where(pairs, low, np.nan),
            "high": np.where(pairs, high, np.nan),
            "few": few,
            "sure": more,
            "verdict": np.select(
                [~pairs, few, more, less], ["", *_words("few", "more", "less")], _words("unsure")[0]
            ),
        }
    )


def _words(*keys: str) -> list[str]:
    return [VERDICTS[key] for key in keys]


def _in_order(places: tuple[np.ndarray, ...], rank: dict[int, int]) -> list[tuple[int, int]]:
    """Pairs of places, each with the one that comes first in the picture first."""
    pairs = [
        tuple(sorted((int(a), int(b)), key=lambda place: rank[place])) for a, b in zip(*places, strict=True)
    ]
    return sorted(((a, b) for a, b in pairs), key=lambda pair: (rank[pair[0]], rank[pair[1]]))


def _likeness(square: np.ndarray, alone: np.ndarray, total: int) -> np.ndarray:
    """How alike two members are: the logarithm of their ratio, nothing where they are too few to judge."""
    chance = expected(alone[:, None], alone[None, :], total)
    with np.errstate(divide="ignore", invalid="ignore"):
        power = np.log2(square / chance)
    return np.where(too_few(square, chance), 0.0, np.clip(power, -_WIDEST_LOG, _WIDEST_LOG))


def _picture(data: Data, filters: Filters, rows: pd.DataFrame, cells: Sequence[Cell]) -> Panel:
    """Matrix or network."""
    names = dict(zip(rows["first"], rows["first_name"], strict=True))
    names |= dict(zip(rows["second"], rows["second_name"], strict=True))
    whole = data.ask(summary, filters)
    of = words.denominator(filters, whole.stories, whole.sources, data.names)
    kept = words.entities(filters, data.names)
    drawn = current().option("drawn")
    pairs = rows[rows["first"] != rows["second"]]
    if drawn == "matrix":
        ink = INKS.get(st.context.theme.type or "", INKS["light"])
        figure = matrix(rows, cells, names, ink)
        said = (
            "Numbers are stories that name both. Blue: more often than by chance, orange: more rarely; full "
            f"colour from four times or a quarter. Hatched: fewer than {FEW} found and expected, too few to "
            "judge. On the diagonal: all stories that name the member"
        )
    else:
        figure = network(rows, cells, names)
        said = (
            f"Joined: named together surely more often than by chance, {_joined_words(rows, len(pairs))}. "
            "Width and area grow with the stories, colour with the ratio. A diamond opens its pair"
        )
    best = pairs[pairs["sure"]].sort_values("ratio", ascending=False).head(3)
    alt = "; ".join(f"{row.first_name} and {row.second_name}" for row in best.itertuples()) or "no sure pairs"
    return Panel(
        name=drawn,
        title="Named together",
        page=PAGE,
        rows=rows,
        columns=_COLUMNS
        | {"first_count": Column("n one", "number"), "second_count": Column("n other", "number")},
        cells=_doors(rows),
        said=f"{said}. {kept + ': o' if kept else 'O'}{of[1:]}.",
        filters=filters,
        figure=figure,
        alt=f"{drawn.capitalize()} of {len(names)} members; most often together: {alt}",
        help=RATIO_HELP,
        notes=(_INTERVAL_NOTE,),
    )


def _joined_words(rows: pd.DataFrame, pairs: int) -> str:
    sure, drawn = int(rows["sure"].sum()), len(drawn_pairs(rows))
    said = f"{sure:,} of {words.counted(pairs, 'pairs')}"
    return said if drawn == sure else f"{said}, of which the {drawn} surest are drawn"


def _table(filters: Filters, rows: pd.DataFrame) -> Panel:
    """The pairs, those first that are surest to be named together."""
    pairs = rows[rows["first"] != rows["second"]].sort_values(
        ["few", "low", "first", "second"], ascending=[True, False, True, True], ignore_index=True
    )
    return Panel(
        name="pairs",
        title="All pairs",
        page=PAGE,
        rows=pairs,
        columns=_COLUMNS,
        cells=_doors(pairs),
        said=f"Of {words.counted(int(rows['total'].iloc[0]), 'stories')}. The surest first; choose a row to "
        "read the stories that name both.",
        filters=filters,
        alt="All pairs of members",
        help=RATIO_HELP,
        notes=(_INTERVAL_NOTE,),
    )


def _doors(rows: pd.DataFrame) -> list[Cell | None]:
    return [
        pair_cell(row["first"], row["second"]) if row["observed"] else None for row in rows.to_dict("records")
    ]


_COLUMNS = {
    "first_name": Column("One", width=185),
    "second_name": Column("Other", width=185),
    "observed": Column("Together", "number", "Stories that name both."),
    "expected": Column("By chance", "decimal", "Stories that would name both by chance."),
    "ratio": Column("Ratio", "decimal", RATIO_HELP),
    "low": Column("From", "decimal", "Lower end of the 95 % interval of the ratio."),
    "high": Column("To", "decimal", "Upper end of the 95 % interval of the ratio."),
    "verdict": Column("Than by chance", width=130),
}
