"""Planted truth: two periods with known shares and tones, and the articles behind each of the numbers."""

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from monitor.filters import COUNTRY_ROLES, MEASURES, Cell, Filters
from monitor.query.changes import COLUMNS, changes, one_sided
from monitor.query.counts import counts
from monitor.query.evidence import evidence
from monitor.trends.changes import share_difference

NOW = Filters(start=date(2026, 2, 1), end=date(2026, 2, 28))
BEFORE = Filters(start=date(2026, 1, 4), end=date(2026, 1, 31))
SHARES = {"riser": (0.40, 0.05), "faller": (0.05, 0.40), "steady": (0.30, 0.30), "rare": (0.02, 0.0)}
"""Of the stories now, and before."""
TONES = {"riser": (0.0, 0.0), "faller": (0.0, 0.0), "steady": (-0.3, 0.3), "rare": (0.9, 0.9)}
STORIES = {NOW: 200, BEFORE: 160}


@pytest.fixture(scope="module")
def desk(desk_of):
    """Each story once or twice, in exactly the planted shares; the copies would double every number."""
    dice, articles, mentions = random.Random(5), [], []
    for side, (filters, stories) in enumerate(STORIES.items()):
        named = {
            actor: set(dice.sample(range(stories), round(share[side] * stories)))
            for actor, share in SHARES.items()
        }
        for story in range(stories):
            day = filters.start + timedelta(days=story % 28)
            for copy in range(1 + story % 2):
                article = f"{side}-{story}-{copy}"
                articles.append(
                    {
                        "article_id": article,
                        "story_id": f"{side}-{story}",
                        "day": day,
                        "source": f"source{story % 7 if side else story % 5}.example",
                        "source_country": "PAK" if story % 3 else "IND",
                        "about": ["KEN"] if story % 4 == side else [],
                    }
                )
                for actor, stories_of in named.items():
                    if story in stories_of:
                        tone = TONES[actor][side] + dice.choice([-0.1, 0.1])
                        mentions.append({"article_id": article, "entity": actor, "tone": tone})
                mentions.append({"article_id": article, "entity": "KEN", "kind": "country", "tone": 0.1 * copy})
    return desk_of(articles, mentions)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_planted_shares_come_back_in_stories_whatever_the_measure(desk, measure):
    found = changes(desk, replace(NOW, measure=measure), replace(BEFORE, measure=measure), "actor")
    assert list(found.columns) == ["actor", *COLUMNS]
    rows = found.set_index("actor")
    for actor, (now, before) in SHARES.items():
        row = rows.loc[actor]
        assert (row["total"], row["total_before"]) == (200, 160)
        assert (row["count"], row["count_before"]) == (round(200 * now), round(160 * before))
        assert row["change"] == pytest.approx(now - before)
        interval = share_difference(row["count"], 200, row["count_before"], 160)
        assert (row["change_low"], row["change_high"]) == pytest.approx(interval)
    assert set(rows.index[rows["changed"]]) == {"riser", "faller"}
    assert set(rows.index[rows["change_judged"]]) == {"riser", "faller", "steady"}


def test_the_planted_shift_of_tone_comes_back(desk):
    rows = changes(desk, NOW, BEFORE, "actor").set_index("actor")
    assert set(rows.index[rows["tone_changed"]]) == {"steady"}
    steady = rows.loc["steady"]
    assert (steady["tone_n"], steady["tone_n_before"]) == (60, 48)
    assert steady["tone_change"] == pytest.approx(-0.6, abs=0.06)
    assert steady["tone_change_low"] < steady["tone_change"] < steady["tone_change_high"] < 0
    assert set(rows.index[rows["tone_judged"]]) == {"steady", "faller"}, "the riser had 8 stories before"
    assert rows.loc["rare", ["tone_change", "tone_change_low", "tone_change_high"]].isna().all()


def test_the_surest_rise_comes_first_and_the_surest_fall_last(desk):
    assert changes(desk, NOW, BEFORE, "actor")["actor"].tolist()[::3] == ["riser", "faller"]


@pytest.mark.parametrize("role", COUNTRY_ROLES)
@pytest.mark.parametrize("by", ["actor", "country"])
def test_the_numbers_of_both_periods_are_those_of_the_counts(desk, role, by):
    sides = [replace(filters, country_role=role, measure="stories") for filters in (NOW, BEFORE)]
    found = changes(desk, *sides, by).set_index(by)
    for suffix, filters in zip(("", "_before"), sides, strict=True):
        expected = counts(desk, filters, (by,)).set_index(by)
        for name in ("count", "total", "share", "tone", "tone_n"):
            there = found.loc[expected.index, name + suffix].astype(float)
            assert np.allclose(there, expected[name].astype(float), equal_nan=True), name
        assert not found.loc[found.index.difference(expected.index), "count" + suffix].any()


@pytest.mark.parametrize("by", ["actor", "country"])
def test_behind_every_number_of_both_periods_stand_its_stories(desk, by):
    for row in changes(desk, NOW, BEFORE, by).to_dict("records"):
        for name, filters in (("count", NOW), ("count_before", BEFORE)):
            listing = evidence(desk, filters, Cell(**{by: row[by]}), limit=1000)
            assert listing.total == len(listing.rows) == row[name]


def test_a_period_of_which_nothing_is_known_has_no_changes(desk):
    nothing = Filters(start=date(2020, 1, 1), end=date(2020, 1, 31))
    found = changes(desk, NOW, nothing, "actor")
    assert not found["changed"].any()
    assert not found["change_judged"].any()
    assert found["share_before"].isna().all()
    assert changes(desk, nothing, nothing, "actor").empty


def test_sources_of_one_period_only_are_counted(desk):
    assert one_sided(desk, NOW, BEFORE) == (2, 7)
    assert one_sided(desk, NOW, NOW) == (0, 5)
