"""What the numbers mean and how good they are: definitions, examples from the data at hand, rules, accuracy."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from monitor import __version__
from monitor.filters import COUNTRY_ROLES, MEASURES, Filters
from monitor.pipeline.methods import rules_of_today
from monitor.query.counts import counts
from monitor.query.totals import summary
from monitor.query.versions import versions
from monitor.report.notes import MEASURE_NOTES, NOTES, ROLE_NOTES, Note
from monitor.trends.intervals import share_interval
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.panel import Column, Panel, draw, quiet_text
from monitor.ui.panels import ranked

PAGE = "methods"

LIMITS = (
    "The monitor counts what was collected. It does not know what other sources have written.",
    "Tone is the sound of words, by a list made for English. Irony and understatement deceive it; texts in "
    "other languages have no tone.",
    "Tone is not stance: a sad sentence about a flood says nothing against the aid workers in it. Stance is "
    "estimated for each mention, and wrong about as often as the tables below say.",
    "A name counts when the dictionary knows it. Whom it does not know is not counted, and looks absent.",
    "A name that several in one article bear, such as a family name, is left out where nothing tells them "
    "apart.",
    "Countries are found in English texts best; towns that share their name with a country are a known trap.",
    "Stories join near-copies of a text, not different reports of one event.",
    "Undated articles count in totals, and in no chart over time.",
    "Intervals say how far chance could move a number. They do not cover sources that are missing, or names "
    "that the dictionary misses.",
)


def definitions(data: Data, filters: Filters) -> None:
    """Each measure in a sentence or two, with an example from the numbers on the other pages."""
    st.subheader("Measures", anchor=False)
    examples = _examples(data, filters)
    columns = st.columns(2, gap="large")
    for number, note in enumerate(_notes()):
        with columns[number % 2]:
            st.markdown(f"**{words.as_text(note.term)}**")
            st.text(note.text)
            if note.term in examples:
                quiet_text(f"Here: {examples[note.term]}")


def rules() -> None:
    """The rules by which articles are read today, out of the code that applies them."""
    today = rules_of_today()
    st.subheader("Rules", anchor=False)
    for sentence in (
        f"Cleaning cuts, and keeps beside the article with the reason: {', '.join(today.cut)}; the headline "
        f"where it is repeated; section labels; any line that {today.furniture} articles of one source share.",
        f"Two texts are one story where {today.jaccard:.0%} of their phrases of {today.shingle} words are "
        f"common, or {today.containment:.0%} of the shorter one's, and they appeared within {today.window} "
        "days. Forms with other figures in them are not copies.",
        f"An article is about {today.about} countries at most.",
        f"Tone is scored with the lexicon “{today.lexicon}”.",
        f"Attitudes are judged by the model “{today.stance}”.",
    ):
        st.text(sentence)


def read_with(data: Data, filters: Filters) -> None:
    """The versions of the rules with which the stored articles were read."""
    snapshot = data.desk.snapshot
    rows = data.ask(versions).assign(version=snapshot.number)
    draw(
        Panel(
            name="versions",
            title="Versions",
            page=PAGE,
            rows=rows,
            columns={
                "cleaner": Column("Cleaner", width="small"),
                "annotator": Column("Rules and stance model", width="medium"),
                "dictionary": Column("Dictionary", width="medium"),
                "articles": Column("Articles", "number"),
            },
            cells=[None] * len(rows),
            said=f"Media Monitor {__version__}; data version {snapshot.number}, written on "
            f"{snapshot.at:%-d %B %Y, %H:%M} UTC; days are those of {snapshot.time_zone}.",
            filters=filters,
            alt="Versions of the rules that the articles were read with",
        )
    )


def limits() -> None:
    """What the numbers can't say."""
    st.subheader("Known limits", anchor=False)
    for limit in LIMITS:
        st.text(f"• {limit}")


def _notes() -> list[Note]:
    measures = [MEASURE_NOTES[measure] for measure in MEASURES]
    roles = [ROLE_NOTES[role] for role in COUNTRY_ROLES]
    return [*measures, *roles, *NOTES]


def _examples(data: Data, filters: Filters) -> dict[str, str]:
    """A sentence for each term that the data at hand has an example of: its most named actor."""
    actors = ranked(data, filters, "actor")
    if actors.empty:
        return {}
    first = actors.iloc[0]
    name = data.names.actor(str(first["actor"]))
    makers: dict[str, Callable[[], str]] = {
        "Stories": lambda: _stories(data, filters),
        "Mentions": lambda: _mentions(data, filters),
        "Share": lambda: (
            f"{name} is named in {first['count']:,} of {first['total']:,} {filters.measure}: "
            f"{words.share(first['share'])}."
        ),
        "Interval of a share": lambda: _share_interval(name, first["count"], first["total"]),
        "Tone": lambda: (
            f"sentences with {name}: {words.signed(first['tone'])}, interval "
            f"{words.signed(first['tone_low'])} to {words.signed(first['tone_high'])}, "
            f"n = {words.counted(int(first['tone_n']), 'stories')}."
        ),
        "Stance": lambda: _stance(data, filters, str(first["actor"]), name),
    }
    return {term: make() for term, make in makers.items()}


def _stories(data: Data, filters: Filters) -> str:
    found = data.ask(summary, filters)
    return (
        f"{words.counted(found.articles, 'articles')} from {words.counted(found.sources, 'sources')} tell "
        f"{words.counted(found.stories, 'stories')}."
    )


def _mentions(data: Data, filters: Filters) -> str:
    found = data.ask(summary, filters)
    return f"{words.counted(found.mentions, 'mentions')} in {words.counted(found.articles, 'articles')}."


def _share_interval(name: str, count: int, total: int) -> str:
    low, high = share_interval(count, total)
    interval = f"{words.share(float(low))} to {words.share(float(high))}"
    return f"{name}: {words.share(count / total)}, interval {interval}."


def _stance(data: Data, filters: Filters, actor: str, name: str) -> str:
    rows = data.ask(counts, filters, ("actor",), sound="stance")
    row = rows[rows["actor"] == actor].iloc[0]
    return (
        f"towards {name}: {words.signed(row['tone'])}, n = {words.counted(int(row['tone_n']), 'stories')}; the "
        "tone of the same sentences is given above."
    )
