"""A Spark Connect server loads, reads again and answers as this process alone would."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from benchmarks.speed.local_cluster import connect_server
from monitor.settings import PROJECT
from tests.cluster.conftest import DEFAULTS, need_spark
from tests.cluster.texts import ACTORS, articles

pytestmark = pytest.mark.cluster

ENDS_WITHIN = 300
"""A process that can't end hangs for ever; one that works is through in a fraction of this."""


def test_a_server_loads_reads_again_and_answers_and_lets_go(tmp_path):
    need_spark()
    texts, actors = tmp_path / "news.jsonl", tmp_path / "actors.yaml"
    texts.write_text("".join(f"{json.dumps(row)}\n" for row in articles(400, seed=5)))
    actors.write_text(ACTORS)
    with connect_server(tmp_path / "server", DEFAULTS) as address:
        done = subprocess.run(
            [sys.executable, "-m", "tests.cluster.connected", address, texts, actors, tmp_path / "store"],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=ENDS_WITHIN,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(" questions\n")
