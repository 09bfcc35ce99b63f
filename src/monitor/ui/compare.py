"""Two selections beside each other: what each counts, how surely they differ, and what sets them apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

import pandas as pd
import streamlit as st

from monitor.charts.compare import (
    SIDES,
    Estimated,
    estimates,
    forest,
    gaps_of_both,
    in_colour_of,
    side_glyph,
)
from monitor.charts.series import Span, lay_out
from monitor.charts.strokes import THING, reach
from monitor.charts.strokes import attention as in_charts
from monitor.charts.timeline import timeline
from monitor.filters import BUCKETS, Cell, Scale, Sound
from monitor.query.compare import Attention, Side, apart, attention, sizes, sounds
from monitor.query.counts import counts
from monitor.query.totals import buckets, summary
from monitor.trends.association import for_all
from monitor.trends.compare import (
    FEWEST_PAIRS,
    Difference,
    Verdict,
    difference_of_means,
    difference_of_shares,
    judge,
)
from monitor.trends.compare import Sound as Spread
from monitor.trends.intervals import FEW, mean_interval, share_interval
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.panel import Column, Panel, draw, quiet_text
from monitor.ui.panels import nothing
from monitor.ui.sides import Comparison, besides_switch
from monitor.ui.state import current

PAGE = "compare"
SMALL: dict[Estimated, float] = {"share": 0.01, "tone": 0.05, "stance": 0.05}
"""Differences within one point of share, or within 0.05 of tone, are called small."""
MOST_APART = 6
"""So many lines for each side show what sets it apart."""

TITLES: dict[Estimated, str] = {"share": "Attention", "tone": "Tone", "stance": "Stance"}
_SHARE_NOTE = (
    "Interval of the difference: Wilson's score intervals of both shares, put together with their correlation "
    "through the stories that both sides have (Newcombe 1998; Zou and Donner 2008)."
)
_MEAN_NOTE = (
    "Interval of the difference: Welch's over stories; stories that sound on both sides count as pairs "
    "(Derrick, Russ, Toher and White 2017)."
)


def compare(data: Data, compared: Comparison) -> None:
    """Draw the whole answer: verdicts, estimates, both time lines, and what sets the sides apart."""
    found: Attention = data.ask(attention, compared.left, compared.right)
    if not (found.left_total and found.right_total):
        empty = compared.left if not found.left_total else compared.right
        nothing(data, empty.whole)
        return
    panels = [_attention_panel(data, compared, found)] if compared.has_subject else []
    panels += [panel for panel in (_sound_panel(data, compared, what) for what in ("tone", "stance")) if panel]
    _verdicts(compared, found, panels)
    for (_, panel), column in zip(panels, st.columns(max(1, len(panels)), gap="medium"), strict=False):
        with column:
            draw(panel)
    _time_lines(data, compared)
    _apart_panel(data, compared, found)


def _verdicts(compared: Comparison, found: Attention, panels: Sequence[tuple[str, Panel]]) -> None:
    """The answers in plain words, before any picture."""
    left, right = (f"{side_glyph(side)} {name}" for side, name in zip(SIDES, compared.names, strict=True))
    with st.container(border=True, key="verdicts"):
        of = f", for {compared.subject}" if compared.subject else ""
        st.markdown(f"**{words.as_text(f'{left} against {right}{of}')}**")
        if not compared.has_subject:
            st.text(
                f"Stories: {found.left:,} on the left, {found.right:,} on the right. Choose whose attention to "
                "compare, or read below what each side covers more."
            )
        st.text("\n".join(f"{panel.title}: {verdict}" for verdict, panel in panels))
        if compared.remarks:
            quiet_text(". ".join(compared.remarks) + ".")


def _attention_panel(data: Data, compared: Comparison, found: Attention) -> tuple[str, Panel]:
    difference, low, high = difference_of_shares(**asdict(found))
    known = Difference(float(difference), float(low), float(high))
    totals = (found.left_total, found.right_total)
    numbers = (found.left, found.right)
    lows, highs = share_interval(numbers, totals)
    rows = pd.DataFrame(
        {
            "side": [*SIDES, "difference"],
            "name": [*compared.names, "left − right"],
            "count": [*numbers, None],
            "total": [*totals, None],
            "share": [*(n / total for n, total in zip(numbers, totals, strict=True)), known.value],
            "share_low": [*lows, known.low],
            "share_high": [*highs, known.high],
            "n": [*totals, min(totals)],
        }
    )
    verdict = share_verdict(known, numbers, min(totals), _marked(compared))
    return verdict, _panel(compared, "share", rows, _whole_words(data, compared, found), numbers, _SHARE_NOTE)


def _sound_panel(data: Data, compared: Comparison, what: Sound) -> tuple[str, Panel] | None:
    """Tone or stance of both sides; None where neither has any, as nothing is named that could have one."""
    found = data.ask(sounds, compared.left, compared.right, what)
    numbers = (found.left_n, found.right_n)
    if not any(numbers):
        return None
    left, right = (
        Spread(found.left, found.left_sd, found.left_n),
        Spread(found.right, found.right_sd, found.right_n),
    )
    known = difference_of_means(left, right, found.pairs, found.correlation)
    lows, highs = mean_interval([left.mean, right.mean], [left.sd, right.sd], numbers)
    rows = pd.DataFrame(
        {
            "side": [*SIDES, "difference"],
            "name": [*compared.names, "left − right"],
            what: [left.mean, right.mean, known.value],
            f"{what}_low": [*lows, known.low],
            f"{what}_high": [*highs, known.high],
            "n": [*numbers, min(numbers)],
        }
    )
    of = "all sentences" if not compared.has_subject else "the sentences that name them"
    said = {
        "tone": f"Mean tone of {of}, −1 to +1, over stories",
        "stance": "Mean stance of these sentences towards the one who is named, −1 to +1, over stories",
    }[what]
    if found.pairs >= FEWEST_PAIRS:
        said += f". Paired, for they sound on both sides: {words.counted(found.pairs, 'stories')}"
    verdict = sound_verdict(known, numbers, _marked(compared))
    return verdict, _panel(compared, what, rows, f"{said}.", numbers, _MEAN_NOTE)


def _panel(
    compared: Comparison,
    what: Estimated,
    rows: pd.DataFrame,
    said: str,
    numbers: Sequence[int],
    note: str,
) -> Panel:
    cells = [side.cell if n else None for side, n in zip(compared.sides, numbers, strict=True)]
    ends = {what: "value", f"{what}_low": "low", f"{what}_high": "high"}
    return Panel(
        name=f"difference_{what}",
        title=TITLES[what],
        page=PAGE,
        rows=rows,
        columns=_COLUMNS[what],
        cells=[*cells, None],
        said=said,
        filters=compared.left.filters,
        figure=estimates(rows.rename(columns=ends), cells, what),
        alt=f"{TITLES[what]} of {compared.names[0]} and of {compared.names[1]}, and their difference",
        notes=(note,),
        asks=tuple(side.filters for side in compared.sides),
        asked=(0, 1, 0),
    )


def _sound_columns(what: Sound) -> dict[str, Column]:
    return {
        "name": Column("Side"),
        what: Column(what.capitalize(), "tone"),
        f"{what}_low": Column("From", "tone", "Lower end of the 95 % interval."),
        f"{what}_high": Column("To", "tone", "Upper end of the 95 % interval."),
        "n": Column("n", "number", f"Stories with a {what}; for the difference, those of the smaller side."),
    }


_COLUMNS: dict[Estimated, dict[str, Column]] = {
    "share": {
        "name": Column("Side"),
        "count": Column("Stories", "number"),
        "total": Column("Of", "number"),
        "share": Column("Share", "percent", "For the difference: points."),
        "share_low": Column("From", "percent", "Lower end of the 95 % interval."),
        "share_high": Column("To", "percent", "Upper end of the 95 % interval."),
    },
    "tone": _sound_columns("tone"),
    "stance": _sound_columns("stance"),
}


def _whole_words(data: Data, compared: Comparison, found: Attention) -> str:
    """What the shares are shares of."""
    said = []
    sides = compared.sides[:1] if compared.left.whole == compared.right.whole else compared.sides
    for side, name in zip(sides, SIDES, strict=False):
        whole = data.ask(summary, side.whole)
        of = words.denominator(side.whole, whole.stories, whole.sources, data.names)
        said.append(f"Shares {of}" if len(sides) == 1 else f"{name.capitalize()}: {of}")
    if compared.versus not in ("actors", "countries"):
        in_common = found.shared
        said += [f"On both sides: {words.counted(in_common, 'stories')}"] if in_common else []
    elif found.both:
        said.append(f"Both are named in {words.counted(found.both, 'stories')}")
    return ". ".join(said) + "."


def _marked(compared: Comparison) -> str:
    """The left side with its mark, as verdicts name it."""
    return f"{side_glyph(SIDES[0])} {compared.names[0]}"


def share_verdict(difference: Difference, numbers: tuple[int, int], few: int, left: str) -> str:
    """``more for NATO, 3.1 points, interval 1.8 to 4.4``, or that it can't be told.

    ``few`` is the smaller total, ``left`` the name of the side that is the first of the two ``numbers``.
    """
    low, high, value = (100 * end for end in (difference.low, difference.high, difference.value))
    return _verdict(
        judge(difference, few, SMALL["share"]),
        (value, low, high),
        f"n = {few:,}" if few < FEW else f"n = {numbers[0]:,} and {numbers[1]:,}",
        lambda number: f"{number:.2f}" if number < 0.095 else f"{number:.1f}",
        ("more", "less", " points"),
        left,
    )


def sound_verdict(difference: Difference, numbers: tuple[int, int], left: str) -> str:
    """The same for tone and stance: ``more positive for NATO, 0.08, interval 0.02 to 0.14``."""
    return _verdict(
        judge(difference, min(numbers), SMALL["tone"]),
        (difference.value, difference.low, difference.high),
        f"n = {min(numbers):,}" if min(numbers) < FEW else f"n = {numbers[0]:,} and {numbers[1]:,}",
        lambda number: f"{number:.3f}" if number < 0.01 else f"{number:.2f}",
        ("more positive", "more negative", ""),
        left,
    )


def _verdict(
    judged: Verdict,
    ends: tuple[float, float, float],
    at: str,
    written: Callable[[float], str],
    said: tuple[str, str, str],
    left: str,
) -> str:
    value, low, high = ends
    more, less, unit = said
    if judged == "too few":
        return f"can’t tell at {at}."
    if judged in ("more", "less"):
        near, far = sorted((abs(low), abs(high)))
        word = more if judged == "more" else less
        return f"{word} for {left}, {written(abs(value))}{unit}, interval {written(near)} to {written(far)}."
    if judged == "alike":
        return f"no difference larger than {written(max(-low, high))}{unit}."
    return (
        f"can’t tell at {at}: anything from {written(-low)}{unit} {less} to {written(high)}{unit} {more} "
        f"for {left}."
    )


def _time_lines(data: Data, compared: Comparison) -> None:
    """Both sides over time on one scale; two periods have a calendar each, and a picture each."""
    scale: Scale = current().scale if compared.has_subject else "count"
    frames = _laid_out_alike(data, compared.sides)
    drawn = [found for found in frames if found is not None]
    if len(drawn) < len(SIDES):
        quiet_text("Nothing with a date passes, so there is nothing to draw over time.")
        return
    names = {f"search:{side}": name for side, name in zip(SIDES, compared.names, strict=True)}
    if compared.versus != "periods":
        frame = pd.concat([found[0] for found in drawn], ignore_index=True)
        _time_panel(compared, frame, drawn[0][1], names, scale, SIDES, None)
        return
    top = max(reach(frame, in_charts(scale, "stories"), bands=True)[1] for frame, _ in drawn)
    for side, (frame, span), column in zip(SIDES, drawn, st.columns(2, gap="medium"), strict=True):
        with column:
            _time_panel(compared, frame, span, names, scale, (side,), top)


Drawn = tuple[pd.DataFrame, Span]


def _laid_out_alike(data: Data, sides: Sequence[Side]) -> list[Drawn | None]:
    """Both sides in the finest buckets, from the usual ones upwards, in which most shares can be judged.

    A bucket that the reader chose is kept.
    """
    spans = [data.span(side.filters, current().bucket) for side in sides]
    usual = max((BUCKETS.index(span.bucket) for span in spans if span), default=0)
    frames: list[Drawn | None] = []
    for bucket in BUCKETS[usual:]:
        frames = [
            _laid_out(data, side, number, replace(span, bucket=bucket)) if span else None
            for number, (side, span) in enumerate(zip(sides, spans, strict=True))
        ]
        totals = pd.concat(
            [found[0]["total"].dropna() for found in frames if found] or [pd.Series(dtype=float)]
        )
        if current().bucket or (totals >= FEW).mean() >= 0.5:
            break
    return frames


def _laid_out(data: Data, side: Side, number: int, span: Span) -> Drawn:
    bucket, key = span.bucket, f"search:{SIDES[number]}"  # named by its filters, as a search is
    answer = data.ask(counts, side.filters, (bucket,))
    whole = data.ask(sizes, side.whole, bucket).rename(columns={"start": bucket})
    answer = answer.drop(columns=["total", "share"]).merge(whole, how="left", on=bucket).assign(key=key)
    answer["total"] = answer["total"].fillna(0).astype(float)
    answer["share"] = answer["count"] / answer["total"].where(answer["total"] > 0)
    collected = data.ask(buckets, side.whole, bucket)
    return lay_out(answer, collected, [key], "key", span, whole).assign(ask=number), span


def _time_panel(
    compared: Comparison,
    frame: pd.DataFrame,
    span: Span,
    names: dict[str, str],
    scale: Scale,
    sides: Sequence[str],
    top: float | None,
) -> None:
    """One picture of attention over time; ``top`` is the common end of several."""
    figure = timeline(gaps_of_both(frame), span, by=THING, names=names, scale=scale, measure="stories")
    if top:
        figure.update_yaxes(range=[0, top])
        in_colour_of(figure, sides[0])
    rows = frame[frame["state"] != "nothing collected"].sort_values(["start", "key"], ascending=[False, True])
    shown = rows[["start", "count", "total", "share", "share_low", "share_high", "state", "ask"]]
    shown.insert(1, "name", [names[key] for key in rows["key"]])
    asked = tuple(int(number) for number in shown.pop("ask"))
    title = "Over time" if len(sides) > 1 else f"{side_glyph(sides[0])} {names[f'search:{sides[0]}']}"
    unit = "Shares of the stories" if scale == "share" else "Stories"
    draw(
        Panel(
            name="time" if len(sides) > 1 else f"time_{sides[0]}",
            title=title,
            page=PAGE,
            rows=shown.reset_index(drop=True),
            columns={
                "start": Column(span.bucket.capitalize(), "day"),
                "name": Column("Side"),
                "count": Column("Stories", "number"),
                "total": Column("Of", "number"),
                "share": Column("Share", "percent"),
                "share_low": Column("From", "percent", "Lower end of the 95 % interval."),
                "share_high": Column("To", "percent", "Upper end of the 95 % interval."),
                "state": Column("State", width="small"),
            },
            cells=[
                Cell(bucket=span.bucket, start=row["start"]) if row["count"] else None
                for row in rows.to_dict("records")
            ],
            said=f"{unit} per {span.bucket}, each story in that of its earliest article"
            + (", both sides on one scale." if top is None else ", both periods on one scale.")
            + (" Open marks or hatched: not complete." if (rows["state"] == "unfinished").any() else ""),
            filters=compared.sides[asked[0] if asked else 0].filters,
            figure=figure,
            alt=f"Stories per {span.bucket}: " + " and ".join(names[f"search:{side}"] for side in sides),
            asks=tuple(side.filters for side in compared.sides),
            asked=asked,
        )
    )


def _apart_panel(data: Data, compared: Comparison, found: Attention) -> None:
    """What sets the sides apart: whom or what the one has more often than the other."""
    what = besides_switch(compared.versus)
    by = {"actors": "with_actor", "countries": "with_country", "sources": "source"}[what]
    rows = _apart_rows(data, compared, found, by)
    if rows is None:
        quiet_text(
            f"Too few to judge: no {what} have {FEW} stories or more on either side besides those compared."
        )
        return
    names = data.names.of(by.removeprefix("with_"))
    rows.insert(1, "name", [names.get(key, key) for key in rows["key"]])
    sure, compared_n = int(rows["sure"].sum()), int(rows.attrs["compared"])
    of = f"of the {found.left:,} stories on the left and the {found.right:,} on the right"
    verdict = "" if sure else "Nothing surely sets the sides apart. "
    draw(
        Panel(
            name="apart",
            title="What sets them apart",
            page=PAGE,
            rows=rows.rename(columns={"key": by}),
            columns={
                "name": Column(what.capitalize()),
                "left_share": Column("Left", "percent"),
                "left": Column("n left", "number"),
                "right_share": Column("Right", "percent"),
                "right": Column("n right", "number"),
                "difference": Column("Points", "percent", "Left minus right, in points."),
                "low": Column("From", "percent", "Lower end of the interval."),
                "high": Column("To", "percent", "Upper end of the interval."),
            },
            cells=[Cell(**{by: key}) for key in rows["key"]],
            said=f"{verdict}Differences of shares, left minus right, {of}. The intervals hold with 95 % for "
            f"all at once ({words.counted(compared_n, what)} with {FEW} stories or more); open grey marks may "
            "be chance. A mark or row opens the stories of the side that has more.",
            filters=compared.left.filters,
            figure=forest(rows, by=by, names=names),
            alt="Most different: " + ", ".join(rows["name"].head(4)),
            notes=(_SHARE_NOTE, "Several at once: Bonferroni's correction of the level."),
            asks=tuple(side.filters for side in compared.sides),
            asked=tuple(SIDES.index(side) for side in rows["side"]),
        )
    )


def _apart_rows(data: Data, compared: Comparison, found: Attention, by: str) -> pd.DataFrame | None:
    """The few that differ most surely, those with more on the left first; None where all are too few."""
    rows = data.ask(apart, compared.left, compared.right, by)
    named = {thing for things in (*compared.things, compared.subject_things) for thing in things}
    own = {thing.partition(":")[2] for thing in named if thing.startswith(f"{by.removeprefix('with_')}:")}
    rows = rows[(rows[["left", "right"]].max(axis=1) >= FEW) & ~rows["key"].isin(own)].reset_index(drop=True)
    if rows.empty or not (found.left and found.right):
        return None
    difference, low, high = difference_of_shares(
        rows["left"],
        found.left,
        rows["right"],
        found.right,
        both=rows["both"],
        left_shared=rows["left_shared"],
        right_shared=rows["right_shared"],
        shared=found.both,
        level=for_all(len(rows)),
    )
    rows = rows.assign(
        left_share=rows["left"] / found.left,
        right_share=rows["right"] / found.right,
        difference=difference,
        low=low,
        high=high,
        side=["left" if value > 0 else "right" for value in difference],
        sure=(low > 0) | (high < 0),
    )
    rows = rows[rows["difference"] != 0]
    if rows.empty:
        return None
    surely = rows["low"].where(rows["side"] == "left", -rows["high"])
    ranked = rows.assign(surely=surely).sort_values(["surely", "key"], ascending=[False, True])
    parts = [ranked[ranked["side"] == side].head(MOST_APART) for side in SIDES]
    parts[1] = parts[1].iloc[::-1]
    shown = pd.concat(parts).drop(columns=["surely", "left_shared", "right_shared", "both"])
    shown = shown.reset_index(drop=True)
    shown.attrs["compared"] = len(rows)
    return shown
