"""The parameters of the addresses: one table, from which requests are read and their description is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, get_args

from monitor.errors import FilterError
from monitor.filters import (
    BUCKETS,
    COUNTRY_ROLES,
    DIMENSIONS,
    MEASURES,
    ORDERS,
    OUTLET,
    QUOTED,
    SCALES,
    Cell,
    Sound,
)
from monitor.view.link import FIRST_YEAR, LAST_YEAR, LATEST_VERSION, LONGEST_LIST, MAX_SEARCH, MAX_VALUES
from monitor.view.options import OPTIONS, Option

LONGEST_PAGE = 500
LONGEST_FEED = 100
MOST_DAYS = 3_660
FARTHEST = 1_000_000_000
_SHOWN = 60

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter, in the words of OpenAPI.

    ``schema`` is the JSON schema of one value; ``many`` may be given several times; ``parted`` is one list,
    its values set apart by commas. ``example`` is a value that means something in most stores, or None.
    """

    name: str
    description: str
    schema: Schema = field(default_factory=lambda: {"type": "string"})
    many: int = 1
    parted: bool = False
    in_path: bool = False
    example: str | None = None


_DAY: Schema = {"type": "string", "format": "date", "examples": ["2026-03-31"]}
_ISO: Schema = {"type": "string", "examples": ["PAK"]}
_ID: Schema = {"type": "string", "pattern": "^[A-Za-z0-9]{1,40}$"}


def _one_of(values: Sequence[str], default: str | None = None) -> Schema:
    schema: Schema = {"type": "string", "enum": list(values)}
    return schema if default is None else {**schema, "default": default}


def _whole(low: int, high: int, default: int | None = None) -> Schema:
    schema: Schema = {"type": "integer", "minimum": low, "maximum": high}
    return schema if default is None else {**schema, "default": default}


FILTERS = (
    Parameter("from", f"First day, of the store's time zone; years {FIRST_YEAR} to {LAST_YEAR}.", _DAY),
    Parameter("to", "Last day, included.", _DAY),
    Parameter(
        "actor", "Id of an actor, as /api/v1/actors lists them. Several are alternatives.", many=MAX_VALUES
    ),
    Parameter("country", "ISO 3166-1 alpha-3. Several are alternatives.", _ISO, many=MAX_VALUES),
    Parameter(
        "role",
        "How the country is related to the article: it is mentioned, the story is about it, or it was "
        "published there.",
        _one_of(COUNTRY_ROLES, COUNTRY_ROLES[0]),
    ),
    Parameter("source", "Name of a source, as /api/v1/sources lists them.", many=MAX_VALUES),
    Parameter(
        "language",
        "ISO 639-1; und where it can't be told.",
        {"type": "string", "examples": ["en"]},
        many=MAX_VALUES,
    ),
    Parameter(
        "search",
        'Boolean search over title and text: AND, OR, NOT, (…), "a phrase", begin*.',
        {"type": "string", "maxLength": MAX_SEARCH, "examples": ['flood* AND NOT "flood of"']},
    ),
    Parameter(
        "measure",
        "What is counted: stories (near-copies count once), articles, or mentions.",
        _one_of(MEASURES, MEASURES[0]),
    ),
)
"""What chooses the articles, as on the pages."""

VERSION = (
    Parameter(
        "data",
        "Number of the data version that is read; without it, the newest. Numbers of one version never change.",
        _whole(1, LATEST_VERSION),
    ),
    Parameter("dictionary", "Version of the dictionary that a link was made with; goes with data.", _ID),
)

_CELL_SCHEMAS: dict[str, Schema] = {
    "in_country": _ISO,
    "in_publisher": _ISO,
    "in_with_country": _ISO,
    "in_place": _one_of(("title", "text")),
    "in_spoken": _one_of((OUTLET, QUOTED)),
    "in_story": _ID,
    "in_tone": {"type": "string", "pattern": r"^-?[0-9.]+\.\.-?[0-9.]+$", "examples": ["-0.2..0"]},
}
_CELL_NAMES = [part.name for part in fields(Cell) if part.name not in ("bucket", "start")]
CELL = (
    *(
        Parameter(
            f"in_{name}",
            f"Only what the pages count in one mark: with this {name.replace('_', ' ')}.",
            _CELL_SCHEMAS.get(f"in_{name}", {"type": "string"}),
        )
        for name in _CELL_NAMES
    ),
    *(
        Parameter(
            f"in_{bucket}", f"Only what the pages count in one mark: its {bucket} begins on this day.", _DAY
        )
        for bucket in BUCKETS
    ),
)
"""What narrows a list to the articles behind one mark of a chart."""

SORT = (Parameter("sort", "The order of the rows.", _one_of(ORDERS, ORDERS[0])),)
PAGE = (
    Parameter(
        "limit",
        f"Rows in one answer, at most {LONGEST_PAGE}; the address of the next ones comes along.",
        _whole(1, LONGEST_PAGE, 50),
    ),
    Parameter("offset", "Rows to leave out before the first one.", _whole(0, FARTHEST, 0)),
    Parameter(
        "page",
        "Page of the list, from 1, as in links of pages; for programs, offset says the same.",
        _whole(1, LONGEST_LIST, 1),
    ),
)
BY = (
    Parameter(
        "by",
        "What the answer is split by: dimensions set apart by commas, each at most once; none gives one row.",
        _one_of(DIMENSIONS),
        parted=True,
        example="actor,week",
    ),
    Parameter(
        "sound",
        "What the columns of the tone hold: how the sentences sound, or how they treat the one who is counted.",
        _one_of(get_args(Sound), get_args(Sound)[0]),
    ),
)
FORMAT = (
    Parameter(
        "format",
        "json, or csv with the rows alone; the header “Accept: text/csv” says the same.",
        _one_of(("json", "csv"), "json"),
    ),
)
FEED = (
    Parameter(
        "days",
        "Instead of from and to: so many days up to that of the newest article. The period moves on as "
        "articles come in; undated ones do not pass.",
        _whole(1, MOST_DAYS),
        example="7",
    ),
    Parameter("limit", f"Entries in the feed, at most {LONGEST_FEED}.", _whole(1, LONGEST_FEED, 50)),
)


def _of_pages(option: Option) -> Parameter:
    where = " and ".join(option.pages)
    schema = _one_of(option.allowed, option.allowed[0]) if option.allowed else {"type": "string"}
    says = f"A choice of the page {where}, taken from its link; changes nothing here."
    return Parameter(option.name, says, schema, many=option.many)


ROWS = (
    Parameter(
        "rows",
        "Rows on a page, as in links of pages; for programs, limit says the same.",
        _one_of(OPTIONS["rows"].allowed, OPTIONS["rows"].default[0]),
    ),
)
CHOICES = (
    Parameter("bucket", "A choice of charts, taken from a link; changes nothing here.", _one_of(BUCKETS)),
    Parameter(
        "scale", "A choice of charts, taken from a link; changes nothing here.", _one_of(SCALES, SCALES[0])
    ),
    Parameter("article", "The article that a link opens; changes nothing here.", _ID),
    Parameter("back", "The page that a link came from; changes nothing here."),
    *(_of_pages(option) for option in OPTIONS.values() if option.name != "rows"),
)
"""What a link of a page may carry beside filters. Named in ``meta.unused`` where it is given."""

PACKED = (
    Parameter("packed", "All parameters of a large view in one, as Copy link makes it.", {"type": "string"}),
)


def read(parameter: Parameter, given: Sequence[str]) -> str | int | None:
    """The value of a parameter of our own; its default where it is not given.

    Raises:
        FilterError: given twice, or no value that its schema allows.
    """
    if len(given) > 1:
        raise FilterError(f"{parameter.name} is given {len(given)} times. Give it once.")
    schema = parameter.schema
    if not given:
        default: str | int | None = schema.get("default")
        return default
    (value,) = given
    if schema["type"] == "integer":
        return _read_whole(parameter.name, value, schema["minimum"], schema["maximum"])
    if not parameter.parted and value not in schema.get("enum", [value]):
        raise FilterError(f"{parameter.name} is {shown(value)}; expected one of: {', '.join(schema['enum'])}.")
    return value


def _read_whole(name: str, value: str, low: int, high: int) -> int:
    plain = value.isascii() and value.isdigit() and len(value) <= len(str(high))
    if not plain or not low <= int(value) <= high:
        raise FilterError(f"{name} is {shown(value)}; expected a whole number from {low} to {high}.")
    return int(value)


def shown(value: str) -> str:
    """A stranger's text inside a sentence: quoted, escaped where it can't be printed, not too long."""
    return repr(value) if len(value) <= _SHOWN else f"{value[:_SHOWN]!r}…"
