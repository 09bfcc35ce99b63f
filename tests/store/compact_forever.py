"""A process for the tests: lays the store of its argument out anew, again and again, and reports each time."""

from __future__ import annotations

import sys
from pathlib import Path

from monitor.store.maintain import compact, vacuum
from monitor.store.store import Store


def main() -> None:
    store = Store(Path(sys.argv[1]))
    while True:
        print(compact(store, everything=True).number, flush=True)
        vacuum(store, keep_last=1, keep_days=0, grace_seconds=0)


if __name__ == "__main__":
    main()
