"""Who is named with whom: members on a ring, joined where they meet surely more often than by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, hypot, log2, pi, sin, sqrt

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.layout import LABEL_SIZE, UNSELECTED, quiet, spread
from monitor.charts.marks import columns, label, wrapped
from monitor.charts.palette import COUNT, MUTED, faded
from monitor.filters import Cell

HEIGHT = 560
NAME_ROOM = 98
"""Pixels on either side for the names; on a phone nearly half of the width stays for the ring."""
NAME_LETTERS = 15
MOST_LINES = 30
"""More lines than these can't be told apart."""
LARGEST, SMALLEST = 34, 9
"""Pixels across a member: its area grows with its stories."""
WIDEST, THINNEST = 9.0, 1.2
"""Pixels across a line: its width grows with the stories that name both."""
_REACH = 1.1
"""How far the picture reaches on all sides of the ring's middle, in its radii."""
_STEPS = 24
_BEND = 0.35
"""How far a line is drawn towards the middle: 0 is straight."""
_PLACES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73)
"""Where on its line the mark of a pair may lie, best first."""
_CLEAR = 0.14
"""Marks lie so far from each other, in radii of the ring, where there is room."""

Point = tuple[float, float]


def network(rows: pd.DataFrame, cells: Sequence[Cell], names: Mapping[str, str]) -> go.Figure:
    """Draw members as dots and sure pairs as lines.

    Args:
        rows: as :func:`monitor.charts.matrix.matrix` has them, with ``sure``: met surely more often than by
            chance. The members lie on the ring in their order, so that those alike are neighbours.
        cells: what each row counts.
        names: of the members.

    At most :data:`MOST_LINES` are drawn, the surest; a line is as full as its ratio, and as wide as its stories
    are many. A member is a door to its stories, the diamond on a line to those that name both.
    """
    alone, pairs = rows[rows["first"] == rows["second"]], drawn_pairs(rows)
    members = list(alone["first"])
    sizes = dict(zip(members, _across(list(alone["observed"])), strict=True))
    at = dict(zip(members, ring(len(members)), strict=True))
    door = dict(zip(rows.index, cells, strict=True))
    figure = go.Figure()
    most = float(pairs["observed"].max()) if len(pairs) else 1.0
    for row in pairs.sort_values("observed").to_dict("records"):
        x, y = zip(*_curve(at[row["first"]], at[row["second"]]), strict=True)
        width = THINNEST + (WIDEST - THINNEST) * sqrt(row["observed"] / most)
        line = {"color": faded(COUNT, _strength(row["ratio"])), "width": width}
        figure.add_trace(go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip"))
    if len(pairs):
        figure.add_trace(_pair_marks(pairs, [door[index] for index in pairs.index], at, names))
    figure.add_trace(_dots(alone, [door[index] for index in alone.index], at, names, pairs, sizes))
    quiet(figure, HEIGHT, left=NAME_ROOM, right=NAME_ROOM, top=10)
    figure.update_layout(margin={"b": 10})
    figure.update_xaxes(visible=False, range=[-_REACH, _REACH])
    figure.update_yaxes(visible=False, range=[-_REACH, _REACH], rangemode="normal")
    _name(figure, sizes, at, names)
    return figure


def drawn_pairs(rows: pd.DataFrame) -> pd.DataFrame:
    """The sure pairs that are drawn: those with the highest lower end of their interval."""
    pairs = rows[(rows["first"] != rows["second"]) & rows["sure"]]
    return pairs.sort_values(["low", "first", "second"], ascending=[False, True, True]).head(MOST_LINES)


def _strength(ratio: float) -> float:
    """How full the colour of a line is: pale just above chance, full from four times as often."""
    return round(0.2 + 0.6 * min(1.0, log2(max(ratio, 1.0)) / 2), 3)


def ring(number: int) -> list[Point]:
    """Places on a circle, clockwise from the top; none lies straight above or below the middle."""
    angles = [pi / 2 - 2 * pi * (i + 0.5) / max(1, number) for i in range(number)]
    return [(cos(angle), sin(angle)) for angle in angles]


def _curve(start: Point, end: Point) -> list[Point]:
    """A line that bends towards the middle, so that neighbours are not joined along the ring."""
    return [_on_curve(start, end, i / _STEPS) for i in range(_STEPS + 1)]


def _on_curve(start: Point, end: Point, t: float) -> Point:
    middle = tuple((1 - _BEND) * (a + b) / 2 for a, b in zip(start, end, strict=True))
    weights = (1 - t) ** 2, 2 * t * (1 - t), t**2
    x, y = (sum(w * p[i] for w, p in zip(weights, (start, middle, end), strict=True)) for i in (0, 1))
    return x, y


def _mark_places(pairs: Sequence[tuple[Point, Point]]) -> list[Point]:
    """A place on each line for its mark, clear of the marks before it where that can be."""
    found: list[Point] = []
    for start, end in pairs:
        offers = [_on_curve(start, end, t) for t in _PLACES]
        distances = [min((hypot(x - a, y - b) for a, b in found), default=1.0) for x, y in offers]
        clear = next((i for i, distance in enumerate(distances) if distance >= _CLEAR), None)
        found.append(offers[clear if clear is not None else distances.index(max(distances))])
    return found


def _pair_marks(
    pairs: pd.DataFrame, cells: Sequence[Cell], at: Mapping[str, Point], names: Mapping[str, str]
) -> go.Scatter:
    places = _mark_places([(at[a], at[b]) for a, b in zip(pairs["first"], pairs["second"], strict=True)])
    return go.Scatter(
        x=[x for x, _ in places],
        y=[y for _, y in places],
        mode="markers",
        marker={"symbol": "diamond", "size": 9, "color": COUNT, "line": {"color": "#ffffff", "width": 1}},
        customdata=columns(
            cells,
            [label(names.get(key, key)) for key in pairs["first"]],
            [label(names.get(key, key)) for key in pairs["second"]],
            list(pairs["observed"]),
            list(pairs["expected"]),
            list(pairs["ratio"]),
            list(pairs["low"]),
            list(pairs["high"]),
        ),
        hovertemplate="<b>%{customdata[1]}</b><br><b>%{customdata[2]}</b><br>%{customdata[3]:,d} stories name "
        "both, %{customdata[4]:.1f} expected by chance<br>%{customdata[5]:.2f} times as often, 95 % interval "
        "%{customdata[6]:.2f} to %{customdata[7]:.2f}<extra></extra>",
        unselected=UNSELECTED,
    )


def _across(numbers: Sequence[int]) -> list[float]:
    """The pixels across the dots of so many stories."""
    most = max([1, *numbers])
    return [max(SMALLEST, LARGEST * sqrt(number / most)) for number in numbers]


def _dots(
    alone: pd.DataFrame,
    cells: Sequence[Cell],
    at: Mapping[str, Point],
    names: Mapping[str, str],
    pairs: pd.DataFrame,
    sizes: Mapping[str, float],
) -> go.Scatter:
    lines = [int(((pairs["first"] == key) | (pairs["second"] == key)).sum()) for key in alone["first"]]
    return go.Scatter(
        x=[at[key][0] for key in alone["first"]],
        y=[at[key][1] for key in alone["first"]],
        mode="markers",
        marker={
            "size": [sizes[key] for key in alone["first"]],
            "color": [COUNT if number else MUTED for number in lines],
            "line": {"color": "#ffffff", "width": 1.5},
            "opacity": 1,
        },
        customdata=columns(
            [cell if number else Cell() for cell, number in zip(cells, alone["observed"], strict=True)],
            [label(names.get(key, key)) for key in alone["first"]],
            list(alone["observed"]),
            lines,
        ),
        hovertemplate="<b>%{customdata[1]}</b><br>%{customdata[2]:,d} stories name it<br>"
        "%{customdata[3]} lines to others<extra></extra>",
        unselected=UNSELECTED,
        cliponaxis=False,
    )


def _name(
    figure: go.Figure, sizes: Mapping[str, float], at: Mapping[str, Point], names: Mapping[str, str]
) -> None:
    """Names on the outer side of their dots, moved apart where they would lie over each other."""
    room = HEIGHT - 20
    for right in (True, False):
        side = [key for key in sizes if (at[key][0] >= 0) == right]
        wanted = [(at[key][1] + _REACH) / (2 * _REACH) * room for key in side]
        lines = 2 if len(side) * 2.9 * LABEL_SIZE < room else 1
        placed = spread(wanted, lines * 1.25 * LABEL_SIZE + 4, 8, room - 8)
        for key, pixel, height in zip(side, wanted, placed, strict=True):
            shift = sizes[key] / 2 + 5
            figure.add_annotation(
                x=at[key][0], y=at[key][1], xanchor="left" if right else "right", yanchor="middle",
                xshift=shift if right else -shift, yshift=height - pixel, showarrow=False,
                text="<br>".join(label(part) for part in wrapped(names.get(key, key), lines, NAME_LETTERS)),
                align="left" if right else "right", font={"size": LABEL_SIZE},
                hovertext=label(names.get(key, key)),
            )  # fmt: skip
