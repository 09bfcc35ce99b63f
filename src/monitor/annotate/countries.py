"""Which countries an article names, and by what evidence."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.annotate.dictionary import Dictionary
from monitor.annotate.folding import fold
from monitor.annotate.gazetteer import Hit, Kind, Senses
from monitor.annotate.spans import Passage, word_after, word_before
from monitor.annotate.words import (
    BEFORE_SUBJECT,
    GIVEN_NAMES,
    HELPERS,
    LANGUAGES,
    LOCAL,
    NOT_FAMILY_NAMES,
    PLACES_AS_GIVEN_NAMES,
    PRIVATE_TITLES,
    PRONOUN_BEFORE,
    SPEECH,
    STARTERS,
    TOWNS_LIKE_COUNTRIES,
    WHERE,
)
from monitor.article import Evidence

_EVIDENCE: dict[Kind, Evidence] = {
    Kind.NAME: "name",
    Kind.DEMONYM: "demonym",
    Kind.CAPITAL: "capital",
    Kind.CITY: "city",
    Kind.REGION: "city",
    Kind.CUED: "city",
}
"""A region is a place inside the country, so it is evidence of the same rank as a city."""


@dataclass(frozen=True, slots=True)
class CountrySpan:
    """One mention of a country; offsets into its field."""

    iso: str
    start: int
    end: int
    evidence: Evidence
    dateline: bool = False


@dataclass(slots=True)
class _Place:
    """A place name on its way to a country."""

    passage: int
    hit: Hit
    senses: Senses
    settled: tuple[str, Evidence] | None = None

    @property
    def isos(self) -> frozenset[str]:
        return self.senses.all_owners


class CountryFinder:
    """Finds the countries of one dictionary."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._abbreviations = {
            abbreviation: country.iso
            for country in dictionary.countries.values()
            for abbreviation in country.abbreviations
        }
        longest_first = sorted(self._abbreviations, key=len, reverse=True)
        pattern = "|".join(re.escape(name) for name in longest_first) or r"(?!)"
        self._state = re.compile(rf",[ \u00a0\n](?P<state>{pattern})(?!\w)")
        dotted = "|".join(re.escape(name) for name in longest_first if name.endswith(".")) or r"(?!)"
        self._dotted_state = re.compile(rf", (?P<state>{dotted})(?!\w)")

    def find(self, passages: Sequence[Passage], places: Sequence[Sequence[Hit]]) -> list[list[CountrySpan]]:
        """Mentions per field; ``places`` are the place names that no longer name swallowed."""
        everything = [
            _Place(number, hit, hit.senses.places) for number, hits in enumerate(places) for hit in hits
        ]
        elsewhere = _namesakes(passages)
        abroad = self._towns_here(passages, everything)
        kept = []
        for place in everything:
            one = passages[place.passage]
            if (
                _is_town(one, place, abroad)
                or self._in_named_state(one, place, everything)
                or _is_local(one, place.hit)
                or _is_person(one, place.hit)
            ):
                elsewhere.add(_key(one, place.hit))
            elif not _is_other_word(one, place):
                kept.append(place)
                continue
            if place.settled:
                kept.append(place)
        _settle(kept, passages, _cues(passages), elsewhere)
        found: list[list[CountrySpan]] = [[] for _ in passages]
        datelines = [0 if one.in_title else dateline_end(one.text) for one in passages]
        for place in kept:
            if place.settled:
                found[place.passage].append(_span(passages[place.passage], place, datelines[place.passage]))
        for one, spans, dateline in zip(passages, found, datelines, strict=True):
            self._towns(one, spans, dateline)
            _act_together(one.text, spans)
        return found

    def _towns(self, one: Passage, spans: list[CountrySpan], dateline: int) -> None:
        """In "NORCROSS, Ga." the state's short form is the mention, whether or not the town is known."""
        ends = {span.end for span in spans}
        for match in self._dotted_state.finditer(one.text):
            if match.start() not in ends and one.text[match.start() - 1 : match.start()].isalpha():
                start, end = match.span("state")
                spans.append(
                    CountrySpan(self._abbreviations[match["state"]], start, end, "city", end <= dateline)
                )
        spans.sort(key=lambda span: span.start)

    def _in_named_state(self, one: Passage, place: _Place, everything: Sequence[_Place]) -> bool:
        """A place before a state lies there: "Lebanon, Pa.", "Paris, Texas", "Hyderabad, Pakistan"."""
        match = self._state.match(one.text, place.hit.end)
        if match and one.text[place.hit.start].isupper():
            iso = self._abbreviations[match["state"]]
            if all(sense.kind is Kind.REGION and sense.owner == iso for sense in place.senses):
                return False
            place.settled = (iso, "city")
            return iso not in place.isos
        return self._in_named_region(one, place, everything)

    def _in_named_region(self, one: Passage, place: _Place, everything: Sequence[_Place]) -> bool:
        if one.text[place.hit.end : place.hit.end + 2] != ", ":
            return False
        behind = next(
            (
                other
                for other in everything
                if other.passage == place.passage and other.hit.start == place.hit.end + 2
            ),
            None,
        )
        if behind is None:
            return False
        regions = {sense.owner for sense in behind.senses if sense.kind in (Kind.REGION, Kind.NAME)}
        is_town = all(sense.kind not in (Kind.NAME, Kind.DEMONYM, Kind.REGION) for sense in place.senses)
        if is_town and len(regions) == 1:
            (iso,) = regions
            if iso in place.isos:
                place.settled = (iso, _EVIDENCE[next(s.kind for s in place.senses if s.owner == iso)])
                return False
        states = {sense.owner for sense in behind.senses if sense.kind is Kind.REGION}
        if "USA" not in states or "USA" in place.isos:
            return False
        if not is_town and _LIST_GOES_ON.match(one.text, behind.hit.end):
            return False
        place.settled = ("USA", "city")
        return True

    def _towns_here(self, passages: Sequence[Passage], everything: Sequence[_Place]) -> set[str]:
        """Countries whose names are those of American towns here: the article is local, and silent of them.

        In a local paper "Lebanon" lies in Pennsylvania, where nothing else speaks of the country and counties,
        sheriffs and states stand around it.
        """
        suspects = {
            sense.owner
            for place in everything
            for sense in place.senses
            if sense.kind is Kind.NAME and _key(passages[place.passage], place.hit) in TOWNS_LIKE_COUNTRIES
        }
        if not suspects:
            return set()
        spoken_of: set[str] = set(_cues(passages))
        foreign: set[str] = set()
        local: set[str] = set()
        for place in everything:
            key = _key(passages[place.passage], place.hit)
            if key in TOWNS_LIKE_COUNTRIES:
                continue
            owners = place.isos
            spoken_of |= owners
            if "USA" in owners and any(sense.kind in _WITHIN for sense in place.senses):
                local.add(key)
            elif owners != {"USA"} and any(sense.kind in (Kind.NAME, Kind.DEMONYM) for sense in place.senses):
                foreign |= owners
        for one in passages:
            local.update(match[0] for match in _LOCAL_LIFE.finditer(one.text))
            local.update(match["state"] for match in self._state.finditer(one.text))
        return suspects - spoken_of if len(local) > max(1, 2 * len(foreign)) else set()


_WITHIN = frozenset({Kind.CITY, Kind.REGION, Kind.CUED})
_LOCAL_LIFE = re.compile(
    r"\b[A-Z]\w+ (?:County|Township|Funeral Home|High School|Middle School|Elementary|Sheriff|Police "
    r"Department)\b"
    r"|\b(?:U\.?S\.?|Highway|Route|Interstate|State Road|County Road)[ -]\d{1,3}\b"
)


def _is_town(one: Passage, place: _Place, abroad: set[str]) -> bool:
    """Whether the name of one of these countries is a town of the United States; it is settled there."""
    if place.isos.isdisjoint(abroad) or _key(one, place.hit) not in TOWNS_LIKE_COUNTRIES:
        return False
    place.settled = ("USA", "city")
    return True


_LIST_GOES_ON = re.compile(r",? (?:and|or)\b")


def _span(one: Passage, place: _Place, dateline: int) -> CountrySpan:
    assert place.settled is not None
    hit = place.hit
    iso, evidence = place.settled
    if evidence in ("name", "capital") and _acts(one.text, hit):
        evidence = "government"
    return CountrySpan(iso, hit.start, hit.end, evidence, hit.end <= dateline)


_DATELINE = re.compile(
    r"\s*[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+[A-ZÀ-Þ.](?:[ ,/][^\n]{0,60}?)?\s*(?:\([^)\n]{2,40}\)\s*)?(?:--|[–—-])(?=[\s\w])"
)
_DATED = re.compile(r"\s*[A-Z][\w .,'’/-]{2,60}?\((?:AP|Reuters|AFP|CNN|UPI|Xinhua|Web Desk|BBC)\)")


def dateline_end(text: str) -> int:
    """Where the dateline ("ISLAMABAD (Web Desk) –") ends; 0 where the text opens without one."""
    match = _DATELINE.match(text) or _DATED.match(text)
    return match.end() if match else 0


def _key(one: Passage, hit: Hit) -> str:
    return fold(one.text[hit.start : hit.end])


_LOCAL_NAME = re.compile(
    rf"(?: [A-Z][\w.]+)?(?: [A-Z][\w.]+)? (?:{'|'.join(sorted(LOCAL))})\b"
    rf"| (?:High School|Middle School|School District)\b"
    rf"| (?:Daily News|City Council|Community College|Veterans Park)\b"
)


def _is_local(one: Passage, hit: Hit) -> bool:
    """Whether it is a street or a county: "Lebanon County", "Cuba Street"."""
    return _LOCAL_NAME.match(one.text, hit.end) is not None


def _is_person(one: Passage, hit: Hit) -> bool:
    """Whether it is somebody's name: "Michael Jordan", "Mr. London", "Chad Johnson", "Paris Hilton"."""
    text = one.text
    name = text[hit.start : hit.end]
    if " " in name or not name[0].isupper():
        return False
    before = word_before(text, hit.start)
    if before in GIVEN_NAMES or _INITIAL.fullmatch(before):
        return True
    if before[:1].isupper() and before.rstrip(".").lower() in PRIVATE_TITLES:
        return not word_after(text, hit.end).istitle() or name in PLACES_AS_GIVEN_NAMES
    if name not in PLACES_AS_GIVEN_NAMES or one.headline_case:
        return False
    after = word_after(text, hit.end)
    is_name = after[:1].isupper() and after.isalpha() and not after.isupper()
    return is_name and after not in NOT_FAMILY_NAMES


_INITIAL = re.compile(r"[A-Z]\.")
_MONEY = re.compile(r"[$£€]")
_THING = re.compile(
    r"[ \u00a0](?:restaurants?|cuisine|food|cocker|spaniel|shepherds?|bulldogs?|terriers?|setter|"
    r"encephalitis|measles|dressing|wedding cake|Restaurant|Grill|Bistro|Oaks|Village|Orchard|Service)\b"
)
_TONGUE_BEFORE = re.compile(
    r"\b(?:in|into|speak|speaks|spoke|spoken|speaking|fluent|learn|learns|learned|learning|taught|teach|teaches|"
    r"broken|from|understand|understands|translated|native|basic|good|poor|perfect|accented|plain)[ \u00a0]\Z",
    re.IGNORECASE,
)
_TONGUE_AFTER = re.compile(
    r"\s*(?:\Z|[.,;:)!?\"”’]|(?:and|or|but|to|as|is|was|that|language|languages|translation|class|classes|"
    r"lessons|speaker|speakers|teacher|speaking|subtitles|literature|proficiency|skills|text|version)\b)"
)
_SPEAKING = re.compile(r"[- ](?:speaking|language|speaker|speakers)\b")


_ROAD = re.compile(r"(?P<joined>-)?[ \u00a0]?\d{1,3}\b")
_BEFORE_ROAD = frozenset({"on", "along", "off", "near", "onto", "via", "down", "from"})
_OPENS_SENTENCE = re.compile(r"(?:\A|[\n.!?:“\"‘][\s“\"‘]*)\Z")


def _is_other_word(one: Passage, place: _Place) -> bool:
    """A language, a currency, a road, a tribe, a dish or a breed, a pronoun in a shouted line."""
    text, hit = one.text, place.hit
    name = text[hit.start : hit.end]
    if _MONEY.match(text, hit.end) or _THING.match(text, hit.end):
        return True
    if place.senses[0].kind is Kind.CUED and _may_be_a_common_word(one, place):
        return True
    if name in ("Indian", "Indians"):
        return _is_tribe(one, hit)
    if name in ("US", "U.S.") and (road := _ROAD.match(text, hit.end)):
        return bool(road["joined"]) or word_before(text, hit.start) in _BEFORE_ROAD
    if name == "US":
        before = word_before(text, hit.start)
        return before.isupper() and before.lower() in PRONOUN_BEFORE
    if name in LANGUAGES:
        if _SPEAKING.match(text, hit.end):
            return True
        return bool(
            _TONGUE_BEFORE.search(text, max(0, hit.start - 16), hit.start)
            and _TONGUE_AFTER.match(text, hit.end)
        )
    return False


def _may_be_a_common_word(one: Passage, place: _Place) -> bool:
    """Where any word has a capital, "Mobile" may be a phone: an ambiguous name doesn't count there."""
    if any(sense.kind is not Kind.CUED for sense in place.senses):
        return False
    start = place.hit.start
    return one.headline_case or _OPENS_SENTENCE.search(one.text, max(0, start - 8), start) is not None


def _is_tribe(one: Passage, hit: Hit) -> bool:
    """In "Caddo Indians" a people of America, or a team; not in "British Indians", "Many Indians"."""
    before = word_before(one.text, hit.start)
    if not before.istitle() or before.lower() in STARTERS or one.headline_case:
        return False
    start = hit.start - 1 - len(before)
    named = any(start < other.end and other.start < hit.start for other in one.names)
    return not named and _OPENS_SENTENCE.search(one.text, max(0, start - 8), start) is None


_NAMESAKES = frozenset({"jordan", "chad", "georgia", "irish"})


def _namesakes(passages: Iterable[Passage]) -> set[str]:
    """Names that an excluded one, such as "Jordan Peterson", gives to somebody else in this article."""
    return {
        word
        for one in passages
        for hit in one.of(Kind.NOT_COUNTRY)
        for word in fold(one.text[hit.start : hit.end]).split()
        if word in _NAMESAKES
    }


def _cues(passages: Iterable[Passage]) -> dict[str, set[str]]:
    """The distinct cue words of each country that the article holds."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in passages:
        for hit in one.of(Kind.CUE):
            for sense in hit.senses:
                found[sense.owner].add(sense.form)
    return found


def _settle(
    places: Sequence[_Place], passages: Sequence[Passage], cues: Mapping[str, set[str]], elsewhere: set[str]
) -> None:
    """Give each place its country: the clear ones first, they decide on the others."""
    clear: defaultdict[str, set[str]] = defaultdict(set)
    within: Counter[str] = Counter()
    for place in places:
        key = _key(passages[place.passage], place.hit)
        sure = [sense for sense in place.senses if sense.kind is not Kind.CUED]
        if place.settled is None and len({sense.owner for sense in sure}) == 1 and key not in elsewhere:
            place.settled = (sure[0].owner, _EVIDENCE[sure[0].kind])
        if place.settled:
            clear[place.settled[0]].add(key)
            within[place.settled[0]] += place.settled[1] == "city"
    for place in places:
        if place.settled is None:
            key = _key(passages[place.passage], place.hit)
            place.settled = _decide(place, key, clear, within, cues, key in elsewhere)


def _decide(
    place: _Place,
    key: str,
    clear: Mapping[str, set[str]],
    within: Mapping[str, int],
    cues: Mapping[str, set[str]],
    elsewhere: bool,
) -> tuple[str, Evidence] | None:
    """The country that the article speaks of otherwise; a country's own name needs no more than a draw."""
    best: tuple[float, str, Evidence] | None = None
    rivals = 0
    for sense in place.senses:
        others = len(clear.get(sense.owner, set()) - {key})
        weight = float(len(cues.get(sense.owner, ())))
        weight += min(within.get(sense.owner, 0), 3) if sense.kind is Kind.REGION else others
        if sense.kind is Kind.NAME and not elsewhere:
            weight += 0.5
        if weight <= 0:
            continue
        if best is None or weight > best[0]:
            best, rivals = (weight, sense.owner, _EVIDENCE[sense.kind]), 0
        elif weight == best[0] and sense.owner != best[1]:
            rivals += 1
    return best[1:] if best and not rivals else None


_SPEAKS = re.compile(
    rf"[ \u00a0](?:(?:{'|'.join(sorted(HELPERS))})[ \u00a0]){{0,3}}(?:{'|'.join(sorted(SPEECH))}"
    r"|(?:close[ds]?|(?:re)?open(?:ed|s)?|seal(?:ed|s)?)[ \u00a0]its[ \u00a0](?:\w+[ \u00a0])?"
    r"(?:borders?|airspace|embassy|frontier)|hand(?:s|ed|ing)?[ \u00a0]over)\b"
)
_OWNS = re.compile(
    r"['’]s?[ \u00a0](?:[\w-]+[ \u00a0]){0,2}(?:promises?|pledges?|governments?|ministry|ministries|"
    r"ministers?|position|stance|policy|policies|demands?|decision|response|claims?|support|refusal|"
    r"offer|plans?|proposal|sanctions|foreign|diplomacy|diplomats?|ambassador|envoy|embassy|intentions?|"
    r"commitment|commitments|warning|concerns?|request|allies|ally|interests?|leaders?|leadership|"
    r"rulers|presidents?|premier|central[ \u00a0]bank|supreme[ \u00a0]court|military|army|troops|"
    r"intelligence|nuclear|parliament|cabinet|invasion|involvement|role|efforts?|approach|strategy|"
    r"insistence|assurances?)\b"
)
_OFFICE = re.compile(
    r"[ \u00a0](?:government|authorities|administration|regime|leadership|junta|officials|"
    r"ha[sd] good|enjoys? good)\b"
)
_TIES = re.compile(
    r"\b(?:relations?|relationship|ties|talks|negotiations|agreements?|deals?|treaty|pact|dialogue|alliance|"
    r"tensions?|spat|row|dispute|rift|feud|quarrel|truce|ceasefire|accord|pressure|sanctions|understanding)"
    r"[ \u00a0](?:with|between|on|against|from)[ \u00a0](?:\w+[ \u00a0]and[ \u00a0])?\Z",
    re.IGNORECASE,
)
_PROPER = r"\b(?:the[ \u00a0])?(?:[A-Z][\w.’'-]*[ \u00a0])?[A-Z][\w.’'-]*"
_LISTED = re.compile(
    rf"(?:{_PROPER}[ \u00a0]|(?:{_PROPER},[ \u00a0]){{1,4}}{_PROPER},?[ \u00a0])(?:and|or)[ \u00a0]\Z"
)
"""What stands before the last of "Peru, Chile and Kenya"."""

_AND = re.compile(r",?[ \u00a0]and[ \u00a0](?:the[ \u00a0])?")
_COMMA = re.compile(r",[ \u00a0](?:the[ \u00a0])?")


def _acts(text: str, hit: Hit) -> bool:
    """Whether the place acts as a government: "Kabul said", "Kabul's promise", "relations with Kabul".

    Relations and talks are those of governments; trade and cooperation are anybody's.
    """
    if _OWNS.match(text, hit.end) or _OFFICE.match(text, hit.end):
        return True
    if _TIES.search(text, max(0, hit.start - 60), hit.start):
        return True
    return _SPEAKS.match(text, hit.end) is not None and _is_subject(text, hit.start)


def _is_subject(text: str, start: int) -> bool:
    """Whether a verb behind the place can be its own: not in "a delegate from Peru and Chile said"."""
    if listed := _LISTED.search(text, max(0, start - 80), start):
        if not WHERE.isdisjoint(listed[0].lower().split()):
            return False
        start = listed.start()
    before = word_before(text, start)
    if before.lower() in ("the", "neighbouring", "neighboring"):
        before = word_before(text, start - len(before) - 1)
    if before.lower() in WHERE:
        return False
    return not before.islower() or before.endswith((".", "ly")) or before in BEFORE_SUBJECT or before in SPEECH


def _act_together(text: str, spans: list[CountrySpan]) -> None:
    """In "Kabul and Islamabad announced" both act, and so do all in a longer list."""
    listed = False
    for place in range(len(spans) - 2, -1, -1):
        first, second = spans[place], spans[place + 1]
        joined = _AND.fullmatch(text, first.end, second.start)
        if not joined and not (listed and _COMMA.fullmatch(text, first.end, second.start)):
            listed = False
            continue
        listed = second.evidence == "government" and first.evidence in ("name", "capital", "government")
        if listed and _is_subject(text, first.start):
            spans[place] = replace(first, evidence="government")
