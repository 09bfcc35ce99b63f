"""A loader process for the tests of buckets: as ``load_forever.py``, but STEP counts objects written.

    python load_from_afar.py FOLDER PREFIX [STEP]

FOLDER is the working copy of a store in a bucket. With STEP it kills itself before it writes that object of its
second commit.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from load_forever import die, main

from monitor.store import lease, mirror
from monitor.store.bucket import Bucket


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


if __name__ == "__main__":
    mirror.LOOK_SECONDS, lease.PAUSE_SECONDS = 0.0, 0.05
    main(die_at)
