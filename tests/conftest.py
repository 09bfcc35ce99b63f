"""In which order the tests run, and that none fails because a machine is slow."""

import pytest
from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

LONG = ("cluster", "browser", "corpora")
"""Marks of tests that take minutes a file."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: one that began last would keep a worker busy long after the others ended."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    marks = {mark.name for mark in item.iter_markers()}
    return next((turn for turn, name in enumerate(LONG) if name in marks), len(LONG))
