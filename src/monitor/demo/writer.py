"""A topic, a place and an institution become a report in one of the house styles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from monitor.demo.numbers import POOLS, draw_numbers
from monitor.demo.phrases import Deck, Phrase
from monitor.demo.rhythm import PlannedBurst, Rhythm
from monitor.demo.truth import Mood
from monitor.demo.world import Language, Lines, Outlet, Place, Topic, World

Paragraph = tuple[Phrase, ...]

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SENTENCES = {
    "wire": (7, 13),
    "broadsheet": (9, 27),
    "tabloid": (3, 7),
    "business": (6, 14),
    "blog": (7, 14),
    "live": (6, 13),
    "headlines": (3, 3),
}
"""House style → the fewest and the most sentences after the introduction."""
_PARAGRAPH = {"wire": 2, "broadsheet": 3, "tabloid": 1, "business": 2, "blog": 3, "live": 1, "headlines": 1}
"""House style → the most sentences in a paragraph."""
_HOME_SHARE = 0.3
"""How often an outlet writes about the country where it is printed; the wire has no home."""
_SPEAKERS = (("office", "said_office"), ("resident", "said_resident"), ("scholar", "said_scholar"))
"""The kind of quote, and who says it."""
_TURNED_MOODS: dict[Mood, tuple[Mood, ...]] = {
    "good": ("good",) * 8 + ("plain",) * 2,
    "bad": ("bad",) * 8 + ("plain",) * 2,
}


@dataclass(frozen=True, slots=True)
class Report:
    """What happened and how it is told, before an outlet prints it.

    ``context`` fills the slots. ``a``, ``b``, ``org`` and ``org2`` name who stands in the slots; in another
    language there is only a ``place``.
    """

    topic: str
    section: str
    slug: str
    mood: Mood
    headlines: Lines
    """The ways to put it into a headline; the outlets choose."""
    paragraphs: tuple[Paragraph, ...]
    context: Mapping[str, str]
    a: str | None = None
    b: str | None = None
    org: str | None = None
    org2: str | None = None
    place: Place | None = None


class Newsroom:
    """Writes reports; holds the decks, so that near reports are told in different words."""

    def __init__(self, world: World, rhythm: Rhythm, random: Callable[[], float]) -> None:
        self._world, self._rhythm, self._random = world, rhythm, random
        self._burst_day: date | None = None
        self._burst_due = 0.0
        self._topics = {topic.name: topic for topic in world.topics}
        self._decks = {
            (topic.name, key): Deck(lines, random) for topic in world.topics for key, lines in _decks_of(topic)
        }
        self._common = {key: Deck(lines, random) for key, lines in world.common.items()}
        told = [(topic.name, topic.news) for topic in world.topics]
        told += [(code, language.news) for code, language in world.languages.items()]
        self._news = {name: Deck([(item,) for item in news], random) for name, news in told}
        self._foreign = {code: Deck(language.bodies, random) for code, language in world.languages.items()}

    def report(self, outlet: Outlet, day: date) -> Report:
        """Write what this outlet prints first; on the days of a burst mostly about the burst."""
        if outlet.style == "foreign":
            return self._foreign_report(self._world.languages[outlet.language], day)
        burst = self._due_burst(day)
        topic = self._topics[burst.topic if burst else self._pick(self._world.topic_weights)]
        lead = self._lead(topic, outlet, burst)
        scene = topic.scenes[lead]
        org = burst.entity if burst and burst.kind == "actor" else self._pick(scene.institutions)
        org2 = self._pick(scene.institutions)
        mood = self._mood(topic, org, day)
        context = self._context(day, lead, self._pick(scene.partners) if topic.pair else None, org, org2)
        news = self._news[topic.name].one()
        if outlet.style == "headlines":
            # Without a text below, an acronym would stand alone.
            context["~org"] = context["~org.full"]
        return Report(
            topic=topic.name,
            section=topic.section,
            slug=topic.slug,
            mood=mood,
            headlines=news.headlines,
            paragraphs=self._paragraphs(topic, self._variant(news.opening), mood, outlet.style, org2 != org),
            context=context,
            a=lead,
            b=context.get("iso.b"),
            org=org,
            org2=org2,
        )

    def _due_burst(self, day: date) -> PlannedBurst | None:
        """The day's burst, in its share of the reports: counted, not drawn, so that a thin day has it too."""
        burst = self._rhythm.burst_on(day)
        if burst is None:
            return None
        if day != self._burst_day:
            self._burst_day, self._burst_due = day, 1.0
        else:
            self._burst_due += burst.extra / (1 + burst.extra)
        if self._burst_due < 1:
            return None
        self._burst_due -= 1
        return burst

    def headline(self, report: Report) -> Phrase:
        """One of the report's headlines."""
        return self._variant(report.headlines[int(self._random() * len(report.headlines))])

    def extra_paragraph(self) -> Paragraph:
        """A paragraph that an outlet adds to what the wire sent."""
        return (self._common["extra"].one(),)

    def person(self) -> str:
        """An invented name."""
        return self._pick(self._world.people)

    def _variant(self, line: tuple[Phrase, ...]) -> Phrase:
        return line[int(self._random() * len(line))]

    def _pick(self, choices: tuple[str, ...]) -> str:
        return choices[int(self._random() * len(choices))]

    def _lead(self, topic: Topic, outlet: Outlet, burst: PlannedBurst | None) -> str:
        if burst and burst.kind == "country":
            return burst.entity
        if outlet.style != "wire" and outlet.country in topic.scenes and self._random() < _HOME_SHARE:
            return outlet.country
        return self._pick(topic.leads)

    def _mood(self, topic: Topic, org: str, day: date) -> Mood:
        turn = self._rhythm.turns.get(org)
        moods = topic.moods
        if turn is not None:
            moods = _TURNED_MOODS[turn.before if day < turn.day else turn.after]
        return moods[int(self._random() * len(moods))]

    def _context(self, day: date, lead: str, partner: str | None, org: str, org2: str) -> dict[str, str]:
        world, random = self._world, self._random
        context = draw_numbers(random)
        country = world.countries[lead]
        context |= country.forms["a"]
        context["a.city"] = self._pick(country.cities)
        if partner is not None:
            neighbour = world.countries[partner]
            context |= neighbour.forms["b"]
            context["b.city"] = self._pick(neighbour.cities)
            context["iso.b"] = partner
        context |= world.institutions[org].forms
        context |= world.institutions[org2].second_forms
        people, third = world.people, len(world.people) // 3
        first = int(random() * len(people))
        context["p1"] = people[first]
        context["p2"] = people[(first + 1 + int(random() * (third - 1))) % len(people)]
        context["p3"] = people[(first + third + int(random() * third)) % len(people)]
        context["weekday"] = _WEEKDAYS[day.weekday()]
        context["month"] = _MONTHS[(day.month + 1 + int(random() * 3)) % 12]
        context["lastmonth"] = _MONTHS[(day.month - 2 - int(random() * 3)) % 12]
        return context

    def _paragraphs(
        self, topic: Topic, opening: Phrase, mood: Mood, style: str, with_second: bool
    ) -> tuple[Paragraph, ...]:
        fewest, most = _SENTENCES[style]
        count = fewest + int(self._random() * (most - fewest + 1))
        named = "org.full" in opening.names
        intro = self._decks[topic.name, "intro_again" if named else "intro"].one()
        body = self._body(topic, mood, style, count, with_second)
        paragraphs = [*self._start(style, opening), (intro,), *self._grouped(body, _PARAGRAPH[style])]
        return tuple(_with_clock(paragraphs, self._random) if style == "live" else paragraphs)

    def _start(self, style: str, opening: Phrase) -> list[Paragraph]:
        if f"{style}_start" in self._common:
            return [(self._common[f"{style}_start"].one(),), (opening,)]
        if style == "wire":
            return [(Phrase(f"%(a.dateline)s (Meridian Wire) – {opening.text}", ("a.cap", *opening.names)),)]
        if style == "broadsheet" and self._random() < 0.4:
            return [(Phrase(f"%(a.dateline)s – {opening.text}", ("a.cap", *opening.names)),)]
        return [(opening,)]

    def _body(self, topic: Topic, mood: Mood, style: str, count: int, with_second: bool) -> list[Phrase]:
        """Alternate what happened with who says what about it; the background comes last."""
        common = self._common
        quotes = self._quotes(mood, 1 + (count > 4) + (count > 11))
        judged = common[f"org_{mood}"].deal(1 + (count > 5) + (count > 12))
        around = [common[style].one()] if style in common else []
        if with_second and count > 6:
            around.append(common["second"].one())
        if topic.pair and count > 7:
            around.extend(common["neighbours"].deal(1 + (count > 18)))
        background = common["background"].deal(min(4, max(0, (count - 3) // 4)))
        aside = [line for lines in zip_longest(quotes, judged, around) for line in lines if line is not None]
        told = self._told(topic, mood, min(14, max(2, count - len(aside) - len(background))))
        return [*_interleaved(told, aside), *background]

    def _told(self, topic: Topic, mood: Mood, count: int) -> list[Phrase]:
        decks = self._decks
        if mood == "plain":
            lively = [decks[topic.name, "good"].one(), decks[topic.name, "bad"].one()] if count > 3 else []
            return _interleaved(decks[topic.name, "plain"].deal(count - len(lively)), lively)
        plain = decks[topic.name, "plain"].deal(count // 2)
        return _interleaved(decks[topic.name, mood].deal(count - len(plain)), plain)

    def _quotes(self, mood: Mood, count: int) -> list[Phrase]:
        """Quotes of different speakers, each named once; an office does not complain like a neighbour."""
        first = int(self._random() * len(_SPEAKERS))
        turns = (_SPEAKERS[(first + number) % len(_SPEAKERS)] for number in range(count))
        return [_joined(self._common[f"{kind}_{mood}"].one(), self._common[who].one()) for kind, who in turns]

    def _grouped(self, sentences: list[Phrase], most: int) -> list[Paragraph]:
        paragraphs: list[Paragraph] = []
        at = 0
        while at < len(sentences):
            take = 1 + int(self._random() * most)
            paragraphs.append(tuple(sentences[at : at + take]))
            at += take
        return paragraphs

    def _foreign_report(self, language: Language, day: date) -> Report:
        random, code = self._random, language.code
        place = language.places[int(random() * len(language.places))]
        context = {slot: pool[int(random() * len(pool))] for slot, pool in _FOREIGN_POOLS.items()}
        context["people"] = context["people"].replace(",", " " if code == "fr" else ".")
        context["num"] = language.numbers[int(random() * len(language.numbers))]
        context["weekday"] = language.weekdays[day.weekday()]
        context["month"] = language.months[(day.month + 1 + int(random() * 3)) % 12]
        context["place"] = place.printed
        news = self._news[code].one()
        bodies = self._foreign[code].deal(5 + int(random() * 3))
        return Report(
            topic=code,
            section=language.section,
            slug=language.slug,
            mood="plain",
            headlines=news.headlines,
            paragraphs=((self._variant(news.opening),), *self._grouped(bodies, 3)),
            context=context,
            a=place.iso,
            place=place,
        )


_FOREIGN_POOLS = {slot: POOLS[slot] for slot in ("people", "count2", "km")} | {
    "count": tuple(map(str, range(11, 29))),
    "years": tuple(map(str, range(11, 90))),
}


def _decks_of(topic: Topic) -> list[tuple[str, Lines]]:
    return [
        ("intro", topic.intro),
        ("intro_again", topic.intro_again),
        *topic.body.items(),
    ]


def _joined(quote: Phrase, attribution: Phrase) -> Phrase:
    return Phrase(f"{quote.text} {attribution.text}", quote.names + attribution.names)


def _interleaved(main: list[Any], aside: list[Any]) -> list[Any]:
    """Put the second list into the first at even distances, after its first item."""
    result: list[Any] = []
    placed = 0
    for number, item in enumerate(main, start=1):
        result.append(item)
        due = len(aside) * number // len(main)
        result.extend(aside[placed:due])
        placed = due
    return result


def _with_clock(paragraphs: list[Paragraph], random: Callable[[], float]) -> list[Paragraph]:
    """Each entry of a live page after the first opens with its time."""
    minute = 360 + int(random() * 120)
    stamped = [paragraphs[0]]
    for first, *rest in paragraphs[1:]:
        minute += 7 + int(random() * 45)
        stamped.append((Phrase(f"{minute // 60:02d}:{minute % 60:02d} – {first.text}", first.names), *rest))
    return stamped
