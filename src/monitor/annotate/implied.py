"""Which country an article's words speak of, also where they name none: "the Bundesbank", "<ROG.Z>", "cts"."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from monitor.settings import DATA

WEIGHTS = DATA / "about.npz"
"""Written by ``python -m benchmarks.learn_about``."""

_READ = 800  # characters of the text: its first paragraphs; 600 and 1,500 came out no better

_FAMILIAR = 0.45  # of the words; English news have two thirds or more, other languages a fifth

_WORD = re.compile(r"[^\W\d_][\w'’]*(?:[.&](?=\w)[\w'’]*)*")
_LISTED = re.compile(r"[<(][A-Za-z]{1,6}\.(?P<exchange>[A-Z]{1,3})[>)]")
_TICKER = re.compile(r"<[A-Z]{1,6}>")
_UNLISTED = re.compile(r"<[A-Z][^<>]{6,60}>")

Floats = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class WordModel:
    """A linear model: what each word adds to the log odds that an article is about each country."""

    countries: tuple[str, ...]
    rows: Mapping[str, int]
    """The row of each word in ``weights``."""
    weights: Floats
    bias: Floats

    def log_odds(self, found_words: Collection[str]) -> dict[str, float] | None:
        """For each country that it knows: above 0, an article with these words is rather about it than not.

        None where most of the words are strange to it, as in another language.
        """
        found = [row for word in found_words if (row := self.rows.get(word)) is not None]
        if len(found) < _FAMILIAR * len(found_words):
            return None
        total = self.weights[found].sum(axis=0) / max(len(found), 1) ** 0.5 + self.bias
        return dict(zip(self.countries, total.tolist(), strict=True))


def words(title: str, text: str) -> set[str]:
    """The different words of title and lead, with the marks of the stock exchanges at which its companies are.

    News wires print a company as "Brindle (BRM.L)", one listed in America as "<BRM>", others as "<Brindle Co>".
    """
    lead = text[:_READ]
    found = set(_WORD.findall(title.lower()))
    found.update(_WORD.findall(lead.lower()))
    for part in (title, lead):
        found.update(f"<.{exchange}>" for exchange in _LISTED.findall(part))
        if _TICKER.search(part):
            found.add("<TICKER>")
        if _UNLISTED.search(part):
            found.add("<NAME>")
    return found


@cache
def load_words(path: Path = WEIGHTS) -> WordModel:
    """The model that comes with the project."""
    with np.load(path, allow_pickle=False) as kept:
        vocabulary = str(kept["words"]).split("\n")
        return WordModel(
            countries=tuple(str(kept["countries"]).split()),
            rows={word: row for row, word in enumerate(vocabulary)},
            weights=kept["weights"].astype(np.float32) * float(kept["step"]),
            bias=kept["bias"],
        )
