"""The ``monitor`` command: everything that the pages do, without a browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import orjson
import typer

from monitor import __version__
from monitor.errors import InputError, MonitorError
from monitor.filters import BUCKETS, CountryRole, Dimension, Exported, Filters, Measure, parse_dimensions
from monitor.settings import EMBEDDED, Settings, load_settings

# Each command imports what it works with when it runs: `monitor --help` answers at once.

app = typer.Typer(
    help="Who and which countries are in the news, how much, in what tone, and because of which sentences.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="DIR", help="The store: a folder or s3://BUCKET/FOLDER (or MONITOR_STORE)."
    ),
]
ActorsOption = Annotated[
    Path | None, typer.Option("--actors", metavar="FILE", help="The actors file (or MONITOR_ACTORS).")
]
StanceOption = Annotated[
    str | None,
    typer.Option("--stance", metavar="MODEL", help="fast, accurate, off or a folder (or MONITOR_STANCE)."),
]
FromOption = Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day, e.g. 2026-03-01.")]
ToOption = Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day, included.")]
ActorOption = Annotated[list[str] | None, typer.Option(metavar="ID", help="An id of the actors file.")]
CountryOption = Annotated[list[str] | None, typer.Option(metavar="ISO", help="Alpha-3, e.g. AFG.")]
RoleOption = Annotated[CountryRole, typer.Option(help="How the country is related to the article.")]
SourceOption = Annotated[list[str] | None, typer.Option(metavar="NAME")]
UnusedStore = Annotated[
    Path | None, typer.Option("--store", metavar="DIR", help="Taken by every command; not needed here.")
]
UnusedActors = Annotated[
    Path | None, typer.Option("--actors", metavar="FILE", help="Taken by every command; not needed here.")
]
LanguageOption = Annotated[list[str] | None, typer.Option(metavar="CODE", help="ISO 639-1, e.g. en.")]
SearchOption = Annotated[str, typer.Option(metavar="QUERY", help='AND, OR, NOT, (…), "a phrase", begin*.')]
LinkOption = Annotated[
    str | None,
    typer.Option(
        "--link",
        metavar="URL",
        help="Instead of filters: the address of a page, absolute or relative; its data version is opened.",
    ),
]
InputArgument = Annotated[str, typer.Argument(metavar="[FILE|-]", help="JSON lines; - reads standard input.")]


class Format(StrEnum):
    """How a table is written."""

    csv = "csv"
    json = "json"


def main() -> None:
    """Run the command; an error that we foresaw is a sentence on standard error and exit status 2."""
    try:
        app()
    except MonitorError as error:
        sys.exit(_say(str(error), status=2))
    except BrokenPipeError:
        sys.stderr.close()  # the reader has seen enough, as `monitor counts | head` does
        sys.exit(0)


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(f"monitor {__version__}")
        raise typer.Exit


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files, folders and archives.")],
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="OURS=THEIRS", help="A field of ours and its name there, e.g. title=headline."
        ),
    ] = None,
    store: StoreOption = None,
    actors: ActorsOption = None,
    stance: StanceOption = None,
) -> None:
    """Load articles; prints a summary and ends with status 1 when something went to quarantine."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # see monitor.memory
    from monitor.memory import do_without_pandas

    settings = load_settings(store, actors)
    if settings.engine == EMBEDDED:
        do_without_pandas()
    from monitor.pipeline import ingest as load

    _choose_stance(stance)
    with _progress("Loading") as on_progress:
        summary = load(paths, settings, mapping=_mapping(mapping or []), on_progress=on_progress)
    _print_summary(summary)
    if summary.interrupted:
        raise typer.Exit(
            _say("Interrupted. What the summary counts is stored; run it again to go on.", status=130)
        )
    raise typer.Exit(1 if summary.quarantined else 0)


@app.command()
def annotate(
    source: InputArgument = "-",
    actors: ActorsOption = None,
    stance: StanceOption = None,
    store: UnusedStore = None,
    no_clean: Annotated[bool, typer.Option("--no-clean", help="Leave the text as it came.")] = False,
) -> None:
    """Say what articles say: sentences, actors, countries, tone, stance, voice."""
    from monitor.annotate.annotator import Annotator
    from monitor.annotate.dictionary import load_dictionary
    from monitor.records import annotate_record

    _choose_stance(stance)
    settings = load_settings(store, actors)
    annotator = Annotator(load_dictionary(settings.actors, settings.countries))
    _filter_lines(source, lambda record: annotate_record(record, annotator, cleaning=not no_clean))


@app.command()
def extract(
    source: InputArgument = "-",
    store: UnusedStore = None,  # noqa: ARG001
    actors: UnusedActors = None,  # noqa: ARG001
) -> None:
    """Read article pages: title, text, date, author, language."""
    from monitor.records import extract_record

    _filter_lines(source, extract_record)


@app.command()
def stories(
    source: InputArgument = "-",
    store: UnusedStore = None,  # noqa: ARG001
    actors: UnusedActors = None,  # noqa: ARG001
) -> None:
    """Tell which articles are near-copies of one story."""
    from monitor.records import Complaints, find_stories

    complaints = Complaints(sys.stderr)
    with _open_input(source) as lines:
        find_stories(lines, sys.stdout.buffer, complaints)
    raise typer.Exit(1 if complaints.any else 0)


@app.command()
def counts(
    context: typer.Context,
    by: Annotated[
        str,
        typer.Option(
            metavar="DIM[,DIM]",
            help="actor country source language day week month; without it, --link brings what the page shows.",
        ),
    ] = "",
    measure: Annotated[Measure, typer.Option(help="What is counted.")] = "stories",
    start: FromOption = None,
    end: ToOption = None,
    actor: ActorOption = None,
    country: CountryOption = None,
    country_role: RoleOption = "mentioned",
    source: SourceOption = None,
    language: LanguageOption = None,
    search: SearchOption = "",
    link: LinkOption = None,
    table_format: Annotated[Format, typer.Option("--format")] = Format.csv,
    store: StoreOption = None,
    actors: ActorsOption = None,
) -> None:
    """Count stories, articles or mentions, with share and tone.

    With --link the numbers of a page: its filters, its data version and, without --by, its main chart. What
    the link asks for and can't get is named on standard error, and the exit status is then 1.
    """
    from monitor.query.counts import counts as count
    from monitor.query.desk import open_desk

    if link is not None:
        _refuse_filters(context)
        raise typer.Exit(_count_link(link, by, table_format, load_settings(store, actors)))
    filters = replace(
        _filters(start, end, actor, country, country_role, source, language, search), measure=measure
    )
    settings = load_settings(store, actors)
    dimensions = parse_dimensions(by)
    desk = open_desk(settings.store)
    _print_table(count(desk, filters, dimensions), table_format)
    _warn_of_missing(desk, filters, settings)
    _warn_of_undated(desk, filters, dimensions)


@app.command()
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ends in .csv, .jsonl or .parquet.")],
    what: Annotated[Exported, typer.Option(help="What the rows are.")] = "articles",
    start: FromOption = None,
    end: ToOption = None,
    actor: ActorOption = None,
    country: CountryOption = None,
    country_role: RoleOption = "mentioned",
    source: SourceOption = None,
    language: LanguageOption = None,
    search: SearchOption = "",
    link: LinkOption = None,
    store: StoreOption = None,
    actors: ActorsOption = None,
) -> None:
    """Write the articles or mentions behind a filter into a file.

    With --link, those that pass the filters of a page. What the link asks for and can't get is named on
    standard error, and the exit status is then 1.
    """
    from monitor.query.desk import open_desk
    from monitor.query.export import export as stream
    from monitor.sheets import write_rows

    settings = load_settings(store, actors)
    problems: tuple[str, ...] = ()
    if link is not None:
        _refuse_filters(context)
        desk, filters, problems = _exported_by(link, settings)
    else:
        filters = _filters(start, end, actor, country, country_role, source, language, search)
        desk = open_desk(settings.store)
    rows = write_rows(stream(desk, filters, what), file)
    _warn_of_missing(desk, filters, settings)
    _say(f"Rows of {what} written to {file}: {rows:,}.")
    raise typer.Exit(_say_problems(problems))


@app.command()
def demo(
    store: StoreOption = None,
    actors: ActorsOption = None,
    seed: Annotated[int, typer.Option(help="Another seed, other news.")] = 7,
    size: Annotated[int, typer.Option(help="About how many articles.")] = 3_000,
    days: Annotated[int, typer.Option(help="How many days they span, up to yesterday.")] = 365,
) -> None:
    """Fill an empty store with invented news, to look around."""
    from monitor.pipeline import build_demo
    from monitor.store.store import Store

    settings = load_settings(store, actors)
    if Store(settings.store).exists():
        raise InputError(
            f"The store {settings.store} holds articles already; invented news would mix with them. "
            "Name an empty folder with --store."
        )
    with _progress("Inventing news") as on_progress:
        summary = build_demo(settings, on_progress=on_progress, seed=seed, size=size, days=days)
    _print_summary(summary)


@app.command()
def retag(
    store: StoreOption = None,
    actors: ActorsOption = None,
    stance: StanceOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Read every article, not only those that the change can touch.")
    ] = False,
) -> None:
    """Read stored articles again, after a change of the actors or countries file or of the stance model."""
    from monitor.pipeline import catch_up
    from monitor.pipeline import retag as read_all

    _choose_stance(stance)
    settings = load_settings(store, actors)
    if everything:
        said = f"{read_all(settings):,}"
    else:
        done = catch_up(settings)
        said = f"{done.articles:,} of {done.total:,}, all that the change can touch"
    _say(f"Articles read again with the dictionary and the stance model as they are now: {said}.")


def _choose_stance(name: str | None) -> None:
    """For this process and those that it starts: they all read the setting."""
    from monitor.annotate.stance import load_stance

    if name:
        os.environ["MONITOR_STANCE"] = name
    load_stance()  # a name that no model has is told before any article is read


@app.command()
def status(
    store: StoreOption = None,
    actors: UnusedActors = None,  # noqa: ARG001
    table_format: Annotated[Format | None, typer.Option("--format")] = None,
) -> None:
    """Say what the store holds, and what could not be read."""
    from monitor.query.desk import open_desk
    from monitor.query.status import status as ask

    answer = ask(open_desk(load_settings(store).store))
    typer.echo(orjson.dumps(answer).decode() if table_format is Format.json else _as_lines(answer))


@app.command()
def verify(
    store: StoreOption = None,
    actors: UnusedActors = None,  # noqa: ARG001
) -> None:
    """Check every promise of the store; ends with status 1 when one is broken."""
    from monitor.store.store import Store
    from monitor.store.verify import leftovers
    from monitor.store.verify import verify as check

    opened = Store(load_settings(store).store)
    for remark in leftovers(opened):
        _say(remark)
    breaches = check(opened)
    for breach in breaches:
        typer.echo(f"{breach.promise}\n  {breach.found}\n  {breach.cure}")
    if breaches:
        raise typer.Exit(1)
    typer.echo("Every promise of the store holds.")


@app.command()
def vacuum(
    store: StoreOption = None,
    actors: UnusedActors = None,  # noqa: ARG001
    keep_days: Annotated[float, typer.Option(min=0, max=36_500, help="Versions so young stay.")] = 7.0,
    keep_last: Annotated[int, typer.Option(min=1, help="So many of the last versions stay.")] = 10,
) -> None:
    """Give room back: remove the files of earlier versions of the data that no link holds."""
    from monitor.store.maintain import vacuum as remove
    from monitor.store.store import Store

    gone = remove(Store(load_settings(store).store), keep_days=keep_days, keep_last=keep_last)
    _say(
        f"Removed {gone.files:,} files ({gone.bytes / 1e6:,.1f} MB) and {gone.snapshots:,} earlier versions of "
        f"the data. The data, the last {keep_last:,} versions, those of the last {keep_days:g} days and those "
        "that links hold are as they were."
    )


def _filters(
    start: str | None,
    end: str | None,
    actor: list[str] | None,
    country: list[str] | None,
    country_role: CountryRole,
    source: list[str] | None,
    language: list[str] | None,
    search: str,
) -> Filters:
    return Filters(
        start=_day(start, "--from"),
        end=_day(end, "--to"),
        actors=tuple(actor or ()),
        countries=tuple(code.upper() for code in country or ()),
        country_role=country_role,
        sources=tuple(source or ()),
        languages=tuple(language or ()),
        search=search,
    )


_FILTER_OPTIONS = {
    "measure": "--measure",
    "start": "--from",
    "end": "--to",
    "actor": "--actor",
    "country": "--country",
    "country_role": "--country-role",
    "source": "--source",
    "language": "--language",
    "search": "--search",
}


def _refuse_filters(context: typer.Context) -> None:
    """A link carries its filters; others beside it could only contradict them."""
    given = [
        option
        for name, option in _FILTER_OPTIONS.items()
        if name in context.params and getattr(context.get_parameter_source(name), "name", "") == "COMMANDLINE"
    ]
    if given:
        raise InputError(f"--link already carries filters. Take out {', '.join(given)}, or the link.")


def _count_link(link: str, by: str, table_format: Format, settings: Settings) -> int:
    """Print what the page of a link counts; gives the exit status."""
    from monitor.opening import follow, main_bucket
    from monitor.query.counts import counts as count
    from monitor.view.main_chart import Chart, main_chart

    dimensions = parse_dimensions(by)
    opened = follow(settings, link)
    if dimensions:
        cell = ("The link narrows its list to one mark of a chart; these numbers are not narrowed.",)
        chart = Chart(dimensions, opened.view.filters, without=cell if opened.view.cell else ())
    else:
        chart = main_chart(opened.page, opened.view, main_bucket(opened.desk, opened.view))
    rows = count(opened.desk, chart.filters, chart.by, sound=chart.sound)
    if chart.cell is not None:
        for dimension in chart.by:
            asked = chart.cell.start if dimension in BUCKETS else getattr(chart.cell, dimension)
            rows = rows[rows[dimension] == asked]
    _print_table(rows, table_format)
    if chart.sound == "stance":
        _say("The columns of the tone hold the stance, as the page shows it.")
    _warn_of_undated(opened.desk, chart.filters, chart.by)
    return _say_problems((*opened.problems, *chart.without))


def _exported_by(link: str, settings: Settings) -> tuple[Any, Filters, tuple[str, ...]]:
    """The data and the filters of a link, and what of it an export can't follow."""
    from monitor.opening import follow

    opened = follow(settings, link)
    cell = ("The link narrows its list to one mark of a chart; the file holds all that passes its filters.",)
    return opened.desk, opened.view.filters, (*opened.problems, *(cell if opened.view.cell else ()))


def _say_problems(problems: Sequence[str]) -> int:
    """Name what could not be followed; gives the exit status."""
    for problem in problems:
        _say(problem)
    return 1 if problems else 0


def _warn_of_missing(desk: Any, filters: Filters, settings: Settings) -> None:
    """An empty answer may be a slip of the pen: name what was chosen and is nowhere in the store."""
    from monitor.query.choices import missing

    cures = {
        "actor": f"Ids stand in {settings.actors}; a new one needs `monitor retag`.",
        "country": "Codes are ISO 3166-1 alpha-3, such as AFG.",
        "source": "See the names with `monitor counts --by source`.",
        "language": "Codes are ISO 639-1, such as en.",
    }
    for kind, value in missing(desk, filters):
        _say(f"No article in the store has the {kind} {value!r}. {cures[kind]}")


def _warn_of_undated(desk: Any, filters: Filters, by: Sequence[Dimension]) -> None:
    """An answer in days leaves out what has none; say how much that is."""
    from monitor.query.totals import summary

    buckets = [dimension for dimension in by if dimension in BUCKETS]
    undated = summary(desk, filters).undated if buckets else 0
    if undated:
        _say(f"{_articles(undated)} without a usable date: counted in no {' or '.join(buckets)}.")


def _articles(number: int) -> str:
    return f"{number:,} article{'s' if number != 1 else ''}"


def _filter_lines(source: str, work: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    from monitor.records import Complaints, each_line

    complaints = Complaints(sys.stderr)
    with _open_input(source) as lines:
        each_line(work, lines, sys.stdout.buffer, complaints)
    raise typer.Exit(1 if complaints.any else 0)


@contextmanager
def _open_input(source: str) -> Iterator[BinaryIO]:
    if source == "-":
        yield sys.stdin.buffer
        return
    if not Path(source).is_file():
        raise InputError(f"{source} is no file. Give a file of JSON lines, or - for standard input.")
    with Path(source).open("rb") as stream:
        yield stream


@contextmanager
def _progress(what: str) -> Iterator[Callable[[Any], None]]:
    """A bar on standard error with articles per second and the time left; in a log, a line per batch."""
    if not sys.stderr.isatty():
        yield _log_progress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[articles]}"),
        TimeRemainingColumn(),
    )
    started = datetime.now()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, articles="")

        def show(progress: Any) -> None:
            seconds = max((datetime.now() - started).total_seconds(), 0.001)
            articles = f"{progress.read:,} articles, {progress.read / seconds:,.0f}/s"
            bar.update(
                task, total=progress.bytes_total or None, completed=progress.bytes_done, articles=articles
            )

        yield show


def _log_progress() -> Callable[[Any], None]:
    """Says what is stored, each time that more is: what was said is not lost, whatever happens next."""
    said = 0

    def log(progress: Any) -> None:
        nonlocal said
        if progress.read > said:
            said = progress.read
            _say(f"{progress.read:,} read, {progress.stored:,} stored")

    return log


def _print_summary(summary: Any) -> None:
    """The summary as one JSON line on standard output, and in words on standard error."""
    _say(
        f"Read {summary.read:,}: {summary.new:,} new, {summary.revised:,} revised, "
        f"{summary.known:,} already known, {summary.quarantined:,} quarantined."
    )
    if summary.title_only:
        _say(f"Headlines without a text among them: {summary.title_only:,}.")
    if summary.undated:
        _say(f"Without a usable date, counted in totals but in no day: {summary.undated:,}.")
    for reason, number in summary.reasons.items():
        _say(f"  {number:,} × {reason}")
    typer.echo(orjson.dumps(asdict(summary)).decode())


def _print_table(frame: Any, table_format: Format) -> None:
    from monitor.sheets import to_csv, to_json

    typer.echo(to_csv(frame) if table_format is Format.csv else to_json(frame), nl=False)


def _as_lines(answer: dict[str, Any]) -> str:
    """A status in words: one line per fact, an indented line per item of a list."""
    lines = []
    for name, value in answer.items():
        label = name.replace("_", " ")
        if isinstance(value, list):
            lines.append(f"{label}: {len(value)} shown")
            lines += [
                "  " + " · ".join(_printable(str(part)) for part in item.values() if part is not None)
                for item in value
            ]
        else:
            lines.append(f"{label}: {_in_words(value)}")
    return "\n".join(lines)


def _in_words(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    return f"{value:,}" if isinstance(value, int) else str(value)


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        if not (ours.strip() and equals and theirs.strip()):
            raise InputError(
                f"--map {pair!r} is not of the form OURS=THEIRS. Write for example --map title=headline."
            )
        mapping[ours.strip()] = theirs.strip()
    return mapping


def _day(text: str | None, option: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            f"{option} {text!r} is not a day. Write year-month-day, such as 2026-03-01."
        ) from error


def _say(sentence: str, status: int = 0) -> int:
    typer.echo(_printable(sentence), err=True)
    return status


def _printable(text: str) -> str:
    """File and field names come from strangers: nothing of them may steer the terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
