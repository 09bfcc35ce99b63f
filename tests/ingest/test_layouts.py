"""Every layout that is recognised: a tiny file as its producer writes it, and the article that it becomes."""

# ruff: noqa: E501  # a case is one line of the table, however long its file is

import gzip
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from monitor.article import RawArticle
from monitor.ingest.fields import GKG_COLUMNS
from monitor.ingest.read import read_paths

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Layout:
    name: str
    file: str
    content: str
    expected: dict[str, object]
    extra: dict[str, str] = field(default_factory=dict)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


GKG_ROW = dict.fromkeys(GKG_COLUMNS, "") | {
    "GKGRECORDID": "20240102031500-17",
    "V2.1DATE": "20240102031500",
    "V2SOURCECOLLECTIONIDENTIFIER": "1",
    "V2SOURCECOMMONNAME": "hill-herald.example",
    "V2DOCUMENTIDENTIFIER": "https://hill-herald.example/bridge",
    "V1.5TONE": "-2.71,1.2,3.9,5.1,20.1,0.5,310",
    "V2ENHANCEDLOCATIONS": "4#Kabul, Kabol, Afghanistan#AF#AF13#3580#34.5#69.1#-3378#25;1#Norway#NO#NO##62#10#NO#90",
    "V2.1TRANSLATIONINFO": "srclc:fra;eng:Moses 2.1.1",
    "V2EXTRASXML": "<PAGE_LINKS>x</PAGE_LINKS><PAGE_TITLE>Bridge &amp; road open</PAGE_TITLE>",
}

FUNDUS_BODY = {"summary": ["In short."], "sections": [{"headline": ["Part"], "paragraphs": ["One.", "Two."]}]}

LAYOUTS = [
    Layout(
        "our own",
        "own.jsonl",
        '{"url": "https://hill-herald.example/a", "source": "Hill Herald", "source_country": "NOR",'
        ' "language": "en", "title": "Bridge opens", "text": "The bridge is open.", "published": "2024-01-02T03:15:00Z"}\n',
        {
            "url": "https://hill-herald.example/a",
            "source": "Hill Herald",
            "source_country": "NOR",
            "language": "en",
            "title": "Bridge opens",
            "text": "The bridge is open.",
            "published_at": at("2024-01-02T03:15"),
            "published_raw": "2024-01-02T03:15:00Z",
            "date_from": "file",
            "origin": "own.jsonl, line 1",
        },
    ),
    Layout(
        "Media Cloud, older list",
        "mc.csv",
        "stories_id,publish_date,title,url,language,ap_syndicated,themes,media_id,media_name,media_url\n"
        '123,2024-01-02 03:15:00,"Bridge, at last",https://hill-herald.example/a,en,False,,7,Hill Herald,http://hill-herald.example\n',
        {
            "title": "Bridge, at last",
            "text": "",
            "title_only": True,
            "source": "Hill Herald",
            "published_at": at("2024-01-02T03:15"),
        },
        {"id": "123"},
    ),
    Layout(
        "Media Cloud, newer list",
        "mc.csv",
        "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
        "9f,2024-01-03T10:00:00,fr,hill-herald.example,hill-herald.example,2024-01-02,Le pont,https://hill-herald.example/a\n",
        {
            "title": "Le pont",
            "language": "fr",
            "published_at": at("2024-01-02"),
            "updated_at": at("2024-01-03T10:00"),
            "origin": "mc.csv, line 2",
        },
    ),
    Layout(
        "GDELT GKG 2.1, no header",
        "20240102031500.gkg.csv",
        "\t".join(GKG_ROW.values()) + "\n",
        {
            "title": "Bridge & road open",
            "source": "hill-herald.example",
            "url": "https://hill-herald.example/bridge",
            "language": "fr",
            "published_at": at("2024-01-02T03:15"),
            "title_only": True,
        },
        {"gdelt_tone": "-2.71", "gdelt_places": "Kabul, Kabol, Afghanistan; Norway"},
    ),
    Layout(
        "GDELT GKG 2.1 from BigQuery",
        "gkg.json",
        json.dumps(
            {
                "GKGRECORDID": "20240102031500-17",
                "DATE": 20240102031500,
                "SourceCommonName": "hill-herald.example",
                "DocumentIdentifier": "https://hill-herald.example/bridge",
                "V2Tone": "1.5,2,3",
                "V2Locations": "1#Norway#NO#NO##62#10#NO#90",
                "Extras": "<PAGE_TITLE>Bridge open</PAGE_TITLE>",
            }
        ),
        {"title": "Bridge open", "language": "en", "published_at": at("2024-01-02T03:15")},
        {"gdelt_tone": "1.5", "gdelt_places": "Norway"},
    ),
    Layout(
        "GDELT DOC 2.0",
        "doc.json",
        '{"articles": [{"url": "https://hill-herald.example/a", "title": "Bridge opens", "seendate": "20240102T031500Z",'
        ' "domain": "hill-herald.example", "language": "English", "sourcecountry": "Norway"}]}',
        {
            "source": "hill-herald.example",
            "language": "en",
            "source_country": "NOR",
            "published_at": at("2024-01-02T03:15"),
        },
    ),
    Layout(
        "NewsAPI",
        "newsapi.json",
        '{"status": "ok", "totalResults": 1, "articles": [{"source": {"id": null, "name": "Hill Herald"},'
        ' "author": "Ann Vale", "title": "Bridge opens", "description": "Short.", "url": "https://hill-herald.example/a",'
        ' "publishedAt": "2024-01-02T03:15:00Z", "content": "The bridge is open.\\r\\nCars queue… [+4411 chars]"}]}',
        {
            "source": "Hill Herald",
            "text": "The bridge is open.\nCars queue",
            "published_at": at("2024-01-02T03:15"),
        },
        {"authors": "Ann Vale"},
    ),
    Layout(
        "Event Registry",
        "er.json",
        '{"articles": {"page": 1, "results": [{"uri": "7", "lang": "eng", "date": "2024-01-03", "time": "01:00:00",'
        ' "dateTime": "2024-01-03T01:00:00Z", "dateTimePub": "2024-01-02T03:15:00Z", "url": "https://hill-herald.example/a",'
        ' "title": "Bridge opens", "body": "The bridge is open.", "source": {"uri": "hill-herald.example",'
        ' "dataType": "news", "title": "Hill Herald"}, "authors": [{"name": "Ann Vale"}], "sentiment": 0.2}]}}',
        {
            "source": "Hill Herald",
            "language": "en",
            "text": "The bridge is open.",
            "published_at": at("2024-01-02T03:15"),
        },
        {"authors": "Ann Vale", "sentiment": "0.2"},
    ),
    Layout(
        "news-please",
        "np.json",
        '{"authors": ["Ann Vale"], "date_download": "2024-01-05 10:00:00", "date_modify": "None",'
        ' "date_publish": "2024-01-02 03:15:00", "description": "Short.", "filename": "a.json", "language": "en",'
        ' "maintext": "The bridge is open.", "source_domain": "hill-herald.example", "text": null,'
        ' "title": "Bridge opens", "title_page": null, "url": "https://hill-herald.example/a"}',
        {
            "source": "hill-herald.example",
            "text": "The bridge is open.",
            "published_at": at("2024-01-02T03:15"),
            "updated_at": at("2024-01-05T10:00"),
        },
    ),
    Layout(
        "fundus",
        "fundus.json",
        json.dumps(
            [
                {
                    "title": "Bridge opens",
                    "authors": ["Ann Vale"],
                    "body": FUNDUS_BODY,
                    "publishing_date": "2024-01-02 03:15:00+00:00",
                    "topics": ["Roads"],
                    "html": {
                        "requested_url": "https://hill-herald.example/a",
                        "source_info": {"publisher": "HillHerald"},
                    },
                }
            ],
            indent=1,
        ),
        {
            "text": "In short.\n\nPart\n\nOne.\n\nTwo.",
            "source": "HillHerald",
            "url": "https://hill-herald.example/a",
            "published_at": at("2024-01-02T03:15"),
        },
        {"topics": "Roads"},
    ),
    Layout(
        "newspaper4k",
        "n4k.csv",
        "url,read_more_link,language,title,authors,publish_date,summary,meta_lang,meta_site_name,canonical_link,text\n"
        "https://hill-herald.example/a,,en,Bridge opens,['Ann'],2024-01-02 03:15:00,Short,en,Hill Herald,,The bridge is open.\n",
        {"source": "Hill Herald", "text": "The bridge is open.", "published_at": at("2024-01-02T03:15")},
    ),
    Layout(
        "trafilatura",
        "traf.json",
        '{"title": "Bridge opens", "author": "Ann Vale", "hostname": "hill-herald.example", "date": "2024-01-02",'
        ' "fingerprint": "f", "id": null, "raw_text": "The bridge is open.", "text": "The bridge is open.",'
        ' "language": "en", "filedate": "2024-01-09", "source": "https://hill-herald.example/a",'
        ' "source-hostname": "Hill Herald", "excerpt": "Short.", "comments": ""}',
        {
            "url": "https://hill-herald.example/a",
            "text": "The bridge is open.",
            "source": "hill-herald.example",
            "published_at": at("2024-01-02"),
            "updated_at": at("2024-01-09"),
        },
    ),
    Layout(
        "Webz.io",
        "webz.json",
        '{"posts": [{"thread": {"uuid": "u", "url": "https://hill-herald.example/a", "site_full": "www.hill-herald.example",'
        ' "site": "hill-herald.example", "country": "NO", "title": "Bridge opens"}, "uuid": "u",'
        ' "url": "https://hill-herald.example/a", "author": "Ann Vale", "published": "2024-01-02T05:15:00.000+02:00",'
        ' "title": "Bridge opens", "text": "The bridge is open.", "language": "english", "crawled": "2024-01-04T00:00:00Z"}],'
        ' "totalResults": 1}',
        {
            "source": "hill-herald.example",
            "source_country": "NOR",
            "language": "en",
            "published_at": at("2024-01-02T03:15"),
        },
    ),
    Layout(
        "RSS as CSV",
        "rss.csv",
        "title;link;pubDate;description;creator\n"
        "Bridge opens;https://hill-herald.example/a;Tue, 02 Jan 2024 03:15:00 GMT;<p>The bridge <b>is</b> open.</p><p>At last.</p>;Ann\n",
        {
            "text": "The bridge is open.\nAt last.",
            "source": "hill-herald.example",
            "published_at": at("2024-01-02T03:15"),
        },
        {"authors": "Ann"},
    ),
    Layout(
        "RSS",
        "feed.xml",
        '<?xml version="1.0"?><rss version="2.0"><channel><title>All</title><language>en-gb</language><item>'
        "<title>Bridge opens</title><link>https://hill-herald.example/a</link><pubDate>Tue, 02 Jan 2024 03:15:00 GMT</pubDate>"
        "<description>&lt;p&gt;The bridge is open.&lt;/p&gt;</description></item></channel></rss>",
        {
            "text": "The bridge is open.",
            "language": "en",
            "date_from": "feed",
            "published_at": at("2024-01-02T03:15"),
        },
    ),
    Layout(
        "Atom",
        "feed.atom",
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>All</title><entry><title>Bridge opens</title>'
        '<link href="https://hill-herald.example/a"/><updated>2024-01-02T03:15:00Z</updated>'
        '<content type="html">The bridge is open.</content></entry></feed>',
        {"text": "The bridge is open.", "date_from": "feed", "published_at": at("2024-01-02T03:15")},
    ),
    Layout(
        "Atom with marked-up titles",
        "feed.atom",
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">Bridge &lt;b&gt;opens&lt;/b&gt;</title>'
        '<link href="https://hill-herald.example/a"/><content type="html">It is open.</content></entry></feed>',
        {"title": "Bridge opens"},
    ),
    Layout(
        "Atom with a title that speaks of markup",
        "feed.atom",
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="text">What the &lt;b&gt; tag does</title>'
        '<link href="https://hill-herald.example/a"/><content type="html">It is bold.</content></entry></feed>',
        {"title": "What the <b> tag does"},
    ),
    Layout(
        "JSON Feed",
        "feed.json",
        '{"version": "https://jsonfeed.org/version/1.1", "title": "All", "home_page_url": "https://hill-herald.example",'
        ' "items": [{"id": "1", "url": "https://hill-herald.example/a", "title": "Bridge opens",'
        ' "content_html": "<p>The bridge is open.</p>", "date_published": "2024-01-02T03:15:00Z"}]}',
        {"title": "Bridge opens", "text": "The bridge is open.", "published_at": at("2024-01-02T03:15")},
    ),
    Layout(
        "Elasticsearch",
        "es.json",
        '{"took": 3, "hits": {"total": 1, "hits": [{"_index": "n", "_source": {"title": "Bridge opens",'
        ' "text": "The bridge is open.", "source": "Hill Herald"}}]}}',
        {"title": "Bridge opens", "source": "Hill Herald"},
    ),
    Layout(
        "rated articles",
        "rated.csv",
        "id,date,date_raw,source,source_domain,url,title,authors,topic,bias,text\n"
        "x1,0001-11-30,0001-11-30,Hill Herald (News),www.hill-herald.example,https://hill-herald.example/a,"
        "Bridge opens,None,roads,center,The bridge is open.\n",
        {"source": "Hill Herald (News)", "published_at": None, "published_raw": "0001-11-30", "date_from": ""},
        {"topics": "roads", "bias": "center", "id": "x1"},
    ),
    Layout(
        "plain text",
        "herald/a.txt",
        "Bridge opens\n\nBridge opens\n\nRoads\n\nThe bridge is open.\n",
        {
            "title": "Bridge opens",
            "text": "Bridge opens\n\nRoads\n\nThe bridge is open.",
            "source": "herald",
            "published_at": None,
        },
    ),
    Layout(
        "a text without a headline",
        "a.txt",
        "word " * 200,
        {"title": "", "text": ("word " * 200).strip()},
    ),
    Layout(
        "HTML",
        "a.html",
        '<html lang="en-GB"><head><title>Bridge opens to all | Hill Herald</title>'
        '<link rel="canonical" href="https://hill-herald.example/a">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge opens to all",'
        ' "datePublished": "2024-01-02T05:15:00+02:00"}</script></head><body><article><h1>Bridge opens to all</h1>'
        "<p>The bridge over the river is open at last, said the mayor on Tuesday.</p>"
        "<p>Cars were queueing on both banks before the ribbon was cut.</p></article></body></html>",
        {
            "title": "Bridge opens to all",
            "source": "hill-herald.example",
            "url": "https://hill-herald.example/a",
            "language": "en",
            "date_from": "page",
            "published_raw": "2024-01-02T05:15:00+02:00",
            "published_at": at("2024-01-02T03:15"),
        },
    ),
]


def read_one(path: Path, **options: object) -> RawArticle:
    (article,) = read_paths([path], now=NOW, **options)  # type: ignore[arg-type]
    assert isinstance(article, RawArticle), article
    return article


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_layout(layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(layout.file)
    path.parent.mkdir(exist_ok=True)
    path.write_text(layout.content, encoding="utf-8")
    article = read_one(path.parent if path.parent != Path() else path)
    found = {name: getattr(article, name) for name in layout.expected}
    assert found == layout.expected
    assert {name: article.extra.get(name) for name in layout.extra} == layout.extra


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_layout_is_known_by_its_content(layout: Layout, tmp_path: Path) -> None:
    """The same file without an ending and compressed gives the same article."""
    path = tmp_path / "download"
    path.write_bytes(gzip.compress(layout.content.encode()))
    article = read_one(path)
    assert article.title == layout.expected.get("title", article.title)
    assert article.published_at == layout.expected.get("published_at", article.published_at)


def test_parquet_with_nested_source_and_instants(tmp_path: Path) -> None:
    rows = [
        {
            "headline": "Bridge opens",
            "body": "The bridge is open.",
            "source": {"name": "Hill Herald"},
            "published_at": datetime(2024, 1, 2, 3, 15),
            "vector": [0.1, 0.2],
        }
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    article = read_one(tmp_path / "a.parquet")
    assert (article.title, article.text, article.source) == (
        "Bridge opens",
        "The bridge is open.",
        "Hill Herald",
    )
    assert article.published_at == at("2024-01-02T03:15")
    assert "vector" not in article.extra


def test_a_record_may_bring_its_page(tmp_path: Path) -> None:
    html = "<html><head><title>Bridge opens</title></head><body><article><p>The bridge is open.</p></article></body></html>"
    record = {"url": "https://hill-herald.example/a", "html": html, "published": "2024-01-02"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record))
    article = read_one(tmp_path / "a.jsonl")
    assert article.title == "Bridge opens"
    assert "The bridge is open." in article.text
    assert (article.published_at, article.date_from) == (at("2024-01-02"), "file")


def test_strangers_markup_in_titles_stays_what_it_is(tmp_path: Path) -> None:
    """It is the page's duty to show it as text; cutting it here would change what was published."""
    (tmp_path / "a.jsonl").write_text('{"title": "<script>alert(1)</script>", "text": "a < b"}')
    article = read_one(tmp_path / "a.jsonl")
    assert (article.title, article.text) == ("<script>alert(1)</script>", "a < b")


def test_a_mapping_reads_an_unknown_layout(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"kop": "Bridge opens", "inhoud": {"tekst": "It is open."}, "title": "no"}'
    )
    article = read_one(tmp_path / "a.jsonl", mapping={"title": "Kop", "text": "inhoud.tekst"})
    assert (article.title, article.text) == ("Bridge opens", "It is open.")
