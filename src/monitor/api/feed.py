"""New stories of a saved view as an Atom feed (RFC 4287), to be read with any feed reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree as ET

from monitor import __version__
from monitor.api.asked import Asked
from monitor.article import is_web_address
from monitor.errors import FilterError
from monitor.filters import Filters
from monitor.opening import ask
from monitor.query.arrivals import story_list
from monitor.query.choices import choices
from monitor.report.provenance import PRODUCT

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
TAG = "tag:media-monitor.invalid,2026:"
"""What the ids of feeds and entries begin with (RFC 4151): they stay when the server moves elsewhere."""

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_ADDRESS = re.compile(r"[\s<>\"{}|\\^`\x00-\x20]")
UNTITLED = "(without a title)"

ET.register_namespace("", ATOM)


def settle(asked: Asked) -> Asked:
    """The question with ``days`` turned into a period; the same where none are asked.

    Raises:
        FilterError: a period is given beside the days.
    """
    days, filters = asked.own["days"], asked.view.filters
    if days is None:
        return asked
    if filters.start or filters.end:
        raise FilterError(
            f"The last {days} days and a period with from or to are asked at once. Take one of them out."
        )
    last = ask(asked.desk, choices).last_day or datetime.now(UTC).date()
    start = last - timedelta(days=int(days) - 1)
    return replace(asked, view=replace(asked.view, filters=replace(filters, start=start)))


def feed(asked: Asked) -> bytes:
    """The stories that came in last, as an Atom document; ``asked`` has its period settled."""
    view = asked.view
    found = ask(asked.desk, story_list, view.filters, view.cell, sort="last in", limit=asked.number("limit"))
    snapshot = asked.desk.snapshot
    root = ET.Element(_tag("feed"))
    _text(root, "id", _feed_id(asked))
    _text(root, "title", f"{PRODUCT}: {_title(asked)}")
    _text(root, "subtitle", _subtitle(asked, found.row_count))
    _text(root, "updated", _instant(snapshot.at))
    _link(root, "self", asked.whole(), MEDIA_TYPE)
    _link(root, "alternate", asked.page_link("articles", asked.view), "text/html")
    ET.SubElement(root, _tag("generator"), {"version": __version__}).text = PRODUCT
    for row in found.rows.to_dict("records"):
        _entry(root, asked, row)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ET.Element, asked: Asked, row: Mapping[str, Any]) -> None:
    entry = ET.SubElement(root, _tag("entry"))
    arrived = _known(row["arrived_at"])
    published = _known(row["published_at"])
    _text(entry, "id", f"{TAG}story/{row['story_id']}")
    _text(entry, "title", " ".join(row["title"].split()) or UNTITLED)
    _text(entry, "updated", _instant(arrived or asked.desk.snapshot.at))
    if published:
        _text(entry, "published", _instant(published))
    url = row["url"]
    if is_web_address(url) and not _NO_ADDRESS.search(url):
        # Two alternates need to differ; the original is the one that has a language.
        _link(entry, "alternate", url, "text/html", hreflang=row["language"])
    reader = replace(asked.view, article=row["article_id"])
    _link(entry, "alternate", asked.page_link("articles", reader), "text/html")
    _text(entry, "summary", _summary(row))
    author = ET.SubElement(entry, _tag("author"))
    _text(author, "name", row["source"])


def _summary(row: Mapping[str, Any]) -> str:
    """``3 copies from 2 sources; tone +0.12 (from −1 to +1)``."""
    copies, sources = int(row["copies"]), int(row["sources"])
    spread = f"{copies:,} copies" if copies > 1 else "1 article"
    parts = [f"{spread} from {sources:,} source{'s' if sources > 1 else ''}"]
    if row["tone"] == row["tone"]:
        parts.append(f"tone {round(row['tone'], 2) + 0.0:+.2f} (from −1 to +1)".replace(" -", " −"))
    return "; ".join(parts)


def _title(asked: Asked) -> str:
    """What the feed looks for: ``new stories on NATO or Pakistan``."""
    filters, names = asked.view.filters, asked.names
    parts = []
    if filters.actors:
        parts.append(" or ".join(names.actors.get(key, key) for key in filters.actors))
    if filters.countries:
        countries = " or ".join(names.countries.get(key, key) for key in filters.countries)
        parts.append(f"{countries} ({filters.country_role})")
    if filters.search:
        parts.append(f"“{filters.search}”")
    return f"new stories on {', '.join(parts)}" if parts else "new stories"


def _subtitle(asked: Asked, number: int) -> str:
    """How much there is, and whether it will move on."""
    filters = asked.view.filters
    noun = "story" if number == 1 else "stories"
    parts = [f"The last of {number:,} {noun} that pass these filters{_period(filters)}, as they came in"]
    if asked.view.version is not None:
        parts.append(
            f"The address names data version {asked.view.version}, so nothing new will come; take data out of "
            "it to follow the news"
        )
    elif filters.end and filters.end < datetime.now(UTC).date():
        parts.append("The period ends in the past; ask for days instead of from and to, to follow the news")
    if asked.desk.snapshot.detail.get("demo"):
        parts.append("This is invented news")
    return ". ".join(parts) + "."


def _period(filters: Filters) -> str:
    parts = [f" from {filters.start}" if filters.start else "", f" to {filters.end}" if filters.end else ""]
    return "".join(parts)


def _feed_id(asked: Asked) -> str:
    """The same for the same question, whatever the data, the day and the order of its parameters."""
    parts = sorted((name, value) for name, values in asked.given.items() for value in values if name != "limit")
    return f"{TAG}feed/{sha256(repr(parts).encode()).hexdigest()[:32]}"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _tag(name)).text = sayable(text)


def _link(parent: ET.Element, rel: str, href: str, media_type: str, **more: str) -> None:
    ET.SubElement(parent, _tag("link"), {"rel": rel, "href": sayable(href), "type": media_type, **more})


def sayable(text: str) -> str:
    """The text without the characters that XML can't hold, not even escaped."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _tag(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _known(instant: Any) -> datetime | None:
    return None if instant is None or instant != instant else instant


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds")
