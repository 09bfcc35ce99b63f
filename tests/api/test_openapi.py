"""The description and the routes are one table; what the description promises, the routes keep."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest

from monitor.api.endpoints import ENDPOINTS, ROOT, Endpoint
from monitor.api.serve import ROUTES
from monitor.filters import COUNTRY_ROLES, DIMENSIONS, MEASURES, ORDERS
from monitor.view.link import encode
from monitor.view.options import KINDS, OPTIONS
from monitor.view.view import View

PLANTED = {
    "actor": "lantern-league",
    "country": "KEN",
    "source": "Morning Post",
    "language": "en",
    "search": "crane",
    "from": "2026-03-02",
    "to": "2026-03-20",
    "data": "1",
    "back": "actors",
    "article": "abc",
    "page": "1",
    "in_actor": "lantern-league",
    "in_country": "KEN",
    "in_source": "Morning Post",
    "in_language": "en",
    "in_publisher": "KEN",
    "in_with_actor": "harbour-board",
    "in_with_country": "KEN",
    "in_alias": "Lantern League",
    "in_evidence": "name",
    "in_voice": "outlet",
    "in_tone": "-0.2..0",
    "in_story": "abc",
    "in_day": "2026-03-02",
    "in_week": "2026-03-02",
    "in_month": "2026-03-01",
}
"""A value of the planted store for each parameter that is no choice from a list."""

THINGS = {
    "actor": "actor:lantern-league",
    "country": "country:KEN",
    "source": "source:Morning Post",
    "publisher": "publisher:KEN",
    "language": "language:en",
    "search": "search:crane",
    "period": "period:2026-01-01..2026-01-31",
    "note": "note:2026-03-01:Ceasefire",
    "page": "page:actors",
}
"""The same for the kinds of things that a choice of a page can name."""
assert set(THINGS) == set(KINDS)


@pytest.fixture
def described(get):
    reply = get("openapi.json")
    assert reply.status == 200
    return reply.json()


def operations(described):
    return [(path, operation["get"]) for path, operation in described["paths"].items()]


@pytest.mark.usefixtures("served")
def test_it_is_the_table_of_the_routes(described) -> None:
    assert described["openapi"] == "3.1.0"
    assert list(described["paths"]) == [ROOT + endpoint.path for endpoint in ENDPOINTS]
    served = [route.path for route in ROUTES]
    assert set(described["paths"]) | {f"{ROOT}/openapi.json", f"{ROOT}/docs", ROOT + "/{rest:path}"} == set(
        served
    )
    names = [operation["operationId"] for _, operation in operations(described)]
    assert len(set(names)) == len(names)


@pytest.mark.usefixtures("served")
def test_every_reference_leads_somewhere(described) -> None:
    for reference in re.findall(r"'\$ref': '#/([^']+)'", str(described)):
        found = described
        for part in reference.split("/"):
            found = found[part]


def value_of(parameter) -> str:
    """A value that the description allows."""
    schema = parameter["schema"].get("items", parameter["schema"])
    if "enum" in schema:
        return str(schema["enum"][-1])
    if parameter["name"] in OPTIONS:
        return THINGS[OPTIONS[parameter["name"]].kinds[0]]
    if parameter["name"] in PLANTED:
        return PLANTED[parameter["name"]]
    assert schema["type"] == "integer", f"say in PLANTED what {parameter['name']} can be"
    return str(schema["minimum"])


@pytest.mark.usefixtures("served")
def test_every_parameter_answers_with_a_value_that_the_description_allows(get, described) -> None:
    dictionary = get("status").meta["dictionary_version"]
    story = get("stories?limit=1").rows[0]
    for path, operation in operations(described):
        address = path.format(article_id=story["article_id"], story_id=story["story_id"])
        for parameter in operation["parameters"]:
            if parameter["in"] == "path" or parameter["name"] == "packed":
                continue
            params = [
                (parameter["name"], dictionary if parameter["name"] == "dictionary" else value_of(parameter))
            ]
            if parameter["name"] == "dictionary":
                params.append(("data", "1"))
            reply = get(address, params)
            assert reply.status == 200, (path, params, reply.body)


@pytest.mark.usefixtures("served")
def test_what_the_description_forbids_is_refused(get, described) -> None:
    for path, operation in operations(described):
        if "{" in path:
            continue
        for parameter in operation["parameters"]:
            schema = parameter["schema"].get("items", parameter["schema"])
            if "enum" in schema or schema["type"] == "integer":
                reply = get(path, [(parameter["name"], "bogus")])
                assert reply.status == 400, (path, parameter["name"])
                assert parameter["name"] in reply.error or "bogus" in reply.error


@pytest.mark.usefixtures("served")
def test_enumerations_are_those_of_the_filters(described) -> None:
    counts = {
        parameter["name"]: parameter for parameter in described["paths"][f"{ROOT}/counts"]["get"]["parameters"]
    }
    assert counts["by"]["schema"]["items"]["enum"] == list(DIMENSIONS)
    assert counts["by"]["explode"] is False
    assert counts["measure"]["schema"]["enum"] == list(MEASURES)
    assert counts["role"]["schema"]["enum"] == list(COUNTRY_ROLES)
    assert counts["sort"]["schema"]["enum"] == list(ORDERS)
    assert set(OPTIONS) <= set(counts), "a link with any choice of a page must be understood"


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if one.idle], ids=lambda one: one.path)
def test_a_link_of_any_page_is_understood(endpoint: Endpoint) -> None:
    """What :func:`encode` can write, the address has in its table, but for marks where there is no list."""
    written = {
        "from",
        "to",
        "actor",
        "country",
        "role",
        "source",
        "language",
        "search",
        "measure",
        "bucket",
        "scale",
    }
    written |= {"sort", "page", "article", "back", "data", "dictionary", *OPTIONS}
    assert encode(View()) == {}
    assert written <= {parameter.name for parameter in endpoint.parameters}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self.anchors: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name in ("href", "src"):
                self.addresses.append(value)
            if name == "id":
                self.anchors.append(value)


@pytest.mark.usefixtures("served")
def test_the_page_for_people_needs_nothing_from_elsewhere(get) -> None:
    reply = get("docs")
    page = _Page()
    page.feed(reply.body.decode())
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert not page.tags & {"script", "img", "link", "iframe", "form"}
    assert "@import" not in reply.body.decode()
    assert "url(" not in reply.body.decode()
    assert all(not urlsplit(address).netloc for address in page.addresses)
    assert len(set(page.anchors)) == len(page.anchors)
    within = {address[1:] for address in page.addresses if address.startswith("#")}
    assert within <= set(page.anchors)
    for endpoint in ENDPOINTS:
        for parameter in endpoint.parameters:
            assert f"<code>{parameter.name}</code>" in reply.body.decode()


@pytest.mark.usefixtures("served")
def test_the_examples_of_the_page_work(get) -> None:
    page = _Page()
    page.feed(get("docs").body.decode())
    examples = [address for address in page.addresses if not address.startswith(("#", ".."))]
    assert len(examples) > len(ENDPOINTS)
    for address in examples:
        parts = urlsplit(address)
        assert get(parts.path, parse_qsl(parts.query)).status == 200, address
