"""Tallies and occurrences follow every change: what is kept is what all articles and mentions give."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.store import change
from monitor.store.change import Change
from monitor.store.derived import MADE_OF
from monitor.store.maintain import compact, derive_anew
from monitor.store.occurrences import lay_out
from monitor.store.store import Store
from monitor.store.tallies import NUMBERS, netted, tally
from monitor.store.verify import verify

DAYS = [None, *(date(2024, 5, 1) + timedelta(days=n) for n in range(4))]

steps = st.lists(
    st.dictionaries(
        st.sampled_from(["a1", "a2", "a3", "a4"]),
        st.tuples(
            st.sampled_from(DAYS),
            st.sampled_from(["a1", "a2"]),
            st.sampled_from(["lake.example", "hill.example"]),
            st.sampled_from(["en", "de"]),
        ),
        min_size=1,
    ),
    min_size=2,
    max_size=3,
)


@pytest.mark.parametrize("anew_from", [change._ANEW_FROM, 9.0], ids=["as it is", "never anew"])
@given(steps)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_after_any_changes_the_tallies_are_those_of_what_is_there(
    tmp_path_factory: pytest.TempPathFactory,
    tables_of: Callable[..., Any],
    anew_from: float,
    changed: list[dict[str, Any]],
) -> None:
    store = Store(tmp_path_factory.mktemp("changed") / "store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(change, "_ANEW_FROM", anew_from)
        for step in changed:
            put(store, tables_of, step)
    assert_derived(store)
    compact(store, everything=True)
    assert_derived(store)


def put(store: Store, tables_of: Callable[..., Any], step: dict[str, Any]) -> None:
    """Load articles, or put others in their place."""
    rows = tables_of([{"id": name, "day": day, "source": source} for name, (day, _, source, _) in step.items()])
    articles = rows["articles"]
    for column, place in (("story_id", 1), ("language", 3)):
        at = articles.schema.get_field_index(column)
        articles = articles.set_column(at, column, pa.array([value[place] for value in step.values()]))
    with store.change("ingest") as change:
        change.replace("articles", list(step), articles)
        change.replace("mentions", list(step), rows["mentions"])


def assert_derived(store: Store) -> None:
    snapshot = store.snapshot()
    assert snapshot.is_derived
    parts = list(tally((snapshot.files("articles"), snapshot.files("mentions"))))
    for table in NUMBERS:
        kept = netted(table, snapshot.read(table))
        expected = netted(
            table, pa.concat_tables([kept.slice(0, 0), *(getattr(part, table) for part in parts)])
        )
        assert sorted(map(str, kept.to_pylist())) == sorted(map(str, expected.to_pylist()))
    assert sorted(map(str, snapshot.read("occurrences").to_pylist())) == laid_out(store)


def laid_out(store: Store) -> list[str]:
    files = tuple(store.snapshot().files(table) for table in MADE_OF)
    return sorted(str(row) for part in lay_out(files) for row in part.to_pylist())


def test_a_story_of_several_days_is_kept_day_by_day(store: Store, tables_of: Callable[..., Any]) -> None:
    first, last = date(2024, 5, 1), date(2024, 5, 3)
    put(store, tables_of, {"a1": (first, "a1", "lake.example", "en"), "a2": (last, "a1", "hill.example", "en")})
    tallies, spread = (store.snapshot().read(table) for table in ("tallies", "spread"))
    whole = tallies.filter(pc.and_(pc.equal(tallies["grain"], ""), pc.equal(tallies["within"], "")))
    told = whole.filter(pc.greater(whole["stories"], 0)).to_pylist()
    assert [(row["day"], row["last"], row["stories"]) for row in told] == [(first, last, 1)]
    assert sum(whole["articles"].to_pylist()) == 2
    assert set(spread["key"].to_pylist()) == {"", "en", "TCD", "mayor"}  # each source had it on one day
    assert set(spread["day"].to_pylist()) == {first, last}


def test_mentions_that_change_alone_are_counted(store: Store, tables_of: Callable[..., Any]) -> None:
    day = date(2024, 5, 1)
    put(store, tables_of, {f"a{n}": (day, f"a{n % 3}", "lake.example", "en") for n in range(6)})
    articles = store.snapshot().files("articles")
    with store.change("retag") as changed:
        changed.replace("mentions", ["a4"], tables_of([])["mentions"])
    assert store.snapshot().files("articles") == articles
    assert_derived(store)
    with store.change("retag") as changed:  # an article that named nobody names somebody now
        changed.append("mentions", tables_of([{"id": "a4", "day": day}])["mentions"])
    assert store.snapshot().files("articles") == articles
    assert_derived(store)
    assert "a4" in store.snapshot().read("occurrences")["article_id"].to_pylist()


def test_a_store_without_tallies_gets_them(
    store: Store, load: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:  # as a program without tallies leaves a store
        older.setattr(Change, "_derive", lambda _: None)
        older.setattr(Change, "_is_derived", lambda _: False)
        load(store, "a1", "a2")
    load(store, "a3")
    assert not store.snapshot().is_derived
    assert derive_anew(store).is_derived
    assert_derived(store)
    assert derive_anew(store).number == store.snapshot().number


def test_verify_tells_tallies_that_are_wrong(store: Store, load: Callable[..., Any]) -> None:
    load(store, "a1")
    with store.change("broken") as change:
        change.append("tallies", store.snapshot().read("tallies").slice(0, 1))
    assert [breach.promise for breach in verify(store)] == [
        "The tallies equal a count of the articles and mentions."
    ]


def test_an_older_snapshot_keeps_its_own(store: Store, load: Callable[..., Any]) -> None:
    load(store, "a1")
    before = store.snapshot()
    load(store, "a2")
    assert before.is_derived
    assert sum(before.read("tallies")["articles"].to_pylist()) * 2 == sum(
        store.snapshot().read("tallies")["articles"].to_pylist()
    )


def test_an_occurrence_says_what_its_article_does_and_whom_it_names(
    store: Store, load: Callable[..., Any]
) -> None:
    load(store, "a1")
    rows = store.snapshot().read("occurrences").to_pylist()
    assert sorted((row["kind"], row["entity"], row["leads"]) for row in rows) == [
        ("", "", True),
        ("actor", "mayor", True),
        ("country", "TCD", True),
    ]
    for row in rows:
        assert (row["story_id"], row["source"], row["about"]) == ("a1", "lake.example", ["TCD"])
        assert (row["actors"], row["countries"]) == (["mayor"], ["TCD"])


def test_only_the_first_occurrence_of_an_article_leads(store: Store, tables_of: Callable[..., Any]) -> None:
    rows = tables_of([{"id": "a1"}])
    with store.change("ingest") as change:
        change.append("articles", rows["articles"])
        change.append("mentions", pa.concat_tables([rows["mentions"], rows["mentions"].slice(1, 1)]))
    actors = store.snapshot().read("occurrences").filter(pc.field("kind") == "actor").to_pylist()
    assert {row["leads"]: row["actors"] for row in actors} == {True: ["mayor"], False: None}
    assert len(actors) == 2


def test_first_occurrences_tell_what_their_sentence_and_their_article_come_to(
    store: Store, tables_of: Callable[..., Any]
) -> None:
    rows = tables_of([{"id": "a1"}])
    (mention,) = rows["mentions"].filter(pc.field("kind") == "actor").to_pylist()
    places = (  # start, sentence, tone, stance, voice
        (9, -1, 0.5, None, None),
        (0, 0, -0.2, 0.4, None),
        (5, 0, -0.2, -0.2, "khan"),
        (7, 1, None, -0.5, "khan"),
    )
    named = ("start", "sentence", "tone", "stance", "voice")
    said = [mention | dict(zip(named, place, strict=True)) for place in places]
    with store.change("ingest") as change:
        change.append("articles", rows["articles"])
        change.append("mentions", pa.Table.from_pylist(said, rows["mentions"].schema))
    found = store.snapshot().read("occurrences").filter(pc.field("kind") == "actor").to_pylist()
    sentences = [(row["sentence"], row["sentence_mentions"]) for row in found if row["opens"]]
    assert sorted(sentences) == [(-1, 1), (0, 2), (1, 1)]
    assert [row["sentence_mentions"] for row in found if not row["opens"]] == [None]
    (several,) = (row for row in found if row["sentence_mentions"] == 2)
    assert (several["sentence_stance"], several["sentence_voice"]) == (pytest.approx(0.1), "khan")
    (leading,) = (row for row in found if row["leads"])
    assert leading["sentence"] == -1
    assert (leading["article_mentions"], leading["article_tone_n"], leading["article_stance_n"]) == (4, 2, 2)
    assert leading["article_tone_sum"] == pytest.approx(0.3)
    assert leading["article_stance_sum"] == pytest.approx(-0.4)


def test_a_whole_article_says_what_all_of_it_comes_to(store: Store, tables_of: Callable[..., Any]) -> None:
    rows = tables_of([{"id": "a1"}, {"id": "a2"}, {"id": "a3"}])
    said = [
        [{"start": at, "end": at + 1, "tone": tone} for at, tone in enumerate(tones)]
        for tones in ([-0.2, None, 0.1], [0.25], [])
    ]
    articles = rows["articles"]
    for name, values in {"title_tone": [0.5, None, None], "sentences": said}.items():
        field = articles.schema.field(name)
        articles = articles.set_column(
            articles.schema.get_field_index(name), field, pa.array(values, field.type)
        )
    with store.change("ingest") as change:
        change.append("articles", articles)
        change.append("mentions", rows["mentions"].filter(pc.field("article_id") != "a3"))
    whole = store.snapshot().read("occurrences").filter(pc.field("kind") == "").to_pylist()
    assert [(row["article_tone_sum"], row["article_tone_n"]) for row in whole] == [
        (pytest.approx(0.4), 3),
        (0.25, 1),
        (0.0, 0),
    ]
    assert [row["article_mentions"] for row in whole] == [2, 2, 0]
    assert [row["actors"] for row in whole] == [["mayor"], ["mayor"], None]


def test_articles_that_did_not_change_keep_their_file(store: Store, load: Callable[..., Any]) -> None:
    load(store, "a1", "a2", "a3", "a4")
    before = store.snapshot().files("occurrences")
    load(store, "a5")
    assert set(before) < set(store.snapshot().files("occurrences"))


def test_verify_tells_occurrences_that_are_wrong(store: Store, load: Callable[..., Any]) -> None:
    load(store, "a1")
    with store.change("broken") as change:
        change.delete("occurrences", ["a1"])
    assert [breach.promise for breach in verify(store)] == [
        "The occurrences equal the mentions with what their articles say."
    ]
