"""The command as a user types it: real processes, exit statuses, what stands on which stream."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from monitor.query.desk import open_desk
from monitor.query.versions import versions

MONITOR = Path(sys.executable).parent / "monitor"

ACTORS = """
- id: lantern-league
  name: Lantern League
  kind: organisation
- id: harbour-board
  name: Harbour Board
  kind: organisation
"""

RECORDS = [
    {
        "url": "https://one.example/1",
        "source": "One",
        "title": "Lantern League opens hall",
        "text": "The Lantern League opened a hall in Kenya. The Harbour Board sent flowers and warm wishes.",
        "published": "2026-03-02T08:00:00Z",
    },
    {
        "url": "https://two.example/2",
        "source": "Two",
        "title": "Board repairs pier",
        "text": "The Harbour Board repaired the old pier in two weeks. Fishermen from Kenya came to see it.",
        "published": "2026-03-09T08:00:00Z",
    },
    {
        "url": "https://two.example/3",
        "source": "Two",
        "title": "=1+1 is what the chalk board said",
        "text": "A teacher wrote sums on a board. The Lantern League gave the chalk.",
        "published": "someday",
    },
]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cli")


@pytest.fixture(scope="module")
def monitor(folder: Path) -> Run:
    """Runs the command in a folder of its own, with a store and a dictionary of its own."""
    actors = folder / "actors.yaml"
    actors.write_text(ACTORS)
    settings = {"MONITOR_STORE": str(folder / "store"), "MONITOR_ACTORS": str(actors), "MONITOR_WORKERS": "1"}

    def run(*words: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [MONITOR, *words]
        return subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            env={**os.environ, **settings},
        )

    return run


@pytest.fixture(scope="module")
def loaded(folder: Path, monitor: Run) -> dict[str, Any]:
    """Loads three articles and a broken line; gives the summary."""
    path = folder / "news.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS) + "{broken\n")
    answer = monitor("ingest", path)
    assert answer.returncode == 1, answer.stderr
    assert "Read 4: 3 new, 0 revised, 0 already known, 1 quarantined." in answer.stderr
    return dict(json.loads(answer.stdout))


def rows_of(answer: subprocess.CompletedProcess[str]) -> list[dict[str, str]]:
    assert answer.returncode == 0, answer.stderr
    return list(csv.DictReader(io.StringIO(answer.stdout)))


def test_a_load_ends_with_its_summary(loaded) -> None:
    assert {name: loaded[name] for name in ("read", "new", "known", "quarantined", "undated")} == {
        "read": 4,
        "new": 3,
        "known": 0,
        "quarantined": 1,
        "undated": 1,
    }
    (reason,) = loaded["reasons"]
    assert "JSON" in reason


def test_a_load_does_without_pandas(folder: Path) -> None:
    code = (
        "import sys; from monitor.cli import app; words = ['ingest', sys.argv[1], '--store', sys.argv[2]]; "
        "status = app(words, standalone_mode=False); print(status, 'pandas' in sys.modules)"
    )
    (folder / "one.jsonl").write_text('{"title": "The ferry is late again", "date": "2026-03-01"}\n', "utf-8")
    words = [sys.executable, "-c", code, folder / "one.jsonl", folder / "without"]
    answer = subprocess.run(words, capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "0 False"


@pytest.mark.usefixtures("loaded")
def test_counts_as_csv(monitor) -> None:
    rows = rows_of(monitor("counts", "--by", "actor", "--measure", "articles"))
    assert list(rows[0]) == ["actor", "count", "total", "share", "tone", "tone_low", "tone_high", "tone_n"]
    assert [(row["actor"], row["count"], row["total"]) for row in rows] == [
        ("harbour-board", "2", "3"),
        ("lantern-league", "2", "3"),
    ]


@pytest.mark.usefixtures("loaded")
def test_counts_as_json_with_filters(monitor) -> None:
    answer = monitor(
        *("counts", "--by", "week,country", "--country", "ken", "--from", "2026-03-03", "--to", "2026-03-31"),
        *("--source", "Two", "--language", "en", "--search", '"old pier" NOT flowers', "--format", "json"),
    )
    assert answer.returncode == 0, answer.stderr
    (row,) = json.loads(answer.stdout)
    assert (row["week"], row["country"], row["count"]) == ("2026-03-09", "KEN", 1)


@pytest.mark.usefixtures("loaded")
def test_undated_articles_are_mentioned_where_days_are_asked(monitor) -> None:
    answer = monitor("counts", "--by", "day")
    assert [row["day"] for row in rows_of(answer)] == ["2026-03-02", "2026-03-09"]
    assert answer.stderr == "1 article without a usable date: counted in no day.\n"
    assert sum(int(row["count"]) for row in rows_of(monitor("counts", "--by", "source"))) == 3


@pytest.mark.usefixtures("loaded")
def test_a_slip_in_a_filter_is_named(monitor) -> None:
    slips = ["--actor", "lantern", "--country", "KENYA", "--source", "Three", "--language", "xx"]
    answer = monitor("counts", "--by", "actor", *slips)
    assert rows_of(answer) == []
    named = [line.split(".")[0] for line in answer.stderr.splitlines()]
    assert named == [
        "No article in the store has the actor 'lantern'",
        "No article in the store has the country 'KENYA'",
        "No article in the store has the source 'Three'",
        "No article in the store has the language 'xx'",
    ]
    found = monitor("counts", "--actor", "lantern-league", "--country", "ken", "--source", "One")
    assert (rows_of(found)[0]["count"], found.stderr) == ("1", "")


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("command", ["counts", "status", "verify", "annotate", "extract", "stories"])
def test_every_command_takes_a_store_and_an_actors_file(monitor, command: str) -> None:
    answer = monitor(command, "--store", "store", "--actors", "actors.yaml")
    assert answer.returncode == 0, answer.stderr


@pytest.mark.usefixtures("loaded")
def test_names_of_files_do_not_steer_the_terminal(monitor, folder: Path) -> None:
    path = folder / "red\x1b[31m\nnews.jsonl"
    path.write_text('{"\\u001b[2J": 1}\n')
    answer = monitor("ingest", path, "--store", "hostile")
    assert answer.returncode == 1
    shown = monitor("status", "--store", "hostile").stdout
    assert "red\N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}news.jsonl" in shown
    assert "\x1b" not in answer.stderr + shown


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["counts", "--by", "planet"], "The dimension 'planet' is unknown. Choose from: actor,"),
        (["counts", "--from", "March"], "--from 'March' is not a day. Write year-month-day"),
        (["counts", "--from", "2026-03-09", "--to", "2026-03-02"], "Swap the two days."),
        (["counts", "--search", "(open"], "("),
        (["counts", "--store", "nowhere"], "There is no store in"),
        (["ingest", "nothing.csv"], "nothing.csv"),
        (["ingest", "news.jsonl", "--map", "title"], "is not of the form OURS=THEIRS"),
        (["export", "articles.doc"], "Choose a name that ends in one of: .csv, .jsonl, .parquet."),
        (["annotate", "nothing.jsonl"], "nothing.jsonl is no file."),
        (["annotate", "news.jsonl", "--actors", "nothing.yaml"], "nothing.yaml"),
        (["demo"], "holds articles already"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
@pytest.mark.usefixtures("loaded")
def test_a_mistake_gets_a_sentence(monitor, words: list[str], sentence: str) -> None:
    answer = monitor(*words)
    assert answer.returncode == 2
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.usefixtures("loaded")
def test_status_shows_what_could_not_be_read(monitor) -> None:
    words = monitor("status").stdout
    assert "articles: 3" in words
    assert "news.jsonl" in words
    answer = json.loads(monitor("status", "--format", "json").stdout)
    assert (answer["articles"], answer["undated"], answer["quarantined"]) == (3, 1, 1)
    assert answer["quarantine"][0]["line"] == 4


@pytest.mark.usefixtures("loaded")
def test_verify_says_that_all_is_well(monitor) -> None:
    answer = monitor("verify")
    assert (answer.returncode, answer.stdout) == (0, "Every promise of the store holds.\n")


@pytest.mark.usefixtures("loaded")
def test_a_vacuum_gives_room_back_and_changes_no_number(monitor, folder: Path) -> None:
    own = ("--store", folder / "roomy")
    for part in ("one", "two"):
        (folder / f"{part}.json").write_text(json.dumps({**RECORDS[0], "url": f"https://one.example/{part}"}))
        assert monitor("ingest", f"{part}.json", *own).returncode == 0
    before = monitor("counts", "--by", "source", *own).stdout
    for file in (folder / "roomy").rglob("*.parquet"):
        os.utime(file, (0, 0))  # none of them is young
    assert "and 0 earlier versions" in monitor("vacuum", *own).stderr
    gone = monitor("vacuum", "--keep-days", "0", "--keep-last", "1", *own)
    assert gone.returncode == 0
    assert re.search(r"Removed [1-9]\d* files .* and 1 earlier versions of the data\.", gone.stderr)
    assert monitor("counts", "--by", "source", *own).stdout == before
    assert monitor("verify", *own).returncode == 0
    for option, value in (("--keep-last", "0"), ("--keep-days", "inf")):
        assert monitor("vacuum", option, value, *own).returncode == 2


@pytest.mark.usefixtures("loaded")
def test_exports_hold_the_same_rows_and_no_formula(monitor, folder: Path) -> None:
    for name in ("a.csv", "a.jsonl", "a.parquet"):
        assert monitor("export", name).returncode == 0
    with (folder / "a.csv").open(newline="") as file:
        titles = [row["title"] for row in csv.DictReader(file)]
    assert "'=1+1 is what the chalk board said" in titles, "a spreadsheet must not run a title as a formula"
    lines = [json.loads(line) for line in (folder / "a.jsonl").read_text().splitlines()]
    assert sorted(line["title"] for line in lines) == sorted(record["title"] for record in RECORDS)
    assert pq.read_table(folder / "a.parquet")["title"].to_pylist() == [line["title"] for line in lines]
    assert monitor("export", "m.jsonl", "--what", "mentions", "--actor", "lantern-league").returncode == 0
    mentions = [json.loads(line)["entity"] for line in (folder / "m.jsonl").read_text().splitlines()]
    assert mentions.count("lantern-league") == 3


@pytest.mark.usefixtures("loaded")
def test_a_new_actor_gets_its_history(monitor, folder: Path) -> None:
    actors = folder / "more.yaml"
    actors.write_text(ACTORS + "- {id: chalk-club, name: Fishermen, kind: organisation}\n")
    before = monitor("counts", "--by", "source").stdout
    said = monitor("retag", "--actors", actors)
    assert "1 of " in said.stderr, "the one that names the club"
    everything = rows_of(monitor("counts", "--by", "actor,source", "--measure", "mentions"))
    assert monitor("retag", "--all", "--actors", actors).returncode == 0
    assert rows_of(monitor("counts", "--by", "actor,source", "--measure", "mentions")) == everything
    (row,) = rows_of(monitor("counts", "--by", "actor", "--actor", "chalk-club"))
    assert row["count"] == "1"
    assert monitor("counts", "--by", "source").stdout == before
    assert monitor("verify").returncode == 0
    assert monitor("retag").returncode == 0
    assert rows_of(monitor("counts", "--by", "actor", "--actor", "chalk-club")) == []


def test_the_filters_read_standard_input(monitor) -> None:
    line = json.dumps({"id": 7, "text": "The Lantern League thanked Kenya."})
    answer = monitor("annotate", "-", stdin=f"{line}\nnonsense\n")
    assert answer.returncode == 1
    assert json.loads(answer.stdout)["actors"][0]["id"] == "lantern-league"
    assert answer.stderr.startswith("line 2: ")
    assert json.loads(monitor("stories", stdin=line).stdout) == {"id": 7, "story": 7}
    page = "<html><body><p>A ferry left the harbour at nine with sixty passengers on board.</p></body></html>"
    assert json.loads(monitor("extract", stdin=json.dumps({"id": "p", "html": page})).stdout)["id"] == "p"


def near(table: str) -> list[list[str]]:
    """The cells of CSV; means may differ in their last digits from one run to the next."""
    cells = [line.split(",") for line in table.splitlines()]
    return [
        [f"{float(cell):.9f}" if re.fullmatch(r"-?\d+\.\d+", cell) else cell for cell in row] for row in cells
    ]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("https://host.example/actors?measure=articles", ["--by", "actor", "--measure", "articles"]),
        ("/countries?from=2026-03-03", ["--by", "country", "--from", "2026-03-03"]),
        ("/map?country=KEN&role=about", ["--by", "country", "--country", "KEN", "--country-role", "about"]),
        ("/sources?language=en", ["--by", "source", "--language", "en", "--measure", "articles"]),
        ("/trends?source=Two&bucket=month", ["--by", "actor,month", "--source", "Two"]),
        ("/trends?series=actor:harbour-board&bucket=day", ["--by", "actor,day", "--actor", "harbour-board"]),
        ("/overview?search=%22old%20pier%22", ["--by", "actor", "--search", '"old pier"']),
        ("/articles?actor=lantern-league", ["--actor", "lantern-league"]),
    ],
)
def test_a_link_prints_what_its_page_shows(monitor, link: str, words: list[str]) -> None:
    linked, asked = monitor("counts", "--link", link), monitor("counts", *words)
    assert (linked.returncode, asked.returncode) == (0, 0), linked.stderr + asked.stderr
    assert near(linked.stdout) == near(asked.stdout)
    assert len(linked.stdout.splitlines()) > 1
    assert linked.stderr == asked.stderr


@pytest.mark.usefixtures("loaded")
def test_a_link_can_be_split_otherwise(monitor) -> None:
    linked = monitor("counts", "--link", "/actors?measure=articles", "--by", "source", "--format", "json")
    assert [(row["source"], row["count"]) for row in json.loads(linked.stdout)] == [("Two", 2), ("One", 1)]


@pytest.mark.usefixtures("loaded")
def test_a_link_to_the_articles_behind_a_mark_prints_its_number(monitor) -> None:
    mark = "/articles?in_actor=lantern-league&in_week=2026-03-02"
    (row,) = rows_of(monitor("counts", "--link", mark))
    assert (row["actor"], row["week"], row["count"]) == ("lantern-league", "2026-03-02", "1")
    wide = monitor("counts", "--link", mark, "--by", "source")
    assert wide.returncode == 1
    assert "these numbers are not narrowed" in wide.stderr


@pytest.mark.usefixtures("loaded")
def test_a_link_that_cannot_be_followed_is_named_and_the_rest_is_printed(monitor) -> None:
    answer = monitor("counts", "--link", "/actors?actor=nobody&colour=red&data=9999&measure=articles")
    assert answer.returncode == 1
    for word in ("nobody", "colour", "version 9999"):
        assert word in answer.stderr
    assert near(answer.stdout) == near(monitor("counts", "--by", "actor", "--measure", "articles").stdout)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["counts", "--link", "/actors", "--actor", "harbour-board"], "Take out --actor, or the link."),
        (["counts", "--link", "/actors", "--measure", "stories", "--to", "2026-03-09"], "--measure, --to, or"),
        (["export", "linked.csv", "--link", "/actors", "--search", "pier"], "Take out --search, or the link."),
        (["counts", "--link", "http://["], "is no address"),
        (["counts", "--link", "/methods?measure=articles"], "The page methods shows no counts."),
        (["counts", "--link", "/actors", "--by", "planet"], "The dimension 'planet' is unknown."),
    ],
)
def test_a_link_beside_filters_is_refused(monitor, words: list[str], sentence: str) -> None:
    answer = monitor(*words)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert sentence in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.usefixtures("loaded")
def test_an_export_follows_a_link(monitor, folder: Path) -> None:
    answer = monitor("export", "linked.jsonl", "--link", "/actors?source=Two&search=pier")
    assert answer.returncode == 0, answer.stderr
    titles = [json.loads(line)["title"] for line in (folder / "linked.jsonl").read_text().splitlines()]
    assert titles == ["Board repairs pier"]
    narrowed = monitor("export", "linked.jsonl", "--link", "/articles?in_actor=harbour-board&source=Two")
    assert narrowed.returncode == 1
    assert "the file holds all that passes its filters" in narrowed.stderr


@pytest.mark.usefixtures("loaded")
def test_a_link_keeps_its_numbers_when_more_comes_in(monitor, folder: Path) -> None:
    store = ["--store", "pinned"]
    assert monitor("ingest", "news.jsonl", *store).returncode == 1
    version = json.loads(monitor("status", "--format", "json", *store).stdout)["snapshot"]
    link = f"/actors?data={version}"
    before = monitor("counts", "--link", link, *store).stdout
    more = folder / "later.jsonl"
    later = {**RECORDS[0], "url": "https://one.example/9", "text": "The Harbour Board sang."}
    more.write_text(json.dumps(later))
    assert monitor("ingest", more, *store).returncode == 0
    assert near(monitor("counts", "--link", link, *store).stdout) == near(before)
    assert near(monitor("counts", "--by", "actor", *store).stdout) != near(before)


@pytest.mark.usefixtures("loaded")
def test_history_is_read_again_with_another_stance_model(monitor: Run, folder: Path) -> None:
    def read_with() -> set[str]:
        return set(versions(open_desk(folder / "store"))["annotator"])

    assert monitor("retag", "--stance", "accurate").returncode == 0
    assert all(version.endswith("-accurate1") for version in read_with())
    unknown = monitor("retag", "--stance", "clairvoyant")
    assert unknown.returncode != 0
    assert "'clairvoyant' is unknown" in unknown.stderr
    assert monitor("retag").returncode == 0
    assert all(version.endswith("-fast1") for version in read_with())
