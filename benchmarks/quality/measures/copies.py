"""Near-copies of one report, against pairs judged one by one, and the agency that a report was taken from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from benchmarks.quality.figure import Figure, compared
from benchmarks.quality.sets import Row, rows
from monitor.annotate.stories import Candidate, fingerprint, group, near_copies
from monitor.article import IN_PART
from monitor.ingest.credit import wire_credit


def near_copied(corpora: Path) -> Iterator[Figure]:
    """Articles that look alike: copies and updates of a report, against templates and captions."""
    yield _pairs(rows(corpora, "dup_pairs/dev"))
    yield _planted(rows(corpora, "planted_copies/dev_docs"), rows(corpora, "planted_copies/dev_pairs"))
    yield _credited(rows(corpora, "polnear_quotes/dev_train"))


def _pairs(every: list[Row]) -> Figure:
    found = [row for row in every if row["duplicate"] is not None]
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
    return Figure(
        "copies pairs",
        "Near-copies",
        "pairs of real articles that share many phrases, judged one by one",
        len(found),
        "pairs",
        scores,
        mistakes=mistakes,
    )


def _planted(texts: list[Row], pairs: list[Row]) -> Figure:
    prints = {row["id"]: fingerprint(row["text"]) for row in texts}
    candidates = [Candidate(name, None, one.bands.tolist()) for name, one in prints.items()]
    stories: dict[str, set[str]] = {}
    for name, story in group(candidates, [], {}, prints.__getitem__).items():
        stories.setdefault(story, set()).add(name)
    scores, mistakes = compared(
        [
            (
                "planted",
                {_pair(row["a"], row["b"]) for row in pairs},
                {_pair(*two) for members in stories.values() for two in combinations(members, 2)},
                "",
            )
        ]
    )
    return Figure(
        "copies planted",
        "Near-copies, planted",
        "texts of shuffled news sentences, some of them nearly the same on purpose",
        len(texts),
        "texts",
        scores,
        mistakes=mistakes,
    )


def _pair(one: str, other: str) -> str:
    return " = ".join(sorted([one, other]))


_AGENCIES = {"AP": "AP", "UPI": "UPI", "AFP": "AFP", "reuters": "Reuters", "Reuters": "Reuters"}


def _credited(articles: list[Row]) -> Figure:
    """Read from the text and, as ``author`` names the agency in half of the labels, without that field too."""
    with_author, mistakes = compared(
        (
            row["id"],
            _labelled(row),
            _found(row, [row["author"] or ""]),
            f"{row['text'][:300]} … {row['text'][-300:]}",
        )
        for row in articles
    )
    by_text, _ = compared((row["id"], _labelled(row), _found(row, []), "") for row in articles)
    return Figure(
        "copies credit",
        "Wire credit: the agency that a report was taken from",
        "US political news with the agency noted by hand (PolNeAR)",
        len(articles),
        "articles",
        with_author | {f"{name}, text alone": score for name, score in by_text.items()},
        mistakes=mistakes,
    )


def _labelled(row: Row) -> set[str]:
    return {_AGENCIES[row["wire"]]} if row["wire"] in _AGENCIES else set()


def _found(row: Row, authors: list[str]) -> set[str]:
    credit = wire_credit(row["text"], authors)
    return set(credit.split(", ")) if credit and not credit.startswith(IN_PART) else set()
