"""The description of the addresses as an OpenAPI 3.1 document, made from their table."""

from __future__ import annotations

from typing import Any

from monitor import __version__
from monitor.api.endpoints import ENDPOINTS, ROOT, Endpoint
from monitor.api.feed import MEDIA_TYPE
from monitor.api.parameters import Parameter
from monitor.report.provenance import PRODUCT

INTRODUCTION = (
    "The numbers of the pages, for programs. Parameters are those of page links: in the address of a page, put "
    f"`{ROOT}/counts?by=actor&` in the place of `/actors?` and get the same numbers. An address that can't be "
    "followed to the letter gets no numbers, but status 400 and sentences that say why. Every answer names the "
    "data version it was made with; with `data=` it stays the same when more articles come. Answers carry an "
    "ETag: ask again with If-None-Match and get 304 until the data changed."
)

Json = dict[str, Any]


def document(base: str) -> Json:
    """The document.

    Args:
        base: the address of the app.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": PRODUCT,
            "version": __version__,
            "summary": "Who and which countries are in the news, how much, in what tone.",
            "description": INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": base}],
        "paths": {ROOT + endpoint.path: {"get": _operation(endpoint)} for endpoint in ENDPOINTS},
        "components": {"schemas": _SCHEMAS, "responses": _REFUSALS},
    }


def _operation(endpoint: Endpoint) -> Json:
    refusals = {"400": "Malformed", "503": "NoData"} | ({"404": "Unknown"} if endpoint.place else {})
    return {
        "operationId": endpoint.name,
        "summary": endpoint.title,
        "description": endpoint.description,
        "parameters": [parameter_object(parameter) for parameter in endpoint.parameters],
        "responses": {
            "200": {
                "description": endpoint.title,
                "headers": {"ETag": {"description": "Of this answer.", "schema": {"type": "string"}}},
                "content": _content(endpoint),
            },
            "304": {"description": "What If-None-Match names still holds."},
            **{code: {"$ref": f"#/components/responses/{name}"} for code, name in sorted(refusals.items())},
        },
    }


def _content(endpoint: Endpoint) -> Json:
    if endpoint.answer is None:
        return {MEDIA_TYPE: {"schema": {"type": "string"}}}
    content: Json = {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}}
    if endpoint.tables:
        content["text/csv"] = {"schema": {"type": "string"}}
    return content


def parameter_object(parameter: Parameter) -> Json:
    """A parameter in the words of OpenAPI."""
    several = parameter.many > 1 or parameter.parted
    schema: Json = dict(parameter.schema)
    if several:
        schema = {"type": "array", "items": schema}
        if parameter.many > 1:
            schema["maxItems"] = parameter.many
        else:
            schema["uniqueItems"] = True
    described: Json = {
        "name": parameter.name,
        "in": "path" if parameter.in_path else "query",
        "description": parameter.description,
        "required": parameter.in_path,
        "schema": schema,
    }
    if several:
        described |= {"style": "form", "explode": not parameter.parted}
    if parameter.example is not None:
        described["example"] = parameter.example.split(",") if several else _typed(parameter)
    return described


def _typed(parameter: Parameter) -> str | int:
    example = str(parameter.example)
    return int(example) if parameter.schema["type"] == "integer" else example


_SCHEMAS: Json = {
    "Answer": {
        "type": "object",
        "required": ["meta", "rows"],
        "properties": {
            "meta": {"$ref": "#/components/schemas/Meta"},
            "rows": {"type": "array", "items": {"type": "object"}},
        },
    },
    "Meta": {
        "type": "object",
        "description": "What the rows count, of what, and how to come back to them.",
        "required": ["filters", "denominator", "data_version", "generated_at", "link", "citation"],
        "properties": {
            "filters": {"type": "object", "description": "The filters as they were understood."},
            "denominator": {
                "type": "object",
                "description": "All that passes without the choice of actors and countries.",
            },
            "unused": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Parameters of a page link that change nothing here.",
            },
            "data_version": {"type": "integer", "description": "Ask with data= to get the same later."},
            "data_written": {"type": "string", "format": "date-time"},
            "dictionary_version": {"type": "string"},
            "time_zone": {"type": "string", "description": "Whose days are counted."},
            "invented": {"type": "boolean", "description": "True for demonstration data."},
            "made_with": {"type": "string"},
            "generated_at": {"type": "string", "format": "date-time"},
            "self": {"type": "string", "description": "The address of this answer."},
            "link": {
                "type": "string",
                "description": "The page on which people see it, with its data version.",
            },
            "citation": {"type": "string"},
            "total": {"type": "integer", "description": "Length of the whole list."},
            "next": {"type": ["string", "null"], "description": "Address of the next rows."},
        },
    },
    "Error": {
        "type": "object",
        "required": ["error"],
        "properties": {"error": {"type": "string", "description": "What came, what was expected, what to do."}},
    },
}


def _refusal(description: str) -> Json:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }


_REFUSALS: Json = {
    "Malformed": _refusal("Parameters that are unknown or malformed, each one named."),
    "Unknown": _refusal("No such id in this data version."),
    "NoData": _refusal("There is no data yet, or it can't be read now."),
}
