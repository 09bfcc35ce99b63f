"""The page of articles: what narrows the list can be taken away, and choices stand in the link."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from monitor.pipeline import build_demo
from monitor.query.desk import open_desk
from monitor.query.evidence import COLUMNS, Place, evidence
from monitor.settings import PROJECT, load_settings
from monitor.ui.reader import credit_words, place_words

FRAME = PROJECT / "src" / "monitor" / "ui" / "frame.py"
PAGE = str(PROJECT / "pages" / "articles.py")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("articles") / "store"
    build_demo(load_settings(store=path), size=150, days=60, end=date(2026, 6, 30))
    return path


@pytest.fixture
def app(store: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("MONITOR_STORE", str(store))
    return AppTest.from_file(str(FRAME), default_timeout=120)


def opened(app: AppTest) -> AppTest:
    found = app.run().switch_page(PAGE).run()
    assert not found.exception
    return found


def params(app: AppTest) -> dict[str, list[str]]:
    return {name: [v] if isinstance(v, str) else list(v) for name, v in app.query_params.items()}


def test_chosen_columns_stand_in_the_link_in_the_order_of_the_list(app: AppTest) -> None:
    opened(app).button_group(key="list_columns").set_value(["language", "source"]).run()
    assert params(app)["columns"] == ["source", "language"]
    app.button_group(key="list_columns").set_value([]).run()
    assert "columns" not in params(app)


def test_the_length_of_a_page_stands_in_the_link_and_keeps_the_place(app: AppTest) -> None:
    opened(app).button_group(key="list_length").set_value("25").run()
    assert params(app)["rows"] == ["25"]
    assert "of" in next(caption.value for caption in app.caption if caption.value.startswith("Rows 1 to 25"))


def test_filters_of_a_list_are_chips_that_take_them_away(app: AppTest) -> None:
    opened(app).text_input(key="filter_search").set_value("the").run()
    app.multiselect(key="filter_languages").set_value(["en"]).run()
    assert [app.button(key=f"chip_{n}").label for n in (0, 1)] == ["English", "“the”"]
    app.button(key="chip_1").click().run()
    assert app.text_input(key="filter_search").value == ""
    assert app.button(key="chip_0").label == "English"
    app.button(key="chip_0").click().run()
    assert not {"search", "language"} & set(params(app))


def test_the_reader_knows_its_place_and_steps_to_the_next_and_back(app: AppTest, store: Path) -> None:
    opened(app)
    view = app.session_state["view"]
    ids = evidence(open_desk(store), view.filters, limit=500).rows["article_id"].tolist()
    app.query_params["article"] = ids[1]
    app.run()
    assert f"Story 2 of {len(ids)}" in [text.value for text in app.text]
    app.button(key="reader_after").click().run()
    assert params(app)["article"] == [ids[2]]
    app.button(key="reader_before").click().run()
    app.button(key="reader_before").click().run()
    assert params(app)["article"] == [ids[0]]
    assert app.button(key="reader_before").disabled
    app.button(key="reader_back").click().run()
    assert "article" not in params(app)


@pytest.mark.parametrize(("credit", "says"), [("AP, Reuters", "AP, Reuters"), ("with AFP", "in part AFP")])
def test_a_credit_in_words(credit: str, says: str) -> None:
    assert credit_words(credit) == says


@pytest.mark.parametrize(
    ("place", "says"),
    [(Place("a", 3, 1214, None, None), "Story 3 of 1,214"), (None, "Not in the list of these filters")],
)
def test_a_place_in_words(place: Place | None, says: str) -> None:
    assert place_words(place, "stories") == says


def test_a_list_carries_no_texts() -> None:
    assert "text" not in COLUMNS
