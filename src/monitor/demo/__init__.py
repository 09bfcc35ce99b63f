"""An invented year of news with a known truth: for the first look, for tests and for benchmarks."""

from __future__ import annotations

from monitor.demo.generator import Demo, generate, stream, write_jsonl
from monitor.demo.truth import (
    ActorCount,
    ArticleTruth,
    Burst,
    CountryCount,
    SourceTruth,
    ToneShift,
    Truth,
)

__all__ = [
    "ActorCount",
    "ArticleTruth",
    "Burst",
    "CountryCount",
    "Demo",
    "SourceTruth",
    "ToneShift",
    "Truth",
    "generate",
    "stream",
    "write_jsonl",
]
