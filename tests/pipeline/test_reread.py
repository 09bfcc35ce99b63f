"""Reading again what a change touches gives the store that reading everything again gives."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import Actor, Role
from monitor.pipeline import catch_up, ingest, retag
from monitor.pipeline.background import is_current, reading, run, start
from monitor.pipeline.edit import make_actor, open_dictionary, save, with_actor, without_actor
from monitor.pipeline.reread import read_with
from monitor.pipeline.versions import Versions, keep_current
from monitor.settings import Settings
from monitor.store.lock import commit_lock
from monitor.store.schema import ARTICLES, DAILY, MENTIONS
from monitor.store.store import Store
from monitor.store.verify import verify


def rows(settings: Settings) -> dict[str, Any]:
    """What a store holds, but for the column that says with which dictionary a row was written."""
    snapshot = Store(settings.store).snapshot()
    articles = snapshot.read("articles").drop_columns(["dictionary"]).to_pylist()
    mentions = snapshot.read("mentions").to_pylist()
    daily = snapshot.read("daily")
    keys = ["day", "source", "source_country", "language", "kind", "entity"]
    numbers = ["articles", "mentions", "title_only"]
    sums = daily.group_by(keys).aggregate([(name, "sum") for name in numbers]).to_pylist()
    return {
        "articles": sorted(articles, key=lambda row: row["article_id"]),
        "mentions": sorted(mentions, key=lambda row: tuple(map(str, row.values()))),
        "daily": sorted(str(row) for row in sums if any(row[f"{name}_sum"] for name in numbers)),
        "dictionary": snapshot.dictionary,
        "read with": read_with(snapshot),
    }


@pytest.fixture
def loaded(article: Callable[..., Any], write: Callable[..., Path], settings: Settings, kept: Path) -> Settings:
    """A store of invented articles that name people and bodies in several ways, one of them undated."""
    records = [article(n) for n in range(36)]
    for n, record in enumerate(records):
        if n % 3 == 0:
            record["text"] += f" The MU met again. Okello of district {n} wrote to Bashar Okello."
        if n % 4 == 0:
            record["text"] += f" The harbour master of Kenya, Ana Lund, spoke of boat {n}; Lund was kind."
        if n % 5 == 0:
            record["title"] = f"Lund and the Flood Office quarrel over gate {n}"
    records[7]["published"] = "0001-01-01"
    if not kept.exists():
        ingest([write(records)], replace(settings, store=kept))
    shutil.copytree(kept, settings.store)
    return settings


def copy_of(settings: Settings, name: str) -> Settings:
    """The same store and dictionary in another place."""
    folder = settings.store.parent / name
    shutil.copytree(settings.store, folder / "store")
    shutil.copy(settings.actors, folder / "actors.yaml")
    return Settings(folder / "store", folder / "actors.yaml", settings.countries, None, 1)


def plainly(settings: Settings) -> None:
    """Read everything again the plain way: each article by itself, all rows of all tables written anew."""
    opened = open_dictionary(settings).dictionary
    annotator = Annotator(opened)
    store = Store(settings.store)
    with store.change("retag", dictionary=opened.version) as change:
        articles = store.snapshot().read("articles")
        read, mentions, daily = [], [], Counter[tuple[Any, ...]]()
        for row in articles.to_pylist():
            said = annotator.annotate(
                row["title"], row["text"], published=row["published_at"], language=row["language"]
            )
            filled = {
                "language": said.language,
                "title_tone": said.title_tone,
                "sentences": [asdict(sentence) for sentence in said.sentences],
                "about": list(said.about),
                "annotator": annotator.version,
                "dictionary": opened.version,
            }
            read.append({**row, **filled})
            of_article = {"article_id": row["article_id"], "day": row["day"]}
            mentions += [{**of_article, **asdict(mention)} for mention in said.mentions]
            key = (row["day"], row["source"], row["source_country"], said.language)
            daily[*key, "", "", "articles"] += 1
            daily[*key, "", "", "title_only"] += row["title_only"]
            for kind, entity in {(mention.kind, mention.entity) for mention in said.mentions}:
                daily[*key, kind, entity, "articles"] += 1
                daily[*key, kind, entity, "title_only"] += row["title_only"]
            for mention in said.mentions:
                daily[*key, mention.kind, mention.entity, "mentions"] += 1
        change.rewrite("articles", [pa.Table.from_pylist(read, ARTICLES)])
        change.rewrite("mentions", [pa.Table.from_pylist(mentions, MENTIONS)])
        keys = ["day", "source", "source_country", "language", "kind", "entity"]
        numbers = {"articles": 0, "mentions": 0, "title_only": 0}
        sums = [
            {**dict(zip(keys, key, strict=True)), **numbers, number: value}
            for (*key, number), value in daily.items()
        ]
        change.rewrite("daily", [pa.Table.from_pylist(sums, DAILY)])
        change.read_again()


LUND = make_actor(
    id_="ana-lund", name="Ana Lund", kind="person", roles=[Role("Harbour Master", "KEN", None, None)]
)
OFFICE = make_actor(
    id_="flood-office", name="Flood Office", kind="organisation", weak=["gate"], context=["museum"]
)


def put(settings: Settings, actor: Actor) -> None:
    opened = open_dictionary(settings)
    save(settings, with_actor(opened, actor, actor.id if actor.id in opened.dictionary.actors else None))


def test_a_new_actor_has_the_history_that_reading_everything_gives(loaded: Settings) -> None:
    whole = copy_of(loaded, "whole")
    for settings in (loaded, whole):
        put(settings, LUND)
    done = catch_up(loaded)
    assert 0 < done.articles < done.total == 36
    plainly(whole)
    assert rows(loaded) == rows(whole)
    assert "ana-lund" in {row["entity"] for row in rows(loaded)["mentions"]}
    assert verify(Store(loaded.store)) == []


def random_change(settings: Settings, chance: random.Random) -> None:
    """Save one random edit of the small dictionary."""
    opened = open_dictionary(settings)
    actors = opened.dictionary.actors
    names = [
        "Ana Lund",
        "Lund",
        "Flood Office",
        "Bashar Okello",
        "river authority",
        "Nairobi",
        "MU",
        "gate",
        "Delegates",
    ]
    pick = lambda most: chance.sample(names, chance.randint(0, most))  # noqa: E731
    id_ = chance.choice([*actors, "new-one"])
    if id_ in actors and len(actors) > 1 and chance.random() < 0.2:
        save(settings, without_actor(opened, id_))
        return
    taken = {alias for key, actor in actors.items() if key != id_ for alias in actor.aliases}
    kept = actors[id_].name if id_ in actors else ""
    name = kept or chance.choice([name for name in names if name not in taken])
    actor = make_actor(
        id_=id_,
        name=name,
        kind=chance.choice(["person", "organisation"]),
        country=chance.choice([None, "KEN", "PRT"]),
        aliases=[alias for alias in pick(2) if alias not in taken],
        weak=pick(2),
        context=chance.sample(["summit", "museum", "harvest"], 1),
        exclude=pick(1),
        roles=[Role("Harbour Master", "KEN", None, None)] if chance.random() < 0.4 else [],
    )
    edited = with_actor(opened, actor, id_ if id_ in actors else None)
    if edited.dictionary != opened.dictionary:
        save(settings, edited)


@pytest.mark.parametrize("seed", range(6))
def test_random_edits_one_after_another(loaded: Settings, seed: int) -> None:
    chance = random.Random(seed)
    for step in range(4):
        random_change(loaded, chance)
        if step == 1:  # two edits, one reading
            continue
        whole = copy_of(loaded, f"whole-{step}")
        catch_up(loaded)
        plainly(whole)
        assert rows(loaded) == rows(whole), step
    assert verify(Store(loaded.store)) == []


def test_articles_of_several_dictionaries_come_together(
    loaded: Settings, article: Callable[..., Any], write: Callable[..., Path]
) -> None:
    """Loading with a changed file leaves the older articles as they were, and the store says so."""
    version = open_dictionary(loaded).dictionary.version
    put(loaded, LUND)
    ingest([write([article(n, text=f"Ana Lund spoke of boat {n} in Kenya.") for n in range(50, 53)])], loaded)
    snapshot = Store(loaded.store).snapshot()
    assert snapshot.dictionary != version
    assert read_with(snapshot) == {version, snapshot.dictionary}
    assert not is_current(snapshot, snapshot.dictionary)
    whole = copy_of(loaded, "whole")
    assert catch_up(loaded).articles < 39
    retag(whole)
    assert rows(loaded) == rows(whole)
    assert is_current(Store(loaded.store).snapshot(), snapshot.dictionary)


def test_what_changes_nothing_commits_nothing(loaded: Settings) -> None:
    before = Store(loaded.store).snapshot().number
    assert catch_up(loaded).articles == 0
    assert Store(loaded.store).snapshot().number == before
    loaded.actors.write_text("# a remark\n" + loaded.actors.read_text())
    assert catch_up(loaded).articles == 0
    assert Store(loaded.store).snapshot().number == before


def test_where_the_old_dictionary_is_not_kept_everything_is_read(loaded: Settings) -> None:
    shutil.rmtree(Versions(loaded.store).folder)
    text = loaded.actors.read_text()
    loaded.actors.write_text(text + "- {id: lund, name: Ana Lund, kind: person}\n")
    whole = copy_of(loaded, "whole")
    done = catch_up(loaded)
    assert done.articles == done.total
    retag(whole)
    assert rows(loaded) == rows(whole)


def test_groups_of_articles_are_written_one_after_another(
    loaded: Settings, article: Callable[..., Any], write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several files of articles, each its own group, their mentions in files that overlap."""
    for first in (40, 60):
        ingest([write([article(n, text=f"Ana Lund of boat {n}.") for n in range(first, first + 9)])], loaded)
    put(loaded, LUND)
    whole = copy_of(loaded, "whole")
    monkeypatch.setattr("monitor.pipeline.reread.GROUP_ARTICLES", 5)
    assert catch_up(loaded).articles < 54
    plainly(whole)
    assert rows(loaded) == rows(whole)
    assert verify(Store(loaded.store)) == []


def test_a_store_without_a_change_of_words_keeps_its_files(loaded: Settings) -> None:
    """Articles that are touched and read as before are not written."""
    files = set(Store(loaded.store).snapshot().files("articles"))
    put(loaded, make_actor(id_="ghost", name="Lund Ghost", kind="person", weak=["Lund"], context=["ghosts"]))
    done = catch_up(loaded)
    assert done.articles > 0, "the weak name stands in some"
    assert set(Store(loaded.store).snapshot().files("articles")) == files


@pytest.mark.parametrize("workers", [1, 2])
def test_reading_everything_is_what_the_annotator_says(
    loaded: Settings, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.pipeline.workers.POOL_FROM", 10)
    whole = copy_of(loaded, "whole")
    for settings in (loaded, whole):
        put(settings, LUND)
    retag(replace(loaded, workers=workers))
    plainly(whole)
    assert rows(loaded) == rows(whole)
    named = Store(loaded.store).snapshot().read("articles", ["dictionary"])["dictionary"].unique().to_pylist()
    assert named == [Store(loaded.store).snapshot().dictionary]


def test_readers_keep_the_old_numbers_until_all_are_new(loaded: Settings) -> None:
    before = Store(loaded.store).snapshot()
    mentions = before.read("mentions").sort_by(
        [(name, "ascending") for name in ("article_id", "start", "entity")]
    )
    put(loaded, LUND)
    seen = []
    catch_up(loaded, on_stage=lambda *_: seen.append(Store(loaded.store).snapshot().number))
    assert set(seen) == {before.number}
    again = before.read("mentions").sort_by([(name, "ascending") for name in ("article_id", "start", "entity")])
    assert again == mentions, "the old snapshot reads as it did"


def test_the_background_process_reads_and_says_how_it_ended(loaded: Settings) -> None:
    put(loaded, LUND)
    assert reading(loaded.store).status == "none"
    start(loaded)
    assert reading(loaded.store).status == "running"
    start(loaded)  # a second one is not started
    while reading(loaded.store).status == "running":
        time.sleep(0.1)
    ended = reading(loaded.store)
    assert (ended.status, ended.problem) == ("done", "")
    assert ended.articles > 0
    snapshot = Store(loaded.store).snapshot()
    assert is_current(snapshot, open_dictionary(loaded).dictionary.version)
    assert snapshot.note in ("retag", "compact")
    assert verify(Store(loaded.store)) == []


def test_a_mistake_in_the_file_is_told_as_a_sentence(loaded: Settings) -> None:
    loaded.actors.write_text("- id: BAD\n")
    run(loaded)
    assert reading(loaded.store).status == "failed"
    assert "lower-case" in reading(loaded.store).problem


def test_a_second_process_leaves_the_first_alone(loaded: Settings) -> None:
    put(loaded, LUND)
    number = Store(loaded.store).snapshot().number
    folder = Versions(loaded.store).folder / "reading"
    folder.mkdir()
    with commit_lock(folder, 1.0):
        run(loaded)
    assert Store(loaded.store).snapshot().number == number


KILLED = """
import os, signal, sys
from pathlib import Path
from monitor.pipeline import background, reread
from monitor.settings import Settings

settings = Settings(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), None, 1)
write = reread._write

def write_and_die(*given, **how):
    write(*given, **how)
    os.kill(os.getpid(), signal.SIGKILL)

reread._write = write_and_die
background.run(settings)
"""


def test_a_killed_reading_leaves_the_store_as_it_was(loaded: Settings) -> None:
    before, old = rows(loaded), Store(loaded.store).snapshot()
    put(loaded, LUND)
    command = [sys.executable, "-c", KILLED, str(loaded.store), str(loaded.actors), str(loaded.countries)]
    assert subprocess.run(command, env={**os.environ}, check=False).returncode == -signal.SIGKILL
    assert reading(loaded.store).status == "stopped"
    assert Store(loaded.store).snapshot() == old
    assert rows(loaded) == before
    assert verify(Store(loaded.store)) == []
    assert not is_current(old, keep_current(loaded).version), "so the page offers to read again"
    whole = copy_of(loaded, "whole")
    catch_up(loaded)
    retag(whole)
    assert rows(loaded) == rows(whole)
    assert verify(Store(loaded.store)) == []
