"""A loader process for the tests of buckets: as ``load_forever.py``, but STEP counts objects written.

    python load_from_afar.py FOLDER PREFIX [STEP]

FOLDER is the working copy of a store in a bucket. With STEP it kills itself before it writes that object of its
second commit.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from load_forever import die, load_batch, names

from monitor.store import lease, mirror
from monitor.store.bucket import Bucket
from monitor.store.store import Store


def die_at(step: int) -> None:
    """Kill this process before it writes that object, those of leases aside."""
    seen = count(1)

    def counted(write: Callable[..., Any]) -> Callable[..., Any]:
        def counting(self: Bucket, path: str, *content: Any) -> Any:
            if not path.endswith(".lock") and next(seen) == step:
                die()
            return write(self, path, *content)

        return counting

    Bucket.send = counted(Bucket.send)  # type: ignore[method-assign]
    Bucket.create = counted(Bucket.create)  # type: ignore[method-assign]


def main() -> None:
    mirror.LOOK_SECONDS, lease.PAUSE_SECONDS = 0.0, 0.05
    store, prefix = Store(Path(sys.argv[1])), sys.argv[2]
    for batch in count():
        if batch == 1 and len(sys.argv) > 3:
            die_at(int(sys.argv[3]))
        with store.change("ingest") as change:
            load_batch(change, prefix, batch)
        assert change.snapshot is not None
        print(change.snapshot.number, " ".join(names(prefix, batch)), flush=True)


if __name__ == "__main__":
    main()
