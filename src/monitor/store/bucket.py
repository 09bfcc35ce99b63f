"""The objects of one store in an S3-compatible bucket.

The client is obstore, the Python side of Apache Arrow's ``object_store``; it takes keys and the address of the
server from the usual variables (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL and so
on), or from the machine's role. Source: https://developmentseed.org/obstore/latest/authentication/
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from monitor.errors import StoreError

if TYPE_CHECKING:
    from obstore.store import S3Store

_RETRIES = 4
_RETRY_SECONDS = 20.0
_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 20.0
"""A page does not wait longer for a server that is down."""
_FILE_SECONDS = 300.0
"""For one large file on a slow line."""


class Entry(NamedTuple):
    """One object: its path below the store's address, its size in bytes, and when it was written."""

    path: str
    size: int
    at: datetime


class Said(NamedTuple):
    """What an object holds, the tag of what it is now, and when it was written."""

    content: bytes
    tag: str
    at: datetime


class Bucket:
    """The objects below an address such as ``s3://newsroom/monitor``; opening it asks nobody.

    Raises:
        StoreError: the server can't be reached, refuses, or has no such bucket.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        with self._explained():
            self._objects = _client(address, _ANSWER_SECONDS)
            self._files = _client(address, _FILE_SECONDS)

    def listed(self, folder: str, after: str = "") -> list[Entry]:
        """The objects below a folder, by path; with ``after``, only those whose path comes later."""
        import obstore

        with self._explained():
            found = obstore.list(self._objects, f"{folder}/", offset=after or None).collect()
        return sorted(Entry(one["path"], one["size"], one["last_modified"]) for one in found)

    def read(self, path: str) -> Said | None:
        """A small object as it is now; None where it is not there."""
        import obstore

        with self._explained():
            try:
                answer = obstore.get(self._objects, path)
                meta = answer.meta
                return Said(bytes(answer.bytes()), meta["e_tag"] or "", meta["last_modified"])
            except FileNotFoundError:
                return None

    def fetch(self, path: str, target: Path) -> bool:
        """Write an object into a file, which is there as a whole or not at all; False where there is none."""
        import obstore

        fresh = target.with_name(f".{target.name}.{uuid4().hex}")
        with self._explained():
            try:
                answer = obstore.get(self._files if path.endswith(".parquet") else self._objects, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                with fresh.open("wb") as stream:
                    for part in answer:
                        stream.write(part)
                    stream.flush()
                    os.fsync(stream.fileno())
            except FileNotFoundError:
                return False
            except BaseException:
                fresh.unlink(missing_ok=True)
                raise
            fresh.replace(target)
        return True

    def send(self, path: str, content: Path | bytes) -> None:
        """Write an object, whatever was there."""
        import obstore

        with self._explained():
            obstore.put(self._files, path, content)

    def create(self, path: str, content: bytes) -> str | None:
        """Write an object that is not there yet: its tag; None, and nothing is written, where it is."""
        return self._put_if(path, content, "create")

    def replace(self, path: str, content: bytes, tag: str) -> str | None:
        """Write an object that still is what the tag says: the new tag; None, and nothing is written, else."""
        return self._put_if(path, content, {"e_tag": tag})

    def _put_if(self, path: str, content: bytes, mode: Any) -> str | None:
        """Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html"""
        import obstore
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        with self._explained():
            try:
                written = obstore.put(self._objects, path, content, mode=mode, use_multipart=False)
            except (AlreadyExistsError, PreconditionError):
                return None
        return written["e_tag"] or ""

    def remove(self, paths: Sequence[str]) -> None:
        """Remove objects; those that are gone already are no mistake."""
        import obstore

        if paths:
            with self._explained():
                obstore.delete(self._objects, list(paths))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turns what the client raises into sentences."""
        from obstore.exceptions import BaseError

        try:
            yield
        except BaseError as error:
            raise StoreError(
                f"The bucket of {self.address} can't be used: {_reason(error)}. See that it is there, and that "
                "AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are those of its "
                "server; what was committed before is untouched."
            ) from error


def _client(address: str, seconds: float) -> S3Store:
    from obstore.store import S3Store

    server = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or ""
    return S3Store.from_url(
        address,
        client_options={
            "allow_http": server.startswith("http://"),
            "connect_timeout": timedelta(seconds=_CONNECT_SECONDS),
            "timeout": timedelta(seconds=seconds),
        },
        retry_config={"max_retries": _RETRIES, "retry_timeout": timedelta(seconds=_RETRY_SECONDS)},
    )


_KNOWN = {
    "NoSuchBucket": "the server has no bucket of that name",
    "InvalidAccessKeyId": "the server does not know the access key",
    "SignatureDoesNotMatch": "the secret key does not fit the access key",
    "AccessDenied": "the server denies access",
    "error sending request": "the server can't be reached",
    "CredentialsNotLoaded": "no keys were found",
    "169.254.169.254": "no keys were found",  # asked of the machine itself, which has no role
}


def _reason(error: Exception) -> str:
    said = str(error)
    known = next((words for sign, words in _KNOWN.items() if sign in said), "")
    return known or said.splitlines()[0][:200]
