"""Who speaks: by sentence, and strictly by pairs of speaker and content, by cues and by sources."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.quality.figure import Figure, Mistake
from benchmarks.quality.sets import Row, rows
from monitor.annotate.sentences import split_sentences
from monitor.annotate.voice import Quotation, Span, find_quotations, sentence_voices

MADE_ON = 200  # articles of PolNeAR that the rules and weights of voice were made on
SET = "polnear_quotes/dev_train"
LABELLED = "US political news with every attribution marked (PolNeAR)"


def made_on(corpora: Path) -> list[Row]:
    """The articles that the rules and weights of voice were made on."""
    return random.Random(3).sample(rows(corpora, SET), MADE_ON)


def voices(corpora: Path) -> Iterator[Figure]:
    """All figures, on articles that the rules were not made on."""
    seen = {row["id"] for row in made_on(corpora)}
    unseen = [row for row in rows(corpora, SET) if row["id"] not in seen]
    read = [
        (row, spans := split_sentences(row["text"]), find_quotations(row["text"], spans, [])) for row in unseen
    ]
    yield _by_sentence(read)
    yield from _by_span(read)


Read = Sequence[tuple[Row, Sequence[Span], list[Quotation]]]


def _by_sentence(read: Read) -> Figure:
    right = found = wanted = 0
    mistakes = []
    for row, spans, said in read:
        for span, voice in zip(spans, sentence_voices(spans, _as_printed(row, said)), strict=True):
            names = speakers(row, span)
            found, wanted = found + (voice is not None), wanted + bool(names)
            is_right = voice is not None and any(same_speaker(voice, name) for name in names)
            right += is_right
            if not is_right and (voice or names):
                mistakes.append(_mistake(row, " | ".join(names), voice or "the outlet", span))
    return Figure(
        "voice polnear",
        "Voice: who speaks a sentence",
        LABELLED,
        len(read),
        "articles",
        _scores(right, found, right, wanted),
        remark="Lenient: a pronoun in the labels counts as right, names may overlap.",
        mistakes=tuple(mistakes),
    )


def _as_printed(row: Row, said: list[Quotation]) -> list[Quotation]:
    """With the words for the speaker as they stand there, as in the labels; a pronoun as whom it means."""
    printed = [row["text"][slice(*one.source)] for one in said]
    return [
        one if words.lower() in _PRONOUNS else one._replace(speaker=words)
        for one, words in zip(said, printed, strict=True)
    ]


def _by_span(read: Read) -> Iterator[Figure]:
    counts: Counter[str] = Counter()
    mistakes = []
    for row, _, said in read:
        labels = row["attributions"]
        labelled_cues = [one["cue"] for one in labels if one["cue"]]
        labelled_sources = [one["source"] for one in labels if one["source"]]
        counts["found"] += len(said)
        counts["cues"] += len(labelled_cues)
        counts["sources"] += len(labelled_sources)
        counts["cue found"] += sum(_touches(one.cue, labelled_cues) for one in said)
        counts["source found"] += sum(_touches(one.source, labelled_sources) for one in said)
        counts["cue wanted"] += sum(any(overlap(one.cue, cue) for one in said) for cue in labelled_cues)
        counts["source wanted"] += sum(
            any(overlap(one.source, who) for one in said) for who in labelled_sources
        )
        for one in said:
            is_right = any(_half_of_found(row, label, one) for label in labels)
            counts["pair found"] += is_right
            if not is_right:
                mistakes.append(_mistake(row, "not labelled so", one.speaker, (one.source[0], one.cue[1])))
        for label in (one for one in labels if one["source"] and one["content"]):
            is_right = _half_of_labelled(row, label, said)
            counts["pairs"] += 1
            counts["pair wanted"] += is_right
            if not is_right:
                mistakes.append(_mistake(row, _source_words(row, label), "missed", tuple(label["content"][0])))
    yield Figure(
        "voice pairs",
        "Voice: pairs of a speaker and what is said",
        LABELLED,
        len(read),
        "articles",
        _scores(counts["pair found"], counts["found"], counts["pair wanted"], counts["pairs"]),
        remark=(
            "Same speaker: the source overlaps the labelled one, or the names share a word of four letters and "
            "none is a pronoun. A found pair is right if half of its content is labelled for that speaker; a "
            "labelled one is found if half of its content was found for him. Labels without a source are left "
            "out of recall."
        ),
        mistakes=tuple(mistakes),
    )
    for name, what in (("cue", "words of saying"), ("source", "words for the speaker")):
        yield Figure(
            f"voice {name}s",
            f"Voice: the {what}",
            LABELLED,
            len(read),
            "articles",
            _scores(counts[f"{name} found"], counts["found"], counts[f"{name} wanted"], counts[f"{name}s"]),
            remark="A span is right if it overlaps a labelled one.",
        )


def _scores(right: int, found: int, reached: int, wanted: int) -> dict[str, float]:
    return {"precision": right / max(found, 1), "recall": reached / max(wanted, 1)}


def _mistake(row: Row, labelled: str, found: str, span: Sequence[int]) -> Mistake:
    return Mistake(str(row["id"]), labelled, found, row["text"][max(0, span[0] - 200) : span[1] + 100])


def _touches(span: Span, labelled: list[list[list[int]]]) -> bool:
    return any(overlap(span, pieces) for pieces in labelled)


def _half_of_found(row: Row, label: Row, one: Quotation) -> bool:
    shared = sum(overlap(piece, label["content"]) for piece in one.content)
    return 2 * shared >= sum(end - start for start, end in one.content) and _is_source(row, label, one)


def _half_of_labelled(row: Row, label: Row, said: list[Quotation]) -> bool:
    same = [piece for one in said if _is_source(row, label, one) for piece in one.content]
    shared = {
        at for start, end in same for begin, stop in label["content"] for at in _both(start, end, begin, stop)
    }
    return 2 * len(shared) >= sum(end - start for start, end in label["content"])


def _both(start: int, end: int, begin: int, stop: int) -> range:
    return range(max(start, begin), min(end, stop))


def _is_source(row: Row, label: Row, one: Quotation) -> bool:
    """Whether a found speaker is the labelled one, strictly: by place, or by a name that is no pronoun."""
    if overlap(one.source, label["source"]):
        return True
    theirs = _source_words(row, label)
    pronouns = {theirs.lower(), one.speaker.lower()} & _PRONOUNS
    return bool(theirs) and not pronouns and bool(_long_words(theirs) & _long_words(one.speaker))


def _source_words(row: Row, label: Row) -> str:
    return " ".join(row["text"][start:end] for start, end in label["source"])


_PRONOUNS = {"he", "she", "they", "i", "we", "it", "you", "who"}


def speakers(row: Row, span: Span) -> list[str]:
    """Who is labelled as speaking most of a sentence."""
    length, names = span[1] - span[0], []
    for said in row["attributions"]:
        content = overlap(span, said["content"])
        whole = content + overlap(span, said["cue"]) + overlap(span, said["source"])
        if content >= 0.4 * length or (content and whole >= 0.7 * length):
            names.append(_source_words(row, said))
    return names


def overlap(span: Span, pieces: list[list[int]]) -> int:
    """How many characters of a stretch stand in the pieces."""
    return sum(max(0, min(span[1], end) - max(span[0], start)) for start, end in pieces)


def same_speaker(voice: str, name: str) -> bool:
    """Whether a found speaker is the labelled one, leniently."""
    ours, theirs = voice.lower(), name.lower()
    if not theirs or theirs in _PRONOUNS or theirs in ours or ours in theirs:
        return True
    return bool(_long_words(ours) & _long_words(theirs))


def _long_words(text: str) -> set[str]:
    return {word for word in text.lower().replace("’", " ").split() if len(word) >= 4}
