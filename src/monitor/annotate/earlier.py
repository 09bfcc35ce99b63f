"""What an earlier reading of the same text found, and what of it still holds when other names are known.

After a change of the dictionary most sentences of an article name whom they named before. A sentence sounds as
it did where the same stretches are masked, and it treats an actor as it did where it begins and ends as it did:
neither asks about the rest of the text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from monitor.article import Annotation, EntityKind, Evidence, Mention

Span = tuple[int, int]


class Name(NamedTuple):
    """One mention on its way: what stands where, by what evidence if it is a country."""

    start: int
    end: int
    kind: EntityKind
    entity: str
    evidence: Evidence | None = None


in_order = itemgetter(0, 1, 2, 3)
"""How the names of a passage are sorted."""


class Earlier:
    """A title or a text as it was read before: its stretches with their tones, and what it mentions."""

    def __init__(
        self, spans: Sequence[Span], tones: Sequence[float | None], mentions: Sequence[Mention]
    ) -> None:
        self.tones = tones
        self._spans = list(spans)
        self._heard = dict(zip(spans, tones, strict=True))
        found = [(Name(one.start, one.end, one.kind, one.entity, one.evidence), one) for one in mentions]
        found.sort(key=lambda pair: in_order(pair[0]))
        self.names = [name for name, _ in found]
        self.mentions = [mention for _, mention in found]
        self._stances = {
            (one.start, one.end): one.stance
            for one in mentions
            if one.kind == "actor" and one.stance is not None
        }

    def reads_the_same(self, spans: Sequence[Span], names: Sequence[Name]) -> bool:
        """Whether the passage is cut at the same places, and the same stands in it: then all of it holds."""
        return self._spans == list(spans) and self.names == list(names)

    def tones_with(self, spans: Sequence[Span], names: Sequence[Name]) -> list[float | None]:
        """The tone that each stretch still has; None for one that must be read again, or never had any."""
        before, now = ({(name.start, name.end) for name in told} for told in (self.names, names))
        others = sorted(start for start, _ in before ^ now)
        if not (others and spans):
            return [self._heard.get(span) for span in spans]
        others.append(spans[-1][1])
        return [
            self._heard.get(span) if others[bisect_left(others, span[0])] >= span[1] else None for span in spans
        ]

    def stance(self, name: Span, sentence: Span) -> float | None:
        """How the sentence still treats whom a stretch of it names; None where that must be judged."""
        return self._stances.get(name) if sentence in self._heard else None


def earlier_passages(title: str, before: Annotation) -> tuple[Earlier, Earlier]:
    """Title and text of an article as an annotation has them."""
    in_title, in_text = (
        [mention for mention in before.mentions if mention.in_title is place] for place in (True, False)
    )
    return (
        Earlier([(0, len(title))], [before.title_tone], in_title),
        Earlier(
            [(one.start, one.end) for one in before.sentences],
            [one.tone for one in before.sentences],
            in_text,
        ),
    )
