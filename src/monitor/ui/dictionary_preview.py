"""What a change of the dictionary would do: numbers before and after, and sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from monitor.annotate.dictionary import Dictionary
from monitor.errors import MonitorError
from monitor.filters import Cell, Filters
from monitor.opening import ask
from monitor.pipeline.preview import Preview, Sample, preview
from monitor.query.counts import counts
from monitor.query.desk import Desk, open_desk
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.panel import Column, Panel, draw, quiet_text
from monitor.ui.site import go_to
from monitor.ui.state import current
from monitor.view.view import for_page

_HERE = Path(__file__).parent
_KEPT = "dictionary_preview"
_FEW_OTHERS = 12

_draw = st.components.v2.component(
    "monitor_samples",
    html='<ul class="samples"></ul>',
    css=(_HERE / "dictionary_samples.css").read_text("utf-8"),
    js=(_HERE / "dictionary_samples.js").read_text("utf-8"),
)


AFTER = "With the change; where not all articles were read, it changes at least this much."


def preview_part(data: Data, new: Dictionary, focus: str) -> None:
    """Draw the preview of a changed dictionary; ``focus`` is the actor who was edited."""
    desk = open_desk(data.settings.store)
    try:
        with st.spinner("Reading the articles that this touches …"):
            found = _previewed(desk, new, focus)
    except MonitorError as error:
        st.text(str(error))
        return
    rows = preview_rows(desk, found, new, focus)
    if rows.empty:
        st.subheader("What would change", anchor=False)
        st.text("No number changes." if found.complete else "No number changes in what was read.")
        quiet_text(_read_words(found))
        return
    draw(
        Panel(
            name="dictionary_preview",
            title="What would change",
            page="dictionary",
            rows=rows,
            columns={
                "name": Column("Actor", width=130),
                "stories": Column("Stories", "number", "Now, in the whole store.", 70),
                "stories_after": Column("→ after", "number", AFTER, 70),
                "mentions": Column("Mentions", "number", "Now, in the whole store.", 75),
                "mentions_after": Column("→ after ", "number", AFTER, 70),
            },
            cells=[Cell(actor=row.actor) if row.stories else None for row in rows.itertuples()],
            said=_read_words(found),
            filters=Filters(),
            hint="Choose a row to read the stories that count now.",
        )
    )
    _samples(data, found.samples, new)


def preview_rows(desk: Desk, found: Preview, new: Dictionary, focus: str) -> pd.DataFrame:
    """Numbers before and after: ``actor, name, stories, stories_after, mentions, mentions_after``; he first."""
    shifts = sorted(found.shifts, key=lambda shift: shift.actor != focus)[: _FEW_OTHERS + 1]
    actors = tuple(shift.actor for shift in shifts)
    now = {measure: _now(desk, actors, measure) for measure in ("stories", "mentions")}
    old = {key: actor.name for key, actor in new.actors.items()}
    return pd.DataFrame(
        [
            {
                "actor": shift.actor,
                "name": old.get(shift.actor, shift.actor),
                "stories": now["stories"].get(shift.actor, 0),
                "stories_after": now["stories"].get(shift.actor, 0) + shift.stories,
                "mentions": now["mentions"].get(shift.actor, 0),
                "mentions_after": now["mentions"].get(shift.actor, 0) + shift.mentions,
            }
            for shift in shifts
        ],
        columns=["actor", "name", "stories", "stories_after", "mentions", "mentions_after"],
    )


def _now(desk: Desk, actors: tuple[str, ...], measure: Any) -> dict[str, int]:
    if not actors:
        return {}
    answer = ask(desk, counts, Filters(actors=actors, measure=measure), ("actor",))
    return {actor: int(count) for actor, count in zip(answer["actor"], answer["count"], strict=True)}


def _previewed(desk: Desk, new: Dictionary, focus: str) -> Preview:
    """The preview of this reader's form; kept until the form or the data changes."""
    key = (desk.snapshot.number, new.version, focus)
    kept: tuple[Any, Preview] | None = st.session_state.get(_KEPT)
    if kept is None or kept[0] != key:
        kept = key, preview(desk.snapshot, new, focus)
        st.session_state[_KEPT] = kept
    return kept[1]


def _read_words(found: Preview) -> str:
    """What the numbers are of, and how far they can be trusted."""
    everything = f"Over all {words.counted(found.total, 'articles')} of the store, whatever the filters"
    if found.complete:
        return (
            f"{everything}. Read for this: the {words.counted(found.read, 'articles')} that may read otherwise."
        )
    among = f"the {found.looked:,} newest" if found.looked < found.total else "all of them"
    return (
        f"{everything}. Of {among} {found.found:,} may read otherwise, and only {found.read:,} of these were "
        "read for this: the change is at least so large. Saving reads all of them."
    )


def _samples(data: Data, samples: tuple[Sample, ...], new: Dictionary) -> None:
    if not samples:
        return
    gained = sum(sample.gained for sample in samples)
    st.subheader("Sentences", anchor=False, help="One for each story; + newly found, − no longer found.")
    lost = len(samples) - gained
    quiet_text(f"{gained} in which a name would be found (+), {lost} in which it no longer would (−).")
    rows = [
        {
            "id": sample.article_id,
            "gained": sample.gained,
            "who": _name(sample.actor, new, data),
            "before": sample.text[: sample.start],
            "name": sample.text[sample.start : sample.end],
            "behind": sample.text[sample.end :],
            "from": ", ".join(part for part in (sample.source, str(sample.day or "undated")) if part)
            + (", headline" if sample.in_title else ""),
        }
        for sample in samples
    ]
    chosen = _draw(data={"samples": rows}, key="dictionary_samples", on_opened_change=lambda: None).opened
    if chosen in {row["id"] for row in rows}:
        go_to("articles", _reader_of(str(chosen)))


def _reader_of(article: str) -> Any:
    from dataclasses import replace

    return replace(for_page(current(), "articles"), article=article, back="dictionary")


def _name(actor: str, new: Dictionary, data: Data) -> str:
    return new.actors[actor].name if actor in new.actors else data.names.actor(actor)
