"""What was collected, per source and day: the ground on which every share stands."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.calendar import middle, width
from monitor.charts.layout import UNSELECTED, quiet, time_axis
from monitor.charts.marks import columns, label
from monitor.charts.palette import COUNT, SILENT, faded
from monitor.charts.series import Span, starts_of
from monitor.charts.strokes import spoken
from monitor.filters import Cell

ROW = 18
MAX_ROWS = 40


def coverage_grid(grid: pd.DataFrame, span: Span) -> go.Figure:
    """Draw a row per source and a cell per bucket (see :func:`cells_of`), fuller where more articles came in.

    Orange is silence between a source's first and last article; blank is before the first or after the last;
    hatched is a bucket that is not complete.
    """
    sources = list(dict.fromkeys(grid["source"]))
    place = {source: i for i, source in enumerate(sources)}
    top = float(grid["articles"].max()) if len(grid) else 1.0
    colours = [SILENT if n == 0 else faded(COUNT, 0.25 + 0.75 * (n / top) ** 0.5) for n in grid["articles"]]
    figure = go.Figure(
        go.Bar(
            x=[middle(start, span.bucket) for start in grid["start"]],
            width=[0.94 * width(start, span.bucket) for start in grid["start"]],
            base=[place[source] - 0.42 for source in grid["source"]],
            y=[0.84] * len(grid),
            marker={
                "color": colours,
                "line": {"width": 0},
                "pattern": {"shape": ["" if whole else "/" for whole in grid["whole"]], "size": 5},
            },
            customdata=_data(grid, span),
            hovertemplate="<b>%{customdata[1]}</b><br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>",
            unselected=UNSELECTED,
        )
    )
    quiet(figure, 48 + ROW * max(1, len(sources)), left=8, top=4)
    figure.update_yaxes(
        showgrid=False, automargin=True, range=[len(sources) - 0.5, -0.5], rangemode="normal", ticks="",
        tickmode="array", tickvals=list(place.values()), ticktext=[label(s, 22) + " " for s in sources],
    )  # fmt: skip
    return time_axis(figure, span)


def cells_of(frame: pd.DataFrame, span: Span) -> pd.DataFrame:
    """``source, start, articles, whole`` for each source and bucket from its first to its last article.

    ``frame`` has ``day, source, articles``. The forty largest sources, these first; a bucket in between without
    an article has 0.
    """
    days = frame.assign(start=starts_of(frame["day"], span.bucket))
    counted = days.groupby(["source", "start"], as_index=False)["articles"].sum()
    order = (
        counted.groupby("source")["articles"].sum().sort_values(ascending=False, kind="stable").head(MAX_ROWS)
    )
    buckets = [(start, span.is_whole(start)) for start in span.starts()]
    rows: list[tuple[str, Any, int, bool]] = []
    for source in order.index:
        of_it = counted[counted["source"] == source]
        known = dict(zip(of_it["start"], of_it["articles"], strict=True))
        first, last = min(known), max(known)
        within = [(start, whole) for start, whole in buckets if first <= start <= last]
        rows += [(str(source), start, int(known.get(start, 0)), whole) for start, whole in within]
    return pd.DataFrame(rows, columns=["source", "start", "articles", "whole"])


def doors(grid: pd.DataFrame, span: Span) -> list[Cell | None]:
    """The doors of the cells of :func:`cells_of`; silence has none."""
    return [
        Cell(source=row.source, bucket=span.bucket, start=row.start) if row.articles else None
        for row in grid.itertuples()
    ]


def _data(grid: pd.DataFrame, span: Span) -> list[list[Any]]:
    return columns(
        [cell or Cell() for cell in doors(grid, span)],
        [label(source) for source in grid["source"]],
        [spoken(row.start, "" if row.whole else "unfinished", span.bucket) for row in grid.itertuples()],
        [_spoken_number(n) for n in grid["articles"]],
    )


def _spoken_number(articles: int) -> str:
    if not articles:
        return "silent, between articles before and after"
    return "1 article" if articles == 1 else f"{articles:,} articles"
