"""What the fast model reads around a target."""

from __future__ import annotations

from monitor.annotate.stance.words import (
    BUCKETS,
    LEFT,
    NAME,
    NUMBER,
    RIGHT,
    SPECIAL,
    TARGET,
    UNKNOWN,
    Vocabulary,
    buckets,
)

WORDS = ["the", "court", "cleared", "of", "didn't", ","]
KNOWN = {word: number for number, word in enumerate(WORDS, start=SPECIAL)}


def around(sentence: str, name: str) -> tuple[list[int], int]:
    start = sentence.index(name)
    return Vocabulary(WORDS).around(sentence, (start, start + len(name)))


def test_the_target_is_one_word_and_names_are_nobody() -> None:
    numbers, place = around("The court in Sampleton cleared Ana Example of 12 thefts", "Ana Example")
    assert numbers == [
        KNOWN["the"], KNOWN["court"], UNKNOWN, NAME, KNOWN["cleared"], TARGET, KNOWN["of"], NUMBER, UNKNOWN
    ]  # fmt: skip
    assert place == 5


def test_printed_marks_are_those_of_the_vocabulary() -> None:
    assert around("Ana didn’t", "Ana")[0] == around("Ana didn't", "Ana")[0] == [TARGET, KNOWN["didn't"]]


def test_the_first_word_is_no_name_even_behind_a_mark() -> None:
    assert around("“The Court cleared Ana", "Ana")[0][1:3] == [KNOWN["the"], NAME]


def test_only_near_words_are_read() -> None:
    numbers, place = around(f"{'the ' * 100}Ana{' of' * 100}", "Ana")
    assert (place, len(numbers)) == (LEFT, LEFT + 1 + RIGHT)


def test_the_steps_widen_and_tell_the_sides_apart() -> None:
    steps = list(buckets(LEFT, LEFT + 1 + RIGHT))
    assert steps[LEFT] == 0
    assert steps[LEFT - 1] != steps[LEFT + 1]
    assert steps[LEFT + 5] == steps[LEFT + 6] != steps[LEFT + 4]
    assert set(steps) == set(range(BUCKETS))
