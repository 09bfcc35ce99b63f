"""One door stands for all addresses, and answers as they would by themselves."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from monitor.api import ROOT, door, serve


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    "link",
    [
        f"{ROOT}/counts?by=actor",
        f"{ROOT}/counts?by=nonsense",
        f"{ROOT}/articles/nowhere",
        f"{ROOT}/openapi.json",
        f"{ROOT}/docs",
        f"{ROOT}/nothing/here",
    ],
)
def test_behind_the_door_lie_the_same_answers(link: str) -> None:
    through, plain = TestClient(Starlette(routes=[*door.ROUTES])), TestClient(Starlette(routes=[*serve.ROUTES]))
    answer, expected = through.get(link), plain.get(link)
    assert answer.status_code == expected.status_code
    assert _lasting(answer.text) == _lasting(expected.text)
    assert through.post(link).status_code == plain.post(link).status_code


def _lasting(body: str) -> str:
    """The body without the instant at which it was written."""
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:]+(\.\d+)?\+00:00", "", body)


@pytest.mark.usefixtures("served")
def test_an_address_keeps_the_parts_of_its_path() -> None:
    client = TestClient(Starlette(routes=[*door.ROUTES]))
    first = client.get(f"{ROOT}/articles").json()["rows"][0]["article_id"]
    assert client.get(f"{ROOT}/articles/{first}").json()["rows"][0]["article_id"] == first
