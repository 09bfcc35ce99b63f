"""Which model a setting names."""

from __future__ import annotations

import pytest

from monitor.annotate.stance import load_stance
from monitor.errors import InputError


def test_the_fast_one_unless_another_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MONITOR_STANCE", raising=False)
    default = load_stance()
    assert default is not None
    assert default.name.startswith("fast")
    monkeypatch.setenv("MONITOR_STANCE", "off")
    assert load_stance() is None
    assert load_stance("fast") is default


def test_an_unknown_model_is_named_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_STANCE", "clairvoyant")
    with pytest.raises(InputError, match=r"'clairvoyant' is unknown.*accurate, fast, off; or to the folder"):
        load_stance()
