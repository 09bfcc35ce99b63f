"""The scores against sums done by hand, and the command on small sets of our own."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from benchmarks.quality.figure import correlation, macro_f1, precision_recall
from benchmarks.quality.measures import MEASURES
from benchmarks.quality.measures.pages import mean_scores, phrases_shared
from monitor.settings import PROJECT


def test_precision_and_recall_by_hand() -> None:
    pairs = [({"PAK", "AFG"}, {"PAK", "IND"}), ({"USA"}, {"USA"}), (set(), {"FRA"})]
    assert precision_recall(pairs) == pytest.approx({"precision": 2 / 4, "recall": 2 / 3, "F1": 4 / 7})


def test_macro_f1_by_hand() -> None:
    assert macro_f1([1, 1, 0, -1], [1, 0, 0, -1]) == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)


def test_correlation_of_opposites() -> None:
    assert correlation([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)


def put(folder: Path, name: str, *rows: dict) -> None:
    path = folder / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def target(text: str, polarity: int) -> dict:
    start = text.index("Ana")
    return {
        "id": text[:4],
        "text": text,
        "targets": [{"start": start, "end": start + 11, "polarity": polarity}],
    }


def pair(a: str, b: str, same: bool | None) -> dict:
    return {"id": "pair", "label": "copy", "a": {"text": a}, "b": {"text": b}, "duplicate": same}


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """Sets of a few lines, written for this test; one of their labels is wrong on purpose."""
    praised = "Ana Brindle was praised for her excellent, brave work."
    blamed = "Critics attacked Ana Brindle for a horrible, shameful failure."
    put(tmp_path, "newsmtsc/dev_rw", target(praised, 1), target(blamed, -1))
    put(tmp_path, "newsmtsc/dev_mt", target(praised, 1), target(blamed, 1))
    places = {
        "id": "place",
        "text": "Pakistan said that it had closed the road.\u2028Kenya did not.",
        "title": "",
    }
    for name in ("geo_webnews", "geo_trnews", "geo_virus", "geo_lgl"):
        put(tmp_path, f"{name}/dev", {**places, "countries_named": ["PK", "FR"]})
    story = " ".join(f"The ferry to island {n} left its harbour with {n + 3} sacks of rice." for n in range(12))
    other = " ".join(f"A choir of {n} singers filled hall number {n} with old songs." for n in range(12))
    put(
        tmp_path, "dup_pairs/dev", pair(story, story, True), pair(story, other, False), pair(story, other, None)
    )
    put(
        tmp_path,
        "planted_copies/dev_docs",
        *({"id": name, "text": text} for name, text in zip("abc", (story, other, story), strict=True)),
    )
    put(tmp_path, "planted_copies/dev_pairs", {"a": "c", "b": "a"})
    report = {"author": None, "wire": "AP", "text": f"HILLMOUTH (AP) — {story}"}
    put(tmp_path, "polnear_quotes/dev_train", {"id": "1", **report}, {"id": "2", **report, "wire": "UPI"})
    rule = {"id": "rule", "lang": "en", "joins": True, "text": "It rained. Ana stayed."}
    put(
        tmp_path,
        "sentence_rules/dev",
        {**rule, "sentences": ["It rained.", "Ana stayed."]},
        {**rule, "sentences": ["It rained. Ana stayed."]},
        {**rule, "joins": False, "sentences": []},
    )
    put(
        tmp_path,
        "gum_wikinews/dev",
        {"id": "gum", "text": "It rained. Ana stayed.", "sentences": [[0, 10], [11, 22]]},
    )
    return tmp_path


def test_each_measure_scores_what_was_labelled(corpora: Path) -> None:
    both_models = [figure.scores["macro-F1"] for figure in MEASURES["stance"](corpora)]
    assert both_models == pytest.approx([1.0, 2 / 3] * 2)
    for figure in MEASURES["named"](corpora):
        assert figure.scores == pytest.approx({"precision": 0.5, "recall": 0.5, "F1": 0.5})
    copies, planted, credits = MEASURES["copies"](corpora)
    assert (copies.n, copies.scores["F1"]) == (2, 1.0)
    assert (planted.n, planted.scores["F1"]) == (3, 1.0)
    assert (credits.n, credits.scores["F1"]) == (2, 0.5)
    ends, rules = MEASURES["sentences"](corpora)
    assert (ends.n, ends.scores["F1"]) == (2, 1.0)
    assert (rules.n, rules.scores["right"]) == (2, 0.5)


def test_phrases_are_counted_as_often_as_they_come() -> None:
    assert phrases_shared("a b c d e", "A b c d e") == (1, 1, 1)
    assert phrases_shared("a b c d a b c d", "a b c d") == (1, 0, 4)
    assert mean_scores([(1, 0, 1), (0, 0, 4)]) == pytest.approx({"precision": 1, "recall": 0.25, "F1": 0.4})


def test_a_feed_arrives_as_the_library_reads_it(tmp_path: Path) -> None:
    feed = (
        b"<rss><channel><item><title>Bridge opens</title><link>https://hill-herald.example/a</link>"
        b"<pubDate>Tue, 02 Jan 2024 03:15:00 GMT</pubDate></item><item><guid>x</guid></item></channel></rss>"
    )
    for folder, name in (("feeds_real", "dev_feeds"), ("feeds_feedparser_cases", "dev_cases")):
        (tmp_path / folder).mkdir()
        with tarfile.open(tmp_path / folder / f"{name}.tar.xz", "w:xz") as archive:
            member = tarfile.TarInfo("feed.xml")
            member.size = len(feed)
            archive.addfile(member, io.BytesIO(feed))
    for figure in MEASURES["feeds"](tmp_path):
        assert figure.scores == {"entries": 1, "titles": 1, "links": 1, "dates": 1}


def test_the_command_leaves_out_what_is_not_there_and_says_so(corpora: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.quality", "copies", "tone", "--corpora", str(corpora)],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "precision 1.000" in ran.stdout
    assert "tone: left out" in ran.stderr


def test_the_command_refuses_an_unknown_measure_and_half_a_table() -> None:
    for words in (["luck"], ["copies", "--write"]):
        ran = subprocess.run(
            [sys.executable, "-m", "benchmarks.quality", *words],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 2
        assert "measure" in ran.stderr or "choose from" in ran.stderr
