"""Near-copies of one report, against pairs judged one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.figure import Figure, compared
from benchmarks.quality.sets import rows
from monitor.annotate.stories import fingerprint, near_copies


def near_copied(corpora: Path) -> Iterator[Figure]:
    """Pairs of articles that look alike: copies and updates of a report, against templates and captions."""
    found = [row for row in rows(corpora, "dup_pairs/dev") if row["duplicate"] is not None]
    prints = [(fingerprint(row["a"]["text"]), fingerprint(row["b"]["text"])) for row in found]
    said = [bool(set(a.bands.tolist()) & set(b.bands.tolist())) and near_copies(a, b) for a, b in prints]
    scores, mistakes = compared(
        (
            str(row["id"]),
            {row["label"]} if row["duplicate"] else set(),
            ({row["label"]} if row["duplicate"] else {f"copy ({row['label']})"}) if one else set(),
            f"{row['a']['text']}\n=====\n{row['b']['text']}",
        )
        for row, one in zip(found, said, strict=True)
    )
    yield Figure(
        "copies pairs",
        "Near-copies",
        "pairs of real articles that share many phrases, judged one by one",
        len(found),
        "pairs",
        scores,
        mistakes=mistakes,
    )
