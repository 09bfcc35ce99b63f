"""How one series is drawn over time: its line or bars, its interval, what is laid over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.charts.calendar import middle, spoken_bucket, width
from monitor.charts.layout import UNSELECTED, note
from monitor.charts.marks import columns, label
from monitor.charts.palette import COUNT, MUTED, NOTHING_COLLECTED, SERIES, SYMBOLS, faded
from monitor.charts.series import FEW, Span, gaps
from monitor.filters import Bucket, Cell, Scale

THING = "thing"
"""In place of a dimension: keys that name their own kind, as ``actor:nato`` or ``search:flood*``."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is drawn upwards: a column of a laid-out frame, how it is called, and how sure it is.

    ``low`` and ``high`` are the columns of its interval; a value is not judged where the column ``n`` is below
    ten.
    """

    column: str
    noun: str
    n: str | None = None
    low: str | None = None
    high: str | None = None

    @property
    def is_sound(self) -> bool:
        """True for tone and stance, which lie on both sides of zero."""
        return self.column == "tone"

    @property
    def format(self) -> str:
        """How its axis is written."""
        return ".1~%" if self.column == "share" else ",.3~f"


def attention(scale: Scale, measure: str) -> Quantity:
    """Share or number in a measure; only stories are independent of each other, and have an interval."""
    if scale == "count":
        return Quantity("count", measure)
    if measure == "stories":
        return Quantity("share", measure, "total", "share_low", "share_high")
    return Quantity("share", measure, "total")


def sound(noun: str) -> Quantity:
    """Tone or stance, whichever stands in the columns of the tone."""
    return Quantity("tone", noun, "tone_n", "tone_low", "tone_high")


@dataclass(frozen=True, eq=False)
class Before:
    """The period before: laid out like the series on a span of its own, and drawn ``shift`` later."""

    frame: pd.DataFrame
    span: Span
    shift: timedelta


@dataclass(frozen=True, eq=False)
class Overlay:
    """What is laid over series: a moving average of so many buckets, the period before, notes on days.

    With ``smooth`` above 0 the frames carry the columns of :func:`monitor.charts.series.smoothed`.
    """

    smooth: int = 0
    before: Before | None = None
    notes: Sequence[tuple[date, str]] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """How all series of one chart are drawn. ``by`` is the dimension of their keys, or :data:`THING`."""

    by: str
    span: Span
    quantity: Quantity
    smooth: int = 0
    bands: bool = False
    small: bool = False
    top: float = float("inf")
    shift: timedelta = timedelta(0)

    def of_before(self, before: Before) -> Drawing:
        """The same for the period before."""
        return replace(self, span=before.span, shift=before.shift, bands=False)


def judged(rows: pd.DataFrame, quantity: Quantity) -> pd.Series:
    """True where there is a value, and enough behind it to judge it."""
    there = rows[quantity.column].notna() & (rows["state"] != "nothing collected")
    return there if quantity.n is None else there & (rows[quantity.n] >= FEW)


def reach(frame: pd.DataFrame, quantity: Quantity, *, bands: bool) -> tuple[float, float]:
    """The ends of the axis: from zero for attention, both sides alike for tone.

    What is not judged doesn't stretch the scale of what is: one story out of one is 100 %.
    """
    good = judged(frame, quantity)
    rows = frame[good] if good.any() else frame
    values = rows[quantity.column].abs().max(skipna=True)
    if quantity.is_sound:
        edges = pd.concat(
            [rows["tone_low"].abs(), rows["tone_high"].abs(), frame["tone"].abs() * 0.8] if good.any()
            else [frame["tone"].abs()]
        )  # fmt: skip
        widest = edges.max(skipna=True)
        end = float(min(1.0, max(0.1, 1.1 * widest))) if pd.notna(widest) else 1.0
        return -end, end
    top = float(values) if pd.notna(values) and values > 0 else 1.0
    if bands and quantity.high is not None:
        highest = rows[quantity.high].max(skipna=True)
        top = max(top, min(float(highest), 1.5 * top)) if pd.notna(highest) else top
    return 0.0, 1.08 * top


Trace = dict[str, Any]
"""A trace as plain values: a figure checks them once, and a hundred traces at a time."""


def line_of(
    rows: pd.DataFrame, number: int, name: str, drawing: Drawing, axes: tuple[str, str] = ("x", "y")
) -> list[Trace]:
    """One series, ``rows`` of a laid-out frame, as a line with a mark for each bucket."""
    quantity, colour = drawing.quantity, SERIES[number]
    past = bool(drawing.shift)
    good = judged(rows, quantity)
    x = [middle(start, drawing.span.bucket) + drawing.shift for start in rows["start"]]
    values = rows[quantity.column]
    strokes: list[Trace] = []
    if drawing.bands and quantity.low and quantity.high:
        strokes += _bands(rows, good, x, quantity, colour)
    if past:
        line = rows[f"smoothed_{quantity.column}"] if drawing.smooth else values.where(good)
        strokes.append(_stroke(x, line, colour, "dash", 1.2))
    else:
        thin = bool(drawing.smooth)
        ink, wide = (faded(colour, 0.4), 1.0) if thin else (colour, 1.6 if drawing.small else 2.0)
        complete = rows["state"] == "complete"
        strokes.append(_stroke(x, values.where(good & complete), ink, "solid", wide))
        strokes.append(_stroke(x, _unfinished_steps(rows, values.where(good)), ink, "dot", wide))
        if drawing.smooth:
            strokes.append(_stroke(x, rows[f"smoothed_{quantity.column}"], colour, "solid", 3.5))
    traces = [stroke for stroke in strokes if any(value == value for value in stroke["y"])]
    shown = rows[quantity.column].notna() & (rows["state"] != "nothing collected")
    if quantity.is_sound:
        shown &= rows["tone_n"] > 0
    for wanted in (True, False):
        chosen = rows[shown & (good == wanted)]
        if len(chosen):
            traces.append(_marks(chosen, number, name, drawing, judged=wanted))
    return [{**trace, "xaxis": axes[0], "yaxis": axes[1]} for trace in traces]


def bars_with(rows: pd.DataFrame, name: str, drawing: Drawing, colour: str = COUNT) -> list[Trace]:
    """One series as bars, hatched where a bucket is not complete, grey where it is not judged."""
    quantity = drawing.quantity
    good = judged(rows, quantity)
    rows = rows[rows["state"] != "nothing collected"].dropna(subset=[quantity.column])
    ink = faded(colour, 0.55) if drawing.smooth else colour
    bars = bars_of(
        rows,
        rows[quantity.column].clip(upper=drawing.top),
        _data(rows, name, drawing),
        _HOVER,
        [ink if is_judged else faded(MUTED, 0.5) for is_judged in good[rows.index]],
        drawing.span.bucket,
    )
    if drawing.bands and quantity.low and quantity.high:
        bars["error_y"] = {
            "type": "data",
            "array": list((rows[quantity.high] - rows[quantity.column]).where(good[rows.index])),
            "arrayminus": list((rows[quantity.column] - rows[quantity.low]).where(good[rows.index])),
            "color": faded(MUTED, 0.9),
            "thickness": 1,
            "width": 0 if len(rows) > 30 else 2,
        }
    if not drawing.smooth:
        return [bars]
    x = [middle(start, drawing.span.bucket) for start in rows["start"]]
    return [bars, _stroke(x, rows[f"smoothed_{quantity.column}"], colour, "solid", 3.5)]


def bars_of(
    rows: pd.DataFrame,
    heights: pd.Series,
    data: list[list[Any]],
    hover: str,
    colour: str | list[str],
    bucket: Bucket,
) -> Trace:
    """Bars as wide as their bucket; ``rows`` have ``start`` and ``state``."""
    return {
        "type": "bar",
        "x": [middle(start, bucket) for start in rows["start"]],
        "y": list(heights),
        "width": [0.86 * width(start, bucket) for start in rows["start"]],
        "customdata": data,
        "hovertemplate": hover,
        "marker": {
            "color": colour,
            "line": {"width": 0},
            "pattern": {"shape": ["/" if state == "unfinished" else "" for state in rows["state"]], "size": 5},
        },
        "unselected": UNSELECTED,
    }


def ghosts_of(frame: pd.DataFrame, drawing: Drawing, axes: tuple[str, str]) -> Trace:
    """All series as one grey line, lifted between them: what the series of a small chart stands among."""
    x: list[datetime | None] = []
    y: list[float | None] = []
    for _, rows in frame.groupby("key", sort=False):
        x += [middle(start, drawing.span.bucket) for start in rows["start"]] + [None]
        values = rows[drawing.quantity.column].where(judged(rows, drawing.quantity))
        y += [None if value != value else float(value) for value in values] + [None]
    return {
        "type": "scatter", "x": x, "y": y, "mode": "lines", "line": {"color": faded(MUTED, 0.35), "width": 1},
        "hoverinfo": "skip", "xaxis": axes[0], "yaxis": axes[1],
    }  # fmt: skip


def shade_gaps(figure: go.Figure, frame: pd.DataFrame, span: Span, *, says: bool = True, x: str = "x") -> None:
    """Grey ground where nothing was collected, named where there is room."""
    days = max(1, (span.last - span.first).days)
    for first, last in gaps(frame, span):
        begin, end = datetime.combine(first, datetime.min.time()), last + timedelta(days=1)
        figure.add_shape(
            type="rect", x0=begin, x1=end, y0=0, y1=1, xref=x, yref="paper", layer="below", line_width=0,
            fillcolor=NOTHING_COLLECTED,
        )  # fmt: skip
        if says and (end - first).days / days > 0.2:
            centre = begin + timedelta(days=(end - first).days / 2)
            figure.add_annotation(
                note("nothing collected", x=centre, y=1, yref="paper", yanchor="top", xanchor="center")
            )


def spoken(start: date, state: str, bucket: Bucket) -> str:
    """The bucket as a tooltip names it."""
    text = spoken_bucket(start, bucket)
    return f"{text}, not complete" if state == "unfinished" else text


def cells_of_rows(rows: pd.DataFrame, by: str, bucket: Bucket) -> list[Cell]:
    """What each row of a laid-out frame counts; a search is not in the cell but in the filters."""
    cells = []
    for row in rows.itertuples():
        kind, _, value = str(row.key).partition(":") if by == THING else (by, "", row.key)
        named: dict[str, Any] = {} if kind == "search" else {kind: value}
        cells.append(Cell(**named, bucket=bucket, start=row.start))
    return cells


_HOVER = "<b>%{customdata[1]}</b><br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>"
_FEW_HOVER = "<b>%{customdata[1]}</b><br>%{customdata[2]}<br>%{customdata[3]}: too few to judge<extra></extra>"


def _data(rows: pd.DataFrame, name: str, drawing: Drawing) -> list[list[Any]]:
    when = [spoken(row.start, row.state, drawing.span.bucket) for row in rows.itertuples()]
    if drawing.shift:
        when = [f"{text} (the period before)" for text in when]
    return columns(
        cells_of_rows(rows, drawing.by, drawing.span.bucket),
        [label(name)] * len(rows),
        when,
        [_value_words(row, drawing) for row in rows.to_dict("records")],
        ask=int(rows["ask"].iloc[0]) if "ask" in rows and len(rows) else None,
    )


def _value_words(row: dict[str, Any], drawing: Drawing) -> str:
    """The number, what it is of, and how sure: ``12 of 340 stories, 3.5 %, 95 % interval 2.0 to 6.1 %``."""
    quantity = drawing.quantity
    said = _sound_words(row, quantity) if quantity.is_sound else _attention_words(row, quantity)
    average = row.get(f"smoothed_{quantity.column}") if drawing.smooth else None
    if average is None or average != average:
        return said
    written = {"share": f"{100 * average:.1f} %", "tone": f"{average:+.2f}"}.get(
        quantity.column, f"{average:,.1f}"
    )
    return f"{said}<br>smoothed over {drawing.smooth} {drawing.span.bucket}s: {written}"


def _attention_words(row: dict[str, Any], quantity: Quantity) -> str:
    count, total = row["count"], row["total"]
    if total != total or not total:
        return f"{count:,.0f} {quantity.noun}"
    said = f"{count:,.0f} of {total:,.0f} {quantity.noun}, {100 * row['share']:.1f} %"
    if quantity.noun != "stories":
        return said
    return f"{said},<br>95 % interval {100 * row['share_low']:.1f} to {100 * row['share_high']:.1f} %"


def _sound_words(row: dict[str, Any], quantity: Quantity) -> str:
    said = f"n = {row['tone_n']:,.0f} stories"
    if row["tone_n"] < FEW:
        return said
    low, high = row["tone_low"], row["tone_high"]
    return f"{quantity.noun} {row['tone']:+.2f}, 95 % interval {low:+.2f} to {high:+.2f}<br>{said}"


def _marks(rows: pd.DataFrame, number: int, name: str, drawing: Drawing, *, judged: bool) -> Trace:
    """A mark for each row; what lies above the axis is an arrow at its end."""
    symbol = SYMBOLS[number % len(SYMBOLS)]
    values, past = rows[drawing.quantity.column], bool(drawing.shift)
    size = 4 if past or drawing.small or drawing.smooth else 5 if len(rows) > 60 else 7
    symbols = [
        "triangle-up-open" if value > drawing.top
        else "triangle-down-open" if value < -drawing.top
        else f"{symbol}-open" if not judged or state == "unfinished"
        else symbol
        for value, state in zip(values, rows["state"], strict=True)
    ]  # fmt: skip
    ink = SERIES[number] if judged else faded(MUTED, 0.8)
    return {
        "type": "scatter",
        "x": [middle(start, drawing.span.bucket) + drawing.shift for start in rows["start"]],
        "y": list(values.clip(-drawing.top, drawing.top)),
        "mode": "markers",
        "customdata": _data(rows, name, drawing),
        "hovertemplate": _HOVER if judged else _FEW_HOVER,
        "cliponaxis": False,
        "marker": {
            "color": faded(SERIES[number], 0.5) if judged and drawing.smooth else ink,
            "size": size if judged else min(size, 5),
            "symbol": symbols,
        },
        "unselected": UNSELECTED,
    }


def _stroke(x: Sequence[datetime], y: pd.Series, colour: str, dash: str, wide: float) -> Trace:
    return {
        "type": "scatter",
        "x": list(x),
        "y": list(y),
        "mode": "lines",
        "line": {"color": colour, "width": wide, "dash": dash},
        "hoverinfo": "skip",
    }


def _unfinished_steps(rows: pd.DataFrame, values: pd.Series) -> pd.Series:
    """The values at both ends of every step that leads into or out of an unfinished bucket."""
    unfinished = rows["state"] == "unfinished"
    touched = unfinished | unfinished.shift(1, fill_value=False) | unfinished.shift(-1, fill_value=False)
    return values.where(touched)


def _bands(
    rows: pd.DataFrame, good: pd.Series, x: Sequence[datetime], quantity: Quantity, colour: str
) -> list[Trace]:
    """The interval as a band over each run of judged buckets."""
    low, high = list(rows[quantity.low]), list(rows[quantity.high])
    wanted = [bool(ok) and a == a and b == b for ok, a, b in zip(good, low, high, strict=True)]
    bands = []
    for first, last in _runs(wanted):
        stretch, run = list(x[first:last]), slice(first, last)
        bands.append(
            {
                "type": "scatter", "mode": "lines", "fill": "toself", "fillcolor": faded(colour, 0.15),
                "x": stretch + stretch[::-1], "y": high[run] + low[run][::-1], "line": {"width": 0},
                "hoverinfo": "skip",
            }
        )  # fmt: skip
    return bands


def _runs(wanted: Sequence[bool]) -> list[tuple[int, int]]:
    """The stretches of true values, each as its first place and the one behind its last."""
    runs, first = [], None
    for place, is_wanted in enumerate([*wanted, False]):
        if is_wanted and first is None:
            first = place
        elif not is_wanted and first is not None:
            runs.append((first, place))
            first = None
    return runs
