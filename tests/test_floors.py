"""The route has one direction: each room imports only the rooms that the house allows it."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.settings import PAGES, PROJECT

SOURCE = PROJECT / "src" / "monitor"

GROUND = {"", "errors", "article", "filters", "place", "settings"}
MAY_IMPORT = {
    "errors": GROUND,
    "article": GROUND,
    "filters": GROUND,
    "place": GROUND,
    "settings": GROUND,
    "memory": GROUND,
    "sheets": GROUND,
    "spark": GROUND | {"spark"},
    "ingest": GROUND | {"ingest"},
    "annotate": GROUND | {"annotate"},
    "store": GROUND | {"store", "memory"},
    "demo": GROUND | {"demo"},
    "trends": GROUND | {"trends"},
    "query": GROUND | {"query", "store", "trends", "spark"},
    "charts": GROUND | {"charts", "trends"},
    "pipeline": GROUND | {"pipeline", "ingest", "annotate", "store", "demo", "spark", "memory"},
    "records": GROUND | {"ingest", "annotate"},
    "view": GROUND | {"view"},
    "opening": GROUND | {"view", "query", "annotate", "charts"},  # ids get their meaning, charts their days
    "api": GROUND | {"api", "view", "query", "sheets", "opening", "report"},  # files and addresses cite alike
    "report": GROUND | {"report", "view", "charts", "sheets"},
    "ui": GROUND
    | {"ui", "view", "api", "report", "query", "charts", "trends", "pipeline", "annotate", "sheets", "opening"},
    "cli": GROUND
    | {"pipeline", "view", "query", "store", "records", "annotate", "sheets", "opening", "cli", "memory"},
}
"""Room → rooms whose modules it may import."""

KEPT_TO = {
    "streamlit": {"ui", "pages", "app"},
    "plotly": {"charts", "ui"},  # ui names the type of a figure, charts makes them
    "duckdb": {"store", "query"},
    "ibis": {"store", "query"},
    "deltalake": {"store", "query"},
    "obstore": {"store"},
    "tantivy": {"store", "query"},
    "vaderSentiment": {"annotate"},
    "trafilatura": {"ingest"},
    "typer": {"cli"},
    "pyspark": {"spark", "query"},
    "py4j": {"spark"},
}
"""Library → the only rooms that name it."""

NETWORK = {"urllib.request", "http.client", "requests", "httpx", "urllib3", "aiohttp", "socket", "ftplib"}
"""Only ``ingest/fetch`` opens the network; ``spark`` asks whether a cluster listens; buckets have obstore."""


def _files() -> list[Path]:
    return sorted([*SOURCE.rglob("*.py"), *PAGES.glob("*.py"), PROJECT / "app.py"])


def _room(path: Path) -> str:
    if not path.is_relative_to(SOURCE):
        return "pages" if path.parent == PAGES else "app"
    return path.relative_to(SOURCE).parts[0].removesuffix(".py").replace("__init__", "")


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports from the top, `from monitor.ingest.read import …`"
            yield node.module or ""


def _cases() -> list[tuple[str, Path]]:
    return [(_room(path), path) for path in _files()]


@pytest.mark.parametrize(("room", "path"), _cases(), ids=lambda value: str(value).rpartition("monitor/")[2])
def test_a_room_imports_only_what_the_route_allows(room: str, path: Path) -> None:
    for name in _imports(path):
        top, _, rest = name.partition(".")
        if top == "monitor" and room in MAY_IMPORT:
            assert rest.partition(".")[0] in MAY_IMPORT[room], f"{path.name} in {room} must not import {name}"
        assert room in KEPT_TO.get(top, {room}), f"{path.name} in {room} must not name {top}"
        assert name not in NETWORK or path.stem in ("fetch", "spark"), f"{path.name} must not open the network"


def test_every_room_has_its_rule() -> None:
    rooms = {room for room, _ in _cases()} - {"", "pages", "app"}
    assert rooms <= set(MAY_IMPORT), f"say in MAY_IMPORT what {rooms - set(MAY_IMPORT)} may import"


def _loaded(modules: str) -> set[str]:
    """The modules that a fresh interpreter holds after importing some."""
    program = f"import sys, json, {modules}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


def test_the_door_opens_without_engines_and_frames() -> None:
    """The browser of the first reader loads the page while they come."""
    heavy = {"pandas", "numpy", "pyarrow", "ibis", "duckdb", "deltalake", "sqlglot", "tantivy"}
    assert not heavy & _loaded("app")


def test_the_first_page_needs_nothing_that_reads_articles() -> None:
    """The first reader waits for each import; who loads files or edits the dictionary waits later, and less."""
    loaded = _loaded("monitor.ui.frame, monitor.ui.overview")
    assert "monitor.ui.panels" in loaded, "the page's parts are there"
    assert not {"trafilatura", "lxml", "feedparser", "vaderSentiment", "onnxruntime"} & loaded
    rooms = (
        "monitor.ingest",
        "monitor.demo",
        "monitor.pipeline.run",
        "monitor.pipeline.reread",
        "monitor.api.serve",
    )
    assert not [name for name in loaded if name.startswith(rooms)]
