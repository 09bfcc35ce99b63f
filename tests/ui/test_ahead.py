"""A page names the scripts that it will need, so that the browser loads them beside the rest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import file_util
from streamlit.testing.v1 import AppTest

from monitor.ui import frame
from monitor.ui.ahead import LoadAhead, scripts

STATIC = Path(file_util.get_static_dir())


@pytest.fixture
def client() -> TestClient:
    def page(_: Request) -> Response:
        return HTMLResponse("<h1>Page</h1>")

    def data(_: Request) -> Response:
        return JSONResponse([1])

    app = Starlette(routes=[Route("/", page), Route("/data", data)])
    app.add_middleware(LoadAhead)
    return TestClient(app)


def test_this_streamlit_has_the_scripts_of_charts_and_tables() -> None:
    found = scripts(STATIC)
    assert [script.rsplit("/", 1)[1].partition(".")[0] for script in found] == ["PlotlyChart", "DataFrame"]
    assert all((STATIC / script).is_file() for script in found)


def test_a_page_names_them_and_data_does_not(client: TestClient) -> None:
    links = client.get("/").headers["link"].split(", ")
    assert [link.partition(">")[0].removeprefix("<") for link in links] == scripts(STATIC)
    assert all("rel=modulepreload" in link for link in links)
    assert "link" not in client.get("/data").headers


def test_each_page_has_the_browser_run_them_and_nobody_sees_it() -> None:
    def page() -> None:
        from monitor.ui.ahead import load_ahead

        load_ahead()

    (html,) = AppTest.from_function(page).run().get("html")
    assert html.proto.unsafe_allow_javascript
    assert re.findall(r"import\('(.*?)'\);", html.proto.body) == scripts(STATIC)
    styles = Path(frame.__file__).with_name("app.css").read_text("utf-8")
    assert re.search(r"\.st-key-ahead \{\s*display: none", styles)


def test_where_streamlit_calls_them_otherwise_nothing_is_named(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(file_util, "get_static_dir", lambda: str(tmp_path))
    assert "link" not in client.get("/").headers
