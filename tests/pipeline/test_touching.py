"""What is not found to be touched by a change of the dictionary reads as before, whatever was changed."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import Actor, Country, Dictionary, Role
from monitor.annotate.folding import fold
from monitor.annotate.touched import Clause, Word, touched
from monitor.pipeline.touching import DISGUISED, Touching, too_many

COUNTRIES = {
    "NOR": Country("NOR", "Norway", ("Norway",), ("Norwegian",), ("Oslo",)),
    "USA": Country(
        "USA",
        "United States",
        ("United States", "US"),
        ("American",),
        ("Washington",),
        cities=("Paris",),
        regions=("Texas",),
        abbreviations=("Tex.",),
    ),
    "FRA": Country("FRA", "France", ("France",), ("French",), ("Paris",)),
}
GIVEN = ["Ana", "Bashar", "Jean-Claude", "Özlem", "Paris"]
FAMILY = ["Asif", "Washington", "al-Sisi", "von der Leyen", "Sisi", "Rose", "Strauß", "Xi"]
BODIES = ["River Board", "RB", "Board", "Bank of Norway", "Who", "WHO", "Ŝtata Banko", "Партия мира", "平和党"]
TITLES = [
    "Defence Minister",
    "Minister of Defense",
    "President",
    "River Board Chief",
    "Head of the River Board",
]
CONTEXT = ["dam", "talks", "Norway"]

people = st.builds(lambda given, family: f"{given} {family}", st.sampled_from(GIVEN), st.sampled_from(FAMILY))
names = st.one_of(people, st.sampled_from(FAMILY), st.sampled_from(BODIES))
DAYS = [None, date(2020, 1, 1), date(2024, 6, 1)]
roles = st.builds(
    Role,
    st.sampled_from(TITLES),
    st.sampled_from([None, "NOR", "USA"]),
    st.sampled_from(DAYS),
    st.sampled_from([None, date(2025, 1, 1)]),
)


@st.composite
def actors(draw: st.DrawFn, id_: str) -> Actor:
    kind = draw(st.sampled_from(["person", "person", "organisation", "party"]))
    name = draw(people if kind == "person" else names)
    few = st.lists(names, max_size=2)
    return Actor(
        id=id_,
        name=name,
        kind=kind,
        country=draw(st.sampled_from([None, "NOR", "USA"])),
        aliases=tuple(dict.fromkeys([name, *draw(few)])),
        weak=tuple(dict.fromkeys(draw(few))),
        context=tuple(draw(st.lists(st.sampled_from(CONTEXT), max_size=1))),
        exclude=tuple(draw(st.lists(st.sampled_from(["River Board Road", "Ana Asif Ltd"]), max_size=1))),
        roles=tuple(draw(st.lists(roles, max_size=2))) if kind == "person" else (),
    )


@st.composite
def changes(draw: st.DrawFn) -> tuple[Dictionary, Dictionary]:
    """A dictionary, and the same after an edit: an entry or two new, gone, changed or moved."""
    old = {id_: draw(actors(id_)) for id_ in ("one", "two", "three", "four")}
    new = dict(old)
    for _ in range(draw(st.integers(1, 2))):
        id_ = draw(st.sampled_from([*old, "five"]))
        match draw(st.sampled_from(["put", "put", "list", "remove", "move"])):
            case "put":
                new[id_] = draw(actors(id_))
            case "list" if id_ in new:
                key = draw(st.sampled_from(["aliases", "weak", "context", "roles"]))
                new[id_] = replace(new[id_], **{key: getattr(draw(actors(id_)), key)})
            case "remove":
                new.pop(id_, None)
            case _ if id_ in new:
                new[id_] = new.pop(id_)
    return Dictionary(old, COUNTRIES, "old"), Dictionary(new, COUNTRIES, "new")


printed = names.flatmap(
    lambda name: st.sampled_from(
        [
            *[name, name, name.upper(), name.lower(), name.replace(" ", "\n"), name.replace(" ", "-")],
            *[name.replace("a", "â"), name.replace("i", "i\u200b"), name.replace(" ", " Q. ")],
            *[f"The {name}", f"{name}'s"],
        ]
    )
)
pieces = st.one_of(
    printed,
    printed,
    st.sampled_from(GIVEN),
    st.sampled_from(["the", "Mr", "said", "met", "and", "of", "in", "River Board Road", "good", "terrible"]),
    st.sampled_from(
        ["the defence minister", "Norway's defence minister", "the President of the United States"]
    ),
    st.sampled_from(["the River Board chief", "head of the River Board", "its president", "DEFENCE MINISTER"]),
    st.sampled_from(["Oslo", "Paris, Tex.", "Washington", "French", "dam", "talks", ".", ". ", ",", "\n\n"]),
)
texts = st.lists(pieces, min_size=3, max_size=25).map(" ".join)
PUBLISHED = datetime(2024, 7, 1, tzinfo=UTC)
moments = [None, PUBLISHED, datetime(2019, 12, 31, 23, tzinfo=UTC), datetime(2025, 1, 1, 22, tzinfo=UTC)]
articles = st.tuples(st.lists(pieces, max_size=6).map(" ".join), texts, st.sampled_from(moments))


@lru_cache(maxsize=1)
def version() -> str:
    return Annotator(Dictionary({}, COUNTRIES, "none")).version


def table_of(found: list[tuple[str, str, datetime | None]], annotator: str) -> pa.Table:
    return pa.table(
        {
            "title": [title for title, _, _ in found],
            "text": [text for _, text, _ in found],
            "published_at": pa.array([published for _, _, published in found], pa.timestamp("us", tz="UTC")),
            "annotator": [annotator] * len(found),
        }
    )


def mask_of(clauses: tuple[Clause, ...], found: list[tuple[str, str, datetime | None]]) -> list[bool]:
    return list(Touching(clauses, version()).mask(table_of(found, version())).to_pylist())


@settings(max_examples=400, deadline=None)
@given(change=changes(), found=st.lists(articles, min_size=1, max_size=6))
def test_an_article_that_is_not_touched_reads_as_before(
    change: tuple[Dictionary, Dictionary], found: list[tuple[str, str, datetime | None]]
) -> None:
    old, new = change
    clauses = touched(old, new)
    assert clauses is not None
    before, after = Annotator(old), Annotator(new)
    mask = mask_of(clauses, found)
    for is_touched, (title, text, published) in zip(mask, found, strict=True):
        if not is_touched:
            assert before.annotate(title, text, published=published) == after.annotate(
                title, text, published=published
            )


def dictionary(*entries: Actor) -> Dictionary:
    return Dictionary({entry.id: entry for entry in entries}, COUNTRIES, "")


BOARD = Actor("board", "River Board", "organisation", "NOR", ("River Board",))
BAKERS = Actor("bakers", "Baker, Rose", "organisation", None, ("Baker, Rose",))
ANA = Actor("ana", "Ana Asif", "person", "NOR", ("Ana Asif",))


@pytest.mark.parametrize(
    ("old", "new", "touching", "leaving"),
    [
        ([BOARD], [BOARD], [], ["River Board", "dam"]),
        (
            [],
            [BOARD],
            ["the River-Board met", "RIVER  BOARD", "Ríver Board"],
            ["river", "board", "RiverBoards"],
        ),
        ([BOARD], [replace(BOARD, weak=("RB",), context=("dam",))], ["RB met"], ["River Board", "dam", "rb"]),
        (
            [replace(BOARD, weak=("RB",), context=("dam",))],
            [replace(BOARD, weak=("RB",), context=("dam", "talks"))],
            ["RB"],
            ["talks", "dam", "River Board"],
        ),
        ([], [ANA], ["Ana Asif", "Ana Q. Asif"], ["Asif", "Ana", "asif ana"]),
        ([], [BAKERS], ["Baker, Rose", "Bâker, Rose"], ["Baker", "Rose", "Bâker"]),
        (
            [BOARD],
            [BOARD, replace(ANA, roles=(Role("Defence Minister", "NOR", None, None),))],
            ["Norway's defence minister", "the minister of defence in Oslo"],
            ["Norway", "River Board"],
        ),
    ],
)
def test_few_articles_are_touched(
    old: list[Actor], new: list[Actor], touching: list[str], leaving: list[str]
) -> None:
    clauses = touched(dictionary(*old), dictionary(*new))
    assert clauses is not None
    mask = mask_of(clauses, [("", text, None) for text in [*touching, *leaving]])
    assert mask == [True] * len(touching) + [False] * len(leaving)


def test_a_holder_of_a_known_office_touches_his_country_alone() -> None:
    minister = replace(ANA, id="b", name="Bo Rose", aliases=("Bo Rose",), country="USA")
    office = Role("Defence Minister", "NOR", None, None)
    old = dictionary(replace(minister, roles=(Role("Defence Minister", "USA", None, None),)), ANA)
    new = dictionary(*[old.actors["b"], replace(ANA, roles=(office,))])
    clauses = touched(old, new)
    assert clauses is not None
    found = ["the defence minister of France", "the defence minister in Oslo", "Ana Asif, the defence minister"]
    assert mask_of(clauses, [("", text, PUBLISHED) for text in found]) == [False, True, True]


def test_another_date_of_a_role_touches_the_days_between(tmp_path: Path) -> None:
    term = Role("Defence Minister", "NOR", date(2020, 1, 1), date(2024, 3, 1))
    before = dictionary(replace(ANA, roles=(term,)))
    clauses = touched(before, dictionary(replace(ANA, roles=(replace(term, to=date(2024, 3, 5)),))))
    assert clauses is not None
    days = [None, *(datetime(2024, 3, day, 23, 59, tzinfo=UTC) for day in range(1, 8))]
    found = [("", "Norway's defence minister", day) for day in days]
    expected = [True, False, True, True, True, True, False, False]
    assert mask_of(clauses, found) == expected
    file = tmp_path / "articles.parquet"
    pq.write_table(table_of(found, version()), file, row_group_size=2)
    looking = Touching(clauses, version())
    assert looking.rows(str(file)) == [row for row, is_touched in enumerate(expected) if is_touched]


CHIEF = Role("River Board Chief", None, None, date(2020, 1, 1))
MINISTER = Role("Defence Minister", "NOR", None, None)
OTHER = Actor("other", "Bo Rose", "person", "NOR", ("Bo Rose",))


@pytest.mark.parametrize(
    ("old", "new", "text", "published"),
    [
        pytest.param(
            [replace(ANA, aliases=("Ana Asif", "Asif"))],
            [replace(ANA, aliases=("Ana Asif", "Asif", "Bashar Rose"))],
            "Bashar Asif spoke.",
            None,
            id="another given name",
        ),
        pytest.param(
            [ANA], [replace(ANA, kind="organisation")], "Ana Asif Jr spoke.", None, id="a person no more"
        ),
        pytest.param(
            [BOARD, replace(ANA, roles=(CHIEF,))],
            [BOARD, replace(ANA, roles=(replace(CHIEF, to=None),))],
            "The chief of the River Board spoke.",
            PUBLISHED,
            id="the head of a body",
        ),
        pytest.param(
            [replace(ANA, roles=(MINISTER,)), OTHER],
            [replace(ANA, roles=(MINISTER,)), replace(OTHER, roles=(MINISTER,))],
            "Ana Asif met others. The defence minister of Norway left.",
            None,
            id="no longer the only one who held the office",
        ),
        pytest.param(
            [replace(BOARD, name="Rosa", aliases=("Rosa",)), replace(ANA, name="ROSA", aliases=("ROSA",))],
            [replace(ANA, name="ROSA", aliases=("ROSA",)), replace(BOARD, name="Rosa", aliases=("Rosa",))],
            "ROSA SPOKE",
            None,
            id="of two owners the first",
        ),
        pytest.param(
            [BOARD, replace(OTHER, kind="organisation", aliases=("Bo Rose", "River Board Road"))],
            [BOARD, replace(OTHER, kind="organisation")],
            "It lies at River Board Road.",
            None,
            id="a longer name gone",
        ),
    ],
)
def test_what_reads_otherwise_is_touched(
    old: list[Actor], new: list[Actor], text: str, published: datetime | None
) -> None:
    before, after = (
        Annotator(dictionary(*entries)).annotate("", text, published=published) for entries in (old, new)
    )
    assert before != after, "the case shows something"
    clauses = touched(dictionary(*old), dictionary(*new))
    assert clauses is not None
    assert mask_of(clauses, [("", text, published)]) == [True]


def test_another_annotator_touches_everything() -> None:
    read = [table_of([("", "a", None)], annotator) for annotator in ("0-older", version())]
    assert Touching((), version()).mask(pa.concat_tables(read)).to_pylist() == [True, False]


def test_changed_countries_touch_everything() -> None:
    other = Dictionary({}, {**COUNTRIES, "PAK": Country("PAK", "Pakistan", ("Pakistan",))}, "")
    assert touched(dictionary(), other) is None


def test_too_many_words_are_not_looked_for() -> None:
    assert not too_many([Clause(frozenset({Word(" one ")}))])
    assert too_many([Clause(frozenset(Word(f" word {n} ") for n in range(5_000)))])


def test_every_disguise_of_a_latin_letter_is_known() -> None:
    """What folds to nothing, or to something that a plain name is written with."""
    marks = re.compile(DISGUISED)
    for code in range(0x80, sys.maxunicode + 1):
        folded = fold(chr(code))
        if not folded or any(letter.isascii() and letter.isalnum() for letter in folded):
            assert marks.fullmatch(chr(code)), hex(code)
