"""An earlier reading of the same text spares work, and changes no answer."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.annotate import tone
from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import Dictionary, Role, load_dictionary
from monitor.annotate.stance.fast import FastStance
from monitor.annotate.stance.model import Asked, Floats
from monitor.article import Mention
from monitor.pipeline.edit import make_actor
from monitor.settings import DATA

ACTORS = {
    actor.id: actor
    for actor in (
        make_actor(
            id_="ana-lund",
            name="Ana Lund",
            kind="person",
            roles=[Role("Harbour Minister", "KEN", None, None)],
        ),
        make_actor(id_="bo-lund", name="Bo Lund", kind="person"),
        make_actor(id_="front", name="Happy Peace Front", kind="organisation", aliases=["HPF"]),
        make_actor(id_="st-paul", name="Port St. Paul Council", kind="organisation"),
        make_actor(id_="kenya-rail", name="Kenya Rail", kind="company"),
    )
}
PARTS = (
    "Ana Lund thanked the Happy Peace Front in Nairobi.",
    "“The attack was a terrible crime,” Lund said.",
    "The harbour minister of Kenya warned of war, but Bo Lund was glad.",
    "HPF fighters killed three people near Oslo.",
    "Kenya Rail said on Monday that it would win.",
    "The Port St. Paul Council did not like it!",
    "It was a good day.",
)
DAY = datetime(2024, 3, 1, tzinfo=UTC)


@cache
def annotator(ids: frozenset[str]) -> Annotator:
    countries = load_dictionary(DATA / "actors.yaml", DATA / "countries.yaml").countries
    return Annotator(Dictionary({id_: ACTORS[id_] for id_ in ids}, countries, ",".join(sorted(ids))))


known = st.frozensets(st.sampled_from(sorted(ACTORS)))
texts = st.lists(st.sampled_from(PARTS), max_size=8).map(" ".join)


@given(st.sampled_from(("", *PARTS)), texts, known, known, st.sampled_from((None, "en", "de")))
def test_the_answer_is_that_of_reading_anew(
    title: str, text: str, before: frozenset[str], now: frozenset[str], language: str | None
) -> None:
    first = annotator(before).annotate(title, text, published=DAY, language=language)
    anew = annotator(now).annotate(title, text, published=DAY, language=language)
    assert annotator(now).annotate(title, text, published=DAY, language=language, before=first) == anew


class CountingStance(FastStance):
    """The fast model, which writes down what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def outputs(self, asked: Sequence[Asked]) -> Floats:
        self.asked += [sentence[slice(*target)] for sentence, target in asked]
        return super().outputs(asked)


def test_only_what_other_names_can_change_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    countries = annotator(frozenset())._dictionary.countries
    model, scored = CountingStance(), tone.scores
    before, now = (
        Annotator(Dictionary({id_: ACTORS[id_] for id_ in ids}, countries, ""), model)
        for ids in (("ana-lund",), ("ana-lund", "front"))
    )
    first = before.annotate(PARTS[0], " ".join(PARTS))
    heard: list[str] = []

    def listening(text: str, spans: Sequence[tuple[int, int]], *rest: object) -> list[float]:
        heard.extend(text[slice(*span)] for span in spans)
        return scored(text, spans, *rest)

    monkeypatch.setattr(tone, "scores", listening)
    model.asked.clear()
    again = now.annotate(PARTS[0], " ".join(PARTS), before=first)
    assert {one.entity for one in again.mentions} > {one.entity for one in first.mentions}
    assert sorted(model.asked) == ["HPF", "Happy Peace Front", "Happy Peace Front"]
    assert heard == [PARTS[0], PARTS[0], PARTS[3]]
    heard.clear()
    model.asked.clear()
    assert now.annotate(PARTS[0], " ".join(PARTS), before=again) == again
    assert (heard, model.asked) == ([], [])


def test_a_model_that_judges_targets_together_is_asked_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    model = CountingStance()
    monkeypatch.setattr(model, "alone", False)
    countries = annotator(frozenset())._dictionary.countries
    before, now = (
        Annotator(Dictionary({id_: ACTORS[id_] for id_ in ids}, countries, ""), model)
        for ids in (("ana-lund",), ("ana-lund", "front"))
    )
    first = before.annotate("", PARTS[0])
    model.asked.clear()
    now.annotate("", PARTS[0], before=first)
    assert model.asked == ["Ana Lund", "Happy Peace Front"]


def test_what_was_read_elsewhere_is_not_believed_where_a_sentence_differs() -> None:
    """The same stretches in sentences that end elsewhere have another tone and stance."""
    read = annotator(frozenset(ACTORS))
    one = read.annotate("", PARTS[3])
    lied = replace(one, sentences=(replace(one.sentences[0], end=one.sentences[0].end - 1, tone=0.9),))
    lied = replace(lied, mentions=tuple(_with_stance(mention) for mention in lied.mentions))
    assert read.annotate("", PARTS[3], before=lied) == one


def _with_stance(mention: Mention) -> Mention:
    return replace(mention, stance=0.9 if mention.kind == "actor" else None)


def test_a_target_is_judged_the_same_beside_any_others() -> None:
    model, chance = FastStance(), random.Random(5)
    asked: list[Asked] = []
    for order, (one, other) in enumerate(combinations(PARTS, 2)):
        sentence = f"{one} {other}"
        start = (order * 7) % len(one)
        asked.append((sentence, (start, min(start + 4, len(sentence)))))
    alone = {question: model.outputs([question])[0].tobytes() for question in asked}
    for size in (2, 3, 7, 15, 16, 17, 33, 90):
        some = chance.choices(asked, k=size)
        assert [row.tobytes() for row in model.outputs(some)] == [alone[question] for question in some]
