"""Series over time: who is in the news, how much, since when, in what tone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.calendar import middle, next_start, spoken_bucket, width
from monitor.charts.layout import BELOW, LABEL_SIZE, UNSELECTED, note, quiet, spread, time_axis
from monitor.charts.marks import columns, label, wrapped
from monitor.charts.palette import (
    COUNT,
    GLYPHS,
    GRID,
    MAX_SERIES,
    MUTED,
    NOTHING_COLLECTED,
    SERIES,
    SYMBOLS,
    faded,
)
from monitor.charts.series import FEW, Span, gaps
from monitor.filters import Bucket, Cell, Scale

HEIGHT = 340
TONE_PANEL, TONE_HEAD = 84, 24
"""Pixels of one panel of tone, and of the name above it."""
LABEL_ROOM = 118
"""Pixels at the right for the names of the lines; still leaves two thirds of a phone to the lines."""
LABEL_LETTERS = 17
TWO_LINES = 7
"""Up to so many lines there is room for names of two lines."""


def timeline(
    frame: pd.DataFrame, span: Span, *, by: str, names: Mapping[str, str], scale: Scale, measure: str
) -> go.Figure:
    """Draw series that were laid out by :func:`monitor.charts.series.lay_out`, at most twelve.

    One series becomes bars, several become lines with their names at the end. Grey ground means that nothing
    was collected; a hatched bar or a dotted line with an open mark is a bucket that is not complete.
    """
    figure, keys = go.Figure(), list(dict.fromkeys(frame["key"]))[:MAX_SERIES]
    _shade_gaps(figure, frame, span)
    hover = _COUNT_HOVER.format(measure=measure)
    top = float(frame[scale].max(skipna=True) or 0) or 1.0
    for number, key in enumerate(keys):
        rows = frame[(frame["key"] == key) & (frame["state"] != "nothing collected")]
        data = columns(
            _cells(rows, by, span.bucket),
            [label(names.get(key, key))] * len(rows),
            [_when(row.start, row.state, span) for row in rows.itertuples()],
            rows["count"],
            [100 * share for share in rows["share"]],
        )
        if len(keys) == 1:
            figure.add_trace(_bars(rows, rows[scale], data, hover, COUNT, span.bucket))
        else:
            _add_line(figure, frame[frame["key"] == key], rows, data, hover, number, scale, span.bucket)
    quiet(figure, HEIGHT, right=LABEL_ROOM if len(keys) > 1 else 12)
    figure.update_yaxes(range=[0, top * 1.08], tickformat=".1~%" if scale == "share" else ",.3~f")
    if len(keys) > 1:
        _label_ends(figure, frame, keys, names, scale, top * 1.08)
    return time_axis(figure, span)


def tone_line(frame: pd.DataFrame, span: Span, *, by: str, names: Mapping[str, str]) -> go.Figure:
    """Draw the tone of each series with its 95 % interval as a band, each in a panel of its own.

    Bands that lie over each other can't be told apart; panels with one common scale can be compared.
    Buckets with fewer than ten stories are open grey marks outside the line: too few to judge.
    """
    figure, keys = go.Figure(), list(dict.fromkeys(frame["key"]))[:MAX_SERIES]
    _shade_gaps(figure, frame, span, says=False)
    panel = HEIGHT - 120 if len(keys) <= 1 else TONE_PANEL
    room = max(1, len(keys)) * (panel + TONE_HEAD)
    quiet(figure, room + BELOW, top=0)
    reach = _reach(frame)
    for number, key in enumerate(keys):
        rows = frame[(frame["key"] == key) & (frame["tone_n"] > 0)].dropna(subset=["tone"])
        axis = f"y{number + 1}" if number else "y"
        _add_tone(figure, rows, label(names.get(key, key)), number, by, span, axis)
        top = 1 - (number * (panel + TONE_HEAD) + TONE_HEAD) / room
        figure.update_layout({axis.replace("y", "yaxis"): _tone_axis(reach, top - panel / room, top)})
        figure.add_annotation(
            x=0, xref="paper", y=top, yref="paper", xanchor="left", yanchor="bottom", showarrow=False,
            text=_direct_label(number, [names.get(key, key)]), font={"size": LABEL_SIZE},
        )  # fmt: skip
    figure.update_xaxes(anchor=f"y{len(keys)}" if len(keys) > 1 else "y")
    return time_axis(figure, span)


def _tone_axis(reach: float, bottom: float, top: float) -> dict[str, Any]:
    """One panel's axis: zero in the middle, and one round value on both sides of it."""
    step = next((step for step in (0.8, 0.6, 0.4, 0.3, 0.2, 0.1) if step <= reach), 0.05)
    return {
        "domain": [max(0.0, bottom), top], "range": [-reach, reach], "rangemode": "normal", "fixedrange": True,
        "tickmode": "array", "tickvals": [-step, 0, step], "ticktext": [f"−{step:g}", "0", f"+{step:g}"],
        "gridcolor": GRID, "zeroline": True, "zerolinecolor": MUTED, "zerolinewidth": 1, "anchor": "x",
    }  # fmt: skip


def strip(collected: pd.DataFrame, span: Span) -> go.Figure:
    """Draw what was collected in each bucket; ``collected`` has ``start, articles, sources, state``."""
    figure = go.Figure()
    _shade_gaps(figure, collected, span)
    rows = collected[collected["state"] != "nothing collected"]
    data = columns(
        [Cell(bucket=span.bucket, start=start) for start in rows["start"]],
        [_when(row.start, row.state, span) for row in rows.itertuples()],
        rows["articles"],
        rows["sources"],
    )
    figure.add_trace(_bars(rows, rows["articles"], data, _STRIP_HOVER, MUTED, span.bucket))
    quiet(figure, 130)
    figure.update_yaxes(nticks=3, tickformat=",.3~f")
    return time_axis(figure, span)


_COUNT_HOVER = (
    "<b>%{{customdata[1]}}</b><br>%{{customdata[2]}}<br>%{{customdata[3]:,d}} {measure}, "
    "%{{customdata[4]:.2f}} % of all<extra></extra>"
)
_TONE_HOVER = (
    "<b>%{customdata[1]}</b><br>%{customdata[2]}<br>tone %{customdata[3]:+.2f}, "
    "95 % interval %{customdata[4]:+.2f} to %{customdata[5]:+.2f}<br>"
    "n = %{customdata[6]:,d} stories<extra></extra>"
)
_FEW_HOVER = (
    "<b>%{customdata[1]}</b><br>%{customdata[2]}<br>n = %{customdata[6]:,d}: too few to judge<extra></extra>"
)
_STRIP_HOVER = (
    "%{customdata[1]}<br>%{customdata[2]:,d} articles from %{customdata[3]:,d} sources<extra></extra>"
)


def _when(start: date, state: str, span: Span) -> str:
    text = spoken_bucket(start, span.bucket)
    return f"{text}, not complete" if state == "unfinished" else text


def _cells(rows: pd.DataFrame, by: str, bucket: Bucket) -> list[Cell]:
    return [Cell(**{by: row.key, "bucket": bucket, "start": row.start}) for row in rows.itertuples()]


def _bars(
    rows: pd.DataFrame, heights: pd.Series, data: list[list[Any]], hover: str, colour: str, bucket: Bucket
) -> go.Bar:
    return go.Bar(
        x=[middle(start, bucket) for start in rows["start"]],
        y=list(heights),
        width=[0.86 * width(start, bucket) for start in rows["start"]],
        customdata=data,
        hovertemplate=hover,
        marker={
            "color": colour,
            "line": {"width": 0},
            "pattern": {"shape": ["/" if state == "unfinished" else "" for state in rows["state"]], "size": 5},
        },
        unselected=UNSELECTED,
    )


def _add_line(
    figure: go.Figure,
    everything: pd.DataFrame,
    rows: pd.DataFrame,
    data: list[list[Any]],
    hover: str,
    number: int,
    scale: Scale,
    bucket: Bucket,
) -> None:
    colour, x = SERIES[number], [middle(start, bucket) for start in everything["start"]]
    solid = everything[scale].where(everything["state"] == "complete")
    figure.add_trace(_stroke(x, solid, colour, "solid"))
    figure.add_trace(_stroke(x, _unfinished_steps(everything, scale), colour, "dot"))
    many = len(rows) > 60
    figure.add_trace(
        go.Scatter(
            x=[middle(start, bucket) for start in rows["start"]],
            y=list(rows[scale]),
            mode="markers",
            customdata=data,
            hovertemplate=hover,
            cliponaxis=False,
            marker={
                "color": colour,
                "size": 5 if many else 7,
                "symbol": [
                    SYMBOLS[number % len(SYMBOLS)] + ("-open" if state == "unfinished" else "")
                    for state in rows["state"]
                ],
            },
            unselected=UNSELECTED,
        )
    )


def _stroke(x: list[datetime], y: pd.Series, colour: str, dash: str) -> go.Scatter:
    return go.Scatter(
        x=x, y=list(y), mode="lines", line={"color": colour, "width": 2, "dash": dash}, hoverinfo="skip"
    )


def _unfinished_steps(rows: pd.DataFrame, scale: str) -> pd.Series:
    """The values at both ends of every step that leads into or out of an unfinished bucket."""
    unfinished = rows["state"] == "unfinished"
    touched = unfinished | unfinished.shift(1, fill_value=False) | unfinished.shift(-1, fill_value=False)
    return rows[scale].where(touched)


def _add_tone(
    figure: go.Figure, rows: pd.DataFrame, name: str, number: int, by: str, span: Span, axis: str
) -> None:
    colour = SERIES[number]
    data = columns(
        _cells(rows, by, span.bucket),
        [name] * len(rows),
        [_when(row.start, row.state, span) for row in rows.itertuples()],
        rows["tone"],
        rows["tone_low"],
        rows["tone_high"],
        rows["tone_n"],
    )
    judged = (rows["tone_n"] >= FEW).to_list()
    x = [middle(start, span.bucket) for start in rows["start"]]
    for run in _runs(rows, judged, span.bucket):
        stretch = [x[i] for i in run]
        high, low = ([rows[edge].iloc[i] for i in run] for edge in ("tone_high", "tone_low"))
        figure.add_trace(
            go.Scatter(
                x=stretch + stretch[::-1], y=high + low[::-1], fill="toself", fillcolor=faded(colour, 0.15),
                line={"width": 0}, mode="lines", hoverinfo="skip", yaxis=axis,
            )
        )  # fmt: skip
        figure.add_trace(_stroke(stretch, rows["tone"].iloc[run], colour, "solid").update(yaxis=axis))
    for wanted, template in ((True, _TONE_HOVER), (False, _FEW_HOVER)):
        chosen = [i for i, is_judged in enumerate(judged) if is_judged is wanted]
        symbol = SYMBOLS[number % len(SYMBOLS)]
        figure.add_trace(
            go.Scatter(
                x=[x[i] for i in chosen],
                y=[rows["tone"].iloc[i] for i in chosen],
                mode="markers",
                customdata=[data[i] for i in chosen],
                yaxis=axis,
                hovertemplate=template,
                marker={
                    "color": colour if wanted else faded(MUTED, 0.7),
                    "size": 7 if wanted else 5,
                    "symbol": symbol if wanted else f"{symbol}-open",
                },
                unselected=UNSELECTED,
            )
        )


def _runs(rows: pd.DataFrame, judged: list[bool], bucket: Bucket) -> list[list[int]]:
    """Row numbers of judged buckets that follow each other without a hole."""
    runs: list[list[int]] = []
    starts = list(rows["start"])
    for i, is_judged in enumerate(judged):
        if not is_judged:
            continue
        if runs and runs[-1][-1] == i - 1 and next_start(starts[i - 1], bucket) == starts[i]:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _reach(frame: pd.DataFrame) -> float:
    """How far the tone axis goes on both sides of zero, so that zero stays in the middle."""
    judged = frame[frame["tone_n"] >= FEW]
    edges = pd.concat([judged["tone_low"].abs(), judged["tone_high"].abs(), frame["tone"].abs() * 0.8])
    widest = edges.max(skipna=True)
    return float(min(1.0, max(0.1, 1.1 * widest))) if pd.notna(widest) else 1.0


def _label_ends(
    figure: go.Figure,
    frame: pd.DataFrame,
    keys: list[str],
    names: Mapping[str, str],
    column: str,
    top: float,
) -> None:
    """Write each line's name beside its last value, moved apart where lines end close together."""
    ends = []
    for number, key in enumerate(keys):
        rows = frame[frame["key"] == key].dropna(subset=[column])
        if len(rows):
            ends.append((number, key, float(rows[column].iloc[-1])))
    room, lines = HEIGHT - 12 - BELOW, 2 if len(ends) <= TWO_LINES else 1
    wanted = [value / top * room for *_, value in ends]
    placed_at = spread(wanted, lines * 1.3 * LABEL_SIZE + 3, 6, room - 6)
    for (number, key, value), pixel, placed in zip(ends, wanted, placed_at, strict=True):
        figure.add_annotation(
            x=1, xref="paper", y=value, xanchor="left", yanchor="middle", xshift=8, showarrow=False,
            yshift=placed - pixel, align="left",
            text=_direct_label(number, wrapped(names.get(key, key), lines, LABEL_LETTERS)),
            font={"size": LABEL_SIZE}, hovertext=label(names.get(key, key)),
        )  # fmt: skip


def _direct_label(number: int, lines: list[str]) -> str:
    """The name in the colour of the text, readable in small letters; the mark before it in that of the line."""
    glyph = GLYPHS[number % len(GLYPHS)]
    return f'<span style="color:{SERIES[number]}">{glyph}</span> ' + "<br>".join(label(line) for line in lines)


def _shade_gaps(figure: go.Figure, frame: pd.DataFrame, span: Span, *, says: bool = True) -> None:
    runs = gaps(frame, span)
    days = max(1, (span.last - span.first).days)
    for first, last in runs:
        begin, end = datetime.combine(first, datetime.min.time()), last + timedelta(days=1)
        figure.add_shape(
            type="rect", x0=begin, x1=end, y0=0, y1=1, yref="paper", layer="below", line_width=0,
            fillcolor=NOTHING_COLLECTED,
        )  # fmt: skip
        if says and (end - first).days / days > 0.2:
            centre = begin + timedelta(days=(end - first).days / 2)
            figure.add_annotation(
                note("nothing collected", x=centre, y=1, yref="paper", yanchor="top", xanchor="center")
            )
