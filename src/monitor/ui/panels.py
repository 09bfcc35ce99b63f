"""The parts that pages are made of: each one asks, says what it counts, and draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal, cast

import pandas as pd
import streamlit as st

from monitor.charts.calendar import spoken_day
from monitor.charts.palette import MAX_SERIES
from monitor.charts.ranking import ranking
from monitor.charts.series import FEW, Span, as_days, gaps, lay_out
from monitor.charts.timeline import strip, timeline, tone_line
from monitor.charts.world import world
from monitor.filters import BUCKETS, Cell, Filters
from monitor.query.counts import counts
from monitor.query.totals import buckets, collected_by, summary
from monitor.ui import outlines, words
from monitor.ui.data import Data
from monitor.ui.evidence import chart, table
from monitor.ui.filters import clear
from monitor.ui.link import SCALES
from monitor.ui.state import change, current, face

Entity = Literal["actor", "country"]

NAME_WIDTH = 210
"""Pixels of a column of names: most stand there whole, and a phone still has room for a number."""
FIRST_SERIES = 5
"""So many lines are drawn where the reader chose none: the largest."""
PLURAL: dict[Entity, str] = {"actor": "actors", "country": "countries"}


def the_data() -> Data:
    """The data that the frame opened for this run."""
    return cast(Data, st.session_state["data"])


def head(title: str, question: str) -> None:
    """The page's name and the question that it answers."""
    st.title(title, anchor=False)
    st.caption(question)


def under(data: Data, filters: Filters, *more: str) -> None:
    """The sentence under a chart: what its shares are shares of, and remarks."""
    everything = filters.without_entities()
    found = data.ask(summary, everything)
    sentence = words.denominator(filters, getattr(found, filters.measure), found.sources, data.names)
    chosen = words.entities(filters, data.names)
    parts = [f"{chosen}: {sentence}" if chosen else sentence[0].upper() + sentence[1:]]
    quiet_text(". ".join([*parts, *more]) + ".")


def quiet_text(text: str) -> None:
    """A small grey sentence that may hold a stranger's words: shown as text, never read as Markdown."""
    st.caption(words.as_text(text))


def nothing(data: Data, filters: Filters) -> None:
    """An empty answer, said honestly, with a way on."""
    with st.container(border=True):
        chosen = words.entities(filters, data.names)
        what = f"No {filters.measure} match the filters" + (f" ({chosen})" if chosen else "")
        st.text(f"{what}, {words.period(filters)}.")
        first, last = data.choices.first_day, data.choices.last_day
        if first and last:
            st.text(f"The data holds articles from {spoken_day(first)} to {spoken_day(last)}.")
        st.button("Clear filters", on_click=clear, args=(data.default_filters(),), key="nothing_clear")


def series_controls(*, bucket: bool = True) -> None:
    """The choices of a series: how wide a bucket is, and share or number."""
    view = current()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", width="content"):
        if bucket:
            st.segmented_control(
                "Per",
                ["auto", *BUCKETS],
                format_func=str.capitalize,
                key=face("series_bucket", view.bucket or "auto"),
                on_change=_bucket_changed,
                required=True,
            )
        st.segmented_control(
            "Show as",
            SCALES,
            format_func=lambda scale: {"share": "Share", "count": "Number"}[scale],
            key=face("series_scale", view.scale),
            on_change=_scale_changed,
            required=True,
            help="**Share**: of everything that was collected under the same filters, so that a day with more "
            "articles does not look like a day with more attention.",
        )


def ranked(data: Data, filters: Filters, by: str) -> pd.DataFrame:
    """The answer split by one dimension, largest first."""
    answer = data.ask(counts, filters, (by,))
    return answer.sort_values(["count", by], ascending=[False, True], ignore_index=True)


def series_panel(data: Data, filters: Filters, by: Entity, keys: Sequence[str], page: str) -> None:
    """Attention over time, and under it what it is a share of."""
    view, names = current(), data.names.of(by)
    span = data.span(filters, view.bucket)
    if span is None:
        quiet_text("No article in this data has a date, so there is nothing to draw over time.")
        return
    frame = _series(data, filters, by, keys, span)
    st.subheader("Attention", anchor=False)
    drawn = timeline(frame, span, by=by, names=names, scale=view.scale, measure=filters.measure)
    alt = f"{filters.measure.capitalize()} per {span.bucket}: " + ", ".join(names.get(k, k) for k in keys)
    chart(drawn, f"series_{by}", alt, page)
    under(data, filters, *_remarks(frame, span), *not_drawn(data, filters, span))
    _numbers(frame, by, names, span, f"series_{by}", page)
    st.subheader("Tone", anchor=False, help=TONE_HELP)
    toned, tone_span = _judgeable(data, filters, by, keys, span)
    alt = f"Tone per {tone_span.bucket}: " + ", ".join(names.get(k, k) for k in keys)
    chart(tone_line(toned, tone_span, by=by, names=names), f"tone_{by}", alt, page)
    quiet_text(
        f"Per {tone_span.bucket}: mean tone of the sentences that mention the name, −1 to +1, with the 95 % "
        "interval over stories. Open grey marks: fewer than 10 stories, too few to judge."
    )


TONE_HELP = (
    "How the sentences that mention the name sound (VADER; names themselves never score). Every story weighs "
    "the same. The tone of a sentence is not the attitude towards the one who is named in it."
)


def ranked_panel(data: Data, filters: Filters, by: Entity, page: str) -> None:
    """All of them, largest first; a click on a row opens its articles."""
    rows = ranked(data, filters, by)
    st.subheader(f"All {PLURAL[by]}", anchor=False)
    names = data.names.of(by)
    shown = pd.DataFrame(
        {
            by.capitalize(): [names.get(key, key) for key in rows[by]],
            filters.measure.capitalize(): rows["count"],
            "Share": 100 * rows["share"],
            "Tone": rows["tone"].where(rows["tone_n"] >= FEW),
            "95 % interval": [
                words.interval_words(row.tone, row.tone_low, row.tone_high, int(row.tone_n))
                for row in rows.itertuples()
            ],
            "n": rows["tone_n"],
        }
    )
    top = float(shown["Share"].max()) if len(rows) else 1.0
    table(
        shown,
        [Cell(**{by: key}) for key in rows[by]],
        f"ranked_{by}",
        f"All {PLURAL[by]} by {filters.measure}",
        page,
        column_config={
            by.capitalize(): st.column_config.TextColumn(width=NAME_WIDTH),
            filters.measure.capitalize(): st.column_config.NumberColumn(format="localized", width="small"),
            "Share": st.column_config.ProgressColumn(format="%.1f %%", min_value=0.0, max_value=max(top, 0.01)),
            "Tone": st.column_config.NumberColumn(format="%+.2f", width="small", help=TONE_HELP),
            "n": st.column_config.NumberColumn(
                format="localized", width="small", help="Stories with a tone. Below 10: too few to judge."
            ),
        },
        placeholder="–",
    )
    under(data, filters, "Choose a row to read its articles")


def ranking_panel(data: Data, filters: Filters, by: Entity, page: str, limit: int = 8) -> None:
    """The largest few as bars."""
    rows = ranked(data, filters, by)
    if rows.empty:
        quiet_text(f"No {PLURAL[by]} are named in what the filters let through.")
        return
    names, scale = data.names.of(by), current().scale
    drawn = ranking(rows, by=by, names=names, scale=scale, measure=filters.measure, limit=limit)
    leaders = ", ".join(names.get(str(key), str(key)) for key in rows[by].head(limit))
    chart(drawn, f"ranking_{by}", f"Most {filters.measure}: {leaders}", page)


def map_panel(data: Data, filters: Filters, page: str) -> None:
    """The world, coloured by share or number."""
    rows = ranked(data, filters, "country")
    st.subheader("Where in the world", anchor=False)
    drawn = world(
        rows,
        outlines.FILE,
        names=data.names.countries,
        scale=current().scale,
        measure=filters.measure,
        address=outlines.GEOJSON,
    )
    leaders = ", ".join(data.names.country(str(key)) for key in rows["country"].head(5))
    chart(drawn, "world", f"World map of {filters.measure}; most: {leaders}", page)
    under(data, filters, f"Countries {filters.country_role}", "Grey: none counted")


def strip_panel(data: Data, filters: Filters, page: str) -> None:
    """What was collected in each bucket."""
    everything = collected_by(filters)
    span = data.span(filters, None)
    if span is None:
        quiet_text("No article in this data has a date.")
        return
    if (span.last - span.first).days <= 400:
        span = replace(span, bucket="day")
    alt = f"Articles collected per {span.bucket}"
    frame = collected(data, everything, span)
    chart(strip(frame, span), "strip", alt, page, replace(everything, measure="articles"))
    sentence = f"Articles per {span.bucket}, {words.period(filters)}, whoever and whatever they name"
    quiet_text(". ".join([sentence, *_remarks(frame, span), *not_drawn(data, filters, span)]) + ".")


def not_drawn(data: Data, filters: Filters, span: Span) -> list[str]:
    """A remark on scattered early articles, where the calendar leaves them out."""
    scattered = data.scattered()
    if scattered is None or filters.start is not None or span.first < scattered[0]:
        return []
    number = words.counted(scattered[1], "scattered articles")
    return [f"Not drawn: {number} before {spoken_day(scattered[0])}; choose a first day to see them"]


def collected(data: Data, filters: Filters, span: Span) -> pd.DataFrame:
    """What was collected in each bucket of the span: ``start, articles, sources, state``."""
    found = data.ask(buckets, filters, span.bucket)
    rows = found.assign(start=as_days(found["bucket"])).set_index("start")[["articles", "sources"]]
    frame = rows.reindex(span.starts()).fillna(0).astype(int).reset_index(names="start")
    frame["state"] = [
        "nothing collected" if not n else "complete" if span.is_whole(start) else "unfinished"
        for start, n in zip(frame["start"], frame["articles"], strict=True)
    ]
    return frame


def chosen_keys(rows: pd.DataFrame, by: Entity, filters: Filters) -> tuple[str, ...]:
    """Whose lines are drawn: the chosen ones, else the largest."""
    chosen = filters.actors if by == "actor" else filters.countries
    return chosen[:MAX_SERIES] or tuple(str(key) for key in rows[by].head(FIRST_SERIES))


def _judgeable(
    data: Data, filters: Filters, by: Entity, keys: Sequence[str], span: Span
) -> tuple[pd.DataFrame, Span]:
    """The series in the finest bucket, from the chart's own upwards, in which most points can be judged.

    A bucket that the reader chose is kept.
    """
    frame = _series(data, filters, by, keys, span)
    for bucket in BUCKETS[BUCKETS.index(span.bucket) + 1 :]:
        judged = frame.loc[frame["tone_n"] > 0, "tone_n"] >= FEW
        if current().bucket or judged.mean() >= 0.5:
            break
        span = replace(span, bucket=bucket)
        frame = _series(data, filters, by, keys, span)
    return frame, span


def _series(data: Data, filters: Filters, by: Entity, keys: Sequence[str], span: Span) -> pd.DataFrame:
    chosen = tuple(keys)
    narrowed = replace(filters, actors=chosen) if by == "actor" else replace(filters, countries=chosen)
    answer = data.ask(counts, narrowed, (by, span.bucket))
    found = data.ask(buckets, filters, span.bucket)
    return lay_out(answer, found, keys, by, span)


def _remarks(frame: pd.DataFrame, span: Span) -> list[str]:
    remarks = []
    holes = gaps(frame, span)
    if holes:
        remarks.append(f"Grey ground: nothing collected ({words.counted(len(holes), 'gaps')})")
    if (frame["state"] == "unfinished").any():
        lines = "key" in frame and frame["key"].nunique() > 1
        remarks.append(f"{'Open marks' if lines else 'Hatched'}: a {span.bucket} that is not complete")
    return remarks


def _numbers(frame: pd.DataFrame, by: Entity, names: Any, span: Span, name: str, page: str) -> None:
    """The chart as a table, for readers who want the numbers or can't see the marks."""
    folded = st.expander("Numbers", key=f"numbers_{name}", on_change="rerun")
    if not folded.open:
        return
    rows = frame[frame["count"] > 0].sort_values(["start", "count"], ascending=[False, False])
    shown = pd.DataFrame(
        {
            span.bucket.capitalize(): list(rows["start"]),
            by.capitalize(): [names.get(key, key) for key in rows["key"]],
            "Count": rows["count"].astype(int),
            "Of": rows["total"].astype(int),
            "Share": 100 * rows["share"],
            "State": rows["state"],
        }
    )
    cells = [Cell(**{by: row.key, "bucket": span.bucket, "start": row.start}) for row in rows.itertuples()]
    with folded:
        table(
            shown, cells, name, "The numbers of the chart above", page,
            column_config={"Share": st.column_config.NumberColumn(format="%.1f %%")},
        )  # fmt: skip


def _bucket_changed() -> None:
    bucket = st.session_state["series_bucket"]
    change(replace(current(), bucket=None if bucket == "auto" else bucket))


def _scale_changed() -> None:
    change(replace(current(), scale=st.session_state["series_scale"]))
