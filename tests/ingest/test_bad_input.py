"""What can't be read is kept with its place and reason, and nothing good beside it is lost."""

# ruff: noqa: E501  # a case is one line of the table, however long its file is

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from monitor.article import Quarantined, RawArticle
from monitor.errors import InputError
from monitor.ingest import read as reading
from monitor.ingest.feeds import read_feed
from monitor.ingest.jsons import read_json
from monitor.ingest.payload import Payload, Record, UnreadableError
from monitor.ingest.read import read_paths

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def line(title: str) -> str:
    return json.dumps({"id": title, "title": title, "text": f"{title} has a text."})


def read(*paths: Path, **options: object) -> tuple[list[str], list[Quarantined]]:
    """The titles that were read, and what was not."""
    found = list(read_paths(paths, now=NOW, **options))  # type: ignore[arg-type]
    bad = [item for item in found if isinstance(item, Quarantined)]
    assert all(item.reason.endswith(".") and len(item.excerpt) <= 200 for item in bad)
    return [item.title for item in found if isinstance(item, RawArticle)], bad


LINES = "\n".join(line(name) for name in "abcdef") + "\n"

# name of the file, its bytes, the titles that are read, the lines in quarantine, a piece of the first reason
BAD: list[tuple[str, str, bytes, str, list[int | None], str]] = [
    ("broken JSON on line 7", "a.jsonl", (LINES + '{"title": "x", \n' + line("h")).encode(), "abcdefh", [7], "Broken JSON"),
    ("first line broken", "a.jsonl", ("{oops}\n" + LINES).encode(), "abcdef", [1], "Broken JSON"),
    ("neither title nor text", "a.jsonl", b'{"foo": 1, "bar": 2}\n', "", [1], "--map title="),
    ("a line that is a list", "a.jsonl", (LINES + "[1, 2]\n").encode(), "abcdef", [7], "JSON object"),
    ("deep nesting", "a.jsonl", (LINES + '{"a":' + "[" * 100_000 + "\n").encode(), "abcdef", [7], "nested"),
    ("NaN is read", "a.jsonl", b'{"title": "a", "score": NaN}\n' + line("b").encode(), "ab", [], ""),
    ("lone surrogates are read", "a.jsonl", b'{"title": "a\\ud800", "text": "x"}\n', "a\ufffd", [], ""),
    ("NUL characters go", "a.jsonl", b'{"title": "a\\u0000b", "text": "x"}\n', "ab", [], ""),
    ("windows-1252 is read", "a.jsonl", '{"title": "caf\xe9", "text": "x"}\n'.encode("cp1252"), "café", [], ""),
    ("a byte order mark goes", "a.csv", "\ufefftitle,text\na,x\n".encode(), "a", [], ""),
    ("UTF-16 is read", "a.csv", "title,text\né,x\n".encode("utf-16"), "é", [], ""),
    ("Cyrillic in one byte is read", "a.csv", ("title,text\n" + "Мост открыт для движения,Новый мост открыт для всех жителей города\n" * 3).encode("cp1251"), "Мост открыт для движения" * 3, [], ""),
    ("an array broken in the middle", "a.json", ("[" + line("a") + ', {"id": "b", "title": "b" "text"}, ' + line("c") + "]").encode(), "ac", [1], "Broken JSON"),
    ("an array with a lost bracket", "a.json", ("[" + line("a") + ', {"id": "b", "x": {"title": "b"}, ' + line("c") + ", " + line("d") + "]").encode(), "acd", [1], "Broken JSON"),
    ("an array that is cut off", "a.json", ("[" + line("a") + ",\n" + line("b") + ',\n{"id": "c').encode(), "ab", [3], "cut off"),
    ("a page of a list cut between", "a.json", ("[" + line("a") + ",").encode(), "a", [1], "cut off"),
    ("an array without objects", "a.json", b"[1, 2, 3]", "", [None], "no objects"),
    ("objects over several lines", "a.json", (json.dumps(json.loads(line("a")), indent=2) + "\n" + json.dumps(json.loads(line("b")), indent=2)).encode(), "ab", [], ""),
    ("two columns of one name", "a.csv", b"title,title,text\n,a,x\nb,c,x\n", "ab", [], ""),
    ("a short and a long row", "a.csv", b"title,text,url\na,x,\nb\nc,x,y,z\nd,x,,,\n", "ad", [3, 4], "fields"),
    ("a quote that is never closed", "a.csv", b'title,text\na,x\n"b,x\nc,x\nd,x\n', "acd", [3], "never closed"),
    ("NUL in a table", "a.csv", b"title,text\na\x00b,x\n" + b"c,x\n" * 20, "ab" + "c" * 20, [], ""),
    ("a table nobody knows", "a.csv", b"foo,bar\n1,2\n3,4\n", "", [None], "--map title="),
    ("sep= of a spreadsheet", "a.csv", b"sep=;\ntitle;text\na;x\n", "a", [], ""),
    ("GKG without a title", "a.csv", b"20240102-1\t20240102031500" + b"\t" * 25 + b"\n", "", [1], "--map title="),
    ("a broken Parquet", "a.parquet", b"PAR1" + b"x" * 100, "", [None], "Parquet"),
    ("binary", "a.jsonl", bytes(range(256)) * 20, "", [None], "binary"),
    ("a PDF", "a.txt", b"%PDF-1.7 ...", "", [None], "PDF"),
    ("empty", "a.jsonl", b"", "", [None], "empty"),
    ("blanks only", "a.txt", b" \n \n", "", [None], "blanks"),
    ("no page at all", "a.html", b"<html><body></body></html>", "", [None], "neither"),
    ("XML of another kind", "a.xml", b"<?xml version='1.0'?><bank><account/></bank>", "", [None], "feed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "content", "titles", "lines", "reason"), [case[1:] for case in BAD], ids=[c[0] for c in BAD]
)
def test_bad_input(
    file: str, content: bytes, titles: str, lines: list[int | None], reason: str, tmp_path: Path
) -> None:
    (tmp_path / file).write_bytes(content)
    good, bad = read(tmp_path)
    assert "".join(good) == titles
    assert [item.line for item in bad] == lines
    assert all(item.file.endswith(file) for item in bad)
    if reason:
        assert reason in bad[0].reason


def test_entities_are_never_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    (tmp_path / "feed.xml").write_text(
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha"><!ENTITY x SYSTEM "file://{secret}">{entities}]>'
        "<rss><channel><item><title>a &e11; &x;</title><link>https://a.example/1</link></item></channel></rss>"
    )
    (article,) = [item for item in read_paths([tmp_path / "feed.xml"]) if isinstance(item, RawArticle)]
    assert "secret" not in article.title
    assert len(article.title) < 100


def test_a_page_beyond_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE_BYTES", 10_000)
    (tmp_path / "a.html").write_text("<html><body>" + "<p>word</p>" * 2000)
    (tmp_path / "b.txt").write_text("b\n\ntext")
    good, bad = read(tmp_path)
    assert good == ["b"]
    assert "larger than" in bad[0].reason


def test_a_text_beyond_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.ingest.payload.TEXT_CHARS", 1000)
    (tmp_path / "a.jsonl").write_text(
        line("a") + "\n" + json.dumps({"title": "b", "text": "x" * 2000}) + "\n" + line("c")
    )
    (tmp_path / "d.txt").write_text("d\n" + "word " * 1000)
    good, bad = read(tmp_path)
    assert good == ["a", "c"]
    assert [item.line for item in bad] == [2, None]


def test_a_line_beyond_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.ingest.jsons.RECORD_BYTES", 10_000)
    (tmp_path / "a.jsonl").write_text(line("a") + "\n" + line("b" * 20_000) + "\n" + line("c"))
    (tmp_path / "b.json").write_text("[" + line("d") + "," + line("e" * 800_000) + "," + line("f") + "]")
    good, bad = read(tmp_path)
    assert good == ["a", "c", "d", "f"]
    assert [item.line for item in bad] == [2, 1]


COMPRESSIONS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gz", gzip.compress),
    ("bz2", bz2.compress),
    ("xz", lzma.compress),
    ("zst", lambda data: pa.compress(data, "zstd", asbytes=True)),
]


@pytest.mark.parametrize(("suffix", "pack"), COMPRESSIONS, ids=[case[0] for case in COMPRESSIONS])
def test_compressed(suffix: str, pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    (tmp_path / f"a.jsonl.{suffix}").write_bytes(pack(LINES.encode()))
    assert read(tmp_path) == (list("abcdef"), [])


def test_a_truncated_gzip_gives_what_came_before(tmp_path: Path) -> None:
    names = [f"{number:05}{os.urandom(20).hex()}" for number in range(2000)]
    packed = gzip.compress("\n".join(line(name) for name in names).encode())
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    good, bad = read(tmp_path)
    assert 700 < len(good) < 1300
    assert good == names[: len(good)]
    assert len(bad) == 1
    assert "cut off" in bad[0].reason
    assert bad[0].line == len(good) + 1


def zipped(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return target.getvalue()


def tarred(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, data in entries.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return target.getvalue()


def parquet_bytes(titles: str) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table({"title": list(titles), "text": ["x"] * len(titles)}), target)
    return target.getvalue()


def test_archives_in_archives(tmp_path: Path) -> None:
    inner = zipped({"c.jsonl": line("c").encode(), "d.parquet": parquet_bytes("de")})
    (tmp_path / "outer.zip").write_bytes(
        zipped(
            {
                "a.jsonl": line("a").encode(),
                "../../b.txt": b"b\n\ntext",
                "inner.zip": inner,
                "f.jsonl.gz": gzip.compress(line("f").encode()),
                "g.tar.gz": tarred({"x/g.jsonl": line("g").encode()}),
                "__MACOSX/._a.jsonl": b"\x00\x05\x16\x07",
                "bad.json": b"{",
            }
        )
    )
    good, bad = read(tmp_path)
    assert "".join(good) == "abcdefg"
    assert [item.file.removeprefix(str(tmp_path)) for item in bad] == ["/outer.zip!bad.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["outer.zip"]  # nothing was unpacked beside it


def test_the_name_of_an_article_in_an_archive(tmp_path: Path) -> None:
    (tmp_path / "o.zip").write_bytes(zipped({"i.zip": zipped({"a.jsonl": line("a").encode()})}))
    (article,) = read_paths([tmp_path / "o.zip"])
    assert isinstance(article, RawArticle)
    assert article.origin == f"{tmp_path}/o.zip!i.zip!a.jsonl, line 1"


def test_archives_too_deep(tmp_path: Path) -> None:
    data = line("deep").encode()
    for _ in range(8):
        data = zipped({"in.zip": data})
    (tmp_path / "a.zip").write_bytes(zipped({"good.jsonl": line("good").encode(), "in.zip": data}))
    good, bad = read(tmp_path)
    assert good == ["good"]
    assert "deep" in bad[0].reason


@pytest.fixture
def small_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.ingest.archives.FREE_EXPANSION", 100_000)


@pytest.mark.usefixtures("small_budget")
@pytest.mark.parametrize("name", ["bomb.jsonl", "bomb.csv", "bomb.txt", "bomb.html", "bomb.warc"])
def test_a_bomb_costs_itself_only(name: str, tmp_path: Path) -> None:
    heads = {"bomb.jsonl": b'{"title": "', "bomb.csv": b"title,text\n", "bomb.warc": b"WARC/1.0\r\n"}
    bomb = heads.get(name, b"x") + b" " * 30_000_000
    (tmp_path / "a.zip").write_bytes(zipped({name: bomb, "good.jsonl": line("good").encode()}))
    good, bad = read(tmp_path)
    assert good == ["good"]
    assert any("zip bomb" in item.reason or "larger than" in item.reason for item in bad)


@pytest.mark.usefixtures("small_budget")
def test_many_small_bombs_are_stopped_together(tmp_path: Path) -> None:
    bombs = {f"{number}.jsonl": b" " * 95_000 for number in range(200)}
    (tmp_path / "a.zip").write_bytes(zipped({"good.jsonl": line("good").encode()} | bombs))
    (tmp_path / "b.jsonl").write_text(line("next file"))
    good, bad = read(tmp_path)
    assert good == ["good", "next file"]
    assert "zip bomb" in bad[-1].reason
    assert len(bad) < 200


@pytest.mark.usefixtures("small_budget")
def test_a_bomb_in_gzip(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress((LINES + " " * 30_000_000).encode()))
    good, bad = read(tmp_path)
    assert good == list("abcdef")
    assert "zip bomb" in bad[0].reason


def test_a_damaged_zip(tmp_path: Path) -> None:
    data = zipped({"a.jsonl": line("a").encode()})
    (tmp_path / "cut.zip").write_bytes(data[:-10])
    (tmp_path / "flipped.zip").write_bytes(data.replace(b"a.jsonl", b"b.jsonl", 1))
    _, bad = read(tmp_path)
    assert len(bad) == 2


def test_an_office_document(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}))
    _, bad = read(tmp_path)
    assert "Office" in bad[0].reason


PAGE = (
    "<html><head><title>Bridge opens</title></head><body><article><p>The bridge over the river is open at last.</p>"
    "</article></body></html>"
)


def write_warc(path: Path, answers: list[tuple[str, str]], *, packed: bool) -> None:
    with path.open("wb") as target:
        writer = WARCWriter(target, gzip=packed)
        for number, (status, kind) in enumerate(answers):
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            body = io.BytesIO(PAGE.encode())
            writer.write_record(
                writer.create_warc_record(
                    f"https://a.example/{number}", "response", payload=body, http_headers=headers
                )
            )


@pytest.mark.parametrize("packed", [True, False])
def test_warc(packed: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    answers = [("200 OK", "text/html; charset=utf-8"), ("404 No", "text/html"), ("200 OK", "image/png")]
    write_warc(path, answers, packed=packed)
    (article,) = read_paths([path])
    assert isinstance(article, RawArticle)
    assert (article.title, article.url, article.source) == ("Bridge opens", "https://a.example/0", "a.example")
    assert article.updated_at is not None


def test_a_warc_that_is_cut_off_gives_the_pages_before(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write_warc(path, [("200 OK", "text/html")] * 3, packed=True)
    path.write_bytes(path.read_bytes()[:-100])
    *pages, cut = read_paths([path])
    assert [page.url for page in pages if isinstance(page, RawArticle)] == [
        "https://a.example/0",
        "https://a.example/1",
    ]
    assert isinstance(cut, Quarantined)
    assert "cut off" in cut.reason


def test_folders(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / ".hidden.jsonl").write_text(line("hidden"))
    (tmp_path / "b" / "2.jsonl").write_text(line("second"))
    (tmp_path / "a.jsonl").write_text(line("first"))
    os.mkfifo(tmp_path / "pipe")
    good, bad = read(tmp_path)
    assert good == ["first", "second"]
    assert [Path(item.file).name for item in bad] == ["gone", "pipe"]


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jsonl").write_text(line("a"))
    (tmp_path / "b.jsonl").write_text(line("b"))

    def refuse(path: Path) -> io.FileIO:
        if path.name == "a.jsonl":
            raise PermissionError(13, "Permission denied")
        return io.FileIO(path)

    monkeypatch.setattr(reading, "FileIO", refuse)
    good, bad = read(tmp_path)
    assert good == ["b"]
    assert "permissions" in bad[0].reason


def test_a_missing_path_beside_a_good_one(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line("a"))
    good, bad = read(tmp_path / "nothing", tmp_path / "a.jsonl")
    assert good == ["a"]
    assert "no such file" in bad[0].reason


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"headline": "title"}, "no field of an article"),
        ({"title": " "}, "no column"),
        ({"title": "kop"}, "which no record has. Columns found: id, title, text"),
    ],
)
def test_a_mapping_that_can_not_be(mapping: dict[str, str], sentence: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(LINES)
    with pytest.raises(InputError, match=sentence):
        list(read_paths([tmp_path], mapping=mapping))


def test_no_path_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least one path"):
        read_paths([tmp_path / "nothing"])
    with pytest.raises(InputError, match="at least one path"):
        read_paths([])


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(LINES)
    (tmp_path / "b.zip").write_bytes(zipped({"c.jsonl": LINES.encode(), "d.parquet": parquet_bytes("xyz")}))
    told: list[tuple[int, int]] = []
    read(tmp_path, on_bytes=lambda done, total: told.append((done, total)))
    size = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert told[0] == (0, size)
    assert told[-1] == (size, size)
    assert told == sorted(told)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text('ab"\\{}[]:,é\n', max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('ab"\\{}', max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.sampled_from(["title", "text", "extra", "x"]), VALUES, min_size=1, max_size=4)


@given(
    st.lists(OBJECTS, min_size=1, max_size=6),
    st.sampled_from(["array", "wrapped", "nested", "sequence"]),
    st.sampled_from([None, 1]),
    st.integers(1, 40),
)
def test_elements_are_cut_as_json_says(
    values: list[dict[str, object]], shape: str, indent: int | None, chunk: int
) -> None:
    """Whatever the shape, the spacing and the size of the pieces in which the bytes come."""
    whole: dict[str, object] = {
        "array": values,
        "wrapped": {"status": "ok", "n": [1], "articles": values, "after": {"articles": []}},
        "nested": {"articles": {"page": 1, "results": values}},
    }
    if shape == "sequence":
        text = "\n".join(json.dumps(value, indent=indent) for value in values)
    else:
        text = json.dumps(whole[shape], indent=indent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("monitor.ingest.jsons.CHUNK", chunk)
        payload = Payload("a.json", io.BufferedReader(io.BytesIO(text.encode())))
        patch.setattr("monitor.ingest.jsons._is_lines", lambda _: False)
        found = list(read_json(payload))
    assert [dict(item.fields) for item in found if isinstance(item, Record)] == values


@given(st.binary(max_size=400), st.sampled_from(["a.json", "a.jsonl", "a.csv", "a.html", "a.txt", "a"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        found = list(read_paths([path], now=NOW))
    assert all(isinstance(item, RawArticle | Quarantined) for item in found)
    assert found


def test_reasons_are_sentences() -> None:
    with pytest.raises(UnreadableError, match=r"^The JSON holds no objects\."):
        list(read_json(Payload("a.json", io.BufferedReader(io.BytesIO(b"[]")))))


def test_a_document_type_in_a_text_is_text(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(
        "<rss><channel><item><title>How pages begin</title>"
        "<description><![CDATA[With <!DOCTYPE html> on top]]></description></item>"
        "<item><title>The next one</title></item></channel></rss>"
    )
    titles = [item.title for item in read_paths([tmp_path / "feed.xml"]) if isinstance(item, RawArticle)]
    assert titles == ["How pages begin", "The next one"]


def test_a_feed_of_nothing_but_instructions_is_read_at_once() -> None:
    with pytest.raises(UnreadableError):
        list(read_feed(b"<?a?>" * 5_000 + b"<rss></rss>"))
