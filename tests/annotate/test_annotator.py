"""The whole reading of an article."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import Dictionary, load_dictionary
from monitor.settings import DATA

ACTORS = """
- id: happy-front
  name: Happy Peace Front
  kind: armed group
  aliases: [HPF]
- id: maria-lund
  name: Maria Lund
  kind: person
  country: NOR
  roles:
    - {title: Foreign Minister, country: NOR, from: 2020-01-01}
"""

TITLE = "Norway mourns flood victims"
TEXT = (
    "OSLO – The foreign minister thanked the Happy Peace Front.\n\n"
    "Maria Lund said Norway would help. “The floods were a terrible disaster,” Lund said in Bergen.\n\n"
    "The HPF is based in Sweden."
)
DAY = datetime(2022, 5, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def dictionary(tmp_path_factory: pytest.TempPathFactory) -> Dictionary:
    path: Path = tmp_path_factory.mktemp("dictionary") / "actors.yaml"
    path.write_text(ACTORS, encoding="utf-8")
    return load_dictionary(path, DATA / "countries.yaml")


@pytest.fixture(scope="module")
def annotator(dictionary: Dictionary) -> Annotator:
    return Annotator(dictionary)


def test_every_mention_stands_where_it_says(annotator: Annotator) -> None:
    read = annotator.annotate(TITLE, TEXT, published=DAY)
    for mention in read.mentions:
        passage = TITLE if mention.in_title else TEXT
        assert passage[mention.start : mention.end] == mention.alias
        if mention.in_title:
            assert mention.sentence == -1
        else:
            sentence = read.sentences[mention.sentence]
            assert sentence.start <= mention.start < mention.end <= sentence.end


def test_what_the_article_says(annotator: Annotator) -> None:
    read = annotator.annotate(TITLE, TEXT, published=DAY)
    assert read.language == "en"
    assert [(m.entity, m.alias, m.sentence) for m in read.mentions] == [
        ("NOR", "Norway", -1),
        ("NOR", "OSLO", 0),
        ("maria-lund", "foreign minister", 0),
        ("happy-front", "Happy Peace Front", 0),
        ("maria-lund", "Maria Lund", 1),
        ("NOR", "Norway", 1),
        ("maria-lund", "Lund", 2),
        ("NOR", "Bergen", 2),
        ("happy-front", "HPF", 3),
        ("SWE", "Sweden", 3),
    ]
    assert read.about[0] == "NOR"
    assert read.title_tone is not None
    assert read.title_tone < 0


def test_names_have_no_tone(annotator: Annotator) -> None:
    (sentence,) = annotator.annotate("", "The Happy Peace Front met on Monday.", language="en").sentences
    assert sentence.tone == 0


def test_tone_and_stance_stand_with_the_mention(annotator: Annotator) -> None:
    read = annotator.annotate("", TEXT, published=DAY, language="en")
    for mention in read.mentions:
        assert mention.tone == read.sentences[mention.sentence].tone
        assert (mention.stance is None) == (mention.kind == "country")


def test_a_language_without_tone_still_has_names(annotator: Annotator) -> None:
    read = annotator.annotate(
        "Pakistan heute", "Maria Lund reist nach Pakistan und dankt allen.", language="de"
    )
    assert read.language == "de"
    assert read.title_tone is None
    assert all(sentence.tone is None for sentence in read.sentences)
    assert [m.entity for m in read.mentions] == ["PAK", "maria-lund", "PAK"]
    assert all(m.tone is None and m.stance is None for m in read.mentions)


def test_a_headline_alone(annotator: Annotator) -> None:
    read = annotator.annotate("Norway and Sweden agree", "", language="en")
    assert read.sentences == ()
    assert [(m.entity, m.in_title) for m in read.mentions] == [("NOR", True), ("SWE", True)]
    assert set(read.about) == {"NOR", "SWE"}


def test_nothing_at_all(annotator: Annotator) -> None:
    read = annotator.annotate("", "")
    assert (read.sentences, read.mentions, read.about, read.title_tone) == ((), (), (), None)


def test_the_same_article_is_read_alike_everywhere(annotator: Annotator, dictionary: Dictionary) -> None:
    once = annotator.annotate(TITLE, TEXT, published=DAY)
    assert annotator.annotate(TITLE, TEXT, published=DAY) == once
    assert Annotator(dictionary).annotate(TITLE, TEXT, published=DAY) == once
    travelled = pickle.loads(pickle.dumps(annotator))
    assert travelled.annotate(TITLE, TEXT, published=DAY) == once
    assert travelled.version == annotator.version


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["Norway", "HPF", "Lund", "Maria Lund", "U.S.", "’s", "\n\n", "said", ".", "é"]))
)
def test_any_text_keeps_its_promises(annotator: Annotator, words: list[str]) -> None:
    text = " ".join(words)
    read = annotator.annotate("", text, language="en")
    order = [(mention.start, mention.end) for mention in read.mentions]
    assert order == sorted(order)
    for mention in read.mentions:
        assert text[mention.start : mention.end] == mention.alias
        assert -1 <= (mention.tone or 0) <= 1
        assert read.sentences[mention.sentence].start <= mention.start


def test_targets_are_judged_in_their_order(annotator: Annotator) -> None:
    text = "Lund praised the wonderful rescuers. The terrible thieves robbed the victims."
    spans = [
        (text.index("thieves"), text.index("thieves") + 7),
        (text.index("rescuers"), text.index("rescuers") + 8),
    ]
    (bad, bad_label), (good, good_label) = annotator.judge_targets(text, spans)
    assert bad < good
    assert {bad_label, good_label} <= {"negative", "neutral", "positive"}
    assert annotator.judge_targets(text, []) == []


@pytest.mark.parametrize(
    "text",
    [
        "A plane left Minneapolis-St. Paul at noon. It carried mail.",
        "The Tampa-St. Petersburg road was closed. Buses ran.",
        "They asked then-Sen. Clinton about the ferry. She smiled. Hillary Clinton had come by boat.",
    ],
)
def test_no_sentence_ends_within_a_name(text: str) -> None:
    annotator = Annotator(load_dictionary(DATA / "actors.yaml", DATA / "countries.yaml"))
    said = annotator.annotate("", text)
    assert said.mentions
    for mention in said.mentions:
        sentence = said.sentences[mention.sentence]
        assert sentence.start <= mention.start
        assert mention.end <= sentence.end
