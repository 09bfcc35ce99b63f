"""One module for each budget: what takes turns with what, and on which articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.speed.measures import annotate, cluster, load, pages, queries, retag
from benchmarks.speed.reading import Bench, Reading

MEASURES: dict[str, Callable[[Bench], Iterator[Reading]]] = {
    "annotate": annotate.measure,
    "queries": queries.measure,
    "retag": retag.measure,
    "load": load.measure,
    "pages": pages.measure,
    "cluster": cluster.measure,
}
"""Each measure by the name that the command takes."""
