"""One entry of the actors file is written, changed or taken out; every other character stays as it is.

The file belongs to its analysts: their comments, order and line breaks are kept. So nothing is dumped anew: the
place of an entry is found by the marks of its YAML nodes, and within an entry only the keys that changed are
written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from operator import itemgetter

import yaml

from monitor.annotate.dictionary import ACTOR_KEYS, Actor, Role, entry_nodes
from monitor.errors import DictionaryError

_WIDTH = 110
_PLAIN = re.compile(r"[^\W_][\w .&'’/()+-]*[\w.')+]|[^\W_]")
"""Texts that YAML reads as they are, inside and outside of brackets."""
_TYPED = re.compile(
    r"(?i:y|n|yes|no|on|off|true|false|null)|\d[-+.\d_:eExXoOa-fA-F]*|\d{4}-\d\d?-\d\d?.*", re.ASCII
)
"""Texts that other YAML programs would take for a truth value, a number or a date."""
_UNPRINTABLE = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_HYPHEN = re.compile(r"(?P<margin>[ \t]*)-[ \t]+\Z")


def entry_text(actor: Actor, margin: str = "") -> str:
    """An actor as an entry of the file, with a line break at its end; ``margin`` stands before each line."""
    values = _values(actor)
    lines = "".join(_written(key, values[key], f"{margin}  ") for key in ACTOR_KEYS if values[key])
    return f"{margin}- {lines[len(margin) + 2 :]}"


def put_entry(text: str, actor: Actor, old: Actor | None) -> str:
    """The file's text with an entry in the place of ``old``, or behind all others where that is None.

    Raises:
        DictionaryError: the entry lies in the file in a way that can't be changed in its place.
    """
    if old is None:
        return _appended(text, actor)
    node, start, end, margin = _place(text, old.id)
    first = node.value[0][0].value
    if node.flow_style or not _values(actor)[first]:  # all on one line, or the key behind the hyphen goes
        return text[:start] + entry_text(actor, margin).removesuffix("\n") + text[end:]
    return _changed(text, node, old, actor)


def remove_entry(text: str, id_: str) -> str:
    """The file's text without an entry; comments before and behind it stay.

    Raises:
        DictionaryError: as in :func:`put_entry`.
    """
    _, start, end, _ = _place(text, id_)
    return text[:start] + text[_line_end(text, end) :]


def scalar(text: str) -> str:
    """A text as YAML writes it: as it is where that is safe, else in double quotes."""
    if _PLAIN.fullmatch(text) and not _TYPED.fullmatch(text):
        return text
    return _UNPRINTABLE.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _values(actor: Actor) -> dict[str, object]:
    """What stands under each key; empty where the key is left out."""
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "country": actor.country,
        "aliases": tuple(alias for alias in actor.aliases if alias != actor.name),
        "weak": actor.weak,
        "context": actor.context,
        "exclude": actor.exclude,
        "roles": actor.roles,
        "parent": actor.parent,
    }


def _written(key: str, value: object, margin: str) -> str:
    """A key and its value as lines."""
    if key == "roles" and isinstance(value, tuple):
        return "".join([f"{margin}roles:\n", *(f"{margin}  - {_role(role)}\n" for role in value)])
    if isinstance(value, tuple):
        return _wrapped(f"{margin}{key}: [", [scalar(item) for item in value], margin)
    return f"{margin}{key}: {scalar(str(value))}\n"


def _wrapped(opening: str, items: Sequence[str], margin: str) -> str:
    lines, line = [], opening
    for place, item in enumerate(items):
        piece = item + ("]" if place == len(items) - 1 else ",")
        if place and len(line) + 1 + len(piece) > _WIDTH:
            lines.append(line)
            line = f"{margin}  {piece}"
        else:
            line += f" {piece}" if place else piece
    return "\n".join([*lines, line]) + "\n"


def _role(role: Role) -> str:
    parts = [f"title: {scalar(role.title)}"]
    parts += [f"country: {role.country}"] if role.country else []
    parts += [f"from: {role.from_}"] if role.from_ else []
    parts += [f"to: {role.to}"] if role.to else []
    return "{" + ", ".join(parts) + "}"


def _appended(text: str, actor: Actor) -> str:
    nodes = entry_nodes(text)
    margin = _place(text, nodes[-1][0])[3] if nodes else ""
    gap = "" if not text or text.endswith("\n") else "\n"
    return text + gap + entry_text(actor, margin)


def _place(text: str, id_: str) -> tuple[yaml.Node, int, int, str]:
    """The node of an entry, where its first line begins, where it ends, and what stands before its hyphen."""
    nodes = [node for key, node in entry_nodes(text) if key == id_]
    if len(nodes) != 1:
        raise DictionaryError("actors.yaml", None, f"The entry {id_} is not there.", "Open the page again.")
    node = nodes[0]
    start = text.rfind("\n", 0, node.start_mark.index) + 1
    before = _HYPHEN.fullmatch(text[start : node.start_mark.index])
    if before is None:
        raise DictionaryError(
            "actors.yaml",
            node.start_mark.line + 1,
            f"The entry {id_} can't be changed here: its first key stands below its hyphen, not beside it.",
            f"Write it as '- id: {id_}' and its keys on lines below, or change it in the file.",
        )
    return node, start, _end(text, node), before["margin"]


def _end(text: str, node: yaml.Node) -> int:
    """Behind the last character of a node; a block's own mark stands behind the comments that follow it."""
    last = node
    while not isinstance(last, yaml.ScalarNode) and not last.flow_style and last.value:
        item = last.value[-1]
        last = item[1] if isinstance(item, tuple) else item
    start: int = node.start_mark.index
    return start + len(text[start : last.end_mark.index].rstrip())


def _line_end(text: str, end: int) -> int:
    """The beginning of the next line; a remark behind the value belongs to it."""
    found = text.find("\n", end)
    return len(text) if found < 0 else found + 1


def _changed(text: str, node: yaml.Node, old: Actor, new: Actor) -> str:
    """The file's text with other values under the keys that changed, without those that are gone."""
    before, after = _values(old), _values(new)
    spots = {str(key.value): (key.start_mark.index, _end(text, value)) for key, value in node.value}
    margin = " " * node.start_mark.column
    changes: list[tuple[int, int, str]] = []
    behind = node.start_mark.index
    for key in ACTOR_KEYS:
        start, stop = spots.get(key, (0, 0))
        behind = max(behind, stop)
        if before[key] == after[key]:
            continue
        lines = _written(key, after[key], margin).strip() if after[key] else ""
        if stop:
            changes.append((start if lines else text.rfind("\n", 0, start), stop, lines))
        else:
            # Behind the line, and behind the remark that may end it.
            place = _line_end(text, behind) - text[: _line_end(text, behind)].endswith("\n")
            changes.append((place, place, f"\n{margin}{lines}"))
    for start, stop, lines in sorted(changes, key=itemgetter(0, 1))[::-1]:
        text = text[:start] + lines + text[stop:]
    return text
