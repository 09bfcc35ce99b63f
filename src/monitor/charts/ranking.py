"""Who is most in the news: horizontal bars with their numbers written on them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.layout import UNSELECTED, quiet
from monitor.charts.marks import columns, label, wrapped
from monitor.charts.palette import COUNT
from monitor.filters import Cell, Scale

ROW = 30
"""Pixels for one bar: as much as two lines of a name need."""
NAME_LETTERS = 22


def ranking(
    frame: pd.DataFrame, *, by: str, names: Mapping[str, str], scale: Scale, measure: str, limit: int = 12
) -> go.Figure:
    """Draw the first ``limit`` rows of an answer split by ``by`` (columns ``by, count, total, share``)."""
    rows = frame.sort_values(["count", by], ascending=[False, True]).head(limit)
    keys = [str(key) for key in rows[by]]
    places = list(range(len(keys)))
    figure = go.Figure(
        go.Bar(
            x=list(rows[scale]),
            y=places,
            orientation="h",
            marker={"color": COUNT, "line": {"width": 0}},
            text=[_written(row, scale) for row in rows.itertuples()],
            textposition="outside",
            cliponaxis=False,
            customdata=columns(
                [Cell(**{by: key}) for key in keys],  # type: ignore[arg-type]  # by names a field of Cell
                [label(names.get(key, key)) for key in keys],
                rows["count"],
                [100 * share for share in rows["share"]],
                rows["total"],
            ),
            hovertemplate="<b>%{customdata[1]}</b><br>%{customdata[2]:,d} of %{customdata[4]:,d} "
            + measure
            + ", %{customdata[3]:.2f} %<extra></extra>",
            unselected=UNSELECTED,
        )
    )
    quiet(figure, 24 + ROW * max(1, len(keys)), left=8, right=8, top=4)
    figure.update_layout(margin={"b": 8})
    widest = float(rows[scale].max()) if len(rows) else 1.0
    figure.update_xaxes(visible=False, range=[0, (widest or 1.0) * 1.3])
    figure.update_yaxes(
        showgrid=False, automargin=True, ticks="", range=[len(keys) - 0.4, -0.6], rangemode="normal",
        tickmode="array", tickvals=places, ticktext=[_name(names.get(k, k)) for k in keys],
    )  # fmt: skip
    return figure


def _name(name: str) -> str:
    """The name in one or two lines."""
    return "<br>".join(label(line) + " " for line in wrapped(name, 2, NAME_LETTERS))


def _written(row: object, scale: Scale) -> str:
    share, count = float(row.share), int(row.count)  # type: ignore[attr-defined]  # itertuples has no type
    return f" {100 * share:.1f} %" if scale == "share" else f" {count:,}"
