"""What a change of the dictionary would do to the store, told before it is saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow.parquet as pq

from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import Dictionary
from monitor.annotate.sentences import split_sentences
from monitor.annotate.touched import Clause
from monitor.pipeline.reread import touched_since
from monitor.pipeline.touching import Touching
from monitor.store.mirror import brought
from monitor.store.scan import take_rows
from monitor.store.snapshot import Snapshot

MOST_READ = 300
"""Articles that are read for one preview: two or three seconds of work."""
MOST_LOOKED_THROUGH = 100_000
"""Articles whose text is looked through for the changed names, newest first."""
SAMPLES = 20
_LONGEST_SAMPLE = 320
_COLUMNS = ["article_id", "story_id", "source", "day", "language", "title", "text", "published_at"]

Place = tuple[bool, int, int, str]
"""In the title or not, start, end, actor."""


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much the numbers of an actor would change, over the whole store."""

    actor: str
    stories: int
    mentions: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence in which an actor would newly be found (``gained``), or no longer; start and end lie in it."""

    article_id: str
    source: str
    day: date | None
    actor: str
    gained: bool
    text: str
    start: int
    end: int
    in_title: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change.

    ``read`` articles of the ``found`` that the change can touch were read, among the ``looked`` newest of all
    ``total``; with ``complete`` False the numbers are those of a part, so the true ones are larger.
    """

    shifts: tuple[Shift, ...]
    samples: tuple[Sample, ...]
    read: int
    found: int
    looked: int
    total: int
    complete: bool


def preview(snapshot: Snapshot, new: Dictionary, focus: str | None = None) -> Preview:
    """Compare what the store says with what it would say after a change.

    Args:
        snapshot: the store as it is.
        new: the dictionary after the change.
        focus: the actor who is edited; samples of others come after his.

    Raises:
        StoreBrokenError: a file of the store can't be read.
    """
    annotator = Annotator(new)
    clauses = touched_since(snapshot, new)
    look = _look(snapshot, clauses, annotator.version)
    comparison = _Comparison(snapshot, annotator, focus)
    read = 0
    for file, rows in look.rows:
        comparison.add(take_rows(file, rows, _COLUMNS).to_pylist()[::-1])
        read += len(rows)
    return Preview(
        shifts=comparison.shifts(),
        samples=comparison.samples(),
        read=read,
        found=look.found,
        looked=look.looked,
        total=look.total,
        complete=look.found == read and look.looked == look.total,
    )


@dataclass
class _Look:
    """Where the articles stand that are read: files from the newest on, row numbers ascending."""

    rows: list[tuple[str, list[int]]] = field(default_factory=list)
    found: int = 0
    looked: int = 0
    total: int = 0


def _look(snapshot: Snapshot, clauses: Sequence[Clause] | None, annotator: str) -> _Look:
    files = sorted(snapshot.data_files("articles"), key=lambda file: file.high or date.min, reverse=True)
    look = _Look(total=sum(file.rows for file in files))
    touching = None if clauses is None else Touching(clauses, annotator)
    left = MOST_READ
    for file in files:
        if not left or look.looked >= MOST_LOOKED_THROUGH:
            break
        (path,) = brought([snapshot.store / "articles" / file.path])
        rows = touching.rows(path) if touching else list(range(pq.read_metadata(path).num_rows))
        look.found += len(rows)
        look.looked += file.rows
        if rows:
            look.rows.append((path, rows[-left:]))
            left -= len(rows[-left:])
    return look


class _Comparison:
    """Stored mentions of actors against those that the changed dictionary finds."""

    def __init__(self, snapshot: Snapshot, annotator: Annotator, focus: str | None) -> None:
        self._snapshot, self._annotator, self._focus = snapshot, annotator, focus
        self._mentions: Counter[str] = Counter()
        self._after: dict[str, set[str]] = {}  # article → actors, where they changed
        self._before: dict[str, set[str]] = {}
        self._stories: dict[str, str] = {}
        self._samples: list[Sample] = []
        self._seen: set[tuple[str, bool, str]] = set()

    def add(self, articles: list[dict[str, Any]]) -> None:
        """Read some articles with the changed dictionary."""
        stored = self._stored([row["article_id"] for row in articles])
        for row in articles:
            new = {*self._annotator.find_actors(row["title"], row["text"], published=row["published_at"])}
            old = stored.get(row["article_id"], set())
            if new == old:
                continue
            self._mentions.update(place[3] for place in new)
            self._mentions.subtract(place[3] for place in old)
            self._stories[row["article_id"]] = row["story_id"]
            self._before[row["article_id"]] = {place[3] for place in old}
            self._after[row["article_id"]] = {place[3] for place in new}
            for gained, places in ((True, new - old), (False, old - new)):
                for place in sorted(places):
                    self._sample(row, place, gained)

    def shifts(self) -> tuple[Shift, ...]:
        """Whose numbers change, most mentions first."""
        before, after = self._stories_of_each()
        stories = {actor: len(after.get(actor, ())) - len(before.get(actor, ())) for actor in {*before, *after}}
        changed = {actor for actor, number in self._mentions.items() if number}
        changed |= {actor for actor, number in stories.items() if number}
        found = [Shift(actor, stories.get(actor, 0), self._mentions[actor]) for actor in changed]
        return tuple(sorted(found, key=lambda shift: (-abs(shift.mentions), shift.actor)))

    def samples(self) -> tuple[Sample, ...]:
        """Some sentences, the edited actor's first, gains and losses in turn, newest first."""
        ordered = sorted(self._samples, key=lambda sample: sample.actor != self._focus)
        gained = [sample for sample in ordered if sample.gained]
        lost = [sample for sample in ordered if not sample.gained]
        half = SAMPLES // 2
        fewer = min(len(lost), max(half, SAMPLES - len(gained)))
        return (*gained[: SAMPLES - fewer], *lost[:fewer])

    def _stored(self, ids: list[str]) -> dict[str, set[Place]]:
        columns = ["article_id", "kind", "in_title", "start", "end", "entity"]
        found: dict[str, set[Place]] = {}
        for row in self._snapshot.lookup("mentions", "article_id", ids, columns).to_pylist():
            if row["kind"] == "actor":
                place = (row["in_title"], row["start"], row["end"], row["entity"])
                found.setdefault(row["article_id"], set()).add(place)
        return found

    def _stories_of_each(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """Actor → the stories with a changed article that name him, before and after."""
        changed = sorted({*self._stories.values()})
        rows = self._snapshot.lookup("articles", "story_id", changed, ["article_id", "story_id"]).to_pylist()
        beside = {row["article_id"]: row["story_id"] for row in rows if row["article_id"] not in self._stories}
        named = {article: {place[3] for place in places} for article, places in self._stored([*beside]).items()}
        story_of = {**self._stories, **beside}
        return _by_actor(story_of, {**named, **self._before}), _by_actor(story_of, {**named, **self._after})

    def _sample(self, row: dict[str, Any], place: Place, gained: bool) -> None:
        """Keep a sentence, one for each story, actor and direction."""
        in_title, start, end, actor = place
        key = (row["story_id"], gained, actor)
        if key in self._seen:
            return
        self._seen.add(key)
        text = row["title"] if in_title else row["text"]
        spans = [(0, len(text))] if in_title else split_sentences(text, row["language"])
        first, last = next((span for span in spans if span[0] <= start < span[1]), (start, end))
        first, last = max(first, start - _LONGEST_SAMPLE // 2), min(max(last, end), end + _LONGEST_SAMPLE // 2)
        self._samples.append(
            Sample(
                article_id=row["article_id"],
                source=row["source"],
                day=row["day"],
                actor=actor,
                gained=gained,
                text=text[first:last],
                start=start - first,
                end=end - first,
                in_title=in_title,
            )
        )


def _by_actor(story_of: dict[str, str], named: dict[str, set[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for actor, story in _pairs(story_of, named):
        found.setdefault(actor, set()).add(story)
    return found


def _pairs(story_of: dict[str, str], named: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    for article, actors in named.items():
        for actor in actors:
            yield actor, story_of[article]
