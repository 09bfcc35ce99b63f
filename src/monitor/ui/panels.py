"""The parts that pages are made of: each one asks, says what it counts, and draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import pandas as pd
import streamlit as st

from monitor.charts.calendar import spoken_day
from monitor.charts.palette import MAX_SERIES
from monitor.charts.ranking import ranking
from monitor.charts.series import FEW, Span, as_days, gaps, lay_out
from monitor.charts.strokes import Quantity, attention
from monitor.charts.timeline import FEW_BANDS, strip, timeline, tone_line
from monitor.charts.world import Paint, world
from monitor.filters import BUCKETS, SCALES, Bucket, Cell, Filters
from monitor.query.counts import counts, totals
from monitor.query.totals import buckets, collected_by, summary
from monitor.ui import outlines, words
from monitor.ui.data import Data
from monitor.ui.data import the_data as the_data
from monitor.ui.filters import clear
from monitor.ui.origin import counted_of
from monitor.ui.panel import Column, Panel, draw, quiet_text
from monitor.ui.share import share_bar
from monitor.ui.site import Page
from monitor.ui.state import change, current, face

Entity = Literal["actor", "country"]

FIRST_SERIES = 5
"""So many lines are drawn where the reader chose none: the largest."""
PLURAL: dict[Entity, str] = {"actor": "actors", "country": "countries"}


def head(page: Page) -> None:
    """The page's name, the question that it answers, and the ways to send it."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(page.title, anchor=False, width="content")
        share_bar(the_data(), page)
    st.caption(page.question)


def denominator(data: Data, filters: Filters, *more: str) -> str:
    """The sentence under a chart: what its shares are shares of, and remarks."""
    sentence = counted_of(data, filters)
    chosen = words.entities(filters, data.names)
    parts = [f"{chosen}: {sentence}" if chosen else sentence[0].upper() + sentence[1:]]
    return ". ".join([*parts, *more]) + "."


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


def series_controls(*, bucket: bool = True, scale: bool = True) -> None:
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
        if scale:
            st.segmented_control(
                "Show as",
                SCALES,
                format_func=lambda scale: {"share": "Share", "count": "Number"}[scale],
                key=face("series_scale", view.scale),
                on_change=_scale_changed,
                required=True,
                help="**Share**: of everything that was collected under the same filters, so that a day with "
                "more articles does not look like a day with more attention.",
            )


def ranked(data: Data, filters: Filters, by: str) -> pd.DataFrame:
    """The answer split by one dimension, largest first."""
    answer: pd.DataFrame = data.ask(counts, filters, (by,))
    return answer.sort_values(["count", by], ascending=[False, True], ignore_index=True)


def series_panel(data: Data, filters: Filters, by: Entity, keys: Sequence[str], page: str) -> None:
    """Attention and tone over time."""
    span = data.span(filters, current().bucket)
    if span is None:
        quiet_text("No article in this data has a date, so there is nothing to draw over time.")
        return
    attention_panel(data, filters, by, keys, page, span)
    tone_panel(data, filters, by, keys, page, span)


def attention_panel(
    data: Data, filters: Filters, by: Entity, keys: Sequence[str], page: str, span: Span
) -> None:
    """Attention over time, and under it what it is a share of."""
    view, names = current(), data.names.of(by)
    frame = _series(data, filters, by, keys, span)
    rows = frame[frame["state"] != "nothing collected"].sort_values(
        ["start", "count"], ascending=[False, False]
    )
    draw(
        Panel(
            name=f"series_{by}",
            title="Attention",
            page=page,
            rows=named(rows, names, by),
            columns=SERIES_COLUMNS | {"start": Column(span.bucket.capitalize(), "day")},
            cells=cells_of(rows, by, span.bucket),
            said=denominator(
                data,
                filters,
                *marks_said(frame, span, attention(view.scale, filters.measure)),
                *not_drawn(data, filters, span),
            ),
            filters=filters,
            figure=timeline(frame, span, by=by, names=names, scale=view.scale, measure=filters.measure),
            alt=f"{filters.measure.capitalize()} per {span.bucket}: {listed(keys, names)}",
        )
    )


def tone_panel(data: Data, filters: Filters, by: Entity, keys: Sequence[str], page: str, span: Span) -> None:
    """Tone over time, in a bucket in which most of it can be judged."""
    names = data.names.of(by)
    toned, tone_span = _judgeable(data, filters, by, keys, span)
    rows = toned[toned["tone_n"] > 0].sort_values(["start", "key"], ascending=[False, True])
    draw(
        Panel(
            name=f"tone_{by}",
            title="Tone",
            page=page,
            rows=named(rows, names, by),
            columns=TONE_COLUMNS | {"start": Column(tone_span.bucket.capitalize(), "day")},
            cells=cells_of(rows, by, tone_span.bucket),
            said=f"Per {tone_span.bucket}: mean tone of the sentences that mention the name, −1 to +1, with "
            "the 95 % interval over stories. Open grey marks: fewer than 10 stories, too few to judge.",
            filters=filters,
            figure=tone_line(toned, tone_span, by=by, names=names),
            alt=f"Tone per {tone_span.bucket}: {listed(keys, names)}",
            help=TONE_HELP,
        )
    )


def named(rows: pd.DataFrame, names: Mapping[str, str], by: str) -> pd.DataFrame:
    """Rows of a series as they are downloaded: the id under its dimension, and its name beside it."""
    shown = rows.rename(columns={"key": by})
    shown.insert(1, "name", [names.get(key, key) for key in shown[by]])
    return shown.reset_index(drop=True)


def cells_of(rows: pd.DataFrame, by: Entity, bucket: Bucket) -> list[Cell | None]:
    """The doors of a series' rows; a bucket in which nothing was counted has none."""
    return [
        Cell(**{by: row.key, "bucket": bucket, "start": row.start}) if row.count else None
        for row in rows.itertuples(index=False)
    ]


def listed(keys: Sequence[str], names: Mapping[str, str]) -> str:
    """Names side by side, for the text that stands for a chart."""
    return ", ".join(names.get(str(key), str(key)) for key in keys)


TONE_HELP = (
    "How the sentences that mention the name sound (VADER; names themselves never score). Every story weighs "
    "the same. The tone of a sentence is not the attitude towards the one who is named in it."
)


SERIES_COLUMNS = {
    "start": Column("Day", "day"),
    "name": Column("Name"),
    "count": Column("Count", "number"),
    "total": Column("Of", "number"),
    "share": Column("Share", "percent"),
    "state": Column("State", width="small"),
}
TONE_COLUMNS = {
    "start": Column("Day", "day"),
    "name": Column("Name"),
    "tone": Column("Tone", "tone", TONE_HELP),
    "tone_low": Column("From", "tone", "Lower end of the 95 % interval."),
    "tone_high": Column("To", "tone", "Upper end of the 95 % interval."),
    "tone_n": Column("n", "number", "Stories with a tone. Below 10: too few to judge."),
}


def ranked_panel(data: Data, filters: Filters, by: Entity, page: str) -> None:
    """All of them, largest first; a click on a row opens its articles."""
    rows = judged(ranked(data, filters, by), data.names.of(by), by)
    draw(
        Panel(
            name=f"ranked_{by}",
            title=f"All {PLURAL[by]}",
            page=page,
            rows=rows,
            columns={
                "name": Column(by.capitalize()),
                "count": Column(filters.measure.capitalize(), "number"),
                "share": Column("Share", "bar"),
                "judged": Column("Tone", "tone", TONE_HELP),
                "interval": Column("95 % interval", width="medium"),
                "tone_n": Column("n", "number", "Stories with a tone. Below 10: too few to judge."),
            },
            cells=[Cell(**{by: key}) for key in rows[by]],
            said=denominator(data, filters),
            hint="Choose a row to read its articles.",
            filters=filters,
        )
    )


def ranking_panel(data: Data, filters: Filters, by: Entity, page: str, title: str = "", limit: int = 8) -> None:
    """The largest few as bars."""
    rows = ranked(data, filters, by).head(limit)
    if rows.empty:
        quiet_text(f"No {PLURAL[by]} are named in what the filters let through.")
        return
    names = data.names.of(by)
    rows.insert(1, "name", [names.get(key, key) for key in rows[by]])
    draw(
        Panel(
            name=f"ranking_{by}",
            title=title or f"{PLURAL[by].capitalize()}: most attention",
            page=page,
            rows=rows,
            columns=RANKING_COLUMNS,
            cells=[Cell(**{by: key}) for key in rows[by]],
            said=denominator(data, filters),
            filters=filters,
            figure=ranking(
                rows, by=by, names=names, scale=current().scale, measure=filters.measure, limit=limit
            ),
            alt=f"Most {filters.measure}: {listed(rows[by], names)}",
        )
    )


RANKING_COLUMNS = {
    "name": Column("Name"),
    "count": Column("Count", "number"),
    "total": Column("Of", "number"),
    "share": Column("Share", "percent"),
}
MAP_COLUMNS = RANKING_COLUMNS | {
    "judged": Column("Tone", "tone", TONE_HELP),
    "interval": Column("95 % interval", width="medium"),
    "tone_n": Column("n", "number", "Stories with a tone. Below 10: too few to judge."),
}


def map_panel(data: Data, filters: Filters, page: str, paint: Paint | None = None) -> None:
    """The world, coloured by share, number or tone; without a ``paint``, as the reader shows series."""
    painted, names = paint or current().scale, data.names.countries
    rows = judged(ranked(data, filters, "country"), names, "country")
    draw(
        Panel(
            name="world",
            title="Where in the world",
            page=page,
            rows=rows,
            columns=MAP_COLUMNS,
            cells=[Cell(country=key) for key in rows["country"]],
            said=denominator(data, filters, *_map_remarks(data, filters, painted)),
            filters=filters,
            figure=world(
                rows,
                outlines.FILE,
                names=names,
                paint=painted,
                measure=filters.measure,
                address=outlines.GEOJSON,
                silent=_silent(data, filters),
            ),
            alt=f"World map of {filters.measure}, coloured by {painted}; most: "
            + listed(rows["country"].head(5), names),
            help=TONE_HELP if painted == "tone" else None,
        )
    )


def judged(rows: pd.DataFrame, names: Mapping[str, str], by: str) -> pd.DataFrame:
    """An answer with names, and with its tone where there is enough to judge: ``judged`` and ``interval``."""
    shown = rows.copy()
    shown.insert(1, "name", [names.get(key, key) for key in shown[by]])
    shown["judged"] = shown["tone"].where(shown["tone_n"] >= FEW)
    shown["interval"] = [
        words.interval_words(row.tone, row.tone_low, row.tone_high, int(row.tone_n))
        for row in shown.itertuples()
    ]
    return shown


def _silent(data: Data, filters: Filters) -> frozenset[str]:
    """The countries about which the press can say nothing: those without a source, where the press is asked."""
    if filters.country_role != "published":
        return frozenset()
    return frozenset(data.names.countries) - set(_publishing(data, filters)["publisher"])


def _publishing(data: Data, filters: Filters) -> pd.DataFrame:
    """Articles by the country of their source, whoever and whatever they name."""
    answer: pd.DataFrame = data.ask(counts, replace(collected_by(filters), measure="articles"), ("publisher",))
    return answer


def _map_remarks(data: Data, filters: Filters, paint: Paint) -> list[str]:
    roles = {"mentioned": "Countries mentioned", "about": "Countries that a story is about"}
    remarks = [roles.get(filters.country_role, "Countries in which a source is at home")]
    if paint == "tone":
        remarks.append(f"Hatched, or a crossed ring: fewer than {FEW} stories with a tone, too few to judge")
        remarks.append("Without ground: no story with a tone")
    else:
        remarks.append("Pale grey: not counted once")
    if filters.country_role != "published":
        return remarks
    if paint != "tone":
        remarks.append("Without ground: no source there had an article in this period, so there is no number")
    collected = replace(collected_by(filters), measure="articles")
    homeless = data.ask(summary, collected).articles - int(_publishing(data, filters)["count"].sum())
    if homeless:
        remarks.append(f"{words.counted(homeless, 'articles')} came from sources whose country is not known")
    return remarks


def strip_panel(data: Data, filters: Filters, page: str) -> None:
    """What was collected in each bucket."""
    everything = collected_by(filters)
    span = data.span(filters, None)
    if span is None:
        quiet_text("No article in this data has a date.")
        return
    if (span.last - span.first).days <= 400:
        span = replace(span, bucket="day")
    frame = collected(data, everything, span)
    sentence = f"Articles per {span.bucket}, {words.period(filters)}, whoever and whatever they name"
    draw(
        Panel(
            name="strip",
            title="What was collected",
            page=page,
            rows=frame,
            columns={
                "start": Column(span.bucket.capitalize(), "day"),
                "articles": Column("Articles", "number"),
                "sources": Column("Sources", "number"),
                "state": Column("State"),
            },
            cells=[
                Cell(bucket=span.bucket, start=row.start) if row.articles else None
                for row in frame.itertuples()
            ],
            said=". ".join([sentence, *marks_said(frame, span), *not_drawn(data, filters, span)]) + ".",
            filters=replace(everything, measure="articles"),
            figure=strip(frame, span),
            alt=f"Articles collected per {span.bucket}",
        )
    )


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
    wholes = data.ask(totals, narrowed, (by, span.bucket))
    return lay_out(answer, found, keys, by, span, wholes)


def marks_said(
    frame: pd.DataFrame, span: Span, quantity: Quantity | None = None, *, each: bool = False
) -> list[str]:
    """What the special marks of a chart over time mean, where it has them.

    ``frame`` has ``start`` and ``state``; series (laid out) come with their quantity, and ``each`` where every
    one has a chart of its own.
    """
    remarks = []
    drawn = 1 if quantity is None else frame.loc[frame[quantity.column].notna(), "key"].nunique()
    lines = quantity is not None and (quantity.is_sound or each or frame["key"].nunique() > 1)
    holes = gaps(frame, span)
    if holes:
        remarks.append(f"Grey ground: nothing collected ({words.counted(len(holes), 'gaps')})")
    if (frame["state"] == "unfinished").any():
        remarks.append(f"{'Open marks' if lines else 'Hatched'}: a {span.bucket} that is not complete")
    if quantity is None or quantity.n is None:
        return remarks
    if frame[quantity.n].between(1, FEW - 1).any():
        noun = "stories" if quantity.is_sound else quantity.noun
        remarks.append(f"Grey{' open' if lines else ''} marks: fewer than {FEW} {noun}, too few to judge")
    if quantity.low and not quantity.is_sound and (each or drawn <= FEW_BANDS):
        remarks.append(f"{'Bands' if lines else 'Thin lines'}: the 95 % interval")
    return remarks


def _bucket_changed() -> None:
    bucket = st.session_state["series_bucket"]
    change(replace(current(), bucket=None if bucket == "auto" else bucket))


def _scale_changed() -> None:
    change(replace(current(), scale=st.session_state["series_scale"]))
