"""``python -m benchmarks.stance STEP --work DIR``: see the package."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from tokenizers import Tokenizer
from transformers import AutoTokenizer

from benchmarks.quality.figure import macro_f1
from benchmarks.stance import accurate, data, fast, network
from benchmarks.stance.bases import small_base, teachers_base
from benchmarks.stance.calibrate import calibrate
from benchmarks.stance.network import labelled_lesson, taught_lesson
from monitor.annotate.stance.accurate import AccurateStance, Pieces
from monitor.annotate.stance.fast import FastStance
from monitor.annotate.stance.model import Asked, Floats, softmax
from monitor.annotate.stance.words import SPECIAL, Vocabulary
from monitor.settings import DATA, PROJECT

SHIPPED = DATA / "stance"
VERSION = 1
"""Raised with every training: the name of a model stands beside its numbers."""

Work = Annotated[Path, typer.Option(help="The folder for what one step leaves for the next.")]
Corpora = Annotated[Path, typer.Option(envvar="MONITOR_CORPORA", help="The folder of the labelled sets.")]
CORPORA = PROJECT.parent / "shared" / "corpora"
_TAUGHT_AT_ONCE = 2_048
_EARLIER = 0.3
_LABELS_COUNT = 2.0  # a label of people against a word of the teacher

Judge = Callable[[list[data.Target]], Floats]

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command()
def mentions(work: Work, corpora: Corpora = CORPORA, number: int = 240_000) -> None:
    """Collect real mentions without labels."""
    work.mkdir(parents=True, exist_ok=True)
    data.write(work / "mentions.jsonl", data.mentions(corpora, number))


@app.command()
def teacher(work: Work, corpora: Corpora = CORPORA, epochs: int = 3, rate: float = 3e-5) -> None:
    """Fine-tune the large transformer; the epoch with the best development score is kept."""
    work.mkdir(parents=True, exist_ok=True)
    net, pieces = _teacher(work)
    best = 0.0
    lesson = labelled_lesson(pieces, data.labelled(corpora, "train"))
    for _ in network.learn(net, lesson, epochs=epochs, rate=rate):
        reached = _told(corpora, lambda targets: network.judge(net, network.marked(pieces, targets)))
        if reached > best:
            best = reached
            torch.save(net.state_dict(), work / "teacher.pt")


@app.command()
def label(work: Work, number: int = 20_480) -> None:
    """Ask the teacher about the mentions; goes on where it was stopped."""
    net, pieces = _teacher(work)
    net.load_state_dict(torch.load(work / "teacher.pt", weights_only=True))
    net.bfloat16()  # else each batch would convert all weights anew
    every = data.read(work / "mentions.jsonl")[:number]
    file = work / "taught.npy"
    done = np.load(file) if file.exists() else np.empty((0, 3), np.float32)
    for first in range(len(done), len(every), _TAUGHT_AT_ONCE):
        outputs = network.judge(net, network.marked(pieces, every[first : first + _TAUGHT_AT_ONCE]))
        done = np.concatenate([done, outputs])
        np.save(file, done)
        print(f"{len(done):,} of {len(every):,}", flush=True)


@app.command("accurate")
def train_accurate(work: Work, corpora: Corpora = CORPORA, epochs: int = 3, rate: float = 1e-4) -> None:
    """Train the small transformer on labels and teacher, and pack it."""
    every = data.read(work / "mentions.jsonl")
    labelled = data.labelled(corpora, "train")
    net, tokenizer = accurate.trimmed(small_base(), [*labelled, *every])
    pieces = Pieces(tokenizer)
    taught = _taught(work)
    lesson = labelled_lesson(pieces, labelled, _LABELS_COUNT)
    lesson += taught_lesson(pieces, every[: len(taught)], softmax(taught))
    for epoch in network.learn(net, lesson, epochs=epochs, rate=rate, batch=64):
        torch.save(net.state_dict(), work / f"accurate.{epoch}.pt")
        _told(corpora, lambda targets: network.judge(net, network.marked(pieces, targets)))
    net.load_state_dict(_blended(work, epochs - 1))
    _ship_accurate(net, tokenizer, corpora)


@app.command("fast")
def train_fast(work: Work, corpora: Corpora = CORPORA, number: int = 120_000, epochs: int = 10) -> None:
    """Train the fast model on labels, teacher and the accurate model, and pack it."""
    every = data.read(work / "mentions.jsonl")[:number]
    labelled = data.labelled(corpora, "train")
    words = fast.frequent_words([*labelled, *every])
    vocabulary = Vocabulary(words)
    wanted, weights = _wanted(labelled, softmax(_all_taught(work, every)))
    net = fast.FastNetwork(len(words) + SPECIAL)
    fast.learn(net, fast.read([*labelled, *every], vocabulary), wanted, weights, epochs=epochs)
    outputs, gold = _chosen_on(corpora, lambda targets: fast.judge(net, fast.read(targets, vocabulary)))
    file = SHIPPED / "fast.npz"
    fast.store(net, words, calibrate(outputs, gold), f"fast{VERSION}", file)
    _told(corpora, lambda targets: FastStance(file).outputs(_asked(targets)))


def _teacher(work: Path) -> tuple[network.Network, Pieces]:
    base = teachers_base(work)
    tokenizer = AutoTokenizer.from_pretrained(base, local_files_only=True)
    pieces = Pieces(tokenizer.backend_tokenizer, tokenizer.cls_token, tokenizer.sep_token)
    return network.Network(base), pieces


def _taught(work: Path) -> Floats:
    outputs: Floats = np.load(work / "taught.npy")
    return outputs


def _all_taught(work: Path, every: list[data.Target]) -> Floats:
    """The teacher's word where there is one, for the other mentions that of the accurate model."""
    taught = _taught(work)
    file = work / "passed_on.npy"
    if not file.exists():
        rest = _asked(every[len(taught) :])
        parts = [rest[first : first + _TAUGHT_AT_ONCE] for first in range(0, len(rest), _TAUGHT_AT_ONCE)]
        with ProcessPoolExecutor() as pool:
            np.save(file, np.concatenate(list(pool.map(_said_by_accurate, parts))))
    return np.concatenate([taught, np.load(file)])


def _said_by_accurate(asked: list[Asked]) -> Floats:
    return AccurateStance().outputs(asked)


def _wanted(labelled: list[data.Target], taught: Floats) -> tuple[Floats, Floats]:
    said = np.full((len(labelled), 3), 0.05, np.float32)
    said[np.arange(len(labelled)), [one.label for one in labelled]] = 0.9
    weights = np.ones(len(said) + len(taught), np.float32)
    weights[: len(said)] = _LABELS_COUNT
    return np.concatenate([said, taught]), weights


def _blended(work: Path, last: int) -> dict[str, torch.Tensor]:
    """The weights of the last epoch with some of the one before, which hold better in eight bits.

    M. Wortsman et al., "Model soups", ICML 2022.
    """
    earlier, later = (
        torch.load(work / f"accurate.{epoch}.pt", weights_only=True) for epoch in (last - 1, last)
    )
    return {
        name: torch.lerp(earlier[name], value, 1 - _EARLIER) if value.is_floating_point() else value
        for name, value in later.items()
    }


def _ship_accurate(net: network.Network, tokenizer: Tokenizer, corpora: Path) -> None:
    file = SHIPPED / "accurate.onnx"
    accurate.export(net, tokenizer, file)
    accurate.describe(file, "accurate")
    judge = lambda targets: AccurateStance(file).outputs(_asked(targets))  # noqa: E731
    accurate.describe(file, f"accurate{VERSION}", calibrate(*_chosen_on(corpora, judge)))
    _told(corpora, judge)


def _asked(targets: list[data.Target]) -> list[Asked]:
    return [(one.text, (one.start, one.end)) for one in targets]


def _chosen_on(corpora: Path, judge: Judge) -> tuple[Floats, list[int]]:
    targets = [one for part in ("rw", "mt") for one in data.labelled(corpora, part)]
    return judge(targets), [one.label for one in targets]


def _told(corpora: Path, judge: Judge) -> float:
    """Print the development scores; their mean."""
    reached = {}
    for part in ("rw", "mt"):
        targets = data.labelled(corpora, part)
        reached[part] = macro_f1([one.label for one in targets], judge(targets).argmax(1).tolist())
    print(", ".join(f"{part}: macro-F1 {score:.3f}" for part, score in reached.items()), flush=True)
    return sum(reached.values()) / len(reached)


if __name__ == "__main__":
    os.environ["HF_HUB_OFFLINE"] = "1"
    app()
