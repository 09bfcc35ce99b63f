"""``python -m benchmarks.speed [MEASURE …] [--articles N] [--rounds N] [--folder DIR] [--write]``."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.speed.measures import MEASURES
from benchmarks.speed.picture import write_picture
from benchmarks.speed.reading import Bench, Reading, machine
from benchmarks.speed.readme import number, write_table
from monitor import __version__
from monitor.settings import PROJECT

SPEED = PROJECT / "docs" / "speed.json"


def main(
    measures: Annotated[list[str] | None, typer.Argument(metavar="MEASURE…", help=", ".join(MEASURES))] = None,
    articles: Annotated[int, typer.Option(help="Articles in the largest store.")] = 10_000_000,
    rounds: Annotated[int, typer.Option(help="How often each side has its turn.")] = 5,
    folder: Annotated[Path | None, typer.Option(help="Where generated stores are kept between runs.")] = None,
    corpora: Annotated[Path | None, typer.Option(help="The folder of real articles.")] = None,
    write: Annotated[
        bool, typer.Option("--write", help=f"Keep the readings in docs/{SPEED.name} and the README.")
    ] = False,
) -> None:
    """Measure speed in ratios of one run."""
    chosen = measures or list(MEASURES)
    if unknown := set(chosen) - set(MEASURES):
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: choose from {', '.join(MEASURES)}.")
    bench = Bench(
        folder=folder or Path(tempfile.gettempdir()) / "media-monitor-speed",
        corpora=corpora or Path(os.environ.get("MONITOR_CORPORA") or PROJECT.parent / "shared" / "corpora"),
        articles=articles,
        rounds=rounds,
    )
    bench.folder.mkdir(parents=True, exist_ok=True)
    readings = [reading for name in chosen for reading in _measured(name, bench)]
    _print(readings)
    if write:
        _write(readings, chosen)


def _measured(name: str, bench: Bench) -> list[Reading]:
    try:
        return list(MEASURES[name](bench))
    except FileNotFoundError as error:
        typer.echo(f"{name}: left out, {error.filename} is not there.", err=True)
        return []


def _print(readings: list[Reading]) -> None:
    table = Table("measure", "what", "reached", "least – most", "budget", "")
    for reading in readings:
        table.add_row(
            reading.measure,
            reading.what,
            f"{number(reading.value)} {reading.unit}",
            f"{number(reading.low)} – {number(reading.high)}",
            reading.budget,
            {True: "met", False: "missed", None: ""}[reading.within()],
        )
    console = Console(width=None if os.isatty(1) else 200)
    console.print(table)
    console.print(", ".join(f"{name} {value}" for name, value in machine().items()))


def _write(readings: list[Reading], chosen: list[str]) -> None:
    """Replace what these measures gave before; each reading is kept with its day and machine."""
    kept = [row for row in _before() if row["measure"] not in chosen]
    told = {"version": __version__, "day": datetime.now(UTC).date().isoformat(), "machine": machine()}
    rows = [*kept, *({**asdict(reading), **told} for reading in readings)]
    order = {name: place for place, name in enumerate(MEASURES)}
    rows.sort(key=lambda row: order.get(row["measure"], len(order)))
    document = {"command": "python -m benchmarks.speed --write", "readings": rows}
    SPEED.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")
    write_table(PROJECT / "README.md", rows)
    write_picture(PROJECT / "docs" / "speed.png", rows)


def _before() -> list[dict[str, Any]]:
    return list(json.loads(SPEED.read_text("utf-8"))["readings"]) if SPEED.exists() else []


if __name__ == "__main__":
    typer.run(main)
