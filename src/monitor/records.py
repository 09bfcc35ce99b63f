"""JSON lines in, JSON lines out: the annotator, the page reader and the story finder as filters."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any, BinaryIO, TextIO

import orjson

from monitor.annotate.annotator import Annotator
from monitor.annotate.language import detect_language
from monitor.annotate.stories import Candidate, Fingerprint, fingerprint, group
from monitor.article import Ambiguous, Annotation, Mention
from monitor.errors import InputError
from monitor.ingest.clean import clean
from monitor.ingest.credit import wire_credit
from monitor.ingest.dates import read_date
from monitor.ingest.page import read_page
from monitor.ingest.payload import UnreadableError

Record = dict[str, Any]


class Complaints:
    """Names each line that could not be read, and remembers that there was one."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.any = False

    def say(self, line: int, error: InputError) -> None:
        self._stream.write(f"line {line}: {error}\n")
        self.any = True


def each_line(
    work: Callable[[Record], Record], lines: Iterable[bytes], out: BinaryIO, complaints: Complaints
) -> None:
    """Apply ``work`` to each JSON line, in order; a line that can't be read gives a complaint and no answer."""
    for number, record in _records(lines, complaints):
        try:
            answer = work(record)
        except InputError as error:
            complaints.say(number, error)
        else:
            out.write(orjson.dumps(answer) + b"\n")
            out.flush()


def annotate_record(record: Record, annotator: Annotator, *, cleaning: bool = True) -> Record:
    """``{id, title?, text, published?, language?, targets?}`` → what the article says.

    Offsets count Python characters of the ``text`` (or ``title``) put out. With ``cleaning`` off, or with
    ``targets`` to judge, that is the text that came in.

    Raises:
        InputError: a field of the wrong type, neither text nor title, a target outside the text.
    """
    title, text = _text(record, "title"), _text(record, "text")
    if not title.strip() and not text.strip():
        raise InputError("This record has neither a text nor a title. Give at least one of them.")
    targets = _targets(record, text)
    removed: list[Record] = []
    if cleaning and targets is None:
        cleaned = clean(title, text)
        title, text, removed = cleaned.title, cleaned.text, [asdict(piece) for piece in cleaned.removed]
    annotation = annotator.annotate(
        title, text, published=_published(record), language=_text(record, "language") or None
    )
    answer = {"id": record["id"], "title": title, "text": text, "removed": removed, **_said(annotation)}
    if targets is not None:
        judged = annotator.judge_targets(text, targets)
        answer["targets"] = [
            {"start": start, "end": end, "stance": stance, "label": label}
            for (start, end), (stance, label) in zip(targets, judged, strict=True)
        ]
    return answer


def extract_record(record: Record) -> Record:
    """``{id, html, url?}`` → ``{id, title, text, removed, published, date_from, author, credit,
    language}``.

    Raises:
        InputError: no page, or one that can't be read.
    """
    html = _text(record, "html")
    if not html.strip():
        raise InputError("This record has no page. Give the page's source as html.")
    try:
        page = read_page(html, _text(record, "url") or None)
    except UnreadableError as error:
        raise InputError(str(error)) from error
    cleaned = clean(page.title, page.text)
    return {
        "id": record["id"],
        "title": cleaned.title,
        "text": cleaned.text,
        "removed": [asdict(piece) for piece in cleaned.removed],
        "published": page.published_at and page.published_at.isoformat(),
        "date_from": page.date_from,
        "author": page.author,
        "credit": wire_credit(page.text, [page.author] if page.author else []),
        "language": detect_language(cleaned.title, cleaned.text, page.language),
    }


def find_stories(lines: Iterable[bytes], out: BinaryIO, complaints: Complaints) -> None:
    """``{id, title?, text, published?}`` → ``{id, story}``; a story is named after its first record."""
    names: list[Any] = []
    prints: list[Fingerprint] = []
    days: list[date | None] = []
    for number, record in _records(lines, complaints):
        try:
            text = clean(_text(record, "title"), _text(record, "text")).text
            published = _published(record)
        except InputError as error:
            complaints.say(number, error)
            continue
        names.append(record["id"])
        prints.append(fingerprint(text))
        days.append(published.date() if published else None)
    candidates = [
        Candidate(_place(i), day, item.bands.tolist())
        for i, (day, item) in enumerate(zip(days, prints, strict=True))
    ]
    stories = group(candidates, [], {}, lambda place: prints[int(place)])
    for i, name in enumerate(names):
        out.write(orjson.dumps({"id": name, "story": names[int(stories[_place(i)])]}) + b"\n")
    out.flush()


def _place(i: int) -> str:
    """A name that sorts like the number, so that the smallest of a story is the first that came."""
    return f"{i:012d}"


def _records(lines: Iterable[bytes], complaints: Complaints) -> Iterator[tuple[int, Record]]:
    """The JSON object of each line with its number; a record without an id is called by its line number."""
    for number, raw in enumerate(lines, 1):
        line = raw.removeprefix(BOM_UTF8) if number == 1 else raw
        if not line.strip():
            continue
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            complaints.say(number, InputError(f"This is not JSON ({error}). Write one JSON object per line."))
            continue
        if isinstance(record, dict):
            yield number, {"id": number, **record}
        else:
            kind = type(record).__name__
            complaints.say(
                number, InputError(f"Found a JSON {kind} where an object was expected, such as {{...}}.")
            )


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputError(f"The field {name} is {value!r:.60}, expected a string. Put its text in quotes.")
    return value


def _published(record: Mapping[str, Any]) -> datetime | None:
    value = record.get("published")
    if value is not None and not isinstance(value, str | int | float):
        raise InputError(
            f"The field published is {value!r:.60}, expected a date. Write one such as 2026-03-01."
        )
    return read_date(value, datetime.now(UTC))


def _targets(record: Mapping[str, Any], text: str) -> list[tuple[int, int]] | None:
    targets = record.get("targets")
    if targets is None:
        return None
    if not isinstance(targets, list):
        raise InputError("The field targets must be a list of {start, end}.")
    return [_span(target, len(text)) for target in targets]


def _span(target: Any, length: int) -> tuple[int, int]:
    start, end = (target.get("start"), target.get("end")) if isinstance(target, dict) else (None, None)
    if type(start) is int and type(end) is int and 0 <= start < end <= length:
        return start, end
    raise InputError(
        f"The target {target!r:.80} lies outside the text, which has {length} characters. "
        "Give start and end as character offsets with start < end."
    )


def _said(annotation: Annotation) -> Record:
    return {
        "language": annotation.language,
        "sentences": [asdict(sentence) for sentence in annotation.sentences],
        "actors": [_actor(mention) for mention in annotation.mentions if mention.kind == "actor"],
        "ambiguous": [_unclear(name) for name in annotation.ambiguous],
        "countries": [_country(mention) for mention in annotation.mentions if mention.kind == "country"],
        "about": list(annotation.about),
    }


def _actor(mention: Mention) -> Record:
    kept = ("start", "end", "sentence", "alias", "tone", "stance", "voice")
    return {"id": mention.entity, **{name: getattr(mention, name) for name in kept}, **_place_of(mention)}


def _unclear(name: Ambiguous) -> Record:
    found = {"start": name.start, "end": name.end, "alias": name.alias, "candidates": list(name.candidates)}
    return {**found, **_place_of(name)}


def _country(mention: Mention) -> Record:
    kept = ("start", "end", "evidence")
    return {"iso": mention.entity, **{name: getattr(mention, name) for name in kept}, **_place_of(mention)}


def _place_of(mention: Mention | Ambiguous) -> Record:
    return {"in_title": True} if mention.in_title else {}
