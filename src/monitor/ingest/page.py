"""An HTML page becomes an article: its text, and what the page says about itself."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import lxml.html
import trafilatura
from lxml import etree
from trafilatura.meta import reset_caches

from monitor.article import DateFrom
from monitor.ingest.codes import language_code
from monitor.ingest.dates import read_date
from monitor.ingest.limits import MB, PAGE_BYTES
from monitor.ingest.page_furniture import strip_furniture
from monitor.ingest.payload import UnreadableError, bounded
from monitor.ingest.urls import canonical_url, source_of
from monitor.ingest.wording import decode, fewer_blank_lines, one_line, sane, unescape

TREE_SIZE = 100_000
"""Elements; a larger tree is a table dump, and the extractors take minutes for it."""

CACHE_PAGES = 500
"""Pages after which the extractor's caches are emptied: they grow with every page otherwise."""

SHORT_TEXT = 600
"""Characters; where less is found, the fallback extractors are asked too."""
FALLBACK_GAIN = 1.5
"""So many times longer must their text be to count."""
WELL_TOLD = 0.5
"""Of the headline's words; where the text has fewer, it may be another than the headline's."""
TOLD_GAIN = 0.3
"""So much more of the headline must the other text tell."""

_CHARSET = re.compile(rb"(?i)<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")

SHORTEST_HEADLINE = 12
"""Characters; a shorter one may be a section's name."""

HEAD_LINES = 4
"""Above the article; further down only a headline of some length is no accident."""

SHORTEST_LEAD = 8
"""Words; a shorter description may be a slogan."""
_LEADS = ("p", "h2", "h3", "div", "section", "strong", "span")
_BLOCKS = ("p", "h1", "h2", "h3", "div", "section", "article", "ul", "ol", "table", "header", "main")

_WORD = re.compile(r"\w+")
_SITE = re.compile(r"^\s*[-–—|:：ㅣ·•»]\s*\S.{0,80}$")
_SITE_SEPARATOR = re.compile(r"\s+[-–—|ㅣ·•»]\s*$|\s*[：|]\s*$")

DATE_METAS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "publish-date",
    "publish_date",
    "publishdate",
    "pubdate",
    "published-date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
)
"""``property``, ``name`` or ``itemprop`` of the <meta> elements that state when a page was published."""

ARTICLE_TYPES = ("article", "posting", "report", "webpage")
"""A JSON-LD object is trusted for its date where its type ends so."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds. ``published_raw`` is the string as the page writes it; ``published_at`` is UTC.

    ``text`` keeps one paragraph per line. ``language`` is what the page declares, as ISO 639-1. ``source`` is
    the host where the address is known, else the name that the site gives itself.
    """

    title: str
    text: str
    published_at: datetime | None
    published_raw: str | None
    date_from: DateFrom
    author: str | None
    language: str | None
    source: str
    url: str | None = None


def read_page(
    html: bytes | str, url: str | None = None, *, declared: str | None = None, now: datetime | None = None
) -> Page:
    """Extract the article of a page.

    Args:
        html: the page as it came.
        url: its address; without one the page's own canonical link counts.
        declared: the encoding that the server named.
        now: the present; dates after tomorrow are no dates.

    Raises:
        UnreadableError: more than ``PAGE_BYTES``, or nothing that can be parsed as HTML.

    The text comes from trafilatura without comments. Dates are read from the page's metadata with their hour;
    where it has none, trafilatura's search through the whole page gives the day.
    """
    tree = _tree(html, declared)
    metas = _metas(tree)
    language = _language(tree, metas)
    now = now or datetime.now(UTC)
    blocks = list(_structured(tree))
    raw, instant = _first_date(
        [*_stated(blocks, "datePublished"), *_meta_dates(metas), *_time_elements(tree)], now
    )
    headlines = _Headlines.of(tree, blocks, metas)
    strip_furniture(tree)
    lead = _lead(tree, metas)
    document, text = _extract(tree, url, headlines.every(), search_date=instant is None)
    address = url or _web_address(getattr(document, "url", None))
    if instant is None:
        raw, instant = _first_date([getattr(document, "date", None), raw], now)
    sitename = one_line(getattr(document, "sitename", None) or "")
    return Page(
        title=_title(one_line(getattr(document, "title", None) or ""), headlines, sitename),
        text=bounded(fewer_blank_lines(sane(_with_lead(lead, text)))),
        published_at=instant,
        published_raw=raw,
        date_from="page" if instant else "",
        author=one_line(getattr(document, "author", None) or "") or None,
        language=language,
        source=(source_of(address) if address else "") or sitename,
        url=address,
    )


def _tree(html: bytes | str, declared: str | None) -> lxml.html.HtmlElement:
    if len(html) > PAGE_BYTES:
        raise UnreadableError(f"The page has {len(html) // MB} MB; pages are read up to {PAGE_BYTES // MB} MB.")
    text = html if isinstance(html, str) else decode(html, declared or _declared(html))
    text = _XML_DECLARATION.sub("", text.replace("\x00", ""), count=1)
    tree = trafilatura.load_html(text.encode("utf-8", "replace").decode("utf-8"))
    if tree is None:
        raise UnreadableError(
            "The page can't be parsed as HTML. Hand in the page's source as the server sent it."
        )
    if sum(1 for _ in tree.iter()) > TREE_SIZE:
        raise UnreadableError(f"The page has more than {TREE_SIZE:,} elements, which no article has.")
    return tree


def _declared(html: bytes) -> str | None:
    found = _CHARSET.search(html[:8192])
    return found.group(1).decode("ascii") if found else None


_pages_read = 0


def _extract(
    tree: lxml.html.HtmlElement, url: str | None, headlines: list[str], *, search_date: bool
) -> tuple[Any, str]:
    """Trafilatura's document, None where it finds none, and its text below the headline.

    It changes the tree: read the metadata before. Its fallback extractors are asked where it finds little
    itself, or a text that says little of the headline. Always on, they add more furniture than article (F1
    .957 with them, .965 without, on hand-made article texts) and cost a third of the time.
    """
    global _pages_read  # noqa: PLW0603  # the caches that it counts for are global too
    _pages_read += 1
    if _pages_read % CACHE_PAGES == 0:
        reset_caches()
    document = _document(copy.deepcopy(tree), url, search_date=search_date, fallbacks=False)
    text = _below(headlines, getattr(document, "text", None) or "")
    told = _told(headlines, text)
    if len(text) >= SHORT_TEXT and told >= WELL_TOLD:
        return document, text
    other = _document(tree, url, search_date=search_date, fallbacks=True)
    longer = _below(headlines, getattr(other, "text", None) or "")
    gains = len(text) < SHORT_TEXT and len(longer) > FALLBACK_GAIN * len(text)
    return (other, longer) if gains or _told(headlines, longer) >= told + TOLD_GAIN else (document, text)


def _told(headlines: list[str], text: str) -> float:
    """The share of the longer words of the headline that come in the text; 1 where there is no headline."""
    words = {word for word in _WORD.findall(headlines[0].casefold()) if len(word) > 3} if headlines else set()
    lower = text.casefold()
    return sum(word in lower for word in words) / len(words) if words else 1.0


def _document(tree: lxml.html.HtmlElement, url: str | None, *, search_date: bool, fallbacks: bool) -> Any:
    try:
        return trafilatura.bare_extraction(
            tree,
            url=url,
            fast=not fallbacks,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": search_date, "original_date": True},
        )
    except Exception as error:  # a stranger's page meets a large library: any failure is the page's alone
        raise UnreadableError(f"The page could not be taken apart ({type(error).__name__}).") from error


def _web_address(url: str | None) -> str | None:
    return url if url and canonical_url(url) else None


def _first_date(candidates: list[str | None], now: datetime) -> tuple[str | None, datetime | None]:
    """The first that reads as a possible date; else the first string, so that it can be shown."""
    stated = [one_line(text) for text in candidates if text and text.strip()]
    for text in stated:
        instant = read_date(text, now)
        if instant is not None:
            return text, instant
    return (stated[0] if stated else None), None


def _metas(tree: lxml.html.HtmlElement) -> dict[str, str]:
    """<meta> contents by their lower-case property, name or itemprop; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        content = meta.get("content")
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _meta_dates(metas: dict[str, str]) -> Iterator[str]:
    return (metas[name] for name in DATE_METAS if name in metas)


def _time_elements(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """<time itemprop="datePublished" datetime="…">, wherever it stands."""
    for node in tree.iter():
        if isinstance(node.tag, str) and (
            "datepublished" in (node.get("itemprop") or "").lower()
            or (node.tag == "time" and "pubdate" in node.attrib)
        ):
            yield node.get("datetime") or node.get("content") or ""


def _structured(tree: lxml.html.HtmlElement) -> Iterator[Any]:
    """The page's JSON-LD blocks."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "") and script.text:
            yield _json(script.text)


def _json(text: str) -> Any:
    try:
        return json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _stated(blocks: list[Any], name: str) -> Iterator[str]:
    """What the articles in JSON-LD blocks state under ``name``, nearest to the top first."""
    queue = list(blocks)
    for item in queue:  # grows while it is walked; the blocks are part of a page, which is bounded
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            kind = str(item.get("@type", "")).lower().strip("[]'\" ")
            stated = item.get(name)
            if isinstance(stated, str) and kind.endswith(ARTICLE_TYPES):
                yield stated
            queue.extend(item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in item)


@dataclass(frozen=True, slots=True)
class _Headlines:
    """What on a page may be its title: as stated in JSON-LD, in its headings, for social media, on its tab."""

    stated: list[str]
    headings: list[str]
    cards: list[str]
    tab: str

    @classmethod
    def of(cls, tree: lxml.html.HtmlElement, blocks: list[Any], metas: dict[str, str]) -> _Headlines:
        return cls(
            _lines(_stated(blocks, "headline")),
            _lines(heading.text_content() for heading in tree.iter("h1")),
            _lines(metas.get(name, "") for name in ("og:title", "twitter:title")),
            one_line(tree.findtext(".//title") or ""),
        )

    def every(self) -> list[str]:
        return [*self.stated, *self.cards, *self.headings]

    def votes(self, title: str) -> int:
        """In how many places the title stands; a tab and cards may add the name of their site."""
        wanted = _folded(title)
        among = (wanted in {_folded(line) for line in lines} for lines in (self.stated, self.headings))
        return sum(among) + sum(_folded(line).startswith(wanted) for line in (self.tab, *self.cards))


def _lines(texts: Iterable[str]) -> list[str]:
    return [line for text in texts if (line := one_line(unescape(text)))]


def _below(headlines: list[str], text: str) -> str:
    """The text without the lines that repeat one of the page's headlines, which ``title`` gives."""
    folded = {_folded(headline) for headline in headlines}
    lines = text.split("\n")
    kept = [
        line
        for number, line in enumerate(lines)
        if _folded(line) not in folded or not (number < HEAD_LINES or line.count(" ") >= 3)
    ]
    return "\n".join(kept) if any(line.strip() for line in kept) else text


def _lead(tree: lxml.html.HtmlElement, metas: dict[str, str]) -> str:
    """The paragraph above the article that sums it up: it stands on the page, and as the page's description.

    Many pages keep it in the head of the article, where the extractor doesn't look.
    """
    described = (_folded(unescape(metas.get(name, ""))) for name in ("description", "og:description"))
    wanted = {words for words in described if words.count(" ") >= SHORTEST_LEAD - 1}
    for element in tree.iter(*_LEADS) if wanted else ():
        if next(element.iterchildren(*_BLOCKS), None) is None:
            line = one_line(element.text_content())
            folded = _folded(line)
            if any(folded.startswith(words) and len(folded) < 2 * len(words) for words in wanted):
                return line
    return ""


def _with_lead(lead: str, text: str) -> str:
    """The text below its lead, where that is not a part of it."""
    return text if not lead or _folded(lead)[:60] in _folded(text) else f"{lead}\n{text}"


def _folded(line: str) -> str:
    return " ".join(_WORD.findall(line.casefold()))


def _title(found: str, headlines: _Headlines, sitename: str) -> str:
    """The title, without the name of its site, that most places of the page agree on; else the one found."""
    title = _without_site(found, headlines.every(), sitename)
    rivals = [line for line in headlines.every() if len(line) >= SHORTEST_HEADLINE]
    best = max(rivals, key=lambda line: (headlines.votes(line), -len(line)), default=title)
    return best if headlines.votes(best) > max(headlines.votes(title), 1) else title


def _without_site(found: str, headlines: list[str], sitename: str) -> str:
    """The title without the name of its site: another headline of the page, or the site's own name, shows
    where it begins. Without a title the first headline counts."""
    if not found:
        return headlines[0] if headlines else ""
    for headline in headlines:
        if (
            len(headline) >= SHORTEST_HEADLINE
            and found.startswith(headline)
            and _SITE.match(found[len(headline) :])
        ):
            return headline
    before, _, after = found.rpartition(sitename) if sitename else (found, "", "")
    return _SITE_SEPARATOR.sub("", before) if before and not after and _SITE_SEPARATOR.search(before) else found


def _language(tree: lxml.html.HtmlElement, metas: dict[str, str]) -> str | None:
    root = tree.getroottree().getroot()
    for stated in (
        root.get("lang"),
        root.get(etree.QName("http://www.w3.org/XML/1998/namespace", "lang").text),
    ):
        if stated and (code := language_code(stated)):
            return code
    for name in ("content-language", "og:locale", "language", "inlanguage", "dc.language"):
        if name in metas and (code := language_code(metas[name])):
            return code
    return None
