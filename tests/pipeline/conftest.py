"""A small dictionary, invented articles, and an empty store for each test."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from monitor.settings import DATA, Settings

ACTORS = """
- id: meridian-union
  name: Meridian Union
  kind: organisation
  aliases: [Union of the Meridian]
  weak: [MU]
  context: [summit, delegates]
- id: tamsin-okello
  name: Tamsin Okello
  kind: person
  country: KEN
"""

TOPICS = [
    "The river authority of Kenya opened flood gate {n} on day {n} after rain in valley {n}.",
    "Delegates of the Meridian Union met in Nairobi for round {n} of the talks about lake ferry {n}.",
    "Tamsin Okello said the harvest of district {n} was good, and thanked the drivers of truck {n}.",
    "A museum in Lisbon showed map {n}; visitors from Brazil and France praised hall {n}.",
]

Record = dict[str, Any]


@pytest.fixture
def article() -> Callable[..., Record]:
    """Makes the n-th invented article: every one tells another story, in words of its own."""

    def make(n: int, **changes: Any) -> Record:
        sentences = [f"{TOPICS[(n + i) % 4].format(n=n * 10 + i)} Note {n}-{i} was filed." for i in range(6)]
        return {
            "url": f"https://paper{n % 3}.example/{n}",
            "source": f"Paper {n % 3}",
            "title": f"Report number {n} from the valley",
            "text": " ".join(sentences),
            "published": f"2026-03-{n % 28 + 1:02d}T08:00:00Z",
            **changes,
        }

    return make


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Sequence[Record]], Path]:
    """Writes records into a new file of JSON lines."""
    folder = tmp_path / "inputs"
    folder.mkdir()

    def write_lines(records: Sequence[Record]) -> Path:
        path = folder / f"{len(list(folder.iterdir()))}.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        return path

    return write_lines


@pytest.fixture
def actors_file(tmp_path: Path) -> Path:
    path = tmp_path / "actors.yaml"
    path.write_text(ACTORS)
    return path


@pytest.fixture
def settings_for(tmp_path: Path, actors_file: Path) -> Callable[[str], Settings]:
    """Makes the settings of a store by its name."""

    def make(name: str) -> Settings:
        return Settings(
            store=tmp_path / name,
            actors=actors_file,
            countries=DATA / "countries.yaml",
            time_zone=None,
            workers=1,
        )

    return make


@pytest.fixture
def settings(settings_for: Callable[[str], Settings]) -> Settings:
    return settings_for("store")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a module keeps the store that its tests copy to begin with; the first of them fills it."""
    return tmp_path_factory.mktemp("kept") / "store"
