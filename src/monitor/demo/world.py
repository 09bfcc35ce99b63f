"""The demo's world, read from ``data/demo``: outlets, countries, institutions, people, topics, languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from monitor.article import Evidence
from monitor.demo.numbers import POOLS
from monitor.demo.phrases import Phrase, compile_lines
from monitor.demo.truth import Mood
from monitor.errors import InputError
from monitor.settings import DATA

FOLDER = DATA / "demo"
Lines = tuple[tuple[Phrase, ...], ...]

_COUNTRY_FORMS: dict[str, Evidence] = {
    "": "name",
    ".adj": "demonym",
    ".cap": "capital",
    ".city": "city",
    ".gov": "government",
}
COUNTRY_SLOTS: dict[str, tuple[str, Evidence]] = {
    role + form: (role, evidence) for role in "ab" for form, evidence in _COUNTRY_FORMS.items()
}
"""Slot → whose name it prints (the country ``a`` that an article is about, or its partner ``b``), and how."""
ACTOR_SLOTS: dict[str, str] = {"org": "org", "org.full": "org", "org2.full": "org2"}
"""Slot → which institution it prints."""
NAME_SLOTS = frozenset(COUNTRY_SLOTS) | frozenset(ACTOR_SLOTS)
OTHER_SLOTS = frozenset({"p1", "p2", "p3", "weekday", "month", "lastmonth"})
SLOTS = NAME_SLOTS | OTHER_SLOTS | frozenset(POOLS)
FOREIGN_SLOTS = frozenset({"place", "weekday", "month", "people", "count", "count2", "years", "km", "num"})

_PARTNER_SLOTS = frozenset(slot for slot, (role, _) in COUNTRY_SLOTS.items() if role == "b")


@dataclass(frozen=True, slots=True)
class Country:
    """A country as the demo prints it. ``near`` shares a land border, ``partners`` land or sea."""

    iso: str
    capital: str
    cities: tuple[str, ...]
    regions: frozenset[str]
    near: tuple[str, ...]
    partners: tuple[str, ...]
    weight: int
    forms: Mapping[str, Mapping[str, str]]
    """Role (``a`` or ``b``) → slot → what is printed, without the city."""


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution of the actors file; ``region`` is where alone it works, None for everywhere."""

    actor: str
    full: str
    short: str
    region: str | None
    forms: Mapping[str, str]
    second_forms: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outlet:
    """An invented source: how it writes, how much, and what stands around its articles."""

    domain: str
    name: str
    country: str
    style: str
    weight: int
    language: str
    plan: str
    label: str
    doubled: int
    ads: bool
    share: bool
    photo: bool
    continued: bool
    footer: str
    footer_reason: str


@dataclass(frozen=True, slots=True)
class News:
    """One kind of event in a topic: the ways to put it into a headline, and its first sentence."""

    headlines: Lines
    opening: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of news: its phrases, where it can happen, and which institutions take part."""

    name: str
    section: str
    slug: str
    pair: bool
    moods: tuple[Mood, ...]
    news: tuple[News, ...]
    intro: Lines
    intro_again: Lines
    """The introductions of the institution for an article that has named it in full before."""
    body: Mapping[Mood, Lines]
    scenes: Mapping[str, Scene]
    """Country → what can happen there; only countries where this topic makes sense."""
    leads: tuple[str, ...]
    """Countries, each as often as its weight."""


@dataclass(frozen=True, slots=True)
class Scene:
    """For one topic in one country: the possible partners (empty if none is needed) and institutions."""

    partners: tuple[str, ...]
    institutions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A country as an article in another language names it."""

    iso: str
    printed: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Language:
    """Short articles in one language; weekdays from Monday, months from January."""

    code: str
    section: str
    slug: str
    places: tuple[Place, ...]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    numbers: tuple[str, ...]
    news: tuple[News, ...]
    bodies: Lines


@dataclass(frozen=True, slots=True)
class World:
    """All that the generator draws from."""

    countries: Mapping[str, Country]
    institutions: Mapping[str, Institution]
    outlets: tuple[Outlet, ...]
    wire: str
    people: tuple[str, ...]
    topics: tuple[Topic, ...]
    topic_weights: tuple[str, ...]
    """Topic names, each as often as its weight."""
    common: Mapping[str, Lines]
    languages: Mapping[str, Language]


@cache
def load_world() -> World:
    """Read the folder ``data/demo`` once.

    Raises:
        InputError: a phrase with an unknown slot, or a topic without countries or institutions.
    """
    countries = {iso: _country(iso, raw) for iso, raw in _read("countries.yaml").items()}
    institutions = {actor: _institution(actor, raw) for actor, raw in _read("actors.yaml").items()}
    people = _read("people.yaml")
    outlets = _read("outlets.yaml")
    topics = {path.stem: _read(f"topics/{path.name}") for path in sorted((FOLDER / "topics").glob("*.yaml"))}
    return World(
        countries=countries,
        institutions=institutions,
        outlets=tuple(_outlet(raw) for raw in outlets["outlets"]),
        wire=outlets["wire"],
        people=tuple(f"{first} {last}" for first in people["first"] for last in people["last"]),
        topics=tuple(_topic(name, raw, countries, institutions) for name, raw in topics.items()),
        topic_weights=tuple(name for name, raw in topics.items() for _ in range(raw["weight"])),
        common={
            key: compile_lines(block, SLOTS, NAME_SLOTS, f"common.yaml, {key}")
            for key, block in _read("common.yaml").items()
        },
        languages={
            path.stem: _language(path.stem, _read(f"languages/{path.name}"))
            for path in sorted((FOLDER / "languages").glob("*.yaml"))
        },
    )


def _read(name: str) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(Path(FOLDER / name).read_text(encoding="utf-8"), Loader=loader)


def _country(iso: str, raw: Mapping[str, Any]) -> Country:
    article = "the " if raw.get("the") else ""
    name, capital = raw["name"], raw["capital"]
    forms = {
        role: {
            role: article + name,
            f"^{role}": article.capitalize() + name,
            f"~{role}": name,
            f"{role}.adj": raw["adjective"],
            f"{role}.cap": capital,
            f"{role}.gov": capital,
            f"{role}.dateline": capital.upper(),
        }
        for role in "ab"
    }
    near = tuple(raw["near"])
    return Country(
        iso=iso,
        capital=capital,
        cities=tuple(raw["cities"]),
        regions=frozenset(raw["regions"]),
        near=near,
        partners=near + tuple(raw.get("sea", ())),
        weight=raw["weight"],
        forms=forms,
    )


def _institution(actor: str, raw: Mapping[str, Any]) -> Institution:
    article = "the " if raw.get("the") else ""
    full, short = raw["full"], raw.get("short", raw["full"])
    return Institution(
        actor=actor,
        full=full,
        short=short,
        region=raw.get("region"),
        forms={
            "org": article + short,
            "^org": article.capitalize() + short,
            "~org": short,
            "org.full": article + full,
            "^org.full": article.capitalize() + full,
            "~org.full": full,
        },
        second_forms={"org2.full": article + full, "^org2.full": article.capitalize() + full},
    )


def _outlet(raw: Mapping[str, Any]) -> Outlet:
    return Outlet(
        domain=raw["domain"],
        name=raw["name"],
        country=raw["country"],
        style=raw["style"],
        weight=raw["weight"],
        language=raw.get("language", "en"),
        plan=raw.get("plan", ""),
        label=raw.get("label", ""),
        doubled=raw.get("doubled", 0),
        ads=raw.get("ads", False),
        share=raw.get("share", False),
        photo=raw.get("photo", False),
        continued=raw.get("continued", False),
        footer=raw.get("footer", ""),
        footer_reason=raw.get("footer_reason", ""),
    )


def _topic(
    name: str,
    raw: Mapping[str, Any],
    countries: Mapping[str, Country],
    institutions: Mapping[str, Institution],
) -> Topic:
    paired = raw["pair"] != "none"
    slots = SLOTS if paired else SLOTS - _PARTNER_SLOTS

    def lines(key: str, block: str) -> Lines:
        return compile_lines(block, slots, NAME_SLOTS, f"topics/{name}.yaml, {key}")

    scenes = _scenes(raw, countries, institutions)
    if not scenes:
        raise InputError(f"topics/{name}.yaml: no country has a partner and an institution. Add to its actors.")
    return Topic(
        name=name,
        section=raw["section"],
        slug=raw["slug"],
        pair=paired,
        moods=tuple(mood for mood, weight in raw["moods"].items() for _ in range(weight)),
        news=_news(raw["news"], slots, NAME_SLOTS, f"topics/{name}.yaml, news"),
        intro=lines("intro", raw["intro"]),
        intro_again=lines("intro", raw["intro"].replace("{org.full}", "{org}")),
        body={
            "good": lines("good", raw["good"]),
            "plain": lines("plain", raw["plain"]),
            "bad": lines("bad", raw["bad"]),
        },
        scenes=scenes,
        leads=tuple(iso for iso in scenes for _ in range(countries[iso].weight)),
    )


def _scenes(
    raw: Mapping[str, Any], countries: Mapping[str, Country], institutions: Mapping[str, Institution]
) -> dict[str, Scene]:
    allowed = frozenset(raw.get("countries", countries))
    scenes: dict[str, Scene] = {}
    for iso, country in countries.items():
        choices = {"none": (), "near": country.near, "sea": country.partners}[raw["pair"]]
        partners = tuple(partner for partner in choices if partner in allowed)
        bodies = tuple(
            actor
            for actor in raw["actors"]
            if institutions[actor].region is None or institutions[actor].region in country.regions
        )
        if iso in allowed and bodies and (partners or raw["pair"] == "none"):
            scenes[iso] = Scene(partners, bodies)
    return scenes


def _language(code: str, raw: Mapping[str, Any]) -> Language:
    place = frozenset({"place"})
    return Language(
        code=code,
        section=raw["section"],
        slug=raw["slug"],
        places=tuple(place for entry in raw["places"] for place in _places(entry)),
        weekdays=tuple(raw["weekdays"]),
        months=tuple(raw["months"]),
        numbers=tuple(raw["numbers"]),
        news=_news(raw["news"], FOREIGN_SLOTS, place, f"languages/{code}.yaml, news"),
        bodies=compile_lines(raw["bodies"], FOREIGN_SLOTS, place, f"languages/{code}.yaml, bodies"),
    )


def _news(
    raw: list[Mapping[str, str]], slots: frozenset[str], names: frozenset[str], where: str
) -> tuple[News, ...]:
    return tuple(
        News(
            headlines=compile_lines(entry["headlines"], slots, names, where, headline=True),
            opening=compile_lines(entry["opening"], slots, names, where)[0],
        )
        for entry in raw
    )


def _places(entry: Mapping[str, str]) -> list[Place]:
    named: list[tuple[str, Evidence]] = [(entry["name"], "name"), (entry["capital"], "capital")]
    return [Place(entry["iso"], printed, evidence) for printed, evidence in named if printed]
