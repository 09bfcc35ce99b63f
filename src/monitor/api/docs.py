"""The page that describes the addresses, for people: made from their table, without anything from elsewhere."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

from monitor import __version__
from monitor.api.endpoints import ENDPOINTS, ROOT, Endpoint
from monitor.api.openapi import INTRODUCTION
from monitor.api.parameters import Parameter
from monitor.report.provenance import PRODUCT

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_STYLE = Path(__file__).with_name("docs.css")


@cache
def page() -> str:
    """The whole page; addresses in it are relative, so that it also holds behind a proxy."""
    contents = "".join(
        f'<li><a href="#{endpoint.name}"><code>{escape(endpoint.path)}</code></a> {escape(endpoint.title)}</li>'
        for endpoint in ENDPOINTS
    )
    sections = "".join(_section(endpoint) for endpoint in ENDPOINTS)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>Addresses for machines · {PRODUCT}</title><style>{_STYLE.read_text('utf-8')}</style></head>"
        f'<body><main><h1>Addresses for machines</h1><p class="quiet">{PRODUCT} {__version__} · '
        f'<a href="openapi.json">openapi.json</a> · <a href="../../">back to the app</a></p>'
        f"<p>{_prose(INTRODUCTION)}</p><nav aria-label="
        f'"Addresses"><ul>{contents}</ul></nav>{sections}{_shared()}</main></body></html>'
    )


def _section(endpoint: Endpoint) -> str:
    own = (*((endpoint.place,) if endpoint.place else ()), *endpoint.own)
    return (
        f'<section id="{endpoint.name}"><h2><code>GET {ROOT}{escape(endpoint.path)}</code></h2>'
        f"<p><strong>{escape(endpoint.title)}.</strong> {_prose(endpoint.description)}</p>"
        f"{_examples(endpoint)}{_table('Parameters', own, endpoint.name) if own else ''}"
        f"{_linked(endpoint.used)}{_folded(endpoint.idle)}</section>"
    )


def _linked(parameters: tuple[Parameter, ...]) -> str:
    """The parameters of page links that change the answer; they are described once, at the end."""
    names = " ".join(
        f'<a href="#shared-{parameter.name}"><code>{escape(parameter.name)}</code></a>'
        for parameter in parameters
    )
    return f"<p>From links of pages: {names}</p>"


def _shared() -> str:
    every = {parameter.name: parameter for endpoint in ENDPOINTS for parameter in endpoint.used}
    return (
        '<section id="shared"><h2>Parameters of page links</h2>'
        f"{_table('Filters, marks and versions', tuple(every.values()), 'shared')}</section>"
    )


def _examples(endpoint: Endpoint) -> str:
    """Links that work in any store."""
    name = endpoint.path.removeprefix("/")
    links = [f"{name}?{query}" if query else name for query in endpoint.examples]
    items = "".join(
        f'<li><a href="{escape(link)}"><code>{ROOT}/{escape(link)}</code></a></li>' for link in links
    )
    return f'<ul class="examples">{items}</ul>' if links else ""


def _table(caption: str, parameters: tuple[Parameter, ...], anchor: str) -> str:
    rows = "".join(
        f'<tr id="{anchor}-{parameter.name}"><th scope="row"><code>{escape(parameter.name)}</code></th>'
        f"<td>{_prose(parameter.description)}{_values(parameter)}</td></tr>"
        for parameter in parameters
    )
    return f"<table><caption>{caption}</caption><tbody>{rows}</tbody></table>"


def _folded(parameters: tuple[Parameter, ...]) -> str:
    if not parameters:
        return ""
    names = " ".join(f"<code>{escape(parameter.name)}</code>" for parameter in parameters)
    return (
        '<p class="quiet">Understood, because links of pages carry them, without changing anything here: '
        f"{names}. Where one is given, <code>meta.unused</code> names it.</p>"
    )


def _values(parameter: Parameter) -> str:
    schema, parts = parameter.schema, []
    if "enum" in schema:
        parts.append("one of " + ", ".join(f"<code>{escape(value)}</code>" for value in schema["enum"]))
    if schema["type"] == "integer":
        parts.append(f"{schema['minimum']:,} to {schema['maximum']:,}")
    if "examples" in schema:
        parts.append("such as " + ", ".join(f"<code>{escape(value)}</code>" for value in schema["examples"]))
    if "default" in schema:
        parts.append(f"default <code>{escape(str(schema['default']))}</code>")
    if parameter.many > 1:
        parts.append(f"may be given up to {parameter.many} times")
    return f'<span class="quiet">{"; ".join(parts)}</span>' if parts else ""


def _prose(text: str) -> str:
    """Text of our own, with `code` in it."""
    parts = escape(text, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if number % 2 else part for number, part in enumerate(parts))
