"""The rules of the trip, for those who judge its numbers: taken from the code that applies them."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.annotate import about, stories
from monitor.annotate.lexicons import load_lexicon
from monitor.annotate.stance import load_stance
from monitor.ingest.clean import CLEANER_VERSION
from monitor.ingest.clean_rules import LINE_REASONS
from monitor.pipeline.load import FURNITURE_ARTICLES


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that a load applies today.

    ``cut`` are the reasons for which cleaning removes a line; a line that ``furniture`` articles of one source
    share is removed too. Two texts are one story where at least ``jaccard`` of their phrases of ``shingle``
    words are common, or ``containment`` of the shorter one's, within ``window`` days. An article is about at
    most ``about`` countries. ``lexicon`` gives words their tone; ``stance`` is the
    model that judges attitudes, "off" where none does.
    """

    cleaner: str
    cut: tuple[str, ...]
    furniture: int
    shingle: int
    jaccard: float
    containment: float
    window: int
    about: int
    lexicon: str
    stance: str


def rules_of_today() -> Rules:
    """The rules with which an article is loaded now; stored articles name the versions of theirs.

    Raises:
        InputError: MONITOR_STANCE names no model, MONITOR_TONE no lexicon.
    """
    model = load_stance()
    return Rules(
        cleaner=CLEANER_VERSION,
        cut=LINE_REASONS,
        furniture=FURNITURE_ARTICLES,
        shingle=stories.SHINGLE_WORDS,
        jaccard=stories.MIN_JACCARD,
        containment=stories.MIN_CONTAINMENT,
        window=stories.WINDOW_DAYS,
        about=about.MOST,
        lexicon=load_lexicon().name,
        stance=model.name if model else "off",
    )
