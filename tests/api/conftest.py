"""A small planted store, and the routes over it, asked without a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from starlette.applications import Starlette

from monitor.api.serve import ROUTES
from monitor.pipeline import ingest
from monitor.query.desk import Desk, open_desk
from monitor.settings import Settings, load_settings

HOST = "monitor.example"

ACTORS = """
- {id: lantern-league, name: Lantern League, kind: organisation}
- {id: harbour-board, name: Harbour Board, kind: organisation}
- {id: silent-society, name: Silent Society, kind: organisation}
"""

TALES = (
    "The Lantern League opened a bright new hall in Kenya on day {n}. Visitors praised room {n} warmly.",
    "The Harbour Board lost crane {n} in a bad storm near Lisbon. Fishermen from Portugal mourned pier {n}.",
    "The Lantern League met in Brazil. Critics attacked the Harbour Board, while a happy crowd in row {n} "
    "praised the Lantern League.",
    "A museum in France showed map {n} to happy pupils. Teacher {n} counted rivers and read out names.",
)
TAIL = " Clerk {n} filed note {n} in drawer {n}, sealed it with wax and went home by tram {n} before the rain."
HOSTILE = "=1+1 <script>alert(1)</script> & \u0007 bell \ufffe **bold**"

Params = Sequence[tuple[str, str]]


def record(n: int, **changes: Any) -> dict[str, Any]:
    """The n-th invented article: every one tells another story."""
    text = (TALES[n % 4] + TAIL).format(n=100 + 7 * n)
    plain = {
        "url": f"https://paper{n % 3}.example/{n}",
        "source": ("Morning Post", "=Evening Star", "Quai d'Orsay, revue")[n % 3],
        "source_country": ("KEN", "PRT", "FRA")[n % 3],
        "title": f"Report {n} of the day",
        "text": text,
        "published": f"2026-03-{n % 28 + 1:02d}T08:00:00Z",
    }
    return {**plain, **changes}


def records() -> list[dict[str, Any]]:
    """30 stories; story 0 has three copies in two sources; one is undated, one speaks to attackers."""
    found = [record(n) for n in range(28)]
    found += [record(0, url=f"https://copy.example/{n}", source="Copyist Times") for n in (1, 2)]
    found.append(record(28, published="someday"))
    found.append(record(29, title=HOSTILE, url="javascript:alert(1)"))
    return found


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def rows(self) -> list[dict[str, Any]]:
        assert self.status == 200, self.body
        return list(self.json()["rows"])

    @property
    def meta(self) -> dict[str, Any]:
        assert self.status == 200, self.body
        return dict(self.json()["meta"])

    @property
    def error(self) -> str:
        return str(self.json()["error"])


Get = Callable[..., Reply]


def ask(path: str, params: Params = (), method: str = "GET", **headers: str) -> Reply:
    """Send one request through the routes; ``path`` may bring a query of its own."""
    parts = urlsplit(path)
    query = "&".join(part for part in (parts.query, urlencode(list(params), errors="replace")) if part)
    named = {"host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": parts.path if parts.path.startswith("/") else f"/api/v1/{parts.path}",
        "raw_path": parts.path.encode(),
        "root_path": "",
        "query_string": query.encode("ascii", "replace"),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in named.items()],
        "server": (HOST, 80),
        "client": ("127.0.0.1", 1),
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    # A thread of its own: where browser tests ran before, this one has an event loop already.
    with ThreadPoolExecutor(1) as fresh:
        fresh.submit(asyncio.run, Starlette(routes=list(ROUTES))(scope, receive, send)).result()
    start = next(message for message in sent if message["type"] == "http.response.start")
    found = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Reply(start["status"], found, b"".join(message.get("body", b"") for message in sent))


@pytest.fixture(scope="session")
def get() -> Get:
    """Asks the routes: ``get("counts?by=actor")``, ``get("counts", [("by", "actor")], accept="text/csv")``."""
    return ask


@pytest.fixture(scope="session")
def actors_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("api") / "actors.yaml"
    path.write_text(ACTORS)
    return path


@pytest.fixture(scope="session")
def load() -> Callable[[Settings, Sequence[Mapping[str, Any]]], None]:
    """Loads records into the store of the settings."""

    def load_into(settings: Settings, found: Sequence[Mapping[str, Any]]) -> None:
        settings.store.parent.mkdir(exist_ok=True)
        path = settings.store.parent / "news.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in found))
        ingest([path], settings)

    return load_into


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory, actors_file: Path, load: Callable[..., None]) -> Settings:
    """The settings of the store that tests share; none of them changes it."""
    store = tmp_path_factory.mktemp("planted") / "store"
    settings = replace(load_settings(store, actors_file), workers=1)
    load(settings, records())
    return settings


@pytest.fixture
def served(planted: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The planted store behind the routes."""
    serve(planted, monkeypatch)
    return planted


@pytest.fixture(scope="module")
def always(planted: Settings) -> Iterator[Settings]:
    """The planted store behind the routes for a whole module: property tests can't take it anew each time."""
    with pytest.MonkeyPatch.context() as patch:
        serve(planted, patch)
        yield planted


@pytest.fixture
def fresh(tmp_path: Path, actors_file: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An empty store of its own behind the routes."""
    settings = replace(load_settings(tmp_path / "store", actors_file), workers=1)
    serve(settings, monkeypatch)
    return settings


def serve(settings: Settings, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("MONITOR_STORE", str(settings.store))
    patch.setenv("MONITOR_ACTORS", str(settings.actors))


@pytest.fixture
def desk(planted: Settings) -> Desk:
    return open_desk(planted.store)
