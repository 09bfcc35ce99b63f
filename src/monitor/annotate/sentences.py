"""A text becomes sentences, by their places.

English has rules of its own here, made for newspapers: on news they are more often right than the general
splitters, and as fast. Every other language goes through ``sentencex``, which knows the abbreviations of many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex


def split_sentences(text: str, language: str = "en") -> list[tuple[int, int]]:
    """The (start, end) character offsets of each sentence, in order, disjoint, without outer white space.

    Every character that is not white space lies in exactly one sentence. A line break ends a sentence unless it
    stands alone and the next line goes on (one stops in mid-sentence, the next begins in lower case).
    ``language`` is ISO 639-1; ``und`` is split like English.
    """
    ends = _english_ends if language in ("en", "und") else _library_ends
    found: list[tuple[int, int]] = []
    for first, last in _paragraphs(text):
        start = first
        for stop in ends(text, first, last, language):
            _add(found, text, start, stop)
            start = stop
        _add(found, text, start, last)
    return found


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        start += len(piece) - len(piece.lstrip())
        found.append((start, start + len(bare)))


_LINE_BREAKS = re.compile(r"[\n\r\v\f\x85\u2028\u2029]\s*")
_UNFINISHED = re.compile(r"[\w,;’'—–-]")
_LEFT_OVER = re.compile(r"[.,;:!?…\"”’)\]]{1,3}[^\S\n]*(?:[\n\r]|\Z)")
"""A line of nothing but the end of the sentence before: pages put links into lines of their own."""


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _LINE_BREAKS.finditer(text):
        if not _goes_on(text, gap):
            yield start, gap.start()
            start = gap.end()
    yield start, len(text)


def _goes_on(text: str, gap: re.Match[str]) -> bool:
    """Whether this line break only wraps a sentence."""
    if "\n" in gap[0][1:].replace("\r\n", "", 1):
        return False
    if _LEFT_OVER.match(text, gap.end()):
        return True
    if not text[gap.end() : gap.end() + 1].islower():
        return False
    before = text[max(0, gap.start() - 40) : gap.start()].rstrip()
    return bool(before) and bool(_UNFINISHED.match(before[-1]))


def _library_ends(text: str, start: int, end: int, language: str) -> Iterator[int]:
    for boundary in sentencex.get_sentence_boundaries(language, text[start:end]):
        yield start + boundary["end_index"]


_STOP = re.compile(
    r"""
    (?P<mark> [.!?…] ) (?<! [.!?…][.!?…] ) (?: [.!?…] | [ ]\.(?=[ ]|\Z) )*
    (?: (?P<close> (?: ["“”’'»)\]] | \[\d+\] )* ) \s+ (?P<next> \S )
      | ["”] (?= [A-Z“] )
      | (?<= [a-z]{3}[.!?] ) (?= “ | [A-Z][a-z]*[\s,’'] )
    )
    """,
    re.VERBOSE,
)
"""Where an English sentence may end: before white space, or where a page lost the white space."""
_STOP_OR_POINT = re.compile(rf"{_STOP.pattern} | [ ] (?= [•⁃][ ]?\d+[.)][ ] )", re.VERBOSE)
"""Also between the numbered points of a list that stands in one line; only tried where there are bullets."""

_OPENING = "\"“”‘’'([«—–-•⁃*#_<"
_OPENING_OR_SPACE = frozenset(_OPENING + " ")
_WORD = re.compile(r"[^\W_][\w’'.-]*")
_WORD_BEFORE = re.compile(r"[^\s(\[\"“‘'/—–]+\Z")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _listed(
    """
    adm amb asst atty brig capt cdr cmdr col comdr cpl dr fr ft gen gens gov govs hon insp lt maj messrs mgr
    mlle mme mr mrs ms msgr mt mx pfc pres prof profs pvt rep reps rev rs sen sens sgt spc spl sr st sts supt
    viz vs e.g i.e cf p.o ste det dep fig figs ph.b
    """
)
"""Never the last word of a sentence: a name or an example follows."""

_BEFORE_NUMBERS = _listed(
    """
    no nos p pp vol vols art sec sect ch par para approx ca circa est ext jan feb mar apr jun jul aug sep sept
    oct nov dec n°
    """
)
"""Goes on when a number follows, and otherwise like the ambiguous ones."""

_AMBIGUOUS = _listed(
    """
    a.m p.m a.d b.c c.e b.c.e u.s u.k u.n e.u u.a.e d.c l.a u.s.a u.s.s.r inc corp co cos ltd plc llc bros
    dept div assn assoc univ etc al jr esq ph.d m.d b.a m.a ave blvd rd bldg sq min max hr hrs ft lb oz mln
    bln jan feb mar apr jun jul aug sep sept oct nov dec ala ariz ark calif colo conn del fla ga ill ind kan
    kans ky la md mass mich minn miss mo mont neb nebr nev okla ore pa penn pp tenn tex va vt wash wis wisc
    wyo n.y n.j n.h n.c n.d n.m s.c s.d w.va r.i ont que alta b.c sask intl govt natl mins tel min i.v no nos
    vol est
    """
)
"""Ends a sentence only if the next word looks like the start of one."""

_STARTERS = _listed(
    """
    a about according additionally after again all also although among an and another any anyone are as asked
    at back based because before both but by can critics despite did do does during each earlier eight either
    even eventually ever every everyone few finally five for former four from furthermore given had has have
    he her here his how however i i’d i’ll i’m i’ve i'd i'll i'm i've if in indeed instead is isn’t it it’s
    it's its just last later law let’s like local many may maybe meanwhile members most much my nearly neither
    never nevertheless next nine no nobody none nor not nothing now of officials on once one only or other
    others our over people perhaps police please rather recent recently residents second several seven she
    she’s she's should similarly since six so some someone somehow still such take ten that that’s that's the
    their then there there’s there's therefore these they they’re they've they’ve this those though three
    through thus to today together tomorrow twelve two under unless until up was we we’re we’ve we've were
    what whatever when where whether which while who whose why will with within without would yesterday yes
    yet you your
    """
)
_AFTER_THE_CLOCK = _listed(
    """
    est edt et cst cdt ct mst mdt mt pst pdt pt gmt bst cet utc ist eastern central mountain pacific local
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sept oct nov dec
    """
)
_CLOCK_FIRST = re.compile(r"(?:\A|[.!?”\"]\s)(?:At|By|Around|About|Before|After|Until)\s[\d:]+\s?[ap]\.m\Z")
_SPEECH = re.compile(
    r"(?:[A-Z][\w’'.-]*\s+|the\s+|an?\s+){1,4}(?:said|says|asked|asks|added|told|tweeted|wrote|shouted|replied|cried)\b"
    r"|(?:He|She|They|I|We)\s+(?:asked|shouted|wondered)\b"
)
_MARGIN = 8
"""Characters of bullets and brackets that may stand before the number of a list."""

_EXCLAIMED_NAMES = frozenset({"yahoo", "jeopardy", "yum", "oklahoma", "jeb"})


def _english_ends(text: str, start: int, end: int, language: str) -> Iterator[int]:
    del language
    stops = _STOP_OR_POINT if "•" in text or "⁃" in text else _STOP
    for stop in stops.finditer(text, start, end):
        following = stop["next"]
        if following is None:
            yield stop.end()
        elif not following.islower() and _ends_here(text, start, stop):
            yield stop.end() - 1


def _ends_here(text: str, start: int, stop: re.Match[str]) -> bool:
    following = stop["next"]
    if following in _OPENING and _goes_on_in_lower_case(text, stop.end()):
        return False
    if stop["mark"] != ".":
        return _exclamation_ends(text, start, stop)
    if stop["close"] or text[stop.start() + 1] == ".":
        return True
    return _full_stop_ends(text, start, stop)


def _goes_on_in_lower_case(text: str, position: int) -> bool:
    """Whether only dashes, quotes and brackets stand before a word in lower case."""
    while text[position : position + 1] in _OPENING_OR_SPACE:
        position += 1
    return text[position : position + 1].islower()


def _exclamation_ends(text: str, start: int, stop: re.Match[str]) -> bool:
    """``“Why?” Smith asked`` goes on; so does a name that brings its own mark."""
    if stop["close"]:
        return _SPEECH.match(text, stop.end() - 1) is None
    return _before(text, start, stop).lower() not in _EXCLAIMED_NAMES


def _full_stop_ends(text: str, start: int, stop: re.Match[str]) -> bool:
    word = _before(text, start, stop)
    lower = word.lower()
    if len(word) > 5 or not lower:
        return True
    if lower in _TITLES:
        return False
    if lower in _BEFORE_NUMBERS and stop["next"].isdigit():
        return False
    if len(word) == 1 or lower in _AMBIGUOUS or _dotted(word):
        return _after_abbreviation(text, start, stop, word)
    return not _numbers_a_list(text, start, stop, word)


def _before(text: str, start: int, stop: re.Match[str]) -> str:
    found = _WORD_BEFORE.search(text, max(start, stop.start() - 24), stop.start())
    return found[0].lstrip(_OPENING) if found else ""


def _dotted(word: str) -> bool:
    """U.S, J.K, a.m: one letter and a full stop, and again."""
    return (
        len(word) > 2 and word[1] == "." and all(part.isalpha() and len(part) <= 2 for part in word.split("."))
    )


def _after_abbreviation(text: str, start: int, stop: re.Match[str], word: str) -> bool:
    if _numbers_a_list(text, start, stop, word):
        return False
    following = _WORD.match(text, stop.end() - 1)
    if following is None:
        return stop["next"] in '"“‘' and len(word) > 1
    if word.lower() in ("a.m", "p.m"):
        return following[0].lower() not in _AFTER_THE_CLOCK and not _begins_with_clock(text, start, stop)
    if word == "I":
        return following[0].lower() in _STARTERS or following[0] in ("Did", "Do")
    return following[0].lower() in _STARTERS and not (len(word) == 1 and following[0] == "I")


def _begins_with_clock(text: str, start: int, stop: re.Match[str]) -> bool:
    """``At 5 a.m. Mrs Example left``."""
    return _CLOCK_FIRST.search(text[max(start, stop.start() - 24) : stop.start()]) is not None


def _numbers_a_list(text: str, start: int, stop: re.Match[str], word: str) -> bool:
    """``1. Introduction`` at the start of a line."""
    if not ((word.isdigit() and len(word) <= 2) or (len(word) == 1 and word.islower())):
        return False
    end = stop.start() - len(word)
    before = text[max(start, end - _MARGIN) : end].rstrip()
    begins_line = end - start < _MARGIN and not before.strip(_OPENING + " ")
    return begins_line or before.endswith(("•", "⁃"))
