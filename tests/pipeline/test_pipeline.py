"""Articles enter the store once, whole, and in any order."""

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from monitor.annotate.annotator import Annotator
from monitor.filters import Filters
from monitor.pipeline import Summary, build_demo, ingest
from monitor.pipeline.load import FURNITURE_ARTICLES
from monitor.query.desk import open_desk
from monitor.query.export import export
from monitor.settings import Settings
from monitor.store.store import Store
from monitor.store.verify import verify

COPY = (
    "The lake ferries of the Meridian Union will sail again from Monday, the harbour office said. Two boats "
    "were repaired over the winter, and a third one waits for its engine. Fares stay as they were. Fishermen "
    "asked for a later last boat on market days, and the office promised an answer before the rains. Tamsin "
    "Okello, who speaks for the crews, thanked the welders of both towns for their patience and their care."
)


def contents(settings: Settings) -> dict[str, Any]:
    """What a store holds, without what tells when and in which order it came."""
    snapshot = Store(settings.store).snapshot()
    columns = ["article_id", "title", "text", "removed", "day", "language", "about"]
    articles = snapshot.read("articles", columns).to_pylist()
    stories = snapshot.read("articles", ["article_id", "story_id"]).to_pylist()
    members: dict[str, set[str]] = {}
    for row in stories:
        members.setdefault(row["story_id"], set()).add(row["article_id"])
    mentions = snapshot.read("mentions").to_pylist()
    return {
        "articles": sorted(articles, key=lambda row: row["article_id"]),
        "stories": sorted(sorted(ids) for ids in members.values()),
        "mentions": sorted(mentions, key=lambda row: (row["article_id"], row["in_title"], row["start"])),
        "daily": daily_sums(snapshot.read("daily")),
    }


def daily_sums(daily: pa.Table) -> list[tuple[Any, ...]]:
    keys = ["day", "source", "source_country", "language", "kind", "entity"]
    numbers = ["articles", "mentions", "title_only"]
    sums = daily.group_by(keys).aggregate([(name, "sum") for name in numbers]).to_pylist()
    rows = [
        tuple(str(row[key]) for key in keys) + tuple(row[f"{name}_sum"] for name in numbers) for row in sums
    ]
    return sorted(row for row in rows if any(row[-3:]))


def counted(summary: Summary) -> tuple[int, int, int, int]:
    return summary.new, summary.revised, summary.known, summary.quarantined


def text_of(settings: Settings, url_end: str) -> str:
    rows = Store(settings.store).snapshot().read("articles", ["url", "text"]).to_pylist()
    (text,) = (row["text"] for row in rows if row["url"].endswith(url_end))
    return str(text)


@pytest.fixture
def corpus(article: Callable[..., dict[str, Any]]) -> list[dict[str, Any]]:
    """Articles with copies, a repeated footer, an undated one, headlines, and one without an address."""
    own = [article(n) for n in range(24)]
    for record in own[:15]:
        record["text"] += "\n\nPaper lovers meet every Friday at the old print house."
        record["source"] = "Paper 0"
    copies = [
        article(100 + i, title=f"Ferries sail again, {i}", text=COPY + f" Edition {i}.") for i in range(3)
    ]
    undated = article(200, published="0001-01-01")
    headline = article(201, text="")
    nameless = article(202, url=None)
    return [*own, *copies, undated, headline, nameless]


def test_loading_twice_changes_nothing(corpus, write, settings) -> None:
    path = write(corpus)
    first = ingest([path], settings)
    assert counted(first) == (len(corpus), 0, 0, 0)
    assert (first.title_only, first.undated) == (1, 1)
    before, snapshot = contents(settings), Store(settings.store).snapshot().number
    assert counted(ingest([path], settings)) == (0, 0, len(corpus), 0)
    assert contents(settings) == before
    assert Store(settings.store).snapshot().number == snapshot, "nothing new, so no new data version"
    assert verify(Store(settings.store)) == []


@pytest.mark.parametrize("seed", range(3))
def test_order_and_pieces_do_not_matter(corpus, write, settings_for, seed: int) -> None:
    whole, pieces = settings_for("whole"), settings_for("pieces")
    ingest([write(corpus)], whole)
    shuffled = random.Random(seed).sample(corpus, len(corpus))
    cuts = sorted(random.Random(seed).sample(range(len(corpus)), 3))
    for start, end in zip([0, *cuts], [*cuts, len(corpus)], strict=True):
        ingest([write(shuffled[start:end])], pieces)
    assert len(contents(whole)["articles"]) == len(corpus)
    assert contents(pieces) == contents(whole)
    assert verify(Store(pieces.store)) == []


def test_copies_are_one_story(corpus, write, settings) -> None:
    ingest([write(corpus)], settings)
    sizes = [len(ids) for ids in contents(settings)["stories"]]
    assert sorted(sizes, reverse=True)[:2] == [3, 1]


def test_a_line_that_a_source_repeats_is_cut_from_all_its_articles(article, write, settings) -> None:
    footer = "Sign the guest book at the harbour gate."
    records = [article(3 * n, source="Paper 0") for n in range(FURNITURE_ARTICLES)]
    for record in records:
        record["text"] += f"\n\n{footer}"
    other = article(1, text=article(1)["text"] + f"\n\n{footer}")
    ingest([write([other, *records[:-1]])], settings)
    assert footer in text_of(settings, "/0"), "too few articles yet to call it furniture"
    summary = ingest([write(records[-1:])], settings)
    assert summary.recleaned == FURNITURE_ARTICLES - 1
    for n in range(FURNITURE_ARTICLES):
        assert footer not in text_of(settings, f"/{3 * n}")
    assert footer in text_of(settings, "/1"), "another source, where it stands once"
    assert verify(Store(settings.store)) == []


def test_a_changed_text_is_a_revision_and_the_latest_counts(article, write, settings) -> None:
    old, new = article(1), article(1, text=COPY)
    ingest([write([old])], settings)
    assert counted(ingest([write([new])], settings)) == (0, 1, 0, 0)
    assert text_of(settings, "/1") == COPY
    kept = Store(settings.store).snapshot().read("revisions", ["text", "revision"]).to_pylist()
    assert kept == [{"text": old["text"], "revision": 1}]
    for again in (old, new):
        assert counted(ingest([write([again])], settings)) == (0, 0, 1, 0)
    assert text_of(settings, "/1") == COPY
    assert verify(Store(settings.store)) == []


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("at_once", [False, True])
def test_dated_revisions_do_not_depend_on_the_order(article, write, settings, newest_first, at_once) -> None:
    old = article(1, updated="2026-03-02T10:00:00Z")
    new = article(1, text=COPY, updated="2026-03-03T10:00:00Z")
    records = [new, old] if newest_first else [old, new]
    for paths in [[write(records)]] if at_once else [[write([record])] for record in records]:
        ingest(paths, settings)
    assert text_of(settings, "/1") == COPY
    assert verify(Store(settings.store)) == []


def test_a_headline_never_replaces_a_text(article, write, settings) -> None:
    full, headline = article(1), article(1, text="")
    ingest([write([headline])], settings)
    ingest([write([full])], settings)
    assert text_of(settings, "/1") == full["text"]
    assert counted(ingest([write([headline])], settings)) == (0, 0, 1, 0)
    assert text_of(settings, "/1") == full["text"]


def test_a_story_falls_apart_when_its_link_is_rewritten(article, write, settings) -> None:
    days = ["2026-03-01", "2026-03-12", "2026-03-24"]
    chain = [article(i, text=COPY + f" Edition {i}.", published=day) for i, day in enumerate(days)]
    ingest([write(chain)], settings)
    assert [len(ids) for ids in contents(settings)["stories"]] == [3]
    ingest([write([article(1, published="2026-03-12")])], settings)
    assert [len(ids) for ids in contents(settings)["stories"]] == [1, 1, 1]
    assert verify(Store(settings.store)) == []


def test_a_late_link_joins_two_stories(article, write, settings) -> None:
    days = ["2026-03-01", "2026-03-24", "2026-03-12"]
    chain = [article(i, text=COPY + f" Edition {i}.", published=day) for i, day in enumerate(days)]
    ingest([write(chain[:2])], settings)
    assert [len(ids) for ids in contents(settings)["stories"]] == [1, 1]
    ingest([write(chain[2:])], settings)
    assert [len(ids) for ids in contents(settings)["stories"]] == [3]
    assert verify(Store(settings.store)) == []


def test_bad_lines_are_kept_beside_the_good_ones(article, write, settings) -> None:
    path = write([article(n) for n in range(6)])
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:3], "{broken", '{"title": "", "text": ""}', *lines[3:]]) + "\n")
    for new in (6, 0):
        summary = ingest([path], settings)
        assert counted(summary) == (new, 0, 6 - new, 2)
    flaws = Store(settings.store).snapshot().read("quarantine").to_pylist()
    assert sorted(flaw["line"] for flaw in flaws) == [4, 5], "a flaw is kept once, however often it is met"
    assert all(path.name in flaw["file"] and flaw["reason"] for flaw in flaws)


def test_the_agency_of_an_article_is_stored_and_given_out(article, write, settings) -> None:
    """Read before cleaning, which cuts such a line, and from the field of the authors."""
    text = article(1)["text"]
    records = [
        article(1, text=f"NAIROBI (AP) — {text}"),
        article(2, authors=["Una Brask", "Reuters"]),
        article(3, text=f"{article(3)['text']}\n\n(AFP)"),
        article(4),
    ]
    ingest([write(records)], settings)
    desk = open_desk(settings.store)
    given = {row["url"]: row["credit"] for row in export(desk, Filters(), "articles").read_all().to_pylist()}
    assert [given[record["url"]] for record in records] == ["AP", "Reuters", "AFP", None]


def test_days_are_those_of_the_time_zone(article, write, settings) -> None:
    in_karachi = Settings(settings.store, settings.actors, settings.countries, "Asia/Karachi", 1)
    ingest([write([article(1, published="2026-03-01T22:00:00Z")])], in_karachi)
    (row,) = Store(settings.store).snapshot().read("articles", ["day"]).to_pylist()
    assert str(row["day"]) == "2026-03-02"
    assert counted(ingest([write([article(2)])], settings)) == (1, 0, 0, 0), "the store keeps its zone"


def test_many_processes_give_the_same_store(article, write, settings_for) -> None:
    records = [article(n) for n in range(230)]
    alone, together = settings_for("alone"), settings_for("together")
    ingest([write(records)], alone)
    ingest([write(records)], Settings(together.store, together.actors, together.countries, None, 2))
    assert len(contents(alone)["articles"]) == len(records)
    assert contents(together) == contents(alone)


def test_progress_is_told_and_ends_complete(article, write, settings) -> None:
    seen = []
    path = write([article(n) for n in range(5)])
    ingest([path], settings, on_progress=seen.append)
    assert seen[-1].read == seen[-1].stored == 5
    assert seen[-1].bytes_done == seen[-1].bytes_total == path.stat().st_size


def test_the_first_real_articles_take_the_place_of_invented_ones(article, write, settings) -> None:
    build_demo(settings, size=30, days=120, end=date(2026, 6, 30))
    assert Store(settings.store).is_demo
    broken = write([])
    broken.write_text("{broken\n")
    ingest([broken], settings)
    assert Store(settings.store).is_demo, "nothing real has come yet"
    ingest([write([article(n) for n in range(3)])], settings)
    store = Store(settings.store)
    assert not store.is_demo
    assert len(contents(settings)["articles"]) == 3
    assert verify(store) == []


def test_names_leave_out_a_temporary_folder(article, write, settings) -> None:
    path = write([article(1)])
    path.write_text(path.read_text() + "{broken\n")
    ingest([path], settings, under=path.parent)
    snapshot = Store(settings.store).snapshot()
    assert snapshot.read("articles", ["origin"]).to_pylist() == [{"origin": f"{path.name}, line 1"}]
    assert snapshot.read("quarantine", ["file"]).to_pylist() == [{"file": path.name}]


def test_what_gdelt_measured_stays_in_columns_of_its_own(settings, tmp_path) -> None:
    row = [""] * 27
    row[0], row[1], row[2], row[3] = "20260301120000-1", "20260301120000", "1", "paper.example"
    row[4] = "https://paper.example/ferry"
    row[9] = "1#Kenya#KE#KE#1#38#KE"
    row[15] = "-2.5,1,3.5,4.5,20,1,300"
    row[26] = "<PAGE_TITLE>Ferry opens in Kenya</PAGE_TITLE>"
    path = tmp_path / "20260301120000.gkg.csv"
    path.write_text("\t".join(row) + "\n")
    summary = ingest([path], settings)
    assert (summary.new, summary.title_only) == (1, 1)
    columns = ["title", "title_only", "gdelt_tone", "gdelt_places", "title_tone"]
    (stored,) = Store(settings.store).snapshot().read("articles", columns).to_pylist()
    assert stored["title"] == "Ferry opens in Kenya"
    assert stored["title_only"] is True
    assert (stored["gdelt_tone"], stored["gdelt_places"]) == (-2.5, "Kenya")
    assert stored["title_tone"] == 0.0


def test_an_article_that_fails_when_it_is_cleaned_again_is_not_lost(
    article, write, settings, monkeypatch
) -> None:
    footer = "Sign the guest book at the harbour gate."
    records = [article(3 * n, source="Paper 0") for n in range(FURNITURE_ARTICLES)]
    for record in records:
        record["text"] += f"\n\n{footer}"
    ingest([write(records[:-1])], settings)
    stored = contents(settings)["articles"]
    whole = Annotator.annotate

    def fail_on_cut_text(self: Annotator, title: str, text: str, **known: Any) -> Any:
        if title == records[0]["title"]:
            raise ValueError("an odd text")
        return whole(self, title, text, **known)

    monkeypatch.setattr(Annotator, "annotate", fail_on_cut_text)
    summary = ingest([write(records[-1:])], settings)
    assert (summary.new, summary.recleaned, summary.quarantined) == (1, FURNITURE_ARTICLES - 2, 1)
    assert len(contents(settings)["articles"]) == len(stored) + 1
    assert footer in text_of(settings, "/0"), "it stays as it was"
    assert verify(Store(settings.store)) == []
