"""An edit is saved whole or not at all, keeps every other byte, and tells beforehand what it does."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.annotate.dictionary import Actor, Role, load_dictionary
from monitor.errors import DictionaryError, InputError, StoreError
from monitor.filters import Filters
from monitor.pipeline import catch_up, ingest
from monitor.pipeline.edit import (
    Edited,
    cleaned,
    make_actor,
    new_id,
    open_dictionary,
    restore,
    save,
    with_actor,
    without_actor,
)
from monitor.pipeline.preview import preview
from monitor.pipeline.versions import Versions, keep_current
from monitor.query.counts import counts
from monitor.query.desk import open_desk
from monitor.settings import Settings, load_settings
from monitor.store.store import Store

LUND = make_actor(id_="ana-lund", name="Ana Lund", kind="person", aliases=["Lund of Kenya"])


@pytest.fixture
def loaded(article: Callable[..., Any], write: Callable[..., Path], settings: Settings, kept: Path) -> Settings:
    """Twelve stories; Ana Lund stands in the texts of five, twice in each, and in the title of a sixth."""
    records = [article(n) for n in range(12)]
    for record in records[:5]:
        record["text"] += " Ana Lund spoke of boats. Later ANA  LUND left."
    records[5]["title"] = "Ana Lund sails"
    if not kept.exists():
        ingest([write(records)], replace(settings, store=kept))
    shutil.copytree(kept, settings.store)
    return settings


def edited(settings: Settings, actor: Actor, old: str | None = None) -> Edited:
    return with_actor(open_dictionary(settings), actor, old)


def test_saving_keeps_every_other_byte(settings: Settings) -> None:
    text = "# kept\r\n" + settings.actors.read_text().replace("\n", "\r\n") + "# the end"
    settings.actors.write_bytes(b"\xef\xbb\xbf" + text.encode())
    settings.actors.chmod(0o640)
    opened = open_dictionary(settings)
    union = opened.dictionary.actors["meridian-union"]
    save(settings, with_actor(opened, replace(union, weak=(*union.weak, "M.U.: the")), union.id))
    expected = text.replace("weak: [MU]", 'weak: [MU, "M.U.: the"]')
    assert settings.actors.read_bytes() == b"\xef\xbb\xbf" + expected.encode()
    assert settings.actors.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in settings.actors.parent.glob(".actors*")] == [], "no temporary file is left"


def test_a_link_to_the_file_stays_a_link(settings: Settings, tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    settings.actors.rename(real)
    settings.actors.symlink_to(real)
    save(settings, edited(settings, LUND))
    assert settings.actors.is_symlink()
    assert "ana-lund" in real.read_text()


@pytest.mark.parametrize(
    ("actor", "says"),
    [
        (
            replace(LUND, name="Tamsin Okello", aliases=("Tamsin Okello",)),
            "belongs to tamsin-okello and to ana-lund",
        ),
        (replace(LUND, parent="nobody"), "The parent nobody is no actor here"),
        (replace(LUND, id="Ana Lund"), "lower-case letters"),
        (replace(LUND, id="tamsin-okello"), "already taken"),
        (replace(LUND, name="", aliases=("",)), "The name is missing"),
        (replace(LUND, weak=("…",)), "has no letter"),
        (replace(LUND, country="XYZ"), "alpha-3"),
        (replace(LUND, roles=(Role("", None, None, None),)), "is empty"),
    ],
)
def test_a_mistake_is_the_loaders_sentence_and_changes_nothing(
    settings: Settings, actor: Actor, says: str
) -> None:
    before = settings.actors.read_bytes()
    with pytest.raises(DictionaryError, match=says):
        edited(settings, actor)
    assert settings.actors.read_bytes() == before


def test_who_was_faster_is_not_overwritten(settings: Settings) -> None:
    mine = edited(settings, LUND)
    theirs = edited(settings, replace(LUND, id="theirs", name="Their Actor", aliases=("Their Actor",)))
    save(settings, theirs)
    with pytest.raises(InputError, match="Somebody else has changed"):
        save(settings, mine)
    assert "ana-lund" not in settings.actors.read_text()
    save(settings, edited(settings, LUND))
    assert {"ana-lund", "theirs"} <= set(load_dictionary(settings.actors, settings.countries).actors)


def test_switched_off_nothing_is_saved(settings: Settings) -> None:
    before = settings.actors.read_bytes()
    with pytest.raises(InputError, match="MONITOR_EDIT"):
        save(replace(settings, edit=False), edited(settings, LUND))
    assert settings.actors.read_bytes() == before


def test_the_switch_stands_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, edits in (("off", False), ("OFF", False), ("on", True), ("", True)):
        monkeypatch.setenv("MONITOR_EDIT", value)
        assert load_settings().edit is edits
    monkeypatch.setenv("MONITOR_EDIT", "maybe")
    with pytest.raises(InputError, match="on or off"):
        load_settings()


def test_a_file_that_cannot_be_written_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = settings.actors.read_bytes()
    change = edited(settings, LUND)

    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("monitor.pipeline.edit.tempfile.mkstemp", refuse)
    with pytest.raises(StoreError, match="Permission denied"):
        save(settings, change)
    assert settings.actors.read_bytes() == before


def test_a_parent_is_not_deleted_under_its_children(settings: Settings) -> None:
    save(settings, edited(settings, replace(LUND, parent="meridian-union")))
    with pytest.raises(DictionaryError, match="The parent meridian-union"):
        without_actor(open_dictionary(settings), "meridian-union")
    save(settings, without_actor(open_dictionary(settings), "ana-lund"))
    assert "ana-lund" not in settings.actors.read_text()


def test_anchors_between_entries_are_refused(settings: Settings) -> None:
    settings.actors.write_text(
        "- id: a\n  name: A A\n  kind: party\n  context: &words [one]\n"
        "- id: b\n  name: B B\n  kind: party\n  context: *words\n"
    )
    opened = open_dictionary(settings)
    with pytest.raises(DictionaryError):
        with_actor(opened, replace(opened.dictionary.actors["a"], context=("two",)), "a")


def test_every_version_is_kept_and_comes_back(settings: Settings) -> None:
    first = settings.actors.read_text()
    save(settings, edited(settings, LUND), note="  ana:\n new ")
    union = open_dictionary(settings).dictionary.actors["meridian-union"]
    more = replace(union, aliases=(*union.aliases, "The Meridian"), weak=(), kind="party")
    save(settings, edited(settings, more, union.id))
    settings.actors.write_text(settings.actors.read_text() + "# by hand\n")
    keep_current(settings)
    keep_current(settings)
    restore(settings, 1)
    listed = Versions(settings.store).listed()
    assert settings.actors.read_text() == first
    assert [(version.number, version.changes, version.note) for version in listed] == [
        (1, (), ""),
        (2, ("new: Ana Lund",), "ana: new"),
        (3, ("Meridian Union: kind organisation → party, +1 alias, −1 weak alias",), ""),
        (4, (), ""),
        (
            5,
            ("removed: Ana Lund", "Meridian Union: kind party → organisation, −1 alias, +1 weak alias"),
            "version 1 restored",
        ),
    ]
    assert listed[0].version == listed[4].version
    assert Versions(settings.store).text(listed[3].actors).endswith("# by hand\n")
    assert Versions(settings.store).dictionary(listed[1].version) is not None
    with pytest.raises(InputError, match="no version 99"):
        restore(settings, 99)


def test_a_damaged_version_is_told(settings: Settings) -> None:
    kept = keep_current(settings)
    save(settings, edited(settings, LUND))
    (Versions(settings.store).folder / f"{kept.actors}.yaml.gz").write_bytes(b"broken")
    with pytest.raises(StoreError, match="kept version"):
        restore(settings, 1)


def test_a_store_with_kept_versions_alone_is_still_a_new_store(settings: Settings, article, write) -> None:
    keep_current(settings)
    ingest([write([article(1)])], settings)
    assert Store(settings.store).snapshot().number == 1


def test_ids_are_made_of_names() -> None:
    assert new_id("Tehrik-i-Taliban Pakistan", frozenset()) == "tehrik-i-taliban-pakistan"
    assert new_id("Éva “Q” Łuk", frozenset({"eva-q-luk", "eva-q-luk-2"})) == "eva-q-luk-3"
    assert new_id("平和党", frozenset()) == "actor"


def test_texts_are_cleaned() -> None:
    assert cleaned(" a\n\tb \ud800") == "a b ?"


def numbers(settings: Settings, actor: str, measure: Any) -> int:
    answer = counts(open_desk(settings.store), Filters(actors=(actor,), measure=measure), ("actor",))
    return int(answer["count"].sum())


def test_the_preview_finds_what_was_planted(loaded: Settings) -> None:
    change = edited(loaded, LUND)
    found = preview(Store(loaded.store).snapshot(), change.dictionary, "ana-lund")
    assert found.complete
    assert [(shift.actor, shift.stories, shift.mentions) for shift in found.shifts] == [("ana-lund", 6, 11)]
    assert len(found.samples) == 6, "one sentence for each story"
    assert {sample.text[sample.start : sample.end] for sample in found.samples} == {"Ana Lund"}
    assert sum(sample.in_title for sample in found.samples) == 1
    assert all(sample.gained and len(sample.text) < 400 for sample in found.samples)


def test_the_preview_tells_who_loses_a_name(loaded: Settings) -> None:
    save(loaded, edited(loaded, LUND))
    catch_up(loaded)
    longer = make_actor(id_="boats", name="Lund spoke", kind="company", aliases=["Ana Lund spoke"])
    found = preview(Store(loaded.store).snapshot(), edited(loaded, longer).dictionary, "boats")
    shifts = {shift.actor: (shift.stories, shift.mentions) for shift in found.shifts}
    assert shifts["boats"] == (5, 5)
    assert shifts["ana-lund"][1] <= -5
    assert {sample.gained for sample in found.samples} == {True, False}
    assert found.samples[0].actor == "boats", "the edited one first"


def test_a_preview_of_a_part_says_so(loaded: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.pipeline.preview.MOST_READ", 2)
    found = preview(Store(loaded.store).snapshot(), edited(loaded, LUND).dictionary)
    assert (found.read, found.complete) == (2, False)
    assert found.found > 2
    assert sum(shift.stories for shift in found.shifts) == 2


@pytest.mark.parametrize("seed", range(8))
def test_the_preview_is_what_comes(loaded: Settings, seed: int) -> None:
    """Numbers before plus the previewed difference are the numbers after reading again, for every actor."""
    chance = random.Random(seed)
    names = [
        "Ana Lund",
        "Lund",
        "river authority",
        "Delegates",
        "Union of the Meridian lake",
        "harvest",
        "Nairobi",
    ]
    for step in range(2):
        opened = open_dictionary(loaded)
        id_ = chance.choice([*opened.dictionary.actors, f"new-{step}"])
        taken = {a for key, actor in opened.dictionary.actors.items() if key != id_ for a in actor.aliases}
        free = [name for name in names if name not in taken]
        old = opened.dictionary.actors.get(id_)
        actor = make_actor(
            id_=id_,
            name=old.name if old else chance.choice(free),
            kind=chance.choice(["person", "organisation"]),
            aliases=chance.sample(free, 1),
            weak=chance.sample(names, 2),
            context=["valley"],
            exclude=chance.sample(names, 1),
        )
        change = with_actor(opened, actor, id_ if old else None)
        if change.dictionary == opened.dictionary:
            continue
        found = preview(Store(loaded.store).snapshot(), change.dictionary, id_)
        assert found.complete
        everyone = {*opened.dictionary.actors, *change.dictionary.actors}
        before = {(a, m): numbers(loaded, a, m) for a in everyone for m in ("stories", "mentions")}
        save(loaded, change)
        catch_up(loaded)
        shifts = {shift.actor: {"stories": shift.stories, "mentions": shift.mentions} for shift in found.shifts}
        for (who, measure), number in before.items():
            assert numbers(loaded, who, measure) == number + shifts.get(who, {}).get(measure, 0), (who, measure)
