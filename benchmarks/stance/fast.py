"""The fast model, trained: from the labels, and from what the teacher says of real mentions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from benchmarks.stance.data import Target
from monitor.annotate.stance.model import Floats
from monitor.annotate.stance.words import (
    BUCKETS,
    LEFT,
    NEAR,
    PAD,
    RIGHT,
    UNKNOWN,
    Vocabulary,
    buckets,
    printed_words,
    word_of,
)

WORDS, RAREST = 20_000, 4  # a word that stands in fewer sentences teaches nothing
WIDTH, SIGNALS, HIDDEN = 32, 64, 64
BATCH = 256
_FORGOTTEN = 0.1  # of the words, so that no single one decides
_DROPPED = 0.3


class FastNetwork(nn.Module):
    """What :class:`monitor.annotate.stance.fast.FastStance` does, in a form that learns."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.vectors = nn.Embedding(words, WIDTH, padding_idx=PAD)
        nn.init.normal_(self.vectors.weight, 0, 0.1)
        self.kernel = nn.Conv1d(WIDTH, SIGNALS, 3, padding=1)
        self.gain, self.shift = nn.Embedding(BUCKETS, SIGNALS), nn.Embedding(BUCKETS, SIGNALS)
        nn.init.zeros_(self.gain.weight)
        nn.init.normal_(self.shift.weight, 0, 0.05)
        self.hidden, self.out = nn.Linear(4 * SIGNALS, HIDDEN), nn.Linear(HIDDEN, 3)
        self.drop = nn.Dropout(_DROPPED)
        self.register_buffer("near", torch.tensor(NEAR))

    def forward(self, numbers: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        if self.training:
            forgotten = (torch.rand(numbers.shape) < _FORGOTTEN) & (numbers > 1)
            numbers = torch.where(forgotten, torch.tensor(UNKNOWN), numbers)
        signals = self.kernel(self.vectors(numbers).transpose(1, 2)).transpose(1, 2)
        signals = torch.relu(signals * torch.exp(self.gain(places)) + self.shift(places))
        signals = signals * (numbers != PAD).unsqueeze(-1)
        half = (BUCKETS - 1) // 2
        left = (((places > 0) & (places <= half)).unsqueeze(-1) * signals).amax(1)
        right = ((places > half).unsqueeze(-1) * signals).amax(1)
        near = (self.near[places].unsqueeze(-1) * signals).sum(1) / 8
        pooled = self.drop(torch.cat([left, right, near, signals.sum(1) / 20], -1))
        return self.out(self.drop(torch.relu(self.hidden(pooled))))


def frequent_words(targets: Sequence[Target]) -> list[str]:
    """The words that get a vector: the most frequent ones of the sentences, most frequent first."""
    texts = dict.fromkeys(one.text for one in targets)
    counts = Counter(word for text in texts for printed in printed_words(text) if (word := word_of(printed)))
    return [word for word, number in counts.most_common(WORDS) if number >= RAREST]


def read(targets: Sequence[Target], vocabulary: Vocabulary) -> tuple[torch.Tensor, torch.Tensor]:
    """The numbers of the words around each target, and how far they stand from it; a row for each target."""
    numbers = np.full((len(targets), LEFT + RIGHT + 1), PAD, np.int32)
    places = np.zeros(numbers.shape, np.int8)
    for row, one in enumerate(targets):
        around, place = vocabulary.around(one.text, (one.start, one.end))
        numbers[row, : len(around)] = around
        places[row, : len(around)] = buckets(place, len(around))
    return torch.tensor(numbers), torch.tensor(places)


def learn(
    network: FastNetwork, read: tuple[torch.Tensor, torch.Tensor], wanted: Floats, weights: Floats,
    *, epochs: int, rate: float = 2e-3, decay: float = 0.01, seed: int = 0,
) -> None:  # fmt: skip
    """Train on rows of words with the probabilities wanted."""
    torch.manual_seed(seed)
    numbers, places = read
    steps = epochs * math.ceil(len(numbers) / BATCH)
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.1)
    goal, weight = torch.tensor(wanted), torch.tensor(weights)
    for epoch in range(epochs):
        network.train()
        losses = []
        for rows in torch.randperm(len(numbers)).split(BATCH):
            outputs = network(numbers[rows].long(), places[rows].long())
            loss = (-(goal[rows] * torch.log_softmax(outputs, -1)).sum(1) * weight[rows]).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}", flush=True)


def judge(network: FastNetwork, read: tuple[torch.Tensor, torch.Tensor]) -> Floats:
    """The raw outputs, in the order given."""
    network.eval()
    with torch.inference_mode():
        parts = zip(*(values.split(1_000) for values in read), strict=True)
        return np.concatenate([network(numbers.long(), places.long()).numpy() for numbers, places in parts])


def store(network: FastNetwork, words: Sequence[str], temperature: float, name: str, file: Path) -> None:
    """Write the model that the product reads: vectors in 8 bits, the rest in 16."""
    weights = {key: value.numpy() for key, value in network.state_dict().items()}
    scale = np.abs(weights["vectors.weight"]).max(0) / 127
    layers = {
        "kernel": weights["kernel.weight"].transpose(2, 1, 0),
        "bias": weights["kernel.bias"],
        "gain": np.exp(weights["gain.weight"]),
        "shift": weights["shift.weight"],
        "hidden": weights["hidden.weight"].T,
        "hidden_bias": weights["hidden.bias"],
        "out": weights["out.weight"].T,
        "out_bias": weights["out.bias"],
    }
    np.savez_compressed(
        file,
        name=np.array(name),
        words=np.array("\n".join(words)),
        vectors=np.round(weights["vectors.weight"] / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        temperature=np.array(temperature),
        **{key: value.astype(np.float16) for key, value in layers.items()},
    )
