"""The news lexicon: on top of VADER's, off unless it is chosen, seen in the version."""

from __future__ import annotations

import pickle

import pytest

from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import Dictionary
from monitor.annotate.lexicons import load_lexicon
from monitor.annotate.tone import VADER, score, words
from monitor.errors import InputError

SENTENCE = "Shelling ended the ceasefire in the valley."


def test_off_unless_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MONITOR_TONE", raising=False)
    assert load_lexicon() is VADER
    monkeypatch.setenv("MONITOR_TONE", "news")
    assert load_lexicon().name.startswith("news")


def test_words_of_the_news_count_and_vaders_own_stay() -> None:
    news = load_lexicon("news")
    assert score(SENTENCE) == 0
    assert [(word.text, word.valence) for word in words(SENTENCE, (), news)] == [
        ("Shelling", -2.6),
        ("ceasefire", 1.8),
    ]
    assert score(SENTENCE, (), news) < 0
    assert all(news.valences[word] == valence for word, valence in VADER.valences.items())


def test_every_valence_is_on_the_scale() -> None:
    news = load_lexicon("news")
    added = {word: valence for word, valence in news.valences.items() if word not in VADER.valences}
    assert len(added) > 200
    assert all(-4 <= valence <= 4 and valence and word == word.lower() for word, valence in added.items())


def test_the_version_names_it_before_the_stance_model() -> None:
    plain, news = (
        Annotator(Dictionary({}, {}, "empty"), None, load_lexicon(name)) for name in ("vader", "news")
    )
    rules, _, stance = plain.version.partition("-")
    assert news.version == f"{rules}+{load_lexicon('news').name}-{stance}"
    assert pickle.loads(pickle.dumps(news)).version == news.version
    assert news.annotate("", SENTENCE).sentences[0].tone < plain.annotate("", SENTENCE).sentences[0].tone


def test_an_unknown_lexicon_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_TONE", "weather")
    with pytest.raises(InputError, match=r"'weather' is unknown\. Set MONITOR_TONE to vader or news"):
        load_lexicon()
