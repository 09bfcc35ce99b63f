"""The pages of actors and countries: a ranking, or the profile of one, each of whose numbers has its list."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from monitor.annotate.dictionary import Actor, Role
from monitor.charts.marks import read_mark
from monitor.filters import Cell
from monitor.pipeline import build_demo, ingest
from monitor.query.desk import open_desk
from monitor.query.evidence import evidence
from monitor.settings import PROJECT, load_settings
from monitor.ui.panel import Panel
from monitor.ui.profile_words import Wording, kind_of_wording, verdict

FRAME = PROJECT / "src" / "monitor" / "ui" / "frame.py"
ACCUSING = """Defence Minister Khawaja Asif accused the Tehrik-i-Taliban Pakistan of a murderous attack on a \
bus depot near Quetta on Monday.

"The TTP kills our children and hides behind the border," Asif said. "It is sheltered by people who call \
themselves our brothers."

Kabul said it gave no shelter to anyone and rejected the accusation. The Afghan capital has heard the charge \
before.

The Pakistani Taliban claimed nothing. Residents of {town} said they heard two explosions before dawn."""
TOWNS = ("Pishin", "Chaman", "Ziarat", "Kuchlak")


@pytest.fixture(scope="module")
def accused(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few reports of one accusation, read with the dictionary that comes with the project."""
    folder = tmp_path_factory.mktemp("accused")
    records = [
        {
            "url": f"https://gazette.example/{number}",
            "title": f"Minister blames TTP for {number + 2} dead near {town}",
            "text": ACCUSING.format(town=town)
            + f"\n\nThe road to {town} stayed closed for {number + 3} hours.",
            "source": "gazette.example",
            "source_country": "PAK",
            "language": "en",
            "published": f"2025-0{number + 3}-0{number + 2}T08:00:00Z",
        }
        for number, town in enumerate(TOWNS)
    ]
    path = folder / "reports.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    settings = load_settings(store=folder / "store")
    ingest([path], settings)
    return settings.store


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("profiles") / "store"
    build_demo(load_settings(store=path), size=200, days=60, end=date(2026, 6, 30))
    return path


def opened(store: Path, monkeypatch: pytest.MonkeyPatch, page: str, **params: Any) -> AppTest:
    monkeypatch.setenv("MONITOR_STORE", str(store))
    app = AppTest.from_file(str(FRAME), default_timeout=240)
    app.run()
    app.switch_page(str(PROJECT / "pages" / f"{page}.py"))
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def panels(app: AppTest) -> dict[str, Panel]:
    return {panel.name: panel for panel in app.session_state["drawn"]}


def said(app: AppTest) -> str:
    kinds = (app.text, app.caption, app.markdown, app.header, app.subheader)
    return "\n".join(element.value.replace("\\", "") for kind in kinds for element in kind)


def has_its_list(store: Path, panel: Panel) -> int:
    """Compare a panel's rows and marks with their lists; gives how many were compared."""
    desk, compared = open_desk(store), 0
    rows = panel.rows.to_dict("records")
    for place, (row, cell) in list(enumerate(zip(rows, panel.cells, strict=True)))[:2]:
        if cell is None or "count" not in row:
            continue
        assert evidence(desk, panel.filters_of(place), cell, limit=0).total == row["count"], (panel.name, cell)
        compared += 1
    counted = dict(zip(panel.cells, rows, strict=True))
    for trace in panel.figure.data if panel.figure else ():
        for data in list(trace.customdata if trace.customdata is not None else ())[:2]:
            cell = read_mark(list(data))
            assert isinstance(cell, Cell)
            total = evidence(desk, panel.filters, cell, limit=0).total
            assert total == (counted[cell]["count"] if cell in counted else 0), (panel.name, cell)
            compared += 1
    return compared


ACTOR_PANELS = {
    "profile_figures", "series_actor", "tone_actor", "tones", "places", "voices", "names", "outlets_source",
    "outlets_publisher", "with_actor", "with_country", "sentences",
}  # fmt: skip
COUNTRY_PANELS = {
    "profile_figures", "relation_mentioned", "relation_about", "relation_published", "tone_country", "tones",
    "places", "voices", "evidence", "names", "acting", "outlets_source", "outlets_publisher", "with_actor",
    "with_country", "sentences",
}  # fmt: skip


def test_without_a_choice_all_are_ranked(invented: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for page, kind in (("actors", "actor"), ("countries", "country")):
        app = opened(invented, monkeypatch, page)
        assert {f"series_{kind}", f"tone_{kind}", f"ranked_{kind}"} <= set(panels(app))
        assert app.selectbox(key="option_profile").value == ""


def test_the_profile_of_an_actor_is_whole_and_each_number_has_its_list(
    invented: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(invented, monkeypatch, "actors", profile="actor:un")
    found = panels(app)
    assert set(found) >= ACTOR_PANELS
    for name in sorted(ACTOR_PANELS - {"profile_figures", "sentences"}):
        assert has_its_list(invented, found[name]), name
    figures = found["profile_figures"].rows.set_index("figure")
    listed = evidence(open_desk(invented), found["profile_figures"].filters, Cell(actor="un"))
    assert figures.loc["stories", "value"] == listed.total
    assert [metric.label for metric in app.metric] == ["Stories", "Share", "Tone", "Stance", "Sources"]


def test_the_profile_of_a_country_keeps_its_relations_apart(
    invented: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(invented, monkeypatch, "countries", profile="country:IND")
    found = panels(app)
    assert set(found) >= COUNTRY_PANELS - {"acting"}
    for name in sorted(set(found) & COUNTRY_PANELS - {"profile_figures", "sentences"}):
        has_its_list(invented, found[name])
    roles = [found[f"relation_{role}"].filters.country_role for role in ("mentioned", "about", "published")]
    assert roles == ["mentioned", "about", "published"]
    assert [metric.label for metric in app.metric] == ["Stories", "Share", "Tone", "Sources"]


def test_a_country_that_publishes_has_no_words_of_its_own(
    invented: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(invented, monkeypatch, "countries", profile="country:IND", role="published")
    assert not set(panels(app)) & {"places", "voices", "evidence", "names", "sentences"}
    assert has_its_list(invented, panels(app)["tones"])
    assert "what its sources write" in said(app)


def test_the_choice_at_the_side_is_left_out_and_told(invented: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(invented, monkeypatch, "actors", profile="actor:un", actor=["unesco", "wto"])
    assert "is left out here" in said(app)
    assert panels(app)["tones"].filters.actors == ("un",)


def test_an_actor_that_nobody_names_is_shown_with_its_entry(
    invented: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(invented, monkeypatch, "actors", profile="actor:ttp")
    assert "Tehrik-i-Taliban Pakistan" in said(app)
    assert "Armed group, Pakistan" in said(app)
    assert "No stories match the filters" in said(app)
    assert not panels(app)


def test_a_profile_of_the_other_kind_opens_on_its_own_page(
    invented: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(invented, monkeypatch, "actors", profile="country:IND")
    assert [title.value for title in app.title] == ["Countries"]
    assert "profile_figures" in panels(app)


def test_picking_one_opens_its_profile(invented: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(invented, monkeypatch, "actors")
    app.selectbox(key="option_profile").select("actor:un").run()
    assert not app.exception
    assert "profile_figures" in panels(app)
    app.selectbox(key="option_profile").select("").run()
    assert "ranked_actor" in panels(app)


def test_an_accusation_is_its_speakers_and_the_capital_acts(
    accused: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(accused, monkeypatch, "actors", profile="actor:ttp")
    found = panels(app)
    voices = found["voices"].rows.set_index("voice")
    assert voices.loc["khawaja-asif", "count"] == len(TOWNS)
    assert voices.loc["khawaja-asif", "name"] == "Khawaja Asif"
    assert {"TTP", "Tehrik-i-Taliban Pakistan", "Pakistani Taliban"} <= set(found["names"].rows["alias"])
    together = found["with_country"].rows.set_index("country")
    assert together.loc["AFG", "count"] == len(TOWNS)
    assert "khawaja-asif" in set(found["with_actor"].rows["actor"])
    accusing = found["sentences"].rows
    accusing = accusing[accusing["sentence"].str.contains("murderous attack")]
    assert set(accusing["voice"]) == {"khawaja-asif"}
    assert set(accusing["sound"]) == {"negative"}
    for name in ("voices", "names", "places", "with_country", "outlets_source"):
        assert has_its_list(accused, found[name])

    country = panels(opened(accused, monkeypatch, "countries", profile="country:AFG"))
    recognised = country["evidence"].rows.set_index("evidence")
    assert recognised.loc["government", "count"] == len(TOWNS)
    assert country["acting"].rows["alias"].to_list() == ["Kabul"]
    assert has_its_list(accused, country["acting"])
    assert has_its_list(accused, country["evidence"])


def test_the_words_of_strangers_are_no_markup(accused: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(accused, monkeypatch, "actors", profile="actor:ttp")
    assert any("Khawaja Asif accused" in element.value for element in app.text)


ENTRY = Actor(
    id="asif", name="Khawaja Asif", kind="person", country="PAK", aliases=("Khawaja Asif", "Minister Asif"),
    weak=("KA",), roles=(Role("Defence Minister", "PAK", None, None),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("alias", "kind"),
    [
        ("Khawaja Asif", Wording.NAME),
        ("KHAWAJA ASIF", Wording.NAME),
        ("KA", Wording.WEAK),
        ("Asif", Wording.SHORT),
        ("defence minister", Wording.OFFICE),
        ("minister", Wording.OFFICE),
    ],
)
def test_words_are_told_apart(alias: str, kind: Wording) -> None:
    assert kind_of_wording(alias, ENTRY) is kind


def test_without_an_entry_every_word_is_a_name() -> None:
    assert kind_of_wording("anything", None) is Wording.NAME


CLEAR, UNCLEAR, NONE = (-0.2, -0.06), (-0.1, 0.3), (float("nan"), float("nan"))
UNSURE = "Whether headlines sound other than texts can't be told: "


@pytest.mark.parametrize(
    ("tones", "difference", "numbers", "begins"),
    [
        ((-0.21, -0.08), CLEAR, (40, 50), "Headlines sound more negative than texts: −0.21 against −0.08"),
        ((0.3, 0.1), (0.1, 0.3), (40, 50), "Headlines sound more positive than texts"),
        ((0.1, 0.0), UNCLEAR, (40, 50), f"{UNSURE}+0.10 against 0.00"),
        ((0.9, -0.9), CLEAR, (9, 50), f"{UNSURE}n = 9 for headlines"),
        ((0.9, -0.9), CLEAR, (50, 3), f"{UNSURE}n = 3 for texts"),
        ((0.1, 0.1), NONE, (40, 50), f"{UNSURE}+0.10 against +0.10"),
    ],
)
def test_a_difference_is_said_as_surely_as_it_is_known(
    tones: tuple[float, float], difference: tuple[float, float], numbers: tuple[int, int], begins: str
) -> None:
    assert verdict(("headlines", "texts"), tones, difference, numbers).startswith(begins)
