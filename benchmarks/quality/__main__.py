"""``python -m benchmarks.quality [MEASURE …] [--corpora DIR] [--write | --mistakes N]``."""

from __future__ import annotations

import json
import os
import random
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.quality.figure import Figure
from benchmarks.quality.measures import MEASURES
from monitor import __version__
from monitor.settings import DATA, PROJECT

MEASURED = DATA / "measured.json"


def main(
    measures: Annotated[list[str] | None, typer.Argument(metavar="MEASURE…", help=", ".join(MEASURES))] = None,
    corpora: Annotated[Path | None, typer.Option(help="The folder of the labelled sets.")] = None,
    write: Annotated[bool, typer.Option("--write", help=f"Write all figures to {MEASURED.name}.")] = False,
    mistakes: Annotated[int, typer.Option(help="Print so many random mistakes as JSON lines, to read.")] = 0,
) -> None:
    """Measure how right the numbers are, on texts that people have labelled."""
    folder = corpora or Path(os.environ.get("MONITOR_CORPORA") or PROJECT.parent / "shared" / "corpora")
    chosen = measures or list(MEASURES)
    if unknown := set(chosen) - set(MEASURES):
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: choose from {', '.join(MEASURES)}.")
    if write and measures:
        raise typer.BadParameter("--write replaces all figures: measure all of them.")
    figures = [figure for name in chosen for figure in _measured(name, folder)]
    if mistakes:
        _print_mistakes(figures, mistakes)
        return
    _print(figures)
    if write:
        _write(figures)


def _measured(name: str, folder: Path) -> list[Figure]:
    try:
        return list(MEASURES[name](folder))
    except FileNotFoundError as error:
        typer.echo(f"{name}: left out, {error.filename} is not there.", err=True)
        return []


def _print(figures: list[Figure]) -> None:
    table = Table("what", "labelled", "n", "reached", "plain method")
    for figure in figures:
        table.add_row(
            figure.what, figure.labelled, f"{figure.n:,} {figure.unit}", _scores(figure.scores), _plain(figure)
        )
    Console(width=None if os.isatty(1) else 200).print(table)


def _print_mistakes(figures: list[Figure], number: int) -> None:
    every = [(figure.key, mistake) for figure in figures for mistake in figure.mistakes]
    for key, mistake in random.Random(0).sample(every, min(number, len(every))):
        typer.echo(json.dumps({"figure": key, **asdict(mistake)}, ensure_ascii=False))


def _scores(scores: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in scores.items())


def _plain(figure: Figure) -> str:
    return f"{_scores(figure.plain)} ({figure.plain_method})" if figure.plain else ""


def _write(figures: list[Figure]) -> None:
    document = {
        "command": "python -m benchmarks.quality --write",
        "version": __version__,
        "day": datetime.now(UTC).date().isoformat(),
        "figures": [_kept(figure) for figure in figures],
    }
    MEASURED.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _kept(figure: Figure) -> dict[str, Any]:
    """All of it but the mistakes, whose excerpts are not ours."""
    kept = asdict(figure)
    del kept["mistakes"]
    return kept


if __name__ == "__main__":
    typer.run(main)
