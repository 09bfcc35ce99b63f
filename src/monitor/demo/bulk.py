"""Invented news by the million, made column by column: for readings of speed, memory and disk.

It says less than the demo's reports (two sentences from a small pool) and takes what costs time from the news:
few outlets that print much and many that print little, actors and countries by Zipf's law, articles in
several languages, near-copies of which some appear days later, headlines without a text, and articles
without a date.
Which article is which depends on the seed and the numbers asked for alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from monitor.errors import InputError
from monitor.settings import DATA

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]

ARTICLES_A_DAY = 10_000
"""Where nothing else is asked for, so many; what is below a million articles takes a hundred days."""
FEWEST_DAYS = 100
CHUNK_ARTICLES = 100_000

_OUTLETS = 400
_OUTLET_SKEW, _ACTOR_SKEW, _COUNTRY_SKEW = 0.8, 0.9, 1.0
_LANGUAGES = ("en",) * 7 + ("es", "fr", "de")
_COPIED, _COPIES_MEAN = 0.06, 2.0
"""The part of the stories that are printed again, and how often on the mean."""
_LATER = 0.3
"""The part of the copies that appear on another day than the first article."""
_TITLE_ONLY, _UNDATED, _UNSCORED = 0.04, 0.004, 0.1
_NAMED = {"title": 0.5, "first": 0.9, "second": 0.8, "third": 0.75, "there": 0.9, "beside": 0.7}
"""How often each of the places in an article names somebody; else a word that is nobody's name stands there."""

_NOBODY = {
    "title": "The council", "first": "The council", "second": "a visitor", "third": "The baker",
    "there": "the valley", "beside": "the next village",
}  # fmt: skip
_HEADLINES = (
    " counts the boats", " opens a library", " keeps the old bridge", " loses a tram", " mends the clock",
    " plants a row of limes", " sells its last horse", " waits for rain",
)  # fmt: skip
_FIRST = (" kept the ferry running in ", " painted the station in ", " closed the market in ")
_SECOND = (" and thanked ", ", then wrote to ", " without a word from ")
_THIRD = (" hopes for a better harvest than ", " will lend two ladders to ", " sings louder than ")

_ALPHABET = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", np.uint8)
_WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron", "islet", "jetty", "kite",
          "lagoon", "maple", "north", "orchard", "pebble", "quarry", "reed", "spruce", "tide")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """Actors or countries: their ids and what a text prints, the most frequent first."""

    ids: pa.Array
    names: pa.Array
    ends: Reals
    """The chance that one of them or of those before is meant."""


@dataclass(frozen=True, slots=True)
class Outlets:
    """The sources, the largest first."""

    names: pa.Array
    countries: pa.Array
    languages: pa.Array
    ends: Reals


@dataclass(frozen=True, slots=True)
class Plan:
    """Every article of the bulk in the order of its days: which story it tells, on which day.

    ``named_after`` is the number of the article after which its story is named, ``day`` counts from 0.
    """

    first_day: date
    story: Ints
    named_after: Ints
    day: Ints
    seed: int

    def chunks(self) -> Iterator[slice]:
        """Whole days, in portions of about ``CHUNK_ARTICLES``."""
        ends = np.searchsorted(self.day, np.arange(self.day.max() + 2))
        start = 0
        for end, following in zip(ends[1:], [*ends[2:], None], strict=True):
            if following is None or following - start > CHUNK_ARTICLES:
                yield slice(start, int(end))
                start = int(end)


def plan(articles: int, days: int | None = None, *, end: date = date(2026, 6, 30), seed: int = 7) -> Plan:
    """Lay ``articles`` articles into ``days`` days up to ``end``.

    Raises:
        InputError: no article, or no day.
    """
    days = days or max(FEWEST_DAYS, articles // ARTICLES_A_DAY)
    if articles < 1 or days < 1:
        raise InputError(f"{articles} articles in {days} days were asked for. Ask for at least one of each.")
    random = np.random.default_rng(seed)
    sizes = 1 + random.geometric(1 / _COPIES_MEAN, articles) * (random.random(articles) < _COPIED)
    story = np.repeat(np.arange(articles), sizes)[:articles]
    begins = np.concatenate([[True], story[1:] != story[:-1]])
    born = _drawn(random, _rhythm(days), int(story[-1]) + 1)
    late = (random.random(articles) < _LATER) & ~begins
    day = np.minimum(born[story] + late * random.geometric(0.4, articles), days - 1)
    order = np.argsort(day, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(articles)
    named_after = place[np.flatnonzero(begins)][story]
    return Plan(end - timedelta(days=days - 1), story[order], named_after[order], day[order], seed)


def rows(planned: Plan) -> Iterator[dict[str, pa.Table]]:
    """The rows of ``articles``, ``mentions`` and ``raw``, portion by portion, each of whole days.

    Columns that the bulk says nothing in are left out.
    """
    actors, countries = _actors(), _countries()
    outlets = _outlets(countries)
    for chunk in planned.chunks():
        yield _Portion(planned, chunk, actors, countries, outlets).tables()


class _Portion:
    """The articles of some days."""

    def __init__(self, planned: Plan, chunk: slice, actors: Named, countries: Named, outlets: Outlets) -> None:
        self._number = np.arange(chunk.start, chunk.stop, dtype=np.int64)
        self._story = planned.story[chunk]
        self._named_after = planned.named_after[chunk]
        self._seed = np.uint64(planned.seed)
        self._day = planned.day[chunk]
        self._first_day = planned.first_day
        self._named = {"actor": actors, "country": countries}
        self._outlets = outlets
        self._outlet = np.searchsorted(outlets.ends, self._chance(self._number, 1))
        self._title_only = self._chance(self._number, 2) < _TITLE_ONLY
        self._undated = self._chance(self._number, 3) < _UNDATED

    def tables(self) -> dict[str, pa.Table]:
        slots = {name: self._slot(name, number) for number, name in enumerate(_NAMED)}
        title = _joined(slots["title"].printed, self._phrase(_HEADLINES, 20))
        pieces = [
            *(slots["first"].printed, self._phrase(_FIRST, 21), slots["there"].printed),
            *(self._phrase(_SECOND, 22), slots["second"].printed, pa.scalar(". ")),
            *(slots["third"].printed, self._phrase(_THIRD, 23), slots["beside"].printed, pa.scalar(".")),
        ]
        ends = np.cumsum([_lengths(piece, len(self._number)) for piece in pieces], axis=0)
        starts = np.concatenate([np.zeros((1, len(self._number)), np.int64), ends[:-1]])
        text = pc.if_else(pa.array(self._title_only), "", _joined(*pieces))
        ids = self.ids(self._number)
        tones = {number: self._tone(number) for number in (-1, 0, 1)}
        where = {"first": (0, 0), "there": (2, 0), "second": (4, 0), "third": (6, 1), "beside": (8, 1)}
        mentions = [self._mentions(slots["title"], ids, np.zeros_like(self._number), -1, tones)]
        mentions += [
            self._mentions(slots[name], ids, starts[piece], sentence, tones)
            for name, (piece, sentence) in where.items()
        ]
        sentences = [(np.zeros_like(self._number), ends[5] - 1, tones[0]), (starts[6], ends[9], tones[1])]
        return {
            "articles": self._articles(ids, title, text, sentences, tones[-1], slots),
            "mentions": pa.concat_tables(mentions),
            "raw": self._raw(ids, title, text),
        }

    def ids(self, numbers: Ints) -> pa.Array:
        """Ids that look like those of loaded articles: 80 bits in base 32, another one for each number."""
        mixed, more = (
            _mixed(numbers.astype(np.uint64) + self._seed),
            _mixed(numbers.astype(np.uint64) ^ ~self._seed),
        )
        letters = np.empty((len(numbers), 16), np.uint8)
        for place in range(13):
            letters[:, place] = _ALPHABET[(mixed >> np.uint64(5 * place)) & np.uint64(31)]
        for place in range(13, 16):
            letters[:, place] = _ALPHABET[(more >> np.uint64(5 * place)) & np.uint64(31)]
        ends = np.arange(0, 16 * len(numbers) + 1, 16, dtype=np.int32)
        return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(ends), pa.py_buffer(letters.tobytes()))

    def _chance(self, numbers: Ints, purpose: int) -> Reals:
        """A number from 0 to 1 for each number and purpose, always the same."""
        salt = _mixed(np.array([self._seed * np.uint64(1009) + np.uint64(purpose)]))
        return (_mixed(numbers.astype(np.uint64) ^ salt) >> np.uint64(11)) / float(1 << 53)

    def _slot(self, name: str, number: int) -> _Slot:
        """Who stands at a place of the text; copies of a story name the same ones."""
        kind = "country" if name in ("there", "beside") else "actor"
        named = self._named[kind]
        who = np.searchsorted(named.ends, self._chance(self._story, 10 * number + 101))
        if name == "title":  # the headline names whom the text names first
            who = np.searchsorted(named.ends, self._chance(self._story, 10 + 101))
        there = self._chance(self._story, 10 * number + 102) < _NAMED[name]
        printed = pc.if_else(pa.array(there), named.names.take(pa.array(who)), _NOBODY[name])
        return _Slot(kind, named.ids.take(pa.array(who)), printed, there, name == "title")

    def _phrase(self, pool: Sequence[str], purpose: int) -> pa.Array:
        return pa.array(pool).take(pa.array((self._chance(self._story, purpose) * len(pool)).astype(np.int64)))

    def _tone(self, sentence: int) -> pa.Array:
        """Tones of one sentence: like VADER's, four digits, many of them 0; none where nothing is scored."""
        drawn = self._chance(self._number, 40 + sentence)
        tone = np.round(np.sin((drawn - 0.5) * 3), 4) * (drawn > 0.35)
        return pa.array(tone, mask=self._chance(self._story, 50) < _UNSCORED)

    def _mentions(
        self, slot: _Slot, ids: pa.Array, start: Ints, sentence: int, tones: Mapping[int, pa.Array]
    ) -> pa.Table:
        there = pa.array(slot.there & (slot.in_title | ~self._title_only))
        size = len(ids)
        stance = np.round(self._chance(self._number, 60 + sentence) * 2 - 1, 4)
        columns = {
            "article_id": ids,
            "day": self._days(),
            "entity": slot.ids,
            "kind": pa.repeat(slot.kind, size),
            "start": pa.array(start, pa.int32()),
            "end": pa.array(start + _lengths(slot.printed, size), pa.int32()),
            "sentence": pa.repeat(pa.scalar(sentence, pa.int32()), size),
            "alias": slot.printed,
            "evidence": pa.repeat("name" if slot.kind == "country" else "", size),
            "tone": tones[sentence],
            "stance": pa.array(stance, mask=pc.is_null(tones[sentence]).to_numpy(zero_copy_only=False))
            if slot.kind == "actor"
            else pa.nulls(size, pa.float64()),
            "voice": pa.nulls(size, pa.string()),
            "in_title": pa.repeat(slot.in_title, size),
        }
        return pa.table(columns).filter(there)

    def _articles(
        self,
        ids: pa.Array,
        title: pa.Array,
        text: pa.Array,
        sentences: Sequence[tuple[Ints, Ints, pa.Array]],
        title_tone: pa.Array,
        slots: Mapping[str, _Slot],
    ) -> pa.Table:
        size = len(ids)
        outlet = pa.array(self._outlet)
        source = self._outlets.names.take(outlet)
        return pa.table(
            {
                "article_id": ids,
                "revision": pa.repeat(pa.scalar(1, pa.int32()), size),
                "content_hash": ids,
                "url": _joined(pa.scalar("https://"), source, pa.scalar("/"), ids),
                "source": source,
                "source_country": self._outlets.countries.take(outlet),
                "language": self._outlets.languages.take(outlet),
                "title": title,
                "text": text,
                "title_only": pa.array(self._title_only),
                "published_at": self._instants(),
                "date_from": pa.repeat("file", size),
                "day": self._days(),
                "ingested_at": pa.repeat(pa.scalar(datetime(2026, 7, 1, tzinfo=UTC), _INSTANT), size),
                "origin": pa.repeat("bulk", size),
                "story_id": self.ids(self._named_after),
                "title_tone": title_tone,
                "sentences": self._sentences(sentences),
                "about": self._about(slots),
                "extra": pa.repeat("{}", size),
            }
        )

    def _days(self) -> pa.Array:
        epoch = (self._first_day - date(1970, 1, 1)).days
        return pa.array((epoch + self._day).astype(np.int32), mask=self._undated).cast(pa.date32())

    def _instants(self) -> pa.Array:
        epoch = (self._first_day - date(1970, 1, 1)).days
        seconds = (self._chance(self._number, 4) * 86_400).astype(np.int64)
        instants = ((epoch + self._day) * 86_400 + seconds) * 1_000_000
        return pa.array(instants, pa.int64(), mask=self._undated).cast(_INSTANT)

    def _sentences(self, sentences: Sequence[tuple[Ints, Ints, pa.Array]]) -> pa.Array:
        """The lists of sentences; a headline without a text has none."""
        full = ~self._title_only
        starts = np.stack([start for start, _, _ in sentences], axis=1)[full].ravel()
        ends = np.stack([end for _, end, _ in sentences], axis=1)[full].ravel()
        tones = np.stack([_floats(tone) for _, _, tone in sentences], axis=1)[full].ravel()
        bounds = np.concatenate([[0], np.cumsum(full * len(sentences))])
        parts = [
            pa.array(starts, pa.int32()),
            pa.array(ends, pa.int32()),
            pa.array(tones, mask=np.isnan(tones)),
        ]
        return pa.ListArray.from_arrays(
            pa.array(bounds, pa.int32()), pa.StructArray.from_arrays(parts, ["start", "end", "tone"])
        )

    def _about(self, slots: Mapping[str, _Slot]) -> pa.Array:
        there = slots["there"]
        bounds = np.concatenate([[0], np.cumsum(there.there)])
        return pa.ListArray.from_arrays(pa.array(bounds, pa.int32()), there.ids.filter(pa.array(there.there)))

    def _raw(self, ids: pa.Array, title: pa.Array, text: pa.Array) -> pa.Table:
        source = self._outlets.names.take(pa.array(self._outlet))
        payload = _joined(
            *(pa.scalar('{"title":"'), title, pa.scalar('","text":"'), text),
            *(pa.scalar('","source":"'), source, pa.scalar('","published_at":null,"updated_at":null}')),
        )
        revision = pa.repeat(pa.scalar(1, pa.int32()), len(ids))
        return pa.table({"article_id": ids, "revision": revision, "payload": payload.cast(pa.binary())})


@dataclass(frozen=True, slots=True)
class _Slot:
    """One place of the text in every article: who may stand there, what is printed, where it names somebody."""

    kind: str
    ids: pa.Array
    printed: pa.Array
    there: npt.NDArray[np.bool_]
    in_title: bool


_INSTANT = pa.timestamp("us", tz="UTC")


def _joined(*pieces: pa.Array | pa.Scalar) -> pa.Array:
    return pc.binary_join_element_wise(*pieces, "")


def _lengths(piece: pa.Array | pa.Scalar, size: int) -> Ints:
    if isinstance(piece, pa.Scalar):
        return np.full(size, len(piece.as_py()), np.int64)
    lengths: Ints = pc.utf8_length(piece).to_numpy(zero_copy_only=False).astype(np.int64)
    return lengths


def _floats(tones: pa.Array) -> Reals:
    numbers: Reals = tones.to_numpy(zero_copy_only=False).astype(np.float64)
    return numbers


def _mixed(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): numbers as if drawn by chance, no two the same."""
    with np.errstate(over="ignore"):
        mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))


def _zipf(number: int, skew: float) -> Reals:
    """The cumulated chances of ``number`` ranks by Zipf's law."""
    weights = 1.0 / np.arange(2, number + 2) ** skew
    ends: Reals = np.cumsum(weights) / weights.sum()
    ends[-1] = 1.0
    return ends


def _rhythm(days: int) -> Reals:
    """Cumulated chances of the days: fewer articles at weekends."""
    weights = np.where(np.arange(days) % 7 < 5, 1.0, 0.6)
    ends: Reals = np.cumsum(weights) / weights.sum()
    return ends


def _drawn(random: np.random.Generator, ends: Reals, number: int) -> Ints:
    return np.minimum(np.searchsorted(ends, random.random(number)), len(ends) - 1)


def _actors() -> Named:
    """The institutions of the actors file: nothing is invented about people."""
    entries = [entry for entry in _read("actors.yaml") if entry.get("kind") != "person"]
    return _named([entry["id"] for entry in entries], [entry["name"] for entry in entries], _ACTOR_SKEW)


def _countries() -> Named:
    entries = _read("countries.yaml")
    return _named([entry["iso"] for entry in entries], [entry["name"] for entry in entries], _COUNTRY_SKEW)


def _named(ids: list[str], names: list[str], skew: float) -> Named:
    order = np.random.default_rng(1).permutation(len(ids))
    return Named(pa.array(ids).take(order), pa.array(names).take(order), _zipf(len(ids), skew))


def _outlets(countries: Named) -> Outlets:
    pairs = [f"{one}{other}.example" for one in _WORDS for other in _WORDS][:_OUTLETS]
    random = np.random.default_rng(2)
    homes = np.searchsorted(countries.ends, random.random(_OUTLETS))
    languages = random.integers(0, len(_LANGUAGES), _OUTLETS)
    return Outlets(
        pa.array(pairs).take(random.permutation(_OUTLETS)),
        pc.if_else(pa.array(random.random(_OUTLETS) < 0.03), None, countries.ids.take(pa.array(homes))),
        pa.array(_LANGUAGES).take(pa.array(languages)),
        _zipf(_OUTLETS, _OUTLET_SKEW),
    )


def _read(name: str) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((DATA / name).read_text("utf-8"), Loader=loader)
