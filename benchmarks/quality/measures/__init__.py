"""One module for each promise: what it is measured on, how, and where it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.quality.figure import Figure
from benchmarks.quality.measures.about import countries_about
from benchmarks.quality.measures.actors import actors_named
from benchmarks.quality.measures.bursts import bursts
from benchmarks.quality.measures.copies import near_copied
from benchmarks.quality.measures.feeds import feeds
from benchmarks.quality.measures.intervals import intervals
from benchmarks.quality.measures.named import countries_named
from benchmarks.quality.measures.pages import pages
from benchmarks.quality.measures.sentences import sentences
from benchmarks.quality.measures.stance import stances
from benchmarks.quality.measures.tone import tones
from benchmarks.quality.measures.voice import voices

MEASURES: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "tone": tones,
    "stance": stances,
    "actors": actors_named,
    "named": countries_named,
    "about": countries_about,
    "copies": near_copied,
    "sentences": sentences,
    "voice": voices,
    "pages": pages,
    "feeds": feeds,
    "intervals": intervals,
    "bursts": bursts,
}
"""Each measure by the name that the command takes."""
