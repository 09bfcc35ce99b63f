"""No figure falls below its floor, wherever the labelled sets are at hand."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from benchmarks.quality.measures import MEASURES
from monitor.settings import PROJECT

FLOORS = json.loads((PROJECT / "benchmarks" / "quality" / "floors.json").read_text("utf-8"))
CORPORA = Path(os.environ.get("MONITOR_CORPORA") or PROJECT.parent / "shared" / "corpora")


@pytest.mark.corpora
@pytest.mark.skipif(not CORPORA.is_dir(), reason="no labelled sets: MONITOR_CORPORA names them")
@pytest.mark.parametrize("measure", MEASURES)
def test_no_figure_falls_below_its_floor(measure: str) -> None:
    fallen = [
        f"{figure.key}: {score} {figure.scores[score]:.3f} is below {floor}. Mend the rules, not the floor."
        for figure in MEASURES[measure](CORPORA)
        for score, floor in FLOORS[figure.key].items()
        if figure.scores[score] < floor
    ]
    assert not fallen, "\n".join(fallen)
