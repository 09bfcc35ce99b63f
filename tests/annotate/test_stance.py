"""The stance baseline: words around the target, speakers neutral, names silent."""

from __future__ import annotations

import pytest

from monitor.annotate.stance import LexiconStance, load_stance
from monitor.errors import InputError


def stance(sentence: str, target: str, *names: str) -> str:
    model = LexiconStance()
    spans = [(sentence.index(name), sentence.index(name) + len(name)) for name in (target, *names)]
    return model.label(model.score(sentence, spans[0], spans[1:]))


@pytest.mark.parametrize(
    ("sentence", "target", "label"),
    [
        ("The terrible failure of Ana Example angered voters.", "Ana Example", "negative"),
        ("Ana Example won praise for a brilliant and honest speech.", "Ana Example", "positive"),
        ("Ana Example travelled to the capital on Monday.", "Ana Example", "neutral"),
        ("Ana Example said the terrible attack was a crime.", "Ana Example", "neutral"),
        ("The attack was a terrible crime, said Ana Example.", "Ana Example", "neutral"),
        ("The attack was terrible, according to Ana Example.", "Ana Example", "neutral"),
    ],
)
def test_labels(sentence: str, target: str, label: str) -> None:
    assert stance(sentence, target) == label


def test_names_do_not_count() -> None:
    sentence = "Ana Example of the Victory Party met the Freedom League."
    assert stance(sentence, "Ana Example") == "positive"
    assert stance(sentence, "Ana Example", "Victory Party", "Freedom League") == "neutral"


def test_words_far_from_the_target_do_not_count() -> None:
    filler = "and then on the next day of the week "
    assert stance(f"Ana Example spoke {filler * 3}about a terrible murder.", "Ana Example") == "neutral"


def test_scores_stay_in_their_range() -> None:
    model = LexiconStance()
    for sentence in ("Ana " + "horrible " * 60, "Ana " + "wonderful " * 60, "Ana"):
        assert -1 <= model.score(sentence, (0, 3)) <= 1


def test_the_model_is_chosen_by_name_then_by_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MONITOR_STANCE", raising=False)
    default = load_stance()
    assert default is not None
    assert default.name == "lexicon"
    monkeypatch.setenv("MONITOR_STANCE", "off")
    assert load_stance() is None
    assert load_stance("lexicon") is not None


def test_an_unknown_model_is_named_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_STANCE", "clairvoyant")
    with pytest.raises(InputError, match=r"'clairvoyant'.*MONITOR_STANCE.*lexicon, off"):
        load_stance()
