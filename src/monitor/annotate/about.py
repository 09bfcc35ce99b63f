"""Which countries an article is about: at most three, by where it names them and by its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from monitor.annotate.countries import CountrySpan
from monitor.annotate.implied import WEIGHTS

MOST = 3
"""An article is about so many countries, and no more."""
_LEAD = 300  # characters: a text's first paragraph or two

FEATURES = (
    "always",
    "in the title",
    "in the lead",  # each mention, three at most
    "in the dateline",
    "mentions beside those of the country that has most",
    "first of the text",
    "by name in the text",
    "the only one named",
    "the title names others",
    "the dateline names another",
    "not named",
    "not named, others are",  # four at most
    "not named, nor is any other",
    "words were not read",
    "words",  # log odds
    "words, not named",
    "words speak of it most",
    "words are not known for it",
)
"""What speaks for and against a country; ``benchmarks/learn_about.py`` learns what each weighs."""

_UNKNOWN = -4.5  # log odds of a country that the words are not known for
_LEAST = -5.0
_WORTH_ASKING = -2.5  # log odds below which a country that isn't named is no candidate


@dataclass(slots=True)
class _Standing:
    title: bool = False
    lead: int = 0
    dateline: bool = False
    count: int = 0
    first: bool = False
    by_name: bool = False


def find_about(
    title: Sequence[CountrySpan], text: Sequence[CountrySpan], words: Mapping[str, float] | None = None
) -> tuple[str, ...]:
    """The main countries, likeliest first, from the country mentions of title and text.

    A country gains by standing in the title, the lead or the dateline, by coming first, by the number of
    its mentions and their share of all, and by ``words``, the log odds that an article with such words is
    about it; None where they can't be read. The likeliest of those named is always among them; a country
    that isn't named must be likelier than not.
    """
    weights = _weights()
    odds = {iso: float(weights @ values) for iso, values in evidence(title, text, words).items()}
    ranked = sorted(odds, key=lambda iso: (-odds[iso], iso))
    named = {span.iso for spans in (title, text) for span in spans}
    best = next((iso for iso in ranked if iso in named), None)
    return tuple(iso for iso in ranked if iso == best or odds[iso] > 0)[:MOST]


def evidence(
    title: Sequence[CountrySpan], text: Sequence[CountrySpan], words: Mapping[str, float] | None
) -> dict[str, np.ndarray]:
    """The values of ``FEATURES`` for each country that an article may be about."""
    standings = _standings(title, text)
    titled = sum(one.title for one in standings.values())
    datelined = any(one.dateline for one in standings.values())
    most = max((one.count for one in standings.values()), default=0)
    known = words or {}
    likeliest = max(known.values(), default=0.0)
    candidates = [*dict.fromkeys((*standings, *(iso for iso, odds in known.items() if odds > _WORTH_ASKING)))]
    rows = []
    for iso in candidates:
        one = standings.get(iso)
        spoken = max(known.get(iso, _UNKNOWN), _LEAST) if words is not None else 0.0
        unnamed = one is None
        one = one or _Standing()
        rows.append(
            (
                1.0,
                one.title,
                min(one.lead, 3),
                one.dateline,
                one.count / max(most, 1),
                one.first,
                one.by_name,
                len(standings) == 1 and not unnamed,
                titled > 0 and not one.title,
                datelined and not one.dateline,
                unnamed,
                min(len(standings), 4) * unnamed,
                unnamed and not standings,
                words is None,
                spoken,
                spoken * unnamed,
                words is not None and known.get(iso) == likeliest,
                words is not None and iso not in known,
            )
        )
    return dict(zip(candidates, np.array(rows, dtype=np.float64), strict=True))


def _standings(title: Sequence[CountrySpan], text: Sequence[CountrySpan]) -> dict[str, _Standing]:
    standings: defaultdict[str, _Standing] = defaultdict(_Standing)
    for span in title:
        standings[span.iso].title = True
        standings[span.iso].count += 1
    first = True
    for span in text:
        standing = standings[span.iso]
        if span.dateline:
            standing.dateline = True
            continue
        standing.lead += span.start < _LEAD
        standing.count += 1
        standing.first |= first
        standing.by_name |= span.evidence in ("name", "demonym", "government")
        first = False
    return dict(standings)


@cache
def _weights() -> np.ndarray:
    """What each of ``FEATURES`` adds to the log odds."""
    with np.load(WEIGHTS, allow_pickle=False) as kept:
        return np.asarray(kept["evidence"], dtype=np.float64)
