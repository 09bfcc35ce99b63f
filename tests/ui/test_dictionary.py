"""The page of the dictionary: found, opened, changed with a preview, saved, refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from monitor.annotate.dictionary import Actor, load_dictionary
from monitor.filters import Cell, Filters
from monitor.pipeline import build_demo, catch_up
from monitor.pipeline.edit import make_actor, open_dictionary, with_actor
from monitor.pipeline.preview import preview
from monitor.pipeline.suggest import suggest
from monitor.pipeline.versions import Versions
from monitor.query.desk import open_desk
from monitor.query.evidence import evidence
from monitor.query.texts import texts
from monitor.settings import DATA, PROJECT, Settings, load_settings
from monitor.ui.data import open_data
from monitor.ui.dictionary_browse import actor_rows
from monitor.ui.dictionary_preview import preview_rows

from .test_app import FRAME, LAST, said


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dictionary") / "store"
    build_demo(load_settings(store=path), size=150, days=60, end=LAST)
    return path


@pytest.fixture
def settings(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A store and a dictionary of the test's own."""
    shutil.copytree(built, tmp_path / "store")
    shutil.copy(DATA / "actors.yaml", tmp_path / "actors.yaml")
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("MONITOR_ACTORS", str(tmp_path / "actors.yaml"))
    return load_settings()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """Readings that the page began; none of them runs."""
    begun: list[Settings] = []
    monkeypatch.setattr("monitor.ui.dictionary_reading.start", begun.append)
    return begun


@pytest.fixture
def open_page(settings: Settings) -> Callable[..., AppTest]:
    """Opens the page by a link."""
    assert settings.actors.exists()

    def opened(**params: str) -> AppTest:
        app = AppTest.from_file(str(FRAME), default_timeout=240)
        app.run()
        app.switch_page(str(PROJECT / "pages" / "dictionary.py"))
        app.query_params.clear()
        app.query_params.update(params)
        app.run()
        assert not app.exception
        return app

    return opened


def actors(settings: Settings) -> dict[str, Actor]:
    return load_dictionary(settings.actors, settings.countries).actors


def test_actors_are_found_by_any_name_without_accents(settings: Settings) -> None:
    data = open_data(settings, frozenset())
    whole = actor_rows(data, Filters(), "", "any")
    assert len(whole) == len(data.dictionary.actors)
    assert list(whole["count"]) == sorted(whole["count"], reverse=True)
    assert list(actor_rows(data, Filters(), "NORTH atlantic  alliance", "any")["actor"]) == ["nato"]
    assert "erdogan" in " ".join(actor_rows(data, Filters(), "Erdoğan", "person")["actor"])
    assert actor_rows(data, Filters(), "erdogan", "any").equals(actor_rows(data, Filters(), "Erdoğan", "any"))
    groups = actor_rows(data, Filters(), "", "armed-group")
    assert set(groups["kind"]) == {"armed group"}
    assert actor_rows(data, Filters(), "no such name at all", "any").empty


@pytest.mark.parametrize("measure", ["stories", "articles", "mentions"])
def test_each_number_of_the_list_is_the_length_of_its_evidence(settings: Settings, measure) -> None:
    data = open_data(settings, frozenset())
    filters = Filters(measure=measure)
    rows = actor_rows(data, filters, "", "any")
    counted = rows[rows["count"] > 0]
    assert len(counted) > 5
    for row in counted.itertuples():
        assert evidence(data.desk, filters, Cell(actor=row.actor), limit=0).total == row.count


def test_the_numbers_of_a_preview_are_those_of_the_pages(settings: Settings) -> None:
    """Before, each is the length of its evidence; after the saved change, the later one is."""
    desk = open_desk(settings.store)
    opened = open_dictionary(settings)
    name = suggest(texts(desk, Filters(), 1_000), opened.dictionary).names[0].name
    edited = with_actor(opened, make_actor(id_="planted", name=name, kind="person"))
    rows = preview_rows(
        desk, preview(desk.snapshot, edited.dictionary, "planted"), edited.dictionary, "planted"
    )
    assert rows["actor"].iloc[0] == "planted"
    for row in rows.itertuples():
        assert evidence(desk, Filters(), Cell(actor=row.actor), limit=0).total == row.stories
    settings.actors.write_text(edited.text)
    catch_up(settings)
    now = open_desk(settings.store)
    for row in rows.itertuples():
        assert evidence(now, Filters(), Cell(actor=row.actor), limit=0).total == row.stories_after
        assert evidence(now, Filters(measure="mentions"), Cell(actor=row.actor)).total == row.mentions_after


def test_the_list_is_shown_and_searched(open_page) -> None:
    app = open_page()
    assert [title.value for title in app.title] == ["Dictionary"]
    assert any("2,4" in head.value or "actors" in head.value for head in app.subheader)
    app.text_input(key="dictionary_find").set_value("atlantic").run()
    assert app.query_params["find"] in ("search:atlantic", ["search:atlantic"])
    assert not app.exception


@pytest.mark.parametrize("part", ["countries", "suggestions", "versions"])
def test_every_part_opens_by_link(open_page, part: str) -> None:
    app = open_page(part=part)
    assert app.segmented_control(key="option_part").value == part


def test_an_alias_is_added_with_a_preview_and_saved(open_page, settings: Settings, started) -> None:
    app = open_page(entry="actor:un")
    area = app.text_area(key="entry_aliases")
    assert "United Nations Organization" in area.value
    assert app.button(key="entry_save").disabled
    area.set_value(area.value + "\nthe ferry").run()
    assert "What would change" in [head.value for head in app.subheader]
    app.text_input(key="entry_note_0").set_value("ana: ferries").run()
    app.button(key="entry_save").click().run()
    assert not app.exception
    assert "the ferry" in actors(settings)["un"].aliases
    assert started == [settings]
    newest = Versions(settings.store).listed()[-1]
    assert (newest.changes, newest.note) == (("United Nations: +1 alias",), "ana: ferries")
    assert app.button(key="entry_save").disabled, "nothing is left to save"
    assert "newer than the data" in said(app)


def test_a_mistake_is_shown_beside_the_form_and_not_saved(open_page, settings: Settings, started) -> None:
    before = settings.actors.read_bytes()
    app = open_page(entry="actor:un")
    app.text_area(key="entry_aliases").set_value("World Bank").run()
    assert "The alias 'World Bank' belongs to" in said(app)
    assert app.button(key="entry_save").disabled
    assert settings.actors.read_bytes() == before
    assert started == []


def test_unsaved_changes_wait_on_other_pages(open_page) -> None:
    app = open_page(entry="actor:un")
    app.text_area(key="entry_weak").set_value("the ferry").run()
    app.switch_page(str(PROJECT / "pages" / "sources.py")).run()
    app.switch_page(str(PROJECT / "pages" / "dictionary.py")).run()
    app.button(key="dictionary_back").click().run()
    app.button(key="waiting_un").click().run()
    assert app.text_area(key="entry_weak").value == "the ferry"
    app.button(key="entry_discard").click().run()
    assert app.text_area(key="entry_weak").value == ""
    assert app.button(key="entry_save").disabled


def test_a_suggestion_is_added_and_deleted_again(open_page, settings: Settings, started) -> None:
    app = open_page(part="suggestions")
    name = next(text.value for text in app.text if text.value.endswith("?")).split(" · ")[0]
    next(button for button in app.button if str(button.key).startswith("suggestion_add_")).click().run()
    assert app.text_input(key="entry_name").value == name
    app.button(key="entry_save").click().run()
    assert not app.exception
    (id_,) = (key for key, actor in actors(settings).items() if actor.name == name)
    assert app.query_params["entry"] in (f"actor:{id_}", [f"actor:{id_}"])
    app.button(key="entry_delete").click().run()
    assert id_ not in actors(settings)
    assert len(started) == 2


def test_an_older_version_comes_back(open_page, settings: Settings, started) -> None:
    before = settings.actors.read_bytes()
    app = open_page(entry="actor:un")
    app.text_area(key="entry_weak").set_value("the ferry").run()
    app.button(key="entry_save").click().run()
    app.button(key="dictionary_back").click().run()
    app.segmented_control(key="option_part").set_value("versions").run()
    app.button(key="version_restore_1").click().run()
    assert settings.actors.read_bytes() == before
    assert len(started) == 2


@pytest.mark.usefixtures("started")
def test_what_others_change_meanwhile_is_not_overwritten(open_page, settings: Settings) -> None:
    app = open_page(entry="actor:un")
    app.text_area(key="entry_weak").set_value("the ferry").run()
    text = settings.actors.read_text() + "# by another\n"
    settings.actors.write_text(text.replace("aliases: [UN, U.N.,", "aliases: [UN, U.N., Onu,"))
    app.button(key="entry_save").click().run()
    assert "Somebody else has changed this entry" in said(app)
    assert app.button(key="entry_save").disabled
    assert "the ferry" not in settings.actors.read_text()
    app.button(key="entry_theirs").click().run()
    assert "Onu" in app.text_area(key="entry_aliases").value
    app.text_area(key="entry_weak").set_value("the boat").run()
    settings.actors.write_text(settings.actors.read_text().replace("Onu,", "Onu, Unog,"))
    app.run()
    app.button(key="entry_mine").click().run()
    app.button(key="entry_save").click().run()
    assert not app.exception
    un = actors(settings)["un"]
    assert (un.weak, "Unog" in un.aliases) == (("the boat",), False), "mine, because I said so"
    assert settings.actors.read_text().endswith("# by another\n")


@pytest.mark.usefixtures("started")
def test_what_others_change_elsewhere_is_kept(open_page, settings: Settings) -> None:
    app = open_page(entry="actor:un")
    app.text_area(key="entry_weak").set_value("the ferry").run()
    settings.actors.write_text(settings.actors.read_text() + "- {id: zz, name: Zz Top, kind: party}\n")
    app.button(key="entry_save").click().run()
    assert {"zz", "un"} <= set(actors(settings))
    assert actors(settings)["un"].weak == ("the ferry",)


def test_switched_off_the_page_only_reads(open_page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_EDIT", "off")
    app = open_page(entry="actor:un")
    assert "switched off" in said(app)
    assert not app.text_area
    assert "United Nations Organization" in said(app)
    keys = {str(button.key) for button in app.button}
    assert not any(key.startswith(("entry_save", "entry_delete", "dictionary_new")) for key in keys)


def test_an_unknown_entry_is_named(open_page) -> None:
    app = open_page(entry="actor:nobody")
    assert "actor:nobody" in said(app)


def test_a_dictionary_that_was_changed_by_hand_asks_to_be_read(open_page, settings: Settings, started) -> None:
    settings.actors.write_text(settings.actors.read_text() + "- {id: zz, name: Zz Top, kind: party}\n")
    app = open_page()
    assert "newer than the data" in said(app)
    app.button(key="dictionary_read_again").click().run()
    assert started == [settings]
