"""How the profiled one is spoken of: tones, headlines against texts, in whose words, in which sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from monitor.charts.calendar import short_day
from monitor.charts.distribution import distribution as histogram
from monitor.charts.distribution import step_words
from monitor.charts.pairs import pairs
from monitor.charts.series import FEW
from monitor.filters import OUTLET, Cell, Sound
from monitor.query.profile import distribution, sharpest
from monitor.trends.changes import mean_difference
from monitor.ui import words
from monitor.ui.evidence import open_article
from monitor.ui.panel import Column, Panel, draw, quiet_text
from monitor.ui.panels import denominator
from monitor.ui.profile_subject import Subject
from monitor.ui.profile_words import verdict
from monitor.ui.trends import stance_model

SPEAKERS = 6


def distribution_panel(subject: Subject) -> None:
    """How the tones of the stories are spread."""
    filters = subject.in_stories
    found = subject.data.ask(distribution, filters, subject.of)
    rows = found.rows.assign(
        step=[step_words(row.low, row.high) for row in found.rows.itertuples()],
        part=found.rows["count"] / max(1, found.n),
    )
    said = [f"Mean tone of {words.counted(found.n, 'stories')}, each once; the dotted line is the median"]
    said.append("Hatched: exactly 0, no word that scores, or they cancel out")
    if found.unscored:
        said.append(f"Left out: {words.counted(found.unscored, 'stories')} without a tone")
    if found.n < FEW:
        said.append("Below 10 stories: too few to judge")
    draw(
        Panel(
            name="tones",
            title="Tones of the stories",
            page=subject.page,
            rows=rows,
            columns={
                "step": Column("Tone"),
                "count": Column("Stories", "number"),
                "part": Column("Part", "percent"),
            },
            cells=[subject.cell(tone=(row.low, row.high)) if row.count else None for row in rows.itertuples()],
            said=". ".join(said) + ".",
            filters=filters,
            figure=histogram(
                rows,
                [subject.cell(tone=(row.low, row.high)) for row in rows.itertuples()],
                found.median if found.n >= FEW else float("nan"),
            ),
            alt=f"How many stories have which tone: {subject.name}",
        )
    )


def place_panel(subject: Subject) -> None:
    """Headline against body."""
    rows = subject.heard("place")
    called = {"title": "Headlines", "text": "Texts"}
    rows["name"] = [called[place] for place in rows["place"]]
    rows = rows.sort_values("place", ascending=False, ignore_index=True)
    said = _verdicts(rows, "place", ("title", "text"), ("headlines", "texts"))
    _draw_pairs(
        subject,
        rows,
        [subject.cell(place=place) for place in rows["place"]],
        name="places",
        title="Headline against text",
        said=[*said, "Only the headlines and sentences that name it"],
    )


def voice_panel(subject: Subject) -> None:
    """The outlets' own words against those of the people they quote, and the most frequent of these."""
    sides, speakers = subject.heard("spoken"), subject.heard("voice", limit=SPEAKERS + 2)
    speakers = speakers[speakers["voice"] != OUTLET].head(SPEAKERS)
    sides = sides.sort_values("spoken", ignore_index=True)
    others = speakers[(speakers["voice"] != subject.key) & (speakers["count"] >= FEW)].head(1)
    rows = pd.concat([sides, speakers], ignore_index=True)
    rows["name"] = [_speaker(subject, row.spoken, row.voice) for row in rows.itertuples()]
    cells = [
        subject.cell(spoken=row.spoken) if isinstance(row.spoken, str) else subject.cell(voice=row.voice)
        for row in rows.itertuples()
    ]
    said = _verdicts(sides, "spoken", ("quoted", OUTLET), ("the words of others", "the outlets' own"))
    said += [
        f"What {_called(subject, row.voice)} says of {subject.name} ({words.counted(row.count, 'stories')}) is "
        "not the outlets' own judgement"
        for row in others.itertuples()
    ]
    _draw_pairs(subject, rows, cells, name="voices", title="Who speaks", said=said)


def _speaker(subject: Subject, spoken: object, voice: object) -> str:
    if isinstance(spoken, str):
        return "Outlets, own words" if spoken == OUTLET else "All who are quoted"
    return _called(subject, str(voice)) + (" (itself)" if voice == subject.key else "")


def _called(subject: Subject, voice: str) -> str:
    """A speaker by name; one who is not in the dictionary as printed."""
    return subject.data.names.actors.get(voice, f"“{voice}”")


def _draw_pairs(
    subject: Subject, rows: pd.DataFrame, cells: Sequence[Cell], *, name: str, title: str, said: Sequence[str]
) -> None:
    if rows.empty:
        st.subheader(title, anchor=False)
        quiet_text("No sentence that could be told apart names it.")
        return
    columns = {"name": Column("Who" if name == "voices" else "Where"), "count": Column("Stories", "number")}
    for sound in subject.sounds:
        columns |= {
            sound: Column(sound.capitalize(), "tone"),
            f"{sound}_low": Column(f"{sound.capitalize()} from", "tone", "Lower end of the 95 % interval."),
            f"{sound}_high": Column(f"{sound.capitalize()} to", "tone", "Upper end of the 95 % interval."),
        }
    columns["tone_n"] = Column("n", "number", "Stories with a tone. Below 10: too few to judge.")
    remarks = [f"Stance: {stance_model(subject.data)}"] if "stance" in subject.sounds else []
    if (rows["tone_n"] < FEW).any():
        remarks.append("Open grey marks: below 10 stories, too few to judge")
    draw(
        Panel(
            name=name,
            title=title,
            page=subject.page,
            rows=rows,
            columns=columns,
            cells=cells,
            said=". ".join([*said, *remarks]) + ".",
            filters=subject.in_stories,
            figure=pairs(rows, cells, subject.sounds),
            alt=f"{title}: mean {' and '.join(subject.sounds)} with 95 % intervals, {subject.name}",
        )
    )


def _verdicts(rows: pd.DataFrame, by: str, keys: tuple[str, str], called: tuple[str, str]) -> list[str]:
    """One sentence: does the first side sound other than the second?"""
    sides = {row[by]: row for row in rows.to_dict("records")}
    if not all(key in sides for key in keys):
        missing = next(name for key, name in zip(keys, called, strict=True) if key not in sides)
        return [f"None of {missing} name it, so there is nothing to compare"]
    one, two = (sides[key] for key in keys)
    numbers = (side[f"tone{end}"] for side in (one, two) for end in ("", "_sd", "_n"))
    low, high, _ = mean_difference(*numbers)
    return [
        verdict(
            called, (one["tone"], two["tone"]), (float(low[0]), float(high[0])), (one["tone_n"], two["tone_n"])
        )
    ]


SIGNS = {"positive": "Most positive", "negative": "Most negative"}


def sentences_panel(subject: Subject) -> None:
    """The sharpest sentences of either sign, each a door to its article."""
    data, sound = subject.data, subject.sounds[-1]
    rows = data.ask(sharpest, subject.filters, subject.of, sound)
    if sound == "stance" and rows.empty:
        sound = "tone"
        rows = data.ask(sharpest, subject.filters, subject.of, sound)
    rows = rows.assign(speaker=[_said_by(subject, voice) for voice in rows["voice"]])
    how = f"by stance towards it ({stance_model(data)})" if sound == "stance" else "by tone"
    draw(
        Panel(
            name="sentences",
            title="The sharpest sentences",
            page=subject.page,
            rows=rows,
            columns={
                "sound": Column("Sign", width="small"),
                "sentence": Column("Sentence", width="large"),
                "tone": Column("Tone", "tone"),
                "stance": Column("Stance", "tone"),
                "speaker": Column("Voice"),
                "source": Column("Source"),
                "day": Column("Day", "day"),
                "title": Column("Article"),
            },
            cells=[subject.cell(story=story) for story in rows["story_id"]],
            said=denominator(
                data,
                subject.filters,
                f"The strongest {how} of those that name it, one of each story",
                "Single sentences, not a measure",
            ),
            filters=subject.filters,
        ),
        show=lambda _: _sentences(subject, rows, sound),
    )


def _sentences(subject: Subject, rows: pd.DataFrame, sound: Sound) -> None:
    for (sign, title), place in zip(SIGNS.items(), st.columns(2, gap="large"), strict=True):
        with place:
            st.markdown(f"**{title}**")
            chosen = rows[rows["sound"] == sign]
            if chosen.empty:
                quiet_text("None.")
            for row in chosen.to_dict("records"):
                _sentence(subject, row, sound)


def _sentence(subject: Subject, row: dict[str, object], sound: Sound) -> None:
    value = float(str(row[sound]))
    when = short_day(row["day"]) if isinstance(row["day"], date) else "undated"
    with st.container(border=True, gap="small"):
        st.text(str(row["sentence"]))
        says, opens = st.columns([5, 1], vertical_alignment="center")
        with says:
            place = ", in the headline" if row["in_title"] else ""
            quiet_text(f"{sound} {words.signed(value)} · {row['speaker']}{place} · {row['source']} · {when}")
        with opens:
            pressed = st.button(
                "Read",
                key=f"sentence_{row['sound']}_{row['article_id']}",
                type="tertiary",
                help="Open the article",
            )
    if pressed:
        open_article(str(row["article_id"]), subject.cell(), subject.page, subject.filters)


def _said_by(subject: Subject, voice: object) -> str:
    return f"words of {_called(subject, voice)}" if isinstance(voice, str) else "the outlet's own words"
