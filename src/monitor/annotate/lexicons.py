"""Which words have which valence: VADER's own, or with the words of the news on top."""

from __future__ import annotations

import os
from functools import cache

import yaml

from monitor.annotate.tone import VADER, Lexicon
from monitor.errors import InputError
from monitor.settings import DATA

NEWS_WORDS = DATA / "tone" / "news.yaml"


def load_lexicon(name: str | None = None) -> Lexicon:
    """The lexicon by its name, else the one that MONITOR_TONE names, else ``vader``.

    Raises:
        InputError: a name that no lexicon has.
    """
    wanted = name or os.environ.get("MONITOR_TONE") or VADER.name
    if wanted not in ("vader", "news"):
        raise InputError(f"The lexicon {wanted!r} is unknown. Set MONITOR_TONE to vader or news.")
    return VADER if wanted == VADER.name else _news()


@cache
def _news() -> Lexicon:
    """VADER's words keep their valences; those of the news that it doesn't know come on top."""
    stored = yaml.safe_load(NEWS_WORDS.read_text("utf-8"))
    added = {word: float(valence) for valence, words in stored["valences"].items() for word in words}
    return Lexicon(f"news{stored['version']}", {**added, **VADER.valences})
