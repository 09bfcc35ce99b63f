"""A profile's answers are those of the plain questions, and each of its numbers has its list."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from math import isnan
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import FilterError
from monitor.filters import MEASURES, Cell, Filters
from monitor.query.counts import counts
from monitor.query.desk import Desk
from monitor.query.evidence import evidence
from monitor.query.prepared import Prepared
from monitor.query.profile import (
    Profiled,
    distribution,
    is_named,
    sharpest,
    split,
    together,
    tone_steps,
    wordings,
)

FIRST = date(2026, 3, 1)
OCCURRENCES = ("alias", "evidence", "voice", "spoken", "place")
ARTICLES = ("source", "publisher", "language")
TONES = (None, -0.8, -0.2, 0.0, 0.2, 0.35, 1.0)

DeskOf = Callable[..., Desk]


def corpus(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A few articles in a few stories, with sentences that hold several names."""
    dice = random.Random(seed)
    articles, mentions = [], []
    for number in range(dice.randint(1, 14)):
        name = f"a{number}"
        tones = [dice.choice(TONES) for _ in range(dice.randint(0, 3))]
        title = dice.choice(TONES)
        articles.append(
            {
                "article_id": name,
                "story_id": f"s{dice.randint(0, 5)}",
                "day": dice.choice((None, FIRST + timedelta(days=dice.randint(0, 9)))),
                "source": dice.choice(("herald.example", "post.example")),
                "source_country": dice.choice((None, "AFG", "PAK")),
                "language": dice.choice(("en", "de")),
                "text": "".join(f"Sentence {number:02}{i}. " for i in range(len(tones))),
                "title": f"Title {number}",
                "sentences": [{"start": 14 * i, "end": 14 * i + 13, "tone": t} for i, t in enumerate(tones)],
                "title_tone": title,
                "about": dice.sample(("AFG", "PAK"), dice.randint(0, 2)),
            }
        )
        sounds = {-1: title, **dict(enumerate(tones))}
        voices = {place: dice.choice((None, "khan", "a spokesman")) for place in sounds}
        for _ in range(dice.randint(0, 6)):
            kind, entity = dice.choice(
                (("actor", "ttp"), ("actor", "khan"), ("country", "AFG"), ("country", "PAK"))
            )
            place = dice.choice(list(sounds))
            mentions.append(
                {
                    "article_id": name,
                    "kind": kind,
                    "entity": entity,
                    "sentence": place,
                    "alias": dice.choice(("One", "Two")),
                    "evidence": dice.choice(("name", "government")) if kind == "country" else None,
                    "tone": sounds[place],
                    "stance": dice.choice((-0.5, 0.0, 0.4)) if kind == "actor" else None,
                    "voice": voices[place],
                }
            )  # fmt: skip
    return articles, mentions


@st.composite
def questions(draw: st.DrawFn) -> tuple[int, Filters, Profiled]:
    of = draw(st.sampled_from(("actor", "country")))
    filters = Filters(
        start=draw(st.sampled_from((None, FIRST + timedelta(days=3)))),
        actors=("ttp",) if of == "actor" else draw(st.sampled_from(((), ("khan",)))),
        countries=("AFG",) if of == "country" else draw(st.sampled_from(((), ("PAK",)))),
        country_role=draw(st.sampled_from(("mentioned", "about", "published"))),
        languages=draw(st.sampled_from(((), ("en",)))),
        measure=draw(st.sampled_from(MEASURES)),
    )
    return draw(st.integers(0, 10**6)), filters, of


def cell_of(of: Profiled, filters: Filters, **more: Any) -> Cell:
    key = filters.actors[0] if of == "actor" else filters.countries[0]
    return Cell(**{of: key, **more})


@given(questions(), st.sampled_from(((), *((d,) for d in (*ARTICLES, *OCCURRENCES)))))
@settings(max_examples=60, deadline=None)
def test_a_split_is_the_plain_count_split_likewise(desk_of: DeskOf, question: Any, by: Any) -> None:
    seed, filters, of = question
    if not is_named(filters, of) and set(by) & set(OCCURRENCES):
        return
    desk = desk_of(*corpus(seed))
    found = split(desk, filters, of, by)
    for sound in ("tone", "stance"):
        plain = counts(desk, filters, (of, *by), sound=sound).dropna(subset=list(by))
        if sound == "stance" and not is_named(filters, of):
            assert (found["stance_n"] == 0).all()
            continue
        plain = plain.drop(columns=of).sort_values(["count", *by], ascending=[False, *(True for _ in by)])
        numbers = {
            "tone": sound,
            "tone_low": f"{sound}_low",
            "tone_high": f"{sound}_high",
            "tone_n": f"{sound}_n",
        }
        plain = plain.rename(columns=numbers).reset_index(drop=True)
        pd.testing.assert_frame_equal(found[list(plain.columns)], plain, check_dtype=False)


@given(questions(), st.sampled_from((*ARTICLES, *OCCURRENCES)))
@settings(max_examples=30, deadline=None)
def test_every_row_of_a_split_has_its_list(desk_of: DeskOf, question: Any, by: Any) -> None:
    seed, filters, of = question
    if not is_named(filters, of) and by in OCCURRENCES:
        return
    desk = desk_of(*corpus(seed))
    for row in split(desk, filters, of, (by,)).to_dict("records"):
        assert evidence(desk, filters, cell_of(of, filters, **{by: row[by]}), limit=0).total == row["count"]


@given(questions())
@settings(max_examples=15, deadline=None)
def test_every_bar_of_a_distribution_has_its_list(desk_of: DeskOf, question: Any) -> None:
    seed, filters, of = question
    filters = replace(filters, measure="stories")
    desk = desk_of(*corpus(seed))
    found = distribution(desk, filters, of)
    assert found.rows["count"].sum() == found.n
    for row in found.rows.itertuples():
        assert (
            evidence(desk, filters, cell_of(of, filters, tone=(row.low, row.high)), limit=0).total == row.count
        )
    everything = evidence(desk, filters, cell_of(of, filters), limit=10_000)
    assert everything.total == found.n + found.unscored
    median = everything.rows["tone"].median()
    assert found.median == pytest.approx(median, abs=1e-9) or (isnan(found.median) and isnan(median))


@given(questions(), st.sampled_from(("actor", "country")))
@settings(max_examples=25, deadline=None)
def test_everyone_named_with_it_has_the_list_and_the_expectation(
    desk_of: DeskOf, question: Any, other: Profiled
) -> None:
    seed, filters, of = question
    filters = replace(filters, measure="stories")
    desk = desk_of(*corpus(seed))
    base = replace(filters, **{"actor": {"actors": ()}, "country": {"countries": ()}}[of])
    everything = evidence(desk, base, limit=0).total
    own = evidence(desk, filters, cell_of(of, filters), limit=0).total
    for row in together(desk, filters, of, other).to_dict("records"):
        there = evidence(desk, filters, cell_of(of, filters, **{f"with_{other}": row[other]}), limit=0).total
        assert there == row["count"]
        named = evidence(desk, base, Cell(**{f"with_{other}": row[other]}), limit=0).total
        assert named == row["named"]
        assert row["expected"] == pytest.approx(own * named / everything)
        assert row["ratio"] == pytest.approx(there / row["expected"])
        assert row["ratio_low"] <= row["ratio"] <= row["ratio_high"]
        assert other != of or row[other] != getattr(cell_of(of, filters), of)


@given(questions())
@settings(max_examples=40, deadline=None)
def test_every_wording_has_its_list(desk_of: DeskOf, question: Any) -> None:
    seed, filters, of = question
    if not is_named(filters, of):
        return
    desk = desk_of(*corpus(seed))
    for row in wordings(desk, filters, of).to_dict("records"):
        more = {"alias": row["alias"]} | ({"evidence": row["evidence"]} if row["evidence"] else {})
        assert evidence(desk, filters, cell_of(of, filters, **more), limit=0).total == row["count"]


@given(st.integers(0, 10**6), st.sampled_from(("tone", "stance")))
@settings(max_examples=40, deadline=None)
def test_the_sharpest_sentences_are_the_extremes_one_of_each_story(
    desk_of: DeskOf, seed: int, sound: Any
) -> None:
    articles, mentions = corpus(seed)
    found = sharpest(desk_of(articles, mentions), Filters(actors=("ttp",)), "actor", sound, limit=2)
    stories = {row["article_id"]: row["story_id"] for row in articles}
    heard: dict[tuple[str, int], list[float]] = {}
    for row in mentions:
        if row["entity"] == "ttp" and row[sound] is not None:
            heard.setdefault((row["article_id"], row["sentence"]), []).append(row[sound])
    means = [(stories[article], sum(values) / len(values)) for (article, _), values in heard.items()]
    for sign, factor in (("positive", 1), ("negative", -1)):
        best: dict[str, float] = {}
        for story, value in means:
            if factor * value > 0:
                best[story] = max(best.get(story, 0.0), factor * value)
        wanted = sorted(best.values(), reverse=True)[:2]
        rows = found[found["sound"] == sign]
        assert [factor * value for value in rows[sound]] == pytest.approx(wanted)
        assert rows["story_id"].is_unique
    texts = {row["article_id"]: row for row in articles}
    for row in found.itertuples():
        article = texts[row.article_id]
        whole = [article["text"][s["start"] : s["end"]] for s in article["sentences"]]
        assert row.sentence == article["title"] if row.in_title else row.sentence in whole


def test_a_sentence_is_cut_by_characters_not_bytes(desk_of: DeskOf) -> None:
    text = "Ein Satz – 😀. Die Häftlinge klagen über Qualen in Genf. Ende."
    start, end = text.index("Die"), text.index(" Ende")
    article = {"article_id": "a", "text": text, "sentences": [
        {"start": 0, "end": start - 1, "tone": 0.1}, {"start": start, "end": end, "tone": -0.5},
    ]}  # fmt: skip
    mention = {"article_id": "a", "entity": "ttp", "sentence": 1, "tone": -0.5, "stance": -0.5, "alias": "x"}
    found = sharpest(desk_of([article], [mention]), Filters(actors=("ttp",)), "actor", "tone")
    assert found["sentence"].to_list() == ["Die Häftlinge klagen über Qualen in Genf."]
    assert sharpest(desk_of([article], [mention]), Filters(actors=("ttp",)), "actor", "tone", longest=40).empty


def test_no_sentence_is_quoted_twice_and_lists_are_passed_over(desk_of: DeskOf) -> None:
    """Seven stories: five with one sentence, one with a list without full stops, one with another sentence."""
    texts = ["Same words. "] * 5 + ["x " * 300, "Other words."]
    articles = [
        {
            "article_id": f"a{n}",
            "text": text,
            "sentences": [{"start": 0, "end": len(text.strip()), "tone": 0.5}],
        }
        for n, text in enumerate(texts)
    ]
    strength = [0.9] * 5 + [0.8, 0.1]
    mentions = [
        {"article_id": f"a{n}", "entity": "ttp", "sentence": 0, "tone": value, "alias": "x"}
        for n, value in enumerate(strength)
    ]
    found = sharpest(desk_of(articles, mentions), Filters(actors=("ttp",)), "actor", "tone", limit=2)
    assert found["sentence"].to_list() == ["Same words.", "Other words."]


def test_nobody_wrote_about_it(desk_of: DeskOf) -> None:
    desk, filters = desk_of([{"article_id": "a"}]), Filters(actors=("ttp",))
    assert split(desk, filters, "actor").empty
    assert split(desk, filters, "actor", ("voice",)).empty
    found = distribution(desk, filters, "actor")
    assert (found.n, found.unscored, found.rows["count"].sum()) == (0, 0, 0)
    assert isnan(found.median)
    assert together(desk, filters, "actor", "country").empty
    assert wordings(desk, filters, "actor").empty
    assert sharpest(desk, filters, "actor", "tone").empty


def test_the_steps_hold_every_tone_once() -> None:
    steps = tone_steps()
    assert (steps[0][0], steps[-1][1]) == (-1.0, 1.01)
    assert all(before[1] == after[0] for before, after in pairwise(steps))
    assert [low for low, high in steps if high - low < 0.01] == [0.0]


def test_a_profile_is_of_one(desk_of: DeskOf) -> None:
    desk = desk_of([{"article_id": "a"}])
    with pytest.raises(FilterError, match="name 2"):
        split(desk, Filters(actors=("ttp", "khan")), "actor")
    with pytest.raises(FilterError, match="not named there"):
        split(desk, Filters(countries=("AFG",), country_role="published"), "country", ("voice",))


def test_what_is_held_is_read_once(desk_of: DeskOf) -> None:
    """The same rows have one name in memory; many others do not make them wrong."""
    desk = desk_of(*corpus(1))

    def held(entity: str) -> Prepared:
        asked = Prepared.of(desk, Filters(actors=(entity,)))
        mentions = desk.mentions.select("article_id", "entity")
        chosen = mentions.filter(mentions.entity.isin(asked.filters.actors))
        return asked.holding("mine", "of this test", lambda: chosen)

    def number(asked: Prepared) -> int:
        return int(asked.row("number of them", lambda: (rows := asked.rows("mine")).agg(n=rows.count()))["n"])

    wanted = number(held("ttp"))
    assert wanted == len(desk.frame(desk.mentions.filter(desk.mentions.entity == "ttp"))) > 0
    name = held("ttp").values["mine"]
    for other in range(30):
        assert number(held(f"nobody {other}")) == 0
    assert held("ttp").values["mine"] == name
    assert number(held("ttp")) == wanted


def test_voices_and_stances_as_planted(desk_of: DeskOf) -> None:
    """Two stories: in one the outlet names it twice in a sentence, in the other a speaker does, once."""
    articles = [{"article_id": name, "story_id": name} for name in ("a", "b")]
    mentions = [
        {"article_id": "a", "entity": "ttp", "sentence": 0, "alias": "x", "tone": 0.1, "stance": -0.6},
        {"article_id": "a", "entity": "ttp", "sentence": 0, "alias": "y", "tone": 0.1, "stance": 0.2},
        {"article_id": "b", "entity": "ttp", "sentence": 1, "tone": -0.4, "stance": 0.5, "voice": "khan"},
    ]
    desk, filters = desk_of(articles, mentions), Filters(actors=("ttp",))
    voices = counts(desk, filters, ("actor", "voice"), sound="stance").set_index("voice")
    assert voices["count"].to_dict() == {"outlet": 1, "khan": 1}
    assert voices["tone"].to_dict() == pytest.approx({"outlet": -0.2, "khan": 0.5})
    spoken = split(desk, filters, "actor", ("spoken",)).set_index("spoken")
    assert spoken["count"].to_dict() == {"outlet": 1, "quoted": 1}
    assert spoken["tone"].to_dict() == pytest.approx({"outlet": 0.1, "quoted": -0.4})
