"""The dictionary is changed by hand: opened, checked, saved whole or not at all, and every version kept."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from monitor.annotate.dictionary import Actor, Dictionary, Role, parse_dictionary
from monitor.annotate.entries import put_entry, remove_entry
from monitor.annotate.folding import fold
from monitor.errors import DictionaryError, InputError, StoreError
from monitor.pipeline.versions import Version, Versions, keep_current, read_text
from monitor.settings import Settings

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Opened:
    """The actors file as it was read: its text, what it says, and ``stamp``, which changes with any byte."""

    text: str
    countries: str
    dictionary: Dictionary
    stamp: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A checked text that may take the place of the opened one."""

    text: str
    dictionary: Dictionary
    opened: Opened


def open_dictionary(settings: Settings) -> Opened:
    """Read and check the dictionary as it is now; kept as long as the files stay the same.

    Raises:
        DictionaryError: a mistake in one of the files.
    """
    return _opened(settings.actors, read_text(settings.actors), read_text(settings.countries))


@lru_cache(maxsize=4)
def _opened(actors: Path, text: str, countries: str) -> Opened:
    read = parse_dictionary(text, countries, actors.name)
    return Opened(text, countries, read, _stamp(text))


def with_actor(opened: Opened, actor: Actor, old: str | None = None) -> Edited:
    """The dictionary with an actor: a new one, or one in the place of the entry ``old``.

    Raises:
        DictionaryError: the loader's own sentence on what is wrong with it.
    """
    before = opened.dictionary.actors.get(old) if old is not None else None
    text = put_entry(_plain(opened), actor, before)
    expected = {(actor.id if key == old else key): value for key, value in opened.dictionary.actors.items()}
    return _checked(opened, text, {**expected, actor.id: actor})


def without_actor(opened: Opened, id_: str) -> Edited:
    """The dictionary without an actor.

    Raises:
        DictionaryError: another entry names it as its parent.
    """
    text = remove_entry(_plain(opened), id_)
    return _checked(opened, text, {key: value for key, value in opened.dictionary.actors.items() if key != id_})


def save(settings: Settings, edited: Edited, note: str = "") -> Version:
    """Put the edited text in the place of the file, and keep both as versions.

    Args:
        settings: where the file and the store are.
        edited: what to save; nothing is written where the file has changed since it was opened.
        note: who changed it and why, in the editor's words.

    Raises:
        InputError: the file has changed since, or editing is switched off.
        StoreError: the file or the store can't be written.
    """
    if not settings.edit:
        raise InputError(
            "The dictionary can't be changed here: MONITOR_EDIT is off. Ask whoever runs the monitor."
        )
    keep_current(settings)
    versions = Versions(settings.store)
    with versions.locked():
        if _stamp(read_text(settings.actors)) != edited.opened.stamp:
            raise InputError(
                "Somebody else has changed the dictionary since you opened this form, so nothing was saved. "
                "Your changes are still here: look at the preview against the new state, then save again."
            )
        _write(settings.actors, edited.text)
    return versions.keep(edited.text, edited.opened.countries, edited.dictionary, cleaned(note))


def restore(settings: Settings, number: int) -> Version:
    """Save the actors of an older version as the newest; the countries file is left as it is.

    Raises:
        InputError: no such version, or as in :func:`save`.
        DictionaryError: it no longer fits the countries file.
        StoreError: the kept text is gone, or the file can't be written.
    """
    versions = Versions(settings.store)
    kept = next((version for version in versions.listed() if version.number == number), None)
    if kept is None:
        raise InputError(f"There is no version {number} of the dictionary. Choose one from the list.")
    opened = open_dictionary(settings)
    text = versions.text(kept.actors)
    read = parse_dictionary(text, opened.countries, settings.actors.name)
    return save(settings, Edited(text, read, opened), f"version {number} restored")


def make_actor(
    *,
    id_: str,
    name: str,
    kind: str,
    country: str | None = None,
    aliases: Iterable[str] = (),
    weak: Iterable[str] = (),
    context: Iterable[str] = (),
    exclude: Iterable[str] = (),
    roles: Iterable[Role] = (),
    parent: str | None = None,
) -> Actor:
    """An actor of what stands in a form: texts cleaned, empty and repeated ones left out, the name first."""
    name = cleaned(name)
    return Actor(
        id=cleaned(id_),
        name=name,
        kind=kind,
        country=country or None,
        aliases=tuple(dict.fromkeys([name, *_items(aliases)])),
        weak=_items(weak),
        context=_items(context),
        exclude=_items(exclude),
        roles=tuple(replace(role, title=cleaned(role.title), country=role.country or None) for role in roles),
        parent=parent or None,
    )


def _items(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for text in texts if (found := cleaned(text))))


def cleaned(text: str) -> str:
    """A text as the file keeps it: one blank between words, and only characters that can be written."""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def new_id(name: str, taken: frozenset[str]) -> str:
    """An id made of a name: "Tehrik-i-Taliban" → ``tehrik-i-taliban``; with a number where it is taken."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in fold(name))
    base = "-".join(plain.split())[:60].strip("-") or "actor"
    return next(id_ for id_ in [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))] if id_ not in taken)


def _plain(opened: Opened) -> str:
    """The text with the line breaks of YAML's own; those of Windows come back when it is written."""
    return opened.text.replace("\r\n", "\n") if _is_windows(opened.text) else opened.text


def _is_windows(text: str) -> bool:
    return "\r\n" in text and text.count("\r\n") == text.count("\n")


def _checked(opened: Opened, text: str, expected: dict[str, Actor]) -> Edited:
    if _is_windows(opened.text):
        text = text.replace("\n", "\r\n")
    read = parse_dictionary(text, opened.countries)
    if read.actors != expected:  # anchors, or a layout that hides one entry in another
        raise DictionaryError(
            "actors.yaml",
            None,
            "This change would also change other entries, because of the way the file is written.",
            "Make it in the file with an editor.",
        )
    return Edited(text, read, opened)


def _write(path: Path, text: str) -> None:
    """Replace a file's content in one step; its rights stay, a link is followed."""
    target = path.resolve()
    fresh = None
    try:
        mark = _BOM if target.read_bytes().startswith(_BOM) else b""
        handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
        fresh = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(mark + text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        shutil.copymode(target, fresh)
        fresh.replace(target)
    except OSError as error:
        if fresh is not None:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
        raise StoreError(
            f"The dictionary file {target} can't be written: {error.strerror}. Nothing was saved; give this "
            "user the right to write there and in its folder, or name another file with MONITOR_ACTORS."
        ) from error


def _stamp(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8"), digest_size=12).hexdigest()
