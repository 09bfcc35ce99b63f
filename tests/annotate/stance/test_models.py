"""What both models that come with the project do: who is treated how, in sentences of our own."""

from __future__ import annotations

import pickle
import random

import pytest

from monitor.annotate.stance import StanceModel, load_stance
from monitor.settings import DATA

MODELS = ("fast", "accurate")
TELLING = [
    ("Voters praised Ana Example for her brave and honest work.", "Ana Example", "positive"),
    ("Ana Example was accused of bribery and of lying to the court.", "Ana Example", "negative"),
    ("Ana Example travelled to the capital on Monday.", "Ana Example", "neutral"),
    ("Ana Example will speak to reporters on Tuesday.", "Ana Example", "neutral"),
    ("Ana Example is a disgrace and a liar.", "Ana Example", "negative"),
    ("Ana Example is a hero who saved many lives.", "Ana Example", "positive"),
]
BOTH_IN_ONE = [
    ("Ana Example accused Bela Sample of fraud and corruption.", "Bela Sample", "negative"),
    ("Ana Example praised Bela Sample as a wonderful leader.", "Bela Sample", "positive"),
]


@pytest.fixture(scope="module", params=MODELS)
def model(request: pytest.FixtureRequest) -> StanceModel:
    found = load_stance(request.param)
    assert found is not None
    return found


def label(model: StanceModel, sentence: str, name: str) -> str:
    start = sentence.index(name)
    ((_, said),) = model.judge([(sentence, (start, start + len(name)))])
    return said


@pytest.mark.parametrize(("sentence", "name", "expected"), TELLING)
def test_a_plain_sentence(model: StanceModel, sentence: str, name: str, expected: str) -> None:
    assert label(model, sentence, name) == expected


@pytest.mark.parametrize(("sentence", "name", "expected"), BOTH_IN_ONE)
def test_who_is_done_to_is_treated_so(model: StanceModel, sentence: str, name: str, expected: str) -> None:
    assert label(model, sentence, name) == expected


def test_a_score_does_not_depend_on_what_else_is_asked(model: StanceModel) -> None:
    asked = [
        (sentence, (sentence.index(name), sentence.index(name) + len(name))) for sentence, name, _ in TELLING
    ]
    alone = [model.scores([one])[0] for one in asked]
    many = asked * 20
    order = list(range(len(many)))
    random.Random(1).shuffle(order)
    together = model.scores([many[place] for place in order])
    for place, score in zip(order, together, strict=True):
        assert score == pytest.approx(alone[place % len(asked)], abs=1e-3)


@pytest.mark.parametrize(
    ("sentence", "target"),
    [("", (0, 0)), ("Ana", (0, 3)), ("Ana " * 3_000, (4_000, 4_003)), ("阿娜 🙂 … “’", (0, 2)), ("x", (0, 0))],
    ids=["nothing", "a name", "very long", "other scripts", "no target"],
)
def test_odd_text_has_a_score_in_range(model: StanceModel, sentence: str, target: tuple[int, int]) -> None:
    (score,) = model.scores([(sentence, target)])
    assert -1 <= score <= 1


def test_nothing_asked_nothing_said(model: StanceModel) -> None:
    assert model.scores([]) == []


def test_chances_add_up(model: StanceModel) -> None:
    chances = model.chances([("Ana Example won praise.", (0, 11)), ("Ana Example lied.", (0, 11))])
    assert chances.sum(axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_it_travels_to_other_processes(model: StanceModel) -> None:
    copy = pickle.loads(pickle.dumps(model))
    asked = [("Ana Example was accused of bribery.", (0, 11))]
    assert copy.name == model.name
    assert copy.scores(asked) == model.scores(asked)


def test_the_fast_model_knows_no_names() -> None:
    model = load_stance("fast")
    assert model is not None
    one, other = (f"{name} met Ana Example in the capital on Monday." for name in ("Bela Sample", "Otto Probe"))
    assert model.scores([(one, (16, 27))]) == model.scores([(other, (15, 26))])


@pytest.mark.parametrize(("file", "most"), [("fast.npz", 2), ("accurate.onnx", 25)])
def test_a_model_stays_small(file: str, most: int) -> None:
    assert (DATA / "stance" / file).stat().st_size <= most * 1_000_000
