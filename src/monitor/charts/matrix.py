"""Who is named with whom: a square of cells, coloured by how much more or less often than by chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import log2
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.layout import UNSELECTED, quiet
from monitor.charts.marks import columns, label, wrapped
from monitor.charts.palette import COUNT, MUTED, NEGATIVE, faded
from monitor.filters import Cell

ROW = 30
"""Pixels of a row: a number stands in it, and two lines of a name beside it."""
NAME_LETTERS = 18
HEAD, LEFT, KEY = 108, 118, 46
"""Pixels for the names above the columns and beside the rows, and for the key to the colours below."""
STRONG = 2.0
"""From four times as often, or a quarter, a cell is full of its colour: the binary logarithm of that."""
_PALEST, _FULLEST = 0.06, 0.35
"""How much of the colour a cell has near 1, and just below the end: letters stay readable on it."""
ON_MORE, ON_LESS = "#ffffff", "#10151b"
"""Letters on cells that are full of blue or of orange."""


def colour_of(ratio: float) -> str:
    """The colour of a ratio on a scale with two ends: blue is more often than by chance, orange more rarely.

    Cells near 1 let the ground show through, so that the scale reads the same on light and dark.
    """
    power = log2(ratio) if ratio > 0 else -STRONG
    hue = COUNT if power > 0 else NEGATIVE
    if abs(power) >= STRONG:
        return hue
    return faded(hue, round(_PALEST + (_FULLEST - _PALEST) * abs(power) / STRONG, 3))


def matrix(rows: pd.DataFrame, cells: Sequence[Cell], names: Mapping[str, str], ink: str) -> go.Figure:
    """Draw every two members, each pair on both sides of the diagonal.

    Args:
        rows: one for each member with itself and for each pair: ``first``, ``second`` (members, in the order
            in which they lie side by side), ``observed``, ``first_count``, ``second_count``, ``expected``,
            ``ratio``, ``low``, ``high`` and ``few``.
        cells: what each row counts; a pair that nobody names together is no door.
        names: of the members.
        ink: the colour of letters on pale cells.

    The number in a cell is that of its stories; hatched cells are too few to judge, the diagonal is grey.
    """
    order = list(dict.fromkeys([*rows["first"], *rows["second"]]))
    place = {member: number for number, member in enumerate(order)}
    drawn = list(_both_ways(rows.to_dict("records"), cells))
    fills = [_fill(row) for row, *_ in drawn]
    figure = go.Figure(
        go.Bar(
            x=[place[column] for _, _, column, _ in drawn],
            base=[place[line] - 0.5 for _, line, *_ in drawn],
            y=[1] * len(drawn),
            width=1,
            marker={
                "color": fills,
                "line": {"width": 2, "color": faded(MUTED, 0.25)},
                "pattern": {"shape": ["/" if row["few"] else "" for row, *_ in drawn], "size": 6,
                            "fgcolor": faded(MUTED, 0.55), "fillmode": "overlay"},
            },
            text=[f"{int(row['observed']):,}" if row["observed"] else "" for row, *_ in drawn],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="inside",
            insidetextfont={"color": [_letters(row, ink) for row, *_ in drawn], "size": 12},
            customdata=columns(
                [cell if row["observed"] else Cell() for row, _, _, cell in drawn],
                [label(names.get(line, line)) for _, line, *_ in drawn],
                [label(names.get(column, column)) for _, _, column, _ in drawn],
                [_said(row) for row, *_ in drawn],
            ),
            hovertemplate="<b>%{customdata[1]}</b><br><b>%{customdata[2]}</b><br>%{customdata[3]}<extra></extra>",
            unselected=UNSELECTED,
        )
    )  # fmt: skip
    quiet(figure, HEAD + ROW * max(1, len(order)) + KEY, left=LEFT, right=4, top=HEAD)
    figure.update_layout(bargap=0, margin={"b": KEY}, uniformtext={"mode": "hide", "minsize": 5})
    _add_key(figure)
    axis: dict[str, Any] = {
        "tickmode": "array", "tickvals": list(range(len(order))), "ticks": "", "showgrid": False,
        "showline": False, "rangemode": "normal", "tickfont": {"size": 11},
    }  # fmt: skip
    above = [label(names.get(member, member), NAME_LETTERS) for member in order]
    beside = [
        "<br>".join(label(line) for line in wrapped(names.get(member, member), 2, NAME_LETTERS))
        for member in order
    ]
    figure.update_xaxes(**axis, ticktext=above, side="top", tickangle=-90, range=[-0.5, len(order) - 0.5])
    figure.update_yaxes(**axis, ticktext=beside, range=[len(order) - 0.5, -0.5])
    return figure


def _both_ways(
    rows: Sequence[Mapping[str, Any]], cells: Sequence[Cell]
) -> Iterator[tuple[Mapping[str, Any], str, str, Cell]]:
    """Each pair in its row and column, and mirrored; a member with itself once."""
    for row, cell in zip(rows, cells, strict=True):
        yield row, row["first"], row["second"], cell
        if row["first"] != row["second"]:
            yield row, row["second"], row["first"], cell


def _is_alone(row: Mapping[str, Any]) -> bool:
    return bool(row["first"] == row["second"])


def _letters(row: Mapping[str, Any], ink: str) -> str:
    """The colour of the number in a cell."""
    if _is_alone(row) or row["few"] or (row["ratio"] > 0 and abs(log2(row["ratio"])) < STRONG):
        return ink
    return ON_MORE if row["ratio"] > 1 else ON_LESS


def _fill(row: Mapping[str, Any]) -> str:
    if _is_alone(row):
        return faded(MUTED, 0.3)
    return faded(MUTED, 0.04) if row["few"] else colour_of(row["ratio"])


def _said(row: Mapping[str, Any]) -> str:
    """The numbers of a cell, as its tooltip has them."""
    if _is_alone(row):
        return f"{row['observed']:,} stories name it"
    each = f"{row['first_count']:,} and {row['second_count']:,} stories name each"
    said = f"{row['observed']:,} stories name both, {row['expected']:.1f} expected by chance<br>{each}"
    if row["few"]:
        return f"{said}<br>too few to judge"
    ends = f"95 % interval {row['low']:.2f} to {row['high']:.2f}"
    return f"{said}<br>{row['ratio']:.2f} times as often as by chance, {ends}"


def _add_key(figure: go.Figure) -> None:
    """The key to the colours, under the square."""
    steps = ((0.25, "≤ ¼"), (0.5, "½"), (1.0, "1"), (2.0, "2"), (4.0, "≥ 4"))
    for number, (ratio, text) in enumerate(steps):
        left = number * _KEY_WIDTH
        figure.add_shape(
            type="rect", xref="paper", yref="paper", ysizemode="pixel", yanchor=0, y0=-14, y1=-26,
            x0=left, x1=left + _KEY_WIDTH, fillcolor=colour_of(ratio),
            line={"width": 1, "color": faded(MUTED, 0.25)},
        )  # fmt: skip
        figure.add_annotation(
            x=left + _KEY_WIDTH / 2, xref="paper", y=0, yref="paper", yshift=-26, yanchor="top",
            showarrow=False, text=text, font={"size": 11},
        )  # fmt: skip
    figure.add_annotation(
        x=5 * _KEY_WIDTH, xref="paper", xanchor="left", xshift=8, y=0, yref="paper", yshift=-20,
        yanchor="middle", showarrow=False, align="left", font={"size": 11},
        text="times as often<br>as by chance",
    )  # fmt: skip


_KEY_WIDTH = 0.12
"""The part of the square's width that one step of the key takes."""
