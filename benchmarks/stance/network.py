"""A transformer with its target marked, and how it learns."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import AutoModel

from benchmarks.stance.data import Target
from monitor.annotate.stance.accurate import Marked, Pieces, padded
from monitor.annotate.stance.model import Floats

_SORTED_TOGETHER = 20  # batches: sentences of one length stand together, and their order is random all the same
_HEAD_RATE = 1e-3
_WARM_UP = 0.06
_WEIGHTS = (0.9, 1.0, 1.25)  # positive is the rarest label
_SMOOTHING = 0.05


class Network(nn.Module):
    """The mean of the target's vectors beside the vector of the whole sentence, and a layer that decides."""

    def __init__(self, base: str | Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base, local_files_only=True)
        self.head = nn.Sequential(nn.Dropout(0.1), nn.Linear(2 * self.encoder.config.hidden_size, 3))

    def forward(self, pieces: torch.Tensor, there: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        vectors = self.encoder(input_ids=pieces, attention_mask=there).last_hidden_state
        marked = (vectors * target.unsqueeze(-1)).sum(1) / target.sum(1, keepdim=True).clamp(min=1)
        return self.head(torch.cat([vectors[:, 0], marked], -1))


@dataclass(frozen=True, slots=True)
class Lesson:
    """Sentences with what is to be learned of them: a probability of each label, and how much it matters."""

    read: list[Marked]
    wanted: Floats
    weights: Floats

    def __add__(self, other: Lesson) -> Lesson:
        return Lesson(
            self.read + other.read,
            np.concatenate([self.wanted, other.wanted]),
            np.concatenate([self.weights, other.weights]),
        )


def labelled_lesson(pieces: Pieces, targets: Sequence[Target], weight: float = 1.0) -> Lesson:
    """From labels."""
    labels = np.array([one.label for one in targets])
    wanted = np.full((len(targets), 3), _SMOOTHING / 3, np.float32)
    wanted[np.arange(len(targets)), labels] += 1 - _SMOOTHING
    return Lesson(marked(pieces, targets), wanted, weight * np.array(_WEIGHTS, np.float32)[labels])


def taught_lesson(pieces: Pieces, targets: Sequence[Target], chances: Floats) -> Lesson:
    """From what a teacher says."""
    return Lesson(marked(pieces, targets), chances, np.ones(len(targets), np.float32))


def marked(pieces: Pieces, targets: Sequence[Target]) -> list[Marked]:
    """The sentences in word pieces."""
    return [pieces.around(one.text, (one.start, one.end)) for one in targets]


def learn(
    network: Network, lesson: Lesson, *, epochs: int, rate: float, batch: int = 32, seed: int = 0
) -> Iterator[int]:
    """Train, and give the number of each epoch that has ended.

    AdamW with a linear rise and fall; half precision where the processor has it.
    """
    rng = random.Random(seed)
    torch.manual_seed(seed)
    groups = [
        {"params": network.encoder.parameters(), "lr": rate},
        {"params": network.head.parameters(), "lr": _HEAD_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = epochs * math.ceil(len(lesson.read) / batch)
    rising = max(1, int(_WARM_UP * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / rising, (steps - step) / max(1, steps - rising))
    )
    wanted, weights = torch.tensor(lesson.wanted), torch.tensor(lesson.weights)
    for epoch in range(epochs):
        network.train()
        began, losses = time.monotonic(), []
        for rows in _batches(lesson.read, batch, rng):
            outputs = _outputs(network, [lesson.read[row] for row in rows]).float()
            loss = -(wanted[rows] * torch.log_softmax(outputs, -1)).sum(1)
            loss = (loss * weights[rows]).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            if len(losses) % 100 == 0:
                print(epoch, len(losses), round(float(np.mean(losses[-100:])), 4), flush=True)
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, {time.monotonic() - began:.0f} s", flush=True)
        yield epoch


def judge(network: Network, read: Sequence[Marked], batch: int = 64) -> Floats:
    """The raw outputs, in the order given."""
    network.eval()
    outputs = np.zeros((len(read), 3), np.float32)
    with torch.inference_mode():
        for rows in _batches(read, batch, None):
            outputs[rows] = _outputs(network, [read[row] for row in rows]).float().numpy()
    return outputs


def _outputs(network: Network, read: Sequence[Marked]) -> torch.Tensor:
    inputs = {name: torch.from_numpy(values) for name, values in padded(read).items()}
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return network(**inputs)


def _batches(read: Sequence[Marked], batch: int, rng: random.Random | None) -> Iterator[list[int]]:
    """Rows of like length together; with ``rng`` in random order."""
    rows = list(range(len(read)))
    if rng is None:
        rows.sort(key=lambda row: len(read[row][0]))
        parts = [rows]
    else:
        rng.shuffle(rows)
        size = batch * _SORTED_TOGETHER
        parts = [
            sorted(rows[i : i + size], key=lambda row: len(read[row][0])) for i in range(0, len(rows), size)
        ]
    found = [part[i : i + batch] for part in parts for i in range(0, len(part), batch)]
    if rng is not None:
        rng.shuffle(found)
    return iter(found)
