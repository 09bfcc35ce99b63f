"""One table of field names: what other producers call a title, a text, a source, a date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeAlias

from monitor.errors import InputError
from monitor.ingest.codes import country_code, language_code
from monitor.ingest.limits import EXTRA_CHARS, EXTRA_FIELDS, TITLE_CHARS
from monitor.ingest.payload import UnreadableError, bounded
from monitor.ingest.urls import canonical_url, source_of
from monitor.ingest.wording import fewer_blank_lines, one_line, plain, sane, unescape

# Field → the names that mean it, the most telling first. Names are compared without case, blanks, "_", "-" and
# ":" (``publishedAt`` is ``published_at``); a dot steps into a nested object (``source.name``) and is also
# found as a column of that very name. To add a layout, add its names here; to add a field of ours, add it to
# RawArticle.
#
# Who writes what: Media Cloud (title, media_name, publish_date; the newer lists id, indexed_date) · GDELT GKG
# 2.1 (the codebook's names, and BigQuery's) and DOC 2.0 (seendate, sourcecountry) · NewsAPI (publishedAt,
# source.name, content) · Event Registry (dateTimePub, source.title, body, lang) · news-please (maintext,
# date_publish, source_domain) · fundus (body.sections, publishing_date, plaintext) · newspaper4k
# (publish_date, meta_site_name, canonical_link) · trafilatura (source is the address, source-hostname the
# name, hostname, date, raw_text) · Webz.io (thread.site, published, crawled) · RSS exports (link, pubDate,
# content:encoded) · the Guardian, the New York Times, schema.org (webTitle, headline.main, articleBody).
TABLE: dict[str, tuple[str, ...]] = {
    "title": (
        "title",
        "headline",
        "headline.main",
        "article_title",
        "news_title",
        "title_page",
        "title_rss",
        "web_title",
        "heading",
        "thread.title",
        "title.rendered",
    ),
    "text": (
        "maintext",
        "text",
        "plaintext",
        "full_text",
        "article_text",
        "story_text",
        "article_body",
        "body_text",
        "fields.body_text",
        "body",
        "article",
        "raw_text",
        "story",
        "article_content",
        "content_text",
        "content_html",
        "content_encoded",
        "content",
        "content.rendered",
        "description",
        "summary",
        "excerpt",
        "snippet",
        "abstract",
        "meta_description",
    ),
    "url": (
        "url",
        "article_url",
        "link",
        "web_url",
        "canonical_link",
        "canonical_url",
        "v2document_identifier",
        "document_identifier",
        "page_url",
        "original_url",
        "source",
        "guid",
        "uri",
        "id",
        "html.responded_url",
        "html.requested_url",
    ),
    "source": (
        "source.title",
        "source.name",
        "source",
        "source_name",
        "source_title",
        "source_hostname",
        "media_name",
        "v2source_common_name",
        "source_common_name",
        "publisher.name",
        "publisher",
        "publication",
        "outlet",
        "newspaper",
        "site_name",
        "sitename",
        "meta_site_name",
        "html.source_info.publisher",
        "thread.site",
        "thread.site_full",
        "source_domain",
        "domain",
        "hostname",
        "site",
        "source_url",
        "media_url",
        "source.uri",
        "source.url",
        "source.id",
    ),
    "source_country": (
        "source_country",
        "country_of_source",
        "source.country",
        "source.location.country.label.eng",
        "source.location.label.eng",
        "media_country",
        "outlet_country",
        "publisher_country",
        "pub_country",
        "thread.country",
    ),
    "language": (
        "language",
        "lang",
        "language_code",
        "meta_lang",
        "source_language",
        "article_language",
        "in_language",
    ),
    "published": (
        "published",
        "published_at",
        "published_date",
        "published_on",
        "published_time",
        "publish_date",
        "publish_time",
        "publishing_date",
        "publication_date",
        "publication_time",
        "date_published",
        "date_publish",
        "date_time_pub",
        "pub_date",
        "pub_date_raw",
        "web_publication_date",
        "v2.1date",
        "seen_date",
        "first_published",
        "iso_date",
        "dc_date",
        "issued",
        "posted_at",
        "date_time",
        "date",
        "date_raw",
        "timestamp",
        "created_at",
    ),
    "updated": (
        "updated",
        "updated_at",
        "date_modify",
        "date_modified",
        "modified",
        "modified_at",
        "last_modified",
        "last_updated",
        "date_updated",
        "crawled",
        "crawled_at",
        "crawl_date",
        "fetched_at",
        "scraped_at",
        "date_download",
        "indexed_date",
        "collected_at",
        "file_date",
    ),
    "html": ("html", "raw_html", "page_html", "html.content", "html_content"),
}

MAPPABLE = tuple(TABLE)
"""The fields of ours that ``--map`` may name."""

MARKED_UP = frozenset(
    [
        "contentencoded",
        "contenthtml",
        "content",
        "content.rendered",
        "description",
        "summary",
        "excerpt",
        "snippet",
        "abstract",
        "title.rendered",
    ]
)
"""Fields that hold HTML as often as text."""

EXTRAS: dict[str, str] = {
    "authors": "authors",
    "author": "authors",
    "byline": "authors",
    "creator": "authors",
    "dccreator": "authors",
    "topics": "topics",
    "topic": "topics",
    "sections": "topics",
    "keywords": "keywords",
    "tags": "keywords",
    "categories": "categories",
    "category": "categories",
    "id": "id",
    "storiesid": "id",
    "uuid": "id",
    "gdelttone": "gdelt_tone",
    "gdeltplaces": "gdelt_places",
}
"""Fields of other producers that go into ``extra`` under one name of ours. Further short fields keep their
name."""

GKG_COLUMNS = (
    "GKGRECORDID",
    "V2.1DATE",
    "V2SOURCECOLLECTIONIDENTIFIER",
    "V2SOURCECOMMONNAME",
    "V2DOCUMENTIDENTIFIER",
    "V1COUNTS",
    "V2.1COUNTS",
    "V1THEMES",
    "V2ENHANCEDTHEMES",
    "V1LOCATIONS",
    "V2ENHANCEDLOCATIONS",
    "V1PERSONS",
    "V2ENHANCEDPERSONS",
    "V1ORGANIZATIONS",
    "V2ENHANCEDORGANIZATIONS",
    "V1.5TONE",
    "V2.1ENHANCEDDATES",
    "V2GCAM",
    "V2.1SHARINGIMAGE",
    "V2.1RELATEDIMAGES",
    "V2.1SOCIALIMAGEEMBEDS",
    "V2.1SOCIALVIDEOEMBEDS",
    "V2.1QUOTATIONS",
    "V2.1ALLNAMES",
    "V2.1AMOUNTS",
    "V2.1TRANSLATIONINFO",
    "V2EXTRASXML",
)
"""The columns of a GKG 2.1 file, which comes without a header (GDELT GKG codebook 2.1, 2015-02-19)."""

_IGNORED = re.compile(r"[\s_:-]+")
_NOTHING = frozenset({"", "none", "null", "nan", "nat", "n/a", "na", "undefined", "\\n"})
_CUT_MARK = re.compile(r"\s*(?:…|\.\.\.)?\s*\[\+\d+ chars\]$")
_PAGE_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.DOTALL)
_TRANSLATED_FROM = re.compile(r"srclc:(\w+)")
_PLAIN_NAME = re.compile(r"^[\w.]{1,60}$")
_NESTING = 4

UNKNOWN_SOURCE = "unknown"
"""Stands for the source where neither a field nor an address names one."""


Moment: TypeAlias = str | int | float | datetime


@dataclass(frozen=True, slots=True)
class Recognised:
    """A record in our words: strings made clean, codes in one form, dates as they came.

    ``html`` is a page to extract where the record has no text of its own.
    """

    title: str
    text: str
    source: str
    url: str | None
    source_country: str | None
    language: str | None
    published: Moment | None
    updated: Moment | None
    html: str | bytes | None
    extra: dict[str, str]


def check_mapping(mapping: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Turn ``{"title": "headline"}`` into candidates for :func:`recognise`.

    Raises:
        InputError: a field that is none of ours, or an empty column.
    """
    for ours, theirs in mapping.items():
        if ours not in TABLE:
            raise InputError(
                f"--map names {ours!r}, which is no field of an article. Choose from: {', '.join(MAPPABLE)}."
            )
        if not theirs.strip():
            raise InputError(f"--map gives no column for {ours!r}. Write it as {ours}=COLUMN.")
    return {ours: (key_of(theirs),) for ours, theirs in mapping.items()}


def recognise(record: Mapping[str, Any], mapping: Mapping[str, str] = {}) -> Recognised:  # only read
    """Read a record of any layout by the names of its fields.

    Args:
        record: column or key → value; values may be nested.
        mapping: our field → their column; it goes before the table wherever the record has that column.

    Raises:
        UnreadableError: neither title nor text nor a page, or a text beyond all measure.
        InputError: a mapping that :func:`check_mapping` refuses.
    """
    flat = _flat(record)
    _uncover_gkg(flat)
    chosen = {ours: keys for ours, keys in check_mapping(mapping).items() if keys[0] in flat}
    said = {key: value for key, value in flat.items() if not _is_nothing(value)}

    def values(ours: str) -> Iterator[tuple[str, Any]]:
        for key in chosen.get(ours) or _KEYS[ours]:
            if key in said:  # a record has few of the names by which a field can go
                yield key, said[key]

    title, text = _title(values("title")), _text(values("text"))
    html = next((value for _, value in values("html") if isinstance(value, str | bytes)), None)
    if not (title or text or html):
        raise UnreadableError(no_article(list(record)))
    url = next((address for key, value in values("url") if (address := _address(key, value))), None)
    return Recognised(
        title=title,
        text=text,
        source=_source(values("source")) or (source_of(url) if url else ""),
        url=url,
        source_country=next((code for _, value in values("source_country") if (code := _country(value))), None),
        language=next(
            (code for _, value in values("language") if (code := language_code(_string(value)))), None
        ),
        published=next((moment for _, value in values("published") if (moment := _moment(value))), None),
        updated=next((moment for _, value in values("updated") if (moment := _moment(value))), None),
        html=html if not text else None,
        extra=_extra(flat),
    )


def no_article(columns: list[str]) -> str:
    """The reason why a record, or a whole table, holds no article; names what was found."""
    shown = ", ".join(one_line(str(name))[:40] for name in columns[:12]) or "none"
    return (
        f"Neither a title nor a text was found. Fields: {shown}{', …' if len(columns) > 12 else ''}. "
        "If one of them is the title or the text, say so with --map title=FIELD or --map text=FIELD."
    )


def holds_articles(columns: list[str], mapping: Mapping[str, str]) -> bool:
    """Tell whether a table with these columns can give a title, a text or a page."""
    keys = {key_of(name) for name in columns}
    wanted = {key for ours in ("title", "text", "html") for key in _KEYS[ours]}
    wanted |= {key_of(theirs) for ours, theirs in mapping.items() if ours in ("title", "text", "html")}
    wanted |= {"v2extrasxml", "extras"}
    return any(key in wanted or any(want.startswith(key + ".") for want in wanted) for key in keys)


def known_names(columns: list[str]) -> int:
    """Count the columns that the table knows: what tells a header from a row, and a comma from a semicolon."""
    return sum(key_of(name) in _ALL_KEYS for name in columns)


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """The form in which names are compared."""
    return _IGNORED.sub("", name.strip().lower())


def paths_of(record: Mapping[str, Any]) -> set[str]:
    """Every name in ``record`` that a mapping could mean."""
    return set(_flat(record))


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """Nested objects as dotted keys; the objects themselves stay too. The first of two equal names counts."""
    flat: dict[str, Any] = {}
    queue: list[tuple[str, Mapping[str, Any], int]] = [("", record, 0)]
    for prefix, node, depth in queue:
        for name, value in node.items():
            key = prefix + key_of(str(name)[:200])
            if key not in flat or _is_nothing(flat[key]):
                flat[key] = value
            if isinstance(value, Mapping) and depth < _NESTING:
                queue.append((key + ".", value, depth + 1))
    return flat


def _uncover_gkg(flat: dict[str, Any]) -> None:
    """GKG hides its title and language in one column each, and packs tone and places; lay them open."""
    extras = flat.get("v2extrasxml") or flat.get("extras")
    if isinstance(extras, str) and (found := _PAGE_TITLE.search(extras)):
        flat.setdefault("title", unescape(found.group(1)))
    if "gkgrecordid" not in flat:
        return
    if "date" in flat:
        flat.setdefault("v2.1date", flat["date"])
    translated = _TRANSLATED_FROM.search(
        str(flat.get("v2.1translationinfo") or flat.get("translationinfo") or "")
    )
    flat.setdefault("language", translated.group(1) if translated else "eng")
    tone = str(flat.get("v1.5tone") or flat.get("v2tone") or "").partition(",")[0]
    places = str(flat.get("v2enhancedlocations") or flat.get("v2locations") or flat.get("v1locations") or "")
    names = dict.fromkeys(part[1] for block in places.split(";") if len(part := block.split("#")) > 1)
    for packed in _GKG_KEYS:
        flat.pop(packed, None)
    flat["gdelttone"], flat["gdeltplaces"] = tone, "; ".join(names)


def _title(found: Iterator[tuple[str, Any]]) -> str:
    for key, value in found:
        raw = _string(value)
        title = one_line(plain(raw) if key in MARKED_UP else unescape(raw))
        if title:
            return title if len(title) <= TITLE_CHARS else title[: TITLE_CHARS - 1] + "…"
    return ""


def _text(found: Iterator[tuple[str, Any]]) -> str:
    for key, value in found:
        raw = bounded(_paragraphs(value))
        if raw.endswith(" chars]"):
            raw = _CUT_MARK.sub("", raw)
        text = fewer_blank_lines(sane(plain(raw) if key in MARKED_UP else unescape(raw)))
        if text:
            return text
    return ""


def _paragraphs(value: Any, depth: int = 0) -> str:
    """Text that comes in pieces (fundus: summary and sections; feeds: a list of contents), joined in order."""
    if isinstance(value, Mapping):
        parts = [
            value[name]
            for name in ("summary", "headline", "paragraphs", "sections", "text", "value")
            if name in value
        ]
        return _paragraphs(parts, depth)
    if isinstance(value, list | tuple):
        pieces = (_paragraphs(part, depth + 1) for part in value) if depth < _NESTING * 2 else iter(())
        return "\n\n".join(piece for piece in pieces if piece)
    return _string(value)


def _address(key: str, value: Any) -> str | None:
    """A web address; a source's home page is not the address of its articles."""
    text = sane(_string(value))
    known = canonical_url(text)
    return (
        None if known is None or (key == "source" and known.count("/") == 3 and known.endswith("/")) else text
    )


def _source(found: Iterator[tuple[str, Any]]) -> str:
    """A name, or the host where the field holds an address (trafilatura's ``source``, newspaper's
    ``source_url``)."""
    for _, value in found:
        name = one_line(_string(value))[:200]
        if name:
            return source_of(name) or name
    return ""


def _country(value: Any) -> str | None:
    return country_code(_string(value[0] if isinstance(value, list) and value else value))


def _moment(value: Any) -> Moment:
    return value if isinstance(value, int | float | datetime) else one_line(_string(value))


def _extra(flat: dict[str, Any]) -> dict[str, str]:
    """What other producers say beyond our fields: short strings, under names of ours where there is one."""
    extra: dict[str, str] = {}
    for key, value in flat.items():
        if len(extra) == EXTRA_FIELDS:
            break
        name = EXTRAS.get(key) or (key if _is_short_extra(key, value) else None)
        if name is None or _is_nothing(value):
            continue
        text = one_line(_listed(value))
        if text:
            extra.setdefault(name, text[:EXTRA_CHARS])
    return extra


def _is_short_extra(key: str, value: Any) -> bool:
    if key in _ALL_KEYS or "." in key or not _PLAIN_NAME.match(key):
        return False
    return isinstance(value, str | int | float) and len(str(value)) <= EXTRA_CHARS


def _listed(value: Any) -> str:
    """Authors and topics as one string, whether they came as a list of names, of objects, or as a string."""
    if isinstance(value, list | tuple):
        return ", ".join(piece for piece in (_listed(part) for part in value[:50]) if piece)
    if isinstance(value, Mapping):
        return _string(value.get("name") or value.get("label") or value.get("uri") or "")
    return _string(value)


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, date):  # datetimes too
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Mapping) or value is None:
        return ""
    if isinstance(value, list | tuple):
        return _string(value[0]) if value else ""
    return str(value)


def _is_nothing(value: Any) -> bool:
    """None, an empty string or container, a not-a-number, or a word that stands for one of them."""
    if isinstance(value, str):
        return len(value) <= 9 and value.strip().lower() in _NOTHING
    return value is None or value != value or (isinstance(value, list | tuple | dict) and not value)


_KEYS = {ours: tuple(key_of(name) for name in names) for ours, names in TABLE.items()}
_ALL_KEYS = frozenset(key for keys in _KEYS.values() for key in keys) | frozenset(map(key_of, GKG_COLUMNS))
_GKG_KEYS = frozenset(map(key_of, GKG_COLUMNS)) - {
    "v2.1date",
    "v2sourcecommonname",
    "v2documentidentifier",
} | frozenset(
    [
        "sourcecollectionidentifier",
        "counts",
        "v2counts",
        "themes",
        "v2themes",
        "locations",
        "v2locations",
        "persons",
        "v2persons",
        "organizations",
        "v2organizations",
        "v2tone",
        "dates",
        "gcam",
        "sharingimage",
        "relatedimages",
        "socialimageembeds",
        "socialvideoembeds",
        "quotations",
        "allnames",
        "amounts",
        "translationinfo",
        "extras",
    ]
)
