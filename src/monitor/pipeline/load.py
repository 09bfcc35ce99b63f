"""A batch of articles enters the store: what is known is left out, stories are joined, one commit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from monitor.annotate.stories import WINDOW_DAYS, Candidate, Fingerprint, fingerprint, group
from monitor.article import Quarantined, quarantine_id
from monitor.memory import give_back
from monitor.pipeline.daily import daily
from monitor.pipeline.days import span
from monitor.pipeline.known import Known
from monitor.pipeline.prepare import Incoming, Prepared, read_payload, short_lines
from monitor.pipeline.workers import Preparing
from monitor.store.schema import ARTICLES, QUARANTINE
from monitor.store.store import Change, Snapshot, Store, Transaction

DEMO = "demo"
"""The note of commits that bring invented articles; real ones never stand beside them."""
FURNITURE_ARTICLES = 10
"""A short line that stands in this many articles of one source is furniture."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one batch did to the store, in articles.

    ``revised`` texts replaced an older one at their address; ``older`` ones came after the text that
    replaced them; ``recleaned`` stored articles lost a line that turned out to be furniture.
    """

    new: int = 0
    revised: int = 0
    older: int = 0
    known: int = 0
    recleaned: int = 0
    quarantined: int = 0
    title_only: int = 0
    undated: int = 0


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the named articles of a batch enter: decided first, written after."""

    fresh: list[Incoming] = field(default_factory=list)
    revised: list[Incoming] = field(default_factory=list)
    older: list[Incoming] = field(default_factory=list)
    known: int = 0

    @property
    def entering(self) -> list[Incoming]:
        """What will count."""
        return self.fresh + self.revised

    def only(self, ids: Collection[str]) -> _Plan:
        """The plan with those of the entering articles that have rows."""
        return replace(
            self,
            fresh=[item for item in self.fresh if item.article_id in ids],
            revised=[item for item in self.revised if item.article_id in ids],
        )


class Loader:
    """Commits batches to one store; keeps between them what it learned of the store and of repeated lines."""

    def __init__(self, store: Store, workers: Preparing) -> None:
        self._store = store
        self._workers = workers
        self._known = Known()
        self._furniture: set[int] = set()

    def expected_furniture(self, items: Sequence[Incoming]) -> frozenset[int]:
        """Repeated lines of the items, as far as they show before the batch is stored; ``commit`` finds the
        rest."""
        counts = Counter(line for item in items for line in set(short_lines(item.raw).values()))
        if self._store.exists():
            snapshot = self._store.snapshot()
            self._known.follow(snapshot)
            self._learn(snapshot, counts)
        return frozenset(
            line for line, number in counts.items() if number >= FURNITURE_ARTICLES or line in self._furniture
        )

    def _learn(self, stored: Snapshot | Change, lines: Iterable[int]) -> None:
        """Find out which of the lines the store repeats."""
        wanted = self._perhaps_repeated(Counter(dict.fromkeys(lines, 0)))
        self._furniture |= _standing_in_many(stored.lookup("lines", "line", wanted, ["line", "article_id"]))

    def known(self, items: Sequence[Incoming]) -> set[str]:
        """The ids of the items that the newest snapshot holds with the same content: no work is left to do."""
        if not self._store.exists():
            return set()
        snapshot = self._store.snapshot()
        self._known.follow(snapshot)
        hashes = {item.article_id: item.content_hash for item in items}
        ids = self._known.may_hold(list(hashes))
        stored = snapshot.lookup("articles", "article_id", ids, ["article_id", "content_hash"])
        return {
            row["article_id"] for row in stored.to_pylist() if hashes[row["article_id"]] == row["content_hash"]
        }

    def commit(
        self,
        items: Sequence[Incoming],
        prepared: Prepared,
        expected: frozenset[int],
        note: str,
        at: datetime,
        transaction: Transaction | None = None,
    ) -> Loaded:
        """Store a batch, all of it or nothing.

        Args:
            items: named articles, each id once.
            prepared: their rows, and the flaws found on the way.
            expected: the furniture that the rows were prepared with.
            note: why the snapshot is made, e.g. ``"ingest"``.
            at: the instant of loading.
            transaction: names the batch; what was committed under it is not committed again.
        """
        ready = prepared.ids()
        with self._store.change(
            note,
            time_zone=self._workers.time_zone,
            dictionary=self._workers.dictionary,
            transaction=transaction,
        ) as change:
            if change.is_done:
                return Loaded()
            if change.base:
                self._known.follow(change.base)
            if note != DEMO and ready and change.holds_demo:
                change.start_over()
            named = [item for item in items if item.article_id in ready]
            plan = _decide(named, change, self._known.may_hold([item.article_id for item in named]))
            arriving = prepared
            if plan.known or len(ready) > len(named):
                arriving = prepared.only([item.article_id for item in (*plan.entering, *plan.older)])
            repeated, new = self._repeated_lines(change, arriving)
            stale = _stored_with(change, new, {item.article_id for item in plan.entering})
            self._learn(change, {line for item in stale for line in short_lines(item.raw).values()})
            rows = self._rows(plan, prepared, stale, repeated | new, expected)
            give_back()
            # What could not be cleaned again stays as it is stored, or out of the store; its flaw is kept.
            written, flaws = rows.ids(), (*prepared.flaws, *rows.flaws)
            plan, stale = plan.only(written), [item for item in stale if item.article_id in written]
            _write(change, plan, rows, stale)
            give_back()
            _write_older(change, plan, prepared)
            _write_quarantine(change, flaws, at)
            loaded = _loaded(plan, stale, rows, flaws)
            change.detail.update(asdict(loaded))
        self._furniture |= repeated | new
        return loaded

    def _repeated_lines(self, change: Change, arriving: Prepared) -> tuple[frozenset[int], frozenset[int]]:
        """The lines of a batch that stand in many articles once it is stored: those that did before, and those
        that do now.
        """
        pairs = arriving.lines.group_by(["line", "article_id"]).aggregate([])
        counts = Counter(pairs["line"].to_pylist())
        stored = change.lookup("lines", "line", self._perhaps_repeated(counts), ["line", "article_id"])
        before = _standing_in_many(stored) | frozenset(self._furniture.intersection(counts))
        return before, _standing_in_many(pa.concat_tables([stored, arriving.lines])) - before

    def _perhaps_repeated(self, more: Counter[int]) -> list[int]:
        """The lines that may stand in many articles when each comes in so many more, and are not known to."""
        lines = np.fromiter(more, dtype=np.int64, count=len(more))
        counts = self._known.at_most(lines) + np.fromiter(more.values(), dtype=np.int64, count=len(more))
        return [line for line in lines[counts >= FURNITURE_ARTICLES].tolist() if line not in self._furniture]

    def _rows(
        self,
        plan: _Plan,
        prepared: Prepared,
        stale: Sequence[Incoming],
        repeated: frozenset[int],
        expected: frozenset[int],
    ) -> Prepared:
        """The rows to write; what carries a repeated line that its cleaning did not expect is cleaned again."""
        entering = {item.article_id: item for item in plan.entering}
        touched = set(_with_lines(prepared.lines, repeated - expected)["article_id"].to_pylist())
        again = [item for article_id, item in entering.items() if article_id in touched]
        if len(entering) == len(prepared.articles) and not (again or stale or plan.revised):
            return replace(prepared, flaws=())
        settled = prepared.only([article_id for article_id in entering if article_id not in touched])
        settled = settled.with_revisions({i: item.revision for i, item in entering.items()})
        if not (again or stale):
            return settled
        lines = {line for item in (*again, *stale) for line in short_lines(item.raw).values()}
        furniture = lines & (self._furniture | repeated | expected)
        return Prepared.join([settled, self._workers.at_once([*again, *stale], frozenset(furniture))])


def _standing_in_many(lines: pa.Table) -> frozenset[int]:
    """The lines that stand in many articles; every revision of an article counts it once."""
    pairs = lines.group_by(["line", "article_id"]).aggregate([])
    hashes, counts = np.unique(pairs["line"].to_numpy(), return_counts=True)
    return frozenset(hashes[counts >= FURNITURE_ARTICLES].tolist())


def _decide(items: Sequence[Incoming], change: Change, ids: Sequence[str]) -> _Plan:
    """Tell new from known and revised; a text that the store holds in any revision is known.

    ``ids`` are those of the items that the store may hold.
    """
    current = {
        row["article_id"]: row
        for row in change.lookup(
            "articles",
            "article_id",
            ids,
            ["article_id", "content_hash", "revision", "title_only", "updated_at", "published_at"],
        ).to_pylist()
    }
    past = change.lookup(
        "revisions", "article_id", list(current), ["article_id", "content_hash", "revision"]
    ).to_pylist()
    texts = {(row["article_id"], row["content_hash"]) for row in (*current.values(), *past)}
    first = {article_id: row["revision"] for article_id, row in current.items()}
    for row in past:
        first[row["article_id"]] = min(first[row["article_id"]], row["revision"])
    plan, known = _Plan(), 0
    for item in items:
        stored = current.get(item.article_id)
        if stored is None:
            plan.fresh.append(item)
        elif (item.article_id, item.content_hash) in texts or (
            item.raw.title_only and not stored["title_only"]
        ):
            known += 1
        elif _is_older(item, stored):
            plan.older.append(replace(item, revision=first[item.article_id] - 1))
        else:
            plan.revised.append(replace(item, revision=stored["revision"] + 1))
    return replace(plan, known=known)


def _is_older(item: Incoming, stored: dict[str, Any]) -> bool:
    """True when both texts say when they were made and the stored one is later; else the last to come counts.

    A text is never older than the bare headline that it completes.
    """
    mine = item.raw.updated_at or item.raw.published_at
    other = stored["updated_at"] or stored["published_at"]
    return bool(mine and other and mine < other and not stored["title_only"])


def _stored_with(change: Change, lines: frozenset[int], excluding: set[str]) -> list[Incoming]:
    """The stored articles that carry one of the lines, as they were read."""
    found = change.lookup("lines", "line", list(lines), ["article_id"])["article_id"].to_pylist()
    ids = sorted(set(found) - excluding)
    columns = ["article_id", "revision", "content_hash", "url", "ingested_at"]
    articles = change.lookup("articles", "article_id", ids, columns).to_pylist()
    payloads = {
        (row["article_id"], row["revision"]): row["payload"]
        for row in change.lookup("raw", "article_id", ids, ["article_id", "revision", "payload"]).to_pylist()
    }
    return [Incoming(raw=read_payload(payloads[row["article_id"], row["revision"]]), **row) for row in articles]


def _write(change: Change, plan: _Plan, rows: Prepared, stale: Sequence[Incoming]) -> None:
    revised = [item.article_id for item in plan.revised]
    recleaned = [item.article_id for item in stale]
    replaced = revised + recleaned
    before = change.lookup("articles", "article_id", replaced, ARTICLES.names)
    taken_back = daily(
        before, change.lookup("mentions", "article_id", replaced, rows.mentions.schema.names), sign=-1
    )
    stories = _find_stories(change, rows.articles, rows.bands, set(replaced))
    give_back()
    change.append("revisions", _with_ids(before, revised))
    change.replace("articles", replaced, _with_stories(rows.articles, stories))
    change.replace("mentions", replaced, rows.mentions)
    change.replace("bands", replaced, rows.bands)
    change.append("daily", pa.concat_tables([daily(rows.articles, rows.mentions), taken_back]))
    change.append("lines", _without_ids(rows.lines, recleaned))
    change.append("raw", _without_ids(rows.raw, recleaned))
    _move_stories(change, stories, rows.ids())


def _write_older(change: Change, plan: _Plan, prepared: Prepared) -> None:
    """A text that came after the one which replaced it is kept, but does not count."""
    revisions = {item.article_id: item.revision for item in plan.older}
    rows = prepared.only(list(revisions)).with_revisions(revisions)
    change.append(
        "revisions", _with_stories(rows.articles, {article_id: article_id for article_id in revisions})
    )
    change.append("raw", rows.raw)
    change.append("lines", rows.lines)


def _write_quarantine(change: Change, flaws: Sequence[Quarantined], at: datetime) -> None:
    rows = [{"quarantine_id": quarantine_id(flaw), **asdict(flaw), "at": at} for flaw in flaws]
    change.append("quarantine", pa.Table.from_pylist(rows, QUARANTINE))


def _find_stories(change: Change, fresh: pa.Table, bands: pa.Table, replaced: set[str]) -> dict[str, str]:
    """The stories of the fresh articles, of those whose story lost a text, and of stories that were joined.

    Args:
        change: the open change, before anything of this batch is written.
        fresh: rows of ``articles`` to come.
        bands: their rows of ``bands``.
        replaced: ids of stored articles whose text changes.

    Returns:
        article id → story, and joined story → the story that it became part of.
    """
    loose = _loosened(change, replaced)
    loose_ids = loose["article_id"].to_pylist()
    loose_bands = change.lookup("bands", "article_id", loose_ids, bands.schema.names)
    ungrouped = pa.concat_tables([fresh.select(loose.schema.names), loose])
    near = span(ungrouped["day"], timedelta(days=WINDOW_DAYS))
    wanted = pc.unique(pa.concat_tables([bands, loose_bands])["band"]).to_pylist()
    shared = change.lookup("bands", "band", wanted, bands.schema.names, near)
    shared = _without_ids(shared, [*replaced, *loose_ids])
    columns = ["article_id", "day", "text", "story_id"]
    ids = pc.unique(shared["article_id"]).to_pylist()
    settled = change.lookup("articles", "article_id", ids, columns, span(shared["day"]))
    texts = pa.concat_tables([table.select(["article_id", "text"]) for table in (ungrouped, settled)])
    place = {article_id: row for row, article_id in enumerate(texts["article_id"].to_pylist())}

    @cache
    def print_of(article_id: str) -> Fingerprint:
        return fingerprint(texts["text"][place[article_id]].as_py())

    story_of = dict(zip(settled["article_id"].to_pylist(), settled["story_id"].to_pylist(), strict=True))
    known = _met(pa.concat_tables([bands, loose_bands, shared]))
    return group(_candidates(ungrouped, known), _candidates(settled, known), story_of, print_of)


def _loosened(change: Change, replaced: set[str]) -> pa.Table:
    """The other members of stories that lose a text: the story may fall apart, so they are grouped anew."""
    columns = ["article_id", "day", "text", "story_id"]
    stories = change.lookup("articles", "article_id", list(replaced), ["story_id"])["story_id"]
    members = change.lookup("articles", "story_id", pc.unique(stories).to_pylist(), columns)
    return _without_ids(members, list(replaced)).select(["article_id", "day", "text"])


def _met(bands: pa.Table) -> dict[str, list[int]]:
    """The bands of each article that another one has too: the rest, nearly all, bring no two together."""
    _, place, counts = np.unique(bands["band"].to_numpy(), return_inverse=True, return_counts=True)
    common = bands.filter(pa.array(counts[place] > 1))
    met: dict[str, list[int]] = {}
    for article_id, band in zip(common["article_id"].to_pylist(), common["band"].to_pylist(), strict=True):
        met.setdefault(article_id, []).append(band)
    return met


def _candidates(articles: pa.Table, bands: Mapping[str, list[int]]) -> list[Candidate]:
    return [
        Candidate(article_id, day, bands.get(article_id, []))
        for article_id, day in zip(articles["article_id"].to_pylist(), articles["day"].to_pylist(), strict=True)
    ]


def _move_stories(change: Change, stories: dict[str, str], written: set[str]) -> None:
    """Stored articles whose story was joined to another one, or fell apart, follow their new story."""
    others = [name for name in stories if name not in written]
    parts = [change.lookup("articles", column, others, ARTICLES.names) for column in ("story_id", "article_id")]
    rows = {
        row["article_id"]: row for part in parts for row in part.to_pylist() if row["article_id"] not in written
    }
    moved = []
    for article_id, row in rows.items():
        story = stories.get(article_id) or stories.get(row["story_id"], row["story_id"])
        if story != row["story_id"]:
            moved.append({**row, "story_id": story})
    change.replace("articles", [row["article_id"] for row in moved], pa.Table.from_pylist(moved, ARTICLES))


def _with_stories(articles: pa.Table, stories: dict[str, str]) -> pa.Table:
    column = pa.array([stories[article_id] for article_id in articles["article_id"].to_pylist()], pa.string())
    return articles.set_column(articles.schema.get_field_index("story_id"), "story_id", column)


def _with_lines(lines: pa.Table, wanted: Collection[int]) -> pa.Table:
    return lines.filter(pc.is_in(lines["line"], value_set=pa.array(list(wanted), type=pa.int64())))


def _with_ids(table: pa.Table, ids: Sequence[str]) -> pa.Table:
    return table.filter(pc.is_in(table["article_id"], value_set=pa.array(ids, type=pa.string())))


def _without_ids(table: pa.Table, ids: Sequence[str]) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(table["article_id"], value_set=pa.array(ids, type=pa.string()))))


def _loaded(plan: _Plan, stale: Sequence[Incoming], rows: Prepared, flaws: Sequence[Quarantined]) -> Loaded:
    entering = _without_ids(rows.articles, [item.article_id for item in stale])
    return Loaded(
        new=len(plan.fresh),
        revised=len(plan.revised),
        older=len(plan.older),
        known=plan.known,
        recleaned=len(stale),
        quarantined=len(flaws),
        title_only=sum(item.raw.title_only for item in plan.entering),
        undated=entering["published_at"].null_count,
    )
