"""The spellings of an office, and the body that an office belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping

from monitor.annotate.dictionary import Actor
from monitor.annotate.folding import fold

_OFFICE_OF = re.compile(r"(?P<rank>minister|secretary) (?:of|for) (?:state for )?(?:the )?(?P<matter>.+)")
_RANKS = (" minister", " secretary")
_BODIES = frozenset({"organisation", "government", "company", "party"})


def canonical_title(title: str) -> str:
    """One key for the spellings of an office.

    "Minister of Defense" and "defence minister" are one, so are "Secretary of Defense" and "Defense Secretary",
    "adviser" and "advisor".
    """
    plain = _plain(title).replace("defense", "defence").replace("advisor", "adviser")
    match = _OFFICE_OF.fullmatch(plain)
    return f"{match['matter']} {match['rank']}" if match else plain


def title_variants(title: str) -> tuple[str, ...]:
    """The spellings under which an office is looked for."""
    key = canonical_title(title)
    variants = {_plain(title), key}
    for rank in _RANKS:
        if key.endswith(rank) and key != "prime minister":
            matter = key.removesuffix(rank)
            variants |= {f"{rank.strip()} {of} {matter}" for of in ("of", "for", "of the", "for the")}
    variants |= {variant.replace("defence", "defense") for variant in variants}
    variants |= {variant.replace("adviser", "advisor") for variant in variants}
    return tuple(sorted(variants))


def body_names(actors: Mapping[str, Actor]) -> dict[str, str]:
    """The id of each organisation, ministry, company and party by its folded names, weak ones too."""
    return {
        _plain(name): actor.id
        for actor in actors.values()
        if actor.kind in _BODIES
        for name in (*actor.weak, *actor.aliases)
    }


def title_within_body(title: str, bodies: Mapping[str, str]) -> tuple[str, str] | None:
    """The known body, and the office, in "NATO Secretary-General", "President of the European Commission"."""
    words = _plain(title).split()
    for count in range(len(words) - 1, 0, -1):
        if body := bodies.get(" ".join(words[:count])):
            return body, canonical_title(" ".join(words[count:]))
    office, _, name = " ".join(words).partition(" of ")
    body = bodies.get(name.removeprefix("the ")) or bodies.get(name)
    return (body, canonical_title(office)) if body else None


def _plain(name: str) -> str:
    return " ".join(fold(name).split())
