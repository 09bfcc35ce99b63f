"""Everything that can go wrong, as sentences.

    MonitorError
    ├── InputError           what was handed in can't be read (a file, a line, an option)
    │   ├── DictionaryError  the actors or countries file, with its line
    │   └── FilterError      a filter, a dimension or a search that can't be understood
    ├── ClusterError         a cluster can't be reached, or can't do what was asked
    └── StoreError           the store can't do what was asked
        ├── StoreBusyError   another process is committing and did not finish in time
        └── StoreBrokenError a promise of the store does not hold

Each message says what came, what was expected, and what to do.
"""

from __future__ import annotations


class MonitorError(Exception):
    """Base of every error that the product raises on purpose."""


class InputError(MonitorError):
    """What was handed in can't be read."""


class DictionaryError(InputError):
    """The actors or countries file has a mistake; names the file and the line."""

    def __init__(self, file: str, line: int | None, problem: str, cure: str) -> None:
        self.file, self.line, self.problem, self.cure = file, line, problem, cure
        place = f"{file}, line {line}" if line is not None else file
        super().__init__(f"{place}: {problem} {cure}")


class FilterError(InputError):
    """A filter, a dimension or a search query that can't be understood."""


class ClusterError(MonitorError):
    """The cluster that MONITOR_ENGINE names can't be reached, or can't do what was asked."""


class StoreError(MonitorError):
    """The store can't do what was asked."""


class StoreBusyError(StoreError):
    """Another process holds the commit lock and did not let go in time."""


class StoreBrokenError(StoreError):
    """A promise of the store does not hold; the message says which, and the way back."""
