"""How a sentence treats one actor that it names: one interface, and the baseline behind it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from typing import Literal, Protocol

from monitor.annotate import tone
from monitor.errors import InputError

Label = Literal["negative", "neutral", "positive"]


class StanceModel(Protocol):
    """Anything that can say how a sentence treats a target in it."""

    @property
    def name(self) -> str:
        """Stands beside every number that the model made."""
        ...

    def score(self, sentence: str, target: tuple[int, int], names: Sequence[tuple[int, int]] = ()) -> float:
        """From −1 (against the target) to 1 (in its favour); 0 where it can't tell.

        ``target`` and ``names`` (all other names known in the sentence) are (start, end) offsets into it.
        """
        ...

    def label(self, score: float) -> Label:
        """The word for a score of this model."""
        ...


_BEFORE, _AFTER = 10, 20
"""Words around the target that count. Swept on newsmtsc's training part: 8+8, 4+16, 6+12, 12+12, 20+30, clauses
cut at conjunctions, and weights falling with distance all came out equal or lower."""

_REACH = 400
"""Characters in which those words must lie, so that a "sentence" of a megabyte costs no more than others."""

_POSITIVE_ABOVE = 0.2
"""News is unkind to its people: at VADER's own ±0.05 far too much would be called positive. Swept as above."""

_CUE = (
    r"(?:said|says|told|tells|added|adds|argued|argues|noted|notes|tweeted|wrote|writes|stated|explained|asked"
    r"|insisted|announced|according to|claims|claimed|believes|thinks|thought|predicted|predicts|recalled"
    r"|responded|replied|continued|testified|acknowledged|suggested|suggests)"
)
_SPEAKS_NEXT = re.compile(
    rf"(?:,[^,]{{0,50}},)?(?:\s+\w+ly|\s+also|\s+has|\s+had|\s+later)?\s+{_CUE}\b", re.IGNORECASE
)
_SPOKEN_BY = re.compile(rf"\b{_CUE}(?:\s+(?:[A-Z]\w+\.?|the|an?|former)){{0,4}}\s*\Z")
_WORDS_BEFORE = re.compile(rf"\s*(?:\S+\s+){{{_BEFORE - 1}}}\S+")  # backwards
_WORDS_AFTER = re.compile(rf"\s*(?:\S+\s+){{{_AFTER - 1}}}\S+")


class LexiconStance:
    """VADER on the words around the target, with names masked; whoever merely speaks is treated neutrally.

    Macro-F1 on the development parts of newsmtsc: .56 (realistic mix) and .54 (several targets); VADER on the
    whole sentence, at its own thresholds, has .51 and .53. It doesn't know who does what to whom.
    """

    name = "lexicon"

    def score(self, sentence: str, target: tuple[int, int], names: Sequence[tuple[int, int]] = ()) -> float:
        """The tone of up to 10 words before and 20 after the target; 0 if the target is the one who speaks."""
        if _speaks(sentence, target):
            return 0.0
        start, end = _window(sentence, target)
        inside = [
            (max(a, start) - start, min(b, end) - start) for a, b in (target, *names) if a < end and b > start
        ]
        return tone.score(sentence[start:end], inside)

    def label(self, score: float) -> Label:
        """Negative below 0, positive above 0.2: the pair with the highest macro-F1 on the training part."""
        if score < 0:
            return "negative"
        return "positive" if score > _POSITIVE_ABOVE else "neutral"


def _speaks(sentence: str, target: tuple[int, int]) -> bool:
    before = sentence[max(0, target[0] - 60) : target[0]]
    return _SPEAKS_NEXT.match(sentence, target[1]) is not None or _SPOKEN_BY.search(before) is not None


def _window(sentence: str, target: tuple[int, int]) -> tuple[int, int]:
    first, last = max(0, target[0] - _REACH), min(len(sentence), target[1] + _REACH)
    before = _WORDS_BEFORE.match(sentence[first : target[0]][::-1])
    after = _WORDS_AFTER.match(sentence, target[1], last)
    return target[0] - before.end() if before else first, after.end() if after else last


_MODELS: dict[str, Callable[[], StanceModel] | None] = {"lexicon": LexiconStance, "off": None}
_DEFAULT = "lexicon"


def load_stance(name: str | None = None) -> StanceModel | None:
    """The stance model by its name, else the one that MONITOR_STANCE names, else the lexicon; None for ``off``.

    Raises:
        InputError: a name that no model has.
    """
    wanted = name or os.environ.get("MONITOR_STANCE") or _DEFAULT
    if wanted not in _MODELS:
        known = ", ".join(sorted(_MODELS))
        raise InputError(f"The stance model {wanted!r} is unknown. Set MONITOR_STANCE to one of: {known}.")
    make = _MODELS[wanted]
    return make() if make else None
