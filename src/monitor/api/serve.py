"""The routes: a request comes in, an answer goes out as JSON, CSV or Atom, or as a sentence why not.

Endpoints are plain functions: Starlette runs them in its pool of threads, beside the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial, wraps
from hashlib import sha256

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor import __version__
from monitor.api.answers import Answer, meta
from monitor.api.asked import Asked, Given, NotFoundError, understand
from monitor.api.docs import POLICY, page
from monitor.api.endpoints import ENDPOINTS, ROOT, Endpoint
from monitor.api.feed import MEDIA_TYPE, feed, settle
from monitor.api.openapi import document
from monitor.api.parameters import shown
from monitor.errors import DictionaryError, InputError, MonitorError
from monitor.sheets import to_csv
from monitor.view.link import encode

FRESH = {"Cache-Control": "no-cache", "Vary": "Accept", "X-Content-Type-Options": "nosniff"}
"""Keep it, but ask each time whether it still holds: more articles may have come."""

Handler = Callable[[Request], Response]


def _given(request: Request) -> Given:
    found: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        found.setdefault(name, []).append(value)
    return found


def answer(request: Request, endpoint: Endpoint) -> Response:
    """The rows of an address; 304 to whoever has them already."""
    asked = _understood(request, endpoint)
    if endpoint.answer is None:
        return _atom(request, settle(asked))
    as_csv = endpoint.tables and _wants_csv(request, asked)
    tag = _tag(asked, "csv" if as_csv else "json")
    headers = {**FRESH, "ETag": tag}
    if _has(request, tag):
        return Response(status_code=304, headers=headers)
    rows = endpoint.answer(asked)
    if rows.more.get("next"):
        headers["Link"] = f'<{rows.more["next"]}>; rel="next"'
    if rows.total is not None:
        headers["X-Total-Count"] = str(rows.total)
    if as_csv:
        return _csv(asked, endpoint, rows, headers)
    idle = {parameter.name for parameter in endpoint.idle}
    unused = [name for name in encode(asked.view) if name in idle]
    body = {"meta": meta(asked, rows, unused, datetime.now(UTC)), "rows": rows.listed()}
    return Response(orjson.dumps(body), media_type="application/json", headers=headers)


def _understood(request: Request, endpoint: Endpoint) -> Asked:
    return understand(
        _given(request),
        request.path_params,
        own=endpoint.own,
        shared=endpoint.shared,
        base=str(request.base_url).rstrip("/"),
        path=request.url.path,
    )


def _wants_csv(request: Request, asked: Asked) -> bool:
    """What the address says goes before what the program says of itself."""
    if "format" in asked.given:
        return asked.own["format"] == "csv"
    accepted = request.headers.get("accept", "")
    return "text/csv" in accepted and "application/json" not in accepted


def _csv(asked: Asked, endpoint: Endpoint, rows: Answer, headers: Mapping[str, str]) -> Response:
    name = f"{endpoint.name}-data-{asked.desk.snapshot.number}.csv"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(
        to_csv(rows.frame()),
        media_type="text/csv; charset=utf-8; header=present",
        headers={**headers, **disposition},
    )


def _atom(request: Request, asked: Asked) -> Response:
    tag, changed = _tag(asked, "atom"), asked.desk.snapshot.at.replace(microsecond=0)
    headers = {**FRESH, "ETag": tag, "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True)}
    if _has(request, tag) or _seen_since(request, changed):
        return Response(status_code=304, headers=headers)
    return Response(feed(asked), media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def _tag(asked: Asked, form: str) -> str:
    """Another one whenever the answer may be another: by the data, the dictionary's names, and the address.

    A weak one: what names the instant of the answer differs each time, and means the same.
    """
    settled = asked.view.filters
    parts = (__version__, asked.desk.version, asked.names.stamp, asked.whole(), repr(settled), form)
    return f'W/"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _has(request: Request, tag: str) -> bool:
    held = [value.strip() for value in request.headers.get("if-none-match", "").split(",")]
    return "*" in held or tag in held or tag.removeprefix("W/") in held


def _seen_since(request: Request, changed: datetime) -> bool:
    """A date counts only where no tag is sent."""
    since = request.headers.get("if-modified-since")
    if since is None or "if-none-match" in request.headers:
        return False
    try:
        return changed <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def in_sentences(handler: Handler) -> Handler:
    """Errors that we foresaw become ``{"error": …}`` with the status that fits."""

    @wraps(handler)
    def handled(request: Request) -> Response:
        try:
            return handler(request)
        except NotFoundError as error:
            return _refuse(404, error)
        except DictionaryError as error:  # ours to mend, not the asker's
            return _refuse(503, error)
        except InputError as error:
            return _refuse(400, error)
        except MonitorError as error:
            return _refuse(503, error)

    return handled


def _refuse(status: int, error: MonitorError) -> Response:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    more = {"Retry-After": "60"} if status == 503 else {}
    body = orjson.dumps({"error": str(error)})
    return Response(body, status, media_type="application/json", headers={**headers, **more})


def openapi(request: Request) -> Response:
    """What the addresses are, for programs."""
    described = document(str(request.base_url).rstrip("/"))
    return Response(orjson.dumps(described), media_type="application/json", headers=FRESH)


def docs(_: Request) -> Response:
    """What the addresses are, for people."""
    headers = {**FRESH, "Content-Security-Policy": POLICY}
    return Response(page(), media_type="text/html; charset=utf-8", headers=headers)


def nowhere(request: Request) -> Response:
    """An address that is none: a program must not take a page of the app for an answer."""
    raise NotFoundError(f"There is nothing at {shown(request.url.path)}. {ROOT}/docs lists the addresses.")


def _route(endpoint: Endpoint) -> Route:
    handler = in_sentences(partial(answer, endpoint=endpoint))
    return Route(ROOT + endpoint.path, handler, name=endpoint.name)


ROUTES = (
    *(_route(endpoint) for endpoint in ENDPOINTS),
    Route(f"{ROOT}/openapi.json", openapi),
    Route(f"{ROOT}/docs", docs),
    Route(f"{ROOT}/{{rest:path}}", in_sentences(nowhere)),
)
"""The last one catches what the others leave."""
