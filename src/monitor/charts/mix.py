"""The mix of sources over time: whose articles the numbers of a bucket are made of."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.calendar import middle, width
from monitor.charts.layout import BELOW, LABEL_SIZE, UNSELECTED, quiet, spread, time_axis
from monitor.charts.marks import columns, label
from monitor.charts.palette import MUTED, SERIES, faded
from monitor.charts.series import Span, starts_of
from monitor.charts.strokes import shade_gaps, spoken
from monitor.filters import Cell

MOST = 8
"""So many sources have a colour of their own; all others are one part."""
HEIGHT, TOP = 360, 12
LABEL_ROOM, LABEL_LETTERS = 140, 19
OTHERS = 1
"""The number of the filters that the others' marks are counted with (see ``monitor.charts.marks.mark``)."""


def lay_out_mix(coverage: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Put ``day, source, articles`` on the calendar, a row for each bucket and part.

    Returns:
        ``start``; ``source`` (None for all but the largest eight, where there are more than nine), ``name``,
        ``articles``, ``total`` (of all sources in the bucket), ``share`` (NaN where nothing was collected) and
        ``state``; by bucket, the largest source of the whole period first, the others last.
    """
    days = coverage.assign(start=starts_of(coverage["day"], span.bucket))
    sums = days.groupby("source")["articles"].sum().sort_values(ascending=False, kind="stable")
    top = list(sums.index) if len(sums) <= MOST + 1 else list(sums.index[:MOST])
    days["part"] = days["source"].where(days["source"].isin(top), "")
    parts = [*top, ""] if len(sums) > len(top) else top
    grid = pd.MultiIndex.from_product([span.starts(), parts], names=["start", "part"])
    counted = days.groupby(["start", "part"])["articles"].sum().reindex(grid, fill_value=0).reset_index()
    counted["total"] = counted.groupby("start")["articles"].transform("sum")
    counted["share"] = counted["articles"] / counted["total"].where(counted["total"] > 0)
    counted["state"] = [
        "nothing collected" if not row.total else "complete" if span.is_whole(row.start) else "unfinished"
        for row in counted.itertuples()
    ]
    counted["source"] = pd.Series([part or None for part in counted["part"]], dtype=object)
    others = len(sums) - len(top)
    counted["name"] = [part or f"{others} others" for part in counted["part"]]
    return counted[["start", "source", "name", "articles", "total", "share", "state"]]


def cells_of_mix(frame: pd.DataFrame, span: Span) -> list[Cell | None]:
    """The doors of the rows; a part without an article has none."""
    return [
        Cell(source=row.source, bucket=span.bucket, start=row.start) if row.articles else None
        for row in frame.itertuples()
    ]


def mix(frame: pd.DataFrame, span: Span, *, others_open: bool = True) -> go.Figure:
    """Draw the parts of :func:`lay_out_mix` as bars that fill each bucket, with their names at the right.

    Hatched: a bucket that is not complete. Grey ground: nothing was collected. The marks of the others are
    counted with filters of their own, number ``OTHERS``; without ``others_open`` they count nothing.
    """
    figure = go.Figure()
    shade_gaps(figure, frame, span)
    rows = frame.assign(base=frame.groupby("start")["share"].cumsum() - frame["share"])
    ends = []
    for number, (_, part) in enumerate(rows.groupby("source", sort=False, dropna=False)):
        there = part[part["articles"] > 0]
        is_others = part["source"].isna().all()
        colour = faded(MUTED, 0.55) if is_others else SERIES[number % len(SERIES)]
        figure.add_trace(_bars(there, span, colour, others=is_others, opens=others_open or not is_others))
        last = part.dropna(subset=["share"])
        if len(last):
            ends.append(
                (str(last["name"].iloc[-1]), colour, float(last["base"].iloc[-1] + last["share"].iloc[-1] / 2))
            )
    quiet(figure, HEIGHT, right=LABEL_ROOM, top=TOP)
    figure.update_yaxes(range=[0, 1], tickformat=".0%", rangemode="normal", nticks=5)
    _label(figure, ends)
    return time_axis(figure, span)


def _bars(rows: pd.DataFrame, span: Span, colour: str, *, others: bool, opens: bool) -> go.Bar:
    cells = [cell or Cell() for cell in cells_of_mix(rows, span)] if opens else [Cell()] * len(rows)
    data = columns(
        cells,
        [label(name) for name in rows["name"]],
        [spoken(row.start, row.state, span.bucket) for row in rows.itertuples()],
        rows["articles"],
        rows["total"],
        [100 * share for share in rows["share"]],
        ask=OTHERS if others and opens else None,
    )
    return go.Bar(
        x=[middle(start, span.bucket) for start in rows["start"]],
        width=[0.94 * width(start, span.bucket) for start in rows["start"]],
        base=list(rows["base"]),
        y=list(rows["share"]),
        marker={
            "color": colour,
            "line": {"width": 0},
            "pattern": {"shape": ["/" if state == "unfinished" else "" for state in rows["state"]], "size": 5},
        },
        customdata=data,
        hovertemplate=_HOVER,
        unselected=UNSELECTED,
    )


_HOVER = (
    "<b>%{customdata[1]}</b><br>%{customdata[2]}<br>%{customdata[3]:,d} of %{customdata[4]:,d} articles, "
    "%{customdata[5]:.1f} %<extra></extra>"
)


def _label(figure: go.Figure, ends: list[tuple[str, str, float]]) -> None:
    """Each name beside the end of its part, moved apart where parts are thin."""
    room = HEIGHT - TOP - BELOW
    wanted = [at * room for *_, at in ends]
    placed_at = spread(wanted, 1.5 * LABEL_SIZE, 8, room - 8)
    for (name, colour, at), pixel, placed in zip(ends, wanted, placed_at, strict=True):
        figure.add_annotation(
            x=1, xref="paper", y=at, xanchor="left", yanchor="middle", xshift=8, showarrow=False, align="left",
            yshift=placed - pixel, text=f'<span style="color:{colour}">■</span> {label(name, LABEL_LETTERS)}',
            font={"size": LABEL_SIZE}, hovertext=label(name),
        )  # fmt: skip
