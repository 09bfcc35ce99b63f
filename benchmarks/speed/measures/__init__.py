"""One module for each budget: what takes turns with what, and on which articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.speed.measures import cluster, load
from benchmarks.speed.reading import Bench, Reading

MEASURES: dict[str, Callable[[Bench], Iterator[Reading]]] = {
    "load": load.measure,
    "cluster": cluster.measure,
}
"""Each measure by the name that the command takes."""
