"""A team shares a store in a bucket: each machine loads, reads again and counts as one machine alone would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.pipeline.versions import Versions
from monitor.place import copy_of

MONITOR = Path(sys.executable).parent / "monitor"
ACTORS = """
- id: reed-society
  name: Reed Society
  kind: organisation
"""
MORE = """
- id: mill-guild
  name: Mill Guild
  kind: organisation
"""

Run = Callable[..., str]


def news(first: int, last: int) -> str:
    """Articles of those numbers as JSON lines; the weeks go on with them."""
    return "".join(
        json.dumps(
            {
                "url": f"https://paper{number % 3}.example/{number}",
                "source": f"Paper {number % 3}",
                "title": f"Reed Society meets for the {number}th time",
                "text": f"The Reed Society met in Kenya. The Mill Guild sent {number} sacks of flour to it.",
                "published": f"2026-{1 + number // 28:02}-{1 + number % 28:02}T08:00:00Z",
            }
        )
        + "\n"
        for number in range(first, last)
    )


@pytest.fixture
def run(bucket: str, tmp_path: Path) -> Run:
    """Runs the command as a machine of the team, or, without its name, on a folder that nobody shares."""
    (tmp_path / "actors.yaml").write_text(ACTORS)
    (tmp_path / "early.jsonl").write_text(news(0, 60))
    (tmp_path / "late.jsonl").write_text(news(50, 90))

    def run(machine: str, *words: str) -> str:
        settings = {
            "MONITOR_STORE": bucket if machine else str(tmp_path / "alone"),
            "MONITOR_CACHE": str(tmp_path / (machine or "cache")),
            "MONITOR_ACTORS": str(tmp_path / "actors.yaml"),
        }
        answer = subprocess.run(
            [MONITOR, *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env=os.environ | settings,
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    return run


def test_machines_of_a_team_agree(run: Run, bucket: str, tmp_path: Path) -> None:
    by = ("counts", "--by", "actor,week", "--format", "csv")
    assert json.loads(run("ann", "ingest", "early.jsonl"))["new"] == 60
    assert json.loads(run("ben", "ingest", "late.jsonl"))["new"] == 30, "ten are known from another machine"
    run("", "ingest", "early.jsonl", "late.jsonl")
    assert run("ann", *by) == run("ben", *by) == run("", *by)
    (tmp_path / "actors.yaml").write_text(ACTORS + MORE)
    run("ben", "retag")
    run("", "retag")
    assert "mill-guild" in run("ann", *by)
    assert run("ann", *by) == run("ben", *by) == run("", *by)
    assert run("cem", "verify") == run("", "verify")
    assert f"store: {bucket}\n" in run("cem", "status")
    kept = [Versions(copy_of(bucket, tmp_path / name)).listed() for name in ("ann", "ben", "cem")]
    assert [version.number for version in kept[0]] == [1, 2]
    assert kept[0] == kept[1] == kept[2]


def test_who_edits_the_dictionary_begins_with_the_versions_of_the_others(
    run: Run, bucket: str, tmp_path: Path
) -> None:
    run("ann", "ingest", "early.jsonl")
    (tmp_path / "actors.yaml").write_text(ACTORS + MORE)
    run("ben", "retag")
    (tmp_path / "actors.yaml").write_text(MORE)
    run("ann", "retag")
    listed = Versions(copy_of(bucket, tmp_path / "ann")).listed()
    assert [version.number for version in listed] == [1, 2, 3]
    assert listed[-1].changes == ("removed: Reed Society",)
