"""The search against plain Python, and the index against everything that can happen to it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import FilterError, StoreBusyError
from monitor.store.schema import ARTICLES
from monitor.store.search import HITS, SearchIndex, parse_search, search_rows

# Queries that are written as text and, independently, decided word by word

VOCABULARY = ("flood", "floods", "relief", "talks", "trade")
Texts = dict[str, str]


@dataclass(frozen=True)
class Leaf:
    words: tuple[str, ...]
    prefix: bool
    field: str | None

    def __str__(self) -> str:
        body = " ".join(self.words)
        quoted = f'"{body}"' if len(self.words) > 1 else body + "*" * self.prefix
        return f"{self.field}:{quoted}" if self.field else quoted

    def holds(self, texts: Texts) -> bool:
        return any(self._stands_in(texts[field].split()) for field in texts if self.field in (None, field))

    def _stands_in(self, words: list[str]) -> bool:
        size = len(self.words)
        runs = [words[at : at + size] for at in range(len(words) - size + 1)]
        if self.prefix and size == 1:
            return any(run[0].startswith(self.words[0]) for run in runs)
        return list(self.words) in runs


@dataclass(frozen=True)
class Branch:
    operator: str
    parts: tuple["Leaf | Branch", ...]

    def __str__(self) -> str:
        if self.operator in ("NOT ", "-"):
            return f"{self.operator}({self.parts[0]})"
        return "(" + self.operator.join(str(part) for part in self.parts) + ")"

    def holds(self, texts: Texts) -> bool:
        held = [part.holds(texts) for part in self.parts]
        if self.operator in ("NOT ", "-"):
            return not held[0]
        return any(held) if self.operator == " OR " else all(held)


leaves = st.builds(
    Leaf,
    st.lists(st.sampled_from((*VOCABULARY, "flo")), min_size=1, max_size=2).map(tuple),
    st.booleans(),
    st.sampled_from([None, None, "title", "text"]),
)
queries = st.recursive(
    leaves,
    lambda part: (
        st.builds(
            Branch, st.sampled_from([" AND ", " OR ", " "]), st.lists(part, min_size=2, max_size=3).map(tuple)
        )
        | st.builds(Branch, st.sampled_from(["NOT ", "-"]), st.tuples(part))
    ),
    max_leaves=6,
)
sentences = st.lists(st.sampled_from(VOCABULARY), max_size=4).map(" ".join)
corpora = st.lists(st.tuples(sentences, sentences), min_size=1, max_size=8)


@given(corpora, st.lists(queries, min_size=3, max_size=5))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_search_finds_what_its_words_say(corpus, asked):
    rows = articles(*corpus)
    for query in asked:
        expected = [
            f"a{i}" for i, (title, text) in enumerate(corpus) if query.holds({"title": title, "text": text})
        ]
        assert ids_of(search_rows(rows, str(query))) == expected, str(query)


@given(st.text(max_size=60) | st.lists(st.sampled_from('()"*-: ANDORNOTxé中'), max_size=30).map("".join))
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_is_understood_or_refused_in_a_sentence(typed):
    try:
        parse_search(typed)
    except FilterError as error:
        assert str(error).startswith("The search")  # noqa: PT017  # both ways out are right
        assert str(error).endswith((".", "*."))  # noqa: PT017


def ids_of(hits: pa.Table) -> list[str]:
    assert hits.schema == HITS
    return sorted(set(hits["article_id"].to_pylist()))


def texts_of(hits: pa.Table) -> set[tuple[str, int, str, int]]:
    return {tuple(row.values()) for row in hits.to_pylist()}


def articles(*texts: tuple[str, str], revision: int = 1, first: int = 0, cut: tuple[str, ...] = ()) -> pa.Table:
    return pa.table(
        {
            "article_id": [f"a{first + i}" for i in range(len(texts))],
            "revision": [revision] * len(texts),
            "cleaner": ["1"] * len(texts),
            "removed": [[{"text": text, "reason": "r"} for text in cut]] * len(texts),
            "title": [title for title, _ in texts],
            "text": [text for _, text in texts],
        }
    )


NEWS = articles(
    ("Cease-fire holds", "The U.N. welcomed the ceasefire talks in Zürich."),
    ("Sanctions eased", "Pakistan's foreign minister met the Foreign Office."),
    ("中国政府宣布新措施", "重庆"),
    ("محادثات السلام", "مُحَمَّد وصل"),
    ("Café Müller", "AT&T paid 1,500 rupees; talks foreign to the minister"),
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("talks", "04"),
        ("TALKS", "04"),
        ("talk", ""),  # words match whole
        ("talk*", "04"),
        ("cease-fire", "0"),
        ("ceasefire", "0"),
        ("fire", "0"),
        ("U.N.", "0"),
        ("zurich OR cafe", "04"),
        ("ZÜRICH", "0"),
        ('"foreign minister"', "1"),
        ("“foreign minister”", "1"),
        ("foreign minister", "14"),
        ("foreign AND minister", "14"),
        ("foreign && minister -sanctions", "4"),
        ("talks || sanctions", "014"),
        ("pakistan", "1"),
        ("Pakistan's", "1"),
        ("AT&T", "4"),
        ("1,500", "4"),
        ("talks & rupees", "4"),
        ("cafe — rupees", "4"),
        ("title:talks", ""),
        ("title: sanctions", "1"),
        ("TITLE:sanctions", "1"),
        ("text:(talks OR foreign)", "014"),
        ("title:(cease* OR text:rupees)", "04"),
        ("NOT talks", "123"),
        ("-talks -sanctions", "23"),
        ("NOT NOT talks", "04"),
        ("sanctions OR talks rupees", "14"),  # AND binds tighter
        ("(sanctions OR talks) rupees", "4"),
        ("(talks NOT (rupees OR sanctions))", "0"),
        ("政府", "2"),
        ("重庆 中国", "2"),
        ("محمد", "3"),
        ("مُحَمَّد", "3"),
        ("and", ""),
        ("not talks", ""),  # a lower-case not is a word
        ("for-min*", ""),
        ("foreign-min*", "1"),
        ("nothing", ""),
    ],
)
def test_what_is_typed_finds(query, found):
    assert ids_of(search_rows(NEWS, query)) == [f"a{number}" for number in found]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "holds no word"),
        ("  — ! ", "holds no word"),
        ("😀", "holds no word"),
        ('"cease fire', "quotation mark that is never closed"),
        ("(cease fire", "parenthesis that is never closed"),
        ("cease fire)", "parenthesis that was never opened"),
        ("cease () fire", r"nothing between \( and \)"),
        ("AND fire", "begins with AND"),
        ("fire OR", "ends with OR"),
        ("fire AND OR cease", "nothing between AND and OR"),
        ("fire NOT", "ends with NOT"),
        ("source:dawn", "field 'source', which is unknown"),
        ("https://dawn.example", "field 'https', which is unknown"),
        ("title:", "ends with title:"),
        ("* fire", "star without the beginning"),
        ("f*re", "star inside"),
        ("fi**", "star inside"),
        ("a" * 2001, "2001 characters"),
        ("a" * 51 + "*", "more than 50 letters"),
        ("(" * 60 + "a" + ")" * 60, "more than 50 parentheses"),
        ("\ud800", "holds no word"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_cure(query, says):
    with pytest.raises(FilterError, match=says):
        parse_search(query)


def test_a_star_may_stand_for_many_words_but_not_for_any_number_side_by_side():
    many = articles(("the " + " the ".join(f"a{number}" for number in range(17_000)), ""))
    assert ids_of(search_rows(many, "a*")) == ["a0"]
    with pytest.raises(FilterError, match="too many words"):
        search_rows(many, "the-a*")


def test_the_longest_prefix_is_understood():
    assert ids_of(search_rows(NEWS, "é" * 50 + "*")) == []


# The index of a store


@dataclass
class Shelf:
    """A store as the index sees it: numbered snapshots of Parquet files."""

    folder: Path
    number: int = 0
    names: tuple[str, ...] = ()

    def files(self, table: str) -> list[str]:
        assert table == "articles"
        return [str(self.folder / name) for name in self.names]

    def with_file(self, name: str, rows: pa.Table, *, without: str = "") -> "Shelf":
        pq.write_table(rows, self.folder / name)
        kept = tuple(kept for kept in self.names if kept != without)
        return Shelf(self.folder, self.number + 1, (*kept, name))


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path).with_file(
        "one.parquet", articles(("Flood", "in the north"), ("Talks", "in the south"))
    )


@pytest.fixture
def index(shelf):
    return SearchIndex(shelf.folder)


def test_a_first_search_builds_the_index(shelf, index):
    assert ids_of(index.hits("flood")) == []
    assert ids_of(index.find(shelf, "flood")) == ["a0"]
    assert ids_of(index.hits("flood")) == ["a0"]


def test_the_index_catches_up_and_then_rests(shelf, index):
    assert index.update(shelf) == 2
    assert index.update(shelf) == 0
    more = shelf.with_file("two.parquet", articles(("Relief", "after the flood"), first=2))
    assert index.update(more) == 1
    assert ids_of(index.hits("flood")) == ["a0", "a2"]


def test_each_snapshot_finds_the_texts_that_it_has(shelf, index):
    index.update(shelf)
    revised = articles(("Drought", "in the north"), revision=2)
    kept = articles(("Talks", "in the south"), first=1)
    later = shelf.with_file("two.parquet", pa.concat_tables([revised, kept]), without="one.parquet")
    assert index.update(later) == 1  # what was only laid out anew is not indexed again
    assert texts_of(index.find(later, "flood")) == texts_of(index.find(shelf, "flood")) == {("a0", 1, "1", 0)}
    assert texts_of(index.find(later, "drought")) == {("a0", 2, "1", 0)}
    assert ids_of(index.hits("north OR south")) == ["a0", "a1"]


def test_a_text_that_was_cleaned_again_is_another_text(shelf, index):
    index.update(shelf)
    cleaned = articles(("Flood", "in the"), cut=("north",))
    later = shelf.with_file("two.parquet", cleaned, without="one.parquet")
    assert texts_of(index.find(later, "flood")) == {("a0", 1, "1", 0), ("a0", 1, "1", 5)}
    assert texts_of(index.find(later, "north")) == {("a0", 1, "1", 0)}


@given(
    st.lists(
        st.tuples(
            st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=1, max_size=16),
            st.integers(1, 2**31 - 1),
            st.text("0123456789.", max_size=8),
            st.integers(0, 5_000),
        ),
        unique=True,
        max_size=5,
    )
)
@settings(max_examples=30, deadline=None)
def test_a_hit_says_which_text_it_is(texts):
    rows = pa.table(
        {
            "article_id": [name for name, *_ in texts],
            "revision": pa.array([revision for _, revision, *_ in texts], pa.int32()),
            "cleaner": [cleaner for _, _, cleaner, _ in texts],
            "removed": pa.array([[{"text": "x" * cut}] for *_, cut in texts], ARTICLES.field("removed").type),
            "title": ["Flood"] * len(texts),
            "text": pa.nulls(len(texts), pa.string()),
        }
    )
    assert texts_of(search_rows(rows, "flood")) == set(texts)


def test_an_older_snapshot_is_made_good_once(shelf, index):
    revised = articles(("Drought", "in the north"), revision=2)
    later = shelf.with_file("two.parquet", revised, without="one.parquet")
    assert index.update(later) == 1
    assert index.update(shelf) == 2
    assert index.update(shelf) == 0
    assert ids_of(index.find(shelf, "flood")) == ["a0"]


def test_a_killed_update_is_made_good_without_doubles(shelf, index):
    index.update(shelf)
    (state,) = (shelf.folder / "search").glob("*/state.json")
    state.unlink()  # the process died between the index's commit and its note
    assert SearchIndex(shelf.folder).update(shelf) == 0
    assert ids_of(index.hits("flood")) == ["a0"]


def cut_short(build: Path) -> None:
    """New, short files: cutting the old ones under a reader that has them mapped would end its process."""
    for file in build.iterdir():
        start = file.read_bytes()[:10]
        file.unlink()
        file.write_bytes(start)


def lose_segments(build: Path) -> None:
    for file in build.iterdir():
        if file.suffix in (".idx", ".term", ".store"):
            file.unlink()


def garble_meta(build: Path) -> None:
    (build / "meta.json").write_text("{")


def garble_state(build: Path) -> None:
    (build / "state.json").write_text('{"snapshots": "x"}')


def empty(build: Path) -> None:
    for file in build.iterdir():
        file.unlink()


@pytest.mark.parametrize("harm", [cut_short, lose_segments, garble_meta, garble_state, empty, shutil.rmtree])
@pytest.mark.parametrize("was_open", [True, False], ids=["in the process that searched", "in a fresh process"])
def test_a_damaged_index_is_built_anew(shelf, index, harm, was_open):
    index.find(shelf, "flood")
    (build,) = (path for path in (shelf.folder / "search").iterdir() if path.is_dir())
    harm(build)
    again = index if was_open else SearchIndex(shelf.folder)
    assert ids_of(again.find(shelf, "flood")) == ["a0"]
    more = shelf.with_file("two.parquet", articles(("Relief", "after the flood"), first=2))
    assert ids_of(again.find(more, "flood")) == ["a0", "a2"]


def test_a_reader_keeps_its_index_while_another_one_is_built(shelf, index):
    assert ids_of(index.find(shelf, "flood")) == ["a0"]
    (build,) = (path for path in (shelf.folder / "search").iterdir() if path.is_dir())
    shutil.rmtree(build)
    other = SearchIndex(shelf.folder)
    assert ids_of(other.find(shelf, "talks")) == ["a1"]
    assert ids_of(index.find(shelf, "talks")) == ["a1"]


def test_two_writers_take_turns(shelf, index):
    other = SearchIndex(shelf.folder)
    other.update(shelf)
    more = shelf.with_file("two.parquet", articles(("Relief", "after the flood"), first=2))
    _, words = other._usable_build()
    with words.writing(patience=0), pytest.raises(StoreBusyError, match="Wait until"):
        index.update(more, patience=0.1)
    assert index.update(more) == 1
    assert other.update(more) == 0
    assert ids_of(other.hits("flood")) == ["a0", "a2"]


def test_many_updates_leave_few_files_and_each_is_in_use(shelf, index):
    for number in range(9):
        shelf = shelf.with_file(f"more{number}.parquet", articles(("Relief", "after it"), first=2 + number))
        index.update(shelf)
    (build,) = (path for path in (shelf.folder / "search").iterdir() if path.is_dir())
    segments = orjson.loads((build / "meta.json").read_bytes())["segments"]
    assert sum(segment["max_doc"] for segment in segments) == 11
    assert len(segments) < 4, "eight small segments are merged into one"
    in_use = {segment["segment_id"].replace("-", "") for segment in segments} | {"meta", "state"}
    assert {path.stem for path in build.iterdir() if not path.name.startswith(".")} == in_use
