"""The stance model that a setting names."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from monitor.annotate.stance.model import StanceModel
from monitor.errors import InputError

DEFAULT = "fast"
OFF = "off"


def load_stance(name: str | None = None) -> StanceModel | None:
    """The stance model by its name, else that of MONITOR_STANCE, else the fast one; None for ``off``.

    A path names the folder of a Hugging Face sequence classifier.

    Raises:
        InputError: a name that no model has; a folder that holds no classifier.
    """
    return _load(name or os.environ.get("MONITOR_STANCE") or DEFAULT)


@cache
def _load(name: str) -> StanceModel | None:
    if name == OFF:
        return None
    if name in _MODELS:
        return _MODELS[name]()
    if os.sep in name or Path(name).is_dir():
        return _classifier(Path(name))
    known = ", ".join(sorted([*_MODELS, OFF]))
    raise InputError(
        f"The stance model {name!r} is unknown. Set MONITOR_STANCE to one of: {known}; or to the folder of a "
        "Hugging Face sequence classifier."
    )


def _fast() -> StanceModel:
    from monitor.annotate.stance.fast import FastStance

    return FastStance()


def _accurate() -> StanceModel:
    from monitor.annotate.stance.accurate import AccurateStance

    return AccurateStance()


def _classifier(folder: Path) -> StanceModel:
    from monitor.annotate.stance.classifier import ClassifierStance

    return ClassifierStance(folder)


_MODELS: dict[str, Callable[[], StanceModel]] = {"fast": _fast, "accurate": _accurate}
"""Imported where they are wanted: the accurate one brings a runtime of its own."""
