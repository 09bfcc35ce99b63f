"""The figures of an invented report: drawn once, so that one article tells one amount."""

from __future__ import annotations

from collections.abc import Callable

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def _small_numbers_as_words(first: int, last: int) -> tuple[str, ...]:
    """Newspapers write numbers below ten as words."""
    return tuple(_WORDS[number] if number < 10 else str(number) for number in range(first, last + 1))


_TOPIC_POOLS: dict[str, tuple[str, ...]] = {
    "people": tuple(f"{number:,}" for number in range(5_100, 48_000, 100)),
    "people2": tuple(f"{number:,}" for number in range(320, 4_900, 20)),
    "homes": tuple(f"{number:,}" for number in range(120, 2_400, 10)),
    "money": tuple(f"${number} million" for number in range(24, 480, 2)),
    "money2": tuple(f"${number / 10:.1f} million" for number in range(11, 199, 2)),
    "pct": _small_numbers_as_words(4, 38),
    "pct2": tuple(map(str, range(12, 75))),
    "small": tuple(f"{number / 10:.1f}" for number in range(11, 49) if number % 10),
    "km": tuple(map(str, range(62, 640, 2))),
    "km2": tuple(map(str, range(11, 49))),
    "count": _small_numbers_as_words(4, 28),
    "count2": tuple(str(number) for number in range(24, 97) if number // 10 != 8),  # else: "an 84-page"
    "months": _small_numbers_as_words(3, 14),
    "hours": _small_numbers_as_words(3, 19),
    "years": _small_numbers_as_words(6, 40),
    "nth": _ORDINALS,
    "speed": tuple(map(str, range(90, 190, 10))),
}
_ALSO = {
    # The lines that fit every topic have figures of their own, lest they repeat the topic's.
    "count": tuple(f"n{number}" for number in range(1, 10)),
    "years": tuple(f"y{number}" for number in range(1, 7)),
    "months": tuple(f"m{number}" for number in range(1, 6)),
    "small": tuple(f"s{number}" for number in range(1, 6)),
}
POOLS = _TOPIC_POOLS | {also: _TOPIC_POOLS[slot] for slot, more in _ALSO.items() for also in more}
"""Slot → what may be printed there."""

_POOLS = tuple((slot, pool, len(pool)) for slot, pool in POOLS.items())


def draw_numbers(random: Callable[[], float]) -> dict[str, str]:
    """One value for each slot."""
    return {slot: pool[int(random() * size)] for slot, pool, size in _POOLS}
