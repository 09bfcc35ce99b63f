"""What the menu offers to programs answers, with the numbers of the page."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

from monitor.api.endpoints import ENDPOINTS, ROOT
from monitor.filters import Cell, Filters
from monitor.ui.machines import addresses
from monitor.view.view import View

VIEW = View(
    Filters(date(2026, 3, 1), date(2026, 5, 31), actors=("nato", "un"), search='talks & "a b"'),
    Cell(actor="nato"),
    back="actors",
    version=7,
).choose(profile="actor:nato")


def asked(name: str, page: str = "actors") -> dict[str, list[str]]:
    return parse_qs(urlsplit(addresses(page, VIEW)[name]).query)


def test_every_address_is_served() -> None:
    served = {f"{ROOT}{endpoint.path}" for endpoint in ENDPOINTS}
    for address in addresses("trends", VIEW).values():
        assert f"/{urlsplit(address).path}" in served | {"/api/v1/docs"}, address


def test_numbers_carry_the_filters_and_the_version_and_no_mark() -> None:
    params = asked("Numbers as JSON")
    assert params["by"] == ["actor"]
    assert (params["actor"], params["search"], params["data"]) == (["nato", "un"], ['talks & "a b"'], ["7"])
    assert "in_actor" not in params
    assert asked("Numbers as CSV", "map") == {**params, "by": ["country"], "format": ["csv"]}


def test_the_list_is_that_of_the_mark() -> None:
    assert asked("Articles as JSON")["in_actor"] == ["nato"]


def test_a_feed_is_never_pinned() -> None:
    assert "data" not in asked("Feed of new stories (Atom)")
