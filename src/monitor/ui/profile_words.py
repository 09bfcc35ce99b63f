"""What a profile says in sentences: by what kind of word someone was meant, and whether two sides differ."""

from __future__ import annotations

from enum import StrEnum

from monitor.annotate.dictionary import Actor
from monitor.annotate.folding import fold
from monitor.charts.series import FEW
from monitor.ui.words import signed


class Wording(StrEnum):
    """The kinds of words by which an actor is recognised."""

    NAME = "name in the dictionary"
    WEAK = "weak name, beside its context"
    SHORT = "short form of a name"
    OFFICE = "office"


def kind_of_wording(alias: str, entry: Actor | None) -> Wording:
    """What kind of word matched; without an entry, what stands there is taken for a name."""
    if entry is None:
        return Wording.NAME
    said = fold(alias)
    if said in {fold(name) for name in entry.aliases}:
        return Wording.NAME
    if said in {fold(name) for name in entry.weak}:
        return Wording.WEAK
    offices = {word for role in entry.roles for word in fold(role.title).split()}
    names = {word for name in (*entry.aliases, *entry.weak) for word in fold(name).split()} - offices
    return Wording.SHORT if names & set(said.split()) else Wording.OFFICE


def verdict(
    sides: tuple[str, str],
    tones: tuple[float, float],
    difference: tuple[float, float],
    numbers: tuple[int, int],
) -> str:
    """``Headlines sound more negative than texts: −0.21 against −0.08, a difference of −0.13 (95 % …)``.

    Says so where it can't be told: below ten stories on a side, or an interval that holds 0.
    """
    first = sides[0][0].upper() + sides[0][1:]
    if min(numbers) < FEW:
        few = sides[numbers.index(min(numbers))]
        return f"Whether {sides[0]} sound other than {sides[1]} can't be told: n = {min(numbers)} for {few}"
    low, high = difference
    said = f"{signed(tones[0])} against {signed(tones[1])}"
    interval = f"95 % interval of the difference {signed(low)} to {signed(high)}"
    if low != low or low <= 0 <= high:
        return f"Whether {sides[0]} sound other than {sides[1]} can't be told: {said}" + (
            f" ({interval})" if low == low else ""
        )
    return f"{first} sound more {'positive' if low > 0 else 'negative'} than {sides[1]}: {said} ({interval})"
