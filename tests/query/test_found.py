"""What searches find is kept with what questions ask of it, as far as there is room; answers are the same."""

from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from monitor.filters import Filters
from monitor.pipeline.bulk import build_bulk
from monitor.query import found as found_module
from monitor.query.counts import counts
from monitor.query.desk import Desk, open_desk
from monitor.query.profile import together
from monitor.query.totals import summary
from monitor.store.schema import OF_NAMES, OF_WHOLE
from monitor.store.store import Store

MAY = (date(2026, 5, 4), date(2026, 5, 20))
JUNE = (date(2026, 6, 2), date(2026, 6, 30))
SEARCH = "bridge"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = Store(tmp_path_factory.mktemp("bulk") / "store")
    build_bulk(store, 3_000, days=80)  # from April to June
    return store.path


@pytest.fixture
def desk(path) -> Desk:
    snapshot = Store(path).snapshot()
    return Desk.from_snapshot(snapshot, open_desk(path)._searches._search, "found")


def asked(first: date | None = None, last: date | None = None) -> Filters:
    return Filters(search=SEARCH, start=first, end=last)


def answers(desk: Desk, filters: Filters) -> list[pd.DataFrame]:
    actor = counts(desk, filters, ("actor",)).nlargest(1, "count")["actor"].iloc[0]
    return [
        pd.DataFrame([asdict(summary(desk, filters))]),
        counts(desk, filters, ("actor",)),
        counts(desk, filters, ("country", "week"), sound="stance"),
        counts(desk, replace(filters, measure="mentions"), ("actor", "source")),
        together(desk, replace(filters, actors=(actor,)), "actor", "country"),
    ]


@pytest.mark.parametrize("period", [(None, None), MAY, JUNE, (None, MAY[1]), (JUNE[0], None)])
@pytest.mark.parametrize("limit", ["_FEW", "_LARGEST", "_ROOM"])
def test_answers_are_the_same_whatever_is_kept(path, monkeypatch, period, limit):
    snapshot, search = Store(path).snapshot(), open_desk(path)._searches._search
    filters = asked(*period)
    told = []
    for _ in range(2):
        told.append(answers(Desk.from_snapshot(snapshot, search, len(told)), filters))
        monkeypatch.setattr(found_module, limit, 0)
    assert min(map(len, told[0])) > 0
    for one, other in zip(*told, strict=True):
        pd.testing.assert_frame_equal(one, other, atol=1e-7, rtol=0)


def test_few_articles_are_kept_for_all_days(desk):
    found = desk.found(SEARCH, *MAY)
    assert set(found.columns) == set(OF_WHOLE)
    assert desk.found(SEARCH, *JUNE).get_name() == desk.found(SEARCH).get_name() == found.get_name()
    names = desk.names_found(SEARCH, *MAY)
    assert set(names.columns) == set(OF_NAMES)
    assert {*desk.frame(names)["article_id"]} <= {*desk.frame(found)["article_id"]}


def test_many_articles_are_kept_by_the_months_of_a_period(desk, monkeypatch):
    monkeypatch.setattr(found_module, "_FEW", 0)
    everything, in_may, in_june = (desk.frame(desk.found(SEARCH, *period)) for period in ((), MAY, JUNE))
    for period, rows in ((MAY, in_may), (JUNE, in_june)):
        inside = everything["day"].between(*period)
        assert {*everything["article_id"][inside]} <= {*rows["article_id"]}
        assert {day.month for day in rows["day"]} == {period[0].month}
    assert len(in_may) + len(in_june) < len(everything)


def test_what_may_be_in_use_is_never_let_go(desk, monkeypatch):
    now = [0.0]
    desk._searches._clock = lambda: now[0]
    whole = len(desk.frame(desk.found(SEARCH)))
    monkeypatch.setattr(found_module, "_ROOM", whole * (1 + found_module._BARE_WEIGHT))
    other = f"{SEARCH} OR {SEARCH}"
    assert set(desk.found(other).columns) == {"article_id", "day"}, "no room, and the first may be in use"
    assert len(desk.frame(desk.found(SEARCH))) == whole
    now[0] += found_module._IN_USE + 1
    assert len(desk.frame(desk.found(other))) == whole
    kept = {name for name in desk._searches._kept if name.endswith("_whole")}
    assert kept == {desk.found(other).get_name()}
    assert len(desk.frame(desk.found(SEARCH))) == whole, "what was let go is looked up again"
