"""Who is named, mention by mention, with an actors file made for each set.

The file holds what a user would write who knows whom the articles are about, and no more: for each person
and organisation its full name, that of Wikidata or Wikipedia where the set links to it, and the longest form
that each article prints. Short forms (a family name, "Mr Asif", initials, another spelling) are not in it: the
monitor must find them, and tell apart those who share one.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import yaml

from benchmarks.quality.figure import Figure, Mistake
from benchmarks.quality.sets import Row, dictionary, rows
from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import load_dictionary
from monitor.annotate.folding import fold
from monitor.settings import DATA

Kind = Literal["person", "organisation"]
Span = tuple[int, int]

_SMALL = frozenset({"of", "the", "and", "for", "de", "la", "van", "von", "bin", "al", "in", "on", "to", "&"})


@dataclass(slots=True)
class Entity:
    """One person or organisation of an article: its names, and where it is mentioned."""

    kind: Kind
    names: list[str]
    mentions: set[Span] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with its entities by id; what lies outside ``span``, or in ``ignored``, doesn't count."""

    row: str
    text: str
    span: Span
    entities: Mapping[str, Entity]
    ignored: frozenset[Span] = frozenset()
    sparse: bool = False
    """Whether only some of its names are labelled, so that another one that is found proves nothing."""


def actors_named(corpora: Path) -> Iterator[Figure]:
    """Mentions of persons and organisations."""
    for name, labelled, read in (
        (
            "entity_linking",
            "news with links to Wikidata (News-Fair, MSNBC, Reuters-128, RSS-500)",
            partial(map, _linked),
        ),
        ("worldwide_ner", "news of 85 outlets of all continents, names marked", _all_marked),
        (
            "gum_wikinews",
            "news stories and interviews, all mentions marked by linguists (GUM)",
            partial(map, _grouped),
        ),
    ):
        articles = list(read(list(rows(corpora, f"{name}/dev"))))
        annotator = _annotator(articles)
        right = found = wanted = 0
        mistakes: list[Mistake] = []
        for one in articles:
            gold, got = _gold(one), _got(one, annotator)
            hits = _matched(gold, got)
            right, found, wanted = right + len(hits), found + len(got), wanted + len(gold)
            mistakes += _mistakes(one, gold, got, hits)
        precision, recall = right / found, right / wanted
        yield Figure(
            key=f"actors {name}",
            what="Persons and organisations named",
            labelled=labelled,
            n=wanted,
            unit="mentions",
            scores={
                "precision": precision,
                "recall": recall,
                "F1": 2 * precision * recall / (precision + recall),
            },
            remark="Only full names are in the actors file; the short forms must be found. A mention is right "
            "where it overlaps a labelled one of the same name.",
            mistakes=tuple(mistakes),
        )


_SPARSE = frozenset({"rss500", "kore50"})


def _linked(row: Row) -> Labelled:
    entities: dict[str, Entity] = {}
    ignored = set()
    for label in row["labels"]:
        place = (label["start"], label["end"])
        plain = label["qid"] and label["kind"] in ("person", "organisation") and _is_named(label["mention"])
        if not plain or any(label[flag] for flag in ("coref", "optional", "desc", "nested")):
            ignored.add(place)
            continue
        one = entities.setdefault(label["qid"].lower(), Entity(label["kind"], [label["name"]]))
        one.mentions.add(place)
    for one in entities.values():
        one.names += _full_forms(row["text"], one.mentions)
    start, end = row["annotated_span"]
    sparse = row["benchmark"] in _SPARSE
    return Labelled(str(row["id"]), row["text"], (start, end), entities, frozenset(ignored), sparse)


def _all_marked(labels: Sequence[Row]) -> Iterator[Labelled]:
    words = _small_words(labels)
    return (_marked(row, words) for row in labels)


def _marked(row: Row, words: frozenset[str]) -> Labelled:
    """Names without ids: a form belongs to the fullest one of the article that holds all of its words.

    Nobody enters a person by one word, or as a body what is a word ("Cabinet") or a torn piece ("City of"): who
    is named so alone doesn't count.
    """
    text = row["text"]
    kinds: dict[str, Kind] = {"Person": "person", "Organization": "organisation"}
    labels = [(one["start"], one["end"], kinds.get(one["type"])) for one in row["entities"]]
    places = [
        (start, end, kind)
        for start, end, kind in labels
        if kind and _is_named(text[start:end]) and _is_whole(text[start:end], text, words)
    ]
    ignored = {(start, end) for start, end, _ in labels} - {(start, end) for start, end, _ in places}
    printed = {(text[start:end], kind) for start, end, kind in places}
    forms = sorted(printed, key=lambda one: (-len(one[0]), one))
    entities: dict[str, Entity] = {}
    owner: dict[tuple[str, Kind], str | None] = {}
    for form, kind in forms:
        fuller = [
            key for key, one in entities.items() if one.kind == kind and _words(form) <= _words(one.names[0])
        ]
        if fuller or (kind == "person" and len(_words(form)) == 1):
            owner[form, kind] = fuller[0] if len(fuller) == 1 else None
        else:
            owner[form, kind] = key = _id(form)
            entities[key] = Entity(kind, [form])
    for start, end, kind in places:
        key = owner[text[start:end], kind]
        if key is None:
            ignored.add((start, end))
        else:
            entities[key].mentions.add((start, end))
    body = len(row["url"])
    return Labelled(str(row["id"]), text, (body, len(text)), entities, frozenset(ignored))


def _grouped(row: Row) -> Labelled:
    """Groups that stand for one person or organisation; "he" and "the club" are no names, and don't count."""
    text = row["text"]
    kinds: dict[str, Kind] = {"person": "person", "organization": "organisation"}
    entities: dict[str, Entity] = {}
    ignored = set()
    for one in row["entities"]:
        kind, place = kinds.get(one["type"]), (one["start"], one["end"])
        if kind and one["identity"] and _is_named(one["mention"]) and _is_innermost(place, row["entities"]):
            found = entities.setdefault(
                _id(one["identity"]), Entity(kind, [one["identity"].partition(" (")[0]])
            )
            found.mentions.add(place)
        else:
            ignored.add(place)
    for entity in entities.values():
        entity.names += _full_forms(text, entity.mentions)
    return Labelled(str(row["id"]), text, (0, len(text)), entities, frozenset(ignored))


def _is_whole(mention: str, text: str, words: frozenset[str]) -> bool:
    """Whether somebody would enter it: no ordinary word ("Police", "the Board"), no piece of a longer name."""
    last = mention.split()[-1]
    if last in _SMALL or last.endswith("-") or mention.lower().removeprefix("the ") in words:
        return False
    return re.search(rf"\b{re.escape(mention.lower())}\b", text) is None


def _small_words(labels: Iterable[Row]) -> frozenset[str]:
    """Every word that the articles of a set print in small letters."""
    return frozenset(word for row in labels for word in re.findall(r"(?<![\w'’-])[a-z]+(?![\w-])", row["text"]))


def _is_innermost(place: Span, entities: Sequence[Row]) -> bool:
    """Whether no other name stands inside: "Ann of the League" names the League, too."""
    inside = [one for one in entities if place[0] <= one["start"] and one["end"] <= place[1]]
    return not any((one["start"], one["end"]) != place and one["identity"] for one in inside)


def _is_named(mention: str) -> bool:
    """Whether it is a name: capitals in all words but the small ones, no pronoun, no country's own name.

    "England" for its team is metonymy, and "the Government" no name; neither is anybody's entry.
    """
    words = mention.split()
    if not words or _APOSTROPHE.split(words[0])[0].casefold() in _PRONOUNS:
        return False
    if not all(word[0].isupper() or word[0].isdigit() or word in _SMALL for word in words):
        return False
    return fold(mention).removeprefix("the ") not in _countries() and any(w not in _SMALL for w in words)


_POSSESSIVE = re.compile("['’]s$")
_APOSTROPHE = re.compile("['’]")
_PRONOUNS = frozenset(
    ("i", "we", "he", "she", "it", "they", "you", "our", "my", "his", "her", "their", "its", "this", "that")
)


@cache
def _countries() -> frozenset[str]:
    return frozenset(
        fold(name) for one in dictionary().countries.values() for name in (*one.names, *one.demonyms)
    )


def _full_forms(text: str, mentions: Iterable[Span]) -> list[str]:
    """The longest form, and the acronyms: no monitor can guess these."""
    forms = {_POSSESSIVE.sub("", text[start:end]) for start, end in mentions}
    ordered = sorted(forms, key=lambda form: (len(form), form))  # a set alone would give each run other figures
    return list(dict.fromkeys([*ordered[-1:], *(form for form in ordered if form.isupper() and len(form) > 1)]))


def _words(name: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in re.findall(r"[^\W_]+", name))


def _gold(one: Labelled) -> dict[Span, str]:
    return {
        place: key
        for key, entity in one.entities.items()
        for place in entity.mentions
        if _inside(place, one.span)
    }


def _got(one: Labelled, annotator: Annotator) -> dict[Span, str]:
    """What the monitor finds, less what overlaps a label that doesn't count."""
    marked = set(_gold(one))
    unsure = one.ignored - marked
    found = [((start, end), key) for _, start, end, key in annotator.find_actors("", one.text)]
    return {
        place: key
        for place, key in found
        if _inside(place, one.span)
        and (
            any(_overlap(place, other) for other in marked)
            or not (one.sparse or any(_overlap(place, other) for other in unsure))
        )
    }


def _annotator(articles: Iterable[Labelled]) -> Annotator:
    """One that knows the entities of all these articles."""
    kinds: dict[str, Kind] = {}
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for one in articles:
        for key, entity in one.entities.items():
            kinds.setdefault(key, entity.kind)
            names[key].update(dict.fromkeys(entity.names))
    file = [_entry(key, kinds[key], list(forms), _shared(names)) for key, forms in names.items()]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "actors.yaml"
        path.write_text(yaml.safe_dump(file, allow_unicode=True), "utf-8")
        return Annotator(load_dictionary(path, DATA / "countries.yaml"))


def _shared(names: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The forms that several bear, folded: a user makes them weak."""
    owners = Counter(form for forms in names.values() for form in {fold(one) for one in forms})
    return frozenset(form for form, number in owners.items() if number > 1)


def _entry(key: str, kind: Kind, forms: list[str], shared: frozenset[str]) -> Row:
    weak = [form for form in forms if fold(form) in shared]
    strong = [form for form in forms if form not in weak]
    name, *aliases = strong or [f"{forms[0]} ({key})"]
    return {"id": key, "name": name, "kind": kind, "aliases": aliases, "weak": weak}


def _id(name: str) -> str:
    """An id as the actors file wants it: small letters, figures and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or f"u{zlib.crc32(name.encode()):x}"


def _matched(gold: Mapping[Span, str], got: Mapping[Span, str]) -> set[Span]:
    """The labelled mentions that were found, each by one of its own."""
    left = dict(got)
    hits = set()
    for place, key in gold.items():
        mine = next((span for span, owner in left.items() if owner == key and _overlap(span, place)), None)
        if mine is not None:
            del left[mine]
            hits.add(place)
    return hits


def _mistakes(
    one: Labelled, gold: Mapping[Span, str], got: Mapping[Span, str], hits: set[Span]
) -> Iterator[Mistake]:
    for place, key in gold.items():
        if place not in hits:
            yield Mistake(one.row, one.entities[key].names[0], "missed", _excerpt(one.text, place))
    for place, key in got.items():
        if not any(_overlap(place, other) and gold[other] == key for other in hits):
            yield Mistake(one.row, "not labelled", key, _excerpt(one.text, place))


def _excerpt(text: str, place: Span) -> str:
    start, end = place
    return f"{text[max(0, start - 100) : start]}[{text[start:end]}]{text[end : end + 60]}"


def _inside(place: Span, span: Sequence[int]) -> bool:
    return span[0] <= place[0] and place[1] <= span[1]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
