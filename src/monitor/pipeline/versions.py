"""Every version that the dictionary ever had, kept in the store: to compare with, to read on, to bring back."""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import orjson

from monitor.annotate.dictionary import Dictionary, parse_dictionary
from monitor.errors import DictionaryError, StoreError
from monitor.settings import Settings
from monitor.store.lock import commit_lock
from monitor.store.mirror import mirror_of

FOLDER = "dictionary"
"""The folder in the store."""

_INDEX = "versions.jsonl"
_LOCK_SECONDS = 20.0
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Version:
    """The two files as they were from an instant on.

    ``number`` counts from 1; ``version`` is that of the content (see ``Dictionary.version``); ``actors`` and
    ``countries`` name the kept texts; ``changes`` says in words what is new, ``note`` is what the editor wrote.
    """

    number: int
    version: str
    at: datetime
    actors: str
    countries: str
    changes: tuple[str, ...] = ()
    note: str = ""


class Versions:
    """The kept versions of one store; making one reads nothing."""

    def __init__(self, store: Path) -> None:
        self.folder = store / FOLDER

    def listed(self) -> list[Version]:
        """Every version, oldest first."""
        try:
            lines = (self.folder / _INDEX).read_bytes().splitlines()
        except FileNotFoundError:
            return []
        rows = [orjson.loads(line) for line in lines]
        return [
            Version(**{**row, "at": datetime.fromisoformat(row["at"]), "changes": tuple(row["changes"])})
            for row in rows
        ]

    def text(self, name: str) -> str:
        """A kept text by its name.

        Raises:
            StoreError: it is gone or damaged.
        """
        path = self.folder / f"{name}.yaml.gz"
        try:
            return gzip.decompress(path.read_bytes()).decode("utf-8")
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise StoreError(
                f"The kept version {path} of the dictionary can't be read: {error}. Put it back from a copy of "
                "the store, or choose another version."
            ) from error

    def dictionary(self, version: str) -> Dictionary | None:
        """The dictionary of that version; None where it was not kept."""
        found = next((kept for kept in reversed(self.listed()) if kept.version == version), None)
        if found is None:
            return None
        try:
            read = _parsed(self.folder, found.actors, found.countries)
        except (StoreError, DictionaryError):
            return None
        return read if read.version == version else None

    def keep(self, actors: str, countries: str, read: Dictionary, note: str = "") -> Version:
        """Note the texts as the newest version, unless the newest is the same to the letter.

        Args:
            actors: the text of the actors file.
            countries: the text of the countries file.
            read: what they say.
            note: why they changed.

        Raises:
            StoreError: the folder can't be written.
        """
        names = _name(actors), _name(countries)
        with self.locked():
            listed = self.listed()
            newest = listed[-1] if listed else None
            if newest and (newest.actors, newest.countries, newest.version) == (*names, read.version):
                return newest
            for name, text in zip(names, (actors, countries), strict=True):
                self._write(f"{name}.yaml.gz", gzip.compress(text.encode("utf-8"), mtime=0))
            before = self.dictionary(newest.version) if newest else None
            kept = Version(
                number=newest.number + 1 if newest else 1,
                version=read.version,
                at=datetime.now(UTC),
                actors=names[0],
                countries=names[1],
                changes=tuple(changes_in_words(before, read)) if before else (),
                note=note,
            )
            self._write(_INDEX, b"".join(orjson.dumps(asdict(row)) + b"\n" for row in [*listed, kept]))
        return kept

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock under which the dictionary is changed; entering it twice would wait for oneself.

        Raises:
            StoreBusyError: somebody else held it for 20 seconds; StoreError: the folder can't be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder {self.folder} can't be made: {error.strerror}. Give this user the right to write "
                "in the store."
            ) from error
        mirror = mirror_of(self.folder.parent)
        with (
            commit_lock(self.folder, _LOCK_SECONDS),
            mirror.editing(_LOCK_SECONDS) if mirror else nullcontext(),
        ):
            yield

    def _write(self, name: str, content: bytes) -> None:
        target = self.folder / name
        if target.suffix == ".gz" and target.exists():
            return
        fresh = self.folder / f"{name}.new"
        try:
            with fresh.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            if mirror := mirror_of(self.folder.parent):
                mirror.send_side(target, content)
            fresh.replace(target)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise StoreError(
                f"The version of the dictionary could not be kept in {target}: {error.strerror}. Make room, or "
                "give this user the right to write there."
            ) from error


def keep_current(settings: Settings, note: str = "") -> Version:
    """Keep the dictionary files as they are now, whoever changed them.

    Raises:
        DictionaryError: a mistake in the files; StoreError: the store can't be written.
    """
    actors, countries = (read_text(path) for path in (settings.actors, settings.countries))
    versions = Versions(settings.store)
    listed = versions.listed()
    if listed and (listed[-1].actors, listed[-1].countries) == (_name(actors), _name(countries)):
        return listed[-1]
    return versions.keep(actors, countries, parse_dictionary(actors, countries), note)


def read_text(path: Path) -> str:
    """The text of a dictionary file, line breaks and all.

    Raises:
        DictionaryError: it can't be read.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DictionaryError(
            path.name, None, f"It can't be read ({error.strerror}).", f"Put it at {path}, or name another."
        ) from error
    except UnicodeDecodeError as error:
        raise DictionaryError(
            path.name, None, f"The file is not UTF-8 (byte {error.start}).", "Save it as UTF-8 text."
        ) from error


def changes_in_words(old: Dictionary, new: Dictionary) -> list[str]:
    """What differs between two dictionaries, a few words for each entry."""
    gone = [actor.name for key, actor in old.actors.items() if key not in new.actors]
    come = [actor.name for key, actor in new.actors.items() if key not in old.actors]
    said = [*_named("new", come), *_named("removed", gone)]
    for key, actor in new.actors.items():
        before = old.actors.get(key)
        if before and before != actor:
            said += [f"{actor.name}: {', '.join(_differences(asdict(before), asdict(actor)))}"]
    differing = sum(
        old.countries.get(key) != new.countries.get(key) for key in {*old.countries, *new.countries}
    )
    return [*said, *([f"countries file: {differing} entries changed"] if differing else [])]


_WORDS = {
    "aliases": ("alias", "aliases"),
    "weak": ("weak alias", "weak aliases"),
    "context": ("word of context", "words of context"),
    "exclude": ("excluded name", "excluded names"),
    "roles": ("role", "roles"),
}
"""What one, and what several of a list are called."""


def _differences(old: dict[str, object], new: dict[str, object]) -> Iterator[str]:
    for key, value in new.items():
        if value == old[key]:
            continue
        if key not in _WORDS:
            yield f"{key} {old[key] or 'none'} → {value or 'none'}"
            continue
        before, after = _items(old, key), _items(new, key)
        more = sum(item not in before for item in after)
        less = sum(item not in after for item in before)
        numbers = [f"+{more}"] * bool(more) + [f"−{less}"] * bool(less)
        if numbers:
            yield f"{' '.join(numbers)} {_WORDS[key][more + less > 1]}"
        elif len(before) == len(after):
            yield f"{_WORDS[key][1]} in another order"


def _items(actor: dict[str, object], key: str) -> list[object]:
    """The items of a list; the name stands among the aliases, and is told by itself."""
    value = actor[key]
    items = list(value) if isinstance(value, (list, tuple)) else []
    return [item for item in items if item != actor["name"]] if key == "aliases" else items


def _named(what: str, names: list[str]) -> list[str]:
    shown = [f"{what}: {name}" for name in names[:_MOST_NAMED]]
    return [*shown, *([f"{what}: {len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else [])]


@lru_cache(maxsize=4)
def _parsed(folder: Path, actors: str, countries: str) -> Dictionary:
    versions = Versions(folder.parent)
    return parse_dictionary(versions.text(actors), versions.text(countries))


def _name(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8"), digest_size=10).hexdigest()
