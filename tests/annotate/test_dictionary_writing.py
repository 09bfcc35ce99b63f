"""An entry is written so that it is read back, and every character around it stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.annotate.dictionary import KINDS, Actor, Role, parse_dictionary
from monitor.annotate.entries import entry_text, put_entry, remove_entry, scalar
from monitor.annotate.folding import fold
from monitor.errors import DictionaryError
from monitor.settings import DATA

COUNTRIES = "- iso: PAK\n  name: Pakistan\n- iso: NOR\n  name: Norway\n"

FILE = """# Kept by the desk.
# Two lines.

- id: river-party   # not the other one
  name: River Party
  kind: party
  aliases: [The River People,
    "Rivers: United"]   # as they write it
  # waits for a source
  parent: coast

# people
- id: coast
  name: 'Coast League'
  kind: party
  country: NOR
- {id: dam, name: Dam Board, kind: organisation}
-   id: jane
    name: Jane Doe
    kind: person
    roles:
      - title: Mayor   # of what?
      - {title: Minister, country: NOR, from: 2020-01-01}
# the end
"""


def read(text: str) -> dict[str, Actor]:
    return parse_dictionary(text, COUNTRIES).actors


@pytest.fixture
def actors() -> dict[str, Actor]:
    return read(FILE)


def test_an_alias_changes_nothing_but_its_line(actors: dict[str, Actor]) -> None:
    old = actors["river-party"]
    text = put_entry(FILE, replace(old, aliases=(*old.aliases, "Riverside")), old)
    expected = FILE.replace(
        'aliases: [The River People,\n    "Rivers: United"]',
        'aliases: [The River People, "Rivers: United", Riverside]',
    )
    assert text == expected


def test_a_new_key_stands_in_its_place_behind_the_remark(actors: dict[str, Actor]) -> None:
    old = actors["river-party"]
    text = put_entry(FILE, replace(old, country="PAK", weak=("RP",), context=("river",)), old)
    expected = FILE.replace("  kind: party\n  aliases", "  kind: party\n  country: PAK\n  aliases", 1).replace(
        "# as they write it\n", "# as they write it\n  weak: [RP]\n  context: [river]\n"
    )
    assert text == expected


def test_a_key_is_taken_out(actors: dict[str, Actor]) -> None:
    old = actors["river-party"]
    assert put_entry(FILE, replace(old, parent=None), old) == FILE.replace("\n  parent: coast", "")


def test_an_entry_is_taken_out_with_its_lines(actors: dict[str, Actor]) -> None:
    text = remove_entry(FILE, "jane")
    assert text == FILE[: FILE.index("-   id: jane")] + "# the end\n"
    assert set(read(text)) == set(actors) - {"jane"}


@pytest.mark.parametrize("id_", ["river-party", "coast", "dam", "jane"])
def test_every_style_of_entry_can_be_changed(actors: dict[str, Actor], id_: str) -> None:
    new = Actor(
        id=id_,
        name="Other: Name",
        kind="company",
        country="PAK",
        aliases=("Other: Name", "an, alias", "#three"),
        exclude=("Other [Name] Ltd",),
        roles=(Role("Chair: of all", "NOR", date(2020, 2, 29), None), Role("Member", None, None, None)),
    )
    text = put_entry(FILE, new, actors[id_])
    assert read(text) == {**actors, id_: new}
    assert text.startswith("# Kept by the desk.\n# Two lines.\n\n")
    assert text.endswith("# the end\n")


@pytest.mark.parametrize("text", ["", "# nothing yet", "# nothing yet\n", "- id: a\n  name: A\n  kind: party"])
def test_a_new_entry_goes_behind_the_others(text: str) -> None:
    new = Actor("new", "New Actor", "company", None, ("New Actor",))
    longer = put_entry(text, new, None)
    assert longer.startswith(text)
    assert read(longer) == {**read(text), "new": new}


def test_long_lists_are_broken_as_in_the_shipped_file() -> None:
    aliases = tuple(f"Alias number {n}" for n in range(20))
    lines = entry_text(Actor("long", "Long", "party", None, aliases)).splitlines()
    assert max(map(len, lines)) <= 110
    assert all(line.startswith("    Alias") for line in lines[4:])


def test_what_the_page_writes_in_the_shipped_file_reads_alike() -> None:
    """Each entry, written anew by itself, is the entry that was read."""
    countries = (DATA / "countries.yaml").read_text("utf-8")
    actors = parse_dictionary((DATA / "actors.yaml").read_text("utf-8"), countries).actors
    written = "".join(entry_text(actor) for actor in actors.values())
    assert parse_dictionary(written, countries).actors == actors


def test_an_entry_that_stands_otherwise_is_refused_with_what_to_do() -> None:
    text = "-\n  id: a\n  name: A\n  kind: party\n"
    actor = read(text)["a"]
    with pytest.raises(DictionaryError, match="hyphen"):
        put_entry(text, replace(actor, weak=("AA",)), actor)


NAMES = st.one_of(
    st.text(min_size=1, max_size=30),
    st.text(
        st.sampled_from("aZé9 '\":#,[]{}&*!|>%@`-?\\/\t\n\x00\x07\x85\u2028\ufeff😀"), min_size=1, max_size=12
    ),
    st.sampled_from(
        ["No", "null", "~", "1.5", "0x1F", "2022-01-01", "- a", "a: b", "a #b", "!!python/object:os"]
    ),
).map(lambda text: " ".join(text.split()))
GOOD = NAMES.filter(lambda name: bool(fold(name).strip()))
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))


@st.composite
def roles(draw: st.DrawFn) -> Role:
    first, last = draw(DAYS), draw(DAYS)
    if first and last and first > last:
        first, last = last, first
    title = draw(NAMES.filter(bool))
    return Role(title, draw(st.sampled_from([None, "PAK", "NOR"])), first, last)


@st.composite
def strange_actors(draw: st.DrawFn, id_: str) -> Actor:
    name = draw(GOOD)
    lists = {
        key: tuple(draw(st.lists(GOOD, max_size=4, unique=True)))
        for key in ("aliases", "weak", "context", "exclude")
    }
    others = tuple(alias for alias in lists.pop("aliases") if alias != name)
    return Actor(
        id=id_,
        name=name,
        kind=draw(st.sampled_from(KINDS)),
        country=draw(st.sampled_from([None, "PAK", "NOR"])),
        aliases=(name, *others),
        roles=tuple(draw(st.lists(roles(), max_size=3))),
        parent=draw(st.sampled_from([None, "coast"])),
        **lists,
    )


def no_clash(new: Actor, text: str) -> bool:
    """Whether the file may hold the actor: a random alias can belong to somebody else."""
    try:
        read(put_entry(text, new, None))
    except DictionaryError as error:
        if "belongs to" not in error.problem:
            raise
        return False
    return True


@settings(max_examples=300, deadline=None)
@given(new=strange_actors("strange"))
def test_strange_names_come_back_as_they_were(new: Actor) -> None:
    if no_clash(new, FILE):
        assert read(put_entry(FILE, new, None)) == {**read(FILE), "strange": new}


@settings(max_examples=300, deadline=None)
@given(first=strange_actors("strange"), second=strange_actors("strange"))
def test_a_change_in_place_is_read_back_and_moves_nothing_else(first: Actor, second: Actor) -> None:
    if not (no_clash(first, FILE) and no_clash(second, FILE)):
        return
    head, tail = FILE, "# between\n- id: last\n  name: Last Of All\n  kind: party\n"
    text = put_entry(head, first, None) + tail
    changed = put_entry(text, second, first)
    assert changed.startswith(head)
    assert changed.endswith(tail)
    assert read(changed)["strange"] == second
    assert remove_entry(changed, "strange") == head + tail


@given(NAMES)
def test_other_yaml_programs_read_the_same_text(name: str) -> None:
    assert yaml.safe_load(f"a: [{scalar(name)}]") == {"a": [name]}
