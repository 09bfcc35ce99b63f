"""The actors and countries files become one checked, versioned dictionary."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import yaml

from monitor.annotate.folding import fold
from monitor.errors import DictionaryError

KINDS = ("person", "organisation", "armed group", "party", "government", "company")
"""What an actor can be."""

_LARGEST_FILE = 64 * 1024 * 1024
_DEEPEST = 12  # the format needs four levels; a stranger's file may bring ten thousand
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]*\Z")
_ISO = re.compile(r"[A-Z]{3}\Z")
_NULL = "tag:yaml.org,2002:null"
_KINDS_OF_NODE = {yaml.SequenceNode: "tag:yaml.org,2002:seq", yaml.MappingNode: "tag:yaml.org,2002:map"}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Role:
    """An office of a person: "Defence Minister" of PAK from a day to a day, both inclusive, None open."""

    title: str
    country: str | None
    from_: date | None
    to: date | None


@dataclass(frozen=True, slots=True)
class Actor:
    """One entry of the actors file; ``aliases`` holds the name itself first."""

    id: str
    name: str
    kind: str
    country: str | None
    aliases: tuple[str, ...]
    weak: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Country:
    """One entry of the countries file; ``names`` holds the name itself first.

    ``regions`` are states and provinces, counted as places inside the country; ``abbreviations`` are
    short forms of regions that count only behind "City, "; ``cued`` are places whose name means other
    things too, counted only beside other evidence; ``cues`` are words that speak for this country where
    its name could mean something else; ``exclude`` are names it must never be counted inside.
    """

    iso: str
    name: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    cued: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The actors by id and the countries by ISO 3166-1 alpha-3 code; ``version`` changes with their content."""

    actors: dict[str, Actor]
    countries: dict[str, Country]
    version: str


def load_dictionary(actors: Path, countries: Path) -> Dictionary:
    """Read and check both files.

    Raises:
        DictionaryError: the first mistake found, with its file, its line and what to do.
    """
    files = [_File(path.name, _read(path), _composed) for path in (actors, countries)]
    return _checked(*files)


def parse_dictionary(actors: str, countries: str, name: str = "actors.yaml") -> Dictionary:
    """Check the texts of both files as :func:`load_dictionary` checks the files.

    Args:
        actors: the text of the actors file.
        countries: the text of the countries file.
        name: what errors call the actors file.

    Raises:
        DictionaryError: the first mistake found, with its line and what to do.
    """
    return _checked(_File(name, actors), _File("countries.yaml", countries))


def entry_nodes(actors: str, name: str = "actors.yaml") -> list[tuple[str, yaml.Node]]:
    """The ids of an actors file that was checked, with the YAML nodes of their entries, in its order."""
    root = _File(name, actors).root
    entries = root.value if isinstance(root, yaml.SequenceNode) else []
    return [(_id_of(node), node) for node in entries]


def _id_of(node: yaml.Node) -> str:
    return next((str(value.value).strip() for key, value in node.value if key.value == "id"), "")


def _checked(actors: _File, countries: _File) -> Dictionary:
    known = _read_countries(countries)
    found = _read_actors(actors, known)
    return Dictionary(found, known, _version(found, known))


def _version(actors: Mapping[str, Actor], countries: Mapping[str, Country]) -> str:
    """12 hex digits of the content: comments, order and layout of the files don't change it."""
    digest = hashlib.blake2b(digest_size=6)
    entries: list[Actor | Country] = [actors[key] for key in sorted(actors)]
    entries += [countries[key] for key in sorted(countries)]
    for entry in entries:
        digest.update(repr(entry).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _read_countries(file: _File) -> dict[str, Country]:
    found: dict[str, Country] = {}
    for entry in file.entries(allowed=tuple(field.name for field in fields(Country))):
        iso = entry.text("iso")
        if not _ISO.match(iso):
            entry.fail("iso", f"The code is {iso!r}.", "Write an ISO 3166-1 alpha-3 code such as PAK.")
        if iso in found:
            entry.fail("iso", f"The country {iso} is already there.", "Join the two entries.")
        name = entry.text("name")
        found[iso] = Country(
            iso=iso,
            name=name,
            names=_unique((name, *entry.texts("names"))),
            demonyms=entry.texts("demonyms"),
            capitals=entry.texts("capitals"),
            cities=entry.texts("cities"),
            regions=entry.texts("regions"),
            abbreviations=entry.texts("abbreviations"),
            cued=entry.texts("cued"),
            cues=entry.texts("cues"),
            exclude=entry.texts("exclude"),
        )
    return found


def _read_actors(file: _File, countries: Mapping[str, Country]) -> dict[str, Actor]:
    found: dict[str, Actor] = {}
    owners: dict[str, str] = {}
    parents: list[tuple[_Entry, str]] = []
    for entry in file.entries(allowed=ACTOR_KEYS):
        actor = _read_actor(entry, countries)
        if actor.id in found:
            entry.fail("id", f"The id {actor.id} is already taken.", "Give each actor an id of its own.")
        for alias in actor.aliases:
            owner = owners.setdefault(_claim(alias), actor.id)
            if owner != actor.id:
                entry.fail(
                    "aliases" if alias != actor.name else "name",
                    f"The alias {alias!r} belongs to {owner} and to {actor.id}.",
                    "Keep it with one of them, or make it weak in both.",
                )
        found[actor.id] = actor
        if actor.parent:
            parents.append((entry, actor.parent))
    for entry, parent in parents:
        if parent not in found:
            entry.fail("parent", f"The parent {parent} is no actor here.", "Write another id.")
    return found


ACTOR_KEYS = ("id", "name", "kind", "country", "aliases", "weak", "context", "exclude", "roles", "parent")
"""The keys of an entry, in the order in which it is written."""
_ROLE_KEYS = ("title", "country", "from", "to")


def _claim(alias: str) -> str:
    """Under what an alias is owned: one-word names are case-sensitive, so "Who" and "WHO" are two."""
    folded = fold(alias)
    return folded if " " in folded.strip() else fold(alias, keep_case=True)


def _read_actor(entry: _Entry, countries: Mapping[str, Country]) -> Actor:
    id_ = entry.text("id")
    if not _ID.match(id_):
        entry.fail("id", f"The id is {id_!r}.", "Use lower-case letters, digits, hyphens: red-cross.")
    kind = entry.text("kind")
    if kind not in KINDS:
        entry.fail("kind", f"The kind is {kind!r}.", f"Choose one of: {', '.join(KINDS)}.")
    name = entry.text("name")
    return Actor(
        id=id_,
        name=name,
        kind=kind,
        country=_country(entry, countries),
        aliases=_unique((name, *entry.texts("aliases"))),
        weak=entry.texts("weak"),
        context=entry.texts("context"),
        exclude=entry.texts("exclude"),
        roles=tuple(_read_role(role, countries) for role in entry.children("roles", _ROLE_KEYS)),
        parent=entry.optional("parent"),
    )


def _read_role(entry: _Entry, countries: Mapping[str, Country]) -> Role:
    begin, end = _day(entry, "from"), _day(entry, "to")
    if begin and end and begin > end:
        entry.fail("from", f"The role starts on {begin} and ends on {end}.", "Put the earlier day under from.")
    return Role(entry.text("title"), _country(entry, countries), begin, end)


def _country(entry: _Entry, countries: Mapping[str, Country]) -> str | None:
    iso = entry.optional("country")
    if iso is not None and iso not in countries:
        entry.fail("country", f"The country {iso!r} is not known.", "Write an alpha-3 code such as PAK.")
    return iso


def _day(entry: _Entry, key: str) -> date | None:
    text = entry.optional(key)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        entry.fail(key, f"The date under {key} is {text!r}.", "Write it as 2022-04-19, or leave it out.")


def _unique(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise DictionaryError(path.name, None, "It is larger than 64 MB.", "Leave entries out.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DictionaryError(
            path.name, None, f"It can't be read ({error.strerror}).", f"Put it at {path}, or name another."
        ) from error
    except UnicodeDecodeError as error:
        raise DictionaryError(
            path.name, None, f"The file is not UTF-8 (byte {error.start}).", "Save it as UTF-8 text."
        ) from error


class _File:
    """A YAML file as nodes with lines; nothing in it is ever made a Python object."""

    def __init__(self, name: str, text: str, compose: Callable[[str], yaml.Node | None] | None = None) -> None:
        self.name = name
        self.root = self._nodes(text, compose or _kept)

    def entries(self, allowed: tuple[str, ...]) -> Iterator[_Entry]:
        if self.root is None:
            return
        if not isinstance(self.root, yaml.SequenceNode):
            self.fail(self.root, "The file is not a list.", "Begin entries with a hyphen: '- id: red-cross'.")
        for node in self.root.value:
            yield _Entry(self, node, allowed)

    def fail(self, node: yaml.Node, problem: str, cure: str) -> NoReturn:
        raise DictionaryError(self.name, node.start_mark.line + 1, problem, cure)

    def _nodes(self, text: str, compose: Callable[[str], yaml.Node | None]) -> yaml.Node | None:
        try:
            return compose(text)
        except _TooDeepError as error:
            self.fail(
                error.node,
                f"Lists stand inside each other more than {_DEEPEST} deep.",
                "Write one flat list of entries.",
            )
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it can't be parsed"
            raise DictionaryError(
                self.name,
                mark.line + 1 if mark else None,
                f"This is not valid YAML: {problem}.",
                "Check the indentation, and put texts with a colon or quotes into quotation marks.",
            ) from error


def _composed(text: str) -> yaml.Node | None:
    """The nodes of a text."""
    return yaml.compose(text, Loader=_BoundedLoader)


_kept = lru_cache(maxsize=4)(_composed)
"""The same for who edits one entry, and asks for the same ones several times; they take 20 MB."""


class _TooDeepError(Exception):
    """A node lies too deep; ``node`` is what it lies in."""

    def __init__(self, node: yaml.Node) -> None:
        super().__init__()
        self.node = node


class _BoundedLoader(_Loader):  # type: ignore[misc]  # written in C, or in Python where C is missing
    """Composing recurses, and deep enough brackets would end the process: so it stops at a depth.

    Every scalar stays a text, which also saves the guessing of types.
    """

    _depth = 0

    def descend_resolver(self, current_node: yaml.Node | None, current_index: object) -> None:
        """Called for each node, with the one that it lies in."""
        del current_index
        self._depth += 1
        if current_node is not None and self._depth > _DEEPEST:
            raise _TooDeepError(current_node)

    def ascend_resolver(self) -> None:
        """Called behind each node."""
        self._depth -= 1

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
        """The tag of a node: text, unless a value is left out."""
        if kind is yaml.ScalarNode:
            plain = isinstance(implicit, tuple) and implicit[0]
            return _NULL if plain and value in ("", "~") else "tag:yaml.org,2002:str"
        return _KINDS_OF_NODE[kind]


class _Entry:
    """One mapping of the file, its keys checked; values are always texts, so NO and 2022 stay as they are."""

    def __init__(self, file: _File, node: yaml.Node, allowed: tuple[str, ...]) -> None:
        self._file, self._node = file, node
        if not isinstance(node, yaml.MappingNode):
            file.fail(node, "This entry is not a group of 'key: value' lines.", f"Write {allowed[0]}: … first.")
        self._values: dict[str, yaml.Node] = {}
        for key, value in node.value:
            word = str(key.value)
            if word not in allowed:
                file.fail(key, f"The key {word!r} is not known.", f"Known keys: {', '.join(allowed)}.")
            if word in self._values:
                file.fail(key, f"The key {word!r} stands twice.", "Keep one of the two.")
            self._values[word] = value

    def fail(self, key: str, problem: str, cure: str) -> NoReturn:
        self._file.fail(self._values.get(key, self._node), problem, cure)

    def text(self, key: str) -> str:
        found = self.optional(key)
        if found is None:
            self.fail(key, f"The {key} is missing.", f"Add a line '{key}: …'.")
        return found

    def optional(self, key: str) -> str | None:
        node = self._values.get(key)
        if node is None or _is_null(node):
            return None
        return self._scalar(key, node)

    def texts(self, key: str) -> tuple[str, ...]:
        return _unique(tuple(self._alias(key, item) for item in self._items(key, "[first, second]")))

    def children(self, key: str, allowed: tuple[str, ...]) -> list[_Entry]:
        return [_Entry(self._file, item, allowed) for item in self._items(key, "a list of {title: …} groups")]

    def _items(self, key: str, example: str) -> list[yaml.Node]:
        node = self._values.get(key)
        if node is None or _is_null(node):
            return []
        if not isinstance(node, yaml.SequenceNode):
            self._file.fail(node, f"The value of {key} is not a list.", f"Write {key}: {example}.")
        items: list[yaml.Node] = node.value
        return items

    def _alias(self, key: str, node: yaml.Node) -> str:
        text = self._scalar(key, node)
        if not fold(text).strip():
            self._file.fail(node, f"An entry of {key} has no letter.", "Write a name, or remove it.")
        return text

    def _scalar(self, key: str, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self._file.fail(node, f"The value of {key} is a list or a group.", "Write a plain text.")
        text = " ".join(str(node.value).split())
        if not text:
            self._file.fail(node, f"A value of {key} is empty.", "Write a text, or remove the line.")
        return text


def _is_null(node: yaml.Node) -> bool:
    """``aliases:`` with nothing behind it, or ``~``; a quoted empty text is a mistake instead."""
    return isinstance(node, yaml.ScalarNode) and node.tag == _NULL and node.value in ("", "~")
