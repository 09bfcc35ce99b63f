"""The countries that a text names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.figure import Figure, compared
from benchmarks.quality.sets import Row, annotated, codes, dictionary, rows


def countries_named(corpora: Path) -> Iterator[Figure]:
    """Countries that a text names as such: by name, demonym or as a government; towns are left out."""
    for name, labelled in (
        ("geo_webnews", "web news of 2018 (GeoWebNews)"),
        ("geo_trnews", "international news (TR-News)"),
        ("geo_virus", "stories on epidemics (GeoVirus); adjectives such as Nigerian are not labelled"),
        ("geo_lgl", "US local papers (LGL): Lebanon is a town in Pennsylvania"),
    ):
        found = rows(corpora, f"{name}/dev")
        scores, mistakes = compared(
            (str(row["id"]), codes(row["countries_named"]), _named(row), row["text"]) for row in found
        )
        yield Figure(
            f"named {name.removeprefix('geo_')}",
            "Countries named",
            labelled,
            len(found),
            "articles",
            scores,
            mistakes=mistakes,
        )


def _named(row: Row) -> set[str]:
    """Countries by name and demonym; a government only where its country is named, not its capital."""
    text = row["text"]
    return {
        mention["iso"]
        for mention in annotated({"text": text})["countries"]
        if mention["evidence"] in ("name", "demonym")
        or (
            mention["evidence"] == "government"
            and _is_name(text[mention["start"] : mention["end"]], mention["iso"])
        )
    }


def _is_name(words: str, iso: str) -> bool:
    """True for a name of the country; its capital, acting as a government, is a town in the labels."""
    return words.casefold() in {name.casefold() for name in dictionary().countries[iso].names}
