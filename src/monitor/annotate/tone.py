"""How a sentence sounds: VADER's own lexicon and rules, with names masked, several times faster.

The score of an unmasked text is the ``compound`` of ``vaderSentiment`` to the last digit; the tests hold the
two equal. The library asks every word of a sentence the questions that matter for a few; here a word is read
once per process, and only words that carry a valence look at their neighbours.
"""

from __future__ import annotations

import math
import re
import string
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import compress

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    C_INCR,
    N_SCALAR,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)

_ANALYZER = SentimentIntensityAnalyzer()
_BOOSTERS: dict[str, float] = BOOSTER_DICT
_IDIOMS: dict[str, float] = SPECIAL_CASES
_SHOUT: float = C_INCR
_TURN: float = N_SCALAR
_EMOJI: dict[str, str] = {char: words for char, words in _ANALYZER.emojis.items() if len(char) == 1}
_NEGATIONS = frozenset(NEGATE)
_TWO_WORD_BOOSTERS: dict[str, float] = {k: v for k, v in _BOOSTERS.items() if " " in k}
_IDIOM_WORDS = frozenset(
    {"shit", "bomb", "ass", "stop", "right", "kiss", "die", "heart", "enough", "kind", "sort"}
)
"""One word of every idiom and of every booster of two words: where none is near, no idiom is."""

_STRENGTHENERS = frozenset({"so", "this"})
_MEANINGFUL = _STRENGTHENERS | {"no", "least", "doubt"} | _IDIOM_WORDS
_DAMPED = (0.0, 1.0, 0.95, 0.9)
"""How much a booster counts one, two and three words before the word that it boosts."""

_PLAIN, _VALUED, _RULED = 0, 1, 2
"""A word without valence, one with it, and one that a rule speaks of."""

_NAME, _SHOUTED_NAME = "Name", "NAME"
_CACHED_WORDS = 40_000
_CHUNK = re.compile(r"\S+")

Span = tuple[int, int]


def tone_supported(language: str) -> bool:
    """Whether VADER reads this language (ISO 639-1). Its words are English: all others have no tone."""
    return language == "en"


def score(sentence: str, masks: Sequence[tuple[int, int]] = (), lexicon: Lexicon | None = None) -> float:
    """VADER's compound score of a sentence, −1 (bad) to 1 (good), with the masked spans made neutral.

    A masked span is read as one neutral word: it brings no valence, no capitals and no punctuation of its own,
    and leaves the rules between the other words as they are. ``masks`` are (start, end) offsets into the
    sentence, in any order; they may overlap. ``lexicon`` gives the words their valences, VADER's by default.

    Source: Hutto & Gilbert, VADER (ICWSM 2014), as in vaderSentiment 3.3.
    """
    return _scored(_masked(sentence, masks) if masks else sentence, VADER if lexicon is None else lexicon)


def scores(
    text: str, spans: Sequence[Span], masks: Sequence[Span] = (), lexicon: Lexicon | None = None
) -> list[float]:
    """The scores of the sentences of a text, as :func:`score` gives them one by one.

    ``spans`` are the sentences and ``masks`` what is made neutral, both in offsets of the text, in order and
    without overlap; a mask that begins in a sentence ends with it.
    """
    lexicon = VADER if lexicon is None else lexicon
    found = []
    place = 0
    for start, end in spans:
        while place < len(masks) and masks[place][0] < start:
            place += 1
        pieces = []
        position = start
        while place < len(masks) and masks[place][0] < end:
            begin, stop = masks[place]
            pieces.append(text[position:begin])
            position = min(stop, end)
            place += 1
        pieces.append(text[position:end])
        found.append(_scored(_joined(pieces) if len(pieces) > 1 else pieces[0], lexicon))
    return found


def _scored(text: str, lexicon: Lexicon) -> float:
    """The score of a text whose masks are in place.

    Few words have a valence, and few of those stand near a word that has a rule: the others count as they are.
    """
    chunks = text.split()
    marks = list(map(lexicon.marks.__getitem__, chunks))
    marked = list(compress(range(len(chunks)), marks))
    if not marked:
        return 0.0
    if not text.isascii() and any(lexicon[chunks[at]].emoji for at in marked):
        return _scored(_spelled_out(text)[0], lexicon)
    tokens = _Tokens()
    hits, values = [], []
    for at in marked:
        valence = lexicon[chunks[at]].valence
        if valence is None:
            continue
        if _RULED in marks[max(0, at - 3) : at + 3]:
            tokens = tokens or _Tokens(map(lexicon.__getitem__, chunks))
            valence = _valence(tokens, at)
        hits.append(at)
        values.append(valence)
    if _RULED in marks and "but" in text.lower():
        values = _contrasted(tokens or _Tokens(map(lexicon.__getitem__, chunks)), hits, values)
    total = sum(values)
    return _compound(total, text) if total else 0.0


@dataclass(frozen=True, slots=True)
class ScoredWord:
    """A word that made the tone: its place in the sentence and its valence after all rules (about −6…6)."""

    start: int
    end: int
    text: str
    valence: float


def words(
    sentence: str, masks: Sequence[tuple[int, int]] = (), lexicon: Lexicon | None = None
) -> list[ScoredWord]:
    """The words whose valences add up to the tone of the sentence, in reading order."""
    lexicon = VADER if lexicon is None else lexicon
    text, origins = _with_origins(sentence, masks)
    chunks = list(_CHUNK.finditer(text))
    tokens = _Tokens(lexicon[chunk[0]] for chunk in chunks)
    hits = [at for at, token in enumerate(tokens) if token.loaded]
    found: dict[tuple[int, int], float] = {}
    values = _contrasted(tokens, hits, [_valence(tokens, at) for at in hits])
    for at, valence in zip(hits, values, strict=True):
        span = _span(chunks[at], origins)
        found[span] = found.get(span, 0.0) + valence
    return [ScoredWord(a, b, sentence[a:b], round(value, 3)) for (a, b), value in found.items() if value]


class _Word:
    """What the rules ask about a word, answered once."""

    __slots__ = (
        *("boost", "emoji", "idiomatic", "loaded", "lower", "mark", "negates", "quiet", "shouted", "valence"),
    )

    def __init__(self, chunk: str, valences: Mapping[str, float]) -> None:
        word = _bare(chunk)
        lower = word.lower()
        self.lower = lower
        self.shouted = word.isupper()
        self.valence = valences.get(lower)
        self.boost: float = _BOOSTERS.get(lower, 0.0)
        self.negates = lower in _NEGATIONS or "n't" in lower
        self.idiomatic = lower in _IDIOM_WORDS
        self.quiet = not (self.boost or self.negates or lower in _MEANINGFUL)
        self.emoji = not chunk.isascii() and not _EMOJI.keys().isdisjoint(chunk)
        self.loaded = self.valence is not None or self.emoji
        ruled = not self.quiet or self.emoji or (self.loaded and self.shouted) or lower == "but"
        self.mark = _RULED if ruled else _VALUED if self.loaded else _PLAIN


class Lexicon(dict[str, _Word]):
    """The valences of words (−4…4) under a name; keeps the words that count and those beside
    them as printed, read once, until it grows full."""

    def __init__(self, name: str, valences: Mapping[str, float]) -> None:
        super().__init__()
        self.name = name
        self.valences = valences
        self.marks = _Marks(valences)

    def __reduce__(self) -> tuple[type[Lexicon], tuple[str, Mapping[str, float]]]:
        return Lexicon, (self.name, self.valences)

    def __missing__(self, chunk: str) -> _Word:
        if len(self) >= _CACHED_WORDS:
            self.clear()
        word = self[chunk] = _Word(chunk, self.valences)
        return word


class _Marks(dict[str, int]):
    """The mark of each word as printed: most of a text is plain, and a look into this table is all it costs."""

    def __init__(self, valences: Mapping[str, float]) -> None:
        super().__init__()
        self._valences = valences

    def __missing__(self, chunk: str) -> int:
        if len(self) >= _CACHED_WORDS:
            self.clear()
        mark = self[chunk] = _Word(chunk, self._valences).mark
        return mark


VADER = Lexicon("vader", _ANALYZER.lexicon)
"""The lexicon of the library."""


class _Tokens(list[_Word]):
    """The words of a sentence."""

    @cached_property
    def shouting(self) -> bool:
        """Whether some words are in capitals and others are not: only then do capitals mean anything.

        Rarely asked, for few words that count are in capitals.
        """
        shouted = {token.shouted for token in self}
        return len(shouted) == 2


def _bare(chunk: str) -> str:
    """The chunk without punctuation around it; what is then only two characters long may be an emoticon."""
    word = chunk.strip(string.punctuation)
    return word if len(word) > 2 else chunk


def _valence(tokens: _Tokens, at: int) -> float:
    """The valence of one word after the words around it."""
    word = tokens[at]
    value = word.valence or 0.0
    if word.quiet and _quiet(tokens, at):
        return _emphasised(tokens, value, word) if word.shouted else value
    if word.idiomatic and word.lower == "kind" and _lower(tokens, at + 1) == "of":
        return 0.0
    value = _emphasised(tokens, _beside_no(tokens, at, value), word)
    for back in (1, 2, 3):
        if at >= back and tokens[at - back].valence is None:
            value += _boost(tokens, tokens[at - back], value) * _DAMPED[back]
            value = _negated(tokens, at, back, value)
            if back == 3:
                value = _idiom(tokens, at, value)
    return _beside_least(tokens, at, value)


def _quiet(tokens: _Tokens, at: int) -> bool:
    """Whether no word around this one changes its valence; most hits in news are alone like this."""
    return False not in [near.quiet for near in tokens[max(0, at - 3) : at + 3]]


def _lower(tokens: _Tokens, at: int) -> str:
    return tokens[at].lower if 0 <= at < len(tokens) else ""


def _emphasised(tokens: _Tokens, value: float, word: _Word) -> float:
    if not (word.shouted and tokens.shouting):
        return value
    return value + _SHOUT if value > 0 else value - _SHOUT


def _beside_no(tokens: _Tokens, at: int, value: float) -> float:
    """ "no" before a word with a valence turns that word and has none of its own."""
    one, two, three = _lower(tokens, at - 1), _lower(tokens, at - 2), _lower(tokens, at - 3)
    if one == "no" or two == "no" or (three == "no" and one in ("or", "nor")):
        return value * _TURN
    if tokens[at].lower == "no" and at + 1 < len(tokens) and tokens[at + 1].valence is not None:
        return 0.0
    return value


def _boost(tokens: _Tokens, other: _Word, value: float) -> float:
    """What this word adds to a value behind it."""
    if not other.boost:
        return 0.0
    boost = -other.boost if value < 0 else other.boost
    if not (other.shouted and tokens.shouting):
        return boost
    return boost + _SHOUT if value > 0 else boost - _SHOUT


def _negated(tokens: _Tokens, at: int, back: int, value: float) -> float:
    """Turn the value where the word ``back`` places before negates; "never so" strengthens instead."""
    other = tokens[at - back]
    between = [token.lower for token in tokens[at - back + 1 : at]]
    if back > 1 and other.lower == "never" and between[0] in _STRENGTHENERS:
        return value * 1.25
    if back == 3 and between[1] in _STRENGTHENERS:
        return value * 1.25
    if other.lower == "without" and "doubt" in between:
        return value
    return value * _TURN if other.negates else value


def _idiom(tokens: _Tokens, at: int, value: float) -> float:
    """ "kiss of death", "kind of": fixed phrases around a word that has three words before it."""
    if not any(near.idiomatic for near in tokens[at - 3 : at + 3]):
        return value
    three, two, one, zero = [token.lower for token in tokens[at - 3 : at + 1]]
    ending = (f"{one} {zero}", f"{two} {one} {zero}", f"{two} {one}", f"{three} {two} {one}", f"{three} {two}")
    value = next((_IDIOMS[phrase] for phrase in ending if phrase in _IDIOMS), value)
    after = [token.lower for token in tokens[at + 1 : at + 3]]
    for length in range(1, len(after) + 1):
        value = _IDIOMS.get(" ".join([zero, *after[:length]]), value)
    for phrase in (f"{three} {two}", f"{two} {one}"):
        value += _TWO_WORD_BOOSTERS.get(phrase, 0.0)
    return value


def _beside_least(tokens: _Tokens, at: int, value: float) -> float:
    if _lower(tokens, at - 1) != "least" or _lower(tokens, at - 2) in ("at", "very"):
        return value
    return value * _TURN


def _contrasted(tokens: _Tokens, hits: list[int], values: list[float]) -> list[float]:
    """What stands before the first "but" counts half, what follows it counts half more.

    The library looks a value up by its size while it changes the list, so that of two equal values one may be
    changed twice. That is kept: the scores are VADER's. Where each size stands first is remembered, for in a
    text without full stops to search for it took minutes.
    """
    but = next((at for at, token in enumerate(tokens) if token.lower == "but"), None)
    if but is None:
        return values
    places: defaultdict[float, list[int]] = defaultdict(list)
    for place, value in enumerate(values):
        places[value].append(place)
    for place in range(len(values)):
        value = values[place]
        same = places[value]
        while values[same[0]] != value:
            heappop(same)
        first = same[0]
        values[first] = value * (0.5 if hits[first] < but else 1.5)
        heappush(places[values[first]], first)
    return values


def _compound(total: float, text: str) -> float:
    marks = min(text.count("!"), 4) * 0.292 + _question_emphasis(text.count("?"))
    total += marks if total > 0 else -marks
    return round(total / math.sqrt(total * total + 15), 4)


def _question_emphasis(marks: int) -> float:
    if marks <= 1:
        return 0.0
    return marks * 0.18 if marks <= 3 else 0.96


def _masked(sentence: str, masks: Sequence[tuple[int, int]]) -> str:
    """The sentence with one neutral word for each masked span.

    The word is in capitals where all the rest is, so that a name neither starts nor ends the shouting.
    """
    return _joined([sentence[start:end] for start, end in _gaps(sentence, masks)])


def _joined(pieces: list[str]) -> str:
    return (_SHOUTED_NAME if "".join(pieces).isupper() else _NAME).join(pieces)


def _gaps(sentence: str, masks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What lies between the masks: always one more than there are separate masks."""
    gaps: list[tuple[int, int]] = []
    position = 0
    for start, end in sorted(masks):
        if gaps and start < position:
            position = max(position, end)
            continue
        gaps.append((position, start))
        position = end
    return [*gaps, (position, len(sentence))]


def _with_origins(sentence: str, masks: Sequence[tuple[int, int]]) -> tuple[str, list[int]]:
    """The text that is scored, and for each of its characters the place in the sentence where it came from."""
    name = _SHOUTED_NAME if _masked(sentence, masks).isupper() else _NAME
    pieces: list[str] = []
    origins: list[int] = []
    for number, (start, end) in enumerate(_gaps(sentence, masks)):
        if number:
            pieces.append(name)
            origins.extend([start - 1] * len(name))
        piece, places = _spelled_out(sentence[start:end])
        pieces.append(piece)
        origins.extend(start + place for place in places)
    return "".join(pieces), origins


def _spelled_out(text: str) -> tuple[str, list[int]]:
    """The text with words for emoji, set off by a space on the left only, as the library does; and origins."""
    pieces: list[str] = []
    origins: list[int] = []
    spaced = True
    for place, char in enumerate(text):
        piece = char
        if char in _EMOJI:
            piece = _EMOJI[char] if spaced else f" {_EMOJI[char]}"
        spaced = char == " "
        pieces.append(piece)
        origins.extend([place] * len(piece))
    return "".join(pieces), origins


def _span(chunk: re.Match[str], origins: list[int]) -> tuple[int, int]:
    """Where the bare word of a chunk stands in the sentence."""
    word = _bare(chunk[0])
    start = chunk.start() + chunk[0].index(word)
    return origins[start], origins[start + len(word) - 1] + 1
