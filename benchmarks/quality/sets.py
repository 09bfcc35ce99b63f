"""Reading labelled sets: gzipped JSON lines in a folder for each set."""

from __future__ import annotations

import gzip
import json
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import Dictionary, load_dictionary
from monitor.ingest.codes import country_code
from monitor.records import annotate_record
from monitor.settings import DATA

Row = dict[str, Any]


def rows(corpora: Path, name: str) -> list[Row]:
    """The rows of ``SET/FILE.jsonl``, packed or not.

    Raises:
        FileNotFoundError: the set is not there.
    """
    path = corpora / f"{name}.jsonl"
    if path.exists():
        text = path.read_text("utf-8")
    else:
        with gzip.open(f"{path}.gz", "rt", encoding="utf-8") as file:
            text = file.read()
    return [json.loads(line) for line in text.split("\n") if line]


@cache
def dictionary() -> Dictionary:
    """The dictionary that comes with the project."""
    return load_dictionary(DATA / "actors.yaml", DATA / "countries.yaml")


@cache
def annotator() -> Annotator:
    """The annotator with that dictionary."""
    return Annotator(dictionary())


def annotated(row: Row, **more: Any) -> Row:
    """What ``monitor annotate --no-clean`` says of a row with ``text`` (and ``title``)."""
    record = {"id": 0, "text": row["text"], "title": row.get("title") or "", **more}
    return annotate_record(record, annotator(), cleaning=False)


def codes(alpha_2: list[str]) -> set[str]:
    """The codes of the sets as those of the product."""
    return {country_code(code) or code for code in alpha_2}


def packed(corpora: Path, name: str) -> dict[str, bytes]:
    """The files of ``SET/FILE.tar.xz`` by their names.

    Raises:
        FileNotFoundError: the set is not there.
    """
    files = {}
    with tarfile.open(corpora / f"{name}.tar.xz") as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is not None:
                files[member.name] = content.read()
    return files
