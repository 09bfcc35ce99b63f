"""In which order the tests run, in how many processes stores are made, where questions are kept, how seldom
garbage is looked for, that slowness fails no test, and a server of buckets on this machine."""

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from uuid import uuid4

import pytest
from hypothesis import settings

from tests.bucket_server import BUCKET, bucket_server

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

# A store of a few hundred articles is made sooner here than in processes that must start first; a test of such
# processes asks for them.
os.environ.setdefault("MONITOR_WORKERS", "1")

# The processes of one run share what they put into words, and leave the user's own cache alone.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["MONITOR_CACHE"] = tempfile.mkdtemp(prefix="monitor-cache-")
    atexit.register(shutil.rmtree, os.environ["MONITOR_CACHE"], ignore_errors=True)

LONG = ("cluster", "browser", "corpora")
"""Marks of tests that take minutes a file."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: one that began last would keep a worker busy long after the others ended."""
    items.sort(key=_turn)


def pytest_collection_finish() -> None:
    """What is there now stays to the end; it need not be looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _turn(item: pytest.Item) -> int:
    marks = {mark.name for mark in item.iter_markers()}
    return next((turn for turn, name in enumerate(LONG) if name in marks), len(LONG))


@pytest.fixture(scope="session")
def _s3() -> Iterator[str]:
    """The address of an S3 server in this process, with one bucket."""
    with bucket_server() as address:
        yield address


@pytest.fixture
def bucket(_s3: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a place in a bucket that holds nothing yet; the keys are in the environment."""
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}
    for name, value in {**keys, "AWS_ENDPOINT_URL": _s3}.items():
        monkeypatch.setenv(name, value)
    return f"s3://{BUCKET}/{uuid4().hex}"
