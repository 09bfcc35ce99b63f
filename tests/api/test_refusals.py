"""Nothing that a stranger writes into an address is answered with other numbers, or with a failure of ours."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.api.endpoints import ENDPOINTS

NAMES = sorted({parameter.name for endpoint in ENDPOINTS for parameter in endpoint.parameters})
PATHS = [endpoint.path.replace("{article_id}", "x").replace("{story_id}", "y") for endpoint in ENDPOINTS]
VALUES = [
    *(
        "",
        "0",
        "1",
        "-1",
        "x",
        "2026-03-04",
        "9999-99-99",
        "actor",
        "actor,actor",
        "lantern-league",
        "KEN",
        "csv",
    ),
    *("stories", "-0.2..0", "(", "NOT", '"', "\x00", "\ud800", "＠", "é" * 600, "1e9", "packed", "../../etc"),
]


anything = st.text(max_size=40) | st.sampled_from(VALUES)
params = st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=12), anything), max_size=6)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(PATHS), params=params)
@pytest.mark.usefixtures("always")
def test_any_parameters_get_an_answer_or_a_sentence(get, path: str, params: list[tuple[str, str]]) -> None:
    reply = get(path.strip("/"), params)
    assert reply.status in (200, 400, 404), (reply.status, reply.body)
    if reply.status != 200:
        assert list(reply.json()) == ["error"]
        assert reply.error.endswith((".", "…"))
        assert reply.headers["cache-control"] == "no-store"


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("colour=red", "colour"),
        ("by=planet", "planet"),
        ("by=actor,actor", "named twice"),
        ("by=actor&by=week", "by is given 2 times"),
        ("from=March", "March"),
        ("from=2026-03-09&to=2026-03-02", "ends before"),
        ("actor=nobody", "nobody"),
        ("country=Kenya", "Kenya"),
        ("role=seen", "seen"),
        ("source=Nowhere%20Daily", "Nowhere Daily"),
        ("language=xx", "xx"),
        ("measure=words", "words"),
        ("search=%28open", "("),
        ("data=99", "version 99"),
        ("data=-1", "-1"),
        ("sound=loud", "loud"),
        ("format=xml", "xml"),
        ("in_actor=lantern-league", "in_actor"),
        ("days=7", "days"),
        ("limit=5", "limit"),
        ("packed=nonsense", "packed"),
    ],
)
def test_what_cannot_be_followed_is_named(get, query: str, named: str) -> None:
    reply = get(f"counts?{query}")
    assert reply.status == 400
    assert named in reply.error


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "limit=1.5", "limit=", "offset=-1", "offset=x", "limit=٣"]
)
def test_a_page_has_its_limits(get, query: str) -> None:
    reply = get(f"articles?{query}")
    assert reply.status == 400
    assert query.partition("=")[0] in reply.error


@pytest.mark.usefixtures("served")
def test_parameters_without_a_meaning_at_an_address_are_refused(get) -> None:
    for path in ("status", "actors", "countries", "stories/x", "articles/x"):
        reply = get(f"{path}?from=2026-03-01")
        assert reply.status == 400
        assert f"'from' is no parameter of /api/v1/{path}" in reply.error


@pytest.mark.usefixtures("served")
def test_only_reading_is_allowed(get) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert get("counts", method=method).status == 405
    head = get("counts?by=actor", method="HEAD")
    assert (head.status, head.headers["etag"]) == (200, get("counts?by=actor").headers["etag"])


@pytest.mark.usefixtures("served")
def test_no_other_site_may_read_along(get) -> None:
    reply = get("counts", origin="https://elsewhere.example")
    assert not [name for name in reply.headers if name.startswith("access-control")]
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.usefixtures("fresh")
def test_without_data_the_answer_is_a_sentence(get, fresh) -> None:
    for path in ("counts", "articles", "stories", "sources", "actors", "status", "feed.atom", "articles/x"):
        reply = get(path)
        assert reply.status == 503
        assert reply.error.startswith("There is no data yet")
        assert str(fresh.store) not in reply.error
        assert reply.headers["retry-after"] == "60"


@pytest.mark.usefixtures("served")
def test_a_mistake_in_the_dictionary_is_not_the_askers(get, monkeypatch, tmp_path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("- {id: [}\n")
    monkeypatch.setenv("MONITOR_ACTORS", str(broken))
    assert get("counts").status == 503


@pytest.mark.usefixtures("served")
def test_answers_are_json_that_any_reader_takes(get) -> None:
    """No NaN: a single story has a tone and no interval."""
    reply = get("counts?by=actor,day")
    assert any(row["tone_low"] is None for row in reply.rows)
    json.loads(reply.body, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
