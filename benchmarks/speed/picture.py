"""The cost curves as a picture: seconds and megabytes over the articles, all scales logarithmic."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from playwright.sync_api import sync_playwright
from plotly.subplots import make_subplots

from benchmarks.speed.serving import CHROMIUM_FLAGS, chromium
from monitor.charts.palette import SERIES, SYMBOLS

WIDTH, HEIGHT = 960, 420
_TICKS = [digit * 10.0**power for power in range(-3, 7) for digit in (1, 2, 5)]
"""Readings that span no whole power of ten can be told from an axis, too."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Curve:
    """A line: its name, the keys of its readings, and how a value becomes what is drawn."""

    name: str
    keys: re.Pattern[str]
    drawn: Callable[[float, int], float]


SECONDS = (
    Curve("load", re.compile(r"load\.rate\.\d+$"), lambda rate, articles: articles / rate),
    Curve("retag", re.compile(r"retag\.one-alias-more\.\d+$"), lambda seconds, _: seconds),
    Curve("query, p95", re.compile(r"p95 \d+$"), lambda ms, _: ms / 1_000),
)
SPACE = (
    Curve("memory while loading", re.compile(r"load\.memory\.\d+$"), lambda megabytes, _: megabytes),
    Curve("store on disk", re.compile(r"disk whole \d+$"), lambda each, articles: each * articles / 1e6),
)


def curves(readings: Sequence[Row]) -> go.Figure:
    """Two panels: seconds on the left, megabytes on the right."""
    figure = make_subplots(cols=2, horizontal_spacing=0.12)
    for column, (title, lines) in enumerate((("seconds", SECONDS), ("megabytes", SPACE)), start=1):
        for place, curve in enumerate(lines):
            points = sorted(
                (row["articles"], curve.drawn(row["value"], row["articles"]))
                for row in readings
                if curve.keys.match(row["key"])
            )
            colour = place if column == 1 else place + len(SECONDS)
            figure.add_trace(
                go.Scatter(
                    x=[articles for articles, _ in points],
                    y=[value for _, value in points],
                    name=curve.name,
                    mode="lines+markers",
                    line={"color": SERIES[colour]},
                    marker={"symbol": SYMBOLS[colour], "size": 9},
                ),
                row=1,
                col=column,
            )
        figure.update_yaxes(type="log", title=title, tickvals=_TICKS, tickformat=",", col=column)
    figure.update_xaxes(type="log", title="articles", dtick=1, tickformat=",.0s")
    figure.update_layout(
        width=WIDTH, height=HEIGHT, template="simple_white", margin={"l": 60, "r": 20, "t": 20, "b": 50},
        legend={"orientation": "h", "y": 1.12}, font={"family": "sans-serif", "size": 13},
    )  # fmt: skip
    return figure


def write_picture(file: Path, readings: Sequence[Row]) -> None:
    """Draw the curves in a browser and keep what it painted as PNG."""
    page_text = curves(readings).to_html(include_plotlyjs=True, config={"staticPlot": True})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        page = browser.new_page(viewport={"width": WIDTH + 20, "height": HEIGHT + 20}, device_scale_factor=2)
        page.set_content(page_text)
        page.locator(".main-svg").first.wait_for()
        page.locator(".plotly-graph-div").screenshot(path=file)
        browser.close()
