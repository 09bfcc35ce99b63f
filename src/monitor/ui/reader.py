"""The reader: one article with its names, its tones, its copies, and what was cut from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from monitor.article import IN_PART, is_web_address
from monitor.filters import Measure
from monitor.query.article import ArticleView, read_article
from monitor.query.evidence import Place, place
from monitor.ui import words
from monitor.ui.data import Data
from monitor.ui.listing import remember_read, rows_per_page
from monitor.ui.panel import quiet_text
from monitor.ui.reading import paragraphs, scored_sentences, title_runs
from monitor.ui.share import share_bar
from monitor.ui.site import by_name, go_to
from monitor.ui.state import change
from monitor.view.view import View

_HERE = Path(__file__).parent
_draw = st.components.v2.component(
    "monitor_reader",
    html="<article></article>",
    css=(_HERE / "reader.css").read_text("utf-8"),
    js=(_HERE / "reader.js").read_text("utf-8"),
)

SHOWS = {"names": "Names", "tones": "Tone"}
DATE_FROM = {
    "page": "read from the page itself",
    "feed": "read from the feed",
    "file": "read from a field of the file",
    "fetched": "not stated anywhere; the moment of the visit",
    "": "none found",
}


def reader(data: Data, view: View) -> None:
    """Draw the article that the view names."""
    _way(data, view)
    article = data.ask(read_article, view.article)
    if article is None:
        st.text(
            f"There is no article {view.article} in this data. "
            "It may stand in another store, or in a later version."
        )
        return
    text, facts = st.columns([2, 1], gap="large")
    with text:
        _text(data, article)
    with facts:
        _facts(data, article)
        _copies(article, view)
        _removed(article)
        _revisions(article)
        _extra(article)
    _sentences(article)


def _way(data: Data, view: View) -> None:
    """Back to the list, and to the articles before and after this one in it."""
    here = data.ask(place, view.filters, view.cell, view.article, sort=view.sort)
    back = _turned_to(view, here.number) if here else view
    before = replace(_turned_to(view, here.number - 1), article=here.before) if here else view
    after = replace(_turned_to(view, here.number + 1), article=here.after) if here else view
    if here:
        remember_read(back, here.row)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="reader_way"):
        step = partial(st.button, on_click=change)
        step("Back to the list", key="reader_back", shortcut="Esc", args=(replace(back, article=None),))
        step(
            "Previous",
            key="reader_before",
            shortcut="Left",
            args=(before,),
            disabled=not (here and here.before),
        )
        step("Next", key="reader_after", shortcut="Right", args=(after,), disabled=not (here and here.after))
        st.text(place_words(here, view.filters.measure), width="content")
        share_bar(data, by_name()["articles"])


def _turned_to(view: View, number: int) -> View:
    """The view with its list turned to the page that holds a row, counted from 1."""
    return replace(view, number=max(0, number - 1) // rows_per_page(view) + 1)


def place_words(here: Place | None, measure: Measure) -> str:
    """Where the reader is: ``Story 3 of 214``."""
    if here is None:
        return "Not in the list of these filters"
    return f"{'Story' if measure == 'stories' else 'Article'} {here.number:,} of {here.of:,}"


def _text(data: Data, article: ArticleView) -> None:
    shows = st.pills(
        "Show", list(SHOWS), selection_mode="multi", default=list(SHOWS), format_func=lambda key: SHOWS[key],
        key="reader_shows", label_visibility="collapsed",
    )  # fmt: skip
    _draw(
        data={
            "id": article.article_id,
            "title": title_runs(article.title or "(no title)", article.mentions, data.names),
            "paragraphs": paragraphs(article.text, article.sentences, article.mentions, data.names),
            "shows": shows,
            "language": article.language,
        },
        key="reader_text",
    )
    if article.title_only:
        quiet_text("This article came as a title only; there is no text to read, and no tone but the title's.")
    elif all(sentence.tone is None for sentence in article.sentences):
        quiet_text(f"No tone: it can't be scored in {data.names.language(article.language)}.")
    else:
        quiet_text(
            "Underlined: actors (line) and countries (dots). Shaded: sentences with a tone, their value behind "
            "them; wavy: the words that made it."
        )


def _facts(data: Data, article: ArticleView) -> None:
    st.subheader("Facts", anchor=False)
    at_home = f" ({data.names.country(article.source_country)})" if article.source_country else ""
    st.text(f"Source: {article.source}{at_home}")
    if article.credit:
        st.text(f"Credit: {credit_words(article.credit)}")
    st.text(f"Published: {_instant(article.published_at)}")
    where = DATE_FROM.get(article.date_from, article.date_from)
    st.text(f"Date: {where}" + (f", as “{article.published_raw}”" if article.published_raw else ""))
    st.text(f"Language: {data.names.language(article.language)}")
    about = ", ".join(data.names.country(iso) for iso in article.about)
    st.text(f"About: {about or 'no country in particular'}")
    if article.origin:
        st.text(f"Loaded from: {words.file_name(article.origin)}")
    if is_web_address(article.url):
        st.link_button("Open the original", str(article.url), icon=":material/open_in_new:")


def credit_words(credit: str) -> str:
    """Whom the text names as its origin: ``AP``, or ``in part AP``."""
    agencies = credit.removeprefix(IN_PART)
    return agencies if agencies == credit else f"in part {agencies}"


def _copies(article: ArticleView, view: View) -> None:
    st.subheader("Copies of the story", anchor=False)
    if not article.copies:
        quiet_text("None: this text was found once.")
        return
    quiet_text(f"{words.counted(len(article.copies) + 1, 'articles')}, counted as one story.")
    shown = pd.DataFrame(
        {
            "Source": [copy.source for copy in article.copies],
            "Day": [copy.day.isoformat() if copy.day else "undated" for copy in article.copies],
            "Title": [copy.title for copy in article.copies],
        }
    )
    event = st.dataframe(
        shown, key=f"copies_{article.article_id}", on_select="rerun", selection_mode="single-row",
        hide_index=True, alt="Copies of the story",
    )  # fmt: skip
    chosen = event["selection"]["rows"]
    if chosen and chosen[0] < len(article.copies):
        go_to("articles", replace(view, article=article.copies[chosen[0]].article_id))


def _removed(article: ArticleView) -> None:
    st.subheader("Removed by cleaning", anchor=False)
    if not article.removed:
        quiet_text("Nothing.")
        return
    shown = pd.DataFrame(
        {
            "Why": [piece.reason for piece in article.removed],
            "What": [piece.text for piece in article.removed],
        }
    )
    st.dataframe(shown, hide_index=True, alt="What cleaning removed", key="reader_removed")


def _revisions(article: ArticleView) -> None:
    if not article.revisions:
        return
    with st.expander(f"Earlier texts ({len(article.revisions)})"):
        for revision in article.revisions:
            st.text(f"Revision {revision.revision}, loaded {_instant(revision.ingested_at)}: {revision.title}")
            st.text(revision.text)


def _extra(article: ArticleView) -> None:
    if not article.extra:
        return
    with st.expander("Other fields that came with it"):
        quiet_text("Fields that came with the article; they are not a part of our numbers.")
        shown = pd.DataFrame({"Field": list(article.extra), "Value": [str(v) for v in article.extra.values()]})
        st.dataframe(shown, hide_index=True, alt="Fields of other producers", key="reader_extra")


def _sentences(article: ArticleView) -> None:
    rows = scored_sentences(article.text, article.sentences, article.mentions)
    if not rows:
        return
    folded = st.expander(f"Tone of each sentence ({len(rows)})", on_change="rerun", key="reader_sentences")
    if not folded.open:
        return
    shown = pd.DataFrame(
        {
            "No.": [row.number for row in rows],
            "Tone": [None if row.tone is None else round(row.tone, 3) for row in rows],
            "Words that made it": [
                ", ".join(f"{word} {words.signed(valence)}" for word, valence in row.words) for row in rows
            ],
            "Sentence": [row.text for row in rows],
        }
    )
    with folded:
        st.dataframe(
            shown, hide_index=True, alt="Tone of each sentence", key="reader_tones",
            column_config={"Sentence": st.column_config.TextColumn(width="large")},
        )  # fmt: skip


def _instant(at: datetime | None) -> str:
    return f"{at:%-d %B %Y, %H:%M} UTC" if at else "no date"
