"""Web archives (WARC, ARC) become pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from monitor.article import Quarantined
from monitor.ingest.limits import MB, PAGE_BYTES
from monitor.ingest.payload import Payload, UnreadableError
from monitor.ingest.wording import excerpt

_CHARSET = re.compile(r"(?i)charset\s*=\s*[\"']?([\w.:-]{2,40})")
_HTML = ("text/html", "application/xhtml")


@dataclass(frozen=True, slots=True)
class Capture:
    """One page of an archive as the server sent it."""

    html: bytes
    url: str | None
    declared: str | None
    captured: str | None
    number: int


def read_warc(payload: Payload) -> Iterator[Capture | Quarantined]:
    """Give the HTML pages of an archive that the servers answered with success.

    Requests, images, redirects and error pages are no articles and are passed over.

    Raises:
        UnreadableError: the archive breaks off or is no archive; or it holds no page at all.
    """
    pages = number = 0
    records = iter(ArchiveIterator(payload.stream))
    while True:
        try:
            record = next(records, None)
            if record is None:
                break
            number += 1
            found = _capture(payload, record, number) if _is_page(record) else None
            if payload.failure is not None and record.raw_stream.limit > 0:
                break  # the archive was cut inside this record
        except (
            ArchiveLoadFailed,
            EOFError,
            OSError,
            ValueError,
            KeyError,
            IndexError,
            AttributeError,
        ) as error:
            raise UnreadableError(
                f"The web archive breaks at record {number + 1}: {excerpt(str(error))}"
            ) from error
        if found is not None:
            pages += 1
            yield found
    if not pages:
        raise UnreadableError(
            f"The web archive has {number} records, none of them an HTML page that was served."
        )


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    if record.rec_type not in ("response", "resource"):
        return False
    kind = (
        headers.get_header("Content-Type") if headers else record.rec_headers.get_header("Content-Type")
    ) or ""
    status = (headers.get_statuscode() if headers else "200") or ""
    return kind.strip().lower().startswith(_HTML) and status.startswith("2")


def _capture(payload: Payload, record: Any, number: int) -> Capture | Quarantined:
    url = record.rec_headers.get_header("WARC-Target-URI")
    body = record.content_stream().read(PAGE_BYTES + 1)
    if len(body) > PAGE_BYTES:
        reason = f"The page is larger than {PAGE_BYTES // MB} MB, which no article is."
        return Quarantined(payload.name, number, reason, excerpt(url or ""))
    kind = (record.http_headers.get_header("Content-Type") if record.http_headers else "") or ""
    charset = _CHARSET.search(kind)
    return Capture(
        html=body,
        url=url.strip("<>") if url else None,
        declared=charset.group(1) if charset else None,
        captured=record.rec_headers.get_header("WARC-Date"),
        number=number,
    )
