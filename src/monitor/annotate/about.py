"""Which countries an article is about: at most three of those it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.annotate.countries import CountrySpan

MOST = 3
"""An article is about so many countries, and no more."""
_LEAD = 300  # characters: a text's first paragraph or two

# Found by random search over 1,500 newswire stories of 1987 with and without their datelines and 31 hand-coded
# articles of 2012, half of the stories held out: F1 .91 on both halves with datelines. Don't tune one alone.
_TITLE = 1.9
_IN_LEAD = 0.65  # for each mention there, three at most
_DATELINE = 2.0
_MENTION = 0.17  # each, five at most
_SHARE = 2.2  # of all mentions
_FIRST = 0.65  # the first country of the text proper
_ENOUGH = 1.4  # what a second and third country must weigh
_NEAR = 0.3  # and how much of the first one's weight


@dataclass(slots=True)
class _Standing:
    title: bool = False
    lead: int = 0
    dateline: bool = False
    count: int = 0
    first: bool = False

    def weight(self, total: int) -> float:
        share = self.count / total if total else 0.0
        return (
            _TITLE * self.title
            + _IN_LEAD * min(self.lead, 3)
            + _DATELINE * self.dateline
            + _MENTION * min(self.count, 5)
            + _SHARE * share
            + _FIRST * self.first
        )


def find_about(title: Sequence[CountrySpan], text: Sequence[CountrySpan]) -> tuple[str, ...]:
    """The main countries, heaviest first, from the country mentions of title and text.

    A country gains by standing in the title, the lead or the dateline, by coming first, by the number of
    its mentions and their share of all. The heaviest is always named.
    """
    standings = _standings(title, text)
    total = sum(standing.count for standing in standings.values())
    weights = {iso: standing.weight(total) for iso, standing in standings.items()}
    ranked = sorted(weights, key=lambda iso: (-weights[iso], iso))[:MOST]
    if not ranked:
        return ()
    least = max(_ENOUGH, _NEAR * weights[ranked[0]])
    return tuple(iso for iso in ranked if iso == ranked[0] or weights[iso] >= least)


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
        first = False
    return standings
