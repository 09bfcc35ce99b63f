"""Where things are and how they run: one setting, one environment variable, one sentence."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.errors import InputError
from monitor.place import SCHEME, copy_of

PROJECT = Path(__file__).resolve().parents[2]
"""The checkout: the package is installed in place, so that analysts edit ``data/`` where they see it."""

DATA = PROJECT / "data"
PAGES = PROJECT / "pages"

WORKERS = 2
"""So many fit into the 1 GB that loading may take, beside the process that commits; each takes 0.2 GB."""


EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process."""

    store: Path
    """MONITOR_STORE: the folder of the store. Default: data/store in the checkout. Of one in a bucket
    (s3://BUCKET/FOLDER), the folder below the cache that is its working copy."""
    actors: Path
    """MONITOR_ACTORS: the actors file. Default: data/actors.yaml."""
    countries: Path
    """MONITOR_COUNTRIES: the countries file. Default: data/countries.yaml."""
    time_zone: str | None
    """MONITOR_TIMEZONE: whose days are counted. A store keeps the zone of its first load, UTC by default."""
    workers: int
    """MONITOR_WORKERS: processes that annotate side by side. Default: the number of cores, but at most 2."""
    edit: bool = True
    """MONITOR_EDIT: whether readers may change the dictionary on its page; "off" makes it read-only."""
    engine: str = EMBEDDED
    """MONITOR_ENGINE: who answers, loads and reads again: "embedded" is this machine; else the address of an
    Apache Spark cluster, spark://host:7077, or of a Spark Connect server, sc://host:15002."""
    cache: Path | None = None
    """MONITOR_CACHE: the folder of what can be made again. Default: media-monitor in the user's own cache;
    None, and nothing is kept, where there is no user with a home."""


def load_settings(store: Path | str | None = None, actors: Path | None = None) -> Settings:
    """Read the settings from the environment; what a command was told on its own line goes first.

    Raises:
        InputError: a time zone that is not in the IANA list, workers that are not a number above zero, an
            engine that is no cluster's address, a switch that is neither on nor off, or an address that is no
            place in a bucket.
    """
    cache = _cache(os.environ.get("MONITOR_CACHE"), os.environ.get("XDG_CACHE_HOME"))
    return Settings(
        store=_store(str(store or os.environ.get("MONITOR_STORE") or DATA / "store"), cache),
        actors=actors or Path(os.environ.get("MONITOR_ACTORS") or DATA / "actors.yaml"),
        countries=Path(os.environ.get("MONITOR_COUNTRIES") or DATA / "countries.yaml"),
        time_zone=_time_zone(os.environ.get("MONITOR_TIMEZONE")),
        workers=_workers(os.environ.get("MONITOR_WORKERS")),
        engine=_engine(os.environ.get("MONITOR_ENGINE")),
        edit=_switch("MONITOR_EDIT", os.environ.get("MONITOR_EDIT")),
        cache=cache,
    )


def _store(text: str, cache: Path | None) -> Path:
    return copy_of(text, cache) if text.startswith(SCHEME) else Path(text)


def _time_zone(name: str | None) -> str | None:
    if not name:
        return None
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InputError(
            f"MONITOR_TIMEZONE is {name!r}, which is no IANA time zone. Write one such as Asia/Karachi or UTC."
        ) from error
    return name


def _cache(folder: str | None, users: str | None) -> Path | None:
    if folder:
        return Path(folder)
    try:
        return Path(users or Path.home() / ".cache") / "media-monitor"
    except RuntimeError:  # of Path.home()
        return None


def _workers(text: str | None) -> int:
    if not text:
        return min(os.cpu_count() or 1, WORKERS)
    if not text.isdigit() or int(text) < 1:
        raise InputError(f"MONITOR_WORKERS is {text!r}. Give a whole number of at least 1.")
    return int(text)


def _engine(text: str | None) -> str:
    if not text or text == EMBEDDED:
        return EMBEDDED
    if not text.startswith(("spark://", "sc://")) or text.endswith("//"):
        raise InputError(
            f"MONITOR_ENGINE is {text!r}. Write embedded, or the address of an Apache Spark cluster such as "
            "spark://host:7077, or that of a Spark Connect server such as sc://host:15002."
        )
    return text


def _switch(name: str, text: str | None) -> bool:
    if text and text.lower() not in ("on", "off"):
        raise InputError(f"{name} is {text!r}. Write on or off.")
    return not text or text.lower() == "on"
