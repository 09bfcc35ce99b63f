"""One function for each promise: what it is measured on, and how."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from benchmarks.quality.figure import Figure, correlation, macro_f1, precision_recall
from benchmarks.quality.sets import Row, annotated, dictionary, rows
from monitor.annotate import tone
from monitor.annotate.sentences import split_sentences
from monitor.annotate.stories import fingerprint, near_copies
from monitor.annotate.voice import find_voices
from monitor.ingest.codes import country_code

REUTERS_STORIES = 1_500
MADE_ON = 200  # articles of PolNeAR that the rules of voice were made on


def tones(corpora: Path) -> Iterator[Figure]:
    """Tone against the mean of human ratings; the library itself is the plain method."""
    library = SentimentIntensityAnalyzer()
    for name, labelled, rating in (
        ("vader_nyt/dev", "editorial sentences of a US newspaper, 20 raters each (VADER's authors)", "mean"),
        ("affective_headlines/dev", "news headlines rated by readers (SemEval-2007 task 14)", "valence"),
    ):
        found = rows(corpora, name)
        ratings = [float(row[rating]) for row in found]
        texts = [str(row["text"]) for row in found]
        yield Figure(
            "Tone of a sentence",
            labelled,
            len(found),
            "sentences",
            {"Pearson's r": correlation([tone.score(one) for one in texts], ratings)},
            {"Pearson's r": correlation([library.polarity_scores(one)["compound"] for one in texts], ratings)},
            "the vaderSentiment library",
        )


def stances(corpora: Path) -> Iterator[Figure]:
    """Stance towards a marked person; the plain method gives the tone of the whole sentence."""
    for name, what in (("dev_rw", "a realistic mix"), ("dev_mt", "only sentences with several persons")):
        found = rows(corpora, f"newsmtsc/{name}")
        gold, ours, plain = [], [], []
        numbers = {"negative": -1, "neutral": 0, "positive": 1}
        for row in found:
            targets = [{"start": t["start"], "end": t["end"]} for t in row["targets"]]
            said = annotated({"text": row["text"]}, targets=targets)["targets"]
            score = tone.score(row["text"])
            gold += [t["polarity"] for t in row["targets"]]
            ours += [numbers[one["label"]] for one in said]
            plain += [(score >= 0.05) - (score <= -0.05)] * len(targets)
        yield Figure(
            "Stance towards a person",
            f"sentences of US news, {what}; five coders agreed (NewsMTSC)",
            len(gold),
            "targets",
            {"macro-F1": macro_f1(gold, ours)},
            {"macro-F1": macro_f1(gold, plain)},
            "VADER on the whole sentence",
        )


def countries_named(corpora: Path) -> Iterator[Figure]:
    """Countries that a text names as such: by name, demonym or as a government; towns are left out."""
    for name, labelled in (
        ("geo_webnews", "web news of 2018 (GeoWebNews)"),
        ("geo_trnews", "international news (TR-News)"),
        ("geo_virus", "stories on epidemics (GeoVirus); adjectives such as Nigerian are not labelled"),
        ("geo_lgl", "US local papers (LGL): Lebanon is a town in Pennsylvania"),
    ):
        found = rows(corpora, f"{name}/dev")
        yield Figure(
            "Countries named",
            labelled,
            len(found),
            "articles",
            precision_recall((_codes(row["countries_named"]), _named(row)) for row in found),
        )


def countries_about(corpora: Path) -> Iterator[Figure]:
    """The countries that a story is about."""
    found = [row for row in rows(corpora, "reuters21578/dev") if _is_labelled(row)]
    random.Random(1).shuffle(found)
    found = found[:REUTERS_STORIES]
    for dateline in (True, False):
        yield Figure(
            "Countries a story is about",
            f"Reuters stories of 1987, {'with' if dateline else 'without'} datelines",
            len(found),
            "stories",
            precision_recall(
                (_codes(row["countries"]), set(annotated(_with_dateline(row, dateline))["about"]))
                for row in found
            ),
            remark="The labels are topics: a country that is only implied counts as missed.",
        )
    coded = rows(corpora, "cliff_focus/dev")
    yield Figure(
        "Countries a story is about",
        "BBC, HuffPost and NYT stories coded by hand (CLIFF)",
        len(coded),
        "stories",
        precision_recall((_codes(row["focus_countries"]), set(annotated(row)["about"])) for row in coded),
    )


def near_copied(corpora: Path) -> Iterator[Figure]:
    """Pairs of articles that look alike: copies and updates of a report, against templates and captions."""
    found = [row for row in rows(corpora, "dup_pairs/dev") if row["duplicate"] is not None]
    prints = [(fingerprint(row["a"]["text"]), fingerprint(row["b"]["text"])) for row in found]
    said = [bool(set(a.bands.tolist()) & set(b.bands.tolist())) and near_copies(a, b) for a, b in prints]
    yield Figure(
        "Near-copies",
        "pairs of real articles that share many phrases, judged one by one",
        len(found),
        "pairs",
        precision_recall(
            ({"copy"} if row["duplicate"] else set(), {"copy"} if one else set())
            for row, one in zip(found, said, strict=True)
        ),
    )


def sentences(corpora: Path) -> Iterator[Figure]:
    """Where sentences end."""
    gold = rows(corpora, "gum_wikinews/dev")
    yield Figure(
        "Sentence ends",
        "news stories with sentences marked by linguists (GUM)",
        sum(len(row["sentences"]) for row in gold),
        "sentences",
        precision_recall(
            ({str(end) for _, end in row["sentences"]}, {str(end) for _, end in split_sentences(row["text"])})
            for row in gold
        ),
    )


def voices(corpora: Path) -> Iterator[Figure]:
    """The speaker of each sentence that has one, on articles that the rules were not made on."""
    every = rows(corpora, "polnear_quotes/dev_train")
    seen = {row["id"] for row in random.Random(3).sample(every, MADE_ON)}
    unseen = [row for row in every if row["id"] not in seen]
    right = found = wanted = 0
    for row in unseen:
        spans = split_sentences(row["text"])
        for span, voice in zip(spans, find_voices(row["text"], spans, []), strict=True):
            speakers = _speakers(row, span)
            found, wanted = found + (voice is not None), wanted + bool(speakers)
            right += voice is not None and any(_same_speaker(voice, name) for name in speakers)
    yield Figure(
        "Voice: who speaks a sentence",
        "US political news with every attribution marked (PolNeAR)",
        len(unseen),
        "articles",
        {"precision": right / found, "recall": right / wanted},
        remark="Lenient: a pronoun in the labels counts as right, names may overlap.",
    )


MEASURES: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "tone": tones,
    "stance": stances,
    "named": countries_named,
    "about": countries_about,
    "copies": near_copied,
    "sentences": sentences,
    "voice": voices,
}
"""Each measure by the name that the command takes."""

_PRONOUNS = {"he", "she", "they", "i", "we", "it", "you", "who"}


def _codes(alpha_2: list[str]) -> set[str]:
    return {country_code(code) or code for code in alpha_2}


def _named(row: Row) -> set[str]:
    """Countries by name and demonym; a government only where its country is named, not its capital."""
    text = row["text"]
    return {
        mention["iso"]
        for mention in annotated({"text": text})["countries"]
        if mention["evidence"] in ("name", "demonym")
        or (
            mention["evidence"] == "government"
            and _is_name(text[mention["start"] : mention["end"]], mention["iso"])
        )
    }


def _is_name(words: str, iso: str) -> bool:
    """True for a name of the country; its capital, acting as a government, is a town in the labels."""
    return words.casefold() in {name.casefold() for name in dictionary().countries[iso].names}


def _is_labelled(row: Row) -> bool:
    states = row["countries"]
    return bool(row["text"] and states and row["type"] != "UNPROC" and not any("*" in one for one in states))


def _with_dateline(row: Row, dateline: bool) -> Row:
    line = f"{row['dateline']} " if dateline and row["dateline"] else ""
    return {"title": row["title"], "text": line + row["text"]}


def _speakers(row: Row, span: tuple[int, int]) -> list[str]:
    """Who is labelled as speaking most of a sentence."""
    length, names = span[1] - span[0], []
    for said in row["attributions"]:
        content = _overlap(span, said["content"])
        whole = content + _overlap(span, said["cue"]) + _overlap(span, said["source"])
        if content >= 0.4 * length or (content and whole >= 0.7 * length):
            names.append(" ".join(row["text"][start:end] for start, end in said["source"]))
    return names


def _overlap(span: tuple[int, int], pieces: list[list[int]]) -> int:
    return sum(max(0, min(span[1], end) - max(span[0], start)) for start, end in pieces)


def _same_speaker(voice: str, name: str) -> bool:
    ours, theirs = voice.lower(), name.lower()
    if not theirs or theirs in _PRONOUNS or theirs in ours or ours in theirs:
        return True
    long = lambda text: {word for word in text.replace("’", " ").split() if len(word) >= 4}  # noqa: E731
    return bool(long(ours) & long(theirs))
