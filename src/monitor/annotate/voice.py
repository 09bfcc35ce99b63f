"""Who speaks: the outlet, or somebody whose words or views it gives.

Rules over three things that newspapers print: a verb of saying with its subject ("the minister said"), the
marks of quotation, and the order of sentences. Each finding is a :class:`Quotation`: what is said, by which
word, by whom. The voice of a sentence is the speaker of most of it. The voice of a mention is the speaker of
the words in which it stands: in "Ana Example said the League was a threat" the League stands in her words, and
she herself in the outlet's, for it is the outlet who says that she spoke.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.annotate.saying import Judge, learned_judge, subject_features, verb_features

Span = tuple[int, int]
Person = tuple[int, int, str]


class Quotation(NamedTuple):
    """Words or views that are somebody's.

    ``content`` are its stretches, in order; ``cue`` is the word of saying and ``source`` the words for who
    said it; ``speaker`` is his id, or these words if no id is known ("a spokesman", "Ana Example").
    """

    content: tuple[Span, ...]
    cue: Span
    source: Span
    speaker: str


def find_quotations(
    text: str,
    sentences: Sequence[Span],
    people: Sequence[Person],
    judge: Judge | None = None,
) -> list[Quotation]:
    """All quotations, direct and indirect, in the order of their cues.

    Args:
        text: the clean text.
        sentences: (start, end) offsets, in order.
        people: (start, end, id) of the mentions of actors in the text.
        judge: tells whether a verb with its subject gives somebody's words; the learned one by default.
    """
    reader = _Reader(text, sentences, sorted(people), judge or learned_judge())
    said = reader.said()
    return _with_marked(text, sentences, reader.marked, said)


def sentence_voices(sentences: Sequence[Span], quotations: Sequence[Quotation]) -> list[str | None]:
    """For each sentence the speaker of most of it; None where the outlet itself speaks.

    A sentence that is mostly content, cue and source is the speaker's also where the content is short.
    """
    starts = [start for start, _ in sentences]
    shares: list[dict[str, list[int]]] = [{} for _ in sentences]
    for quotation in quotations:
        framed = (*quotation.content, _frame(quotation))
        for order, (start, end) in enumerate(framed):
            is_content = order < len(quotation.content)
            for place in range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)):
                share = shares[place].setdefault(quotation.speaker, [0, 0])
                covered = max(0, min(end, sentences[place][1]) - max(start, sentences[place][0]))
                share[0] += covered * is_content
                share[1] += covered
    return [_speaker_of_most(share, end - start) for share, (start, end) in zip(shares, sentences, strict=True)]


def _frame(one: Quotation) -> Span:
    """From the source or the cue to the content behind them: "Ana Example told the town that"."""
    first, last = min(one.cue[0], one.source[0]), max(one.cue[1], one.source[1])
    return first, next((start for start, _ in one.content if 0 <= start - last < _REACH), last)


def _speaker_of_most(shares: dict[str, list[int]], length: int) -> str | None:
    if not shares:
        return None
    speaker, (content, whole) = max(shares.items(), key=lambda item: item[1][0])
    enough = content >= _MOSTLY_CONTENT * length or (content > 0 and whole >= _MOSTLY_FRAMED * length)
    return speaker if enough else None


class Voices:
    """Answers whose words a stretch of the text stands in."""

    def __init__(self, quotations: Sequence[Quotation]) -> None:
        self._pieces = sorted((*piece, one.speaker) for one in quotations for piece in one.content)
        self._starts = [start for start, _, _ in self._pieces]
        self._longest = max((end - start for start, end, _ in self._pieces), default=0)

    def at(self, start: int, end: int) -> str | None:
        """The speaker of the narrowest words around it; None where the outlet itself speaks."""
        first = bisect_left(self._starts, start - self._longest)
        around = self._pieces[first : bisect_right(self._starts, start)]
        covering = [(stop - begin, who) for begin, stop, who in around if stop >= end]
        return min(covering)[1] if covering else None


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ACCORDING = re.compile(r"[Aa]ccording to\b")
_BETWEEN_SUBJECT_AND_VERB = (
    r"(?:,?\s+who)?"
    r"(?:\s+(?:has|have|had|also|later|then|further|again|once|earlier|himself|herself|recently|now|still|even|just|often"
    r"|first|only|did|do|does|would|will|could|might|may|can|must|not|never|reportedly|is|are|was|were|been|to"
    r"|\w+ly|on \w+day"
    r"|in (?:a|an|his|her|their) \w+)|\s*(?:n[’']t|[’'](?:s|d|ve|re|ll)\b)){0,4}\s*"
)
_MOST_BETWEEN = 13
"""The words of the longest such piece, and the subject."""

_ADDED = r",[^;“”\"]{2,120},|\s*\([^()]{1,60}\),?|,? of [^,;“”\"]{2,60},?|,? who [^,;“”\"]{2,80},"
_APPOSITION = rf"(?:{_ADDED}|,)?"
_LINK = re.compile(rf"(?:{_ADDED})?{_BETWEEN_SUBJECT_AND_VERB}\Z")

_PRONOUN = re.compile(rf"\b(?P<who>he|she|they|i|we|it){_BETWEEN_SUBJECT_AND_VERB}\Z", re.IGNORECASE)
_NAME = (
    r"(?:[A-Z][\w.’'-]*[\w’'.](?:\s+(?:(?:of|de|del|al|bin|ibn|van|von|for|the|and)\s+)?[A-Z][\w.’'-]*\w){0,6})"
)
_DETERMINED = (
    r"(?:the|a|an|his|her|their|its|one|some|many|most|several|two|three|other|senior|local|top|us|u\.s\.)\s+"
    r"(?:[\w’'.-]+\s+){0,4}?[\w’'-]+"
)
_ROLE = (
    rf"(?:{_DETERMINED}"
    r"|(?:[\w’'.-]+\s+){0,2}?(?:officials?|sources?|police|authorities|experts?|analysts?|critics|witnesses|residents"
    r"|spokes\w+|lawmakers|prosecutors|investigators|activists|aides|economists|supporters|opponents|reports?|polls?|surveys?"
    r"|republicans|democrats|researchers|scientists|doctors|lawyers|advocates|ministers?|media|voters|leaders|others|people))"
)
_ROLE_NOUNS = AhoCorasick(
    sorted(
        _listed(
            """
            official source police authorit expert analyst critic witness resident spokes lawmaker prosecutor
            investigator activist aides economist supporter opponent report poll survey republican democrat
            researcher scientist doctor lawyer advocate minister media voters leaders others people
            """
        )
    )
)
"""How the nouns begin by which :data:`_ROLE` knows somebody without an article."""


def _before_verb(between: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The subject in front of a verb and of ``between``; and the same for where none of the nouns stands.

    The nouns may stand anywhere, so to try them takes half of the time, and two times in three there are none.
    """
    end = rf"{between}{_BETWEEN_SUBJECT_AND_VERB}\Z"
    whole, plain = (re.compile(rf"\b(?P<who>{_NAME}|(?i:{role})){end}") for role in (_ROLE, _DETERMINED))
    return whole, plain


_PRINTED_BEFORE = _before_verb(_APPOSITION)
_DIRECTLY_BEFORE = _before_verb("")
_ENDS_IN_PREPOSITION = re.compile(
    r"\b(?:of|for|at|from|with|in|on|to|by|and|near|under|against|about)\s+(?:the\s+)?\Z"
)
_CLAUSE_WORDS = (
    r"that|which|who|whom|if|when|while|because|since|and|but|or|as|than|where|how|what|why|whether|to|is|are|was"
    r"|were|by"
)
_BARE_BEFORE = re.compile(
    rf"\b(?!(?:{_CLAUSE_WORDS})\b)(?P<who>[\w’'$%-]+(?:\s+(?!(?:{_CLAUSE_WORDS})\b)[\w’'$%-]+){{0,3}}){_BETWEEN_SUBJECT_AND_VERB}\Z"
)
_MOST_BARE = 9
_PRINTED_AFTER = re.compile(
    rf"\s+(?P<who>(?:{_NAME}[’']s?\s+)?(?:[a-z][\w.-]*\s+){{0,4}}?{_NAME}|(?i:{_ROLE})|[a-z][\w’'-]+(?:\s+[a-z][\w’'-]+){{0,2}})"
)
_SUBJECT_FIRST = re.compile(
    rf"\W*(?:(?i:but|and|so|yet|still|meanwhile|however),?\s+)?"
    r"(?:(?:In|On|At|After|Before|During|Earlier|Later|Last|This|As|For|Since|While|When|With|By|From)\b[^,]{2,70},\s+)?"
    rf"(?:(?P<pronoun>(?i:he|she|they|it))|(?P<who>{_NAME}|(?i:{_ROLE})))\b"
)
_SPEECH_LABEL = re.compile(r"\W*(?P<who>[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3})(?P<cue>:)(?=\s)")
_SHARES_SUBJECT = re.compile(
    r"(?:,|\band|\bbut|\bthen|,\s+while|\bbefore|\bafter|\bby)\s+(?:\w+ly\s+)?(?:also\s+)?\Z"
)
_CLOSES = re.compile(r"\s*(?:[,.;]|\Z|(?:on|in|at|during|who|of|for)\b)")
_CLOSING = frozenset("”\"'’")
_TITLES_BETWEEN = re.compile(r"\s+(?:(?:[A-Z][\w.’'-]*|the|a|an|former|\w+ minister|president)\s+){0,5}")
_PASSIVE = re.compile(
    r"(?:\b(?:was|were|is|are|been|be|being|get|got)|[’'](?:s|re))\s+(?:\w+ly\s+|also\s+)?\Z", re.IGNORECASE
)
_QUOTED_AS = re.compile(r"\b(?:quoted|cited) as\s+\Z")
_NOT_A_NAME = _listed(
    """
    the this that these those there here when while if but and as in on at for after before since though
    although however meanwhile what which who why how it he she they we i you monday tuesday wednesday
    thursday friday saturday sunday
    """
)
_NO_LAST_WORD = _listed(
    """
    and or but that which who whom to of in on at for with from by as than while when if not was were is are
    be has have had been the a an his her their its it
    """
)
_BEFORE_NOUNS = _listed(
    "the a an his her their its this these those my our your of in on at for with by from no any some each"
    " every into"
)
"""Before such a word a verb of saying is a noun: "the claim", "in support"."""

_COURTESY = _listed("Mr Mrs Ms Miss Dr Sir Lady Lord Sen Rep Gov Gen Prof")
_OFFICES = _listed(
    """
    minister president premier chancellor chairman chairwoman chief spokesman spokeswoman spokesperson senator
    governor mayor secretary ambassador general commander leader director professor lawyer attorney prosecutor
    congressman congresswoman lawmaker candidate
    """
)
_REACH = 240
"""Characters before a verb in which its subject may begin."""

_PRINTED_REACH = 120
"""The same for a subject that no dictionary knows: the pattern for it is slow."""

_DIRECT_REACH = 70
"""The same for a subject right before its verb."""

_CUES = 12
"""Verbs of saying that are tried in one sentence."""

_OPENING = 40
"""Characters of a sentence in which its subject begins."""

_MOSTLY_CONTENT = 0.4
"""The part of a sentence that must be somebody's words for it to be his."""

_MOSTLY_FRAMED = 0.55
"""The same for his words together with the cue and the source."""

_MOSTLY_MARKED = 0.5
"""The part of a sentence that must stand in marks for it to be a quotation, not one with a quoted word."""


class _Source(NamedTuple):
    """The words for a speaker, and who it is."""

    span: Span
    speaker: str


class _Reader:
    """Reads the sentences in order and remembers who spoke or was named last."""

    def __init__(self, text: str, sentences: Sequence[Span], people: list[Person], judge: Judge) -> None:
        self.text = text
        self.judge = judge
        self.cues = judge.cues
        self.sentences = sentences
        self.people = people
        self.starts = [start for start, _, _ in people]
        self.marked = _marked(text)
        self.last: str | None = None
        self.by_name: dict[str, str] = {}
        self.by_role: dict[str, str] = {}

    def said(self) -> list[list[Quotation]]:
        """What is said in each sentence by its own words of saying."""
        places = _cue_places(self.text, self.judge)
        starts = [start for start, _ in places]
        said = []
        first = 0
        for start, end in self.sentences:
            last = bisect_left(starts, end, first)
            found = self._found(start, end, places[first:last])
            first = last
            for one in found:
                self._remember_speaker(one, start)
            if found:
                self.last = found[0].speaker
            else:
                self._remember_subject(start)
            said.append(found)
        return said

    def _found(self, start: int, end: int, cues: Sequence[Span]) -> list[Quotation]:
        """The quotations of one sentence; ``cues`` are the places of the verbs of saying in it."""
        found = []
        if self.text.find(":", start, end) >= 0:
            label = _SPEECH_LABEL.match(self.text, start, end)
            if label and not self._in_marks(label.start("cue")):
                one = self._labelled(label, end)
                if self._says(one, verb_features(self.text, (start, end), one.cue), (start, end)):
                    found.append(one)
        for cue in cues[:_CUES]:
            word_before = self.text[max(start, cue[0] - 12) : cue[0] - 1].rpartition(" ")[2]
            if word_before.lower() in _BEFORE_NOUNS or self._in_marks(cue[0]):
                continue
            verb = verb_features(self.text, (start, end), cue)
            if self.judge.may_say(verb):
                candidate = self._candidate(cue, start, end)
                if candidate is not None and self._says(candidate, verb, (start, end)):
                    found.append(candidate)
        return found

    def _says(self, one: Quotation, verb: tuple[str, ...], sentence: Span) -> bool:
        return self.judge.says(verb, subject_features(self.text, sentence, one.content, one.cue, one.source))

    def _candidate(self, cue: Span, start: int, end: int) -> Quotation | None:
        """What one word of saying gives, if it has a subject and something is said."""
        if self.text[cue[0] + 1 : cue[1]] == "ccording":
            led = _ACCORDING.match(self.text, cue[0], end)
            if led is None:
                return None
            cue = led.span()
            source = self._after(cue[1], end)
        else:
            source = self._source(cue, start, end)
        content = _content(self.text, (start, end), cue, source.span) if source else ()
        return Quotation(content, cue, source.span, self._named_before(source)) if source and content else None

    def _labelled(self, label: re.Match[str], end: int) -> Quotation:
        """A speaker and a colon: "Example: river still rising"."""
        span = label.span("who")
        known = self._named_between(*span)
        speaker = known[-1][2] if known else label["who"]
        return Quotation(((label.end() + 1, end),), label.span("cue"), span, speaker)

    def _in_marks(self, position: int) -> bool:
        index = bisect_right(self.marked, (position, position)) - 1
        return index >= 0 and self.marked[index][0] < position < self.marked[index][1]

    def _behind_marks(self, position: int) -> int:
        """Where the last words in marks end, unless right before a place: its subject stands behind them."""
        index = bisect_left(self.marked, (position, position)) - 1
        closed = self.marked[index][1] if index >= 0 else 0
        return closed if position - closed > 3 else 0

    def _source(self, cue: Span, start: int, end: int) -> _Source | None:
        start = max(start, self._behind_marks(cue[0]))
        before = self.text[max(start, cue[0] - _REACH) : cue[0]]
        verb = self.text[cue[0] : cue[1]]
        if verb.endswith("ing"):
            if quoted := _QUOTED_AS.search(before):
                passive = before[: quoted.start()]
                return self._before(passive, cue[0] - len(before) + len(passive))
            if _SHARES_SUBJECT.search(before, max(0, len(before) - 30)):
                return self._first(start, cue[0])
            return self._before(before, cue[0]) if _PASSIVE.search(before) else None
        if _PASSIVE.search(before, _last_words(before, 2)):
            return None
        ending = before.rstrip()[-2:]
        if not _CLOSING.isdisjoint(ending):
            return self._after(cue[1], end) or self._before(before, cue[0])
        if (
            ending[1:] == ","
            and (after := self._after(cue[1], end))
            and _CLOSES.match(self.text, after.span[1], end)
        ):
            return after
        source = self._before(before, cue[0])
        if source is None and _SHARES_SUBJECT.search(before, max(0, len(before) - 30)):
            source = self._first(start, cue[0])
        return source

    def _before(self, before: str, position: int) -> _Source | None:
        """The subject in front of the verb: a known person, a pronoun, or the words that are printed."""
        offset = position - len(before)
        for begin, end, who in reversed(self._named_between(offset, position)):
            if _LINK.match(self.text, end, position):
                return _Source((begin, end), who)
        if pronoun := _PRONOUN.search(before, _last_words(before, _MOST_BETWEEN)):
            return self._whom(pronoun["who"], offset + pronoun.start("who"))
        cut = max(0, len(before) - _PRINTED_REACH)
        near = before[cut:]
        plain = not _ROLE_NOUNS.find_matches_as_indexes(near.lower())
        direct = _DIRECTLY_BEFORE[plain].search(near, max(0, len(near) - _DIRECT_REACH))
        if direct and not _ENDS_IN_PREPOSITION.search(near, 0, direct.start()):
            source = _as_printed(direct, offset + cut)
        else:
            source = _as_printed(_PRINTED_BEFORE[plain].search(near) or direct, offset + cut)
        if source:
            return source
        bare = _BARE_BEFORE.search(near, _last_words(near, _MOST_BARE))
        return _as_printed(bare, offset + cut) if bare and self.cues.isdisjoint(bare["who"].split()) else None

    def _after(self, position: int, end: int) -> _Source | None:
        """The subject behind the verb: "said Ana Example", "according to the ministry"."""
        for start, stop, who in self._named_between(position, min(end, position + 80)):
            if _TITLES_BETWEEN.fullmatch(self.text, position, start):
                return _Source((start, stop), who)
        return _as_printed(_PRINTED_AFTER.match(self.text, position, end), 0)

    def _first(self, start: int, end: int) -> _Source | None:
        """The subject with which a sentence opens, which a later verb shares: "X left, saying that …"."""
        for begin, stop, who in self._named_between(start, min(end, start + _OPENING)):
            if begin - start < _OPENING:
                return _Source((begin, stop), who)
        found = _SUBJECT_FIRST.match(self.text, start, end)
        if found is None:
            return None
        if found["pronoun"]:
            return self._whom(found["pronoun"], found.start("pronoun"))
        return _as_printed(found, 0)

    def _named_between(self, start: int, end: int) -> list[Person]:
        return self.people[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _whom(self, pronoun: str, position: int) -> _Source | None:
        """Whom a pronoun means: the last speaker, else the last person named; the outlet's "we" is nobody."""
        if pronoun.lower() in ("i", "we"):
            return None
        who = self.last
        if who is None and (index := bisect_left(self.starts, position)):
            who = self.people[index - 1][2]
        return _Source((position, position + len(pronoun)), who) if who else None

    def _named_before(self, source: _Source) -> str:
        """The speaker by his first name in the text: "Mr Sample" and "the minister" are who spoke before."""
        words = source.speaker.split()
        if source.speaker != self.text[slice(*source.span)]:
            return source.speaker
        if words[0].lower() == "the" and words[-1].lower() in _OFFICES:
            return self.by_role.get(words[-1].lower(), source.speaker)
        if len(words) == 1 or (len(words) == 2 and words[0].rstrip(".") in _COURTESY):
            return self.by_name.get(words[-1], source.speaker)
        return source.speaker

    def _remember_speaker(self, one: Quotation, start: int) -> None:
        """By his last name, and by the office that stands beside his name."""
        printed = self.text[slice(*one.source)].split()
        if not printed[-1][:1].isupper():
            return
        self.by_name.setdefault(printed[-1], one.speaker)
        first, last = one.source[0], max(one.source[1], one.cue[0])
        beside = self.text[max(start, first - _OPENING) : min(last, one.source[1] + _OPENING)]
        for word in beside.lower().replace(",", " ").split():
            if word in _OFFICES:
                self.by_role[word] = one.speaker

    def _remember_subject(self, start: int) -> None:
        """A sentence that begins with a person is about him, so "he said" in the next one is his."""
        opening = self._named_between(start, start + _OPENING)
        if opening:
            self.last = opening[0][2]


def _cue_places(text: str, judge: Judge) -> list[Span]:
    """Where verbs of saying stand by themselves: no part of a word, and no hyphen ties them to one."""
    places = []
    for start, end in judge.cues_in(text):
        before, behind = text[start - 1 : start] if start else "", text[end : end + 1]
        if not (before.isalnum() or behind.isalnum() or before == "-" or behind == "-"):
            places.append((start, end))
    return places


def _last_words(text: str, number: int) -> int:
    """Where so many last words begin, so that a pattern for the end is not tried at every place before."""
    parts = text.rsplit(None, number)
    return len(parts[0]) if len(parts) > number else 0


def _as_printed(found: re.Match[str] | None, offset: int) -> _Source | None:
    if found is None:
        return None
    words = found["who"].rstrip(".")
    printed = words.split()
    if len(printed) > 1 and printed[0].lower() in ("but", "and"):
        printed = printed[1:]
    alone = len(printed) == 1 and printed[0].lower() in _NOT_A_NAME
    if alone or printed[-1].lower() in _NO_LAST_WORD:
        return None
    end = offset + found.start("who") + len(words)
    begin = offset + found.start("who") + words.index(printed[0])
    return _Source((begin, end), " ".join(printed))


_TIMES = (
    r"on|in|at|during|by|via|from|to|through|after|before|last|this|earlier|late|early|when|as|\w+ly|yesterday|today"
    r"|reporters|afterwards?|recently|then|again"
)
_ASIDE = re.compile(rf"(?:\s+(?:(?:{_TIMES})\b|\w*day\b)[^,:;“”\"?!]*)?\s*(?P<mark>[,.;?!]|\Z)")
_ASIDE_BEHIND_MARKS = re.compile(r"(?:\s+[^,:;“”\"?!]*)?(?P<mark>[,.;?!]|\Z)")
"""What may stand behind "X said" where his words stand in front of it: "on Monday", "in a statement"."""

_ADDRESSED = re.compile(r"\s+(?!that\b)[^,:;.“”\"]{2,70}?(?=\s+that\b|:)")
_LEADING = re.compile(r"[\s,:–—-]*(?:that\s+)?")
_LED = frozenset(",?!”\"'’—–-")


def _content(text: str, sentence: Span, cue: Span, source: Span) -> tuple[Span, ...]:
    """What is said: the words behind the verb, or those in front of it, or both around it."""
    start, end = sentence
    first, last = min(cue[0], source[0]), max(cue[1], source[1])
    lead = text[start:first].rstrip()
    aside = (_ASIDE if _CLOSING.isdisjoint(lead[-1:]) else _ASIDE_BEHIND_MARKS).match(text, last, end)
    if aside and lead[-1:] in _LED and len(lead) > 1:
        front = (start, start + len(lead.rstrip(",")))
        behind = _trimmed(text, aside.end(), end) if aside["mark"] == "," else None
        return (front, behind) if behind else (front,)
    if cue[0] < source[0] and text[cue[0]].lower() == "a" and text[cue[0] + 1 : cue[1]].endswith("to"):
        comma = text.find(",", last, end)
        behind = _trimmed(text, comma + 1, end) if comma >= 0 and not lead else None
        return (behind,) if behind else ((start, first),) if lead else ()
    addressed = _ADDRESSED.match(text, last, end)
    behind = _trimmed(text, addressed.end() if addressed and cue[0] > source[0] else last, end)
    return (behind,) if behind else ()


def _trimmed(text: str, start: int, end: int) -> Span | None:
    lead = _LEADING.match(text, start, end)
    begin = lead.end() if lead else start
    stop = begin + len(text[begin:end].rstrip(" \n.;"))
    return (begin, stop) if stop - begin >= 2 else None


_MARKS = re.compile(r"[“”\"\n]")
_MARKS_OF_TWO = re.compile(r"[“”\"\n]|''|``")
_OPENS = frozenset(" \n([—–-:")


def _marked(text: str) -> list[Span]:
    """What stands between double quotation marks, marks included. The end of a paragraph closes all."""
    found: list[Span] = []
    opened: int | None = None
    marks = _MARKS_OF_TWO if "''" in text else _MARKS
    for mark in marks.finditer(text):
        at = mark.start()
        straight = mark[0] in ('"', "''")
        opens = (mark[0] in "“``" and (opened is None or text[at - 1] not in ",.!?")) or (
            straight and opened is None and (at == 0 or text[at - 1] in _OPENS)
        )
        if opened is None:
            opened = at if opens else None
        elif not opens:
            found.append((opened, at if mark[0] == "\n" else mark.end()))
            opened = None
    return [*found, (opened, len(text))] if opened is not None else found


def _with_marked(
    text: str, sentences: Sequence[Span], marked: list[Span], said: list[list[Quotation]]
) -> list[Quotation]:
    """Add to the quotations the sentences that stand in marks, under the speaker whom a neighbour names."""
    by_place: list[Quotation | None] = [found[-1] if found else None for found in said]
    quotations = [one for found in said for one in found]
    continued: dict[Quotation, list[Span]] = {}
    if not quotations or not marked:
        return quotations
    opens = [_mark_at(start + 1, marked) for start, _ in sentences]
    closes = [_mark_at(end - 1, marked) for _, end in sentences]
    for number, span in enumerate(sentences):
        if by_place[number] is None and _in_marks(span, marked) > _MOSTLY_MARKED * (span[1] - span[0]):
            origin = _in_same_marks(opens, closes, by_place, number) or _neighbour(
                text, sentences, by_place, number
            )
            if origin is not None:
                by_place[number] = origin
                continued.setdefault(origin, []).append(span)
    return [
        one._replace(content=tuple(sorted((*one.content, *continued[one])))) if one in continued else one
        for one in quotations
    ]


def _in_marks(span: Span, marked: list[Span]) -> int:
    """How many characters of a sentence stand in marks."""
    start, end = span
    first = max(0, bisect_right(marked, (start, start)) - 1)
    total = 0
    for opened, closed in marked[first:]:
        if opened >= end:
            break
        total += max(0, min(end, closed) - max(start, opened))
    return total


def _mark_at(position: int, marked: list[Span]) -> int | None:
    """Which pair of marks a place stands between."""
    index = bisect_left(marked, (position, position)) - 1
    return index if index >= 0 and marked[index][1] > position else None


def _in_same_marks(
    opens: list[int | None], closes: list[int | None], by_place: list[Quotation | None], number: int
) -> Quotation | None:
    """The quotation of another sentence between the same marks."""
    for step, near, far in ((-1, opens, closes), (1, closes, opens)):
        other = number + step
        while 0 <= other < len(opens) and near[other - step] is not None and far[other] == near[other - step]:
            if (found := by_place[other]) is not None:
                return found
            other += step
    return None


def _neighbour(
    text: str, sentences: Sequence[Span], by_place: list[Quotation | None], number: int
) -> Quotation | None:
    """The one before in this paragraph, else behind in this paragraph, else of the paragraph before."""
    for other in (number - 1, number + 1, number + 2):
        if 0 <= other < len(sentences) and by_place[other] is not None:
            low, high = min(number, other), max(number, other)
            if "\n" not in text[sentences[low][1] : sentences[high][0]]:
                return by_place[other]
    return by_place[number - 1] if number else None
