"""Reports go to print: each outlet with its own trimmings, the wire's reports in many papers at once."""

from __future__ import annotations

import json
import random as randomness
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from monitor.article import Evidence, Removed
from monitor.demo.phrases import Phrase
from monitor.demo.rhythm import PlannedBurst, Rhythm, articles_per_day, choose_period, plan_rhythm
from monitor.demo.truth import ActorCount, ArticleTruth, Burst, CountryCount, SourceTruth, ToneShift, Truth
from monitor.demo.world import ACTOR_SLOTS, COUNTRY_SLOTS, Outlet, World, load_world
from monitor.demo.writer import Newsroom, Paragraph, Report
from monitor.errors import InputError

_WIRE_SHARE = 0.1
"""How many of the reports come from the wire."""
_REPRINTS = (2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7, 8)
_DELAYS = (0,) * 10 + (1,) * 6 + (2,) * 3 + (3,)
"""Days after the wire."""
_REPRINTING = frozenset({"broadsheet", "tabloid", "business"})
_UNDATED_EVERY, _IMPOSSIBLE_EVERY = 131, 197
"""Reports of one outlet's own, counted through."""
_IMPOSSIBLE_DATES = (
    "0001-01-01T00:00:00Z",
    "2199-12-31T23:59:00Z",
    "2023-02-31T10:00:00Z",
    "not yet published",
)
_TIMES = tuple(f"{minute // 60:02d}:{minute % 60:02d}:00Z" for minute in range(24 * 60))
_LANGUAGES_WITH_TONE = frozenset({"en"})
_COUNTRY_LABEL = "country"


@dataclass(frozen=True, slots=True)
class Demo:
    """Records {url, source, source_country, language, title, text, published}, and the truth about them."""

    articles: list[dict[str, Any]]
    truth: Truth


@dataclass(frozen=True, slots=True)
class _Furniture:
    """A line around an article, to be cleaned away; a template like any other."""

    text: str
    reason: str


@dataclass(slots=True)
class _Print:
    """One article as one outlet prints it."""

    report: Report
    story: int
    outlet: Outlet
    day: date | None
    published: str | None
    headline: Phrase
    copy: bool = False
    above: list[_Furniture] = field(default_factory=list)
    standfirst: Phrase | None = None
    body: list[Paragraph | _Furniture] = field(default_factory=list)
    below: list[_Furniture] = field(default_factory=list)


def generate(
    seed: int = 7, size: int = 3000, start: date | None = None, days: int = 365, end: date | None = None
) -> Demo:
    """Invent ``size`` articles over ``days`` days and state what was planted in them.

    The same seed, size and days give the same demo to the letter. Without ``start`` and ``end`` the last day
    is yesterday (UTC).

    Raises:
        InputError: a size or a period without a single article or day.
    """
    world = load_world()
    rhythm = plan_rhythm(choose_period(start, days, end), world.outlets)
    articles, truths = [], []
    for number, article in enumerate(_prints(world, rhythm, seed, size)):
        articles.append(_record(number, article))
        truths.append(_truth(number, article))
    return Demo(articles, _whole_truth(world, rhythm, tuple(truths)))


def stream(
    seed: int = 7, size: int = 3000, start: date | None = None, days: int = 365, end: date | None = None
) -> Iterator[dict[str, Any]]:
    """The records of ``generate`` one by one, in constant memory.

    They come story by story, nearly in the order of their days: a reprint stands beside its first print.

    Raises:
        InputError: a size or a period without a single article or day.
    """
    world = load_world()
    rhythm = plan_rhythm(choose_period(start, days, end), world.outlets)
    for number, article in enumerate(_prints(world, rhythm, seed, size)):
        yield _record(number, article)


def write_jsonl(demo: Demo, path: Path) -> None:
    """Write the records as JSON lines, one article each."""
    with path.open("w", encoding="utf-8") as lines:
        for article in demo.articles:
            lines.write(json.dumps(article, ensure_ascii=False) + "\n")


def _prints(world: World, rhythm: Rhythm, seed: int, size: int) -> Iterator[_Print]:
    if size < 1:
        raise InputError(f"A demo of {size} articles was asked for. Ask for at least one.")
    random = randomness.Random(seed).random
    press = _Press(world, rhythm, random)
    made = planned = 0
    for offset, count in enumerate(articles_per_day(rhythm, size, random)):
        day = rhythm.period.start + timedelta(days=offset)
        planned += count
        press.open(day)
        while made < planned:
            for article in press.next_story(size - made):
                made += 1
                yield article


class _Press:
    """Prints one day's stories after another."""

    def __init__(self, world: World, rhythm: Rhythm, random: Callable[[], float]) -> None:
        self._world, self._rhythm, self._random = world, rhythm, random
        self._newsroom = Newsroom(world, rhythm, random)
        self._outlets = {outlet.domain: outlet for outlet in world.outlets}
        self._wire = self._outlets[world.wire]
        self._reprinting = [outlet for outlet in world.outlets if outlet.style in _REPRINTING]
        self._stories = self._own = 0

    def open(self, day: date) -> None:
        """Begin a day: only the outlets that publish on it take part."""
        self._day = day
        self._open = [
            outlet for outlet in self._world.outlets if self._rhythm.services[outlet.domain].open_on(day)
        ]
        self._weights = list(accumulate(outlet.weight for outlet in self._open))

    def next_story(self, room: int) -> list[_Print]:
        """The next report with all its reprints, at most ``room`` articles."""
        story, self._stories = self._stories, self._stories + 1
        if room > min(_REPRINTS) and self._random() < _WIRE_SHARE:
            return self._wire_story(story, room)
        outlet = self._open[bisect_right(self._weights, self._random() * self._weights[-1])]
        return [self._own_story(story, outlet)]

    def _own_story(self, story: int, outlet: Outlet) -> _Print:
        report = self._newsroom.report(outlet, self._day)
        day, published = self._date_line()
        headline = self._newsroom.headline(report)
        article = _Print(report, story, outlet, day, published, headline)
        self._lay_out(article, report.paragraphs)
        return article

    def _date_line(self) -> tuple[date | None, str | None]:
        """The date of an outlet's own report; some have none, some an impossible one."""
        self._own += 1
        if self._own % _UNDATED_EVERY == 40:
            return None, None
        if self._own % _IMPOSSIBLE_EVERY == 70:
            return None, _IMPOSSIBLE_DATES[self._own // _IMPOSSIBLE_EVERY % len(_IMPOSSIBLE_DATES)]
        return self._day, f"{self._day.isoformat()}T{_TIMES[300 + int(self._random() * 1080)]}"

    def _wire_story(self, story: int, room: int) -> list[_Print]:
        random, report = self._random, self._newsroom.report(self._wire, self._day)
        minute = 300 + int(random() * 900)
        headline = self._newsroom.headline(report)
        first = self._wire_print(report, story, self._wire, self._day, minute, headline)
        self._lay_out(first, report.paragraphs)
        prints = [first]
        count = min(room - 1, _REPRINTS[int(random() * len(_REPRINTS))])
        for outlet in self._shuffled(self._reprinting):
            day = self._day + timedelta(days=_DELAYS[int(random() * len(_DELAYS))])
            if len(prints) > count:
                break
            if self._rhythm.services[outlet.domain].open_on(day):
                later = minute if day == self._day else 0
                at = later + int(random() * (len(_TIMES) - later))
                prints.append(self._reprint(report, story, outlet, day, at, headline))
        return prints

    def _wire_print(
        self, report: Report, story: int, outlet: Outlet, day: date, minute: int, headline: Phrase
    ) -> _Print:
        return _Print(report, story, outlet, day, f"{day.isoformat()}T{_TIMES[minute]}", headline)

    def _reprint(
        self, report: Report, story: int, outlet: Outlet, day: date, minute: int, headline: Phrase
    ) -> _Print:
        """The wire's report with another headline, a shorter end or a paragraph more."""
        article = self._wire_print(report, story, outlet, day, minute, headline)
        article.copy = True
        if self._random() < 0.75:
            article.headline = self._newsroom.headline(report)
        paragraphs, edit = report.paragraphs, self._random()
        if edit < 0.4:
            paragraphs = paragraphs[: len(paragraphs) - 1 - int(self._random() * len(paragraphs) * 0.25)]
        elif edit < 0.7:
            paragraphs = (*paragraphs, self._newsroom.extra_paragraph())
        self._lay_out(article, paragraphs)
        return article

    def _shuffled(self, outlets: list[Outlet]) -> list[Outlet]:
        rest = list(outlets)
        for last in range(len(rest) - 1, 0, -1):
            other = int(self._random() * (last + 1))
            rest[last], rest[other] = rest[other], rest[last]
        return rest

    def _lay_out(self, article: _Print, paragraphs: Sequence[Paragraph]) -> None:
        """Put the house's lines around and between the paragraphs."""
        outlet, report = article.outlet, article.report
        if outlet.style == "headlines":
            return
        article.above = [_Furniture(article.headline.text, "repeated headline")] * outlet.doubled
        if outlet.label:
            label = "%(~a)s" if outlet.label == _COUNTRY_LABEL else report.section
            article.above.append(_Furniture(label, "section label"))
        if outlet.share:
            article.above.append(_Furniture("Share Tweet Email Print", "share bar"))
        article.standfirst = self._standfirst(article)
        body: list[Paragraph | _Furniture] = list(paragraphs)
        if outlet.photo and self._random() < 0.7:
            credit = f"Photo: {outlet.name} / {self._newsroom.person()}"
            body.insert(int(self._random() * 2), _Furniture(credit, "photo credit"))
        if outlet.ads:
            body.insert(2 + int(self._random() * (len(body) - 2)), _Furniture("Advertisement", "advertisement"))
        if outlet.continued and len(body) > 3:
            body.insert(2, _Furniture("Story Continued Below", "continued"))
        article.body = body
        if outlet.footer:
            article.below = [_Furniture(outlet.footer, outlet.footer_reason)]

    def _standfirst(self, article: _Print) -> Phrase | None:
        """A line below the headline of some broadsheets: what another paper would have put on top."""
        if article.outlet.style != "broadsheet" or article.copy or self._random() < 0.6:
            return None
        line = self._newsroom.headline(article.report)
        return None if line.text == article.headline.text else line


def _record(number: int, article: _Print) -> dict[str, Any]:
    outlet, context = article.outlet, article.report.context
    parts = [line.text for line in article.above]
    if article.standfirst is not None:
        parts.append(article.standfirst.text)
    parts += [item.text if isinstance(item, _Furniture) else _flow(item) for item in article.body]
    parts += [line.text for line in article.below]
    return {
        "url": _address(number, article),
        "source": outlet.domain,
        "source_country": outlet.country,
        "language": outlet.language,
        "title": article.headline.text % context,
        "text": "\n\n".join(parts) % context,
        "published": article.published,
    }


def _flow(paragraph: Paragraph) -> str:
    return " ".join([phrase.text for phrase in paragraph])


def _address(number: int, article: _Print) -> str:
    """The address tells the day only where the article has one."""
    day, report = article.day, article.report
    dated = f"{day.year}/{day.month:02d}/{day.day:02d}/" if day else ""
    return f"https://{article.outlet.domain}/{report.section.lower()}/{dated}{report.slug}-{number + 1}"


def _content(article: _Print) -> list[Paragraph]:
    """What stays after cleaning, as paragraphs."""
    if article.outlet.style == "headlines":
        return []
    first: list[Paragraph] = [(article.standfirst,)] if article.standfirst is not None else []
    return first + [item for item in article.body if not isinstance(item, _Furniture)]


def _truth(number: int, article: _Print) -> ArticleTruth:
    report, outlet, context = article.report, article.outlet, article.report.context
    content = _content(article)
    in_text = Counter(slot for paragraph in content for phrase in paragraph for slot in phrase.names)
    in_title = Counter(article.headline.names)
    within = [item for item in article.body if isinstance(item, _Furniture)]
    return ArticleTruth(
        number=number,
        url=_address(number, article),
        source=outlet.domain,
        language=outlet.language,
        topic=report.topic,
        mood=report.mood,
        tone=outlet.language in _LANGUAGES_WITH_TONE,
        story=article.story,
        copy=article.copy,
        dated=article.day is not None,
        day=article.day,
        title_only=outlet.style == "headlines",
        lead=report.a,
        actors=_actor_counts(report, in_text, in_title),
        countries=_country_counts(report, in_text, in_title),
        removed=tuple(
            Removed(line.text % context, line.reason) for line in [*article.above, *within, *article.below]
        ),
        text="\n\n".join(_flow(paragraph) for paragraph in content) % context,
    )


def _actor_counts(report: Report, in_text: Counter[str], in_title: Counter[str]) -> tuple[ActorCount, ...]:
    actor_of = {"org": report.org, "org2": report.org2}
    text: Counter[str] = Counter()
    title: Counter[str] = Counter()
    for slot, role in ACTOR_SLOTS.items():
        actor = actor_of[role]
        if actor is not None:
            text[actor] += in_text[slot]
            title[actor] += in_title[slot]
    return tuple(
        ActorCount(actor, text[actor], title[actor]) for actor in sorted(text) if text[actor] or title[actor]
    )


def _country_counts(report: Report, in_text: Counter[str], in_title: Counter[str]) -> tuple[CountryCount, ...]:
    found: dict[str, dict[Evidence, int]] = {}
    text: Counter[str] = Counter()
    title: Counter[str] = Counter()
    for slot in in_text.keys() | in_title.keys():
        if slot in ACTOR_SLOTS:
            continue
        iso, evidence = _country_of(report, slot)
        text[iso] += in_text[slot]
        title[iso] += in_title[slot]
        kinds = found.setdefault(iso, {})
        kinds[evidence] = kinds.get(evidence, 0) + in_text[slot] + in_title[slot]
    return tuple(
        CountryCount(iso, text[iso], title[iso], dict(sorted(found[iso].items()))) for iso in sorted(found)
    )


def _country_of(report: Report, slot: str) -> tuple[str, Evidence]:
    if report.place is not None:
        return report.place.iso, report.place.evidence
    role, evidence = COUNTRY_SLOTS[slot]
    iso = report.a if role == "a" else report.b
    if iso is None:
        raise InputError(f"The topic {report.topic!r} prints the slot {slot!r} but has no such country.")
    return iso, evidence


def _whole_truth(world: World, rhythm: Rhythm, articles: tuple[ArticleTruth, ...]) -> Truth:
    sources = {outlet.domain: _source(outlet, rhythm) for outlet in world.outlets}
    planned = {
        outlet.plan: sources[outlet.domain]
        for outlet in world.outlets
        if outlet.plan and rhythm.services[outlet.domain] != rhythm.services[world.wire]
    }
    return Truth(
        start=rhythm.period.start,
        end=rhythm.period.end,
        articles=articles,
        sources=tuple(sources.values()),
        late_source=planned.get("late"),
        silent_source=planned.get("silent"),
        stopped_source=planned.get("stops"),
        bursts=tuple(_burst(burst, rhythm, articles) for burst in rhythm.bursts),
        tone_shifts=tuple(
            ToneShift(turn.actor, turn.day, turn.before, turn.after) for turn in rhythm.turns.values()
        ),
        people=frozenset(world.people),
    )


def _source(outlet: Outlet, rhythm: Rhythm) -> SourceTruth:
    service = rhythm.services[outlet.domain]
    return SourceTruth(
        source=outlet.domain,
        name=outlet.name,
        country=outlet.country,
        language=outlet.language,
        style=outlet.style,
        first_day=service.first,
        last_day=service.last,
        silent=service.silent,
    )


def _burst(burst: PlannedBurst, rhythm: Rhythm, articles: Sequence[ArticleTruth]) -> Burst:
    """The burst as it came out: the stories a day that name the entity, inside against outside."""
    inside: set[int] = set()
    outside: set[int] = set()
    for article in articles:
        named = (
            (count.iso for count in article.countries)
            if burst.kind == "country"
            else (count.actor for count in article.actors)
        )
        if article.day is not None and burst.entity in named:
            (inside if burst.start <= article.day <= burst.end else outside).add(article.story)
    days = (burst.end - burst.start).days + 1
    usual = max(1, len(outside)) / (rhythm.period.days - days)
    return Burst(
        burst.entity, burst.kind, burst.topic, burst.start, burst.end, round(len(inside) / days / usual, 2)
    )
