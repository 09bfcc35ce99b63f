"""Whether a verb with its subject gives somebody's words or view.

Many verbs can ("say", "claim", "call", "show"), and few always do. A sum of weights decides: of the verb, of
what stands beside it, of its subject, of the marks of quotation. The weights were learned from the 200 articles
of PolNeAR that the rules were made on; ``python -m benchmarks.quality voice`` measures on other articles.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from monitor.settings import DATA

Span = tuple[int, int]

WEIGHTS = DATA / "voice.json"
"""The weights of the features, as ``python -m benchmarks.learn_voice`` learned them."""

_REGULAR = """
accept accuse acknowledge add admit advise advocate affirm agree allege announce answer anticipate apologize
appeal applaud argue ask assert assess assume assure attack blame blast boast brag call caution challenge
chant chide cite claim clarify comment complain concede conclude condemn confess confirm consider contend
continue counter criticise criticize dare decline decry deem defend demand denounce deny deride describe
disagree disavow disclose dismiss dispute doubt echo elaborate emphasise emphasize endorse estimate exclaim
expect explain express fault favor favour fear figure fume gloat hail highlight hint hope imply indicate
inform insist interject jest joke label lambast lambaste lament lash laud lecture maintain mention mock muse
note object observe opine oppose plead pledge point ponder posit post praise predict prefer proclaim profess
project promise pronounce propose protest question quip rail react reaffirm reason reassure rebuke recall
recommend recount reflect refuse reiterate reject relate remark remind repeat reply report request respond
retort retweet reveal ridicule scoff shout shrug signal slam speculate state stress suggest summarise
summarize support surmise suspect tease testify theorise theorize threaten tout trumpet tweet underline
underscore urge view voice volunteer vow want warn welcome whisper wonder worry yell
"""

_IRREGULAR = """
say says said saying; tell tells told telling; write writes wrote written writing; think thinks thought
thinking; believe believes believed believing; feel feels felt feeling; know knows knew known knowing; find
finds found finding; show shows showed shown showing; see sees saw seeing; seek seeks sought seeking; read
reads; swear swears swore swearing; foresee foresees foresaw; understand understands understood; speak
speaks spoke; forbid forbids forbade; hear hears heard
"""


def _inflected(verb: str) -> tuple[str, str, str, str]:
    """Its forms: base, third person, past, participle of the present."""
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in "aeo":
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    if verb in {"admit", "brag", "quip", "slam"}:
        return verb, verb + "s", verb + verb[-1] + "ed", verb + verb[-1] + "ing"
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")
    return verb, third, verb + "ed", verb + "ing"


def _forms() -> frozenset[str]:
    regular = {form for verb in _REGULAR.split() for form in _inflected(verb)}
    return frozenset(regular | set(_IRREGULAR.replace(";", " ").split()))


_VERBS = _forms()
_CUES = _VERBS | {verb.capitalize() for verb in _VERBS} | {"according", "According"}
"""Also as headlines write them."""

_LEEWAY = 0.2
"""What a subject can add to a verb at most, but for one case in twenty of those learned from."""

_HOPE = 0.6
"""The same for its neighbours and a subject together."""

_OPENING = 40
"""Characters of a sentence in which its subject begins."""

_MARK_BEFORE = re.compile(r"[“”\"]\s*\Z|''\s*\Z")
_MARK_BEHIND = re.compile(r"[\s,:]*(?:[“\"]|'')")
_NEXT = re.compile(r"\s*([\w’']+|[^\w\s])?\s*([\w’']+|[^\w\s])?")


def verb_features(text: str, sentence: Span, cue: Span) -> tuple[str, ...]:
    """The half of the features that needs no subject: the verb, and what stands beside it."""
    start, end = sentence
    verb = text[cue[0] : cue[1]].lower()
    following = _NEXT.match(text, cue[1], end)
    one_on, two_on = (following[1] or "END", following[2] or "END") if following else ("END", "END")
    one_on, two_on = _unnamed(one_on), _unnamed(two_on)
    before = text[max(start, cue[0] - 24) : cue[0]].split()
    previous = _unnamed(before[-1]) if before else "START"
    return _verb_features(verb, one_on, two_on, previous)


_KEPT = 4_000
"""Verbs with what stands beside them that are remembered."""


@lru_cache(_KEPT)
def _verb_features(verb: str, one_on: str, two_on: str, previous: str) -> tuple[str, ...]:
    """Kept, for "said on" and the like recur; and a text that is kept knows its own hash when it is weighed."""
    return (
        f"verb {verb}",
        f"stem {verb[:4]}",
        f"form {verb[-3:] if verb.endswith('ing') else verb[-2:] if verb.endswith('ed') else verb[-1]}",
        f"next {one_on}",
        f"next two {one_on} {two_on}",
        f"verb next {verb} {one_on}",
        f"previous {previous}",
        f"verb previous {verb} {previous}",
    )


def subject_features(text: str, sentence: Span, content: Sequence[Span], cue: Span, source: Span) -> list[str]:
    """The other half: the subject, where it stands, the marks of quotation, how much is said."""
    start, end = sentence
    words = text[source[0] : source[1]].split()
    subject = "pronoun" if words[0].lower() in _PRONOUNS else "name" if words[-1][:1].isupper() else "role"
    side = "after" if cue[0] < source[0] else "before"
    gap = min(len(text[source[1] : cue[0]].split()), 4) if side == "before" else 0
    marks = any(text.find(mark, begin, stop) >= 0 for begin, stop in content for mark in ("“", '"', "''"))
    share = int(4 * sum(stop - begin for begin, stop in content) / max(end - start, 1))
    is_front = content[0][0] < cue[0]
    first, last = min(cue[0], source[0]), max(cue[1], source[1])
    touches = _MARK_BEFORE.search(text[max(start, first - 4) : first]) or _MARK_BEHIND.match(text, last, end)
    led_by = text[max(start, source[0] - 24) : source[0]].split()
    return [
        f"subject {subject} {side} {gap}",
        f"subject word {words[-1].lower() if subject == 'role' else subject}",
        f"subject opens {source[0] - start < _OPENING} {words[0].lower() if subject != 'name' else subject}",
        f"marks {marks} {side}",
        f"touches {touches is not None} {side}",
        f"led by {_unnamed(led_by[-1]) if led_by else 'START'}",
        f"share {share} {is_front}",
        f"front {is_front} {side} {subject}",
    ]


_PRONOUNS = frozenset({"he", "she", "they", "it", "who", "i", "we"})


def _unnamed(word: str) -> str:
    """A word that may be learned: no name."""
    return word.lower() if word.islower() or not word[:1].isalpha() or word == "END" else "NAME"


class Judge:
    """Tells by learned weights whether a verb, and then the verb with its subject, gives somebody's words."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._verbs: dict[tuple[str, ...], float] = {}
        self.cues = frozenset(verb for verb in _CUES if self._has_hope(verb.lower()))
        # A thousand short words in one pass; the verbs of a whole text are found before its sentences are read.
        self._automaton = AhoCorasick(
            sorted(self.cues), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA
        )

    def _has_hope(self, verb: str) -> bool:
        """Whether a verb is worth a look at all, for most of the time is spent on those that never are."""
        return self.weigh((f"verb {verb}", f"stem {verb[:4]}")) > -_HOPE

    def cues_in(self, text: str) -> Iterator[Span]:
        """Where verbs of saying stand, in order, also inside of other words."""
        for _, start, end in self._automaton.find_matches_as_indexes(text):
            yield start, end

    def weigh(self, found: Sequence[str]) -> float:
        """The sum of the weights of features, with the bias."""
        return self._added(found, self._weights["bias"])

    def may_say(self, verb: tuple[str, ...]) -> bool:
        """Whether a subject could still make it a verb of saying; to look for one is slow."""
        return self._weigh_verb(verb) > -_LEEWAY

    def says(self, verb: tuple[str, ...], subject: Sequence[str]) -> bool:
        """Whether the verb with its subject gives somebody's words."""
        return self._added(subject, self._weigh_verb(verb)) > 0

    def _added(self, found: Sequence[str], weight: float) -> float:
        get = self._weights.get
        return sum([get(one, 0.0) for one in found], weight)

    def _weigh_verb(self, verb: tuple[str, ...]) -> float:
        """The weight of a verb with what stands beside it; these recur."""
        weight = self._verbs.get(verb)
        if weight is None:
            if len(self._verbs) >= _KEPT:
                self._verbs.clear()
            weight = self._verbs[verb] = self.weigh(verb)
        return weight


@cache
def learned_judge() -> Judge:
    """With the weights that come with the project."""
    return Judge(json.loads(WEIGHTS.read_text("utf-8")))
