"""Where a store is: in a folder, or in a bucket, with a folder of the cache as its working copy.

The name of the folder is the address in the bucket, so that whoever has the folder knows the address.
"""

from __future__ import annotations

import re
from pathlib import Path

from monitor.errors import InputError

SCHEME = "s3://"
_FOLDER = "buckets"
_PREFIX = "s3+"
_ADDRESS = re.compile(r"s3://[a-z0-9][a-z0-9.-]+(/[\w.-]+)*/?", re.ASCII)


def copy_of(address: str, cache: Path | None) -> Path:
    """The folder that is the working copy of a store in a bucket.

    Args:
        address: such as ``s3://newsroom/monitor``.
        cache: the folder for what can be made again.

    Raises:
        InputError: the address names no place in a bucket, or there is no cache.
    """
    if not _ADDRESS.fullmatch(address):
        raise InputError(
            f"The store's address {address!r} names no place in a bucket. Write s3://BUCKET or "
            "s3://BUCKET/FOLDER; a folder's name has letters, digits, full stops, hyphens and underscores."
        )
    if cache is None:
        raise InputError(
            f"The store {address} needs a folder for its working copy, and this user has no home. Name one "
            "with MONITOR_CACHE."
        )
    return cache / _FOLDER / f"{_PREFIX}{address.removeprefix(SCHEME).rstrip('/').replace('/', '+')}"


def bucket_of(store: Path) -> str | None:
    """The address in a bucket of which a folder is the working copy; None for a folder that is the store."""
    if store.parent.name != _FOLDER or not store.name.startswith(_PREFIX):
        return None
    return SCHEME + store.name.removeprefix(_PREFIX).replace("+", "/")


def called(store: Path) -> str:
    """What readers know a store by: its folder, or its address in a bucket."""
    return bucket_of(store) or str(store)
